"""`deckgen preview`: the project in the browser, live, or as files."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import click

from deckgen.cli.common import PROBLEMS, plural, project_option, shown, writing
from deckgen.pipeline.load import load
from deckgen.pipeline.place import write_all

_NEEDED = ("PIL", "pypdfium2", "starlette", "uvicorn", "watchfiles")
"""The modules of the extra."""


@click.command("preview", short_help="Show cards, sources, printed pages and problems in the browser, live.")
@project_option
@click.option("--port", default=8420, show_default=True, type=click.IntRange(1, 65535), help="Where to serve; if taken, the next free one.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@click.option("--export", "folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write a static site to DIR.")
def command(root: Path, port: int, no_open: bool, folder: Path | None) -> None:
    """Show the project in the browser: what Anki will show, what the printer will print, what is wrong. It follows each save.

    \b
    deckgen preview
    deckgen preview --export site/     the same, as files
    """
    if lacking := [name for name in _NEEDED if find_spec(name) is None]:
        click.echo(f"the preview needs more than is installed ({', '.join(lacking)}): pip install 'deckgen-anki[preview]'", err=True)
        sys.exit(PROBLEMS)
    if folder:
        _export(root, folder)
    else:
        _serve(root, port, open_it=not no_open)


def _export(root: Path, folder: Path) -> None:
    from deckgen.preview.export import export

    project = load(root)
    files = export(project)
    paths = {folder / name: data for name, data in files.items()}
    with writing():
        write_all(paths, folder, tuple(dict.fromkeys(path.parent for path in paths)))
    click.echo(f"{shown(folder / 'index.html')}  {plural(len(files), 'file')}")
    errors = sum(one.is_error for one in project.diagnostics)
    if errors:
        click.echo(f"The site shows {plural(errors, 'error')}; with errors nothing is printed, so it has no printed pages.", err=True)


def _serve(root: Path, port: int, *, open_it: bool) -> None:
    from deckgen.preview.server import NoPort, serve

    def ready(address: str, taken: bool) -> None:
        also = f"; port {port} is taken" if taken else ""
        click.echo(f"{address}  the preview of {root.name}{also}. Ctrl-C ends it")
        if open_it:
            click.launch(address)

    try:
        serve(root, port, ready)
    except NoPort as error:
        click.echo(error, err=True)
        sys.exit(PROBLEMS)
    click.echo("the preview has ended")

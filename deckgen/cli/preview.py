"""`deckgen preview`: the project in the browser, as files."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import click

from deckgen.cli.common import PROBLEMS, plural, project_option, shown, writing
from deckgen.pipeline.load import load
from deckgen.pipeline.place import write_all

_NEEDED = ("PIL", "pypdfium2")
"""The modules of the extra."""


@click.command("preview", short_help="Show cards, sources, printed pages and problems in the browser.")
@project_option
@click.option("--export", "folder", metavar="DIR", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to.")
def command(root: Path, folder: Path) -> None:
    """Show the project in the browser: what Anki will show, what the printer will print, what is wrong.

    \b
    deckgen preview --export site/
    """
    if lacking := [name for name in _NEEDED if find_spec(name) is None]:
        click.echo(f"the preview needs more than is installed ({', '.join(lacking)}): pip install 'deckgen-anki[preview]'", err=True)
        sys.exit(PROBLEMS)
    _export(root, folder)


def _export(root: Path, folder: Path) -> None:
    from deckgen.preview.export import export

    files = export(load(root))
    paths = {folder / name: data for name, data in files.items()}
    with writing():
        write_all(paths, folder, tuple(dict.fromkeys(path.parent for path in paths)))
    click.echo(f"{shown(folder / 'index.html')}  {plural(len(files), 'file')}")

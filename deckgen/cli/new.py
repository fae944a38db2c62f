"""`deckgen new`: begin a project."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from deckgen.cli.common import shown, writing
from deckgen.pipeline.new import TakenError, new

_NAMED = 4
"""Names that a refusal shows; more say nothing more."""


@click.command("new", short_help="Begin a project: a small one that builds at once.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Begin a project in the folder DIR, which is made if it is not there: a first source and six notes, one of each kind.

    It builds at once. Its README tells how to go on, on a computer or in the browser only. Nothing that is there is overwritten.

    \b
    deckgen new stoic-ethics
    cd stoic-ethics && deckgen build
    """
    root = folder.resolve()
    try:
        with writing("Nothing was written."):
            names = new(root)
    except TakenError as error:
        (taken,) = error.args
        raise click.ClickException(_refusal(shown(root), taken)) from error
    for name in names:
        click.echo(shown(root / name))
    build = shlex.join(["deckgen", "build", "--project", str(folder)])
    click.echo(f"{len(names)} files: a project with one source, and six notes, one of each kind. Next: {build}")


def _refusal(folder: str, taken: list[str]) -> str:
    if taken == ["."]:
        return f"{folder} is a file: give the name of a folder. Nothing was written."
    more = len(taken) - _NAMED
    names = ", ".join(taken[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{folder} already has {names}: choose another folder, or move these away. Nothing was written."

"""`deckgen build`: check, then write what learners get."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from deckgen.cli.common import (
    PROBLEMS,
    fails,
    format_option,
    project_option,
    remark,
    report,
    shelf,
    shown,
    strict_option,
    time_of,
    wants_color,
    writing,
)
from deckgen.cli.printing import print_options
from deckgen.pipeline.allowances import without_allowed
from deckgen.pipeline.inputs import elsewhere
from deckgen.pipeline.load import load, pictures
from deckgen.pipeline.outputs import OF_A_FILE, PRODUCTS, Made, Output, Stamp, outputs
from deckgen.pipeline.place import finish, together, write_all
from deckgen.pipeline.printing import Wishes, objection
from deckgen.pipeline.stamp import stamp
from deckgen.uptodate import look, remember

Say = Callable[[str], None]


@click.command("build", short_help="Check, then write dist/: the deck for Anki, cheat-sheet, flashcards, quiz.")
@project_option
@strict_option
@click.option("--only", type=click.Choice(PRODUCTS), multiple=True, help="Write only this. May be given more than once.")
@click.option("--out", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Write to DIR instead of dist/.")
@print_options
@format_option
@click.option("--quiet", is_flag=True, help="Say nothing but problems.")
@click.pass_obj
def command(
    words: list[str] | None, root: Path, strict: bool, only: tuple[str, ...], out: Path | None, wishes: Wishes, form: str, quiet: bool
) -> None:
    """Check the project, then write its decks, cheat-sheets, flashcards and quizzes to dist/.

    How they are printed stands in deck.yaml, below `print:`; options say otherwise for once.

    Where nothing changed since the last such build, its files are there, and what it said is said again. For that, a record of it
    lies in the user's cache folder, and what is known of each file of cards: one that did not change is not read again for the deck.
    What was printed lies there, too: a sheet on which an edit shows nowhere is not set again. DECKGEN_CACHE names another folder.

    \b
    deckgen build                                     everything
    deckgen build --only sheet --paper letter
    deckgen build --only cards --part 2 --size credit-card
    deckgen build --only quiz --tag influence --number 20 --seed 7
    """
    folder = out or root / "dist"
    _finish(root, folder)
    before = look(str(root))
    project = load(root, known=shelf(root, OF_A_FILE))
    if fails(project.diagnostics, strict):
        report(project.diagnostics, project, form)
        _stop(folder)
    if against := objection(project.decks, wishes):
        raise click.UsageError(against)
    when = Stamp(time_of(lambda: stamp(root, pictures(project))))
    wanted = [one for deck in project.decks for one in outputs(deck, only or PRODUCTS, wishes, when)]
    everything = _make(wanted, quiet)
    printed = dict.fromkeys(finding for one in everything.values() for finding in one.diagnostics)
    found = without_allowed(project.allowances, printed)
    said = report(sorted((*project.diagnostics, *found), key=lambda one: one.sort_key), project, form)
    if fails(found, strict):
        _stop(folder)
    made = {name: one for name, one in everything.items() if one.data}  # a sheet with nothing on it is no file
    _write(root, folder, {name: one.data for name, one in made.items()})
    for name, one in made.items() if not quiet else ():
        said += remark(f"{shown(folder / name)}  {one.remark}", form)
    if words and before:
        built = {str(folder / name): one.data for name, one in made.items()}
        remember(words, str(root), before, map(str, elsewhere(project)), built, said)


def _stop(folder: Path) -> None:
    """End a build that found problems, and say what that means for what was built before."""
    old = any(folder.glob("*.apkg")) or any(folder.glob("*.pdf"))
    click.echo(f"Nothing was built{f'; {folder.name}/ holds what was built before' if old else ''}.", err=True)
    sys.exit(PROBLEMS)


def _make(wanted: list[Output], quiet: bool) -> dict[str, Made]:
    """Make all files in memory: nothing is written before everything could be made."""
    made = {}
    with _progress(quiet) as say:
        for output in wanted:
            say(output.name)
            made[output.name] = output.make()
    return made


@contextmanager
def _progress(quiet: bool) -> Iterator[Say]:
    """Show on a terminal which file is being made, with a spinner; elsewhere the lines at the end are enough."""
    if quiet or not wants_color(sys.stderr) or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # 73 ms: only where someone is watching

    with Console(stderr=True).status("") as status:
        yield lambda name: status.update(f"making {name}")


def _finish(root: Path, folder: Path) -> None:
    """Do what a killed command had decided, before anything is read."""
    with writing("An earlier command had begun it."):
        for folders in dict.fromkeys((together(root, root / "cards"), together(root, folder))):
            finish(*folders)


def _write(root: Path, folder: Path, made: dict[str, bytes]) -> None:
    with writing("What was built before is still there."):
        write_all({folder / name: data for name, data in made.items()}, folder, together(root, folder))

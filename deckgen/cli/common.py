"""What commands share: the project they work on, the colors of the terminal, and how they end."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from deckgen.cli import completion
from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck
from deckgen.pipeline.ahead import CHECKS, Work
from deckgen.pipeline.folders import find_project
from deckgen.pipeline.load import Project
from deckgen.pipeline.shelf import Shelf
from deckgen.pipeline.staging import WriteError
from deckgen.pipeline.stamp import BadStampError
from deckgen.report import FORMS, Reporter, as_concise, as_github, as_json, counted
from deckgen.uptodate import Said

PROBLEMS = 1
"""Exit code: problems in the project's files."""


def project_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--project DIR`, handed to the command as `root`."""
    return click.option(
        "--project",
        "root",
        metavar="DIR",
        callback=_root,
        is_eager=True,
        help="Work on the project in DIR instead of the one around this folder.",
    )(command)


def strict_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--strict`."""
    return click.option("--strict", is_flag=True, help="Treat warnings as problems.")(command)


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--format`, handed to the command as `form`."""
    help = "How to tell the problems: json for programs, github for annotations on a pull request."
    return click.option("--format", "form", type=click.Choice(FORMS), default="text", help=help)(command)


def deck_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--deck ID`."""
    return click.option("--deck", metavar="ID", shell_complete=completion.decks, help="Which deck, in a project with several: its `id`.")(
        command
    )


def one_deck(project: Project, id: str | None) -> Deck:
    """Give the deck that a command works on."""
    ids = [deck.head.id for deck in project.decks]
    if id is None and len(ids) > 1:
        raise click.UsageError(f"which deck? Write --deck and one of: {', '.join(ids)}")
    found = next((deck for deck in project.decks if id in (None, deck.head.id)), None)
    if found is None:
        raise click.UsageError(f"no deck {id!r}; there is: {', '.join(ids)}")
    return found


def _root(_: click.Context, __: click.Parameter, value: str | None) -> Path:
    start = Path(value) if value else Path.cwd()
    if not start.is_dir():
        raise click.UsageError(f"there is no folder {start}")
    root = (
        find_project(start.resolve()) if value is None else (start.resolve() if find_project(start.resolve()) == start.resolve() else None)
    )
    if root is None:
        raise click.UsageError(f"no project in {start}{'' if value else ' or above it'}: a project is a folder with cards/deck.yaml")
    return root


def shelf(root: Path, works: Sequence[Work] = CHECKS) -> Shelf:
    """Give what is known of the project's files of cards, and see to it that it is recorded when the command ends, however it does."""
    known = Shelf(root, works)
    click.get_current_context().call_on_close(known.save)
    return known


def wants_color(stream: Any) -> bool:
    """Whether to color what goes to a stream: on a terminal, unless NO_COLOR says no."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def report(diagnostics: Iterable[Diagnostic], project: Project, form: str = "text") -> Said:
    """Print findings: for people to the error stream, for programs to the output, where nothing else may then stand.

    Out: what was printed.
    """
    given = tuple(diagnostics)
    if form == "text":
        return say(Reporter(project.files, wants_color(sys.stderr)).text(given), error=True)
    return say(_for_programs(given, project, form)) + say(counted(given), error=True)


def say(text: str, error: bool = False) -> Said:
    """Print a text as it is, and give it back with the stream that it went to."""
    click.echo(text, err=error, color=True, nl=False)
    return [(error, text)]


def _for_programs(given: tuple[Diagnostic, ...], project: Project, form: str) -> str:
    if form == "github":
        return as_github(given, lambda name: _in_repository(project.root / name), project.files)
    return as_json(given) if form == "json" else as_concise(given)


def _in_repository(path: Path) -> str:
    """Give a file's path as GitHub's annotations have it: from the folder that holds the repository."""
    base = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()


def remark(text: str, form: str) -> Said:
    """Print a line about what was done: to the output, unless that is for findings alone. Out: what was printed."""
    return say(f"{text}\n", error=form != "text")


def fails(diagnostics: Iterable[Diagnostic], strict: bool) -> bool:
    """Whether findings end a command with exit 1."""
    return any(one.is_error or strict for one in diagnostics)


def stop_at(broken: Sequence[Diagnostic], project: Project, undone: str) -> None:
    """End with exit 1 where findings stand in the way; `undone` says what was not done for them."""
    if broken:
        report(broken, project)
        click.echo(f"{undone}: mend these first.", err=True)
        sys.exit(PROBLEMS)


def time_of(told: Callable[[], int]) -> int:
    """Give a time that SOURCE_DATE_EPOCH may give; where that is none, it is wrong usage."""
    try:
        return told()
    except BadStampError as error:
        raise click.UsageError(f"SOURCE_DATE_EPOCH takes seconds since 1970, not {error}") from error


@contextmanager
def writing(after: str = "") -> Iterator[None]:
    """End with one line and exit 1 where something cannot be written; `after` says what that leaves."""
    try:
        yield
    except WriteError as error:
        name, why = error.args
        raise click.ClickException(f"{name} was not written: {why}" + (f". {after}" if after else "")) from error


def columns() -> int:
    """Give the width of the terminal, or a usual one."""
    return shutil.get_terminal_size((100, 24)).columns


def shown(path: Path) -> str:
    """Give a path as seen from the current folder, if it is in it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def typed(root: Path, *words: str) -> str:
    """Give a command to type; where it would find another project, it names this one."""
    here = find_project(Path.cwd()) == root
    return shlex.join(["deckgen", *words, *(() if here else ("--project", str(root)))])


def plural(count: int, one: str, many: str = "") -> str:
    """Give a count with its noun.

    >>> plural(1, "note"), plural(2, "card")
    ('1 note', '2 cards')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"

"""`deckgen fix`: make the edits that can only be meant so, and offer the others."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from deckgen.cli import completion
from deckgen.cli.common import PROBLEMS, plural, project_option, typed, wants_color
from deckgen.pipeline.fix import Fixed, Mend, Take, fix, read_take
from deckgen.pipeline.place import WriteError, finish, held, together, write_all
from deckgen.pipeline.staging import refuse_to_replace
from deckgen.terminal import visible

_COLORS = {"-": "31", "+": "32", "@": "36"}
_SHOWN = 60
"""Characters of an edit that its line shows."""


def _takes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[Take, ...]:
    takes = {value: read_take(value) for value in values}
    wrong = next((value for value, take in takes.items() if take is None), None)
    if wrong is not None:
        raise click.UsageError(f"--take takes a code or CODE:FILE:LINE, as `deckgen fix` shows them, not {wrong!r}")
    return tuple(take for take in takes.values() if take)


@click.command("fix", short_help="Mend what can only be meant one way; offer the guesses.")
@project_option
@click.option(
    "--take",
    "takes",
    metavar="CODE[:FILE:LINE]",
    multiple=True,
    callback=_takes,
    shell_complete=completion.guesses,
    help="Take the guesses of this code, too, or the one in a line of a file. May be given more than once.",
)
@click.option("--diff", is_flag=True, help="Show what would be changed, and write nothing.")
def command(root: Path, takes: tuple[Take, ...], diff: bool) -> None:
    """Mend what `check` finds, where the finding knows how.

    An edit that can only be meant one way is made. A guess is shown, with the command that takes it: by its code alone, all that are
    clear; by CODE:FILE:LINE, the one whose finding is in that line, as the file stands once the safe edits are made. An edit that would
    bring new errors is undone. Everything else in the files stays as it is.

    \b
    deckgen fix
    deckgen fix --diff            what would be changed; writes nothing
    deckgen fix --take CODE       take the guesses of that code, too, as `deckgen fix` lists them
    deckgen fix --take CODE:FILE:LINE --take CODE:FILE:LINE
    """
    fixed = _mend(root, takes, diff=diff)
    if diff:
        click.echo(_diff(fixed, wants_color(sys.stdout)), nl=False, color=True)
    else:
        _tell_done(fixed)
    _tell_rest(fixed, root, err=diff)
    if diff and fixed.after and (fixed.left or fixed.offers):
        click.echo("Lines are counted as they would be with these edits.", err=True)
    errors = sum(one.is_error for one in fixed.project.diagnostics)
    if errors:
        verb, them = ("is", "it") if errors == 1 else ("are", "them")
        left = "would be left" if diff else f"{verb} left; `{typed(root, 'check')}` shows {them}"
        click.echo(f"{plural(errors, 'error')} {left}.", err=True)
        sys.exit(PROBLEMS)


def _mend(root: Path, takes: tuple[Take, ...], *, diff: bool) -> Fixed:
    """Mend the project and write it, unless only the difference is asked for; meanwhile, no other deckgen writes into it."""
    folders = () if diff else together(root, root / "cards")
    try:
        with held(*folders):
            finish(*folders)
            fixed = fix(root, takes)
            _stop_at_idle(fixed)
            if not diff:
                _write(root, fixed)
    except WriteError as error:
        name, why = error.args
        raise click.ClickException(f"{name} was not written: {why}") from error
    return fixed


def _stop_at_idle(fixed: Fixed) -> None:
    if fixed.idle:
        raise click.UsageError(f"--take {fixed.idle[0]}: no such guess is offered; `deckgen fix` shows those that are. Nothing was changed")


def _write(root: Path, fixed: Fixed) -> None:
    """Write what changed, unless somebody else has just written it."""
    for name, data in fixed.before.items():
        if (root / name).read_bytes() != data:
            raise WriteError(name, "it was changed meanwhile; run `deckgen fix` again")
        refuse_to_replace(root / name)
    if fixed.after:
        cards = root / "cards"
        write_all({root / name: data for name, data in fixed.after.items()}, cards, together(root, cards))


def _tell_done(fixed: Fixed) -> None:
    for mend in fixed.done:
        click.echo(_line(mend))
    if fixed.done:
        click.echo(f"{plural(len(fixed.done), 'edit')} in {plural(len(fixed.after), 'file')}.")
    else:
        click.echo("Nothing was changed: what is left is for you to decide." if fixed.offers or fixed.left else "Nothing to mend.")


def _tell_rest(fixed: Fixed, root: Path, *, err: bool) -> None:
    """Say what was not done, and why; then the guesses, each with the command that takes it."""
    for mend, why in fixed.left:
        click.echo(f"{_line(mend)}\n    not done: {visible(why)}", err=err)
    for offer in fixed.offers:
        click.echo(f"{_line(offer.mend)}\n    {_how(offer.take, root)}", err=err)


def _how(take: Take | None, root: Path) -> str:
    if take is None:
        return "a guess, and not the only one here: write the right one yourself"
    return f"a guess; if it is right: {typed(root, 'fix', '--take', str(take))}"


def _line(mend: Mend) -> str:
    """Say in one line where an edit is, what it is about and what it writes."""
    at, first = mend.finding.span, mend.edit.replacement.strip().split("\n")
    more = len(first) > 1 or len(first[0]) > _SHOWN
    shown = f": `{first[0][:_SHOWN]}{' …' if more else ''}`" if first[0] else ""
    return visible(f"{at.file}:{at.line} {mend.finding.code} {mend.finding.message}{shown}")


# --- the difference ----------------------------------------------------------------------------------------------------------


def _diff(fixed: Fixed, color: bool) -> str:
    """Give the difference as `git apply` takes it; on a terminal in color, and without what the terminal would obey."""
    lines = (line for name in sorted(fixed.after) for line in _one_file(name, fixed.before[name], fixed.after[name]))
    return "".join(_paint(line) if color else line for line in lines)


def _one_file(name: str, before: bytes, after: bytes) -> Iterator[str]:
    old, new = (re.findall("[^\n]*\n|[^\n]+", _text(data)) for data in (before, after))
    for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _text(data: bytes) -> str:
    """Decode a file with its mark at the start, if it has one."""
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")


def _paint(line: str) -> str:
    text = visible(line.rstrip("\r\n"))
    head = line.startswith(("---", "+++"))
    code = "1" if head else _COLORS.get(line[:1])
    return f"\033[{code}m{text}\033[0m\n" if code else f"{text}\n"

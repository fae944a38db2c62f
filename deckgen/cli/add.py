"""`deckgen add`: write a new note into the file that it belongs into."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from deckgen.cli import completion
from deckgen.cli.common import PROBLEMS, deck_option, one_deck, project_option, report, stop_at, typed, writing
from deckgen.diagnostics import Diagnostic
from deckgen.model import Lens
from deckgen.pipeline.add import Added, NoPlaceError, add
from deckgen.pipeline.load import load
from deckgen.pipeline.place import WriteError, finish, held, together, write_all
from deckgen.pipeline.reader import FORBIDDEN
from deckgen.pipeline.staging import refuse_to_replace

_KINDS = {"q": "a", "term": "means", "said": "", "cloze": "", "quote": "", "list": "items"}
"""The key that tells the kind, and the one that must stand with it."""
_OPTIONS = {"list_": "list"}
"""Options that have another name here, as Python has a use for theirs."""


def _note_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each key of a note."""
    texts = {
        "q": "A question, with --a.",
        "a": "Its answer.",
        "term": "A term, with --means.",
        "means": "Its meaning.",
        "cloze": "A text with gaps: '{{c1::words}}'.",
        "quote": "A verbatim quotation with gaps; with --source.",
        "said": "A verbatim quotation: who said it? With --source.",
        "list": "What items have in common, with --item.",
    }
    options = [click.option(f"--{name}", f"{name}_" if name == "list" else name, metavar="TEXT", help=help) for name, help in texts.items()]
    options += [
        click.option("--item", "items", metavar="TEXT", multiple=True, help="An item of the list. At least two."),
        click.option("--reverse/--no-reverse", default=None, help="Ask both ways, or one: of --q and --term."),
        click.option(
            "--source",
            metavar="KEY#ID",
            multiple=True,
            shell_complete=completion.sources,
            help="What it rests on. May be given more than once.",
        ),
        click.option(
            "--tags", metavar="TAG", multiple=True, shell_complete=completion.own_tags, help="A tag. May be given more than once."
        ),
        click.option("--lens", type=click.Choice([lens.value for lens in Lens]), help="From which side it asks."),
        click.option("--extra", metavar="TEXT", help="Shown after the answer."),
        click.option("--id", metavar="ID", help="Its name for ever. Without it, one is made of its words."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("add", short_help="Write a new note into the right file.")
@_note_options
@click.option(
    "--part",
    metavar="PART",
    shell_complete=completion.parts,
    help="Into the file of this part, by name or number. Without it: the last one.",
)
@click.option("--file", metavar="FILE", shell_complete=completion.card_files, help="Into this file.")
@deck_option
@project_option
def command(root: Path, deck: str | None, part: str | None, file: str | None, **options: Any) -> None:
    """Write a new note at the end of a file of cards, and say where it stands.

    The kind is told by the options. The project is checked with the note in it: what `check` would call an error is shown, and not
    written. One thing is written all the same: a quotation of a source whose text is not in the project, as it can be verified only
    once it stands there. The command that verifies it is told; until then, `check` calls it an error (Q001).

    \b
    deckgen add --q "Which …?" --a "The …" --part 2 --source cowling#opposite-test
    deckgen add --term runbook --means "what to do when a service fails, step by step" --tags operations
    deckgen add --cloze "First {{c1::understand}}, then memorize."
    deckgen add --list "What a review asks" --item "is it right?" --item "is it clear?" --file 05-influence.yaml
    """
    note = _note(options)
    folders = together(root, root / "cards")
    with writing("The project is as it was."), held(*folders):
        finish(*folders)
        added = _added(root, deck, note, part, file)
        if (root / added.file).read_bytes() != added.before:
            raise WriteError(added.file, "it was changed meanwhile; run `deckgen add` again")
        refuse_to_replace(root / added.file)
        write_all({root / added.file: added.after}, root / "cards", folders)
    click.echo(f"{added.file}:{added.line}  {added.id}")
    report([one for one in added.project.diagnostics if _is_warning_of(one, added)], added.project)
    if added.unverified:
        texts = (word for key in added.unheard for word in ("--text", f"{key}=PATH"))
        click.echo(
            f"Written, but {added.unverified[0].message}, and `check` calls that an error (Q001). "
            f"With the text at hand, PATH: {typed(root, 'verify', *texts)}",
            err=True,
        )


def _is_warning_of(finding: Diagnostic, added: Added) -> bool:
    """Tell whether a finding warns of the new note: it stands last in its file."""
    return not finding.is_error and finding.span.file == added.file and finding.span.line >= added.line


def _note(options: dict[str, Any]) -> dict[str, Any]:
    """Make a note of the options that were given, in the order in which files have its keys."""
    given = {_OPTIONS.get(name, name): _value(name, value) for name, value in options.items() if value is not None and value != ()}
    kinds = [kind for kind in _KINDS if kind in given]
    if len(kinds) != 1:
        what = f"not both --{kinds[0]} and --{kinds[1]}" if kinds else "it has none"
        raise click.UsageError(f"a note is one of --q, --term, --said, --cloze, --quote and --list; {what}")
    second = _KINDS[kinds[0]]
    strange = next((name for name in given if name in _KINDS.values() and name != second), None)
    if strange or (second and second not in given):
        option = (strange or second).replace("items", "item")
        raise click.UsageError(f"--{option} {'does not go with' if strange else 'is missing beside'} --{kinds[0]}")
    order = ("id", "lens", kinds[0], second, "reverse", "extra", "tags", "source")
    return {name: given[name] for name in order if name in given}


def _value(name: str, value: Any) -> Any:
    """Give an option's value as YAML has it: yes and no as words; of what may be one or a list, one as itself."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _typed(name, value)
    several = [_typed(name, one) for one in value]
    return several if len(several) > 1 or name == "items" else several[0]


def _typed(name: str, text: str) -> str:
    """Give a text as a file can hold it, its lines ended as files end them; what no file of cards can hold is wrong usage."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = FORBIDDEN.search(plain)
    if bad:
        what = "a byte that is not UTF-8" if "\ud800" <= bad[0] <= "\udfff" else f"a control character (U+{ord(bad[0]):04X})"
        raise click.UsageError(f"--{name.replace('items', 'item')} has {what}, which no file of cards can hold: leave it out")
    return plain.strip()


def _added(root: Path, deck: str | None, note: dict[str, Any], part: str | None, file: str | None) -> Added:
    """Find the note's place; a note with an error ends the command."""
    project = load(root)
    stop_at([] if project.decks else project.broken(""), project, "Nothing was written")
    try:
        added = add(root, one_deck(project, deck), project, note, part, file)
    except NoPlaceError as error:
        raise click.UsageError(str(error)) from error
    if added.errors:
        report(added.errors, added.project)
        click.echo(f"Nothing was written. The lines are those that {added.file} would have.", err=True)
        sys.exit(PROBLEMS)
    return added

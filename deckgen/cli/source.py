"""`deckgen source`: adopt a document as a source, and say what is worth quoting of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from deckgen.cli.common import plural, project_option, writing
from deckgen.pipeline.place import finish, held, together, write_all
from deckgen.pipeline.source import TEXTS, Adopted, BadKeyError, KeyQuote, NoSourceError, Suggestion, adopt
from deckgen.terminal import visible

_SUGGESTED = 10


@click.command("source", short_help="Adopt a document as a source, and say what is worth quoting of it.")
@click.argument("path", metavar="PATH", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", metavar="KEY", help="What cards cite it by: content/KEY.md. Without it, made of its name or its title.")
@click.option("--suggest", "number", metavar="N", type=click.IntRange(0), help=f"How many quotations to suggest. Without it: {_SUGGESTED}.")
@click.option("--keep-text", is_flag=True, help=f"Copy the text to {TEXTS}/, too: where its license lets it be there.")
@project_option
def command(root: Path, path: Path, key: str | None, number: int | None, keep_text: bool) -> None:
    """Adopt a document, Markdown or plain text, as a source of the deck.

    Its front matter, as Hugo or Jekyll have it, is carried over, speakers are found, and content/KEY.md is begun, with
    places for principles. Of its text, nothing but headings is copied. The sentences most worth keeping are listed,
    with the reasons; whether one is meant as it sounds is yours to judge. Of a --key that is there already, --suggest
    lists them again and writes nothing.

    \b
    deckgen source ~/texts/podcast.md
    deckgen source ~/texts/podcast.md --key cowling --suggest 30
    """
    folders = together(root, root / "content")
    with writing("Nothing was written."), held(*folders):
        finish(*folders)
        try:
            found = adopt(root, path, key, keep=keep_text, again=number is not None)
        except BadKeyError as error:
            raise click.UsageError(str(error)) from error
        except NoSourceError as error:
            raise click.ClickException(str(error)) from error
        if found.files:
            write_all(found.files, root / "content", folders)
    lines = (*_adopted(found, root), *_suggested(found, _SUGGESTED if number is None else number), *_next(found, path))
    for line in lines:
        click.echo(visible(line))


def _adopted(found: Adopted, root: Path) -> Iterator[str]:
    """Say what was written, and what was found in the document."""
    for path in found.files:
        yield path.relative_to(root).as_posix()
    if found.files:
        yield f"  front matter: {', '.join(found.ours)}"
        yield from _who_speaks(found)
        if not found.named:
            yield f"  nobody is named: write whose words they are in place of `author: {found.ours['author']}`"
        by = "headings" if all(one.headed for one in found.places) else "words"
        yield (
            f"  {plural(len(found.places), 'place')} for principles, by its {by}"
            if found.places
            else "  no headings: write those of principles yourself"
        )
    for key in found.keys:
        yield f"  key quotation: {_where(key)}"


def _who_speaks(found: Adopted) -> Iterator[str]:
    speakers = found.speakers
    for label, name in speakers.names.items():
        count = speakers.counts.get(label)
        times = f", {plural(count, 'paragraph')}" if count else ""
        full = "" if label != name else "; write the full name in `speakers:`"
        does = ", the author here" if name == found.ours["author"] else ", who asks" if name in found.asking else ""
        yield f"  speaker: {label}: is {name}{times}{does}{full}"
    for label in speakers.once:
        yield f"  once only: {label}: add it to `speakers:` if it is one"


def _where(key: KeyQuote) -> str:
    """Say whether a key quotation stands in the text."""
    place = f"paragraph {key.paragraph}{f', {key.voice}' if key.voice else ''}"
    if key.verbatim:
        return f"word for word in {place}: “{key.words}”"
    closest = f"; closest, {place}: “{key.passage}”" if key.paragraph else ""
    return f"not in the text word for word, so it cannot be quoted: “{key.words}”{closest}"


def _suggested(found: Adopted, number: int) -> Iterator[str]:
    shown = found.suggestions[:number]
    if shown:
        yield f"{len(shown)} of {plural(len(found.suggestions), 'suggested quotation')}, the best first:"
    for rank, one in enumerate(shown, 1):
        yield f"{rank:3}. paragraph {one.paragraph}{f', {one.voice}' if found.named else ''}: {_reasons(one)}"
        yield f"     > {one.words}"
        if one.voice != found.ours["author"]:
            yield from ("     >", f"     > — {one.voice}")


def _reasons(one: Suggestion) -> str:
    """Say why a suggestion is one."""
    about = f"speaks of {', '.join(one.topic)}" if one.topic else ""
    return "; ".join(filter(None, (", ".join(one.traits), about))) or "its length"


def _next(found: Adopted, path: Path) -> Iterator[str]:
    if found.files and "text" not in found.ours:
        yield f"When you have quoted from it, verify the quotations: deckgen verify --text {shlex.quote(f'{found.key}={path}')}"

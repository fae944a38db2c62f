"""Decks -> their sources as the page shows them: principles, what is quoted for them, and the paragraphs that they rest on.

In: resolved decks. Out: `SourceView`s. The cards of a principle are those that name it: the page finds them itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deckgen.anki.notes import pictured
from deckgen.claims import name_of
from deckgen.markup.walk import plain_text
from deckgen.model import Deck, Principle, Source
from deckgen.stats.coverage import paragraphs, places


@dataclass(frozen=True, slots=True)
class PrincipleView:
    """A principle, as it is read."""

    name: str
    """As `key#id`."""
    title: str
    statement: str
    """HTML, as are the quotations."""
    quotations: tuple[tuple[str, str], ...]
    """Each with who says it."""
    rank: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, as it is read."""

    key: str
    title: str
    cite: str
    file: str
    principles: tuple[PrincipleView, ...]
    paragraphs: tuple[tuple[int, int, str], ...]
    """Of each paragraph of its text: its words, how many principles rest on it, and how near it is to one."""


def sources(decks: Sequence[Deck]) -> tuple[SourceView, ...]:
    """Give the sources of all decks, each once."""
    given = {key: (deck, source) for deck in decks for key, source in deck.sources.items()}
    return tuple(of_source(deck, source) for deck, source in given.values())


def of_source(deck: Deck, source: Source) -> SourceView:
    """Give one source of a deck."""
    strip = paragraphs(deck.lengths(source.key), places(deck, source))
    return SourceView(
        key=source.key,
        title=source.title,
        cite=source.cite,
        file=source.span.file,
        principles=tuple(_principles(deck, source)),
        paragraphs=tuple((one.words, len(one.principles), str(one.state)) for one in strip),
    )


def _principles(deck: Deck, source: Source) -> Iterator[PrincipleView]:
    for one in source.principles:
        html = pictured(deck, one.statement)
        yield PrincipleView(
            name=name_of(source, one),
            title=_title(one),
            statement=html.blocks(one.statement.blocks),
            quotations=tuple((html.blocks(said.blocks), said.speaker) for said in one.quotations),
            rank=one.rank,
            file=one.span.file,
            line=one.span.line,
        )


def _title(principle: Principle) -> str:
    return " ".join(plain_text(principle.name).split()) or principle.id

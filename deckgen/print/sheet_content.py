"""All that a cheat-sheet shows, as values.

In: what a deck gives, see `compose`. Out: a `Sheet`, and every text of it. Nothing here knows of paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from deckgen.markup.nodes import Block, Inline, Str
from deckgen.markup.walk import plain_text
from deckgen.print.names import titled
from deckgen.print.quoted import Quoted
from deckgen.print.worth import Worth


@dataclass(frozen=True, slots=True)
class SheetQuotation(Quoted):
    """Verbatim words under a principle."""

    key: bool
    """Set large, and never left out."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A principle and its statement, or a question and its answer."""

    name: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    mark: str
    quotations: tuple[SheetQuotation, ...]
    principle: bool = True
    place: str = ""
    """What problems call it; its name where this is empty."""
    worth: Worth = field(default=Worth(), repr=False)
    """How soon it is left out where there is too little room. Not in its `repr`, of which the edition is made: it is not shown."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A section; a leading number of its name goes into a box of its own."""

    name: str
    entries: tuple[SheetEntry, ...]


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A line at the foot, as printed, with its chip; `url` may be empty."""

    mark: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a sheet shows; `edition` is a short text for the corner, as `deck 262743d`."""

    title: str
    """The name of its deck."""
    subtitle: str
    lang: str
    parts: tuple[SheetPart, ...]
    sources: tuple[SheetSource, ...]
    edition: str

    @property
    def entries(self) -> tuple[SheetEntry, ...]:
        """All principles, and notes without one, in order."""
        return tuple(entry for part in self.parts for entry in part.entries)


def texts(sheet: Sheet) -> Iterator[tuple[str, Sequence[Block | Inline]]]:
    """Every text of a sheet, as nodes, with the name of the place where it stands."""
    yield "", (Str(f"{titled(sheet.title)} {sheet.subtitle} {sheet.edition}"),)
    for part in sheet.parts:
        yield part.name, (Str(part.name),)
        for entry in part.entries:
            where = entry.place or plain_text(entry.name)
            yield where, (*entry.name, *entry.blocks, Str(entry.mark))
            for quotation in entry.quotations:
                yield where, (*quotation.blocks, Str(f"{quotation.speaker} {quotation.note} {quotation.mark}"))
    for source in sheet.sources:
        yield source.text, (Str(f"{source.mark} {source.text} {source.url}"),)

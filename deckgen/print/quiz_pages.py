"""Questions and answers of known height -> the pages of a quiz.

In: a layout, the part of each question, and what Typst measured. Out: what is too large for any page; for each page, its columns with
what stands in them, and the gaps between. Lengths are points. Pure arithmetic, no Typst.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from typing import Literal

from deckgen.print.columns import Column, Piece, balance, pour
from deckgen.print.papers import MM
from deckgen.print.quiz_paper import MARGIN, Layout, Spread
from deckgen.print.tree import Json

UNDER_BAND, ABOVE_BAND, APART = 8.0, 17.0, 12.0
"""Gaps: below a part's name, above it, between two questions."""
SOURCES = 17.0
"""The height of the heading above the sources, where these stand at the end."""
ABOVE_QUOTATION = 5.0
STRETCH = 10.0
"""How much more a gap may be, so that pages end at one height."""
UNDER_HEADER, ABOVE_FOOTER = 10.0, 10.0
TALLEST_FOOT = 42.0
"""Where the sources need more than this, they do not stand at the foot of every page, but once, at the end."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What Typst measured."""

    questions: Sequence[float]
    answers: Sequence[float]
    """Without their quotations."""
    quotations: Sequence[Sequence[float]]
    """Those of each answer."""
    bands: Mapping[str, Sequence[tuple[float, float]]]
    """The names of parts, on each kind of page: where a part begins, and where it goes on."""
    sources: Sequence[float]
    """Each by itself; for the end of the quiz."""
    masthead: float
    running: float
    opening: float
    """What stands above the first answers, where these are at the end."""
    foot: float
    bare_foot: float
    """A foot without sources."""


@dataclass(frozen=True, slots=True)
class Large:
    """What is taller than a page."""

    question: int
    side: Literal["question", "answer"]
    millimetres: float
    """By how much."""


@dataclass(frozen=True, slots=True)
class _Item:
    """What stands on a page: what it is, which, and of which part."""

    kind: str
    at: int
    part: tuple[int, float] | None
    """Its part, and how tall the part's name is where the part goes on."""
    piece: Piece
    shown: int = 0
    """Of an answer, how many of its quotations are."""


class Pages:
    """Puts the questions of a quiz on pages."""

    def __init__(self, layout: Layout, parts: Sequence[int], measured: Measured) -> None:
        self.layout, self.parts, self.measured = layout, parts, measured
        self.sources_at_foot = measured.foot <= TALLEST_FOOT
        foot = measured.foot if self.sources_at_foot else measured.bare_foot
        self.room = layout.paper[1] - 2 * MARGIN[1] - foot - ABOVE_FOOTER - UNDER_HEADER
        names = (height for bands in measured.bands.values() for both in bands for height in both)
        self.tallest = self.room - measured.running - max(names) - UNDER_BAND
        """What every page but the first has room for below the name of a part."""

    def too_large(self) -> Iterator[Large]:
        """Give what no page has room for."""
        sides: tuple[tuple[Literal["question", "answer"], Sequence[float]], ...] = (
            ("question", self.measured.questions),
            ("answer", self.measured.answers),
        )
        for side, heights in sides:
            yield from (Large(at, side, (height - self.tallest) / MM) for at, height in enumerate(heights) if height > self.tallest)

    def pages(self) -> Iterator[Json]:
        """Give all pages, as `quiz.typ` reads them."""
        for spread in self.layout.spreads:
            items = list(self._items(spread))
            columns = self._columns(spread, [item.piece for item in items])
            for start in range(0, len(columns), spread.columns):
                filled = [list(_placed(column, items)) for column in columns[start : start + spread.columns]]
                yield {"shows": spread.shows, "first": not start, "columns": filled}

    def _items(self, spread: Spread) -> Iterator[_Item]:
        last = None
        for at, part in enumerate(self.parts):
            begins, goes_on = self.measured.bands[spread.shows][part]
            if part != last:
                yield _Item("band", part, None, Piece(begins, ABOVE_BAND, STRETCH, 0.0))
            shown, height = self._row(spread, at)
            apart = (APART, STRETCH, 0.0, goes_on + UNDER_BAND) if part == last else (UNDER_BAND, 0.0, None)
            yield _Item(spread.shows, at, (part, goes_on), Piece(height, *apart), shown)
            last = part
        if spread is self.layout.spreads[-1] and not self.sources_at_foot:
            yield from self._sources()

    def _sources(self) -> Iterator[_Item]:
        yield _Item("sources", 0, None, Piece(SOURCES, ABOVE_BAND, STRETCH, 0.0))
        for at, height in enumerate(self.measured.sources):
            yield _Item("source", at, None, Piece(height, UNDER_BAND / 2, 0.0, 0.0 if at else None))

    def _row(self, spread: Spread, at: int) -> tuple[int, float]:
        """Give how many quotations an answer shows, and the height of all: the first has room, others where they take no more of it."""
        question = max(self.measured.questions[at], self.layout.boxes.height) if spread.shows != "answered" else 0.0
        if spread.shows == "asked":
            return 0, question
        quotations = (ABOVE_QUOTATION + height for height in self.measured.quotations[at])
        answers = list(accumulate(quotations, initial=self.measured.answers[at]))
        room = min(self.tallest, max(question, answers[:2][-1]))
        shown = max(count for count, height in enumerate(answers) if height <= room)
        return shown, max(question, answers[shown])

    def _columns(self, spread: Spread, pieces: Sequence[Piece]) -> list[Column]:
        """Fill page after page; the columns of the last one end at one height."""
        across, head = spread.columns, self.measured.opening if spread.shows == "answered" else self.measured.masthead
        first, other = self.room - head, self.room - self.measured.running
        columns = list(pour(pieces, chain(repeat(first, across), repeat(other))))
        start = (len(columns) - 1) // across * across
        at = columns[start].start
        even = balance(pieces[at:], across, [other if start else first] * across)
        moved = [Column(one.start + at, one.end + at, one.gaps, one.height) for one in even or ()]
        return columns[:start] + (moved if across > 1 and even else columns[start:])


def _placed(column: Column, items: Sequence[_Item]) -> Iterator[tuple[float, float, str, int, int]]:
    """Give the gap before each piece, its height, what it is, which, and how many quotations it shows.

    Where a column begins within a part, its name comes first, once more.
    """
    those = items[column.start : column.end]
    again = those[0].part if those else None
    if again is not None:
        yield 0.0, again[1], "more", again[0], 0
    for gap, one in zip((UNDER_BAND if again is not None else 0.0, *column.gaps), those, strict=True):
        yield gap, one.piece.height, one.kind, one.at, one.shown

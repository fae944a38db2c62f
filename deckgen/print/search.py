"""Pieces at a size: which fit, and where they stand; sizes are tried, measured by Typst.

In: the nature of each piece, the columns, and a function that measures all pieces at some sizes. Out: of pieces that are kept, the largest
size at which they fit, and their columns. Lengths and sizes are points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import Literal

from deckgen.print.columns import SHRINK, Column, Piece, balance, holds, spread
from deckgen.print.worth import Worth

SMALLEST = 7.8
"""Body type under this is not legible on paper held by hand."""
COMFORTABLE = 8.0
"""What may go is left out rather than set the statements smaller than this."""
LARGEST = 12.5
"""On paper that is held by hand; on a poster more."""
MEASURE = 16.0
"""Ems of a line: larger type has too few words on it."""
STEP = 0.05
UNDER_AGAIN = 0.85
"""Gap under a repeated heading, in parts of the size."""
EVEN = 6.0
"""Bottoms of columns this near are even; a slightly smaller size is tried before they are left further apart."""
UNEVEN = 10.0
"""Bottoms of columns further apart than this are seen to be."""


Lot = tuple[int, ...]
"""Pieces that go, and come back, together."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What a piece is, whatever its size."""

    opens: bool = False
    """It is the heading of a part: what follows stays with it."""
    quotation: Literal["key", "said", ""] = ""
    """It belongs to what stands before it."""
    follows: bool = False
    """It goes on with what stands before it: the second block of a long statement."""
    droppable: bool = False
    """It may go by itself: an ordinary quotation."""
    length: int = 0
    """Of a quotation, in characters: the longest goes first."""
    entry: int = -1
    """Which principle, or note without one, it is of: a place among the worths. The heading of a part is of none."""

    @property
    def begins(self) -> bool:
        """Whether a principle, or a note without one, begins here."""
        return not (self.opens or self.follows or self.quotation)


@dataclass(frozen=True, slots=True)
class Heights:
    """What Typst measured at one size."""

    pieces: tuple[float, ...]
    again: tuple[float, ...]
    """For each piece, the repeated heading of its part."""
    wide: frozenset[int] = frozenset()
    """Pieces that a column is too narrow for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper: columns on a page, and the height of a column on the first page and on the others."""

    columns: int
    first: float
    other: float
    limit: float
    """The largest size for columns of this width on this paper, see `limit`."""

    def heights(self, pages: int) -> list[float]:
        """Of all columns of so many pages, in reading order."""
        return [self.first if page == 0 else self.other for page in range(pages) for _ in range(self.columns)]


@dataclass(frozen=True, slots=True)
class Fitting:
    """A size at which everything kept has its place."""

    size: float
    kept: tuple[int, ...]
    """The pieces that are printed; columns count in these."""
    columns: tuple[Column, ...]
    pages: int

    def spread(self, frame: Frame) -> float:
        """How far apart the bottoms of a page's columns are at worst."""
        return spread(self.columns, frame.columns)


@dataclass(slots=True)
class Search:
    """One search, with what was measured so far."""

    natures: Sequence[Nature]
    worths: Sequence[Worth]
    frame: Frame
    measure: Callable[[Sequence[float]], Sequence[Heights]]
    seen: dict[float, Heights] = field(default_factory=dict)
    _parts: dict[tuple[float, tuple[int, ...]], tuple[Piece, ...]] = field(default_factory=dict)
    """The pieces of one part that are kept, at a size: from one try to the next, little is other than it was."""
    _headings: list[int] = field(init=False)
    """For each piece, the heading of its part."""

    def __post_init__(self) -> None:
        self._headings = list(accumulate((k if nature.opens else 0 for k, nature in enumerate(self.natures)), max))

    @property
    def everything(self) -> tuple[int, ...]:
        """All pieces."""
        return tuple(range(len(self.natures)))

    def without(self, lots: Iterable[Lot]) -> tuple[int, ...]:
        """All pieces but these, and but the headings of parts that have nothing left."""
        gone = {k for lot in lots for k in lot}
        return self.headed(k for k in self.everything if k not in gone)

    def headed(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """Pieces in reading order, under the headings of their parts, and no other headings."""
        wanted = {k for k in chosen if self._headings[k] != k}
        return tuple(sorted(wanted.union(self._headings[k] for k in wanted)))

    def beside(self, kept: Iterable[int], lot: Lot) -> tuple[int, ...]:
        """What is kept, under its headings, and these, under theirs."""
        return tuple(sorted({*kept, *lot, *(self._headings[k] for k in lot)}))

    def heights(self, size: float) -> Heights:
        """What was measured at a size; its neighbours are likely to be asked for next."""
        if size not in self.seen:
            self.look(_steps(size, 1))
        return self.seen[size]

    def look(self, sizes: Iterable[float]) -> None:
        """Measure at once what is not yet known: each call of Typst costs more than a size."""
        new = [size for size in dict.fromkeys(sizes) if size not in self.seen]
        if new:
            self.seen.update(zip(new, self.measure(new), strict=True))

    def pieces(self, size: float, kept: Sequence[int]) -> list[Piece]:
        """The pieces at a size, each with the gap that its nature asks for."""
        found: list[Piece] = []
        for _, part in groupby(kept, self._headings.__getitem__):
            own = size, tuple(part)
            if own not in self._parts:
                self._parts[own] = tuple(self._part(*own))
            found += self._parts[own]
        return found

    def _part(self, size: float, kept: tuple[int, ...]) -> Iterator[Piece]:
        """The pieces of one part, its heading first."""
        heights = self.heights(size)
        tall = self.frame.first * 0.45
        begins = [k for k in kept if self.natures[k].begins]
        lonely = {*begins[1:2], *begins[-1:]}
        unit = 0.0
        for at, k in enumerate(kept):
            nature, height, again = self.natures[k], heights.pieces[k], heights.again[k] + UNDER_AGAIN * size
            unit = height if nature.begins else unit + height
            if nature.opens:
                yield _band(height, size)
            elif at and self.natures[kept[at - 1]].opens:
                yield _under_band(height, size, again)
            elif nature.begins:
                yield _principle(height, size, again, lonely=k in lonely)
            else:
                yield _belonging(nature, height, size, again, divided=unit > tall)

    def fits(self, size: float, kept: Sequence[int], pages: int) -> bool:
        """Tell whether these pieces have their places at a size."""
        if self.heights(size).wide.intersection(kept):
            return False
        return not kept or holds(self.pieces(size, kept), self.frame.heights(pages))

    def room(self, size: float, kept: Sequence[int], pages: int) -> float:
        """What the columns would have to spare, were the pieces a liquid."""
        content = sum(piece.height + piece.gap * (1 - SHRINK) for piece in self.pieces(size, kept))
        return sum(self.frame.heights(pages)) - content

    def filling(self) -> float:
        """The size at which everything would fill one page, were the pieces a liquid: height grows with the square of the size."""
        content = sum(piece.height + piece.gap for piece in self.pieces(COMFORTABLE, self.everything))
        return COMFORTABLE * math.sqrt(sum(self.frame.heights(1)) / content)

    def set(self, size: float, kept: Sequence[int], pages: int) -> Fitting | None:
        """Place these pieces at a size, with even columns."""
        columns = balance(self.pieces(size, kept), self.frame.columns, self.frame.heights(pages))
        if columns is None:
            return None
        return Fitting(size, tuple(kept), columns, -(-len(columns) // self.frame.columns))

    def largest(self, kept: Sequence[int], pages: int, floor: float) -> Fitting | None:
        """The largest size, from `floor` up, at which it fits; a touch smaller where that makes the bottoms even."""
        if not self.fits(floor, kept, pages):
            return None
        size = self._guess(kept, pages, floor)
        while size > floor and not self.fits(size, kept, pages):
            size = max(floor, _round(size - STEP))
        while size < self.frame.limit and self.fits(_round(size + STEP), kept, pages):
            size = _round(size + STEP)
        return self.evenest(kept, pages, size, floor)

    def _guess(self, kept: Sequence[int], pages: int, low: float) -> float:
        """Height grows with the square of the size."""
        pieces = self.pieces(low, kept)
        content = sum(piece.height + piece.gap for piece in pieces)
        room = sum(self.frame.heights(pages)) * 0.96
        return min(self.frame.limit, max(low, _round(low * (room / content) ** 0.5)))

    def evenest(self, kept: Sequence[int], pages: int, size: float, floor: float) -> Fitting | None:
        """Keep the size or take a smaller one: a touch for even bottoms, more only where they are seen to be uneven."""
        best = self.set(size, kept, pages)
        for steps, wanted in ((range(1, 4), EVEN), (range(5, 32, 3), UNEVEN)):
            if best and best.spread(self.frame) > wanted:
                best = self._evener(best, [_round(size - STEP * step) for step in steps if size - STEP * step >= floor], wanted)
        return best

    def _evener(self, best: Fitting, sizes: Sequence[float], wanted: float) -> Fitting:
        self.look(sizes)
        for size in sizes:
            other = self.set(size, best.kept, best.pages)
            if other and other.pages == best.pages and other.spread(self.frame) < best.spread(self.frame) - 1:
                best = other
            if best.spread(self.frame) <= wanted:
                break
        return best


def limit(width: float, scale: float) -> float:
    """Give the largest size for columns of a width, on paper whose sides are so many times those of A4.

    >>> limit(168.4, 1.0), limit(260.6, 1.0), limit(250.7, 1.414)
    (10.5, 12.5, 15.65)
    """
    return round(STEP * int(min(LARGEST * max(1.0, scale), width / MEASURE) / STEP), 2)


def _round(size: float) -> float:
    return round(round(size / STEP) * STEP, 2)


def _steps(middle: float, around: int) -> list[float]:
    sizes = (_round(middle + STEP * step) for step in range(-around, around + 1))
    return [size for size in sizes if size >= SMALLEST]


# The gaps before pieces, in parts of the body size.


def _band(height: float, size: float) -> Piece:
    return Piece(height, 1.75 * size, 1.5 * size, 0.0)


def _under_band(height: float, size: float, again: float) -> Piece:
    return Piece(height, 0.95 * size, 0.15 * size, None, again)


def _principle(height: float, size: float, again: float, *, lonely: bool) -> Piece:
    return Piece(height, 1.08 * size, 1.1 * size, 0.5 if lonely else 0.1, again)


def _belonging(nature: Nature, height: float, size: float, again: float, *, divided: bool) -> Piece:
    """Quotations and further blocks stay with their principle, unless it fills half a column."""
    gap = {"key": 1.1, "said": 0.72, "": 0.5}[nature.quotation] * size
    return Piece(height, gap, 0.12 * size, 3.0 if divided else None, again)

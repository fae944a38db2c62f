"""The largest type that fits: sizes are tried, measured by Typst, until the columns fill the pages.

In: the nature of each piece, and a function that measures all of them at some sizes. Out: a size, the columns, and which
quotations had to go. Lengths and sizes are points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from deckgen.print.columns import SHRINK, Column, Piece, balance, fill, spread

SMALLEST = 7.8
"""Body type under this is not legible on paper held by hand."""
COMFORTABLE = 8.0
"""Ordinary quotations are left out rather than set the statements smaller than this."""
ROOMY = 9.2
"""A sheet spreads to another page rather than set the statements smaller than this."""
LARGEST = {1: 12.5, 2: 12.0, 3: 10.5}
"""By the number of columns: larger type in a narrow column has too few words on a line."""
STEP = 0.05
UNDER_AGAIN = 0.85
"""Gap under a repeated heading, in parts of the size."""
EVEN = 6.0
"""Bottoms of columns this near are even; a slightly smaller size is tried before they are left further apart."""

UNEVEN = 10.0
"""Bottoms of columns further apart than this are seen to be."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What a piece is, whatever its size."""

    opens: bool = False
    """It is the heading of a part: what follows stays with it."""
    quotation: Literal["key", "said", ""] = ""
    """It belongs to what stands before it."""
    follows: bool = False
    """It goes on with what stands before it: the second block of a long statement."""
    after_band: bool = False
    """It is the first under the heading of a part."""
    lonely: bool = False
    """A break before it would leave one principle alone with the heading of its part."""
    droppable: bool = False
    length: int = 0
    """Of a quotation, in characters: the longest goes first."""


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

    @property
    def limit(self) -> float:
        """The largest size for columns of this width."""
        return LARGEST[self.columns]

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
    frame: Frame
    measure: Callable[[Sequence[float]], Sequence[Heights]]
    seen: dict[float, Heights] = field(default_factory=dict)

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
        heights = self.heights(size)
        tall = self.frame.first * 0.45
        return [
            _piece(self.natures[k], heights.pieces[k], heights.again[k], size, divided=self._unit(kept, at, heights) > tall)
            for at, k in enumerate(kept)
        ]

    def _unit(self, kept: Sequence[int], at: int, heights: Heights) -> float:
        """Height of the principle, with all that belongs to it, around a piece."""
        if not (self.natures[kept[at]].follows or self.natures[kept[at]].quotation):
            return 0.0
        total = 0.0
        for k in reversed(kept[: at + 1]):
            total += heights.pieces[k]
            if not (self.natures[k].follows or self.natures[k].quotation):
                break
        return total

    def fits(self, size: float, kept: Sequence[int], pages: int) -> bool:
        """Tell whether these pieces have their places at a size."""
        if self.heights(size).wide:
            return False
        return fill(self.pieces(size, kept), self.frame.heights(pages)) is not None

    def room(self, size: float, kept: Sequence[int], pages: int) -> float:
        """What the columns would have to spare, were the pieces a liquid."""
        content = sum(piece.height + piece.gap * (1 - SHRINK) for piece in self.pieces(size, kept))
        return sum(self.frame.heights(pages)) - content

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
        return self._evenest(kept, pages, size, floor)

    def _guess(self, kept: Sequence[int], pages: int, low: float) -> float:
        """Height grows with the square of the size."""
        pieces = self.pieces(low, kept)
        content = sum(piece.height + piece.gap for piece in pieces)
        room = sum(self.frame.heights(pages)) * 0.96
        return min(self.frame.limit, max(low, _round(low * (room / content) ** 0.5)))

    def _evenest(self, kept: Sequence[int], pages: int, size: float, floor: float) -> Fitting | None:
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


def _round(size: float) -> float:
    return round(round(size / STEP) * STEP, 2)


def _steps(middle: float, around: int) -> list[float]:
    sizes = (_round(middle + STEP * step) for step in range(-around, around + 1))
    return [size for size in sizes if SMALLEST <= size <= LARGEST[1]]


def _piece(nature: Nature, height: float, again: float, size: float, *, divided: bool) -> Piece:
    """Gaps in parts of the body size. Quotations stay with their principle, unless it fills half a column."""
    again = 0.0 if nature.opens else again + UNDER_AGAIN * size
    if nature.opens:
        return Piece(height, 1.75 * size, 1.5 * size, 0.0, again)
    if nature.after_band:
        return Piece(height, 0.95 * size, 0.15 * size, None, again)
    if nature.quotation or nature.follows:
        gap = {"key": 1.1, "said": 0.72, "": 0.5}[nature.quotation] * size
        return Piece(height, gap, 0.12 * size, 3.0 if divided else None, again)
    return Piece(height, 1.08 * size, 0.6 * size, 0.5 if nature.lonely else 0.1, again)


def fit(search: Search, pages: int) -> Fitting | None:
    """Find the size; `None` where even the smallest is too large for so many pages."""
    everything = tuple(range(len(search.natures)))
    for count in range(1, pages + 1):
        floor = COMFORTABLE if count == pages else ROOMY
        if search.fits(COMFORTABLE, everything, count) and search.fits(floor, everything, count):
            return search.largest(everything, count, floor)
    for size in (COMFORTABLE, SMALLEST):
        kept = _fewer(search, everything, pages, size)
        if kept is not None:
            return search.set(size, _filled(search, kept, pages, size), pages)
    return None


def _ordinary(search: Search) -> list[int]:
    """The quotations that may go, the longest first."""
    droppable = [k for k, nature in enumerate(search.natures) if nature.droppable]
    return sorted(droppable, key=lambda k: (-search.natures[k].length, k))


def _fewer(search: Search, everything: tuple[int, ...], pages: int, size: float) -> tuple[int, ...] | None:
    """As few of the longest ordinary quotations left out as it takes; `None` where that is not enough."""
    ordinary = _ordinary(search)
    low, high = 0, len(ordinary)
    if not search.fits(size, _without(everything, ordinary), pages):
        return None
    while low < high:
        middle = (low + high) // 2
        if search.fits(size, _without(everything, ordinary[:middle]), pages):
            high = middle
        else:
            low = middle + 1
    return _without(everything, ordinary[:low])


def _filled(search: Search, kept: tuple[int, ...], pages: int, size: float) -> tuple[int, ...]:
    """Put back, the shortest first, what finds room in columns that end early."""
    dropped = [k for k in reversed(_ordinary(search)) if k not in kept]
    for k in dropped:
        more = tuple(sorted((*kept, k)))
        if search.room(size, more, pages) > 0 and search.fits(size, more, pages):
            kept = more
    return kept


def _without(everything: Sequence[int], dropped: Sequence[int]) -> tuple[int, ...]:
    gone = set(dropped)
    return tuple(k for k in everything if k not in gone)


def pages_needed(search: Search) -> int:
    """Pages at the smallest size without ordinary quotations, where nothing is `oversized`."""
    kept = _without(range(len(search.natures)), _ordinary(search))
    pages = 1
    while not search.fits(SMALLEST, kept, pages):
        pages += 1
    return pages


def oversized(search: Search) -> list[int]:
    """Pieces that have no place in a column, even at the smallest size."""
    heights, most = search.heights(SMALLEST), search.frame.first - 20
    return [k for k, height in enumerate(heights.pieces) if k in heights.wide or height + heights.again[k] > most]

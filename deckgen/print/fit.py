"""The largest type that fits: sizes are tried, measured by Typst, until the columns fill the pages.

In: the nature of each piece, what each principle is worth, and a function that measures all pieces at some sizes. Out: a size, the
columns, and which pieces are kept: where there is too little room, ordinary quotations go, then, of a ranked sheet, principles.
Lengths and sizes are points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from deckgen.print.columns import SHRINK, Column, Piece, balance, fill, spread

SMALLEST = 7.8
"""Body type under this is not legible on paper held by hand."""
COMFORTABLE = 8.0
"""What may go is left out rather than set the statements smaller than this."""
ROOMY = 9.2
"""A sheet spreads to another page rather than set the statements smaller than this."""
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
PATIENCE = 99
"""After so many things in a row that found no place in columns nearly full, no more are tried."""
SPARED = 3
"""So many things may be left out for the sake of even columns."""
TRIED = 24
"""Out of so many, those of least worth."""


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
class Worth:
    """Why a principle, or a note without one, stays on the sheet, or how soon it goes."""

    rank: int = 2
    """1 always stays; 3 goes before 2."""
    cited: int = 1
    """Notes that cite it: within a rank, what fewer cite goes first."""
    stays: bool = False
    """It stays whatever its rank."""


def ranked(worths: Iterable[Worth]) -> bool:
    """Whether principles may be left out: where an author has said which are worth more than others, or less."""
    return any(worth.rank != 2 for worth in worths)


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
        wanted = set(chosen)
        kept: list[int] = []
        heading = 0
        for k, nature in enumerate(self.natures):
            if nature.opens:
                heading = k
            elif k in wanted:
                if not kept or kept[-1] < heading:
                    kept.append(heading)
                kept.append(k)
        return tuple(kept)

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
        lonely = set(_lonely(self.natures, kept))
        found = []
        for at, k in enumerate(kept):
            nature, again = self.natures[k], heights.again[k] + UNDER_AGAIN * size
            if nature.opens:
                found.append(_band(heights.pieces[k], size))
            elif at and self.natures[kept[at - 1]].opens:
                found.append(_under_band(heights.pieces[k], size, again))
            elif nature.begins:
                found.append(_principle(heights.pieces[k], size, again, lonely=k in lonely))
            else:
                found.append(_belonging(nature, heights.pieces[k], size, again, divided=self._unit(kept, at, heights) > tall))
        return found

    def _unit(self, kept: Sequence[int], at: int, heights: Heights) -> float:
        """Height of the principle down to a piece that belongs to it."""
        total = 0.0
        for k in reversed(kept[: at + 1]):
            total += heights.pieces[k]
            if self.natures[k].begins:
                break
        return total

    def fits(self, size: float, kept: Sequence[int], pages: int) -> bool:
        """Tell whether these pieces have their places at a size."""
        if self.heights(size).wide.intersection(kept):
            return False
        return not kept or fill(self.pieces(size, kept), self.frame.heights(pages)) is not None

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


def _lonely(natures: Sequence[Nature], kept: Sequence[int]) -> Iterator[int]:
    """Give the pieces before which a break would leave one principle alone with the heading of its part."""
    begins: list[int] = []
    for k in (*kept, None):
        if k is None or natures[k].opens:
            yield from (*begins[1:2], *begins[-1:])
            begins = []
        elif natures[k].begins:
            begins.append(k)


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


def fit(search: Search, pages: int) -> Fitting | None:
    """Find the size; `None` where even the smallest is too large for so many pages."""
    for count in range(1, pages + 1):
        floor = COMFORTABLE if count == pages else ROOMY
        if search.fits(COMFORTABLE, search.everything, count) and search.fits(floor, search.everything, count):
            return search.largest(search.everything, count, floor)
    for size in (COMFORTABLE, SMALLEST):
        lots = going(search, size)
        kept = _fewer(search, lots, pages, size)
        filled = () if kept is None else _filled(search, kept, lots, pages, size)
        if filled:
            return _even(search, filled, lots, pages, size)
    return None


def _even(search: Search, kept: tuple[int, ...], lots: Sequence[Lot], pages: int, size: float) -> Fitting | None:
    """Place what fills the pages; where columns are seen to be uneven, in a touch smaller type, or without a few things of little worth."""

    def uneven(fitting: Fitting) -> float:
        return fitting.spread(search.frame)

    best = tried = search.evenest(kept, pages, size, SMALLEST)
    for _ in range(SPARED):
        if best is None or tried is None or uneven(best) <= UNEVEN:
            break
        tried = min(_spared(search, tried, lots), key=uneven, default=None)
        best = min((best, *([tried] if tried else ())), key=uneven)
    return best


def _spared(search: Search, fitting: Fitting, lots: Sequence[Lot]) -> Iterator[Fitting]:
    """Give what becomes of a fitting without one of the things that would go next; a principle takes its quotations with it."""
    there = [lot for lot in lots if set(lot).issubset(fitting.kept)]
    for lot in there[:TRIED]:
        entry = None if search.natures[lot[0]].droppable else search.natures[lot[0]].entry
        rest = search.headed(k for k in fitting.kept if k not in lot and search.natures[k].entry != entry)
        other = search.set(fitting.size, rest, fitting.pages)
        if other and other.pages == fitting.pages:
            yield other


def going(search: Search, size: float) -> list[Lot]:
    """What may go, in this order: what is too wide, the longest ordinary quotations; then, of a ranked sheet, what is worth least."""
    droppable = [k for k, nature in enumerate(search.natures) if nature.droppable]
    quotations = sorted(droppable, key=lambda k: (-search.natures[k].length, k))
    lots = [*((k,) for k in quotations), *_worth_least(search, size)]
    return sorted(lots, key=lambda lot: not search.heights(size).wide.intersection(lot))


def _worth_least(search: Search, size: float) -> list[Lot]:
    """The principles and notes that may go, each with all that is not an ordinary quotation; none where no rank was given."""
    if not ranked(search.worths):
        return []
    lots: dict[int, Lot] = {}
    for k, nature in enumerate(search.natures):
        if not nature.opens and not nature.droppable:
            lots[nature.entry] = (*lots.get(nature.entry, ()), k)
    heights = search.heights(size).pieces

    def order(entry: int) -> tuple[int, int, float, int]:
        worth = search.worths[entry]
        return -worth.rank, worth.cited, -sum(heights[k] for k in lots[entry]), -entry

    may_go = (entry for entry in lots if search.worths[entry].rank > 1 and not search.worths[entry].stays)
    return [lots[entry] for entry in sorted(may_go, key=order)]


def _fewer(search: Search, lots: Sequence[Lot], pages: int, size: float) -> tuple[int, ...] | None:
    """As few left out, in their order, as it takes; `None` where all of them are not enough."""
    low, high = 0, len(lots)
    if not search.fits(size, search.without(lots), pages):
        return None
    while low < high:
        middle = (low + high) // 2
        if search.fits(size, search.without(lots[:middle]), pages):
            high = middle
        else:
            low = middle + 1
    return search.without(lots[:low])


def _filled(search: Search, kept: tuple[int, ...], lots: Sequence[Lot], pages: int, size: float) -> tuple[int, ...]:
    """Put back, in the reverse order, what finds room in columns that end early; no quotation without its principle."""
    there = set(kept)
    entries = {search.natures[k].entry for k in kept}
    refused = 0
    for lot in reversed(lots):
        nature = search.natures[lot[0]]
        if lot[0] in there or (nature.droppable and nature.entry not in entries) or refused == PATIENCE:
            continue
        more = search.headed((*kept, *lot))
        if search.room(size, more, pages) <= 0:
            continue
        if search.fits(size, more, pages):
            kept, refused = more, 0
            there.update(lot)
            entries.add(nature.entry)
        else:
            refused += 1
    return kept


def pages_needed(search: Search) -> int:
    """Pages at the smallest size of what may not go, where nothing of it is `oversized`."""
    kept = search.without(going(search, SMALLEST))
    pages = 1
    while not search.fits(SMALLEST, kept, pages):
        pages += 1
    return pages


def oversized(search: Search) -> list[int]:
    """Pieces that may not go, and have no place in a column, even at the smallest size."""
    heights, most = search.heights(SMALLEST), search.frame.first - 20
    kept = search.without(going(search, SMALLEST))
    return [k for k in kept if k in heights.wide or heights.pieces[k] + heights.again[k] > most]

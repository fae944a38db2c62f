"""What is on a sheet, in the largest type that fits: where there is too little room, what is worth least is left out.

In: a `Search`, with what each principle is worth. Out: a size, the columns, and which pieces are kept: ordinary quotations go first, then,
of a ranked sheet, principles.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.print.search import COMFORTABLE, SMALLEST, UNEVEN, Fitting, Lot, Search
from deckgen.print.worth import ranked

ROOMY = 9.2
"""A sheet spreads to another page rather than set the statements smaller than this."""
PATIENCE = 99
"""After so many things in a row that found no place in columns nearly full, no more are tried."""
SPARED = 3
"""So many things may be left out for the sake of even columns."""
TRIED = 24
"""Out of so many, those of least worth."""


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
        more = search.beside(kept, lot)
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

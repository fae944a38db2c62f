"""Pieces of known height are put into columns, for Typst 0.15 fills columns but does not balance them.

In: pieces in reading order and the height of each column. Out: which pieces stand in which column, and the gaps between them.
Lengths are points. Dynamic programming over all places to break, as TeX does with lines; pure arithmetic, no Typst.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

SHRINK = 0.12
"""A gap may lose this part of itself."""
_SURE = 1e-6
"""Heights that differ by less may be equal: sums of the same lengths differ a little by the order of adding."""

_Chain = tuple[int, Any]
"""A place to break, and the chain of those before it (`None` at the start)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never divided: a band, or a name with its statement."""

    height: float
    gap: float
    """Room before it, where it does not open a column."""
    stretch: float
    """How much that gap may grow."""
    penalty: float | None
    """What a break before it costs; `None` where there may be none."""
    again: float = 0.0
    """Height, with the gap under it, of the repeated heading above the piece where it opens a column."""


@dataclass(frozen=True, slots=True)
class Column:
    """Pieces `start` to `end` (excluded); `gaps` has the room before each, without the first."""

    start: int
    end: int
    gaps: tuple[float, ...]
    height: float
    """From the top of the first piece to the bottom of the last, gaps as they are here."""


def fill(pieces: Sequence[Piece], heights: Sequence[float]) -> tuple[Column, ...] | None:
    """Put the pieces into at most as many columns as there are heights, as evenly as they go; `None` if they don't fit."""
    breaks = _breaks(pieces, heights)
    if breaks is None:
        return None
    return tuple(_set(pieces, start, end, height) for (start, end), height in zip(breaks, heights, strict=False))


def holds(pieces: Sequence[Piece], heights: Sequence[float]) -> bool:
    """Whether `fill` finds places for them, told without looking for the best."""
    least = [0.0, *accumulate(piece.height + piece.gap * (1 - SHRINK) for piece in pieces)]
    if not _reach(pieces, least, heights, _SURE):
        return False
    return _reach(pieces, least, heights, -_SURE) or fill(pieces, heights) is not None


def _reach(pieces: Sequence[Piece], least: Sequence[float], heights: Sequence[float], spare: float) -> bool:
    """Whether columns that are higher by so much hold all pieces; `least` is what those before each take, gaps shrunk."""
    lost = max((piece.gap for piece in pieces), default=0.0)
    rooms = [*accumulate((height + lost + _SURE for height in reversed(heights[1:])), initial=_SURE)]
    starts = [0]
    for height in heights:
        first = bisect_left(least, least[-1] - rooms.pop())  # more would be left than the columns behind this one hold, see `_firsts`
        ends: list[int] = []
        for start in starts:
            room = height + spare - pieces[start].again - pieces[start].height
            end = bisect_right(least, least[start + 1] + room) - 1 if room >= 0 else start
            if end == len(pieces):
                return True
            ends += (at for at in range(max(first, start + 1), end + 1) if pieces[at].penalty is not None)
            first = max(first, end + 1)
        starts = ends
    return False


def _breaks(pieces: Sequence[Piece], heights: Sequence[float]) -> list[tuple[int, int]] | None:
    """The cheapest places to break. A state is the first piece not yet placed, with its cost and the chain of breaks before it."""
    firsts = _firsts(pieces, heights)
    ends: dict[float, dict[int, list[tuple[int, float]]]] = {height: {} for height in heights}
    states: dict[int, tuple[float, _Chain]] = {0: (0.0, (0, None))} if firsts[0] == 0 else {}
    done: tuple[float, _Chain] | None = None
    for height, first in zip(heights, firsts[1:], strict=True):
        known = ends[height]  # most columns are alike, and begin at the same pieces
        following: dict[int, tuple[float, _Chain]] = {}
        for start, (cost, chain) in states.items():
            if start not in known:
                known[start] = _ends(pieces, start, height)
            for end, badness in known[start]:
                total = cost + badness
                if end == len(pieces):
                    done = (total, (end, chain)) if done is None or total < done[0] else done
                elif end >= first and (end not in following or total < following[end][0]):
                    following[end] = (total, (end, chain))
        states = following
    return _pairs(done[1]) if done else None


def _firsts(pieces: Sequence[Piece], heights: Sequence[float]) -> list[int]:
    """For each column, and for what is behind the last, the first piece at which it may begin: with more, the rest would be too full.

    What the rest takes at the very least: gaps shrunk, and the largest lost where columns begin.
    """
    lost = max((piece.gap for piece in pieces), default=0.0) * (1 - SHRINK)
    firsts, start, least, room = [len(pieces)], len(pieces), 0.0, 0.0
    for height in reversed(heights):
        room += height + lost
        while start and least + _shrunk(pieces[start - 1]) <= room:
            start -= 1
            least += _shrunk(pieces[start])
        firsts.append(start)
    return firsts[::-1]


def _shrunk(piece: Piece) -> float:
    """The height of a piece with the gap before it, at the very least."""
    return piece.height + piece.gap * (1 - SHRINK)


def _pairs(chain: _Chain | None) -> list[tuple[int, int]]:
    """Unroll a chain of breaks into columns."""
    places: list[int] = []
    while chain:
        place, chain = chain
        places.append(place)
    places.reverse()
    return list(pairwise(places))


def _ends(pieces: Sequence[Piece], start: int, height: float) -> list[tuple[int, float]]:
    """Where a column that begins at `start` may end, and how bad each is."""
    found = []
    natural, stretch, shrink = pieces[start].again + pieces[start].height, 0.0, 0.0
    for end in range(start + 1, len(pieces) + 1):
        if natural - shrink > height:
            break
        penalty = 0.0 if end == len(pieces) else pieces[end].penalty
        if penalty is not None:
            found.append((end, penalty + _badness(height - natural, stretch)))
        if end < len(pieces):
            natural += pieces[end].gap + pieces[end].height
            stretch += pieces[end].stretch
            shrink += pieces[end].gap * SHRINK
    return found


def pour(pieces: Sequence[Piece], heights: Iterable[float]) -> Iterator[Column]:
    """Fill column after column with as much as it holds: for many pages, where `fill` would take too long.

    All but the last end at their feet, as far as their gaps stretch. A column too low for the next piece is left empty; every piece must
    fit into some column of `heights`, which may go on for ever.
    """
    start = 0
    for height in heights:
        ends = [end for end, _ in _ends(pieces, start, height)]
        end = ends[-1] if ends else start
        foot = height if end < len(pieces) else min(height, _natural(pieces, start, end))
        yield _set(pieces, start, end, foot) if ends else Column(start, start, (), 0.0)
        start = end
        if start == len(pieces):
            return


def _natural(pieces: Sequence[Piece], start: int, end: int, part: float = 1.0) -> float:
    """How tall a column is whose gaps are as they should be, or a part of that."""
    inner = pieces[start + 1 : end]
    return pieces[start].again + pieces[start].height + sum(piece.gap * part + piece.height for piece in inner)


def _badness(slack: float, stretch: float) -> float:
    """The square of how far the gaps are stretched; room that they cannot take counts most."""
    ratio = slack / (stretch or 1.0)
    return ratio * ratio + (max(0.0, slack - stretch) / 10.0) ** 2


def _set(pieces: Sequence[Piece], start: int, end: int, height: float) -> Column:
    """Stretch or shrink the gaps of one column so that it ends at `height`, as far as they may."""
    inner = pieces[start + 1 : end]
    fixed = pieces[start].again + sum(piece.height for piece in pieces[start:end])
    gaps = [piece.gap for piece in inner]
    slack = height - fixed - sum(gaps)
    if slack >= 0:
        room = sum(piece.stretch for piece in inner)
        part = min(1.0, slack / room) if room else 0.0
        gaps = [piece.gap + piece.stretch * part for piece in inner]
    elif gaps:
        part = 1.0 + slack / sum(gaps)
        gaps = [gap * part for gap in gaps]
    return Column(start, end, tuple(gaps), fixed + sum(gaps))


def balance(pieces: Sequence[Piece], page: int, heights: Sequence[float]) -> tuple[Column, ...] | None:
    """Fill the columns; where the last page (its last `page` columns) is not full, cut its columns to the same lesser height."""
    best = fill(pieces, heights)
    if best is None:
        return None
    used = -(-len(best) // page) * page
    full, last = heights[: used - page], heights[used - 1]
    low, high = 0.0, last
    while high - low > 1.0:
        middle = (low + high) / 2
        if fill(pieces, [*full, *[middle] * page]) is None:
            low = middle
        else:
            high = middle
    columns = fill(pieces, [*full, *[high] * page])
    return columns and tuple(_levelled(pieces, page, columns))


def _levelled(pieces: Sequence[Piece], page: int, columns: Sequence[Column]) -> Iterator[Column]:
    """Let all columns of a page end where the shortest does, as far as their gaps shrink: even bottoms matter more than full pages."""
    for first in range(0, len(columns), page):
        beside = columns[first : first + page]
        bottom = min(column.height for column in beside)
        for column in beside:
            lowest = _natural(pieces, column.start, column.end, 1 - SHRINK)
            yield _set(pieces, column.start, column.end, max(bottom, lowest)) if len(beside) == page else column


def spread(columns: Sequence[Column], page: int) -> float:
    """How far apart, in points, the bottoms of the columns of one page are, on the page where they are worst."""
    pages = [[column.height for column in columns[at : at + page]] for at in range(0, len(columns), page)]
    return max((max(page_) - min(page_) if len(page_) == page else max(page_) for page_ in pages), default=0.0)

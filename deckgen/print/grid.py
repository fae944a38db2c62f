"""A size of card and a paper -> the grid that all sheets share, and the order in which cards lie on them.

In: names of a card's size, of a paper, and of the way to turn it over. Out: a `Grid`; lengths are points, from the upper left corner of
the page. Pure arithmetic, no Typst.

**As many as fit.** The paper lies upright or across, whichever holds more. Cards may reach to the paper's edge, for what is printed on
them stays away from theirs: so eight A7 cards are an A4 sheet, halved and halved again.

**Cut in a stack.** All sheets are cut at once, so what lies above one another becomes one pile: the first cards of the deck are in the
first place of all sheets, the following ones in the second, row by row. The piles, put on one another row by row, are in learning order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.print.papers import MM, PAPERS

CARDS = {"a7": (105.0, 74.0), "a8": (74.0, 52.0), "3x5": (127.0, 76.2), "credit-card": (85.6, 53.98)}
"""Width and height in mm."""
EDGE = 5 * MM
"""No printer is asked to print nearer to the paper's edge."""
_GROWS = 0.6 * MM
"""Cards grow by up to this much where a paper has so little left over: it could not be cut off."""
_ROOM = EDGE + 2.5 * MM
"""A margin where a cut mark has room."""
_TICK, _APART = 4 * MM, 0.7 * MM
"""How long a cut mark is, and how far from the cards it ends."""

Line = tuple[float, float, float, float]
"""From one point to another: x, y, x, y."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where cards lie on each sheet."""

    paper: tuple[float, float]
    """Width and height of the page, as it lies."""
    card: tuple[float, float]
    columns: int
    rows: int
    left: float
    top: float
    flip: str

    @property
    def places(self) -> int:
        """How many cards a sheet has: fold-over cards take two cells each."""
        return self.columns * self.rows // (2 if self.flip == "fold" else 1)

    def front(self, place: int) -> tuple[float, float]:
        """Give the upper left corner of a place's front."""
        columns = self.columns // 2 if self.flip == "fold" else self.columns
        row, column = divmod(place, columns)
        return self.left + column * self.card[0], self.top + row * self.card[1]

    def back(self, place: int) -> tuple[float, float]:
        """Give the upper left corner of the cell that lies behind a front, once the paper is turned over or folded."""
        x, y = self.front(place)
        right, down = self.behind(x, y)
        upside = self.flip != "fold" and not self.turns_sideways
        return (right, down - self.card[1]) if upside else (right - self.card[0], down)

    def behind(self, x: float, y: float) -> tuple[float, float]:
        """Give the point of the back, or the other half, that lies behind a point of the front."""
        if self.flip == "fold":
            return 2 * self.fold - x, y
        return (self.paper[0] - x, y) if self.turns_sideways else (x, self.paper[1] - y)

    @property
    def turns_sideways(self) -> bool:
        """Whether left and right change sides: the edge that it turns over is an upright one."""
        upright = self.paper[0] < self.paper[1]
        return (self.flip == "long-edge") == upright

    @property
    def fold(self) -> float:
        """Where the paper is folded, from the left."""
        return self.left + self.columns // 2 * self.card[0]

    def marks(self) -> tuple[Line, ...]:
        """Give the cut marks: at both ends of every cut, in the margin where there is one, else between two cards."""
        (width, height), (wide, tall) = self.paper, self.card
        across = [self.left + column * wide for column in range(self.columns + 1)]
        down = [self.top + row * tall for row in range(self.rows + 1)]
        xs, ys = ([at for at in all if _inside(at, side)] for all, side in ((across, width), (down, height)))
        upright = [(x, start, x, end) for x in xs for start, end in _ticks(down[0], down[-1], height)]
        level = [(start, y, end, y) for y in ys for start, end in _ticks(across[0], across[-1], width)]
        return (*upright, *level)

    def folds(self) -> tuple[Line, ...]:
        """Give the line to fold along, as far as a printer reaches: it is the edge of cards."""
        return ((self.fold, EDGE, self.fold, self.paper[1] - EDGE),) if self.flip == "fold" else ()


def _inside(at: float, side: float) -> bool:
    return EDGE - 0.01 <= at <= side - EDGE + 0.01


def _ticks(first: float, last: float, side: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Give the marks before the first card and behind the last, along one cut."""
    before = (max(EDGE, first - _APART - _TICK), first - _APART) if first >= _ROOM else (EDGE, EDGE + _TICK / 2)
    behind = side - last
    after = (last + _APART, min(side - EDGE, last + _APART + _TICK)) if behind >= _ROOM else (side - EDGE - _TICK / 2, side - EDGE)
    return before, after


def grid(size: str, paper: str, flip: str) -> Grid | None:
    """Give the grid of most cards; `None` where not even one fits."""
    width, height = PAPERS[paper]
    found = (_grid(size, side, flip) for side in ((width, height), (height, width)))
    return max((one for one in found if one.places), key=lambda one: one.places, default=None)


def _grid(size: str, paper: tuple[float, float], flip: str) -> Grid:
    wide, tall = (side * MM for side in CARDS[size])
    columns, rows = int((paper[0] + 0.1) // wide), int((paper[1] + 0.1) // tall)
    columns -= columns % 2 if flip == "fold" else 0
    wide, left = _placed(paper[0], wide, columns)
    tall, top = _placed(paper[1], tall, rows)
    return Grid(paper, (wide, tall), columns, rows, left, top, flip)


def _placed(side: float, card: float, count: int) -> tuple[float, float]:
    """Give a card's side and where the first begins: in the middle; at the edge where only one margin can be wide enough to be cut off."""
    left_over = side - count * card
    if count and left_over / count < _GROWS:
        return side / count, 0.0
    return card, left_over / 2 if left_over / 2 >= EDGE else 0.0


def in_stacks(count: int, places: int) -> list[list[int]]:
    """Give for each sheet the cards in its places, in order, so that piles of cut sheets keep the order; only the last has fewer.

    >>> in_stacks(7, 3)
    [[0, 3, 5], [1, 4, 6], [2]]
    """
    sheets = -(-count // places)
    full = count - (sheets - 1) * places
    piles: list[Sequence[int]] = []
    for place in range(min(places, count)):
        first = piles[-1][-1] + 1 if piles else 0
        piles.append(range(first, first + sheets - (place >= full)))
    return [[pile[sheet] for pile in piles if sheet < len(pile)] for sheet in range(sheets)]

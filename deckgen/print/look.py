"""How large everything is on a flashcard, by the size of the card.

In: a grid, and how far its backs are moved. Out: `Look`, `Room`: lengths and sizes of type, in points. Pure arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.print.grid import EDGE, Grid
from deckgen.print.papers import MM

FLOOR = 7.8
"""No text that is to be read is smaller."""
_STEP = 1.09
"""From one size of type to the next: few sizes, so that cards look alike."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is large on a large card, and small on a small one."""

    pad: float
    """From the card's edge to what is printed on it, at least."""
    front: float
    """The largest type of a front."""
    back: float
    """The largest type of an answer."""
    comfortable: float
    """An answer gets at least this size before a quotation stands below it."""
    label: float
    """The type of the part's name."""
    head: float
    """The height of the line with that name."""
    air: float
    """What is free below it."""
    foot: float
    """The height of the line at the foot."""

    @property
    def fronts(self) -> list[float]:
        """The sizes of type that a front may have, from large to small."""
        return _sizes(self.front)

    @property
    def backs(self) -> list[float]:
        """The sizes of type that an answer may have, from large to small."""
        return _sizes(self.back)

    @property
    def quotation(self) -> float:
        """The type of a quotation."""
        return max(FLOOR, self.back * 0.56)

    @property
    def gap(self) -> float:
        """What is free above a quotation."""
        return self.back * 0.5


LOOKS = {
    "a8": Look(5.2 * MM, 13.0, 11.5, 9.4, 8.0, 12.5, 5.0, 10.5),
    "credit-card": Look(5.0 * MM, 14.0, 12.0, 9.6, 8.2, 13.0, 5.0, 10.5),
    "a7": Look(6.5 * MM, 17.0, 15.0, 11.0, 9.0, 15.5, 9.0, 14.0),
    "3x5": Look(7.5 * MM, 20.0, 16.5, 11.5, 9.5, 16.5, 9.0, 15.0),
}
"""From small to large."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where on a card things are."""

    pad: tuple[float, float]
    """From the card's corner to what is printed on it: right, down."""
    text: tuple[float, float]
    """Width and height of all that is printed on it."""
    body: float
    """The height that question or answer may have."""


def room(grid: Grid, look: Look, offset: tuple[float, float]) -> Room:
    """Divide a card. What is printed stays away from the card's edge, and from the paper's where the backs are moved, too."""
    across = max(look.pad, EDGE + abs(offset[0]) * MM - grid.left)
    down = max(look.pad, EDGE + abs(offset[1]) * MM - grid.top)
    text = (grid.card[0] - 2 * across, grid.card[1] - 2 * down)
    return Room((across, down), text, text[1] - look.head - look.air - look.foot)


def _sizes(largest: float) -> list[float]:
    sizes = [largest]
    while sizes[-1] / _STEP > FLOOR:
        sizes.append(round(sizes[-1] / _STEP, 2))
    return [*sizes, FLOOR]

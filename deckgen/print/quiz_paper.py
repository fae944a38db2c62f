"""A paper and the wishes for a quiz -> where on its pages everything stands.

In: the name of a paper, how many questions and tries. Out: a `Layout`; lengths are points, from the upper left corner inside the margins.
Pure arithmetic, no Typst.

**Beside.** Answers stand right of a fold, their part narrower than that of the questions: so they are hidden once it is folded back.
**At the end.** Questions in columns, then pages of answers in narrower ones: as many as the paper has room for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deckgen.print.papers import PAPERS

MARGIN = (29.0, 26.0)
"""Left and right, top and bottom, as on the sheet: 10.2 and 9.2 mm."""
FOLD = 0.6
"""Where the fold is, in parts of the paper's width."""
GUTTER = 13.0
"""Between a fold and what stands beside it."""
COLUMN_GUTTER = 20.0
BOX, BETWEEN_BOXES = 8.6, 4.0
_DIGIT = 4.9
_BEFORE_TEXT, _BEFORE_BOXES = 6.0, 10.0
_TEXT = 105.0
"""The narrowest text beside boxes: with more of them, these take several lines."""
_QUESTIONS, _ANSWERS = 230.0, 160.0
"""The narrowest columns, where there are several."""


@dataclass(frozen=True, slots=True)
class Half:
    """A question or an answer, from left to right: its number, its text."""

    left: float
    number: float
    gap: float
    text: float


@dataclass(frozen=True, slots=True)
class Boxes:
    """Those of a question."""

    left: float
    tries: int
    across: int
    """How many stand on one line."""

    @property
    def height(self) -> float:
        """Of all lines together."""
        return -(-self.tries // self.across) * (BOX + BETWEEN_BOXES) - BETWEEN_BOXES if self.tries else 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """How pages of one kind are divided."""

    shows: Literal["both", "asked", "answered"]
    columns: int
    width: float
    """Of each; where a fold divides it, of the part before it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands."""

    paper: tuple[float, float]
    fold: float | None
    """From the paper's left edge."""
    head: float
    """The width of what stands above the questions."""
    asked: Half
    answered: Half
    boxes: Boxes
    spreads: tuple[Spread, ...]

    @property
    def full(self) -> float:
        """What is between the margins."""
        return self.paper[0] - 2 * MARGIN[0]


def layout(paper: str, answers: str, questions: int, tries: int) -> Layout:
    """Lay out a quiz of so many questions, with a box for each of so many tries."""
    number = _DIGIT * max(2, len(str(questions))) + 1
    return _beside(PAPERS[paper], number, tries) if answers == "beside" else _at_end(PAPERS[paper], number, tries)


def _beside(paper: tuple[float, float], number: float, tries: int) -> Layout:
    fold = round(paper[0] * FOLD, 2)
    left, start = fold - GUTTER - MARGIN[0], fold + GUTTER - MARGIN[0]
    boxes = _boxes(left, number, tries)
    answered = Half(start, number, _BEFORE_TEXT, paper[0] - 2 * MARGIN[0] - start - number - _BEFORE_TEXT)
    return Layout(paper, fold, left, _half(boxes, left, number), answered, boxes, (Spread("both", 1, left),))


def _at_end(paper: tuple[float, float], number: float, tries: int) -> Layout:
    full = paper[0] - 2 * MARGIN[0]
    (columns, wide), (more, narrow) = (_columns(full, least) for least in (_QUESTIONS, _ANSWERS))
    boxes = _boxes(wide, number, tries)
    answered = Half(0.0, number, _BEFORE_TEXT, narrow - number - _BEFORE_TEXT)
    return Layout(
        paper,
        None,
        full,
        _half(boxes, wide, number),
        answered,
        boxes,
        (Spread("asked", columns, wide), Spread("answered", more, narrow)),
    )


def _columns(full: float, least: float) -> tuple[int, float]:
    """Give how many columns there are and how wide, none narrower than that."""
    count = max(1, int((full + COLUMN_GUTTER) // (least + COLUMN_GUTTER)))
    return count, (full - COLUMN_GUTTER * (count - 1)) / count


def _boxes(width: float, number: float, tries: int) -> Boxes:
    """Put the boxes at the end of a column, on as many lines as leave the text its room."""
    room = width - number - _BEFORE_TEXT - _BEFORE_BOXES - _TEXT
    across = max(1, min(tries, int((room + BETWEEN_BOXES) // (BOX + BETWEEN_BOXES))))
    lines = -(-tries // across)
    across = -(-tries // lines) if lines else 1
    return Boxes(width - across * (BOX + BETWEEN_BOXES) + BETWEEN_BOXES, tries, across)


def _half(boxes: Boxes, width: float, number: float) -> Half:
    """Give a question the room between its number and its boxes."""
    end = boxes.left - _BEFORE_BOXES if boxes.tries else width
    return Half(0.0, number, _BEFORE_TEXT, end - number - _BEFORE_TEXT)

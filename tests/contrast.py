"""How far a printed text stands out from what it stands on, by the definition of the Web Content Accessibility Guidelines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pdf import Color, Mark

LEAST = 4.5
_WHITE: Color = (1, 1, 1)


def faint(found: Iterable[Mark], *, gray: bool = False) -> list[Mark]:
    """Give the glyphs that stand out too little, of a page in the order in which it is painted; `gray`: on a printer without colors."""
    grounds: list[Mark] = []
    weak = []
    for mark in found:
        if mark.ground:
            grounds.append(mark)
        elif mark.font and mark.color and ratio(*(_gray(one) if gray else one for one in (mark.color, _under(mark, grounds)))) < LEAST:
            weak.append(mark)
    return weak


def ratio(one: Color, other: Color) -> float:
    """Give the contrast of two colors: 1 where they are alike, 21 for black on white."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _under(glyph: Mark, grounds: Sequence[Mark]) -> Color:
    """Give the color of what was painted last below the middle of a glyph: the paper is white."""
    x, y = (glyph.left + glyph.right) / 2, glyph.bottom + 0.3 * glyph.size
    below = (one.color for one in reversed(grounds) if one.left <= x <= one.right and one.bottom <= y <= one.top)
    return next(below, None) or _WHITE


def _luminance(color: Color) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _gray(color: Color) -> Color:
    """Give the gray that a driver prints a color in: the luma of television, which most take."""
    level = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]
    return level, level, level

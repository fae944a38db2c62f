"""The cells of a table -> how wide each of its columns should be.

In: the text of every cell, row by row. Out: the parts of the width that each column gets, for some widths of the whole. Typst's own
`auto` columns know only how long a cell is, not where it would break: they give a column that needs one line more room than one that
needs three. Here lines are counted as they would break, by the rough widths of letters, and the table that is least tall wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

ROOMS = (22.5, 20.0, 17.0)
"""Widths of a table, in ems of its type, from that of small type in one of three columns to that of large."""
INSET = 0.9
"""Left and right of a cell's text, together, in ems."""
_STEPS = {2: 44, 3: 44, 4: 22}
"""Into how many steps the width is divided, by the number of columns: all ways to do so are tried. More columns would take too many:
each gets what its longest word needs, and an equal part of the rest."""
_BROKEN = 8.0
"""What a word that has to be broken costs, in lines: in so few words, every hyphen is seen."""
_EMPTY = 1.1
"""What a cell without words takes, in ems: it may hold a picture."""
_UNEQUAL = 0.8
"""What it costs to be twice as wide as another column, but for the first: things that are compared stand in columns of one width."""
_SPARE = 0.04
"""What an em of the first column that the names of the rows don't need costs."""

_WIDTHS = {
    character: width
    for width, characters in {
        0.2: " ",
        0.27: "ijlI.,;:'’‘!|",
        0.35: "frt()[]-/",
        0.46: "cszxvy?–“”",
        0.75: "wM",
        0.83: "mW@%—…",
    }.items()
    for character in characters
}
"""Of characters, in ems, after Source Sans, of which the semibold is the wider."""
_CAPITAL, _LETTER = 0.6, 0.54
"""Of all others."""


def shares(rows: Sequence[Sequence[str]]) -> list[tuple[float, tuple[int, ...]]]:
    """Give, for each of some widths of the table, the parts of it that its columns get.

    >>> shares([["", "Milestone", "Stepping stone"], ["Value", "at the very end", "at each step"]])[0]
    (22.5, (8, 18, 18))
    """
    return _shares(tuple(map(tuple, rows)))


@lru_cache(maxsize=100)  # where a sheet is printed again and again, few of its tables are others
def _shares(rows: tuple[tuple[str, ...], ...]) -> list[tuple[float, tuple[int, ...]]]:
    columns = list(zip(*rows, strict=True))
    if len(columns) == 1:
        return [(ROOMS[-1], (1,))]
    if len(columns) not in _STEPS:
        return [(room, _even(columns, room)) for room in ROOMS]
    steps = _STEPS[len(columns)]
    return [(room, _best(columns, steps, room / steps)) for room in ROOMS]


def _even(columns: Sequence[Sequence[str]], room: float) -> tuple[int, ...]:
    """Give each column room for its longest word, and an equal part of what is left; in hundredths of an em."""
    least = [max(max(map(ems, cell.split()), default=_EMPTY) for cell in column) + INSET for column in columns]
    rest = max(0.0, room - sum(least)) / len(columns)
    return tuple(round(100 * (one + rest)) for one in least)


def _best(columns: Sequence[Sequence[str]], steps: int, step: float) -> tuple[int, ...]:
    """Try all ways to divide the width."""
    tall = [[[_lines(cell, width * step - INSET) for cell in column] for width in range(steps + 1)] for column in columns]
    broken = [[sum(_broken(cell, width * step - INSET) for cell in column) for width in range(steps + 1)] for column in columns]
    needed = max(ems(cell) for cell in columns[0]) + INSET

    def cost(widths: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        others = widths[1:]
        lines = sum(map(max, *(own[width] for own, width in zip(tall, widths, strict=True))))
        hyphens = sum(own[width] for own, width in zip(broken, widths, strict=True))
        spare = max(0.0, widths[0] * step - needed)
        return lines + _BROKEN * hyphens + _UNEQUAL * (max(others) / min(others) - 1) + _SPARE * spare, widths

    return min(_ways(steps, len(columns)), key=cost)


def _ways(steps: int, columns: int) -> Iterator[tuple[int, ...]]:
    """Give all ways to divide so many steps among columns, at least one for each."""
    if columns == 1:
        yield (steps,)
        return
    for first in range(1, steps - columns + 2):
        yield from ((first, *others) for others in _ways(steps - first, columns - 1))


def _lines(text: str, room: float) -> float:
    """How many lines a text takes."""
    lines, at = 1.0, 0.0
    for word in text.split():
        width = ems(word)
        if at and at + _WIDTHS[" "] + width > room:
            lines, at = lines + 1, 0.0
        at += width + (_WIDTHS[" "] if at else 0.0)
        if at > room:
            lines += at // max(room, 0.1)
    return lines


def _broken(text: str, room: float) -> int:
    """How many words of a text are wider than the room for them; of an empty one, whether nothing at all has room."""
    return sum(ems(word) > room for word in text.split()) if text.strip() else int(room < _EMPTY)


@lru_cache(maxsize=10_000)  # all ways to divide a table ask for the same words
def ems(text: str) -> float:
    """About how wide a text is on one line, in ems."""
    return sum(_WIDTHS.get(character, _CAPITAL if character.isupper() else _LETTER) for character in text)

"""Lines of a page in a terminal: tables, bars, lists that wrap, strips.

In: plain texts and numbers. Out: lines. Nothing that an author wrote is obeyed by the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from deckgen.terminal import cells, visible

WIDTH = 100
"""Cells of a line; tables go on below it, lists wrap."""
_INDENT = "  "
_NAME = 40
"""Cells of a name in a table."""
_LABEL = 32
"""Cells of a label that items stand behind."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_CELL = 2.5
"""Percent that a full cell of a bar stands for."""
_ROW = 60
"""Paragraphs in a row of a strip, in groups of ten."""


def bar(percent: float) -> str:
    """Draw a share as a bar, on one scale for all tables.

    >>> bar(10), bar(0)
    ('████', '')
    """
    eighths = round(percent / _CELL * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).rstrip()


def table(rows: Iterable[Sequence[str]], align: str) -> list[str]:
    """Set rows in columns, two cells apart; `align` has `l` or `r` for each. Columns that don't fit stand below, behind the first again.

    >>> table([("a", "10"), ("bcd", "9")], "lr")
    ['  a    10', '  bcd   9']
    """
    columns = [[_cut(visible(cell)) for cell in column] for column in zip(*rows, strict=True)]
    first, *others = (_column(column, side) for column, side in zip(columns, align, strict=True))
    blocks = [[first]]
    for column in others:
        if len(_INDENT) + sum(cells(one[0]) + 2 for one in blocks[-1]) + cells(column[0]) > WIDTH:
            blocks.append([first])
        blocks[-1].append(column)
    return [_INDENT + "  ".join(row).rstrip() for block in blocks for row in zip(*block, strict=True)]


def _column(column: Sequence[str], side: str) -> list[str]:
    """Set the cells of a column equally wide."""
    width = max(map(cells, column))
    spaces = (" " * (width - cells(one)) for one in column)
    return [space + one if side == "r" else one + space for one, space in zip(column, spaces, strict=True)]


def _cut(text: str) -> str:
    """Cut a text that is wider than a column."""
    if cells(text) <= _NAME:
        return text
    while cells(text) >= _NAME:
        text = text[:-1]
    return text.rstrip() + "…"


def listed(label: str, items: Iterable[str]) -> list[str]:
    """Set items behind a label, or below a long one, wrapped; nothing where there are none."""
    words = [visible(item) for item in items]
    if not words:
        return []
    head = f"{_INDENT}{label}"
    lines = [head] if cells(head) <= _LABEL else [head, _INDENT * 2]
    indent = " " * cells(lines[-1])
    for item in (*(f"{word}," for word in words[:-1]), words[-1]):
        if lines[-1] != indent and cells(lines[-1]) + 1 + cells(item) > WIDTH:
            lines.append(indent)
        lines[-1] += item if lines[-1] == _INDENT * 2 else f" {item}"
    return lines


def strip(signs: Sequence[str]) -> Iterator[str]:
    """Draw a cell for each paragraph, in rows that begin with the number of their first one."""
    width = len(str(len(signs)))
    for start in range(0, len(signs), _ROW):
        row = signs[start : start + _ROW]
        tens = ("".join(row[at : at + 10]) for at in range(0, len(row), 10))
        yield f"{_INDENT}{start + 1:>{width}}  {' '.join(tens)}"

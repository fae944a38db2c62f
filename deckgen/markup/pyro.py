"""pyromark, set up our way: its parser, and the characters that stand in for others while it reads.

Raw HTML is text, not markup: each `<` that begins no address gets a stand-in before parsing, and comes back afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any


@cache
def parser(*, heading_attributes: bool = False) -> Any:
    """Give the Markdown parser; `heading_attributes` to read `{#id .class}` behind headings."""
    import pyromark  # 6 ms: only when there is Markdown to read

    wanted = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_MATH | pyromark.Options.ENABLE_STRIKETHROUGH
    if heading_attributes:
        wanted |= pyromark.Options.ENABLE_HEADING_ATTRIBUTES
    return pyromark.Markdown(options=wanted)


_AUTOLINK = r"(?![A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*>)(?![\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>)"
_LT = re.compile(r"\\.|(?<!\]\()<" + _AUTOLINK, re.DOTALL)
"""A `<` that may begin HTML; or an escaped character, `\\<` among them, which is left alone."""


@cache
def _rare() -> tuple[str, ...]:
    """Characters that count as punctuation, as `<`, `{` and `}` do, and that hardly anyone types; then private ones."""
    punctuation = (chr(n) for n in range(0x10A50, 0x12475) if unicodedata.category(chr(n))[0] == "P")
    return tuple(chain(punctuation, map(chr, range(0xF0000, 0xF0400))))


@dataclass(frozen=True, slots=True)
class Stand:
    """The stand-ins chosen for one text: none of them occurs in it."""

    lt: str
    colon: str
    open: str
    mid: str
    close: str

    @classmethod
    def free_of(cls, text: str) -> Stand:
        """Choose stand-ins for one text."""
        return _first() if text.isascii() else cls._not_in(text)

    @classmethod
    def _not_in(cls, text: str) -> Stand:
        free = (one for one in _rare() if one not in text)
        return cls(*(next(free) for _ in range(5)))

    def hide_definitions(self, text: str) -> str:
        """Put the stand-in for the colon of each `[words]:`, which would vanish as the definition of a link."""
        return text.replace("]:", f"]{self.colon}")

    def restore(self, text: str) -> str:
        """Give the characters back that had a stand-in while the text was parsed."""
        return text.replace(self.lt, "<").replace(self.colon, ":")

    def hide_html(self, text: str) -> str:
        """Put the stand-in for each `<` that might begin HTML."""
        return _LT.sub(lambda found: self.lt if found[0] == "<" else found[0], text)


@cache
def _first() -> Stand:
    """Those of most texts."""
    return Stand._not_in("")


def char_offsets(text: str) -> Callable[[int], int]:
    """Give a function from offsets in the text's UTF-8 bytes, each at the beginning of a character, to offsets in its characters.

    >>> [char_offsets("aß——z")(offset) for offset in (0, 1, 3, 6, 9, 10)]
    [0, 1, 2, 3, 4, 5]
    """
    ends, more = [0], [0]
    for wide in _WIDE.finditer(text):
        more.append(more[-1] + len(wide[0].encode("utf-8")) - 1)
        ends.append(wide.end() + more[-1])
    return lambda offset: offset - more[bisect_right(ends, offset) - 1]


_WIDE = re.compile(r"[^\x00-\x7f]")

"""What looks like a gap, but is none: `{{c1:words}}`, `{c1::words}`, `[[c1::words]]`, `{{words}}`.

In: a text. Out: each of them, and the gap that it was probably meant to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MISS = re.compile(
    r"\{\{\s*[cC]\s*(?P<a>\d*)\s*(?P<more>(?:,\s*\d+\s*)*):{1,2}|\{\{\s*(?P<b>\d+)\s*::|(?<!\{)\{\s*[cC]\s*(?P<c>\d+)\s*::"
    r"|\[\[\s*[cC]\s*(?P<d>\d+)\s*:{1,2}|\(\(\s*[cC]\s*(?P<e>\d+)\s*::|(?P<bare>\{\{)(?=[^\W\d_][^{}\n:]*\}\})"
)
_EXACT = re.compile(r"\{\{c([0-9]{1,9})::")
_REST = {
    "{": re.compile(r"([^{}\n]+)\}{1,2}"),
    "[": re.compile(r"([^\[\]{}\n]+)(?:\]\]|\}\})"),
    "(": re.compile(r"([^(){}\n]+)(?:\)\)|\}\})"),
}
_MOST = 3
"""Digits of a number that somebody may have meant."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Something like a gap: its first offset, its end, and the gap that it was meant to be; empty where nobody knows."""

    start: int
    end: int
    meant: str
    closed: bool
    """Whether its closing marks are in it."""


def misses(text: str) -> Iterator[Miss]:
    """Find what looks like a gap.

    >>> [(text[one.start : one.end], one.meant) for text in ("a {{c1:b}} c",) for one in misses(text)]
    [('{{c1:b}}', '{{c1::b}}')]
    """
    highest = max((int(number) for number in _EXACT.findall(text)), default=0)
    for found in _MISS.finditer(text):
        if _EXACT.match(text, found.start()) or (found["bare"] and _inside(text, found.start())):
            continue
        rest = _REST[found[0][0]].match(text, found.end())
        digits = next((found[name] for name in "abcde" if found[name]), "")
        known = not found["more"] and len(digits) <= _MOST and bool(rest and rest[1].strip())
        number = int(digits) if known and digits else highest + 1
        highest = max(highest, number)
        meant = f"{{{{c{number}::{rest[1].strip()}}}}}" if known and rest else ""
        yield Miss(found.start(), rest.end() if rest else found.end(), meant, bool(rest))


def _inside(text: str, offset: int) -> bool:
    """Whether braces stand inside of a gap that is open there."""
    return len(_EXACT.findall(text, 0, offset)) > text.count("}}", 0, offset)

"""How a text opens -> its title and who wrote it, where no front matter says so.

In: paragraphs as they are typed. Out: an `Opening`. What is taken for a title is a heading, or a short line that stands alone and ends
like none of a text's sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"#\s+(?P<hash>[^\n]+?)\s*#*$|(?P<under>\S[^\n]*)\n=+$")
_NO_TITLE = re.compile(r".*[.,;:…。，；：،؛]\W*$|[-*+•>|`~<{\[\d]*\s*$|\s*(?:[-*+•>|`~<{\[]|!\[|\d+[.)]\s|https?:)", re.DOTALL)
_BY = re.compile(
    r"[*_]*(?:[Bb]y|BY|[Ww]ritten [Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]uthors?:|Autor(?:in)?:)[*_]*\s+[*_]*"
    r"(?P<name>[^\W\d_][\w.’'-]*(?: (?:(?:van|von|der|den|de|del|da|la|le|bin|al) )*[A-ZÀ-ÞŁŠŽ][\w.’'-]*){1,3})[*_]*\s*(?:$|[,|·(–—-])"
)
_LONGEST = 90
"""Characters of a title."""
_MOST = 14
"""Words of a title."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How a text opens."""

    title: str
    author: str
    paragraphs: int
    """How many paragraphs at its start are title and author, and no words of the text."""


def opening(raw: Sequence[str]) -> Opening:
    """Look at the first paragraphs of a text."""
    rows = [line.strip() for one in raw[:2] for line in one.split("\n")]
    first = len(raw[0].split("\n")) if raw else 0
    heading = _HEADING.match(raw[0].strip()) if raw else None
    title = (heading["hash"] or heading["under"]) if heading else _title(rows[0] if rows else "", alone=len(raw) > 1)
    by = next((number for number, line in enumerate(rows[1 if title else 0 :], 1 if title else 0) if _BY.match(line)), None)
    if first > 1 and not heading and by != 1:
        title, by = "", None  # a paragraph of several lines, whose first happens to have no full stop
    found = _BY.match(rows[by]) if by is not None else None
    return Opening(title, found["name"] if found else "", _count(title, by, first))


def _count(title: str, by: int | None, first: int) -> int:
    if by is None:
        return 1 if title else 0
    return 1 if by < first else 2


def _title(line: str, *, alone: bool) -> str:
    """Give a line, if it could be a title."""
    short = len(line) <= _LONGEST and len(line.split()) <= _MOST
    plain = line.strip("*_ ")
    return " ".join(plain.split()) if alone and short and plain and not line[:1].islower() and not _NO_TITLE.match(plain) else ""

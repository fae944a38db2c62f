"""A text -> what it is divided into: its headings with the paragraphs below each, or what it speaks of most.

In: paragraphs as they are typed, or suggested quotations. Out: `Place`s. Some of what looks like a heading is not typed as one: a line
in bold, or words in italics before a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deckgen.adopt.suggest import Suggestion
from deckgen.markup.parse import parse
from deckgen.markup.walk import plain_text
from deckgen.read.cards import propose_id

_LINE = re.compile(
    r"#{1,6}\s+(?P<hash>[^\n]+?)\s*#*$|(?P<mark>[*_]{1,3})(?P<marked>[^*\n]{2,160}?)[*_]{1,3}$|(?P<under>[^\n]+)\n(?:=+|-+)$"
)
_RUN_IN = re.compile(r"[*_]{1,3}(?P<run>[^*_\n]{3,60}?)[*_]{1,3}\s*[-–—:.]+\s+\S")
_NO_WORDS = re.compile(r"(?:\s*(?:[-*+]|\d+[.)])\s[^\n]*(?:\n|$)){2,}|[^\n]*\]\([^\n]*\)\W*$|\s*(?:```|~~~|>|\||!\[| {4})")
_GENERIC = frozenset(
    (
        "about",
        "comments",
        "contents",
        "credits",
        "footnotes",
        "further reading",
        "links",
        "listen",
        "notes",
        "references",
        "related",
        "share",
    )
) | {"resources", "show notes", "sources", "table of contents", "transcript"}
"""Headings that say nothing of what stands below them."""
_LONGEST = 300
"""Characters of a heading: what is longer is none."""
_FEWEST = 3
"""Headings that make a structure; a text with fewer is told by its topics."""
_TOPICS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """What could become a principle."""

    name: str
    id: str
    first: int
    last: int
    """Its paragraphs."""
    headed: bool
    """Whether its name is a heading of the text's; else these are words that the text has often."""


def no_words(raw: Sequence[str]) -> frozenset[int]:
    """Give the numbers of paragraphs that are no one's words: headings, lists, links, code, tables."""
    return frozenset(number for number, one in enumerate(raw, 1) if _is_line(one) or _NO_WORDS.match(one))


def outline(raw: Sequence[str], suggestions: Sequence[Suggestion]) -> tuple[Place, ...]:
    """Give what a text is divided into."""
    headed = [one for one in _headed(raw) if one[0].casefold().strip(":") not in _GENERIC]
    return _placed(headed, True) if len(headed) >= _FEWEST else _placed(_topics(suggestions[:_TOPICS]), False)


def _headed(raw: Sequence[str]) -> list[tuple[str, int, int]]:
    """Give the headings that have something below them."""
    found: list[tuple[str, int, bool]] = []
    for number, one in enumerate(raw, 1):
        line, run_in = _is_line(one), _RUN_IN.match(one.strip())
        if line or run_in:
            named = line or run_in
            assert named is not None
            words = next(value for name, value in named.groupdict().items() if value and name != "mark")
            found.append((_plain(words), number, not line))
    ends = [number - 1 for _, number, _ in found[1:]] + [len(raw)]
    rows = [
        (name, number if run_in else number + 1, end) for (name, number, run_in), end in zip(found, ends, strict=False)
    ]  # of nothing, one end
    return [row for row in rows if row[0] and row[1] <= row[2]]


def _is_line(typed: str) -> re.Match[str] | None:
    """Match a paragraph that is nothing but a heading."""
    return _LINE.match(typed.strip()) if len(typed) <= _LONGEST else None


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[{}]", "", plain_text(parse(words)[0])).split())


def _topics(suggestions: Iterable[Suggestion]) -> list[tuple[str, int, int]]:
    """Give what the best sentences speak of, in the order of the text, each once."""
    named = {one.topic: one for one in reversed([*suggestions]) if one.topic}
    rows = sorted(named.values(), key=lambda one: one.paragraph)
    return [(", ".join(one.topic).capitalize(), one.paragraph, one.paragraph) for one in rows]


def _placed(rows: Iterable[tuple[str, int, int]], headed: bool) -> tuple[Place, ...]:
    ids: set[str] = set()
    places = []
    for name, first, last in rows:
        places.append(Place(name, propose_id(name, ids), first, last, headed))
        ids.add(places[-1].id)
    return tuple(places)

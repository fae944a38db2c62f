"""A text -> what it is divided into: its headings with the paragraphs below each, or what it speaks of most.

In: paragraphs as they are typed, or suggested quotations. Out: `Place`s. Some of what looks like a heading is not typed as one: a line
in bold, or words in italics before a dash.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from deckgen.adopt.suggest import Suggestion
from deckgen.markup.parse import parse
from deckgen.markup.walk import plain_text
from deckgen.read.cards import propose_id

_LINE = re.compile(
    r"#{1,6}\s+(?P<hash>[^\n]+?)\s*#*$|(?P<mark>[*_]{1,3})(?P<marked>[^*\n]{2,160}?)[*_]{1,3}$|(?P<under>[^\n]+)\n(?:=+|-+)$"
)
_RUN_IN = re.compile(r"[*_]{1,3}(?P<run>[^*_\n]{3,60}?)[*_]{1,3}\s*[-–—:.]+\s+\S")
_PLAIN = re.compile(r"(?:\d+(?:\.\d+)*[.)]?\s+)?[^\W_a-z][^\n]{2,58}[^\W_]\??$")
"""A heading in plain text: a short line alone that ends like no sentence."""
_NO_WORDS = re.compile(
    r"(?:\s*(?:[-*+•]|\d+[.)])\s[^\n]*(?:\n|$)){2,}|[^\n.!?]{0,60}\[[^\]\n]*\]\([^\n]*\)\W*$"
    r"|\s*(?:```|~~~|>|\||!\[| {4}|\[\^[^\]\n]+\]:|<!--)"
    r"|\s*\{[{%](?:.{0,2000}[%}])?\}\s*$|[^\n]*-->[^\n]*\d",
    re.DOTALL,
)
"""Lists, links, code, tables, pictures, footnotes, comments, what a site fills in, and times between subtitles."""
_INSERTED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|</?[A-Za-z][^<>]*>|<!--.*?-->")
"""What a site puts into a heading."""
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)+[.)]?|\d+[.)])\s+(?=\S)")
_GENERIC = frozenset(
    (
        "about",
        "comments",
        "contents",
        "credits",
        "footnotes",
        "further reading",
        "leave a comment",
        "links",
        "listen",
        "notes",
        "references",
        "related",
        "share",
        "share this",
        "subscribe",
    )
) | {"resources", "show notes", "sources", "table of contents", "transcript"}
"""Headings that say nothing of what stands below them."""
_CREDIT = re.compile(
    r"(?:photo|image|picture|illustration|posted|published|updated|written|translated|edited)\b.{0,20}?\b(?:by|on|in)\b|by [A-Z]",
    re.IGNORECASE,
)
"""Lines that look like headings and say who made something, or when."""
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


def plain_headings(raw: Sequence[str], skip: frozenset[int] = frozenset()) -> frozenset[int]:
    """Give the numbers of paragraphs that are headings in a text without Markdown; a text with other headings has none of these."""
    if any(_is_line(one) for one in raw):
        return frozenset()
    alone = [bool(_PLAIN.match(one.strip())) for one in raw] + [True]
    found = [number for number in range(1, len(raw) + 1) if alone[number - 1] and not alone[number] and number not in skip]
    return frozenset(found) if len(found) >= _FEWEST else frozenset()


def outline(
    raw: Sequence[str], suggestions: Sequence[Suggestion], named: Collection[str] = (), plain: frozenset[int] = frozenset()
) -> tuple[Place, ...]:
    """Give what a text is divided into.

    In: its paragraphs, what is suggested, names that are no headings, and which paragraphs are headings without a mark.
    """
    no = _GENERIC | {name.casefold() for name in named}
    headed = [one for one in _headed(raw, plain) if one[0].casefold().strip(":") not in no and not _CREDIT.match(one[0])]
    return _placed(headed, True) if len(headed) >= _FEWEST else _placed(_topics(suggestions[:_TOPICS]), False)


def _headed(raw: Sequence[str], plain: frozenset[int]) -> list[tuple[str, int, int]]:
    """Give the headings that have something below them."""
    found: list[tuple[str, int, bool]] = []
    for number, one in enumerate(raw, 1):
        line, run_in = _is_line(one), _RUN_IN.match(one.strip())
        if number in plain:
            found.append((_plain(one), number, False))
            continue
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
    """Give a heading without markup, number, and what a site puts into it; empty where no word is left."""
    bare = re.sub(r"[{}]", "", plain_text(parse(_INSERTED.sub(" ", words))[0]))
    named = _NUMBER.sub("", " ".join(bare.split()), count=1).rstrip(".,;")
    return named if re.search(r"[^\W\d_]", named) else ""


def _topics(suggestions: Iterable[Suggestion]) -> list[tuple[str, int, int]]:
    """Give what the best sentences speak of: a paragraph once, and the same words once, in the order of the text."""
    rows: dict[int, tuple[str, ...]] = {}
    for one in suggestions:
        if one.topic and one.paragraph not in rows and not any({*one.topic} <= {*other} for other in rows.values()):
            rows[one.paragraph] = one.topic
    return [(_upper(", ".join(topic)), number, number) for number, topic in sorted(rows.items())]


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _placed(rows: Iterable[tuple[str, int, int]], headed: bool) -> tuple[Place, ...]:
    ids: set[str] = set()
    places = []
    for name, first, last in rows:
        places.append(Place(name, propose_id(name, ids), first, last, headed))
        ids.add(places[-1].id)
    return tuple(places)

"""A paragraph -> the spans of its words that could be quoted: its sentences, and the clauses of long ones.

In: the plain text of a paragraph. Out: pairs of offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.quotations import words

SHORTEST, LONGEST = 5, 40
"""Words of a quotation that a card can hold; of fewer, nothing is said."""
_LONG = 22
"""A sentence of more words is offered in pieces, too."""

_END = re.compile(r"[.!?…؟۔।]+[\"”’“»')\]]*(?=\s+[\"“‘„«¿¡'(\[]?[^\W_a-z]|\s*(?:<!--|\{\{|\{%|\[\^))|[。！？]+[」』”]?|$")
"""The end of a sentence: behind it begins another one, or what a site puts between words."""
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|Mr|Mrs|Ms|Dr|Prof|St|No|Nr|approx|ca|bzw|usw|[A-Za-z])|\.[A-Za-z])\.$")
_LEAD = re.compile(
    r"(?:(?:and|so|but|because|then|yeah|yes|oh|um|uh|er|hmm|now|right|well|okay|like|also|you know|i mean|again)\b[,.]?\s+)+",
    re.IGNORECASE,
)
"""What speech begins with, and a quotation does not need. `I think` is not among it: a hedge is part of what is said."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{1,2}")
_SHORT = 16
"""Characters that an abbreviation has at most, with what stands before it."""
_CUT = re.compile(r"[;:]\s+|,\s+(?=(?:but|so|because|not|then|and|which)\b)|\s+[-–—]{1,2}\s+|—")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give what could be quoted of a paragraph: offsets of its first character and of the one behind its last."""
    for whole, end in sentences(text):
        start = _behind_lead(text, whole, end)
        count = size(text[start:end])
        if SHORTEST <= count <= LONGEST:
            yield start, end
        if count > _LONG:
            yield from (one for one in _clauses(text, start, end) if SHORTEST <= size(text[slice(*one)]) <= _LONG)


def size(text: str) -> int:
    """Count words; of scripts without spaces, two characters for one."""
    return len(words(_UNSPACED.sub(" x ", text)))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Cut a paragraph at the ends of its sentences."""
    start = 0
    for mark in _END.finditer(text):
        if mark[0].endswith(".") and _ABBREVIATED.search(text[max(start, mark.end() - _SHORT) : mark.end()]):
            continue
        if text[start : mark.end()].strip():
            yield start + len(text[start:]) - len(text[start:].lstrip()), mark.end()
        start = mark.end()


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give each clause of a sentence, and each with the next."""
    cuts = [(one.start(), one.end()) for one in _CUT.finditer(text, start, end)]
    begins, ends = [start, *(last for _, last in cuts)], [*(first for first, _ in cuts), end]
    for place, begin in enumerate(begins):
        first = _behind_lead(text, begin, end)
        yield from ((first, last) for last in ends[place : place + 2] if (first, last) != (start, end))


def _behind_lead(text: str, start: int, end: int) -> int:
    lead = _LEAD.match(text, start, end)
    return lead.end() if lead else start

"""Quotations that are verbatim and say something else than their source: cut at a `not`, or taken from what it rejects. In English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from deckgen.claims import Claim, of_note, of_source
from deckgen.diagnostics import Diagnostic
from deckgen.model import Cloze, Deck, Note, Source
from deckgen.quotations import REACH, Run, parts
from deckgen.rules.gaps import card_span
from deckgen.rules.writing.asked import Asked, warning
from deckgen.rules.writing.english import LITTLE, drops, tokens
from deckgen.rules.writing.passages import Passages, passages

_NEAR = 3
"""Words before a quotation in which a `not` is about it."""
_EDGE = 2
_MARKS = re.compile('[“"„«»「‘>]')
_HEDGES = (("i", "think"), ("i", "guess"), ("i", "suppose"), ("i", "suspect"))
_CONDITIONS = frozenset(["unless", "if", "except", "maybe", "perhaps"])
_REJECTS = tuple(
    tuple(one.split())
    for one in (
        "rather than",
        "instead of",
        "as opposed to",
        "as if",
        "pretend",
        "pretend that",
        "pretend to",
        "pretending",
        "pretending to",
    )
)


def hidden(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a gap that hides nothing but a `not`, an `if` or a `maybe` (W017)."""
    for ordinal, words in asked.hides.items() if isinstance(asked.note.body, Cloze) else ():
        said = tokens(words)
        if any(map(drops, said)) and all(drops(word) or word in LITTLE for word in said):
            span = card_span(asked.note, ordinal + 1)
            help = "hide what is negated, or made a condition, together with it"
            yield warning("W017", f"this gap hides nothing but `{words}`", span, "without it, the text says something else", help)


def cuts(deck: Deck, source: Source) -> Iterator[Diagnostic]:
    """Warn of quotations cut at a `not` (W017), or standing right behind `rather than` (W018), where their surroundings are known."""
    for claim in of_source(source):
        yield from _cuts(deck, claim)


def card_cuts(deck: Deck, note: Note) -> Iterator[Diagnostic]:
    """Warn of the same on a card in which something stands between marks: most have none."""
    if note.citations and (note.quotation or any(_MARKS.search(text.raw) for text in note.texts())):
        for claim in of_note(deck, note):
            yield from _cuts(deck, claim)


def _cuts(deck: Deck, claim: Claim) -> Iterator[Diagnostic]:
    runs = parts(claim.words)
    keys = dict.fromkeys(voice.source for voice in claim.voices) if runs else ()
    found = (_cut(claim, runs, passages(deck, deck.sources[key])) for key in keys)
    yield from islice(filter(None, found), 1)


def _cut(claim: Claim, runs: tuple[Run, ...], passages: Passages) -> Diagnostic | None:
    before = [one.before for one in passages.around(runs[0])]
    after = [one.after for one in passages.around(runs[-1])]
    rejected = next((one for run in before for one in _REJECTS if run[-len(one) :] == one), None)
    if rejected:
        words = " ".join(rejected)
        return warning("W018", f"the source says `{words}` right before these words", claim.span, "rejected there", _LONGER, _OTHERS)
    lost = next(filter(None, map(_lost_before, before)), "") or next(filter(None, map(_lost_after, after)), "") or _omitted(runs, passages)
    label = "as the source has them, they say something else"
    return warning("W017", f"`{lost}` is cut off these words", claim.span, label, _LONGER) if lost else None


_LONGER = "quote from the beginning of the sentence to its end, if it is meant"
_OTHERS = "or take other words: these are what the source argues against"


def _lost_before(words: Run) -> str:
    """Give the word before a quotation that turns it, or hedges it."""
    if words[-2:] in _HEDGES:
        return " ".join(words[-2:])
    return next((word for word in words[-_NEAR:] if drops(word)), "")


def _lost_after(words: Run) -> str:
    return words[0] if words and words[0] in _CONDITIONS else ""


def _omitted(runs: tuple[Run, ...], passages: Passages) -> str:
    """Give a `not` at an edge of the words that an omission leaves out; farther inside, it is about something else."""
    for first, second in pairwise(runs):
        for words in passages.between(first, second, REACH):
            if lost := next(filter(drops, (*words[:_EDGE], *words[-_EDGE:])), ""):
                return lost
    return ""

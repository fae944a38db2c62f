"""The mix of a deck, and the balance of its parts: the shares that `stats` tells, where they are out of bounds."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.balance import Target, counted, targets
from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck
from deckgen.rules.writing.asked import warning

NOTES = 20
"""From here on, the mix of a deck can be judged."""
CARDS = 40
"""From here on, so can its parts."""
PARTS = 4
_WHAT = {
    "thinking": "notes ask for more than a fact or a name",
    "cloze": "cards are gaps",
    "quote": "notes are quotations to complete",
    "said": "notes ask who said it",
}
_HELP = {
    "thinking": "ask for why, how, the difference, a situation or a moment at work, and say so by `lens:`",
    "cloze": "make questions of those that hide an answer to one",
    "quote": "keep those whose gap is the punch line",
    "said": "keep those where who says it matters",
}


def balance(deck: Deck) -> Iterator[Diagnostic]:
    """Warn of a mix (W019), and of parts (W020), that are out of bounds."""
    count = sum(len(part.notes) for part in deck.parts)
    for one in targets(deck) if count >= NOTES or len(deck.parts) >= PARTS else ():
        if one.name == "part":
            yield from _part(deck, one)
        elif count >= NOTES and not one.holds and (one.name != "thinking" or _told(deck)):
            yield warning("W019", f"{_percent(one)} % of {_WHAT[one.name]}", deck.head.span, _bounds(one), _HELP[one.name])


def _told(deck: Deck) -> bool:
    """Whether half of the notes say from which side they ask: by the others, nobody can tell."""
    parts = [counted(deck, part) for part in deck.parts]
    return 2 * sum(one["lens"] for one in parts) >= sum(one["notes"] for one in parts)


def _part(deck: Deck, one: Target) -> Iterator[Diagnostic]:
    count = len(deck.parts)
    if count >= PARTS and one.total >= CARDS and not _fits(one, count):
        span = next(part.span for part in deck.parts if part.name == one.part)
        help = "split it" if 100 * one.count > one.most * one.total else "join it with a neighbour, or write what it lacks"
        yield warning("W020", f"{_percent(one)} % of the cards are in `{one.part}`", span, _bounds(one), help)


def _fits(one: Target, count: int) -> bool:
    """Whether a part is within its bounds, or within half and twice its equal share of so many parts."""
    return one.holds or one.total <= 2 * count * one.count <= 4 * one.total


def _percent(one: Target) -> int:
    return round(100 * one.count / one.total)


def _bounds(one: Target) -> str:
    if not one.least:
        return f"at most {one.most} %"
    return f"at least {one.least} %" if one.most == 100 else f"{one.least} to {one.most} %"

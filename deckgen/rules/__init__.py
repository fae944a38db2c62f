"""Deck -> findings: what must hold of a deck before anything is written. One module a family, and this tuple: nothing else runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck
from deckgen.rules import gaps, identities, limits, names, released, text, verbatim

Rule = Callable[[Deck], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    names.reserved_names,
    names.parts_once,
    identities.ids_once,
    text.markup_problems,
    text.links,
    text.money,
    text.pictures_meant,
    text.marks_left,
    text.latex_meant,
    gaps.some_gap,
    gaps.numbers,
    gaps.not_too_many,
    gaps.where_none_are_read,
    verbatim.cited,
    verbatim.speakers,
    verbatim.card_speakers,
    verbatim.locators,
    verbatim.attested,
    limits.quoted,
    released.gate,
    released.taken_over,
)
"""Every rule, in the order in which they run; findings are sorted by place afterwards."""


def check(deck: Deck) -> tuple[Diagnostic, ...]:
    """Run all rules over a deck."""
    return tuple(finding for rule in RULES for finding in rule(deck))

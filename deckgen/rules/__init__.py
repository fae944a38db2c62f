"""Decks -> findings: what must hold before anything is written. One module a family, and these tuples: nothing else runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck
from deckgen.rules import gaps, identities, language, limits, names, released, text, verbatim
from deckgen.rules.writing import written

Rule = Callable[[Deck], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    names.reserved_names,
    names.parts_once,
    language.language,
    identities.ids_once,
    text.markup_problems,
    text.links,
    text.money,
    text.pictures_meant,
    text.marks_left,
    text.tables_meant,
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
    released.gate,
    released.taken_over,
    written,
)
"""Every rule of a deck, in the order in which they run; findings are sorted by place afterwards."""

OF_ALL_DECKS: tuple[Callable[[Sequence[Deck]], Iterator[Diagnostic]], ...] = (limits.quoted,)
"""Every rule of all decks of a project together."""


def check(deck: Deck) -> tuple[Diagnostic, ...]:
    """Run all rules over a deck."""
    return tuple(finding for rule in RULES for finding in rule(deck))


def check_together(decks: Sequence[Deck]) -> tuple[Diagnostic, ...]:
    """Run the rules that hold of all decks of a project together."""
    return tuple(finding for rule in OF_ALL_DECKS for finding in rule(decks))

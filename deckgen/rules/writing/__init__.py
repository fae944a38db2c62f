"""How cards are written: a reading of each note, one pass over all. One module a family, and these tuples: nothing else runs.

In: a deck. Out: findings, all of the family W, with the severities that deck.yaml gives them. What is a good card is not decided here: a
rule finds what is nearly always a fault, and is silent where it cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from deckgen.diagnostics import Diagnostic, Severity
from deckgen.model import Deck, Source
from deckgen.rules.language import reads_english
from deckgen.rules.writing import alike, facts, fronts, gaps, length, mix, orphans, quoting
from deckgen.rules.writing.asked import Asked, read

OF_A_NOTE: tuple[Callable[[Asked], Iterator[Diagnostic]], ...] = (
    length.front,
    length.back,
    length.many,
    length.gap,
    gaps.readable,
    gaps.elsewhere,
    gaps.context,
)
"""Rules that hold in every language."""
OF_A_NOTE_IN_ENGLISH: tuple[Callable[[Asked], Iterator[Diagnostic]], ...] = (
    fronts.choice,
    fronts.two,
    fronts.vague,
    fronts.task,
    orphans.orphan,
    gaps.little,
    quoting.hidden,
)
"""Rules that read English."""
OF_A_SOURCE_IN_ENGLISH: tuple[Callable[[Deck, Source], Iterator[Diagnostic]], ...] = (quoting.cuts,)
OF_NOTES: tuple[Callable[[Sequence[Asked]], Iterator[Diagnostic]], ...] = (alike.fronts,)
OF_A_DECK: tuple[Callable[[Deck], Iterator[Diagnostic]], ...] = (mix.balance,)


def written(deck: Deck) -> Iterator[Diagnostic]:
    """Report how cards are written, as deck.yaml wants to hear of it."""
    for finding in _found(deck):
        said = deck.head.lint.get(finding.code, str(finding.severity))
        if said != "off":
            yield replace(finding, severity=Severity(said))


def _found(deck: Deck) -> Iterator[Diagnostic]:
    english = reads_english(deck)
    names = facts.vocabulary(" ".join((deck.head.name, deck.head.subtitle, *(part.name for part in deck.parts))))
    notes = tuple(read(note, english) for note in deck.notes() if not any(text.problems for text in note.texts()))
    rules = (*OF_A_NOTE, *(OF_A_NOTE_IN_ENGLISH if english else ()))
    for asked in notes:
        for rule in rules:
            yield from rule(asked)
        yield from facts.unknown(deck, asked, names)
    for of_notes in OF_NOTES:
        yield from of_notes(notes)
    for of_deck in OF_A_DECK:
        yield from of_deck(deck)
    if english:
        yield from (finding for rule in OF_A_SOURCE_IN_ENGLISH for source in deck.sources.values() for finding in rule(deck, source))
        yield from (finding for note in deck.notes() for finding in quoting.card_cuts(deck, note))

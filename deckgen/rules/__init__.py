"""Decks -> findings: what must hold before anything is written. One module a family, and these tuples: nothing else runs.

They are divided by what a rule looks at: what one text, note, claim or source says is the same whatever stands in the files beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from deckgen import authored, balance, claims
from deckgen.claims import Claim
from deckgen.diagnostics import Diagnostic
from deckgen.kept import Plain, findings, of_part, of_source, plain_findings
from deckgen.model import Deck, Note, Part, Source, Text
from deckgen.rules import gaps, identities, language, limits, names, released, text, verbatim, writing

OF_A_TEXT: tuple[Callable[[Text], Iterator[Diagnostic]], ...] = (
    text.markup_problems,
    text.links,
    text.money,
    text.pictures_meant,
    text.marks_left,
    text.tables_meant,
    text.latex_meant,
    text.unseen,
)
OF_A_CLAIM: tuple[Callable[[Deck, Claim], Iterator[Diagnostic]], ...] = (verbatim.attested,)
OF_A_NOTE: tuple[Callable[[Deck, Note], Iterator[Diagnostic]], ...] = (
    gaps.some_gap,
    gaps.numbers,
    gaps.not_too_many,
    gaps.where_none_are_read,
    verbatim.cited,
    verbatim.card_speakers,
)
OF_A_SOURCE: tuple[Callable[[Deck, Source], Iterator[Diagnostic]], ...] = (verbatim.speakers, verbatim.locators)
"""Rules of what content/ says of a source."""
OF_A_DECK: tuple[Callable[[Deck], Iterator[Diagnostic]], ...] = (
    names.reserved_names,
    names.parts_once,
    language.language,
    identities.ids_once,
    released.gate,
    released.taken_over,
    writing.written,
)
"""Rules of what several notes say together."""
OF_ALL_DECKS: tuple[Callable[[Sequence[Deck]], Iterator[Diagnostic]], ...] = (limits.quoted,)
"""Rules of all decks of a project together."""


def check(deck: Deck) -> tuple[Diagnostic, ...]:
    """Run all rules over a deck. Findings are sorted by place afterwards."""
    return tuple(_found(deck))


def _found(deck: Deck) -> Iterator[Diagnostic]:
    for of_deck in OF_A_DECK:
        yield from of_deck(deck)
    if deck.head.description:
        yield from _in_text(deck.head.description)
    for source in deck.sources.values():
        yield from findings(_of_source(deck, source))
    for part in deck.parts:
        yield from findings(_of_part(deck, part))


def _in_text(given: Text) -> Iterator[Diagnostic]:
    for rule in OF_A_TEXT if text.may_be_odd(given) else ():
        yield from rule(given)


@of_source
def _of_source(deck: Deck, source: Source) -> tuple[Plain, ...]:
    return plain_findings(_in_source(deck, source))


def _in_source(deck: Deck, source: Source) -> Iterator[Diagnostic]:
    for rule in OF_A_SOURCE:
        yield from rule(deck, source)
    for principle in source.principles:
        yield from _in_text(principle.statement)
    for claim in claims.of_source(source):
        for of_claim in OF_A_CLAIM:
            yield from of_claim(deck, claim)


@of_part
def _of_part(deck: Deck, part: Part) -> tuple[Plain, ...]:
    return plain_findings(_in_part(deck, part))


def _in_part(deck: Deck, part: Part) -> Iterator[Diagnostic]:
    for note in part.notes:
        for rule in OF_A_NOTE:
            yield from rule(deck, note)
        for one in note.all_texts():
            yield from _in_text(one)
        for claim in claims.of_note(deck, note):  # not `claims.of_part`: what is kept has no texts, which findings point into
            for of_claim in OF_A_CLAIM:
                yield from of_claim(deck, claim)


def ahead(deck: Deck, part: Part) -> None:
    """Work out what `check` will ask of a part, whatever else is in the deck."""
    _of_part(deck, part)
    writing.ahead(deck, part)
    balance.counted(deck, part)
    if any(source.limit is not None for source in deck.sources.values()):
        tuple(claims.of_part(deck, part))
    if deck.released:
        authored.state(deck)


def ahead_of_source(deck: Deck, source: Source) -> None:
    """Work out what `check` will ask of a source, whatever cites it."""
    _of_source(deck, source)
    writing.ahead_of_source(deck, source)


def check_together(decks: Sequence[Deck]) -> tuple[Diagnostic, ...]:
    """Run the rules that hold of all decks of a project together."""
    return tuple(finding for rule in OF_ALL_DECKS for finding in rule(decks))

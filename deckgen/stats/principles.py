"""Principles, and what the deck makes of them: notes, cards, and quotations that no card shows.

In: a resolved deck. Out: one `Kept` a principle, in the order of the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from deckgen import authored
from deckgen.claims import name_of, of_cards
from deckgen.diagnostics import Span
from deckgen.markup.walk import plain_text
from deckgen.model import Deck, Note, Principle, Source
from deckgen.quotations import Run, Runs, parts, words
from deckgen.stats.values import Kept


def kept(deck: Deck) -> tuple[Kept, ...]:
    """Give every principle with what rests on it."""
    notes, unused = _notes(deck), _unused(deck)
    return tuple(
        _kept(name_of(source, one), one, notes.get(name_of(source, one), []), unused)
        for source in deck.sources.values()
        for one in source.principles
    )


def _notes(deck: Deck) -> Mapping[str, list[Note]]:
    """Give the notes that cite each principle, by its name."""
    found: dict[str, list[Note]] = {}
    for note in deck.notes():
        for source, principle in deck.cited(note):
            if principle:
                found.setdefault(name_of(source, principle), []).append(note)
    return found


def _kept(name: str, principle: Principle, notes: list[Note], unused: frozenset[Span]) -> Kept:
    return Kept(
        name=name,
        title=" ".join(plain_text(principle.name).split()),
        rank=principle.rank,
        notes=len(notes),
        cards=sum(len(authored.cards(note)) for note in notes),
        sides=len({(note.kind, note.lens) for note in notes}),
        unused=tuple(sum(map(len, parts(one.words))) for one in principle.quotations if one.span in unused),
    )


def _unused(deck: Deck) -> frozenset[Span]:
    """Find the quotations of principles that no card shows on its back, nor quotes in its text; what stands on the sheet is no card's."""
    shown = {quotation.span for note in deck.notes() for _, quotation in authored.shown(deck, note)}
    claimed: dict[str, set[Run]] = {key: set() for key in deck.sources}
    for claim in (claim for note in deck.notes() for claim in of_cards(deck, note)):
        for key in {voice.source for voice in claim.voices}:
            claimed[key].add(tuple(words(claim.words)))
    unused = (span for key, source in deck.sources.items() for span in _unquoted(source, Runs(claimed[key])))
    return frozenset(unused) - shown


def _unquoted(source: Source, claimed: Runs) -> Iterator[Span]:
    """Give the quotations of a source that are neither a part of what is claimed of it, nor have it as a part."""
    quoted = {one.span: tuple(words(one.words)) for principle in source.principles for one in principle.quotations}
    runs = Runs(quoted.values())
    holding = {run for claim in claimed.all for run in runs.holding(claim)}
    return (span for span, run in quoted.items() if run not in holding and not any(claimed.holding(run)))

"""Principles, and what the deck makes of them: notes, cards, and quotations that no card shows.

In: a resolved deck. Out: one `Kept` a principle, in the order of the files.
"""

from __future__ import annotations

from collections.abc import Mapping

from deckgen import authored
from deckgen.claims import Claim, of_note
from deckgen.diagnostics import Span
from deckgen.markup.walk import plain_text
from deckgen.model import Deck, Note, Principle, Quotation, Source
from deckgen.quotations import parts
from deckgen.stats.values import Kept


def kept(deck: Deck) -> tuple[Kept, ...]:
    """Give every principle with what rests on it."""
    notes, unused = _notes(deck), _unused(deck)
    return tuple(
        _kept(f"{source.key}#{one.id}", one, notes.get((source.key, one.id), []), unused)
        for source in deck.sources.values()
        for one in source.principles
    )


def _notes(deck: Deck) -> Mapping[tuple[str, str], list[Note]]:
    """Give the notes that cite each principle."""
    found: dict[tuple[str, str], list[Note]] = {}
    for note in deck.notes():
        for source, principle in deck.cited(note):
            if principle:
                found.setdefault((source.key, principle.id), []).append(note)
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
    """Find the quotations of principles that no card shows on its back, nor quotes in its text."""
    shown = {quotation.span for note in deck.notes() for _, _, quotation in authored.shown(deck, note)}
    quoted = [claim for note in deck.notes() for claim in of_note(deck, note)]
    return frozenset(
        quotation.span
        for source in deck.sources.values()
        for principle in source.principles
        for quotation in principle.quotations
        if quotation.span not in shown and not any(_quotes(claim, source, quotation) for claim in quoted)
    )


def _quotes(claim: Claim, source: Source, quotation: Quotation) -> bool:
    return any(voice.source == source.key for voice in claim.voices) and authored.overlap(quotation.words, claim.words)

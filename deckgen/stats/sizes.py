"""How long the texts of notes are, in words, and which are longer or shorter than cards should be.

In: notes. Out: `Size`s, and each `Measured` text that is out of bounds. A front is what a card asks with: a question, a term, a text
with gaps, the line above a list; verbatim notes have a quotation instead. Words are counted as those of quotations are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from deckgen import authored
from deckgen.balance import BOUNDS, SCENARIO
from deckgen.model import Cloze, Lens, ListNote, Note, Question, Said, Term, Text
from deckgen.quotations import parts, words
from deckgen.stats.values import Measured, Size


def sizes(notes: Iterable[Note]) -> tuple[Size, ...]:
    """Give the usual and the longest text of each side."""
    found: dict[str, list[int]] = {side: [] for side in BOUNDS}
    for note in notes:
        for one in _measured(note):
            found[one.side].append(one.words)
    return tuple(Size(side, len(some), _median(some), max(some, default=0), *BOUNDS[side]) for side, some in found.items())


def outsized(notes: Iterable[Note]) -> tuple[Measured, ...]:
    """Give the texts that are out of bounds, side by side, the longest first."""
    found = [one for note in notes for one in _measured(note) if not _fits(note, one)]
    return tuple(sorted(found, key=lambda one: ([*BOUNDS].index(one.side), -one.words)))


def _fits(note: Note, one: Measured) -> bool:
    least, most = BOUNDS[one.side]
    return least <= one.words <= (SCENARIO if one.side == "front" and note.lens is Lens.SCENARIO else most)


def _measured(note: Note) -> Iterator[Measured]:
    """Measure each text of a note's sides."""
    quotation = note.quotation
    if quotation:
        yield Measured("quotation", note.id, None, sum(map(len, parts(quotation.words))))
    match note.body:
        case Question(front, back) | Term(front, back):
            yield Measured("front", note.id, None, _count(front))
            yield Measured("back", note.id, None, _count(back))
        case Cloze(text) if not quotation:
            yield Measured("front", note.id, None, _count(text))
        case ListNote(title):
            yield Measured("front", note.id, None, _count(title))
        case Cloze() | Said():
            pass  # measured as a quotation
    if isinstance(note.body, Cloze | ListNote):
        for ordinal, hidden in sorted(authored.cards(note).items()):
            yield Measured("gap", note.id, ordinal + 1, len(words(hidden)))


def _count(text: Text) -> int:
    return len(words(authored.words_of(text.blocks)))


def _median(numbers: Sequence[int]) -> float:
    ordered, half = sorted(numbers), len(numbers) // 2
    if not ordered:
        return 0.0
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2

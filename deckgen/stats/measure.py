"""Deck -> `Stats`: notes and cards counted by kind, lens, part and source, and held to what makes a good deck.

In: a resolved deck. Out: one value, the same for the same deck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from deckgen.balance import cards, targets
from deckgen.excerpts import excerpts
from deckgen.model import Deck, Kind, Lens, Note, Part
from deckgen.stats.coverage import paragraphs, places
from deckgen.stats.principles import kept
from deckgen.stats.sizes import outsized, sizes
from deckgen.stats.values import NONE, Covered, Stats, Tally


def measure(deck: Deck) -> Stats:
    """Measure a deck."""
    notes = tuple(deck.notes())
    return Stats(
        deck=deck.head.name,
        notes=len(notes),
        cards=cards(notes),
        kinds=_by(notes, tuple(Kind), lambda note: (note.kind,)),
        lenses=_by(notes, (*Lens, NONE), lambda note: (note.lens or NONE,)),
        parts=tuple(_part(deck, part) for part in deck.parts),
        joined=sum(len(_keys(deck, note)) > 1 for note in notes),
        targets=tuple(targets(deck)),
        sizes=sizes(notes),
        outsized=outsized(notes),
        principles=kept(deck),
        sources=tuple(_sources(deck, notes)),
    )


def _by(notes: Sequence[Note], names: Iterable[str], of: Callable[[Note], Iterable[str]]) -> tuple[Tally, ...]:
    """Count notes and cards by names; a note may count for several."""
    found: dict[str, list[Note]] = {name: [] for name in names}
    for note in notes:
        for name in of(note):
            found[name].append(note)
    return tuple(Tally(str(name), len(some), cards(some)) for name, some in found.items())


def _keys(deck: Deck, note: Note) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.key for source, _ in deck.cited(note)))


def _part(deck: Deck, part: Part) -> Tally:
    sources = _by(part.notes, (*deck.sources, NONE), lambda note: _keys(deck, note) or (NONE,))
    return Tally(part.name, len(part.notes), cards(part.notes), tuple(one for one in sources if one.notes))


def _sources(deck: Deck, notes: Sequence[Note]) -> Iterator[Covered]:
    quoted = excerpts(deck)
    for tally in _by(notes, deck.sources, lambda note: _keys(deck, note)):
        source = deck.sources[tally.name]
        placed = places(deck, source)
        yield Covered(
            key=source.key,
            cite=source.cite,
            notes=tally.notes,
            cards=tally.cards,
            principles=len(source.principles),
            excerpts=quoted[source.key],
            paragraphs=paragraphs(deck.lengths(source.key), placed),
            unplaced=tuple(name for name, numbers in placed.items() if not numbers),
        )

"""Decks -> their cards, as the page holds them: what Anki shows, and by what they are found.

In: resolved decks, sound or not. Out: `Card`s by keys that stay while a note is edited, in learning order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from deckgen.anki.render import Shown, render
from deckgen.claims import name_of
from deckgen.model import Deck, Note, Part
from deckgen.preview.news import Change, news


@dataclass(frozen=True, slots=True)
class Card:
    """One card."""

    note: str
    """The id of its note."""
    number: int
    """Of a cloze, its gap's; else 1, and 2 for the reverse."""
    front: str
    back: str
    kind: str
    lens: str
    part: str
    tags: tuple[str, ...]
    """Without the deck's own prefix."""
    sources: tuple[str, ...]
    principles: tuple[str, ...]
    """As `key#id`."""
    file: str
    line: int
    changes: tuple[Change, ...]
    stale: bool = False
    """Whether its file cannot be read now, and this is what it was before."""


def cards(decks: Sequence[Deck]) -> dict[str, Card]:
    """Give the cards of all decks; of a note without an id, or with one that is taken, the findings tell."""
    made: dict[str, Card] = {}
    for deck in decks:
        for key, card in of_deck(deck, len(decks) > 1).items():
            made.setdefault(key, card)
    return made


def of_deck(deck: Deck, several: bool) -> dict[str, Card]:
    """Give the cards of one deck, or of some of its parts; where there are `several` decks, its id is in their keys."""
    prefix = f"{deck.head.id}/" if several else ""
    return {f"{prefix}{card.note}.{card.number}": card for card in _cards(sound(deck))}


def sound(deck: Deck) -> Deck:
    """Leave out notes that Anki could not tell from others."""
    seen: set[str] = {""}

    def first(note: Note) -> bool:
        known = note.id in seen
        seen.add(note.id)
        return not known

    return replace(deck, parts=tuple(replace(part, notes=tuple(filter(first, part.notes))) for part in deck.parts))


def _cards(deck: Deck) -> Iterator[Card]:
    places = {deck.identities[note.id].guid: (part, note) for part in deck.parts for note in part.notes}
    changed = news(deck)
    for shown in render(deck):
        part, note = places[shown.row.guid]
        yield _card(deck, part, note, shown, changed)


def _card(deck: Deck, part: Part, note: Note, shown: Shown, changed: Mapping[str, tuple[Change, ...]]) -> Card:
    cited = deck.cited(note)
    return Card(
        note=note.id,
        number=shown.ordinal + 1,
        front=shown.front,
        back=shown.back,
        kind=note.kind,
        lens=note.lens or "",
        part=part.name,
        tags=tuple(tag.removeprefix(f"{deck.head.id}::") for tag in shown.row.tags),
        sources=tuple(dict.fromkeys(source.key for source, _ in cited)),
        principles=tuple(name_of(source, principle) for source, principle in cited if principle),
        file=note.span.file,
        line=note.span.line,
        changes=changed.get(shown.row.guid, ()),
    )

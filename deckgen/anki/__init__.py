"""Deck -> .apkg: note types, fields, cards, package. The only room that knows genanki, and its words.

In: a checked deck and the stamp that changes carry. Out: the bytes of the package, and what it leaves with learners.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from deckgen import identity
from deckgen.anki import stamps
from deckgen.anki.notes import pictured, sub_deck
from deckgen.anki.package import DeckRow, MediaFile, NoteTypes, package
from deckgen.anki.stamps import Stamp, Stamped
from deckgen.kept import of_part
from deckgen.markup.nodes import Image
from deckgen.markup.walk import walk
from deckgen.model import Deck, Medium, Part, Text, media_path
from deckgen.released.state import State, TypeState

__all__ = ["Package", "Stamp", "apkg"]


@dataclass(frozen=True, slots=True)
class Package:
    """A finished package: its bytes, how many notes and cards are in it, and what it leaves with learners."""

    data: bytes
    notes: int
    cards: int
    made: Stamped = field(repr=False)
    spent: tuple[str, ...] = ()
    """What its author said yes to for this release alone."""

    @property
    def state(self) -> State:
        """The deck as this package leaves it with learners: of a large one, this takes as long as its rows."""
        return replace(self.made.state, spent=self.spent)

    @property
    def types(self) -> Mapping[str, TypeState]:
        """The note types as this package leaves them."""
        return self.made.looks

    @property
    def unsent(self) -> int:
        """How many notes deckgen renders otherwise than learners have them that keep their time."""
        return self.made.unsent

    @property
    def look_unsent(self) -> bool:
        """Whether the same holds of the look of the cards."""
        return self.made.look_unsent


def apkg(deck: Deck, stamp: Stamp) -> Package:
    """Write a deck as an Anki package. What changed since its release, or everything before its first, carries the stamp."""
    head = deck.head
    types = NoteTypes(
        ids=identity.note_types(head.uid),
        names={"standard": f"{head.name} (deckgen)", "cloze": f"{head.name} (deckgen cloze)"},
        lang=head.lang,
        modified=dict.fromkeys(identity.NOTE_TYPES, stamp.time),
    )
    used = [MediaFile(medium.name, medium.data) for medium in {medium.name: medium for medium in _shown(deck)}.values()]
    made = Stamped(deck, types, stamp)
    data = package(made, _decks(deck), made.types, used, made.latest)
    return Package(data, len(made), made.cards, made)


def ahead(deck: Deck, part: Part) -> None:
    """Work out what `apkg` will ask of a part, whatever else is in the deck."""
    _named(deck, part)
    stamps.ahead(deck, part)


def _decks(deck: Deck) -> tuple[DeckRow, ...]:
    head = deck.head

    def row(name: str, description: str) -> DeckRow:
        return DeckRow(name, identity.fixed_id("deck", head.uid, name), description)

    described = ""
    if head.description:
        described = pictured(deck, head.description).blocks(head.description.blocks)
    pieces = head.name.split("::")
    above = (row("::".join(pieces[:count]), "") for count in range(1, len(pieces)))
    return *above, row(head.name, described), *(row(sub_deck(deck, part), "") for part in deck.parts)


def _shown(deck: Deck) -> Iterator[Medium]:
    """Give the pictures that cards and the description show: what only a sheet shows does not go into the package."""
    described = (deck.head.description,) if deck.head.description else ()
    for path in (*(path for part in deck.parts for path in _named(deck, part)), *_paths(described)):
        if path in deck.media:
            yield deck.media[path]


@of_part
def _named(_: Deck, part: Part) -> tuple[str, ...]:
    return tuple(_paths(text for note in part.notes for text in note.texts()))


def _paths(texts: Iterable[Text]) -> Iterator[str]:
    """Give the pictures that texts name, by their paths inside the project."""
    for text in texts:
        if "![" in text.raw:
            yield from (media_path(text.span.file, node.src) for node in walk(text.blocks) if isinstance(node, Image))

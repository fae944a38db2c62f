"""Deck -> .apkg: note types, fields, cards, package. The only room that knows genanki, and its words.

In: a checked deck and the time that changes carry. Out: the bytes of the package.
"""

from __future__ import annotations

from collections.abc import Iterator

from deckgen import identity
from deckgen.anki.notes import pictured, rows, sub_deck
from deckgen.anki.package import DeckRow, MediaFile, NoteTypes, package
from deckgen.markup.nodes import Image
from deckgen.markup.walk import walk
from deckgen.model import Deck, Medium


def apkg(deck: Deck, modified: int) -> tuple[bytes, int, int]:
    """Write a deck as an Anki package. `modified` is in seconds since 1970: Anki takes an update only if it grew.

    Out: its bytes, and how many notes and cards are in it.
    """
    head = deck.head
    kinds = ("standard", "cloze")
    types = NoteTypes(
        ids={kind: identity.fixed_id("note-type", head.uid, kind) for kind in kinds},
        names={"standard": f"{head.name} (deckgen)", "cloze": f"{head.name} (deckgen cloze)"},
        lang=head.lang,
        modified=dict.fromkeys(kinds, modified),
    )
    used = [MediaFile(medium.name, medium.data) for medium in {medium.name: medium for medium in _shown(deck)}.values()]
    written = tuple(rows(deck, modified))
    cards = sum(len(row.ordinals) for row in written)
    return package(written, _decks(deck), types, used, modified), len(written), cards


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
    texts = [text for note in deck.notes() for text in note.texts()]
    for text in (*texts, *((deck.head.description,) if deck.head.description else ())):
        if "![" in text.raw:
            found = (deck.picture(text, node.src) for node in walk(text.blocks) if isinstance(node, Image))
            yield from (medium for medium in found if medium)

"""What changed in each note since learners got it.

In: a resolved deck. Out: `Change`s by GUID; notes that are as released are left out, and before a first release there are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from deckgen import authored
from deckgen.model import Deck
from deckgen.released.changes import NoteChange
from deckgen.released.compare import compare
from deckgen.released.state import SIDES


@dataclass(frozen=True, slots=True)
class Change:
    """Something of a note that changed."""

    what: str
    """What it is: `new`, `Front`, `Back`, `Text`, `part`, `cards` or `around`."""
    old: str = ""
    new: str = ""


def news(deck: Deck) -> Mapping[str, tuple[Change, ...]]:
    """Compare the notes of a deck with what learners have of them; of notes that are gone, nothing is said."""
    if deck.released is None:
        return {}
    now = authored.state(deck)
    known = {guid: one for guid, one in deck.released.notes.items() if guid in now.notes}
    found = compare(replace(deck.released, notes=known), now)
    told: dict[str, tuple[Change, ...]] = {one.note.guid: (Change("new"),) for one in found.added}
    told |= {one.new.guid: tuple(_changes(one)) for one in (*found.changed, *found.restored)}
    kept = {guid: one.written for guid, one in known.items() if guid not in told}
    return told | {guid: (Change("around"),) for guid, written in kept.items() if written not in ("", now.notes[guid].written)}


def _changes(one: NoteChange) -> Iterator[Change]:
    for side in SIDES:
        old, new = one.old.texts.get(side, ""), one.new.texts.get(side, "")
        if old != new:
            yield Change(side, old, new)
    if one.moved:
        yield Change("part", one.old.part, one.new.part)
    if one.cards_added or one.cards_dropped:
        yield Change("cards", _numbers(one.cards_dropped), _numbers(one.cards_added))


def _numbers(ordinals: tuple[int, ...]) -> str:
    return ", ".join(str(ordinal + 1) for ordinal in ordinals)

"""Notes -> what Anki knows them by: as released where they are, else by the formulas of `identity`.

In: the deck's uid, notes with ids, and what learners have. Out: an `Identity` for each note, by its id.
"""

from __future__ import annotations

from collections.abc import Iterable

from deckgen import identity
from deckgen.model import Identity, Named
from deckgen.released.state import State


class Guids:
    """The GUIDs of a deck's notes. The lock remembers what a note was released as, so `was:` may go once that is released."""

    def __init__(self, uid: str, released: State | None) -> None:
        self._uid = uid
        self._by_id = released.by_id() if released else {}

    def of(self, note: Named) -> str:
        """Give the GUID of a note, which hangs on no other note."""
        if note.guid:
            return note.guid
        row = self._by_id.get(note.id)
        if row and row.was == note.was:
            return row.guid  # its `was:` has done its work; the id may be another note's by now
        other, slash, old = note.was.partition("/") if note.was else ("", "", "")
        if slash:
            return identity.guid(other, old)
        first = self._by_id.get(_base(note))
        return first.guid if first else identity.guid(self._uid, _base(note))


def identify(uid: str, notes: Iterable[Named], guids: Guids, released: State | None) -> dict[str, Identity]:
    """Give each note its identity; the ids of its note and cards are none that another note of the deck has."""
    given = tuple(notes)
    known = released.notes if released else {}
    of = {note.id: guids.of(note) for note in given}
    new = {_base(note) for note in given if of[note.id] not in known}
    ids = identity.note_ids(uid, new, (one.note_id for one in known.values()))
    numbers = {id: known[guid].note_id for id, guid in of.items() if guid in known} if known else {}
    return {note.id: Identity(of[note.id], numbers[note.id] if note.id in numbers else ids[_base(note)]) for note in given}


def _base(note: Named) -> str:
    """Give the id that a note's identity is made from: the one it had first."""
    return note.was or note.id

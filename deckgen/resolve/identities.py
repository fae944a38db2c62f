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
        other, slash, old = note.was.partition("/")
        row = self._by_id.get(note.id)
        if note.guid:
            return note.guid
        if row and row.was == note.was:
            return row.guid  # its `was:` has done its work; the id may be another note's by now
        if slash:
            return identity.guid(other, old)
        return self._by_id[_base(note)].guid if _base(note) in self._by_id else identity.guid(self._uid, _base(note))


def identify(uid: str, notes: Iterable[Named], guids: Guids, released: State | None) -> dict[str, Identity]:
    """Give each note its identity; the ids of its note and cards are none that another note of the deck has."""
    given = tuple(notes)
    known = released.notes if released else {}
    of = {note.id: guids.of(note) for note in given}
    new = {_base(note) for note in given if of[note.id] not in known}
    ids = identity.note_ids(uid, new, (one.note_id for one in known.values()))
    return {note.id: Identity(of[note.id], known[of[note.id]].note_id if of[note.id] in known else ids[_base(note)]) for note in given}


def _base(note: Named) -> str:
    """Give the id that a note's identity is made from: the one it had first."""
    return note.was or note.id

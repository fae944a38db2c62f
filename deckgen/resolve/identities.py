"""Notes -> what Anki knows them by: as released where they are, else by the formulas of `identity`.

In: the deck's uid, notes with ids, and what learners have. Out: an `Identity` for each note, by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deckgen import identity
from deckgen.model import Identity, Named
from deckgen.released.state import NoteState, State


def identify(uid: str, notes: Iterable[Named], released: State | None) -> dict[str, Identity]:
    """Give each note its identity. The lock remembers what a note was released as, so `was:` may go once that is released."""
    given = tuple(notes)
    by_id = released.by_id() if released else {}
    known = released.notes if released else {}
    guids = {note.id: _guid(note, uid, by_id) for note in given}
    new = {_base(note) for note in given if guids[note.id] not in known}
    ids = identity.note_ids(uid, new, (one.note_id for one in known.values()))
    return {
        note.id: Identity(guids[note.id], known[guids[note.id]].note_id if guids[note.id] in known else ids[_base(note)]) for note in given
    }


def _base(note: Named) -> str:
    """Give the id that a note's identity is made from: the one it had first."""
    return note.was or note.id


def _guid(note: Named, uid: str, by_id: Mapping[str, NoteState]) -> str:
    other, slash, old = note.was.partition("/")
    row = by_id.get(note.id)
    if note.guid:
        return note.guid
    if row and row.was == note.was:
        return row.guid  # its `was:` has done its work; the id may be another note's by now
    if slash:
        return identity.guid(other, old)
    return by_id[_base(note)].guid if _base(note) in by_id else identity.guid(uid, _base(note))

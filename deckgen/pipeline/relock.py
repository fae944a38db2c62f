"""The last released package -> deck.lock, where that was lost; what an older lock still knows is kept.

In: a package, the deck as it is, and the lock beside it, if it can be read. Out: a `State`, or an `OldError` that says why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from deckgen import identity
from deckgen.anki.unpack import BadPackageError, unpack
from deckgen.model import Deck
from deckgen.pipeline.history import CHANGELOG, newest
from deckgen.pipeline.old import OldError
from deckgen.pipeline.release import read_version
from deckgen.read.files import read_text
from deckgen.released.state import SIDES, NoteState, State


def lock_from(path: Path, deck: Deck, folder: Path, version: str = "") -> State:
    """Make the released state anew from the last released package.

    In: the package, the deck and its folder, and the version of the package if its notes do not tell. Errors: `OldError`.
    """
    package = _unpacked(path, deck)
    known = deck.released.notes if deck.released else {}
    ids = {identity.guid: id for id, identity in deck.identities.items()}
    own = {guid: replace(one, id=ids.get(guid, one.id)) for guid, one in package.notes.items()}
    notes = {guid: _joined(one, known.get(guid)) for guid, one in own.items() if one.id}
    gone = {guid: one for guid, one in known.items() if guid not in notes and one.withdrawn}
    state = State(
        deck=package.deck,
        uid=deck.head.uid,
        id=package.id or deck.head.id,
        parts=package.parts,
        types=package.types,
        notes={**gone, **notes},
        version=version or _latest(notes),
        time=max((one.modified for one in notes.values()), default=0),
        spent=deck.released.spent if deck.released else (),
    )
    if (read_version(state.version) or ()) < (read_version(_latest(notes)) or ()):
        raise OldError(f"{path}: this package is not of release {state.version}: it has notes of {_latest(notes)}")
    _stop_at_older(state, deck, folder / CHANGELOG, path)
    return state


def _unpacked(path: Path, deck: Deck) -> State:
    """Read a package, and refuse one that is not this deck as it was released."""
    try:
        package = unpack(path)
    except BadPackageError as error:
        raise OldError(f"{path}: {error}") from error
    ours = identity.note_types(deck.head.uid)
    if not any(one.id in ours.values() for one in package.types.values()):
        raise OldError(f"{path}: this is no package of the deck `{deck.head.id}`: its note types are others")
    if any(one.version.endswith("draft") for one in package.notes.values()):
        raise OldError(f"{path}: this package was built between releases: take the one that was released")
    strange = any(ours.get(key) != one.id for key, one in package.types.items())
    if strange or not package.deck or not _latest(package.notes):
        raise OldError(f"{path}: this package is not as deckgen released it: somebody exported it again")
    return package


def _stop_at_older(state: State, deck: Deck, changelog: Path, path: Path) -> None:
    """Refuse a package when a later release is known of: the lock would forget what that one did."""
    told = newest(read_text(changelog, CHANGELOG)[0]) if changelog.exists() else ()
    told = max(told, read_version(deck.released.version) or () if deck.released else ())
    if (read_version(state.version) or ()) < told:
        last = ".".join(map(str, told))
        why = f"its notes are of {state.version}, and the last release was {last}: if it is that one, write {last} before --lock-from"
        raise OldError(f"{path}: {why}")


def _joined(new: NoteState, old: NoteState | None) -> NoteState:
    """Add to a note of the package what an older lock knows of it. Of a number that is left out, else nobody knows what it hid."""
    dropped = {ordinal: "" for ordinal in range(max(new.cards, default=0)) if new.note_type == "cloze"}
    dropped |= {**old.cards, **old.dropped} if old else {}
    dropped = {ordinal: words for ordinal, words in sorted(dropped.items()) if ordinal not in new.cards}
    new = replace(new, texts={name: words for name, words in new.texts.items() if name in SIDES}, dropped=dropped)
    if old is None or old.rendered != new.rendered:
        return new
    return replace(new, written=old.written, around=old.around, pictures=old.pictures, answered=old.answered, was=old.was)


def _latest(notes: Mapping[str, NoteState]) -> str:
    """Give the newest release that a note is from."""
    found = (version for one in notes.values() if (version := read_version(one.version)))
    return ".".join(map(str, max(found, default=())))

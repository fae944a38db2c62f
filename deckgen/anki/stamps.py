"""Which release each note and each note type last changed in: the time by which Anki knows what to update.

In: rows as rendered now, the deck, what learners have of it, and the time of this build. Out: rows with their times, and the deck's state
as this package would leave it with learners.

An update replaces a learner's own tags and earlier edits. So a note is stamped if its author changed it and it shows; if only the
rendering changed (a newer deckgen, another line for a source), it keeps its time unless the release says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deckgen import authored
from deckgen.anki import digests, notetypes
from deckgen.anki.notes import part_rows
from deckgen.anki.package import NoteTypes, Row
from deckgen.kept import of_part
from deckgen.model import Deck, Part
from deckgen.released.state import NoteState, State, TypeState


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes of this build carry."""

    time: int
    """Seconds since 1970."""
    release: str = ""
    """The version that is released; empty for a build between releases."""
    notes: bool = False
    """Whether to send out notes of which only the rendering changed, too."""
    look: bool = False
    """Whether to send out the look of the cards where only deckgen changed it, too."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """Rows and note types, each with the time that it last changed."""

    rows: tuple[Row, ...]
    types: NoteTypes
    state: State
    """The deck as this package would leave it with learners."""
    unsent: int
    """Notes that deckgen renders otherwise than learners have them, and that keep their time."""
    look_unsent: bool
    """Whether the same holds of the look of the cards."""


def stamped(deck: Deck, rows: Sequence[Row], types: NoteTypes, stamp: Stamp) -> Stamped:
    """Give each row and note type the time and the release that it last changed in."""
    now, old = authored.state(deck), deck.released
    version = stamp.release or (f"{old.version}+draft" if old else "draft")
    known = old.notes if old else {}
    given = (digest for part in deck.parts for digest in _rendered(deck, part))
    rendered = {row.guid: digest for row, digest in zip(rows, given, strict=True)}
    notes = {guid: _note(now.notes[guid], digest, known.get(guid), version, stamp) for guid, digest in rendered.items()}
    used = {row.note_type for row in rows} | (old.types if old else {}).keys()
    made = {key: _made(key, types, stamp.time) for key in sorted(used)}
    looks = {key: _look(one, old.types.get(key) if old else None, stamp) for key, one in made.items()}
    parts = {part.name: 0 for part in deck.parts if part.notes}
    return Stamped(
        rows=tuple(_row(row, notes[row.guid]) for row in rows),
        types=replace(types, modified={key: one.modified for key, one in looks.items()}),
        state=replace(
            now, notes={**_gone(known, notes, version), **notes}, types=looks, parts=parts, version=stamp.release, time=stamp.time
        ),
        unsent=sum(notes[guid].rendered != digest for guid, digest in rendered.items()),
        look_unsent=any(looks[key].look != one.look for key, one in made.items()),
    )


def ahead(deck: Deck, part: Part) -> None:
    """Work out what `stamped` will ask of a part, whatever else is in the deck."""
    part_rows(deck, part)
    _rendered(deck, part)
    authored.state(deck)


def _note(new: NoteState, rendered: str, old: NoteState | None, version: str, stamp: Stamp) -> NoteState:
    if old is None:
        return replace(new, modified=stamp.time, version=version, rendered=rendered)
    dropped = {ordinal: words for ordinal, words in (*old.dropped.items(), *old.cards.items()) if ordinal not in new.cards}
    meant = stamp.notes or not old.written or new.written != old.written
    if meant and rendered != old.rendered:
        return replace(new, dropped=dropped, modified=max(stamp.time, old.modified + 1), version=version, rendered=rendered)
    return replace(new, dropped=dropped, modified=old.modified, version=old.version, rendered=old.rendered)


def _gone(known: Mapping[str, NoteState], notes: Mapping[str, NoteState], version: str) -> dict[str, NoteState]:
    """Keep what was withdrawn: learners have it, and its id and its numbers are taken for ever."""
    return {guid: replace(one, withdrawn=one.withdrawn or version) for guid, one in known.items() if guid not in notes}


def _made(key: str, types: NoteTypes, time: int) -> TypeState:
    """Give a note type as it is now."""
    made = notetypes.MAKERS[key](types.ids[key], types.names[key], types.lang).to_json(0, 0)
    decided = authored.digest(["deckgen:note-type:1", types.names[key], types.lang])
    return TypeState(types.ids[key], types.names[key], digests.structure(made), decided, digests.look(made), time)


def _look(new: TypeState, old: TypeState | None, stamp: Stamp) -> TypeState:
    """Say when a note type last changed for learners."""
    if old is None:
        return new
    meant = stamp.look or not old.written or new.written != old.written
    if meant and (new.look, new.name) != (old.look, old.name):
        return replace(new, modified=max(stamp.time, old.modified + 1))
    return replace(new, modified=old.modified, look=old.look)


@of_part
def _rendered(deck: Deck, part: Part) -> tuple[str, ...]:
    """Digest the rows of a part."""
    names = {note_type: [field.name for field in fields] for note_type, fields in notetypes.FIELDS.items()}
    return tuple(
        digests.rendered(dict(zip(names[note_type], fields, strict=True)), tags) for _, note_type, fields, tags, _ in part_rows(deck, part)
    )


def _row(row: Row, note: NoteState) -> Row:
    place = _VERSION[row.note_type]
    fields = (*row.fields[:place], note.version, *row.fields[place + 1 :])
    return Row(row.note_type, row.guid, row.note_id, fields, row.tags, row.ordinals, row.deck, note.modified)


_VERSION = {kind: [field.name for field in fields].index("Version") for kind, fields in notetypes.FIELDS.items()}
"""The place of the field that tells the release."""

"""Which release each note and each note type last changed in: the time by which Anki knows what to update.

In: the deck, what learners have of it, and the time of this build. Out: its rows with their times, and the deck's state as this package
would leave it with learners, for who asks for it.

An update replaces a learner's own tags and earlier edits. So a note is stamped if its author changed it and it shows; if only the
rendering changed (a newer deckgen, another line for a source), it keeps its time unless the release says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from deckgen import authored
from deckgen.anki import digests, notetypes
from deckgen.anki.notes import part_rows, rows
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


class Stamped:
    """A deck's rows and note types, each with the time that it last changed; and the deck as they leave it with learners."""

    def __init__(self, deck: Deck, types: NoteTypes, stamp: Stamp) -> None:
        self._deck = deck
        self._stamp = stamp
        self._old = deck.released
        self._version = stamp.release or (f"{self._old.version}+draft" if self._old else "draft")
        used = [_used(deck, part) for part in deck.parts]
        self.cards = sum(cards for _, cards in used)
        """How many cards the rows make."""
        given = {key for note_types, _ in used for key in note_types}
        made = {key: _made(key, types, stamp.time) for key in sorted(given | (self._old.types if self._old else {}).keys())}
        self.looks = {key: _look(one, self._old.types.get(key) if self._old else None, stamp) for key, one in made.items()}
        self.types = replace(types, modified={key: one.modified for key, one in self.looks.items()})
        self.look_unsent = any(self.looks[key].look != one.look for key, one in made.items())
        """Whether the look of the cards is another than learners have, and keeps its time."""

    def __len__(self) -> int:
        """Count the rows."""
        return sum(len(part.notes) for part in self._deck.parts)

    def __iter__(self) -> Iterator[Row]:
        """Give each note as a row, made anew each time. Before the first release all are new, and what each leaves is not asked."""
        for row in rows(self._deck):
            if self._old:
                note = self._notes[row.guid]
                yield _row(row, note.version, note.modified)
            else:
                yield _row(row, self._version, self._stamp.time)

    @property
    def latest(self) -> int:
        """When a row last changed, so that nothing but changes makes another package; without rows, the time of this build."""
        return max((one.modified for one in self._notes.values()), default=self._stamp.time) if self._old else self._stamp.time

    @property
    def unsent(self) -> int:
        """How many notes deckgen renders otherwise than learners have them that keep their time."""
        return sum(self._notes[guid].rendered != digest for guid, digest in self._rendered.items()) if self._old else 0

    @property
    def state(self) -> State:
        """The deck as these rows would leave it with learners."""
        parts = {part.name: 0 for part in self._deck.parts if part.notes}
        gone = _gone(self._old.notes if self._old else {}, self._notes, self._version)
        notes, version, time = {**gone, **self._notes}, self._stamp.release, self._stamp.time
        return replace(self._now, notes=notes, types=self.looks, parts=parts, version=version, time=time)

    @cached_property
    def _now(self) -> State:
        return authored.state(self._deck)

    @cached_property
    def _rendered(self) -> dict[str, str]:
        """Digests of the rows, by GUID."""
        given = (digest for part in self._deck.parts for digest in _rendered(self._deck, part))
        return {row.guid: digest for row, digest in zip(rows(self._deck), given, strict=True)}

    @cached_property
    def _notes(self) -> dict[str, NoteState]:
        """What learners would have of each note, by GUID."""
        now, known = self._now.notes, self._old.notes if self._old else {}
        return {guid: _note(now[guid], digest, known.get(guid), self._version, self._stamp) for guid, digest in self._rendered.items()}


def ahead(deck: Deck, part: Part) -> None:
    """Work out what `Stamped` will ask of a part, whatever else is in the deck."""
    part_rows(deck, part)
    _used(deck, part)
    if deck.released:
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
def _used(deck: Deck, part: Part) -> tuple[tuple[str, ...], int]:
    """Give the note types that a part uses, and how many cards it makes."""
    given = part_rows(deck, part)
    return tuple(sorted({note_type for _, note_type, *_ in given})), sum(len(ordinals) for *_, ordinals in given)


@of_part
def _rendered(deck: Deck, part: Part) -> tuple[str, ...]:
    """Digest the rows of a part."""
    names = {note_type: [field.name for field in fields] for note_type, fields in notetypes.FIELDS.items()}
    return tuple(
        digests.rendered(dict(zip(names[note_type], fields, strict=True)), tags) for _, note_type, fields, tags, _ in part_rows(deck, part)
    )


def _row(row: Row, version: str, modified: int) -> Row:
    place = _VERSION[row.note_type]
    fields = (*row.fields[:place], version, *row.fields[place + 1 :])
    return Row(row.note_type, row.guid, row.note_id, fields, row.tags, row.ordinals, row.deck, modified)


_VERSION = {kind: [field.name for field in fields].index("Version") for kind, fields in notetypes.FIELDS.items()}
"""The place of the field that tells the release."""

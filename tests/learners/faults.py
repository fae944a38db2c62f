"""Rules of deckgen, each switched off: the walk must then find what learners lose, or it proves nothing.

In: nothing. Out: for each rule, how to switch it off, a walk that comes to it soon, and what is lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from deckgen import authored, identity
from deckgen.anki import database, notetypes, stamps
from deckgen.anki.package import Row
from deckgen.anki.stamps import Stamp
from deckgen.diagnostics import Diagnostic, Diagnostics
from deckgen.model import Identity, ListNote, Note
from deckgen.released import compare
from deckgen.released.changes import NoteChange
from deckgen.released.state import NoteState, State, TypeState
from deckgen.resolve import identities, pictures
from deckgen.rules import gaps, released

from . import author
from .walk import Plan

Off = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Fault:
    """A rule that is switched off."""

    off: Off
    lost: frozenset[str]
    """What learners lose, of which the walk must name one."""
    plan: Plan


def _plan(*edits: str, newer: bool = False, others: bool = False, actions: tuple[str, ...] = ("reviews",)) -> Plan:
    """Give a walk of a few edits, by learners who import every release with the desktop's options."""
    return Plan(edits or ("extra",), actions, ("desktop",), newer=newer, drafts=False, detours=False, others=others)


# --- identities ------------------------------------------------------------------------------------------------------------------


def _guid_from_the_text() -> AbstractContextManager[Any]:
    def guid(guids: identities.Guids, note: Note) -> str:
        return hashlib.sha256("".join((guids._uid, *(text.raw for text in note.body.texts()))).encode()).hexdigest()[:16]

    return _both(patch.object(identities.Guids, "of", guid), _gate_without("R001", "R010"))


def _guid_without_the_uid() -> AbstractContextManager[Any]:
    guid = identity.guid
    return patch.object(identity, "guid", lambda uid, id: guid("", id))


def _note_types_shared() -> AbstractContextManager[Any]:
    fixed = identity.fixed_id
    return patch.object(identity, "fixed_id", lambda kind, uid, name: fixed(kind, "" if kind == "note-type" else uid, name))


def _ids_not_recorded() -> AbstractContextManager[Any]:
    identify = identities.identify

    def anew(uid: str, notes: Any, guids: identities.Guids, known: State | None) -> dict[str, Identity]:
        found = identify(uid, notes, guids, known)
        ids = identity.note_ids(uid, found)
        return {id: Identity(one.guid, ids[id]) for id, one in found.items()}

    return patch("deckgen.resolve.identify", anew)


def _siblings_apart() -> AbstractContextManager[Any]:
    def ids(row: Row) -> list[int]:
        return [row.note_id, *(row.note_id + 1 + ordinal * 70_000_000_007 % 500_000_000_000 for ordinal in row.ordinals)]

    return patch.object(database, "_ids", ids)


# --- times -----------------------------------------------------------------------------------------------------------------------


def _never_stamped() -> AbstractContextManager[Any]:
    note = stamps._note

    def kept(new: NoteState, rendered: str, old: NoteState | None, version: str, stamp: Stamp) -> NoteState:
        return replace(note(new, rendered, old, version, stamp), modified=old.modified if old else stamp.time)

    return patch.object(stamps, "_note", kept)


def _always_stamped() -> AbstractContextManager[Any]:
    note = stamps._note

    def anew(new: NoteState, rendered: str, old: NoteState | None, version: str, stamp: Stamp) -> NoteState:
        return replace(note(new, rendered, old, version, stamp), modified=stamp.time)

    return patch.object(stamps, "_note", anew)


def _look_always_stamped() -> AbstractContextManager[Any]:
    look = stamps._look

    def anew(new: TypeState, old: TypeState | None, stamp: Stamp) -> TypeState:
        return look(new, old, replace(stamp, look=True))

    return patch.object(stamps, "_look", anew)


# --- the gate --------------------------------------------------------------------------------------------------------------------


def _gate_without(*codes: str) -> AbstractContextManager[Any]:
    findings = released._Gate.findings

    def fewer(self: released._Gate) -> Iterator[Diagnostic]:
        yield from (one for one in findings(self) if one.code not in codes)

    return patch.object(released._Gate, "findings", fewer)


def _without(*codes: str) -> Off:
    return lambda: _gate_without(*codes)


def _dropped_in_silence() -> AbstractContextManager[Any]:
    change = compare._change

    def silent(old: NoteState, new: NoteState, renamed: Mapping[str, str]) -> NoteChange:
        return replace(change(old, new, renamed), cards_dropped=())

    return patch.object(compare, "_change", silent)


def _dropped_forgotten() -> AbstractContextManager[Any]:
    note = stamps._note

    def forgetful(new: NoteState, rendered: str, old: NoteState | None, version: str, stamp: Stamp) -> NoteState:
        return replace(note(new, rendered, old, version, stamp), dropped={})

    return _both(patch.object(stamps, "_note", forgetful), patch.object(gaps, "_hole", lambda note, found, known: ()))


def _items_by_place() -> AbstractContextManager[Any]:
    def number(body: ListNote, _: NoteState | None) -> tuple[ListNote, Diagnostics]:
        return replace(body, entries=tuple(replace(one, number=place) for place, one in enumerate(body.entries, start=1))), ()

    return _both(patch("deckgen.resolve.number", number), _gate_without("R003", "R004"))


# --- note types, pictures, tags --------------------------------------------------------------------------------------------------


@contextmanager
def _card_type_added(by: int) -> Iterator[None]:
    """Be a newer deckgen that adds a card type instead of filling a field."""
    more = notetypes.CardType("Later", 159, "reverse.html", "reverse-answer.html", ("", ""))
    with patch.object(notetypes, "STANDARD_CARDS", (*notetypes.STANDARD_CARDS, *((more,) if by else ()))):
        yield


def _template_added_later() -> AbstractContextManager[Any]:
    return _both(patch.object(author, "newer_deckgen", _card_type_added), _whatever_the_structure())


def _fields_without_ids() -> AbstractContextManager[Any]:
    fields = notetypes._fields

    def bare(table: Any) -> list[dict[str, object]]:
        return [{key: value for key, value in field.items() if key != "id"} for field in fields(table)]

    return _both(patch.object(notetypes, "_fields", bare), _whatever_the_structure())


def _uid_unheld() -> AbstractContextManager[Any]:
    return _both(_gate_without("R010"), _whatever_the_structure())


def _whatever_the_structure() -> AbstractContextManager[Any]:
    return patch.object(author, "not_kept", lambda deck, state: ())


def _spares_alike() -> AbstractContextManager[Any]:
    html = notetypes.template
    return patch.object(notetypes, "template", lambda file, lang: html("spare-1.html" if file == "spare-2.html" else file, lang))


def _pictures_by_name() -> AbstractContextManager[Any]:
    return patch.object(pictures, "media_name", lambda path, data: path.rpartition("/")[2])


def _flat_tags() -> AbstractContextManager[Any]:
    return patch.object(authored, "tags", lambda deck, part, note: tuple(sorted({*part.tags, *note.tags})))


@contextmanager
def _both(*offs: AbstractContextManager[Any]) -> Iterator[None]:
    with ExitStack() as stack:
        for off in offs:
            stack.enter_context(off)
        yield


def _fault(off: Off, lost: str, plan: Plan) -> Fault:
    return Fault(off, frozenset(lost.split(", ")), plan)


_NUMBERS = ("gap dropped", "number of a dropped gap used again")
FAULTS = {
    "the GUID comes from the id": _fault(_guid_from_the_text, "duplicate", _plan("text reworded")),
    "the GUID comes from the uid, too": _fault(_guid_without_the_uid, "other deck", _plan(others=True)),
    "note types are a deck's own": _fault(_note_types_shared, "other deck", _plan(others=True)),
    "the lock records ids": _fault(_ids_not_recorded, "ids", _plan("note renamed with was")),
    "cards of a note have adjacent ids": _fault(_siblings_apart, "duplicate", _plan(newer=True)),
    "what its author changed is stamped": _fault(_never_stamped, "update", _plan("text reworded")),
    "what only deckgen changed is not": _fault(_always_stamped, "overwritten", _plan("extra", actions=("text edited", "tag added"))),
    "the look stays unless it is sent": _fault(_look_always_stamped, "overwritten", _plan(newer=True, actions=("styling",))),
    "R001: a new id": _fault(_without("R001"), "duplicate", _plan("note renamed without a word")),
    "R002: another note type": _fault(_without("R002"), "update, note type, crash", _plan("kind changed")),
    "R003: a gap hides something else": _fault(_without("R003"), "wrong fact", _plan("gaps renumbered", "fact replaced")),
    "R004: a number comes back": _fault(_without("R004"), "wrong fact", _plan(*_NUMBERS)),
    "R005: the deck's name": _fault(_without("R005"), "place", _plan("deck renamed")),
    "R006: a part's name": _fault(_without("R006"), "place", _plan("part renamed")),
    "R009: a note's part": _fault(_without("R009"), "place", _plan("note moved to another part")),
    "R010: the uid": _fault(_uid_unheld, "note type, duplicate", _plan("uid of the deck")),
    "R011: a note asks for something else": _fault(_without("R011"), "wrong fact", _plan("fact replaced")),
    "dropped cards are announced": _fault(_dropped_in_silence, "empty card", _plan("gap dropped")),
    "dropped numbers are remembered": _fault(_dropped_forgotten, "wrong fact", _plan(*_NUMBERS)),
    "items keep their numbers": _fault(_items_by_place, "wrong fact", _plan("items in another order")),
    "card types are never added": _fault(_template_added_later, "note type, update", _plan(newer=True)),
    "fields have permanent ids": _fault(_fields_without_ids, "note type, update", _plan(newer=True)),
    "spare card types differ": _fault(_spares_alike, "styling", _plan(actions=("styling",))),
    "pictures are named after their bytes": _fault(_pictures_by_name, "media, update", _plan("picture")),
    "tags hang below the deck": _fault(_flat_tags, "tags", _plan("tag")),
}
"""By what the rule says."""

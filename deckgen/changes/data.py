r"""Changes -> JSON, for other programs: `deckgen diff --format json` and whoever reads it.

In: changes. Out: text, UTF-8, with a line break at its end; the same changes give the same bytes. The structure, version 1:

    {
      "version": 1,                      grows when a key changes its meaning or goes; new keys may come at any time
      "deck": {"old": …, "new": …},      the deck's name in Anki, before and now
      "summary": {                       counts
        "added", "restored", "edited", "moved", "withdrawn",       notes; one may be edited and moved
        "arriving", "held_back", "at_risk", "unchanged",           notes
        "cards_added", "cards_dropped"                             cards of notes that learners have
      },
      "notes": [{                        sorted by id, then GUID
        "id": …, "guid": …,              "id" is empty where a package doesn't tell it
        "note_id": …,                    Anki's number of it, as learners have it: `nid:…` finds it
        "change": …,                     the first that fits of "added", "withdrawn", "restored", "edited", "moved", "cards" (came or went),
                                         "rendered" (deckgen writes it differently, the author didn't), "risk"
        "title": …,                      its first words, on one line
        "part": …, "was_part": …,        where its cards go; the same where it didn't move, "was_part" empty for an added note
        "arrives": …,                    true: Anki takes the new one, and a learner's own tags and earlier edits in the note are replaced
        "edited": …,                     true: what learners would get differs in any field or tag, whether or not it arrives
        "fields": [{                     those whose plain text differs, in the note's order; only Front, Back and Text where one side is
          "name": …, "old": …, "new": …,      cards/deck.lock; of an added note all, with "old" empty; of a withdrawn note none
          "difference": [["same" | "removed" | "added", text], …]     "same" and "removed" joined give the old text, "same" and
        }],                                                            "added" the new one
        "tags": {"added": […], "removed": […]},
        "cards": {"added": […], "dropped": […]},     numbers from 1, as in {{c1::…}} and in the search `card:1`; dropped cards stay with
                                                     learners and ask nothing any more
        "risks": [{"danger": …, "card": …, "other": …}]    "danger" as in `deckgen.released.Danger`; "card" is a number from 1, or null;
      }],                                                   "other" is the GUID of the note that learners have already, or null
      "note_types": [{"id": …, "name": …, "was_name": …, "look": …, "arrives": …, "conflict": …}],     those that differ, sorted by id
      "parts_renamed": [{"old": …, "new": …}]                                                           sorted
    }

Control characters, and those that turn the direction of writing, are written as `\u…`: no terminal obeys them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deckgen.changes.view import fields, groups, only_rendered, tags, title
from deckgen.changes.words import difference
from deckgen.released.changes import AtRisk, Changes, NoteChange, TypeChange
from deckgen.released.state import NoteState
from deckgen.terminal import json_text

_VERSION = 1


def as_json(changes: Changes) -> str:
    """Give changes as JSON; this module's page tells the structure."""
    notes = [
        *(_added(one.note, one.risks) for one in changes.added),
        *(_withdrawn(one) for one in changes.withdrawn),
        *(_changed(one, "restored") for one in changes.restored),
        *(_changed(one, _change(one)) for one in changes.changed),
    ]
    data = {
        "version": _VERSION,
        "deck": {"old": changes.old, "new": changes.new},
        "summary": _summary(changes),
        "notes": sorted(notes, key=lambda note: (note["id"], note["guid"])),
        "note_types": [_type(one) for one in sorted(changes.types, key=lambda one: one.new.id)],
        "parts_renamed": [{"old": old, "new": new} for old, new in sorted(changes.parts_renamed)],
    }
    return json_text(data)


def _summary(changes: Changes) -> dict[str, int]:
    found = groups(changes)
    both = (*changes.restored, *changes.changed)
    return {
        "added": len(changes.added),
        "restored": len(changes.restored),
        "edited": sum(one.edited for one in both),
        "moved": sum(one.moved for one in both),
        "withdrawn": len(changes.withdrawn),
        "arriving": len(found.overwritten),
        "held_back": len(found.held) + len(found.rendered),
        "at_risk": len({one.new.guid for one in found.risks}),
        "unchanged": changes.unchanged,
        "cards_added": sum(len(one.cards_added) for one in both),
        "cards_dropped": sum(len(one.cards_dropped) for one in both),
    }


def _change(change: NoteChange) -> str:
    if change.edited and not only_rendered(change):
        return "edited"
    if change.moved:
        return "moved"
    if change.cards_added or change.cards_dropped:
        return "cards"
    return "rendered" if only_rendered(change) else "risk"


def _added(note: NoteState, risks: Iterable[AtRisk]) -> dict[str, Any]:
    texts = [(name, "", text) for name, text in note.texts.items()]
    return _note(note, "added", "") | {
        "arrives": True,
        "fields": _fields(texts),
        "tags": {"added": list(note.tags), "removed": []},
        "cards": {"added": _numbers(note.cards), "dropped": []},
        "risks": _risks(risks),
    }


def _withdrawn(note: NoteState) -> dict[str, Any]:
    return _note(note, "withdrawn", note.part)


def _changed(change: NoteChange, word: str) -> dict[str, Any]:
    added, removed = tags(change)
    return _note(change.new, word, change.old.part) | {
        "note_id": change.old.note_id,
        "arrives": change.arrives,
        "edited": change.edited,
        "fields": _fields(fields(change)),
        "tags": {"added": list(added), "removed": list(removed)},
        "cards": {"added": _numbers(change.cards_added), "dropped": _numbers(change.cards_dropped)},
        "risks": _risks(change.risks),
    }


def _note(note: NoteState, change: str, was_part: str) -> dict[str, Any]:
    """Give all keys of a note, those that tell of changes without any."""
    return {
        "id": note.id,
        "guid": note.guid,
        "note_id": note.note_id,
        "change": change,
        "title": title(note),
        "part": note.part,
        "was_part": was_part,
        "arrives": False,
        "edited": False,
        "fields": [],
        "tags": {"added": [], "removed": []},
        "cards": {"added": [], "dropped": []},
        "risks": [],
    }


def _fields(texts: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "old": old, "new": new, "difference": [list(piece) for piece in difference(old, new)]} for name, old, new in texts
    ]


def _numbers(ordinals: Iterable[int]) -> list[int]:
    return sorted(ordinal + 1 for ordinal in ordinals)


def _risks(risks: Iterable[AtRisk]) -> list[dict[str, Any]]:
    return [
        {"danger": str(one.danger), "card": one.ordinal + 1 if one.ordinal >= 0 else None, "other": one.other.guid if one.other else None}
        for one in risks
    ]


def _type(change: TypeChange) -> dict[str, Any]:
    return {
        "id": change.new.id,
        "name": change.new.name,
        "was_name": change.old.name,
        "look": change.look,
        "arrives": change.arrives,
        "conflict": change.conflict,
    }

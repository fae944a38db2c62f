"""What an author hands out: an .apkg, what is in it, and what its author knows of it.

In: the bytes of a package. Out: its rows by GUID, read by SQLite and not by deckgen; the rest is for its author to fill in.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Card = tuple[str, int]
"""A note's GUID, and an ordinal."""


class NoteRow(NamedTuple):
    """A note as Anki stores it."""

    id: int
    type: int
    modified: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]


class TypeRow(NamedTuple):
    """What of a note type a learner sees and may change."""

    name: str
    modified: int
    css: str
    cards: tuple[tuple[str, str, str], ...]
    """Name, front and back of each card type."""
    fields: tuple[str, ...]


@dataclass
class Package:
    """A release or a draft."""

    name: str
    time: int
    draft: bool
    data: bytes
    notes: Mapping[str, NoteRow]
    """By GUID."""
    cards: Mapping[Card, str]
    """Each with the name of its deck."""
    types: Mapping[int, TypeRow]
    media: Mapping[str, bytes]
    since: Mapping[str, int] = field(default_factory=dict)
    """When its author last changed each note, by the times of releases; for a draft, of notes that it changes, its own."""
    sent: Mapping[str, int] = field(default_factory=dict)
    """The same, restamping included: before that, nothing that a learner did may be overwritten."""
    look_sent: int = 0
    """The same, for the note types."""
    announced: frozenset[Card] = frozenset()
    """Cards that learners were told to ask nothing any more, by this release and all before."""


def opened(name: str, time: int, data: bytes, *, draft: bool) -> Package:
    """Read a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = json.loads(archive.read("media"))
        media = {name: archive.read(number) for number, name in names.items()}
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    try:
        return Package(name, time, draft, data, *_read(connection), media)
    finally:
        connection.close()


def _read(connection: sqlite3.Connection) -> tuple[dict[str, NoteRow], dict[Card, str], dict[int, TypeRow]]:
    rows = connection.execute("SELECT guid, id, mid, mod, tags, flds FROM notes").fetchall()
    notes = {
        guid: NoteRow(id, type, modified, tuple(sorted(tags.split())), split(fields)) for guid, id, type, modified, tags, fields in rows
    }
    models, decks = map(json.loads, connection.execute("SELECT models, decks FROM col").fetchone())
    homes = {int(id): deck["name"] for id, deck in decks.items()}
    found = connection.execute("SELECT n.guid, c.ord, c.did FROM cards c JOIN notes n ON n.id = c.nid").fetchall()
    return notes, {(guid, ordinal): homes[deck] for guid, ordinal, deck in found}, {int(id): type_row(one) for id, one in models.items()}


def split(fields: str) -> tuple[str, ...]:
    """Split a note's fields as Anki joins them."""
    return tuple(fields.split("\x1f"))


def type_row(note_type: Mapping[str, Any]) -> TypeRow:
    """Give a note type as Anki's add-ons see it."""
    cards = tuple((card["name"], card["qfmt"], card["afmt"]) for card in note_type["tmpls"])
    fields = tuple(field["name"] for field in note_type["flds"])
    return TypeRow(note_type["name"], note_type["mod"], note_type["css"], cards, fields)


def shown(fields: tuple[str, ...]) -> list[str]:
    """Give the names of the pictures that fields show."""
    return re.findall(r'<img src="([^"]+)"', " ".join(fields))

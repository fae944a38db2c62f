"""Rows -> the SQLite database inside an .apkg, `collection.anki2`, the same bytes everywhere.

genanki gives the schema (`Package`), the decks and the note types (`Deck`, `Model`), each asked for on its own, since
`Package.write_to_file` gives all rows one time and ids from a counter, computes the cards with a template engine of its own that misses
some, and leaves a temporary file behind. Notes and cards are the rows that its `Note` and `Card` would write, which a test holds; written
many at once, with the indexes made afterwards, they take a small part of the time.

The same bytes everywhere need more than the same rows, for SQLite leaves traces in a file: which version wrote it, and what
memory held before in the gaps of its pages. `without_traces` removes both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deckgen.anki import lazy, notetypes
from deckgen.anki.package import DeckRow, NoteTypes, Row, Rows

if TYPE_CHECKING:
    import genanki

LARGE = 20_000
"""Notes from which on the database lies in a temporary file while it is written: in memory, it would be there three times."""
_AT_ONCE = 1000
"""Notes that are written at once."""
_PAGE = 4096
_BLOCK = 256 * _PAGE


def database(rows: Rows, decks: Sequence[DeckRow], note_types: NoteTypes, created: int) -> Iterator[bytearray]:
    """Give the database, block by block. Errors: those of `package`."""
    if len(rows) > LARGE and (folder := _folder()):
        with folder as name, suppress(sqlite3.OperationalError):  # no room there: then in memory
            file = Path(name, "collection.anki2")
            with closing(sqlite3.connect(file)) as connection:
                _fill(connection, rows, decks, note_types, created)
            with file.open("rb") as opened:
                while block := opened.read(_BLOCK):
                    yield without_traces(block, first=opened.tell() <= _BLOCK)
            return
    with closing(sqlite3.connect(":memory:")) as connection:
        _fill(connection, rows, decks, note_types, created)
        data = memoryview(connection.serialize())
    for start in range(0, len(data), _BLOCK):
        yield without_traces(data[start : start + _BLOCK], first=start == 0)


def _folder() -> Any:
    """Make a folder that is gone afterwards; nothing, where none can be made."""
    from tempfile import TemporaryDirectory

    with suppress(OSError):
        return TemporaryDirectory(prefix="deckgen-", ignore_cleanup_errors=True)
    return None


def _fill(connection: sqlite3.Connection, rows: Rows, decks: Sequence[DeckRow], note_types: NoteTypes, created: int) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    cursor = connection.cursor()
    lazy.genanki().Package([]).write_to_db(cursor, created, iter(()))
    cursor.execute("UPDATE col SET crt = ?, mod = ?, scm = ?", (created, created * 1000, created * 1000))
    used = _write_notes(cursor, rows, decks, note_types, created)
    _write_decks(cursor, decks, used, note_types)
    connection.commit()
    connection.execute("VACUUM")


_PRAGMAS = (
    f"PRAGMA page_size = {_PAGE}",
    "PRAGMA auto_vacuum = NONE",
    "PRAGMA encoding = 'UTF-8'",
    "PRAGMA secure_delete = OFF",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
)
"""What a system's SQLite was built with must not show; and nobody needs a database that was not finished."""


def _write_decks(cursor: sqlite3.Cursor, decks: Sequence[DeckRow], models: Mapping[str, genanki.Model], note_types: NoteTypes) -> None:
    """Write all decks, with cards or without, and the note types, each with its own time.

    At once, as `genanki.Deck.write_to_db` reads and writes all decks again for each deck.
    """
    genanki = lazy.genanki()
    (default,) = cursor.execute("SELECT decks FROM col").fetchone()
    own = {str(deck.id): genanki.Deck(deck.id, deck.name, deck.description).to_json() for deck in decks}
    made = {str(model.model_id): model.to_json(note_types.modified[kind], decks[0].id) for kind, model in models.items()}
    cursor.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(json.loads(default) | own), json.dumps(made)))


def _write_notes(
    cursor: sqlite3.Cursor, rows: Rows, decks: Sequence[DeckRow], note_types: NoteTypes, created: int
) -> dict[str, genanki.Model]:
    """Write the notes and their cards; a card is due at its note's place in the rows. Out: genanki's models of the note types in use."""
    seen, models = _Seen(decks, created), _models(note_types)
    deck_ids = {deck.name: deck.id for deck in decks}
    indexes = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    walked, due = iter(rows), 0
    while some := list(islice(walked, _AT_ONCE)):
        seen.add(some)
        cursor.executemany(_NOTE, [_note(row, models[row.note_type]) for row in some])
        cursor.executemany(_CARD, [card for place, row in enumerate(some, due) for card in _cards(row, deck_ids[row.deck], place)])
        due += len(some)
    for _, creation in indexes:
        cursor.execute(creation)
    return {kind: model for kind, model in models.items() if kind in seen.note_types}


def _models(note_types: NoteTypes) -> dict[str, genanki.Model]:
    """Give genanki's models of the note types."""
    return {kind: make(note_types.ids[kind], note_types.names[kind], note_types.lang) for kind, make in notetypes.MAKERS.items()}


_NOTE = "INSERT INTO notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data) VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
"""The table's columns: id, note, deck, ordinal, time, usn, type, queue, due, eight numbers on a learner's reviews, data."""


def _note(row: Row, model: genanki.Model) -> tuple[object, ...]:
    """Give what `_NOTE` asks for."""
    sort = row.fields[model.sort_field_index]
    return (row.note_id, row.guid, model.model_id, row.modified, f" {' '.join(row.tags)} ", "\x1f".join(row.fields), sort)


def _cards(row: Row, deck: int, due: int) -> list[tuple[int, ...]]:
    """Give what `_CARD` asks for, for each card of a note."""
    note, *cards = _ids(row)
    return [(card, note, deck, ordinal, row.modified, due) for card, ordinal in zip(cards, row.ordinals, strict=True)]


def _ids(row: Row) -> list[int]:
    """Give the note's id, then its cards'."""
    return [row.note_id, *[row.note_id + 1 + ordinal for ordinal in row.ordinals]]


class _Seen:
    """What was seen so far; refuses, by ValueError, what would harm a learner's collection."""

    def __init__(self, decks: Sequence[DeckRow], created: int) -> None:
        self.note_types: set[str] = set()
        self._ids: set[int] = set()
        self._guids: set[str] = set()
        self._decks = {deck.name for deck in decks}
        parents = {name.rpartition("::")[0] for name in self._decks} - {""}
        ids = {deck.id for deck in decks}
        _refuse(
            {
                "a time or an id is below 1": min((created, *ids)) < 1,
                "an id occurs twice": len(ids) < len(decks),
                "a deck occurs twice": len(self._decks) < len(decks),
                "a deck is Anki's own": 1 in ids or "Default" in self._decks,
                "a parent deck is missing": not parents.issubset(self._decks),
            }
        )

    def add(self, rows: Sequence[Row]) -> None:
        ids = [number for row in rows for number in _ids(row)]
        known_ids, known_guids = len(self._ids), len(self._guids)
        self._ids.update(ids)
        self._guids.update([row.guid for row in rows])
        self.note_types.update([row.note_type for row in rows])
        _refuse(
            {
                "a time or an id is below 1": min((*ids, *[row.modified for row in rows])) < 1,  # note id 0 breaks Anki's import
                "an id occurs twice": len(self._ids) < known_ids + len(ids),
                # both arrive; the next release makes one of them the other
                "a GUID occurs twice": len(self._guids) < known_guids + len(rows),
                "a note's deck is missing": not {row.deck for row in rows}.issubset(self._decks),
                "a note has no cards": () in [row.ordinals for row in rows],
                "a note has not the fields of its note type": not {(row.note_type, len(row.fields)) for row in rows}.issubset(_FIELDS),
                "a tag holds a space": " " in "".join([tag for row in rows for tag in row.tags]),  # Anki would take it for two
                "a field holds U+001F": "\x1f" in "".join([field for row in rows for field in row.fields]),  # Anki's separator of fields
            }
        )


_FIELDS = {(kind, len(fields)) for kind, fields in notetypes.FIELDS.items()}
"""Note types, each with the number of its fields."""


def _refuse(faults: Mapping[str, bool]) -> None:
    if found := [fault for fault, there in faults.items() if there]:
        raise ValueError("; ".join(found))


def without_traces(block: bytes | memoryview, *, first: bool) -> bytearray:
    """Zero what nothing reads of some pages of an SQLite file, and, on the `first`, pin what tells of the writer.

    By https://www.sqlite.org/fileformat2.html: a file change counter (byte 24), the change at which the version was noted (92) and SQLite's
    version (96); a b-tree page (kind 2, 5, 10 or 13) keeps its cells at its end, with free blocks among them, and the gap before them.
    A page of overflow begins with a page number, so never like a b-tree page in a file below 64 GB.
    """
    data = bytearray(block)
    if first:
        data[24:28] = data[92:96] = (1).to_bytes(4, "big")
        data[96:100] = (3_040_000).to_bytes(4, "big")
    for page in range(0, len(data), _PAGE):
        header = page + (100 if first and page == 0 else 0)
        if data[header] in (2, 5, 10, 13):
            for start, end in _free(data, page, header):
                data[start:end] = bytes(end - start)
    return data


def _free(data: bytearray, page: int, header: int) -> Iterator[tuple[int, int]]:
    """Give the ranges of a b-tree page that hold nothing."""

    def number(at: int) -> int:
        return int.from_bytes(data[at : at + 2], "big")

    pointers = header + (12 if data[header] in (2, 5) else 8)  # an inner page's header ends with a page number
    yield pointers + 2 * number(header + 3), page + number(header + 5)
    block = number(header + 1)
    while block:
        yield page + block + 4, page + block + number(page + block + 2)
        block = number(page + block)

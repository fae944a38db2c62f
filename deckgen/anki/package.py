"""A deck as Anki stores it -> the bytes of its .apkg.

In: rows with every id, ordinal and time already decided (`Row`, `DeckRow`, `NoteTypes`, `MediaFile`). Out: the file's bytes, the same for
the same input: no clock, no random number, no counter of ids, no folder, no time zone takes part.

genanki gives the schema (`Package`), the decks and the note types (`Deck`, `Model`), each asked for on its own, since
`Package.write_to_file` gives all rows one time and ids from a counter, computes the cards with a template engine of its own that misses
some, and leaves a temporary file behind. Notes and cards are the rows that its `Note` and `Card` would write, written at once.

The same bytes everywhere need more than the same rows, for SQLite leaves traces in a file: which version wrote it, and what
memory held before in the gaps of its pages. `_without_traces` removes both. What remains is zlib: another implementation than the usual
one (zlib-ng, in some builds of Python) packs the same database into other bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deckgen.anki import library, notetypes

if TYPE_CHECKING:
    import sqlite3

    import genanki


@dataclass(frozen=True, slots=True)
class Row:
    """One note as Anki stores it, with its cards."""

    note_type: str
    """`standard` or `cloze`."""
    guid: str
    """What Anki knows the note by, for ever."""
    note_id: int
    """The note's id; its cards have those after it: note_id + 1 + ordinal."""
    fields: tuple[str, ...]
    """HTML, one for each field of the note type."""
    tags: tuple[str, ...]
    """Without spaces."""
    ordinals: tuple[int, ...]
    """The cards that exist: places in the table of card types, or gap numbers less one."""
    deck: str
    """The full name of the cards' deck: `Staff Engineering::2 Why`."""
    modified: int = 0
    """Seconds; Anki takes an update only if this grew."""


@dataclass(frozen=True, slots=True)
class DeckRow:
    """A deck or sub-deck."""

    name: str
    """Full, with `::`."""
    id: int
    description: str
    """HTML, shown on the deck's own page."""


@dataclass(frozen=True, slots=True)
class NoteTypes:
    """What the package's two note types are called there; all three maps by `standard` and `cloze`."""

    ids: Mapping[str, int]
    names: Mapping[str, str]
    lang: str
    """The deck's language: its words on the cards."""
    modified: Mapping[str, int]
    """Seconds; Anki takes a new look only if this grew."""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture or sound, by the name that fields use."""

    name: str
    data: bytes


def package(rows: Sequence[Row], decks: Sequence[DeckRow], note_types: NoteTypes, media: Sequence[MediaFile], created: int) -> bytes:
    """Take notes in learning order, decks with parents first, media, and the build's time in seconds; give the .apkg's bytes.

    New cards come in the order of `rows`, across decks. Only note types that a row uses are in the package.
    ValueError: what Anki would refuse, or take for something else in silence; the rules should have found it before.
    """
    _refuse(rows, decks, created)
    return _zip(_without_traces(_database(rows, decks, note_types, created)), media)


def _refuse(rows: Sequence[Row], decks: Sequence[DeckRow], created: int) -> None:
    """Raise ValueError for rows that would harm a learner's collection."""
    names = [deck.name for deck in decks]
    parents = {name.rpartition("::")[0] for name in names} - {""}
    ids = [number for row in rows for number in (row.note_id, *(row.note_id + 1 + ordinal for ordinal in row.ordinals))]
    numbers = [created, *ids, *(deck.id for deck in decks), *(row.modified for row in rows)]
    faults = {
        "a time or an id is below 1": min(numbers) < 1,  # note id 0 breaks Anki's import
        "an id occurs twice": _repeats(ids) or _repeats([deck.id for deck in decks]),
        "a GUID occurs twice": _repeats([row.guid for row in rows]),  # both arrive; the next release makes one of them the other
        "a deck occurs twice": _repeats(names),
        "a deck is Anki's own": any(deck.id == 1 or deck.name == "Default" for deck in decks),
        "a parent deck is missing": not parents.issubset(names),
        "a note's deck is missing": not {row.deck for row in rows}.issubset(names),
        "a note has no cards": not all(row.ordinals for row in rows),
        "a note has not the fields of its note type": any(len(row.fields) != len(notetypes.FIELDS[row.note_type]) for row in rows),
        "a tag holds a space": any(" " in "".join(row.tags) for row in rows),  # Anki would take it for two
        "a field holds U+001F": any("\x1f" in "".join(row.fields) for row in rows),  # Anki's separator of fields
    }
    if found := [fault for fault, there in faults.items() if there]:
        raise ValueError("; ".join(found))


def _repeats(values: list[Any]) -> bool:
    return len(set(values)) < len(values)


def _database(rows: Sequence[Row], decks: Sequence[DeckRow], note_types: NoteTypes, created: int) -> bytes:
    """Give the bytes of the SQLite database inside an .apkg, `collection.anki2`."""
    import sqlite3

    genanki = library.genanki()
    connection = sqlite3.connect(":memory:")
    try:
        for pragma in _PRAGMAS:  # what a system's SQLite was built with must not show
            connection.execute(pragma)
        cursor = connection.cursor()
        genanki.Package([]).write_to_db(cursor, created, iter(()))
        cursor.execute("UPDATE col SET crt = ?, mod = ?, scm = ?", (created, created * 1000, created * 1000))
        models = _models(rows, note_types)
        _write_decks(cursor, decks, models, note_types)
        _write_notes(cursor, rows, decks, models)
        connection.commit()
        connection.execute("VACUUM")
        return connection.serialize()
    finally:
        connection.close()


_PRAGMAS = ("PRAGMA page_size = 4096", "PRAGMA auto_vacuum = NONE", "PRAGMA encoding = 'UTF-8'", "PRAGMA secure_delete = OFF")


def _write_decks(cursor: sqlite3.Cursor, decks: Sequence[DeckRow], models: Mapping[str, genanki.Model], note_types: NoteTypes) -> None:
    """Write all decks, with cards or without, and the note types, each with its own time.

    At once, as `genanki.Deck.write_to_db` reads and writes all decks again for each deck.
    """
    genanki = library.genanki()
    (default,) = cursor.execute("SELECT decks FROM col").fetchone()
    own = {str(deck.id): genanki.Deck(deck.id, deck.name, deck.description).to_json() for deck in decks}
    made = {str(model.model_id): model.to_json(note_types.modified[kind], decks[0].id) for kind, model in models.items()}
    cursor.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(json.loads(default) | own), json.dumps(made)))


def _models(rows: Sequence[Row], note_types: NoteTypes) -> dict[str, genanki.Model]:
    """Give genanki's models of the note types that a row uses."""
    used = {row.note_type for row in rows}
    makers = notetypes.MAKERS.items()
    return {kind: make(note_types.ids[kind], note_types.names[kind], note_types.lang) for kind, make in makers if kind in used}


def _write_notes(cursor: sqlite3.Cursor, rows: Sequence[Row], decks: Sequence[DeckRow], models: Mapping[str, genanki.Model]) -> None:
    """Write the notes and their cards; a card is due at its note's place in the rows.

    These are the rows that genanki's `Note` and `Card` write, which a test holds; written at once, by their ids, and with the indexes
    made afterwards, they take a small part of the time.
    """
    deck_ids = {deck.name: deck.id for deck in decks}
    by_id = sorted(enumerate(rows), key=lambda one: one[1].note_id)
    indexes = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.executemany(_NOTE, (_note(row, models[row.note_type]) for _, row in by_id))
    cursor.executemany(_CARD, (card for due, row in by_id for card in _cards(row, deck_ids[row.deck], due)))
    for _, creation in indexes:
        cursor.execute(creation)


_NOTE = "INSERT INTO notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data) VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')"
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"
"""The table's columns: id, note, deck, ordinal, time, usn, type, queue, due, eight numbers on a learner's reviews, data."""


def _note(row: Row, model: genanki.Model) -> tuple[object, ...]:
    """Give what `_NOTE` asks for."""
    sort = row.fields[model.sort_field_index]
    return (row.note_id, row.guid, model.model_id, row.modified, f" {' '.join(row.tags)} ", "\x1f".join(row.fields), sort)


def _cards(row: Row, deck: int, due: int) -> list[tuple[int, ...]]:
    """Give what `_CARD` asks for, for each card of a note."""
    return [(row.note_id + 1 + ordinal, row.note_id, deck, ordinal, row.modified, due) for ordinal in row.ordinals]


def _without_traces(database: bytes) -> bytearray:
    """Zero the parts of an SQLite file that nothing reads, and pin what tells of the writer.

    By https://www.sqlite.org/fileformat2.html: a file change counter (byte 24), the change at which the version was noted (92) and SQLite's
    version (96); a b-tree page (kind 2, 5, 10 or 13) keeps its cells at its end, with free blocks among them, and the gap before them.
    A page of overflow begins with a page number, so never like a b-tree page in a file below 64 GB.
    """
    data = bytearray(database)
    data[24:28] = data[92:96] = (1).to_bytes(4, "big")
    data[96:100] = (3_040_000).to_bytes(4, "big")
    size = int.from_bytes(data[16:18], "big")
    for page in range(0, len(data), size):
        header = page + (100 if page == 0 else 0)
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


_LEVEL = 1
"""Of deflating. Six, the usual one, makes packages a tenth smaller and takes four times as long: longer than writing the rows."""


def _zip(database: bytearray, media: Sequence[MediaFile]) -> bytes:
    """Give the package: the database, the media by numbers, and the map from numbers to names."""
    import io
    import zipfile

    names = {str(number): file.name for number, file in enumerate(media)}
    files: dict[str, bytes | bytearray] = {"collection.anki2": database, "media": json.dumps(names).encode()}
    files |= {str(number): file.data for number, file in enumerate(media)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980, as it is without a date
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # Unix, on Windows too
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return target.getvalue()

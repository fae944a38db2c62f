"""Packages: that Anki holds exactly what the rows say, and that the same rows are the same bytes."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import anki_backend
import genanki
import pytest
from anki.collection import Collection
from anki.scheduler.v3 import Scheduler

from deckgen.anki import database, notetypes
from deckgen.anki.database import without_traces
from deckgen.anki.package import DeckRow, MediaFile, NoteTypes, Row, package

TIME = 1_700_000_000
BASE = TIME * 1000
TYPES = NoteTypes(
    {"standard": 1_600_000_000_111, "cloze": 1_600_000_000_222},
    {"standard": "Deck", "cloze": "Deck (cloze)"},
    "en",
    {"standard": TIME - 5, "cloze": TIME - 6},
)
DECKS = [DeckRow("Deck", 51, "<p>About</p>"), DeckRow("Deck::1 A", 52, "About A"), DeckRow("Deck::2 B", 53, "")]
MEDIA = [MediaFile("dot-1a2b.svg", b"<svg/>"), MediaFile("τόνος.mp3", b"\xff\xfb")]


def standard(guid: str, note_id: int, deck: str, *ordinals: int, **values: str) -> Row:
    """Give a standard note."""
    fields = tuple(values.get(field.name, "") for field in notetypes.STANDARD_FIELDS)
    return Row("standard", guid, note_id, fields, ("deck::one", "deck::two"), ordinals, deck, TIME - 1)


def cloze(guid: str, note_id: int, deck: str, *ordinals: int, **values: str) -> Row:
    """Give a cloze note."""
    fields = tuple(values.get(field.name, "") for field in notetypes.CLOZE_FIELDS)
    return Row("cloze", guid, note_id, fields, (), ordinals, deck, TIME - 2)


ROWS = [
    standard("b#{late}", BASE + 9000, "Deck::1 A", 0, Front="late id, first card", Back="<b>1</b>", Kind="question"),
    standard("a", BASE, "Deck::1 A", 0, 1, Front="DRI", Back="directly responsible", Reverse="What is the term?", Kind="term"),
    cloze("c", BASE + 2000, "Deck::2 B", 0, 4, Text='{{c1::one}} <img src="dot-1a2b.svg"> {{c5::five::hint}}', Kind="cloze"),
    standard("d", BASE + 4000, "Deck", 0, Front="[sound:τόνος.mp3]", Back="<x y='\nz'> < 3", Kind="question"),
    cloze("e", BASE + 6000, "Deck::2 B", 0, 1, 2, Text="{{c1::a {{c2::nested}} gap}} {{c3::x<br>y}}", Kind="cloze"),
]


def built(rows: list[Row] = ROWS, **changes: Any) -> bytes:
    """Give the package of the rows above, or of others."""
    parts: dict[str, Any] = {"decks": DECKS, "types": TYPES, "media": MEDIA, "created": TIME} | changes
    return package(rows, parts["decks"], parts["types"], parts["media"], parts["created"])


def cards_of(rows: list[Row]) -> list[tuple[int, int, int, int, int]]:
    """Give id, note id, ordinal, place and time of every card that the rows ask for, by id."""
    return sorted(
        (row.note_id + 1 + ordinal, row.note_id, ordinal, place, row.modified) for place, row in enumerate(rows) for ordinal in row.ordinals
    )


def tags_of(row: Row) -> str:
    """Give a note's tags as Anki stores them."""
    return f" {' '.join(row.tags)} " if row.tags else ""


def tables(col: Collection) -> list[list[tuple[Any, ...]]]:
    """Give all that an import writes."""
    return [anki_backend.rows(col, f"SELECT * FROM {table} ORDER BY id") for table in ("notes", "cards", "notetypes", "decks")]


def test_anki_holds_exactly_the_rows() -> None:
    with anki_backend.collection() as col:
        log = anki_backend.import_package(col, built())
        assert (len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting)) == (5, 0, 0, 0)
        notes = anki_backend.rows(col, "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id")
        assert notes == [
            (row.note_id, row.guid, TYPES.ids[row.note_type], row.modified, tags_of(row), "\x1f".join(row.fields))
            for row in sorted(ROWS, key=lambda row: row.note_id)
        ]
        cards = anki_backend.rows(col, "SELECT id, nid, ord, due, mod FROM cards ORDER BY id")
        assert cards == cards_of(ROWS)
        for row in ROWS:
            decks = {col.decks.name(card.did) for card in anki_backend.note(col, row.note_id).cards()}
            assert decks == {row.deck}
        assert {kind: anki_backend.note_type(col, id)["mod"] for kind, id in TYPES.ids.items()} == TYPES.modified
        assert (Path(col.media.dir()) / "τόνος.mp3").read_bytes() == b"\xff\xfb"
        assert anki_backend.faults(col) == []


def test_decks_arrive_in_order_with_the_roots_description() -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built(ROWS[:2]))  # the root has no cards of its own here
        names = [deck.name for deck in col.decks.all_names_and_ids() if deck.name != "Default"]
        assert names == ["Deck", "Deck::1 A"]  # Anki leaves out a sub-deck without cards
        root = col.decks.by_name("Deck")
        assert root
        assert root["desc"] == "<p>About</p>"
        part = col.decks.by_name("Deck::1 A")
        assert part
        assert part["desc"] == "About A"


def test_new_cards_come_in_the_order_of_the_rows() -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built([row._replace(deck="Deck") for row in ROWS]))
        root = col.decks.id_for_name("Deck")
        assert root
        col.decks.select(root)
        assert isinstance(col.sched, Scheduler)
        queued = [card.card.note_id for card in col.sched.get_queued_cards(fetch_limit=99).cards]
        assert list(dict.fromkeys(queued)) == [row.note_id for row in ROWS]


def test_a_second_import_adds_nothing() -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built())
        before = tables(col)
        log = anki_backend.import_package(col, built())
        assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 0, 5)
        assert tables(col) == before
        assert anki_backend.faults(col) == []


def test_a_newer_note_is_updated_and_an_added_card_joins_its_siblings() -> None:
    first = [standard("a", BASE, "Deck", 0, Front="DRI", Back="directly responsible")]
    second = [ROWS[1]._replace(fields=("DRI!", *ROWS[1].fields[1:]), modified=TIME)]
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built(first))
        log = anki_backend.import_package(col, built(second))
        note = anki_backend.note(col, BASE)
        assert (len(log.updated), note["Front"], [card.id for card in note.cards()]) == (1, "DRI!", [BASE + 1, BASE + 2])
        assert anki_backend.faults(col) == []


def unpacked(data: bytes) -> dict[str, Any]:
    """Give all that a package holds: schema, rows of each table (with JSON as values), map of media, media."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files.pop("collection.anki2"))
    tables: dict[str, Any] = {"schema": connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()}
    for table in ("notes", "cards", "revlog", "graves"):
        tables[table] = connection.execute(f"SELECT * FROM {table}").fetchall()
    (col,) = connection.execute("SELECT * FROM col").fetchall()
    tables["col"] = [json.loads(value) if isinstance(value, str) and value else value for value in col]
    connection.close()
    return {**tables, **files}


def genankis(rows: list[Row], folder: Path) -> bytes:
    """Give the package that genanki alone writes; it counts ids from its time on, so the rows' ids must do so, too."""
    models = {"standard": notetypes.standard(TYPES.ids["standard"], "Deck", "en")}
    deck = genanki.Deck(DECKS[0].id, DECKS[0].name, DECKS[0].description)
    for place, row in enumerate(rows):
        deck.add_note(genanki.Note(models[row.note_type], list(row.fields), tags=row.tags, guid=row.guid, due=place))
    for file in MEDIA:
        (folder / file.name).write_bytes(file.data)
    genanki.Package(deck, [str(folder / file.name) for file in MEDIA]).write_to_file(folder / "out.apkg", TIME)
    return (folder / "out.apkg").read_bytes()


def test_a_plain_package_is_what_genanki_writes(tmp_path: Path) -> None:
    rows = [ROWS[1]._replace(note_id=BASE), ROWS[0]._replace(note_id=BASE + 3)]
    rows = [row._replace(deck="Deck", modified=TIME) for row in rows]
    types = replace(TYPES, modified={"standard": TIME, "cloze": TIME})
    ours, theirs = unpacked(built(rows, decks=DECKS[:1], types=types)), unpacked(genankis(rows, tmp_path))
    assert ours["col"][1:4] == [TIME, TIME * 1000, TIME * 1000]  # genanki's are constants, from 2014
    ours["col"][1:4] = theirs["col"][1:4]
    assert ours == theirs
    assert len(ours["cards"]) == 3


class _Written:
    """A cursor for genanki's writers that keeps the rows."""

    def __init__(self) -> None:
        self.notes: list[tuple[Any, ...]] = []
        self.cards: list[tuple[Any, ...]] = []
        self.lastrowid = 0

    def execute(self, statement: str, values: tuple[Any, ...]) -> None:
        """Keep a row; genanki gives a note's id to its cards."""
        (self.notes if "INTO notes" in statement else self.cards).append(values)
        self.lastrowid = values[0]


@pytest.mark.filterwarnings("ignore:Field contained the following invalid HTML")
def test_every_note_and_card_is_the_row_that_genanki_writes() -> None:
    models = {"standard": notetypes.standard(TYPES.ids["standard"], "A", "en"), "cloze": notetypes.cloze(TYPES.ids["cloze"], "B", "en")}
    theirs, decks = _Written(), {deck.name: deck.id for deck in DECKS}
    for place, row in enumerate(ROWS):
        note = genanki.Note(models[row.note_type], list(row.fields), tags=row.tags, guid=row.guid, due=place)
        note.cards = [genanki.Card(ordinal) for ordinal in row.ordinals]
        ids = [row.note_id, *(row.note_id + 1 + ordinal for ordinal in row.ordinals)]
        note.write_to_db(theirs, row.modified, decks[row.deck], iter(ids))
    ours = unpacked(built())
    assert (ours["notes"], ours["cards"]) == (sorted(theirs.notes), sorted(theirs.cards))


def test_only_the_note_types_in_use_are_in_the_package() -> None:
    for rows, kind in ((ROWS[:2], "standard"), (ROWS[2:3], "cloze")):
        models = unpacked(built(rows))["col"][9]
        assert list(models) == [str(TYPES.ids[kind])]


SCRIPT = """
import hashlib, sys, time
sys.path[:0] = {path!r}
import test_package
print(hashlib.sha256(test_package.built()).hexdigest())
"""


def test_the_same_rows_are_the_same_bytes_anywhere(tmp_path: Path) -> None:
    places = [(tmp_path, "Asia/Tokyo", "1"), (Path("/"), "America/Lima", "2")]
    digests = set()
    for folder, zone, seed in places:
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT.format(path=sys.path)], cwd=folder, env=environment, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1
    assert built() == built()
    assert built(created=TIME + 1) != built()


def test_no_clock_and_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("time.time", lambda: pytest.fail("the clock was read"))
    monkeypatch.setattr("time.localtime", lambda *_: pytest.fail("the clock was read"))
    built()
    assert list(tmp_path.iterdir()) == []


def test_a_large_deck_gives_the_same_bytes_by_way_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(database, "_AT_ONCE", 2)
    monkeypatch.setattr(database, "_BLOCK", 4096)
    in_memory = built()
    places: list[str] = []
    real = sqlite3.connect

    def told(name: Any) -> Any:
        places.append(str(name))
        return real(name)

    monkeypatch.setattr(sqlite3, "connect", told)
    monkeypatch.setattr(database, "LARGE", 1)
    assert built() == in_memory
    assert [str(tmp_path) in place for place in places] == [True]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fault", [FileNotFoundError("no usable temporary directory"), sqlite3.OperationalError("disk is full")])
def test_without_room_for_a_file_a_large_deck_is_written_in_memory(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    expected = built()
    real = sqlite3.connect

    def refused(name: Any) -> Any:
        if name != ":memory:":
            raise fault
        return real(name)

    def no_folder(**_: Any) -> Any:
        raise fault

    monkeypatch.setattr(database, "LARGE", 1)
    monkeypatch.setattr(*(sqlite3, "connect", refused) if isinstance(fault, sqlite3.Error) else (tempfile, "TemporaryDirectory", no_folder))
    assert built() == expected


def test_traces_of_the_writer_go_and_the_rows_stay(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "db")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
    connection.executemany("INSERT INTO t VALUES (?, ?)", [(n, ("kept" if n % 10 else "gone") * (n % 40 + 10)) for n in range(900)])
    connection.execute("INSERT INTO t VALUES (1000, ?)", ("kept" * 3000,))  # on pages of overflow
    connection.execute("CREATE INDEX i ON t (id)")
    connection.commit()
    connection.execute("DELETE FROM t WHERE id % 10 = 0 AND id < 900")
    connection.commit()
    rows = connection.execute("SELECT * FROM t").fetchall()
    connection.close()
    dirty = (tmp_path / "db").read_bytes()
    clean = without_traces(dirty, first=True)
    assert (b"gonegone" in dirty, b"gonegone" in clean) == (True, False)
    again = sqlite3.connect(":memory:")
    again.deserialize(clean)
    assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert again.execute("SELECT * FROM t").fetchall() == rows
    again.close()


def test_the_header_tells_neither_the_version_nor_the_changes() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as archive:
        header = archive.read("collection.anki2")[:100]
    assert header[24:28] == header[92:96] == b"\0\0\0\1"
    assert int.from_bytes(header[96:100], "big") == 3_040_000


def test_packages_are_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(built())) as archive:
        made = {(entry.compress_type, entry.date_time, entry.create_system) for entry in archive.infolist()}
        assert made == {(zipfile.ZIP_DEFLATED, (1980, 1, 1, 0, 0, 0), 3)}
        assert archive.namelist() == ["collection.anki2", "media", "0", "1"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rows": [ROWS[0]._replace(note_id=0)]}, "below 1"),
        ({"rows": [ROWS[0]._replace(modified=0)]}, "below 1"),
        ({"created": 0}, "below 1"),
        ({"rows": [ROWS[1], ROWS[0]._replace(note_id=ROWS[1].note_id + 2)]}, "an id occurs twice"),
        ({"rows": [ROWS[0], ROWS[1]._replace(guid=ROWS[0].guid)]}, "a GUID occurs twice"),
        ({"rows": [ROWS[0]._replace(deck="Dcek")]}, "a note's deck is missing"),
        ({"rows": [ROWS[0]._replace(ordinals=())]}, "a note has no cards"),
        ({"rows": [ROWS[0]._replace(fields=("a\x1fb", *ROWS[0].fields[1:]))]}, r"U\+001F"),
        ({"rows": [ROWS[0]._replace(fields=ROWS[0].fields[1:])]}, "fields"),
        ({"rows": [ROWS[0]._replace(tags=("two words",))]}, "space"),
        ({"decks": DECKS[1:], "rows": ROWS[:2]}, "a parent deck is missing"),
        ({"decks": [*DECKS, DECKS[0]]}, "a deck occurs twice"),
        ({"decks": [*DECKS, DeckRow("Default", 9, "")]}, "Anki's own"),
    ],
)
def test_rows_that_would_harm_a_collection_are_refused(change: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        built(**{"rows": ROWS, **change})


def test_nothing_slow_is_imported_before_a_package_is_written() -> None:
    code = "import sys, deckgen.anki.package; print(*{'genanki', 'sqlite3', 'zipfile'} & set(sys.modules))"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_genanki_comes_without_asyncio_and_leaves_no_substitute_behind() -> None:
    code = "import sys; from deckgen.anki.lazy import genanki; print(genanki() is genanki()); print('asyncio' in sys.modules)"
    code += "; import cached_property; print(cached_property.__version__)"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["True", "False", version("cached_property")]

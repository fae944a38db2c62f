"""Anki's own backend for tests: a fresh collection that imports packages, and what it then holds.

In: the bytes of a package. Out: a `Collection` of the real Anki (the PyPI package `anki`), rows and rendered cards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from anki.collection import Collection, ImportAnkiPackageRequest
from anki.import_export_pb2 import ImportResponse
from anki.models import NotetypeId
from anki.notes import Note, NoteId


@contextmanager
def collection() -> Iterator[Collection]:
    """Give an empty collection, as a learner's Anki makes it; it is gone afterwards."""
    with TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        try:
            yield col
        finally:
            col.close()


def import_package(col: Collection, data: bytes, *, merge: bool = False) -> ImportResponse.Log:
    """Import a package with the desktop's options, or with note types merged, as add-ons do; give Anki's log."""
    presets = col._backend.get_import_anki_package_presets()
    presets.merge_notetypes = merge
    with TemporaryDirectory() as folder:
        file = Path(folder) / "deck.apkg"
        file.write_bytes(data)
        log = col.import_anki_package(ImportAnkiPackageRequest(package_path=str(file), options=presets)).log
    col.models._clear_cache()  # as Anki's window does afterwards
    return log


def rows(col: Collection, statement: str) -> list[tuple[Any, ...]]:
    """Give the rows that an SQL statement finds in the collection's database."""
    assert col.db
    return [tuple(row) for row in col.db.all(statement)]


def note(col: Collection, id: int) -> Note:
    """Give a note by its id."""
    return col.get_note(NoteId(id))


def note_type(col: Collection, id: int) -> dict[str, Any]:
    """Give a note type as Anki's add-ons see it, by its id."""
    found = col.models.get(NotetypeId(id))
    assert found
    return found


def cards(col: Collection) -> dict[int, tuple[str, str]]:
    """Give each card's question and answer as HTML, by the card's id."""
    found = {id: col.get_card(id) for id in sorted(col.find_cards(""))}
    return {id: (card.question(), card.answer()) for id, card in found.items()}


def faults(col: Collection) -> list[str]:
    """Give what Anki's own checks find: cards that show nothing, a database to mend, media that are missing or unused."""
    before = rows(col, "SELECT * FROM notes"), rows(col, "SELECT * FROM cards")
    report, _ = col.fix_integrity()
    after = rows(col, "SELECT * FROM notes"), rows(col, "SELECT * FROM cards")
    media = col.media.check()
    empty = [f"note {found.note_id} has empty cards {list(found.card_ids)}" for found in col.get_empty_cards().notes]
    mended = [] if before == after else [f"Check Database changed rows: {report}"]
    return [*empty, *mended, *(f"missing {name}" for name in media.missing), *(f"unused {name}" for name in media.unused)]

"""A deck as Anki stores it -> the bytes of its .apkg.

In: rows with every id, ordinal and time already decided (`Row`, `DeckRow`, `NoteTypes`, `MediaFile`). Out: the file's bytes, the same for
the same input: no clock, no random number, no counter of ids, no folder, no time zone takes part.

The database is `database.py`'s. What remains is zlib: another implementation than the usual one (zlib-ng, in some builds of Python) packs
the same database into other bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """One note as Anki stores it, with its cards. A tuple, which is made sooner: there are as many as notes, twice."""

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


class Rows(Protocol):
    """Notes in learning order. They are walked, not kept, so that those of a large deck need not be there all at once."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Row]: ...


def package(rows: Rows, decks: Sequence[DeckRow], note_types: NoteTypes, media: Sequence[MediaFile], created: int) -> bytes:
    """Take notes in learning order, decks with parents first, media, and the build's time in seconds; give the .apkg's bytes.

    New cards come in the order of `rows`, across decks. Only note types that a row uses are in the package.
    ValueError: what Anki would refuse, or take for something else in silence; the rules should have found it before.
    """
    from deckgen.anki.database import database  # it looks at these values

    return _zip(database(rows, decks, note_types, created), media)


_LEVEL = 1
"""Of deflating. Six, the usual one, makes packages a tenth smaller and takes four times as long: longer than writing the rows."""


def _zip(database: Iterable[bytes | bytearray], media: Sequence[MediaFile]) -> bytes:
    """Give the package: the database, which comes in blocks, the media by numbers, and the map from numbers to names."""
    import io
    import zipfile

    names = {str(number): file.name for number, file in enumerate(media)}
    files: dict[str, Iterable[bytes | bytearray]] = {"collection.anki2": database, "media": (json.dumps(names).encode(),)}
    files |= {str(number): (file.data,) for number, file in enumerate(media)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, blocks in files.items():
            entry = zipfile.ZipInfo(name)  # of 1980, as it is without a date
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # Unix, on Windows too
            entry.compress_type, entry._compresslevel = zipfile.ZIP_DEFLATED, _LEVEL  # type: ignore[attr-defined]
            with archive.open(entry, "w") as file:
                for block in blocks:
                    file.write(block)
    return target.getvalue()

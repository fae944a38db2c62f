"""A package that somebody has -> what learners have of the deck.

In: the path of an .apkg: an earlier build of deckgen, genanki's, or an export of Anki itself with "Support older Anki versions". Out: a
`State`. Media are never read, nothing is written, no file but the package is opened.

A package comes from anywhere, so nothing in it is trusted: not its sizes, names, tables or types. Whatever is wrong with it ends in a
`BadPackageError` of one line; tests feed it bombs and random damage.
"""

from __future__ import annotations

import json
import os
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from deckgen.anki import digests
from deckgen.anki.notetypes import FIELDS
from deckgen.anki.plain import gaps, plain
from deckgen.released.state import NoteState, State, TypeState

if TYPE_CHECKING:
    import sqlite3

_MB = 1024 * 1024
_LARGEST_DATABASE = 512 * _MB
"""The largest shared decks, of some 40,000 notes, unpack to less than half of it."""
_UNSUSPICIOUS, _MOST_RATIO = 64 * _MB, 100
"""Above 64 MB a database may be a hundred times the size of its package: texts deflate to a fifth or a tenth, zeros to a thousandth."""
_LARGEST_JSON = 32 * _MB
"""For the list of media, for note types and decks: 200,000 media need a third of it. JSON takes some twenty times its size in memory."""
_MOST_FILES = 200_000
_LONGEST_READ = 16 * _MB
"""zipfile reads the whole directory of a zip at once, however long its end says it is: 200,000 files need 12 MB."""

_NEWER = 'it was exported in Anki\'s newer format: export it again with "Support older Anki versions" checked'
_NEEDED = {
    "col": ("models", "decks"),
    "notes": ("id", "guid", "mid", "mod", "tags", "flds"),
    "cards": ("nid", "ord", "did", "odid"),
}
_LOOKS_LIKE = {"word": "a Word document", "xl": "an Excel workbook", "ppt": "a PowerPoint file", "META-INF": "an e-book or a Java archive"}


class BadPackageError(ValueError):
    """A package that cannot be read. Its one argument says why, in one line; whoever shows it names the file."""


def unpack(path: Path) -> State:
    """Read a package; digests of what the author wrote, withdrawn notes and a uid are not in one, so they stay empty.

    Raises BadPackageError for whatever is no package, is damaged, or is in Anki's newer format.
    """
    return _state(_tables(_database(path)))


# --- the zip ---------------------------------------------------------------------------------------------------------------


class _File(FileIO):
    """A file that is read in bounded pieces only."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as `FileIO` does, if it isn't too much at once."""
        if size is not None and size > _LONGEST_READ:
            raise BadPackageError("the list of the files in it is far too long")
        return super().read(size)


_ZIP_FAULTS = (
    *(zipfile.BadZipFile, struct.error, zlib.error, EOFError, OSError),
    *(RuntimeError, ValueError, LookupError, ArithmeticError, MemoryError),
)
"""What zipfile raises on bytes at random; RuntimeError for what it cannot decrypt or unpack."""


def _database(path: Path) -> bytes:
    """Give the database of a package, after looking at all names in it."""
    with _open(path) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                name = _collection(archive)
                _check_media(archive)
                return _member(archive, name, min(_LARGEST_DATABASE, max(_UNSUSPICIOUS, _MOST_RATIO * size)))
        except BadPackageError:
            raise
        except _ZIP_FAULTS as fault:
            file.seek(0)
            raise BadPackageError(_no_zip(file.read(16))) from fault


def _open(path: Path) -> _File:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise BadPackageError("it is a folder, not a package")
        if not stat.S_ISREG(mode):  # a pipe would wait for ever
            raise BadPackageError("it is not a file")
        return _File(path)
    except BadPackageError:
        raise
    except (FileNotFoundError, NotADirectoryError, ValueError) as fault:  # ValueError: a NUL in the name
        raise BadPackageError("there is no such file") from fault
    except OSError as fault:
        raise BadPackageError(f"it cannot be read: {_one_line(fault.strerror or 'the system does not say why')}") from fault


def _no_zip(start: bytes) -> str:
    if not start:
        return "it is empty"
    if start.startswith(b"SQLite format 3\0"):
        return "it is a collection of Anki's, not a package: export the deck from Anki as .apkg"
    if start.startswith(b"PK"):
        return "it is damaged, or cut off before its end: fetch or export it again"
    return "it is no Anki package: not a zip archive"


def _collection(archive: zipfile.ZipFile) -> str:
    """Give the name of the database to read, once all names are known to be harmless."""
    members = archive.infolist()
    if len(members) > _MOST_FILES:
        raise BadPackageError(f"there are {len(members)} files in it, more than any deck needs")
    names = Counter(member.orig_filename for member in members)
    for member in members:
        if _leaves(member.orig_filename):
            raise BadPackageError(f"a file in it has a name that leads out of the package: {_named(member.orig_filename)}")
        if member.flag_bits & 1:
            raise BadPackageError(f"it is encrypted: {_named(member.orig_filename)}")
    found = next((name for name in ("collection.anki21", "collection.anki21b", "collection.anki2") if name in names), None)
    if found is None:
        raise BadPackageError(_no_collection(list(names)))
    if found == "collection.anki21b":  # a `collection.anki2` beside it only says that Anki is too old
        raise BadPackageError(_NEWER)
    if names[found] > 1:
        raise BadPackageError(f"it holds {_named(found)} twice")
    return found


def _leaves(name: str) -> bool:
    r"""Whether a name could be a place outside of the package on any system: `/x`, `../x`, `a\b`, `C:x`."""
    return name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/") or bool(re.match(r"[A-Za-z]:", name))


def _no_collection(names: list[str]) -> str:
    if not names:
        return "it is an empty zip archive"
    looks = next((looks for name in names if (looks := _LOOKS_LIKE.get(name.split("/")[0]))), None)
    if looks:
        return f"it is no Anki package, but looks like {looks}"
    if inner := next((name for name in names if re.search(r"/collection\.anki2\w*$", name)), None):
        return f"its files are in a folder, {_named(inner.split('/')[0])}: zip them without it"
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return f"it is a zip archive without a collection of Anki's; it holds {', '.join(map(_named, names[:2]))}{more}"


def _check_media(archive: zipfile.ZipFile) -> None:
    """Refuse a list of media that is broken, or has names that lead out of Anki's folder; without a list there are no media."""
    if "media" not in archive.namelist():
        return
    names = _json(_member(archive, "media", _LARGEST_JSON), "its list of media")
    for name in names.values():
        if not isinstance(name, str):
            raise BadPackageError("its list of media is broken")
        if _leaves(name):
            raise BadPackageError(f"one of its media has a name that leads out of the package: {_named(name)}")


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Give the bytes of a file in a zip, of at most `limit` bytes, whatever size its header tells."""
    member = archive.getinfo(name)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # zipfile unpacks the others without any bound
        raise BadPackageError(f"{_named(name)} in it is packed by a method that Anki does not use")
    too_large = f"{_named(name)} in it is far larger than it should be: more than {limit // _MB} MB"
    if member.file_size > limit:
        raise BadPackageError(too_large)
    data = bytearray()
    with archive.open(member) as source:
        while piece := source.read(_MB):
            data += piece
            if len(data) > limit:
                raise BadPackageError(too_large)
    return bytes(data)


# --- the database ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tables:
    """The rows of a package that matter, of the types they should have."""

    models: Mapping[str, Any]
    """Anki's word for note types; by id."""
    decks: Mapping[str, Any]
    notes: tuple[tuple[int, str, int, int, str, str], ...]
    """Id, GUID, note type, time, tags, fields; by id."""
    cards: tuple[tuple[int, int, int, int], ...]
    """Note, ordinal, deck, deck that it returns to from a filtered one (or 0)."""


def _tables(database: bytes) -> _Tables:
    """Read a database in memory."""
    import sqlite3

    if not database.startswith(b"SQLite format 3\0") or len(database) < 512:
        raise BadPackageError("what should be its database is none")
    connection = sqlite3.connect(":memory:")
    try:
        # Bytes 18 and 19: with a 2 SQLite looks for a journal beside the file, and a database in memory has none.
        connection.deserialize(database[:18] + b"\1\1" + database[20:])
        _guard(connection, len(database))
        return _rows(connection)
    except BadPackageError:
        raise
    except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as fault:
        _damaged(_sqlite_says(fault))
    finally:
        connection.close()


def _sqlite_says(fault: Exception) -> str:
    """Give an error of Python's module or of SQLite in words; where SQLite's own hold broken characters, Python raises a UnicodeError."""
    if isinstance(fault, UnicodeError) or "UTF-8" in str(fault):
        return "a text in it is not in UTF-8"
    if str(fault) == "interrupted":
        return "reading it takes far too long"
    return _one_line(str(fault)).rstrip(" .") or "it cannot be read"


def _guard(connection: sqlite3.Connection, size: int) -> None:
    """Keep a hostile schema from running anything, and any query from running for ever."""
    import sqlite3

    steps = 0

    def too_long() -> bool:
        nonlocal steps
        steps += 10_000
        return steps > 10_000_000 + 10 * size  # a row takes twenty bytes or more, and about twenty steps

    connection.set_progress_handler(too_long, 10_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, size)
    for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _rows(connection: sqlite3.Connection) -> _Tables:
    for table, columns in _NEEDED.items():
        _check_table(connection, table, columns)
    found = connection.execute("SELECT models, decks FROM col NOT INDEXED LIMIT 1").fetchone()
    if found is None:
        raise BadPackageError("its database is not Anki's: the table `col` is empty")
    if found[0] == "" and connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'notetypes'").fetchone():
        raise BadPackageError(_NEWER)
    # Without indexes: a damaged one gives other rows than the table.
    notes = connection.execute("SELECT id, guid, mid, mod, tags, flds FROM notes NOT INDEXED ORDER BY id")
    cards = connection.execute("SELECT nid, ord, did, odid FROM cards NOT INDEXED ORDER BY nid, ord")
    return _Tables(
        models=_json(found[0], "the list of its note types"),
        decks=_json(found[1], "the list of its decks"),
        notes=tuple(_typed(row, (int, str, int, int, str, str), "note") for row in notes),
        cards=tuple(_typed(row, (int, int, int, int), "card") for row in cards),
    )


def _check_table(connection: sqlite3.Connection, table: str, columns: Iterable[str]) -> None:
    """Refuse what is no plain table: a view or a virtual table has no page of its own, and computes whatever it likes."""
    found = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE lower(name) = ? AND type IN ('table', 'view')", (table,)
    ).fetchall()
    if not found:
        raise BadPackageError(f"its database is not Anki's: there is no table `{table}`")
    if any(not page for (page,) in found):
        raise BadPackageError(f"its database is not Anki's: `{table}` is no plain table")
    present = {row[1].lower() for row in connection.execute(f"PRAGMA table_info({table})")}  # computed columns are not among them
    if missing := [column for column in columns if column not in present]:
        raise BadPackageError(f"its database is not Anki's: the table `{table}` has no column `{missing[0]}`")


def _typed(row: tuple[Any, ...], types: tuple[type, ...], what: str) -> Any:
    if tuple(map(type, row)) != types:
        raise BadPackageError(f"its database is damaged: a {what} has a value of the wrong type")
    return row


def _json(text: object, what: str) -> dict[str, Any]:
    """Give a JSON object."""
    if not isinstance(text, str | bytes) or len(text) > _LARGEST_JSON:
        raise BadPackageError(f"{what} is {'far too long' if isinstance(text, str | bytes) else 'broken'}")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise BadPackageError(f"{what} is broken") from fault
    if not isinstance(value, dict):
        raise BadPackageError(f"{what} is broken")
    return value


# --- what it means ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NoteType:
    """A note type of the package."""

    id: int
    name: str
    model: Mapping[str, Any]
    """Anki's JSON of it."""
    fields: tuple[str, ...]
    own: str
    """`standard` or `cloze`, if it is deckgen's; else empty."""
    cloze: bool
    modified: int


def _state(tables: _Tables) -> State:
    """Give rows their meaning."""
    types = {one.id: one for one in (_note_type(key, model) for key, model in tables.models.items())}
    for _, _, note_type, _, _, _ in tables.notes:
        if note_type not in types:
            _damaged("a note's note type is missing")
    keys = _keys(types, Counter(row[2] for row in tables.notes))
    cards = _cards(tables)
    own = bool(tables.notes) and all(types[row[2]].own for row in tables.notes)
    homes = {deck for row in tables.notes for _, deck in cards.get(row[0], ())}
    root = _root(homes, own)
    notes = {}
    for row in tables.notes:
        note = _note(row, types[row[2]], keys[row[2]], cards.get(row[0], []), lambda name: _below(root, name))
        notes[note.guid] = note  # of two with one GUID the last stays, as in Anki
    return State(
        deck=root,
        uid="",
        id=_prefix(tag for row in tables.notes if types[row[2]].own for tag in notes[row[1]].tags),
        parts=dict.fromkeys(sorted({_below(root, name) for name in homes} - {""}), 0),
        types={key: _type_state(types[id]) for id, key in keys.items()},
        notes=notes,
    )


def _note_type(key: str, model: object) -> _NoteType:
    """Check all of a note type that is used anywhere."""
    if not (re.fullmatch(r"-?[0-9]{1,19}", key) and isinstance(model, dict)):
        _damaged("a note type is broken")
    for part in ("flds", "tmpls"):
        listed = model.get(part)
        if not (isinstance(listed, list) and listed and all(isinstance(one, dict) and _is_name(one.get("name")) for one in listed)):
            _damaged("a note type is broken")
    name, modified = model.get("name"), model.get("mod", 0)
    if not (isinstance(name, str) and _is_name(name) and isinstance(modified, int | float) and 0 <= modified < 2**63):
        _damaged("a note type is broken")
    ids = {one["id"] for one in model["flds"] if isinstance(one.get("id"), int)}
    own = next((kind for kind, table in FIELDS.items() if ids.issuperset(field.id for field in table)), "")
    fields = tuple(one["name"] for one in model["flds"])
    return _NoteType(int(key), name, model, fields, own, model.get("type") == 1, int(modified))


def _is_name(value: object) -> bool:
    """Whether it is a text that can be written anywhere; JSON can hold halves of characters."""
    return isinstance(value, str) and value != "" and not re.search("[\ud800-\udfff]", value)


def _keys(types: Mapping[int, _NoteType], used: Counter[int]) -> dict[int, str]:
    """Give each note type that has notes a key of its own.

    Where two are of one kind of deckgen's (Anki made an `X+`, or two decks are in the package), the one with most notes is it.
    """
    keys: dict[int, str] = {}
    taken = set(FIELDS)
    for id, _ in sorted(used.items(), key=lambda one: (-one[1], one[0])):
        own, name = types[id].own, types[id].name
        if own and own not in keys.values():
            keys[id] = own
        else:
            keys[id] = f"{name} ({id})" if name in taken else name
            taken.add(keys[id])
    return keys


def _type_state(one: _NoteType) -> TypeState:
    return TypeState(one.id, one.name, digests.structure(one.model), look=digests.look(one.model), modified=one.modified)


def _cards(tables: _Tables) -> dict[int, list[tuple[int, str]]]:
    """Give each note's cards as ordinal and name of the deck that they are at home in."""
    names = {key: deck.get("name") if isinstance(deck, dict) else None for key, deck in tables.decks.items()}
    found: dict[int, list[tuple[int, str]]] = {}
    for note, ordinal, deck, home in tables.cards:
        name = names.get(str(home or deck))
        if not (_is_name(name) and ordinal >= 0):
            _damaged("a card's deck is missing or broken" if ordinal >= 0 else "a card has a negative number")
        found.setdefault(note, []).append((ordinal, str(name)))
    return found


def _note(
    row: tuple[int, str, int, int, str, str], type: _NoteType, key: str, cards: list[tuple[int, str]], part: Callable[[str], str]
) -> NoteState:
    note_id, guid, _, modified, tags, packed = row
    values = packed.split("\x1f")
    if len(values) != len(type.fields):
        _damaged(f"a note has another number of fields than its note type {_named(type.name)}: {len(values)}, not {len(type.fields)}")
    html = dict(zip(type.fields, values, strict=True))
    listed = tuple(sorted(set(tags.split())))
    own = _own_values(type, values)
    hidden = _hidden(html) if type.cloze else {}
    return NoteState(
        id=own.get("Note ID", ""),
        guid=guid,
        note_id=note_id,
        kind=own.get("Kind", ""),
        note_type=key,
        part=part(cards[0][1]) if cards else "",
        cards={ordinal: hidden.get(ordinal, "") for ordinal in _in_order([ordinal for ordinal, _ in cards], [*hidden])},
        texts={name: text for name, value in html.items() if (text := plain(value))},
        tags=listed,
        modified=modified,
        version=own.get("Version", ""),
        rendered=digests.rendered(html, listed),
    )


def _in_order(ordinals: list[int], shown: list[int]) -> list[int]:
    """Give the cards in the order of the text; those that it does not show come last."""
    return [*(one for one in shown if one in ordinals), *(one for one in ordinals if one not in shown)]


def _own_values(type: _NoteType, values: list[str]) -> dict[str, str]:
    """Give the technical fields of deckgen's own notes, whatever a learner has renamed them to."""
    if not type.own:
        return {}
    names = {field.id: field.name for field in FIELDS[type.own] if field.name in ("Note ID", "Kind", "Version")}
    given = zip(type.model["flds"], values, strict=True)
    return {names[id]: plain(value) for field, value in given if isinstance(id := field.get("id"), int) and id in names}


def _hidden(html: Mapping[str, str]) -> dict[int, str]:
    """Give what the gaps hide: those of `Text`, else of the first field that has any."""
    fields = (html.get("Text", ""), *html.values())
    return next((found for field in fields if (found := gaps(field))), {})


def _root(homes: Iterable[str], own: bool) -> str:
    """Give the deck's name: deckgen puts every card into a part, so it is what the parts' parents share.

    Where cards are elsewhere, and for others' decks, it is what all decks with cards share.
    """
    above = [name.rpartition("::")[0] for name in homes]
    return (_shared(above) if own else "") or _shared(homes)


def _shared(names: Iterable[str]) -> str:
    split = [name.split("::") for name in names]
    first, last = min(split, default=[]), max(split, default=[])  # what these two share, all between them share
    return "::".join(first[: next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))])


def _below(root: str, name: str) -> str:
    """Give a deck's name relative to the root; its full name where it is elsewhere."""
    if name == root:
        return ""
    return name.removeprefix(f"{root}::") if root else name


def _prefix(tags: Iterable[str]) -> str:
    """Give what all tags have before `::`; a flat tag, such as Anki's `leech`, is the learner's."""
    found = {tag.split("::")[0] for tag in tags if "::" in tag}
    return found.pop() if len(found) == 1 else ""


def _damaged(how: str) -> NoReturn:
    raise BadPackageError(f"its database is damaged: {how}")


def _named(name: str) -> str:
    return f"`{_one_line(name)}`"


def _one_line(text: str) -> str:
    """Give a foreign text so that it harms no line: printable and short."""
    seen = "".join(sign if sign.isprintable() else "?" for sign in text[:61]).strip()
    return f"{seen[:60]}…" if len(text) > 60 else seen

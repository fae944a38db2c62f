"""cards/deck.lock: what was released, as sorted text, one line a note. `deckgen release` alone writes it.

In: a `State`, or the text of the file. Out: the text, or a `State` in which every note knows its line.

    lock 1                          the version of this format
    release 1.2.0 1700000000        the released version, and its time in seconds since 1970
    deck {…}                        name, uid, id
    allowed "R007 x is obsolete"    what its author said yes to before this release
    part "1 The role"               a released part; its name is what Anki knows it by
    type standard {…}               a note type: its id, its structure, its look
    note opposite-test {…}          a note, as `released.state.NoteState` has it; one that was withdrawn says since when
    sum 0123456789abcdef            digest of all lines above: a slip of the hand, or a merge, does not pass unseen

Values are JSON. Whoever adds a key keeps old locks readable; a change that old deckgens must not read gets another version.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from deckgen.released.state import NoteState, State, TypeState

VERSION = 1
_HEAD = """\
# What learners have of this deck: written by `deckgen release`, never by hand.
# Lost or damaged? `deckgen release --lock-from OLD.apkg` makes it anew from the last released package.
"""


class DamagedLock(ValueError):
    """The lock cannot be read; the arguments are the number of the line, and why, in words."""


def write_lock(state: State) -> str:
    """Give the text of a released state."""
    deck = {"name": state.deck, "uid": state.uid, "id": state.id}
    rows = [f"lock {VERSION}", f"release {state.version} {state.time}", f"deck {_json(deck)}"]
    rows += [f"allowed {_json(one)}" for one in sorted(state.spent)]
    rows += [f"part {_json(name)}" for name in sorted(state.parts)]
    rows += [f"type {key} {_json(_type_row(one))}" for key, one in sorted(state.types.items())]
    rows += [f"note {one.id} {_json(_note_row(one))}" for one in sorted(state.notes.values(), key=lambda one: (one.id, one.guid))]
    text = _HEAD + "".join(f"{row}\n" for row in rows)
    return f"{text}sum {_sum(text)}\n"


_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What editors take for the end of a line, and what no text file may hold."""


def _json(value: object) -> str:
    """Write a value on one line, in NFC, as all the project's files are read."""
    text = json.dumps(_normal(value), ensure_ascii=False)
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def _normal(value: Any) -> Any:
    """Normalize texts before they are escaped: a mark behind a line's end would join the `n` of its escape."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case dict():
            return {_normal(key): _normal(one) for key, one in value.items()}
        case list():
            return [_normal(one) for one in value]
        case _:
            return value


def _sum(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _type_row(one: TypeState) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "structure": one.structure, "mod": one.modified, "written": one.written, "look": one.look}


def _note_row(one: NoteState) -> dict[str, Any]:
    row: dict[str, Any] = {
        "texts": dict(one.texts),
        "cards": {str(ordinal + 1): words for ordinal, words in one.cards.items()},
        "dropped": {str(ordinal + 1): words for ordinal, words in sorted(one.dropped.items())},
        "around": {str(ordinal + 1): words for ordinal, words in sorted(one.around.items())},
        "pictures": list(one.pictures),
        "answered": [ordinal + 1 for ordinal in sorted(one.answered)],
        "was": one.was,
        "withdrawn": one.withdrawn,
        "part": one.part,
        "tags": list(one.tags),
        "kind": one.kind,
        "type": one.note_type,
        "version": one.version,
        "mod": one.modified,
        "guid": one.guid,
        "nid": one.note_id,
        "written": one.written,
        "rendered": one.rendered,
    }
    return {key: value for key, value in row.items() if value not in ({}, [], "")}


def read_lock(text: str) -> State:
    """Read cards/deck.lock. Errors: `DamagedLock`."""
    lines = text.replace("\r\n", "\n").split("\n")  # git may check it out with Windows' line ends
    _check(lines)
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        try:
            reader.take(number, line)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedLock(number, "this line is damaged") from error
    if reader.head is None:
        raise DamagedLock(1, "it names no deck")
    version, time = reader.release
    name, uid, id, place = reader.head
    return State(name, uid, id, reader.parts, reader.types, reader.notes, version, time, tuple(reader.spent), place)


def _check(lines: list[str]) -> None:
    """Hold the text to the digest in its last line; a lock of a newer deckgen is told from a damaged one."""
    version = next((number for number, line in enumerate(lines, start=1) if line.startswith("lock ")), 0)
    if version and lines[version - 1] != f"lock {VERSION}" and lines[version - 1][5:].isdecimal():
        raise DamagedLock(version, "another version of deckgen wrote it")
    conflict = next((number for number, line in enumerate(lines, start=1) if line.startswith(("<<<<<<<", "=======", ">>>>>>>"))), 0)
    if conflict:
        raise DamagedLock(conflict, "git left a conflict in it")
    while lines and not lines[-1]:
        lines.pop()
    body = "".join(f"{line}\n" for line in lines[:-1])
    if not lines or lines[-1] != f"sum {_sum(body)}":
        raise DamagedLock(max(1, len(lines)), "it is not as `deckgen release` wrote it")


class _Reader:
    """Takes the lines one by one."""

    def __init__(self) -> None:
        self.release: tuple[str, int] = ("", 0)
        self.head: tuple[str, str, str, int] | None = None
        self.spent: list[str] = []
        self.parts: dict[str, int] = {}
        self.types: dict[str, TypeState] = {}
        self.notes: dict[str, NoteState] = {}

    def take(self, number: int, line: str) -> None:
        """Take a line. Errors: those of values that are not there, or not what they should be."""
        word, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        match word:
            case "" | "#" | "lock" | "sum":
                pass
            case "release":
                if not all(number.isdecimal() for number in key.split(".")):
                    raise ValueError(key)
                self.release = (key, int(value))
            case "deck":
                row = json.loads(rest)
                self.head = (_text(row["name"]), _text(row["uid"]), _text(row["id"]), number)
            case "allowed":
                self.spent.append(_text(json.loads(rest)))
            case "part":
                self.parts[_text(json.loads(rest))] = number
            case "type":
                self.types[key] = _type(json.loads(value), number)
            case "note":
                note = _note(key, json.loads(value), number)
                self.notes[note.guid] = note
            case _:
                raise ValueError(line)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _type(row: Mapping[str, Any], line: int) -> TypeState:
    name, structure, written, look = (_text(row[key]) for key in ("name", "structure", "written", "look"))
    return TypeState(int(row["id"]), name, structure, written, look, int(row["mod"]), line)


def _note(id: str, row: Mapping[str, Any], line: int) -> NoteState:
    def ordinals(key: str) -> dict[int, str]:
        return {int(number) - 1: _text(words) for number, words in row.get(key, {}).items()}

    return NoteState(
        id=id,
        guid=_text(row["guid"]),
        note_id=int(row["nid"]),
        kind=_text(row["kind"]),
        note_type=_text(row["type"]),
        part=_text(row.get("part", "")),
        cards=ordinals("cards"),
        texts={_text(name): _text(words) for name, words in row.get("texts", {}).items()},
        tags=tuple(map(_text, row.get("tags", ()))),
        dropped=ordinals("dropped"),
        around=ordinals("around"),
        pictures=tuple(map(_text, row.get("pictures", ()))),
        answered=tuple(int(number) - 1 for number in row.get("answered", ())),
        was=_text(row.get("was", "")),
        modified=int(row["mod"]),
        version=_text(row.get("version", "")),
        written=_text(row.get("written", "")),
        rendered=_text(row.get("rendered", "")),
        withdrawn=_text(row.get("withdrawn", "")),
        line=line,
    )

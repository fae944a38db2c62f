"""A note from the command line -> the file that it belongs into, as it would be with it.

In: a project's folder, what the note says by key, and which file is wanted. Out: `Added`, or a `NoPlaceError` that says which files
there are. Nothing is written: the project is read anew with the note in it, and what is new among its errors is the note's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deckgen.diagnostics import Diagnostics, Edit, Span, split_lines
from deckgen.model import Deck, Part
from deckgen.pipeline.edits import apply
from deckgen.pipeline.fix import folder_of, ids_of, new_errors
from deckgen.pipeline.load import Project, load
from deckgen.print.faces import is_called
from deckgen.read.cards import propose_id
from deckgen.read.keys import KINDS
from deckgen.read.yaml import Mapping as Node
from deckgen.read.yaml import Scalar, Sequence, read_yaml
from deckgen.written import Value, item

_UNVERIFIED = "Q001"
"""A new quotation of a source whose text is not at hand: no fault, as it can only be verified once it stands there."""


class NoPlaceError(ValueError):
    """There is no place for the note; the argument says why, and which there are."""


@dataclass(frozen=True, slots=True)
class Added:
    """A note, and its file with it."""

    id: str
    file: str
    """By its name inside the project."""
    line: int
    before: bytes
    after: bytes
    project: Project
    """As it would be."""
    errors: Diagnostics
    """What is new; with any of them the note is not to be written."""
    unverified: Diagnostics
    """Its quotations whose source's text is not at hand."""
    unheard: tuple[str, ...]
    """The keys of the sources that it cites whose text is not at hand."""


def add(root: Path, deck: Deck, project: Project, note: Mapping[str, Value], part: str | None, file: str | None) -> Added:
    """Put a note at the end of a file. In: the note by its keys, without an `id` where one is to be made. Errors: `NoPlaceError`."""
    name = _file(deck, part, file)
    words = next(str(note[kind.name]) for kind in KINDS if kind.name in note)
    id = str(note.get("id") or propose_id(words, ids_of(project, folder_of(name))))
    edits, line = _edits(project.files[name], name, {**note, "id": id})
    before = (root / name).read_bytes()
    after = apply(before, edits)
    then = load(root, {name: after})
    new = new_errors(project, then)
    unverified = tuple(one for one in new if one.code == _UNVERIFIED)
    errors = tuple(one for one in new if one.code != _UNVERIFIED)
    if not errors and _ids(then) != _ids(project) | {id}:
        raise NoPlaceError(f"{name}: its notes cannot be told from what follows them; write the note there yourself")
    return Added(id, name, line, before, after, then, errors, unverified, _unheard(then, id))


def _unheard(project: Project, id: str) -> tuple[str, ...]:
    cited = ((deck, source.key) for deck in project.decks for note in deck.notes() if note.id == id for source, _ in deck.cited(note))
    return tuple(dict.fromkeys(key for deck, key in cited if key not in deck.texts))


def _ids(project: Project) -> set[str]:
    return {note.id for deck in project.decks for note in deck.named()}


# --- the file ----------------------------------------------------------------------------------------------------------------


def _file(deck: Deck, part: str | None, file: str | None) -> str:
    """Give the file that is meant: by its name, by its part, or the last one."""
    fitting = [one for place, one in enumerate(deck.parts) if part is None or is_called(one, place, (part,))]
    fitting = [one for one in fitting if file is None or _is_file(one, file)]
    if fitting:
        return fitting[-1].span.file
    there = ", ".join(f"{one.span.file} ({one.name})" for one in deck.parts) or "none yet: write one with `part:` and `cards:`"
    wanted = " ".join(f"--{key} {value!r}" for key, value in (("part", part), ("file", file)) if value is not None)
    raise NoPlaceError(f"no file of cards{f' for {wanted}' if wanted else ''}; there is: {there}")


def _is_file(part: Part, file: str) -> bool:
    """Whether a file is called so: by its path in the project, by its name, with or without what stands behind the dot."""
    path, wanted = PurePosixPath(part.span.file), PurePosixPath(file.replace("\\", "/"))
    return path == wanted or wanted.as_posix() in (path.name, path.stem)


# --- the place in it ---------------------------------------------------------------------------------------------------------


def _edits(text: str, name: str, note: Mapping[str, Value]) -> tuple[list[Edit], int]:
    """Give the edits that write a note below the others, and the line where it will stand."""
    rows = split_lines(text.removeprefix("\ufeff"))
    root, _ = read_yaml(text, name)
    if not isinstance(root, Node) or "cards" not in root.pairs:
        raise NoPlaceError(f"{name} cannot be read: `deckgen check` shows why")
    key, notes = root.pairs["cards"]
    if isinstance(notes, Node) or (isinstance(notes, Scalar) and notes.value):
        raise NoPlaceError(f"{name} has no list of notes below `cards:`: `deckgen check` shows why")
    below = min((one.span.line for one, _ in root.pairs.values() if one.span.line > key.span.line), default=len(rows) + 1)
    last = _last(rows, key.span.line, below)
    hyphens = [number for number in range(key.span.line, last) if re.match(r" *-( |$)", rows[number])]
    empty = _empty(rows, name, key.span.line) if isinstance(notes, Sequence) and not notes.items else None
    if isinstance(notes, Sequence) and not hyphens and not empty:
        raise NoPlaceError(f"{name} has its notes between brackets: write each below `cards:`, behind a hyphen")
    indent = rows[hyphens[0]].partition("-")[0] if hyphens else "  "
    gap = "" if not hyphens or _packed(rows, hyphens, indent) else "\n"
    end = "\n" if last == len(rows) else ""  # behind a last line that has no end, an edit would leave out its own, too
    written = item({"id": note["id"], **note}, indent)
    return [*([empty] if empty else ()), Edit(Span(name, last + 1, 1, last + 1, 1), gap + written + end)], last + 1 + len(gap)


def _empty(rows: list[str], name: str, line: int) -> Edit | None:
    """Give the edit that takes the brackets of `cards: []` away; `None` where they stand otherwise."""
    found = re.match(r"""(?:cards|"cards"|'cards')[ \t]*:([ \t]*\[[ \t]*\])(?=[ \t]*$|[ \t]+#)""", rows[line - 1])
    return Edit(Span(name, line, found.start(1) + 1, line, found.end(1) + 1), "") if found else None


def _last(rows: list[str], first: int, below: int) -> int:
    """Give the number of the last line of the notes: comments that stand above the next key belong to that one."""
    end = below - 1
    ours = below > len(rows)  # nothing follows: then comments at the end are about notes
    while end > first and (not rows[end - 1].strip() or rows[end - 1].rstrip() == "..." or (not ours and rows[end - 1].startswith("#"))):
        end -= 1
    return end


def _packed(rows: list[str], hyphens: list[int], indent: str) -> bool:
    """Whether notes follow one another without an empty line."""
    notes = [number for number in hyphens if rows[number].startswith(f"{indent}-")]
    above = notes[-1] - 1
    while above > notes[0] and rows[above].lstrip().startswith("#"):
        above -= 1
    return len(notes) > 1 and bool(rows[above].strip())

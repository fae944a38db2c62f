"""A project as its author has it in mind: facts, each with a secret that stays through every rewording, and the files that say them.

In: nothing but words. Out: plain data for `edits` to change, and the text of the project's files.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

STANDARD = ("question", "term", "said")
_PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@dataclass
class Fact:
    """What one card asks: the answer of a question, a gap, an item."""

    secret: str
    words: list[str]
    number: int = 0
    """Of a gap: its number. Of an item: what its author typed as one, 0 for nothing."""
    why: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, and the secret."""
        return " ".join((*self.words, self.secret))


@dataclass
class Note:
    """One note."""

    id: str
    kind: str
    facts: list[Fact]
    around: list[str]
    """The words that no card hides: a question, a term, what stands between gaps, a list's title; all of a quotation to attribute."""
    reverse: bool = False
    tags: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    picture: str = ""
    principle: bool = False
    """Whether it cites the principle, whose quotation its cards then show."""
    was: str = ""
    allows: set[str] = field(default_factory=set)

    def sentence(self) -> str:
        """Give a text with gaps as its source has it."""
        return " ".join(word for words, fact in self._pieces() for word in (*words, *(fact.words if fact else ())))

    def gapped(self) -> str:
        """Give a text with gaps as its author types it."""
        return " ".join(
            word for words, fact in self._pieces() for word in (*words, *((f"{{{{c{fact.number}::{fact.text}}}}}",) if fact else ()))
        )

    def _pieces(self) -> Iterator[tuple[list[str], Fact | None]]:
        """Give two words before each gap, and all others behind the last one."""
        for place, fact in enumerate(self.facts):
            yield self.around[2 * place : 2 * place + 2], fact
        yield self.around[2 * len(self.facts) :], None


@dataclass
class Part:
    """One file of notes."""

    name: str
    notes: list[Note]
    tags: list[str] = field(default_factory=list)
    allows: set[str] = field(default_factory=set)


@dataclass
class Project:
    """The whole of it."""

    name: str
    uid: str
    id: str
    parts: list[Part]
    lang: str = "en"
    cite: str = "A. Author, 2021"
    quotation: list[str] = field(default_factory=list)
    """The words of the principle's quotation."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    withdrawn: list[Note] = field(default_factory=list)
    """What may be restored."""
    allows: set[str] = field(default_factory=set)

    def notes(self) -> list[Note]:
        """All notes, in order."""
        return [note for part in self.parts for note in part.notes]

    def note(self, id: str) -> Note | None:
        """Find a note by its id."""
        return next((one for one in self.notes() if one.id == id), None)

    def part_of(self, note: Note) -> Part:
        """Find the part of a note."""
        return next(part for part in self.parts if any(one is note for one in part.notes))

    def revision(self, note: Note) -> str:
        """Digest what of a note its author decides and learners see: by which the walk knows what must reach them, and what must not."""
        said = (
            note.kind,
            [(fact.text, fact.number, fact.why) for fact in note.facts],
            note.around,
            note.reverse,
            sorted({*note.tags, *self.part_of(note).tags}),
            note.extra,
            hashlib.sha256(self.pictures.get(note.picture, b"")).hexdigest(),
            self.quotation if note.principle else [],
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


def picture(mark: str) -> bytes:
    """Give a picture that is like no other."""
    return _PIXEL + mark.encode()


# --- files -----------------------------------------------------------------------------------------------------------------


def write(project: Project, root: Path) -> None:
    """Write a project's files, and remove those that it has no more; the lock stays."""
    cards = root / "cards"
    for old in (*cards.glob("[0-9]*.yaml"), *cards.glob("*.png")):
        old.unlink()
    files = {name: text.encode() for name, text in (*_cards(project).items(), *_source(project).items())}
    files |= {f"cards/{name}": data for name, data in project.pictures.items()}
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)


def _cards(project: Project) -> dict[str, str]:
    head = [*_allowed(project.allows, ""), f"deck: {_quoted(project.name)}", f"uid: {project.uid}", f"id: {project.id}"]
    files = {"cards/deck.yaml": "\n".join((*head, f"lang: {project.lang}", ""))}
    for place, part in enumerate(project.parts, start=1):
        lines = [*_allowed(part.allows, ""), f"part: {_quoted(part.name)}", f"tags: [{', '.join(part.tags)}]", "cards:"]
        files[f"cards/{place:02}.yaml"] = "\n".join((*lines, *(line for note in part.notes for line in _note(note)), ""))
    return files


def _note(note: Note) -> Iterator[str]:
    yield from _allowed(note.allows, "  ")
    yield f"  - id: {note.id}"
    yield from (f"    {line}" for line in _body(note))
    if note.was:
        yield f"    was: {note.was}"
    if note.tags:
        yield f"    tags: [{', '.join(note.tags)}]"
    if note.extra:
        yield f"    extra: {_quoted(' '.join(note.extra))}"
    if note.kind in ("said", "quote") or note.principle:
        yield f"    source: one{'#practice' * note.principle}"


def _body(note: Note) -> Iterator[str]:
    """Give the lines that tell the kind."""
    shown = f" ![what it shows]({note.picture})" if note.picture else ""
    front = " ".join((*note.around, note.facts[0].secret))
    match note.kind:
        case "question":
            yield from (f"q: {_quoted(front + shown)}", f"a: {_quoted(note.facts[0].text)}", f"reverse: {str(note.reverse).lower()}")
        case "term":
            yield from (f"term: {_quoted(front)}", f"means: {_quoted(note.facts[0].text + shown)}", f"reverse: {str(note.reverse).lower()}")
        case "said":
            yield f"said: {_quoted(front)}"
        case "list":
            yield f"list: {_quoted(' '.join(note.around) + shown)}"
            yield "items:"
            for fact in note.facts:
                yield f"  - text: {_quoted(fact.text)}"
                yield from (f"    {key}: {value}" for key, value in (("why", " ".join(fact.why)), ("number", fact.number)) if value)
        case kind:
            yield f"{kind}: {_quoted(note.gapped() + (shown if kind == 'cloze' else ''))}"


def _allowed(codes: set[str], indent: str) -> Iterator[str]:
    yield from (f"{indent}# deckgen: allow {code} the author means it" for code in sorted(codes))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _source(project: Project) -> dict[str, str]:
    """Give the one source, with a principle and a text in which whatever is quoted stands."""
    quotation = " ".join(project.quotation)
    said = [" ".join(note.around) if note.kind == "said" else note.sentence() for note in project.notes() if note.kind in ("said", "quote")]
    head = f"---\ntitle: The source\nauthor: Ann Author\ncite: {_quoted(project.cite)}\ntext: content/texts/one.txt\n---\n"
    page = f"{head}\n## The practice {{#practice}}\n\nIt holds.\n\n> {quotation}\n"
    return {"content/one.md": page, "content/texts/one.txt": "\n\n".join((quotation, *said)) + "\n"}

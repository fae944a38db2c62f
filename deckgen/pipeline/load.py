"""A folder -> its decks, read, resolved and checked.

In: the project's folder. Out: a `Project`: decks, findings, and the texts that findings point into.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from deckgen import quotations
from deckgen.diagnostics import Allowance, Diagnostic, Diagnostics, Label, Severity, Span
from deckgen.model import Deck, Note, Part, Source
from deckgen.pipeline.allowances import settle
from deckgen.quotations import Attestations, SourceText
from deckgen.read.allowances import read_allowances
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content, split_front_matter
from deckgen.read.deck import read_deck
from deckgen.read.files import MAX_BYTES, read_text
from deckgen.released.lockfile import DamagedLock, read_lock
from deckgen.released.state import State
from deckgen.resolve import resolve
from deckgen.rules import check as check_rules

T = TypeVar("T")
LOCK = "content/quotations.lock"
DECK_LOCK = "deck.lock"
CHANGELOG = "CHANGELOG.md"
"""What `deckgen release` writes beside deck.yaml: what learners have, and what they are told."""
_LARGEST_LOCK = 500_000_000
_RELEASE = re.compile(r"^##[^\n]*?\b(\d+)\.(\d+)(?:\.(\d+))?", re.MULTILINE)
_KEY = re.compile(r"[^\s#,]+")


@dataclass(frozen=True, slots=True)
class Project:
    """A project as read and checked: its decks, what was found, and the files that findings point into."""

    root: Path
    decks: tuple[Deck, ...]
    diagnostics: Diagnostics
    files: Mapping[str, str]
    allowances: tuple[Allowance, ...] = ()
    """What the files say yes to; `diagnostics` is without it."""


def find_project(start: Path) -> Path | None:
    """Give the nearest folder, from `start` upwards, that holds a project; `None` where there is none."""
    for folder in (start, *start.parents):
        if deck_folders(folder):
            return folder
    return None


def deck_folders(root: Path) -> tuple[Path, ...]:
    """Give the folders of a project that hold a deck: cards/, or each cards/NAME/ with a deck.yaml."""
    cards = root / "cards"
    try:
        if (cards / "deck.yaml").is_file():
            return (cards,)
        return tuple(sorted(one.parent for one in cards.glob("*/deck.yaml")))
    except OSError:
        return ()


class _Reader:
    """Reads files and keeps their texts for the report."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        self.found: list[Diagnostic] = []

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def text(self, path: Path, most: int = MAX_BYTES) -> str | None:
        """Read a file; `None` where it cannot be read, which has then been noted."""
        name = self.name(path)
        text, found = read_text(path, name, most)
        self.files[name] = text
        self.found += found
        return None if found else text

    def keep(self, pair: tuple[T, Diagnostics]) -> T:
        value, found = pair
        self.found += found
        return value


def load(root: Path) -> Project:
    """Read, resolve and check a project."""
    reader = _Reader(root)
    sources = _sources(reader)
    attestations = _attestations(reader)
    texts = _texts(reader, sources)
    decks = []
    unlocked = attestations is None
    for folder in deck_folders(root):
        deck = _deck(reader, folder, sources, attestations or {}, texts)
        if deck:
            decks.append(deck)
            silent = {"Q001"} if unlocked else set()  # the lock's fault, said once
            silent |= {"R007", "R011"} if _partly_read(reader, folder) else set()  # nobody knows what stands in the rest
            reader.found += (one for one in check_rules(deck) if one.code not in silent)
    reader.found += _clashes(decks)
    reader.found += _not_read(reader)
    reader.found += _strays(reader)
    allowances = _allowances(reader)
    found = tuple(sorted(settle(allowances, dict.fromkeys(reader.found), _spent(decks)), key=lambda one: one.sort_key))
    return Project(root, tuple(decks), found, reader.files, allowances)


def _spent(decks: Iterable[Deck]) -> frozenset[tuple[str, str]]:
    """Give what was said yes to before a release, with the folder that it was said in: a yes to what learners lose is for one release."""
    given = ((deck.head.span.file.removesuffix("deck.yaml"), deck.released.spent) for deck in decks if deck.released)
    return frozenset((folder, one) for folder, spent in given for one in spent)


def _strays(reader: _Reader) -> Iterable[Diagnostic]:
    """Report locks beside no deck.yaml (L004): their deck would be taken for one that was never released."""
    cards = reader.root / "cards"
    for path in sorted((cards / DECK_LOCK, *cards.glob(f"*/{DECK_LOCK}"))):
        if path.exists() and not (path.parent / "deck.yaml").exists():
            at = Span(reader.name(path), 1, 1, 1, 1)
            help = (f"move it to its deck's folder, beside deck.yaml, and {CHANGELOG} with it", "if its deck is no more, delete it")
            yield Diagnostic("L004", f"{DECK_LOCK} without a deck.yaml beside it", at, "what was released of its deck is not known", help)


def _partly_read(reader: _Reader, folder: Path) -> bool:
    """Whether some notes of a deck could not be read."""
    files = {reader.name(path) for path in folder.glob("*.y*ml")}
    return any(one.is_error and one.code[0] in "FYC" and one.span.file in files for one in reader.found)


def _allowances(reader: _Reader) -> tuple[Allowance, ...]:
    """Read what the YAML files say yes to."""
    files = ((name, text) for name, text in reader.files.items() if name.startswith("cards/") and not name.endswith(DECK_LOCK))
    return tuple(one for name, text in files for one in reader.keep(read_allowances(text, name)))


def _sources(reader: _Reader) -> dict[str, Source]:
    sources = {}
    for path in sorted((reader.root / "content").glob("*.md")):
        if path.name.lower() == "readme.md" or path.name.startswith("."):
            continue
        text = reader.text(path)
        key = unicodedata.normalize("NFC", path.stem)  # as macOS may not spell it
        if not _KEY.fullmatch(key):
            at, help = Span(reader.name(path), 1, 1, 1, 1), ("name the file without spaces, `#` and commas: its name is what cards cite",)
            reader.found.append(Diagnostic("S008", f"a citation key cannot be `{key}`", at, help=help))
        source = reader.keep(read_content(text, reader.name(path), key)) if text is not None else None
        if source:
            sources[key] = source
    return sources


def _attestations(reader: _Reader) -> Attestations | None:
    """Read the lock; `None` where it is damaged."""
    path = reader.root / LOCK
    text = reader.text(path) if path.exists() else ""
    try:
        return quotations.read_attestations(text) if text is not None else None
    except quotations.DamagedLock as error:
        line, why = error.args
        help = ("run `deckgen verify` with the texts at hand: the lock is written anew",)
        reader.found.append(Diagnostic("L001", f"this lock cannot be read: {why}", Span(LOCK, line, 1, line, 1), help=help))
        return None


def _texts(reader: _Reader, sources: Mapping[str, Source]) -> dict[str, SourceText]:
    """Read the texts that are in the project (`text: PATH` in the front matter)."""
    texts = {}
    for key, source in sources.items():
        if source.text:
            text = _text(reader, source)
            if text is not None:
                texts[key] = source_text(text, source)
    return texts


def _text(reader: _Reader, source: Source) -> str | None:
    path = reader.root / source.text
    try:
        inside, there = path.resolve().is_relative_to(reader.root.resolve()), path.is_file()
    except (OSError, ValueError):  # no file can have this name
        inside, there = True, False
    if inside and there:
        return reader.text(path)
    what = "is missing" if inside else "is outside the project"
    help = (
        "`text:` is a path from the project's folder" if inside else f"leave `text:` out and run `deckgen verify --text {source.key}=PATH`"
    )
    reader.found.append(Diagnostic("S006", f"the text `{source.text}` {what}", source.text_span, help=(help,)))
    return None


def source_text(text: str, source: Source) -> SourceText:
    """Read the text of a source, with or without front matter."""
    _, body, _ = split_front_matter(text)
    return quotations.read_source_text(body, source.author, source.speakers)


def _deck(
    reader: _Reader, folder: Path, sources: Mapping[str, Source], attestations: Attestations, texts: Mapping[str, SourceText]
) -> Deck | None:
    """Read and resolve one deck. A deck whose head cannot be read still has its cards looked at."""
    text = reader.text(folder / "deck.yaml")
    released = _released(reader, folder)
    uid = released.uid if released else secrets.token_hex(16)
    head = reader.keep(read_deck(text, reader.name(folder / "deck.yaml"), uid)) if text is not None else None
    parts: list[Part] = []
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        if path.name in ("deck.yaml", "deck.yml") or path.name.startswith("."):
            continue
        text = reader.text(path)
        part = reader.keep(read_cards(text, reader.name(path))) if text is not None else None
        if part:
            parts.append(part)
    if head is None:
        return None
    return reader.keep(resolve(head, tuple(parts), sources, attestations, texts, reader.root, released))


def _released(reader: _Reader, folder: Path) -> State | None:
    """Read what learners have of a deck; `None` before its first release, and where the lock is damaged or lost, which is an error."""
    path = folder / DECK_LOCK
    name, told = reader.name(path), _told(reader, folder)
    help: tuple[str, ...] = (
        f"see what happened to it: git diff {name}",
        f"take the last released one: git checkout COMMIT -- {name}",
        "or make it anew from the last released package: deckgen release --lock-from OLD.apkg",
    )
    if not path.exists():
        if told:
            what = f"this deck was released, but its {name} is gone"
            reader.found.append(_lost(reader, folder, what, (*help[1:], f"if it was never released, delete {CHANGELOG} beside it")))
        return None
    reader.files[name], found = read_text(path, name, _LARGEST_LOCK)
    try:
        if found:
            raise DamagedLock(found[0].span.line, found[0].message.removeprefix("this file cannot be read: "))
        state = read_lock(reader.files[name])
    except DamagedLock as error:
        line, why = error.args
        if "another version" in why:
            help = ("use the newer deckgen",)
        if "conflict" in why:
            help = ("two branches released: keep the lock of the one that learners have, and release what the other changed anew",)
        reader.found.append(Diagnostic("L002", f"this lock cannot be read: {why}", Span(name, line, 1, line, 1), help=help))
        return None
    if told > tuple(map(int, state.version.split("."))):
        last = ".".join(map(str, told))
        what = f"{name} holds release {state.version}, and {CHANGELOG} beside it tells of {last}"
        reader.found.append(_lost(reader, folder, what, help[1:]))
    return state


def _told(reader: _Reader, folder: Path) -> tuple[int, ...]:
    """Give the newest release that learners were told of; empty where there is none."""
    path = folder / CHANGELOG
    if not path.exists():
        return ()
    text, found = read_text(path, reader.name(path))
    reader.found += found
    return max((tuple(int(number or 0) for number in one) for one in _RELEASE.findall(text)), default=())


def _lost(reader: _Reader, folder: Path, what: str, help: tuple[str, ...]) -> Diagnostic:
    at = Span(reader.name(folder / "deck.yaml"), 1, 1, 1, 1)
    return Diagnostic("L003", what, at, "without the last one, nobody can tell what an edit does to learners", help)


def _clashes(decks: list[Deck]) -> Iterable[Diagnostic]:
    """Report decks of one project that share what must be their own."""
    for index, deck in enumerate(decks):
        for other in decks[:index]:
            pairs = {"uid": (deck.head.uid, other.head.uid), "id": (deck.head.id, other.head.id), "name": (deck.head.name, other.head.name)}
            shared = [what for what, (ours, theirs) in pairs.items() if ours and ours == theirs]
            if shared:
                words = " and ".join(f"`{what}`" for what in shared).replace("`name`", "`deck`")
                yield Diagnostic(
                    "D003",
                    f"two decks with the same {words}",
                    deck.head.span,
                    "this one",
                    ("give one of them its own; a uid is 32 random hex digits: leave it out, and `check` draws one",),
                    (Label(other.head.span, "and this one"),),
                )
    yield from _shared_notes(decks)


def _shared_notes(decks: list[Deck]) -> Iterable[Diagnostic]:
    """Report notes of two decks that Anki would take for one (C010)."""
    known: dict[str, Note] = {}
    for deck in decks:
        for note in {note.id: note for note in deck.notes() if note.id}.values():
            first = known.setdefault(deck.identities[note.id].guid, note)
            if first.id_span.file != note.id_span.file and first is not note:
                help = ("one deck has the note, and the other `was`: move it, or change `was` or `guid`",)
                yield Diagnostic(
                    "C010",
                    f"the notes `{first.id}` and `{note.id}` of two decks have the same identity",
                    note.id_span,
                    "again here",
                    help,
                    (Label(first.id_span, "first used here"),),
                )


def _not_read(reader: _Reader) -> Iterable[Diagnostic]:
    """Warn of files that look like the project's, but are not read (F004)."""
    wanted = (*(reader.root / "cards").rglob("*"), *(reader.root / "content").rglob("*"))
    for path in sorted(wanted):
        inside = path.relative_to(reader.root)
        kind = {"cards": (".yaml", ".yml"), "content": (".md",)}[inside.parts[0]]
        hidden = any(part.startswith(".") for part in inside.parts)
        if path.suffix.lower() not in kind or hidden or path.name.lower() == "readme.md" or inside.as_posix() in reader.files:
            continue
        if path.is_file():
            where = {
                "cards": "cards are read from NAME.yaml in cards/, or in cards/NAME/ beside its deck.yaml",
                "content": "sources are read from KEY.md in content/ itself",
            }
            help = (where[inside.parts[0]],)
            yield Diagnostic("F004", "this file is not read", Span(inside.as_posix(), 1, 1, 1, 1), help=help, severity=Severity.WARNING)

"""A folder -> its decks, read, resolved and checked.

In: the project's folder. Out: a `Project`: decks, findings, and the texts that findings point into.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckgen import quotations
from deckgen.diagnostics import Allowance, Diagnostic, Diagnostics, Label, Severity, Span
from deckgen.model import Deck, Named, Source
from deckgen.pipeline.allowances import settle
from deckgen.pipeline.around import Around, Content
from deckgen.pipeline.editors import modelines
from deckgen.pipeline.folders import card_files, deck_folders, source_files
from deckgen.pipeline.history import DECK_LOCK, released, spent, strays
from deckgen.pipeline.known import Known
from deckgen.pipeline.reader import Reader
from deckgen.pipeline.texts import read_texts
from deckgen.quotations import Attestations
from deckgen.read.allowances import read_allowances
from deckgen.read.deck import read_deck
from deckgen.read.page_allowances import read_page_allowances
from deckgen.resolve import Surroundings, resolve, unresolved
from deckgen.rules import check as check_rules
from deckgen.rules import check_together

LOCK = "content/quotations.lock"
KEY = re.compile(r"[^\s#,]+")


@dataclass(frozen=True, slots=True)
class Project:
    """A project as read and checked: its decks, what was found, and the files that findings point into."""

    root: Path
    decks: tuple[Deck, ...]
    diagnostics: Diagnostics
    files: Mapping[str, str]
    allowances: tuple[Allowance, ...] = ()
    """What the files say yes to; `diagnostics` is without it."""

    def broken(self, besides: str) -> list[Diagnostic]:
        """Give the errors of other families than these: with them the decks are not what their files say."""
        return [one for one in self.diagnostics if one.is_error and one.code[0] not in besides]


def pictures(project: Project) -> list[str]:
    """Give the pictures of all decks, by their names inside the project."""
    return sorted({name for deck in project.decks for name in deck.media})


def load(
    root: Path,
    instead: Mapping[str, bytes] | None = None,
    known: Known | None = None,
    every_editor: bool = False,
) -> Project:
    """Read, resolve and check a project.

    `instead`: bytes to read in place of some files', by their names inside it. `known`: what some files would give.
    `every_editor`: whether to tell where any editor's line is missing, as `editors.modelines` has it.
    """
    reader = Reader(root, instead or {})
    known = known or Known()
    sources = _sources(reader, known)
    attestations = _attestations(reader)
    texts = read_texts(reader, sources)
    content = Content(reader.files, None if attestations is None else reader.files.get(LOCK, ""), sources, texts)
    decks = []
    unlocked = attestations is None
    for folder in deck_folders(root):
        deck = _deck(reader, folder, content, attestations or {}, known)
        if deck:
            decks.append(deck)
            reader.found += unresolved(deck, root)
            silent = {"Q001"} if unlocked else set()  # the lock's fault, said once
            silent |= {"R007", "R011"} if _partly_read(reader, folder) else set()  # nobody knows what stands in the rest
            silent |= {"G004"} if _without_lock(reader, folder) else set()  # a number that is missing may have been dropped
            reader.found += (one for one in check_rules(deck) if one.code not in silent)
    reader.found += check_together(decks)
    reader.found += _clashes(decks)
    reader.found += _not_read(reader)
    reader.found += strays(reader)
    reader.found += modelines(reader, every_editor)
    allowances = _allowances(reader)
    found = tuple(sorted(settle(allowances, dict.fromkeys(reader.found), spent(decks)), key=lambda one: one.sort_key))
    return Project(root, tuple(decks), found, reader.files, allowances)


def _without_lock(reader: Reader, folder: Path) -> bool:
    """Whether a deck was released, and what of it is not known."""
    return any(one.code in ("L002", "L003") and one.span.file.startswith(f"{reader.name(folder)}/") for one in reader.found)


def _partly_read(reader: Reader, folder: Path) -> bool:
    """Whether some notes of a deck could not be read."""
    files = {reader.name(path) for path in folder.glob("*.y*ml")}
    return any(one.is_error and one.code[0] in "FYC" and one.span.file in files for one in reader.found)


def _allowances(reader: Reader) -> tuple[Allowance, ...]:
    """Read what the files say yes to."""
    given: list[Allowance] = []
    for name, text in reader.files.items():
        if name.startswith("cards/") and not name.endswith(DECK_LOCK):
            given += reader.keep(read_allowances(text, name))
        elif re.fullmatch(r"content/[^/]+\.md", name):
            given += reader.keep(read_page_allowances(text, name))
    return tuple(given)


def _sources(reader: Reader, known: Known) -> dict[str, Source]:
    sources = {}
    for path in source_files(reader.root):
        text = reader.text(path)
        key = unicodedata.normalize("NFC", path.stem)  # as macOS may not spell it
        if not KEY.fullmatch(key):
            at, help = Span(reader.name(path), 1, 1, 1, 1), ("name the file without spaces, `#` and commas: its name is what cards cite",)
            reader.found.append(Diagnostic("S008", f"a citation key cannot be `{key}`", at, help=help))
        source = reader.keep(known.content(text, reader.name(path), key)) if text is not None else None
        if source:
            sources[key] = source
    return sources


def _attestations(reader: Reader) -> Attestations | None:
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


def _deck(reader: Reader, folder: Path, content: Content, attestations: Attestations, known: Known) -> Deck | None:
    """Read and resolve one deck. A deck whose head cannot be read still has its cards looked at."""
    text = reader.text(folder / "deck.yaml")
    history = released(reader, folder)
    uid = history.uid if history else os.urandom(16).hex()
    head = reader.keep(read_deck(text, reader.name(folder / "deck.yaml"), uid)) if text is not None else None
    resolved = Surroundings(head, content.sources, attestations, content.texts, reader.root, history) if head else None
    around = Around(content, _of_head(reader, folder)) if resolved else None
    cards = {reader.name(path): text for path in card_files(folder) if (text := reader.text(path)) is not None}
    known.look_up(cards, resolved, around)
    parts = [part for name, text in cards.items() if (part := reader.keep(known.cards(text, name)))]
    if not resolved or not around:
        return None
    deck = reader.keep(resolve(resolved, tuple(parts)))
    known.fill(deck, around)
    return deck


def _of_head(reader: Reader, folder: Path) -> Iterator[str]:
    """Give what was read of a deck besides its cards."""
    for name in ("deck.yaml", DECK_LOCK):
        yield reader.files.get(reader.name(folder / name), "there is none")


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
    known: dict[str, Named] = {}
    for deck in decks:
        for note in {note.id: note for note in deck.named() if note.id}.values():
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


def _not_read(reader: Reader) -> Iterable[Diagnostic]:
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

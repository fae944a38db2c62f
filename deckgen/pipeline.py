"""read -> resolve -> check -> write, for a whole project.

In: a folder. Out: values; nothing is printed here. Outputs appear whole, or the old ones stay.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

from deckgen import quotations
from deckgen.claims import Claim, claims
from deckgen.diagnostics import Diagnostic, Diagnostics, Span
from deckgen.model import Deck, Part, Source
from deckgen.quotations import Attestations, Found, SourceText
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content, split_front_matter
from deckgen.read.deck import read_deck
from deckgen.read.files import read_text
from deckgen.resolve import resolve
from deckgen.rules import check as check_rules

T = TypeVar("T")
Paper = Literal["a4", "letter"]
Ink = Literal["color", "gray"]
LOCK = "content/quotations.lock"


@dataclass(frozen=True, slots=True)
class Project:
    """A project as read and checked: its decks, what was found, and the files that findings point into."""

    root: Path
    decks: tuple[Deck, ...]
    diagnostics: Diagnostics
    files: Mapping[str, str]

    @property
    def has_errors(self) -> bool:
        """Whether anything was found that stops a build."""
        return any(one.is_error for one in self.diagnostics)


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


# --- read, resolve, check --------------------------------------------------------------------------------------------------


class _Reader:
    """Reads files and keeps their texts for the report."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        self.found: list[Diagnostic] = []

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def text(self, path: Path) -> str:
        name = self.name(path)
        text, found = read_text(path, name)
        self.files[name] = text
        self.found += found
        return text

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
    for folder in deck_folders(root):
        deck = _deck(reader, folder, sources, attestations, texts)
        if deck:
            decks.append(deck)
            reader.found += check_rules(deck)
    reader.found += _clashes(decks)
    found = tuple(sorted(dict.fromkeys(reader.found), key=lambda one: one.sort_key))
    return Project(root, tuple(decks), found, reader.files)


def _sources(reader: _Reader) -> dict[str, Source]:
    sources = {}
    for path in sorted((reader.root / "content").glob("*.md")):
        if path.name.lower() == "readme.md" or path.name.startswith("."):
            continue
        before = len(reader.found)
        text = reader.text(path)
        if len(reader.found) > before:
            continue
        source = reader.keep(read_content(text, reader.name(path), path.stem))
        if source:
            sources[path.stem] = source
    return sources


def _attestations(reader: _Reader) -> Attestations:
    path = reader.root / LOCK
    if not path.exists():
        return {}
    text = reader.text(path)
    try:
        return quotations.read_attestations(text)
    except quotations.DamagedLock as error:
        (line,) = error.args
        reader.found.append(
            Diagnostic(
                "L001",
                "this lock is damaged",
                Span(LOCK, line, 1, line, 1),
                help=("run `deckgen verify` with the texts at hand: it is written anew",),
            )
        )
        return {}


def _texts(reader: _Reader, sources: Mapping[str, Source]) -> dict[str, SourceText]:
    """Read the texts that are in the project (`text: PATH` in the front matter)."""
    texts = {}
    for key, source in sources.items():
        if not source.text:
            continue
        path = reader.root / source.text
        if not path.resolve().is_relative_to(reader.root.resolve()):
            reader.found.append(
                Diagnostic(
                    "S006",
                    f"the text `{source.text}` is outside the project",
                    source.span,
                    help=(f"leave `text:` out and run `deckgen verify --text {key}=PATH`",),
                )
            )
        elif not path.is_file():
            reader.found.append(
                Diagnostic(
                    "S006", f"the text `{source.text}` is missing", source.span, help=("`text:` is a path from the project's folder",)
                )
            )
        else:
            texts[key] = source_text(reader.text(path), source)
    return texts


def source_text(text: str, source: Source) -> SourceText:
    """Read the text of a source, with or without front matter."""
    _, body, _ = split_front_matter(text)
    return quotations.read_source_text(body, source.author, source.speakers)


def _deck(
    reader: _Reader, folder: Path, sources: Mapping[str, Source], attestations: Attestations, texts: Mapping[str, SourceText]
) -> Deck | None:
    """Read and resolve one deck. A deck whose head cannot be read still has its cards looked at."""
    text = reader.text(folder / "deck.yaml")
    head = reader.keep(read_deck(text, reader.name(folder / "deck.yaml"), secrets.token_hex(16))) if text else None
    parts: list[Part] = []
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        if path.name in ("deck.yaml", "deck.yml") or path.name.startswith("."):
            continue
        before = len(reader.found)
        text = reader.text(path)
        part = reader.keep(read_cards(text, reader.name(path))) if len(reader.found) == before else None
        if part:
            parts.append(part)
    if head is None:
        return None
    return reader.keep(resolve(head, tuple(parts), sources, attestations, texts, reader.root))


def _clashes(decks: list[Deck]) -> Iterable[Diagnostic]:
    """Report decks of one project that share what must be their own."""
    for index, deck in enumerate(decks):
        for other in decks[:index]:
            for what, ours, theirs in (
                ("uid", deck.head.uid, other.head.uid),
                ("id", deck.head.id, other.head.id),
                ("name", deck.head.name, other.head.name),
            ):
                if ours and ours == theirs:
                    yield Diagnostic(
                        "D003", f"two decks with the {what} `{ours}`", deck.head.span, help=(f"give this deck a {what} of its own",)
                    )


# --- verify ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found: findings, how many quotations hold for each source, and the lock's text."""

    diagnostics: Diagnostics
    counts: Mapping[str, int]
    lock: str
    files: Mapping[str, str]


def verify(project: Project, paths: Mapping[str, Path]) -> Verified:
    """Verify every quotation whose source's text is at hand.

    In: the project, and paths of texts by citation key. Out: findings, and the lock with what holds; attestations of sources whose
    text is not at hand stay as long as their quotations do.
    """
    texts, found = _read_texts(project, paths)
    old = next((deck.attestations for deck in project.decks), {})
    held: dict[str, dict[str, Found]] = {key: {} for key in (*texts, *old)}
    for claim in dict.fromkeys(one for deck in project.decks for one in claims(deck)):
        if quotations.parts(claim.words) and not _hold(claim, texts, old, held):
            found.append(_missed(claim, texts))
    lock = {key: quotations.attest(text, held[key].items()) for key, text in texts.items()}
    for key in old.keys() - texts.keys():
        kept = {hash: one for hash, one in old[key].quotations.items() if hash in held[key]}
        lock[key] = replace(old[key], quotations=kept)
    counts = {key: len(source.quotations) for key, source in lock.items()}
    return Verified(tuple(sorted(found, key=lambda one: one.sort_key)), counts, quotations.write_attestations(lock), project.files)


def _read_texts(project: Project, paths: Mapping[str, Path]) -> tuple[dict[str, SourceText], list[Diagnostic]]:
    texts: dict[str, SourceText] = {}
    found: list[Diagnostic] = []
    for deck in project.decks:
        texts.update(deck.texts)
        for key, path in paths.items():
            text, problems = read_text(path, path.as_posix())
            found += problems
            if not problems and key in deck.sources:
                texts[key] = source_text(text, deck.sources[key])
    return texts, found


def _hold(claim: Claim, texts: Mapping[str, SourceText], old: Attestations, held: dict[str, dict[str, Found]]) -> bool:
    """Look a claim up, and note where it holds."""
    for voice, hash in claim.fingerprints():
        key = voice.source
        if key in texts:
            place = quotations.find(texts[key], claim.words, voice.name)[0]
        else:
            known = old[key].quotations.get(hash) if key in old else None
            place = Found(known.paragraph, known.voice) if known else None
        if place:
            held[key][hash] = place
            return True
    return False


def _missed(claim: Claim, texts: Mapping[str, SourceText]) -> Diagnostic:
    from deckgen.rules.verbatim import missed, unverified

    at_hand = {voice.source: texts[voice.source] for voice in claim.voices if voice.source in texts}
    return missed(claim, at_hand) if at_hand else unverified(claim)


# --- write -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an output: its bytes (empty where it could not be made), findings, and what is in it, in a few words."""

    data: bytes
    diagnostics: Diagnostics
    remark: str


@dataclass(frozen=True, slots=True)
class Output:
    """One file to write, and the function that makes it."""

    name: str
    make: Callable[[], Made]


def outputs(deck: Deck, wanted: Iterable[str], papers: Iterable[Paper], ink: Ink, modified: int) -> tuple[Output, ...]:
    """Give the files of a deck that were asked for (`apkg`, `sheet`), each with the function that makes it."""
    made = []
    if "apkg" in wanted:
        made.append(Output(f"{deck.head.id}.apkg", partial(_apkg, deck, modified)))
    if "sheet" in wanted:
        for paper in papers:
            other = "" if paper == "a4" else f"-{paper}"
            made.append(Output(f"{deck.head.id}-cheatsheet{other}.pdf", partial(_sheet, deck, paper, ink)))
    return tuple(made)


def _apkg(deck: Deck, modified: int) -> Made:
    from deckgen.anki import apkg  # 75 ms for genanki

    data, notes, cards = apkg(deck, modified)
    return Made(data, (), f"{notes:,} notes, {cards:,} cards")


def _sheet(deck: Deck, paper: Paper, ink: Ink) -> Made:
    from deckgen.print.compose import cheat_sheet  # Typst

    return Made(*cheat_sheet(deck, paper, ink))


class WriteError(OSError):
    """A file could not be put in its place; the old one is still there. Arguments: its path, and the reason in words."""


def write_all(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write files: each is wholly old or wholly new at any moment, and all are old again if one cannot be put in its place.

    In: the folder, and the bytes by name. Errors: `WriteError`.
    """
    beside: list[Path] = []  # temporary files: whatever happens, none stays
    replaced: list[tuple[Path, Path | None]] = []
    place = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            place = folder / name
            beside.append(_stage(folder, name, data))
        for new, name in zip(tuple(beside), made, strict=True):
            place = folder / name
            old = _stage(folder, name, place.read_bytes()) if place.exists() else None
            beside += [old] if old else []
            replaced.append((place, old))
            new.replace(place)
    except OSError as error:
        for path, old in replaced:
            _put_back(path, old)
        raise WriteError(str(place), _why(error)) from error
    finally:
        for path in beside:
            path.unlink(missing_ok=True)


def _put_back(path: Path, old: Path | None) -> None:
    """Undo one replacement, as far as the machine lets us."""
    with suppress(OSError):
        if old:
            old.replace(path)
        else:
            path.unlink(missing_ok=True)


def _stage(folder: Path, name: str, data: bytes) -> Path:
    """Write a file beside its place, readable like any other."""
    handle, path = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(path).chmod(0o644)
    except OSError:
        Path(path).unlink(missing_ok=True)
        raise
    return Path(path)


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError) and os.name == "nt":
        return "another program holds it open: close the viewer and build again"
    return (error.strerror or str(error)).lower()


# --- time --------------------------------------------------------------------------------------------------------------------


def stamp(root: Path) -> int:
    """Give the time that a build's changes carry, in seconds: SOURCE_DATE_EPOCH, else the commit's on a clean tree, else now."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit() and int(given) > 0:  # 0 would make note ids that Anki refuses
        return int(given)
    return _commit_time(root) or int(time.time())


def _commit_time(root: Path) -> int | None:
    """Ask git for the time of the commit that a clean tree stands on; `None` where there is no git, or anything uncommitted."""

    def git(*words: str) -> str | None:
        try:
            done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=10, check=False)
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    if git("status", "--porcelain", "--untracked-files=all", "--", "cards", "content") != "":
        return None
    when = git("log", "-1", "--format=%ct")
    return int(when) if when and when.isdigit() else None

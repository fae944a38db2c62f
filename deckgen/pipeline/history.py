"""A deck's folder -> what was released of it: deck.lock, held against CHANGELOG.md beside it.

In: a reader of the project. Out: a `State`, or findings that say why there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Span
from deckgen.model import Deck
from deckgen.pipeline.reader import Reader
from deckgen.read.files import read_text
from deckgen.released.lockfile import DamagedLock, read_lock
from deckgen.released.state import State

DECK_LOCK = "deck.lock"
CHANGELOG = "CHANGELOG.md"
"""What `deckgen release` writes beside deck.yaml: what learners have, and what they are told."""
_LARGEST_LOCK = 500_000_000
_RELEASE = re.compile(r"## +(?:[^\W\d]+ +)?v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?![.\w])")
"""The heading of a release: `## 1.2.0 (2026-11-22)`, or `## Version 1.2.0`, as its author may have it."""


def released(reader: Reader, folder: Path) -> State | None:
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


def _told(reader: Reader, folder: Path) -> tuple[int, ...]:
    """Give the newest release that learners were told of; empty where there is none."""
    path = folder / CHANGELOG
    if not path.exists():
        return ()
    text, found = read_text(path, reader.name(path))
    reader.found += found
    return newest(text)


def newest(changelog: str) -> tuple[int, ...]:
    """Give the newest release that a changelog tells of; empty where it tells of none."""
    found = (_RELEASE.match(heading) for _, heading in sections(changelog))
    return max((tuple(map(int, one.groups())) for one in found if one), default=())


def sections(text: str) -> Iterator[tuple[int, str]]:
    """Give the headings of a changelog's sections, with their offsets, but none of a block of code."""
    fence, offset = "", 0
    for line in text.splitlines(keepends=True):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and mark == (fence or mark):
            fence = "" if fence else mark
        if line.startswith("## ") and not fence:
            yield offset, line
        offset += len(line)


def _lost(reader: Reader, folder: Path, what: str, help: tuple[str, ...]) -> Diagnostic:
    at = Span(reader.name(folder / "deck.yaml"), 1, 1, 1, 1)
    return Diagnostic("L003", what, at, "without the last one, nobody can tell what an edit does to learners", help)


def spent(decks: Iterable[Deck]) -> frozenset[tuple[str, str]]:
    """Give what was said yes to before a release, with the folder that it was said in: a yes to what learners lose is for one release."""
    given = ((deck.head.span.file.removesuffix("deck.yaml"), deck.released.spent) for deck in decks if deck.released)
    return frozenset((folder, one) for folder, spent in given for one in spent)


def strays(reader: Reader) -> Iterable[Diagnostic]:
    """Report locks beside no deck.yaml (L004): their deck would be taken for one that was never released."""
    cards = reader.root / "cards"
    for path in sorted((cards / DECK_LOCK, *cards.glob(f"*/{DECK_LOCK}"))):
        if path.exists() and not (path.parent / "deck.yaml").exists():
            at = Span(reader.name(path), 1, 1, 1, 1)
            help = (f"move it to its deck's folder, beside deck.yaml, and {CHANGELOG} with it", "if its deck is no more, delete it")
            yield Diagnostic("L004", f"{DECK_LOCK} without a deck.yaml beside it", at, "what was released of its deck is not known", help)

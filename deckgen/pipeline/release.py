"""A checked deck -> its next release: package and PDFs, the lock, what learners are told.

In: a deck, a version, a time. Out: a `Release`, all of it in memory; `files` says where each of them goes. Nothing is written here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from posixpath import dirname

from deckgen.anki import Package, Stamp, apkg
from deckgen.changes import ankiweb, for_learners
from deckgen.diagnostics import Diagnostics
from deckgen.model import Deck
from deckgen.pipeline.allowances import signed
from deckgen.pipeline.history import CHANGELOG, DECK_LOCK, sections
from deckgen.pipeline.load import Project
from deckgen.pipeline.outputs import PRINTED, Made, Wishes, not_kept, outputs
from deckgen.read.files import read_text
from deckgen.released.changes import Changes
from deckgen.released.compare import compare
from deckgen.released.lockfile import write_lock
from deckgen.released.state import State

Version = tuple[int, int, int]
_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:\.(0|[1-9]\d{0,5}))?")


@dataclass(frozen=True, slots=True)
class Release:
    """A release that is made, and not yet written."""

    deck: Deck
    version: str
    tag: str
    """What to call it in git."""
    changes: Changes
    """What learners of the last release will see."""
    package: Package
    news: str
    """What learners are told: a section of Markdown."""
    made: Mapping[str, Made]
    """The outputs for dist/, by name."""
    diagnostics: Diagnostics


def pack(project: Project, deck: Deck, stamp: Stamp) -> Package:
    """Make the package of a release. What is allowed of what learners lose has done its work with it: its state says so."""
    folder = dirname(deck.head.span.file)
    given = (one for one in project.allowances if one.code.startswith("R") and dirname(one.span.file) == folder)
    package = apkg(deck, stamp)
    before = deck.released.spent if deck.released else ()
    return replace(package, spent=tuple(sorted({*before, *map(signed, given)})))


def read_version(text: str) -> Version | None:
    """Read `X.Y.Z` or `X.Y`; `None` where it is neither.

    >>> read_version("1.2"), read_version("v1")
    ((1, 2, 0), None)
    """
    found = _VERSION.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def release(project: Project, deck: Deck, version: Version, stamp: Stamp) -> Release:
    """Make a release. `stamp` names the time and what to send out."""
    name = ".".join(map(str, version))
    old = deck.released
    stamp = Stamp(max(stamp.time, old.time + 1) if old else stamp.time, name, stamp.notes, stamp.look)
    package = pack(project, deck, stamp)
    changes = compare(old or _nothing(deck), package.state)
    papers = Wishes(papers=tuple(dict.fromkeys((deck.head.print.paper, "a4", "letter"))))
    made = {output.name: output.make() for output in outputs(deck, PRINTED, papers, stamp)}
    news = for_learners(changes, name, datetime.fromtimestamp(stamp.time, UTC).date().isoformat())
    found = dict.fromkeys(finding for one in made.values() for finding in one.diagnostics)
    files = {
        f"{deck.head.id}.apkg": Made(package.data, (), ""),
        **{name: one for name, one in made.items() if one.data},
        f"{deck.head.id}-ankiweb.md": Made(_ankiweb(deck, package.state, news if old else "").encode(), (), ""),
    }
    tag = f"deck-{name}" if len(project.decks) == 1 else f"deck-{deck.head.id}-{name}"
    return Release(deck, name, tag, changes, package, news, files, (*not_kept(deck, package.types), *found))


def objection(released: State | None, version: Version, changes: Changes) -> str:
    """Say in words why a version does not fit the changes; empty where it does."""
    last = read_version(released.version) if released else None
    if last is None:
        return ""
    if version <= last:
        return f"version {_shown(version)} does not follow {_shown(last)}, which is released"
    losses = _losses(changes)
    if losses and version[0] == last[0]:
        what = ", ".join(losses)
        return f"{what}: that needs a major version, {last[0] + 1}.0.0, so that learners see it coming"
    return ""


def _losses(changes: Changes) -> list[str]:
    """Count what learners may lose by a release."""
    dropped = sum(len(one.cards_dropped) for one in (*changes.changed, *changes.restored))
    risks = sum(bool(one.risks) for one in (*changes.changed, *changes.restored)) + sum(bool(one.risks) for one in changes.added)
    counts = {"withdrawn": (len(changes.withdrawn), "note"), "dropped": (dropped, "card"), "with progress at risk": (risks, "note")}
    return [f"{count} {noun}{'s' * (count != 1)} {what}" for what, (count, noun) in counts.items() if count]


def _shown(version: Version) -> str:
    return ".".join(map(str, version))


def _nothing(deck: Deck) -> State:
    return State(deck.head.name, deck.head.uid, deck.head.id, {}, {}, {})


def _ankiweb(deck: Deck, state: State, news: str) -> str:
    head = deck.head
    counts = Counter({part.name: 0 for part in deck.parts})
    for one in state.notes.values():
        counts[one.part] += len(one.cards) if not one.withdrawn else 0
    inside = [(name, count) for name, count in counts.items() if count]
    report = "" if "{id}" in head.report else head.report
    return ankiweb(head.name, head.subtitle, head.description.raw if head.description else "", inside, news, report)


# --- where it goes ---------------------------------------------------------------------------------------------------------


def cards_folder(root: Path, deck: Deck) -> Path:
    """Give the folder of a deck's files."""
    return (root / deck.head.span.file).parent


def files(root: Path, done: Release) -> dict[Path, bytes]:
    """Give everything that a release writes, by path: dist/ first, the lock last."""
    cards = cards_folder(root, done.deck)
    return {
        **{root / "dist" / name: one.data for name, one in done.made.items()},
        cards / CHANGELOG: _changelog(cards / CHANGELOG, done).encode(),
        cards / DECK_LOCK: write_lock(done.package.state).encode(),
    }


def _changelog(path: Path, done: Release) -> str:
    """Put the news above those of earlier releases; whatever else stands in the file stays."""
    old = read_text(path, path.name)[0].replace("\r\n", "\n") if path.exists() else f"# What changed in {done.deck.head.name}\n"
    first = next((offset for offset, _ in sections(old)), len(old))
    before, after = old[:first].strip(), old[first:].strip()
    return "\n\n".join(filter(None, (before, done.news.strip(), after))) + "\n"

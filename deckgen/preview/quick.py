"""A saved file -> the page with what that file alone decides: at once, for all the rest takes seconds in a large project.

In: the project and the page as they were, and the file's name. Out: both, as far as the file tells; `None` where only a full check can.
What it cannot know (findings of rules, the order of new files) comes with the full check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck, Note, Part
from deckgen.pipeline.folders import is_cards
from deckgen.pipeline.load import Project
from deckgen.preview.cards import Card, of_deck
from deckgen.preview.page import Page, follow
from deckgen.preview.problems import Problem, problems
from deckgen.preview.sources import of_source
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content
from deckgen.read.files import read_text
from deckgen.resolve import Surroundings, resolve


@dataclass(frozen=True, slots=True)
class Known:
    """A project and its page."""

    project: Project
    page: Page


def quick(known: Known, name: str) -> Known | None:
    """Read one file of cards or of content anew."""
    path = known.project.root / name
    if not path.is_file():
        return None
    for place, deck in enumerate(known.project.decks):
        if path.parent == (known.project.root / deck.head.span.file).parent and is_cards(path):
            return _part(known, place, path, name)
    key = path.stem
    return _content(known, path, name) if name == f"content/{key}.md" and any(key in deck.sources for deck in known.project.decks) else None


def _part(known: Known, place: int, path: Path, name: str) -> Known:
    text, found = read_text(path, name)
    part, more = read_cards(text, name) if not found else (None, ())
    decks = list(known.project.decks)
    deck, several = decks[place], len(decks) > 1
    cards: Mapping[str, Card] = {}
    if part:
        around = Surroundings(deck.head, deck.sources, deck.attestations, deck.texts, known.project.root, deck.released)
        small, _ = resolve(around, (part,))
        cards = of_deck(small, several)
        decks[place] = _with(deck, name, small)
    page = replace(known.page, cards=_placed(known.page.cards, name, cards), problems=_told(known, name, (*found, *more), decks))
    return Known(_read(known.project, name, text, decks), follow(known.page, page))


def _with(deck: Deck, file: str, small: Deck) -> Deck:
    """Put a part that was read anew into its deck."""
    (new,) = small.parts
    parts = tuple(new if _file(one) == file else one for one in deck.parts)
    identities, media = {**deck.identities, **small.identities}, {**deck.media, **small.media}
    return replace(deck, parts=parts if new in parts else (*deck.parts, new), identities=identities, media=media)


def _file(part: Part) -> str:
    return part.span.file


def _placed(old: Mapping[str, Card], file: str, new: Mapping[str, Card]) -> dict[str, Card]:
    """Put the cards of a file where its cards were; those of a new file come last."""
    first = next((key for key, card in old.items() if card.file == file), "")
    cards: dict[str, Card] = {}
    for key, card in old.items():
        cards.update(new if key == first else {})
        if card.file != file and key not in new:
            cards[key] = card
    return cards if first else {**cards, **new}


def _told(known: Known, file: str, found: Iterable[Diagnostic], decks: Iterable[Deck]) -> tuple[Problem, ...]:
    """Replace what was wrong with reading a file; what rules found stays until they have run."""
    kept = (one for one in known.page.problems if one.file != file or one.code[0] not in "FYC")
    return tuple(sorted((*kept, *problems(found, tuple(decks))), key=lambda one: (one.file, one.line, one.column, one.code)))


def _read(project: Project, name: str, text: str, decks: Iterable[Deck]) -> Project:
    return replace(project, decks=tuple(decks), files={**project.files, name: text})


def _content(known: Known, path: Path, name: str) -> Known | None:
    """Read a source anew, and draw the cards that cite it."""
    text, found = read_text(path, name)
    source, more = read_content(text, name, path.stem) if not found else (None, ())
    if source is None:
        return None
    several, cards, views = len(known.project.decks) > 1, dict(known.page.cards), {one.key: one for one in known.page.sources}
    decks = [replace(deck, sources={**deck.sources, source.key: source}) for deck in known.project.decks]
    for deck in decks:
        fresh = of_deck(_citing(deck, source.key), several)
        cards.update({key: card for key, card in fresh.items() if key in cards})
        views[source.key] = of_source(deck, source)
    told = tuple(one for one in known.page.problems if one.file != name) + problems((*found, *more), tuple(decks))
    page = replace(known.page, cards=cards, sources=tuple(views.values()), problems=told)
    return Known(_read(known.project, name, text, decks), page)


def _citing(deck: Deck, key: str) -> Deck:
    """Give a deck of the notes that cite a source."""

    def cites(note: Note) -> bool:
        return any(one.key == key for one in note.citations)

    return replace(deck, parts=tuple(replace(part, notes=tuple(filter(cites, part.notes))) for part in deck.parts))

"""A project -> the `Page`: one value that holds all the browser shows, and what of it changed.

In: a loaded project, and the page before it. Out: a page that is never blank: what cannot be read now stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from deckgen.model import Deck
from deckgen.pipeline.load import Project
from deckgen.preview.cards import Card, cards
from deckgen.preview.problems import Problem, problems
from deckgen.preview.sources import SourceView, sources


@dataclass(frozen=True, slots=True)
class Page:
    """All that is shown of a project."""

    title: str
    cards: Mapping[str, Card]
    """By key, in learning order."""
    sources: tuple[SourceView, ...] = ()
    problems: tuple[Problem, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The pictures that cards show, by their names in the package."""


EMPTY = Page("", {})


def make_page(project: Project) -> Page:
    """Make the page of a project, as it is."""
    decks = project.decks
    title = ", ".join(deck.head.name for deck in decks)
    return Page(title, cards(decks), sources(decks), problems(project.diagnostics, decks), media(decks))


def media(decks: tuple[Deck, ...]) -> dict[str, bytes]:
    """Give the pictures of decks."""
    return {medium.name: medium.data for deck in decks for medium in deck.media.values()}


def follow(old: Page, new: Page) -> Page:
    """Keep of the old page what the new one lacks only since a file is broken for now, or no deck.yaml is there; such cards are marked."""
    deckless = not new.title  # as while another branch is checked out
    broken = {one.file for one in new.problems if one.severity == "error" and one.code[0] in "FYCDLS"}
    lost = {
        key: replace(card, stale=True) for key, card in old.cards.items() if key not in new.cards and (deckless or _gone_with(card, broken))
    }
    read = {one.key for one in new.sources}
    kept = tuple(one for one in old.sources if one.key not in read and (deckless or one.file in broken))
    return replace(
        new,
        title=new.title or old.title,
        cards={**new.cards, **lost} if not lost else _in_order(old, new, lost),
        sources=(*new.sources, *kept),
        media={**old.media, **new.media} if lost else new.media,
    )


def _gone_with(card: Card, broken: set[str]) -> bool:
    """Whether a card is missing since its own file, or its deck's, cannot be read."""
    return card.file in broken or f"{card.file.rpartition('/')[0]}/deck.yaml" in broken


def _in_order(old: Page, new: Page, lost: Mapping[str, Card]) -> dict[str, Card]:
    """Put what was kept behind the card that it stood behind."""
    order = list(new.cards)
    before = ""
    for key in old.cards:
        if key in lost:
            order.insert(order.index(before) + 1 if before in new.cards or before in lost else 0, key)
        before = key
    both = {**new.cards, **lost}
    return {key: both[key] for key in order}


def as_json(page: Page) -> dict[str, Any]:
    """Give what a page has to show, for `encoded`; pictures are fetched by themselves."""
    return {
        "title": page.title,
        "order": list(page.cards),
        "cards": dict(page.cards),
        "sources": page.sources,
        "problems": page.problems,
    }


def encoded(values: Any) -> str:
    """Write values as JSON: of a dataclass, its fields."""
    return json.dumps(
        values, ensure_ascii=False, separators=(",", ":"), default=lambda one: {name: getattr(one, name) for name in one.__slots__}
    )


def difference(old: Page, new: Page) -> dict[str, Any]:
    """Give what a browser that shows `old` needs to show `new`; empty where nothing changed."""
    changed: dict[str, Any] = {}
    fresh = {key: card for key, card in new.cards.items() if old.cards.get(key) != card}
    if fresh:
        changed["cards"] = fresh
    if list(old.cards) != list(new.cards):
        changed["order"] = list(new.cards)
    for name in ("sources", "problems", "title"):
        if getattr(old, name) != getattr(new, name):
            changed[name] = getattr(new, name)
    return changed

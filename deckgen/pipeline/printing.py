"""What a command line says of what is printed, laid over what deck.yaml says.

In: a deck's own options and `Wishes`. Out: the options of each file, and a name that tells it from the deck's own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from deckgen.model import Deck, PrintOptions
from deckgen.read.keys import ANSWERS, FLIPS, INKS, ORIENTATIONS, PAPERS, SIZES

if TYPE_CHECKING:
    from deckgen.print.faces import Face

__all__ = [
    "ANSWERS",
    "FLIPS",
    "INKS",
    "ORIENTATIONS",
    "PAPERS",
    "SIZES",
    "Wishes",
    "chosen",
    "known_tags",
    "objection",
    "options",
    "suffix",
]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wanted for once; what is `None`, or empty, is left to the deck."""

    papers: tuple[str, ...] = ()
    ink: str | None = None
    orientation: str | None = None
    size: str | None = None
    flip: str | None = None
    offset: tuple[float, float] | None = None
    answers: str | None = None
    number: int | None = None
    seed: int | None = None
    parts: tuple[str, ...] = ()
    """Parts of which cards and questions are wanted: names or numbers."""
    tags: tuple[str, ...] = ()
    """Tags of which any is wanted."""


def options(deck: Deck, wishes: Wishes, paper: str) -> PrintOptions:
    """Give the options of one file."""
    own = deck.head.print
    cards = replace(own.cards, **_given(size=wishes.size, flip=wishes.flip, offset=wishes.offset))
    quiz = replace(own.quiz, **_given(answers=wishes.answers, number=wishes.number, seed=wishes.seed))
    return replace(own, paper=paper, cards=cards, quiz=quiz, **_given(ink=wishes.ink, orientation=wishes.orientation))


def _given(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def chosen(deck: Deck, wishes: Wishes) -> tuple[Face, ...]:
    """Give the cards that are wanted of a deck."""
    from deckgen.print.faces import faces  # 30 ms, for what is printed alone

    return faces(deck, wishes.parts, wishes.tags)


def objection(decks: Sequence[Deck], wishes: Wishes) -> str:
    """Say in words which part or tag no deck has, or that no card has both; empty where there is nothing to say."""
    if not (wishes.parts or wishes.tags):
        return ""
    from deckgen.print.faces import unknown

    for what, asked in (("part", {"parts": wishes.parts}), ("tag", {"tags": wishes.tags})):
        if strange := unknown(decks, **asked):
            there = dict.fromkeys(part.name for deck in decks for part in deck.parts) if what == "part" else known_tags(decks)
            return f"no {what} {strange[0]!r}; there is: {', '.join(there)}"
    if not any(chosen(deck, wishes) for deck in decks):
        return f"no card of {_listed(wishes.parts)} has the tag {_listed(wishes.tags)}"
    return ""


def known_tags(decks: Sequence[Deck]) -> list[str]:
    """Give the tags of all cards, as `--tag` takes them."""
    from deckgen.print.faces import faces

    return sorted({tag for deck in decks for face in faces(deck) for tag in face.tags})


def _listed(names: Sequence[str]) -> str:
    return " or ".join(map(repr, names))


def suffix(deck: Deck, product: str, wishes: Wishes, used: PrintOptions) -> str:
    """Give what a file's name says of how it is not the deck's own: a part alone must not stand in the place of all."""
    own = deck.head.print
    pairs = [(used.paper, own.paper), (used.ink, own.ink)]
    match product:
        case "sheet":
            pairs.append((used.orientation, own.orientation))
        case "cards":
            pairs += [(used.cards.size, own.cards.size), (used.cards.flip, own.cards.flip)]
        case "quiz":
            pairs += [
                (used.quiz.answers, own.quiz.answers),
                (f"{used.quiz.number or 'all'}", f"{own.quiz.number or 'all'}"),
                (f"seed-{used.quiz.seed}", f"seed-{own.quiz.seed}"),
            ]
    words = [mine for mine, its in pairs if mine != its]
    words += [_slug(name) for name in (*wishes.parts, *wishes.tags)] if product != "sheet" else []
    return "".join(f"-{word}" for word in words if word)


def _slug(name: str) -> str:
    """Make a name fit for a file's.

    >>> _slug("2 Why & purpose"), _slug("source::heroku")
    ('2-why-purpose', 'source-heroku')
    """
    return re.sub(r"\W+", "-", name.lower()).strip("-")

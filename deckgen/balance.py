"""What makes a good deck, in numbers: how long its texts are, and how its notes and cards are mixed.

In: a resolved deck. Out: `Target`s. What `stats` tells and what `rules` warn of are these numbers: they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckgen import authored
from deckgen.kept import of_part
from deckgen.model import Deck, Kind, Lens, Note, Part

BOUNDS = {"front": (0, 30), "back": (0, 25), "gap": (0, 7), "quotation": (4, 40)}
"""The fewest and the most words of each side."""
SCENARIO = 60
"""The most words of a front that tells a situation first."""
THINKING = (Lens.WHY, Lens.HOW, Lens.DIFFERENCE, Lens.SCENARIO, Lens.SALIENCE, Lens.BRIDGE)
"""Lenses of cards that ask for more than a fact or a name."""
CLOZES = (Kind.CLOZE, Kind.QUOTE, Kind.LIST)
"""Kinds that ask by gaps."""


@dataclass(frozen=True, slots=True)
class Target:
    """A share that a good deck keeps within bounds."""

    name: str
    """`thinking`, `cloze`, `quote`, `said` or `part`."""
    of: str
    """What is counted: `notes` or `cards`."""
    count: int
    total: int
    least: int
    most: int
    """The bounds, in percent."""
    part: str = ""
    """Of a part: its name."""

    @property
    def holds(self) -> bool:
        """Whether the share is within its bounds; in an empty deck, every one is."""
        return self.least * self.total <= 100 * self.count <= self.most * self.total


def targets(deck: Deck) -> Iterator[Target]:
    """Give each share of a deck that has bounds."""
    counts = {part.name: counted(deck, part) for part in deck.parts}
    each = [counted(deck, part) for part in deck.parts]
    all_notes, all_cards = sum(one["notes"] for one in each), sum(one["cards"] for one in counts.values())
    yield Target("thinking", "notes", sum(one["thinking"] for one in each), all_notes, 40, 100)
    yield Target("cloze", "cards", sum(one["cloze"] for one in each), all_cards, 0, 40)
    yield Target("quote", "notes", sum(one["quote"] for one in each), all_notes, 0, 10)
    yield Target("said", "notes", sum(one["said"] for one in each), all_notes, 0, 5)
    for part in deck.parts:
        yield Target("part", "cards", counts[part.name]["cards"], all_cards, 8, 25, part.name)


@of_part
def counted(_: Deck, part: Part) -> dict[str, int]:
    """Count a part's notes, its cards, and those that shares are told of; `lens` are notes that say from which side they ask."""
    return {
        "notes": len(part.notes),
        "cards": cards(part.notes),
        "lens": sum(note.lens is not None for note in part.notes),
        "thinking": sum(note.lens in THINKING for note in part.notes),
        "cloze": cards(note for note in part.notes if note.kind in CLOZES),
        "quote": sum(note.kind is Kind.QUOTE for note in part.notes),
        "said": sum(note.kind is Kind.SAID for note in part.notes),
    }


def cards(notes: Iterable[Note]) -> int:
    """Count the cards of notes."""
    return sum(len(authored.ordinals(note)) for note in notes)

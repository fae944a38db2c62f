"""What is told of a deck: counts, targets, sizes, and the paragraphs of its sources.

In: nothing. Out: frozen data. Text, JSON and SVG are written from it alone: they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deckgen.balance import Target
from deckgen.excerpts import Excerpts

NONE = ""
"""The name of what has none: notes without a lens, or without a source."""


def percent(part: int, whole: int) -> float:
    """Give a share in percent; of nothing, 0."""
    return 100 * part / whole if whole else 0.0


def counted(number: int, noun: str) -> str:
    """Give a count with its noun.

    >>> counted(1, "note"), counted(2000, "card")
    ('1 note', '2,000 cards')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many notes and cards there are of something."""

    name: str
    notes: int
    cards: int
    sources: tuple[Tally, ...] = ()
    """Of a part: how many of them rest on each source. One that joins two sources counts for both."""


@dataclass(frozen=True, slots=True)
class Size:
    """How long the texts of one side are, in words."""

    side: str
    """`front`, `back`, `gap` or `quotation`."""
    count: int
    median: float
    longest: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A text of a note, and how long it is."""

    side: str
    note: str
    card: int | None
    """Of a gap: the number of its card."""
    words: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A principle, and what the deck makes of it."""

    name: str
    """As `key#id`."""
    title: str
    rank: int
    notes: int
    cards: int
    sides: int
    """Notes on it that differ in kind or lens."""
    unused: tuple[int, ...]
    """Quotations of it that no card shows or quotes: the words of each, counted."""

    @property
    def thin(self) -> bool:
        """Whether it carries its source, and is asked from fewer than two sides."""
        return self.rank == 1 and self.sides < 2


class State(StrEnum):
    """How near a paragraph is to what was kept."""

    COVERED = "covered"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a source's text."""

    number: int
    words: int
    principles: tuple[str, ...]
    """The names of those that rest on it."""
    state: State


LONG = 20
"""Words from which on a paragraph that nothing rests on is worth a look."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A source: what the deck quotes of it, and what in it the principles rest on."""

    key: str
    cite: str
    notes: int
    cards: int
    principles: int
    excerpts: Excerpts
    paragraphs: tuple[Paragraph, ...]
    """Empty where nobody knows its text."""
    unplaced: tuple[str, ...]
    """Principles of which nobody knows where in the text they rest."""

    @property
    def words_covered(self) -> int:
        """Count the words in paragraphs that a principle rests on."""
        return sum(one.words for one in self.paragraphs if one.state is State.COVERED)

    @property
    def far(self) -> tuple[Paragraph, ...]:
        """Give the long paragraphs that nothing rests on, nor on the ones beside them."""
        return tuple(one for one in self.paragraphs if one.state is State.FAR and one.words >= LONG)


@dataclass(frozen=True, slots=True)
class Stats:
    """All of it."""

    deck: str
    notes: int
    cards: int
    kinds: tuple[Tally, ...]
    lenses: tuple[Tally, ...]
    parts: tuple[Tally, ...]
    joined: int
    """Notes that cite two sources or more."""
    targets: tuple[Target, ...]
    sizes: tuple[Size, ...]
    outsized: tuple[Measured, ...]
    """Texts that are longer, or shorter, than their side should be."""
    principles: tuple[Kept, ...]
    sources: tuple[Covered, ...]

"""Deck -> how much of each source it quotes.

In: a resolved deck. Out: `Excerpts` by citation key. Words are counted as quotations are verified: what is left out, and what an editor
puts between brackets, is none of the source's. Words that are quoted twice, or once more inside a longer quotation, count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from deckgen.claims import Claim, claims, place
from deckgen.model import Deck
from deckgen.quotations import parts

Run = tuple[str, ...]
"""Words that stand together in a source."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation, by what quotes it, and the words that it alone brings."""

    owner: str
    """The principle, as `key#id`, or the note, by its id."""
    words: int


@dataclass(frozen=True, slots=True)
class Excerpts:
    """All that a deck quotes of one source."""

    longest: tuple[Excerpt, ...]
    """Those that count, the longest first; of equal ones, the first in the files."""
    words: int
    """The words of the source's text; 0 where nobody knows them."""
    limit: Decimal | None
    """How much of it may be quoted, in percent."""

    @property
    def quoted(self) -> int:
        """Count the words quoted."""
        return sum(one.words for one in self.longest)

    @property
    def percent(self) -> Decimal:
        """How much of the text is quoted; 0 where its length is unknown."""
        return Decimal(100 * self.quoted) / self.words if self.words else Decimal(0)

    @property
    def allowed(self) -> int | None:
        """Count the words that may be quoted; `None` where there is no limit, or where the length is unknown."""
        return int(self.limit * self.words / 100) if self.limit is not None and self.words else None

    @property
    def over(self) -> int:
        """Count the words quoted beyond the limit."""
        return 0 if self.allowed is None else max(0, self.quoted - self.allowed)


def excerpts(deck: Deck) -> Mapping[str, Excerpts]:
    """Measure what a deck quotes of each source.

    A card that cites several sources quotes the one that holds its words; while none of them is known to, the first.
    """
    made: dict[str, list[Claim]] = {key: [] for key in deck.sources}
    for claim in claims(deck):
        held = place(deck, claim)
        made[held[0] if held else claim.voices[0].source].append(claim)
    return {key: Excerpts(_longest(made[key]), sum(deck.lengths(key)), source.limit) for key, source in deck.sources.items()}


def _longest(made: Iterable[Claim]) -> tuple[Excerpt, ...]:
    runs = [(claim, parts(claim.words)) for claim in made]
    left = _distinct(run for _, some in runs for run in some)
    found = []
    for claim, some in runs:
        own = [run for run in some if run in left]
        left.difference_update(own)
        found.append(Excerpt(claim.owner, sum(map(len, set(own)))))
    return tuple(sorted((one for one in found if one.words), key=lambda one: -one.words))


def _distinct(runs: Iterable[Run]) -> set[Run]:
    """Leave out the runs that stand inside others."""
    kept: set[Run] = set()
    seen = ""
    for run in sorted(set(runs), key=len, reverse=True):
        words = f" {' '.join(run)} "
        if words not in seen:
            kept.add(run)
            seen += f"{words}\n"
    return kept

"""Decks -> how much of each source they quote.

In: resolved decks of one project. Out: `Excerpts` by citation key. Words are counted as quotations are verified: what is left out, and
what an editor puts between brackets, is none of the source's. Words that are quoted twice, be it inside a longer quotation or where
one goes on behind the beginning of another, count once. Nobody needs the texts for it: the same is counted with them and without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deckgen.claims import Claim, claims, place
from deckgen.model import Deck
from deckgen.quotations import Run, Runs, parts


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation, by what quotes it, and the words that it alone brings."""

    owner: str
    """The principle, as `key#id`, or the note, by its id."""
    words: int


@dataclass(frozen=True, slots=True)
class Excerpts:
    """All that is quoted of one source."""

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
    def share(self) -> str:
        """Write how much is quoted, in percent: with one digit behind the point, or as many as show that it is over the limit."""
        limit = self.limit if self.over else None
        written = (f"{self.percent:.{digits}f}" for digits in range(1, 28))
        return next((one for one in written if limit is None or Decimal(one) > limit), f"{self.percent}")

    @property
    def allowed(self) -> int | None:
        """Count the words that may be quoted; `None` where there is no limit, or where the length is unknown."""
        return int(self.limit * self.words / 100) if self.limit is not None and self.words else None

    @property
    def over(self) -> int:
        """Count the words quoted beyond the limit."""
        return 0 if self.allowed is None else max(0, self.quoted - self.allowed)


def excerpts(*decks: Deck) -> Mapping[str, Excerpts]:
    """Measure what the decks of a project quote of each source; what several of them quote counts once.

    A card that cites several sources quotes the one that holds its words; while none of them is known to, the first.
    """
    made: dict[str, list[Claim]] = {key: [] for deck in decks for key in deck.sources}
    quoting = {claim: deck for deck in decks for claim in claims(deck)}
    for claim, its in quoting.items():
        made[_holder(its, claim)].append(claim)
    sources = {key: (deck, source) for deck in decks for key, source in deck.sources.items()}
    return {key: Excerpts(_longest(deck, made[key]), sum(deck.lengths(key)), source.limit) for key, (deck, source) in sources.items()}


def _holder(deck: Deck, claim: Claim) -> str:
    """Give the source that a claim quotes; only where there is a choice, it is looked up."""
    keys = {voice.source for voice in claim.voices}
    held = place(deck, claim) if len(keys) > 1 else None
    return (held[0] if held else claim.voices[0]).source


def _longest(deck: Deck, made: Sequence[Claim]) -> tuple[Excerpt, ...]:
    """Give what each claim on one source adds to those before it."""
    runs = [(claim, parts(claim.words)) for claim in made]
    left = dict(_added(deck, {run: claim for claim, some in reversed(runs) for run in some}))
    found = [Excerpt(claim.owner, sum(left.pop(run, 0) for run in some)) for claim, some in runs]
    return tuple(sorted((one for one in found if one.words), key=lambda one: -one.words))


def _added(deck: Deck, made: Mapping[Run, Claim]) -> Iterator[tuple[Run, int]]:
    """Give the runs that stand inside no other, each with the words that it adds to the one that goes over into it."""
    runs = Runs(made)
    kept = Runs(run for run in runs.all if list(runs.holding(run)) == [run])
    for run in kept.all:
        before = (shared for other, shared in kept.before(run) if _near(deck, made[other], made[run]))
        yield run, len(run) - max(before, default=0)


def _near(deck: Deck, one: Claim, other: Claim) -> bool:
    """Whether two claims begin in the same paragraph or in neighbouring ones, in one voice: elsewhere, words that both have are others."""
    ours, theirs = place(deck, one), place(deck, other)
    return bool(ours and theirs and ours[0] == theirs[0] and abs(ours[1].paragraph - theirs[1].paragraph) <= 1)

"""Runs of words that stand inside one another, or that one begins in where another ends.

In: runs. Out: which of them hold a run, which end where it begins. An index finds them: to ask each of thousands for each takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.quotations.words import Run

_SHARED = 2
"""Words, or more, with which one run ends and another begins where both are of one passage: a single one is chance."""


class Runs:
    """Runs of words, each once."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.all = tuple(dict.fromkeys(runs))
        self._places: dict[str, dict[Run, list[int]]] = {}
        for run in self.all:
            for place, word in enumerate(run):
                self._places.setdefault(word, {}).setdefault(run, []).append(place)

    def holding(self, run: Run) -> Iterator[Run]:
        """Give the runs that a run is, or is a part of."""
        rarest = min((self._places.get(word, {}) for word in run), key=len, default={})
        return (one for one in rarest if inside(run, one))

    def before(self, run: Run) -> Iterator[tuple[Run, int]]:
        """Give the other runs that end with the words that a run begins with, and with how many of them."""
        for one, places in self._places.get(run[0], {}).items():
            for shared in (len(one) - place for place in places):
                if one != run and _SHARED <= shared < len(run) and one[-shared:] == run[:shared]:
                    yield one, shared


def inside(run: Run, other: Run) -> bool:
    """Whether a run of words is another, or a part of it; no words are a part of nothing.

    >>> inside(("the", "art"), ("the", "art", "of")), inside(("the", "art"), ("the", "artist"))
    (True, False)
    """
    return bool(run) and f" {' '.join(run)} " in f" {' '.join(other)} "

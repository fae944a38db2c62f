"""Which fact each released card asks, by secrets that deckgen's own comparison cannot see.

In: what is released. Out: whether a card with reviews still asks what its learner learned. And `Lost`, which says what a learner lost.
"""

from __future__ import annotations

from collections.abc import Iterable

from .package import Card


class Lost(AssertionError):
    """A learner lost something: its first argument names what, in a word or two, the second tells it."""


class Facts:
    """All that was ever released of one deck."""

    def __init__(self) -> None:
        self.asked: dict[str, dict[int, set[str]]] = {}
        """By GUID and ordinal: every secret that a release had there."""
        self._ids: dict[str, set[str]] = {}
        self._leads: dict[str, str] = {}

    def accept(self, card: Card, now: frozenset[str]) -> None:
        """Take it that a card asks another fact now: its author was told what that does, and said yes."""
        leads = sorted({self._lead(one) for one in (*self.asked.get(card[0], {}).get(card[1], ()), *now)})
        self._leads.update(dict.fromkeys(leads[1:], leads[0]))

    def release(self, card: Card, id: str, now: frozenset[str]) -> None:
        """Take a card as released."""
        self.asked.setdefault(card[0], {}).setdefault(card[1], set()).update(now)
        self._ids.setdefault(id, set()).update(now)

    def of_id(self, id: str) -> set[str]:
        """Give the secrets of all facts that a note of this id ever had."""
        return self._ids.get(id, set())

    def ordinals(self, guid: str) -> set[int]:
        """Give the ordinals that a note ever had."""
        return set(self.asked.get(guid, ()))

    def was_released(self, card: Card, learned: Iterable[str]) -> bool:
        """Whether a release ever asked any of this there; what only a draft asked is not deckgen's to know."""
        return bool(self.asked.get(card[0], {}).get(card[1], set()) & set(learned))

    def related(self, card: Card, now: Iterable[str]) -> bool:
        """Whether a card asked any of this before."""
        return self.alike(self.asked.get(card[0], {}).get(card[1], set()), now)

    def alike(self, one: Iterable[str], other: Iterable[str]) -> bool:
        """Whether two cards ask for a fact in common, or for facts that were accepted as one."""
        return bool({self._lead(secret) for secret in one} & {self._lead(secret) for secret in other})

    def _lead(self, secret: str) -> str:
        while secret in self._leads:
            secret = self._leads[secret]
        return secret

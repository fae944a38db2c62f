"""Words and secrets for random notes.

In: nothing. Out: words that deckgen's likeness takes for different ones, and marks that it does not look at where words differ: so the
walk can tell whether a card still asks the same fact without asking deckgen.
"""

from __future__ import annotations

import re
from itertools import product

_SYLLABLES = [consonant + vowel for consonant, vowel in product("bdfglmnprstvz", "aeiou")]
_STEMS = len(_SYLLABLES) ** 2
_STEP = 1597
"""Has no divisor in common with the number of stems: so all of them come before one comes again."""
_ENDINGS = ("na", "lo", "mer", "tis")
SECRET = re.compile("◇[◦▪]+◇")
"""Neither letters nor digits: to whoever compares different words, or verifies a quotation, it is not there."""


class Words:
    """A supply of words and of secrets."""

    def __init__(self, start: int) -> None:
        self._next = start
        self._secrets = 0

    def word(self) -> str:
        """Give a word with four first letters that no other has."""
        self._next += 1
        number = self._next * _STEP % _STEMS
        first, second = divmod(number, len(_SYLLABLES))
        return _SYLLABLES[first] + _SYLLABLES[second] + _ENDINGS[self._next % len(_ENDINGS)]

    def some(self, count: int) -> list[str]:
        """Give several words."""
        return [self.word() for _ in range(count)]

    def secret(self) -> str:
        """Give the mark of a fact that there was not before."""
        self._secrets += 1
        return "◇" + format(self._secrets, "b").replace("0", "◦").replace("1", "▪") + "◇"


def misspelt(word: str) -> str:
    """Give a word with its end spelt otherwise, for an author who corrects a mistake."""
    return word[:-1] + ("a" if word[-1] != "a" else "e")


def secrets(text: str) -> frozenset[str]:
    """Find all secrets in a text or in HTML."""
    return frozenset(SECRET.findall(text))


_GAP = re.compile(r"\{\{c(\d+)::(.*?)\}\}", re.DOTALL)


def hidden(html: str) -> dict[int, frozenset[str]]:
    """Find what the gaps of a cloze field hide: from an ordinal to secrets."""
    found: dict[int, frozenset[str]] = {}
    for number, words in _GAP.findall(html):
        found[int(number) - 1] = found.get(int(number) - 1, frozenset()) | secrets(words)
    return found

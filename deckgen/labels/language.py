"""Which words a language tag means.

In: a language tag (`de-CH`), and words by language. Out: those of the language, whatever the region; English where there are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Words = TypeVar("Words")


def in_language(lang: str, words: Mapping[str, Words]) -> Words:
    """Give the words of a language.

    >>> in_language("de_AT", {"en": "source", "de": "Quelle"}), in_language("tlh", {"en": "source"})
    ('Quelle', 'source')
    """
    return words.get(lang.replace("_", "-").split("-")[0].lower(), words["en"])

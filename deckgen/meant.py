"""A word as typed, and the words that are there -> the one that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, among: Iterable[str], share: float = 0.6) -> str:
    """Give the word that is most like another, if it has at least that share of letters in common; else an empty one.

    >>> nearest("meening", ["term", "meaning"]), nearest("meening", ["term"])
    ('meaning', '')
    """
    from difflib import get_close_matches  # 4 ms, for those who mistype

    return next(iter(get_close_matches(word, list(among), 1, share)), "")

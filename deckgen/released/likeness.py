"""How much two texts have in common: whether a card still asks what learners learned.

In: plain texts. Out: a number from 0 (not a word in common) to 1 (the same words). Words are compared by their first letters, so that
"planning" is like "making a plan"; little words count only where there are no others; scripts without spaces go by the character.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

SAME = 0.6
"""From here on, two notes are nearly the same: one that vanished and one that appeared are a rename."""
KIN = 0.4
"""From here on, what a card hides is a rewording of what it hid. One word of "gathering information" may change, not both."""
ALIEN = 0.25
"""Below, a note asks for something else. Of all pairs of notes in the flagship deck, nine in ten have less in common; none reaches 0.6."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_STEM = 4
"""Letters of a word that count; a shorter word is a little one."""
_TYPO = 0.75
"""Letters in common by which two words may be one, misspelt; the first letter is the same, or "increase" would be like "decrease"."""
_SIGNS = re.compile(r"[^\w\s.,;:!?'’‘\"“”„«»()\[\]…‐‑–—-]")
"""Signs that say something: `C`, `C++` and `C#` are three, `the end` and `The end.` one."""
_OTHER_SIGNS = 0.99


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    plain = _NO_SPACES.sub(lambda sign: f" {sign[0]} ", unicodedata.normalize("NFKC", text).casefold())
    return tuple(_WORD.findall(plain))


def stems(text: str, *, all: bool = False) -> Counter[str]:
    """Count what of a text's words is compared: the first letters of longer ones, figures, signs of scripts without spaces."""
    return Counter(word[:_STEM] for word in _words(text) if all or len(word) >= _STEM or not (word.isascii() and word.isalpha()))


def likeness(one: str, other: str) -> float:
    """Give how much two texts have in common.

    >>> likeness("Planning", "making a plan"), likeness("gather", "share"), likeness("the end", "The end.")
    (0.6666666666666666, 0.0, 1.0)
    >>> likeness("C++", "C#"), likeness(">>", ">")
    (0.99, 0.0)
    """
    if _words(one) == _words(other) != ():
        return 1.0 if _SIGNS.findall(one) == _SIGNS.findall(other) else _OTHER_SIGNS
    ours, theirs = stems(one), stems(other)
    if not (ours and theirs):
        ours, theirs = stems(one, all=True), stems(other, all=True)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else float(one.strip() == other.strip())


def reworded(old: str, new: str) -> bool:
    """Whether a gap or an item may be a rewording: words in common, one inside the other, or a mistake in spelling put right.

    >>> reworded("recieve", "receive"), reworded("an SRE", "the SRE team"), reworded("plan", "share")
    (True, True, False)
    """
    before, after = _words(old), _words(new)
    short, long = sorted((before, after), key=len)
    if short and set(short) <= set(long):
        return True
    if likeness(old, new) >= KIN:
        return True
    return len(before) == len(after) > 0 and all(map(_misspelt, before, after))


def _misspelt(one: str, other: str) -> bool:
    return one[0] == other[0] and SequenceMatcher(None, one, other, autojunk=False).ratio() >= _TYPO

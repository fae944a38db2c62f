"""How much two texts have in common: whether a card still asks what learners learned.

In: plain texts. Out: whether they are the same, may be the same in other words, or a number from 0 (not a word in common) to 1. No program
can tell for sure: where an answer matters, whoever asks here says so to the author, who decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

SAME = 0.6
"""From here on, two texts are nearly the same."""
SURE = 0.8
"""From here on, also where one of them has another place."""
KIN = 0.4
"""Below, a sentence with gaps is another sentence. Of all pairs of notes in the flagship deck, one in five hundred has more in common."""
ALIEN = 0.25
"""Below, a question or an answer is another one. Of all pairs of notes in the flagship deck, nine in ten have less in common."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NO_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_STEM = 4
"""Letters of a word that count where whole notes are compared; a shorter word is a little one."""
_TYPO = 0.8
"""Letters in common by which two words may be one, misspelt; the first letter is the same, or "increase" would be like "decrease"."""
_ENDING = 4
"""Letters that a form of a word may have more than another: "plan", "planning"."""
_BEFORE = 6
_SIGNS = re.compile(r"(?<!\w)[-−](?=\d)|[^\w\s.,;:!?'’‘\"“”„«»()\[\]…‐‑–—-]|_")
"""Signs that say something: `C`, `C++` and `C#` are three, `1` and `-1` two, `the end` and `The end.` one."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_BETWEEN = re.compile(r"(?<=\d)[.,:/–-](?=\d)")
_POINT = "ᚷ"
"""Stands for what is between two figures: a letter that nobody writes."""


# --- the same ----------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Give what of a text a learner would hear: without case, spaces, hyphens and other punctuation, but that of figures.

    >>> plain("E-Mail") == plain("email"), plain("1,000") == plain("1000"), plain("C++") == plain("C"), plain("1.5") == plain("15")
    (True, True, False, False)
    """
    figures = _BETWEEN.sub(_POINT, _THOUSANDS.sub("", unicodedata.normalize("NFC", text.casefold())))
    if figures.isascii():
        kept = "".join(filter(str.isalnum, figures))
    else:
        kept = "".join(sign for sign in figures if sign.isalnum() or unicodedata.category(sign)[0] == "M")
    return kept + "".join(_SIGNS.findall(text))


def exact(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space."""
    return one == other or unicodedata.normalize("NFC", one).split() == unicodedata.normalize("NFC", other).split()


def closeness(one: str, other: str) -> float:
    """Give a number that is the greater, the more two texts are one: 3 where they are the same, 2 where they sound so."""
    if exact(one, other):
        return 3
    return 2 if plain(one) == plain(other) else likeness(one, other)


def last_words(text: str) -> str:
    """Give the few words before a gap that tell it from another that hides the same."""
    return " ".join(text.split()[-_BEFORE:])


# --- in other words ------------------------------------------------------------------------------------------------------------


def reworded(old: str, new: str, least: float = SAME) -> bool:
    """Whether a gap, an item or an answer may be a rewording: most of its words are those of the other, or forms of them.

    >>> reworded("recieve", "receive"), reworded("an SRE", "the SRE team"), reworded("Planning", "making a plan")
    (True, True, True)
    >>> reworded("plan", "share"), reworded("read the code", "write the code"), reworded("not", "call them, and not rest")
    (False, False, False)
    """
    if plain(old) == plain(new):
        return bool(plain(old)) or exact(old, new)
    if Counter(_SIGNS.findall(old)) != Counter(_SIGNS.findall(new)):
        return False
    before, after = list(_content(old)), list(_content(new))
    total = len(before) + len(after)
    found = 0
    for word in before:
        match = next((one for one in after if _one_word(word, one)), None)
        if match is not None:
            after.remove(match)
            found += 1
    return total > 0 and 2 * found / total >= least


def _one_word(one: str, other: str) -> bool:
    """Whether two words are one: the same, forms of it, or misspelt."""
    short, long = sorted((one, other), key=len)
    if _bare(short) == _bare(long) or (len(short) >= _STEM and long.startswith(short) and len(long) - len(short) <= _ENDING):
        return True
    if not short.isalpha() or short[0] != long[0]:
        return False
    if sorted(short) == sorted(long):
        return True
    from difflib import SequenceMatcher  # 4 ms

    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _TYPO


def _bare(word: str) -> str:
    """Leave out the accents of Latin letters."""
    return re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", unicodedata.normalize("NFD", word))


# --- whole notes -----------------------------------------------------------------------------------------------------------------


def likeness(one: str, other: str) -> float:
    """Give how much two texts have in common, by the first letters of their words.

    >>> likeness("Planning", "making a plan"), likeness("gather", "share"), likeness("the end", "The end.")
    (0.6666666666666666, 0.0, 1.0)
    """
    if plain(one) == plain(other):
        return 1.0
    ours, theirs = stems(one), stems(other)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0


def stems(text: str) -> Counter[str]:
    """Count what of a text's words is compared."""
    return Counter(word[:_STEM] for word in _content(text))


@lru_cache(maxsize=20_000)
def _content(text: str) -> tuple[str, ...]:
    """Give the words that say something: longer ones, figures, abbreviations, signs of scripts without spaces; all if there is none."""
    words = _WORD.findall(_NO_SPACES.sub(lambda sign: f" {sign[0]} ", unicodedata.normalize("NFC", text)))
    long = [word for word in words if len(word) >= _STEM or not (word.isascii() and word.isalpha()) or (word.isupper() and len(word) > 1)]
    return tuple(word.casefold() for word in (long or words))


def figures(text: str) -> Counter[str]:
    """Count the words with a digit in them: 404 is never 403 in other words."""
    return Counter(word for word in _content(text) if any(map(str.isdigit, word)))

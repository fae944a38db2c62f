"""A text -> the words that count, and a quotation -> the runs of words that must stand in its source.

What counts are words and figures: NFKC and case folded, whatever stands between them. So `we're` is not `were`, nor `$5` `€5`,
or `1.5` `15`; but quotation marks, commas, hyphens and dashes don't count. `…`, `...` or `[…]` is an omission; `[words]` are an
editor's, and may stand for a few words that they replace; `[sic]` stands for nothing.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

Run = tuple[str, ...]
"""Words that stand together."""

_QUOTES = str.maketrans(dict.fromkeys("’‘ʼ′＇`´", "'") | dict.fromkeys("‐‑−", "-") | {"\xad": ""})
_BETWEEN = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|(?<=\S)-|-(?!\d)|(?<!\S)#+|#(?=\S)")
"""Marks that are not inside a figure (1.5), before one (-5) or behind a letter (C#)."""
_BETWEEN_WITHOUT_HASH = re.compile(r"[.,-](?:(?!\d)|(?<=\S-)|(?<!\d[.,])(?<!-))")
"""The same for texts without a `#`: several times as quick, for it begins with what it looks for."""
_OUTER = re.compile(r"(?<!\S)'+|'+(?!\S)")
_MARKDOWN = "|~^`<>"
"""Signs that belong to Markdown more often than to the words."""


def words(text: str) -> list[str]:
    """Give the words that count, in order.

    >>> words("Don't “shout” — day-to-day, 1.5 × $5")
    ["don't", 'shout', 'day', 'to', 'day', '1.5', '×', '$', '5']
    """
    plain = _compatible(text).translate(_QUOTES).casefold().translate(_KEPT)
    plain = (_BETWEEN if "#" in plain else _BETWEEN_WITHOUT_HASH).sub(" ", plain)
    return (_OUTER.sub(" ", plain) if "'" in plain else plain).split()


def _compatible(text: str) -> str:
    """Fold to NFKC, but not superscripts and subscripts: 10⁵ is not 105."""
    if text.isascii():
        return text
    raised = {char for char in set(text) if char > "\x7f" and unicodedata.decomposition(char).startswith(("<super>", "<sub>"))}
    pieces = re.split(f"([{''.join(raised)}])", text) if raised else [text]
    return "".join(piece if piece in raised else unicodedata.normalize("NFKC", piece) for piece in pieces)


def _kept(char: str) -> str:
    """Keep letters, digits and their marks, and what may stand inside figures; set signs apart; turn all else into a space."""
    category = unicodedata.category(char)
    if category[0] in "LNM" or char in "'.,-#":
        return char
    if (category in ("Sc", "Sm") and char not in _MARKDOWN) or char == "%":
        return f" {char} "
    return "" if category == "Cf" else " "


class _Kept(dict[int, str]):
    """What `_kept` gives, by the characters' numbers, for `str.translate`: each is looked up once."""

    def __missing__(self, number: int) -> str:
        self[number] = kept = _kept(chr(number))
        return kept


_KEPT = _Kept()
_OMISSION = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.")
_LETTERS = re.compile(r"\[(\w{1,3})\](?=\w)")
_NOTHING = re.compile(r"\[\s*(?:sic[.!]?)?\s*\]", re.IGNORECASE)
_EDITOR = re.compile(r"\[([^\[\]]*)\]")
_REPLACED = 3
"""Words of the text that one word of an editor's may stand for."""


def unbracketed(quotation: str) -> str:
    """Write `[T]here` as the text has it, and leave out `[sic]`."""
    return _NOTHING.sub(" ", _LETTERS.sub(r"\1", quotation))


@lru_cache(maxsize=2000)  # one check asks for the words of a quotation five times: to look it up, and for each rule
def _pieces(quotation: str) -> tuple[tuple[Run, ...], tuple[int | None, ...]]:
    """Cut a quotation into runs of words.

    Out: the runs, and what may stand between each and the next: so many words, or `None` for an omission.
    """
    cut = _OMISSION.sub("\0…\0", unbracketed(quotation))
    cut = _EDITOR.sub(lambda found: f"\0{_REPLACED * max(1, len(words(found[1])))}\0", cut)
    runs: list[Run] = []
    between: list[int | None] = []
    open_: int | None = 0
    for index, piece in enumerate(cut.split("\0")):
        if index % 2:
            open_ = None if piece == "…" or open_ is None else open_ + int(piece)
        elif run := tuple(words(piece)):
            between += [open_] if runs else []
            runs.append(run)
            open_ = 0
    return tuple(runs), tuple(between)


def parts(quotation: str) -> tuple[Run, ...]:
    """Give the runs of words that must occur in the text, cut at omissions and at an editor's words.

    >>> parts("[T]here is [sic] one […] way")
    (('there', 'is', 'one'), ('way',))
    """
    return _pieces(quotation)[0]


def gaps_between(quotation: str) -> tuple[int | None, ...]:
    """Give how many words of the text may stand between each part and the next: `None` for an omission.

    >>> gaps_between("one […] two [or three] four")
    (None, 6)
    """
    return _pieces(quotation)[1]


def fingerprint(key: str, voice: str, quotation: str) -> str:
    """Give the hash that attests a quotation: of its source, its voice and its words, whatever its typography.

    The lock of every project holds such hashes: a change here makes authors verify anew, who may not have the texts any more.
    """
    runs, between = _pieces(quotation)
    marks = ("", *(f"[{'' if one is None else one}]" for one in between))
    canonical = " ".join(f"{mark} {' '.join(run)}" for mark, run in zip(marks, runs, strict=True))
    return hashlib.sha256("\n".join(["deckgen:quotation:1", key, " ".join(words(voice)), canonical]).encode()).hexdigest()[:32]

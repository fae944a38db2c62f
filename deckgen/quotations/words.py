"""A text -> the words that count, and a quotation -> the runs of words that must stand in its source.

What counts are words: NFKC and case folded, whatever stands between them. `…`, `...` or `[…]` is an omission;
`[words]` are an editor's, and may stand for what they replace.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ＇‘](?=\w)")
_ASCII_WORD = re.compile(r"[a-z0-9]+")


def words(text: str) -> list[str]:
    """Give the words that count, in order.

    >>> words("Don't “shout” — day-to-day")
    ['dont', 'shout', 'day', 'to', 'day']
    """
    folded = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    folded = unicodedata.normalize("NFKC", folded)
    return "".join(map(_kept, folded)).split()


def _kept(char: str) -> str:
    """Keep letters, digits and the marks upon them, drop invisible format characters, turn all else into a space."""
    category = unicodedata.category(char)
    if category[0] in "LNM":
        return char
    return "" if category == "Cf" else " "


_OMISSION = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.")
_LETTERS = re.compile(r"\[(\w{1,3})\](?=\w)")
_EDITOR = re.compile(r"\[[^\[\]]*\]")


def parts(quotation: str) -> tuple[tuple[str, ...], ...]:
    """Give the runs of words that must occur in the text, cut at omissions and at an editor's words.

    >>> parts("[T]here is [sic] one […] way")
    (('there', 'is'), ('one',), ('way',))
    """
    cut = _OMISSION.sub("\0", _LETTERS.sub(r"\1", quotation))
    cut = _EDITOR.sub("\0", cut)
    return tuple(tuple(found) for piece in cut.split("\0") if (found := words(piece)))


def fingerprint(key: str, voice: str, quotation: str) -> str:
    """Give the hash that attests a quotation: of its source, its voice and its words, whatever its typography."""
    canonical = "\n".join(["deckgen:quotation:1", key, " ".join(words(voice)), " / ".join(" ".join(part) for part in parts(quotation))])
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]

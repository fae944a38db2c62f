"""Two plain texts -> what was removed and what was added, word by word.

In: two texts. Out: pieces; those that are the same or removed give the old text, those that are the same or added the new one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

Op = Literal["same", "removed", "added"]


class Piece(NamedTuple):
    """A stretch of text, and what became of it."""

    op: Op
    text: str


class _Block(NamedTuple):
    """Words of the old text, and those that stand in their place; equal where nothing changed."""

    old: Sequence[str]
    new: Sequence[str]

    @property
    def same(self) -> bool:
        return self.old == self.new

    @property
    def replaced(self) -> bool:
        return not self.same and bool(self.old) and bool(self.new)


_LONGEST = 2000
"""Words in both texts together, beyond what they begin and end with: comparing more takes too long, as its time grows with the square."""
_KINSHIP = 0.2
"""The share of letters that two texts must have in common to be shown as one that was edited."""
_SHORT = 3
"""Letters of a word that says little when it stands alone between changes: the, of, und."""
_WITHOUT_SPACES = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF)),
    *((0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
)
"""Scripts that set no spaces between words (Thai, Burmese, Khmer, kana, Han): compared character by character."""


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts word by word; where they have hardly a word in common, the whole is replaced.

    >>> [(op, text) for op, text in difference("a useful value", "a useful goal")]
    [('same', 'a useful '), ('removed', 'value'), ('added', 'goal')]
    """
    if old == new:
        return _pieces([_Block([old], [new])])
    blocks = _smooth(_blocks(tokens(old), tokens(new)))
    return _pieces(blocks if _akin(blocks, old, new) else [_Block([old], [new])])


def tokens(text: str) -> list[str]:
    """Cut a text into words, stretches of white space, and single characters of all else; joined, they give the text.

    >>> tokens("Don't pay 1.5 €, 漢字")
    ["Don't", ' ', 'pay', ' ', '1.5', ' ', '€', ',', ' ', '漢', '字']
    """
    kinds = [_kind(char) for char in text]
    for at in range(1, len(text) - 1):
        if kinds[at - 1] == kinds[at + 1] == "word" and _inside(text[at - 1 : at + 2]):
            kinds[at] = "word"
    starts = []
    last = ""
    for at, kind in enumerate(kinds):
        if at == 0 or not (kind == "mark" or (kind == last and kind in ("word", "space"))):
            starts.append(at)
        last = last if kind == "mark" else kind
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


def _kind(char: str) -> str:
    """Tell what a character is for the cut; a mark belongs to what it stands behind."""
    if char.isspace():
        return "space"
    category = unicodedata.category(char)
    if category[0] == "M" or char == "\u200d":
        return "mark"
    if any(first <= ord(char) <= last for first, last in _WITHOUT_SPACES):
        return "sign"
    return "word" if category[0] in "LN" or char == "_" else "sign"


def _inside(three: str) -> bool:
    """Tell whether the sign between two characters of words joins them: an apostrophe between letters, a point between digits."""
    return three[1] in "'’" or (three[1] in ".," and three[0].isdigit() and three[2].isdigit())


def _blocks(old: list[str], new: list[str]) -> list[_Block]:
    """Compare words: first what both begin and end with, which takes no time; then what is between, if that isn't too long."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    middle_old, middle_new = old[head:old_end], new[head:new_end]
    if len(middle_old) + len(middle_new) > _LONGEST:
        middle = [_Block(middle_old, middle_new)]
    else:
        # White space as "junk" is matched beside matching words only: on its own it would tie changes together at random.
        matcher = SequenceMatcher(str.isspace, middle_old, middle_new, autojunk=False)
        middle = [_Block(middle_old[a:b], middle_new[c:d]) for _, a, b, c, d in matcher.get_opcodes()]
    return [one for one in (_Block(old[:head], new[:head]), *middle, _Block(old[old_end:], new[new_end:])) if one.old or one.new]


def _smooth(blocks: list[_Block]) -> list[_Block]:
    """Swallow what says little between two replacements: `[-one of two-]{+three of four+}`, not three scraps."""
    found: list[_Block] = []
    for block in blocks:
        if len(found) > 1 and block.replaced and found[-1].same and found[-2].replaced and _slight(found[-1].old):
            between, before = found.pop(), found.pop()
            found.append(_Block([*before.old, *between.old, *block.old], [*before.new, *between.new, *block.new]))
        else:
            found.append(block)
    return found


def _slight(words: Sequence[str]) -> bool:
    """Tell whether words between two changes say little: no word at all, or one short one."""
    said = [word for word in words if _kind(word[0]) == "word"]
    signs = [word for word in words if _kind(word[0]) == "sign"]
    if len(said) + len(signs) > 1:
        return False
    return all(word.isalpha() and len(word) <= _SHORT for word in said) and all(unicodedata.category(sign[0])[0] == "P" for sign in signs)


def _akin(blocks: list[_Block], old: str, new: str) -> bool:
    """Tell whether the shorter text has enough in common with the longer: else a difference is a heap of scraps."""
    shared = sum(_letters(word) for block in blocks if block.same for word in block.old)
    return shared >= _KINSHIP * min(_letters(old), _letters(new))


def _letters(text: str) -> int:
    return sum(char.isalnum() for char in text)


def _pieces(blocks: list[_Block]) -> tuple[Piece, ...]:
    """Write blocks as pieces, without empty ones; neighbours of one kind become one."""
    written: list[Piece] = []
    for same, group in groupby(blocks, key=lambda block: block.same):
        members = list(group)
        old, new = "".join("".join(one.old) for one in members), "".join("".join(one.new) for one in members)
        written += [Piece("same", old)] if same else [Piece("removed", old), Piece("added", new)]
    return tuple(piece for piece in written if piece.text)

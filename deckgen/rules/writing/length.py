"""Length: what is read in seconds, and recalled whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.balance import BOUNDS, SCENARIO
from deckgen.diagnostics import Diagnostic
from deckgen.markup.nodes import List
from deckgen.model import Lens, Text
from deckgen.quotations import parts, words
from deckgen.rules.gaps import card_span
from deckgen.rules.writing.asked import Asked, warning
from deckgen.rules.writing.english import WORD, tokens

MANY = 4
"""Things in an answer that are too many for one card."""
_LONG_ITEM = 4
"""Words from which on what stands between commas is a clause, not a thing."""
_WHEN_WHERE = re.compile(r"(?:on|in|at|since|until)\b", re.IGNORECASE)
"""Begins one answer in several steps: on Monday, June 5, in London."""
_SIGN = re.compile(r"[^\w\s.,;:!?'’\"“”()\[\]…–—*-]")
_SIGNS = re.compile(rf"{WORD.pattern}|{_SIGN.pattern}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_COMMAS = re.compile(r"\s*[,;]\s*(?:(?:and|or|und|oder|et|ou|y|o|e)\s+)?|\s+(?:and|or|und|oder|et|ou|y|&)\s+")


def front(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a front, or a quotation, of too many words (W001)."""
    quotation = asked.note.quotation
    most = BOUNDS["quotation"][1] if quotation else SCENARIO if asked.note.lens is Lens.SCENARIO else BOUNDS["front"][1]
    if not _may_exceed(asked.shown, asked.words, most):
        return
    count = sum(map(len, parts(quotation.words))) if quotation else len(words(asked.shown))
    if count > most:
        what, help = ("quotation", "quote the shortest span that carries the point") if quotation else ("front", _SHORTER)
        yield warning("W001", f"a {what} of {count} words", asked.front.span, f"at most {most}", help)


_SHORTER = "leave out what the answer does not hang on; a situation told first is `lens: scenario`"


def back(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a back of too many words (W002)."""
    most = BOUNDS["back"][1]
    count = len(words(asked.answers)) if asked.answer and _may_exceed(asked.answers, asked.answer_words, most) else 0
    if asked.answer and count > most:
        help = "keep what is recalled, and put the rest below `extra:`"
        yield warning("W002", f"a back of {count} words", asked.answer.span, f"at most {most}", help)


def many(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of an answer that is a list of four or more (W009)."""
    count = _things(asked.answer, asked.answers) if asked.answer else 0
    if asked.answer and count >= MANY:
        help = "make it a `list`, which asks its items one by one, or ask for what they have in common"
        yield warning("W009", f"an answer of {count} things", asked.answer.span, "", help)


def gap(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a gap of too many words (W010)."""
    most = BOUNDS["gap"][1]
    for ordinal, hidden in asked.hides.items():
        count = len(words(hidden)) if _may_exceed(hidden, tokens(hidden), most) else 0
        if count > most:
            help = "hide the word that it hangs on, and show the rest"
            yield warning("W010", f"a gap of {count} words", card_span(asked.note, ordinal + 1), f"at most {most}", help)


def _may_exceed(text: str, said: list[str], most: int) -> bool:
    """Whether a text of these words may have more of them, with its signs: counting them exactly takes longer."""
    return len(said) > most or (_SIGN.search(text) is not None and len(_SIGNS.findall(text)) > most)


def _things(text: Text, plain: str) -> int:
    lists = [len(block.items) for block in text.blocks if isinstance(block, List)]
    plain = _THOUSANDS.sub("", plain) if "," in plain else plain
    if lists or plain.count(",") + plain.count(";") < MANY - 2:
        return max(lists, default=0)
    pieces = [piece for piece in _COMMAS.split(plain.partition(": ")[2] or plain) if piece]
    things = all(len(piece.split()) < _LONG_ITEM and not _WHEN_WHERE.match(piece) for piece in pieces)
    return len(pieces) if things else 0

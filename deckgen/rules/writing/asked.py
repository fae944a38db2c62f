"""A note -> what it asks and what it wants to hear, read once for all rules on writing.

In: a note of a resolved deck, and whether it is English. Out: an `Asked`. A deck may have ten thousand notes: texts are walked once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from deckgen import authored
from deckgen.diagnostics import Diagnostic, Severity, Span
from deckgen.markup.nodes import BlockQuote, Emphasis, Gap, Str
from deckgen.markup.walk import plain_text, walk
from deckgen.model import Cloze, ListNote, Note, Question, Said, Term, Text
from deckgen.rules.writing.english import tokens, weighty

QUOTED = "Quoted"
"""Stands for what a front quotes: a name, as far as grammar goes."""
_VOICE = 3
"""Words in italics from which on they are a voice; fewer are stressed, unless they end as a sentence does."""
_ENDS = (*".?!…", "")
_MARKED = re.compile(r"“[^”]*”|\"[^\"]*\"|„[^“”]*[“”]|«[^»]*»")
_SETS_APART = re.compile(r"[*_>]")
_MAY_END = re.compile(r"[.?!…\n][\"”’)]*\s")
"""Stands wherever `_SENTENCE` does: to look for it first is quicker."""
_SENTENCE = re.compile(r"(?<=[.?!…])[\"”’)]*\s+|\n\n+")


class Asked(NamedTuple):
    """A note as its learners meet it."""

    note: Note
    english: bool
    front: Text
    """The question, the term, the text with gaps, the quotation, the line above a list."""
    shown: str
    """The words of the front, gaps filled."""
    words: list[str]
    """The same, one by one, as `tokens` gives them."""
    asks: tuple[str, ...]
    """The sentences of the front, without what it quotes."""
    answer: Text | None
    """The back, where the note has one of its own."""
    answers: str
    """Its words, or those that the gaps hide."""
    answer_words: list[str]
    """The same, one by one."""
    hides: Mapping[int, str]
    """What each of its cards hides, by ordinals; nothing for notes with a back."""
    around: Mapping[int, str]
    """What stands on each card of a text with gaps besides what it hides; hints too."""
    weight: frozenset[str]
    """The words of weight on the front, without their endings."""
    answer_weight: frozenset[str]

    @property
    def is_question(self) -> bool:
        """Whether it asks in words of its own, by a question."""
        return isinstance(self.note.body, Question)


def read(note: Note, english: bool) -> Asked:
    """Read a note."""
    front, answer = _sides(note)
    shown = authored.words_of(front.blocks)
    hides = {} if answer else authored.cards(note)
    answers = authored.words_of(answer.blocks) if answer else " … ".join(hides.values())
    around = _around(front) if isinstance(note.body, Cloze) else {}
    words, answer_words = tokens(shown), tokens(answers)
    weights = _weight(words, english), _weight(answer_words, english)
    return Asked(note, english, front, shown, words, _sentences(front, shown), answer, answers, answer_words, hides, around, *weights)


def _sides(note: Note) -> tuple[Text, Text | None]:
    match note.body:
        case Question(front, back) | Term(front, back):
            return front, back
        case Cloze(text) | Said(text):
            return text, None
        case ListNote(title):
            return title, None


def weight(text: str, english: bool) -> frozenset[str]:
    """Give the words of weight, without their endings; in other languages than English, all words as they are."""
    return _weight(tokens(text), english)


def _weight(words: list[str], english: bool) -> frozenset[str]:
    return frozenset(filter(None, map(weighty, words))) if english else frozenset(words)


def _around(text: Text) -> dict[int, str]:
    gaps = [node for node in walk(text.blocks) if isinstance(node, Gap)]
    shown = plain_text(text.blocks)
    return {number - 1: _without(shown, gaps, number) for number in {gap.number for gap in gaps}}


def _without(shown: str, gaps: list[Gap], number: int) -> str:
    """Cut the gaps of one number out of a text."""
    for hidden, hint in ((plain_text(gap.children), gap.hint) for gap in gaps if gap.number == number):
        shown = shown.replace(hidden, f" {hint or ''} ", 1) if hidden else shown
    return shown


def _sentences(text: Text, shown: str) -> tuple[str, ...]:
    """Cut a front into sentences; what it quotes is one word."""
    own = _own(text.blocks) if _SETS_APART.search(text.raw) else shown
    said = _MARKED.sub(lambda found: _stand_in(found[0][:-1]), own)
    return tuple(filter(None, (one.strip() for one in (_SENTENCE.split(said) if _MAY_END.search(said) else (said,)))))


def _own(nodes: Iterable[Any]) -> str:
    return "".join(map(_own_words, nodes))


def _own_words(node: Any) -> str:
    match node:
        case Str(words):
            return words
        case BlockQuote():
            return f"{QUOTED}.\n\n"
        case Emphasis("em", children):
            words = plain_text(children)
            return _stand_in(words) if len(words.split()) >= _VOICE or words.rstrip()[-1:] in _ENDS else words
        case Emphasis(children=children):
            return _own(children)
        case _ if any(isinstance(one, Emphasis) for one in walk(getattr(node, "children", ()))):
            return _own(node.children) + "\n\n"
        case _:
            return plain_text((node,))


def _stand_in(words: str) -> str:
    return QUOTED + ("." if words.rstrip()[-1:] in _ENDS else "")


def warning(code: str, message: str, span: Span, label: str = "", *help: str) -> Diagnostic:
    """Make a finding of this family: a warning."""
    return Diagnostic(code, message, span, label, help, severity=Severity.WARNING)


def place(text: Text, words: str) -> Span:
    """Give the place of words in a text, of all of it where they are not typed so."""
    typed = r"\s+".join(map(re.escape, words.split()))
    found = re.search(rf"(?<!\w){typed}(?!\w)", text.raw) or re.search(typed, text.raw)
    return text.origin.at(*found.span()) if found and words else text.span

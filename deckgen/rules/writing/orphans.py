"""Fronts that point to what is not on them: `he`, `this`, `the author`. These rules read English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.markup.nodes import BlockQuote, CodeBlock, Image, Table
from deckgen.markup.walk import walk
from deckgen.model import Cloze
from deckgen.rules.writing.asked import QUOTED, Asked, place, warning
from deckgen.rules.writing.english import LITTLE, PERSONS, WORD, stem, tokens

_POINTING = re.compile(
    r"\b(?:(?P<person>he|she|him|his|her|hers|himself|herself)|they|them|their|theirs|this|these|those)\b(?![’'])", re.IGNORECASE
)
_WORK = (
    "author|speaker|writer|post|article|book|text|story|passage|quote|quotation|chapter|lecture|talk|podcast|interviewee|narrator|guest"
    "|interviewer|video|essay"
)
_THE_WORK = re.compile(rf"\b[Tt]he ({_WORK})(?:’s|'s)?\b(?! (?:of|who|that|whose|behind|in|on|about|by)\b)")
_THING = "project|team|company|speaker|above|former|latter"
_THE_THING = re.compile(rf"\b[Tt]he ({_THING})(?:’s|'s)?\b(?! (?:of|who|that|whose|behind|which)\b)")
_MAY_POINT = frozenset(tokens(f"he she him his her hers himself herself they them their theirs this these those {_WORK} {_THING}"))
"""The words that one of these patterns finds."""
_INTRODUCED = re.compile(r"\b(?:an?|your|our|my|each|every|any|some|no|one|two|three|many|most|another)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:] )(?!I\b)[A-Z]\w+")
_EMPTY = frozenset(
    map(
        stem,
        tokens("important happen happened next matter matters mean main idea point reason problem goal true called said says say told"),
    )
)
_HELP = "name it: the card is met alone, among thousands"


def orphan(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a word on the front that points to nothing there (W007). What is verbatim is not ours to change; `this` may be a picture."""
    if asked.note.quotation or (isinstance(asked.note.body, Cloze) and not asked.note.citations):
        return  # verbatim, or a sentence of a language that is learned
    front = " ".join(asked.asks)
    found = _pointing(asked, front) or (front if asked.is_question and _empty(asked) else "")
    if found and not any(isinstance(one, Image | CodeBlock | BlockQuote | Table) for one in walk(asked.front.blocks)):
        yield warning("W007", f"`{found}` points to nothing on the front", place(asked.front, found), "who, or what?", _HELP)


def _empty(asked: Asked) -> bool:
    """Whether a question has no word that says what it is about: “Why is it important?”, “What happened next?”, “Why?”."""
    if asked.weight:
        return asked.weight <= _EMPTY
    shown = tokens(asked.shown)
    return bool(shown) and asked.shown.endswith("?") and not re.search("[$`]", asked.front.raw) and not _translated(asked)


def _translated(asked: Asked) -> bool:
    """Whether the answer is rather the question in another language: a question as well, or in letters that English has not."""
    plain = re.sub("[’‘“”–—…]", "", asked.answers)
    return plain.rstrip().endswith("?") or not plain.isascii()


def _pointing(asked: Asked, front: str) -> str:
    """Give what points to nothing. Most fronts have no word that might, which is told sooner than by looking for each."""
    if front == asked.shown and front.isascii() and "'" not in front and _MAY_POINT.isdisjoint(asked.words):
        return ""
    return _pronoun(front) or _work(front) or _thing(front)


def _pronoun(front: str) -> str:
    """Give the first pronoun, if nothing stands before it that it may mean."""
    found = _POINTING.search(front)
    if not found:
        return ""
    before = front[: found.start()]
    told = _someone(before) if found["person"] else _something(before)
    return "" if told else found[0]


def _someone(before: str) -> bool:
    """Whether a text names a person: by a name, a word for one, or whatever it begins to speak of (`a patient`)."""
    return (
        bool(_NAME.search(before) or _INTRODUCED.search(before))
        or any(_person(word) for word in tokens(before))
        or _begins_with_name(before)
    )


def _person(word: str) -> bool:
    return word in PERSONS or word.removesuffix("'s").removesuffix("s") in PERSONS


def _begins_with_name(before: str) -> bool:
    first = WORD.match(before)
    return first is not None and first[0][0].isupper() and first[0].casefold() not in LITTLE


def _something(before: str) -> bool:
    return any(word not in LITTLE for word in tokens(before))


def _work(front: str) -> str:
    for found in _THE_WORK.finditer(front) if "he " in front else ():
        if not re.search(rf"\b{found[1]}s?\b", front[: found.start()], re.IGNORECASE):
            return found[0]
    return ""


def _thing(front: str) -> str:
    """Find `the project` on a front that says nothing else which could tell which one."""
    found = _THE_THING.search(front)
    if not found or QUOTED in front[: found.start()]:
        return ""
    before = front[: found.start()]
    told = _INTRODUCED.search(before) or _NAME.search(before + front[found.end() :]) or _begins_with_name(before)
    return "" if told else found[0]

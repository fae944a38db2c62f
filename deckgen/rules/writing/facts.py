"""Numbers and names: those that a card has, its source must have.

Only what lies in the project can be looked at: what content/ says of the source, and its text where it may lie there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import chain

from deckgen.diagnostics import Diagnostic
from deckgen.kept import of_source
from deckgen.markup.walk import nothing, plain_text
from deckgen.model import Deck, Lens, ListNote, Source, Text
from deckgen.rules.writing.asked import Asked, place, warning
from deckgen.rules.writing.english import DAYS, WORD

_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]\w*")
_CAPITAL = re.compile(r"\S\s+\W*[A-Z]")
_INVENTS = (Lens.SCENARIO, Lens.SALIENCE)
"""Lenses whose fronts tell a situation that their author made up."""
_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_WRITTEN = {**{str(number): word for number, word in enumerate(_SMALL)}, "20": "twenty", "100": "hundred", "1000": "thousand"}
"""Numbers that a text has in words more often than in digits."""


Claimed = tuple[str, tuple[str, ...]]
"""A number or a name on a card, and the keys of the sources that the card cites."""


def claimed(deck: Deck, asked: Asked) -> tuple[Claimed, ...]:
    """Give the numbers and names of a note that cites sources, each once."""
    return tuple(dict.fromkeys((word, keys) for word, keys, _ in _claimed(deck, asked)))


def lacks(deck: Deck, one: Claimed) -> bool:
    """Whether none of its sources has a number or a name."""
    word, keys = one
    return not stands(word, *(_vocabulary(deck, deck.sources[key]) for key in keys))


def unknown(deck: Deck, asked: Asked, lacking: Collection[str]) -> Iterator[tuple[str, Diagnostic]]:
    """Give those words of a note that its sources lack, each with the warning (W016) that it is worth unless it is one of the deck's."""
    for word, keys, text in _claimed(deck, asked):
        if word in lacking:
            sources = " or ".join(f"`{key}`" for key in keys)
            help = "if the source has it, the principle's statement should; if not, leave it out"
            yield word, warning("W016", f"`{word}` stands nowhere in {sources}", place(text, word), "", help)


def _claimed(deck: Deck, asked: Asked) -> Iterator[tuple[str, tuple[str, ...], Text]]:
    keys = tuple(sorted({source.key for source, _ in deck.cited(asked.note)})) if asked.note.citations else ()
    whole = all(key in deck.texts for key in keys)
    for text in _texts(asked) if keys else ():
        yield from ((word, keys, text) for word in _words(text, names=asked.english and (whole or text is not asked.front)))


def _texts(asked: Asked) -> Iterator[Text]:
    """Give the texts that state facts: not what is verbatim, nor a situation that is made up."""
    note = asked.note
    if not note.quotation and note.lens not in _INVENTS:
        yield asked.front
    if asked.answer:
        yield asked.answer
    if isinstance(note.body, ListNote):
        yield from note.body.texts()[1:]
    if note.extra:
        yield note.extra


def _words(text: Text, *, names: bool) -> Iterator[str]:
    """Give the numbers of a text, and the names inside its sentences."""
    capital = names and not text.raw[1:].islower() and _CAPITAL.search(text.raw)
    if not capital and not (_DIGIT.search(text.raw) and _NUMBER.search(text.raw)):
        return
    plain = plain_text(text.blocks, code=nothing).replace("\n", " ")
    yield from dict.fromkeys(_NUMBER.findall(plain))
    yield from dict.fromkeys(_NAME.findall(plain)) if names else ()


def stands(word: str, *vocabularies: frozenset[str]) -> bool:
    """Whether a number or a name stands in one of some vocabularies, in one of the forms that it is written in."""
    plain = word.replace(",", "").casefold()
    forms = {word.casefold(), plain, _WRITTEN.get(plain, plain), plain.removesuffix("s")} if plain not in DAYS else set()
    return not forms or any(form in one for one in vocabularies for form in forms)


@of_source
def _vocabulary(deck: Deck, source: Source) -> frozenset[str]:
    """Give every word that is known to stand in a source, or to be said of it."""
    about = (source.title, source.container, source.author, source.date, source.cite, source.url, *chain(*source.speakers.items()))
    kept = (plain_text(one.name) + " " + plain_text(one.statement.blocks) for one in source.principles)
    quoted = (f"{one.words} {one.speaker} {one.note}" for principle in source.principles for one in principle.quotations)
    text = deck.texts.get(source.key)
    whole = (one.text for one in text.paragraphs) if text else ()
    return vocabulary(" ".join((*about, *kept, *quoted, *whole)))


def vocabulary(text: str) -> frozenset[str]:
    """Give the words and numbers of a text, as they are looked up."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text).casefold().replace("’", "'")
    words = set(WORD.findall(plain))
    return frozenset((*words, *(word.removesuffix("'s") for word in words if word.endswith("'s")), *_NUMBER.findall(plain)))

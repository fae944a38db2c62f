"""Deck -> everything in it that claims to be verbatim.

In: a resolved deck. Out: `Claim`s, in the order of the files: the quotations of principles, `said` and `quote` notes, and whatever
stands between quotation marks in the text of a card, five words or more, where the card cites a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckgen.diagnostics import Span
from deckgen.markup.walk import plain_text
from deckgen.model import Cloze, Deck, Note, Quotation, Said, Source, Text
from deckgen.quotations import fingerprint, words

SHORTEST = 5
"""Words between quotation marks that make a quotation; fewer are a term or a title."""

_MARKS = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」")


@dataclass(frozen=True, slots=True)
class Voice:
    """A source, by its key, and someone who may have said the words in it."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that must stand in a source, said by one of `voices`."""

    words: str
    voices: tuple[Voice, ...]
    span: Span

    def fingerprints(self) -> Iterator[tuple[Voice, str]]:
        """Give the hash that attests the claim, for each voice that may have said it."""
        for voice in self.voices:
            yield voice, fingerprint(voice.source, voice.name, self.words)


def claims(deck: Deck) -> Iterator[Claim]:
    """Give every claim of a deck."""
    for source in deck.sources.values():
        for principle in source.principles:
            for quotation in principle.quotations:
                yield _whole(quotation, source)
            yield from _inside(principle.statement, (source,), ())
    for note in deck.notes():
        yield from _of_note(deck, note)


def _of_note(deck: Deck, note: Note) -> Iterator[Claim]:
    sources = tuple(dict.fromkeys(citation.key for citation in note.citations if citation.key in deck.sources))
    cited = tuple(deck.sources[key] for key in sources)
    if not cited:
        return
    match note.body:
        case Said(quotation=quotation) | Cloze(quotation=Quotation() as quotation):
            yield Claim(quotation.words, tuple(Voice(source.key, quotation.voice or source.author) for source in cited), quotation.span)
            texts: Iterable[Text] = (note.extra,) if note.extra else ()
        case _:
            texts = note.texts()
    named = " ".join(plain_text(text.blocks) for text in note.texts())
    for text in texts:
        yield from _inside(text, cited, tuple(words(named)))


def _whole(quotation: Quotation, source: Source) -> Claim:
    return Claim(quotation.words, (Voice(source.key, quotation.voice),), quotation.span)


def _inside(text: Text, sources: tuple[Source, ...], named: tuple[str, ...]) -> Iterator[Claim]:
    """Find what stands between quotation marks. Whoever else speaks in a source counts only where the card names them."""
    if not any(mark in text.raw for mark in '“"«„「'):
        return
    for found in _MARKS.finditer(plain_text(text.blocks, code=False)):
        quoted = next(group for group in found.groups() if group is not None)
        if len(words(quoted)) < SHORTEST:
            continue
        start = text.raw.find(quoted)
        span = text.origin.at(start, start + len(quoted)) if start >= 0 else text.span
        yield Claim(quoted, tuple(_voices(sources, named)), span)


def _voices(sources: tuple[Source, ...], named: tuple[str, ...]) -> Iterator[Voice]:
    for source in sources:
        yield Voice(source.key, source.author)
        for label, name in source.speakers.items():
            if name != source.author and (label.casefold() in named or set(words(name)) <= set(named)):
                yield Voice(source.key, name)

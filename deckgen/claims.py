"""Deck -> everything in it that claims to be verbatim.

In: a resolved deck. Out: `Claim`s, in the order of the files: the quotations of principles, `said` and `quote` notes, and whatever
stands between quotation marks in the text of a card, five words or more, where the card cites a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.diagnostics import Span
from deckgen.markup.nodes import BlockQuote
from deckgen.markup.walk import plain_text, walk
from deckgen.model import Deck, Note, Principle, Quotation, Source, Text
from deckgen.quotations import Found, find, fingerprint, words

SHORTEST = 5
"""Words between quotation marks that make a quotation; fewer are a term or a title."""

_PAIRS = (("“", "”"), ("„", "“”"), ("«", "»"), ("»", "«"), ("「", "」"), ("‘", "’"))
_STRAIGHT = re.compile(r"(?<![\w\"])\"(?=\S)((?:(?!\n\n)[^\"])+?)(?<=\S)\"(?![\w\"])")
_INSIDE_WORD = re.compile(r"(?<=\w)’(?=\w)")


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
    owner: str
    """What makes it: a principle, as `key#id`, or a note, by its id."""

    def fingerprints(self) -> Iterator[tuple[Voice, str]]:
        """Give the hash that attests the claim, for each voice that may have said it."""
        for voice in self.voices:
            yield voice, fingerprint(voice.source, voice.name, self.words)


def claims(deck: Deck) -> Iterator[Claim]:
    """Give every claim of a deck."""
    for source in deck.sources.values():
        for principle in source.principles:
            owner = f"{source.key}#{principle.id}"
            yield from (of_principle(source, principle, quotation) for quotation in principle.quotations)
            yield from _inside(principle.statement, (source,), plain_text(principle.statement.blocks), owner)
    for note in deck.notes():
        yield from of_note(deck, note)


def of_principle(source: Source, principle: Principle, quotation: Quotation) -> Claim:
    """Give what a quotation of a principle claims."""
    return Claim(quotation.words, (Voice(source.key, quotation.voice),), quotation.span, f"{source.key}#{principle.id}")


def of_note(deck: Deck, note: Note) -> Iterator[Claim]:
    """Give every claim of a note."""
    cited = tuple({source.key: source for source, _ in deck.cited(note)}.values())
    if not cited:
        return
    quotation = note.quotation
    if quotation:
        yield Claim(quotation.words, tuple(_tellers(quotation, cited)), quotation.span, note.id)
    named = " ".join(plain_text(text.blocks) for text in note.all_texts())
    for text in note.all_texts():
        if not (quotation and text is note.body.texts()[0]):
            yield from _inside(text, cited, named, note.id)


def _tellers(quotation: Quotation, cited: tuple[Source, ...]) -> Iterator[Voice]:
    """Give who may say a card's quotation: whoever `resolve` found, then the authors of the other sources, if nobody was named."""
    for source in cited:
        if source.key == quotation.source or quotation.named:
            yield Voice(source.key, quotation.voice)
        else:
            yield Voice(source.key, source.author)


def _inside(text: Text, sources: tuple[Source, ...], named: str, owner: str) -> Iterator[Claim]:
    """Find what stands between quotation marks, and blockquotes. Who else speaks in a source counts only where the card names them."""
    plain = plain_text(text.blocks, code=_unmarked)
    quotes = [plain_text(node.children) for node in walk(text.blocks) if isinstance(node, BlockQuote)]
    for quoted in dict.fromkeys((*_between_marks(plain), *quotes)):
        if len(words(quoted)) >= SHORTEST:
            start = _start(text.raw, quoted)
            span = text.origin.at(start, start + len(quoted)) if start >= 0 else text.span
            yield Claim(" ".join(quoted.split()), tuple(_voices(sources, named)), span, owner)


def place(deck: Deck, claim: Claim) -> tuple[str, Found] | None:
    """Give the source that holds a claim, and where in it, by its text or by the lock; `None` where none is known to."""
    for voice, hash in claim.fingerprints():
        text, known = deck.texts.get(voice.source), deck.attestations.get(voice.source)
        if text:
            found = find(text, claim.words, voice.name)[0]
        else:
            attested = known.quotations.get(hash) if known else None
            found = Found(attested.paragraph, attested.voice) if attested else None
        if found:
            return voice.source, found
    return None


def _start(raw: str, quoted: str) -> int:
    """Find a quotation in the text as typed: where a mark stands before it, if that can be told."""
    marked = re.search('[“"«„»「‘>]\\s*' + re.escape(quoted), raw)
    return marked.end() - len(quoted) if marked else raw.find(quoted)


def _between_marks(plain: str) -> Iterator[str]:
    """Give what stands between a pair of quotation marks, the outermost of nested ones; marks inside words are apostrophes."""
    yield from (found[1] for found in _STRAIGHT.finditer(plain))
    text = _INSIDE_WORD.sub("'", plain)
    for opening, closing in _PAIRS:
        depth, begin = 0, 0
        for index, char in enumerate(text):
            if text.startswith("\n\n", index):
                depth = 0
            elif char in closing and depth:
                depth -= 1
                if depth == 0:
                    yield plain[begin:index]
            elif char == opening:
                begin = begin if depth else index + 1
                depth += 1


def _unmarked(code: str) -> str:
    """Give code without quotation marks: they quote nobody."""
    return re.sub('[“”"«»„「」‘’]', " ", code)


def _voices(sources: tuple[Source, ...], named: str) -> Iterator[Voice]:
    for source in sources:
        yield Voice(source.key, source.author)
        for label, name in source.speakers.items():
            if name != source.author and (_names(label, named) or _names(name, named)):
                yield Voice(source.key, name)


def _names(name: str, text: str) -> bool:
    """Whether a text names someone; a label of a letter or two is no name."""
    return len(name) > 2 and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))

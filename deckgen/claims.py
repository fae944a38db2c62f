"""Deck -> everything in it that claims to be verbatim.

In: a resolved deck. Out: `Claim`s, in the order of the files: the quotations of principles, `said` and `quote` notes, and whatever
stands between quotation marks in the text of a card, five words or more, where the card cites a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from deckgen import kept
from deckgen.diagnostics import Span
from deckgen.kept import plain_span
from deckgen.markup.nodes import BlockQuote
from deckgen.markup.walk import plain_text, walk
from deckgen.model import Deck, Note, Part, Principle, Quotation, Source, Text
from deckgen.quotations import Attestations, Found, SourceText, fingerprint, look_up, words

SHORTEST = 5
"""Words between quotation marks that make a quotation; fewer are a term or a title."""

_PAIRS = (("“", "”"), ("„", "“”"), ("«", "»"), ("»", "«"), ("「", "」"), ("‘", "’"))
_BEFORE = frozenset('“"«„»「‘>')
"""Marks that may stand before quoted words, as typed."""
_QUOTING = re.compile('[“”"«»„「」‘’>&]')
"""What a text that quotes has in it: a mark, the sign of a blockquote, or the beginning of an entity."""
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
    text: Text | None = field(default=None, repr=False, compare=False)
    """The text of a `said` or `quote` note that it is all of."""

    def fingerprint(self, voice: Voice) -> str:
        """Give the hash that attests the claim, said by one of its voices."""
        return fingerprint(voice.source, voice.name, self.words)


def name_of(source: Source, principle: Principle) -> str:
    """Give a principle's name among those of all sources, as cards cite it: `key#id`."""
    return f"{source.key}#{principle.id}"


def claims(deck: Deck) -> Iterator[Claim]:
    """Give every claim of a deck."""
    for source in deck.sources.values():
        yield from of_source(source)
    for part in deck.parts:
        yield from of_part(deck, part)


def of_source(source: Source) -> Iterator[Claim]:
    """Give every claim of what content/ says of a source."""
    for principle in source.principles:
        yield from (of_principle(source, principle, quotation) for quotation in principle.quotations)
        yield from _inside((principle.statement,), (source,), (principle.statement,), name_of(source, principle))


def of_principle(source: Source, principle: Principle, quotation: Quotation) -> Claim:
    """Give what a quotation of a principle claims."""
    return Claim(quotation.words, (Voice(source.key, quotation.voice),), quotation.span, name_of(source, principle))


def of_part(deck: Deck, part: Part) -> Iterator[Claim]:
    """Give every claim of a part's notes."""
    for quoted, voices, span, owner in _of_part(deck, part):
        yield Claim(quoted, tuple(Voice(*one) for one in voices), Span(*span), owner)


@kept.of_part
def _of_part(deck: Deck, part: Part) -> tuple[kept.Plain, ...]:
    made = (claim for note in part.notes for claim in of_note(deck, note))
    return tuple((one.words, tuple((voice.source, voice.name) for voice in one.voices), plain_span(one.span), one.owner) for one in made)


def of_note(deck: Deck, note: Note) -> Iterator[Claim]:
    """Give every claim of a note: those of its cards, then those of what the sheet alone shows."""
    yield from of_cards(deck, note)
    if note.gist and note.citations:  # whom the cards name is named beside it, too; but the cards are learned without it
        yield from _inside((note.gist,), _cited(deck, note), note.all_texts(), note.id)


def of_cards(deck: Deck, note: Note) -> Iterator[Claim]:
    """Give every claim of a note's cards."""
    cited, quotation = _cited(deck, note) if note.citations else (), note.quotation
    if not cited:
        return
    texts = tuple(note.texts())
    if quotation:
        yield Claim(quotation.words, tuple(_tellers(quotation, cited)), quotation.span, note.id, texts[0])
    yield from _inside(texts[1:] if quotation else texts, cited, texts, note.id)


def _cited(deck: Deck, note: Note) -> tuple[Source, ...]:
    return tuple({source.key: source for source, _ in deck.cited(note)}.values())


def _tellers(quotation: Quotation, cited: tuple[Source, ...]) -> Iterator[Voice]:
    """Give who may say a card's quotation: whoever `resolve` found, then the authors of the other sources, if nobody was named."""
    for source in cited:
        if source.key == quotation.source or quotation.named:
            yield Voice(source.key, quotation.voice)
        else:
            yield Voice(source.key, source.author)


def _inside(texts: Iterable[Text], sources: tuple[Source, ...], beside: Iterable[Text], owner: str) -> Iterator[Claim]:
    """Find what stands between quotation marks, and blockquotes. Who else speaks in a source counts only where texts `beside` name them."""
    quoting = [text for text in texts if _QUOTING.search(text.raw)]  # as few do
    named = " ".join(plain_text(text.blocks) for text in beside) if quoting else ""
    for text in quoting if sources else ():
        yield from _quoted(text, sources, named, owner)


def _quoted(text: Text, sources: tuple[Source, ...], named: str, owner: str) -> Iterator[Claim]:
    plain = plain_text(text.blocks, code=_unmarked)
    quotes = [plain_text(node.children) for node in walk(text.blocks) if isinstance(node, BlockQuote)]
    for quoted in dict.fromkeys((*_between_marks(plain), *quotes)):
        if len(words(quoted)) >= SHORTEST:
            start = _start(text.raw, quoted)
            span = text.origin.at(start, start + len(quoted)) if start >= 0 else text.span
            yield Claim(" ".join(quoted.split()), tuple(_voices(sources, named)), span, owner)


def place(deck: Deck, claim: Claim) -> tuple[Voice, Found] | None:
    """Give the voice that says a claim, and where in its source; `None` where none is known to."""
    return place_in(claim, deck.texts, deck.attestations)


def place_in(claim: Claim, texts: Mapping[str, SourceText], known: Attestations) -> tuple[Voice, Found] | None:
    """Do what `place` does, by other texts and another lock than the deck's."""
    looked_up = ((voice, look_up(voice.source, voice.name, claim.words, texts, known)) for voice in claim.voices)
    return next(((voice, found) for voice, found in looked_up if found), None)


def _start(raw: str, quoted: str) -> int:
    """Find a quotation in the text as typed: where a mark stands before it, if that can be told."""
    first = start = raw.find(quoted)
    while start >= 0 and raw[:start].rstrip()[-1:] not in _BEFORE:
        start = raw.find(quoted, start + 1)
    return start if start >= 0 else first


def _between_marks(plain: str) -> Iterator[str]:
    """Give what stands between a pair of quotation marks, the outermost of nested ones; marks inside words are apostrophes."""
    yield from (found[1] for found in _STRAIGHT.finditer(plain))
    text = _INSIDE_WORD.sub("'", plain)
    for opening, closing in (pair for pair in _PAIRS if pair[0] in text):
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

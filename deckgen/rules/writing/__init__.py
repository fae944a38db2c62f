"""How cards are written: a reading of each note, one pass over all. One module a family, and these tuples: nothing else runs.

In: a deck. Out: findings, all of the family W, with the severities that deck.yaml gives them. What is a good card is not decided here: a
rule finds what is nearly always a fault, and is silent where it cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from deckgen.diagnostics import Diagnostic, Severity
from deckgen.kept import Plain, findings, of_deck, of_part, of_source, plain_finding, plain_findings
from deckgen.model import Deck, Part, Source
from deckgen.rules.language import reads_english
from deckgen.rules.writing import alike, facts, fronts, gaps, length, mix, orphans, quoting
from deckgen.rules.writing.asked import Asked, read

OF_A_NOTE: tuple[Callable[[Asked], Iterator[Diagnostic]], ...] = (
    length.front,
    length.back,
    length.many,
    length.gap,
    gaps.readable,
    gaps.elsewhere,
    gaps.context,
)
"""Rules that hold in every language."""
OF_A_NOTE_IN_ENGLISH: tuple[Callable[[Asked], Iterator[Diagnostic]], ...] = (
    fronts.choice,
    fronts.two,
    fronts.vague,
    fronts.task,
    orphans.orphan,
    gaps.little,
    quoting.hidden,
)
"""Rules that read English."""
OF_A_SOURCE_IN_ENGLISH: tuple[Callable[[Deck, Source], Iterator[Diagnostic]], ...] = (quoting.cuts,)
OF_A_DECK: tuple[Callable[[Deck], Iterator[Diagnostic]], ...] = (mix.balance,)


def written(deck: Deck) -> Iterator[Diagnostic]:
    """Report how cards are written, as deck.yaml wants to hear of it."""
    for finding in _found(deck):
        said = deck.head.lint.get(finding.code, str(finding.severity))
        if said != "off":
            yield replace(finding, severity=Severity(said))


def ahead(deck: Deck, part: Part) -> None:
    """Work out what `written` will ask of a part, in the language that it is in itself."""
    english = reads_english(deck)
    _, claimed, _ = _of_part(deck, part, english)
    _unknown(deck, part, english, claimed)


def ahead_of_source(deck: Deck, source: Source) -> None:
    """Work out what `written` will ask of a source, if the deck is in the language that it says."""
    if reads_english(deck):
        _of_source(deck, source)


def _found(deck: Deck) -> Iterator[Diagnostic]:
    english = reads_english(deck)
    ours = facts.vocabulary(" ".join((deck.head.name, deck.head.subtitle, *(part.name for part in deck.parts))))
    packed: list[Plain] = []
    for part in deck.parts:
        found, claimed, fronts = _of_part(deck, part, english)
        yield from findings(found)
        yield from findings(plain for word, plain in _unknown(deck, part, english, claimed) if not facts.stands(word, ours))
        packed.append(fronts)
    notes = alike.Fronts(packed)
    yield from alike.fronts(notes, _near(deck, english, notes.digests))
    for rule in OF_A_DECK:
        yield from rule(deck)
    for source in deck.sources.values() if english else ():
        yield from findings(_of_source(deck, source))


@of_source
def _of_source(deck: Deck, source: Source) -> tuple[Plain, ...]:
    return plain_findings(finding for rule in OF_A_SOURCE_IN_ENGLISH for finding in rule(deck, source))


@of_part
def _of_part(deck: Deck, part: Part, english: bool) -> tuple[tuple[Plain, ...], tuple[Plain, ...], Plain]:
    """Give the findings in a part's notes; by their places, the numbers and names that sources should have; and fronts, to be compared.

    What the Markdown of a note lacks is told elsewhere, and it is not read.
    """
    notes = {place: read(note, english) for place, note in enumerate(part.notes) if not any(text.problems for text in note.texts())}
    claimed = ((place, *one) for place, asked in notes.items() for one in facts.claimed(deck, asked))
    found = plain_findings(_in_part(deck, part, tuple(notes.values()), english))
    return found, tuple(claimed), alike.pack(notes.values())


@of_deck
def _near(deck: Deck, english: bool, _: tuple[str, ...]) -> tuple[Plain, ...]:
    """Find fronts that are near one another; the digests that are given tell whether they are what they were."""
    return tuple(alike.near(tuple(alike.Fronts(_of_part(deck, part, english)[2] for part in deck.parts))))


def _unknown(deck: Deck, part: Part, english: bool, claimed: Iterable[Plain]) -> tuple[Plain, ...]:
    """Give the words that their sources lack, with what to say of them. What sources have is asked each time: statements change often."""
    lacking = tuple((place, word) for place, word, keys in claimed if facts.lacks(deck, (word, keys)))
    return _told(deck, part, english, lacking) if lacking else ()


@of_part
def _told(deck: Deck, part: Part, english: bool, lacking: tuple[tuple[int, str], ...]) -> tuple[Plain, ...]:
    words: dict[int, list[str]] = {}
    for place, word in lacking:
        words.setdefault(place, []).append(word)
    found = (one for place, own in words.items() for one in facts.unknown(deck, read(part.notes[place], english), own))
    return tuple((word, plain_finding(finding)) for word, finding in found)


def _in_part(deck: Deck, part: Part, notes: Sequence[Asked], english: bool) -> Iterator[Diagnostic]:
    rules = (*OF_A_NOTE, *(OF_A_NOTE_IN_ENGLISH if english else ()))
    for asked in notes:
        for rule in rules:
            yield from rule(asked)
    for note in part.notes if english else ():
        yield from quoting.card_cuts(deck, note)

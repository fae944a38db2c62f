"""What of a source's text its principles rest on, paragraph by paragraph.

In: a deck and a source; the lengths of the paragraphs are known to the lock even where the text is not at hand. Out: `Paragraph`s.
A quotation rests on the paragraph that it begins in: where it ends, the lock does not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from deckgen.claims import name_of, of_principle, place
from deckgen.model import Deck, Principle, Source
from deckgen.stats.values import Paragraph, State


def places(deck: Deck, source: Source) -> dict[str, frozenset[int]]:
    """Give the paragraphs that each principle of a source rests on: those of its quotations, and those that its author gives."""
    return {name_of(source, one): frozenset(_places(deck, source, one)) for one in source.principles}


def _places(deck: Deck, source: Source, principle: Principle) -> Iterator[int]:
    if principle.paragraphs:
        first, last = principle.paragraphs
        yield from range(first, min(last, len(deck.lengths(source.key)) or first) + 1)  # an author may have written any number
    for quotation in principle.quotations:
        found = place(deck, of_principle(source, principle, quotation))
        if found:
            yield found[1].paragraph


def paragraphs(lengths: Sequence[int], placed: Mapping[str, frozenset[int]]) -> tuple[Paragraph, ...]:
    """Give each paragraph with the principles that rest on it."""
    covered = frozenset[int]().union(*placed.values())
    return tuple(
        Paragraph(number, words, tuple(name for name, numbers in placed.items() if number in numbers), _state(number, covered))
        for number, words in enumerate(lengths, start=1)
    )


def _state(number: int, covered: frozenset[int]) -> State:
    if number in covered:
        return State.COVERED
    return State.NEAR if covered & {number - 1, number + 1} else State.FAR

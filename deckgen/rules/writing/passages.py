"""What stands around a quotation, as far as the project knows.

In: a deck and a source of it. Out: `Passages`: the texts that are in the project, and its quotations, of which a longer one shows what a
shorter one leaves out. The lock of the quotations is of no use here: it holds digests, and no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckgen.kept import of_source
from deckgen.model import Deck, Source
from deckgen.quotations import Run, parts, unbracketed, words

_BREAK = re.compile(r"(?<=[.?!…:;,])[\"”’)]*\s+|\s*[–—]\s*|[(\"“”]|\[…\]")
"""Where a clause ends: a `No,` before a comma is no `no` of what follows."""


@dataclass(frozen=True, slots=True)
class Around:
    """The words of its clause before and after a run of words."""

    before: Run
    after: Run


class Passages:
    """The known passages of a source, by the words in them."""

    def __init__(self, rows: list[Run], breaks: list[frozenset[int]], places: dict[str, list[tuple[int, int]]]) -> None:
        self._rows = rows
        """The words of each passage."""
        self._breaks = breaks
        """Where its clauses begin and end."""
        self._places = places
        """Where each word stands: in which passage, and where there."""

    def around(self, run: Run) -> Iterator[Around]:
        """Give what stands around each occurrence of a run of words, up to the ends of its clause."""
        for index, start in self._find(run):
            row, breaks, end = self._rows[index], self._breaks[index], start + len(run)
            begin = max(one for one in breaks if one <= start)
            yield Around(row[begin:start], row[end : min(one for one in breaks if one >= end)])

    def between(self, first: Run, second: Run, reach: int) -> Iterator[Run]:
        """Give what stands between two runs of words that follow one another within reach."""
        seconds = list(self._find(second))
        for index, start in self._find(first):
            end = start + len(first)
            far = [place for row, place in seconds if row == index and end <= place <= end + reach]
            if far:
                yield self._rows[index][end : min(far)]

    def _find(self, run: Run) -> Iterator[tuple[int, int]]:
        """Give each place of a run of words, looked for by its rarest one."""
        rarest = min(range(len(run)), key=lambda at: len(self._places.get(run[at], ())))
        for index, place in self._places.get(run[rarest], ()):
            start = place - rarest
            if start >= 0 and self._rows[index][start : start + len(run)] == run:
                yield index, start


def passages(deck: Deck, source: Source) -> Passages:
    """Give the known passages of a source."""
    return Passages(*_of_source(deck, source))


@of_source
def _of_source(deck: Deck, source: Source) -> tuple[list[Run], list[frozenset[int]], dict[str, list[tuple[int, int]]]]:
    """Index the texts of a source; see `Passages`."""
    rows: list[Run] = []
    breaks: list[frozenset[int]] = []
    places: dict[str, list[tuple[int, int]]] = {}
    for text in dict.fromkeys(_texts(deck, source)):
        row: list[str] = []
        ends = [0]
        for clause in _BREAK.split(text):
            row += words(clause)
            ends.append(len(row))
        for place, word in enumerate(row):
            places.setdefault(word, []).append((len(rows), place))
        rows.append(tuple(row))
        breaks.append(frozenset(ends))
    return rows, breaks, places


def _texts(deck: Deck, source: Source) -> Iterable[str]:
    """Give what is known word for word: each turn of the text, and each quotation without omissions."""
    text = deck.texts.get(source.key)
    for turn in text.turns if text else ():
        yield " \n".join(one.text for one in turn.paragraphs)
    for principle in source.principles:
        yield from (unbracketed(one.words) for one in principle.quotations if len(parts(one.words)) == 1)

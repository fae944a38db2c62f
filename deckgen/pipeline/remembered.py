"""What files gave when they were last read, for a process that reads a project again and again: those with the same text give the same.

In: the text and the name of a file; a deck as it was resolved. Out: what `read_cards` and `read_content` give; what was worked out of
files, as long as nothing else surrounds them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from deckgen.diagnostics import Diagnostics
from deckgen.kept import Works
from deckgen.model import Deck, Part, Source
from deckgen.pipeline.around import Around, of_own, shared_ids
from deckgen.pipeline.known import Known
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content

_T = TypeVar("_T")


class Remembered(Known):
    """The files of one project: of each, the text that was read last, what it gave, and what was worked out of that."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[tuple[str, ...], Any]] = {}
        self._worked: dict[str, dict[str, tuple[tuple[str, ...], Works]]] = {}
        """By the file of a deck, and by those of its parts and sources: what this hangs on, and what was worked out."""

    def cards(self, text: str, name: str) -> tuple[Part | None, Diagnostics]:
        """Read a file of cards, if it says something else than before."""
        return self._again(read_cards, text, name)

    def content(self, text: str, name: str, key: str) -> tuple[Source | None, Diagnostics]:
        """Read a source, if it says something else than before."""
        return self._again(read_content, text, name, key)

    def _again(self, read: Callable[..., _T], text: str, name: str, *more: str) -> _T:
        before, answer = self._files.get(name, ((), None))
        if before != (text, name, *more):
            answer = read(text, name, *more)
            self._files[name] = (text, name, *more), answer
        return answer  # type: ignore[no-any-return]  # one file is read by one of the two: by its folder

    def fill(self, deck: Deck, around: Around) -> None:
        """Give a deck what was worked out of its files, and keep what will be."""
        head = deck.head.span.file
        before, now = self._worked.get(head, {}), dict(self._said(deck, around))
        same = {name for name, said in now.items() if name in before and before[name][0] == said}
        self._worked[head] = {name: before[name] if name in same else (said, {}) for name, said in now.items()}
        deck.kept.update((name, works) for name, (_, works) in self._worked[head].items())

    def _said(self, deck: Deck, around: Around) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give each file with all that hangs on it."""
        yield deck.head.span.file, ()  # what is worked out of the whole deck is given all that it hangs on
        ids = Counter(who.id for who in deck.named())
        for part in deck.parts:
            name = part.span.file
            yield name, (self._text(name), around.of_citing(part.cited), of_own(deck, part, shared_ids(deck, part, ids)))
        for source in deck.sources.values():
            yield source.span.file, (around.of_source(source.key),)

    def _text(self, name: str) -> str:
        (text, *_), _ = self._files[name]
        return text

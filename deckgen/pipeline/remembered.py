"""What files gave when they were last read, for a process that reads a project again and again: those with the same text give the same.

In: the text and the name of a file. Out: what `read_cards` and `read_content` give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from deckgen.diagnostics import Diagnostics
from deckgen.model import Part, Source
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content

_T = TypeVar("_T")


class Remembered:
    """The files of one project: of each, the text that was read last, and what it gave."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[tuple[str, ...], Any]] = {}

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

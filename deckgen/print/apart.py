"""What is too much for one file, divided among several; and a function, called in a process of its own.

In: cards; a function that can be pickled. Out: the cards of each file; what the function returns. Typst keeps what it ever set for as
long as its process lives: where much is set, a process for each file gives the memory back. Where records tell all that Typst would, none
is begun.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from math import ceil
from typing import TypeVar

from deckgen.print.engine import UnrecordedError, only_recorded
from deckgen.processes import end_with_parent

Made = TypeVar("Made")
Card = TypeVar("Card")
VOLUME = 1000
"""Cards in one file, at most: Typst holds all pages of a file in memory, about half a megabyte a card."""


def volumes(cards: Sequence[Card]) -> list[Sequence[Card]]:
    """Divide cards among files: all in one, or as evenly as they go where they are too many for one file."""
    count = max(1, ceil(len(cards) / VOLUME))
    ends = [len(cards) * number // count for number in range(count + 1)]
    return [cards[start:end] for start, end in pairwise(ends)]


def apart(function: Callable[[], Made]) -> Made:
    """Call a function. What it raises is raised here; `MemoryError` where its process was ended: one that lacks memory is."""
    with suppress(UnrecordedError), only_recorded():
        return function()
    from concurrent.futures import ProcessPoolExecutor  # 20 ms, for large decks alone
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    with ProcessPoolExecutor(1, get_context("spawn"), end_with_parent) as pool:
        try:
            return pool.submit(function).result()
        except BrokenProcessPool as broken:
            raise MemoryError("typesetting was ended, most likely for want of memory; `--part` prints one part alone") from broken

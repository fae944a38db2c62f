"""What is worked out of one file alone: worked out once, and kept with the deck.

In: a function of a deck and a source of it. Out: the same function, which looks first whether its answer is known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from deckgen.model import Deck, Source

T = TypeVar("T")


def of_source(work: Callable[[Deck, Source], T]) -> Callable[[Deck, Source], T]:
    """Keep what is worked out of a source. The work looks at nothing that another value of the same deck may have otherwise."""
    name = _name(work)

    @wraps(work)
    def kept(deck: Deck, source: Source) -> T:
        known = deck.kept.setdefault(source.span.file, {})
        if name not in known:
            known[name] = work(deck, source)
        return cast("T", known[name])

    return kept


def _name(work: Callable[..., object]) -> str:
    return f"{work.__module__}.{work.__qualname__}"

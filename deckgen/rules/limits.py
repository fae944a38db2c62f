"""Limits: how much of a source that may not be redistributed stands in the deck."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.excerpts import Excerpts, excerpts
from deckgen.model import Deck, Source

_NAMED = 3
"""Quotations that are named as those to begin with."""


def quoted(deck: Deck) -> Iterator[Diagnostic]:
    """Report a source of which more is quoted than its `limit` (Q005). Of a source whose length nobody knows, nothing can be said."""
    if any(source.limit is not None for source in deck.sources.values()):
        for key, found in excerpts(deck).items():
            if found.over:
                yield _over(deck.sources[key], found)


def _over(source: Source, found: Excerpts) -> Diagnostic:
    longest = ", ".join(f"`{one.owner}` {one.words}" for one in found.longest[:_NAMED])
    return Diagnostic(
        "Q005",
        f"{found.percent:.1f} % of `{source.key}` is quoted, and its limit is {source.limit} %",
        source.limit_span,
        f"{found.quoted:,} of its {found.words:,} words, {found.over:,} too many",
        (f"drop quotations or shorten them, to {found.allowed:,} words or fewer", f"the longest, in words: {longest}"),
    )

"""Limits: how much of a source that may not be redistributed stands in the decks of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from deckgen.diagnostics import Diagnostic
from deckgen.excerpts import Excerpts, excerpts
from deckgen.model import Deck, Source

_NAMED = 3
"""Quotations that are named as those to begin with."""


def quoted(decks: Sequence[Deck]) -> Iterator[Diagnostic]:
    """Report a source of which all decks together quote more than its `limit` (Q005).

    Of a source whose length nobody knows, nothing can be said.
    """
    sources = {key: source for deck in decks for key, source in deck.sources.items()}
    if any(source.limit is not None for source in sources.values()):
        yield from (_over(sources[key], found) for key, found in excerpts(*decks).items() if found.over)


def _over(source: Source, found: Excerpts) -> Diagnostic:
    longest = ", ".join(f"`{one.owner}` {one.words}" for one in found.longest[:_NAMED])
    return Diagnostic(
        "Q005",
        f"{found.share} % of `{source.key}` is quoted, and its limit is {source.limit} %",
        source.limit_span,
        f"{found.quoted:,} of its {found.words:,} words, {found.over:,} too many",
        (f"drop quotations or shorten them, to {found.allowed:,} words or fewer", f"the longest, in words: {longest}"),
    )

"""What the shell completes of a project: its parts, tags, sources and decks.

In: what was typed so far. Out: words. Where there is no project, or it cannot be read, there are none: completion never complains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from deckgen.model import Deck

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Words = Callable[[Sequence[Deck]], Iterable[tuple[str, str]]]
"""Decks -> words, each with what a shell may show beside it."""


def _complete(words: Words) -> Complete:
    def complete(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        return [CompletionItem(word, help=help) for word, help in dict(words(_decks(ctx))).items() if word.startswith(typed)]

    return complete


def _decks(ctx: click.Context) -> Sequence[Deck]:
    from deckgen.pipeline.load import load

    root = ctx.params.get("root")
    return load(root).decks if isinstance(root, Path) else ()


def _parts(decks: Sequence[Deck]) -> Iterable[tuple[str, str]]:
    """Give the numbers of parts, as `--part` takes them: a name with spaces would be several words to a shell."""
    for deck in decks:
        for place, part in enumerate(deck.parts, start=1):
            number = re.match(r"\d+(?= )", part.name)
            yield (number[0] if number else str(place)), part.name


def _tags(decks: Sequence[Deck]) -> Iterable[tuple[str, str]]:
    from deckgen.pipeline.printing import known_tags

    return ((tag, "") for tag in known_tags(decks))


parts = _complete(_parts)
tags = _complete(_tags)
sources = _complete(lambda decks: ((f"{key}=", source.title) for deck in decks for key, source in deck.sources.items()))
decks = _complete(lambda all: ((deck.head.id, deck.head.name) for deck in all))

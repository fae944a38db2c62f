"""What the shell completes of a project: its parts, files, tags, sources, principles, decks and guesses; codes and versions.

In: what was typed so far. Out: words. Where there is no project, or it cannot be read, there are none: completion never complains. Nearly
all is read at a glance; the whole project only where nothing else knows the words: tags as Anki will have them, and what `fix` offers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from deckgen.terminal import visible

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Words = Iterable[tuple[str, str]]
"""Words, each with what a shell may show beside it."""


def _complete(words: Callable[[Path, str], Words]) -> Complete:
    """Make a completion of what a project has. In: its folder and what was typed -> words."""

    def complete(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        root = ctx.params.get("root")
        return _fitting(words(root, typed), typed) if isinstance(root, Path) else []

    return complete


def _fitting(words: Words, typed: str) -> list[CompletionItem]:
    """Give the words that begin as typed: a line each, for shells read lines, and without what a terminal would obey."""
    fitting = ((word, help) for word, help in dict(words).items() if word.startswith(typed) and word.isprintable())
    return [CompletionItem(word, help=visible(" ".join(help.split()))) for word, help in fitting]


def _tags(root: Path, _: str) -> Words:
    from deckgen.pipeline.load import load
    from deckgen.pipeline.printing import known_tags

    return [(tag, "") for tag in known_tags(load(root).decks)]


def _texts(root: Path, _: str) -> Words:
    from deckgen.pipeline.glance import sources

    return [(f"{key}=", title) for key, title in sources(root)]


def _sources(root: Path, typed: str) -> Words:
    """Give the sources; the principles of one, too, once no other can be meant: all of all would be a page."""
    from deckgen.pipeline.glance import principles, sources

    key, hash, _ = typed.partition("#")
    found = [(one, title) for one, title in sources(root) if (one == key if hash else one.startswith(key))]
    return [*found, *(principles(root, found[0][0]) if len(found) == 1 else ())]


def _files(root: Path, typed: str) -> Words:
    """Give the files by their names; by their paths where a path is typed."""
    from deckgen.pipeline.glance import files

    return [one for one in files(root) if ("/" in one[0]) == ("/" in typed)]


def _guesses(root: Path, _: str) -> Words:
    from deckgen.pipeline.fix import offered
    from deckgen.pipeline.load import load

    return [(str(one.take), one.mend.finding.message) for one in offered(load(root)) if one.take]


def _glance(name: str) -> Complete:
    """Make a completion of what is read at a glance, whatever was typed."""

    def words(root: Path, _: str) -> Words:
        from deckgen.pipeline import glance

        found: Words = getattr(glance, name)(root)
        return found

    return _complete(words)


def codes(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the codes of findings, in whatever case they are typed."""
    from deckgen.codes import CODES

    return _fitting(CODES.items(), typed.upper())


def files(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Let the shell complete the names of files."""
    return [CompletionItem(typed, type="file")]


parts, own_tags, decks, versions = map(_glance, ("parts", "own_tags", "decks", "versions"))
tags, texts, sources, card_files, guesses = map(_complete, (_tags, _texts, _sources, _files, _guesses))

"""The text of notes and principles: Markdown that would not arrive as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from deckgen.diagnostics import Diagnostic, Severity
from deckgen.markup.nodes import Link, Math
from deckgen.markup.walk import walk
from deckgen.model import Deck, Text

Node = TypeVar("Node", Link, Math)

_SAFE = re.compile(r"(https?|mailto|tel|obsidian|zotero|vscode|file):", re.IGNORECASE)
_AMOUNT = re.compile(r"\s*\d[\d.,]*\s*[kKmMbB]?\s*(-|–|—|to|and|or|/|\+|,|bis|et|y|e)?\s*")


def _texts(deck: Deck) -> Iterator[Text]:
    for source in deck.sources.values():
        for principle in source.principles:
            yield principle.statement
    for note in deck.notes():
        yield from note.texts()
    if deck.head.description:
        yield deck.head.description


def markup_problems(deck: Deck) -> Iterator[Diagnostic]:
    """Report what the Markdown parser found wrong: gaps that are not gaps (G002 to G008), text nested too deeply (T003)."""
    for text in _texts(deck):
        for one in text.problems:
            yield Diagnostic(one.code, one.message, text.origin.at(one.start, one.end), help=one.help)


def links(deck: Deck) -> Iterator[Diagnostic]:
    """Report links that lead nowhere from a card (T002)."""
    for text in _texts(deck):
        seen = 0
        for link in _nodes(text.blocks, Link) if "](" in text.raw or "<" in text.raw or "]:" in text.raw else ():
            start = text.raw.find(link.url or "](", seen)
            seen = max(seen, start + 1)
            if not _SAFE.match(link.url):
                span = text.origin.at(start, start + max(2, len(link.url))) if start >= 0 else text.span
                message = f"the link `{link.url}` leads nowhere from a card" if link.url else "a link without an address"
                yield Diagnostic("T002", message, span, help=("write a whole address: https://…",))


def money(deck: Deck) -> Iterator[Diagnostic]:
    """Warn where dollar signs around an amount became math (T001): `$5-$10`."""
    for text in _texts(deck):
        if text.raw.count("$") < 2:
            continue
        for formula in _nodes(text.blocks, Math):
            if not formula.display and _AMOUNT.fullmatch(formula.latex):
                start = text.raw.find(f"${formula.latex}$")
                yield Diagnostic(
                    "T001",
                    f"`${formula.latex}$` is read as math",
                    text.origin.at(start, start + len(formula.latex) + 2) if start >= 0 else text.span,
                    "it looks like money",
                    (r"write `\$` for a dollar sign",),
                    severity=Severity.WARNING,
                )


def _nodes(nodes: Iterable[Any], wanted: type[Node]) -> Iterator[Node]:
    return (node for node in walk(nodes) if isinstance(node, wanted))

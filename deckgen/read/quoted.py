"""Blocks -> a quotation: the verbatim words, and the attribution behind them.

In: the blocks of a blockquote, or of a `said` or `quote` note. Out: a `Quotation`. The last line may say who speaks:
`— speaker, note`, in the quotation's last paragraph or in a paragraph of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from deckgen.diagnostics import Span
from deckgen.markup.nodes import Block, Inline, Paragraph, Str
from deckgen.markup.walk import plain_text
from deckgen.model import Quotation

_DASH = re.compile(r"(?:—|–|--|―)\s*(?=\S)")
_TOLD = re.compile(r"\bas told by\s+(.+?)\s*$", re.IGNORECASE)


def quotation_of(blocks: tuple[Block, ...], span: Span) -> Quotation:
    """Split blocks into words and attribution. The speaker stays empty where none is named: the source's author then."""
    words, line = _split(blocks)
    speaker, _, note = (part.strip() for part in line.partition(","))
    told = _TOLD.search(line)
    if told and not note:
        speaker = line[: told.start()].strip(" ,") or told[1]
    return Quotation(words, " ".join(plain_text(words).split()), speaker, note, told[1] if told else speaker, span, named=bool(speaker))


def _split(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], str]:
    """Give the blocks without the attribution, and the attribution without its dash."""
    if not blocks or not isinstance(blocks[-1], Paragraph):
        return blocks, ""
    last = blocks[-1]
    if len(blocks) > 1 and (line := _attribution(last.children)):
        return blocks[:-1], line
    for index in range(len(last.children) - 1, 0, -1):
        if last.children[index - 1] == Str("\n") and (line := _attribution(last.children[index:])):
            return (*blocks[:-1], replace(last, children=last.children[: index - 1])), line
    return blocks, ""


def _attribution(children: tuple[Inline, ...]) -> str:
    text = " ".join(plain_text(children).split())
    dash = _DASH.match(text)
    return text[dash.end() :] if dash else ""

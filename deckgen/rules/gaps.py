"""Gaps: each is a card, and its number is what the card's reviews hang on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic, Span
from deckgen.markup.nodes import Gap
from deckgen.markup.walk import nothing, plain_text, walk
from deckgen.model import Cloze, Deck, ListNote, Note

MAX_GAPS = 499
"""Anki makes no cards for higher numbers."""


def _clozes(deck: Deck) -> Iterator[tuple[Note, Cloze]]:
    for note in deck.notes():
        if isinstance(note.body, Cloze):
            yield note, note.body


def some_gap(deck: Deck) -> Iterator[Diagnostic]:
    """Report a cloze or a quotation to complete without any gap (G001): it would make no card."""
    for _, body in _clozes(deck):
        if body.text.raw.strip() and not body.text.problems and not any(isinstance(node, Gap) for node in walk(body.text.blocks)):
            yield Diagnostic(
                "G001",
                f"a `{body.kind}` note without a gap",
                body.text.span,
                "it would make no card",
                ("mark what is to be recalled: {{c1::words}}",),
            )


def numbers(deck: Deck) -> Iterator[Diagnostic]:
    """Report numbers that leave one out (G004): a card's reviews hang on its number, so they are given in order, from 1."""
    for _, body in _clozes(deck):
        found = {node.number for node in walk(body.text.blocks) if isinstance(node, Gap)}
        missing = sorted(set(range(1, max(found, default=0))) - found)[:3] if max(found, default=0) <= MAX_GAPS else []
        if missing and 0 not in found and not body.text.problems:  # a gap that is not one may be what is missing
            words = " and ".join(f"c{number}" for number in missing)
            high = max(found)
            yield Diagnostic(
                "G004",
                f"gap c{high} without {words}",
                _first(body, high),
                "",
                ("number the gaps of a note 1, 2, 3; equal numbers are asked together",),
            )
        if max(found, default=0) > MAX_GAPS:
            help = ("number the gaps 1, 2, 3",)
            yield Diagnostic("G004", f"a gap with a number over {MAX_GAPS}", _first(body, max(found)), "Anki makes no card for it", help)


def _first(body: Cloze, number: int) -> Span:
    """Give the place of the first gap of a number."""
    found = re.search(rf"\{{\{{c0*{number}::", body.text.raw)
    return body.text.origin.at(*found.span()) if found else body.text.span


def not_too_many(deck: Deck) -> Iterator[Diagnostic]:
    """Report a list of more items than Anki makes cards for (G004)."""
    for note in deck.notes():
        if isinstance(note.body, ListNote) and len(note.body.entries) > MAX_GAPS:
            help = ("make several lists of it",)
            yield Diagnostic(
                "G004", f"a list of more than {MAX_GAPS} items", note.body.title.span, "Anki makes no cards for the others", help
            )


_WRITTEN = re.compile(r"\{\{c\d+::")


def where_none_are_read(deck: Deck) -> Iterator[Diagnostic]:
    """Report a gap in a text that makes no cards (G009): learners would see its braces. In code it is code."""
    for note in deck.notes():
        made = note.body.text if isinstance(note.body, Cloze) else None
        for text in note.texts():
            if "{{c" not in text.raw or text is made:
                continue
            if _WRITTEN.search(plain_text(text.blocks, code=nothing)):
                start = text.raw.find("{{c")
                help = ("a text with gaps is a `cloze`, a quotation with gaps a `quote`", "to show the braces, put them between backticks")
                yield Diagnostic("G009", "a gap in a text that makes no cards of it", text.origin.at(start, start + 3), help=help)

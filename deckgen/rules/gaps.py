"""Gaps: each is a card, and its number is what the card's reviews hang on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic, Span
from deckgen.markup.nodes import Gap
from deckgen.markup.walk import nothing, plain_text, walk
from deckgen.model import Cloze, Deck, ListNote, Note
from deckgen.released.state import NoteState

MAX_GAPS = 499
"""Anki makes no cards for higher numbers."""


def some_gap(_: Deck, note: Note) -> Iterator[Diagnostic]:
    """Report a cloze or a quotation to complete without any gap (G001): it would make no card."""
    text = note.body.text if isinstance(note.body, Cloze) else None
    if text and text.raw.strip() and not text.problems and not any(isinstance(node, Gap) for node in walk(text.blocks)):
        yield Diagnostic(
            "G001",
            f"a `{note.kind}` note without a gap",
            text.span,
            "it would make no card",
            ("mark what is to be recalled: {{c1::words}}",),
        )


def numbers(deck: Deck, note: Note) -> Iterator[Diagnostic]:
    """Report numbers that leave one out (G004): a card's reviews hang on its number, so new ones are given in order.

    Numbers that learners have, or had, may be missing: they are never given again.
    """
    if isinstance(note.body, ListNote):
        given = Counter(one.number for one in note.body.entries)
        yield from (_twice(note, number) for number, count in given.items() if count > 1)
        found = set(given)
    elif isinstance(note.body, Cloze) and not note.body.text.problems:  # a gap that is not one may be what is missing
        found = {node.number for node in walk(note.body.text.blocks) if isinstance(node, Gap)}
    else:
        return
    yield from _hole(note, found, deck.as_released(note))


def _hole(note: Note, found: set[int], released: NoteState | None) -> Iterator[Diagnostic]:
    high = max(found, default=0)
    used = {ordinal + 1 for ordinal in (*released.cards, *released.dropped)} if released else set()
    missing = sorted(set(range(1, high)) - found - used)[:3] if high <= MAX_GAPS and 0 not in found else []
    if missing:
        words = " and ".join(f"c{number}" for number in missing)
        help = "number the gaps of a note 1, 2, 3; equal numbers are asked together"
        first = max(used, default=0) + 1
        if used:
            help = f"new gaps go on from the last number that was ever used: the next is {first}"
        if isinstance(note.body, ListNote):
            help = "leave `number:` out: items are numbered by themselves"
        yield Diagnostic("G004", f"gap c{high} without {words}", card_span(note, high), "", (help,))
    if high > MAX_GAPS:
        help = "number the gaps 1, 2, 3"
        yield Diagnostic("G004", f"a gap with a number over {MAX_GAPS}", card_span(note, high), "Anki makes no card for it", (help,))


def _twice(note: Note, number: int) -> Diagnostic:
    help = ("give one of them another number, or leave `number:` out",)
    return Diagnostic("G004", f"two items with the number {number}", card_span(note, number), "each is a card of its own", help)


def card_span(note: Note, number: int) -> Span:
    """Give the place of a card: its first gap, its item, or the note where it has none of its own."""
    match note.body:
        case Cloze(text):
            found = re.search(rf"\{{\{{c0*{number}::", text.raw)
            return text.origin.at(found.start(), _end(text.raw, found.end())) if found else text.span
        case ListNote(entries=entries):
            return next((one.text.span for one in entries if one.number == number), note.id_span)
        case _:
            return note.id_span


def _end(raw: str, start: int) -> int:
    """Give the end of the gap whose words begin at an offset: behind its closing braces; the offset where they are not in that line."""
    depth = 2
    for offset in range(start, len(raw)):
        depth += {"{": 1, "}": -1}.get(raw[offset], 0)
        if not depth:
            return offset + 1
        if raw[offset] == "\n":
            break
    return start


def not_too_many(_: Deck, note: Note) -> Iterator[Diagnostic]:
    """Report a list of more items than Anki makes cards for (G004)."""
    if isinstance(note.body, ListNote) and len(note.body.entries) > MAX_GAPS:
        help = ("make several lists of it",)
        yield Diagnostic("G004", f"a list of more than {MAX_GAPS} items", note.body.title.span, "Anki makes no cards for the others", help)


_WRITTEN = re.compile(r"\{\{c\d+::")


def where_none_are_read(_: Deck, note: Note) -> Iterator[Diagnostic]:
    """Report a gap in a text that makes no cards (G009): learners would see its braces. In code it is code."""
    made = note.body.text if isinstance(note.body, Cloze) else None
    for text in note.all_texts():
        if "{{c" not in text.raw or text is made:
            continue
        if _WRITTEN.search(plain_text(text.blocks, code=nothing)):
            start = text.raw.find("{{c")
            help = ("a text with gaps is a `cloze`, a quotation with gaps a `quote`", "to show the braces, put them between backticks")
            yield Diagnostic("G009", "a gap in a text that makes no cards of it", text.origin.at(start, start + 3), help=help)

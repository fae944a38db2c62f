"""What reading a file of cards gave, as plain values, and back: a part whose notes are read again when somebody asks for them.

In: a part and its findings. Out: plain values, which take little room; of these, with the file's text, the part and its findings.
"""

from __future__ import annotations

from collections.abc import Iterable

from deckgen.diagnostics import Diagnostics, Span
from deckgen.kept import Plain, findings, plain_findings, plain_span
from deckgen.model import Later, Note, Part, Shown, Who
from deckgen.read.cards import read_cards
from deckgen.resolve.pictures import shown_by


def as_read(part: Part, found: Diagnostics) -> Plain:
    """Give, as plain values, what reading a file gave: its findings, and its part, of whose notes only who they are, picture and cite."""
    who = tuple((one.id, one.was, one.guid, plain_span(one.span), plain_span(one.id_span)) for one in part.named)
    shown = tuple((one.src, plain_span(one.span)) for one in shown_by(part))
    return (part.name, part.tags, plain_span(part.span), who, shown, tuple(part.cited), plain_findings(found))


def cited(read: Plain) -> tuple[str, ...]:
    """Give the citation keys in a part that is yet to be made again. Errors: whatever values of another shape lead to."""
    *_, keys, _ = read
    return tuple(keys)


def from_read(read: Plain, text: str, name: str) -> tuple[Part, Diagnostics]:
    """Give the part again, and its findings. Errors: whatever values of another shape lead to."""
    title, tags, span, who, shown, cited, found = read
    named = [Who(id, was, guid, Span(*place), Span(*id_place)) for id, was, guid, place, id_place in who]
    notes = Later(named, [Shown(src, Span(*place)) for src, place in shown], cited, lambda: _notes(text, name))
    return Part(title, tags, notes, Span(*span)), tuple(findings(found))


def _notes(text: str, name: str) -> Iterable[Note]:
    part, _ = read_cards(text, name)
    return part.notes if part else ()

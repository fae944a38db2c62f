"""What reading a file gave, as plain values, and back.

In: a part or a source, with its findings. Out: plain values; of these, a part whose notes are read again when somebody asks for them, or a
source whose principles are made when somebody does, and the findings again.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from dataclasses import fields

from deckgen.diagnostics import Diagnostics, Span
from deckgen.kept import Plain, findings, plain_findings, plain_span
from deckgen.model import Later, LaterPrinciples, Note, Part, Shown, Source, Who
from deckgen.plain import made, plain
from deckgen.read.cards import read_cards
from deckgen.resolve.pictures import shown_by, shown_of


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


# --- sources -----------------------------------------------------------------------------------------------------------------

_FRONT = tuple(one.name for one in fields(Source) if one.init and one.name not in ("principles", "speakers"))


def source_as_read(source: Source, found: Diagnostics, seen: str) -> Plain:
    """Give, as plain values, what reading a source gave. In: it, its findings, and what `around.seen` tells of it."""
    front = {name: plain(getattr(source, name)) for name in _FRONT}
    shown = tuple((one.src, plain_span(one.span)) for one in shown_of(source))
    principles = tuple(marshal.dumps(plain(one)) for one in source.principles)
    return (front, dict(source.speakers), tuple(source.ids), shown, seen, principles, plain_findings(found))


def source_from_read(read: Plain) -> tuple[Source, Diagnostics]:
    """Give the source again, and its findings. Errors: whatever values of another shape lead to."""
    front, speakers, ids, shown, seen, principles, found = read
    later = LaterPrinciples(
        ids, [Shown(src, Span(*place)) for src, place in shown], seen, lambda place: made(marshal.loads(principles[place]))
    )
    values = {name: made(front[name]) for name in _FRONT}
    return Source(**values, speakers=speakers, principles=later), tuple(findings(found))

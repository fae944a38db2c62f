"""What is worked out of one file alone, or of what such works gave: worked out once, and kept with the deck.

In: a function of a deck and one of its parts or sources, or of a deck. Out: the same function, which looks first whether its answer is
known.

Such a work may look at the file's own notes or principles, and at what else the deck holds besides the notes of other parts: what it
needs to know of these is given to it as plain values, by which its answer is known again. What it gives is plain, too: texts, numbers,
and tuples, lists, dicts and sets of them, as `marshal` can write and read them.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from deckgen.diagnostics import Diagnostic, Edit, Label, Severity, Span
from deckgen.model import Deck, Part, Source

T = TypeVar("T")
P = ParamSpec("P")
Plain = tuple[Any, ...]
"""A value without classes of ours."""
Works = dict[str, tuple[Plain, Any]]
"""What was worked out of a file, by the name of the work: what was given to it, and its answer, as bytes while nobody asked for it."""


def of_part(work: Callable[Concatenate[Deck, Part, P], T]) -> Callable[Concatenate[Deck, Part, P], T]:
    """Keep what is worked out of a part; other values that the work takes are plain. It is kept as bytes: a large deck has many parts."""

    @wraps(work)
    def kept(deck: Deck, part: Part, *given: Any) -> Any:
        return _asked(cast("Callable[..., T]", work), deck.kept.setdefault(part.span.file, {}), given, deck, part)

    return cast("Callable[Concatenate[Deck, Part, P], T]", kept)


def of_deck(work: Callable[Concatenate[Deck, P], T]) -> Callable[Concatenate[Deck, P], T]:
    """Keep what is worked out of a whole deck: the values that the work takes tell all that its answer hangs on."""

    @wraps(work)
    def kept(deck: Deck, *given: Any) -> Any:
        return _asked(cast("Callable[..., T]", work), deck.kept.setdefault(deck.head.span.file, {}), given, deck)

    return cast("Callable[Concatenate[Deck, P], T]", kept)


def _asked(work: Callable[..., Any], known: Works, given: Plain, *of: Any) -> Any:
    name = _name(work)
    if name in known and known[name][0] == given:
        return _unpacked(known[name][1])
    answer = work(*of, *given)
    known[name] = given, _packed(answer)
    return answer


def of_source(work: Callable[[Deck, Source], T]) -> Callable[[Deck, Source], T]:
    """Keep what is worked out of a source: as it is, for every note that cites it asks for it."""
    name = _name(work)

    @wraps(work)
    def kept(deck: Deck, source: Source) -> T:
        known = deck.kept.setdefault(source.span.file, {})
        given, answer = known.get(name, ((), None))
        if name not in known:
            answer = work(deck, source)
        elif isinstance(answer, bytes):  # as it was recorded: most commands ask for some of it
            answer = _unpacked(answer)
        known[name] = given, answer
        return cast("T", answer)

    return kept


def as_bytes(works: Works) -> Works:
    """Give what was worked out of a file as it is recorded, which takes the least room."""
    return {work: (given, value if isinstance(value, bytes) else _packed(value)) for work, (given, value) in works.items()}


LONG = 200_000
"""Bytes of an answer from which on it is compressed: of a very large deck, it is a third of all that is in memory."""


def _packed(answer: Any) -> bytes:
    data = marshal.dumps(answer)
    return _COMPRESSED + zlib.compress(data, 1) if len(data) > LONG else data


def _unpacked(data: bytes) -> Any:
    return marshal.loads(zlib.decompress(data[1:]) if data[:1] == _COMPRESSED else data)


_COMPRESSED = b"\0"
"""What nothing begins with that `marshal` writes."""


def _name(work: Callable[..., object]) -> str:
    return f"{work.__module__}.{work.__qualname__}"


# --- what is kept of findings and places -----------------------------------------------------------------------------------


def plain_span(span: Span) -> Plain:
    """Give a place as a plain value: `Span(*…)` is the place again."""
    return (span.file, span.line, span.column, span.end_line, span.end_column)


def plain_findings(found: Iterable[Diagnostic]) -> tuple[Plain, ...]:
    """Give findings as plain values."""
    return tuple(plain_finding(one) for one in found)


def plain_finding(one: Diagnostic) -> Plain:
    """Give a finding as a plain value."""
    also = tuple((plain_span(label.span), label.text) for label in one.also)
    edit = (plain_span(one.edit.span), str(one.edit.replacement), one.edit.safe) if one.edit else None  # it may be a member of an enum
    return (one.code, one.message, plain_span(one.span), one.label, one.help, also, edit, str(one.severity), one.subject)


def findings(plain: Iterable[Plain]) -> Iterator[Diagnostic]:
    """Give the findings again."""
    for code, message, span, label, help, also, edit, severity, subject in plain:
        labels = tuple(Label(Span(*place), text) for place, text in also)
        change = Edit(Span(*edit[0]), *edit[1:]) if edit else None
        yield Diagnostic(code, message, Span(*span), label, help, labels, change, Severity(severity), subject)

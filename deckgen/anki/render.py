r"""Deck -> the HTML that Anki shows of each card, front and back, without Anki.

In: a resolved deck. Out: `Shown`, for every card, in learning order. The templates are filled as Anki's backend fills them, of which
they use sections (`{{#Field}}`), fields, `{{FrontSide}}` and `{{cloze:Field}}`; a test holds both to the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from deckgen.anki import notetypes
from deckgen.anki.notes import rows
from deckgen.anki.package import Row
from deckgen.model import Deck

_SECTION = re.compile(r"\{\{#([^{}]+)\}\}(.*?)\{\{/\1\}\}", re.DOTALL)
_FIELD = re.compile(r"\{\{(cloze:)?([^{}]+)\}\}")
_BLANK = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
"""What Anki takes for an empty field."""
_MARK = re.compile(r"\{\{c(\d{1,3})::|\}\}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as Anki shows it."""

    row: Row
    """The note that it belongs to."""
    ordinal: int
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Side:
    """What a template is filled with."""

    fields: Mapping[str, str]
    gap: int
    """The number of the gap that is asked; of a standard note, 0."""
    front: str | None = None
    """The front, where this is the back."""


def render(deck: Deck) -> Iterator[Shown]:
    """Give every card of a deck."""
    for row in rows(deck):
        names = (field.name for field in notetypes.FIELDS[row.note_type])
        fields = dict(zip(names, row.fields, strict=True))
        yield from (_card(row, ordinal, fields, deck.head.lang) for ordinal in row.ordinals)


def _card(row: Row, ordinal: int, fields: Mapping[str, str], lang: str) -> Shown:
    gapped = row.note_type == "cloze"
    card = notetypes.CLOZE_CARDS[0] if gapped else notetypes.STANDARD_CARDS[ordinal]
    gap = ordinal + 1 if gapped else 0
    front = fill(_template(card.question, lang), Side(fields, gap))
    return Shown(row, ordinal, front, fill(_template(card.answer, lang), Side(fields, gap, front)))


_template = lru_cache(notetypes.template)


def fill(template: str, side: Side) -> str:
    """Fill a template: what is in a field is not looked at again."""
    return _FIELD.sub(lambda tag: _value(tag, side), _kept(template, side.fields))


def _kept(template: str, fields: Mapping[str, str]) -> str:
    """Leave out the sections of empty fields."""
    return _SECTION.sub(lambda found: "" if _empty(fields.get(found[1], "")) else _kept(found[2], fields), template)


def _empty(html: str) -> bool:
    return _BLANK.fullmatch(html) is not None


def _value(tag: re.Match[str], side: Side) -> str:
    if tag[2] == "FrontSide":
        return side.front or ""
    html = side.fields.get(tag[2], "")
    return _Gaps(side.gap, side.front is None).shown(html) if tag[1] else html


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Shows a text with gaps, of which one number is asked."""

    asked: int
    question: bool

    def shown(self, html: str) -> str:
        """Give the text; of gaps inside gaps, the inner ones first."""
        pieces: list[list[str]] = [[]]
        numbers: list[int] = []
        at = 0
        for mark in _MARK.finditer(html):
            pieces[-1].append(html[at : mark.start()])
            at = mark.end()
            if mark[1]:
                numbers.append(int(mark[1]))
                pieces.append([])
            elif numbers:
                words = "".join(pieces.pop())
                pieces[-1].append(self._gap(numbers.pop(), words))
            else:
                pieces[-1].append("}}")
        return "".join((*(piece for level in pieces for piece in level), html[at:]))

    def _gap(self, number: int, inside: str) -> str:
        words, _, hint = inside.partition("::")
        if number != self.asked:
            return f'<span class="cloze-inactive" data-ordinal="{number}">{words}</span>'
        if self.question:
            return f'<span class="cloze" data-cloze="{_attribute(words)}" data-ordinal="{number}">[{hint or "..."}]</span>'
        return f'<span class="cloze" data-ordinal="{number}">{words}</span>'


def _attribute(text: str) -> str:
    """Escape an attribute as Anki does: all below U+0100 but ASCII letters and digits, the five of HTML by their names."""
    return "".join(one if (one.isascii() and one.isalnum()) or one > "\xff" else _named(one) for one in text)


def _named(one: str) -> str:
    return escape(one, quote=True) if one in "&<>\"'" else f"&#x{ord(one):02X};"

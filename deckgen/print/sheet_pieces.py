"""A sheet -> its pieces: what is measured and placed as one.

In: a `Sheet`. Out: pieces in reading order, each as the JSON that `sheet.typ` sets, and what `search` must know of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import Literal

from deckgen.labels import Labels
from deckgen.markup.walk import nothing, plain_text
from deckgen.print.names import numbered
from deckgen.print.quoted import quoted
from deckgen.print.search import Nature
from deckgen.print.sheet_content import Sheet, SheetEntry, SheetQuotation
from deckgen.print.tree import Json, blocks, clean, inlines, is_blank, right_to_left


@dataclass(frozen=True, slots=True)
class SheetPiece:
    """What is measured and placed as one, with the name of the principle it belongs to."""

    json: Json
    nature: Nature
    where: str


def pieces(sheet: Sheet, pictures: Mapping[str, str], words: Labels) -> Iterator[SheetPiece]:
    """Divide a sheet: the heading of each part, then its entries, each with its quotations; `pictures` names images' files."""
    places, named = count(), tuple(sorted(pictures.items()))
    for number, part in enumerate(sheet.parts):
        if part.entries:
            yield SheetPiece({"kind": "band", "part": number, **numbered(part.name)}, Nature(opens=True), part.name)
        for entry in part.entries:
            where, place = entry.place or plain_text(entry.name), next(places)
            for piece in _kept(entry, named, words):
                yield SheetPiece(piece.json | {"part": number}, replace(piece.nature, entry=place), where)


@lru_cache(maxsize=1000)  # where a sheet is printed again and again, few of its entries are others
def _kept(entry: SheetEntry, pictures: tuple[tuple[str, str], ...], words: Labels) -> tuple[SheetPiece, ...]:
    return tuple(_entry(entry, dict(pictures), words))


def _entry(entry: SheetEntry, pictures: Mapping[str, str], words: Labels) -> Iterator[SheetPiece]:
    """Name and first block are one piece; the other blocks may go on in the next column, should it be very long."""
    body = blocks(entry.blocks, pictures)
    in_name = {} if is_blank(plain_text(entry.name, alt=nothing)) else pictures  # a bookmark needs words
    heading = inlines(entry.name, in_name) if not is_blank(plain_text(entry.name)) else []
    named = bool(heading or body)
    if named:
        rtl = right_to_left((*entry.name, *entry.blocks))
        name = {"kind": "principle", "rtl": rtl, "name": heading, "mark": clean(entry.mark), "blocks": body[:1]}
        yield SheetPiece(name, Nature(), "")
    for block in body[1:]:
        yield SheetPiece({"kind": "body", "blocks": [block]}, Nature(follows=True), "")
    for place, quotation in enumerate(entry.quotations):
        piece = _quotation(quotation, entry.mark if named else "", pictures, words)  # without a name, it is the entry itself
        yield piece if named or place else replace(piece, nature=Nature())


def _quotation(quotation: SheetQuotation, beside: str, pictures: Mapping[str, str], words: Labels) -> SheetPiece:
    """A quotation between its marks; the chip is only shown where it is not the principle's own."""
    length = len(plain_text(quotation.blocks))
    kind: Literal["key", "said"] = "key" if quotation.key else "said"
    mark = "" if quotation.mark == beside else clean(quotation.mark)
    json = quoted(quotation, pictures, words, hang=quotation.key) | {"kind": kind, "length": length, "mark": mark}
    return SheetPiece(json, Nature(quotation=kind, droppable=not quotation.key, length=length), "")

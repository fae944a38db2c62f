"""Flashcards: fronts and backs on the same grid, to be printed, cut and piled in learning order.

In: faces, and how they are printed. Out: a PDF, or findings at the notes that do not fit. Typst measures every card once, and finds the
largest size of a scale at which each side fits; then it sets the pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from deckgen.diagnostics import Diagnostic, Diagnostics
from deckgen.labels import labels
from deckgen.markup.nodes import Str
from deckgen.markup.walk import nothing, plain_text
from deckgen.model import Deck, Kind, PrintOptions
from deckgen.print.cover import cover
from deckgen.print.engine import Press, Refused, press
from deckgen.print.faces import Face
from deckgen.print.faults import nothing_to_print, refused, staged, too_long
from deckgen.print.grid import Grid, grid, in_stacks
from deckgen.print.inks import INKS, hues
from deckgen.print.look import FLOOR, LOOKS, room
from deckgen.print.measured import each
from deckgen.print.names import language, numbered, titled
from deckgen.print.papers import MM
from deckgen.print.quoted import quoted
from deckgen.print.tree import Json, blocks, clean, right_to_left, widest_word

_NOWHERE: Json = dict.fromkeys(("number", "part-number", "part", "opens"))
"""What says where a card stands: no text is larger or smaller for it."""


def flashcards(
    deck: Deck, faces: Sequence[Face], options: PrintOptions, paper: str, ink: str, first: int = 1
) -> tuple[bytes, Diagnostics, str]:
    """Print cards, numbered from `first`. Out: the PDF (empty where it could not be made), what is wrong with it, what is in it."""
    if not faces:
        return b"", nothing_to_print(deck, "on flashcards"), ""
    lying = grid(options.cards.size, paper, options.cards.flip)
    if lying is None:
        return b"", (_too_small(deck, options, paper),), ""
    names, files = staged(deck, faces)
    with press(("nodes.typ", "cover.typ", "flashcards.typ"), files, deck.fonts) as typst:
        return _Setter(deck, faces, options, lying, ink, names, first).run(typst)


class _Setter:
    """Sets the cards of one deck; holds what stays the same from run to run of Typst."""

    def __init__(
        self, deck: Deck, faces: Sequence[Face], options: PrintOptions, lying: Grid, ink: str, names: Mapping[str, str], first: int
    ) -> None:
        self.deck, self.faces, self.grid, self.ink, self.names = deck, faces, lying, ink, names
        self.options, self.look, self.first = options.cards, LOOKS[options.cards.size], first
        self.words = labels(deck.head.lang)
        self.offset = (0.0, 0.0) if lying.flip == "fold" else self.options.offset
        self.room = room(lying, self.look, self.offset)

    def run(self, typst: Press) -> tuple[bytes, Diagnostics, str]:
        """Measure, then print; whatever Typst refuses becomes findings."""
        endless = too_long(self.faces, self.room.body, ("front", "answer"), "too long for the card")
        if found := tuple(dict.fromkeys(self._finding("P007", message, face) for face, message in endless)):
            return b"", found, ""
        cards = [self._card(number, face) for number, face in enumerate(self.faces)]
        try:
            (sizes,) = each(typst, "flashcards.typ", self._data((), None), {"cards": [card | _NOWHERE for card in cards]})
        except Refused as error:
            return b"", refused(self.deck, self.faces, error.printed, typst), ""
        if found := tuple(self._unfit(sizes)):
            return b"", found, ""
        cards = [card | {"sizes": size} for card, size in zip(cards, sizes, strict=True)]
        printed = typst.print("flashcards.typ", self._data(cards, self._sheets()))
        if not printed.pdf:
            return b"", refused(self.deck, self.faces, printed, typst), ""
        return printed.pdf, (), self._remark(sizes)

    # --- what Typst gets ---------------------------------------------------------------------------------------------------

    def _data(self, cards: Sequence[Json], sheets: object) -> Json:
        return {
            "plan": self._plan(),
            "cards": cards,
            "sheets": sheets,
            "cover": cover(self.deck, self.faces, self.grid, self._count(), self.ink, self.first, self._edition(cards)) if sheets else None,
            "hues": [hues(number, self.ink) for number in range(len(self.deck.parts))],
            "inks": INKS[self.ink],
            "title": titled(self.deck.head.name),
        } | language(self.deck.head.lang)

    def _plan(self) -> Json:
        look = self.look
        return {
            "paper": self.grid.paper,
            "pad": self.room.pad,
            "text": self.room.text,
            "room": self.room.body,
            "fronts": look.fronts,
            "backs": look.backs,
            "comfortable": look.comfortable,
            "floor": FLOOR,
            "quotation": look.quotation,
            "gap": look.gap,
            "head": look.head,
            "air": look.air,
            "foot": look.foot,
            "label": look.label,
            "marks": self.grid.marks(),
            "folds": self.grid.folds(),
        }

    def _card(self, number: int, face: Face) -> Json:
        name = numbered(face.part)
        return {
            "number": self.first + number,
            "place": face.place,
            "part-number": name["number"],
            "part": name["name"],
            "opens": not number or self.faces[number - 1].place != face.place,
            "rtl": right_to_left(face.front),
            "prompt": clean(face.prompt),
            "prompt-rtl": right_to_left((Str(face.prompt),)),
            "slanted": face.kind in (Kind.SAID, Kind.QUOTE),
            "whole": bool(face.full),
            "front": blocks(face.front, self.names),
            "back": blocks(face.full or face.back, self.names),
            "extra": blocks(face.extra, self.names),
            "quotes": [quoted(one, self.names, self.words) for one in face.quotations],
            "cite": clean(face.citation),
            "limit": max(FLOOR, self._limit(face)),
        }

    def _limit(self, face: Face) -> float:
        """Give the largest size at which the longest word has room: in large type, words are not broken."""
        text = plain_text((*face.front, *(face.full or face.back)), code=nothing, alt=nothing)
        return self.room.text[0] / max(1.0, widest_word(text))

    def _sheets(self) -> list[list[tuple[str, tuple[float, float], int]]]:
        """Give every page as its sides, each with its corner and card."""
        pages = []
        for cards in in_stacks(len(self.faces), self.grid.places):
            fronts = [("front", self.grid.front(place), card) for place, card in enumerate(cards)]
            backs = [("back", self._moved(self.grid.back(place)), card) for place, card in enumerate(cards)]
            pages += [fronts + backs] if self.grid.flip == "fold" else [fronts, backs]
        return pages

    def _count(self) -> int:
        """Give how many sheets have cards."""
        return -(-len(self.faces) // self.grid.places)

    def _edition(self, cards: Sequence[Json]) -> str:
        """Name what is on the cards: other words are another edition."""
        return f"{self.deck.head.id} {hashlib.sha256(repr(cards).encode()).hexdigest()[:7]}"

    def _moved(self, at: tuple[float, float]) -> tuple[float, float]:
        right, down = self.offset
        return at[0] + right * MM, at[1] + down * MM

    # --- what comes back ---------------------------------------------------------------------------------------------------

    def _unfit(self, sizes: Sequence[Any]) -> list[Diagnostic]:
        """Report each side that is too long or too wide at the smallest type, at its note."""
        found = []
        for face, measured in zip(self.faces, sizes, strict=True):
            for side, name in (("front", "front"), ("back", "answer")):
                if measured[side]["wide"] or self._limit(face) < FLOOR:
                    found.append(self._finding("P003", f"something in this {name} is wider than the card", face))
                elif measured[side]["over"] > 0.01:
                    over = ceil(measured[side]["over"] / MM * 10) / 10
                    found.append(self._finding("P007", f"this {name} is {over:g} mm too long for the card", face))
        return list(dict.fromkeys(found))

    def _finding(self, code: str, message: str, face: Face) -> Diagnostic:
        sizes = list(LOOKS)
        larger = sizes[sizes.index(self.options.size) + 1 :][:1]
        help = (
            "shorten it, or divide the note",
            *(f"or print larger cards: `--size {one}`, or `size: {one}` in deck.yaml" for one in larger),
        )
        return Diagnostic(code, message, face.span, f"{self.options.size}, at the smallest legible type", help)

    def _remark(self, sizes: Sequence[Any]) -> str:
        """Say how many cards and sheets there are, and how many quotations had room."""
        cards, sheets = len(self.faces), self._count()
        shown, all = sum(one["back"]["kept"] for one in sizes), sum(len(face.quotations) for face in self.faces)
        said = [f"{cards:,} card{'s' * (cards != 1)} on {sheets:,} sheet{'s' * (sheets != 1)}"]
        return ", ".join([*said, f"{shown:,} of {all:,} quotations"] if all > shown else said)


def _too_small(deck: Deck, options: PrintOptions, paper: str) -> Diagnostic:
    size = options.cards.size
    message = f"two {size} cards beside one another, to be folded, are wider than {paper}"
    return Diagnostic("P008", message, deck.head.place("print.cards"), help=("take smaller cards, another paper, or `flip: long-edge`",))

"""The first sheet of flashcards: what is in them, how to print and cut them, and a scale to measure how far a printer's backs are off.

In: a deck, its cards and their grid. Out: the JSON that `cover.typ` sets. Measured is against the light: the cross on the front shines
through to the scales on the back, where it lies is what to write as `offset:`; so the scales are not moved by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.labels import cover_labels
from deckgen.model import Deck
from deckgen.print.faces import Face
from deckgen.print.grid import Grid
from deckgen.print.inks import hues
from deckgen.print.names import numbered
from deckgen.print.papers import MM
from deckgen.print.tree import Json, clean

MARGIN = 14 * MM
_FROM_THE_FOOT = 36 * MM
"""Where the middle of the cross is."""


def cover(deck: Deck, faces: Sequence[Face], lying: Grid, sheets: int, ink: str, first: int, edition: str) -> Json:
    """Give all that the cover shows; `first` is the number of the first card."""
    words = cover_labels(deck.head.lang)
    duplex = lying.flip != "fold"
    cross = (lying.paper[0] / 2, lying.paper[1] - _FROM_THE_FOOT)
    return {
        "margin": MARGIN,
        "subtitle": clean(deck.head.subtitle),
        "counts": [_counted(len(faces), words.cards), _counted(sheets, words.sheets)],
        "parts": list(_parts(faces, ink, first)),
        "steps": [words.turned[lying.flip], words.cut, words.pile],
        "grid": _diagram(lying),
        "bar": words.bar,
        "front": words.front if duplex else "",
        "back": words.back,
        "cross": cross if duplex else None,
        "scales": lying.behind(*cross) if duplex else None,
        "edition": edition,
    }


def _counted(count: int, word: tuple[str, str]) -> str:
    return f"{count:,} {word[count != 1]}"


def _parts(faces: Sequence[Face], ink: str, first: int) -> list[Json]:
    """Give each part with its color and the numbers of its cards."""
    numbers: dict[tuple[int, str], list[int]] = {}
    for number, face in enumerate(faces, first):
        numbers.setdefault((face.place, face.part), []).append(number)
    return [
        numbered(name) | {"hues": hues(place, ink), "cards": f"{own[0]}–{own[-1]}" if len(own) > 1 else f"{own[0]}"}
        for (place, name), own in numbers.items()
    ]


def _diagram(lying: Grid) -> Json:
    """Give a picture of a sheet, folded if it is to be, in parts of its longer side: its cells, each with the place of its pile."""
    paper = (lying.fold, lying.paper[1]) if lying.flip == "fold" else lying.paper
    scale = 1 / max(paper)
    cells = [(*lying.front(place), place + 1) for place in range(lying.places)]
    return {
        "paper": [side * scale for side in paper],
        "card": [side * scale for side in lying.card],
        "cells": [(x * scale, y * scale, number) for x, y, number in cells],
    }

"""A checked deck -> the files that learners get, made when they are asked for.

In: a deck, and what is wanted of it. Out: `Output`s; each gives its bytes, or findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from deckgen.diagnostics import Diagnostics
from deckgen.model import Deck

Paper = Literal["a4", "letter"]
Ink = Literal["color", "gray"]


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an output: its bytes (empty where it could not be made), findings, and what is in it, in a few words."""

    data: bytes
    diagnostics: Diagnostics
    remark: str


@dataclass(frozen=True, slots=True)
class Output:
    """One file to write, and the function that makes it."""

    name: str
    make: Callable[[], Made]


def outputs(deck: Deck, wanted: Iterable[str], papers: Iterable[Paper], ink: Ink, modified: int) -> tuple[Output, ...]:
    """Give the files of a deck that were asked for (`apkg`, `sheet`), each with the function that makes it."""
    made = []
    if "apkg" in wanted:
        made.append(Output(f"{deck.head.id}.apkg", partial(_apkg, deck, modified)))
    if "sheet" in wanted:
        for paper in papers:
            other = ("" if paper == "a4" else f"-{paper}") + ("" if ink == "color" else f"-{ink}")
            made.append(Output(f"{deck.head.id}-cheatsheet{other}.pdf", partial(_sheet, deck, paper, ink)))
    return tuple(made)


def _apkg(deck: Deck, modified: int) -> Made:
    from deckgen.anki import apkg  # 75 ms for genanki

    data, notes, cards = apkg(deck, modified)
    return Made(data, (), f"{notes:,} note{'s' * (notes != 1)}, {cards:,} card{'s' * (cards != 1)}")


def _sheet(deck: Deck, paper: Paper, ink: Ink) -> Made:
    from deckgen.print.compose import cheat_sheet  # Typst

    return Made(*cheat_sheet(deck, paper, ink))

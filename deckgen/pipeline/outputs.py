"""A checked deck -> the files that learners get, made when they are asked for.

In: a deck, and what is wanted of it. Out: `Output`s; each gives its bytes, or findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from deckgen.anki import Stamp, apkg
from deckgen.diagnostics import Diagnostic, Diagnostics
from deckgen.model import Deck
from deckgen.released.compare import compare
from deckgen.released.state import State

__all__ = ["Ink", "Made", "Output", "Paper", "Stamp", "apkg", "not_kept", "outputs"]

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


def outputs(deck: Deck, wanted: Iterable[str], papers: Iterable[Paper], ink: Ink, stamp: Stamp) -> tuple[Output, ...]:
    """Give the files of a deck that were asked for (`apkg`, `sheet`), each with the function that makes it."""
    made = []
    if "apkg" in wanted:
        made.append(Output(f"{deck.head.id}.apkg", partial(_apkg, deck, stamp)))
    if "sheet" in wanted:
        for paper in papers:
            other = ("" if paper == "a4" else f"-{paper}") + ("" if ink == "color" else f"-{ink}")
            made.append(Output(f"{deck.head.id}-cheatsheet{other}.pdf", partial(_sheet, deck, paper, ink)))
    return tuple(made)


def _apkg(deck: Deck, stamp: Stamp) -> Made:
    made = apkg(deck, stamp)
    return Made(
        made.data, not_kept(deck, made.state), f"{made.notes:,} note{'s' * (made.notes != 1)}, {made.cards:,} card{'s' * (made.cards != 1)}"
    )


def not_kept(deck: Deck, state: State) -> Diagnostics:
    """Report note types that this deckgen makes otherwise than learners have them (R013): their notes would never update again."""
    changes = compare(deck.released, state).types if deck.released else ()
    return tuple(
        Diagnostic(
            "R013",
            f"this deckgen makes the note type `{one.new.name}` otherwise than the one that released it",
            deck.head.span,
            "Anki would make a second one, and learners' notes would never update again",
            ("use a deckgen that knows the released one, and report this: fields and card types are for ever",),
        )
        for one in changes
        if one.conflict or one.old.id != one.new.id
    )


def _sheet(deck: Deck, paper: Paper, ink: Ink) -> Made:
    from deckgen.print.compose import cheat_sheet  # Typst

    return Made(*cheat_sheet(deck, paper, ink))

"""A checked deck -> the files that learners get, made when they are asked for.

In: a deck, and what is wanted of it. Out: `Output`s; each gives its bytes, or findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from deckgen import anki
from deckgen.anki import Stamp, apkg
from deckgen.diagnostics import Diagnostic, Diagnostics
from deckgen.model import Deck, PrintOptions
from deckgen.pipeline.ahead import CHECKS
from deckgen.pipeline.printing import Wishes, chosen, options, suffix
from deckgen.released.compare import compare_types
from deckgen.released.state import TypeState

if TYPE_CHECKING:
    from deckgen.print.faces import Face

__all__ = ["OF_A_FILE", "PRINTED", "PRODUCTS", "Made", "Output", "Stamp", "Wishes", "apkg", "not_kept", "outputs"]


OF_A_FILE = (*CHECKS, anki.ahead)
"""What a build asks of a file of cards by itself."""


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


def outputs(deck: Deck, wanted: Iterable[str], wishes: Wishes, stamp: Stamp) -> tuple[Output, ...]:
    """Give the files of a deck that were asked for (`PRODUCTS`), each with the function that makes it."""
    made = [Output(f"{deck.head.id}.apkg", partial(_apkg, deck, stamp))] if "apkg" in wanted else []
    faces = chosen(deck, wishes) if {"cards", "quiz"} & set(wanted) else ()
    for product, (name, files) in _MAKERS.items():
        for paper in (wishes.papers or (deck.head.print.paper,)) if product in wanted else ():
            used = options(deck, wishes, paper)
            stem = f"{deck.head.id}-{name}{suffix(deck, product, wishes, used)}"
            made += [Output(f"{stem}{volume}.pdf", make) for volume, make in files(deck, faces, used)]
    return tuple(made)


def _apkg(deck: Deck, stamp: Stamp) -> Made:
    made = apkg(deck, stamp)
    return Made(
        made.data, not_kept(deck, made.types), f"{made.notes:,} note{'s' * (made.notes != 1)}, {made.cards:,} card{'s' * (made.cards != 1)}"
    )


def not_kept(deck: Deck, types: Mapping[str, TypeState]) -> Diagnostics:
    """Report note types that this deckgen makes otherwise than learners have them (R013): their notes would never update again."""
    changes = compare_types(deck.released.types, types) if deck.released else ()
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


LARGE = 300
"""Of a deck with more notes, the sheet is made in a process of its own: Typst would keep what it measured in memory."""

# --- what is printed: one file, or several where there is too much for one ---------------------------------------------------------

_Files = Iterator[tuple[str, Callable[[], Made]]]
"""For each file, what its name ends in, and the function that makes it."""


def _sheet(deck: Deck, _: Sequence[Face], used: PrintOptions) -> _Files:
    from deckgen.print.apart import apart  # 50 ms, and as long below
    from deckgen.print.compose import cheat_sheet

    make = partial(cheat_sheet, deck, used.paper, used.ink, used.orientation)
    large = sum(len(part.notes) for part in deck.parts) > LARGE
    yield "", partial(_printed, apart, make) if large else partial(_printed, make)


def _cards(deck: Deck, faces: Sequence[Face], used: PrintOptions) -> _Files:
    from deckgen.print.apart import apart, volumes
    from deckgen.print.flashcards import flashcards

    divided, first = volumes(faces), 1
    for number, some in enumerate(divided, 1):
        make = partial(flashcards, deck, some, used, used.paper, used.ink, first)
        if len(divided) == 1:
            yield "", partial(_printed, make)
        else:
            yield f"-{number}-of-{len(divided)}", partial(_printed, apart, make)
        first += len(some)


def _quiz(deck: Deck, faces: Sequence[Face], used: PrintOptions) -> _Files:
    from deckgen.print.apart import apart
    from deckgen.print.quiz import quiz, quiz_files

    count = quiz_files(faces, used)
    for number in range(1, count + 1):
        make = partial(quiz, deck, faces, used, used.paper, used.ink, number)
        yield ("", partial(_printed, make)) if count == 1 else (f"-{number}-of-{count}", partial(_printed, apart, make))


def _printed(make: Callable[..., tuple[bytes, Diagnostics, str]], *arguments: object) -> Made:
    return Made(*make(*arguments))


_MAKERS = {"sheet": ("cheatsheet", _sheet), "cards": ("flashcards", _cards), "quiz": ("quiz", _quiz)}
"""What is printed: how its files are called, and what makes them."""
PRINTED = tuple(_MAKERS)
"""What can be asked for of it."""
PRODUCTS = ("apkg", *PRINTED)
"""Everything that can be asked for."""

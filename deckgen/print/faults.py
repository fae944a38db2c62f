"""Cards that cannot be printed, or that Typst refused -> findings at their places; and the pictures that it needs.

In: faces, and what Typst gave back. Out: findings. Flashcards and quiz share this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Diagnostics, Severity
from deckgen.markup.nodes import Block, BlockQuote, CodeBlock, Image, List, Rule, Table
from deckgen.markup.walk import plain_text, walk
from deckgen.model import Deck
from deckgen.print.engine import Press, Printed
from deckgen.print.faces import Face
from deckgen.print.look import FLOOR
from deckgen.print.papers import MM
from deckgen.print.pictures import SAVE_AGAIN
from deckgen.print.scripts import lacking
from deckgen.print.tree import blocks

FAR = 2.0
"""What is less than so many times too long is measured, so that it can be told by how much."""
_TOO_DEEP = re.compile("depth exceeded|recursion limit exceeded")
"""What Typst says of too much in one another: of calls, show rules, layouts, or in the data."""


def nothing_to_print(deck: Deck, where: str) -> Diagnostics:
    """Warn of a deck without notes; that nothing of it was asked for is no fault."""
    if any(True for _ in deck.notes()):
        return ()
    return (Diagnostic("P006", f"nothing to print {where}", deck.head.span, "a deck without notes", severity=Severity.WARNING),)


def staged(deck: Deck, faces: Iterable[Face]) -> tuple[dict[str, str], dict[str, Path]]:
    """Give the pictures in use: what each `src` is called in Typst's root, and the file of each of these names."""
    used = sorted({node.src for face in faces for node in walk(_blocks(face)) if isinstance(node, Image) and node.src in deck.media})
    names = {src: f"picture-{number}{Path(src).suffix.lower()}" for number, src in enumerate(used)}
    return names, {name: Path(deck.media[src].path) for src, name in names.items()}


def _blocks(face: Face) -> tuple[Block, ...]:
    """Give all that is printed of a card's Markdown."""
    quoted = (block for one in face.quotations for block in one.blocks)
    return (*face.front, *(face.full or face.back), *face.extra, *quoted)


def refused(deck: Deck, faces: Sequence[Face], printed: Printed, press: Press) -> Diagnostics:
    """Say what Typst objects to: characters, pictures and what is too deep at their places, else its own words."""
    characters = lacking(deck, press, printed.missing) if printed.missing else ()
    if found := (*characters, *_pictures(deck, faces, press)):
        return found
    if any(_TOO_DEEP.search(fault) for fault in printed.faults):
        return (_too_deep(faces),)
    return tuple(Diagnostic("P005", f"the typesetter objects: {fault}", deck.head.span) for fault in printed.faults)


def endless(faces: Iterable[Face], room: float, line: float) -> Iterator[tuple[Face, str, float]]:
    """Give each `front` and `back` that takes far more than a room even if each paragraph, item and row were one line, and how much more.

    A list of hundreds of items has as many cards, each with all of them: to set them all would take Typst minutes and gigabytes.
    """
    for face in faces:
        for side, shown in (("front", face.front), ("back", (*(face.full or face.back), *face.extra))):
            if (tall := _lines(shown) * line) > FAR * room:
                yield face, side, tall - room


def too_long(faces: Iterable[Face], room: float, names: tuple[str, str], beyond: str) -> Iterator[tuple[Face, str]]:
    """Say of each side that is `endless` in the smallest type how much it is too long; fronts and backs are called by their `names`."""
    for face, side, over in endless(faces, room, FLOOR):
        yield face, f"this {names[side == 'back']} is at least {over / MM:.0f} mm {beyond}"


def _lines(shown: Iterable[Block]) -> int:
    """How many lines some blocks take at least."""
    return sum(map(_lines_of, shown))


def _lines_of(block: Block) -> int:
    match block:
        case CodeBlock(_, children):
            return plain_text(children).rstrip("\n").count("\n") + 1
        case BlockQuote(inner):
            return _lines(inner)
        case List(_, items):
            return sum(map(_lines, items))
        case Table():
            return 1 + len(block.rows)
        case Rule():
            return 0
        case _:
            return 1


def _pictures(deck: Deck, faces: Sequence[Face], press: Press) -> Iterator[Diagnostic]:
    """Report each picture that Typst cannot read, at the first card that shows it."""
    names, _ = staged(deck, faces)
    places = {node.src: face.span for face in reversed(faces) for node in walk(_blocks(face)) if isinstance(node, Image)}
    for src, name in names.items():
        if why := press.unreadable(name):
            yield Diagnostic("P004", f"the picture `{src}` cannot be printed: {why}", places[src], help=(SAVE_AGAIN,))


def _too_deep(faces: Sequence[Face]) -> Diagnostic:
    """Report the card with the most in one another: Typst does not tell which one it was."""
    deepest = max(faces, key=lambda face: _depth(blocks(_blocks(face), {})))
    help = ("use fewer levels of lists, block quotes, emphasis or fractions in one another",)
    return Diagnostic("P005", "this is nested too deeply for the typesetter", deepest.span, help=help)


def _depth(tree: object) -> int:
    """Give how many lists and mappings are in one another.

    >>> _depth([{"a": [1]}, 2])
    3
    """
    inside = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    return 0 if inside is None else 1 + max(map(_depth, inside), default=0)

"""Why a sheet cannot be printed as it is: what is wrong, where on it, and what helps.

In: a `Sheet` and its pieces, and what Typst lacks. Out: `TypesetProblem`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deckgen.markup.nodes import Image
from deckgen.markup.walk import plain_text, walk
from deckgen.print.pictures import SAVE_AGAIN
from deckgen.print.sheet_content import Sheet, texts
from deckgen.print.sheet_pieces import SheetPiece

_EXTENSIONS = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}


@dataclass(frozen=True, slots=True)
class TypesetProblem:
    """Why a sheet could not be printed as it is."""

    kind: Literal["character", "picture", "room", "width", "typst"]
    message: str
    where: str = ""
    """The principle, question or part concerned, by its name; empty for the whole sheet."""
    hint: str = ""
    characters: str = ""
    """Those concerned, where it is about characters."""


def in_use(sheet: Sheet, files: Mapping[str, Path]) -> tuple[dict[str, Path], list[TypesetProblem]]:
    """Give the files of the pictures in use, and those that are missing or of a kind that Typst cannot set."""
    found: dict[str, Path] = {}
    problems = []
    for where, nodes in texts(sheet):
        for image in (node for node in walk(nodes) if isinstance(node, Image)):
            path = files.get(image.src)
            if path is None or not path.is_file():
                problems.append(TypesetProblem("picture", f"there is no picture `{image.src}`", where))
            elif path.suffix.lower() not in _EXTENSIONS:
                problems.append(
                    TypesetProblem(
                        "picture",
                        f"the picture `{image.src}` is of a kind that cannot be printed",
                        where,
                        "use PNG, JPEG, GIF, SVG or WebP",
                    )
                )
            else:
                found[image.src] = path
    return found, problems


def too_wide(piece: SheetPiece) -> TypesetProblem:
    """Say that a piece has no room beside others."""
    return TypesetProblem(
        "width",
        "something here is wider than a column of the sheet",
        piece.where,
        "shorten the formula, give the table fewer columns, or keep the note off the sheet with `sheet: false`",
    )


def too_tall(piece: SheetPiece) -> TypesetProblem:
    """Say that a piece has no room below others."""
    return TypesetProblem(
        "room",
        "this is taller than a column of the sheet",
        piece.where,
        "shorten it, divide it into paragraphs, or keep the note off the sheet with `sheet: false`",
    )


def unreadable(sheet: Sheet, why: Callable[[str], str]) -> Iterator[TypesetProblem]:
    """Report each picture that Typst cannot read; `why` gives its reason by the picture's `src`, empty where it can."""
    for where, nodes in texts(sheet):
        for image in (node for node in walk(nodes) if isinstance(node, Image)):
            if reason := why(image.src):
                yield TypesetProblem("picture", f"the picture `{image.src}` cannot be printed: {reason}", where, SAVE_AGAIN)


def unprintable(sheet: Sheet, missing: Sequence[str]) -> Iterator[TypesetProblem]:
    """One problem a place, with all its characters that no font has; one more for those of no place."""
    hint = "it has Latin, Greek and Cyrillic letters; `sheet: false` keeps a note off the sheet, `build --only apkg` makes the deck alone"
    left = dict.fromkeys(missing)
    for where, nodes in texts(sheet):
        text = plain_text(nodes)
        if found := [character for character in missing if character in text]:
            left = {character: None for character in left if character not in found}
            yield TypesetProblem("character", f"no font of the sheet has {_shown(found)}", where, hint, "".join(found))
    if left:
        yield TypesetProblem("character", f"no font of the sheet has {_shown(left)}", "", hint)


def _shown(characters: Iterable[str]) -> str:
    return " ".join(one if one.isprintable() else " ".join(f"U+{ord(c):04X}" for c in one) for one in characters)

"""Names that Anki would misread, and names that are given twice. Decks are matched by name, so a name is an identity."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic, Label, Span
from deckgen.model import Deck

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def reserved_names(deck: Deck) -> Iterator[Diagnostic]:
    """Report names that Anki uses itself or would take apart (D001)."""
    head = deck.head
    yield from _name(head.name, head.span, "the deck")
    if head.name.partition("::")[0].casefold() == "default":
        yield Diagnostic(
            "D001",
            f"a deck cannot {'hang below' if '::' in head.name else 'be named'} `Default`",
            head.span,
            "every collection has a deck of that name",
            ("choose a name of its own: the cards would land in the learner's own deck",),
        )
    for part in deck.parts:
        yield from _name(part.name, part.span, "a part")
        if "::" in part.name:
            yield Diagnostic(
                "D001",
                f"a part cannot be named `{part.name}`",
                part.span,
                "`::` separates decks in Anki",
                ("use another mark: the part hangs below the deck by itself",),
            )


def _name(name: str, span: Span, what: str) -> Iterator[Diagnostic]:
    pieces = name.split("::") if name else []
    if any(not piece.strip() for piece in pieces):
        yield Diagnostic("D001", f"{what} with an empty name between `::`", span, help=("write a name on each side of `::`",))
    elif any(piece != piece.strip() or piece.startswith(":") or piece.endswith(":") for piece in pieces):
        help = ("leave out spaces around `::`, and colons at the ends of a name",)
        yield Diagnostic("D001", f"the name of {what} with a colon or a space that Anki moves", span, help=help)
    if _CONTROL.search(name) or '"' in name:
        yield Diagnostic(
            "D001", f"the name of {what} with a character that Anki takes away", span, help=('leave out control characters and `"`',)
        )


def parts_once(deck: Deck) -> Iterator[Diagnostic]:
    """Report parts whose names Anki cannot tell apart (D002): it does not look at case."""
    seen: dict[str, Span] = {}
    for part in deck.parts:
        name = unicodedata.normalize("NFC", part.name).casefold()
        if name and name in seen:
            yield Diagnostic(
                "D002",
                f"two files with the part `{part.name}`",
                part.span,
                "again here",
                ("give one of them another name, or move the notes into one file",),
                (Label(seen[name], "first here"),),
            )
        seen.setdefault(name, part.span)

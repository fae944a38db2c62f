"""cards/deck.yaml -> the head of the deck.

In: the text of the file. Out: a `DeckHead`, and findings.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from deckgen.diagnostics import Diagnostic, Edit, Span, split_lines
from deckgen.model import DeckHead
from deckgen.read.keys import DECK_FILE, LINT
from deckgen.read.printing import read_print
from deckgen.read.shape import Shape, open_file
from deckgen.read.yaml import Mapping


def read_deck(text: str, name: str, new_uid: str) -> tuple[DeckHead | None, tuple[Diagnostic, ...]]:
    """Read the deck's own file.

    In: its text, its name inside the project, and a random uid to propose where the file has none.
    Out: the head (`None` where nothing could be read), and what is wrong.
    """
    shape, root = open_file(text, name, "write `deck:`, `uid:` and `id:`")
    mapping = shape.mapping(root, "deck.yaml")
    top = Span(name, 1, 1, 1, 1)
    if mapping is None:
        return None, tuple(shape.found)
    if "uid" in shape.keys(mapping, DECK_FILE, "deck.yaml", ignore=("uid",)):
        shape.note(
            "C002",
            "deck.yaml without `uid`",
            top,
            "every note's identity is made from it",
            ("add this line and never change it; it was drawn at random for this deck", f"    + uid: {new_uid}"),
            Edit(_first(text, name), f"uid: {new_uid}\n"),
        )
    values = _lines(shape, mapping, new_uid)
    printing, places = read_print(shape, mapping)
    head = DeckHead(
        name=unicodedata.normalize("NFC", values["deck"]),
        uid=values["uid"],
        id=values["id"],
        lang=values["lang"] or "en",
        subtitle=values["subtitle"],
        description=shape.optional_text(mapping, "description"),
        report=values["report"],
        span=mapping.pairs["deck"][1].span if "deck" in mapping.pairs else top,
        places={key: value.span for key, (_, value) in mapping.pairs.items()} | places,
        print=printing,
        lint=_lint(shape, mapping),
    )
    return head, tuple(shape.found)


def _lines(shape: Shape, mapping: Mapping, new_uid: str) -> dict[str, str]:
    """Read the keys that take one line. A `uid:` with nothing behind it gets one proposed, as a missing one does."""
    noted = len(shape.found)
    values = shape.lines(mapping, DECK_FILE)
    for index, one in enumerate(shape.found[noted:], start=noted):
        if one.code == "C005" and one.message == "`uid` is empty":
            help = ("write this, and never change it; it was drawn at random for this deck", f"    + uid: {new_uid}")
            shape.found[index] = replace(one, help=help)
    return values


def _lint(shape: Shape, deck: Mapping) -> dict[str, str]:
    """Read the block `lint:`: how bad findings are, by their codes."""
    mapping = shape.mapping(shape.get(deck, "lint"), "`lint`")
    if mapping is None:
        return {}
    shape.keys(_of_writing(shape, mapping), LINT, "`lint`")
    read = {key.name: shape.choice(mapping, key) for key in LINT if key.name in mapping.pairs}
    return {code: level for code, level in read.items() if level}


def _of_writing(shape: Shape, mapping: Mapping) -> Mapping:
    """Report codes of findings that are not on how cards are written: another code is never what was meant."""
    help = (
        "`lint` takes W001 to W020: how cards are written",
        "what else can be meant is allowed in its place: # deckgen: allow CODE reason",
    )
    for name in mapping.pairs:
        if re.fullmatch(r"[A-VX-Z]\d{3}", name):
            shape.note("C001", f"unknown key `{name}` in `lint`", mapping.pairs[name][0].span, help=help)
    return replace(mapping, pairs={name: pair for name, pair in mapping.pairs.items() if not re.fullmatch(r"[A-VX-Z]\d{3}", name)})


def _first(text: str, name: str) -> Span:
    """Give the place for a first key: at the top, but below the line for editors, which they only read before any content."""
    first, *below = split_lines(text.removeprefix("\ufeff"))
    line = 2 if below and re.match(r"#\s+yaml-language-server\s*:", first) else 1
    return Span(name, line, 1, line, 1)

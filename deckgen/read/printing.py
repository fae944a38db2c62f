"""The `print:` block of deck.yaml -> how everything is printed.

In: the keys and values of deck.yaml. Out: `PrintOptions`; what is missing, or wrong and reported, is as where nothing is said.
"""

from __future__ import annotations

import re

from deckgen.diagnostics import Span
from deckgen.model import CardOptions, PrintOptions, QuizOptions
from deckgen.read.keys import DECK_FILE, Key
from deckgen.read.shape import Shape
from deckgen.read.yaml import Mapping, Scalar, Sequence

_PRINT = next(key for key in DECK_FILE if key.name == "print")


def read_print(shape: Shape, deck: Mapping) -> tuple[PrintOptions, dict[str, Span]]:
    """Read the block. Out: the options, and where each stands, by its path: `print.cards.size`; one of several by its value, too."""
    values: dict[str, tuple[str, ...]] = {}
    places: dict[str, Span] = {}
    _read(shape, deck, _PRINT, "print", values, places)

    def one(path: str, default: str) -> str:
        return values.get(f"print.{path}", (default,))[0]

    number = one("quiz.number", "")
    cards = CardOptions(one("cards.size", "a7"), one("cards.flip", "long-edge"), millimetres(one("cards.offset", "0 0")))
    quiz = QuizOptions(
        one("quiz.answers", "beside"), int(one("quiz.tries", "3")), int(number) if number else None, int(one("quiz.seed", "0"))
    )
    orientation, fonts = one("sheet.orientation", "portrait"), values.get("print.fonts", ())
    return PrintOptions(one("paper", "a4"), one("ink", "color"), orientation, cards, quiz, fonts), places


def _read(shape: Shape, above: Mapping, key: Key, path: str, values: dict[str, tuple[str, ...]], places: dict[str, Span]) -> None:
    """Read a mapping and those in it: only values that can be go to `values`."""
    mapping = shape.mapping(shape.get(above, key.name), f"`{key.name}`")
    if mapping is None:
        return
    shape.keys(mapping, key.keys, f"`{key.name}`")
    for inner in key.keys:
        name = f"{path}.{inner.name}"
        if inner.name not in mapping.pairs:
            continue
        node = mapping.pairs[inner.name][1]
        places[name] = node.span
        places |= {f"{name}.{one.value}": one.span for one in node.items if isinstance(one, Scalar)} if isinstance(node, Sequence) else {}
        if inner.takes == "mapping":
            _read(shape, mapping, inner, name, values, places)
        elif found := _value(shape, mapping, inner):
            values[name] = found


def _value(shape: Shape, mapping: Mapping, key: Key) -> tuple[str, ...]:
    """Read a value or several; nothing where it cannot be."""
    if key.takes == "words":
        return shape.words(mapping, key)
    value = shape.choice(mapping, key) if key.choices else shape.line(mapping, key)
    return (value,) if value and re.fullmatch(key.pattern or ".*", value) else ()


def millimetres(offset: str) -> tuple[float, float]:
    """Give the two numbers of an offset.

    >>> millimetres("0.5, -1")
    (0.5, -1.0)
    """
    right, down = re.split(r"[ ,]+", offset)
    return float(right), float(down)

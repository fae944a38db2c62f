"""Principles, and the Markdown in them, as plain values, and back.

In: values of the model. Out: texts, numbers and tuples as they are; of all else a list: which class it is, and its values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal
from typing import Any

from deckgen.diagnostics import Span
from deckgen.markup import nodes
from deckgen.markup.gaps import Problem
from deckgen.model import Origin, Principle, Quotation, Text

_AS_THEY_ARE = frozenset([str, int, bool, type(None)])
_DATACLASSES = (
    *(Principle, Text, Origin, Problem, Quotation),
    *(nodes.Str, nodes.Code, nodes.Math, nodes.Break, nodes.Emphasis, nodes.Link, nodes.Image, nodes.Gap),
    *(nodes.Paragraph, nodes.Heading, nodes.List, nodes.Table, nodes.BlockQuote, nodes.CodeBlock, nodes.Rule),
)


def _values(kind: type[Any]) -> Callable[[Any], list[Any]]:
    names = [one.name for one in fields(kind)]
    return lambda value: [getattr(value, name) for name in names]


_TAKEN_APART: dict[type[Any], Callable[[Any], Any]] = {kind: _values(kind) for kind in _DATACLASSES}
_TAKEN_APART |= {Span: tuple, Decimal: lambda value: (str(value),)}
_CLASSES = tuple(_TAKEN_APART)
_PLACES = {kind: place for place, kind in enumerate(_CLASSES)}


def plain(value: Any) -> Any:
    """Give a value as a plain one. Errors: `KeyError` where it is of a class that is not known here."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple:
        return tuple(map(plain, value))
    return [_PLACES[kind], *map(plain, _TAKEN_APART[kind](value))]


def made(value: Any) -> Any:
    """Make a value again."""
    kind = type(value)
    if kind is tuple:
        return tuple(map(made, value))
    if kind is list:
        place, *values = value
        return _CLASSES[place](*map(made, values))
    return value

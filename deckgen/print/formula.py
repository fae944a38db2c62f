"""LaTeX becomes a tree of MathML's shape, for `formula` in `nodes.typ`.

In: LaTeX without its dollar signs. Out: dicts (`m` names the kind), or `None` where anything in it is not known: then the source
itself is printed. Nothing is evaluated: a converter that writes Typst code could be made to read files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

Tree = dict[str, Any]

_OPEN, _CLOSE = "([{|‖⌊⌈⟨", ")]}|‖⌋⌉⟩"
_PARTS = {"msub": "sub", "msup": "sup", "msubsup": "subsup", "munder": "under", "mover": "over", "munderover": "underover", "mroot": "root"}


class _UnknownMath(Exception):
    """The formula holds something that has no counterpart here."""


@cache
def formula(latex: str) -> Tree | None:
    r"""Give the tree of a formula, or `None` where it must be printed as source.

    >>> formula("x")
    {'m': 'row', 'c': [{'m': 'row', 'c': [{'m': 'id', 'v': 'x'}]}]}
    >>> formula(r"\nosuchcommand")
    """
    from latex2mathml.converter import convert_to_element

    try:
        tree = _row(list(convert_to_element(latex)))
        return tree if _shows(tree) else None
    except (_UnknownMath, RecursionError):
        return None
    except Exception:  # noqa: BLE001 - latex2mathml raises IndexError, KeyError and its own classes on bad LaTeX
        return None


def _shows(tree: object) -> bool:
    """Whether there is anything to see in it: `{}` is a formula, too."""
    if isinstance(tree, list):
        return any(_shows(child) for child in tree)
    if not isinstance(tree, dict):
        return False
    parts = tree.get("c", [])
    return bool(str(tree.get("v", "")).strip()) or _shows(parts[:1] if tree["m"] == "over" else parts)  # no accent over nothing


def _row(elements: Sequence[Element]) -> Tree:
    children = [_tree(element) for element in elements]
    return {"m": "row", "c": _fenced(children)}


def _fenced(children: list[Tree]) -> list[Tree]:
    """Join a bracket, a matrix and a bracket, so that the brackets grow."""
    for at in range(len(children) - 2):
        left, middle, right = children[at : at + 3]
        if middle["m"] in ("table", "stack") and left.get("v") in (*_OPEN,) and right.get("v") in (*_CLOSE,):
            return [*children[:at], {"m": "fence", "c": [left, middle, right]}, *_fenced(children[at + 3 :])]
    return children


def _tree(element: Element) -> Tree:
    tag, children = element.tag, list(element)
    if tag in _LEAVES:
        return _LEAVES[tag](_words(element))
    if tag in _PARTS:
        return {"m": _PARTS[tag], "c": [_tree(child) for child in children]}
    if tag in ("mrow", "mstyle", "mpadded", "semantics", "math", "mtd"):
        return _group(children)
    if tag == "mfrac":
        kind = "stack" if element.get("linethickness") == "0" else "frac"
        return {"m": kind, "c": [_tree(child) for child in children]}
    if tag == "msqrt":
        return {"m": "sqrt", "c": [_tree(child) for child in children]}
    if tag == "mtable":
        return {"m": "table", "c": [[_tree(cell) for cell in row] for row in children]}
    if tag == "mspace" and "linebreak" not in element.attrib:
        return {"m": "space", "em": _width(element.get("width", "0em"))}
    raise _UnknownMath(tag)


def _group(children: list[Element]) -> Tree:
    stretchy = [child for child in children if child.get("fence") == "true"]
    row = _row(children)
    return {"m": "fence", "c": [row]} if stretchy else row


def _words(element: Element) -> str:
    text = _unescaped(element.text or "")
    if "\\" in text or text == "&" or not text.replace("\N{NO-BREAK SPACE}", " ").isprintable():
        raise _UnknownMath(text)
    return text


def _unescaped(text: str) -> str:
    """latex2mathml writes operators as character references, which ElementTree would escape again."""
    return re.sub(r"&#x([0-9A-Fa-f]+);", lambda match: chr(int(match[1], 16)), text)


def _width(width: str) -> float:
    match = re.fullmatch(r"(-?[\d.]+)em", width)
    return float(match[1]) if match else 0.2


def _identifier(text: str) -> Tree:
    return {"m": "id", "v": text}


_LEAVES: dict[str, Callable[[str], Tree]] = {
    "mi": _identifier,
    "mo": lambda text: {"m": "op", "v": text},
    "mn": lambda text: {"m": "text", "v": text},
    "mtext": lambda text: {"m": "text", "v": text.replace("\N{NO-BREAK SPACE}", " ")},
}

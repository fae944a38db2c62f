"""A tree of nodes, walked: every node in order, or the plain characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from deckgen.markup.nodes import Break, Code, CodeBlock, Emphasis, Gap, Image, Link, List, Math, Paragraph, Str, Table

_INLINE = frozenset((Emphasis, Link, Gap))
_LITERAL = frozenset((Code, Math))


def walk(nodes: Iterable[Any]) -> Iterator[Any]:
    """Give every node of a tree, parents before children, in reading order."""
    for node in nodes:
        yield node
        kind = type(node)
        if kind is Str:
            continue
        if kind is List:
            yield from walk(chain.from_iterable(node.items))
        elif kind is Table:
            yield from walk(chain.from_iterable(chain(node.head, *node.rows)))
        elif children := getattr(node, "children", ()):
            yield from walk(children)


def with_images(nodes: Iterable[Any], change: Callable[[Image], Any]) -> tuple[Any, ...]:
    """Give a tree with another node in the place of each picture."""
    return tuple(_changed(node, change) for node in nodes)


def _changed(node: Any, change: Callable[[Image], Any]) -> Any:
    if isinstance(node, Image):
        return change(node)
    if isinstance(node, List):
        return replace(node, items=tuple(with_images(item, change) for item in node.items))
    if isinstance(node, Table):
        head, *rows = (tuple(with_images(cell, change) for cell in row) for row in (node.head, *node.rows))
        return replace(node, head=head, rows=tuple(rows))
    return replace(node, children=with_images(node.children, change)) if hasattr(node, "children") else node


def nothing(_: str) -> str:
    """Leave out code and formulas: for `plain_text`."""
    return ""


def plain_text(nodes: Iterable[Any], *, code: Callable[[str], str] = str, alt: Callable[[str], str] = str) -> str:
    """Give the characters of nodes, without any markup.

    Blocks are separated by a blank line. `code` may change what stands in code and formulas, `alt` what describes pictures.
    """
    return _joined(nodes if isinstance(nodes, tuple) else tuple(nodes), code, alt)


def _joined(nodes: Sequence[Any], code: Callable[[str], str], alt: Callable[[str], str]) -> str:
    if len(nodes) == 1:  # as often: words in bold, a text of one paragraph
        (node,) = nodes
        return node.text if type(node) is Str else _plain(node, code, alt)
    return "".join([node.text if type(node) is Str else _plain(node, code, alt) for node in nodes])


def _plain(node: Any, code: Callable[[str], str], alt: Callable[[str], str]) -> str:
    # The most asked of all functions: by class, and the frequent ones first.
    kind = type(node)
    if kind is Paragraph:
        return _joined(node.children, code, alt).strip("\n") + "\n\n"
    if kind in _INLINE:
        return _joined(node.children, code, alt)
    if kind in _LITERAL:
        return code(node.latex if kind is Math else node.text)
    if kind is Image:
        return alt(node.alt)
    if kind is Break:
        return "\n"
    if kind is CodeBlock:
        return code(_joined(node.children, str, str)) + "\n\n"
    if kind is List:
        return "".join([_joined(item, code, alt) for item in node.items])
    if kind is Table:
        rows = ([_joined(cell, code, alt) for cell in row] for row in (node.head, *node.rows))
        return "".join([" ".join(row) + "\n\n" for row in rows])
    return _joined(getattr(node, "children", ()), code, alt).strip("\n") + "\n\n"  # a block of its own

"""A tree of nodes, walked: every node in order, or the plain characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from deckgen.markup.nodes import Break, Code, CodeBlock, Emphasis, Gap, Image, Link, List, Math, Str, Table


def walk(nodes: Iterable[Any]) -> Iterator[Any]:
    """Give every node of a tree, parents before children, in reading order."""
    for node in nodes:
        yield node
        match node:
            case List(items=items):
                yield from walk(chain.from_iterable(items))
            case Table(head=head, rows=rows):
                yield from walk(chain.from_iterable(chain(head, *rows)))
            case _:
                yield from walk(getattr(node, "children", ()))


def nothing(_: str) -> str:
    """Leave out code and formulas: for `plain_text`."""
    return ""


def plain_text(nodes: Iterable[Any], *, code: Callable[[str], str] = str, alt: Callable[[str], str] = str) -> str:
    """Give the characters of nodes, without any markup.

    Blocks are separated by a blank line. `code` may change what stands in code and formulas, `alt` what describes pictures.
    """
    return "".join(_plain(node, code, alt) for node in nodes)


def _plain(node: Any, code: Callable[[str], str], alt: Callable[[str], str]) -> str:
    def inside(nodes: Iterable[Any]) -> str:
        return plain_text(nodes, code=code, alt=alt)

    match node:
        case Code(words) | Math(words):
            return code(words)
        case Str(words):
            return words
        case Image(_, words):
            return alt(words)
        case CodeBlock(children=inner):
            return code(plain_text(inner)) + "\n\n"
        case Break():
            return "\n"
        case Emphasis(children=inner) | Link(children=inner) | Gap(children=inner):
            return inside(inner)
        case List(items=items):
            return "".join(map(inside, items))
        case Table(head=head, rows=rows):
            return "".join(" ".join(map(inside, row)) + "\n\n" for row in (head, *rows))
        case _:  # a block of its own
            return inside(getattr(node, "children", ())).strip("\n") + "\n\n"

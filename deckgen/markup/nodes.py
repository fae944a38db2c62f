"""The tree that Markdown becomes: plain, frozen nodes that every writer walks.

Blocks hold inlines or blocks, inlines hold text; nothing here knows of Anki or of paper.
Text in nodes is as a reader should see it: unescaped, in NFC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Str:
    """Characters. A line break inside a paragraph stays a newline here: like all white space, a reader sees a space."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code span."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """LaTeX between dollar signs; `display` for a formula of its own line."""

    latex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that the author asked for."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Italics, bold or struck-out words."""

    kind: Literal["em", "strong", "del"]
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    url: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; `src` is as typed, relative to the file that names it."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A cloze deletion: what is hidden on the card of its number."""

    number: int
    hint: str | None
    children: tuple[Inline, ...]


Inline = Str | Code | Math | Break | Emphasis | Link | Image | Gap


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `tight` for the text of an item in a list without blank lines."""

    children: tuple[Inline, ...]
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code; `language` as typed after the fence, or empty. Gaps may stand inside."""

    language: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class BlockQuote:
    """A quotation of blocks."""

    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class List:
    """A list; `start` is the first number of an ordered one, `None` for bullets."""

    start: int | None
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `align` has left, center, right or an empty string for each column."""

    align: tuple[str, ...]
    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = Paragraph | Heading | CodeBlock | BlockQuote | List | Table | Rule

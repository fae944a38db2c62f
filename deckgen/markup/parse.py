"""Markdown text -> the tree of `nodes`, with its gaps.

CommonMark with tables, strikethrough and math, parsed by pyromark. A page of Markdown is read as `sections`: headings with their
attributes, and what stands below each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from deckgen.markup.gaps import Folder, Problem, mark, scan_gaps
from deckgen.markup.lines import line, line_with_gaps
from deckgen.markup.nodes import (
    Block,
    BlockQuote,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Gap,
    Heading,
    Image,
    Inline,
    Link,
    List,
    Math,
    Paragraph,
    Rule,
    Str,
    Table,
)
from deckgen.markup.pyro import Stand, char_offsets, parser
from deckgen.markup.walk import plain_text

MAX_DEPTH = 40
"""Blocks inside blocks: more is never meant, and a writer that walks the tree must not run out of stack."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading."""

    level: int
    """0 for what stands before the first heading."""
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str | None], ...]
    heading: tuple[Inline, ...]
    blocks: tuple[tuple[Block, int, int], ...]
    """Each block with the offsets of its characters in the text."""
    start: int
    end: int
    """Offsets of the heading's characters."""


def parse(text: str, *, gaps: bool = False) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """Read Markdown.

    In: the text; `gaps` to read cloze deletions in it. Out: its blocks, and what is wrong with it.
    """
    text = unicodedata.normalize("NFC", text)
    short = line_with_gaps(text) if gaps else line(text)
    return ((short,), ()) if short else _parsed(text, gaps)


def _parsed(text: str, gaps: bool) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    stand = Stand.free_of(text)
    found, problems = scan_gaps(text, stand) if gaps else ((), ())
    marked = stand.hide_definitions(stand.hide_html(mark(text, found, stand)))
    blocks, deep = _tree(parser().events(marked), stand)
    if deep:
        return (), (Problem("T003", "this text is nested too deeply", 0, len(text.rstrip("\n")), (f"use at most {MAX_DEPTH} levels",)),)
    if found:
        folder = Folder(tuple(replace(one, hint=_hint(one.hint)) for one in found), stand)
        blocks = tuple(folder.block(one) for one in blocks)
        problems = (*problems, *folder.problems())
    return blocks, problems


def _hint(typed: str | None) -> str | None:
    """Read a hint: Anki shows it as plain text, so of its Markdown only the words stay."""
    return " ".join(plain_text(parse(typed)[0]).split()) if typed else None


def sections(text: str) -> tuple[Section, ...]:
    """Read a Markdown page as headings and what stands under each (`## Name {#id .class key=value}`)."""
    text = unicodedata.normalize("NFC", text)
    stand = Stand.free_of(text)
    marked = stand.hide_html(text)
    offsets = char_offsets(marked)
    out: list[Section] = [Section(0, None, (), (), (), (), 0, 0)]
    for events, start, end in _top_level(parser(heading_attributes=True).events_with_range(marked, merge_text=True)):
        blocks, deep = _tree(events, stand)
        begin, stop = offsets(start), offsets(end)
        match events[0]:
            case {"Start": {"Heading": head}} if not deep:
                (heading,) = blocks
                assert isinstance(heading, Heading)
                out.append(
                    Section(heading.level, head["id"], tuple(head["classes"]), tuple(head["attrs"]), heading.children, (), begin, stop)
                )
            case _:
                placed = tuple((block, begin, stop) for block in blocks)
                out[-1] = replace(out[-1], blocks=(*out[-1].blocks, *placed))
    return tuple(out)


def _top_level(pairs: Iterable[tuple[Any, Any]]) -> Iterator[tuple[list[Any], int, int]]:
    """Cut a stream of events into its top-level blocks, each with its byte offsets."""
    depth, start = 0, 0
    events: list[Any] = []
    for event, place in pairs:
        if depth == 0:
            events, start = [], place["start"]
        events.append(event)
        if isinstance(event, dict):
            depth += ("Start" in event) - ("End" in event)
        if depth == 0:
            yield events, start, place["end"]


_INLINE = frozenset((Str, Code, Math, Break, Emphasis, Link, Image, Gap))


def _tree(events: Iterable[Any], stand: Stand) -> tuple[tuple[Block, ...], bool]:
    """Fold a stream of events into blocks. Out: the blocks, and whether they nest too deeply."""
    stack: list[tuple[Any, list[Any]]] = [(None, [])]
    for event in events:
        if isinstance(event, str):
            stack[-1][1].append(_MARKS[event])
            continue
        ((kind, value),) = event.items()
        if kind == "Start":
            stack.append((value, []))
            if len(stack) > MAX_DEPTH:
                return (), True
        elif kind == "End":
            tag, children = stack.pop()
            stack[-1][1].append(_node(tag, children, stand))
        else:
            stack[-1][1].append(_leaf(kind, value, stand))
    return tuple(_paragraphs(stack[0][1])), False


_MARKS: dict[str, Inline | Rule] = {"SoftBreak": Str("\n"), "HardBreak": Break(), "Rule": Rule()}


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What an entity such as `&#31;` may bring in; Anki parts its fields with one of them."""


def _leaf(kind: str, typed: str, stand: Stand) -> Inline:
    text = _CONTROL.sub("", stand.restore(typed))
    match kind:
        case "Code":
            return Code(text)
        case "InlineMath" | "DisplayMath":
            return Math(text, display=kind == "DisplayMath")
        case _:  # Text; Html and InlineHtml, should one slip through, are text too
            return Str(text)


def _node(tag: Any, children: list[Any], stand: Stand) -> Any:
    """Make the node of an ended tag; table rows and cells stay lists until their table ends."""
    if isinstance(tag, str):
        return _simple(tag, children)
    ((kind, data),) = tag.items()
    match kind:
        case "Heading":
            return Heading(int(data["level"][1]), tuple(children))
        case "BlockQuote":
            return BlockQuote(tuple(_paragraphs(children)))
        case "CodeBlock":
            language = stand.restore(data["Fenced"]).split()[0] if isinstance(data, dict) and data["Fenced"].strip() else ""
            return CodeBlock(language, (Str("".join(one.text for one in children)),))
        case "List":
            return List(data, tuple(children))
        case "Table":
            head, *rows = children
            return Table(tuple("" if one == "None" else one.lower() for one in data), tuple(head), tuple(tuple(row) for row in rows))
        case "Link":
            url = _CONTROL.sub("", stand.restore(data["dest_url"]))
            return Link(f"mailto:{url}" if data["link_type"] == "Email" else url, tuple(children))
        case "Image":
            return Image(_CONTROL.sub("", stand.restore(data["dest_url"])), plain_text(children))
        case _:  # a tag of an extension that is off
            return Paragraph(tuple(children))


_EMPHASES: dict[str, Literal["em", "strong", "del"]] = {"Emphasis": "em", "Strong": "strong", "Strikethrough": "del"}


def _simple(tag: str, children: list[Any]) -> Any:
    if kind := _EMPHASES.get(tag):
        return Emphasis(kind, tuple(children))
    match tag:
        case "Item":
            return tuple(_paragraphs(children))
        case "TableHead" | "TableRow":
            return children
        case "TableCell":
            return tuple(children)
        case _:
            return Paragraph(tuple(children))


def _paragraphs(children: list[Any]) -> Iterator[Block]:
    """Wrap bare inlines, as a tight list has them, in tight paragraphs."""
    run: list[Inline] = []
    for child in children:
        if type(child) in _INLINE:
            run.append(child)
            continue
        if run:
            yield Paragraph(tuple(run), tight=True)
            run = []
        yield child
    if run:
        yield Paragraph(tuple(run), tight=True)

"""Gaps (cloze deletions) in Markdown: found before it is parsed, folded into the tree after.

`{{c1::gap::hint}}` is read first, so that whatever stands inside a gap is Markdown, too. The marks are replaced by rare
punctuation that the parser takes for the punctuation it is. Anki reads gaps from the finished HTML, so a gap must begin and
end in one run of text; `Problem` says where one does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from deckgen.markup.misses import misses
from deckgen.markup.nodes import (
    Block,
    BlockQuote,
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
    Str,
    Table,
)
from deckgen.markup.pyro import Stand, char_offsets, parser


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a text, by the offsets of the characters concerned."""

    code: str
    message: str
    start: int
    end: int
    help: tuple[str, ...] = ()
    instead: str = ""
    """What was probably meant, in place of these characters."""


@dataclass(frozen=True, slots=True)
class Found:
    """A gap in the text: `{{c`number`::`inside`::`hint`}}`, with the offsets of its marks."""

    number: int
    start: int
    inside: int
    inside_end: int
    end: int
    hint: str | None
    dollar: bool = False
    """A lone `$` is in it: where there is another one behind it, a formula begins here and ends there."""


_TOKEN = re.compile(r"\{\{c([0-9]{1,9})::|(\}\}+)|(::)")
_SHOWN = 60
"""Characters that a replacement may have to be shown in a line."""
_SHAPE = "a gap is written {{c1::words}} or {{c1::words::hint}}"


def scan_gaps(text: str, stand: Stand) -> tuple[tuple[Found, ...], tuple[Problem, ...]]:
    """Find the gaps of a text. Code, formulas and addresses hide what is in them, so a gap is closed where it was opened."""
    regions = _regions(stand.hide_definitions(stand.hide_html(text)))
    scanner = _Scanner(text, regions)
    for token in _TOKEN.finditer(text):
        scanner.take(token)
    scanner.finish()
    return tuple(scanner.found), tuple(scanner.problems)


def _regions(text: str) -> list[tuple[int, int, str]]:
    """Give the stretches of code, math and addresses, in order, as (start, end, what)."""
    offsets = char_offsets(text)
    out: list[tuple[int, int, str]] = []
    links: list[list[int]] = []
    for event, place in parser().events_with_range(text):
        start, end = place["start"], place["end"]
        match event:
            case {"Code": _} | {"Start": {"CodeBlock": _}}:
                out.append((offsets(start), offsets(end), "code"))
            case {"InlineMath": _} | {"DisplayMath": _}:
                out.append((offsets(start), offsets(end), "formula"))
            case {"Start": {"Image": _}}:
                out.append((offsets(start), offsets(end), "picture"))
            case {"Start": {"Link": _}}:
                links.append([start + 1])
            case {"End": "Link"}:
                out.append((offsets(links.pop()[0]), offsets(end), "address"))
        if links and not (isinstance(event, dict) and "Start" in event and "Link" in event["Start"]):
            links[-1][0] = max(links[-1][0], end)  # the address begins behind the link's words
    return sorted(out)


class _Scanner:
    """Reads gap marks in order; a state machine with one state: the gap that is open, if any."""

    def __init__(self, text: str, regions: list[tuple[int, int, str]]) -> None:
        self.text = text
        self.regions = regions
        self.found: list[Found] = []
        self.problems: list[Problem] = []
        self.open: tuple[int, int, int, tuple[int, int, str] | None] | None = None  # number, start, inside, region
        self.hint: int | None = None
        self.excused = 0  # closing marks, outside gaps, that belong to something reported already
        self.missed: list[tuple[int, int]] = []  # stretches whose closing marks belong to what is reported
        for miss in misses(text):
            if self._region(miss.start):
                continue
            help = f"write `{miss.meant}`" if 0 < len(miss.meant) < _SHOWN else _SHAPE
            what = "this looks like a gap, but Anki would not read it as one"
            self.problems.append(Problem("G002", what, miss.start, miss.end, (help,), miss.meant))
            if miss.closed:
                self.missed.append((miss.start, miss.end))
            else:
                self.excused += 1

    def _region(self, offset: int) -> tuple[int, int, str] | None:
        return next((one for one in self.regions if one[0] <= offset < one[1]), None)

    def _problem(self, code: str, message: str, start: int, end: int, *help: str) -> None:
        self.problems.append(Problem(code, message, start, end, help))

    def take(self, token: re.Match[str]) -> None:
        """Take the next mark: an opening one, a closing one, or the `::` before a hint."""
        region = self._region(token.start())
        if any(start <= token.start() < end for start, end in self.missed):
            return
        if token[1]:
            self._begin(token, region)
        elif self.open and region == self.open[3]:
            if token[2]:
                self._end(token)
            elif region is None:
                self._hint(token)
        elif token[2] and self.excused:
            self.excused -= 1
        elif token[2] and not self.open and region is None:
            self._problem("G002", "`}}` closes a gap that was never opened", token.start(), token.end(), _SHAPE)

    def _begin(self, token: re.Match[str], region: tuple[int, int, str] | None) -> None:
        if self.open and region == self.open[3] and (lone := self._lone_brace(self.open[2], token.start())):
            self._one_brace(self.open[1], lone)
            self.open = None
        if self.open:
            if region == self.open[3]:
                self._problem(
                    "G006",
                    "a gap inside a gap",
                    token.start(),
                    token.end(),
                    "close the first one before the next begins; Anki's older apps cannot read nested gaps",
                )
                self.excused += 1
            return  # in code inside a gap it is code
        if region and region[2] != "code":
            what = {"formula": "inside a formula", "picture": "inside a picture", "address": "inside an address"}[region[2]]
            self._problem(
                "G007",
                f"a gap that begins {what}",
                token.start(),
                token.end(),
                f"put the whole {region[2]} inside the gap" if region[2] != "address" else "put the whole link inside the gap",
            )
            self.excused += 1
            return
        self.open = (int(token[1]), token.start(), token.end(), region)
        self.hint = None

    def _one_brace(self, start: int, lone: int) -> None:
        """Report a gap that begins at an offset and ends with a single brace, or two with a space between."""
        shown = f"{self.text[start:lone]}}}}}"
        help = f"write `{shown}`" if len(shown) < _SHOWN else "write `}}`"
        end = lone + (3 if self.text.startswith("} }", lone) else 1)
        self.problems.append(Problem("G002", "a gap that is closed by one brace", lone, end, (help,), "}}"))

    def _lone_brace(self, start: int, end: int) -> int:
        """Find the single `}` that was to close the gap that is open, outside of formulas and code; 0 where there is none."""
        stretch = self.text[start:end]
        found = re.search(r"(?<!\})\}(?!\})", stretch)
        if not found or "{" in stretch[: found.start()] or self._region(start + found.start()) != (self.open and self.open[3]):
            return 0
        return start + found.start()

    def _hint(self, token: re.Match[str]) -> None:
        if self.hint is not None:
            self._problem(
                "G008",
                "a second `::` inside one gap",
                token.start(),
                token.end(),
                "Anki takes what follows the first `::` for the hint",
                "put words with `::` between backticks: `a::b`",
            )
            return
        self.hint = token.start()

    def _end(self, token: re.Match[str]) -> None:
        """Close the gap with the last two of a run of braces: `{a}}}` hides `{a}`."""
        assert self.open
        number, start, inside, _ = self.open
        close = token.end() - 2
        stop = close if self.hint is None else self.hint
        hint = None if self.hint is None else self.text[self.hint + 2 : close].strip()
        if not self.text[inside:stop].strip():
            self._problem("G003", "an empty gap", start, token.end(), "write what the gap hides, or delete it")
        if number == 0:
            self._problem("G004", "gaps count from 1", start, inside, "write {{c1::…}}")
        dollar = self.text.count("$", inside, stop) % 2 == 1
        self.found.append(Found(number, start, inside, stop, token.end(), hint or None, dollar))
        self.open = None

    def finish(self) -> None:
        """Report a gap that is open at the end."""
        if self.open:
            _, start, inside, region = self.open
            if lone := self._lone_brace(inside, len(self.text)):
                self._one_brace(start, lone)
                return
            where = " in the same piece of code" if region else ""
            self._problem("G002", "this gap is never closed", start, inside, f"write }}}} behind its last word{where}")


def mark(text: str, found: tuple[Found, ...], stand: Stand) -> str:
    """Put stand-ins for the marks of the gaps, so that Markdown sees only punctuation."""
    out, last = [], 0
    for index, gap in enumerate(found):
        out += [text[last : gap.start], stand.open, str(index), stand.mid, text[gap.inside : gap.inside_end], stand.close]
        last = gap.end
    out.append(text[last:])
    return "".join(out)


class Folder:
    """Turns the stand-ins in a tree into gaps; a gap must begin and end among the same children."""

    def __init__(self, found: tuple[Found, ...], stand: Stand) -> None:
        self.found = found
        self.marks = re.compile(f"{stand.open}(\\d+){stand.mid}|{stand.close}")
        self.whole: set[int] = set()

    def problems(self) -> tuple[Problem, ...]:
        """Report each gap that was not found whole in one run of text."""
        return tuple(
            Problem(
                "G005",
                "a gap that crosses emphasis, paragraphs or cells",
                gap.start,
                gap.end,
                (
                    "begin and end the gap inside the same words: **{{c1::bold}}** or {{c1::**bold**}}",
                    "for two paragraphs, use the same number twice: {{c1::one}} … {{c1::two}}",
                    *((r"for a dollar sign, write `\$`: between two of them stands a formula",) if gap.dollar else ()),
                ),
            )
            for index, gap in enumerate(self.found)
            if index not in self.whole
        )

    def block(self, block: Block) -> Block:
        """Fold the gaps of a block and all in it."""
        match block:
            case Paragraph() | Heading() | CodeBlock():
                return replace(block, children=self.inlines(block.children))
            case BlockQuote():
                return replace(block, children=tuple(self.block(one) for one in block.children))
            case List():
                return replace(block, items=tuple(tuple(self.block(one) for one in item) for item in block.items))
            case Table():
                return replace(
                    block, head=tuple(map(self.inlines, block.head)), rows=tuple(tuple(map(self.inlines, row)) for row in block.rows)
                )
            case _:
                return block

    def inlines(self, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Fold the gaps among siblings. A gap that does not end here gives its words back, and is reported."""
        out: list[Inline] = []
        inside: list[Inline] = []
        index: int | None = None
        for piece in self._pieces(children):
            if isinstance(piece, int):
                out += inside
                index, inside = piece, []
            elif piece is None and index is not None:
                self.whole.add(index)
                out.append(Gap(self.found[index].number, self.found[index].hint, tuple(inside)))
                index, inside = None, []
            elif piece is not None:
                (out if index is None else inside).append(piece)
        return (*out, *inside)

    def _pieces(self, children: tuple[Inline, ...]) -> Iterator[Inline | int | None]:
        """Give the siblings in order: a gap's index where it opens, `None` where one closes, and nodes."""
        for child in children:
            match child:
                case Str(text) | Code(text):
                    yield from self._split(text, type(child))
                case Emphasis() | Link():
                    yield replace(child, children=self.inlines(child.children))
                case Math(latex) | Image(alt=latex):
                    yield child if not self.marks.search(latex) else Str("")
                case _:
                    yield child

    def _split(self, text: str, kind: type[Str | Code]) -> Iterator[Inline | int | None]:
        last = 0
        for mark in self.marks.finditer(text):
            if text[last : mark.start()]:
                yield kind(text[last : mark.start()])
            yield int(mark[1]) if mark[1] else None
            last = mark.end()
        if text[last:]:
            yield kind(text[last:])

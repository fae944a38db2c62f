"""Changes -> a page for the terminal: what a learner who has the old deck will see on importing the new one.

In: changes, and how wide and colorful the terminal is. Out: text. Nothing that stands on a card is obeyed by the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from deckgen.changes.sections import Entry, Section, sections, summary
from deckgen.changes.words import Piece
from deckgen.released.changes import Changes
from deckgen.terminal import cells, visible

_STYLES = {"alarm": "1;31", "title": "1", "name": "36", "search": "32", "removed": "9;31", "added": "32"}
_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_UNMARKED = {"same": ("", ""), "removed": ("", ""), "added": ("", "")}
_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGN = re.compile(f"[{_HAN}]")
_WORDS = re.compile(rf"\n|[{_HAN}][^\S\n]*|[^\s{_HAN}]+[^\S\n]*|[^\S\n]+")
_NARROWEST = 40
_AROUND = 100
"""Characters of an unchanged stretch that are shown beside a change."""

Run = tuple[str, str]
"""A text, and the style it is shown in; empty for none."""
_BREAK: list[Run] = [("\n", "")]


def as_text(changes: Changes, color: bool, width: int, had: str = "") -> str:
    """Tell all that a learner will see; `had` is the release that the learner has, if it is known."""
    page = _Page(color, max(width, _NARROWEST))
    lines = [*page.lines([(summary(changes, had), "title")])]
    for section in sections(changes):
        lines += ["", *page.section(section)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    """Sets text in lines; all that is shown goes through `lines` or `whole`, which make control characters visible."""

    color: bool
    width: int

    def section(self, section: Section) -> Iterator[str]:
        yield from self.lines([(f"{section.title}: {section.count}", "alarm" if section.alarm else "title")])
        yield from self.lines([(section.intro, "")], 2) if section.intro else ()
        yield from (f"    {self.whole(search, 'search')}" for search in section.searches)
        yield from self.lines([(", ".join(section.names), "name")], 4) if section.names else ()
        for entry in section.entries:
            yield from self.entry(entry)

    def entry(self, entry: Entry) -> Iterator[str]:
        head: list[Run] = [(f"{entry.name}  " if entry.title else entry.name, "name")] if entry.name else []
        yield from self.lines([*head, (f"“{entry.title}”" if entry.title else "", "")], 2) if head or entry.title else ()
        for line in entry.lines:
            yield from self.lines([(line, "")], 4)
        for label, pieces in entry.texts:
            yield from self.lines([(f"{label}: ", "title"), *self.marked(pieces)], 4)

    def marked(self, pieces: tuple[Piece, ...]) -> Iterator[Run]:
        """Show a difference: by colors, or by marks around the words where there are none."""
        for at, (op, text) in enumerate(pieces):
            before, after = (_UNMARKED if self.color else _MARKS)[op]
            shown = _shortened(text, at > 0, at < len(pieces) - 1) if op == "same" else text.replace("\n", "⏎\n")
            yield f"{before}{shown}{after}", op

    def whole(self, text: str, style: str) -> str:
        """Give a text on one line, however long: to be copied."""
        return self.paint(visible(text), style)

    def lines(self, runs: Iterable[Run], indent: int = 0) -> Iterator[str]:
        """Break text into lines that fit; a line break in it stays one."""
        room = self.width - indent
        line: list[Run] = []
        used = 0
        for unit in _units(runs, room):
            size = cells("".join(text for text, _ in unit).rstrip())
            if line and (unit == _BREAK or used + size > room):
                yield " " * indent + self.line(line)
                line, used = [], 0
            if unit != _BREAK:
                line += unit
                used += cells("".join(text for text, _ in unit))
        if line:
            yield " " * indent + self.line(line)

    def line(self, runs: list[Run]) -> str:
        """Paint a line, neighbours of one style at once; without color, nothing stands behind the last word."""
        grouped = groupby(runs, key=lambda run: run[1])
        painted = "".join(self.paint("".join(text for text, _ in group), style) for style, group in grouped)
        return painted if self.color else painted.rstrip()

    def paint(self, text: str, style: str) -> str:
        return f"\033[{_STYLES[style]}m{text}\033[0m" if self.color and style in _STYLES and text else text


def _units(runs: Iterable[Run], room: int) -> Iterator[list[Run]]:
    """Give what stays together on a line: up to a space, or one sign of a script that sets none; and each line break."""
    unit: list[Run] = []
    for text, style in runs:
        for word in _WORDS.findall(text):
            if word == "\n":
                yield from ([unit] if unit else [])
                yield _BREAK
                unit = []
                continue
            *cut, rest = _parts(visible(word), room)
            yield from ([(part, style)] for part in cut)
            unit.append((rest, style))
            if word[-1].isspace() or _SIGN.match(word):
                yield unit
                unit = []
    if unit:
        yield unit


def _parts(word: str, room: int) -> list[str]:
    """Cut a word that is longer than a line."""
    width = cells(word)
    if width <= room:
        return [word]
    step = room if width <= len(word) else room // 2
    return [word[at : at + step] for at in range(0, len(word), step)]


def _shortened(text: str, follows: bool, goes_on: bool) -> str:
    """Leave out the middle of a long unchanged stretch; all of it that stands beside no change."""
    text = re.sub(r"\s*\n\s*", "\n", text)
    head = text[:_AROUND].rsplit(None, 1)[0] + " " if follows and text[:_AROUND].strip() else ""
    tail = " " + text[-_AROUND:].split(None, 1)[-1] if goes_on and text[-_AROUND:].strip() else ""
    return f"{head}…{tail}" if len(head) + len(tail) + 20 < len(text) else text

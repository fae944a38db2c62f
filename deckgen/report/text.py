"""Findings -> text that teaches: the frame, the reason, the replacement.

In: diagnostics and the texts of the files. Out: lines for a person. No library that draws such frames was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from deckgen.diagnostics import Diagnostic, Label, Severity, Span, split_lines
from deckgen.terminal import cells, visible

_STYLES = {"error": "1;31", "warning": "1;33", "mark": "1;31", "dim": "36", "second": "36", "help": "1;32", "bold": "1"}
_WIDEST = 160
"""Characters of a line that are shown; of longer ones, the stretch around the mark."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Draws findings; `color` where the terminal wants it."""

    files: Mapping[str, str]
    """The texts that spans point into, by name."""
    color: bool = False

    def text(self, diagnostics: Iterable[Diagnostic]) -> str:
        """Give all findings as one text, in the order given, and a line that counts them."""
        given = tuple(diagnostics)
        return "".join(self.one(finding) + "\n" for finding in given) + counted(given)

    def one(self, finding: Diagnostic) -> str:
        """Give one finding with its frame."""
        head = self._paint(f"{finding.severity}[{finding.code}]", finding.severity) + self._paint(f": {finding.message}", "bold")
        return "\n".join([head, *self._frame(finding), *self._help(finding)]) + "\n"

    # --- the frame ---------------------------------------------------------------------------------------------------

    def _frame(self, finding: Diagnostic) -> Iterator[str]:
        """Draw the lines concerned, in the order of the file; places in other files get a frame of their own."""
        here = [Label(finding.span, finding.label), *(one for one in finding.also if one.span.file == finding.span.file)]
        elsewhere = [one for one in finding.also if one.span.file != finding.span.file]
        width = len(str(max(one.span.line for one in (*here, *elsewhere))))
        bar = self._paint(" " * width + " |", "dim")
        yield self._paint(" " * width + "-->", "dim") + f" {finding.span.file}:{finding.span.line}:{finding.span.column}"
        yield from self._lines(sorted(here, key=lambda one: one.span), finding.span, width, bar)
        for one in elsewhere:
            yield self._paint(" " * width + ":::", "dim") + f" {one.span.file}:{one.span.line}:{one.span.column}"
            yield from self._lines([one], finding.span, width, bar)

    def _lines(self, labels: list[Label], first: Span, width: int, bar: str) -> Iterator[str]:
        if not any(self._line(label.span) for label in labels):
            return
        yield bar
        last = 0
        for label in labels:
            if last and label.span.line > last + 1:
                yield self._paint("…", "dim")
            last = label.span.line
            line, shift = _cut(self._line(label.span), label.span.column)
            yield self._paint(f"{label.span.line:>{width}} |", "dim") + f" {line}".rstrip()
            yield bar + " " + self._mark(label, line, shift, first)

    def _mark(self, label: Label, line: str, shift: int, first: Span) -> str:
        span = label.span
        start = span.column - 1 - shift
        end = span.end_column - 1 - shift if span.end_line == span.line else len(line)
        length = max(1, cells(line[start : max(end, start)]))
        main = span == first
        sign = ("^" if main else "-") * length
        return " " * cells(line[:start]) + self._paint(f"{sign} {label.text}".rstrip(), "mark" if main else "second")

    def _line(self, span: Span) -> str:
        lines = _rows(self.files.get(span.file, ""))
        return visible(lines[span.line - 1]) if span.line <= len(lines) else ""

    def _help(self, finding: Diagnostic) -> Iterator[str]:
        """Write the remedies; a line that begins with spaces belongs to the one above it."""
        width = len(str(finding.span.line))
        for line in finding.help:
            if line.startswith("  "):
                yield self._paint(" " * width + " |", "dim") + " " + self._paint(line, "help")
            else:
                yield self._paint(" " * width + " = help:", "dim") + f" {line}"

    def _paint(self, text: str, style: str) -> str:
        return f"\033[{_STYLES[style]}m{text}\033[0m" if self.color and text else text


def counted(given: Iterable[Diagnostic]) -> str:
    """Give the line that counts errors and warnings; empty where there are none."""
    numbers = Counter(one.severity for one in given)
    words = [f"{numbers[one]} {one}{'s' if numbers[one] > 1 else ''}" for one in Severity if numbers[one]]
    return f"{' and '.join(words)}\n" if words else ""


@lru_cache(maxsize=8)
def _rows(text: str) -> list[str]:
    return split_lines(text)


def _cut(line: str, column: int) -> tuple[str, int]:
    """Shorten a long line around a column. Out: what is shown, and how many characters it begins later."""
    if len(line) <= _WIDEST:
        return line, 0
    start = max(0, min(column - _WIDEST // 2, len(line) - _WIDEST))
    return line[start : start + _WIDEST], start

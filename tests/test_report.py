"""The report: every frame can be drawn, and each mark stands below the characters that it names."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from deckgen.diagnostics import Diagnostic, Label, Severity, Span, split_lines
from deckgen.report import Reporter, counted
from deckgen.terminal import cells

LINES = st.lists(
    st.text(st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("ab \t漢字🙂é\u0301हि"))), min_size=1, max_size=6
)
LONG = st.integers(150, 400).map(lambda count: "漢x" * count)


@st.composite
def spans(draw: st.DrawFn, lines: list[str]) -> Span:
    """Give a place in a text."""
    line = draw(st.integers(1, len(lines)))
    end_line = draw(st.integers(line, len(lines)))
    column = draw(st.integers(1, len(lines[line - 1]) + 1))
    first = column if end_line == line else 1
    return Span("x.yaml", line, column, end_line, draw(st.integers(first, len(lines[end_line - 1]) + 1)))


def reported(text: str, finding: Diagnostic) -> list[str]:
    """Draw a finding."""
    return Reporter({"x.yaml": text}).one(finding).split("\n")


def below(shown: str, mark: str) -> str:
    """Give the characters of a line above the signs of the line below it."""
    start = len(mark) - len(mark.lstrip())
    end = start + len(re.match(r"[\^-]*", mark.lstrip())[0])  # type: ignore[index]  # a row of marks has one
    return "".join(char for index, char in enumerate(shown) if start <= cells(shown[:index]) < end and cells(char))


@given(st.data(), LINES)
def test_every_mark_stands_below_the_characters_that_it_names(data: st.DataObject, rows: list[str]) -> None:
    text = "\n".join(rows)
    lines = split_lines(text)
    span = data.draw(spans(lines))
    drawn = reported(text, Diagnostic("X001", "a message", span))
    line = lines[span.line - 1]
    named = line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None]
    if not line.strip() or len(line) > 160:
        return
    width = len(str(span.line))
    shown = next(row for row in drawn if row.startswith(f"{span.line} |"))[width + 3 :]
    mark = drawn[drawn.index(f"{span.line} | {shown}".rstrip()) + 1][width + 3 :]
    visible = "".join(char for char in named.replace("\t", " ") if cells(char)).rstrip()
    assert below(shown, mark).rstrip() == visible or not visible


@given(st.data(), LONG)
def test_of_a_long_line_the_stretch_around_the_mark_is_shown(data: st.DataObject, line: str) -> None:
    column = data.draw(st.integers(1, len(line)))
    drawn = reported(line, Diagnostic("X001", "a message", Span("x.yaml", 1, column, 1, column + 1)))
    shown, mark = drawn[3][4:], drawn[4][4:]
    assert below(shown, mark) == line[column - 1]
    assert len(shown) <= 160


@given(st.data(), LINES, st.text(), st.lists(st.text(max_size=20), max_size=3))
def test_every_frame_can_be_drawn(data: st.DataObject, rows: list[str], words: str, help: list[str]) -> None:
    text = "\n".join(rows)
    lines = split_lines(text)
    also = tuple(Label(data.draw(spans(lines)), words) for _ in range(data.draw(st.integers(0, 2))))
    finding = Diagnostic("X001", words, data.draw(spans(lines)), words, tuple(help), also, severity=data.draw(st.sampled_from(Severity)))
    plain = Reporter({"x.yaml": text}).text([finding])
    colored = Reporter({"x.yaml": text}, color=True).text([finding])
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == re.sub(r"\x1b\[[\d;]*m", "", plain)
    assert f"{finding.severity}[X001]" in plain


def test_a_file_that_could_not_be_read_has_no_frame() -> None:
    assert reported("", Diagnostic("F001", "gone", Span("y.yaml", 1, 1, 1, 1), help=("look for it",))) == [
        "error[F001]: gone",
        " --> y.yaml:1:1",
        "  = help: look for it",
        "",
    ]


def test_findings_are_counted() -> None:
    at = Span("x.yaml", 1, 1, 1, 1)
    one, two = Diagnostic("X001", "a", at), Diagnostic("X002", "b", at, severity=Severity.WARNING)
    assert counted((one, two, two)) == "1 error and 2 warnings\n"
    assert counted(()) == ""

"""Findings -> a line each: for editors and `grep`, and for the annotations that GitHub shows on a pull request.

In: diagnostics. Out: lines, each of which stands for one finding and holds no character that a terminal would obey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from deckgen.diagnostics import Diagnostic, Span, split_lines
from deckgen.terminal import visible


def as_concise(findings: Iterable[Diagnostic]) -> str:
    """Give `file:line:column: error[CODE]: message`, as compilers write it and editors read it."""
    return "".join(visible(_concise(one)) + "\n" for one in findings)


def _concise(one: Diagnostic) -> str:
    label = f" ({one.label})" if one.label else ""
    return f"{one.span.file}:{one.span.line}:{one.span.column}: {one.severity}[{one.code}]: {one.message}{label}"


def as_github(findings: Iterable[Diagnostic], place: Callable[[str], str] = str, files: Mapping[str, str] | None = None) -> str:
    """Give GitHub's workflow commands.

    In: findings, how a file's name inside the project becomes its path in the repository, and the texts of the files. Out:
    `::error file=…,line=…::message`.
    """
    rows = {name: split_lines(text) for name, text in (files or {}).items()}
    return "".join(_command(one, place(one.span.file), _last_line(one.span, rows.get(one.span.file, []))) + "\n" for one in findings)


def _last_line(span: Span, rows: list[str]) -> int:
    """Give the last line that belongs to a stretch: it may end before the first character of a line, and behind blank ones."""
    last = span.end_line - (span.end_column == 1)
    while last > span.line and last <= len(rows) and not rows[last - 1].strip():
        last -= 1
    return max(last, span.line)


def _command(one: Diagnostic, path: str, last: int) -> str:
    span = one.span
    values = {"file": path, "line": span.line, "col": span.column, "title": one.code}
    if last != span.line:
        values["endLine"] = last
    elif span.end_line == span.line and span.end_column > span.column:
        values["endColumn"] = span.end_column - 1  # GitHub's last column still belongs; it wants none where there are several lines
    said = "\n".join(map(visible, (one.message + (f": {one.label}" if one.label else ""), *one.help)))
    return f"::{one.severity} {','.join(f'{name}={_property(str(value))}' for name, value in values.items())}::{_data(said)}"


def _data(text: str) -> str:
    r"""Escape what would end a command, as the runner reads it.

    >>> _data("100 %\nsure")
    '100 %25%0Asure'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")

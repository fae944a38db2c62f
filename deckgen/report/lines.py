"""Findings -> a line each: for editors and `grep`, and for the annotations that GitHub shows on a pull request.

In: diagnostics. Out: lines, each of which stands for one finding and holds no character that a terminal would obey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from deckgen.diagnostics import Diagnostic
from deckgen.terminal import visible


def as_concise(findings: Iterable[Diagnostic]) -> str:
    """Give `file:line:column: error[CODE]: message`, as compilers write it and editors read it."""
    return "".join(visible(_concise(one)) + "\n" for one in findings)


def _concise(one: Diagnostic) -> str:
    label = f" ({one.label})" if one.label else ""
    return f"{one.span.file}:{one.span.line}:{one.span.column}: {one.severity}[{one.code}]: {one.message}{label}"


def as_github(findings: Iterable[Diagnostic], place: Callable[[str], str] = str) -> str:
    """Give GitHub's workflow commands.

    In: findings, and how a file's name inside the project becomes its path in the repository. Out: `::error file=…,line=…::message`.
    """
    return "".join(_command(one, place(one.span.file)) + "\n" for one in findings)


def _command(one: Diagnostic, path: str) -> str:
    span = one.span
    values = {"file": path, "line": span.line, "col": span.column, "title": one.code}
    if span.end_line != span.line:
        values["endLine"] = span.end_line
    elif span.end_column > span.column:
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

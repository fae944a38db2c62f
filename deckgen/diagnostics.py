"""What is said about a project's files: frozen data, made anywhere, printed by `report` alone.

In: nothing. Out: `Span` (a place), `Diagnostic` (a finding there) and `Edit` (a replacement that mends it).
Lines and columns count from 1, columns in characters; an end column is the first one that no longer belongs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How bad a finding is: an error stops the build, a warning does not (but see `--strict`)."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A stretch of one file. A tuple, for a deck has more of them than of anything else: another one is made by `_replace`."""

    file: str
    """Path inside the project, with forward slashes."""
    line: int
    column: int
    end_line: int
    end_column: int

    def start(self) -> Span:
        """The empty span where this one begins."""
        return Span(self.file, self.line, self.column, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that belongs to a finding, with the words to print beside it."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Text to put in place of a span (an empty span inserts)."""

    span: Span
    replacement: str
    safe: bool = True
    """Whether it can only be meant so; if not, it is a guess that its author has to take."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what is wrong (message, label), where (span, also) and what to do (help, edit)."""

    code: str
    """A letter for the family and three digits; see `deckgen.codes`."""
    message: str
    """What is wrong, in lower case, without a final period, names in backticks."""
    span: Span
    label: str = ""
    """A few words beside the marked stretch."""
    help: tuple[str, ...] = ()
    """What to do, one remedy a line."""
    also: tuple[Label, ...] = ()
    edit: Edit | None = None
    severity: Severity = Severity.ERROR
    subject: str = ""
    """A note that this is about and that stands nowhere any more: a yes to it has to name it."""
    sort_key: tuple[str, int, int, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Fix the order in which findings are reported: by file, then place, then code."""
        object.__setattr__(self, "sort_key", (self.span.file, self.span.line, self.span.column, self.code))

    @property
    def is_error(self) -> bool:
        """Whether this finding stops a build."""
        return self.severity is Severity.ERROR


Diagnostics = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """A yes to findings, written into a file: `# deckgen: allow CODE reason`."""

    code: str
    reason: str
    """For whoever reviews the change; never empty."""
    span: Span
    """Where the comment stands."""
    first_line: int
    last_line: int
    """The lines that it covers: findings of that code that begin there are allowed."""

    def covers(self, finding: Diagnostic) -> bool:
        """Whether this is about that finding."""
        at = finding.span
        named = not finding.subject or finding.subject in re.findall(r"[\w-]+", self.reason)
        return finding.code == self.code and at.file == self.span.file and self.first_line <= at.line <= self.last_line and named


_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def split_lines(text: str) -> list[str]:
    r"""Cut a text into its lines, without their ends: where YAML ends a line, so that all rooms count alike.

    >>> split_lines("a\r\nb")
    ['a', 'b']
    """
    if text.isascii() and "\r" not in text:  # as most files
        return text.split("\n")
    return _BREAK.split(text)

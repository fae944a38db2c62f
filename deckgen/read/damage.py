"""Values that YAML reads, but not as they were meant: cut by a ` #`, or damaged by backslashes between double quotes.

In: the lines of the file, and where a value stands. Out: the finding, or its help and edit, with the text below a `|`.
"""

from __future__ import annotations

import re
from typing import Any

from deckgen.diagnostics import Diagnostic, Edit, Severity, Span

_HEAD = re.compile(r"(?P<indent>[ ]*)(?P<dashes>(?:-[ ]+)*)(?P<key>[\w-]+:[ ]+)?$")
_COMMANDS = r"n(?:abla|u|eq?|eg|ot|otin|i|earrow|mid)|t(?:ext\w*|heta|imes|anh?|o|op|au|ilde|riangle\w*|frac)"
FORMULA = re.compile(rf"\$.*\\(?:{_COMMANDS})(?![a-z]).*\$|(?<!\\)\\[LNP_]")
"""A command of LaTeX, between dollars, whose first letter makes an escape of its backslash; and escapes that stand for characters
which nobody means: YAML's own line ends, and a no-break space where a `_` was to be kept from Markdown."""
_UNQUOTED = "put the text on its own line below a `|`; there a backslash is a backslash"


def unquoted(lines: list[str], index: int, start: int, first_line: int, name: str) -> tuple[tuple[str, ...], Edit | None]:
    r"""Give help and the edit that take a value out of its double quotes.

    It is a guess where the value holds what may have been meant as an escape: `\"`, `\\`, `\n`.
    """
    line = lines[index]
    found = re.match(r'"(?P<text>(?:[^"\\]|\\.)*)"[ \t]*$', line[start:])
    head = _HEAD.match(line[:start])
    if not found or not head or not found["text"].strip():
        return (_UNQUOTED,), None
    text, inner = found["text"].strip(), " " * (len(head["indent"] + head["dashes"]) + (2 if head["key"] else 0))
    span = Span(name, index + first_line, start + 1, index + first_line, len(line.rstrip()) + 1)
    sure = not re.search(r'\\(["\\/0]|[nt](?![a-z])|[uUx][0-9A-Fa-f]{2})', text)
    first = f"    + {(head['key'] or '- ').rstrip()} |"
    return (_UNQUOTED, first, f"    +   {text}"), Edit(span, f"|\n{inner}{text}", safe=sure)


def cut(lines: list[str], event: Any, name: str, first_line: int) -> Diagnostic:
    """Say that a ` #` cuts a text. Whether the rest is text or comment, only its author knows."""
    start, end = event.start_mark, event.end_mark
    line = lines[end.line]
    number, stop = end.line + first_line, len(line.rstrip()) + 1
    head = _HEAD.match(line[: start.column]) if start.line == end.line else None
    shown: tuple[str, ...] = ()
    edit = None
    if head and not event.style:
        text, inner = line[start.column :].rstrip(), " " * (len(head["indent"] + head["dashes"]) + (2 if head["key"] else 0))
        shown = (f"    + {(head['key'] or '- ').rstrip()} |", f"    +   {text}")
        edit = Edit(Span(name, number, start.column + 1, number, stop), f"|\n{inner}{text}", safe=False)
    help = ("if it belongs to the text, put the text on its own line below a `|`", *shown, "if it is a comment, put two spaces before it")
    span = Span(name, number, end.column + 2, number, len(line) + 1)
    label = "YAML takes this for a comment"
    return Diagnostic("Y008", "the text ends before the ` #`", span, label, help, edit=edit, severity=Severity.WARNING)

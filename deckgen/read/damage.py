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
_PATH = re.compile(
    r'(?<![\w:])[A-Z]:(?:\\[\w.-]+){2,}(?![\w\\:])|^"[A-Z]:\\[\w.-]+"$|^"\\\\\w[\w.-]*(?:\\[\w.$-]+)+(?![\w\\:])', re.MULTILINE
)
"""A path of Windows with single backslashes: `C:\\new\\tide`, or of a server, which begins the value."""
_UNQUOTED = "put the text on its own line below a `|`; there a backslash is a backslash"


def path(raw: str) -> bool:
    r"""Whether a value, as typed between double quotes, holds a path of which YAML makes line ends or tabs.

    >>> path(r'"C:\new\tide"'), path(r'"It holds:\nthis"'), path(r'"C:\\new\\tide"')
    (True, False, False)
    """
    return any(re.search(r"\\[nt]\w", found[0]) for found in _PATH.finditer(raw))


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
    head = _HEAD.match(line[: start.column]) if start.line == end.line and not event.style else None
    help = ["if it belongs to the text, put the text on its own line below a `|`"]
    what, edit = "the text ends before the ` #`", None
    if head:
        text, inner = line[start.column :].rstrip(), " " * (len(head["indent"] + head["dashes"]) + (2 if head["key"] else 0))
        typed, place = (head["key"] or "- ").rstrip(), Span(name, number, start.column + 1, number, stop)
        meant = citations(text, head["key"] or _list_key(lines, start.line))
        what = "a space before the `#` of a citation" if meant else what
        shown = (f"write `{typed} {meant}`, without a space before the `#`",) if meant else (*help, f"    + {typed} |", f"    +   {text}")
        help, edit = list(shown), Edit(place, meant or f"|\n{inner}{text}", safe=False)
    span = Span(name, number, end.column + 2, number, len(line) + 1)
    label, comment = "YAML takes this for a comment", "if it is a comment, put two spaces before it"
    return Diagnostic("Y008", what, span, label, (*help, comment), edit=edit, severity=Severity.WARNING)


def _list_key(lines: list[str], index: int) -> str:
    """Give the key whose list an entry stands in, one on a line: `source:`."""
    width = len(lines[index]) - len(lines[index].lstrip(" "))
    above = (line for line in reversed(lines[:index]) if line.strip() and not line.lstrip().startswith(("- ", "#")))
    found = re.match(r" *(?:- +)?([\w-]+:)\s*$", next(above, ""))
    return found[1] if found and len(found[0]) - len(found[0].lstrip(" ")) <= width else ""


_CITATION = re.compile(r"[^\s#,\[\]]+(?:[ \t]*#[ \t]?[a-z0-9]+(?:-[a-z0-9]+)*)?")


def citations(value: str, key: str) -> str:
    """Give `key #principle` as it was meant, one or several; empty where a value is none of a `source:`."""
    cited = [one.strip() for one in value.split(",")]
    if key.strip() != "source:" or not all(_CITATION.fullmatch(one) for one in cited):
        return ""
    words = [re.sub(r"[ \t]*#[ \t]*", "#", one) for one in cited]
    return words[0] if len(words) == 1 else f"[{', '.join(words)}]"

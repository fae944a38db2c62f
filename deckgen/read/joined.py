"""Lines that YAML joins to the text above them without a word, though they begin something of their own.

In: the lines of a file, and where a plain text stands that goes on below. Out: a finding, and the lines as their author meant them: an
item whose dash stands deeper than the one above, a key without its colon, a list in a text.
"""

from __future__ import annotations

import re

from deckgen.diagnostics import Diagnostic, Edit, Span
from deckgen.read.keys import COMMON, ENTRY, SLUG
from deckgen.read.repair import Repair
from deckgen.read.slips import moved

_HEAD = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)*)(?P<key>[\w-]+:[ \t]+)?$")
_DASH = re.compile(r" *-[ \t]+(?![\w-]+:(?:\s|$))(?=\S)")
"""A dash and words; where a key stands behind it, the parser stumbles, and `slips` tells what is wrong."""
_LENSES = "|".join(next(key.choices for key in COMMON if key.name == "lens"))
_KEY = re.compile(
    rf"(?P<indent> *)(?P<key>source(?=[ ]+(?:\[.*\]|[^\s#,]+#{SLUG})\s*$)|tags(?=[ ]+\[.*\]\s*$)|id(?=[ ]+{SLUG}\s*$)"
    rf"|lens(?=[ ]+(?:{_LENSES})\s*$)|(?:reverse|sheet)(?=[ ]+(?:true|false|yes|no)\s*$)|q(?=[ ]+\S)|cloze(?=[ ]+.*\{{\{{c\d))"
)
"""A key with what only that key takes: `source` and `a` are words that sentences go on with, too."""


def joined(lines: list[str], first: int, column: int, last: int, name: str, first_line: int) -> Repair | None:
    """Look at the lines, to `last`, that go on with the plain text that begins at a line and column."""
    head = _HEAD.match(lines[first][:column])
    for index in range(first + 1, min(last, len(lines) - 1) + 1) if head else ():
        if head and _DASH.match(lines[index]):
            return _dash(lines, range(first, last + 1), index, head, name, first_line)
        if head and head["key"] and (found := _KEY.match(lines[index])):
            return _key(lines, index, found, len(head["indent"] + head["dash"]), name, first_line)
    return None


def _dash(lines: list[str], rows: range, index: int, head: re.Match[str], name: str, first_line: int) -> Repair:
    """`- one`, and `- two` on the next line, but deeper; or a list in a text that does not stand below a `|`."""
    key = (head["key"] or "").rstrip(": \t")
    if head["dash"] and key in ("", ENTRY[0].name):
        column = len(head["indent"]) + head["dash"].rstrip().rfind("-")
        what, label = "this dash stands deeper than the one above it", "YAML takes it for more of that item"
        return moved(lines, index, column, what, label, name, first_line)
    first, start, width = rows[0], head.end(), lines[index].index("-")
    span = Span(name, index + first_line, width + 1, index + first_line, width + 2)
    inner = min(len(lines[row]) - len(lines[row].lstrip(" ")) for row in rows[1:] if lines[row].strip())
    edit = Edit(Span(name, first + first_line, start + 1, first + first_line, start + 1), f"|\n{' ' * inner}", safe=False)
    help = (
        "if it is a list, put the text on its own lines below a `|`",
        f"    + {key}: |",
        *(f"    +   {text.strip()}" for text in (lines[first][start:], lines[index])),
        *(["    + …"] if len(rows) > 2 else []),
        "if it is a dash of the sentence, write it at the end of the line above",
    )
    label, what = "YAML takes it for more of that text, on the same line", f"a dash at the start of a line of `{key}`"
    read_on = [(row, lines[row].replace("- ", "-\u00a0", 1)) for row in rows[1:] if _DASH.match(lines[row])]
    return Repair(Diagnostic("Y009", what, span, label, help, edit=edit), read_on[0], tuple(read_on[1:]))


def _key(lines: list[str], index: int, found: re.Match[str], column: int, name: str, first_line: int) -> Repair:
    """`source ada#first`, deeper than the key above it: it would be read as words of that text."""
    line, number, end = lines[index], index + first_line, found.end("key")
    right = f"{' ' * column}{found['key']}:{line[end:]}"
    span = Span(name, number, found.start("key") + 1, number, end + 1)
    edit = Edit(Span(name, number, 1, number, end + 1), right[: column + len(found["key"]) + 1], safe=False)
    help = (
        f"write `{right.strip()}`, right below the key above it",
        "if it goes on with the text above it, put all of the text below a `|`",
    )
    label = "YAML takes it for more of the text above it"
    return Repair(Diagnostic("Y009", f"no colon behind `{found['key']}`", span, label, help, edit=edit), (index, right))

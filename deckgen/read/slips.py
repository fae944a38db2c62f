"""Slips of the keyboard that keep YAML from reading a line: another sign for the colon, a dash without its space, a line out of line.

In: the lines of the file and the one that the parser complained about. Out: a finding with the exact replacement, and the line as its
author meant it. `pitfalls` asks here last, before it can only say that something does not fit.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from deckgen.diagnostics import Diagnostic, Edit, Span
from deckgen.read.dashes import dash_above, no_cards, without_dash
from deckgen.read.keys import CARDS_FILE, COMMON, DECK_FILE, ENTRY, KINDS, PRINT, PRINT_CARDS, PRINT_QUIZ, SOURCE_FILE
from deckgen.read.repair import Repair

_TABLES = (CARDS_FILE, COMMON, DECK_FILE, ENTRY, PRINT, PRINT_CARDS, PRINT_QUIZ, SOURCE_FILE, *(kind.keys for kind in KINDS))
KEYS = "|".join(sorted({key.name for table in _TABLES for key in table}, key=len, reverse=True))
_NEAR = 500
"""Lines above one that are looked at: no note is longer."""
_FEW = 6
"""Lines above one that are looked at for a bracket that a `#` keeps open."""
_HEAD = r"(?P<indent>[ ]*(?:-[ ]+)*)"
_SIGN = re.compile(rf"{_HEAD}(?P<key>{KEYS})(?P<sign>[ ]?(?:;|=|：|﹕)[ ]*)(?=\S)")
_DASH = re.compile(rf"(?P<indent>[ ]*)(?P<dash>-(?:[^\S ]+[ ]*)?|--+[ ]+|[*•·–—−][^\S]*)(?=(?:{KEYS}):\s)")
_BARE = re.compile(rf"{_HEAD}(?P<key>{KEYS})[ ]+(?P<text>[^\s:].*)$")
_KEY = re.compile(rf"{_HEAD}(?P<key>{KEYS}):(?:[ ]+(?P<value>\S.*))?\s*$")
_OPEN = re.compile(r"(?P<indent>[ ]*(?:-[ ]+)*)(?:[\w-]+:[ ]+)?[|>][-+0-9]*\s*$")
_PLAIN = re.compile(r"(?P<indent>[ ]*(?:-[ ]+)*)(?P<key>[\w-]+):[ ]+(?P<value>[^\s|>\"'].*)$")


def slip(lines: list[str], index: int, problem: str, name: str, first_line: int) -> Repair | None:
    """Look for a slip in a line, and in the one above it, where YAML may have noticed too late. `problem` is what its parser said."""
    for number in range(index - 1, max(-1, index - _FEW), -1) if "node content" in problem or "flow" in problem else ():
        if found := _hash(lines, number, name, first_line):
            return found
    above = next((number for number in range(index - 1, -1, -1) if lines[number].strip()), index)
    for number in (index, above):
        for look in (_sign, _dash, _odd_space, _hash):
            if found := look(lines, number, name, first_line):
                return found
    for number in (index, above):
        if found := no_cards(lines, number, name, first_line):
            return found
    if found := without_dash(lines, index, name, first_line) or dash_above(lines, index, name, first_line):
        return found
    rest = (_goes_on, _deeper) if "mapping values" in problem else (_flush, _bare, _shallower, _no_key)
    return next((found for look in rest if (found := look(lines, index, above, name, first_line))), None)


def _repair(message: str, span: Span, label: str, help: tuple[str, ...], edit: Edit, line: tuple[int, str], code: str = "Y009") -> Repair:
    return Repair(Diagnostic(code, message, span, label, help, edit=edit), line)


def _sign(lines: list[str], index: int, name: str, first_line: int) -> Repair | None:
    """`q; What?`, `q = What?`."""
    line, number = lines[index], index + first_line
    found = _SIGN.match(line)
    if not found:
        return None
    span = Span(name, number, found.start("sign") + 1, number, found.end("sign") + 1)
    label = f"YAML wants a colon and a space behind `{found['key']}`"
    right = f"{line[: found.start('sign')]}: {line[found.end() :]}"
    return _repair("another sign where a colon belongs", span, label, (f"write `{right.strip()}`",), Edit(span, ": "), (index, right))


def _dash(lines: list[str], index: int, name: str, first_line: int) -> Repair | None:
    """`-id: x`, `-- id: x`, and a no-break space behind the dash."""
    line, number = lines[index], index + first_line
    found = _DASH.match(line)
    if not found:
        return None
    dash = found["dash"]
    span = Span(name, number, found.start("dash") + 1, number, found.end("dash") + 1)
    what = "more than one dash" if dash.startswith("--") else "no space behind the dash"
    what = "another sign where a hyphen belongs" if dash[0] != "-" else what
    label = "YAML tells an entry by a hyphen and a space" + (": this is a no-break space" if len(dash) > 1 and dash[1] not in "- " else "")
    right = f"{found['indent']}- {line[found.end() :]}"
    return _repair(what, span, label, (f"write `{right.strip()}`",), Edit(span, "- "), (index, right))


def _odd_space(lines: list[str], index: int, name: str, first_line: int) -> Repair | None:
    """`title:` and a no-break space: YAML notices on the next line only."""
    line, number = lines[index], index + first_line
    found = re.match(rf"{_HEAD}(?:{KEYS}):(?P<gap>[^\S ]+[ ]*)(?=\S)", line.replace("\t", " "))
    if not found:
        return None
    span = Span(name, number, found.start("gap") + 1, number, found.end("gap") + 1)
    right = f"{line[: found.start('gap')]} {line[found.end() :]}"
    help = ("delete it and type a space",)
    return _repair("a no-break space behind a colon", span, "YAML wants a usual space here", help, Edit(span, " "), (index, right))


def _hash(lines: list[str], index: int, name: str, first_line: int) -> Repair | None:
    """`[#one, two]`: behind the `#`, YAML reads nothing."""
    line, number = lines[index], index + first_line
    found = re.search(r"[\[,][ ]*(?P<hash>#)(?=\w)", line)
    if not found or not re.match(rf"{_HEAD}(?:{KEYS}):[ ]+\[", line):
        return None
    span = Span(name, number, found.start("hash") + 1, number, found.end("hash") + 1)
    right = line[: found.start("hash")] + line[found.end("hash") :]
    label, help = "YAML takes the rest of the line for a comment", (f"write `{right.strip()}`",)
    return _repair("a `#` between brackets", span, label, help, Edit(span, "", safe=False), (index, right))


def _bare(lines: list[str], index: int, above: int, name: str, first_line: int) -> Repair | None:
    """`q What?`, which may be a key without its colon, or a text that goes on."""
    line, number = lines[index], index + first_line
    found = _BARE.match(line)
    if not found:
        return None
    end = found.end("key")
    span = Span(name, number, found.start("key") + 1, number, end + 1)
    right = f"{line[:end]}:{line[end:]}"
    help = (f"write `{right.strip()}`", "if it goes on with the text above it, put all of the text below a `|`, each line indented deeper")
    edit = Edit(Span(name, number, end + 1, number, end + 1), ":", safe=False)
    return _repair(f"no colon behind `{found['key']}`", span, "YAML tells keys by a colon and a space", help, edit, (index, right))


def _goes_on(lines: list[str], index: int, above: int, name: str, first_line: int) -> Repair | None:
    """A text that goes on on a deeper line, with a colon in it."""
    line, head = lines[index], _PLAIN.match(lines[above])
    colon = re.search(r":(?=\s|$)", line)
    if not head or not colon or _KEY.match(line) or _width(line) <= len(head["indent"]):
        return None
    number, inner = index + first_line, " " * _width(line)
    span = Span(name, number, colon.start() + 1, number, colon.start() + 2)
    place = Span(name, above + first_line, head.start("value") + 1, above + first_line, head.start("value") + 1)
    help = (
        "put the text on its own lines below a `|`; there it needs no quotes",
        f"    + {head['key']}: |",
        *(f"    +   {text.strip()}" for text in (head["value"], line)),
    )
    what = f"a colon and a space inside the text of `{head['key']}`"
    label = "YAML takes this for a second `key: value`"
    mended = f"{line[: colon.end()]}\u00a0{line[colon.end() + 1 :]}"  # only for reading on
    return _repair(what, span, label, help, Edit(place, f"|\n{inner}"), (index, mended), "Y006")


def _deeper(lines: list[str], index: int, above: int, name: str, first_line: int) -> Repair | None:
    """A key that is indented deeper than the one above it, and mostly the rest of its note with it."""
    head, width = _PLAIN.match(lines[above]), _width(lines[index])
    if not head or not _KEY.match(lines[index]) or width <= len(head["indent"]):
        return None
    what = f"this key is indented deeper than `{head['key']}` above it"
    one = moved(lines, index, len(head["indent"]), what, "YAML takes it for more of that text", name, first_line)
    below = list(takewhile(lambda row: not lines[row].strip() or _width(lines[row]) >= width, range(index + 1, len(lines))))
    while below and not lines[below[-1]].strip():
        below.pop()
    if not below:
        return one
    rows = [(row, lines[row][width - len(head["indent"]) :] if lines[row].strip() else lines[row]) for row in (index, *below)]
    span = Span(name, index + first_line, 1, below[-1] + first_line, len(lines[below[-1]]) + 1)
    edit = Edit(span, "\n".join(text for _, text in rows), safe=False)
    help = (f"{one.diagnostic.help[0]}, and move the lines below with it",)
    return Repair(replace(one.diagnostic, help=help, edit=edit), rows[0], tuple(rows[1:]))


def _shallower(lines: list[str], index: int, above: int, name: str, first_line: int) -> Repair | None:
    """A key or a dash that stands below none of those above it."""
    width, dashed = _width(lines[index]), lines[index].lstrip().startswith("- ")
    if not (dashed or _KEY.match(lines[index])):
        return None
    heads = (re.match(r"(?P<dash>[ ]*)(?P<rest>(?:-[ ]+)?)[\w-]+:", line) for line in lines[max(0, index - _NEAR) : index])
    columns = {len(head["dash"]) if dashed else len(head["dash"] + head["rest"]) for head in heads if head and (head["rest"] or not dashed)}
    right = min(columns, key=lambda column: (abs(column - width), -column), default=width)
    if right == width:
        return None
    what = f"this {'dash' if dashed else 'key'} stands below none of those above it"
    return moved(lines, index, right, what, "YAML wants them exactly below each other", name, first_line)


def _flush(lines: list[str], index: int, above: int, name: str, first_line: int) -> Repair | None:
    """A text below a `|` that is not indented, or less than its first line."""
    width = _width(lines[index])
    opener = next((number for number in range(above, -1, -1) if _width(lines[number]) <= width and lines[number].strip()), None)
    head = _OPEN.match(lines[opener]) if opener is not None else None
    if opener is None or not head or _KEY.match(lines[index]) or lines[index].lstrip().startswith("- "):
        return None
    right = _width(lines[opener + 1]) if opener < above else len(head["indent"]) + 2
    what, label = "a text that is not indented below its `|`", "YAML takes this for the end of the text"
    return moved(lines, index, right, what, label, name, first_line) if right > width else None


def _no_key(lines: list[str], index: int, above: int, name: str, first_line: int) -> Repair | None:
    """A line without a key, right below the text of one: mostly its second line."""
    head, width = _PLAIN.match(lines[above]), _width(lines[index])
    if not head or above == index or ":" in lines[index] or lines[index].lstrip().startswith(("-", "#")) or width > len(head["indent"]):
        return None
    number, right = index + first_line, " " * (len(head["indent"]) + 2) + lines[index].lstrip(" ")
    span = Span(name, number, width + 1, number, len(lines[index].rstrip()) + 1)
    help = (f"if it goes on with the text of `{head['key']}`, indent it deeper than that key; best put all of the text below a `|`",)
    edit = Edit(Span(name, number, 1, number, width + 1), " " * (len(head["indent"]) + 2), safe=False)
    return _repair("a line that belongs to no key", span, "YAML expects a `key: value` here", help, edit, (index, right))


def moved(lines: list[str], index: int, column: int, what: str, label: str, name: str, first_line: int) -> Repair:
    """Propose to indent a line otherwise: a guess, for only its author knows what it belongs to."""
    line, number, width = lines[index], index + first_line, _width(lines[index])
    span = Span(name, number, 1, number, width + 1)
    shown = Span(name, number, width + 1, number, width + 2)
    help = (f"begin this line with {column} spaces, not {width}" if column else "begin this line without spaces",)
    return _repair(what, shown, label, help, Edit(span, " " * column, safe=False), (index, " " * column + line.lstrip(" ")))


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

"""What YAML trips people over, in plain words, with the exact replacement.

In: PyYAML's complaint and the lines of the file. Out: a diagnostic, and the line as the author meant it, so that reading can go on.
The cases are those that real sentences run into when they are typed as plain values.
"""

from __future__ import annotations

import re
from typing import Any

from deckgen.diagnostics import Diagnostic, Edit, Span
from deckgen.read.damage import citations, unquoted
from deckgen.read.repair import Repair
from deckgen.read.slips import KEYS, slip

_PAIR = re.compile(r"^(?P<indent>\s*)(?P<dash>(?:-\s+)*)(?P<key>[A-Za-z_][\w-]*):[ \t]+(?P<value>\S.*?)\s*$")
_TIGHT = re.compile(r"^\s*(?:-\s+)*(?P<key>[a-z]+):(?P<gap>[^\S ]*)(?=[^\s:/])")
_TIGHT_ABOVE = re.compile(rf" *(?:- +)*(?P<key>{KEYS}):(?P<gap>)(?=[^\s:/])")
"""`- id:x`: a text for YAML, so that it stumbles over the next line."""
_ITEM = re.compile(r"^(?P<indent>\s*)(?P<dash>(?:-\s+)+)(?P<value>\S.*?)\s*$")
_BLOCK = "put the text on its own line below a `|`; there it needs no quotes"
_SIGILS = {
    "{": "YAML takes `{` for the start of a mapping",
    "[": "YAML takes `[` for the start of a list",
    "*": "YAML takes `*` for the name of an alias",
    "&": "YAML takes `&` for the name of an anchor",
    "!": "YAML takes `!` for the start of a tag",
    "|": "YAML takes `|` for the start of a block",
    ">": "YAML takes `>` for the start of a folded block",
    "@": "YAML keeps `@` for later use",
    "`": "YAML keeps the backtick for later use",
    "%": "YAML takes `%` for a directive",
    '"': 'YAML takes the text up to the next `"` for the whole value',
    "'": "YAML takes the text up to the next `'` for the whole value",
    "#": "YAML takes this for a comment",
    "-": "YAML takes `- ` for the next entry of a list",
    "?": "YAML takes `? ` for the start of a key",
    ",": "YAML does not let a value begin with a comma",
    "]": "YAML does not let a value begin with `]`",
    "}": "YAML does not let a value begin with `}`",
}


def diagnose(error: Any, lines: list[str], name: str, first_line: int) -> Repair:
    """Turn a parser's error into a finding and, where the author's meaning is plain, a line to go on with.

    In: a `yaml.MarkedYAMLError`, the lines read, the file's name and the number of its first line.
    """
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or error.context)
    if "':'" in problem and error.context_mark:  # a line without a colon: the parser notices only on the next one
        mark = error.context_mark
    index = min(mark.line, len(lines) - 1)
    if unclosed := _unclosed(lines, index, name, first_line):
        return unclosed
    for candidate in _candidates(error, index):
        repair = _line(lines, candidate, mark, name, first_line, problem)
        if repair:
            return repair
    while index and not lines[index].strip():
        index -= 1
    above = next((number for number in range(index - 1, -1, -1) if lines[number].strip()), index)
    if "mapping values" in problem and (tight := _TIGHT_ABOVE.match(lines[above])):
        return _space(lines, above, tight, name, first_line)
    if found := slip(lines, index, problem, name, first_line):
        return found
    column = min(mark.column, max(0, len(lines[index]) - 1)) if index == mark.line else 0
    span = Span(name, index + first_line, column + 1, index + first_line, min(column + 1, len(lines[index])) + 1)
    return Repair(_other(span, problem), None)


def _unclosed(lines: list[str], index: int, name: str, first_line: int) -> Repair | None:
    """Find the quotation mark that was never closed, where the parser stumbled over the next one, in a later value."""
    for sign in "\"'":
        if sign not in lines[index]:
            continue
        above = range(index - 1, max(-1, index - _NEAR), -1)
        number = next((row for row in above if sign in lines[row]), index)
        found = _PAIR.match(lines[number])
        odd = found and found["value"][0] == sign and found["value"].count(sign) == 1
        if odd and found and number != index and any(map(_PAIR.match, lines[number + 1 : index + 1])):
            start = found.start("value")
            return _mended(first_character(lines, number, start, name, first_line, sign), lines, number, start)
    return None


_NEAR = 100
"""Lines above one that are looked at for a quotation mark: no note is longer."""
_CONFLICT = re.compile(r"^(<{7}|>{7})( |$)")


_CONFLICT_HELP = ("choose one side and delete the marks", "until then, nothing else in this file is checked")


def conflict(lines: list[str], name: str, first_line: int) -> Diagnostic | None:
    """Find the marks that git leaves where two changes met."""
    for index, line in enumerate(lines):
        if line.startswith(("<<<<<<<", ">>>>>>>")) and _CONFLICT.match(line):
            span = Span(name, index + first_line, 1, index + first_line, len(line) + 1)
            return Diagnostic("Y005", "a conflict that git left in the file", span, help=_CONFLICT_HELP)
    return None


def _candidates(error: Any, index: int) -> list[int]:
    """Lines that may hold the cause: where the parser stopped, and where the quoted or bracketed text that it was reading began."""
    inside = any(words in str(error.context) for words in ("quoted scalar", "flow", "scanning"))
    began = [min(error.context_mark.line, index)] if inside and error.context_mark else []
    ended = any(words in str(error.problem) for words in ("unexpected end", "document", "',' or"))
    return [*began, index] if ended else [index, *began]


def _line(lines: list[str], index: int, mark: Any, name: str, first_line: int, problem: str) -> Repair | None:
    """Look at one line `key: value` or `- value` for what is known to go wrong there."""
    if "\t" in lines[index][: len(lines[index]) - len(lines[index].lstrip())]:
        return _tabs(lines, index, name, first_line)
    tight = _TIGHT.match(lines[index])
    if tight and "mapping values" not in problem:
        return _space(lines, index, tight, name, first_line)
    if bullet := re.match(r"(\s*)([*•·–—])(?=\s)", lines[index]):
        return _bullet(lines, index, bullet, name, first_line)
    found = _PAIR.match(lines[index]) or _ITEM.match(lines[index])
    if not found:
        return None
    start, value = found.start("value"), found["value"]
    if value[0] in _SIGILS and not (value[0] in "|>" and re.fullmatch(r"[|>][-+0-9]*", value)):
        if value[0] == "-" and not value.startswith("- "):
            return None
        if value[0] == '"' and ("unknown escape" in problem or "hexdecimal" in problem):
            return _escape(lines, index, mark, name, first_line)
        if value[0] == "[" and (bracket := _bracket(lines, index, found, name, first_line)):
            return bracket
        return _mended(first_character(lines, index, start, name, first_line, value[0]), lines, index, start)
    colon = re.search(r":(?=\s|$)", value)
    if colon and "mapping values" in problem:
        nameless = _no_name(lines, index, found, name, first_line)
        return nameless or _mended(_colon(lines, index, start + colon.start(), found, name, first_line), lines, index, start)
    return None


def _mended(diagnostic: Diagnostic, lines: list[str], index: int, start: int) -> Repair:
    """Put the value between single quotes, where everything is text: only for reading on, the file stays as it is."""
    value = lines[index][start:].rstrip()
    value = _meant(value) if value[0] in "\"'" else value
    return Repair(diagnostic, (index, lines[index][:start] + "'" + value.replace("'", "''") + "'"))


def _as_block(lines: list[str], index: int, start: int, first_line: int, name: str) -> tuple[tuple[str, ...], Edit | None]:
    """Give the help that shows the value below a `|`, and the edit that puts it there; inside brackets there is no block."""
    line = lines[index]
    value = line[start:].rstrip()
    found = _PAIR.match(line) or _ITEM.match(line)
    if not found or found.start("value") != start:
        return ("put the text between single quotes, or do without the brackets around it",), None
    indent = re.match(r"\s*(?:-\s+)*", line)
    assert indent
    inner = " " * (len(indent[0]) + 2 if _PAIR.match(line) else len(indent[0]))
    head = line[indent.end() : start].rstrip()
    outer = _in_quotes(value) and _of_yaml(value)
    quoted = ("leave out the outer quotation marks if they are YAML's, not the text's",) if _in_quotes(value) and not outer else ()
    quoted = ("the outer quotation marks are YAML's: below a `|` it needs none",) if outer else quoted
    if value[0] in "\"'" and re.fullmatch(r"[\w#.-]+", _meant(value)) and re.search(r"\b(?:source|tags|id|lens|was): *$", line[:start]):
        span = Span(name, index + first_line, start + 1, index + first_line, len(line.rstrip()) + 1)
        return (f"write `{line[:start].strip(' -')} {_meant(value)}`",), Edit(span, _meant(value), safe=False)
    loose = re.match(r"[-*?]\s", value)  # which Markdown or learners read: perhaps it slipped in
    bullet = (
        (f"leave out the `{value[0]}` unless {'it belongs to the text' if value[0] == '?' else 'it is to be a list'}",) if loose else ()
    )
    value = value[1:-1].strip() if outer else value
    sure = not (outer or quoted or bullet or _unsure(value)) and _meant(value) == value and not re.search(r"(^|\s)#", value)
    value = _meant(value)
    shown = (f"    + {head} |".replace("+  |", "+ - |"), f"    +   {value}")
    span = Span(name, index + first_line, start + 1, index + first_line, len(line.rstrip()) + 1)
    return (_BLOCK, *shown, *quoted, *bullet), Edit(span, f"|\n{inner}{value}", safe=sure)


def _of_yaml(value: str) -> bool:
    """Whether the marks around a value are YAML's: behind them another one opens, or all that stand between are apostrophes."""
    inner = value[1:-1]
    opens = re.match(r"\S[^\"']*\s[\"'](?=\w)", value)
    return bool(opens or (value[0] == "'" in inner and not re.search(r"(?<!\w)'|'(?!\w)", inner)))


_QUOTED = re.compile(r"""'(?:[^']|(?<=\w)'(?=\w))*[^\s']'(?!\w)|"[^"]*[^\s"]"(?!\w)""")
_APOSTROPHE = re.compile(r"'(?:\d|(?:tis|twas|em|til|cause|round|bout)\b)", re.IGNORECASE)


def _unsure(value: str) -> bool:
    """Whether a value begins with a quotation mark that closes nothing there: it may have been YAML's, or the text's."""
    return value[0] in "\"'" and (not _QUOTED.match(value) or value.count('"') % 2 == 1)


def _meant(value: str) -> str:
    """Leave out a mark that was YAML's, not the text's: a quotation mark that is never closed, the sign of a block; keep "more than"."""
    if value[0] == '"' and value.count('"') == 1:
        return value[1:].lstrip() or value
    if value[0] == "'" and not _QUOTED.match(value) and not _in_quotes(value) and not _APOSTROPHE.match(value):
        return value[1:].lstrip().replace("''", "'") or value
    if re.match(r">\s*\d", value):
        return f"\\{value}"
    return re.sub(r"^[|>][-+]?\s+", "", value)


def _in_quotes(value: str) -> bool:
    return len(value) > 2 and value[0] == value[-1] and value[0] in "\"'"


def first_character(lines: list[str], index: int, start: int, name: str, first_line: int, sigil: str) -> Diagnostic:
    """Say that a text begins with a character that means something else to YAML."""
    help, edit = _as_block(lines, index, start, first_line, name)
    number = index + first_line
    end = len(lines[index].rstrip()) + 1
    what = "a gap" if lines[index][start:].startswith("{{c") else f"`{sigil}`"
    return Diagnostic(
        "Y007",
        f"a text that begins with {what}",
        Span(name, number, start + 1, number, min(start + 1 + len(sigil), end)),
        _SIGILS.get(sigil, "YAML reads this as something else"),
        help,
        edit=edit,
    )


def _colon(lines: list[str], index: int, column: int, found: re.Match[str], name: str, first_line: int) -> Diagnostic:
    number = index + first_line
    key = found.groupdict().get("key")
    help, edit = _as_block(lines, index, found.start("value"), first_line, name)
    where = f"inside the text of `{key}`" if key else "inside a text"
    return Diagnostic(
        "Y006",
        f"a colon and a space {where}",
        Span(name, number, column + 1, number, column + 2),
        "YAML takes this for a second `key: value`",
        help,
        edit=edit,
    )


def comma(line: str, number: int, places: tuple[int, int], key: str, name: str) -> Diagnostic:
    """Say that a comma between braces cuts the text of a key. In: the line, its number, where the text begins and where it is cut."""
    start, cut = places
    whole = re.match(r"[^:{}\[\]\"\\]*?(?=\s*(?:\}|,\s*[\w-]+:(?:\s|$)))", line[start:])
    quoted = f'"{whole[0].rstrip()}"' if whole and len(whole[0]) > cut - start else ""
    edit = Edit(Span(name, number, start + 1, number, start + len(quoted) - 1), quoted, safe=False) if quoted else None
    help = (f"write `{key}: {quoted}`" if quoted else "put the text between double quotes", "or write the keys without braces, one a line")
    span, label = Span(name, number, cut + 1, number, cut + 2), "between `{` and `}`, YAML takes it for the end of the text"
    return Diagnostic("Y006", f"a comma inside the text of `{key}`", span, label, help, edit=edit)


def _escape(lines: list[str], index: int, mark: Any, name: str, first_line: int) -> Repair:
    found = _PAIR.match(lines[index]) or _ITEM.match(lines[index])
    assert found
    column = mark.column if mark.line == index else found.start("value")
    span = Span(name, index + first_line, column, index + first_line, column + 2)
    help, edit = unquoted(lines, index, found.start("value"), first_line, name)
    diagnostic = Diagnostic("Y012", "a backslash between double quotes", span, "YAML knows no such escape", help, edit=edit)
    return _mended(diagnostic, lines, index, found.start("value"))


def _apart(lines: list[str], index: int, start: int, meant: str, name: str, first_line: int) -> Repair:
    """Report `[ada #first]`: behind a space, the `#` begins a comment, and the bracket is never closed."""
    line, number = lines[index].rstrip(), index + first_line
    span = Span(name, number, start + 1, number, len(line) + 1)
    label, help = "YAML takes the rest of the line for a comment", (f"write `source: {meant}`",)
    diagnostic = Diagnostic("Y008", "a space before the `#` of a citation", span, label, help, edit=Edit(span, meant))
    return Repair(diagnostic, (index, line[:start] + meant))


def _bracket(lines: list[str], index: int, found: re.Match[str], name: str, first_line: int) -> Repair | None:
    """Look at a list of words in brackets for what keeps YAML from finding its end."""
    key, start, value = found.groupdict().get("key"), found.start("value"), found["value"]
    meant = citations(value.strip("[] "), "source:") if key == "source" and " #" in value else ""
    if meant:
        return _apart(lines, index, start, meant if meant[0] == "[" else f"[{meant}]", name, first_line)
    return _open_bracket(lines, index, start, name, first_line) if "]" not in value and key in ("tags", "source") else None


def _no_name(lines: list[str], index: int, found: re.Match[str], name: str, first_line: int) -> Repair | None:
    """Report `deck: Mine::`: Anki's sign between the names of decks, with no name behind it."""
    if found.groupdict().get("key") not in ("deck", "part") or not found["value"].endswith("::"):
        return None
    line, number = lines[index].rstrip(), index + first_line
    right = line.rstrip(": ")
    span = Span(name, number, len(right) + 1, number, len(line) + 1)
    help = ("delete it, or write a name behind it", f"    + {right.strip()}")
    return Repair(
        Diagnostic("D001", "a name that ends in `::`", span, "no deck below it is named", help, edit=Edit(span, "")), (index, right)
    )


def _open_bracket(lines: list[str], index: int, start: int, name: str, first_line: int) -> Repair:
    """Report a list in brackets that is never closed, as in `tags: [one, two`."""
    line, number = lines[index].rstrip(), index + first_line
    diagnostic = Diagnostic(
        "Y001",
        "a `[` that is never closed",
        Span(name, number, start + 1, number, start + 2),
        help=("close the list with `]` at the end of the line",),
        edit=Edit(Span(name, number, len(line) + 1, number, len(line) + 1), "]"),
    )
    return Repair(diagnostic, (index, line + "]"))


def _bullet(lines: list[str], index: int, found: re.Match[str], name: str, first_line: int) -> Repair:
    """Report a list whose entries begin with `*` or a typographic dash."""
    span = Span(name, index + first_line, found.start(2) + 1, index + first_line, found.end(2) + 1)
    help = ("begin each entry with a hyphen and a space",)
    diagnostic = Diagnostic(
        "Y009", f"an entry that begins with `{found[2]}`", span, "YAML wants `-` here", help, edit=Edit(span, "-", safe=False)
    )
    return Repair(diagnostic, (index, f"{found[1]}-{lines[index][found.end() :]}"))


def _space(lines: list[str], index: int, found: re.Match[str], name: str, first_line: int) -> Repair:
    """Report `key:value`, also with a no-break space between."""
    line, number, column = lines[index], index + first_line, found.end("key")
    span = Span(name, number, column + 1, number, found.end("gap") + 2)
    diagnostic = Diagnostic(
        "Y009",
        f"no space behind the colon of `{found['key']}`",
        span,
        "YAML tells keys by a colon and a space" + (": this is a no-break space" if found["gap"] else ""),
        (f"write `{found['key']}: `, then the text",),
        edit=Edit(Span(name, number, column + 2, number, found.end("gap") + 1), " "),
    )
    return Repair(diagnostic, (index, f"{line[: column + 1]} {line[found.end('gap') :]}"))


def odd_indent(lines: list[str], index: int, name: str, first_line: int) -> Repair:
    """Report a line that is indented by other characters than spaces, mostly no-break spaces from a web page."""
    line, number = lines[index], index + first_line
    body = line.lstrip()
    width = len(line) - len(body)
    diagnostic = Diagnostic(
        "Y009",
        "this line is indented by other characters than spaces",
        Span(name, number, 1, number, width + 1),
        "no-break spaces, or other white space, which YAML takes for text",
        ("delete the white space at the start of the line and type spaces",),
        edit=Edit(Span(name, number, 1, number, width + 1), " " * width),
    )
    return Repair(diagnostic, (index, " " * width + body))


def _indent_above(lines: list[str], index: int) -> int:
    """Give the column at which a line goes on with what the line above it began."""
    above = next((line for line in reversed(lines[:index]) if line.strip() and not line.lstrip().startswith("#")), "")
    found = re.match(r" *(?:- +)*", above)
    deeper = 2 if re.search(r":(\s+[|>][-+0-9]*)?\s*$", above) else 0
    return (len(found[0]) if found else 0) + deeper


def _tabs(lines: list[str], index: int, name: str, first_line: int) -> Repair:
    line = lines[index]
    body = line.lstrip()
    tab = line.index("\t")
    span = Span(name, index + first_line, tab + 1, index + first_line, len(line) - len(body) + 1)
    mended = " " * _indent_above(lines, index) + body
    return Repair(
        Diagnostic(
            "Y002",
            "a tab at the start of a line",
            span,
            "YAML wants spaces here",
            (f"indent this line with {len(mended) - len(body)} spaces; most editors have a setting for it",),
            edit=Edit(Span(name, index + first_line, 1, index + first_line, len(line) - len(body) + 1), mended[: -len(body)], safe=False),
        ),
        (index, mended),
    )


def _other(span: Span, problem: str) -> Diagnostic:
    """Say as plainly as may be what is left: wrong indentation first of all."""
    if "directive" in problem:
        help = ("if it belongs to a text, indent it deeper, below a `|`",)
        return Diagnostic("Y001", "a line that begins with `%`", span.start(), "YAML takes this for a directive", help)
    if "unexpected end of stream" in problem:
        return Diagnostic("Y001", "the file ends inside a quoted text", span, help=("close the quotation mark, or use a `|` block",))
    if any(
        words in problem
        for words in ("mapping values", "block end", "expected key", "sequence entries", "indicator", "block mapping", "simple key", "':'")
    ):
        return Diagnostic(
            "Y009",
            "this line does not fit the lines above it",
            span,
            "YAML expected something else here",
            (
                "check its indentation: keys of one note stand exactly below each other, two spaces to the right of the `-`",
                "check that a `key` is followed by a colon and a space",
            ),
        )
    return Diagnostic("Y001", f"this is not YAML: {problem}", span)

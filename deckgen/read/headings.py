"""Headings of a page that are not written as they were meant, and comments: a page's lines, as they are to be read.

In: the lines of a page's body. Out: the lines as their author meant them, and findings (S009, C006). Where an id is not read, its principle
is missing, whatever cites it is an error, and its quotations go to the principle above: so reading goes on with what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.diagnostics import Diagnostic, Edit, Severity, Span
from deckgen.read.keys import SLUG

_FENCE = re.compile(r" {0,3}(```|~~~)")
_GLUED = re.compile(r" {0,3}(#{1,6})([^\S \t]*)[^\s#].*\{[^{}]*#[^{}]*\}\s*$")
_TITLE = re.compile(r" {0,3}(?:(#{2,6})[^\W\d_]|(#)[^\W\d_a-z][^#]*$)")
"""Words right behind two `#` or more, or a capital behind one: `#tag` is a tag, and `#1` the first."""
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+[^{}]*(?P<braces>\{(?P<inside>[^{}]*)\})[ \t#]*$")
_OPEN = re.compile(r" {0,3}#{1,6}[ \t]+[^{}]*(?P<braces>\{\.?#[^{}]*?)[ \t]*$")
_ROUND = re.compile(rf" {{0,3}}#{{1,6}}[ \t]+.*?(?P<braces>[(\[]#(?P<inside>{SLUG})[)\]])[ \t]*$")
_MARK = re.compile(rf"#{SLUG}|\.key|(?:rank|at)=\S+")
_PLAIN = re.compile(rf"\{{#{SLUG}(?: (?:\.key|(?:rank|at)=[\d-]+))*\}}")
"""Braces as nearly all are: as they were meant."""
_COMMENT = re.compile(r" {0,3}<!--")
_LIKE_ONE = re.compile(r"(?:\.?#|[a-z0-9]+(?:-[a-z0-9]+)+$|.*\b(?:key|rank|at)\b)")
"""What is in braces that were meant for a principle, not for a page's other tools."""


def as_meant(lines: Sequence[str], name: str, first: int) -> tuple[list[str], list[Diagnostic]]:
    """Give a page's lines as they were meant; `first` is the number of the first one in the file."""
    out, found = list(lines), list[Diagnostic]()
    for index in _outside_code(lines):
        line = lines[index]
        if "#" not in line[:4]:
            continue  # no heading, however it was meant
        if report := _glued(line, name, first + index) or _braces(line, name, first + index):
            finding, out[index] = report
            found.append(finding)
        elif (title := _TITLE.match(line)) and _alone(lines, index, title):
            found.append(_title(line, title, name, first + index))
    for begin, end in comments(lines):
        out[begin : end + 1] = [""] * (end + 1 - begin)
    return out, found


def comments(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the first and the last line of each comment `<!-- … -->` that stands on lines of its own."""
    past = -1
    for index in _outside_code(lines) if any("<!--" in line for line in lines) else ():
        if index > past and _COMMENT.match(lines[index]):
            end = next((number for number in range(index, len(lines)) if "-->" in lines[number]), len(lines))
            if end < len(lines) and not lines[end].partition("-->")[2].strip():
                past = end
                yield index, end


def _outside_code(lines: Sequence[str]) -> Iterator[int]:
    """Give the lines that are in no block of code."""
    fence = ""
    for index, line in enumerate(lines):
        opened = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if opened and fence in ("", opened[1]):
            fence = "" if fence else opened[1]
        elif not fence:
            yield index


def _glued(line: str, name: str, number: int) -> tuple[Diagnostic, str] | None:
    """Report a line with an id whose `#` touch its words."""
    found = _GLUED.match(line)
    if not found:
        return None
    (start, end), past = found.span(1), found.end(2)
    right = f"{line[:end]} {line[past:]}"
    label = "this is a no-break space" if found[2] else "its words touch this"
    help, edit = (f"write `{right.strip()}`",), Edit(Span(name, number, end + 1, number, past + 1), " ")
    return Diagnostic(
        "S009", "a heading without a space is none", Span(name, number, start + 1, number, past + 1), label, help, edit=edit
    ), right


def _alone(lines: Sequence[str], index: int, title: re.Match[str]) -> bool:
    """Whether a line may be a heading: one with a single `#` only where nothing stands right above and below it."""
    around = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
    return bool(title[1]) or not any(row.strip() for row in around)


def _title(line: str, title: re.Match[str], name: str, number: int) -> Diagnostic:
    """Warn of a line that looks like a heading without an id: it is text, and may be the gist of the principle above."""
    start, end = title.span(1 if title[1] else 2)
    span, behind = Span(name, number, start + 1, number, end + 1), Span(name, number, end + 1, number, end + 1)
    help = (f"write `{line[start:end]} {line[end:].strip()}`", "if it is no heading, write a backslash before it")
    label = "its words touch this: it is read as text"
    edit = Edit(behind, " ", safe=False)
    return Diagnostic("S009", "a heading without a space is none", span, label, help, edit=edit, severity=Severity.WARNING)


def _braces(line: str, name: str, number: int) -> tuple[Diagnostic, str] | None:
    """Report braces at the end of a heading that are not read, or read otherwise than they were meant."""
    found = _HEADING.match(line) or _OPEN.match(line) or _ROUND.match(line)
    if not found or _PLAIN.fullmatch(found["braces"]) or (found["braces"][0] == "{" and not _LIKE_ONE.match(found["braces"].strip("{} "))):
        return None
    typed = found["braces"].strip("{}[]() ")
    marks, sure = _marks(typed)
    right = f"{{{' '.join(marks)}}}"
    ids = sum(one[0] == "#" for one in marks)
    if (
        right == found["braces"]
        or ids != 1
        or not all(_MARK.fullmatch(one) for one in marks)
        or (marks == typed.split() and _closed(found))
    ):
        return None
    span = Span(name, number, found.start("braces") + 1, number, found.end("braces") + 1)
    odd = re.search(r"#\S*[A-Z_]", typed)
    label = (
        "an id has lower-case letters, digits and single hyphens"
        if odd
        else "an id has its `#` right before it, a mark is one word: `.key`, `rank=1`"
    )
    label = label if _closed(found) or found["braces"][0] != "{" else "they are never closed"
    edit = Edit(span, right, safe=sure and found["braces"][0] == "{")
    finding = Diagnostic("C006", "these braces are not read as they were meant", span, label, (f"write `{right}`",), edit=edit)
    return finding, f"{line[: found.start('braces')]}{right}"


def _closed(found: re.Match[str]) -> bool:
    return found["braces"][0] == "{" and found["braces"][-1] == "}"


def _marks(inside: str) -> tuple[list[str], bool]:
    """Give what braces hold as it was meant, and whether it can only be meant so."""
    text = re.sub(r"[,;]", " ", inside)
    text = re.sub(r"#\s+(?=\S)|\.#", "#", text)
    text = re.sub(r"(?i)\.?\b(rank|at)\s*[=:]\s*[\"']?([\d-]+)[\"']?", lambda found: f"{found[1].lower()}={found[2]}", text)
    text = re.sub(r"(?i)(?<![\w.#=-])(?:\.\s*)?key(?![\w=-])", ".key", text)
    marks, sure = [], True
    for number, one in enumerate(text.split()):
        bare = number == 0 and re.fullmatch(SLUG, one) and "#" not in text
        slug = re.sub(r"[^a-z0-9]+", "-", one.lower()).strip("-") if one[0] == "#" and not re.fullmatch(f"#{SLUG}", one) else ""
        sure = sure and not bare and not slug
        marks.append(f"#{slug or one}" if bare or slug else one)
    return marks, sure

"""Comments `# deckgen: allow CODE reason` -> what they allow, and where.

In: the text of a YAML file. Out: `Allowance`s, and findings for those that cannot be read. An allowance covers one line and what is
indented below it: the line that it stands behind, or else the next one that says something.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from deckgen.codes import CODES
from deckgen.diagnostics import Allowance, Diagnostic, Diagnostics, Edit, Span, split_lines
from deckgen.meant import nearest
from deckgen.read.yaml import TO_DECKGEN, Mapping, Node, Scalar, read_yaml

_HASH = re.compile(r"(?<![^\s\"'\[\]{},])#")
"""Where a comment may begin: behind white space, as YAML has it, or a bracket or a quotation mark, as its parsers do."""
_WORDS = re.compile(r"(?P<verb>[^\s:]*)[\s:]*(?P<code>[^\s,;:]*)[\s,;:–—-]*(?P<reason>.*)", re.DOTALL)
NEARLY = re.compile(r"#[ \t]*(?P<typed>deckgen[\s.,;=_–—-]*allow)(?=[\s.:,;=_–—-]*[a-z]\d{2,4}\b)", re.IGNORECASE)
"""How a comment to deckgen begins whose colon was forgotten, or is another sign: with a code behind it, it is no prose."""
Place = tuple[int, int]
"""A line and a column, from 1."""


def read_allowances(text: str, name: str) -> tuple[tuple[Allowance, ...], Diagnostics]:
    """Read the allowances of one YAML file.

    In: its text, and its name inside the project. Out: what it allows, in order, and what cannot be read (A001). A file that is
    not YAML has neither: nobody knows what in it is a comment.
    """
    if not (TO_DECKGEN.search(text) or NEARLY.search(text)):
        return (), ()
    root, _ = read_yaml(text, name)
    if root is None:
        return (), ()
    lines = _Lines(split_lines(text.removeprefix("\ufeff")), root)
    read = [_read(lines, name, line, column) for line, column in lines.comments()]
    return tuple(one for one in read if isinstance(one, Allowance)), tuple(one for one in read if isinstance(one, Diagnostic))


def _read(lines: _Lines, name: str, line: int, column: int) -> Allowance | Diagnostic:
    comment = lines.rows[line - 1][column - 1 :].rstrip()
    span = Span(name, line, column, line, column + len(comment))
    if found := NEARLY.match(comment):
        return without_colon(Span(name, line, column + found.start("typed"), line, column + found.end("typed")))
    read = words_of(TO_DECKGEN.sub("", comment, count=1).strip(), "# deckgen: allow CODE reason")
    if len(read) == 3:
        message, label, help = read
        return Diagnostic("A001", message, span, label, (help,))
    return Allowance(*read, span, *lines.scope(line, column))


def without_colon(span: Span) -> Diagnostic:
    """Report a comment without the colon by which it is known. In: where `deckgen` and `allow` stand in it."""
    help = ("without the colon, it is a comment like any other, and allows nothing",)
    edit = Edit(span, "deckgen: allow")
    return Diagnostic("A001", "a comment to deckgen without its colon", span, "did you mean `deckgen: allow`?", help, edit=edit)


def words_of(comment: str, form: str) -> tuple[str, str] | tuple[str, str, str]:
    """Read what stands in a comment behind `deckgen:`.

    In: its words, and how one is written in this kind of file. Out: the code and the reason; or, of what is wrong, a message, a label and
    what to do.
    """
    words = _WORDS.fullmatch(comment)
    assert words  # every part may be empty
    return _wrong(**words.groupdict(), help=f"write `{form}`") or (words["code"].upper(), words["reason"])


def _wrong(verb: str, code: str, reason: str, help: str) -> tuple[str, str, str] | None:
    """Say what keeps a comment from being read: a message, a label, what to do."""
    if verb.upper() in CODES:
        return f"`{verb}` without the word `allow`", f"did you mean `allow {verb}`?", help
    if verb.lower() != "allow":
        what = f"`{verb}` is nothing that deckgen does" if verb else "a comment to deckgen that says nothing"
        return what, "the word is `allow`", f"{help}, or begin the comment with another word"
    brackets = f"{help}: the code stands in brackets before the finding"
    if not code:
        return "an allowance without a code", "what does it allow?", brackets
    if code.upper() not in CODES:
        near = nearest(code.upper(), CODES)
        return f"unknown code `{code}`", f"did you mean `{near}`?" if near else "", brackets
    if reason[:4].upper() in CODES and not reason[4:5].isalnum():
        return "an allowance of two codes", "one code a comment", "write one comment above the other, each with its reason"
    if not re.search(r"\w", reason):
        return f"`{code}` is allowed without a reason", "why?", f"{help}: the reason is for whoever reviews the change"
    return None


class _Lines:
    """The lines of a file, and which stretches of them are text, not YAML. Lines and columns count from 1."""

    def __init__(self, rows: list[str], root: Node) -> None:
        self.rows = rows
        self.texts = sorted(_texts(root))

    def comments(self) -> Iterator[Place]:
        """Find the comments that begin with `deckgen:`, or nearly so. A `#` inside a text is none, nor is one behind another comment."""
        for number, row in enumerate(self.rows, start=1):
            if TO_DECKGEN.search(row) or NEARLY.search(row):
                starts = (found.start() for found in _HASH.finditer(row))
                first = next((start for start in starts if not self._text_at((number, start + 1))), None)
                if first is not None and (TO_DECKGEN.match(row, first) or NEARLY.match(row, first)):
                    yield number, first + 1

    def scope(self, line: int, column: int) -> tuple[int, int]:
        """Give the first and the last line that a comment covers; the last is before the first where there is nothing to cover."""
        own = not self.rows[line - 1][: column - 1].strip()
        first = self._next(line + 1) if own else self._value_start(line)
        if first > len(self.rows):
            return first, line
        last, row = first, self.rows[first - 1]
        for number in range(first + 1, len(self.rows) + 1):
            below = self.rows[number - 1]
            if _belongs(below, row) or self._inside(number):
                last = number if below.strip() else last
            elif not _silent(below):
                break
        return first, last

    def _next(self, number: int) -> int:
        while number <= len(self.rows) and _silent(self.rows[number - 1]):
            number += 1
        return number

    def _value_start(self, line: int) -> int:
        """Give the line on which a value of several lines begins that reaches into this one: the comment is about all of it."""
        inside = self._inside(line)
        return inside[0][0] if inside else line

    def _inside(self, line: int) -> tuple[Place, Place] | None:
        """Give the text that a line begins in the middle of."""
        row = self.rows[line - 1]
        found = self._text_at((line, len(row) - len(row.lstrip()) + 1))
        return found if found and found[0][0] < line else None

    def _text_at(self, place: Place) -> tuple[Place, Place] | None:
        """Give the text that holds a place, as its start and its end."""
        index = bisect_right(self.texts, (place, (len(self.rows) + 1, 0))) - 1
        return self.texts[index] if index >= 0 and self.texts[index][0] <= place < self.texts[index][1] else None


def _texts(node: Node) -> Iterator[tuple[Place, Place]]:
    """Give every stretch of text in a tree. That of a block begins on the line below its `|`, behind which a comment may stand."""
    if isinstance(node, Scalar):
        start = (node.span.line + 1, 1) if node.style in ("|", ">") else (node.span.line, node.span.column)
        yield start, (node.span.end_line, node.span.end_column)
    elif isinstance(node, Mapping):
        for pair in node.pairs.values():
            for one in pair:
                yield from _texts(one)
    else:
        for one in node.items:
            yield from _texts(one)


def _silent(row: str) -> bool:
    """Whether a line is blank or a comment."""
    return row.lstrip()[:1] in ("", "#")


def _belongs(below: str, row: str) -> bool:
    """Whether a line that is not blank belongs to one above it: indented deeper, or a list right below its key."""
    inner, outer = (len(one) - len(one.lstrip()) for one in (below, row))
    dashed, listed = (f"{one.lstrip()} ".startswith("- ") for one in (row, below))
    return bool(below.strip()) and (inner > outer or (inner == outer and listed and not dashed))

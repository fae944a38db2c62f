"""Comments `<!-- deckgen: allow CODE reason -->` on a page of content/ -> what they allow, and where.

In: the text of a Markdown page with front matter. Out: `Allowance`s, and findings for those that cannot be read. A comment stands on lines
of its own. It covers the paragraph, the quotation or the table below it; above a heading, all that stands below that heading, too. In the
front matter, comments are YAML's.
"""

from __future__ import annotations

import re

from deckgen.diagnostics import Allowance, Diagnostic, Diagnostics, Span, split_lines
from deckgen.read.allowances import NEARLY, read_allowances, without_colon, words_of
from deckgen.read.content import split_front_matter
from deckgen.read.headings import comments
from deckgen.read.yaml import TO_DECKGEN

_MEANT = re.compile(r"\s*<!--[ \t]*(?=deckgen[ \t]*:)", re.IGNORECASE)
_NEARLY = re.compile(rf"\s*<!--{NEARLY.pattern[1:]}", NEARLY.flags)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_FORM = "<!-- deckgen: allow CODE reason -->"


def read_page_allowances(text: str, name: str) -> tuple[tuple[Allowance, ...], Diagnostics]:
    """Read the allowances of one page. In: its text, and its name inside the project. Out: what it allows, and what cannot be read."""
    lines = split_lines(text.removeprefix("\ufeff"))
    if not any("deckgen" in line.lower() for line in lines):
        return (), ()
    front, _, first = split_front_matter(text)
    given, found = read_allowances("\n" * (first - 2 - len(split_lines(front))) + front, name) if front else ((), ())
    body = [""] * (first - 1) + lines[first - 1 :]
    pairs = list(comments(body))
    silent = {number for begin, end in pairs for number in range(begin, end + 1)}
    read = [one for begin, end in pairs if (one := _read(body, begin, end, silent, name))]
    return (
        (*given, *(one for one in read if isinstance(one, Allowance))),
        (*found, *(one for one in read if isinstance(one, Diagnostic))),
    )


def _read(lines: list[str], begin: int, end: int, silent: set[int], name: str) -> Allowance | Diagnostic | None:
    """Read one comment, by its first and its last line."""
    typed = " ".join(line.strip() for line in lines[begin : end + 1])
    if found := _NEARLY.match(lines[begin]):
        return without_colon(Span(name, begin + 1, found.start("typed") + 1, begin + 1, found.end("typed") + 1))
    if not _MEANT.match(typed):
        return None
    start = len(lines[begin]) - len(lines[begin].lstrip())
    span = Span(name, begin + 1, start + 1, end + 1, len(lines[end].rstrip()) + 1)
    said = _MEANT.sub("#", typed).partition("-->")[0]
    read = words_of(TO_DECKGEN.sub("", said, count=1).strip(), _FORM)
    if len(read) == 3:
        message, label, help = read
        return Diagnostic("A001", message, span, label, (help,))
    return Allowance(*read, span, *_scope(lines, end + 1, silent))


def _scope(lines: list[str], index: int, silent: set[int]) -> tuple[int, int]:
    """Give the first and the last line that a comment covers, from 1; the last is before the first where nothing stands below it."""
    while index < len(lines) and (index in silent or not lines[index].strip()):
        index += 1
    first = last = index
    heading = index < len(lines) and _HEADING.match(lines[index])
    for number in range(index + 1, len(lines)):
        if _HEADING.match(lines[number]) or not (heading or (lines[number].strip() and number not in silent)):
            break
        last = number
    return first + 1, last + 1 if index < len(lines) else first

"""The text of notes and principles: Markdown that would not arrive as it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from deckgen.diagnostics import Diagnostic, Edit, Severity, Span
from deckgen.markup.nodes import Link, Math
from deckgen.markup.walk import nothing, plain_text, walk
from deckgen.model import Text

Node = TypeVar("Node", Link, Math)

_SAFE = re.compile(r"(https?|mailto|tel|obsidian|zotero|vscode|file):", re.IGNORECASE)
_AMOUNT = re.compile(r"\s*\d[\d.,]*\s*[kKmMbB]?\s*(-|–|—|to|and|or|/|\+|,|bis|et|y|e)?\s*")
_PROSE = re.compile(r"[^\\^_={}<>]*\b[^\W\d_]{2,}\b[^\\^_={}<>]*")
"""Words, and nothing that formulas are made with."""


_ODD = re.compile(r"[\[\]<$|~\\]")


def may_be_odd(text: Text) -> bool:
    """Whether there is anything in a text that a rule of this family looks at: most are words alone, in bold or italics at most."""
    return bool(text.problems or "**" in text.raw or not text.raw.isascii() or _ODD.search(text.raw))


def markup_problems(text: Text) -> Iterator[Diagnostic]:
    """Report what the Markdown parser found wrong: gaps that are not gaps (G002 to G008), text nested too deeply (T003)."""
    for one in text.problems:
        span = text.origin.at(one.start, one.end)
        edit = Edit(span, one.instead, safe=False) if one.instead and text.origin.lines else None
        yield Diagnostic(one.code, one.message, span, help=one.help, edit=edit)


def links(text: Text) -> Iterator[Diagnostic]:
    """Report links that lead nowhere from a card (T002)."""
    seen = 0
    for link in _nodes(text.blocks, Link) if "](" in text.raw or "<" in text.raw or "]:" in text.raw else ():
        start = text.raw.find(link.url or "](", seen)
        seen = max(seen, start + 1)
        if not _SAFE.match(link.url):
            span = text.origin.at(start, start + max(2, len(link.url))) if start >= 0 else text.span
            message = f"the link `{link.url}` leads nowhere from a card" if link.url else "a link without an address"
            yield Diagnostic("T002", message, span, help=("write a whole address: https://…",))


def money(text: Text) -> Iterator[Diagnostic]:
    """Warn where dollar signs around an amount became math (T001): `$5-$10`."""
    if text.raw.count("$") < 2:
        return
    for formula in _nodes(text.blocks, Math):
        start = text.raw.find(f"${formula.latex}$")
        if not formula.display and _is_money(formula.latex, text.raw, start):
            yield Diagnostic(
                "T001",
                f"`${formula.latex}$` is read as math",
                text.origin.at(start, start + len(formula.latex) + 2) if start >= 0 else text.span,
                "it looks like money, or like words",
                (r"write `\$` for a dollar sign",),
                severity=Severity.WARNING,
            )


def _is_money(latex: str, raw: str, start: int) -> bool:
    """Tell whether a formula rather stands between two prices: a number, words of a sentence, or `$` beside a letter or digit."""
    if _AMOUNT.fullmatch(latex) or (" " in latex.strip() and _PROSE.fullmatch(latex)):
        return True
    before, behind = raw[start - 1 : start], raw[start + len(latex) + 2 :][:1]
    return start >= 0 and (before.isalnum() or behind.isdigit())


def _nodes(nodes: Iterable[Any], wanted: type[Node]) -> Iterator[Node]:
    return (node for node in walk(nodes) if isinstance(node, wanted))


_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)|!\[\[[^\]]+\]\]")
_HTML = re.compile(
    r"<!--.*?(?:-->|$)|</?(?:br|b|i|u|em|strong|p|div|span|img|sub|sup|ul|ol|li|font|center|hr|code|pre)\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPED = re.compile(r"(`+).*?\1|\\.", re.DOTALL)
_CODE = re.compile(r"(`+).*?\1", re.DOTALL)
_OPEN = re.compile(r"\*\*|\$\$|~~")


_LATEX = re.compile(r"\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)


def latex_meant(text: Text) -> Iterator[Diagnostic]:
    r"""Warn of formulas between `\(` and `\)`, as Anki's editor writes them (T006): in Markdown a backslash only escapes."""
    found = _LATEX.search(_CODE.sub(lambda part: " " * len(part[0]), text.raw)) if "\\(" in text.raw or "\\[" in text.raw else None
    if found:
        help = ("write $…$ for a formula in the line, $$…$$ for one of its own line",)
        yield Diagnostic(
            "T006",
            "this is not read as a formula",
            text.origin.at(found.start(), found.start() + 2),
            help=help,
            severity=Severity.WARNING,
        )


_UNSEEN = re.compile("(?<=[A-Za-zÀ-ɏ])[\u200b\u2060\ufeff]+(?=[A-Za-zÀ-ɏ])")
"""Characters of no width between letters of a script that puts spaces between words; others need them."""


def unseen(text: Text) -> Iterator[Diagnostic]:
    """Warn of characters of no width inside a word (T008): only the first of a text."""
    if found := None if text.raw.isascii() else _UNSEEN.search(text.raw):
        span, help = text.origin.at(*found.span()), "delete it: it stands between the two letters that are marked"
        around = span._replace(column=span.column - 1, end_column=span.end_column + 1) if text.origin.lines else span
        edit = Edit(span, "", safe=False) if text.origin.lines else None
        message = f"a character that nobody sees (U+{ord(found[0][0]):04X}) inside a word"
        yield Diagnostic("T008", message, around, help=(help,), edit=edit, severity=Severity.WARNING)


def pictures_meant(text: Text) -> Iterator[Diagnostic]:
    """Report a picture that Markdown does not read as one (T004): learners would see its brackets."""
    for words, span in _left(text, _PICTURE, ("![",)):
        help = ("write ![what it shows](picture.png); for a space in the file's name write %20",)
        yield Diagnostic("T004", f"`{words}` is not read as a picture", span, help=help)


def marks_left(text: Text) -> Iterator[Diagnostic]:
    """Warn of HTML, which is text here, and of marks that were never closed (T005): learners would see them."""
    for words, span in _left(text, _HTML, ("<",)):
        help = _COMMENT_HELP if words.startswith("<!--") else _HTML_HELP
        yield Diagnostic("T005", f"`{words}` is text here, not markup", span, help=help, severity=Severity.WARNING)
    for words, span in _left(text, _OPEN, ("**", "$$", "~~")):
        help = ("close it right behind the last word", f"to show it, write a backslash before each: `\\{words[0]}`")
        yield Diagnostic("T005", f"`{words}` is never closed, and stays as it is", span, help=help, severity=Severity.WARNING)


_ROW = re.compile(r" {0,3}\|(.+)\|[ \t]*$")
_RULE = re.compile(r"[ \t]*:?-+:?[ \t]*")


def tables_meant(text: Text) -> Iterator[Diagnostic]:
    """Warn of a table that Markdown does not read as one (T007): its second row is not one of dashes, a cell for each above it."""
    if text.raw.count("|") <= 3:
        return
    rows = text.raw.split("\n")
    masked = _CODE.sub(lambda part: re.sub(r"[^\n]", " ", part[0]), text.raw).split("\n")
    starts = [sum(len(row) + 1 for row in rows[:index]) for index in range(len(rows))]
    for index, row in enumerate(masked[:-1]):
        head, below = _cells(row), _cells(masked[index + 1])
        if not head or not below or (index and _ROW.match(masked[index - 1])) or all(map(_RULE.fullmatch, head)):
            continue
        dashes = all(map(_RULE.fullmatch, below))
        if not dashes or len(head) != len(below):
            span = text.origin.at(starts[index], starts[index] + len(rows[index]))
            yield _no_table(text, span, "|---" * len(head) + "|", dashes)


def _no_table(text: Text, span: Span, row: str, dashes: bool) -> Diagnostic:
    what = "its row of dashes has another number of cells" if dashes else "below its first row, a row of dashes is missing"
    help = (f"write in place of the second row: `{row}`" if dashes else f"put below this row: `{row}`",)
    below = Span(span.file, span.line + 1, span.column, span.line + 1, span.column)
    placed = bool(text.origin.lines) and not dashes
    edit = Edit(below, f"{row}\n{' ' * (span.column - 1)}", safe=False) if placed else None
    return Diagnostic("T007", "these rows are not read as a table", span, what, help, edit=edit, severity=Severity.WARNING)


def _cells(row: str) -> list[str]:
    """Give the cells of a line with a `|` at both ends; none where it is not one."""
    found = _ROW.match(row)
    return re.split(r"(?<!\\)\|", found[1]) if found else []


_HTML_HELP = (
    "bold is **words**, italic *words*; a line that ends with a backslash breaks there",
    "to show the tag, put it between backticks",
)
_COMMENT_HELP = ("in content/, a comment <!-- … --> stands on lines of its own; in cards/, it stands behind a `#`, outside the text",)


def _left(text: Text, wanted: re.Pattern[str], begins: tuple[str, ...]) -> Iterator[tuple[str, Span]]:
    """Find the first stretch that Markdown left as it was typed, outside code and formulas, unless a backslash says that it should.

    `begins` is what it may begin with: most texts have none of it.
    """
    if not any(one in text.raw for one in begins):
        return
    found = wanted.search(plain_text(text.blocks, code=nothing))
    if not found:
        return
    start = _ESCAPED.sub(lambda part: "\0" * len(part[0]), text.raw).find(found[0])
    if start >= 0:
        yield found[0], text.origin.at(start, start + len(found[0]))

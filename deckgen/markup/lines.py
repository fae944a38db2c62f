"""A line of words -> its tree, without a parser: most texts of a deck are such lines, and the parser would say the same.

In: a text in NFC. Out: its paragraph; `None` where it may hold more than words, bold, italics or code around some of them, and gaps.
"""

from __future__ import annotations

import re

from deckgen.markup.nodes import Code, Emphasis, Gap, Inline, Paragraph, Str
from deckgen.markup.walk import plain_text

_WORDS = r"\w ,.;?\"'%/()‘’“”–—…-"
_SPECIAL = re.compile(f"[^{_WORDS}]")
"""What Markdown may read as more than a character; besides, there are `_` and a second space."""
_BEGINS = re.compile(r"[-+(]|\d+[.)]")
"""What may begin a list."""
_MARKED = re.compile(rf"(?<![^ ])(\*\*?|`)([^\W_](?:[{_WORDS}]*[^\W_])?)\1(?![^ ,.;?])")
"""Words between marks that can only open and close there: outside is a space, or punctuation at the end; inside a letter or figure."""
_GAP = re.compile(r"\{\{c([1-9][0-9]{0,8})::([^{}:]*)(?:::([^{}:]*))?\}\}")
"""A gap: its number, its words, its hint."""


def line(text: str) -> Paragraph | None:
    """Read a line without gaps."""
    stripped = text.strip(" \n")
    if not stripped or _BEGINS.match(stripped):
        return None
    children = _inlines(stripped)
    return Paragraph(children) if children else None


def line_with_gaps(text: str) -> Paragraph | None:
    """Read a line in which each gap ends before the next begins."""
    first, *rest = _GAP.split(text.strip(" \n"))
    before = _inlines(first)
    if not rest or before is None or _BEGINS.match(first) or text[:1].isspace():  # four spaces make it code
        return None
    children = [*before]
    for number, inside, typed, behind in zip(*[iter(rest)] * 4, strict=True):
        hidden, hint, after = _inlines(inside), line(typed) if typed and typed.strip() else Paragraph(()), _inlines(behind)
        if not inside.strip() or hidden is None or hint is None or after is None:
            return None
        children += Gap(int(number), plain_text(hint.children) or None, hidden), *after
    return Paragraph(tuple(children))


def _inlines(words: str) -> tuple[Inline, ...] | None:
    """Read what stands in a line between gaps, or in one."""
    if "_" in words or "  " in words:
        return None
    if not _SPECIAL.search(words):
        return (Str(words),) if words else ()
    out: list[Inline] = []
    last, *rest = _MARKED.split(words)
    bare = [last]
    for mark, inside, behind in zip(*[iter(rest)] * 3, strict=True):
        out += [Str(last)] if last else []
        out.append(Code(inside) if mark == "`" else Emphasis("em" if mark == "*" else "strong", (Str(inside),)))
        bare.append(last := behind)
    out += [Str(last)] if last else []
    return None if _SPECIAL.search("".join(bare)) else tuple(out)

"""What is told of codes, as text for a terminal, and as the page docs/codes.md.

In: `Code`s. Out: text. An example or a remedy that is typed into a file stands in a block of its own, as it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from textwrap import fill, indent

from deckgen.codes import ALLOWABLE_ERRORS, EXPLAINED
from deckgen.codes.explained import Code

PATH = "docs/codes.md"
"""The committed page. A test holds that it is current."""
_FAMILIES = {
    "F": "Files",
    "Y": "YAML",
    "C": "Keys and values",
    "D": "The deck and its parts",
    "G": "Gaps",
    "S": "Sources and principles",
    "Q": "Quotations",
    "L": "Locks",
    "R": "What learners have",
    "T": "Texts",
    "M": "Pictures and fonts",
    "A": "Allowances",
    "P": "Print",
    "W": "How cards are written",
}
_HEAD = """\
# Every code

What `deckgen check` and `deckgen build` find: what it is, why it matters, what to write instead. `deckgen explain W008` prints one.
This page is made by `python3 dev.py deckgen explain --markdown > docs/codes.md`, from the words beside the codes (`deckgen/codes/`).

Every warning in cards/ and content/ can be [allowed where it stands](formats.md#saying-yes), and the errors that say so here. How bad
the findings of the family W are, deck.yaml may say: [how cards are written](formats.md#how-cards-are-written).
"""
_TYPED = re.compile(r" *(?:- )?[a-z]+: ?\S|- id|a:$|[>!{\[#<|]|---|\t|— |`q:` and")
"""Begins what is typed into a file; all else is told."""
_WIDTH = 96


def listed() -> str:
    """Give all codes, a line each."""
    return "".join(f"{one.code}  {one.what}\n" for one in EXPLAINED)


def told(one: Code) -> str:
    """Give what is told of a code, for a terminal."""
    rows = [f"{one.code}: {one.what}", "", fill(one.why, _WIDTH)]
    for what, text in (("for example", one.example), ("instead", one.instead)):
        if text:
            rows += ["", f"{what}:", indent(text if _TYPED.match(text) else fill(text, _WIDTH - 4), "    ")]
    if one.code in ALLOWABLE_ERRORS:
        rows += ["", f"where it is meant, write above it: # deckgen: allow {one.code} and the reason"]
    return "\n".join(rows) + "\n"


def page() -> str:
    """Give the page of all codes, as Markdown."""
    rows = [_HEAD]
    for letter, codes in groupby(EXPLAINED, key=lambda one: one.code[0]):
        rows.append(f"\n## {_FAMILIES[letter]}\n")
        rows += ("\n".join(_section(one)) + "\n" for one in codes)
    return "\n".join(rows)


def _section(one: Code) -> Iterator[str]:
    yield f"### {one.code}: {one.what}\n"
    yield one.why + (" It can be allowed where it is meant." if one.code in ALLOWABLE_ERRORS and one.code[0] != "W" else "")
    for what, text in (("For example", one.example), ("Instead", one.instead)):
        if text:
            yield f"\n{what}:\n\n````text\n{text}\n````" if _TYPED.match(text) else f"\n{what}: {text}"

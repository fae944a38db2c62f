"""Changes -> Markdown for a comment on a pull request. What stands on cards is shown as typed: none of it is read as Markdown or HTML.

In: changes. Out: Markdown as GitHub, GitLab and Forgejo read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from deckgen.changes.sections import Entry, Section, sections, summary, tally
from deckgen.changes.words import Piece
from deckgen.released.changes import Changes
from deckgen.terminal import visible

_LONGEST = 60_000
"""GitHub refuses a comment of more than 65,536 characters."""
_OPEN = 5
"""Entries of a section that are shown without a click."""
_JOINER = "\u2060"
"""A word joiner, which nobody sees: backslashes don't keep GitHub from turning @name, #12, addresses and :smile: into something."""
_SYNTAX = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)|(?<!\w)[#+=-](?=[#+=\s-]|$)|(?<=\d)[.)](?=\s|$)")
_LIVELY = re.compile(r"[@#](?=\w)|!(?=\d)|:(?=//|[\w+-]+:)|www(?=\.)|\bGH-(?=\d)", re.IGNORECASE)


def as_markdown(changes: Changes, had: str = "") -> str:
    """Tell all that a learner will see; `had` is the release that the learner has. What is too long for a comment is counted."""
    counts = tally(changes)
    table = ["| | |", "|---|--:|", *(f"| {one.noun.capitalize()}s {one.what} | {one.number:,} |" for one in counts), ""]
    lines = [f"**{escaped(summary(changes, had))}**", "", *(table if len(counts) > 1 else [])]
    left = _LONGEST - sum(len(line) + 1 for line in lines)
    for section in sections(changes):
        shown = _section(section, left)
        left -= len(shown)
        lines.append(shown)
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section, room: int) -> str:
    """Write a section, folded where it is long; what doesn't fit is counted."""
    head = [escaped(section.intro), ""] if section.intro else []
    head += [line for search in section.searches for line in (_fits(code(search), room // 2), "")]
    head += [_fits(", ".join(code(one) for one in section.names), room // 2), ""] if section.names else []
    items = [_entry(one) for one in section.entries]
    left = room - sum(map(len, head)) - 500
    fitting = []
    for item in items:
        left -= len(item) + 1
        if left < 0:
            break
        fitting.append(item)
    rest = len(items) - len(fitting)
    more = ["", f"And {rest:,} more: too long for a comment, `deckgen diff` has them all."] if rest else []
    body = "\n".join([*head, *fitting, *more]).strip()
    title = f"{section.title}: {section.count}"
    if section.alarm or len(items) + len(section.names) <= _OPEN:
        return f"**{title}**\n\n{body}\n"
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>\n"


def _fits(line: str, room: int) -> str:
    return line if len(line) <= room else "Too long for a comment: `deckgen diff` has it."


def _entry(entry: Entry) -> str:
    """Write a note as an item of a list, with what differs in it below."""
    named = [code(entry.name)] if entry.name else []
    titled = [f"“{escaped(entry.title)}”"] if entry.title else []
    lines = list(map(escaped, entry.lines))
    head = " ".join([*named, *titled]) or (lines.pop(0) if lines else "")
    below = [*lines, *(f"**{escaped(label)}:** {marked(pieces)}" for label, pieces in entry.texts)]
    return "\n".join([f"- {head}", *(f"  - {line}" for line in below)])


def marked(pieces: Iterable[Piece]) -> str:
    """Write a difference: removed words struck, added ones bold.

    >>> marked([Piece("same", "a "), Piece("removed", "value"), Piece("added", "goal")])
    'a ~~value~~**goal**'
    """
    signs = {"removed": "~~", "added": "**"}
    return "".join(escaped(text) if op == "same" else _between(text, signs[op]) for op, text in pieces)


def _between(text: str, sign: str) -> str:
    """Put a text between signs, white space outside of them; where it is nothing else, it is made visible."""
    shown = text if text.strip() else "".join("⏎" if char == "\n" else "␣" for char in text)
    bare = shown.strip()
    before, after = ("" if shown.startswith(bare) else " "), ("" if shown.endswith(bare) else " ")
    # Markdown reads signs beside punctuation as text, unless something that is neither punctuation nor space stands between.
    first, last = ("" if bare[0].isalnum() else _JOINER), ("" if bare[-1].isalnum() else _JOINER)
    return f"{before}{sign}{first}{escaped(bare)}{last}{sign}{after}"


def escaped(text: str) -> str:
    r"""Write a text so that it shows as typed, on one line.

    >>> print(escaped("*Not* <b>bold</b>, costs $5"))
    \*Not\* \<b\>bold\</b\>, costs &#36;5
    """
    line = visible(re.sub(r"\s+", " ", text))
    safe = _LIVELY.sub(rf"\g<0>{_JOINER}", _SYNTAX.sub(r"\\\g<0>", line))
    # A dollar sign may begin a formula on GitHub, and a backslash doesn't keep it from doing so.
    return safe.replace("$", "&#36;")


def code(text: str) -> str:
    """Write a text as code, whatever backticks it has.

    >>> code("a`b"), code("nid:1,2")
    ('``a`b``', '`nid:1,2`')
    """
    line = visible(re.sub(r"\s+", " ", text))
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") or not line.strip() else ""
    return f"{fence}{pad}{line}{pad}{fence}"

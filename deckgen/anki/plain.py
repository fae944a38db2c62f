r"""A field's HTML -> what a reader sees of it, and what its gaps hide, as plain text.

In: HTML of any origin, sound or not. Out: text on one line, white space folded. Both are for comparing two releases and for showing
a learner's maintainer what changed, so they lose markup, never words.

Nothing raises, and all is done in time linear to the text: every alternative of a pattern here either takes what it has looked at, or
stops after a fixed number of characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

_MARK = re.compile(
    r"""
      <!--.*?(?:-->|\Z)                                                     # a comment; an unclosed one hides the rest, as in a browser
    | <(?P<raw>script|style)(?=[\s/>]).*?(?:</(?P=raw)\s*+>|\Z)             # never shown
    | <(?P<tag>/?[a-z][^\s/>]*+)(?P<rest>(?:[^>=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|=)*+)(?:>|\Z)
    | <[!?/][^>]*+(?:>|\Z)                                                  # what a browser takes for a comment, too
    | \[sound:[^\[\]]*+\]
    | \\[(\[]\s*+ | (?<!\s)\s++\\[)\]] | \\[)\]]                            # MathJax; it shows no space at a formula's ends
    | (?P<backslashes>\\\\)                                                 # a line's end in a formula: `\\[2pt]` begins no formula
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ALT = re.compile(r"""\salt\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""", re.IGNORECASE)
_BLOCK = re.compile(
    r"/?(?:address|article|aside|blockquote|br|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6r]|header"
    r"|legend|li|main|nav|ol|option|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)/?",
    re.IGNORECASE,
)
_LONG = re.compile(r"&#[0-9]{9,};?")
_SPECIAL = re.compile(r"[<&\\]|\[sound:", re.IGNORECASE)

_CLOZE = re.compile(r"\{\{c(?P<numbers>[0-9,]++)::|\}\}", re.IGNORECASE)
"""Where a gap opens or closes. Anki takes a capital C for one up to 2.1.49 or so, and no more in 26: old packages have them."""
_DEEPEST = 10
"""Gaps inside gaps, as Anki counts: what is opened deeper is passed over, and its end closes the gap around it."""
_HIGHEST = 500
"""Gap numbers above it make the card of this number, as in Anki."""
_FACTOR = 20
"""How many times a text may be given out: gaps inside one another, each of several numbers, would multiply a hostile text by thousands."""


def plain(html: str) -> str:
    r"""Give what a reader sees of a field: a formula by its LaTeX, a gap by its words, no sound; pictures by their alt text if alone.

    >>> plain(r'<p>A <b>bo</b>ld {{c1::gap::hint}}</p><ul><li>5 &lt; 6<li>\(x^2\)</ul> <img src="a.png" alt="dot"> [sound:a.mp3]')
    'A bold gap 5 < 6 x^2'
    """
    return _text(_without_gaps(html)[0] if _has_gaps(html) else html)


def gaps(html: str) -> dict[int, str]:
    """Give what each gap of a field hides, by the ordinal of its card (the gap's number less one), in order; hints are left out.

    Several gaps of one number are joined by ` … `. A gap that nothing closes is none, as in Anki.

    >>> gaps("{{c1::one}} {{c3::two {{c1::<b>in</b> it::hint}}}}")
    {0: 'one … in it', 2: 'two in it'}
    """
    found: dict[int, list[str]] = {}
    left = _FACTOR * len(html)
    for gap in sorted(_without_gaps(html)[1], key=lambda one: one.start) if _has_gaps(html) else ():
        words = _text(gap.html)
        for number in gap.numbers:
            left -= len(words)
            found.setdefault(number - 1, []).append(words if left >= 0 else "")
    return {ordinal: " … ".join(filter(None, words)) for ordinal, words in found.items()}


def _text(html: str) -> str:
    """Give the text of HTML whose gaps are gone. What describes a picture counts only where there are no other words."""
    if not _SPECIAL.search(html):
        return " ".join(html.split())
    words = " ".join(_decoded(_MARK.sub(_shown, html)).split())
    return words or " ".join(_decoded(_MARK.sub(_described, html)).split())


def _shown(mark: re.Match[str]) -> str:
    """Give what is seen of a tag or another mark."""
    if tag := mark["tag"]:
        return " " if _BLOCK.fullmatch(tag) else ""
    return mark["backslashes"] or ""


def _described(mark: re.Match[str]) -> str:
    """Give the same, and what describes a picture."""
    if (mark["tag"] or "").lower() != "img":
        return _shown(mark)
    alt = _ALT.search(mark["rest"])
    return (alt[1] or alt[2] or alt[3] or "") if alt else ""


def _decoded(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # Python refuses numbers of more than 4300 digits
        return unescape(_LONG.sub("\ufffd", text))


@dataclass(slots=True)
class _Gap:
    """A gap while it is read: its numbers, where it begins, and the HTML in it."""

    numbers: tuple[int, ...]
    start: int
    pieces: list[str] = field(default_factory=list)
    html: str = ""


def _has_gaps(html: str) -> bool:
    return "{{c" in html or "{{C" in html


def _without_gaps(html: str) -> tuple[str, list[_Gap]]:
    """Give a field's HTML with gaps replaced by their words, and the gaps, as Anki finds them: before it looks at tags."""
    open_gaps, closed, at = [_Gap((), -1)], [], 0
    for mark in _CLOZE.finditer(html):
        _add(open_gaps, html[at : mark.start()])
        at = mark.end()
        if mark["numbers"]:
            if len(open_gaps) <= _DEEPEST:
                open_gaps.append(_Gap(_numbers(mark["numbers"]), mark.start()))
        elif len(open_gaps) == 1:
            open_gaps[0].pieces.append("}}")
        else:
            gap = open_gaps.pop()
            gap.html = "".join(gap.pieces)
            open_gaps[-1].pieces.append(gap.html)
            closed.append(gap)
    _add(open_gaps, html[at:])
    return "".join(piece for gap in open_gaps for piece in gap.pieces), closed


def _add(open_gaps: list[_Gap], text: str) -> None:
    """Add text to the innermost gap; from `::` on it is a hint, up to the next mark."""
    open_gaps[-1].pieces.append(text.partition("::")[0] if len(open_gaps) > 1 else text)


def _numbers(listed: str) -> tuple[int, ...]:
    """Give the numbers of `1,2`, each once; Anki makes no card of 0."""
    numbers = (int(one[:9] or "0") for one in listed.split(","))  # nobody needs nine digits, and Python refuses 4300
    return tuple(dict.fromkeys(min(number, _HIGHEST) for number in numbers if number))

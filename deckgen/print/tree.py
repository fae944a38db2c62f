"""Markdown's nodes become the JSON that the Typst templates walk.

In: `deckgen.markup` nodes. Out: plain dicts and lists (`t` names the kind, `c` holds the children), see `nodes.typ`.
Text is only ever data; what paper needs done to characters (soft hyphens, no direction overrides) is done here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from deckgen.markup import nodes
from deckgen.markup.walk import nothing, plain_text
from deckgen.print.formula import formula
from deckgen.print.shares import ems, shares

Json = dict[str, Any]

# Overrides and isolates would let a text reorder its neighbours; marks without width are in few fonts; the digit of a keycap is
# enough: Typst would set it apart from the key around it.
_DROPPED = dict.fromkeys((0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0x20E3, 0xFEFF))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNLIKE_OTHERS = re.compile("  |\u20e3")
"""What is printable, and yet not left as it is; see `_DROPPED` and `_LINE_ENDS`."""
_LINE_ENDS = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")
_WIDE = r"\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
"""Chinese and Japanese characters, with their punctuation."""
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff" + _WIDE
"""What is written without spaces and broken without hyphens: Thai, Lao, Burmese and Khmer, too."""
_LONG = 28
_LONG_WORD = re.compile(rf"[^\s{_UNSPACED}]{{{_LONG},}}")
_SOLID = re.compile(rf"[^\s{_UNSPACED}\-–—/…]+")
_LONG_CODE = re.compile(r"\S{18,}")
_LAST_WORDS = re.compile(r"(?<=\S )\S{1,8} \S{1,6}$")
_STRAY_HYPHEN = re.compile(r"(?<![^\W\d_])\u00ad|\u00ad(?![^\W\d_])")
"""A soft hyphen that is not between letters has no meaning, and is not in every font."""
_BOLD = 1.2
"""How much wider letters are in bold serif type than `shares` takes them to be."""
_SOFT_HYPHEN, _NO_SPACE = "\u00ad", "\u200b"
_RULE = "_" * 9
"""What a gap is on paper: characters, so that it is in the text that is copied or read aloud; of one length, so that it tells nothing."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A gap on paper: a rule to write on, and the hint beside it. A node of the tree like those of Markdown, but only paper has it."""

    hint: str

    @property
    def children(self) -> tuple[nodes.Inline, ...]:
        """What is to be read of it."""
        return (nodes.Str(_RULE + (f" ({self.hint})" if self.hint else "")),)


def clean(text: str) -> str:
    r"""Make a text fit for a line: no control characters or direction overrides, spaces for line ends, breaks in endless words.

    >>> clean("a\u202e\nb")
    'a b'
    """
    if not text.isprintable() or _UNLIKE_OTHERS.search(text):  # most texts need none of this, and a sheet has thousands
        text = _STRAY_HYPHEN.sub("", _printable(_LINE_ENDS.sub(" ", text)))
    return text if len(text) < _LONG else _LONG_WORD.sub(lambda word: _broken(word[0], 9, _SOFT_HYPHEN), text)


def _printable(text: str) -> str:
    return _CONTROL.sub("", text.translate(_DROPPED))


def _broken(word: str, every: int, joint: str) -> str:
    return joint.join(word[start : start + every] for start in range(0, len(word), every))


def _code(text: str) -> str:
    """Code breaks after its punctuation and, where it is endless, anywhere; never with a hyphen."""
    text = re.sub(r"(?<=\w)([_./:-])(?=\w)", rf"\1{_NO_SPACE}", _printable(text).replace(_SOFT_HYPHEN, ""))
    return _LONG_CODE.sub(lambda word: _broken(word[0], 12, _NO_SPACE), text)


@lru_cache(maxsize=10_000)  # where cards are printed again and again, few of them say something else
def widest_word(text: str) -> float:
    """Give about how wide the widest word is that cannot be broken, in ems of bold type.

    >>> widest_word("it is well-known") == widest_word("known"), widest_word("a" * 99) < 9
    (True, True)
    """
    words = (word for broken in clean(text).split(_SOFT_HYPHEN) for word in _SOLID.findall(broken))
    return max(map(ems, words), default=0.0) * _BOLD


def inlines(children: Iterable[nodes.Inline | Blank], pictures: Mapping[str, str]) -> list[Json]:
    """Turn inlines into JSON; `pictures` gives the staged name of an image's `src`, or lacks it."""
    return [_gap(child.hint) if isinstance(child, Blank) else _inline(child, pictures) for child in _joined(tuple(children))]


def _joined(children: Sequence[Any]) -> Iterator[Any]:
    """Leave out the ends of lines within Chinese or Japanese, which would be spaces where there are none."""
    for place, child in enumerate(children):
        ends = isinstance(child, nodes.Str) and child.text == "\n" and 0 < place < len(children) - 1
        if not (ends and re.fullmatch(f"[{_WIDE}]{{2}}", plain_text((children[place - 1],))[-1:] + plain_text((children[place + 1],))[:1])):
            yield child


def _gap(hint: str) -> Json:
    return {"t": "blank", "v": _RULE, "hint": clean(hint)}


def _inline(node: nodes.Inline, pictures: Mapping[str, str]) -> Json:
    match node:
        case nodes.Str(text):
            return {"t": "text", "v": clean(text)}
        case nodes.Code(text):
            return {"t": "code", "v": _code(_LINE_ENDS.sub(" ", text))}
        case nodes.Math(latex):
            return {"t": "math", "tex": _code(_LINE_ENDS.sub(" ", latex)), "v": formula(latex)}
        case nodes.Break():
            return {"t": "break"}
        case nodes.Emphasis("del", children):
            return {"t": "del", "c": [_unstruck(child) for child in inlines(children, pictures)]}
        case nodes.Emphasis(kind, children):
            return {"t": kind, "c": inlines(children, pictures)}
        case nodes.Link(_, children):
            return {"t": "span", "c": inlines(children, pictures)}
        case nodes.Gap(_, _, children):
            return {"t": "gap", "c": inlines(children, pictures)}
        case nodes.Image(src, alt):
            return _picture(src, alt, pictures, "image")


def _unstruck(node: Json) -> Json:
    """PDF/UA allows one line through a word: what is struck out within struck-out words is so already."""
    if "c" not in node:
        return node
    return {"t": "span" if node["t"] == "del" else node["t"], "c": [_unstruck(child) for child in node["c"]]}


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen.

    >>> is_blank(" \N{ZERO WIDTH SPACE}")
    True
    """
    return all(unicodedata.category(c)[0] in "ZC" for c in text)


def _picture(src: str, alt: str, pictures: Mapping[str, str], kind: str) -> Json:
    """A picture that is not at hand (the caller reports it) shows its words."""
    if src not in pictures:
        return {"t": "text", "v": clean(alt or src)}
    return {"t": kind, "p": pictures[src], "alt": clean(alt or src)}


def blocks(children: Iterable[nodes.Block], pictures: Mapping[str, str]) -> list[Json]:
    """Turn blocks into JSON; a paragraph may become several (display math and lone pictures are blocks of their own)."""
    return [block for child in children for block in _block(child, pictures)]


def _block(node: nodes.Block, pictures: Mapping[str, str]) -> Iterator[Json]:
    match node:
        case nodes.Paragraph(children):
            yield from _paragraphs(children, pictures)
        case nodes.Heading(_, children):
            yield {"t": "heading", "rtl": right_to_left(children), "c": inlines(children, pictures)}
        case nodes.CodeBlock(_, children):
            yield {"t": "code", "lines": _lines(children)}
        case nodes.BlockQuote(inner):
            yield {"t": "quote", "rtl": right_to_left(inner), "c": blocks(inner, pictures)}
        case nodes.List(start, rows):
            yield {"t": "list", "rtl": right_to_left((node,)), "start": start, "items": [blocks(row, pictures) for row in rows]}
        case nodes.Table():
            yield _table(node, pictures)
        case nodes.Rule():
            yield {"t": "rule"}


def _lines(children: Sequence[nodes.Inline | Blank]) -> list[Any]:
    """Give code line by line: as strings, or as lists of pieces where a gap is in it."""
    if not any(isinstance(child, Blank | nodes.Gap) for child in children):
        return [_code(line.expandtabs(4)) for line in plain_text(children).rstrip("\n").split("\n")]
    lines: list[list[Json]] = [[]]
    for child in children:
        if isinstance(child, Blank):
            lines[-1].append(_gap(child.hint))
            continue
        kind = "gap" if isinstance(child, nodes.Gap) else "span"
        first, *others = ({"t": kind, "c": [{"t": "text", "v": _code(line)}]} for line in plain_text((child,)).expandtabs(4).split("\n"))
        lines[-1].append(first)
        lines += [[other] for other in others]
    return lines[:-1] if lines[-1] == [{"t": "span", "c": [{"t": "text", "v": ""}]}] else lines


def _table(node: nodes.Table, pictures: Mapping[str, str]) -> Json:
    cells = [inlines(cell, pictures) for row in node.rows for cell in row]
    head = [inlines(cell, pictures) for cell in node.head]
    parts = shares([[plain_text(cell) for cell in row] for row in (node.head, *node.rows)])
    rtl = right_to_left((node,))
    return {"t": "table", "rtl": rtl, "align": list(node.align), "shares": parts, "head": head, "rows": cells}


def _paragraphs(children: Sequence[nodes.Inline], pictures: Mapping[str, str]) -> Iterator[Json]:
    """Split a paragraph at display math, which Typst drops from the middle of one, and at a lone picture."""
    line: list[nodes.Inline] = []
    if len(children) == 1 and isinstance(children[0], nodes.Image) and children[0].src in pictures:
        yield _picture(children[0].src, children[0].alt, pictures, "picture")
        return
    for child in children:
        if isinstance(child, nodes.Math) and child.display and (tree := formula(child.latex)) is not None:
            yield from _paragraph(line, pictures)
            yield {"t": "formula", "tex": _printable(child.latex), "v": tree}
            line = []
        else:
            line.append(child)
    yield from _paragraph(line, pictures)


def _paragraph(children: Sequence[nodes.Inline], pictures: Mapping[str, str]) -> Iterator[Json]:
    if is_blank(plain_text(children)) and not any(isinstance(child, nodes.Image) for child in children):
        return
    yield {"t": "para", "rtl": right_to_left(children), "c": _tied(inlines(children, pictures))}


def _tied(line: list[Json]) -> list[Json]:
    """Keep a short last word with the one before it: alone on a line it wastes the line. Typst's own `runt` cost rarely does."""
    last = line[-1] if line else {}
    if last.get("t") != "text" or not (match := _LAST_WORDS.search(last["v"])):
        return line
    words = match[0].replace(" ", "\N{NO-BREAK SPACE}")
    return [*line[:-1], last | {"v": last["v"][: match.start()]}, {"t": "tied", "v": words}]


def right_to_left(children: Iterable[Any]) -> bool:
    """Tell which way a text is read, by its first letter with a direction; formulas and code are none of it."""
    strong = (unicodedata.bidirectional(c) for c in plain_text(children, code=nothing, alt=nothing))
    return next((d != "L" for d in strong if d in ("L", "R", "AL")), False)

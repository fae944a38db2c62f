r"""The tree of Markdown -> Anki's HTML.

In: blocks, and a way from a picture's `src` to its name in the package. Out: HTML without scripts, styles or classes but those of
highlighted code. Whatever Anki itself would take for markup of its own is kept from it: `[sound:…]`, `[latex]`, `\(`, and
inside a gap `}}` and `::`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from deckgen.markup.nodes import (
    Block,
    BlockQuote,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Gap,
    Heading,
    Image,
    Inline,
    Link,
    List,
    Math,
    Paragraph,
    Rule,
    Str,
    Table,
)

_ANKI_TAG = re.compile(r"\[(?=sound:|/?latex\]|/?\$|anki:)", re.IGNORECASE)
_MATHJAX = re.compile(r"\\(?=[()\[\]])")
_BRACES = {"{": "&#123;", "}": "&#125;"}
_SPECIAL = re.compile(r"[&<>\"'\[\]{}\\:]")
"""What HTML, Anki or MathJax may read as more than a character."""


@dataclass(frozen=True, slots=True)
class Html:
    """A renderer for the texts of one file."""

    picture: Callable[[str], str | None]
    """From a picture's `src` to its name in the package."""
    gaps: bool = True
    """Whether gaps are written as Anki reads them; if not, only their words."""

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Render blocks; a text of a single paragraph goes without the `<p>`."""
        given = tuple(blocks)
        if len(given) == 1 and isinstance(given[0], Paragraph):
            return self.inlines(given[0].children)
        return "".join(map(self._block, given))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(children, tight):
                return self.inlines(children) if tight else f"<p>{self.inlines(children)}</p>"
            case Heading(level, children):
                return f"<h{level}>{self.inlines(children)}</h{level}>"
            case CodeBlock():
                return self._code_block(block)
            case BlockQuote(children):
                return f"<blockquote>{''.join(map(self._block, children))}</blockquote>"
            case List(start, items):
                return self._list(start, items)
            case Table():
                return self._table(block)
            case Rule():
                return "<hr>"

    def _list(self, start: int | None, items: tuple[tuple[Block, ...], ...]) -> str:
        rows = "".join(f"<li>{''.join(map(self._block, item))}</li>" for item in items)
        if start is None:
            return f"<ul>{rows}</ul>"
        return f"<ol>{rows}</ol>" if start == 1 else f'<ol start="{start}">{rows}</ol>'

    def _table(self, table: Table) -> str:
        def row(cells: tuple[tuple[Inline, ...], ...], tag: str) -> str:
            aligned = zip(cells, table.align, strict=False)
            styled = (f' style="text-align:{align}"' if align else "" for _, align in aligned)
            return (
                "<tr>"
                + "".join(f"<{tag}{style}>{self.inlines(cell)}</{tag}>" for cell, style in zip(cells, styled, strict=False))
                + "</tr>"
            )

        body = "".join(row(cells, "td") for cells in table.rows)
        return f"<table><thead>{row(table.head, 'th')}</thead><tbody>{body}</tbody></table>"

    def _code_block(self, block: CodeBlock) -> str:
        """Highlight code by classes; code with gaps stays plain, since a gap must not be cut by a highlighter's spans."""
        match block.children:
            case (Str(text),):
                return f'<pre class="highlight"><code>{highlight(text.rstrip(chr(10)), block.language)}</code></pre>'
            case children:
                return f"<pre><code>{self.inlines(children).rstrip()}</code></pre>"

    def inlines(self, nodes: Iterable[Inline], *, inside_gap: bool = False) -> str:
        """Render inlines; `inside_gap` keeps from Anki what would end the gap early."""
        return "".join(
            [characters(node.text, inside_gap=inside_gap) if type(node) is Str else self._inline(node, inside_gap) for node in nodes]
        )

    def _inline(self, node: Inline, gap: bool) -> str:
        match node:
            case Str(text):
                return characters(text, inside_gap=gap)
            case Code(text):
                return f"<code>{characters(text, inside_gap=gap)}</code>"
            case Math(latex, display):
                return _math(latex, display, gap)
            case Break():
                return "<br>"
            case Emphasis(kind, children):
                return f"<{kind}>{self.inlines(children, inside_gap=gap)}</{kind}>"
            case Link(url, children):
                return f'<a href="{address(url)}">{self.inlines(children, inside_gap=gap)}</a>'
            case Image(src, alt):
                return self._image(src, alt)
            case Gap(number, hint, children):
                return self._gap(number, hint, children)

    def _image(self, src: str, alt: str) -> str:
        name = self.picture(src)
        if name is None:
            return characters(alt)
        described = f' alt="{characters(alt, inside_gap=True, attribute=True)}"' if alt else ""
        return f'<img src="{name}"{described}>'

    def _gap(self, number: int, hint: str | None, children: tuple[Inline, ...]) -> str:
        if not self.gaps:
            return self.inlines(children)
        words = self.inlines(children, inside_gap=True)
        shown = f"::{characters(hint, inside_gap=True)}" if hint else ""
        return "{{c" + str(number) + "::" + words + shown + "}}"


def characters(text: str, *, inside_gap: bool = False, attribute: bool = False) -> str:
    """Escape characters for HTML and for Anki; in an `attribute`, without tags.

    >>> characters("a < b [sound:x]")
    'a &lt; b &#91;sound:x]'
    """
    if not _SPECIAL.search(text):
        return text  # as nearly all are
    out = _ANKI_TAG.sub("&#91;", escape(text))
    if "{{" in out or "}}" in out or inside_gap:
        out = re.sub(r"[{}]", lambda brace: _BRACES[brace[0]], out)
    if inside_gap:
        out = out.replace("::", "&#58;&#58;")
        out = "&#58;" + out[1:] if out.startswith(":") else out  # behind `{{c1::` it would make a third colon
        out = out[:-1] + "&#58;" if out.endswith(":") else out
    return _MATHJAX.sub("\\\\\u200b" if attribute else r"<span>\\</span>", out)  # Anki looks for formulas in code and attributes, too


def address(url: str) -> str:
    """Escape an address for an attribute; Anki looks there, too, for tags, formulas and the ends of gaps.

    >>> address("https://example.org/a::b?x=1&y=[sound:z]")
    'https://example.org/a%3A%3Ab?x=1&amp;y=&#91;sound:z]'
    """
    out = _MATHJAX.sub("&#92;", _ANKI_TAG.sub("&#91;", escape(url)))
    return out.replace("::", "%3A%3A").replace("{", "%7B").replace("}", "%7D")


def _math(latex: str, display: bool, gap: bool) -> str:
    """Write a formula for MathJax; `} }` and `: :` mean the same to it, and nothing to Anki."""
    text = _ANKI_TAG.sub("&#91;", escape(" ".join(latex.split())))
    if gap:
        text = text.replace("}}", "} }").replace("}}", "} }").replace("{{", "{ {").replace("::", ":{}:")
        text = text + " " if text.endswith("}") else text
    return rf"\[{text}\]" if display else rf"\({text}\)"


def highlight(code: str, language: str) -> str:
    """Give code as HTML with Pygments' short classes; plain where the language is unknown or not given."""
    if not language:
        return characters(code)
    from pygments import highlight as run
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return characters(code)
    html: str = run(code, lexer, HtmlFormatter(nowrap=True))
    kept = _ANKI_TAG.sub("&#91;", html.rstrip("\n")).replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;")
    return _MATHJAX.sub(r"<span>\\</span>", kept)

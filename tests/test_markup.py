"""Markdown -> Anki's HTML: no character is lost, and Anki's own backend sees exactly the gaps that we see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import anki_backend
import pytest
from anki.collection import Collection
from anki.notes import Note
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deckgen.anki.html import Html
from deckgen.diagnostics import Span
from deckgen.markup.lines import line, line_with_gaps
from deckgen.markup.nodes import Gap
from deckgen.markup.parse import _parsed, parse
from deckgen.markup.walk import walk
from deckgen.model import Origin, Text
from deckgen.rules import OF_A_TEXT
from deckgen.rules.text import may_be_odd

HTML = Html(lambda src: src)
PRINTABLE = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\ufeff\u2028\u2029")
TEXT = st.text(st.one_of(PRINTABLE, st.sampled_from("\\`*_{}[]()<>#+-.!|$~&;:=\"'/^%@ \n")))


def bare(html: str) -> str:
    """Give what a reader sees of HTML: without tags, entities decoded."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def folded(text: str) -> str:
    """Fold white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def escaped(text: str) -> str:
    """Put a backslash before all punctuation; blank lines and indentation would be markup, too."""
    lines = (line.strip() for line in text.split("\n"))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", "\n".join(line for line in lines if line))


@given(TEXT)
@example("<script>alert(1)</script> &amp; \\(x\\) [sound:x.mp3] {{c1::x}}")
def test_escaped_text_survives(text: str) -> None:
    blocks, problems = parse(escaped(text))
    assert not problems
    assert folded(bare(HTML.blocks(blocks))) == folded(text)


MARKS = ["*", "**", "`", "_", "{{c1::", "{{c2::", "{{c0::", "{{c", "::", "}}", "}"]
SIGNS = [" ", "  ", "\n", ".", ",", "?", "1", "12.", "-", "+", "(", ")", "’", "…", "a", "word", "é", "字"]
LINES = st.one_of(TEXT, st.lists(st.one_of(st.sampled_from(MARKS + SIGNS), PRINTABLE)).map("".join))


@given(LINES)
@example("*a* **b c**, `d`. *e")
@example("1. a")
@settings(max_examples=1000)
def test_the_short_way_for_lines_reads_as_the_parser_does(text: str) -> None:
    typed = unicodedata.normalize("NFC", text).strip(" \n")
    short = line(typed)
    assert short is None or ((short,), ()) == _parsed(typed, False)


@given(LINES)
@example("{{c1::a}} *b* {{c2::`c` d::e f}}*g*")
@example("*a {{c1::b}} c*")
@example("    a {{c1::b}}")
@example("{{c1::- a}}, {{c1::b::1. c}}")
@example("{{c1:: }} {{c1::a::  }}")
@settings(max_examples=1000)
def test_the_short_way_for_lines_with_gaps_reads_as_the_parser_does(text: str) -> None:
    typed = unicodedata.normalize("NFC", text)
    short = line_with_gaps(typed)
    assert short is None or ((short,), ()) == _parsed(typed, True)


def test_most_lines_take_the_short_way() -> None:
    assert line("What is **bold**, *italic*; or `code`? 1 (or 2) “words”, 5 %")
    assert line("a**b** c") is None
    assert line_with_gaps("A **word** {{c1::and `some` more::a hint}}, {{c2::another}}.")


LOOKED_AT = ("**", "*", "_", "~~", "$", "$5", "|", "\\(", "\\)", "[a](b)", "[[a]]", "![", "<b>", "<br", "`", "\u200b", "é")
ODD = st.lists(st.sampled_from((*"ab1.,! \n", *LOOKED_AT))).map("".join)


@given(ODD, st.booleans())
@settings(max_examples=600)
def test_no_rule_finds_anything_in_a_text_that_is_not_looked_at(raw: str, gaps: bool) -> None:
    raw = unicodedata.normalize("NFC", raw)
    blocks, problems = parse(raw, gaps=gaps)
    text = Text(raw, Origin(Span("cards/a.yaml", 1, 1, 1, 1)), blocks, problems)
    if not may_be_odd(text):
        assert [finding for rule in OF_A_TEXT for finding in rule(text)] == []


@pytest.mark.parametrize("raw", ["**a", "~~a", "[a](b)", "$5-$10", r"\(x\)", "<br>", "a\u200bb", "![[a.png]]", "|a|b|\n|c|d|\n"])
def test_a_text_in_which_a_rule_finds_something_is_looked_at(raw: str) -> None:
    blocks, problems = parse(raw)
    text = Text(raw, Origin(Span("cards/a.yaml", 1, 1, 1, 1)), blocks, problems)
    assert [finding for rule in OF_A_TEXT for finding in rule(text)], "the control: it is there to be found"
    assert may_be_odd(text)


@given(TEXT.filter(lambda text: text.strip("\n") == text != ""), st.sampled_from(["", "python", "text", "html", "c++", "no-such-language"]))
@example("{{c1::x}} }} <b> &lt; [sound:x] \\(y\\)", "python")
def test_a_fenced_block_holds_code_as_typed(code: str, language: str) -> None:
    fence = "`" * (3 + max((len(run) for run in re.findall(r"`+", code)), default=0))
    html = HTML.blocks(parse(f"{fence}{language}\n{code}\n{fence}\n")[0])
    assert bare(html) == unicodedata.normalize("NFC", code)


# --- gaps ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A stretch of Markdown, and what a reader sees of it."""

    typed: str
    seen: str


WORDS = st.text(st.characters(categories=("L", "N"), include_characters=" éßЖ漢हिन्दी"), min_size=1, max_size=8).map(
    lambda text: Piece(f"w{text}w", f"w{text}w")
)
PIECES = st.one_of(
    WORDS,
    st.sampled_from(
        [
            Piece("`}}`", "}}"),
            Piece("`a::b`", "a::b"),
            Piece("`{{c1::x}}`", "{{c1::x}}"),
            Piece("`std::map<K, V>{{1, 2}}`", "std::map<K, V>{{1, 2}}"),
            Piece(r"$\frac{1}{x^{2}}$", r"\(\frac{1}{x^{2}}\)"),
            Piece(r"$a::b$", r"\(a::b\)"),
            Piece("**bold**", "bold"),
            Piece("*it `}}` is*", "it }} is"),
            Piece("[words](https://example.org/a::b?c={{d}})", "words"),
            Piece("“quoted”", "“quoted”"),
            Piece('"straight" & <b>', '"straight" & <b>'),
            Piece("it's", "it's"),
            Piece("{set}", "{set}"),
            Piece("a : b", "a : b"),
            Piece(r"\}\}", "}}"),
            Piece("1:2", "1:2"),
            Piece("-->", "-->"),
        ]
    ),
)
HINTS = st.one_of(st.none(), st.sampled_from(["hint", "two words", "a < b & c", '"quoted"', "it's", "{brace}", "1:2", "漢字"]))


@dataclass(frozen=True)
class Cloze:
    """A text with gaps as typed, and the gaps: number, what is seen in it, hint."""

    typed: str
    gaps: tuple[tuple[int, str, str | None], ...]


@st.composite
def clozes(draw: st.DrawFn) -> Cloze:
    """Give a text with one to four gaps."""
    typed, gaps = [], []
    for _ in range(draw(st.integers(1, 4))):
        before = draw(st.lists(PIECES, max_size=2))
        inside = draw(st.lists(PIECES, min_size=1, max_size=3))
        number, hint = draw(st.integers(1, 3)), draw(HINTS)
        typed += [piece.typed for piece in before if "\\}" not in piece.typed and "{{c" not in piece.typed]
        typed.append(f"{{{{c{number}::{' '.join(piece.typed for piece in inside)}{'' if hint is None else f'::{hint}'}}}}}")
        gaps.append((number, squeezed(" ".join(piece.seen for piece in inside)), hint))
    return Cloze(" ".join(typed) + " end", tuple(gaps))


def squeezed(text: str) -> str:
    """Fold white space, and what stands for `}}` and `::` inside a formula."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text).replace(":{}:", "::"))


@pytest.fixture(scope="module")
def col() -> Iterator[Collection]:
    """Give a collection of the real Anki."""
    with anki_backend.collection() as collection:
        yield collection


def cloze_note(col: Collection, html: str) -> Note:
    """Make a note of Anki's own cloze type; it is not added."""
    kind = next(kind for kind in col.models.all() if kind["type"] == 1)
    note = col.new_note(kind)
    note.fields[0] = html
    return note


def anki_sees(col: Collection, html: str) -> list[tuple[int, str, str | None]]:
    """Give the gaps that Anki finds: number, text, hint; in the order of their numbers."""
    note = cloze_note(col, html)
    found = []
    for number in sorted(col._backend.cloze_numbers_in_note(note._to_backend_note())):
        question = note.ephemeral_card(number - 1).question()
        for hidden, shown in re.findall(
            r'<span class="cloze" data-cloze="([^"]*)" data-ordinal="\d+">\[(.*?)\]</span>', question, re.DOTALL
        ):
            found.append((number, squeezed(bare(unescape(hidden))), None if shown == "..." else unescape(shown)))
    return found


@given(cloze=clozes())
@settings(max_examples=150)
def test_anki_sees_the_gaps_that_we_see(col: Collection, cloze: Cloze) -> None:
    blocks, problems = parse(cloze.typed, gaps=True)
    assert not problems, cloze.typed
    ours = [(node.number, squeezed(bare(HTML.inlines(node.children))), node.hint) for node in walk(blocks) if isinstance(node, Gap)]
    assert ours == list(cloze.gaps)
    assert anki_sees(col, HTML.blocks(blocks)) == sorted(cloze.gaps, key=lambda gap: gap[0])


@given(
    st.lists(
        st.one_of(
            PIECES.map(lambda piece: piece.typed), st.sampled_from(["{{c1::", "}}", "::", "{{c2::x}}", "**", "`", "$", "\n\n", "{", "|"])
        )
    )
)
@settings(max_examples=150)
def test_whatever_passes_without_a_problem_has_the_same_gaps_for_anki(col: Collection, pieces: list[str]) -> None:
    blocks, problems = parse(" ".join(pieces), gaps=True)
    if not problems:
        ours = [(node.number, node.hint) for node in walk(blocks) if isinstance(node, Gap)]
        theirs = [(number, hint) for number, _, hint in anki_sees(col, HTML.blocks(blocks))]
        assert theirs == sorted(ours, key=lambda gap: gap[0])

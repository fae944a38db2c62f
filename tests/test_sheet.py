"""The cheat-sheet, read back from its PDF: all words are there, legible, inside the paper, in even columns."""

from __future__ import annotations

import random
import struct
import zlib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf import Mark, marks, open_pdf, pages, squeezed, words

from deckgen.markup.nodes import Block, Break, Emphasis, Gap, Image, Inline, Math, Paragraph, Str
from deckgen.markup.parse import parse
from deckgen.print.columns import SHRINK, Piece, fill
from deckgen.print.formula import formula
from deckgen.print.papers import PAPERS
from deckgen.print.shares import shares
from deckgen.print.sheet import GUTTER, MARGIN, SINGLE, Typeset, typeset
from deckgen.print.sheet_content import Sheet, SheetEntry, SheetPart, SheetQuotation, SheetSource

FIVE_MILLIMETRES = 5 * 72 / 25.4
WORDS = [
    "value",
    "team",
    "work",
    "plan",
    "risk",
    "people",
    "clear",
    "small",
    "step",
    "choose",
    "ask",
    "write",
    "share",
    "early",
    "problem",
    "system",
    "owner",
    "purpose",
    "learn",
    "doubt",
    "answer",
    "change",
    "together",
    "before",
    "after",
    "because",
    "nobody",
    "everyone",
    "sometimes",
    "measure",
]


def text(markdown: str) -> tuple[Block, ...]:
    return parse(markdown)[0]


def entry(name: str, statement: str = "", *quotations: SheetQuotation, mark: str = "C") -> SheetEntry:
    return SheetEntry((Str(name),), text(statement), mark, quotations)


def quotation(said: str, *, key: bool = False, speaker: str = "Ada Example", note: str = "") -> SheetQuotation:
    return SheetQuotation(text(said), speaker, note, "C", key)


def sheet(*parts: SheetPart, lang: str = "en") -> Sheet:
    sources = (SheetSource("C", "Ada Example — A talk, 2021", "https://example.org/talk"), SheetSource("H", "A post, 2020", ""))
    return Sheet("A small deck", "Principles for nothing at all", lang, parts, sources, "deck 262743d")


def one(statement: str) -> Sheet:
    return sheet(SheetPart("1 Only", (entry("A name", statement),)))


@cache
def deck(principles: int = 58, parts: int = 7, *, quoted: bool = True) -> Sheet:
    """Give a sheet as decks have them: statements of 12 to 32 words, most with a quotation, eight of these set large."""
    chance = random.Random(principles)

    def some(low: int, high: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(low, high))).capitalize()

    def principle(number: int) -> SheetEntry:
        quotations = [quotation(some(6, 16), key=number % 7 == 3)] if quoted and number % 3 else []
        return entry(f"{some(2, 4)} {number}", f"{some(6, 16)} **{some(1, 2)}** {some(5, 14)}.", *quotations)

    size = -(-principles // parts)
    numbers = [range(at, min(at + size, principles)) for at in range(0, principles, size)]
    return sheet(*(SheetPart(f"{at} {some(1, 3)}", tuple(map(principle, own))) for at, own in enumerate(numbers, start=1)))


@cache
def printed(principles: int = 58, paper: Literal["a4", "letter"] = "a4", ink: Literal["color", "gray"] = "color") -> Typeset:
    made = typeset(deck(principles), paper=paper, ink=ink)
    assert made.problems == ()
    return made


def plain(blocks: tuple[Any, ...]) -> str:
    return "".join(one.text if isinstance(one, Str) else plain(one.children) for one in blocks)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_name_statement_and_key_quotation_is_printed(paper: Literal["a4", "letter"]) -> None:
    found = words(printed(paper=paper).pdf)
    for part in deck().parts:
        for principle in part.entries:
            assert squeezed(plain(principle.name)) in found
            assert squeezed(plain(principle.blocks)) in found
            for said in principle.quotations:
                assert not said.key or squeezed("“" + plain(said.blocks) + "”—AdaExample") in found


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_deck_of_58_principles_takes_two_legible_pages(paper: Literal["a4", "letter"]) -> None:
    made = printed(paper=paper)
    reader = open_pdf(made.pdf)
    assert made.pages == len(reader.pages) == 2
    assert [round(float(side), 2) for side in reader.pages[0].mediabox[2:]] == list(PAPERS[paper])
    assert made.size >= 7.8
    statements = [mark.size for page in pages(made.pdf) for mark in page if mark.font == "SourceSerifPro-Regular"]
    assert min(statements) == pytest.approx(made.size, abs=0.01)


@pytest.mark.parametrize("principles", [1, 5, 18, 58, 70])
def test_nothing_is_smaller_than_seven_points(principles: int) -> None:
    assert min(mark.size for page in pages(printed(principles).pdf) for mark in page if mark.font) >= 6.99


@pytest.mark.parametrize("principles", [1, 5, 18, 58, 70])
def test_all_ink_is_five_millimetres_inside_the_paper(principles: int) -> None:
    width, height = PAPERS["a4"]
    for page in pages(printed(principles).pdf):
        assert min(mark.left for mark in page) > FIVE_MILLIMETRES
        assert max(mark.right for mark in page) < width - FIVE_MILLIMETRES
        assert min(mark.bottom for mark in page) > FIVE_MILLIMETRES
        assert max(mark.top + 0.8 * mark.size for mark in page) < height - FIVE_MILLIMETRES


@pytest.mark.parametrize("principles", [5, 18, 40, 58, 70])
def test_the_columns_of_a_page_end_at_one_height(principles: int) -> None:
    made = printed(principles)
    for page in pages(made.pdf):
        bottoms = column_bottoms(page)
        assert 1 <= len(bottoms) <= 3
        assert max(bottoms) - min(bottoms) <= 10
    assert made.spread <= 10


def column_bottoms(page: list[Mark]) -> list[float]:
    """Give the bottom of each column: columns begin where the bands of the parts and their repetitions do."""
    foot = min(mark.top for mark in page if not mark.font and mark.right - mark.left > 300)
    above = [mark for mark in page if mark.bottom > foot + 2]
    starts = sorted({round(mark.left) for mark in above if not mark.font and mark.top - mark.bottom > 15})
    bands = [start for start in starts if not any(0 < start - other < 60 for other in starts)]
    edges = [*bands, 10_000]
    return [min(mark.bottom for mark in above if left - 12 < mark.left < right - 12) for left, right in pairwise(edges)]


def test_a_part_that_goes_on_in_another_column_says_so() -> None:
    text_of_pages = [page.extract_text() for page in open_pdf(printed().pdf).pages]
    assert sum(page.count("continued") for page in text_of_pages) >= 2


def test_parts_and_principles_are_bookmarks() -> None:
    outline = open_pdf(printed().pdf).outline
    parts = [bookmark.title for bookmark in outline if not isinstance(bookmark, list)]
    names = [bookmark.title for below in outline if isinstance(below, list) for bookmark in below if not isinstance(bookmark, list)]
    assert parts == [part.name.split(" ", 1)[1] for part in deck().parts]
    assert names == [plain(principle.name) for part in deck().parts for principle in part.entries]


def test_the_longest_ordinary_quotations_go_first() -> None:
    made = printed(70)
    assert made.dropped > 0
    found = words(made.pdf)
    ordinary = [said for part in deck(70).parts for one in part.entries for said in one.quotations if not said.key]
    shown = [squeezed(plain(said.blocks)) in found for said in ordinary]
    assert shown.count(False) == made.dropped
    lengths = {True: [], False: []}  # type: dict[bool, list[int]]
    for said, there in zip(ordinary, shown, strict=True):
        lengths[there].append(len(plain(said.blocks)))
    assert sum(lengths[False]) / len(lengths[False]) > sum(lengths[True]) / len(lengths[True])
    assert f"{sum(len(one.quotations) for part in deck(70).parts for one in part.entries) - made.dropped}quotations" in found


def test_a_sheet_of_too_many_principles_says_how_many_pages_it_takes() -> None:
    made = typeset(deck(120, 9), paper="a4")
    assert (made.pdf, len(made.problems)) == (b"", 1)
    assert made.problems[0].kind == "room"
    assert f"takes {made.pages} pages" in made.problems[0].message
    enough = typeset(deck(120, 9), paper="a4", pages=made.pages)
    assert (enough.problems, enough.pages) == ((), made.pages)
    assert made.pages > 2


def test_characters_that_no_font_has_are_named_with_their_place() -> None:
    made = typeset(sheet(SheetPart("1 部", (entry("First", "Some 中文 here"), entry("Second", "fine 😀")))), paper="a4")
    assert made.pdf == b""
    assert [(problem.where, problem.message) for problem in made.problems] == [
        ("1 部", "no font of the sheet has 部"),
        ("First", "no font of the sheet has 中 文"),
        ("Second", "no font of the sheet has 😀"),
    ]


def test_faults_are_problems() -> None:
    too_wide = "$$" + "a+b+c+d+" * 30 + "e$$"
    assert [problem.kind for problem in typeset(one(too_wide), paper="a4").problems] == ["width"]
    assert [problem.kind for problem in typeset(one("word " * 4000), paper="a4").problems] == ["room"]
    assert [problem.kind for problem in typeset(sheet(), paper="a4").problems] == ["room"]
    assert [problem.kind for problem in typeset(one("![x](there-is-none.png)"), paper="a4").problems] == ["picture"]


def test_a_broken_picture_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    made = typeset(one("![x](a.png)"), paper="a4", pictures={"a.png": tmp_path / "a.png"})
    assert (made.pdf, [problem.kind for problem in made.problems]) == (b"", ["picture"])
    assert (made.problems[0].where, "a.png" in made.problems[0].message) == ("A name", True)


def test_a_picture_is_printed_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(40, 20))
    made = typeset(one("![Two boxes](a.png)"), paper="a4", pictures={"a.png": path})
    reader = open_pdf(made.pdf)
    assert len(reader.pages[0].images) == 1
    assert "Two boxes" in alternatives(reader.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def alternatives(node: Any) -> list[str]:
    """Give all alternative texts of a structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for child in node for found in alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + alternatives(node.get("/K", []))


def test_formulas_are_set_and_unknown_ones_show_their_source() -> None:
    made = typeset(one(r"Of $\frac{a}{b}$ and $\nosuch{x}$ and $\input{/etc/passwd}$."), paper="a4")
    found = words(made.pdf)
    assert r"\nosuch{x}" in found
    assert r"\input{/etc/passwd}" in found
    assert r"\frac" not in found
    assert r"\frac{a}{b}" in alternatives(open_pdf(made.pdf).trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]


FORMULAS = [
    r"\sum_{i=1}^n x_i^2",
    r"\int_0^1 f(x)\,dx",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
    r"\hat{x} + \vec v",
    r"\binom{n}{k}",
    r"\lim_{x\to 0} \sin x",
    r"f(x)=\begin{cases}1&x>0\\0&\text{else}\end{cases}",
    r"\sqrt[3]{x}",
    r"\left( \frac12 \right)",
    r"\overline{ab}",
    r"\mathbb{R}",
    "x'",
    r"\underbrace{x}_{y}",
    "5 < 6 & 7",
    "{",
    "",
    r"\\",
    "_",
]


def test_every_sound_formula_is_set() -> None:
    assert [latex for latex in FORMULAS if formula(latex) is None] == ["5 < 6 & 7", "{", "", r"\\", "_"]


def test_any_formula_prints() -> None:
    lines = [Paragraph((Str("Before "), Math(latex), Str(" after "), Math(latex, display=True))) for latex in FORMULAS]
    assert typeset(sheet(SheetPart("A", tuple(SheetEntry((), (line,), "", ()) for line in lines))), paper="a4").problems == ()


HOSTILE = [
    '#eval("1+1")',
    '#read("/etc/passwd")',
    "$ x $ #x",
    "<label> @reference",
    "*not bold* _nor italic_",
    "\\ // comment",
    "/* comment */ = heading",
    "- item",
    "`raw` ~ -- --- ...",
    "#set page(fill: red)",
    "]#text[",
    "\"quoted\" 'text'",
    "#{",
    "\\u{41}",
]


def test_no_text_is_ever_evaluated() -> None:
    entries = tuple(SheetEntry((Str(each),), (Paragraph((Str(each + "!"),)),), "C", ()) for each in HOSTILE)
    found = words(typeset(sheet(SheetPart("#1 $x$", entries)), paper="a4").pdf)
    for each in HOSTILE:
        assert squeezed(each) in found
        assert squeezed(each + "!") in found


def test_overrides_of_direction_are_dropped_and_line_ends_are_spaces() -> None:
    found = open_pdf(typeset(sheet(SheetPart("1 A", (entry("ab\u202ecd", "two\nwords"),))), paper="a4").pdf).pages[0].extract_text()
    assert "abcd" in found
    assert "two words" in found


def test_names_without_anything_to_see_print() -> None:
    unseen = ["", " ", "\u200b", "\u00ad", "\x07", "\u2029"]
    names: list[tuple[Inline, ...]] = [*((Str(each),) for each in unseen), (Break(),), (Math("{}"),), (Math(r"\hat{}"),)]
    entries = tuple(SheetEntry(name, text("Statement"), "", (SheetQuotation((), "", "", "", False),)) for name in names)
    assert typeset(sheet(*(SheetPart(each, entries) for each in unseen)), paper="a4").problems == ()


def test_lines_through_and_under_words_may_be_nested() -> None:
    struck = Emphasis("del", (Str("a"), Emphasis("del", (Gap(1, None, (Emphasis("del", (Str("b"),)),)),))))
    made = typeset(sheet(SheetPart("A", (SheetEntry((Str("n"),), (Paragraph((struck,)),), "", ()),))), paper="a4")
    assert made.problems == ()


@pytest.mark.parametrize("endless", ["x" * 300, "`" + "y" * 200 + "`", "https://example.org/" + "a/" * 200, "`" + "a.b_" * 60 + "`"])
def test_an_endless_word_stays_in_its_column(endless: str) -> None:
    made = typeset(one(endless), paper="a4")
    body = [mark for page in pages(made.pdf) for mark in page if mark.font in ("SourceSerifPro-Regular", "DejaVuSansMono")]
    assert max(mark.right for mark in body) < MARGIN[0] + SINGLE + 1
    assert endless.strip("`") in words(made.pdf)


def test_a_short_last_word_is_never_alone_on_its_line() -> None:
    statements = [" ".join(["word"] * count) + " goes on." for count in range(4, 40)]
    entries = tuple(entry(f"Name {number}", statement) for number, statement in enumerate(statements))
    made = typeset(sheet(SheetPart("1 A", entries)), paper="a4")
    lines = [" ".join(line.split()) for page in open_pdf(made.pdf).pages for line in page.extract_text().splitlines()]
    assert sum(line.endswith("goes on.") for line in lines) == len(statements)


@pytest.mark.parametrize(
    "statement",
    [
        "Größe ist nicht „Übermut“, sagt die Straße.",
        "Το γνῶθι σαυτόν είναι αρχαίο.",
        "Все счастливые семьи похожи друг на друга.",
        "→ ≤ ≠ × ½ € … – —",
        "- one\n- two\n  - three\n\n1. four",
        "| a | b |\n|---|---|\n| c | d |",
        "```\nif x:\n\tprint(1)\n```",
        "> quoted",
        "~~struck~~ **bold** *italic* [a link](https://example.org)",
    ],
)
def test_all_kinds_of_text_print(statement: str) -> None:
    found = words(typeset(one(statement), paper="letter").pdf)
    for word in "".join(c if c.isalpha() else " " for c in statement.partition("](")[0]).split():
        assert word in found


CONTRASTS = [
    "|  | Task conflict | Relationship conflict |\n|---|---|---|\n| It is about | the work: what is better | the person: you don’t care |",
    "| | Milestone | Stepping stone |\n|---|---|---|\n| Uncertainty | as large as before | smaller, since it ran for real |",
    "| Approach | Scope | If it goes wrong |\n|---|---|---|\n| The management | a line manager’s reach | the business is not challenged |",
    "| | Junior | Senior | Staff |\n|---|---|---|---|\n| Asks | someone should | we should | I will |",
    "| Say | Instead of |\n|---|---|\n| `let_me_check()`, $x^2$, ~~no~~ | an incomprehensible https://example.org/a/b/c/d |",
    "| Stage | Share |\n|:--|--:|\n| Half | 50 % |",
    "| Alone |\n|---|\n| here |",
]


@cache
def contrasts(paper: Literal["a4", "letter"], ink: Literal["color", "gray"] = "color") -> Typeset:
    """Give a sheet of three columns with tables in it."""
    filler = deck(58, quoted=False).entries
    parts = (SheetPart(f"{at + 1} A", (entry("Table", table), *filler[at * 8 : at * 8 + 8])) for at, table in enumerate(CONTRASTS))
    made = typeset(sheet(*parts), paper=paper, ink=ink)
    assert made.problems == ()
    return made


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_table_is_as_wide_as_its_column_and_legible(paper: Literal["a4", "letter"]) -> None:
    width = (PAPERS[paper][0] - 2 * MARGIN[0] - 2 * GUTTER) / 3
    starts = [MARGIN[0] + place * (width + GUTTER) for place in range(3)]
    reader = open_pdf(contrasts(paper).pdf)
    grounds = 0
    for page in reader.pages:
        foot = min(mark.top for mark in marks(page, reader) if not mark.font and mark.right - mark.left > 500)
        for mark in (mark for mark in marks(page, reader) if mark.bottom > foot + 2):
            start = max((start for start in starts if start < mark.left + 12), default=starts[0])
            if mark.font.startswith("SourceSans"):
                assert mark.size >= 6.99
            if mark.font == "SourceSansPro-Regular" and mark.top < PAPERS[paper][1] - 100:  # what is in a table, and nothing else
                assert mark.size >= 7.4 - 0.01
                assert start < mark.left < mark.right < start + width
            grounds += not mark.font and abs(mark.right - start - width) < 0.01 and 10 < mark.top - mark.bottom < 30
    assert grounds > len(CONTRASTS)


def test_every_word_of_a_table_is_printed_whole() -> None:
    found = [" ".join(page.extract_text().split()) for page in open_pdf(contrasts("a4").pdf).pages]
    for word in ("relationship", "conflict", "uncertainty", "management", "challenged", "incomprehensible"):
        assert any(word in page.lower() for page in found), word


def test_a_table_tells_its_head_to_those_who_hear_it() -> None:
    """Also where the first cell of the head is empty."""
    made = typeset(one(CONTRASTS[0]), paper="a4")
    tags = structure(open_pdf(made.pdf).trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    assert (tags.count("/Table"), tags.count("/TH"), tags.count("/TD")) == (1, 3, 3)


def structure(node: Any) -> list[str]:
    """Give the tags of a structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for child in node for found in structure(child)]
    if not isinstance(node, dict):
        return []
    return [*([str(node["/S"])] if "/S" in node else []), *structure(node.get("/K", []))]


@pytest.mark.parametrize(("columns", "word"), [(9, "1234567890" * 2), (30, "incomprehensibilities"), (60, "x")])
def test_a_table_too_wide_for_its_column_is_a_problem(columns: int, word: str) -> None:
    row = f"| {word} " * columns + "|\n"
    made = typeset(one(row + "|---" * columns + "|\n" + row), paper="a4")
    assert (made.pdf, [(problem.kind, problem.where) for problem in made.problems]) == (b"", [("width", "A name")])


def test_columns_are_wide_where_it_makes_the_table_less_tall() -> None:
    unequal = shares([["", "Little", "Much"], ["Words", "few", "very many more words than in the other one of the two columns"]])
    for _, (label, one_side, other) in unequal:
        assert max(label, one_side) < other
    equal = shares([["", "Before it", "Afterwards"], ["Value", "only with the very last", "each brings some of it"]])
    for _, (label, one_side, other) in equal:
        assert label < one_side == other


def test_any_number_of_columns_shares_the_width() -> None:
    for columns in range(1, 15):
        assert all(len(parts) == columns and min(parts) > 0 for _, parts in shares([["", *["word"] * (columns - 1)]] * 3))


def test_a_text_without_a_name_prints() -> None:
    """A card that is only a gap text or only a quotation."""
    nameless = (SheetEntry((), text("Just a text."), "C", ()), SheetEntry((), (), "C", (quotation("only said"),)))
    made = typeset(sheet(SheetPart("1 A", nameless)), paper="a4")
    assert made.problems == ()
    assert "Justatext.C" in words(made.pdf)
    assert "“onlysaid”—AdaExampleC" in words(made.pdf)


def test_quotation_marks_are_those_of_the_language() -> None:
    made = typeset(sheet(SheetPart("1 Teil", (entry("Name", "Satz.", quotation("Wer wagt", key=True)),)), lang="de-CH"), paper="a4")
    assert "„Werwagt“" in words(made.pdf)
    assert open_pdf(made.pdf).trailer["/Root"]["/Lang"] == "de-CH"  # type: ignore[index]


def test_pictures_are_found_wherever_they_stand() -> None:
    inside = Paragraph((Str("a "), Image("x.png", "alt")))
    made = typeset(sheet(SheetPart("1 A", (SheetEntry((Str("n"),), (), "", (SheetQuotation((inside,), "", "", "", False),)),))), paper="a4")
    assert [problem.where for problem in made.problems] == ["n"]


PIECES = st.lists(
    st.builds(
        Piece,
        height=st.floats(5, 120),
        gap=st.floats(2, 14),
        stretch=st.floats(0, 10),
        penalty=st.sampled_from([None, 0.0, 0.1, 3.0]),
        again=st.sampled_from([0.0, 25.0]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.lists(st.floats(100, 700), min_size=1, max_size=6))
def test_columns_hold_every_piece_once_and_break_only_where_they_may(pieces: list[Piece], heights: list[float]) -> None:
    columns = fill(pieces, heights)
    if columns is None:
        return
    assert [k for column in columns for k in range(column.start, column.end)] == list(range(len(pieces)))
    assert all(pieces[column.start].penalty is not None for column in columns[1:])
    for column, height in zip(columns, heights, strict=False):
        assert column.height <= height + 0.01
        for gap, piece in zip(column.gaps, pieces[column.start + 1 : column.end], strict=True):
            assert piece.gap * (1 - SHRINK) - 0.01 <= gap <= piece.gap + piece.stretch + 0.01


def test_the_name_of_a_row_is_not_broken_beside_cells_of_many_words() -> None:
    many = "delivered with each step as soon as it has run on real data for a while"
    for _, (first, *others) in shares([["", "Milestone", "Stepping stone"], ["Uncertainty", many, many], ["Value", many, many]]):
        assert first / (first + sum(others)) * 22.5 > 5.9  # ems: the word with its inset

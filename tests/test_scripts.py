"""Fonts: what is printed without any, what with those that a deck names, and what is said of characters that no font has."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from fonts import FORMS, font
from pdf import Mark, marks, open_pdf, squeezed, words
from products import each_product, made
from sample import FILES, write_project

from deckgen.diagnostics import Diagnostics
from deckgen.model import Deck
from deckgen.pipeline.load import load
from deckgen.print.compose import cheat_sheet

HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結為霜金生麗水玉出崑岡"
PUNCTUATION = "、。"
BEH, ALEF_HEBREW, PARTY = "\u0628", "\u05d0", "\U0001f389"
GLYPHS = {
    "Test Han": font("Test Han", HAN + PUNCTUATION + "“”…", widths=dict.fromkeys(PUNCTUATION, 500) | dict.fromkeys("“”…", 800)),
    "Test Arabic": font("Test Arabic", "\u200c", joined=BEH),
    "Test Hebrew": font("Test Hebrew", "\u05d0\u05d1"),
    "Test Emoji": font("Test Emoji", PARTY + "\u2764"),
}
NAMED = {f"fonts/{name.replace(' ', '')}.ttf": data for name, data in GLYPHS.items()}


def project(root: Path, question: str, answer: str = "x", *, fonts: str = "", lang: str = "en") -> Path:
    """Write a project of one card, with the fonts of this module in it; `fonts` is what deck.yaml says of them."""
    head = str(FILES["cards/deck.yaml"]) + f"lang: {lang}\n" + (f"print: {{fonts: {fonts}}}\n" if fonts else "")
    cards = f"part: 1 Only\ncards:\n  - id: a\n    q: |\n      {question}\n    a: |\n      {answer}\n"
    files = {"cards/deck.yaml": head, "cards/01-first.yaml": cards, "cards/02-second.yaml": None, **NAMED}
    return write_project(root, files)


def of_font(data: bytes, name: str) -> list[Mark]:
    """Give all glyphs of a font, line by line from the top, from left to right."""
    reader = open_pdf(data)
    found = [mark for page in reader.pages for mark in marks(page, reader) if mark.font == name]
    return sorted(found, key=lambda mark: (-round(mark.bottom), mark.left))


def width(mark: Mark) -> int:
    return round((mark.right - mark.left) / mark.size * 1000)


@each_product
@pytest.mark.parametrize(
    "text",
    ["Größe, façade, Łódź, Tiếng Việt, ſ", "Γνῶθι σεαυτόν", "Все счастливые семьи, ґ, ў, ђ", "→ ≤ ≠ × ½ € … ✓ ★ ❤ ❤\ufe0f ‰ № ①"],
)
def test_latin_greek_cyrillic_and_symbols_need_no_font(tmp_path: Path, product: str, text: str) -> None:
    one = made(project(tmp_path, text), product)
    assert one.diagnostics == ()
    assert squeezed(text).replace("\ufe0f", "") in words(one.data).replace("\ufe0f", "")


@each_product
@pytest.mark.parametrize(
    ("text", "script", "font"),
    [
        ("天地 かな カナ 한국", "Chinese, Japanese or Korean", "Noto Sans CJK"),
        ("بب", "Arabic", "Noto Naskh Arabic"),
        ("אב", "Hebrew", "Noto Sans Hebrew"),
        ("ไทย", "Thai", "Noto Sans Thai"),
        ("Well done 🎉🚀 👨‍👩‍👧 🇩🇪", "emoji", "Noto Color Emoji"),
        ("ᚠ", "rare characters", "Noto Sans"),
    ],
)
def test_other_scripts_without_a_font_are_one_error_that_tells_what_to_get(
    tmp_path: Path, product: str, text: str, script: str, font: str
) -> None:
    one = made(project(tmp_path, text), product)
    assert one.data == b""
    (found,) = one.diagnostics
    assert (found.code, found.is_error, found.span.file, found.span.line) == ("P001", True, "cards/01-first.yaml", 5)
    assert f"({script})" in found.message
    assert all(character in found.message for character in text if character.isalpha() and not character.isascii())
    help = "\n".join(found.help)
    assert "they are on: a" in help
    assert f"get {font}" in help
    assert "cards/deck.yaml: `print: {fonts: [fonts/Noto" in help


def test_every_product_says_the_same_of_them_so_that_it_is_said_once(tmp_path: Path) -> None:
    root = project(tmp_path, "天地", "אב 天")
    assert len({made(root, product).diagnostics for product in ("sheet", "cards", "quiz")}) == 1


def test_hundreds_of_characters_on_many_cards_are_one_error_a_script(tmp_path: Path) -> None:
    many = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))
    notes = "".join(f"  - {{id: n{n}, q: '{many[n * 10 : n * 10 + 10]}', a: 'אב'}}\n" for n in range(30))
    files = {"cards/01-first.yaml": "part: 1 Only\ncards:\n" + notes, "cards/02-second.yaml": None}
    han, hebrew = made(write_project(tmp_path, files), "sheet").diagnostics
    assert "and 288 more (Chinese" in han.message
    assert "they are on: n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10, n11 and 18 more" in han.help
    assert "no font has א ב (Hebrew)" in hebrew.message


def test_a_named_font_that_lacks_them_is_told_so(tmp_path: Path) -> None:
    (found,) = made(project(tmp_path, "天 אב", fonts="[fonts/TestHan.ttf]"), "sheet").diagnostics
    assert "no font has א ב (Hebrew)" in found.message
    assert "the fonts that deck.yaml names do not have them" in "\n".join(found.help)


@each_product
def test_named_fonts_set_what_others_lack_and_leave_latin_as_it_is(tmp_path: Path, product: str) -> None:
    text = f"Latin → 天地, {BEH}, אב {PARTY} ❤ x"
    one = made(project(tmp_path / "named", text, fonts="fonts"), product)
    assert one.diagnostics == ()
    for name in GLYPHS:
        assert of_font(one.data, name.replace(" ", "") or name), name
    latin = made(project(tmp_path / "latin", "Latin → only, “quoted” … x", fonts="fonts"), product)
    assert latin.data == made(project(tmp_path / "bare", "Latin → only, “quoted” … x"), product).data


def test_a_system_font_never_changes_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a machine has a font for these characters, it is not used; where it has none, the same is said."""
    home = tmp_path / "home"
    for folder in (home / ".fonts", home / ".local/share/fonts"):
        folder.mkdir(parents=True)
        (folder / "a.ttf").write_bytes(GLYPHS["Test Han"])
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local/share"))
    monkeypatch.setenv("TYPST_FONT_PATHS", str(home / ".fonts"))
    assert [one.code for one in made(project(tmp_path / "p", "天地"), "sheet").diagnostics] == ["P001"]


@each_product
def test_arabic_letters_join_and_run_from_right_to_left(tmp_path: Path, product: str) -> None:
    one = made(project(tmp_path, BEH * 3, fonts="fonts"), product)
    beginning, middle, end = FORMS[".init"], FORMS[".medi"], FORMS[".fina"]
    shapes = [width(mark) for mark in of_font(one.data, "TestArabic")]
    assert shapes[:3] == [end, middle, beginning]
    assert BEH * 3 in words(one.data)


def test_a_joiner_between_letters_keeps_them_apart_in_one_font(tmp_path: Path) -> None:
    one = made(project(tmp_path, f"{BEH}{BEH}\u200c{BEH}", fonts="fonts"), "sheet")
    shapes = [width(mark) for mark in of_font(one.data, "TestArabic") if width(mark) in FORMS.values()]
    assert shapes == [FORMS[""], FORMS[".fina"], FORMS[".init"]]


@each_product
def test_hebrew_begins_at_the_right_and_latin_at_the_left(tmp_path: Path, product: str) -> None:
    """The same word in two answers: a block is as wide as its column, so the margins tell."""
    hebrew = of_font(made(project(tmp_path / "he", "What?", "אאאא", fonts="fonts"), product).data, "TestHebrew")
    mixed = of_font(made(project(tmp_path / "la", "What?", "Latin: אאאא", fonts="fonts"), product).data, "TestHebrew")
    assert hebrew[0].left > mixed[-1].right


@pytest.mark.parametrize("product", ["cards", "quiz"])
def test_a_prompt_in_english_above_a_term_in_hebrew_is_in_english_order(tmp_path: Path, product: str) -> None:
    root = project(tmp_path, "x", fonts="fonts")
    term = "part: 1 Only\ncards:\n  - id: a\n    term: אאאא\n    means: x\n"
    (root / "cards/01-first.yaml").write_text(term, encoding="utf-8")
    reader = open_pdf(made(root, product).data)
    sans = [mark for page in reader.pages for mark in marks(page, reader) if mark.font.startswith("SourceSansPro")]
    lines = [[*line] for _, line in groupby(sans, lambda mark: (mark.bottom, mark.font))]
    (prompt,) = (sorted(line, key=lambda mark: mark.left) for line in lines if len(line) == len("What does it mean?"))
    assert width(prompt[0]) > 1.5 * width(prompt[-1]), "W is wide, and a question mark is not"


@each_product
def test_the_pages_of_a_deck_in_arabic_stay_on_the_paper(tmp_path: Path, product: str) -> None:
    data = made(project(tmp_path, BEH * 3, BEH * 2, fonts="fonts", lang="ar"), product).data
    reader = open_pdf(data)
    for page in reader.pages:
        wide, tall = (float(side) for side in page.mediabox[2:])
        assert all(mark.left > 0 and mark.right < wide and 0 < mark.bottom < tall for mark in marks(page, reader))
    assert reader.trailer["/Root"]["/Lang"] == "ar"  # type: ignore[index]


def test_the_columns_of_a_sheet_in_arabic_run_from_right_to_left(tmp_path: Path) -> None:
    notes = "".join(f"  - {{id: n{n}, q: {BEH * 5} {n}, a: {' '.join([BEH * 7] * 30)}}}\n" for n in range(40))
    files = {"cards/01-first.yaml": f"part: 1 {BEH}\ncards:\n" + notes, "cards/02-second.yaml": None, **NAMED}
    head = str(FILES["cards/deck.yaml"]) + "lang: ar\nprint: {fonts: fonts}\n"
    reader = open_pdf(made(write_project(tmp_path, {**files, "cards/deck.yaml": head}), "sheet").data)
    page = reader.pages[0]
    digits = [mark for mark in marks(page, reader) if mark.font == "SourceSansPro-Bold" and mark.size < 14 and mark.top < 700]
    first, last = digits[0], digits[-1]
    assert first.left > last.right + 100


@each_product
def test_chinese_breaks_between_characters_but_not_before_a_full_stop(tmp_path: Path, product: str) -> None:
    """No spaces, no hyphens, every line full, and no line that begins with what ends a sentence."""
    text = "".join(HAN[at : at + 7] + PUNCTUATION[at % 2] for at in range(0, 42, 7)) * 5
    one = made(project(tmp_path, "What?", text, fonts="fonts"), product)
    assert text in words(one.data)
    lines = [list(line) for _, line in groupby(of_font(one.data, "TestHan"), key=lambda mark: round(mark.bottom))]
    assert len(lines) > 2
    assert [width(line[0]) for line in lines] == [1000] * len(lines)
    *full, _ = (line[-1].right - line[0].left for line in lines)
    assert max(full) - min(full) <= 2.1 * lines[0][0].size
    reader = open_pdf(one.data)
    assert not any("\u00ad" in page.extract_text() or "‐" in page.extract_text() for page in reader.pages)


def test_ends_of_lines_in_a_chinese_paragraph_are_no_spaces(tmp_path: Path) -> None:
    one = made(project(tmp_path, "天地\n      玄黄 and\n      宇宙", fonts="fonts"), "sheet")
    text = "".join(page.extract_text() for page in open_pdf(one.data).pages)
    assert "天地玄黄 and 宇宙" in text.replace("\n", " ")


@pytest.mark.parametrize(("lang", "wide"), [("zh-CN", True), ("ja", True), ("ko", False), ("en", False)])
def test_marks_around_chinese_are_wide_where_that_is_the_language(tmp_path: Path, lang: str, wide: bool) -> None:
    one = made(project(tmp_path, "“天地”", fonts="fonts", lang=lang), "sheet")
    assert (800 in map(width, of_font(one.data, "TestHan"))) is wide


def test_fonts_are_used_in_the_order_in_which_they_are_named(tmp_path: Path) -> None:
    other = {"fonts/AAA.ttf": font("AAA Test", HAN)}
    for fonts, used in (("[fonts/TestHan.ttf, fonts/AAA.ttf]", "TestHan"), ("[fonts/AAA.ttf, fonts/TestHan.ttf]", "AAATest")):
        root = write_project(project(tmp_path / used, "天地", fonts=fonts), {**files_of(tmp_path / used), **other})
        one = made(root, "sheet")
        assert len(of_font(one.data, used)) == 2


def files_of(root: Path) -> dict[str, str | bytes | None]:
    """Give a project's files, so that writing more of them changes none."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()} | {
        "cards/02-second.yaml": None
    }


def test_a_folder_of_fonts_does_not_lead_out_of_the_project(tmp_path: Path) -> None:
    outside = tmp_path / "outside.ttf"
    outside.write_bytes(GLYPHS["Test Han"])
    root = project(tmp_path / "p", "天地", fonts="[mine]")
    (root / "mine").mkdir()
    (root / "mine" / "a.ttf").symlink_to(outside)
    assert [one.code for one in load(root).diagnostics] == ["M007"]


@pytest.mark.parametrize("damaged", [GLYPHS["Test Han"][:300], b"\0\1\0\0" + b"\xff" * 400, b"OTTO"])
def test_a_damaged_font_is_an_error_at_its_place(tmp_path: Path, damaged: bytes) -> None:
    root = project(tmp_path, "天地", fonts="[fonts/a.ttf]")
    (root / "fonts/a.ttf").write_bytes(damaged)
    (found,) = load(root).diagnostics
    assert (found.code, found.span.file) == ("M008", "cards/deck.yaml")


def sheet(root: Path) -> tuple[bytes, Diagnostics]:
    deck: Deck = load(root).decks[0]
    data, found, _ = cheat_sheet(deck, "a4", "color")
    return data, found


def test_a_formula_and_code_in_another_script_use_its_font_too(tmp_path: Path) -> None:
    for text in ("`天地`", r"$\text{天地}$", "```\n      天地\n      ```"):
        root = project(tmp_path / str(len(text)), text, fonts="fonts")
        data, found = sheet(root)
        assert found == ()
        assert len(of_font(data, "TestHan")) == 2
        data, found = sheet(write_project(root, {**files_of(root), "cards/deck.yaml": str(FILES["cards/deck.yaml"])}))
        assert [one.code for one in found] == ["P001"]

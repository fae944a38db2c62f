"""What of a deck its sheet shows, and what is said where it cannot be printed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from sample import write_project

from deckgen.diagnostics import Diagnostics
from deckgen.pipeline.load import load
from deckgen.print.compose import cheat_sheet


def printed(root: Path) -> tuple[str, Diagnostics, str]:
    """Give the text of a project's sheet, white space folded, with findings and remark."""
    pdf, found, remark = cheat_sheet(load(root).decks[0], "a4", "color")
    pages = PdfReader(io.BytesIO(pdf)).pages if pdf else []
    return " ".join(" ".join(page.extract_text() for page in pages).split()), found, remark


def part(number: int, *notes: str) -> str:
    """Give a file of cards."""
    return f"part: {number} Part {number}\ncards:\n" + "".join(f"  - {note}\n" for note in notes)


def only(**files: str) -> dict[str, str | bytes | None]:
    """Give changes that leave these parts only, by number."""
    gone: dict[str, str | bytes | None] = {"cards/01-first.yaml": None, "cards/02-second.yaml": None}
    return {**gone, **{f"cards/{name}.yaml": text for name, text in files.items()}}


def test_a_principle_appears_once_where_it_is_cited_first(tmp_path: Path) -> None:
    files = only(
        p1=part(1, "{id: a, q: A?, a: x, source: two#practice}"),
        p2=part(2, "{id: b, q: B?, a: x, source: [two#practice, one#opposite]}"),
    )
    text, found, _ = printed(write_project(tmp_path, files))
    assert found == ()
    assert text.count("Practice") == 1
    assert text.index("Part 1") < text.index("Practice") < text.index("Part 2", text.index("Practice")) < text.index("The opposite test")
    assert "2 principles" in text


def test_notes_without_a_principle_appear_as_what_they_ask_and_answer(tmp_path: Path) -> None:
    notes = (
        "{id: q, q: Which way?, a: Forward.}",
        "{id: t, term: DRI, means: the one who is responsible}",
        "{id: c, cloze: 'Some {{c1::gap}} here'}",
        "{id: s, said: There is no point in being right alone, source: one}",
        "{id: l, list: Steps, items: [gather, plan]}",
    )
    text, found, _ = printed(write_project(tmp_path, only(p1=part(1, *notes))))
    assert found == ()
    for words in (
        "Which way? Forward.",
        "DRI the one who is responsible",
        "Some gap here",
        "There is no point in being right alone",
        "Steps",
    ):
        assert words in text.replace("• ", "")
    assert "c1" not in text
    assert "principle" not in text.split("Part 1")[0]


def test_sheet_false_keeps_a_note_and_its_principle_off(tmp_path: Path) -> None:
    notes = ("{id: a, q: A?, a: x, source: two#practice, sheet: false}", "{id: b, q: B?, a: stays}")
    text, _, _ = printed(write_project(tmp_path, only(p1=part(1, *notes))))
    assert "Practice" not in text
    assert "stays" in text


def test_pictures_of_the_same_name_beside_different_files_are_different_pictures(tmp_path: Path) -> None:
    from sample import FILES, PIXEL

    one = str(FILES["content/one.md"]).replace("is a position, too.", "is ![this](dot.png) a position.")
    root = write_project(tmp_path, {"content/one.md": one, "content/dot.png": PIXEL + b"another"})
    deck = load(root).decks[0]
    assert {"content/dot.png", "cards/dot.png"} == set(deck.media)
    _, found, _ = printed(root)
    assert found == ()


def test_a_deck_with_nothing_for_the_sheet_is_warned_of_and_makes_no_file(tmp_path: Path) -> None:
    text, found, _ = printed(write_project(tmp_path, only(p1=part(1, "{id: a, q: A?, a: x, sheet: false}"))))
    assert [(one.code, one.is_error) for one in found] == [("P006", False)]
    assert text == ""


def test_characters_that_no_font_has_are_an_error_at_the_note_that_has_them(tmp_path: Path) -> None:
    root = write_project(tmp_path, only(p1=part(1, "{id: a, q: A?, a: x}", "{id: b, q: What is 道?, a: the way}")))
    _, (found,), _ = printed(root)
    assert (found.code, found.is_error, found.span.file, found.span.line) == ("P001", True, "cards/p1.yaml", 4)
    assert "道" in found.message


def test_a_sheet_longer_than_two_pages_is_made_and_warned_of(tmp_path: Path) -> None:
    notes = [f"{{id: n{n}, q: 'What is the long question of number {n}?', a: '{'An answer of many words. ' * 6}'}}" for n in range(140)]
    text, found, remark = printed(write_project(tmp_path, only(p1=part(1, *notes))))
    assert [(one.code, one.is_error) for one in found] == [("P002", False)]
    assert "number 139?" in text
    assert int(remark.split()[0]) > 2


@pytest.mark.parametrize("statement", ["x" * 400, "$\\frac{1}{2$"])
def test_endless_words_and_broken_formulas_are_printed_all_the_same(tmp_path: Path, statement: str) -> None:
    _, found, _ = printed(write_project(tmp_path, only(p1=part(1, "{id: a, q: A?, a: '" + statement + "'}"))))
    assert found == ()


def test_an_answer_longer_than_a_column_is_an_error_at_its_note_with_a_way_out(tmp_path: Path) -> None:
    notes = ("{id: a, q: A?, a: x}", "{id: b, q: B?, a: '" + "word " * 1500 + "'}")
    _, (found,), _ = printed(write_project(tmp_path, only(p1=part(1, *notes))))
    assert (found.code, found.is_error, found.span.line) == ("P002", True, 4)
    assert "sheet: false" in "".join(found.help)

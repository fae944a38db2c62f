"""What of a deck its sheet shows, and what is said where it cannot be printed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Literal

import pytest
from pypdf import PdfReader
from sample import PIXEL, write_project

from deckgen.authored import state
from deckgen.diagnostics import Diagnostics
from deckgen.pipeline.load import load
from deckgen.print import compose
from deckgen.print.compose import cheat_sheet


def printed(root: Path, paper: Literal["a4", "letter"] = "a4") -> tuple[str, Diagnostics, str]:
    """Give the text of a project's sheet, white space folded, with findings and remark."""
    pdf, found, remark = cheat_sheet(load(root).decks[0], paper, "color")
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
    from sample import FILES

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


def source(*principles: str) -> str:
    """Give a content file."""
    return "---\ntitle: A source\nauthor: Ann\n---\n" + "".join(f"\n## {principle}\n" for principle in principles)


def ranked(count: int = 125, marks: str = " rank=1") -> dict[str, str | bytes | None]:
    """Give changes for a deck of so many principles in five parts, every third with these marks, cited by one or two notes each."""
    statement = "We say in our own words what this is about, **briefly**, and then in a few words more why it is so."
    principles = [
        f"Name {n} {{#p{n}{marks if n % 3 == 0 else ' rank=3' * (n % 10 == 1) if marks else ''}}}\n\n{statement}\n\n> quoted {n}"
        for n in range(count)
    ]
    notes = [
        [f"{{id: n{n}-{m}, q: Q?, a: x, source: many#p{n}}}" for n in range(at, count, 5) for m in range(1 + (n % 2))] for at in range(5)
    ]
    return {"content/many.md": source(*principles), **only(**{f"p{at}": part(at + 1, *own) for at, own in enumerate(notes)})}


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_ranked_deck_keeps_to_two_pages_and_says_what_is_on_them(tmp_path: Path, paper: Literal["a4", "letter"]) -> None:
    text, found, remark = printed(write_project(tmp_path, ranked()), paper)
    assert found == ()
    said = re.fullmatch(r"2 pages, (\d+) of 125 principles, (\d+) of 125 quotations", remark)
    assert said
    names = {int(number) for number in re.findall(r"Name (\d+)", text)}
    assert set(range(0, 125, 3)) <= names
    assert (len(names), text.count("“quoted")) == (int(said[1]), int(said[2]))
    assert f"{said[1]} principles" in text
    low = {n for n in range(125) if n % 3 and n % 10 == 1}
    twice = {n for n in range(1, 125, 2) if n % 3} - low
    assert not low & names
    assert len(twice & names) > len({n for n in range(0, 125, 2) if n % 3} & names)


def test_a_deck_without_ranks_leaves_no_principle_out_and_learns_of_them(tmp_path: Path) -> None:
    text, (found,), remark = printed(write_project(tmp_path, ranked(marks="")))
    assert (found.code, found.is_error) == ("P002", False)
    assert "`rank=1`" in "".join(found.help)
    assert len(set(re.findall(r"Name (\d+)", text))) == 125
    assert "principles" not in remark


def test_too_many_principles_of_the_first_rank_take_more_pages(tmp_path: Path) -> None:
    changes = {name: str(text).replace(" rank=3", "") if text else None for name, text in ranked(160).items()}
    changes["content/many.md"] = re.sub(r"(#p\d+)( rank=1)?}", r"\1 rank=1}", str(changes["content/many.md"]))
    text, (found,), remark = printed(write_project(tmp_path, dict(changes)))
    assert (found.code, found.is_error) == ("P002", False)
    assert "fewer" in "".join(found.help)
    assert len(set(re.findall(r"Name (\d+)", text))) == 160
    assert int(remark.split()[0]) > 2


def test_of_a_huge_ranked_deck_only_the_best_are_weighed_and_all_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path, ranked())
    text, _, remark = printed(root)
    monkeypatch.setattr(compose, "MOST", 110)
    best, found, said = printed(root)
    assert found == ()
    assert (re.findall(r"Name (\d+)", best), said) == (re.findall(r"Name (\d+)", text), remark)
    monkeypatch.setattr(compose, "MOST", 50)
    fewer, _, said = printed(root)
    assert {f"Name {n}" for n in range(0, 125, 3)} <= set(re.findall(r"Name \d+", fewer))
    assert "50 of 125 principles" in said


def test_of_a_huge_deck_without_ranks_there_is_no_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "MOST", 100)
    text, (found,), _ = printed(write_project(tmp_path, ranked(marks="")))
    assert (text, found.code, found.is_error) == ("", "P002", False)
    assert "125 entries" in found.message


def test_another_rank_or_citation_is_another_edition_only_where_it_decides(tmp_path: Path) -> None:
    def edition(name: str, old: str, new: str, more: str) -> str:
        one = source("First {#first}\n\nOne.", "Second {#second}\n\nTwo.").replace(old, new)
        cards = part(1, "{id: a, q: A?, a: x, source: many#first}", "{id: b, q: B?, a: x, source: many#second}", *([more] if more else []))
        text, _, _ = printed(write_project(tmp_path / name, {"content/many.md": one, **only(p1=cards)}))
        found = re.search(r"small ([0-9a-f]{7})", text)
        assert found
        return found[1]

    again = "{id: c, q: C?, a: x, source: many#first}"
    plain, cited = edition("1", "", "", ""), edition("2", "", "", again)
    ranked, ranked_cited = edition("3", "{#first}", "{#first rank=1}", ""), edition("4", "{#first}", "{#first rank=1}", again)
    assert plain == cited
    assert len({plain, ranked, ranked_cited}) == 3


def test_a_statement_s_further_paragraphs_are_not_on_the_sheet(tmp_path: Path) -> None:
    statement = (
        "The gist of it.\n\nFurther words of it.\n\n---\n\n- an item\n\n| a | b |\n|---|---|\n| cell | other |\n\n"
        "More of `it` and $x$.\n\n$$y$$\n\n```\nsome code\n```\n\n![this](dot.png)\n"
    )
    files: dict[str, str | bytes | None] = {"content/dot.png": PIXEL, "content/one.md": source("Name {#name}\n\n" + statement)}
    root = write_project(tmp_path, {**files, **only(p1=part(1, "{id: a, q: A?, a: x, source: one#name}"))})
    text, found, _ = printed(root)
    assert found == ()
    for words in ("The gist of it.", "an item", "cell other", "some code"):
        assert words in text
    for words in ("Further", "More of"):
        assert words not in text
    pdf, _, _ = cheat_sheet(load(root).decks[0], "a4", "color")
    assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 1


def test_a_statement_may_begin_with_a_table_or_have_no_paragraph(tmp_path: Path) -> None:
    table = "| a | b |\n|---|---|\n| cell | other |"
    principles = (f"One {{#one}}\n\n{table}\n\nThe gist.\n\nFurther words.", f"Two {{#two}}\n\n{table}")
    notes = part(1, "{id: a, q: A?, a: x, source: [one#one, one#two]}")
    text, found, _ = printed(write_project(tmp_path, {"content/one.md": source(*principles), **only(p1=notes)}))
    assert found == ()
    assert "cell other The gist." in text
    assert "Further" not in text


def test_a_text_for_the_sheet_stands_for_the_answer(tmp_path: Path) -> None:
    notes = (
        "{id: q, q: Which way?, a: Long ago, sheet: 'Now **short**, ![d](dot.png)'}",
        "{id: l, list: Steps, items: [gather, plan], sheet: Gather and plan}",
        "{id: c, cloze: 'Some {{c1::gap}} here', sheet: A gap}",
        "{id: s, said: There is no point in being right alone, source: one, sheet: Alone}",
        "{id: y, q: Yes?, a: As it is, sheet: yes}",
        "{id: w, q: Word?, a: As asked, sheet: '0'}",
    )
    text, found, remark = printed(write_project(tmp_path, only(p1=part(1, *notes))))
    assert found == ()
    for words in ("Which way? Now short,", "Steps Gather and plan", "A gap", "Alone", "Yes? As it is", "Word? 0"):
        assert words in text
    for words in ("Long ago", "•", "Some", "no point", "As asked"):
        assert words not in text
    assert remark == "1 page"


def test_a_text_for_the_sheet_is_nothing_to_learners(tmp_path: Path) -> None:
    decks = [
        load(write_project(tmp_path / name, only(p1=part(1, f"{{id: a, q: A?, a: x{sheet}}}")))).decks[0]
        for name, sheet in (("without", ""), ("with", ", sheet: short"))
    ]
    one, other = ([note.written for note in state(deck).notes.values()] for deck in decks)
    assert one == other

"""Flashcards, read back from their PDF: backs behind their fronts, everything in its cell, legible, in the order of cut stacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pdf import Mark, marks, open_pdf, placed, squeezed, words
from pypdf import PageObject, PdfReader
from sample import FILES, write_project

from deckgen.cli import deckgen
from deckgen.diagnostics import Diagnostics
from deckgen.model import CardOptions, Deck, PrintOptions
from deckgen.pipeline import outputs
from deckgen.pipeline.load import load
from deckgen.print.faces import faces
from deckgen.print.flashcards import flashcards
from deckgen.print.grid import CARDS, Grid, grid, in_stacks
from deckgen.print.look import FLOOR, LOOKS, room
from deckgen.print.papers import MM, PAPERS
from deckgen.read import keys

FIVE = 5 * MM
NEAR = 0.1 * MM
HEAD = "deck: Deck\nuid: 0123456789abcdef0123456789abcdef\nid: deck\n"
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = [f"{ten} {one}".strip() for ten in ("", "twenty") for one in ONES][:19]
PIECES = [("a4", "a7"), ("letter", "3x5"), ("a4", "credit-card"), ("a5", "a8")]


def deck(root: Path, *notes: str, head: str = HEAD, files: Mapping[str, str | bytes] | None = None) -> Deck:
    """Give a deck of one part with these notes."""
    gone = dict.fromkeys(FILES)
    cards = "part: 1 Part\ncards:\n" + "".join(f"  - {note}\n" for note in notes)
    return load(write_project(root, {**gone, "cards/deck.yaml": head, "cards/01.yaml": cards, **(files or {})})).decks[0]


def many(root: Path, count: int = 19) -> Deck:
    """Give a deck of cards that say their number in words, so that the only figures on them are deckgen's."""
    notes = (f"{{id: n{at}, q: 'Front {NUMBERS[at % 19]}?', a: Back {NUMBERS[at % 19]}}}" for at in range(count))
    return deck(root, *notes)


def made(
    of: Deck, size: str = "a7", paper: str = "a4", flip: str = "long-edge", offset: tuple[float, float] = (0.0, 0.0), ink: str = "color"
) -> tuple[bytes, Diagnostics, str]:
    options = PrintOptions(paper, ink, cards=CardOptions(size, flip, offset))
    return flashcards(of, faces(of), options, paper, ink)


def printed(of: Deck, *how: Any, **named: Any) -> PdfReader:
    """Print, and expect no findings."""
    data, found, _ = made(of, *how, **named)
    assert found == ()
    return open_pdf(data)


def side(page: PageObject) -> tuple[float, float]:
    return float(page.mediabox.width), float(page.mediabox.height)


def heads(page: PageObject, reader: PdfReader) -> dict[int, Mark]:
    """Give for each card of a page what its head covers, down to its foot: a band on the front, a line on the back."""
    drawn = [mark for mark in marks(page, reader) if not mark.font and mark.right - mark.left > 100]
    texts = placed(page)
    found = {}
    for text, x, y in texts:
        own = [mark for mark in drawn if mark.right - 35 < x < mark.right and 0 < mark.top - y < 16]
        if text.isdigit() and own:
            head = max(own, key=lambda mark: mark.right - mark.left)
            feet = [at for said, left, at in texts if said == "Deck" and abs(left - head.left) < 1 and at < y]
            found[int(text)] = replace(head, bottom=max(feet, default=0.0))
    return found


def sheets(reader: PdfReader, flip: str) -> list[tuple[dict[int, Mark], dict[int, Mark]]]:
    """Give the fronts and backs of each sheet, by the numbers of their cards, without the cover."""
    if flip == "fold":
        pages = list(reader.pages)[1:]
        return [_halves(page, reader) for page in pages]
    pages = list(reader.pages)[2:]
    return [(heads(front, reader), heads(back, reader)) for front, back in zip(pages[::2], pages[1::2], strict=True)]


def _halves(page: PageObject, reader: PdfReader) -> tuple[dict[int, Mark], dict[int, Mark]]:
    fold = next(mark.left for mark in marks(page, reader) if not mark.font and mark.top - mark.bottom > 400)
    drawn = [mark for mark in marks(page, reader) if not mark.font and mark.right - mark.left > 100]
    found: tuple[dict[int, Mark], dict[int, Mark]] = ({}, {})
    for text, x, y in placed(page):
        own = [mark for mark in drawn if mark.right - 35 < x < mark.right and 0 < mark.top - y < 16]
        if text.isdigit() and own:
            found[x > fold][int(text)] = max(own, key=lambda mark: mark.right - mark.left)
    return found


# --- front and back ----------------------------------------------------------------------------------------------------------


def apart(reader: PdfReader, flip: str) -> float:
    """Give how far the back that is worst off is from where its front is, in points, as the paper lies behind it."""
    worst = 0.0
    wide, tall = side(reader.pages[-1])
    sideways = (flip == "long-edge") == (wide < tall)
    for fronts, backs in sheets(reader, flip):
        assert fronts.keys() == backs.keys() != set()
        for number, front in fronts.items():
            back = backs[number]
            if sideways:
                off = (abs(wide - front.right - back.left), abs(wide - front.left - back.right), abs(front.top - back.top))
            else:  # a cell's middle is that of its head and foot: it comes to lie upside down behind the front
                off = (abs(front.left - back.left), abs(front.right - back.right), abs(tall - front.top - back.bottom))
            worst = max(worst, *off)
    return worst


@pytest.mark.parametrize("flip", ["long-edge", "short-edge"])
@pytest.mark.parametrize(("paper", "size"), PIECES)
def test_every_back_lies_behind_its_front(tmp_path: Path, paper: str, size: str, flip: str) -> None:
    cited = "{id: x, q: 'Front?', a: Back, source: deck}"
    source = "---\ntitle: Deck\nauthor: Deck\ncite: Deck\n---\n"
    of = deck(tmp_path, *(cited.replace("x", f"n{at}") for at in range(19)), files={"content/deck.md": source})
    reader = printed(of, size, paper, flip)
    assert apart(reader, flip) < NEAR
    assert apart(reader, "short-edge" if flip == "long-edge" else "long-edge") > NEAR


def test_backs_that_are_moved_are_found_where_they_were_moved_to(tmp_path: Path) -> None:
    """The control of the test above: it sees half a millimetre."""
    of = many(tmp_path)
    here, there = (sheets(printed(of, "3x5", offset=offset), "long-edge")[0] for offset in ((0.0, 0.0), (0.5, -1.25)))
    for number, front in here[0].items():
        assert (there[0][number].left, there[0][number].top) == (front.left, front.top)
        assert there[1][number].left - here[1][number].left == pytest.approx(0.5 * MM, abs=0.01)
        assert there[1][number].top - here[1][number].top == pytest.approx(1.25 * MM, abs=0.01)  # up, in PDF's own direction
    assert apart(printed(of, "3x5", offset=(0.5, 0.0)), "short-edge") > NEAR


@pytest.mark.parametrize(("paper", "size"), [("a4", "a7"), ("letter", "3x5"), ("a4", "credit-card")])
def test_cards_to_fold_have_both_sides_around_the_line(tmp_path: Path, paper: str, size: str) -> None:
    reader = printed(many(tmp_path), size, paper, "fold")
    for page, (fronts, backs) in zip(list(reader.pages)[1:], sheets(reader, "fold"), strict=True):
        fold = next(mark.left for mark in marks(page, reader) if not mark.font and mark.top - mark.bottom > 400)
        assert off_fold(fronts, backs, fold) < NEAR
        assert off_fold(fronts, backs, fold + NEAR) > NEAR, "the control"


def off_fold(fronts: Mapping[int, Mark], backs: Mapping[int, Mark], fold: float) -> float:
    """Give how far the back that is worst off is from where its front comes to lie, once the sheet is folded."""
    assert fronts.keys() == backs.keys() != set()
    pairs = [(front, backs[number]) for number, front in fronts.items()]
    return max(
        abs(off)
        for front, back in pairs
        for off in (2 * fold - front.right - back.left, 2 * fold - front.left - back.right, front.top - back.top)
    )


def test_what_is_folded_is_not_moved(tmp_path: Path) -> None:
    assert made(many(tmp_path), flip="fold", offset=(1.0, 1.0))[0] == made(many(tmp_path), flip="fold")[0]


# --- the grid ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flip", ["long-edge", "short-edge", "fold"])
@pytest.mark.parametrize("size", CARDS)
@pytest.mark.parametrize("paper", PAPERS)
def test_a_grid_is_inside_its_paper_and_can_be_cut(paper: str, size: str, flip: str) -> None:
    lying = grid(size, paper, flip)
    if (paper, size, flip) == ("a5", "3x5", "fold"):
        assert lying is None
        return
    assert lying
    for near, count, card, whole in zip((lying.left, lying.top), (lying.columns, lying.rows), lying.card, lying.paper, strict=True):
        beyond = whole - near - count * card
        assert near >= 0 <= beyond + 0.2
        for margin in (near, beyond):
            assert margin < 0.2 or margin >= FIVE, "a strip too narrow for a mark"
    assert lying.card == pytest.approx([length * MM for length in CARDS[size]], abs=0.7 * MM)
    corners = {lying.front(place) for place in range(lying.places)} | {lying.back(place) for place in range(lying.places)}
    assert len(corners) == lying.columns * lying.rows or flip != "fold"
    assert all(FIVE - 0.1 <= at <= lying.paper[axis % 2] - FIVE + 0.1 for mark in lying.marks() for axis, at in enumerate(mark))


def test_as_many_cards_as_fit_are_on_a_sheet() -> None:
    counts = {(paper, size): grid(size, paper, "long-edge").places for paper in ("a4", "letter") for size in CARDS}  # type: ignore[union-attr]
    assert counts == {
        ("a4", "a7"): 8,
        ("a4", "a8"): 16,
        ("a4", "3x5"): 4,
        ("a4", "credit-card"): 10,
        ("letter", "a7"): 6,
        ("letter", "a8"): 12,
        ("letter", "3x5"): 4,
        ("letter", "credit-card"): 12,
    }


def ticks(page: PageObject, reader: PdfReader) -> set[tuple[int, ...]]:
    """Give the cut marks of a page: short lines."""
    short = (mark for mark in marks(page, reader) if not mark.font and max(mark.right - mark.left, mark.top - mark.bottom) < 13)
    lines = (mark for mark in short if min(mark.right - mark.left, mark.top - mark.bottom) == 0)
    return {tuple(round(10 * at) for at in (mark.left, mark.right, mark.bottom, mark.top)) for mark in lines}


@pytest.mark.parametrize(("paper", "size"), PIECES)
def test_the_cut_marks_are_the_same_on_all_sheets_and_not_in_cards(tmp_path: Path, paper: str, size: str) -> None:
    reader = printed(many(tmp_path), size, paper)
    lying = grid(size, paper, "long-edge")
    assert lying
    fronts = [ticks(page, reader) for page in list(reader.pages)[2::2]]
    assert fronts[0]
    assert all(found == fronts[0] for found in fronts)
    cells = [lying.front(place) for place in range(lying.places)]
    for left, right, bottom, top in fronts[0]:
        x, y = (left + right) / 20, lying.paper[1] - (bottom + top) / 20
        assert not any(a + 1 < x < a + lying.card[0] - 1 and b + 1 < y < b + lying.card[1] - 1 for a, b in cells)


def test_piles_of_cut_sheets_are_in_learning_order(tmp_path: Path) -> None:
    found = sheets(printed(many(tmp_path)), "long-edge")
    lying = grid("a7", "a4", "long-edge")
    assert lying
    piles: dict[tuple[int, int], list[int]] = {}
    for fronts, _ in found:
        for number, head in fronts.items():
            piles.setdefault((-round(head.top), round(head.left)), []).append(number)
    assert [number for _, pile in sorted(piles.items()) for number in pile] == list(range(1, 20))
    assert len(found) == 3
    assert [len(fronts) for fronts, _ in found] == [8, 8, 3], "only the last sheet is not full"


@pytest.mark.parametrize("count", [1, 7, 8, 9, 16, 23, 100])
def test_each_pile_goes_on_where_the_one_before_ends(count: int) -> None:
    stacks = in_stacks(count, 8)
    places = [[stack[place] for stack in stacks if place < len(stack)] for place in range(8)]
    assert [card for pile in places for card in pile] == list(range(count))
    assert all(len(stack) == 8 for stack in stacks[:-1])


# --- what is on a card -------------------------------------------------------------------------------------------------------


def cells_hold(reader: PdfReader, lying: Grid, size: str, less: float = 0.0) -> bool:
    """Whether every glyph of all sheets is in the text of some card's cell, were that so much narrower. A space may hang out of it."""
    inside = room(lying, LOOKS[size], (0.0, 0.0))
    for page in list(reader.pages)[2:]:
        cells = [lying.front(place) for place in range(lying.places)] + [lying.back(place) for place in range(lying.places)]
        for mark in (mark for mark in marks(page, reader) if mark.font):
            y = lying.paper[1] - mark.top
            if not any(
                x + inside.pad[0] - 1 <= mark.left
                and mark.right - 0.28 * mark.size <= x + inside.pad[0] + inside.text[0] - less
                and top + inside.pad[1] + 0.5 * mark.size <= y <= top + inside.pad[1] + inside.text[1] + 0.5
                for x, top in cells
            ):
                return False
    return True


LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwe " + "W" * 90 + " " + "word " * 20
HARD = (
    f"{{id: long, q: '{LONG}', a: '{LONG}'}}",
    f"{{id: quiet, q: '{'m' * 22}', a: '{'W' * 22}'}}",
    "{id: formula, q: '$$\\frac{a+b+c+d}{e+f+g}=\\sum_{i=0}^{n}x_i$$', a: '`a_rather_long.piece/of-code`'}",
    "{id: gap, cloze: 'Some {{c1::gap::a hint that is not short at all, but goes on}} in a text with {{c2::`code`}}'}",
    "{id: list, list: Steps, items: [{text: gather, why: it is known then}, plan, share]}",
)


@pytest.mark.parametrize("size", CARDS)
def test_nothing_is_outside_its_card(tmp_path: Path, size: str) -> None:
    lying = grid(size, "a4", "long-edge")
    assert lying
    reader = printed(deck(tmp_path, *HARD), size)
    assert cells_hold(reader, lying, size)
    assert not cells_hold(reader, lying, size, 10), "the control"


@pytest.mark.parametrize("size", CARDS)
def test_nothing_is_too_small_or_too_near_to_the_paper_s_edge(tmp_path: Path, size: str) -> None:
    for flip, offset in (("long-edge", (0.0, 0.0)), ("short-edge", (3.0, -4.0)), ("fold", (0.0, 0.0))):
        reader = printed(deck(tmp_path, *HARD[2:]), size, "a4", flip, offset)
        for page in reader.pages:
            wide, tall = side(page)
            found = list(marks(page, reader))
            assert min(mark.left for mark in found) > FIVE - 0.1
            assert max(mark.right - 0.28 * mark.size for mark in found) < wide - FIVE + 0.1
            assert min(mark.bottom for mark in found) > FIVE - 0.1
            assert max(mark.top + 0.7 * mark.size for mark in found) < tall - FIVE + 0.1
            read = [mark for mark in found if mark.font and "Math" not in mark.font]
            assert min(mark.size for mark in read) >= 6.99
            assert min((mark.size for mark in read if "Serif" in mark.font), default=FLOOR) >= FLOOR - 0.01


def test_short_texts_are_large_and_long_ones_shrink_down_to_a_floor(tmp_path: Path) -> None:
    sizes = []
    for words_ in (3, 45, 90, 150):
        reader = printed(deck(tmp_path / str(words_), f"{{id: a, q: '{'words ' * words_}', a: x}}"))
        sizes.append(max(mark.size for mark in marks(reader.pages[2], reader) if "Serif" in mark.font))
    assert sizes[0] == pytest.approx(LOOKS["a7"].front, abs=0.01)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[1] < sizes[0]
    assert sizes[-1] >= FLOOR - 0.01


def test_a_side_that_is_too_long_is_an_error_at_its_note_in_millimetres(tmp_path: Path) -> None:
    of = deck(tmp_path, "{id: fits, q: x, a: y}", f"{{id: a, q: '{'words ' * 400}', a: x}}", f"{{id: b, q: x, a: '{'words ' * 420}'}}")
    data, found, _ = made(of)
    assert data == b""
    assert [(one.code, one.is_error, one.span.line) for one in found] == [("P007", True, 4), ("P007", True, 5)]
    assert [one.message.split()[1] for one in found] == ["front", "answer"]
    short = [float(one.message.split()[3]) for one in found]
    assert 5 < short[0] < short[1] < 90
    assert "--size 3x5" in found[0].help[1]


def test_the_millimetres_are_those_that_are_missing(tmp_path: Path) -> None:
    """A paragraph more than fits, and again one: each is a line of the smallest type."""

    def over(lines: int) -> float:
        text = "\\n\\n".join(["x"] * lines)
        found = made(deck(tmp_path / str(lines), f'{{id: a, q: "{text}", a: y}}'))[1]
        return float(found[0].message.split()[3]) if found else 0.0

    first = next(lines for lines in range(10, 40) if over(lines))
    assert 0 < over(first) <= over(first + 1) - over(first) + 0.2
    assert over(first + 4) - over(first + 2) == pytest.approx(over(first + 2) - over(first), abs=0.21)


def test_what_is_wider_than_a_card_is_an_error(tmp_path: Path) -> None:
    wide = "+".join(f"x_{{{at}}}" for at in range(40))
    found = made(deck(tmp_path, f"{{id: a, q: '$${wide}$$', a: x}}"))[1]
    assert [(one.code, one.span.line) for one in found] == [("P003", 3)]
    found = made(deck(tmp_path / "b", "{id: a, q: x, a: 'so $x_{" + "a" * 90 + "}$'}"))[1]
    assert [(one.code, one.message.split()[3]) for one in found] == [("P003", "answer")]
    found = made(deck(tmp_path / "c", f"{{id: a, q: '{'W' * 27}', a: x}}"), "a8")[1]
    assert {one.code for one in found} == {"P003"}


def test_gaps_are_ruled_on_the_front_and_marked_on_the_back(tmp_path: Path) -> None:
    of = deck(tmp_path, "{id: a, cloze: 'Not {{c1::fire-fighting::a metaphor}} but {{c2::care}}'}")
    reader = printed(of)
    front, back = ([squeezed(text) for text, *_ in placed(page)] for page in list(reader.pages)[2:4])
    assert "_________" in front
    assert "(ametaphor)" in "".join(front)
    assert "firefighting" not in "".join(front).split("2")[0].split("(ametaphor)")[0]
    assert "_" not in "".join(back)
    assert "Notfirefightingbutcare" in "".join(back)
    bold = {mark.font for mark in marks(reader.pages[3], reader) if mark.font}
    assert "SourceSerifPro-Bold" in bold


def test_quotations_and_sources_are_on_the_back_where_there_is_room(tmp_path: Path) -> None:
    source = (
        "---\ntitle: T\nauthor: Ann Author\ncite: Ann 2021\ntext: t.txt\n---\n\n## P {#p}\n\nS.\n\n> " + "quoted words here " * 4 + "\n"
    )
    files = {"content/src.md": source, "t.txt": "quoted words here " * 4}
    note = "{id: a, q: Front?, a: 'ANSWER', source: src#p}"
    data, found, remark = made(deck(tmp_path / "s", note.replace("ANSWER", "Short"), files=files))
    assert (found, remark) == ((), "1 card on 1 sheet")
    assert "“quotedwordsherequotedwords" in words(data)
    assert "—AnnAuthor" in words(data)
    assert "Ann2021" in words(data)
    long = made(deck(tmp_path / "l", note.replace("ANSWER", "words " * 110), files=files))
    assert (long[1], long[2]) == ((), "1 card on 1 sheet, 0 of 1 quotations")
    assert "AnnAuthor" not in words(long[0])
    assert "Ann2021" in words(long[0])


def test_everything_that_authors_write_is_on_paper(tmp_path: Path) -> None:
    of = load(write_project(tmp_path)).decks[0]
    data, found, remark = made(of)
    assert (found, remark) == ((), "12 cards on 2 sheets")
    for said in ("Whatisthequestion?", 'print("<b>{{c1::nogap}}</b>")', "Whosaidit?", "learnwhatgoeson", "DRI", "5<6"):
        assert squeezed(said) in words(data)


HOSTILE = ("#panic()", '#read("/etc/passwd")', "$ x $ #sys.inputs", "\\u{41} *a* _b_ `c` @d <e> = f", '#import \\"x.typ\\"', "]}) + //")


def test_text_is_never_evaluated(tmp_path: Path) -> None:
    notes = [f"id: h{at}\n    q: |\n      {text}\n    a: |\n      `{text}`" for at, text in enumerate(HOSTILE)]
    head = HEAD.replace("deck: Deck", "deck: 'Deck #panic()'")
    data, found, _ = made(deck(tmp_path, *notes, head=head))
    assert found == ()
    found_words = words(data)
    for said in ("#panic()", '#read("/etc/passwd")', "#sys.inputs", '#import "x.typ"', "@d<e>=f", "]})+//"):
        assert squeezed(said) in found_words


# --- the cover, and the files ------------------------------------------------------------------------------------------------


def test_the_cover_has_a_cross_before_scales_and_a_bar_of_100_millimetres(tmp_path: Path) -> None:
    for flip in ("long-edge", "short-edge"):
        reader = printed(many(tmp_path), flip=flip, offset=(2.0, 1.0))
        front, back = list(reader.pages)[:2]
        assert any(abs(mark.right - mark.left - 100 * MM) < 0.01 for mark in marks(front, reader) if not mark.font)
        (x, y), (a, b) = cross(front, reader), cross(back, reader)
        wide, tall = side(front)
        assert (a, b) == pytest.approx((wide - x, y) if flip == "long-edge" else (x, tall - y), abs=NEAR)
        assert "19cards·3sheets" in squeezed(front.extract_text())


def cross(page: PageObject, reader: PdfReader) -> tuple[float, float]:
    """Give where two lines of 16 mm cross."""
    lines = [mark for mark in marks(page, reader) if not mark.font]
    (level,) = (mark for mark in lines if abs(mark.right - mark.left - 16 * MM) < 0.01)
    (upright,) = (mark for mark in lines if abs(mark.top - mark.bottom - 16 * MM) < 0.01)
    return upright.left, level.top


def test_a_deck_of_too_many_cards_becomes_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = many(tmp_path)
    monkeypatch.setattr("deckgen.print.apart.VOLUME", 10)
    files = outputs.outputs(of, ("cards",), outputs.Wishes(), outputs.Stamp(0))
    assert [file.name for file in files] == ["deck-flashcards-1-of-2.pdf", "deck-flashcards-2-of-2.pdf"]
    second = files[1].make()
    assert (second.diagnostics, second.remark) == ((), "10 cards on 2 sheets")
    numbers = sorted(number for fronts, _ in sheets(open_pdf(second.data), "long-edge") for number in fronts)
    assert numbers == list(range(10, 20))


# --- what is asked for -------------------------------------------------------------------------------------------------------


def run(*words_: str | Path) -> Any:
    return CliRunner().invoke(deckgen, [str(word) for word in words_])


def build(root: Path, *words_: str) -> tuple[Any, list[str]]:
    result = run("build", "--project", root, "--out", root / "out", *words_)
    return result, sorted(path.name for path in (root / "out").iterdir()) if (root / "out").is_dir() else []


def test_deck_yaml_says_how_cards_are_printed_and_the_command_line_says_otherwise(tmp_path: Path) -> None:
    print_ = "print:\n  paper: letter\n  ink: gray\n  cards: {size: 3x5, flip: fold}\n"
    root = write_project(tmp_path, {"cards/deck.yaml": str(FILES["cards/deck.yaml"]) + print_})
    result, names = build(root, "--only", "cards")
    assert (result.exit_code, names) == (0, ["small-flashcards.pdf"])
    reader = open_pdf((root / "out" / names[0]).read_bytes())
    assert side(reader.pages[0]) == pytest.approx((792, 612), abs=0.1)
    assert len(reader.pages) == 1 + 6
    _, names = build(root, "--only", "cards", "--paper", "a4", "--ink", "color", "--size", "A7", "--flip", "long-edge", "--part", "2")
    assert "small-flashcards-a4-color-a7-long-edge-2.pdf" in names


def test_parts_and_tags_choose_cards_and_unknown_ones_are_wrong_usage(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    result, names = build(root, "--only", "cards", "--part", "2 second", "--tag", "kind::list")
    assert (result.exit_code, names) == (0, ["small-flashcards-2-second-kind-list.pdf"])
    assert "3 cards on 1 sheet" in result.output
    result, _ = build(root, "--only", "cards", "--part", "3")
    assert (result.exit_code, "no part '3'; there is: 1 First, 2 Second" in result.output) == (2, True)
    result, _ = build(root, "--only", "cards", "--tag", "valeus")
    assert (result.exit_code, "no tag 'valeus'; there is: basics, kind::cloze" in result.output) == (2, True)
    result, _ = build(root, "--only", "cards", "--part", "2", "--tag", "values")
    assert (result.exit_code, "no card of '2' has the tag 'values'" in result.output) == (2, True)
    result, _ = build(root, "--only", "sheet", "--part", "2")
    assert (result.exit_code, "--part is for cards and quiz" in result.output) == (2, True)


def test_what_deck_yaml_may_say_is_what_there_is() -> None:
    assert (set(keys.PAPERS), set(keys.SIZES)) == (set(PAPERS), set(CARDS))
    assert list(LOOKS) == sorted(LOOKS, key=lambda size: CARDS[size][0] * CARDS[size][1])


def test_cards_that_cannot_be_folded_on_a_paper_are_an_error(tmp_path: Path) -> None:
    found = made(many(tmp_path, 2), "3x5", "a5", "fold")[1]
    assert [(one.code, one.is_error) for one in found] == [("P008", True)]


def test_a_deck_without_cards_has_none_to_print(tmp_path: Path) -> None:
    of = deck(tmp_path)
    data, found, _ = made(of)
    assert (data, [(one.code, one.is_error) for one in found]) == (b"", [("P006", False)])


def test_characters_without_a_font_are_told_at_their_place(tmp_path: Path) -> None:
    found = made(deck(tmp_path, "{id: a, q: What is 道?, a: the way}"))[1]
    assert [(one.code, one.span.file, one.span.line) for one in found] == [("P001", "cards/01.yaml", 3)]


def test_pictures_that_are_none_are_told_at_their_note(tmp_path: Path) -> None:
    of = deck(tmp_path, "{id: a, q: '![x](x.png)', a: y}", files={"cards/x.png": b"\x89PNG\r\n\x1a\nnothing"})
    found = made(of)[1]
    assert [(one.code, one.span.line) for one in found] == [("P004", 3)]
    assert "`cards/x.png`" in found[0].message

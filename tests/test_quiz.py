"""The quiz, read back from its PDF: every answer beside its question or under its number, boxes for each try, nothing divided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pdf import Mark, marks, open_pdf, placed, squeezed, words
from pypdf import PageObject, PdfReader
from sample import FILES, write_project

from deckgen.cli import deckgen
from deckgen.diagnostics import Diagnostics, Span
from deckgen.labels import common, cover, quiz_labels
from deckgen.labels import quiz as own
from deckgen.markup.nodes import Paragraph, Str
from deckgen.model import Deck, Kind, PrintOptions, QuizOptions
from deckgen.pipeline import outputs
from deckgen.pipeline.load import load
from deckgen.print.asked import asked
from deckgen.print.columns import Column, Piece, pour
from deckgen.print.faces import Face, faces
from deckgen.print.papers import MM, PAPERS
from deckgen.print.quiz import quiz
from deckgen.print.quiz_paper import BOX, layout

FIVE = 5 * MM
HEAD = "deck: Deck\nuid: 0123456789abcdef0123456789abcdef\nid: deck\n"
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = [f"{ten} {one}".strip() for ten in ("", "twenty", "thirty", "forty") for one in ONES]
WORDS = "clear small early useful honest open plain short quiet ready"


def deck(root: Path, *notes: str, head: str = HEAD, files: Mapping[str, str | bytes] | None = None) -> Deck:
    """Give a deck of one part with these notes."""
    gone = dict.fromkeys(FILES)
    cards = "part: 1 Part\ncards:\n" + "".join(f"  - {note}\n" for note in notes)
    return load(write_project(root, {**gone, "cards/deck.yaml": head, "cards/01.yaml": cards, **(files or {})})).decks[0]


def many(root: Path, count: int = 40) -> Deck:
    """Give a deck whose notes say their number in words, so that the only figures on paper are deckgen's; some are long."""
    notes = (
        f"{{id: n{at}, q: 'Begin {NUMBERS[at % 40]} {WORDS * (at % 4)} finish {NUMBERS[at % 40]}?', "
        f"a: 'Start {NUMBERS[at % 40]} {WORDS * (at % 3)} end {NUMBERS[at % 40]}.'}}"
        for at in range(count)
    )
    return deck(root, *notes)


def made(of: Deck, paper: str = "a4", ink: str = "color", file: int = 1, **how: Any) -> tuple[bytes, Diagnostics, str]:
    return quiz(of, faces(of), PrintOptions(paper, ink, quiz=QuizOptions(**how)), paper, ink, file)


def printed(of: Deck, paper: str = "a4", ink: str = "color", **how: Any) -> PdfReader:
    """Print, and expect no findings."""
    data, found, _ = made(of, paper, ink, **how)
    assert found == ()
    return open_pdf(data)


def side(page: PageObject) -> tuple[float, float]:
    return float(page.mediabox.width), float(page.mediabox.height)


# --- what is on a page -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Half:
    """A question or an answer on paper: its number, its page, the height of its first line, its words, and where it ends."""

    number: int
    page: int
    y: float
    left: float
    words: str
    bottom: float


def fold_of(page: PageObject, reader: PdfReader) -> float | None:
    """Give where the page is to be folded: at its one long upright line."""
    long = [mark for mark in marks(page, reader) if not mark.font and mark.right - mark.left < 0.1 and mark.top - mark.bottom > 300]
    assert len(long) <= 1
    return long[0].left if long else None


def halves(reader: PdfReader) -> list[Half]:
    """Give everything that is numbered, in the order of the pages: a bold number begins it, the next one in its column ends it."""
    return [half for at, page in enumerate(reader.pages) for half in _of_page(at, page, reader)]


def _of_page(at: int, page: PageObject, reader: PdfReader) -> Iterator[Half]:
    foot = min(mark.top for mark in marks(page, reader) if not mark.font and mark.right - mark.left > 120)
    sizes = {(round(mark.left, 1), round(mark.bottom, 1)) for mark in marks(page, reader) if mark.font and abs(mark.size - 8.8) < 0.01}
    texts = [one for one in placed(page) if one[2] > foot]
    starts = [(text, x, y) for text, x, y in texts if text.isdigit() and (round(x, 1), round(y, 1)) in sizes]
    for text, x, y in starts:
        own = [other for _, left, other in starts if abs(left - x) < 9 and other < y - 1]
        end = max(own, default=0.0) + 2
        beside = [one for one in texts if x + 3 < one[1] and end < one[2] < y + 3]
        right = min((left for _, left, other in starts if left > x + 40), default=10_000.0)
        inside = [(said, left, base) for said, left, base in beside if left < right - 3]
        yield Half(int(text), at, y, x, " ".join(said for said, _, _ in inside), min((base for *_, base in inside), default=y))


def faults(found: Sequence[Half], fold: float) -> list[int]:
    """Give the numbers of those whose answer is not beside the question, on the same page and line, or is another's."""
    left = {half.number: half for half in found if half.left < fold}
    right = {half.number: half for half in found if half.left > fold}
    assert left.keys() == right.keys()
    return [
        number
        for number, question in left.items()
        if question.page != right[number].page
        or abs(question.y - right[number].y) > 0.1
        or _told(question) != _told(right[number])
        or not _told(question)
    ]


def _told(half: Half) -> str:
    """Give the number that it says in words, at its beginning and at its end; nothing where these differ."""
    found = re.fullmatch(r"(?:Begin|Start) (.+?) (?:.* )?(?:finish|end) (.+?)[?.]", " ".join(half.words.split()))
    return found[1] if found and found[2] in half.words and found[1].startswith(found[2][:3]) else ""


@pytest.mark.parametrize("paper", PAPERS)
def test_every_answer_stands_beside_its_question(tmp_path: Path, paper: str) -> None:
    reader = printed(many(tmp_path), paper)
    found, fold = halves(reader), fold_of(reader.pages[0], reader)
    assert fold
    assert [half.number for half in found if half.left < fold] == list(range(1, 41))
    assert faults(found, fold) == []
    assert len(reader.pages) > 1


def test_an_answer_that_stands_elsewhere_is_seen(tmp_path: Path) -> None:
    """The control of the test above."""
    reader = printed(many(tmp_path, 9))
    found, fold = halves(reader), fold_of(reader.pages[0], reader)
    assert fold
    at = next(k for k, half in enumerate(found) if half.left > fold and half.number == 5)
    for moved in ({"y": found[at].y - 0.5}, {"page": 7}, {"words": found[at + 2].words}, {"words": found[at].words[:-3]}):
        assert faults([*found[:at], replace(found[at], **moved), *found[at + 1 :]], fold) == [5]


@pytest.mark.parametrize("paper", PAPERS)
def test_answers_at_the_end_have_the_numbers_of_their_questions(tmp_path: Path, paper: str) -> None:
    reader = printed(many(tmp_path), paper, answers="end")
    found = halves(reader)
    opens = next(at for at, page in enumerate(reader.pages) if any(text == "Answers" and x < 40 for text, x, _ in placed(page)))
    questions, answers = [half for half in found if half.page < opens], [half for half in found if half.page >= opens]
    assert [half.number for half in questions] == [half.number for half in answers] == list(range(1, 41))
    assert all(_told(question) == _told(answer) != "" for question, answer in zip(questions, answers, strict=True))
    assert fold_of(reader.pages[0], reader) is None


@pytest.mark.parametrize("answers", ["beside", "end"])
def test_no_question_is_divided_and_pages_end_at_one_height(tmp_path: Path, answers: str) -> None:
    reader = printed(many(tmp_path), answers=answers)
    found = halves(reader)
    assert all(_told(half) for half in found), "beginning and end are on one page, in one column"
    ends = [min(half.bottom for half in found if half.page == page) for page in range(len(reader.pages))]
    if answers == "beside":
        assert max(ends[:-1]) - min(ends[:-1]) < 24
    assert min(ends) > 40


# --- the fold --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_folded_back_is_hidden_and_nothing_is_printed_on_the_fold(tmp_path: Path, paper: str) -> None:
    reader = printed(many(tmp_path), paper)
    wide, tall = PAPERS[paper]
    for page in reader.pages:
        fold = fold_of(page, reader)
        assert fold is not None
        assert fold == pytest.approx(0.6 * wide, abs=0.01)
        assert wide - fold < fold, "the answers are the narrower part"
        line = next(mark for mark in marks(page, reader) if not mark.font and mark.top - mark.bottom > 300)
        assert [line.bottom, line.top] == pytest.approx([16, tall - 16])
        assert near_fold(list(marks(page, reader)), fold) == [line]
    fold = 0.6 * wide
    assert near_fold([Mark(fold - 40, fold - 9, 50, 50, 9.2, "Source")], fold) != [], "the control"


def near_fold(found: list[Mark], fold: float) -> list[Mark]:
    """Give what is printed within 12 points of a fold; a space may hang out of its line."""
    return [mark for mark in found if mark.left < fold + 12 and mark.right - 0.25 * mark.size > fold - 12]


# --- boxes -----------------------------------------------------------------------------------------------------------------------


def boxes(page: PageObject, reader: PdfReader) -> list[Mark]:
    return [
        mark
        for mark in marks(page, reader)
        if not mark.font and abs(mark.right - mark.left - BOX) < 0.01 and abs(mark.top - mark.bottom - BOX) < 0.01
    ]


@pytest.mark.parametrize("answers", ["beside", "end"])
@pytest.mark.parametrize("tries", [0, 1, 3, 9])
@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_each_question_has_a_box_for_each_try_and_each_page_boxes_for_their_dates(
    tmp_path: Path, answers: str, tries: int, paper: str
) -> None:
    reader = printed(many(tmp_path, 20), paper, answers=answers, tries=tries)
    questions = {half.number: half for half in reversed(halves(reader))}  # the first of each number
    counted: Counter[int] = Counter()
    for at, page in enumerate(reader.pages):
        mine = [half for half in questions.values() if half.page == at]
        for box in boxes(page, reader):
            column = max(half.left for half in mine if half.left < box.left)
            above = [half for half in mine if half.y + 9 > box.top and abs(half.left - column) < 9]
            counted[min(above, key=lambda half: half.y).number] += 1
        dates = [mark for mark in marks(page, reader) if not mark.font and abs(mark.top - mark.bottom - 15) < 0.01]
        assert len(dates) == (tries if mine else 0)
        assert all(date.right - date.left >= 20 for date in dates)
    assert counted == Counter(dict.fromkeys(range(1, 21), tries) if tries else {})


def test_boxes_end_where_their_column_ends_and_leave_the_text_its_room() -> None:
    for paper in PAPERS:
        for answers in ("beside", "end"):
            for tries in range(10):
                found = layout(paper, answers, 10_000, tries)
                assert found.asked.text >= 100
                assert found.answered.text >= 90
                end = found.boxes.left + found.boxes.across * (BOX + 4) - 4
                assert end == pytest.approx(found.spreads[0].width)


# --- which are asked, and in which order -----------------------------------------------------------------------------------------


def face(note: str, ordinal: int = 0, place: int = 0) -> Face:
    text = (Paragraph((Str(note),)),)
    span = Span("cards/01.yaml", 1, 1, 1, 1)
    return Face(note, ordinal, Kind.QUESTION, place, f"{place}", "", text, text, (), (), (), "", span, ())


TEN = tuple(face(f"n{at}") for at in range(10))


def test_the_order_of_a_seed_is_for_ever() -> None:
    """These are what quizzes that are printed have: they never change."""
    assert notes(asked(TEN, None, 7)) == "1582604397"
    assert notes(asked(TEN, 4, 1)) == "1362"
    assert notes(asked(TEN, 4)) == "4530"
    assert notes(asked((*TEN, face("n+")), None, 7)).replace("+", "") == "1582604397", "a card more moves no other"


def notes(of: Sequence[Face]) -> str:
    return "".join(one.note[1:] for one in of)


def test_without_a_number_or_a_seed_the_order_is_that_of_the_deck() -> None:
    assert asked(TEN) == TEN


def test_parts_stay_in_their_order_and_fewer_are_a_part_of_more() -> None:
    some = tuple(face(f"n{at}", 0, at // 5) for at in range(20))
    drawn = asked(some, 12, 3)
    assert len(drawn) == 12
    assert [one.place for one in drawn] == sorted(one.place for one in drawn)
    assert {one.note for one in asked(some, 5, 3)} < {one.note for one in drawn}
    assert asked(some, 99, 3) == asked(some, None, 3)


def test_cards_of_one_note_stand_far_apart_and_are_drawn_last() -> None:
    some = (*(face("list", ordinal) for ordinal in range(3)), *(face("term", ordinal) for ordinal in range(2)), *TEN)
    order = [one.note for one in asked(some)]
    assert [at for at, note in enumerate(order) if note == "list"] == [0, 5, 11]
    assert [at for at, note in enumerate(order) if note == "term"] == [1, 9]
    assert [note for note in order if note.startswith("n")] == [one.note for one in TEN]
    assert len({one.note for one in asked(some, 12, 5)}) == 12
    assert sorted(one.ordinal for one in asked((face("list", 0), face("list", 1)), 2, 5)) == [0, 1]


def test_the_number_and_the_seed_are_said_on_the_paper(tmp_path: Path) -> None:
    of = many(tmp_path)
    wishes: dict[str, dict[str, Any]] = {
        "40questions": {},
        "40questions,seed7": {"seed": 7},
        "5of40questions,seed7": {"number": 5, "seed": 7},
    }
    for said, how in wishes.items():
        data, _, remark = made(of, **how)
        assert said in words(data)
        assert squeezed(remark).endswith(said)
    reader = printed(of, number=5, seed=7)
    assert [half.number for half in halves(reader) if half.left < 100] == [1, 2, 3, 4, 5]
    drawn = [next(iter(one.front)) for one in asked(faces(of), 5, 7)]
    at = [squeezed(reader.pages[0].extract_text()).index(squeezed(str(one.children[0].text))) for one in drawn]  # type: ignore[union-attr]
    assert at == sorted(at)


def test_parts_and_tags_and_options_choose_what_is_asked(tmp_path: Path) -> None:
    print_ = "print:\n  paper: letter\n  quiz: {answers: end, tries: 2}\n"
    root = write_project(tmp_path, {"cards/deck.yaml": str(FILES["cards/deck.yaml"]) + print_})
    own = ["build", "--project", str(root), "--out", str(root / "out"), "--only", "quiz", "--quiet"]
    for more in ([], ["--part", "2", "--answers", "beside"], ["--tag", "values"], ["--number", "3", "--seed", "9"]):
        result = CliRunner().invoke(deckgen, [*own, *more], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    files = {path.name: path.read_bytes() for path in (root / "out").iterdir()}
    assert set(files) == {
        "small-quiz.pdf",
        "small-quiz-beside-2.pdf",
        "small-quiz-values.pdf",
        "small-quiz-3-seed-9.pdf",
    }
    said = {name: words(data) for name, data in files.items()}
    assert side(open_pdf(files["small-quiz.pdf"]).pages[0]) == PAPERS["letter"]
    assert "12questions" in said["small-quiz.pdf"]
    assert "8of12questions" in said["small-quiz-beside-2.pdf"]
    assert "Whatshowsthat" not in said["small-quiz-beside-2.pdf"]
    assert "1of12questions" in said["small-quiz-values.pdf"]
    assert "3of12questions,seed9" in said["small-quiz-3-seed-9.pdf"]


# --- what is shown ---------------------------------------------------------------------------------------------------------------


def test_gaps_are_ruled_and_answers_are_beside_them(tmp_path: Path) -> None:
    data, found, remark = made(load(write_project(tmp_path)).decks[0])
    assert (found, remark) == ((), "1 page, 12 questions")
    said = " ".join(open_pdf(data).pages[0].extract_text().split())
    for shown in (
        "Some call it _________ (a metaphor); it is a::b and",
        "Some call it fire-fighting; it is _________ and _________.",
        "Cy “Everybody wants seniors; _________.”",
        "1. gather – learn what goes on 2. _________ – knowing alone is no help 3. share",
        "Who said it? “There is no point in being right alone”",
        "Ann Author",
        "What does it mean? DRI",
        "directly responsible individual",
        "Lists of virtues decide nothing.",
        "“any value whose opposite is also legitimate is useful” — Ann Author",
        'print("<b>{{c1::no gap}}</b>")',
        "Sources",
        "Ann Author, The first source",
    ):
        assert squeezed(shown) in squeezed(said), shown


def test_a_second_quotation_is_shown_only_where_it_takes_no_room(tmp_path: Path) -> None:
    source = "---\ntitle: A\nauthor: Ann\nmark: A\n---\n" + "".join(f"\n## P {{#p{at}}}\n\nx\n\n> said {at}\n" for at in "ab")
    long = "long words " * 40
    of = deck(
        tmp_path,
        "{id: a, q: short, a: x, source: [a#pa, a#pb]}",
        f"{{id: b, q: '{long}', a: x, source: [a#pa, a#pb]}}",
        files={"content/a.md": source},
    )
    said = words(made(of)[0])
    assert (said.count("saida"), said.count("saidb")) == (2, 1)
    said = words(made(of, answers="end")[0])
    assert (said.count("saida"), said.count("saidb")) == (2, 0)


def test_a_part_that_goes_on_says_so_on_the_next_page(tmp_path: Path) -> None:
    reader = printed(many(tmp_path))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) >= 3
    assert [text.count("continued") for text in texts] == [0, *[1] * (len(texts) - 1)]
    assert [one.title for one in reader.outline if not isinstance(one, list)] == ["Part"]


def test_many_sources_stand_once_at_the_end(tmp_path: Path) -> None:
    names = [f"s{ten}{one}" for ten in "abcde" for one in "abcdefgh"]
    files = {f"content/{name}.md": f"---\ntitle: Title of {name}\nauthor: Ann\nmark: {name}\n---\n" for name in names}
    notes = [f"{{id: {name}, q: Q {name}?, a: A {name}, source: {name}}}" for name in names]
    for answers in ("beside", "end"):
        of = deck(tmp_path / answers, *notes, files=files)
        reader = printed(of, answers=answers)
        said = [squeezed(page.extract_text()) for page in reader.pages]
        assert "".join(said).count("Sources") == 1
        assert all(f"Titleof{name}" in "".join(said) for name in names)
        assert "Titleofsaa" not in said[0] or len(said) == 1
        assert [one.title for one in reader.outline if not isinstance(one, list)][-1] == "Sources"


@pytest.mark.parametrize("answers", ["beside", "end"])
def test_names_of_any_length_have_their_room(tmp_path: Path, answers: str) -> None:
    name = "Name " * 60
    of = deck(
        tmp_path,
        "{id: a, q: A?, a: x}",
        head=HEAD.replace("deck: Deck", f"deck: {'Title ' * 30}").replace("id: deck", f"id: {'deck-' * 20}deck")
        + f"subtitle: {'Sub ' * 90}\n",
        files={f"cards/{at:03}.yaml": f"part: {at} {name}\ncards: [{{id: p{at}, q: Q?, a: x}}]\n" for at in range(2, 250)},
    )
    reader = printed(of, answers=answers)
    wide, _ = PAPERS["a4"]
    assert words(made(of, answers=answers)[0]).count("NameName" * 30) >= 248
    for page in reader.pages[:2]:
        assert max(mark.right - 0.25 * mark.size for mark in marks(page, reader)) < wide - FIVE


def test_the_words_are_those_of_the_deck_s_language(tmp_path: Path) -> None:
    of = deck(tmp_path, "{id: a, q: Wie?, a: So.}", "{id: b, q: Wo?, a: Da.}", head=HEAD + "lang: de-CH\n")
    said = words(made(of, number=1, seed=3)[0])
    for shown in ("1 von 2 Fragen, Startwert 3", "Antworten", "Datum", "Die Antworten an der gepunkteten Linie nach hinten falten."):
        assert squeezed(shown) in said
    assert squeezed(quiz_labels("de").end) in words(made(of, answers="end")[0])
    assert squeezed(quiz_labels("de").tick) not in words(made(of, tries=0)[0])
    assert own._BY_LANGUAGE.keys() == cover._BY_LANGUAGE.keys() == common._BY_LANGUAGE.keys()
    assert quiz_labels("xx") == quiz_labels("en")


# --- what is hard ----------------------------------------------------------------------------------------------------------------

HOSTILE = (
    '#read("/etc/passwd") #let x = 1 #panic()',
    "$ \\input{/etc/passwd} $ and $x$ <script>alert(1)</script> {{c1::no}} @ref *star _under `tick` ~ \\ // /* */",
    "W" * 300,
    "a/very/long.path_without-any:space" * 6,
)


@pytest.mark.parametrize("answers", ["beside", "end"])
@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_hostile_texts_are_texts_in_their_place(tmp_path: Path, paper: str, answers: str) -> None:
    notes = [f"{{id: n{at}, q: {quoted(text)}, a: {quoted(text)}}}" for at, text in enumerate(HOSTILE)]
    reader = printed(deck(tmp_path, *notes, "{id: code, q: x, a: '`" + "code_" * 60 + "`'}"), paper, answers=answers, tries=9)
    said = squeezed("".join(page.extract_text() for page in reader.pages))
    for text in ('#read("/etc/passwd")#letx=1#panic()', "<script>alert(1)</script>{{c1::no}}@ref", "W" * 300):
        assert said.count(text) >= 2
    assert all(inside(list(marks(page, reader)), side(page)) for page in reader.pages)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def inside(found: Sequence[Mark], paper: tuple[float, float]) -> bool:
    """Whether all ink is 5 mm inside the paper; a space may hang out of its line."""
    wide, tall = paper
    return all(
        mark.left > FIVE
        and mark.right - 0.28 * mark.size < wide - FIVE
        and mark.bottom > FIVE
        and mark.top + 0.75 * mark.size < tall - FIVE
        for mark in found
    )


@pytest.mark.parametrize("answers", ["beside", "end"])
def test_what_is_taller_than_a_page_is_an_error_at_its_note_in_millimetres(tmp_path: Path, answers: str) -> None:
    tall = "\\n\\n".join(["x"] * 120)
    of = deck(tmp_path, "{id: fits, q: x, a: y}", f'{{id: a, q: "{tall}", a: x}}', f'{{id: b, q: x, a: "{tall}"}}')
    data, found, remark = made(of, answers=answers)
    assert (data, remark) == (b"", "")
    assert [(one.code, one.is_error, one.span.line) for one in found] == [("P009", True, 4), ("P009", True, 5)]
    assert [one.message.split()[1] for one in found] == ["question", "answer"]
    assert all(150 < int(one.message.split()[3]) < 500 for one in found)


def test_the_millimetres_are_those_that_are_missing(tmp_path: Path) -> None:
    """A paragraph more than fits, and again one: each is as tall as the other; one less is a page of its own."""

    def over(lines: int) -> float:
        text = "\\n\\n".join(["x"] * lines)
        found = made(deck(tmp_path / str(lines), "{id: b, q: Q?, a: x}", f'{{id: a, q: "{text}", a: y}}'))[1]
        return int(found[0].message.split()[3]) if found else 0

    first = next(lines for lines in range(55, 80) if over(lines))
    assert 0 < over(first) <= 5
    assert over(first + 4) - over(first) == pytest.approx(4 * 10.8 / MM, abs=1.5)
    reader = printed(deck(tmp_path / "all", "{id: b, q: Q?, a: x}", '{id: a, q: "' + "\\n\\n".join(["x"] * (first - 1)) + '", a: y}'))
    assert [half.page for half in halves(reader) if half.left < 100] == [0, 1]


def test_what_is_wider_than_its_column_is_an_error_at_its_note(tmp_path: Path) -> None:
    wide = "$$" + "a+b+c+d+" * 12 + "e$$"
    of = deck(tmp_path, "{id: fits, q: x, a: y}", f"{{id: a, q: '{wide}', a: x}}", f"{{id: b, q: x, a: '{wide}'}}")
    data, found, _ = made(of)
    assert data == b""
    assert [(one.code, one.span.line, one.message.split()[3]) for one in found] == [("P003", 4, "question"), ("P003", 5, "answer")]


def test_a_broken_picture_is_an_error_at_its_note(tmp_path: Path) -> None:
    of = deck(tmp_path, "{id: a, q: A?, a: x}", "{id: b, q: '![p](p.png)', a: x}", files={"cards/p.png": b"\x89PNG\r\n\x1a\nbroken"})
    data, found, _ = made(of)
    assert (data, [(one.code, one.span.line) for one in found]) == (b"", [("P004", 4)])


def test_a_deck_without_notes_is_warned_of_and_makes_no_file(tmp_path: Path) -> None:
    of = deck(tmp_path, "{id: a, q: A?, a: x}")
    options = PrintOptions()
    assert quiz(of, (), options, "a4", "color") == (b"", (), "")
    data, (found,), _ = quiz(replace(of, parts=()), (), options, "a4", "color")
    assert (data, found.code, found.is_error) == (b"", "P006", False)


def test_a_quiz_of_too_many_questions_becomes_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = many(tmp_path, 19)
    monkeypatch.setattr("deckgen.print.apart.VOLUME", 10)
    files = outputs.outputs(of, ("quiz",), outputs.Wishes(), outputs.Stamp(0))
    assert [file.name for file in files] == ["deck-quiz-1-of-2.pdf", "deck-quiz-2-of-2.pdf"]
    data, _, remark = made(of, file=2)
    assert remark == "1 page, 10–19 of 19 questions"
    assert [half.number for half in halves(open_pdf(data)) if half.left < 100] == list(range(10, 20))


# --- type and bookmarks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", ["beside", "end"])
@pytest.mark.parametrize("paper", PAPERS)
def test_type_is_legible_and_all_ink_inside_the_paper(tmp_path: Path, paper: str, answers: str) -> None:
    of = load(write_project(tmp_path)).decks[0]
    reader = printed(of, paper, answers=answers, tries=5)
    for page in reader.pages:
        found = list(marks(page, reader))
        assert inside(found, PAPERS[paper])
        assert not inside([replace(mark, left=mark.left - 15) for mark in found], PAPERS[paper]), "the control"
        read = [mark for mark in found if mark.font and "Math" not in mark.font]
        assert min(mark.size for mark in read) >= 6.99
        body = {round(mark.size, 1) for mark in read if mark.font == "SourceSerifPro-Regular"}
        assert body <= {8.1, 9.2}, "what is said beside answers, and the rest"


def test_the_parts_of_questions_and_of_answers_are_bookmarks(tmp_path: Path) -> None:
    reader = printed(load(write_project(tmp_path)).decks[0], answers="end")
    assert titles(reader.outline) == ["First", "Second", "Answers", ["First", "Second"]]


def titles(outline: Any) -> list[Any]:
    return [titles(one) if isinstance(one, list) else one.title for one in outline]


# --- columns of many pages -------------------------------------------------------------------------------------------------------


def test_pouring_fills_each_column_and_keeps_a_heading_with_what_follows() -> None:
    head, first, row = Piece(20, 10, 4, 0.0), Piece(30, 5, 0, None), Piece(30, 5, 4, 0.0, again=20)
    columns = list(pour([head, first, row, row, head, first, row], [120, 100, 100, 100]))
    assert [(one.start, one.end) for one in columns] == [(0, 3), (3, 4), (4, 7)]
    assert [round(one.height, 1) for one in columns] == [94, 50, 90]
    assert next(iter(pour([row], [10, 60]))) == Column(0, 0, (), 0.0)
    assert all(one.end == other.start for one, other in pairwise(columns))

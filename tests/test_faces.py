"""Cards as paper shows them: fronts, answers, gaps, and which of them are wanted."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from sample import FILES, PIXEL, write_project

from deckgen.anki.notes import rows
from deckgen.markup.nodes import Gap, Image
from deckgen.markup.walk import plain_text, walk
from deckgen.model import Deck
from deckgen.pipeline.load import load
from deckgen.print.faces import Face, faces, unknown
from deckgen.print.tree import Blank, blocks

GAPS_EVERYWHERE = """
cloze: |
  - *{{c1::slanted}}*

  | a | {{c2::b}} |
  |---|---|
  | c | d |

  ```
  if {{c3::x}}:
  ```
"""


def deck(root: Path, *notes: str, **more: str | bytes | None) -> Deck:
    """Give the sample deck, or one of these notes alone."""
    alone = {"cards/01-first.yaml": "part: 1 Only\ncards:\n" + "".join(f"  - {note}\n" for note in notes), "cards/02-second.yaml": None}
    return load(write_project(root, {**(alone if notes else {}), **more})).decks[0]


def texts(face: Face) -> tuple[str, str, str]:
    """Give front, back and full text of a card in plain words."""
    front, back, full = (" ".join(plain_text(side).split()) for side in (face.front, face.back, face.full))
    return front.replace("_________", "___"), back, full


def test_there_is_a_face_for_each_card_that_anki_has_in_the_same_order(tmp_path: Path) -> None:
    sample = deck(tmp_path)
    found = [(sample.identities[face.note].guid, face.ordinal) for face in faces(sample)]
    assert found == [(row.guid, ordinal) for row in rows(sample) for ordinal in row.ordinals]


def test_a_question_and_a_term_are_asked_each_way_that_their_author_wants(tmp_path: Path) -> None:
    found = faces(deck(tmp_path, "{id: a, q: Why?, a: So., reverse: true}", "{id: b, term: DRI, means: who does it}"))
    assert [(face.prompt, *texts(face)) for face in found] == [
        ("", "Why?", "So.", ""),
        ("What is the question?", "So.", "Why?", ""),
        ("What does it mean?", "DRI", "who does it", ""),
        ("What is the term?", "who does it", "DRI", ""),
    ]


def test_each_number_of_a_gap_is_asked_with_the_others_filled(tmp_path: Path) -> None:
    found = faces(deck(tmp_path, "{id: a, cloze: '{{c1::One::a digit}} and {{c2::two}}, {{c1::three}}.'}"))
    assert [texts(face) for face in found] == [
        ("___ (a digit) and two, ___ .", "One … three", "One and two, three."),
        ("One and ___ , three.", "two", "One and two, three."),
    ]
    assert [[plain_text(node.children) for node in walk(face.full) if isinstance(node, Gap)] for face in found] == [
        ["One", "three"],
        ["two"],
    ]


def test_gaps_in_tables_lists_emphasis_and_code_are_asked(tmp_path: Path) -> None:
    note = "id: a" + indent(GAPS_EVERYWHERE, "    ")
    found = faces(deck(tmp_path, note))
    assert [texts(face)[1] for face in found] == ["slanted", "b", "x"]
    assert all(sum(isinstance(node, Blank) for node in walk(face.front)) == 1 for face in found)
    code = blocks(found[2].front, {})[-1]
    assert [piece["t"] for piece in code["lines"][0]] == ["span", "blank", "span"]
    assert blocks(found[1].front, {})[-1]["lines"] == ["if x:"]
    assert blocks(found[2].back, {})[0]["c"][0]["t"] == "code"


def test_an_item_is_asked_among_the_others_with_its_reason(tmp_path: Path) -> None:
    found = faces(deck(tmp_path, "{id: a, list: Steps, items: [{text: gather, why: to know}, plan]}"))
    assert [texts(face) for face in found] == [
        ("Steps ___ – to know plan", "gather", "Steps gather – to know plan"),
        ("Steps gather – to know ___", "plan", "Steps gather – to know plan"),
    ]


def test_quotations_stand_between_the_marks_of_the_language(tmp_path: Path) -> None:
    german = str(FILES["cards/deck.yaml"]) + "lang: de\n"
    notes = (
        "{id: a, quote: 'Everybody wants seniors; {{c1::nobody makes them}}.', source: two}",
        "{id: b, said: There is no point in being right alone, source: one}",
    )
    quote, said = faces(deck(tmp_path, *notes, **{"cards/deck.yaml": german}))
    assert (quote.prompt, *texts(quote)) == (
        "Cy",
        "„Everybody wants seniors; ___ .“",
        "nobody makes them",
        "„Everybody wants seniors; nobody makes them.“",
    )
    assert (said.prompt, *texts(said)) == ("Wer hat es gesagt?", "„There is no point in being right alone“", "Ann Author", "")


def test_a_card_shows_the_quotations_and_the_sources_that_it_shows_in_anki(tmp_path: Path) -> None:
    found = {face.note: face for face in faces(deck(tmp_path))}
    assert [(one.speaker, plain_text(one.blocks).strip()) for one in found["opposite"].quotations] == [
        ("Ann Author", "any value whose opposite is also legitimate is useful"),
        ("Cy", "Everybody wants seniors; nobody makes them."),
    ]
    assert found["opposite"].citation == "Ann Author, 2021 · Cy, 2022"
    assert found["seniors"].quotations == ()  # it is what the card asks
    assert (found["seniors"].place, found["seniors"].part) == (1, "2 Second")


def test_pictures_are_named_by_their_path_in_the_project(tmp_path: Path) -> None:
    note = "{id: a, q: '![one](dot.png)', a: '![two](img/dot.png)'}"
    (face,) = faces(deck(tmp_path, note, **{"cards/img/dot.png": PIXEL}))
    assert [node.src for node in walk((*face.front, *face.back)) if isinstance(node, Image)] == ["cards/dot.png", "cards/img/dot.png"]


@pytest.mark.parametrize(
    ("parts", "tags", "notes"),
    [
        (("2",), (), ["fires", "seniors", "steps", "shown"]),
        (("1 FIRST",), (), ["opposite", "dri", "smartest"]),
        (("second", "1"), (), ["opposite", "dri", "smartest", "fires", "seniors", "steps", "shown"]),
        ((), ("values",), ["opposite"]),
        ((), ("small::Values", "kind::list"), ["opposite", "steps"]),
        ((), ("source",), ["opposite", "smartest", "fires", "seniors"]),
        (("2",), ("source::two",), ["fires", "seniors"]),
        ((), ("val",), []),
    ],
)
def test_parts_and_tags_choose_cards(tmp_path: Path, parts: tuple[str, ...], tags: tuple[str, ...], notes: list[str]) -> None:
    assert list(dict.fromkeys(face.note for face in faces(deck(tmp_path), parts, tags))) == notes


def test_unknown_parts_and_tags_are_told(tmp_path: Path) -> None:
    assert unknown([deck(tmp_path)], ["2", "3", "Third"], ["values", "valu", "kind"]) == ("3", "Third", "valu")

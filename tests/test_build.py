"""A project built and imported into the real Anki: what learners get is what authors wrote."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import anki_backend
import pytest
from anki.collection import Collection
from sample import write_project

from deckgen.anki import Stamp, apkg
from deckgen.claims import claims
from deckgen.model import Citation, Deck
from deckgen.pipeline.load import load
from deckgen.quotations import parts

TIME = 1_700_000_000
SHIPPED = Path(__file__).parents[1]


def deck_of(root: Path, *besides: str) -> Deck:
    """Load the one deck of a project that has no problems, or none besides those of some codes."""
    project = load(root)
    found = [one for one in project.diagnostics if one.code not in besides and one.code[0] != "W"]  # what is built is not judged here
    assert [(one.code, one.span.file, one.span.line, one.message) for one in found] == []
    return project.decks[0]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The package of the sample project."""
    return apkg(deck_of(write_project(tmp_path_factory.mktemp("small"))), Stamp(TIME)).data


def rendered(col: Collection, note_id: str, ordinal: int = 0) -> tuple[str, str]:
    """Give question and answer of a note's card without the style sheet, white space folded."""
    (card_id,) = col.find_cards(f'"Note ID:{note_id}" card:{ordinal + 1}')
    card = col.get_card(card_id)
    return tuple(" ".join(re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL).split()) for html in (card.question(), card.answer()))  # type: ignore[return-value]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("div", "p", "li", "figcaption", "blockquote", "hr", "figure", "td", "th"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(html: str) -> str:
    """Give the text of HTML, white space folded."""
    parser = _Words()
    parser.feed(html)
    return " ".join("".join(parser.words).split())


# --- the sample: one note of each kind -------------------------------------------------------------------------------------


def test_every_card_arrives_in_its_sub_deck_and_anki_finds_nothing_to_mend(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        decks = {deck.name: len(col.find_cards(f'"deck:{deck.name}"')) for deck in col.decks.all_names_and_ids() if deck.name != "Default"}
        assert decks == {"Small": 12, "Small::1 First": 4, "Small::2 Second": 8}
        assert col.note_count() == 7
        assert anki_backend.faults(col) == []


def test_a_second_import_adds_nothing(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        log = anki_backend.import_package(col, small)
        assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 0, 7)
        assert (col.note_count(), col.card_count()) == (7, 12)


def test_a_question_shows_its_answer_then_the_extra_then_the_quotations_of_both_sources(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        question, answer = rendered(col, "opposite")
        assert words(question) == "1 First What shows that a value is useful?"
        assert "Its <strong>opposite</strong> is legitimate, too." in answer
        assert words(answer).endswith(
            "Its opposite is legitimate, too. Lists of virtues decide nothing. "
            "any value whose opposite is also legitimate is useful Ann Author Ann Author, 2021 "
            "Everybody wants seniors; nobody makes them. Cy Cy, 2022 Report this card"
        )
        assert 'href="https://example.org/report?note=opposite"' in answer
        assert 'href="https://example.org/one#:~:text=any%20value%20whose%20opposite,also%20legitimate%20is%20useful"' in answer


def test_a_term_is_asked_each_way(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        assert words(rendered(col, "dri")[0]) == "1 First What does it mean? DRI"
        assert words(rendered(col, "dri", 1)[0]) == "1 First What is the term? directly responsible individual"
        assert words(rendered(col, "dri", 1)[1]).endswith("directly responsible individual DRI Report this card")


def test_a_said_note_asks_for_the_speaker_and_tells_the_source(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        question, answer = rendered(col, "smartest")
        assert words(question) == "1 First Who said it? There is no point in being right alone"
        assert "Ann Author" not in question
        assert words(answer).endswith("right alone Ann Author Ann Author, 2021 Report this card")


def test_a_gap_hides_words_code_and_math_and_shows_its_hint(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        question, answer = rendered(col, "fires")
        assert words(question).startswith("2 Second Some call it [a metaphor]; it is a::b and")
        assert "fire-fighting" in words(answer)
        question, answer = rendered(col, "fires", 1)
        assert words(question).startswith("2 Second Some call it fire-fighting; it is [...] and [...].")
        assert r"\(x^{2^{n} } \)" in answer
        assert words(answer).startswith("2 Second Some call it fire-fighting; it is a::b and")


def test_a_quotation_to_complete_names_its_speaker_above_it(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        question, answer = rendered(col, "seniors")
        assert words(question) == "2 Second Cy Everybody wants seniors; [...]."
        assert words(answer).endswith("2 Second Cy Everybody wants seniors; nobody makes them. Cy, 2022 Report this card")


def test_a_list_asks_each_item_among_the_others_with_its_reason(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        assert words(rendered(col, "steps", 1)[0]) == (
            "2 Second From knowing to acting gather learn what goes on [...] knowing alone is no help share"
        )
        assert words(rendered(col, "steps", 2)[1]).startswith("2 Second From knowing to acting gather learn what goes on plan")


def test_code_tables_math_and_pictures_arrive_as_html_that_anki_leaves_alone(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        question, answer = rendered(col, "shown")
        assert re.search(r'<img src="dot-[0-9a-f]{12}\.png" alt="the picture">', question)
        assert "print</span>" in question
        assert 'print("<b>{{c1::no gap}}</b>")' in words(question)
        assert r"<td>\(\frac{1}{2}\)</td>" in answer
        assert '<td style="text-align:right">5 &lt; 6</td>' in answer


def test_tags_hang_below_the_deck_s_id(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        (note_id,) = col.find_notes('"Note ID:opposite"')
        assert col.get_note(note_id).tags == [
            "small::basics",
            "small::kind::question",
            "small::source::one",
            "small::source::two",
            "small::values",
        ]


def test_learners_find_the_notes_of_a_source_a_kind_or_a_lens_by_tags(tmp_path: Path) -> None:
    cards = "part: 1 First\ncards:\n  - {id: asked, q: Why?, a: So., lens: scenario, source: two}\n  - {id: other, q: What?, a: This.}\n"
    deck = deck_of(write_project(tmp_path, {"cards/01-first.yaml": cards}))
    with anki_backend.collection() as col:
        anki_backend.import_package(col, apkg(deck, Stamp(1_700_000_000)).data)
        found = {tag: len(col.find_notes(f"tag:small::{tag}")) for tag in ("source::two", "kind::question", "lens::scenario", "lens::why")}
    assert found == {"source::two": 3, "kind::question": 3, "lens::scenario": 1, "lens::why": 0}


@pytest.mark.parametrize(
    ("key", "tag"), [("a.b-c", "a.b-c"), ('a"b', "a-b"), ("a::b", "a-b"), (":a:", "-a-"), ("\x07a", "-a"), ("źródło", "źródło")]
)
def test_a_citation_key_becomes_one_tag_that_anki_leaves_as_it_is(key: str, tag: str, tmp_path: Path) -> None:
    deck = deck_of(write_project(tmp_path))
    sources = {key: replace(deck.sources["one"], key=key)}
    note = replace(next(deck.notes()), citations=(Citation(key, None, deck.head.span),), tags=())
    part = replace(deck.parts[0], notes=(note,), tags=())
    with anki_backend.collection() as col:
        anki_backend.import_package(col, apkg(replace(deck, sources=sources, parts=(part,)), Stamp(TIME)).data)
        (found,) = (col.get_note(one) for one in col.find_notes(""))
        col.update_note(found)  # as if its learner saved it: Anki then mends tags
        found.load()
        assert found.tags == ["small::kind::question", f"small::source::{tag}"]


def test_new_cards_come_in_the_order_of_the_files(small: bytes) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        rows = anki_backend.rows(col, "SELECT n.flds FROM cards c JOIN notes n ON n.id = c.nid ORDER BY c.due, c.ord")
        ids = list(
            dict.fromkeys(row[0].split("\x1f")[10 if row[0].split("\x1f")[9] in ("question", "term", "said") else 8] for row in rows)
        )
        assert ids == ["opposite", "dri", "smartest", "fires", "seniors", "steps", "shown"]


# --- edits between two builds ------------------------------------------------------------------------------------------------


def test_an_edited_text_reaches_a_learner_and_keeps_the_card(tmp_path: Path, small: bytes) -> None:
    text = "part: 1 First\ncards:\n  - id: dri\n    term: DRI\n    means: the one person responsible\n"
    later = apkg(deck_of(write_project(tmp_path, {"cards/01-first.yaml": text})), Stamp(TIME + 60)).data
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        before = set(col.find_cards('"Note ID:dri"'))
        log = anki_backend.import_package(col, later)
        assert len(log.new) == 0
        assert set(col.find_cards('"Note ID:dri"')) == before
        assert "the one person responsible" in rendered(col, "dri")[1]


def test_a_renamed_note_keeps_its_learners_through_was(tmp_path: Path, small: bytes) -> None:
    text = "part: 1 First\ncards:\n  - id: owner\n    was: dri\n    term: DRI\n    means: directly responsible individual\n"
    later = apkg(deck_of(write_project(tmp_path, {"cards/01-first.yaml": text})), Stamp(TIME + 60)).data
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        before = set(col.find_cards('"Note ID:dri"'))
        anki_backend.import_package(col, later)
        assert set(col.find_cards('"Note ID:owner"')) == before


def test_a_given_guid_is_kept(tmp_path: Path) -> None:
    text = "part: 1 First\ncards:\n  - id: owner\n    guid: 'q!]x#{3'\n    term: DRI\n    means: someone\n"
    with anki_backend.collection() as col:
        anki_backend.import_package(col, apkg(deck_of(write_project(tmp_path, {"cards/01-first.yaml": text}), "R015"), Stamp(TIME)).data)
        assert anki_backend.rows(col, "SELECT count() FROM notes WHERE guid = 'q!]x#{3'") == [(1,)]


def test_the_same_project_gives_the_same_bytes_in_another_folder(tmp_path: Path, small: bytes) -> None:
    assert apkg(deck_of(write_project(tmp_path / "elsewhere und so")), Stamp(TIME)).data == small


def test_two_decks_in_one_project_do_not_touch_one_another(tmp_path: Path) -> None:
    def cards(uid: str, id: str) -> dict[str, str | bytes | None]:
        head = f"deck: {id.title()}\nuid: {uid}\nid: {id}\n"
        note = f"part: 1 First\ncards:\n  - id: same\n    q: Which deck?\n    a: {id}\n"
        return {f"cards/{id}/deck.yaml": head, f"cards/{id}/01.yaml": note}

    left_out: dict[str, str | bytes | None] = dict.fromkeys(("cards/deck.yaml", "cards/01-first.yaml", "cards/02-second.yaml"), None)
    root = write_project(tmp_path, {**left_out, **cards("a" * 32, "ones"), **cards("b" * 32, "twos")})
    with anki_backend.collection() as col:
        for deck in load(root).decks:
            anki_backend.import_package(col, apkg(deck, Stamp(TIME)).data)
        assert col.note_count() == 2
        assert len(list(col.models.all_names_and_ids())) >= 2
        assert anki_backend.faults(col) == []


# --- any text ----------------------------------------------------------------------------------------------------------------

_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
_ALPHABETS = (
    "abc éß «»“”’—…",
    "<>&\"'`*_#{}[]()|\\$~:!-+=.",
    "日本語 العربية שלום 🎉👩‍💻 ½ﬁ",
    "{{c1::x}} }} [sound:x.mp3] \\( \\[ [latex] %3A <br> &amp; 5",
)


def random_text(random: random.Random) -> str:
    """Make a text out of characters that trip tools up."""
    return "".join(random.choice(random.choice(_ALPHABETS)) for _ in range(random.randint(1, 40))).strip() or "x"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(lambda sign: "\\" + sign[0], text)


def test_every_text_that_yaml_can_hold_survives_to_the_rendered_card(tmp_path: Path) -> None:
    """Escaped as Markdown asks for, in a paragraph; as it is, in a block of code. The seed is fixed: a failure comes back."""
    chance = random.Random(20261121)
    texts = [unicodedata.normalize("NFC", random_text(chance)) for _ in range(250)]
    rows = [
        f"  - id: n{number}\n    q: |-\n      {_escaped(text)}\n    a: |\n      ~~~~~~\n      {text}\n      ~~~~~~\n"
        for number, text in enumerate(texts)
    ]
    root = write_project(tmp_path, {"cards/01-first.yaml": "part: 1 First\ncards:\n" + "".join(rows)})
    with anki_backend.collection() as col:
        anki_backend.import_package(col, apkg(deck_of(root, "T006"), Stamp(TIME)).data)  # `\\(x\\)` is warned of, and stays text
        for number, text in enumerate(texts):
            question, answer = rendered(col, f"n{number}")
            assert words(question).removeprefix("1 First").strip() == " ".join(text.split())
            assert " ".join(text.split()) in words(answer).removeprefix("1 First")
        assert anki_backend.faults(col) == []


# --- the shipped deck ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Deck:
    """The deck of this repository."""
    return deck_of(SHIPPED)


def test_the_shipped_deck_arrives_whole_with_its_parts_in_order(shipped: Deck) -> None:
    made = apkg(shipped, Stamp(TIME))
    data, notes, cards = made.data, made.notes, made.cards
    with anki_backend.collection() as col:
        log = anki_backend.import_package(col, data)
        assert (len(log.new), col.note_count(), col.card_count()) == (notes, notes, cards)
        names = [deck.name for deck in col.decks.all_names_and_ids() if deck.name.startswith("Staff Engineering::")]
        assert names == [f"Staff Engineering::{part.name}" for part in shipped.parts] == sorted(names)
        assert anki_backend.faults(col) == []
        again = anki_backend.import_package(col, data)
        assert (len(again.new), len(again.updated)) == (0, 0)


def test_the_shipped_deck_shows_no_markup_of_its_own_to_learners(shipped: Deck) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, apkg(shipped, Stamp(TIME)).data)
        for question, answer in anki_backend.cards(col).values():
            for html in (question, answer):
                plain = re.sub(r"<style>.*?</style>|<code>.*?</code>|\\\(.*?\\\)|\\\[.*?\\\]", "", html, flags=re.DOTALL)
                assert not re.search(r"\{\{|\}|\*\*|::|</?\w+>|&\w+;", words(plain)), words(plain)


def test_the_shipped_deck_has_what_a_good_deck_has(shipped: Deck) -> None:
    notes = list(shipped.notes())
    assert len(notes) >= 60
    assert len({note.kind for note in notes}) == 6
    assert len(shipped.parts) >= 5
    assert all(len(shipped.sources[key].principles) >= 20 for key in ("cowling", "heroku"))
    assert {source.key for note in notes for source, _ in shipped.cited(note)} >= {"cowling", "heroku"}


def test_every_quotation_of_the_shipped_deck_is_attested(shipped: Deck) -> None:
    """The texts are not here: what `verify` found in them is held by the lock."""
    held = {hash for source in shipped.attestations.values() for hash in source.quotations}
    quoted = [one for one in claims(shipped) if parts(one.words)]
    assert len(quoted) > 60
    assert all(any(one.fingerprint(voice) in held for voice in one.voices) for one in quoted)
    assert not shipped.texts

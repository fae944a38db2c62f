"""`deckgen stats`: what the deck holds, how much of its sources it quotes, and what in them its principles rest on."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sample import UID, write_project

from deckgen.balance import BOUNDS, Target
from deckgen.claims import Claim, Voice, claims, place
from deckgen.cli import deckgen
from deckgen.excerpts import Excerpt, Excerpts, excerpts
from deckgen.model import Deck
from deckgen.pipeline.load import load
from deckgen.quotations import Found, Runs, inside, words
from deckgen.stats import Stats, as_json, as_svg, as_text, data, measure
from deckgen.stats.page import WIDTH, listed, strip, table
from deckgen.stats.svg import _widths
from deckgen.stats.values import Covered, Kept, State
from deckgen.terminal import cells

TEXT = """\
Welcome to this talk about bread and how it is made by hand.

Good flour matters more than a good oven does, whatever bakers say.

Knead it until it no longer sticks to your hands, then let it rest.

Yes.

A loaf is done when it sounds hollow; and no clock in the world knows when that is, so listen to the bread and to nothing else at all.

Thanks.

In the end, what you bake you eat: so bake what you like, and like what you bake, and give away whatever of it is left on the next day.
"""
"""Seven paragraphs of 13, 12, 14, 1, 29, 1 and 30 words: a hundred."""
CONTENT = """\
---
title: On bread
author: Ada
text: content/texts/bread.txt
---

## Flour first {#flour rank=1}

Choose the flour.

> Good flour matters more than a good oven does

> whatever bakers say

## Listen {#listen}

The ear knows.

> A loaf is done when it sounds hollow

## Rest {#rest at=3}

Dough needs rest.

## Gifts {#gifts}

Give bread away.
"""
CARDS = """\
part: 1 Bread
cards:
  - id: what-matters
    q: What matters more than the oven?
    a: The flour.
    lens: why
    source: bread#flour
  - id: done
    quote: A loaf is done when it {{c1::sounds hollow}}
    source: bread#listen
  - id: steps
    list: Making bread
    items: [knead, rest, bake]
    source: [bread#rest, bread#flour]
  - id: plain
    term: crumb
    means: what is inside the crust
"""


def files(cards: str = CARDS, content: str = CONTENT, **more: str) -> dict[str, str | bytes | None]:
    """Give the files of a project with one source, and with the given ones below cards/."""
    given = {f"cards/{name}.yaml": text for name, text in more.items()}
    gone = dict.fromkeys(("cards/02-second.yaml", "cards/dot.png", "content/one.md", "content/two.md"))
    return {**gone, "cards/01-first.yaml": cards, "content/bread.md": content, "content/texts/bread.txt": TEXT, **given}


def deck_of(root: Path, changes: Mapping[str, str | bytes | None]) -> Deck:
    """Write a project without problems, and load its deck."""
    project = load(write_project(root, changes))
    assert [one.message for one in project.diagnostics if one.is_error and one.code[0] != "Q"] == []
    return project.decks[0]


@pytest.fixture
def bread(tmp_path: Path) -> Stats:
    """What is told of the deck about bread."""
    return measure(deck_of(tmp_path, files()))


def run(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words])


def only(stats: Stats) -> Covered:
    """Give the one source of a deck."""
    (source,) = stats.sources
    return source


def quoting(root: Path, *quotations: str, cards: str = "part: 1\ncards: []\n", limit: str = "") -> Excerpts:
    """Give what a deck quotes of the text about bread, by quotations of a principle and by cards."""
    head = f"---\ntitle: T\nauthor: Ada\ntext: content/texts/bread.txt\n{limit}---\n\n## First {{#first}}\n\nOne.\n"
    content = head + "".join(f"\n> {one}\n" for one in quotations)
    return excerpts(deck_of(root, files(cards, content)))["bread"]


# --- how much is quoted ------------------------------------------------------------------------------------------------------


def test_words_quoted_are_counted_against_the_words_of_the_text(tmp_path: Path) -> None:
    found = quoting(tmp_path, "Good flour matters more than a good oven does")
    assert (found.quoted, found.words, found.percent) == (9, 100, Decimal(9))


def test_what_stands_in_two_quotations_counts_once(tmp_path: Path) -> None:
    card = """part: 1
cards:
  - {id: a, said: then let it rest, source: bread}
  - {id: b, q: 'Why “your hands, then let it rest”?', a: x, source: bread}
"""
    assert quoting(tmp_path, "Knead it until it no longer sticks to your hands, then let it rest", cards=card).quoted == 14


def test_a_card_that_quotes_what_no_principle_does_counts(tmp_path: Path) -> None:
    card = "part: 1\ncards:\n  - {id: a, q: 'Who says “so listen to the bread”?', a: x, source: bread}\n"
    found = quoting(tmp_path, "Good flour matters more", cards=card)
    assert [(one.owner, one.words) for one in found.longest] == [("a", 5), ("bread#first", 4)]


def test_what_is_left_out_or_an_editor_s_counts_for_nothing(tmp_path: Path) -> None:
    assert quoting(tmp_path, "[G]ood flour […] than a good oven [for bread], whatever bakers say").quoted == 9


def test_a_quotation_with_an_omission_adds_only_the_words_that_no_other_has(tmp_path: Path) -> None:
    assert quoting(tmp_path, "Good flour matters more than a good oven", "a good oven … bakers say").quoted == 8 + 2


def test_quotations_that_overlap_in_part_count_as_the_passage_that_they_make(tmp_path: Path) -> None:
    found = quoting(tmp_path, "Good flour matters more", "than a good oven does", "matters more than a good")
    assert (found.quoted, [one.words for one in found.longest]) == (9, [4, 3, 2])


def test_over_the_end_of_a_paragraph_quotations_overlap_too(tmp_path: Path) -> None:
    assert quoting(tmp_path, "then let it rest. Yes. A loaf", "Yes. A loaf is done").quoted == 9


def test_words_that_two_quotations_share_by_chance_count_twice(tmp_path: Path) -> None:
    assert quoting(tmp_path, "about bread and", "and how it is").quoted == 3 + 4, "a single word is chance"
    text = "See what goes on\n\nOne.\n\nTwo.\n\nWhat goes on is odd\n"
    content = CONTENT[: CONTENT.index("## ")] + "## First {#first}\n\nOne.\n\n> See what goes on\n\n> What goes on is odd\n"
    found = excerpts(deck_of(tmp_path, {**files("part: 1\ncards: []\n", content), "content/texts/bread.txt": text}))["bread"]
    assert found.quoted == 4 + 5, "another paragraph is another passage"


REPEATED = """\
---
title: T
author: Ada
text: content/texts/bread.txt
speakers: {A: Ada, B: Bob}
---

## First {#first}

One.

> See what goes on

> What goes on is odd
>
> — Bob
"""


def test_what_another_voice_repeats_is_quoted_again(tmp_path: Path) -> None:
    text = "A: See what goes on.\n\nB: What goes on is odd.\n"
    changes = {**files("part: 1\ncards: []\n", REPEATED), "content/texts/bread.txt": text}
    assert excerpts(deck_of(tmp_path, changes))["bread"].quoted == 4 + 5


def test_places_are_looked_up_only_where_something_hangs_on_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def asking(deck: Deck, claim: Claim) -> tuple[Voice, Found] | None:
        asked.append(claim.owner)
        return place(deck, claim)

    monkeypatch.setattr("deckgen.excerpts.place", asking)
    single = CARDS.replace("    source: [bread#rest", "    extra: “Good flour matters more than”\n    source: [bread#rest")
    assert excerpts(deck_of(tmp_path / "single", files(single)))["bread"].quoted == 20
    assert asked == []
    two = single.replace("[bread#rest,", "[other, bread#rest,")
    other = "---\ntitle: O\nauthor: Bob\ntext: content/texts/one.txt\n---\n"
    excerpts(deck_of(tmp_path / "two", {**files(two), "content/other.md": other}))
    assert asked == ["steps"]


def test_the_words_of_each_claim_are_folded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []

    def folding(text: str) -> list[str]:
        folded.append(text)
        return words(text)

    monkeypatch.setattr("deckgen.stats.principles.words", folding)
    deck = deck_of(tmp_path, files())
    folded.clear()
    measure(deck)
    assert sorted(folded) == sorted(claim.words for claim in claims(deck)), "not once for each pair of a claim and a principle"


@given(st.data())
def test_an_index_of_runs_finds_what_asking_each_would(data: st.DataObject) -> None:
    runs = data.draw(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=6).map(tuple), min_size=1, max_size=8))
    index, asked = Runs(runs), runs[0]
    assert set(index.holding(asked)) == {one for one in runs if inside(asked, one)}
    shared = {(one, n) for one in runs for n in range(2, min(len(asked) - 1, len(one)) + 1) if one != asked and one[-n:] == asked[:n]}
    assert set(index.before(asked)) == shared


def two_decks(root: Path, limit: str) -> Path:
    """Write a project of two decks of one card each, which overlap in what they quote."""
    gone = dict.fromkeys(("cards/deck.yaml", "cards/01-first.yaml", "cards/02-second.yaml", "cards/dot.png"))
    said = {"ones": "Good flour matters more than a good", "twos": "matters more than a good oven does"}
    decks = {f"cards/{name}/deck.yaml": f"deck: {name}\nuid: {number * 32}\nid: {name}\n" for number, name in zip("12", said, strict=True)}
    cards = {
        f"cards/{name}/01.yaml": f"part: 1\ncards:\n  - {{id: {name}, said: {words}, source: bread}}\n" for name, words in said.items()
    }
    content = CONTENT[: CONTENT.index("---\n\n")] + f"limit: {limit}\n---\n"
    return write_project(root, {**files(content=content), **gone, **decks, **cards})


@pytest.mark.parametrize(("limit", "findings"), [("9 %", []), ("8.9999 %", ["9.0 % of `bread` is quoted, and its limit is 8.9999 %"])])
def test_a_limit_is_held_once_over_all_decks_of_a_project(limit: str, findings: list[str], tmp_path: Path) -> None:
    project = load(two_decks(tmp_path, limit))
    assert [one.message for one in project.diagnostics] == findings
    assert [excerpts(deck)["bread"].quoted for deck in project.decks] == [7, 7]
    assert excerpts(*project.decks)["bread"].quoted == 9


@pytest.mark.parametrize(
    ("quoted", "words", "limit", "share"),
    [
        (1501, 10_000, "15", "15.01"),
        (150_001, 1_000_000, "15", "15.0001"),
        (151, 1000, "15", "15.1"),
        (1499, 10_000, "15", "15.0"),
        (1, 3, "33.33", "33.333"),
    ],
)
def test_a_share_over_its_limit_is_told_with_the_digits_that_show_it(quoted: int, words: int, limit: str, share: str) -> None:
    assert Excerpts((Excerpt("a", quoted),), words, Decimal(limit)).share == share


@pytest.mark.parametrize(("limit", "allowed", "over"), [("10 %", 10, 0), ("9%", 9, 0), ("8.9 %", 8, 1), ("100 %", 100, 0), ("0.5 %", 0, 9)])
def test_a_limit_is_held_to_the_word(limit: str, allowed: int, over: int, tmp_path: Path) -> None:
    found = quoting(tmp_path, "Good flour matters more than a good oven does", limit=f"limit: {limit}\n")
    assert (found.allowed, found.over) == (allowed, over)


def test_of_a_source_that_was_never_verified_no_share_is_known() -> None:
    found = Excerpts((), 0, Decimal(15))
    assert (found.percent, found.allowed, found.over) == (Decimal(0), None, 0)


def test_what_a_card_quotes_is_the_source_s_that_holds_it(tmp_path: Path) -> None:
    card = "part: 1\ncards:\n  - {id: a, said: so listen to the bread, source: [other, bread]}\n"
    other = "---\ntitle: O\nauthor: Bob\ntext: content/texts/one.txt\n---\n"
    found = excerpts(deck_of(tmp_path, {**files(card), "content/other.md": other}))
    assert (found["other"].quoted, any(one.owner == "a" for one in found["bread"].longest)) == (0, True)


def test_the_same_is_known_from_the_lock_where_the_text_is_not_at_hand(tmp_path: Path) -> None:
    overlapping = CARDS + "  - {id: more, said: 'a good oven does, whatever bakers say', source: bread}\n"
    root = write_project(tmp_path, files(overlapping))
    here = measure(load(root).decks[0])
    assert only(here).excerpts.quoted == 20
    assert run("verify", "--project", root).exit_code == 0
    content = root / "content/bread.md"
    content.write_text(content.read_text("utf-8").replace("text: content/texts/bread.txt\n", ""), "utf-8")
    assert measure(load(root).decks[0]) == here


# --- what the deck holds -----------------------------------------------------------------------------------------------------


def test_notes_and_cards_are_counted_by_kind_lens_part_and_source(bread: Stats) -> None:
    assert (bread.notes, bread.cards, bread.joined) == (4, 7, 0)
    assert {one.name: (one.notes, one.cards) for one in bread.kinds if one.notes} == {
        "question": (1, 1),
        "term": (1, 2),
        "quote": (1, 1),
        "list": (1, 3),
    }
    assert {one.name: (one.notes, one.cards) for one in bread.lenses if one.notes} == {"why": (1, 1), "": (3, 6)}
    (part,) = bread.parts
    assert [(one.name, one.notes, one.cards) for one in (part, *part.sources)] == [("1 Bread", 4, 7), ("bread", 3, 5), ("", 1, 2)]
    assert (only(bread).notes, only(bread).cards, only(bread).principles) == (3, 5, 4)


def test_a_note_that_joins_two_sources_counts_for_both(tmp_path: Path) -> None:
    stats = measure(load(write_project(tmp_path)).decks[0])
    assert stats.joined == 1
    assert {one.key: one.notes for one in stats.sources} == {"one": 2, "two": 3}


@pytest.mark.parametrize(
    ("count", "total", "least", "most", "holds"),
    [
        (40, 100, 40, 100, True),
        (39, 100, 40, 100, False),
        (1, 20, 0, 5, True),
        (2, 20, 0, 5, False),
        (2, 25, 8, 25, True),
        (0, 0, 8, 25, True),
    ],
)
def test_a_target_holds_up_to_its_very_bounds(count: int, total: int, least: int, most: int, holds: bool) -> None:
    assert Target("part", "cards", count, total, least, most).holds is holds


def test_a_deck_is_held_to_what_makes_a_good_one(bread: Stats) -> None:
    assert [(one.name, one.count, one.total, one.of, one.holds) for one in bread.targets] == [
        ("thinking", 1, 4, "notes", False),
        ("cloze", 4, 7, "cards", False),
        ("quote", 1, 4, "notes", False),
        ("said", 0, 4, "notes", True),
        ("part", 7, 7, "cards", False),
    ]


# --- sizes -------------------------------------------------------------------------------------------------------------------


def test_fronts_backs_gaps_and_quotations_are_measured_in_words(bread: Stats) -> None:
    assert [(one.side, one.count, one.median, one.longest) for one in bread.sizes] == [
        ("front", 3, 2, 6),
        ("back", 2, 3.5, 5),
        ("gap", 4, 1, 2),
        ("quotation", 1, 8, 8),
    ]


def test_texts_out_of_bounds_are_told_with_their_note_and_their_words(tmp_path: Path) -> None:
    long = " ".join(["word"] * 31)
    cards = dedent(f"""\
        part: 1 Long
        cards:
          - {{id: front, q: {long}, a: x}}
          - {{id: situation, q: {long}, a: x, lens: scenario}}
          - {{id: endless, q: {long} {long}, a: x, lens: scenario}}
          - {{id: back, q: x, a: {long}}}
          - id: gap
            cloze: A {{{{c1::gap}}}} and {{{{c2::one two three four five six seven eight}}}}.
          - {{id: brief, said: whatever bakers say, source: bread}}
    """)
    found = measure(deck_of(tmp_path, files(cards))).outsized
    assert [(one.side, one.note, one.card, one.words) for one in found] == [
        ("front", "endless", None, 62),
        ("front", "front", None, 31),
        ("back", "back", None, 31),
        ("gap", "gap", 2, 8),
        ("quotation", "brief", None, 3),
    ]


# --- principles --------------------------------------------------------------------------------------------------------------


def kept(stats: Stats) -> dict[str, Kept]:
    return {one.name: one for one in stats.principles}


def test_each_principle_knows_its_notes_and_cards(bread: Stats) -> None:
    assert {name: (one.notes, one.cards, one.sides) for name, one in kept(bread).items()} == {
        "bread#flour": (2, 4, 2),
        "bread#listen": (1, 1, 1),
        "bread#rest": (1, 3, 1),
        "bread#gifts": (0, 0, 0),
    }


def test_a_principle_of_the_first_rank_wants_two_notes_that_differ_in_kind_or_lens(tmp_path: Path) -> None:
    same = "part: 1\ncards:\n  - {id: a, q: A?, a: x, source: bread#flour}\n  - {id: b, q: B?, a: x, source: bread#flour}\n"
    assert [one.name for one in measure(deck_of(tmp_path / "same", files(same))).principles if one.thin] == ["bread#flour"]
    other = same.replace("{id: b,", "{id: b, lens: how,")
    assert [one.name for one in measure(deck_of(tmp_path / "other", files(other))).principles if one.thin] == []


def test_quotations_are_unused_that_no_card_shows_or_quotes(bread: Stats, tmp_path: Path) -> None:
    assert {name: one.unused for name, one in kept(bread).items() if one.unused} == {"bread#flour": (3,)}, "a card shows the first of two"
    quoted = CARDS + "  - {id: more, q: 'Who says “a good oven does, whatever bakers say”?', a: Ada, source: bread}\n"
    assert kept(measure(deck_of(tmp_path / "quoted", files(quoted))))["bread#flour"].unused == ()
    for_the_sheet = CARDS + "  - {id: more, q: Who?, a: Ada, source: bread, sheet: 'Ada: “a good oven does, whatever bakers say”'}\n"
    assert kept(measure(deck_of(tmp_path / "sheet", files(for_the_sheet))))["bread#flour"].unused == (3,), "the sheet is no card"
    nobody = "part: 1\ncards:\n  - {id: a, q: A?, a: x}\n"
    assert {name: one.unused for name, one in kept(measure(deck_of(tmp_path / "nobody", files(nobody)))).items() if one.unused} == {
        "bread#flour": (9, 3),
        "bread#listen": (8,),
    }


# --- coverage ----------------------------------------------------------------------------------------------------------------


def test_a_paragraph_is_covered_near_or_far(bread: Stats) -> None:
    source = only(bread)
    assert [(one.words, str(one.state)) for one in source.paragraphs] == [
        (13, "near"),
        (12, "covered"),
        (14, "covered"),
        (1, "near"),
        (29, "covered"),
        (1, "near"),
        (30, "far"),
    ]
    assert [one.principles for one in source.paragraphs if one.principles] == [("bread#flour",), ("bread#rest",), ("bread#listen",)]
    assert (source.words_covered, [one.number for one in source.far], source.unplaced) == (55, [7], ("bread#gifts",))


def test_a_short_paragraph_that_nothing_rests_on_is_not_worth_a_look(tmp_path: Path) -> None:
    content = CONTENT.replace("at=3", "at=5-7").replace("> Good flour matters more than a good oven does", "> like what you bake")
    content = content.replace("> whatever bakers say", "> what you bake you eat")
    source = only(measure(deck_of(tmp_path, files(content=content))))
    assert "".join(str(one.state)[0] for one in source.paragraphs) == "fffnccc"
    assert source.far == ()


def test_of_a_source_without_a_known_text_no_paragraph_is_told(tmp_path: Path) -> None:
    content = CONTENT.replace("text: content/texts/bread.txt\n", "")
    stats = measure(deck_of(tmp_path, files(content=content)))
    assert (only(stats).paragraphs, only(stats).unplaced) == ((), ("bread#flour", "bread#listen", "bread#gifts"))
    assert "bread: nobody knows its paragraphs before `deckgen verify --text bread=PATH`" in as_text(stats)
    assert "nobody knows its paragraphs" in as_svg(stats)


# --- pages -------------------------------------------------------------------------------------------------------------------

PAGE = """\
Small
  4 notes, 7 cards, 1 part, 4 principles, 1 source

Kinds
  kind      notes  cards  of cards
  question      1      1      14 %  █████▊
  term          1      2      29 %  ███████████▍
  said          –      –         –
  cloze         –      –         –
  quote         1      1      14 %  █████▊
  list          1      3      43 %  █████████████████▏

Lenses
  lens        notes  cards  of cards
  why             1      1      14 %  █████▊
  how             –      –         –
  difference      –      –         –
  scenario        –      –         –
  salience        –      –         –
  bridge          –      –         –
  fact            –      –         –
  who-said        –      –         –
  none            3      6      86 %  ██████████████████████████████████▎

Parts
  part     notes  cards  of cards                                            bread  no source
  1 Bread      4      7     100 %  ████████████████████████████████████████      5          2

Sources
  source  notes  cards  principles  words  quoted  of its words  limit
  bread       3      5           4    100      20        20.0 %      –

The mix
  ✗  ask for more than a fact, by their lens  of notes   25 %  at least 40 %
  ✗  hide words: cloze, quote, list           of cards   57 %  at most 40 %
  ✗  complete a quotation: quote              of notes   25 %  at most 10 %
  ✓  ask who said it: said                    of notes    0 %  at most 5 %
  ✗  1 Bread                                  of cards  100 %  8 to 25 %

Sizes, in words
              texts  median  longest  to be
  fronts          3       2        6  at most 30, a scenario 60
  backs           2     3.5        5  at most 25
  gaps            4       1        2  at most 7
  quotations      1       8        8  4 to 40

Principles
  1 with no card, 1 with one, 2 with several
  no card: bread#gifts
  quotations on no card (words): bread#flour 3

Coverage, paragraph by paragraph
  █ a principle rests on it   ▒ next to such a one   · far from any

  bread: 7 paragraphs; 55 % of 100 words stand where a principle rests
  1  ▒██▒█▒·
  far, 20 words or more: 7 (30)
  nobody knows where these rest: bread#gifts
"""


def test_the_page_of_a_small_deck(bread: Stats) -> None:
    assert as_text(bread) == PAGE


def wide() -> Mapping[str, str | bytes | None]:
    """Give a project of eight sources with long names, and a long list of long fronts."""
    front = " ".join(["word"] * 40)
    cards = "".join(
        f"  - {{id: a-rather-long-id-{number}, q: {front} {number}, a: x, source: source-of-some-length-{number % 8}}}\n"
        for number in range(40)
    )
    sources = {f"content/source-of-some-length-{number}.md": CONTENT for number in range(8)}
    return {**files(f"part: 1 A part of which the name is longer than any column\ncards:\n{cards}"), **sources}


def test_no_line_is_wider_than_a_hundred_columns(tmp_path: Path) -> None:
    text = as_text(measure(deck_of(tmp_path, wide())))
    assert max(map(cells, text.splitlines())) <= WIDTH
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_color_changes_nothing_but_the_headings(bread: Stats) -> None:
    assert re.sub(r"\033\[\d*m", "", as_text(bread, color=True)) == as_text(bread)
    assert "\033[1mKinds\033[0m" in as_text(bread, color=True)


def test_columns_that_do_not_fit_stand_below_behind_the_first() -> None:
    rows = [("name", *["x" * 30] * 4), ("long name", *"1234")]
    lines = table(rows, "lrrrr")
    assert [line.split()[0] for line in lines] == ["name", "long", "name", "long"]
    assert [line.split()[-1] for line in lines[1::2]] == ["2", "4"]


def test_items_wrap_behind_a_short_label_and_below_a_long_one() -> None:
    items = ["item"] * 30
    short, long = listed("few:", items), listed("a label that is as long as a sentence:", items)
    assert short[0].startswith("  few: item, item,")
    assert short[1].startswith("       item")
    assert long[:1] == ["  a label that is as long as a sentence:"]
    assert long[1].startswith("    item, item")
    assert listed("none:", []) == []


def test_a_strip_has_a_cell_a_paragraph_and_rows_that_tell_their_first_one() -> None:
    rows = list(strip("ab" * 62))
    assert [row.split()[0] for row in rows] == ["1", "61", "121"]
    assert "".join("".join(row.split()[1:]) for row in rows) == "ab" * 62


def test_text_and_json_tell_the_same_value(bread: Stats) -> None:
    told, text = json.loads(as_json(bread)), as_text(bread)
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
    for one in (*told["kinds"], *told["lenses"]):
        shown = [number if number != "–" else "0" for number in rows[one["name"] or "none"][:2]]
        assert shown == [str(one["notes"]), str(one["cards"])]
    (source,) = told["sources"]
    assert [str(source[key]) for key in ("notes", "cards", "principles", "words", "quoted")] == rows["bread"][:5]
    signs = {"covered": "█", "near": "▒", "far": "·"}
    assert f"1  {''.join(signs[one['state']] for one in source['paragraphs'])}" in text
    assert [target["holds"] for target in told["targets"]] == [
        line.strip()[0] == "✓" for line in re.findall(r"^  [✓✗]  .*$", text, re.MULTILINE)
    ]


def test_json_has_all_the_keys_that_its_page_documents(tmp_path: Path) -> None:
    assert data.__doc__
    documented = set(re.findall(r'"(\w+)"', data.__doc__))

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for one in value.values() for key in keys(one)}
        return {key for one in value for key in keys(one)} if isinstance(value, list) else set()

    stats = measure(deck_of(tmp_path, files(CARDS.replace("The flour.", "Flour. " * 26))))
    used = keys(json.loads(as_json(stats)))
    assert used <= documented
    values = {*BOUNDS, *(str(one) for one in State), "thinking", "cloze", "quote", "said", "part", "notes", "cards"}
    assert documented - used <= values


def test_every_page_is_the_same_twice(tmp_path: Path) -> None:
    root = write_project(tmp_path, files())
    one, two = (measure(load(root).decks[0]) for _ in range(2))
    assert one == two
    assert [page(one) for page in (as_text, as_json, as_svg)] == [page(two) for page in (as_text, as_json, as_svg)]


def test_what_an_author_typed_is_neither_obeyed_nor_markup(tmp_path: Path) -> None:
    content = CONTENT.replace("Flour first", "Flour & <b>\u202efirst</b>").replace("author: Ada", "author: Ada <x>\u202e")
    stats = measure(deck_of(tmp_path, {**files(content=content), "cards/deck.yaml": f"deck: A <i>\u202edeck\nuid: {UID}\nid: small\n"}))
    for page in (as_text(stats), as_json(stats), as_svg(stats)):
        assert "\u202e" not in page
    assert ET.fromstring(as_svg(stats)) is not None


# --- the drawing -------------------------------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def test_each_paragraph_is_a_bar_as_wide_as_its_words_that_names_its_principles(bread: Stats) -> None:
    drawn = ET.fromstring(as_svg(bread))
    bars = [one for one in drawn.iter(f"{SVG}rect") if "paragraph" in (one.findtext(f"{SVG}title") or "")][:7]
    assert bars[1].findtext(f"{SVG}title") == "paragraph 2, 12 words: Flour first"
    assert bars[3].findtext(f"{SVG}title") == "paragraph 4, 1 word: next to a paragraph that a principle rests on"
    assert [one.get("class") for one in bars] == ["near", "one", "one", "near", "one", "near", "far"]
    widths = [float(str(one.get("width"))) for one in bars]
    assert widths[6] == pytest.approx(widths[0] * 30 / 13, rel=0.05)
    feet = {float(str(one.get("y"))) + float(str(one.get("height"))) for one in bars}
    assert len(feet) == 1, "all stand on one line"


def test_more_principles_make_a_taller_bar(tmp_path: Path) -> None:
    content = CONTENT.replace("{#rest at=3}", "{#rest at=2}").replace("{#gifts}", "{#gifts at=2-3}")
    stats = measure(deck_of(tmp_path, files(content=content)))
    assert [len(one.principles) for one in only(stats).paragraphs] == [0, 3, 1, 0, 1, 0, 0]
    found = re.findall(r'class="(\w+)"[^>]*height="(\d+)"><title>paragraph [23],', as_svg(stats))
    (more, tall), (one, low) = found
    assert (more, one, int(tall) > int(low)) == ("more", "one", True)


def test_the_drawing_is_for_light_pages_and_for_dark_ones(bread: Stats) -> None:
    assert "prefers-color-scheme:dark" in as_svg(bread)


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=400))
def test_bars_fill_the_strip_and_none_is_narrower_than_a_pixel(lengths: list[int]) -> None:
    widths = _widths(lengths, 920)
    assert min(widths) >= 1
    if sum(lengths):
        assert sum(widths) == pytest.approx(920)
    assert [width for _, width in sorted(zip(lengths, widths, strict=True))] == sorted(widths)


# --- the command -------------------------------------------------------------------------------------------------------------


def test_the_command_tells_in_three_ways(tmp_path: Path) -> None:
    root = write_project(tmp_path, files())
    stats = measure(load(root).decks[0])
    pages = {"text": as_text(stats), "json": as_json(stats), "svg": as_svg(stats)}
    assert {form: run("stats", "--project", root, "--format", form).stdout for form in pages} == pages
    assert run("stats", "--project", root).stdout == pages["text"]


def test_warnings_and_quotations_that_do_not_hold_leave_stats_at_work(tmp_path: Path) -> None:
    content = CONTENT.replace("text: content/texts/bread.txt", "text: content/texts/bread.txt\nlimit: 1 %").replace(
        "when it sounds", "if it sounds"
    )
    cards = CARDS.replace("The flour.", "The flour, for $5-$10.")
    root = write_project(tmp_path, files(cards, content))
    assert {one.code for one in load(root).diagnostics} == {"T001", "Q002", "Q005", "W016"}
    result = run("stats", "--project", root)
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.search(r"^  bread .* 1 %  ✗$", result.stdout, re.MULTILINE)


def test_broken_files_end_with_1_and_nothing_told(tmp_path: Path) -> None:
    root = write_project(tmp_path, files(CARDS.replace("    a: The flour.\n", "")))
    result = run("stats", "--project", root)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Nothing was counted: mend these first." in result.stderr


def test_of_several_decks_one_is_chosen(tmp_path: Path) -> None:
    for name in ("ones", "twos"):
        write_project(
            tmp_path,
            {
                **dict.fromkeys(("cards/deck.yaml", "cards/01-first.yaml", "cards/02-second.yaml", "cards/dot.png")),
                f"cards/{name}/deck.yaml": f"deck: {name}\nuid: {UID[:-1]}{len(name) if name == 'ones' else 0}\nid: {name}\n",
                f"cards/{name}/01.yaml": f"part: 1\ncards:\n  - {{id: {name}, q: x, a: y}}\n",
            },
        )
    assert "which deck? Write --deck" in run("stats", "--project", tmp_path).output
    assert run("stats", "--project", tmp_path, "--deck", "twos").stdout.startswith("twos\n  1 note, 1 card")


def test_an_empty_deck_is_told_without_a_fault(tmp_path: Path) -> None:
    root = write_project(tmp_path, {**files("part: 1\ncards: []\n"), "content/bread.md": None})
    stats = measure(load(root).decks[0])
    assert as_text(stats).startswith("Small\n  0 notes, 0 cards, 1 part, 0 principles, 0 sources\n")
    assert ET.fromstring(as_svg(stats)) is not None
    assert json.loads(as_json(stats))["totals"]["notes"] == 0

"""Changes, told: each page is true, complete and harmless, whatever stands on the cards."""

from __future__ import annotations

import html
import json
import re
import time
import unicodedata
from dataclasses import replace
from itertools import pairwise
from textwrap import dedent

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.changes import ankiweb, as_json, as_markdown, as_text, difference, for_learners
from deckgen.changes.markdown import code, escaped, marked
from deckgen.changes.words import tokens
from deckgen.released.changes import Added, AtRisk, Changes, Danger, NoteChange, TypeChange
from deckgen.released.state import NoteState, TypeState

# --- values ----------------------------------------------------------------------------------------------------------

ROLE, WHY = "1 The role", "2 Why"


def question(id: str, front: str, back: str = "Yes", number: int = 1000, part: str = ROLE) -> NoteState:
    """Give a note that asks a question."""
    return NoteState(id, f"guid-{id}", number, "question", "standard", part, {0: ""}, {"Front": front, "Back": back})


def gaps(id: str, text: str, *hidden: str, number: int = 2000) -> NoteState:
    """Give a note with gaps."""
    return NoteState(id, f"guid-{id}", number, "cloze", "cloze", ROLE, dict(enumerate(hidden)), {"Text": text})


def change(
    old: NoteState,
    new: NoteState,
    *risks: AtRisk,
    edited: bool = False,
    arrives: bool = False,
    added: tuple[int, ...] = (),
    dropped: tuple[int, ...] = (),
) -> NoteChange:
    """Give what happens to a note; most of it is seen from the two."""
    return NoteChange(old, new, edited, arrives, old.part != new.part, added, dropped, risks)


def edit(old: NoteState, *risks: AtRisk, **texts: str) -> NoteChange:
    """Give an edit that arrives."""
    return change(old, replace(old, texts={**old.texts, **texts}), *risks, edited=True, arrives=True)


def changes(
    *changed: NoteChange,
    added: tuple[Added, ...] = (),
    restored: tuple[NoteChange, ...] = (),
    withdrawn: tuple[NoteState, ...] = (),
    renamed: tuple[tuple[str, str], ...] = (),
    types: tuple[TypeChange, ...] = (),
    unchanged: int = 9,
    new: str = "Staff",
) -> Changes:
    """Give changes of the deck “Staff”."""
    return Changes("Staff", new, added, restored, changed, withdrawn, renamed, types, unchanged)


TYPE = TypeState(1, "Staff", "structure", look="look")
VALUE = question("opposite-test", "What makes a value useful?", "Its opposite would be legitimate.")
GAPS = gaps("two-gaps", "A {{c1::big}} {{c2::risk}}.", "big", "risk")


def text(given: Changes, width: int = 100) -> str:
    """Give the page for the terminal, without color."""
    return as_text(given, color=False, width=width, had="1.0.0")


# --- word by word ----------------------------------------------------------------------------------------------------


def shown(old: str, new: str) -> str:
    """Show a difference with marks."""
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(signs[op].format(text) for op, text in difference(old, new))


WORDS = st.lists(
    st.sampled_from(["a", "the", "value", "漢", "字", " ", " ", "\n", ",", "don't", "1.5", "é", "e\u0301", "👩‍💻"]), max_size=30
).map("".join)


@given(st.one_of(WORDS, st.text()), st.one_of(WORDS, st.text()))
def test_the_pieces_give_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(text for op, text in pieces if op != "added") == old
    assert "".join(text for op, text in pieces if op != "removed") == new
    assert all(text for _, text in pieces)
    assert all(one.op != after.op for one, after in pairwise(pieces))


@given(st.text())
def test_words_give_their_text(typed: str) -> None:
    assert "".join(tokens(typed)) == typed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("the same", "the same", "the same"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("one two", "one big two", "one {+big +}two"),
        ("We don't know", "We do know", "We [-don't-]{+do+} know"),
        ("In 1.5 hours", "In 2.5 hours", "In [-1.5-]{+2.5+} hours"),
        ("{{c1::one}} two", "{{c2::one}} two", "{{[-c1-]{+c2+}::one}} two"),
        ("a choice of two roads", "a matter of many roads", "a [-choice of two-]{+matter of many+} roads"),
        ("漢字を書く", "漢字を読む", "漢字を[-書く-]{+読む+}"),
        ("Who was the first of all", "This text is unlike what it was", "[-Who was the first of all-]{+This text is unlike what it was+}"),
    ],
)
def test_a_difference_reads_as_a_person_would_mark_it(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_a_long_text_takes_no_long_time() -> None:
    start = time.perf_counter()
    head, middle = "one two " * 50_000, "a b " * 50_000
    assert shown(f"{head}x {middle}y", f"{head}v {middle}w") == f"{head}[-x {middle}y-]{{+v {middle}w+}}"
    assert time.perf_counter() - start < 5


# --- the terminal ----------------------------------------------------------------------------------------------------


def test_where_nothing_changes_the_page_says_so() -> None:
    assert text(changes()) == "For a learner who has 1.0.0, nothing changes\n"


def test_the_page_begins_with_what_matters_most() -> None:
    given = changes(
        edit(VALUE, Back="Its opposite would also be legitimate."),
        replace(edit(GAPS, AtRisk(Danger.OTHER_WORDS, 0), Text="A {{c1::small}} risk."), cards_dropped=(1,)),
        added=(Added(question("new-one", "What is new?", part=WHY)),),
        withdrawn=(question("gone", "What went?", number=5), question("gone-too", "What else?", number=6)),
    )
    expected = """\
        For a learner who has 1.0.0: 1 note added, 2 edited, 2 withdrawn, 1 card with nothing to ask any more;
        progress at risk: 1 note

        Progress at risk: 1 note
          With these notes, what learners have learned would count for something else, or be lost to them.
          two-gaps  “A small risk.”
            Card 1 asked for “big” and now asks for “small”: a learner’s reviews of the first would count for
            the second.
            If it is another fact, number the new gap c3, which was never used, and leave c1 out. If it is the
            same fact in other words, no review is lost.

        Withdrawn: 2 notes
          Anki deletes nothing on import: these notes stay with learners, reviews and all. This search lists
          them in Anki’s browser:
            nid:5,6
          gone  “What went?”
          gone-too  “What else?”

        Cards that ask nothing any more: 1 card
          These cards stay with learners, with nothing to ask. In Anki, Tools → Empty Cards removes them; this
          search lists them:
            nid:2000 card:2
          two-gaps  “A small risk.”
            Card 2, which asked for “risk”.

        Edited: 2 notes
          opposite-test  “What makes a value useful?”
            Back: Its opposite would {+also +}be legitimate.
          two-gaps  “A small risk.”
            Text: A {{c1::[-big-]{+small+}}} [-{{c2::-]risk[-}}-].
            Asked for: [-1: big; 2: risk-]{+1: small+}

        Added: 1 note, 1 card
          new-one  “What is new?”
            1 card in 2 Why

        Overwritten: 2 notes
          Anki takes these notes whole: tags of a learner’s own in them go, and so does what the learner edited
          in them before.
            opposite-test, two-gaps
        """
    changed = given.changed[1]
    given = replace(given, changed=(given.changed[0], replace(changed, new=replace(changed.new, cards={0: "small"}))))
    assert text(given, 103) == dedent(expected)


def test_what_does_not_arrive_is_held_back_and_not_called_an_edit() -> None:
    old = replace(VALUE, rendered="a", written="w")
    page = text(
        changes(
            replace(edit(GAPS, Text="Another {{c1::big}} {{c2::risk}}."), arrives=False),
            change(old, replace(old, rendered="b"), edited=True),
        )
    )
    assert page.startswith("For a learner who has 1.0.0: 1 note edited but held back\n")
    assert "\nEdited" not in page
    assert "Not edited, only written differently by deckgen; it comes with the note’s next edit: opposite-test." in page.replace(
        "\n  ", " "
    )


def test_renamed_parts_and_moved_notes_say_where_cards_stay() -> None:
    page = text(changes(change(VALUE, replace(VALUE, part=WHY)), renamed=(("3 Risk", "3 Risks"),), new="Staff Engineering"))
    assert "  1 The role → 2 Why: opposite-test\n" in page
    assert "    Staff → Staff Engineering\n    Staff Engineering::3 Risk → Staff Engineering::3 Risks\n" in page
    assert "1 note moved, 1 deck renamed, 1 part renamed\n" in page


def test_a_note_type_in_conflict_stands_before_all_that_is_merely_new() -> None:
    conflict = TypeChange(TYPE, replace(TYPE, structure="other"), False, True, True)
    page = text(changes(added=(Added(VALUE),), types=(conflict,)))
    assert page.index("Note types in conflict: 1 note type") < page.index("Added: 1 note")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (changes(change(VALUE, replace(VALUE, note_type="cloze"), AtRisk(Danger.NOTE_TYPE))), "never be updated again"),
        (changes(edit(VALUE, AtRisk(Danger.OTHER_FACT), Front="Who?")), "give the new one an id of its own"),
        (changes(change(replace(GAPS, dropped={2: "x"}), GAPS, AtRisk(Danger.COMES_BACK, 2))), "Number the gap c4 instead"),
        (changes(added=(Added(VALUE, (AtRisk(Danger.TWICE, other=question("was", "What?")),)),)), "write “was: was” in it"),
        (changes(added=(Added(VALUE, (AtRisk(Danger.TWICE, other=replace(VALUE, id="", guid="Gq")),)),)), "With “guid: Gq” in it"),
        (
            changes(change(replace(GAPS, kind="list"), replace(GAPS, kind="list"), AtRisk(Danger.OTHER_WORDS, 0))),
            "beside its “text:”, the “number:”",
        ),
    ],
)
def test_each_danger_says_what_the_author_can_do(given: Changes, expected: str) -> None:
    assert expected in " ".join(text(given).split())
    assert "rogress at risk: 1 note" in as_markdown(given)


def test_what_to_do_about_several_items_of_a_list_is_said_once_and_without_backslashes() -> None:
    steps = replace(GAPS, kind="list", cards={0: "a pilot", 1: "two tugs"})
    turned = replace(steps, cards={0: "two tugs", 1: "a pilot"})
    given = changes(change(steps, turned, AtRisk(Danger.OTHER_WORDS, 0), AtRisk(Danger.OTHER_WORDS, 1)))
    page = as_markdown(given)
    assert page.count("the “number:” that its words had") == 1
    assert "\\" not in page
    assert page.index("Card 2 asked for “two tugs”") < page.index("Give each item")
    assert " ".join(text(given).split()).count("Give each item") == 1


def test_against_the_lock_only_fields_that_it_holds_are_compared() -> None:
    new = replace(VALUE, texts={**VALUE.texts, "Extra": "More"}, rendered="b")
    page = text(changes(change(replace(VALUE, line=7, rendered="a"), new, edited=True, arrives=True)))
    assert "Something beside its question and answer" in page
    assert "Extra: {+More+}" in text(changes(change(replace(VALUE, rendered="a"), new, edited=True, arrives=True)))


def test_a_long_list_is_complete_and_stays_within_the_width() -> None:
    notes = [edit(question(f"note-{n}", f"Question {n}?", number=n), Back="No") for n in range(200)]
    page = text(changes(*notes, withdrawn=tuple(one.old for one in notes)), 60)
    assert all(f"note-{n}" in page.split("Overwritten")[1] for n in range(200))
    assert all(len(line) <= 60 for line in page.splitlines() if "nid:" not in line)


def test_signs_that_take_two_cells_stay_within_the_width_too() -> None:
    page = text(changes(edit(VALUE, Front="漢字を書くのは楽しい。" * 20, Back="x" * 300)), 50)
    fields = page.split("Overwritten")[0].split("    Front:")[1].splitlines()
    assert len(fields) > 10
    assert all(sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) <= 50 for line in fields)


def test_of_a_long_text_the_words_around_a_change_are_shown() -> None:
    page = text(changes(edit(question("x", "Which?", "one " * 200 + "two " * 200), Back="one " * 200 + "and " + "two " * 200)))
    assert re.search(
        r"Back: …( one){20,30} \{\+and \+\}two( two){20,30} …\n", " ".join(page.split()).replace(" Overwritten", "\nOverwritten")
    )


# Typed as escapes: an editor would obey some of them.
HOSTILE = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x07\r\n\t\u202e\u2066[]`*_~<>|#@:$!&-+=.1a漢")), max_size=40)


@st.composite
def anything(draw: st.DrawFn) -> Changes:
    """Give changes in which every text may be anything."""
    typed = draw(st.lists(HOSTILE, min_size=8, max_size=8))
    note = NoteState(typed[0], typed[1], 7, "cloze", "cloze", typed[2], {0: typed[3]}, {"Text": typed[4]}, (typed[5],))
    other = replace(note, part=typed[6], cards={0: typed[7]}, texts={"Text": typed[6]}, tags=(typed[7],))
    risks = (*(AtRisk(danger, 0) for danger in Danger if danger is not Danger.NOTE_TYPE), AtRisk(Danger.TWICE, other=note))
    both = change(note, other, *risks, edited=True, arrives=draw(st.booleans()), added=(0,), dropped=(0,))
    look = TypeChange(TYPE, replace(TYPE, name=typed[2]), True, True, draw(st.booleans()))
    return Changes(typed[4], typed[5], (Added(note, risks),), (both,), (both,), (note,), ((typed[6], typed[7]),), (look,), 1)


@given(anything(), st.booleans(), st.integers(0, 120))
def test_a_terminal_gets_no_control_characters_from_cards(given: Changes, color: bool, width: int) -> None:
    page = re.sub(r"\x1b\[[\d;]+m", "", as_text(given, color, width)) if color else as_text(given, color, width)
    for sign in page.replace("\n", "") + as_json(given).replace("\n", ""):
        assert unicodedata.category(sign) not in ("Cc", "Cs"), hex(ord(sign))
        assert sign not in "\u2028\u2029\u202e\u2066"


def test_colors_only_color() -> None:
    given = changes(edit(VALUE, Back="Its opposite would also be fine."))
    colored = as_text(given, color=True, width=100)
    assert "\033[32malso\033[0m" in colored.replace(" \033[0m", "\033[0m")
    assert "[-" not in re.sub(r"\033\[[\d;]+m", "", colored)


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_tells_everything_and_is_sorted() -> None:
    given = changes(
        edit(VALUE, AtRisk(Danger.OTHER_FACT), Back="Its opposite would be fine."),
        change(GAPS, GAPS, AtRisk(Danger.COMES_BACK, 1), dropped=(1,)),
        added=(Added(question("a-new-one", "New?"), (AtRisk(Danger.TWICE, other=VALUE),)),),
        withdrawn=(question("gone", "What?"),),
        renamed=(("b", "c"), ("a", "d")),
    )
    page = as_json(given)
    data = json.loads(page)
    assert page.endswith("}\n")
    assert [(one["id"], one["change"]) for one in data["notes"]] == [
        ("a-new-one", "added"),
        ("gone", "withdrawn"),
        ("opposite-test", "edited"),
        ("two-gaps", "cards"),
    ]
    assert data["summary"] == {
        "added": 1,
        "restored": 0,
        "edited": 1,
        "moved": 0,
        "withdrawn": 1,
        "arriving": 1,
        "held_back": 0,
        "at_risk": 3,
        "unchanged": 9,
        "cards_added": 0,
        "cards_dropped": 1,
    }
    assert data["notes"][0]["risks"] == [{"danger": "twice", "card": None, "other": "guid-opposite-test"}]
    assert data["notes"][2]["fields"][0]["difference"] == [
        ["same", "Its opposite would be "],
        ["removed", "legitimate"],
        ["added", "fine"],
        ["same", "."],
    ]
    assert data["notes"][3]["cards"] == {"added": [], "dropped": [2]}
    assert data["parts_renamed"] == [{"old": "a", "new": "d"}, {"old": "b", "new": "c"}]


@given(anything())
def test_every_note_of_the_json_has_the_documented_keys(given: Changes) -> None:
    import deckgen.changes.data as page

    documented = set(re.findall(r'"(\w+)"', page.__doc__ or ""))
    data = json.loads(as_json(given))
    assert len({tuple(one) for one in data["notes"]}) == 1
    assert set(data) | set(data["summary"]) | set(data["notes"][0]) | set(data["note_types"][0]) <= documented


# --- Markdown --------------------------------------------------------------------------------------------------------

OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH | pyromark.Options.ENABLE_MATH
OPTIONS |= pyromark.Options.ENABLE_FOOTNOTES | pyromark.Options.ENABLE_TASKLISTS | pyromark.Options.ENABLE_HEADING_ATTRIBUTES
ALLOWED = {"p", "ul", "li", "strong", "em", "del", "code", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "h2", "br"}
TYPED = [
    "<script>alert(1)</script>",
    "`code` ``more``",
    "a | b | c",
    "@somebody and team@example.org",
    "fixes #12, GH-12, owner/repo#3",
    "[a](https://example.org) ![b](c.png) <https://example.org> https://example.org www.example.org",
    "# no heading",
    "- no list",
    "1. no list",
    "> no quote",
    "---",
    "~~not struck~~ **not bold** _nor this_ __nor this__",
    "\\*typed\\*",
    "costs $5 and $6, $x$",
    "&lt; &amp; &copy; R&D",
    "[x] [^1] [1]: /x",
    ":smile: 12:30:15",
    "| --- | --- |",
    "<!-- no comment --> </details>",
    "~~~",
    "```",
]


def rendered(markdown: str) -> str:
    """Give HTML as a reader of Markdown makes it."""
    return pyromark.html(markdown, options=OPTIONS)


def plain(markup: str) -> str:
    """Give the text of HTML, as it is seen."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).replace("\u2060", "").split())


@pytest.mark.parametrize("typed", TYPED)
def test_what_stands_on_a_card_shows_as_typed(typed: str) -> None:
    assert plain(rendered(f"- {escaped(typed)}")) == typed
    assert set(re.findall(r"<(\w+)", rendered(f"- {escaped(typed)}"))) == {"ul", "li"}
    assert plain(rendered(f"- {code(typed)}")) == typed


@pytest.mark.parametrize("typed", TYPED)
def test_no_card_puts_anything_into_a_comment(typed: str) -> None:
    hostile = replace(question("x", typed), id=typed, part=typed, tags=(typed,))
    given = changes(edit(hostile, Back=typed), added=(Added(hostile),), withdrawn=(hostile,), restored=(edit(hostile, Front="Plain"),))
    for page in (as_markdown(given), for_learners(given, "1.0.0", "2026-11-22")):
        made = rendered(page)
        assert set(re.findall(r"</?(\w+)", made)) <= ALLOWED
        assert "<a" not in made
        outside = re.sub(r"<code>.*?</code>", "", made, flags=re.DOTALL)
        assert not re.search(r"@\w|#\d|https?://|www\.|GH-\d", html.unescape(outside))


@given(HOSTILE, HOSTILE)
def test_a_difference_in_markdown_strikes_and_embolds_and_no_more(old: str, new: str) -> None:
    made = rendered("- **Back:** " + marked(difference(old, new)))
    tags = set(re.findall(r"<(\w+)", made))
    assert tags <= {"ul", "li", "strong", "del"}
    assert ("del" in tags) == any(op == "removed" for op, _ in difference(old, new))


@given(anything())
def test_every_comment_holds_only_what_deckgen_puts_there(given: Changes) -> None:
    for page in (as_markdown(given), for_learners(given, "1.0.0", "2026-11-22")):
        assert set(re.findall(r"</?(\w+)", rendered(page))) <= ALLOWED


def test_a_comment_folds_long_sections_and_is_never_too_long() -> None:
    notes = [question(f"note-{n}", f"Question {n}? " * 9, number=n) for n in range(2000)]
    page = as_markdown(changes(added=tuple(map(Added, notes)), withdrawn=tuple(notes)), "1.0.0")
    assert len(page) < 65_536
    assert "<details>\n<summary>Withdrawn: 2,000 notes</summary>" in page
    assert "more: too long for a comment, `deckgen diff` has them all." in page


def test_a_comment_sums_up_in_a_table() -> None:
    page = as_markdown(changes(edit(VALUE, Back="No"), added=(Added(VALUE),)), "1.0.0")
    assert page.startswith(
        "**For a learner who has 1.0.0: 1 note added, 1 edited**\n\n| | |\n|---|--:|\n| Notes added | 1 |\n| Notes edited | 1 |\n"
    )


# --- learners --------------------------------------------------------------------------------------------------------


def test_learners_read_what_is_new_and_what_to_do() -> None:
    given = changes(
        edit(VALUE, Back="Its opposite would also be legitimate."),
        replace(edit(GAPS, Text="A {{c1::big}} risk."), cards_dropped=(1,)),
        change(question("mover", "Who moves?", number=7), question("mover", "Who moves?", number=7, part=WHY)),
        added=(Added(question("new", "New?")), Added(question("more", "More?", part=WHY))),
        withdrawn=(question("gone", "What went?", number=5), question("gone-too", "What else?", number=6)),
        renamed=(("3 Risk", "3 Risks"),),
        types=(TypeChange(TYPE, replace(TYPE, look="new"), True, True, False),),
    )
    expected = """\
        ## 1.2.0 (2026-11-22)

        **New:** 2 cards, 1 in “1 The role” and 1 in “2 Why”.

        **Corrected:** 2 notes

        - 1 The role: “What makes a value useful?” and “A \\[…\\] risk.”

        **Withdrawn:** “What went?” and “What else?”. If you have them, they are still in your Anki: an import deletes nothing.

        **What to do in Anki**

        - Before you import: rename your deck “Staff::3 Risk” to “Staff::3 Risks” (the gear beside it, *Rename*). So your cards stay together.
        - Import the new file: your reviews stay.
        - To find the withdrawn cards, paste `nid:5,6` into the search of Anki’s browser. Keep or delete what you find, as you like.
        - Some cards ask nothing any more: *Tools → Empty Cards* removes them.
        - Some cards belong to “2 Why” now; yours stay where they are. To move them, paste `nid:7` into the search of Anki’s browser, select all, then *Cards → Change Deck*.
        - In the corrected notes, tags and changes of your own are replaced; all other notes stay as you have them.
        - The cards have a new look: it replaces styling of your own.
        """  # noqa: E501  # a line is a line of the page
    assert for_learners(given, "1.2.0", "2026-11-22") == dedent(expected)


def test_of_many_corrected_notes_a_few_are_named() -> None:
    page = for_learners(changes(*(edit(question(f"n{n}", f"Question {n}?"), Back="No") for n in range(17))), "1.2.0", "2026-11-22")
    assert "“Question 4?” and 12 more\n" in page
    assert "Question 5" not in page


def test_the_first_release_counts_its_cards() -> None:
    given = changes(added=(Added(question("a", "A?")), Added(gaps("b", "B", "x", "y")), Added(question("c", "C?", part=WHY))), unchanged=0)
    assert for_learners(given, "1.0.0", "2026-11-22") == dedent(
        """\
        ## 1.0.0 (2026-11-22)

        The first release: 4 cards.

        - 1 The role: 3 cards
        - 2 Why: 1 card

        **What to do in Anki**

        - Import the file: *File → Import*.
        """
    )


def test_new_tags_are_no_correction() -> None:
    page = for_learners(changes(change(VALUE, replace(VALUE, tags=("a",)), edited=True, arrives=True)), "1.0.1", "2026-11-22")
    assert "**New tags:** 1 note." in page
    assert "In 1 note, tags and changes of your own are replaced" in page


def test_ankiweb_gets_no_headings() -> None:
    news = for_learners(changes(added=(Added(VALUE),)), "1.2.0", "2026-11-22")
    page = ankiweb(
        "Staff", "How to lead", "# Why\n\nA **deck**.", [(ROLE, 3), (WHY, 1)], news, report="https://example.org", licence="CC BY 4.0"
    )
    assert page == dedent(
        """\
        **Staff**: How to lead

        **Why**

        A **deck**.

        **What is inside:** 4 cards

        - 1 The role: 3 cards
        - 2 Why: 1 card

        **1.2.0 (2026-11-22)**

        **New:** 1 card in “1 The role”.

        **What to do in Anki**

        - Import the new file: your reviews stay.

        **Updates:** download the new version and import it over the old one: your reviews stay.

        **Found a fault?** https://example.org

        **Licence:** CC BY 4.0
        """
    )

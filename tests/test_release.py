"""Releases: what is stamped and recorded, what learners are told, and what a learner's Anki makes of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import anki_backend
import genanki
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import FILES, PIXEL, UID, write_project

from deckgen import identity
from deckgen.anki import Package, Stamp, apkg, notetypes
from deckgen.changes import for_learners
from deckgen.cli import deckgen
from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck
from deckgen.pipeline import release as releasing
from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import Made, Output, not_kept
from deckgen.pipeline.release import objection, read_version
from deckgen.pipeline.relock import lock_from
from deckgen.released.compare import compare
from deckgen.released.lockfile import DamagedLock, read_lock, write_lock
from deckgen.released.state import NoteState, State, TypeState

TIME = 1_700_000_000
DAY = 86_400
FIRST, SECOND = "cards/01-first.yaml", "cards/02-second.yaml"


def deck_of(root: Path, *besides: str) -> Deck:
    """Load the project's only deck; it has no errors but of these codes."""
    project = load(root)
    assert not [one.message for one in project.diagnostics if one.is_error and one.code not in besides]
    (deck,) = project.decks
    return deck


def released(root: Path, version: str = "1.0.0", time: int = TIME, *besides: str, notes: bool = False, look: bool = False) -> Package:
    """Release a project as `deckgen release` does, without its sheets and words: give the package, and write the lock."""
    made = apkg(deck_of(root, *besides), Stamp(time, version, notes, look))
    (root / "cards/deck.lock").write_bytes(write_lock(made.state).encode())
    return made


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Replace a piece of a file that stands in it once."""
    text = (root / file).read_bytes().decode()
    assert text.count(old) == 1
    (root / file).write_bytes(text.replace(old, new).encode())


def run(*words: str | Path, time: int = TIME) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words], env={"SOURCE_DATE_EPOCH": str(time), "NO_COLOR": "1"})


def everything(root: Path) -> dict[str, bytes]:
    """Give all files below a folder, by path."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The sample project, not released."""
    return write_project(tmp_path / "small")


@pytest.fixture
def _no_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the typesetter out of a release: it takes most of the time."""
    monkeypatch.setattr(releasing, "outputs", lambda *_: ())


# --- what a release writes -------------------------------------------------------------------------------------------------


def test_a_release_writes_the_lock_the_changelog_and_dist_and_says_what_to_do_next(small: Path) -> None:
    result = run("release", "1.0.0", "--project", small)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (small / "dist").iterdir()) == [
        "small-ankiweb.md",
        "small-cheatsheet-letter.pdf",
        "small-cheatsheet.pdf",
        "small-flashcards-letter.pdf",
        "small-flashcards.pdf",
        "small-quiz-letter.pdf",
        "small-quiz.pdf",
        "small.apkg",
    ]
    assert {path.name for path in (small / "cards").iterdir()} >= {"deck.lock", "CHANGELOG.md"}
    assert "Small 1.0.0 is released: 12 cards." in result.output
    assert "git tag deck-1.0.0" in result.output
    assert (small / "cards/CHANGELOG.md").read_text("utf-8").startswith("# What changed in Small\n\n## 1.0.0 (2023-11-14)\n\n")
    assert "12 cards" in (small / "dist/small-ankiweb.md").read_text("utf-8")
    assert (run("check", "--project", small).exit_code, run("check", "--project", small).stderr) == (0, "")


def test_a_build_after_a_release_gives_the_same_package_at_any_time(small: Path) -> None:
    package = released(small).data
    (small / "dist").mkdir()
    assert run("build", "--project", small, "--only", "apkg", time=TIME + 99 * DAY).exit_code == 0
    assert (small / "dist/small.apkg").read_bytes() == package


@pytest.mark.usefixtures("_no_sheets")
def test_the_package_of_a_release_is_that_of_the_next_build(small: Path) -> None:
    assert run("release", "1.0.0", "--project", small).exit_code == 0
    package = (small / "dist/small.apkg").read_bytes()
    assert run("build", "--project", small, "--only", "apkg", time=TIME + DAY).exit_code == 0
    assert (small / "dist/small.apkg").read_bytes() == package


@pytest.mark.usefixtures("_no_sheets")
def test_a_release_that_cannot_be_written_leaves_everything_as_it_was(small: Path) -> None:
    (small / "dist").write_bytes(b"a file where the folder should be")
    before = everything(small)
    result = run("release", "1.0.0", "--project", small)
    assert result.exit_code == 1
    assert "Nothing was released." in result.output
    assert everything(small) == before


def test_a_sheet_that_cannot_be_made_keeps_the_deck_from_being_released(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(deck: Deck, *_: object) -> tuple[Output, ...]:
        finding = Diagnostic("P002", "more than the pages hold", deck.head.span)
        return (Output("small-cheatsheet.pdf", lambda: Made(b"", (finding,), "")),)

    monkeypatch.setattr(releasing, "outputs", full)
    before = everything(small)
    result = run("release", "1.0.0", "--project", small)
    assert result.exit_code == 1
    assert "error[P002]" in result.stderr
    assert "Nothing was released." in result.stderr
    assert everything(small) == before


@pytest.mark.usefixtures("_no_sheets")
def test_a_problem_in_the_files_keeps_the_deck_from_being_released(small: Path) -> None:
    edit(small, FIRST, "means:", "meens:")
    before = everything(small)
    result = run("release", "1.0.0", "--project", small)
    assert (result.exit_code, "unknown key `meens`" in result.stderr) == (1, True)
    assert everything(small) == before


@pytest.mark.usefixtures("_no_sheets")
def test_a_dry_run_tells_and_writes_nothing(small: Path) -> None:
    before = everything(small)
    result = run("release", "1.0.0", "--project", small, "--dry-run")
    assert result.exit_code == 0
    assert "Small 1.0.0 would be released: 12 cards." in result.output
    assert everything(small) == before
    released(small)
    edit(small, FIRST, "Its **opposite** is legitimate", "Its **opposite** is a value")
    before = everything(small)
    result = run("release", "1.1.0", "--project", small, "--dry-run")
    assert "For a learner who has 1.0.0: 1 note edited" in result.output
    assert everything(small) == before


@pytest.mark.usefixtures("_no_sheets")
def test_several_decks_are_released_one_by_one_and_tagged_by_their_ids(tmp_path: Path) -> None:
    def deck(id: str, uid: str) -> Mapping[str, str]:
        return {
            f"cards/{id}/deck.yaml": f"deck: {id.title()}\nuid: {uid * 32}\nid: {id}\n",
            f"cards/{id}/01.yaml": "part: 1 One\ncards:\n  - id: one\n    q: How many?\n    a: One.\n",
        }

    root = write_project(
        tmp_path, {**{name: None for name in FILES if name.startswith("cards/")}, **deck("ones", "a"), **deck("twos", "b")}
    )
    result = run("release", "1.0.0", "--project", root)
    assert (result.exit_code, "which deck? Write --deck and one of: ones, twos" in result.output) == (2, True)
    assert (run("release", "1.0.0", "--project", root, "--deck", "threes")).exit_code == 2
    result = run("release", "1.0.0", "--project", root, "--deck", "twos")
    assert (result.exit_code, "git tag deck-twos-1.0.0" in result.output) == (0, True)
    assert sorted(path.name for path in (root / "cards/twos").iterdir()) == ["01.yaml", "CHANGELOG.md", "deck.lock", "deck.yaml"]
    assert sorted(path.name for path in (root / "cards/ones").iterdir()) == ["01.yaml", "deck.yaml"]
    assert "ones" not in "".join(path.name for path in (root / "dist").iterdir())


# --- the lock --------------------------------------------------------------------------------------------------------------

TINY: Mapping[str, str | None] = {
    **dict.fromkeys(name for name in FILES if name.startswith("cards/")),
    "cards/deck.yaml": f"deck: Tiny\nuid: {UID}\nid: tiny\n",
    "cards/01.yaml": dedent("""\
        part: 1 One
        tags: [all]
        cards:
          - id: two
            q: How *many*?
            a: Two.
            reverse: true
          - id: gaps
            cloze: A {{c2::gap}} and {{c1::one::hint}}.
    """),
}


def test_the_lock_is_a_sorted_text_with_a_line_a_note(tmp_path: Path) -> None:
    released(write_project(tmp_path, TINY))
    lock = (tmp_path / "cards/deck.lock").read_text("utf-8")
    known = re.sub(r'(?<="rendered": ").{32}|(?<="look": ").{32}|(?<=^sum ).{16}', "…", lock, flags=re.MULTILINE)
    now = '"mod": 1700000000'
    lines = f"""\
# What learners have of this deck: written by `deckgen release`, never by hand.
# Lost or damaged? `deckgen release --lock-from OLD.apkg` makes it anew from the last released package.
lock 1
release 1.0.0 1700000000
deck {{"name": "Tiny", "uid": "0123456789abcdef0123456789abcdef", "id": "tiny"}}
part "1 One"
type cloze {{"id": 1056927366345, "name": "Tiny (deckgen cloze)", "structure": "c957ea4cd989372f57230e7861251824", {now}, \
"written": "63e09f049857ef42ef4e96765f6fff75", "look": "…"}}
type standard {{"id": 1224608495664, "name": "Tiny (deckgen)", "structure": "90174ab641c182073888c97051218a8f", {now}, \
"written": "b26c06a075973fefc101275ecbafc961", "look": "…"}}
note gaps {{"texts": {{"Text": "A gap and one."}}, "cards": {{"2": "gap", "1": "one"}}, "part": "1 One", \
"tags": ["tiny::all", "tiny::kind::cloze"], "kind": "cloze", "type": "cloze", "version": "1.0.0", {now}, "guid": "dn1IWkEgOy-fS1kM", \
"nid": 1333525003000, "written": "206da429dd97c8d0139c097a8525fc45", "rendered": "…"}}
note two {{"texts": {{"Front": "How many?", "Back": "Two."}}, "cards": {{"1": "", "2": ""}}, "part": "1 One", \
"tags": ["tiny::all", "tiny::kind::question"], "kind": "question", "type": "standard", "version": "1.0.0", {now}, \
"guid": "6RiT__0Qt0wF-3Gq", "nid": 1027855465000, "written": "5a35716539c2339ebdf7b1e7c8b40ec0", "rendered": "…"}}
sum …
"""
    assert known == lines


def test_the_lock_is_the_same_wherever_the_project_lies(small: Path, tmp_path: Path) -> None:
    elsewhere = write_project(tmp_path / "elsewhere und so")
    assert released(small).data == released(elsewhere).data
    assert (small / "cards/deck.lock").read_bytes() == (elsewhere / "cards/deck.lock").read_bytes()


_ODD = st.sampled_from(
    ('"', "\\", "\\u0041", "\u2028", "\u2029", "\x85", "\x7f", "\ufeff", "\ufffe", "\U0010ffff", "  ", "e\u0301", "# x", "{", "'")
)
_ESCAPES = re.compile("(?<=[\x00-\x1f])[\u0300-\u036f]+")
"""Marks that would combine with the last letter of an escape: see the test of it below."""


def _one_line(text: str) -> str:
    return unicodedata.normalize("NFC", _ESCAPES.sub("", text))


TEXTS = st.lists(st.one_of(st.text(max_size=6), _ODD), max_size=4).map("".join).map(_one_line)
WORDS = st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True)
TIMES = st.integers(0, 4_000_000_000)
CARDS = st.dictionaries(st.integers(0, 498), TEXTS, max_size=3)
NOTES = st.builds(
    NoteState,
    id=WORDS,
    guid=TEXTS.filter(bool),
    note_id=TIMES,
    kind=WORDS,
    note_type=WORDS,
    part=TEXTS.filter(bool),
    cards=CARDS,
    texts=st.dictionaries(st.sampled_from(("Front", "Back", "Text")), TEXTS),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    dropped=CARDS,
    modified=TIMES,
    version=TEXTS,
    written=TEXTS,
    rendered=TEXTS,
    withdrawn=TEXTS,
)
STATES = st.builds(
    State,
    deck=TEXTS,
    uid=TEXTS,
    id=TEXTS,
    parts=st.dictionaries(TEXTS, st.just(0), max_size=3),
    types=st.dictionaries(WORDS, st.builds(TypeState, TIMES, TEXTS, TEXTS, TEXTS, TEXTS, TIMES), max_size=2),
    notes=st.lists(NOTES, max_size=3).map(lambda notes: {one.guid: one for one in notes}),
    version=st.sampled_from(("1.0.0", "0.1.0", "12.34.56")),
    time=TIMES,
)


@given(STATES)
@settings(max_examples=150)
def test_a_lock_reads_as_what_was_written_whatever_the_texts_hold(state: State) -> None:
    text = write_lock(state)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", text)
    assert unicodedata.is_normalized("NFC", text)
    read = read_lock(text)
    assert replace(read, parts=dict.fromkeys(read.parts, 0)) == state
    lines = text.splitlines()
    assert all(lines[line - 1] == f"part {json.dumps(name, ensure_ascii=False)}" for name, line in read.parts.items() if name.isalnum())
    assert all(lines[one.line - 1].startswith(f"note {one.id} ") for one in read.notes.values())


@pytest.mark.parametrize("text", ["\n\u0303", "\x0e\u0301"])
def test_a_mark_behind_a_control_character_does_not_damage_the_lock(text: str) -> None:
    state = State(text, UID, "small", {}, {}, {}, "1.0.0")
    assert read_lock(write_lock(state)) == state


@given(STATES, st.data())
@settings(max_examples=50)
def test_no_line_of_a_lock_can_be_lost_or_changed_unseen(state: State, data: st.DataObject) -> None:
    lines = write_lock(state).splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    with pytest.raises(DamagedLock):
        read_lock("".join((*lines[:at], *lines[at + 1 :])))
    with pytest.raises(DamagedLock):
        read_lock("".join((*lines[:at], lines[at].replace(lines[at][0], "x", 1), *lines[at + 1 :])))


# --- what carries the time of a release --------------------------------------------------------------------------------------

ALL = ("dri", "fires", "opposite", "seniors", "shown", "smartest", "steps")


def stamped(made: Package, time: int) -> list[str]:
    """Give the ids of the notes that a package sends out with a time; all others have that of the first release."""
    times = {one.modified for one in made.state.notes.values()}
    assert times <= {TIME, time}
    assert all((one.version != "1.0.0") == (one.modified == time) for one in made.state.notes.values())
    return sorted(one.id for one in made.state.notes.values() if one.modified == time)


@pytest.mark.parametrize(
    ("file", "old", "new", "ids"),
    [
        (FIRST, "legitimate, too.", "legitimate, as well.", ["opposite"]),
        (FIRST, "Lists of virtues", "Long lists of virtues", ["opposite"]),
        (FIRST, "tags: [basics]", "tags: [basics, all]", ["dri", "opposite", "smartest"]),
        (FIRST, "tags: [values]", "tags: [value]", ["opposite"]),
        (FIRST, "    term: DRI\n", "    lens: fact\n    term: DRI\n", ["dri"]),
        (FIRST, "[one#opposite, two#practice]", "[one#opposite]", ["opposite"]),
        (FIRST, "term: DRI\n    means: directly", "term: DRI\n    means:   directly", []),
        (FIRST, "    a: Its **opposite** is legitimate, too.", "    a: |\n      Its **opposite** is legitimate, too.\n", []),
        (FIRST, "cards:\n", "cards:  # a remark\n\n", []),
        (SECOND, "      - share\n", "      - publish\n      - share\n", ["steps"]),
        (SECOND, "    reverse: true\n", "    sheet: false\n    reverse: true\n", []),
        ("content/one.md", "cite: Ann Author, 2021", "cite: A. Author, 2021", []),
        ("content/one.md", "A value is useful only if", "A value is of use only if", []),
        (
            "content/one.md",
            "\n> any value whose opposite is also legitimate is useful",
            "\n> any value whose opposite is also legitimate",
            ["opposite"],
        ),
        ("cards/deck.yaml", "subtitle: Everything once", "subtitle: All of it once", []),
        ("cards/deck.yaml", "report?note={id}", "report?about={id}", []),
    ],
)
def test_a_note_carries_the_time_of_the_release_that_its_author_changed_it_for(
    small: Path, file: str, old: str, new: str, ids: list[str]
) -> None:
    released(small)
    edit(small, file, old, new)
    assert stamped(released(small, "1.1.0", TIME + DAY), TIME + DAY) == ids


@pytest.mark.parametrize("new", ["What shows that a\n      value is useful?", "What shows  that a value is useful?"])
def test_white_space_that_learners_cannot_see_stamps_nothing(small: Path, new: str) -> None:
    released(small)
    edit(small, FIRST, "q: What shows that a value is useful?", f"q: |\n      {new}")
    assert stamped(released(small, "1.1.0", TIME + DAY), TIME + DAY) == []


def test_what_is_not_sent_out_is_counted_and_sent_by_a_restamp_alone(small: Path) -> None:
    first = released(small)
    edit(small, "content/one.md", "cite: Ann Author, 2021", "cite: A. Author, 2021")
    made = apkg(deck_of(small), Stamp(TIME + DAY, "1.1.0"))
    assert (stamped(made, TIME + DAY), made.unsent) == ([], 2)
    cited = sorted(one.id for one in made.state.notes.values() if one.rendered != first.state.notes[one.guid].rendered)
    assert cited == []
    made = apkg(deck_of(small), Stamp(TIME + DAY, "1.1.0", notes=True))
    assert (stamped(made, TIME + DAY), made.unsent) == (["opposite", "smartest"], 0)


def test_what_is_not_sent_out_stays_unsent_until_the_note_changes_or_is_sent(small: Path) -> None:
    released(small)
    edit(small, "content/one.md", "cite: Ann Author, 2021", "cite: A. Author, 2021")
    assert released(small, "1.1.0", TIME + DAY).unsent == 2
    made = released(small, "1.2.0", TIME + 2 * DAY)
    assert (stamped(made, TIME + 2 * DAY), made.unsent) == ([], 2)
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    made = released(small, "1.3.0", TIME + 3 * DAY)
    assert (stamped(made, TIME + 3 * DAY), made.unsent) == (["opposite"], 1)


def test_other_bytes_of_a_picture_stamp_the_notes_that_show_it(small: Path) -> None:
    released(small)
    (small / "cards/dot.png").write_bytes(PIXEL + b"\0")
    assert stamped(released(small, "1.1.0", TIME + DAY), TIME + DAY) == ["shown"]


def test_unchanged_notes_keep_time_and_version_through_any_number_of_releases(small: Path) -> None:
    released(small)
    for number in range(1, 4):
        edit(small, FIRST, f"directly responsible individual{'!' * (number - 1)}\n", f"directly responsible individual{'!' * number}\n")
        made = released(small, f"1.{number}.0", TIME + number * DAY)
    notes = {one.id: (one.version, one.modified) for one in made.state.notes.values()}
    assert notes == {**dict.fromkeys(ALL, ("1.0.0", TIME)), "dri": ("1.3.0", TIME + 3 * DAY)}


def test_a_build_between_releases_carries_its_time_and_says_draft(small: Path) -> None:
    released(small)
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    made = apkg(deck_of(small), Stamp(TIME + 60))
    assert {one.id: one.version for one in made.state.notes.values() if one.modified != TIME} == {"opposite": "1.0.0+draft"}


def test_time_grows_where_the_clock_says_that_it_went_back(small: Path) -> None:
    released(small)
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    made = released(small, "1.1.0", TIME - 99 * DAY)
    assert {one.id: one.modified for one in made.state.notes.values()} == {**dict.fromkeys(ALL, TIME), "opposite": TIME + 1}


@pytest.mark.usefixtures("_no_sheets")
def test_a_release_is_later_than_the_last_one_whatever_the_clock_says(small: Path) -> None:
    assert run("release", "1.0.0", "--project", small).exit_code == 0
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    assert run("release", "1.1.0", "--project", small, time=TIME - 99 * DAY).exit_code == 0
    lock = read_lock((small / "cards/deck.lock").read_text("utf-8"))
    assert (lock.time, max(one.modified for one in lock.notes.values())) == (TIME + 1, TIME + 1)


def _looks(made: Package) -> set[int]:
    return {one.modified for one in made.state.types.values()}


def test_another_look_is_sent_out_only_where_the_release_says_so(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released(small)
    css = notetypes.style()
    monkeypatch.setattr(notetypes, "style", lambda: css + "\n.card { color: red }\n")
    made = released(small, "1.1.0", TIME + DAY)
    assert (_looks(made), made.look_unsent, stamped(made, TIME + DAY)) == ({TIME}, True, [])
    made = released(small, "1.2.0", TIME + DAY, look=True)
    assert (_looks(made), made.look_unsent, stamped(made, TIME + DAY)) == ({TIME + DAY}, False, [])
    made = released(small, "1.3.0", TIME + 2 * DAY)
    assert (_looks(made), made.look_unsent) == ({TIME + DAY}, False)


@pytest.mark.usefixtures("_no_sheets")
@pytest.mark.parametrize(("option", "times"), [("--restamp", {TIME + DAY}), ("--restamp-look", {TIME + DAY}), ("", {TIME})])
def test_restamp_sends_the_look_too(small: Path, monkeypatch: pytest.MonkeyPatch, option: str, times: set[int]) -> None:
    released(small)
    css = notetypes.style()
    monkeypatch.setattr(notetypes, "style", lambda: css + "\n.card { color: red }\n")
    result = run("release", "1.1.0", "--project", small, *filter(None, [option]), time=TIME + DAY)
    assert result.exit_code == 0, result.output
    lock = read_lock((small / "cards/deck.lock").read_text("utf-8"))
    assert {one.modified for one in lock.types.values()} == times
    assert ("Learners who have the deck keep the look of its cards" in result.output) == (not option)


@pytest.mark.parametrize(
    ("old", "new"), [("id: small\n", "id: small\nlang: de\n"), ("deck: Small\n", "deck: Smaller # deckgen: allow R005 so\n")]
)
def test_the_deck_s_language_and_name_change_its_note_types(small: Path, old: str, new: str) -> None:
    released(small)
    edit(small, "cards/deck.yaml", old, new)
    made = released(small, "1.1.0", TIME + DAY)
    assert _looks(made) == {TIME + DAY}
    assert {one.id for one in made.state.types.values()} == {identity.fixed_id("note-type", UID, key) for key in ("standard", "cloze")}


def test_a_note_type_that_anki_would_take_for_another_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    released(small)
    fields = notetypes.STANDARD_FIELDS
    monkeypatch.setattr(notetypes, "STANDARD_FIELDS", (fields[0]._replace(id=999), *fields[1:]))
    deck = deck_of(small)
    assert [(one.code, one.span.file) for one in not_kept(deck, apkg(deck, Stamp(TIME + 1)).types)] == [("R013", "cards/deck.yaml")]
    build = run("build", "--project", small, "--only", "apkg")
    assert (build.exit_code, "error[R013]: this deckgen makes the note type `Small (deckgen)` otherwise" in build.stderr) == (1, True)
    before = everything(small)
    monkeypatch.setattr(releasing, "outputs", lambda *_: ())
    assert (run("release", "1.1.0", "--project", small).exit_code, everything(small) == before) == (1, True)


# --- identities --------------------------------------------------------------------------------------------------------------


def _with_note_id(root: Path, id: str, note_id: int) -> None:
    """Write the lock as if a note had been released under another number."""
    path = root / "cards/deck.lock"
    state = read_lock(path.read_text("utf-8"))
    notes = {guid: replace(one, note_id=note_id) if one.id == id else one for guid, one in state.notes.items()}
    path.write_bytes(write_lock(replace(state, notes=notes)).encode())


def test_a_recorded_note_id_wins_over_the_formula(small: Path) -> None:
    released(small)
    _with_note_id(small, "dri", 1_234_567_890_000)
    made = apkg(deck_of(small), Stamp(TIME + DAY))
    assert next(one.note_id for one in made.state.notes.values() if one.id == "dri") == 1_234_567_890_000
    with anki_backend.collection() as col:
        anki_backend.import_package(col, made.data)
        assert sorted(anki_backend.rows(col, "SELECT id FROM cards WHERE nid = 1234567890000")) == [(1234567890001,), (1234567890002,)]


def test_a_new_note_takes_no_block_of_ids_that_was_ever_released(small: Path) -> None:
    new = "  - id: newest\n    q: What is new?\n    a: This.\n"
    released(small)
    block = identity.note_ids(UID, ["newest"])["newest"]
    _with_note_id(small, "steps", block)
    edit(small, SECOND, "cards:\n", f"cards:\n{new}")
    assert deck_of(small).identities["newest"].note_id == block + identity.BLOCK
    text = (small / SECOND).read_text("utf-8")
    (small / SECOND).write_text(text.replace("  - id: steps\n", "  - id: other-steps\n"), "utf-8")  # withdrawn, and its block stays taken
    assert deck_of(small, "R001").identities["newest"].note_id == block + identity.BLOCK


# --- versions ----------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_no_sheets")
@pytest.mark.parametrize(
    "version", ["", "1", "v1.0.0", "1.0.0.0", "1.0.0-rc1", "01.0.0", "1.-1", "latest", "1.0.0 ", "１.0.0", "1.9999999"]
)
def test_what_is_no_version_ends_with_2(small: Path, version: str) -> None:
    result = run("release", version, "--project", small)
    assert (result.exit_code, "a version is X.Y.Z, three numbers" in result.output) == (2, True)
    assert not (small / "cards/deck.lock").exists()


@pytest.mark.usefixtures("_no_sheets")
def test_no_version_ends_with_2_and_two_numbers_are_enough(small: Path) -> None:
    assert run("release", "--project", small).exit_code == 2
    assert run("release", "1.0", "--project", small).exit_code == 0
    assert read_lock((small / "cards/deck.lock").read_text("utf-8")).version == "1.0.0"


@pytest.mark.usefixtures("_no_sheets")
@pytest.mark.parametrize("version", ["1.2.3", "1.2.2", "1.1.9", "0.9"])
def test_a_version_follows_the_last_one(small: Path, version: str) -> None:
    released(small, "1.2.3")
    before = everything(small)
    result = run("release", version, "--project", small)
    assert (result.exit_code, "does not follow 1.2.3, which is released" in result.stderr) == (1, True)
    assert everything(small) == before


@pytest.mark.parametrize("version", ["1.2.4", "1.3", "1.10.0", "2.0.0"])
def test_a_harmless_release_takes_any_later_version(small: Path, version: str) -> None:
    old = released(small, "1.2.3").state
    wanted = read_version(version)
    assert wanted
    assert objection(old, wanted, compare(old, old)) == ""


_LOSSES = {
    "1 note withdrawn": (FIRST, "  - id: smartest\n    said: There is no point in being right alone\n    source: one\n", ""),
    "1 card dropped": (SECOND, "    reverse: true\n", ""),
    "1 note with progress at risk": (
        FIRST,
        "  - id: dri\n    term: DRI\n    means: directly responsible individual\n",
        "  # deckgen: allow R011 so\n  - id: dri\n    term: OKR\n    means: goals for a quarter\n",
    ),
}


@pytest.mark.usefixtures("_no_sheets")
@pytest.mark.parametrize("what", _LOSSES)
def test_what_learners_may_lose_needs_a_major_version(small: Path, what: str) -> None:
    released(small)
    edit(small, *_LOSSES[what])
    before = everything(small)
    result = run("release", "1.1.0", "--project", small)
    assert result.exit_code == 1
    assert f"{what}: that needs a major version, 2.0.0, so that learners see it coming." in result.stderr
    assert everything(small) == before
    result = run("release", "2.0.0", "--project", small)
    assert result.exit_code == 0, result.output
    assert run("check", "--project", small).exit_code == 0


@pytest.mark.usefixtures("_no_sheets")
def test_what_the_gate_refuses_is_not_released(small: Path) -> None:
    released(small)
    edit(small, FIRST, "id: dri", "id: owner")
    result = run("release", "2.0.0", "--project", small)
    assert (result.exit_code, "error[R001]" in result.stderr, "Nothing was released." in result.stderr) == (1, True, True)


# --- the changelog -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_no_sheets")
def test_the_changelog_keeps_what_was_written_by_hand_and_the_newest_stands_first(small: Path) -> None:
    assert run("release", "1.0.0", "--project", small).exit_code == 0
    edit(small, "cards/CHANGELOG.md", "The first release: 12 cards.", "Welcome! All 12 cards are **new**.")
    edit(small, "cards/CHANGELOG.md", "# What changed in Small\n", "# News\n\nRead this first.\n")
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    assert run("release", "1.1.0", "--project", small, time=TIME + DAY).exit_code == 0
    text = (small / "cards/CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# News\n\nRead this first.\n\n## 1.1.0 (2023-11-15)\n\n**Corrected:** 1 note\n")
    assert re.findall(r"^## .*", text, re.MULTILINE) == ["## 1.1.0 (2023-11-15)", "## 1.0.0 (2023-11-14)"]
    assert "Welcome! All 12 cards are **new**." in text
    assert text.endswith("\n")
    assert "\n\n\n" not in text


@pytest.mark.usefixtures("_no_sheets")
def test_a_changelog_with_windows_line_ends_is_kept(small: Path) -> None:
    released(small)
    (small / "cards/CHANGELOG.md").write_bytes("# News\r\n\r\n## 1.0.0\r\n\r\nÄlles.\r\n".encode())
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    assert run("release", "1.1.0", "--project", small).exit_code == 0
    text = (small / "cards/CHANGELOG.md").read_bytes().decode()
    assert "\r" not in text
    assert re.fullmatch(r"# News\n\n## 1\.1\.0 .*\n\n## 1\.0\.0\n\nÄlles\.\n", text, re.DOTALL)


def test_the_words_for_learners_name_no_id(small: Path) -> None:
    old = released(small).state
    edit(small, FIRST, "means: directly responsible", "means: the directly responsible")
    new = released(small, "1.1.0", TIME + DAY).state
    told = for_learners(compare(old, new), "1.1.0", "2023-11-15")
    assert "“DRI" in told
    assert "dri" not in told.replace("directly", "")


# --- a lock from a package ---------------------------------------------------------------------------------------------------

EDITS = (
    (FIRST, "legitimate, too.", "legitimate, as well."),
    (FIRST, "id: dri", "id: owner"),
    (FIRST, "    said: There is no point in being right alone\n    source: one\n", "    q: Who is DRI?\n    a: One person.\n"),
    (FIRST, "part: 1 First", "part: 1 The first"),
    (SECOND, "{{c1::fire-fighting::a metaphor}}", "fire-fighting"),
    (SECOND, "{{c1::fire-fighting::a metaphor}}", "{{c3::fire-fighting::a metaphor}}"),
    (SECOND, "{{c1::fire-fighting::a metaphor}}", "{{c1::heroism::a metaphor}}"),
    (SECOND, "      - share\n", "      - publish\n      - share\n"),
    (SECOND, "      - text: plan\n", "      - text: sleep\n"),
    (SECOND, "    reverse: true\n", ""),
    ("cards/deck.yaml", "deck: Small", "deck: Smaller"),
    ("cards/deck.yaml", "id: small", "id: smaller"),
)


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A released project, and another whose lock was made anew from the package."""
    real, anew = (write_project(tmp_path_factory.mktemp(name)) for name in ("real", "anew"))
    package = released(real).data
    (anew / "last.apkg").write_bytes(package)
    result = run("release", "--lock-from", anew / "last.apkg", "--project", anew)
    assert result.exit_code == 0, result.output
    assert "holds release 1.0.0: 7 notes" in result.output
    return real, anew


def test_a_lock_from_the_released_package_differs_only_in_what_a_package_does_not_tell(twins: tuple[Path, Path]) -> None:
    real, anew = (read_lock((root / "cards/deck.lock").read_text("utf-8")) for root in twins)

    def known(state: State) -> State:
        notes = {
            guid: replace(one, written="", pictures=(), texts={}, cards=dict.fromkeys(one.cards, "")) for guid, one in state.notes.items()
        }
        types = {key: replace(one, written="") for key, one in state.types.items()}
        return replace(state, notes=notes, types=types)

    assert known(anew) == known(real)
    shown = [(one.id, one.texts, one.cards) for one in real.notes.values()]
    again = [(one.id, one.texts, one.cards) for one in (anew.notes[guid] for guid in real.notes)]
    assert [pair[0][0] for pair in zip(shown, again, strict=True) if pair[0] != pair[1]] == ["fires"]  # `}}` in a gap is written `} }`


@pytest.mark.parametrize(("file", "old", "new"), EDITS)
def test_under_a_lock_from_the_package_check_finds_what_it_finds_under_the_real_one(
    twins: tuple[Path, Path], file: str, old: str, new: str
) -> None:
    found = []
    for root in twins:
        before = (root / file).read_bytes()
        edit(root, file, old, new)
        found.append([(one.code, one.message, one.span, one.help) for one in load(root).diagnostics])
        (root / file).write_bytes(before)
    assert found[0] == found[1]


def test_under_a_lock_from_the_package_nothing_is_stamped_again(twins: tuple[Path, Path]) -> None:
    real, anew = (apkg(deck_of(root), Stamp(TIME + DAY)) for root in twins)
    assert (stamped(anew, TIME + DAY), _looks(anew), anew.unsent) == ([], {TIME}, 0)
    assert anew.data == real.data


def test_a_lock_is_made_from_a_package_only_where_that_is_the_deck_s_release(small: Path, tmp_path: Path) -> None:
    other = write_project(tmp_path / "other", {"cards/deck.yaml": f"deck: Other\nuid: {'e' * 32}\nid: other\n"})
    for name, data, why in (
        ("draft", apkg(deck_of(small), Stamp(TIME)).data, "this package was built between releases: take the one that was released"),
        ("other", released(other).data, "this is no package of the deck `small`: its note types are others"),
        ("text", b"Hello", "it is no Anki package: not a zip archive"),
        ("none", None, "there is no such file"),
    ):
        path = tmp_path / f"{name}.apkg"
        if data is not None:
            path.write_bytes(data)
        result = run("release", "--lock-from", path, "--project", small)
        assert (result.exit_code, result.output) == (1, f"Error: {path}: {why}\n")
    assert not (small / "cards/deck.lock").exists()


def test_a_lock_is_made_anew_where_it_is_damaged_or_lost(small: Path) -> None:
    (small / "last.apkg").write_bytes(released(small, "1.2.0").data)
    lock = small / "cards/deck.lock"
    for damaged in (b"", b"lock 1\n<<<<<<< HEAD\n", None):
        (small / "cards/CHANGELOG.md").write_text("# News\n\n## 1.2.0\n\nAll.\n", "utf-8")
        lock.write_bytes(damaged) if damaged is not None else lock.unlink()
        assert {one.code for one in load(small).diagnostics} == {"L003" if damaged is None else "L002"}
        before = everything(small)
        assert run("release", "--lock-from", small / "last.apkg", "--project", small, "--dry-run").exit_code == 0
        assert everything(small) == before
        assert run("release", "--lock-from", small / "last.apkg", "--project", small).exit_code == 0
        assert read_lock(lock.read_text("utf-8")).version == "1.2.0"
        assert load(small).diagnostics == ()


def test_a_renamed_note_is_found_in_the_package_by_its_guid(small: Path) -> None:
    (small / "last.apkg").write_bytes(released(small).data)
    edit(small, FIRST, "id: dri", "id: owner\n    was: dri")
    state = lock_from(small / "last.apkg", deck_of(small), small / "cards")
    assert {one.id for one in state.notes.values()} == {*ALL, "owner"} - {"dri"}


# --- diff --------------------------------------------------------------------------------------------------------------------


def git(root: Path, *words: str, time: int = TIME) -> None:
    """Run git in a project, with an author of its own, at a time."""
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{time} +0000")
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True, env={**os.environ, **dates})


@pytest.fixture
def edited(small: Path) -> Path:
    """A released project in which one answer was edited."""
    released(small)
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    return small


def test_diff_compares_with_the_release(edited: Path) -> None:
    result = run("diff", "--project", edited)
    assert result.exit_code == 0
    assert result.output.startswith("For a learner who has 1.0.0: 1 note edited\n")
    assert "[-too-]{+as well+}" in result.output


def test_diff_compares_with_a_package(edited: Path, tmp_path: Path) -> None:
    edit(edited, FIRST, "legitimate, as well.", "legitimate, too.")
    (tmp_path / "old.apkg").write_bytes(apkg(deck_of(edited), Stamp(TIME)).data)
    edit(edited, FIRST, "legitimate, too.", "legitimate, as well.")
    result = run("diff", tmp_path / "old.apkg", "--project", edited, time=TIME + DAY)
    assert result.exit_code == 0
    assert ": 1 note edited\n\nEdited: 1 note\n" in result.output.replace("1\nnote", "1 note")


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_diff_speaks_to_programs_and_to_pull_requests(edited: Path, form: str) -> None:
    result = run("diff", "--project", edited, "--format", form)
    assert result.exit_code == 0
    if form == "json":
        data = json.loads(result.stdout)
        assert [(one["id"], one["change"], one["arrives"]) for one in data["notes"]] == [("opposite", "edited", True)]
    else:
        assert result.stdout.startswith("**For a learner who has 1.0.0: 1 note edited**\n")


def test_diff_shows_what_the_gate_refuses_and_stops_at_other_problems(edited: Path) -> None:
    edit(edited, FIRST, "id: dri", "id: owner")
    result = run("diff", "--project", edited)
    assert (result.exit_code, "Progress at risk: 1 note" in result.output, "was: dri" in result.output) == (0, True, True)
    edit(edited, FIRST, "means:", "meens:")
    result = run("diff", "--project", edited)
    assert (result.exit_code, result.stdout, "Nothing was compared: mend these first." in result.stderr) == (1, "", True)


def test_diff_builds_the_deck_as_it_was_at_a_revision(small: Path) -> None:
    git(small, "init", "-q", "-b", "main")
    git(small, "add", ".")
    git(small, "commit", "-qm", "one")
    git(small, "tag", "-a", "-m", "one", "deck-1.0.0")
    git(small, "branch", "old/one")
    edit(small, FIRST, "legitimate, too.", "legitimate, as well.")
    for revision in ("deck-1.0.0", "old/one", "HEAD", "main@{0}"):
        result = run("diff", revision, "--project", small, time=TIME + DAY)
        assert (result.exit_code, result.output.splitlines()[0]) == (0, f"For a learner who has {revision}: 1 note edited"), result.output
    git(small, "commit", "-qam", "two", time=TIME + DAY)
    assert run("diff", "HEAD", "--project", small, time=TIME + DAY).output == "For a learner who has HEAD, nothing changes\n"
    assert ": 1 note edited" in run("diff", "HEAD~1", "--project", small, time=TIME + DAY).output
    called = run("diff", "HEAD~1", "--called", "the deck on main", "--project", small, time=TIME + DAY)
    assert called.output.startswith("For a learner who has the deck on main: 1 note edited\n")


def test_diff_hands_git_no_options_and_no_way_out(small: Path, tmp_path: Path) -> None:
    git(small, "init", "-q")
    git(small, "add", ".")
    git(small, "commit", "-qm", "one")
    before = everything(tmp_path)
    for hostile in (
        "-x",
        f"--output={tmp_path / 'new'}",
        "--exec=touch new",
        "HEAD; touch new",
        "$(touch new)",
        "HEAD:cards",
        "../..",
        "HEAD^{tree}",
        ":/one\n",
    ):
        result = run("diff", "--project", small, "--", hostile)
        assert result.exit_code == 1, hostile
        assert result.output.startswith(f"Error: {hostile}: ")
        assert result.output.count("\n") == 1 + hostile.count("\n")
    assert everything(tmp_path) == before


def test_diff_says_in_one_line_why_there_is_nothing_to_compare_with(small: Path, tmp_path: Path) -> None:
    package = apkg(deck_of(small), Stamp(TIME)).data
    (tmp_path / "cut.apkg").write_bytes(package[: len(package) // 2])
    (tmp_path / "empty.apkg").write_bytes(b"")
    (tmp_path / "text.txt").write_bytes(b"Hello")
    for old, why in (
        (str(tmp_path / "cut.apkg"), "it is damaged, or cut off before its end"),
        (str(tmp_path / "empty.apkg"), "it is empty"),
        (str(tmp_path / "text.txt"), "it is no Anki package"),
        (str(tmp_path), "it is a folder, not a package"),
        (str(tmp_path / "none.apkg"), "there is no such file"),
        ("v9", "neither a file nor a revision that git knows here"),
    ):
        result = run("diff", old, "--project", small)
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert result.output.startswith(f"Error: {old}: {why}")
    result = run("diff", "--project", small)
    assert (result.exit_code, "this deck has no release yet" in result.output) == (2, True)


def test_diff_names_the_problem_of_a_revision_that_cannot_be_built(small: Path) -> None:
    edit(small, FIRST, "means:", "meens:")
    git(small, "init", "-q")
    git(small, "add", ".")
    git(small, "commit", "-qm", "one")
    edit(small, FIRST, "meens:", "means:")
    result = run("diff", "HEAD", "--project", small)
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert result.output.startswith(f"Error: HEAD: its files have problems, the first in {FIRST}:13: unknown key `meens` in a `term` note")


def test_diff_tells_of_another_tool_s_package_whose_notes_learners_would_get_twice(small: Path, tmp_path: Path) -> None:
    model = genanki.Model(1, "Basic", [{"name": "Front"}, {"name": "Back"}], [{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{Back}}"}])
    deck = genanki.Deck(2, "Small")
    deck.add_note(genanki.Note(model, ["What shows that a value is useful?", "Its <b>opposite</b> is legitimate, too."]))
    deck.add_note(genanki.Note(model, ["What else?", "Nothing that this project has."]))
    genanki.Package(deck).write_to_file(tmp_path / "plain.apkg", timestamp=TIME)
    result = run("diff", tmp_path / "plain.apkg", "--project", small)
    assert result.exit_code == 0
    assert "Progress at risk: 1 note" in result.output
    assert "they would get it a second time, without their reviews" in " ".join(result.output.split())
    (guid,) = {note.guid for note in deck.notes if "useful" in note.fields[0]}
    assert f"guid: {guid}" in " ".join(result.output.split())
    edit(small, FIRST, "  - id: opposite\n", f"  - id: opposite\n    guid: {json.dumps(guid)}\n")
    assert "a second time" not in " ".join(run("diff", tmp_path / "plain.apkg", "--project", small).output.split())


# --- a learner ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def releases(small: Path) -> tuple[bytes, bytes]:
    """Two releases, in the second of which one note changed."""
    first = released(small).data
    edit(small, FIRST, "directly responsible individual", "the directly responsible individual")
    return first, released(small, "1.1.0", TIME + DAY).data


@pytest.mark.parametrize("merge", [False, True])
def test_an_update_leaves_a_learner_s_reviews_and_all_of_their_own_in_notes_that_did_not_change(
    releases: tuple[bytes, bytes], *, merge: bool
) -> None:
    first, second = releases
    with anki_backend.collection() as col:
        anki_backend.import_package(col, first, merge=merge)
        deck = col.decks.id_for_name("Small")
        assert deck
        col.decks.select(deck)
        for _ in range(3):
            card = col.sched.getCard()
            assert card
            col.sched.answerCard(card, 4)
        (own,) = col.find_notes('"Note ID:opposite"')
        note = anki_backend.note(col, own)
        note["Extra"], note.tags = "My own remark", [*note.tags, "mine"]
        col.update_note(note)
        reviewed = anki_backend.rows(col, "SELECT id, type, queue, ivl, factor, reps FROM cards ORDER BY id")
        log = anki_backend.rows(col, "SELECT * FROM revlog ORDER BY id")
        told = anki_backend.import_package(col, second, merge=merge)
        assert (len(told.updated), len(told.new), len(told.conflicting)) == (1, 0, 0)
        assert anki_backend.rows(col, "SELECT id, type, queue, ivl, factor, reps FROM cards ORDER BY id") == reviewed
        assert anki_backend.rows(col, "SELECT * FROM revlog ORDER BY id") == log
        note = anki_backend.note(col, own)
        assert (note["Extra"], "mine" in note.tags, note["Version"]) == ("My own remark", True, "1.0.0")
        (changed,) = col.find_notes('"Note ID:dri"')
        assert anki_backend.note(col, changed)["Back"] == "the directly responsible individual"
        assert anki_backend.note(col, changed)["Version"] == "1.1.0"
        assert anki_backend.faults(col) == []

"""`deckgen fix`: edits that can only be meant so are made, guesses are offered, and every other byte stays."""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import UID, write_project

from deckgen import rules
from deckgen.anki import Stamp, apkg
from deckgen.cli import deckgen
from deckgen.diagnostics import Diagnostic, Edit, Span
from deckgen.pipeline import fix as fixing
from deckgen.pipeline.edits import apply
from deckgen.pipeline.fix import fix, read_take
from deckgen.pipeline.load import Project, load
from deckgen.released.lockfile import write_lock
from deckgen.rules.writing import written

HEAD = "part: 9 Last\ncards:\n"
FILE = "cards/09.yaml"
DECOMPOSED = unicodedata.normalize("NFD", "Où naît l’idée?")


@pytest.fixture(autouse=True)
def any_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say nothing of how cards are written: those here are as short as can be."""
    monkeypatch.setattr(rules, "OF_A_DECK", [rule for rule in rules.OF_A_DECK if rule is not written])


def run(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words])


def fixed(root: Path, text: str | bytes) -> bytes:
    """Write one more file of cards, fix the project, and give the file's bytes."""
    write_project(root, {FILE: text})
    run("fix", "--project", root)
    return (root / FILE).read_bytes()


def state(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


# --- what is mended ----------------------------------------------------------------------------------------------------------

MENDED = {
    "C001, another word": ("  - id: n\n    q: x\n    answer: y\n", "  - id: n\n    q: x\n    a: y\n"),
    "C001, the kind of a note": ("  - id: n\n    front: x\n    a: y\n", "  - id: n\n    q: x\n    a: y\n"),
    "C001, all words of another tool": ("  - front: x\n    back: y\n", "  - id: x\n    q: x\n    a: y\n"),
    "C001 between braces": ("  - {id: n, q: x, answer: y}  # short\n", "  - {id: n, q: x, a: y}  # short\n"),
    "C001 between quotation marks": ('  - id: n\n    q: x\n    "answer": y\n', "  - id: n\n    q: x\n    a: y\n"),
    "C006, a lens in other letters": ("  - {id: n, q: x, a: y, lens: Why}\n", "  - {id: n, q: x, a: y, lens: why}\n"),
    "C007": ("  - q: What now?  # soon\n    a: y\n", "  - id: now\n    q: What now?  # soon\n    a: y\n"),
    "C007 of other letters": ("  - q: Straße in Łódź?\n    a: y\n", "  - id: strasse-lodz\n    q: Straße in Łódź?\n    a: y\n"),
    "C007 behind a wide dash": ("  -   q: What now?\n      a: y\n", "  -   id: now\n      q: What now?\n      a: y\n"),
    "C007 below a comment": ("  - # x\n    q: What now?\n    a: y\n", "  - # x\n    id: now\n    q: What now?\n    a: y\n"),
    "C001 and C007 of one place": ("  - front: Now?\n    a: y\n", "  - id: now\n    q: Now?\n    a: y\n"),
    "Y006": ("  - id: n\n    q: What: this?\n    a: y\n", "  - id: n\n    q: |\n      What: this?\n    a: y\n"),
    "Y006 that goes on below": (
        "  - id: n\n    q: What: this\n      and that?\n    a: y\n",
        "  - id: n\n    q: |\n      What: this\n      and that?\n    a: y\n",
    ),
    "Y006 and C007 of one note": ("  - q: Now: this?\n    a: y\n", "  - id: now-this\n    q: |\n      Now: this?\n    a: y\n"),
    "Y006 in an item": (
        "  - id: n\n    list: x\n    items:\n      - first: y\n      - z\n",
        "  - id: n\n    list: x\n    items:\n      - |\n        first: y\n      - z\n",
    ),
    "Y007": ("  - id: n\n    q: *What* now?\n    a: y\n", "  - id: n\n    q: |\n      *What* now?\n    a: y\n"),
    "Y007, quoted words": ("  - id: n\n    q: 'x' is y's\n    a: y\n", "  - id: n\n    q: |\n      'x' is y's\n    a: y\n"),
    "Y007, a gap": ("  - id: n\n    cloze: {{c1::x}}: y\n", "  - id: n\n    cloze: |\n      {{c1::x}}: y\n"),
    "Y007 in an item": (
        '  - id: n\n    list: x\n    items:\n      - "q" y\n      - z\n',
        '  - id: n\n    list: x\n    items:\n      - |\n        "q" y\n      - z\n',
    ),
    "Y001, a list that is not closed": ("  - id: n\n    q: x\n    a: y\n    tags: [z\n", "  - id: n\n    q: x\n    a: y\n    tags: [z]\n"),
    "Y009, no space": ("  - id: n\n    q:x\n    a:\u00a0y\n", "  - id: n\n    q: x\n    a: y\n"),
    "Y009, another sign": ("  - id: n\n    q; x\n    a = y  # so\n", "  - id: n\n    q: x\n    a: y  # so\n"),
    "Y009, a dash without a space": ("  -id: n\n    q: x\n    a: y\n", "  - id: n\n    q: x\n    a: y\n"),
    "Y009, a no-break space behind a dash": ("  -\u00a0id: n\n    q: x\n    a: y\n", "  - id: n\n    q: x\n    a: y\n"),
    "Y006 on the next line": (
        "  - id: n\n    q: x\n      y: z\n    a: y\n",
        "  - id: n\n    q: |\n      x\n      y: z\n    a: y\n",
    ),
    "Y012": ('  - id: n\n    q: "$\\alpha$"\n    a: "$\\nu$"\n', "  - id: n\n    q: |\n      $\\alpha$\n    a: |\n      $\\nu$\n"),
    "Y012, no escape at all": ('  - id: n\n    q: "\\sigma"\n    a: y\n', "  - id: n\n    q: |\n      \\sigma\n    a: y\n"),
    "Y009, odd white space": ("  - id: n\n\u00a0\u00a0\u00a0 q: x\n    a: y\n", "  - id: n\n    q: x\n    a: y\n"),
}


@pytest.mark.parametrize("name", MENDED)
def test_after_fix_the_finding_is_gone_and_none_came(name: str, tmp_path: Path) -> None:
    before, after = MENDED[name]
    assert fixed(tmp_path, HEAD + before) == (HEAD + after).encode()
    assert load(tmp_path).diagnostics == ()
    assert "Nothing to mend." in run("fix", "--project", tmp_path).output


DOUBTFUL = {
    "a tab may stand for any number of spaces": "  - id: n\n    q: x\n\ta: y\n",
    "a key may be a text that goes on": "  - id: n\n    q: x\n      a: y\n",
    "a line may belong to the text above": "  - id: n\n    q: x\n    and more\n    a: y\n",
    "a key without its colon may be a word": "  - id: n\n    q: This is\n    a question\n    a: y\n",
    "escapes between double quotes may be meant": '  - id: n\n    q: "\\"\\alpha\\""\n    a: y\n',
    "a hash may begin a comment": "  - id: n\n    q: #x\n    a: y\n",
    "a comment would become text": "  - id: n\n    q: What: this?  # deckgen: allow T005 x\n    a: y\n",
    "quotation marks may be YAML's": "  - id: n\n    q: 'It's what?'\n    a: y\n",
    "a quotation mark may be YAML's": "  - id: n\n    q: 'What?\n    a: y\n",
    "and another one below, in a text": "  - id: n\n    q: 'What?\n    a: It's y\n",
    "what looks like its end may be an apostrophe": "  - id: n\n    q: 'What is it's sense?\n    a: y\n",
    "a dash may have slipped in": "  - id: n\n    q: x\n    a: - y\n",
    "a star may be a bullet": "  - id: n\n    q: x\n    a: * y\n",
    "a block stands below": "  - id: n\n    list: x\n    items:\n      - first: |\n          y\n      - z\n",
    "a tag stands before a block": "  - id: n\n    q: !!str |\n      x\n    a: y\n",
    "an anchor stands before a note": "  - &x\n    id: n\n    q: x\n    a: y\n",
    "a list goes on below": "  - id: n\n    q: x\n    a: y\n    tags: [u,\n      v\n",
    "words would be lost": "  - id: n\n    q:x: y\n    a: z\n",
    "a note would have another identity": "  - id: n\n    q: x\n    a: y\n    wass: z\n",
    "the right key is there, too": "  - id: n\n    q: x\n    a: y\n    tags: z\n    tag: z\n",
    "a list may end before a comment": "  - id: n\n    q: x\n    a: y\n    tags: [u # v\n",
    "an id between braces": "  - {q: x, a: y}\n",
    "an item between brackets": "  - id: n\n    list: x\n    items: [first: y, z]\n",
    "a line that a tab moved": "  - id: n\n\tqq: x\n    a: y\n",
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_an_edit_that_might_do_harm_is_not_made_and_the_reason_is_said(name: str, tmp_path: Path) -> None:
    text = HEAD + DOUBTFUL[name]
    assert fixed(tmp_path, text) == text.encode()
    result = run("fix", "--project", tmp_path)
    assert result.exit_code == 1
    assert "    not done: " in result.stdout or "    a guess; " in result.stdout


ODD_BYTES = {
    "a tab": "  - id: n\n    q: x\t# soon\n    a:\ty\n",
    "no-break spaces": "  - id: n\n    q: 5\u00a0km?\n    a: y\n",
    "signs nobody sees": "  - id: n\n    q: a\u200bb?\n    a: y\u00ad.\n",
}


@pytest.mark.parametrize("name", ODD_BYTES)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_odd_and_right_stays_byte_for_byte(name: str, codec: str, end: str, tmp_path: Path) -> None:
    before, after = (
        HEAD + ODD_BYTES[name] + note for note in ("  - q: Who: he?\n    a: y\n", "  - id: who\n    q: |\n      Who: he?\n    a: y\n")
    )
    wanted = after.replace("id: who", "id: he").replace("\n", end)
    found = fixed(tmp_path, before.replace("\n", end).encode(codec)).decode(codec)
    assert re.sub(r"id: [a-z-]+", "id: *", found) == re.sub(r"id: [a-z-]+", "id: *", wanted)


CONTENT = {
    "an empty line above": ("\n---\ntitle: T\nauthor: A\n---\n", "---\ntitle: T\nauthor: A\n---\n"),
    "a no-break space": ("---\ntitle:\u00a0T\nauthor: A\n---\n", "---\ntitle: T\nauthor: A\n---\n"),
    "a heading": (
        "---\ntitle: T\nauthor: A\n---\n\n##\u00a0One {#one}\n\nWords.\n",
        "---\ntitle: T\nauthor: A\n---\n\n## One {#one}\n\nWords.\n",
    ),
}


@pytest.mark.parametrize("name", CONTENT)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_content_is_mended_too(name: str, codec: str, end: str, tmp_path: Path) -> None:
    before, after = (text.replace("\n", end).encode(codec) for text in CONTENT[name])
    write_project(tmp_path, {"content/three.md": before})
    assert run("fix", "--project", tmp_path).exit_code == 0
    assert (tmp_path / "content" / "three.md").read_bytes() == after


def test_a_uid_is_drawn_for_a_deck_without_one_above_its_comments(tmp_path: Path) -> None:
    write_project(tmp_path, {"cards/deck.yaml": "# mine\r\ndeck: Small\r\nid: small\r\n"})
    assert run("fix", "--project", tmp_path).exit_code == 0
    assert re.fullmatch(rb"uid: [0-9a-f]{32}\r\n# mine\r\ndeck: Small\r\nid: small\r\n", (tmp_path / "cards/deck.yaml").read_bytes())


def test_a_uid_is_not_written_where_it_would_break_the_file(tmp_path: Path) -> None:
    for text in ("---\ndeck: Small\nid: small\n", "{deck: Small, id: small}\n"):
        write_project(tmp_path, {"cards/deck.yaml": text})
        assert "not done: it would bring" in run("fix", "--project", tmp_path).output
        assert (tmp_path / "cards/deck.yaml").read_text("utf-8") == text


def test_what_a_file_hides_until_it_can_be_read_is_mended_in_the_next_rounds(tmp_path: Path) -> None:
    before = "  - front: *What now\n      and then?\n    a: y\n" + "  - front: x\n    answer: y\n" * 3
    after = "  - id: now-then\n    q: |\n      *What now\n      and then?\n    a: y\n"
    after += "".join(f"  - id: {id}\n    q: x\n    a: y\n" for id in ("x", "x-2", "x-3"))
    assert fixed(tmp_path, HEAD + before) == (HEAD + after).encode()
    assert load(tmp_path).diagnostics == ()


# --- ids ---------------------------------------------------------------------------------------------------------------------


def test_ids_are_unlike_each_other_in_all_files_of_a_deck(tmp_path: Path) -> None:
    note = "  - q: What is the opposite test?\n    a: This.\n"
    others = {f"cards/1{n}.yaml": f"part: {n}\ncards:\n{note}{note}" for n in range(3)}
    write_project(tmp_path, {**others, "cards/20.yaml": "part: 20\ncards:\n  - {id: opposite-test-2, q: x, a: y, was: opposite-test-4}\n"})
    assert run("fix", "--project", tmp_path).exit_code == 0
    ids = [id for name in others for id in re.findall(r"id: (\S+)", (tmp_path / name).read_text("utf-8"))]
    assert ids == [f"opposite-test{end}" for end in ("", "-3", "-5", "-6", "-7", "-8")]


def released(root: Path) -> Path:
    """Release the sample. Out: its first file of cards."""
    write_project(root)
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    try:
        assert run("release", "1.0.0", "--project", root).exit_code == 0
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
    return root / "cards" / "01-first.yaml"


def test_a_new_note_never_gets_the_id_of_one_that_learners_have(tmp_path: Path) -> None:
    cards = released(tmp_path)
    cards.write_text(cards.read_text("utf-8").replace("  - id: dri\n    term", "  - id: responsible\n    term"), "utf-8")
    write_project_file(tmp_path, HEAD + "  - q: DRI\n    a: Something else altogether, which nobody has learned.\n")
    run("fix", "--project", tmp_path)
    assert "id: dri-2\n" in (tmp_path / FILE).read_text("utf-8")


def write_project_file(root: Path, text: str) -> None:
    (root / FILE).write_text(text, "utf-8")


def test_a_released_uid_comes_back_as_it_was(tmp_path: Path) -> None:
    released(tmp_path)
    head = tmp_path / "cards" / "deck.yaml"
    text = head.read_text("utf-8")
    head.write_text(text.replace(f"uid: {UID}\n", ""), "utf-8")
    assert run("fix", "--project", tmp_path).exit_code == 0
    assert head.read_text("utf-8") == f"uid: {UID}\n" + text.replace(f"uid: {UID}\n", "")


def test_no_identity_is_written_while_nobody_knows_what_was_released(tmp_path: Path) -> None:
    released(tmp_path)
    lock = tmp_path / "cards" / "deck.lock"
    lock.write_text(lock.read_text("utf-8").replace("note dri", "note dro"), "utf-8")
    write_project_file(tmp_path, HEAD + "  - q: What now?\n    a: y\n")
    assert "not done: what was released cannot be read" in run("fix", "--project", tmp_path).stdout
    assert "id:" not in (tmp_path / FILE).read_text("utf-8")


# --- guesses -----------------------------------------------------------------------------------------------------------------


def renamed(root: Path) -> Path:
    """Release the sample, and give two of its notes new ids."""
    cards = released(root)
    text = cards.read_text("utf-8").replace("- id: dri\n", "- id: responsible\n").replace("- id: opposite\n", "- id: useful\n")
    cards.write_text(text, "utf-8")
    return cards


def test_guesses_are_offered_with_the_command_that_takes_them(tmp_path: Path) -> None:
    cards = renamed(tmp_path)
    before = cards.read_bytes()
    result = run("fix", "--project", tmp_path)
    assert result.exit_code == 1
    assert cards.read_bytes() == before
    assert "cards/01-first.yaml:11 R001 `responsible` has nearly the text of `dri`, which is gone: `was: dri`\n" in result.stdout
    assert f"    a guess; if it is right: deckgen fix --take R001 --project {tmp_path}\n" in result.stdout


def test_take_takes_all_guesses_of_a_code(tmp_path: Path) -> None:
    cards = renamed(tmp_path)
    result = run("fix", "--project", tmp_path, "--take", "R001")
    assert (result.exit_code, "2 edits in 1 file." in result.stdout) == (0, True)
    assert "  - id: responsible\n    was: dri\n    term: DRI\n" in cards.read_text("utf-8")
    assert "  - id: useful\n    was: opposite\n    q: What" in cards.read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "line", "mended"), [("Y008", "means: a card # 1", "a card # 1"), ("Y007", "means: 'It's gone'", "It's gone")]
)
def test_who_takes_a_guess_has_no_doubt(tmp_path: Path, code: str, line: str, mended: str) -> None:
    """Whether a `#` begins a comment only its author knows: deckgen does not decide it, and obeys who does."""
    cards = f"part: 1 Only\ncards:\n  - id: a\n    term: x\n    {line}\n"
    root = write_project(tmp_path, {"cards/01-first.yaml": cards, "cards/02-second.yaml": None})
    assert run("fix", "--project", root).exit_code in (0, 1)
    assert (root / "cards/01-first.yaml").read_text("utf-8") == cards
    result = run("fix", "--project", root, "--take", code)
    assert "1 edit in 1 file." in result.stdout
    assert f"    means: |\n      {mended}\n" in (root / "cards/01-first.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("Y002", "  - id: n\n\tq: What: this?\n    a: y\n", "  - id: n\n    q: |\n      What: this?\n    a: y\n"),
        ("Y006", "  - {id: n, q: What a, b?, a: y}\n", '  - {id: n, q: "What a, b?", a: y}\n'),
        ("Y012", '  - id: n\n    q: x\n    a: "C:\\new\\tide"\n', "  - id: n\n    q: x\n    a: |\n      C:\\new\\tide\n"),
        ("C006", "  - id: n\n    q: x\n    a: y\n    tags: [‘z’]\n", "  - id: n\n    q: x\n    a: y\n    tags: [z]\n"),
        (
            "G002",
            "  - id: n\n    cloze: |\n      Some {{c1:x}} and [[c2::y]] and {{z}}.\n",
            "  - id: n\n    cloze: |\n      Some {{c1::x}} and {{c2::y}} and {{c3::z}}.\n",
        ),
        ("Y009", "  - id: n\n     q: x\n     a: |\n       y\n\n", "  - id: n\n    q: x\n    a: |\n      y\n\n"),
        ("Y009", "  - id: n\n    q: x\n    a: y\n      - z\n      - u\n", "  - id: n\n    q: x\n    a: |\n      y\n      - z\n      - u\n"),
        ("Y009", "  - id: n\n    q: x\n    a: y\n      lens why\n", "  - id: n\n    q: x\n    a: y\n    lens: why\n"),
        (
            "Y009",
            "  - id: n\n    list: x\n    items:\n      - y\n      - z\n      - id: m\n        q: x\n\n        a: y\n",
            "  - id: n\n    list: x\n    items:\n      - y\n      - z\n  - id: m\n    q: x\n\n    a: y\n",
        ),
    ],
)
def test_one_taken_guess_mends_all_that_came_of_the_slip(tmp_path: Path, code: str, before: str, after: str) -> None:
    write_project(tmp_path, {FILE: HEAD + before})
    result = run("fix", "--project", tmp_path, "--take", code)
    assert ((tmp_path / FILE).read_text("utf-8"), result.exit_code) == (HEAD + after, 0)
    assert load(tmp_path).diagnostics == ()


def test_a_speaker_among_the_words_goes_to_a_line_of_its_own(tmp_path: Path) -> None:
    before = "  - id: n\n    said: It is so. - Ada Lovelace\n    source: ada\n"
    before += "  - quote: It is {{c1::so}}. — Ada Lovelace\n    id: m\n    source: ada\n"
    before += "  - id: k\n    said: |\n      It is so. — Ada Lovelace\n    source: ada\n"
    page = "---\ntitle: Notes\nauthor: Ada Lovelace\ntext: ada.txt\n---\n\n## First {#first}\n\nOne.\n"
    write_project(tmp_path, {FILE: HEAD + before, "content/ada.md": page, "ada.txt": "It is so.\n"})
    assert "3 edits in 1 file." in run("fix", "--project", tmp_path, "--take", "Q006").stdout
    words = (tmp_path / FILE).read_text("utf-8")
    assert words.count("    said: |\n      It is so.\n\n      — Ada Lovelace\n") == 2
    assert "  - quote: |\n      It is {{c1::so}}.\n\n      — Ada Lovelace\n    id: m\n" in words
    assert load(tmp_path).diagnostics == ()


def test_take_with_a_place_takes_that_guess_alone(tmp_path: Path) -> None:
    cards = renamed(tmp_path)
    result = run("fix", "--project", tmp_path, "--take", "r001:cards/01-first.yaml:11")
    assert (result.exit_code, "1 edit in 1 file." in result.stdout) == (1, True)
    assert "was: dri\n" in cards.read_text("utf-8")
    assert "was: opposite\n" not in cards.read_text("utf-8")


def test_guesses_that_exclude_each_other_are_taken_by_their_places_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edits(text: str) -> list[tuple[str, Edit]]:
        return [("same", Edit(at(line, 1, 1), "# was\n", safe=False)) for line in (1, 4)] if "# was" not in text else []

    with_edits(edits, monkeypatch)
    write_project(tmp_path, {FILE: GOOD})
    result = run("fix", "--project", tmp_path, "--take", "C005")
    assert "# was" not in (tmp_path / FILE).read_text("utf-8")
    assert re.findall(r"--take (C005:\S+)", result.stdout) == ["C005:cards/09.yaml:1", "C005:cards/09.yaml:4"]
    assert run("fix", "--project", tmp_path, "--take", "C005:cards/09.yaml:4").exit_code == 0
    assert (tmp_path / FILE).read_text("utf-8") == GOOD.replace("    q:", "# was\n    q:")


def test_of_two_guesses_for_one_place_none_can_be_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_edits(lambda _: [(one, Edit(at(4, 1, 1), f"# {one}\n", safe=False)) for one in ("this", "that")], monkeypatch)
    write_project(tmp_path, {FILE: GOOD})
    for take in ("C005", "C005:cards/09.yaml:4"):
        assert "a guess, and not the only one here" in run("fix", "--project", tmp_path, "--take", take).stdout
    assert (tmp_path / FILE).read_text("utf-8") == GOOD


@pytest.mark.parametrize("take", ["R001", "C007", "R001:cards/01-first.yaml:1"])
def test_a_take_of_nothing_is_wrong_usage_and_changes_nothing(take: str, tmp_path: Path) -> None:
    write_project(tmp_path, {FILE: HEAD + "  - q: What now?\n    a: y\n"})
    before = state(tmp_path)
    result = run("fix", "--project", tmp_path, "--take", take)
    assert (result.exit_code, "no such guess is offered" in result.stderr) == (2, True)
    assert state(tmp_path) == before


def test_a_take_is_a_code_and_perhaps_a_place() -> None:
    assert [read_take(words) for words in ("X999", "R1", "R001:", "R001:x:0", "")] == [None] * 5
    assert str(read_take("r001:cards/a b.yaml:12")) == "R001:cards/a b.yaml:12"
    assert run("fix", "--take", "X999").exit_code == 2


# --- rounds ------------------------------------------------------------------------------------------------------------------


def with_edits(edits: Callable[[str], list[tuple[str, Edit]]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every loading find more, by the text of the file."""

    def more(root: Path, instead: Mapping[str, bytes] | None = None, *, every_editor: bool = False) -> Project:
        project = load(root, instead, every_editor=every_editor)
        found = [Diagnostic("C005", what, edit.span, edit=edit) for what, edit in edits(project.files.get(FILE, ""))]
        return Project(project.root, project.decks, (*project.diagnostics, *found), project.files)

    monkeypatch.setattr(fixing, "load", more)


def at(line: int, first: int, last: int) -> Span:
    return Span(FILE, line, first, line, last)


GOOD = HEAD + "  - id: n\n    q: abcd\n    a: y\n"


def test_of_edits_that_overlap_the_first_wins_and_the_rest_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edits(text: str) -> list[tuple[str, Edit]]:
        first = [("one", Edit(at(4, 8, 10), "AB"))] if "ab" in text else []
        return first + ([("two", Edit(at(4, 9, 11), "XY"))] if "XY" not in text else [])

    with_edits(edits, monkeypatch)
    write_project(tmp_path, {FILE: GOOD})
    result = fix(tmp_path)
    assert [one.finding.message for one in result.done] == ["one", "two"]
    assert result.after[FILE].decode() == GOOD.replace("abcd", "AXYd")


def test_an_edit_that_brings_more_errors_is_undone_and_the_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def edits(text: str) -> list[tuple[str, Edit]]:
        good = [("good", Edit(at(4, 8, 10), "AB"))] if "ab" in text else []
        return [*good, *([("bad", Edit(at(3, 8, 8), ": [x"))] if "id: : [x" not in text else [])]

    with_edits(edits, monkeypatch)
    write_project(tmp_path, {FILE: GOOD})
    result = fix(tmp_path)
    assert result.after[FILE].decode() == GOOD.replace("abcd", "ABcd")
    assert [one.finding.message for one in result.done] == ["good"]
    assert [(one.finding.message, why.split(":")[0][:14]) for one, why in result.left] == [("bad", "it would bring")]


def test_an_edit_that_mends_nothing_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_edits(lambda _: [("again", Edit(at(4, 8, 8), "x"))], monkeypatch)
    write_project(tmp_path, {FILE: GOOD})
    result = fix(tmp_path)
    assert (result.after, result.done) == ({}, ())
    assert [why for _, why in result.left] == ["it would change nothing"]


def test_rounds_come_to_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_edits(lambda text: [(f"{text.count('x')} so far", Edit(at(4, 8, 8), "x"))], monkeypatch)
    write_project(tmp_path, {FILE: GOOD})
    result = fix(tmp_path)
    assert len(result.done) == fixing.ROUNDS
    assert [why for _, why in result.left] == ["there was too much to do: run `deckgen fix` again"]


# --- what is said and written ------------------------------------------------------------------------------------------------


def test_each_edit_is_said_in_a_line(tmp_path: Path) -> None:
    write_project(tmp_path, {FILE: HEAD + "  - q: What now?\n    a: x: y\n"})
    result = run("fix", "--project", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "cards/09.yaml:3 C007 a note without an id: `id: now`\n"
        "cards/09.yaml:4 Y006 a colon and a space inside the text of `a`: `| …`\n"
        "2 edits in 1 file.\n"
    )


def test_errors_that_are_left_end_with_1_and_are_counted(tmp_path: Path) -> None:
    write_project(tmp_path, {FILE: HEAD + "  - q: What now?\n    a:\n"})
    result = run("fix", "--project", tmp_path)
    assert result.exit_code == 1
    assert result.stderr == f"1 error is left; `deckgen check --project {tmp_path}` shows it.\n"


def test_a_clean_project_has_nothing_to_mend(tmp_path: Path) -> None:
    before = state(write_project(tmp_path))
    result = run("fix", "--project", tmp_path)
    assert (result.exit_code, result.output, state(tmp_path)) == (0, "Nothing to mend.\n", before)


def test_diff_writes_nothing_and_shows_what_git_applies(tmp_path: Path) -> None:
    text = (HEAD + f"  - q: {DECOMPOSED}\n    a: x: y").replace("\n", "\r\n")
    write_project(tmp_path, {FILE: text, "cards/10.yaml": "part: 10\ncards:\n  - front: x\n    a: y\n"})
    before = state(tmp_path)
    result = run("fix", "--project", tmp_path, "--diff")
    assert (result.exit_code, result.stderr, state(tmp_path)) == (0, "", before)
    assert result.stdout.startswith("--- a/cards/09.yaml\n+++ b/cards/09.yaml\n@@ ")
    subprocess.run(["git", "apply", "-p1", "-"], input=result.stdout_bytes, cwd=tmp_path, check=True)
    applied = state(tmp_path)
    write_project(tmp_path, {FILE: text, "cards/10.yaml": "part: 10\ncards:\n  - front: x\n    a: y\n"})
    run("fix", "--project", tmp_path)
    assert state(tmp_path) == applied


def test_diff_is_colored_where_colors_are_wanted_and_sends_the_terminal_nothing_to_obey(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, {FILE: HEAD + "  - q: What \u202enow?\n    a: y\n"})
    assert "\033[" not in run("fix", "--project", tmp_path, "--diff").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = run("fix", "--project", tmp_path, "--diff").stdout
    assert "\033[32m+  - id: now\033[0m\n" in shown
    assert "\u202e" not in shown


def test_diff_says_that_lines_are_counted_with_its_edits(tmp_path: Path) -> None:
    write_project(tmp_path, {FILE: HEAD + "  - q: What now?\n    a: y\n  - id: n\n    q: x\n\ta: y\n"})
    result = run("fix", "--project", tmp_path, "--diff")
    assert f"{FILE}:8 Y002" in result.stderr
    assert "Lines are counted as they would be with these edits.\n" in result.stderr
    assert "as they would be" not in run("fix", "--project", tmp_path).output
    assert "as they would be" not in run("fix", "--project", tmp_path, "--diff").output


def test_diff_of_what_stays_wrong_ends_with_1(tmp_path: Path) -> None:
    write_project(tmp_path, {FILE: HEAD + "  - q: What now?\n    a:\n"})
    result = run("fix", "--project", tmp_path, "--diff")
    assert (result.exit_code, result.stderr) == (1, "1 error would be left.\n")


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(
        tmp_path, {FILE: HEAD + "  - q: What now?\n    a: y\n", "cards/08.yaml": HEAD.replace("9", "8") + "  - front: x\n    a: y\n"}
    )
    mended = fix(tmp_path)
    (tmp_path / FILE).write_bytes(b"part: 9 Last\n")
    monkeypatch.setattr("deckgen.cli.fix.fix", lambda *_: mended)
    before = state(tmp_path)
    result = run("fix", "--project", tmp_path)
    assert (result.exit_code, "cards/09.yaml was not written: it was changed meanwhile" in result.output) == (1, True)
    assert state(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_what_a_link_leads_to_is_not_written(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text(HEAD + "  - q: What now?\n    a: y\n", "utf-8")
    root = write_project(tmp_path / "p")
    (root / FILE).symlink_to(elsewhere)
    result = run("fix", "--project", root)
    assert "not done: the file is a link" in result.stdout
    assert (root / FILE).is_symlink()
    assert "id:" not in elsewhere.read_text("utf-8")


def test_a_project_with_pictures_and_texts_outside_its_two_folders_is_seen_whole(tmp_path: Path) -> None:
    source = "---\ntitle: Three\nauthor: Cy\ntext: texts/three.txt\n---\n\n## One {#one}\n\nOne.\n\n> There is one of them.\n"
    text = HEAD + "  - q: What is ![now](../pictures/dot.png)?\n    a: y\n    source: three#one\n"
    pixel = (write_project(tmp_path) / "cards" / "dot.png").read_bytes()
    for name, data in {
        "pictures/dot.png": pixel,
        "texts/three.txt": b"There is one of them.\n",
        "content/three.md": source.encode(),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    write_project_file(tmp_path, text)
    assert (run("fix", "--project", tmp_path).exit_code, load(tmp_path).diagnostics) == (0, ())


def test_help_shows_an_example() -> None:
    assert "  deckgen fix --diff" in run("fix", "--help").output


# --- every other byte --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("bom", "codec"), [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_encoding_and_mark_stay(end: str, bom: bytes, codec: str, last: bool, tmp_path: Path) -> None:
    def lines(*rows: str) -> bytes:
        return bom + (end.join(rows) + end * last).encode(codec)

    before = lines("# 🙂", "part: 9 Last", "cards:", f"  - q: {DECOMPOSED}  # {DECOMPOSED}", f"    a: {DECOMPOSED}: 🙂")
    after = lines(
        "# 🙂",
        "part: 9 Last",
        "cards:",
        "  - id: ou-nait-lidee",
        f"    q: {DECOMPOSED}  # {DECOMPOSED}",
        "    a: |",
        f"      {DECOMPOSED}: 🙂",
    )
    assert fixed(tmp_path, before) == after


def test_a_file_of_another_encoding_is_left_out_and_the_others_are_mended(tmp_path: Path) -> None:
    bad, odd = HEAD.encode() + b"  - id: x\n    q: H\xe4: this?\n    a: y\n  # deckgen: allow\n", "cards/10.yaml"
    write_project(tmp_path, {FILE: bad, odd: "Part: 10 Ten\ncards:\n  - {id: n, q: x, a: y}\n", "deckgen.schema.json": "{}"})
    for words in (("--diff",), ("--take", "F005"), ()):
        result = run("fix", "--project", tmp_path, *words)
        assert result.exit_code == (2 if words[:1] == ("--take",) else 1), result.output
    assert (tmp_path / FILE).read_bytes() == bad
    assert (tmp_path / odd).read_text("utf-8").split("\n")[:2] == ["# yaml-language-server: $schema=../deckgen.schema.json", "part: 10 Ten"]
    assert "editors do not know" not in "".join(one.message for one in load(tmp_path).diagnostics if one.span.file == FILE)


def test_a_place_that_is_not_in_the_text_is_a_fault() -> None:
    for span in (at(3, 1, 1), at(1, 9, 9), at(1, 2, 1)):
        with pytest.raises(ValueError, match="not in the text"):
            apply(b"abc\n", [Edit(span, "x")])


CHUNKS = [
    "a",
    " ",
    ":",
    "#",
    "🙂",
    "é",
    "e\u0301",
    "s\u0323\u0307",
    "s\u0307\u0323",
    "q\u0303",
    "\u1100\u1161\u11a8",
    "\u212b",
    "\u0344",
    "\u2126",
    "\u0f71\u0f72",
    "x\u0344",
    "\t",
    "\u200b",
]
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])


@given(
    rows=st.lists(st.tuples(st.lists(st.sampled_from(CHUNKS), max_size=8), ENDS), min_size=1, max_size=5),
    mark=st.sampled_from(
        [(b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
    ),
    data=st.data(),
)
def test_outside_the_edited_spans_every_byte_stays(rows: list[tuple[list[str], str]], mark: tuple[bytes, str], data: st.DataObject) -> None:
    """Each row gets an edit of some of its chunks; chunks that join the one before them begin with a letter of their own."""
    edits, expected, whole = [], "", ""
    for number, (chunks, end) in enumerate(rows, start=1):
        apart = [f"e{one}" if unicodedata.combining(one[0]) or "\u0f71" in one else one for one in chunks]
        first = data.draw(st.integers(0, len(apart)))
        last = data.draw(st.integers(first, len(apart)))
        new = data.draw(st.sampled_from(["§", "", "§§ §"]))
        before, after = (len(unicodedata.normalize("NFC", "".join(apart[:place]))) + 1 for place in (first, last))
        edits.append(Edit(at(number, before, after), new))
        expected += "".join(apart[:first]) + new + "".join(apart[last:]) + end
        whole += "".join(apart) + end
    bom, codec = mark
    assert apply(bom + whole.encode(codec), edits) == bom + expected.encode(codec)


@given(
    words=st.lists(
        st.sampled_from(["What", DECOMPOSED, "🙂", "q\u0303", "한국", unicodedata.normalize("NFD", "한국")]),
        min_size=1,
        max_size=4,
    ),
    comments=st.lists(st.sampled_from(["", "  # " + DECOMPOSED, "  # id: x", "   "]), min_size=3, max_size=3),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.sampled_from([b"", codecs.BOM_UTF8]),
    number=st.integers(1, 4),
)
@settings(max_examples=25)
def test_fix_only_adds_the_lines_that_it_says(words: list[str], comments: list[str], end: str, bom: bytes, number: int) -> None:
    note = f"  - q: {' '.join(words)}{comments[0]}\n    a: y{comments[1]}\n"
    text = bom + (f"part: 9 Last{comments[2]}\ncards:\n" + note * number).replace("\n", end).encode()
    with TemporaryDirectory() as folder:
        after = fixed(Path(folder).resolve(), text)
    ids = re.findall(rb"- id: ([a-z0-9-]+)\r?\n? *", after)
    assert len(set(ids)) == len(ids) == number
    assert re.sub(rb"(- )id: [a-z0-9-]+(?:\r\n|\r|\n)    ", rb"\1", after) == text


@pytest.mark.parametrize("end", ["", "\n", "  # the last line"])
def test_a_rename_is_taken_also_where_the_file_ends_behind_the_id(tmp_path: Path, end: str) -> None:
    cards = tmp_path / "cards" / "01.yaml"
    cards.parent.mkdir()
    (tmp_path / "cards" / "deck.yaml").write_text(f"deck: A\nuid: {'0' * 32}\nid: a\n", "utf-8")
    note = "part: 1 One\ncards:\n  - q: Who wrote Faust?\n    a: Goethe\n    id: "
    cards.write_text(f"{note}one{end}", "utf-8", newline="")
    (deck,) = load(tmp_path).decks
    (tmp_path / "cards" / "deck.lock").write_text(write_lock(apkg(deck, Stamp(1_700_000_000, "1.0.0")).state), "utf-8", newline="")
    cards.write_text(f"{note}two{end}", "utf-8", newline="")
    assert run("fix", "--take", "R001", "--project", tmp_path).exit_code == 0
    assert cards.read_text("utf-8").rstrip("\n") == f"{note}two{end.rstrip(chr(10))}\n    was: one"
    assert [one.code for one in load(tmp_path).diagnostics] == []


def test_what_was_refused_is_tried_again_once_other_edits_are_made(tmp_path: Path) -> None:
    text = "cards:\n  - id: t: 7 Growing\ntags:le]\ntags:    q: ds:\n  - id: language-server: : ch.json\ntags:le]"
    root = write_project(tmp_path, {"cards/01-first.yaml": text, "cards/02-second.yaml": None})
    run("fix", "--project", root)
    once = (root / "cards/01-first.yaml").read_bytes()
    assert once != text.encode()
    again = run("fix", "--project", root)
    assert "Nothing was changed" in again.stdout
    assert (root / "cards/01-first.yaml").read_bytes() == once

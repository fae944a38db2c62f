"""`deckgen add`: a note in the right file, every other byte as it was, and nothing at all where it has an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import FILES, write_project

from deckgen.cli import deckgen
from deckgen.model import Note
from deckgen.pipeline.add import add as add_to
from deckgen.pipeline.load import load
from deckgen.read.yaml import Mapping, Scalar, Sequence, read_yaml
from deckgen.written import pair

LAST = "cards/02-second.yaml"


def run(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words], catch_exceptions=False)


def add(root: Path, *words: str) -> Result:
    """Add a note to a project."""
    return run("add", "--project", root, *words)


def note(root: Path, id: str) -> Note:
    """Give a note of a project that must be without findings, but for how its cards are written."""
    project = load(root)
    assert [one for one in project.diagnostics if one.code[0] != "W"] == []
    return next(one for deck in project.decks for one in deck.notes() if one.id == id)


def written(root: Path, name: str = LAST) -> str:
    """Give what was written at the end of a file of the sample."""
    before, after = str(FILES[name]), (root / name).read_bytes().decode()
    assert after.startswith(before)
    return after[len(before) :]


def test_it_goes_below_the_last_note_and_its_line_is_told(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    result = add(root, "--q", "What is virtue: knowledge?", "--a", "No.", "--source", "one#opposite", "--tags", "a", "--tags", "b")
    line = str(FILES[LAST]).count("\n") + 2
    assert (result.exit_code, result.stdout) == (0, f"{LAST}:{line}  virtue-knowledge\n")
    assert "warning[W003]" in result.stderr, "and what could be better is told"
    assert written(root) == (
        "\n  - id: virtue-knowledge\n    q: |\n      What is virtue: knowledge?\n    a: No.\n    tags: [a, b]\n    source: one#opposite\n"
    )
    assert note(root, "virtue-knowledge").tags == ("a", "b")


@pytest.mark.parametrize(
    "words",
    [
        ("--term", "TL", "--means", "tech lead", "--no-reverse", "--lens", "fact"),
        ("--cloze", "First {{c1::gather}}, then {{c2::plan}}."),
        ("--quote", "any value whose {{c1::opposite}} is also legitimate is useful", "--source", "one"),
        ("--said", "There is no point in being right", "--source", "one", "--source", "two"),
        ("--list", "Steps", "--item", "first: gather", "--item", "plan", "--extra", "More.\n\nAnd more."),
        ("--q", "x", "--a", "- a\n- b", "--reverse"),
    ],
)
def test_each_kind_can_be_added(tmp_path: Path, words: tuple[str, ...]) -> None:
    root = write_project(tmp_path)
    assert add(root, *words, "--id", "new").exit_code == 0
    assert note(root, "new").body.kind.value == {"--q": "question"}.get(words[0], words[0].removeprefix("--"))


@pytest.mark.parametrize("words", [("--part", "1"), ("--part", "first"), ("--part", "1 First"), ("--file", "cards/01-first.yaml")])
def test_part_and_file_choose_where_it_goes(tmp_path: Path, words: tuple[str, ...]) -> None:
    root = write_project(tmp_path)
    assert add(root, "--q", "x", "--a", "y", *words).output.startswith("cards/01-first.yaml:")


def test_no_such_part_or_file_says_which_there_are(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    for words in (("--part", "9"), ("--file", "nine"), ("--part", "1", "--file", "02-second")):
        result = add(root, "--q", "x", "--a", "y", *words)
        assert (result.exit_code, "cards/01-first.yaml (1 First)" in result.output) == (2, True)


def test_its_id_is_one_that_the_deck_never_had(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    ids = [add(root, "--q", "What is the opposite?", "--a", "y", "--part", part).stdout.split()[-1] for part in "12"]
    assert ids == ["opposite-2", "opposite-3"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--cloze", "no gap"), "a `cloze` note without a gap"),
        (("--said", "There is no point in being wrong alone", "--source", "one"), "these words do not stand in `one`"),
        (("--q", "x", "--a", "y", "--source", "one#nothing"), "no principle `nothing`"),
        (("--q", "x", "--a", "y", "--id", "dri"), "the id `dri` is used twice"),
        (("--list", "x", "--item", "alone"), "a list of fewer than two items"),
    ],
)
def test_a_note_with_an_error_is_shown_and_not_written(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    root = write_project(tmp_path)
    result = add(root, *words)
    assert (result.exit_code, says in result.output, "Nothing was written." in result.output) == (1, True, True), result.output
    assert written(root) == ""


def test_errors_that_were_there_before_are_no_hindrance(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"cards/03-third.yaml": "part: 3 Third\ncards:\n  - id: x\n    q: no answer\n"})
    assert add(root, "--q", "x", "--a", "y").exit_code == 0


def test_a_quotation_whose_text_is_not_at_hand_is_written_and_to_be_verified(tmp_path: Path) -> None:
    two = str(FILES["content/two.md"]).replace("text: content/texts/two.txt\n", "").split("> ")[0]
    cards = str(FILES[LAST]).replace("quote: Everybody wants seniors; {{c1::nobody makes them}}.", "cloze: a {{c1::b}}")
    root = write_project(tmp_path, {"content/two.md": two, LAST: cards})
    result = add(root, "--said", "That is odd.", "--source", "two")
    assert result.exit_code == 0
    assert "`check` calls that an error (Q001)" in result.stderr
    command = f"deckgen verify --text two=PATH --project {root}"
    assert result.stderr.rstrip().endswith(f": {command}")
    assert [one.code for one in load(root).diagnostics if one.is_error] == ["Q001"]

    (tmp_path / "two.txt").write_text("Ann Other: That is odd.\n", "utf-8")
    run(*command.replace("PATH", str(tmp_path / "two.txt")).split()[1:])
    assert "Q001" not in {one.code for one in load(root).diagnostics}


@pytest.mark.parametrize("kind", [("--said", "Nobody said this wish."), ("--quote", "Nobody said {{c1::this wish}}.")])
def test_a_quotation_whose_text_is_at_hand_is_verified_before_it_is_written(tmp_path: Path, kind: tuple[str, str]) -> None:
    root = write_project(tmp_path)
    result = add(root, *kind, "--source", "two")
    assert (result.exit_code, "error[Q002]" in result.stderr, "verify" in result.output) == (1, True, False)
    assert written(root) == ""


def test_a_quotation_that_holds_needs_no_command(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    result = add(root, "--said", "Everybody wants seniors; nobody makes them.", "--source", "two")
    assert (result.exit_code, "verify" in result.output) == (0, False), result.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "it has none"),
        (("--q", "x"), "--a is missing beside --q"),
        (("--q", "x", "--cloze", "y"), "not both --q and --cloze"),
        (("--q", "x", "--a", "y", "--item", "z"), "--item does not go with --q"),
        (("--list", "x"), "--item is missing beside --list"),
        (("--q", "a\x07b", "--a", "y"), "--q has a control character (U+0007), which no file of cards can hold: leave it out"),
        (("--q", "a", "--a", "\udc80"), "--a has a byte that is not UTF-8"),
        (("--list", "a", "--item", "b", "--item", "\0"), "--item has a control character (U+0000)"),
    ],
)
def test_words_that_make_no_note_are_wrong_usage(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    result = add(write_project(tmp_path), *words)
    assert (result.exit_code, says in result.output) == (2, True)


NOTE = "- id: x\n  q: x\n  a: y\n"
INDENTED = "  - id: x\n    q: x\n    a: y\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("part: 2\ncards:\n", "part: 2\ncards:\n  NEW"),
        ("part: 2\ncards:", "part: 2\ncards:\n  NEW"),
        (f"part: 2\ncards:\n{NOTE}", f"part: 2\ncards:\n{NOTE}\nNEW"),
        (f"part: 2\ncards:\n{INDENTED}".rstrip(), f"part: 2\ncards:\n{INDENTED}\n  NEW"),
        (f"part: 2\ncards:\n{INDENTED}\n\n", f"part: 2\ncards:\n{INDENTED}\n  NEW\n\n"),
        (f"part: 2\ncards:\n{INDENTED}  # later\n", f"part: 2\ncards:\n{INDENTED}  # later\n\n  NEW"),
        (f"cards:\n{INDENTED}\n# the name\npart: 2\n", f"cards:\n{INDENTED}\n  NEW\n# the name\npart: 2\n"),
        (f"part: 2\ncards:\n{INDENTED}{INDENTED.replace('x', 'z')}", f"part: 2\ncards:\n{INDENTED}{INDENTED.replace('x', 'z')}  NEW"),
        ("part: 2\ncards:\n  -\n    id: x\n    q: x\n    a: y\n", "part: 2\ncards:\n  -\n    id: x\n    q: x\n    a: y\n\n  NEW"),
        ("part: 2\ncards:\n  - {id: x, q: x, a: y}\n", "part: 2\ncards:\n  - {id: x, q: x, a: y}\n\n  NEW"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_wherever_the_notes_end_every_other_byte_stays(tmp_path: Path, before: str, after: str, end: str, codec: str) -> None:
    root = write_project(tmp_path, {LAST: before.replace("\n", end).encode(codec)})
    assert add(root, "--q", "x", "--a", "y", "--id", "new").exit_code == 0
    indent = after[: after.index("NEW")].rpartition("\n")[2]
    wanted = after.replace("NEW", f"- id: new\n{indent}  q: x\n{indent}  a: y\n")
    assert (root / LAST).read_bytes().decode(codec).replace(end, "\n") == wanted
    assert end == "\n" or "\n" not in (root / LAST).read_bytes().decode(codec).replace("\r\n", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("part: 2\ncards: []\n", "part: 2\ncards:\n  NEW"),
        ("part: 2\ncards: [ ]  # none yet\n", "part: 2\ncards:  # none yet\n  NEW"),
        ("part: 2\ncards: []", "part: 2\ncards:\n  NEW"),
        ("cards: []\n\n# the name\npart: 2\n", "cards:\n  NEW\n# the name\npart: 2\n"),
        (f"part: 2\ncards:\n{INDENTED}...\n", f"part: 2\ncards:\n{INDENTED}\n  NEW...\n"),
    ],
)
def test_an_empty_list_begins_and_a_document_s_end_stays_the_end(tmp_path: Path, before: str, after: str) -> None:
    root = write_project(tmp_path, {LAST: before})
    assert add(root, "--q", "x", "--a", "y", "--id", "new").exit_code == 0
    wanted = after.replace("NEW", "- id: new\n    q: x\n    a: y\n")
    assert (root / LAST).read_text("utf-8") == (wanted if "# the name" not in before else wanted.replace("y\n# the", "y\n\n# the"))
    assert note(root, "new").id == "new"


@pytest.mark.parametrize(
    "text",
    [
        "part: 2\ncards: [{id: x, q: x, a: y}]\n",
        "part: 2\ncards: [\n]\n",
        "part: 2\ncards:\n  x: y\n",
        "part: 2\ncards: {}\n",
        "part: 2\ncards: ~\n",
        "part: 2\ncards:\n  - id: x\n    q: x\n    a: y\n---\na: b\n",
    ],
)
def test_a_file_that_has_no_place_for_it_is_left_alone(tmp_path: Path, text: str) -> None:
    root = write_project(tmp_path, {LAST: text})
    assert add(root, "--q", "x", "--a", "y").exit_code in (1, 2)
    assert (root / LAST).read_text("utf-8") == text


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1).map(str.strip)


@settings(max_examples=300)
@given(TEXTS, st.sampled_from(["", "  ", "      "]))
def test_every_text_reads_back_as_it_was_given(text: str, indent: str) -> None:
    root, found = read_yaml("outer:\n" + pair("key", text, f"  {indent}"), "")
    assert isinstance(root, Mapping)
    inner = root.pairs["outer"][1]
    assert isinstance(inner, Mapping)
    value = inner.pairs["key"][1]
    assert isinstance(value, Scalar)
    assert value.value.removesuffix("\n") == text
    assert not [one for one in found if one.code != "Y012"]  # only what no block can hold stands between quotation marks


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "-x",
        "# a # b",
        "'it's' \"b\"",
        "👩‍👩‍👧‍👦",
        "a\tb",
        "\tc",
        "|\n  x",
        "&a *b !c",
        "{a} [b]",
        "yes",
        "~",
        "0x1F",
        "...",
        "---\n...",
        "a\u2028b\u2029c",
        "\ufeffa",
        "\\n\\",
        "# deckgen: allow T005 x",
        "? a",
        "  lead\n    more",
        "word " * 20_000,
    ],
)
def test_what_is_typed_on_the_command_line_is_what_the_note_says(tmp_path: Path, text: str) -> None:
    root = write_project(tmp_path)
    assert add(root, "--q", "What is it?", "--a", text, "--id", "new").exit_code == 0
    written(root)  # every other byte is kept
    assert value(root, "a") == text.strip()


def test_ends_of_lines_are_those_of_files_whatever_was_pasted(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert add(root, "--q", "What is it?", "--a", "a\r\nb\rc", "--id", "new").exit_code == 0
    assert value(root, "a") == "a\nb\nc"


def value(root: Path, key: str) -> str:
    """Give what a file says of a key of its last note, as YAML."""
    file, _ = read_yaml((root / LAST).read_text("utf-8"), "")
    assert isinstance(file, Mapping)
    notes = file.pairs["cards"][1]
    assert isinstance(notes, Sequence)
    last = notes.items[-1]
    assert isinstance(last, Mapping)
    found = last.pairs[key][1]
    assert isinstance(found, Scalar)
    return found.value.removesuffix("\n")


def test_several_at_once_all_write_their_notes(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    words = [sys.executable, "-m", "deckgen", "add", "--project", str(root), "--q"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    started = [
        subprocess.Popen([*words, f"What is {name}?", "--a", "y"], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        for name in ("soil", "seed", "rain")
    ]
    told = [one.communicate(timeout=120)[0].decode() for one in started]
    assert [one.returncode for one in started] == [0, 0, 0]
    assert sorted(note(root, line.split()[-1]).id for line in told) == ["rain", "seed", "soil"]


def test_a_file_that_changed_meanwhile_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path)

    def slow(*given: Any) -> Any:
        found = really(*given)
        (root / LAST).write_text("part: 2\ncards: []\n", "utf-8")
        return found

    really = add_to
    monkeypatch.setattr("deckgen.cli.add.add", slow)
    result = add(root, "--q", "x", "--a", "y")
    assert (result.exit_code, "it was changed meanwhile" in result.output) == (1, True)
    assert (root / LAST).read_text("utf-8") == "part: 2\ncards: []\n"


def test_a_file_that_its_author_keeps_is_not_replaced_and_one_that_is_keeps_its_mode(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    (root / LAST).chmod(0o444)
    result = add(root, "--q", "x", "--a", "y")
    assert (result.exit_code, "it is read-only" in result.output, written(root)) == (1, True, "")
    (root / LAST).chmod(0o600)
    assert add(root, "--q", "x", "--a", "y").exit_code == 0
    if os.name != "nt":
        assert (root / LAST).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    root = write_project(tmp_path / "p")
    (root / LAST).rename(tmp_path / "elsewhere.yaml")
    (root / LAST).symlink_to(tmp_path / "elsewhere.yaml")
    result = add(root, "--q", "x", "--a", "y")
    assert (result.exit_code, "it is a link" in result.output, (root / LAST).is_symlink()) == (1, True, True)
    assert written(root) == ""


@pytest.mark.skipif(os.name == "nt", reason="a shell closes them")
def test_a_note_is_added_where_nobody_listens(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    line = f"{sys.executable} -m deckgen add --project {root} --q x --a y --id new <&- >&- 2>&-"
    assert subprocess.run(["sh", "-c", line], cwd=Path(__file__).parents[1], check=False).returncode == 0
    assert note(root, "new").id == "new"

"""Bad input of all kinds: no reader raises, hangs, floods memory, or points outside the file; `fix` and `add` do what they say.

`DECKGEN_FUZZ=SEED python3 dev.py test tests/test_fuzz_readers.py` reads other random files than the usual ones, `DECKGEN_FUZZ=SEED:5000`
so many of each; a failure names its seed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st
from test_yaml import REAL, all_findings, assert_inside

from deckgen.diagnostics import Diagnostic
from deckgen.pipeline.add import NoPlaceError, add
from deckgen.pipeline.fix import fix
from deckgen.pipeline.load import load
from deckgen.read.content import split_front_matter
from deckgen.read.files import MAX_BYTES, decode
from deckgen.report import Reporter, as_concise, as_github, as_json

ROOT = Path(__file__).parents[1]
SEED, _, COUNT = os.environ.get("DECKGEN_FUZZ", "1").partition(":")
SECONDS, MEMORY = 20, 1_500_000_000

Test = Callable[..., Any]


def fuzz(**given_: st.SearchStrategy[Any]) -> Callable[[Test], Test]:
    """Run a test with random values from the seed; a failure names it."""

    def decorate(test: Test) -> Test:
        bounded = settings(max_examples=int(COUNT or 150), derandomize=False, suppress_health_check=list(HealthCheck))
        return seed(int(SEED))(bounded(given(**given_)(test)))

    return decorate


# --- what files are made of --------------------------------------------------------------------------------------------------

YAML = (
    *("- ", "-", ": ", ":", "? ", "| ", "|", "|2-\n", ">", ">+\n", "&a ", "*a", "!!str ", "!", "%YAML 1.2\n", "---\n", "...\n", "# ", " #"),
    *(
        "{",
        "}",
        "[",
        "]",
        ", ",
        '"',
        "'",
        "''",
        "\\",
        '"\\x4',
        '"\\U00110000"',
        '"\\ud800"',
        "\n",
        "\n  ",
        "\n    ",
        "\n      ",
        "\t",
        "  ",
    ),
    *("part: ", "cards:\n", "\n  - id: x\n", "    q: ", "    a: ", "    term: ", "    cloze: ", "    list: ", "    items:\n", "      - "),
    *("    tags: [", "    source: key#", "    sheet: ", "    was: ", "number: 3", "<<: *a", "~", "null", "0x1F", "1e999", "=", "@", "`"),
    *("# deckgen: allow T005 x", "# deckgen:", "# yaml-language-server: $schema=", "deck: ", "uid: ", "print: {cards: ", "fonts: [../"),
)
MARKDOWN = (
    *(
        "# ",
        "## ",
        "##",
        " {#one}",
        " {#one .key at=1-2 rank=1}",
        "{#",
        "{.",
        "}",
        "> ",
        ">",
        "- ",
        "1. ",
        "999999999999. ",
        "    ",
        "***",
        "_",
    ),
    *(
        "*",
        "**",
        "`",
        "```",
        "~~~\n",
        "$",
        "$$",
        "\\(",
        "\\",
        "[",
        "](",
        "]: ",
        ")",
        "![",
        "<",
        "<!--",
        "<a@b>",
        "<http://x>",
        "&amp;",
        "&#0;",
    ),
    *(
        "|",
        "|-|\n",
        "| a |\n",
        "\n",
        "\n\n",
        "  \n",
        "{{c1::",
        "{{c0::",
        "{{c",
        "::",
        "}}",
        "“",
        "”",
        '"',
        "—",
        "— Ada, x",
        "…",
        "[…]",
        "[^1]",
    ),
    *("---\n", "+++\n", "title: T\n", "author: A\n", "speakers: {A: ", "limit: 5 %\n", "text: ../x\n", "date: 1\n", "word ", "two words"),
)
ODD = (
    "\r\n",
    "\r",
    "\x85",
    "\u2028",
    "\u00a0",
    "\ufeff",
    "\u200b",
    "\u202e",
    "\x00",
    "\x07",
    "\ud800",
    "\ufffe",
    "e\u0301",
    "🙂",
    "漢",
    "\U0010ffff",
)
WORDS = st.one_of(st.sampled_from((*YAML, *MARKDOWN, *ODD)), st.text(max_size=6))
HEADS = {
    "cards/01.yaml": (
        "",
        "part: 1 One\ncards:\n",
        "part: 1 One\ncards:\n  - id: a\n    q: |\n      ",
        "part: 1 One\ncards:\n  - id: a\n    cloze: ",
    ),
    "cards/deck.yaml": ("", "deck: D\n", f"deck: D\nuid: {'0' * 32}\nid: d\nprint:\n  "),
    "content/a.md": ("", "---\n", "---\ntitle: T\nauthor: A\n", "---\ntitle: T\nauthor: A\n---\n\n## One {#one}\n\n"),
}


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """Give a file's name and its text: pieces of YAML and Markdown, in an order that nobody meant."""
    name = draw(st.sampled_from(sorted(HEADS)))
    mostly = MARKDOWN if name.endswith(".md") else YAML
    pieces = st.lists(st.one_of(st.sampled_from(mostly), WORDS), max_size=25)
    return name, draw(st.sampled_from(HEADS[name])) + "".join(draw(pieces)) * draw(st.sampled_from((1, 1, 1, 2, 40)))


def read(name: str, data: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """Read a file's bytes as a project does."""
    text, found = decode(data, name)
    return text, found or all_findings(name, text)


@fuzz(file=files())
def test_nothing_that_is_typed_breaks_a_reader_or_the_report(file: tuple[str, str]) -> None:
    name, typed = file
    note(f"seed {SEED}")
    text, found = read(name, typed.encode("utf-8", "surrogatepass"))
    assert_inside(text or typed, found)
    Reporter({name: text}).text(found)
    assert as_concise(found).count("\n") == as_github(found).count("\n") == len(found)
    assert as_json(found)


@fuzz(
    name=st.sampled_from(sorted(REAL)),
    cut=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    put=st.lists(WORDS, max_size=3).map("".join),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_no_accident_of_editor_or_encoding_breaks_a_reader(name: str, cut: tuple[float, float], put: str, codec: str, end: str) -> None:
    note(f"seed {SEED}")
    whole = REAL[name][:3000]
    first, last = sorted(int(one * len(whole)) for one in cut)
    typed = (whole[:first] + put + whole[last:]).replace("\n", end)
    text, found = read(name, typed.encode(codec, "replace" if codec == "cp1252" else "surrogatepass"))
    assert_inside(text or typed, found)


@fuzz(data=st.binary(max_size=400), mark=st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"---\n", b"part: "]))
def test_no_bytes_break_a_reader(data: bytes, mark: bytes) -> None:
    note(f"seed {SEED}")
    for name in HEADS:
        text, found = read(name, mark + data)
        assert_inside(text, found)


@fuzz(pieces=st.lists(st.sampled_from((*ODD, "---", "+++", "\n", "a: b", " ", "...", ";;;", "{", "}")), max_size=30))
def test_front_matter_is_cut_where_it_ends_and_nothing_is_lost(pieces: list[str]) -> None:
    note(f"seed {SEED}")
    text = unicodedata.normalize("NFC", "".join(pieces))
    front, body, line = split_front_matter(text)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n")
    assert 1 <= line <= len(text) + 1
    assert len((front or "") + body) <= len(lines)


def test_a_byte_behind_a_mark_is_found_at_its_place() -> None:
    _, (found,) = read("cards/01.yaml", b"\xef\xbb\xbfpart: 1\r\n\x80")
    assert (found.code, found.span.line, found.span.column) == ("F003", 2, 1)


def test_a_text_nested_too_deeply_ends_where_its_last_line_does() -> None:
    text, found = read("cards/01.yaml", b"part: 1 One\ncards:\n  - id: a\n    q: |\n      " + b"> " * 41)
    assert "T003" in {one.code for one in found}
    assert_inside(text, found)


# --- bombs -------------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a process's memory that Python could set")
def test_no_bomb_hangs_or_floods_memory() -> None:
    command = [sys.executable, str(ROOT / "tests" / "bombs.py"), str(SECONDS), str(MEMORY)]
    done = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("millimetres")


def test_a_text_of_100_megabytes_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "deck.yaml").write_text(f"deck: D\nuid: {'0' * 32}\nid: d\n", "utf-8")
    with (tmp_path / "cards" / "01.yaml").open("wb") as file:
        file.write(b"part: ")
        file.truncate(5 * MAX_BYTES)
    assert [one.code for one in load(tmp_path).diagnostics] == ["F002"]


# --- fix and add -------------------------------------------------------------------------------------------------------------

SLIPS = (
    *("cards:", "part: 7", "tags:le]", "tags:    q: ds:", "tags: [a", "...", "---", "", "# between", "  # about the next"),
    *("  - id: a", "  - id: t: 7 Growing", "  - id: language-server: : x", "  - q: Who is it: him?", "  - q: Why?  # c"),
    *("    a: y", "    a: y: z", "   a: y", "     a: y", "    a: 'it's'", '    a: "x\\d"', '    a: "x', "    a: # x", "    a: |"),
    *("    a : y", "    a:y", "    a：y", "    tags : x", "    tag: x", "    term: “T”", "    means: *x*", "    source: one, two"),
    *("\ta: tab", "  -q: b", "    q: 50% of `x`", "    A: y", "      and more"),
)
"""Lines as people mistype them."""
slips = st.lists(st.sampled_from(SLIPS), min_size=1, max_size=9).map(lambda rows: "\n".join(("cards:", *rows)))
ENDS = st.sampled_from(["\n", "\r\n"])


def slipped(folder: str, typed: str) -> tuple[Path, Path]:
    """Write a project whose cards are mistyped. Out: its folder, and the file."""
    root = Path(folder).resolve()
    (root / "cards").mkdir()
    (root / "cards/deck.yaml").write_text(f"deck: D\nuid: {'0' * 32}\nid: d\n", "utf-8")
    (root / "cards/01.yaml").write_bytes(typed.encode())
    return root, root / "cards/01.yaml"


@fuzz(typed=slips, end=ENDS)
def test_a_second_fix_finds_nothing_to_do_and_no_comment_is_lost(typed: str, end: str) -> None:
    note(f"seed {SEED}")
    with TemporaryDirectory() as folder:
        root, cards = slipped(folder, typed.replace("\n", end))
        once = fix(root)
        for name, data in once.after.items():
            (root / name).write_bytes(data)
        after = cards.read_text("utf-8", "strict")
        assert all(after.count(one) >= typed.count(one) for one in ("# between", "# about the next"))
        assert fix(root).done == ()


@fuzz(typed=slips, end=ENDS)
def test_a_note_is_added_as_it_was_given_among_whatever_is_there(typed: str, end: str) -> None:
    note(f"seed {SEED}")
    with TemporaryDirectory() as folder:
        root, cards = slipped(folder, f"part: 1{end}" + typed.replace("\n", end))
        before, project = cards.read_bytes(), load(root)
        try:
            added = add(root, project.decks[0], project, {"q": "What is: # it?", "a": "- one\n- two"}, None, None)
        except NoPlaceError:
            return
        same = next((place for place, pair in enumerate(zip(before, added.after, strict=False)) if pair[0] != pair[1]), len(before))
        assert added.after.endswith(before[same:])
        if not added.errors:
            ids = {one.id for one in project.decks[0].notes()}
            assert {one.id for one in added.project.decks[0].notes()} == ids | {added.id}

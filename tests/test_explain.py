"""What is told of every code: by `deckgen explain`, and on docs/codes.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deckgen.cli import deckgen
from deckgen.codes import CODES, EXPLAINED
from deckgen.codes.explained import Code
from deckgen.codes.page import PATH, page
from deckgen.pipeline.load import load

ROOT = Path(__file__).parents[1]
ADA = "---\ntitle: Notes\nauthor: Ada Lovelace\n---\n\n## Engine {#engine}\n\nIt has wheels.\n"


def run(*words: str) -> Result:
    """Run `deckgen explain`."""
    return CliRunner().invoke(deckgen, ["explain", *words])


def test_the_committed_page_is_current() -> None:
    assert (ROOT / PATH).read_text("utf-8") == page(), "run: python3 dev.py deckgen explain --markdown > " + PATH
    assert run("--markdown").output == page()


def test_without_a_code_all_are_listed_in_a_line_each() -> None:
    assert run().output.splitlines() == [f"{code}  {what}" for code, what in CODES.items()]


def test_codes_stand_once_and_in_the_order_of_their_families() -> None:
    codes = [one.code for one in EXPLAINED]
    assert len(set(codes)) == len(codes)
    families = list(dict.fromkeys(code[0] for code in codes))
    assert [code[0] for code in codes] == sorted((code[0] for code in codes), key=families.index)


@pytest.mark.parametrize("one", EXPLAINED, ids=lambda one: one.code)
def test_every_code_is_told(one: Code) -> None:
    output = run(one.code).output
    assert output.startswith(f"{one.code}: {one.what}\n")
    assert one.why.endswith(".")
    assert one.instead
    assert not one.what.endswith(".")
    for text in (one.example, one.instead):
        assert all(line.strip() in output for line in text.splitlines() if len(line) < 60)


@pytest.mark.parametrize("word", ["w008", "W008", "[W008]"])
def test_a_code_is_known_however_it_is_typed(word: str) -> None:
    assert run(word).output.startswith("W008: ")


@pytest.mark.parametrize(
    ("word", "said"),
    [("W080", "Did you mean W0"), ("w3", "Did you mean W003?"), ("Y12", "Did you mean Y012?"), ("nonsense", "`deckgen explain` lists all")],
)
def test_an_unknown_code_is_wrong_usage(word: str, said: str) -> None:
    result = run(word)
    assert result.exit_code == 2
    assert said in result.output


def test_a_code_and_the_page_at_once_are_wrong_usage() -> None:
    assert run("W008", "--markdown").exit_code == 2


SHOWN = [
    one for one in EXPLAINED if re.match(r"(q|a|cloze|quote|lens): ", one.example) and one.code[0] in "WGYT" and "…" not in one.example
]


@pytest.mark.parametrize("one", SHOWN, ids=lambda one: one.code)
def test_an_example_is_found(one: Code, tmp_path: Path) -> None:
    """Each `q:` begins a note; where an example leaves the question or the answer out, any will do."""
    notes = re.split(r"\n(?=q: )", one.example)
    (tmp_path / "cards").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "ada.md").write_text(ADA, "utf-8")
    (tmp_path / "cards" / "deck.yaml").write_text("deck: Test\nuid: " + "0" * 32 + "\nid: test\n", "utf-8")
    (tmp_path / "cards" / "01.yaml").write_text("part: 1 One\ncards:\n" + "".join(map(_note, notes, range(len(notes)))), "utf-8")
    assert one.code in {finding.code for finding in load(tmp_path).diagnostics}


def _note(example: str, number: int) -> str:
    rows = [f"id: n{number}", *example.split("\n")]
    if not re.search(r"^(q|cloze|quote): ", example, re.MULTILINE):
        rows.append("q: How much faster is the new engine?")
    if re.search(r"^q: ", "\n".join(rows), re.MULTILINE) and not re.search(r"^a: ", example, re.MULTILINE):
        rows.append(f"a: {'One' if number else 'Many'}.")
    return "  - " + "\n    ".join(rows) + "\n"

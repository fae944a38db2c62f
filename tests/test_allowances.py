"""Allowances: which lines a comment covers, what counts as a comment, and what becomes of the findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from deckgen.cli import build, check
from deckgen.codes import ALLOWABLE_ERRORS, CODES
from deckgen.diagnostics import Allowance, Diagnostic, Severity, Span
from deckgen.pipeline.allowances import settle, without_allowed
from deckgen.read import allowances as module
from deckgen.read.allowances import read_allowances
from deckgen.read.page_allowances import read_page_allowances

YES = "# deckgen: allow T005 it is meant"
HEAD = "deck: Test\nuid: 0123456789abcdef0123456789abcdef\nid: test\n"


@pytest.fixture(params=["CLoader", "Loader"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With libyaml and without: the two place the ends of blocks themselves."""
    if request.param == "Loader":
        monkeypatch.delattr(yaml, "CLoader", raising=False)


def covered(text: str) -> list[str]:
    """Give the lines that the comments `YES` of a text cover, each comment's apart from the next by an empty one."""
    given, found = read_allowances(text.replace("YES", YES), "x.yaml")
    assert not found
    rows = text.replace("  YES", "").splitlines()
    return "\n\n".join("\n".join(rows[one.first_line - 1 : one.last_line]) for one in given).splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cards:\n  YES\n  - id: x\n    q: y\n  - id: z\n", ["  - id: x", "    q: y"]),
        ("YES\npart: x\ntags: y\n", ["part: x"]),
        ("YES\n\n# another\npart: x\n", ["part: x"]),
        ("cards:\n  - id: x\n    YES\n    q: |\n      one\n\n      # two\n    a: z\n", ["    q: |", "      one", "", "      # two"]),
        ("cards:\n  - id: x  YES\n    q: y\n  - id: z\n", ["  - id: x", "    q: y"]),
        ("cards:\n  - id: x\n    q: y  YES\n    a: z\n", ["    q: y"]),
        ("cards:\n  - id: x\n    q: >-  YES\n      one\n      two\n    a: z\n", ["    q: >-", "      one", "      two"]),
        ("cards:\n  - id: x\n    q: one\n      two  YES\n    a: z\n", ["    q: one", "      two"]),
        ('cards:\n  - id: x\n    q: "one\n  two"  YES\n    a: z\n', ['    q: "one', '  two"']),
        ('cards:\n  YES\n  - id: x\n    q: "one\n  two"\n    a: z\n', ["  - id: x", '    q: "one', '  two"', "    a: z"]),
        ("cards:\n  - id: x\n    YES\n    items:\n    - one\n    - two\n    list: z\n", ["    items:", "    - one", "    - two"]),
        ("cards:\n- id: x\nYES\n- id: y\n  q: z\n- id: w\n", ["- id: y", "  q: z"]),
        ("cards:\n  YES\n  -\n    id: x\n  - id: y\n", ["  -", "    id: x"]),
        ("cards:\n  YES\n  - id: x\n# far left\n    q: y\n\n  - id: z\n", ["  - id: x", "# far left", "    q: y"]),
        ("YES\n  YES\npart: x\n", ["part: x", "", "part: x"]),
        ('cards:\n  - id: "x"YES\n    tags: [y]YES\n  - id: z\n', ['  - id: "x"YES', "    tags: [y]YES", "", "    tags: [y]YES"]),
        ("part: x\nYES\n", []),
        ("part: x\nYES", []),
        ("YES\r\npart: x\r\ntags: y\r\n", ["part: x"]),
    ],
)
def test_a_comment_covers_a_line_and_what_is_indented_below_it(text: str, expected: list[str]) -> None:
    assert covered(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  YES\n",
        "a: |+\n  one\n\n  YES\n\n",
        "a: >\n    one\n    YES\nb: x\n",
        'a: "one\n  YES"\n',
        "a: 'one\n  YES'\n",
        "a: 'one YES'\n",
        "a:\n  - |\n    one\n    YES\n",
        "a: one  # two YES\n",
        "# one YES\na: one\n",
        "a: oneYES\n",
    ],
)
def test_no_comment_is_no_allowance(text: str) -> None:
    assert read_allowances(text.replace("YES", YES), "x.yaml") == ((), ())


COLONLESS = [
    "# deckgen allow W003 meant",
    "#deckgen-allow W003 meant",
    "# Deckgen; Allow: w003",
    "# deckgenallow T005",
    "# deckgen – allow W03",
]


@pytest.mark.parametrize("comment", COLONLESS)
@pytest.mark.parametrize("before", ["", "  ", "a: one  ", "a: [x]"])
def test_a_comment_whose_colon_was_forgotten_is_told_with_the_edit_that_mends_it(comment: str, before: str) -> None:
    text = f"{before}{comment}\nb: x\n"
    given, (one,) = read_allowances(text, "x.yaml")
    assert given == ()
    assert (one.code, one.message, one.span.line) == ("A001", "a comment to deckgen without its colon", 1)
    assert one.edit
    at = one.edit.span
    mended = text[: at.column - 1] + one.edit.replacement + text[at.end_column - 1 :]
    assert mended.startswith(f"{before}{comment[: comment.lower().index('d')]}deckgen: allow")


@pytest.mark.parametrize("comment", COLONLESS)
def test_so_it_is_in_a_page(comment: str) -> None:
    text = f"---\ntitle: x\n---\n<!-- {comment.lstrip('# ')} -->\n\ntext\n"
    given, (one,) = read_page_allowances(text, "x.md")
    assert (given, one.code, one.span.line, one.span.column) == ((), "A001", 4, 6)


@pytest.mark.parametrize(
    "comment",
    [
        "# deckgen",
        "# deckgen allows comments",
        "# deckgen allow comments: see the docs",
        "# W003 is what deckgen told",
        "# see deckgen allow W003",
    ],
)
def test_a_comment_about_deckgen_is_a_comment(comment: str) -> None:
    assert read_allowances(f"{comment}\na: x\n", "x.yaml") == ((), ())
    assert read_page_allowances(f"---\ntitle: x\n---\n<!-- {comment[2:]} -->\n\ntext\n", "x.md") == ((), ())


@pytest.mark.parametrize("text", ["a: |\n  # deckgen allow W003 x\n", 'a: "one\n  # deckgen-allow W003 x"\n'])
def test_a_text_without_the_colon_is_a_text(text: str) -> None:
    assert read_allowances(text, "x.yaml") == ((), ())


@pytest.mark.parametrize("before", ["a: |\n  one\n", "a: |+\n  one\n\n", "a: >-\n  one\n\n", "a:\n  - |\n    one\n  ", 'a: "one\n  two"\n'])
def test_a_comment_below_a_text_is_one(before: str) -> None:
    (one,), found = read_allowances(f"{before}{YES}\nb: x\n" if before[-1] == "\n" else f"{before}{YES}\n  - x\n", "x.yaml")
    assert not found
    assert (one.code, one.reason) == ("T005", "it is meant")


def test_the_place_is_that_of_the_comment() -> None:
    (one,), _ = read_allowances(f"é: 'é'  {YES}  \n", "x.yaml")
    assert one.span == Span("x.yaml", 1, 9, 1, 9 + len(YES))


def test_a_file_with_mended_lines_keeps_its_allowances() -> None:
    (one,), _ = read_allowances(f"a: one: two\n{YES}\nb: x\n", "x.yaml")
    assert (one.first_line, one.last_line) == (3, 3)


def test_a_file_without_a_comment_to_deckgen_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(module, "read_yaml", never)
    assert read_allowances("a: one # comment\n", "x.yaml") == ((), ())


# --- what becomes of findings ------------------------------------------------------------------------------------------------


def finding(code: str, line: int, severity: Severity = Severity.WARNING, file: str = "x.yaml") -> Diagnostic:
    return Diagnostic(code, "wrong", Span(file, line, 1, line, 2), severity=severity)


def allowance(code: str, first: int = 2, last: int = 3) -> Allowance:
    return Allowance(code, "it is meant", Span("x.yaml", first - 1, 1, first - 1, 9), first, last)


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    return [one.code for one in found]


def test_only_that_code_in_those_lines_of_that_file_is_allowed() -> None:
    inside, others = finding("T005", 2), (finding("T005", 1), finding("T005", 4), finding("T006", 2), finding("T005", 2, file="y.yaml"))
    assert settle([allowance("T005")], [inside, *others]) == others


def test_what_can_be_allowed_is_a_code() -> None:
    assert CODES.keys() >= ALLOWABLE_ERRORS


@pytest.mark.parametrize("code", sorted(ALLOWABLE_ERRORS))
def test_errors_that_can_be_meant_are_allowed(code: str) -> None:
    assert settle([allowance(code)], [finding(code, 3, Severity.ERROR)]) == ()


@pytest.mark.parametrize("code", sorted(CODES.keys() - ALLOWABLE_ERRORS))
def test_no_other_error_is_allowed(code: str) -> None:
    found = (finding(code, 2, Severity.ERROR), finding(code, 3, Severity.ERROR))
    left = settle([allowance(code)], found)
    assert left[:2] == found
    assert codes(left[2:]) == ["A003"]


def test_what_is_idle_is_said_once_no_error_is_left() -> None:
    idle = allowance("T005")
    assert codes(settle([idle], [])) == ["A002"]
    assert codes(settle([idle], [finding("T006", 2)])) == ["T006", "A002"]
    assert codes(settle([idle], [finding("A001", 1, Severity.ERROR)])) == ["A001", "A002"]
    assert codes(settle([idle], [finding("C001", 9, Severity.ERROR)])) == ["C001"]
    assert codes(settle([idle, allowance("R003")], [finding("R003", 2, Severity.ERROR)])) == ["A002"]


def test_two_allowances_of_one_finding_are_both_at_work() -> None:
    assert settle([allowance("T005"), allowance("T005", 3)], [finding("T005", 3)]) == ()


def test_findings_of_a_build_are_allowed_and_never_missed() -> None:
    given = [allowance("P002"), allowance("T005")]
    assert settle([allowance("P002")], []) == ()
    assert without_allowed(given, [finding("P002", 2)]) == ()
    assert without_allowed(given, []) == ()


# --- the commands ------------------------------------------------------------------------------------------------------------


def project(root: Path, head: str, cards: str) -> list[str]:
    (root / "cards").mkdir()
    (root / "content").mkdir()
    (root / "cards" / "deck.yaml").write_text(head, "utf-8")
    (root / "cards" / "01.yaml").write_text(cards, "utf-8")
    return ["--project", str(root)]


def test_what_is_allowed_does_not_count_with_strict(tmp_path: Path) -> None:
    options = project(tmp_path, HEAD, f"part: 1\ncards:\n  {YES}\n  - id: x\n    q: What is <br>?\n    a: A tag.\n")
    result = CliRunner().invoke(check.command, [*options, "--strict"])
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_build_allows_what_the_sheet_finds(tmp_path: Path) -> None:
    cards = "part: 1\ncards:\n  - id: x\n    q: What marks a heading?\n    a: A tag.\n    sheet: false\n"
    options = project(tmp_path, f"# deckgen: allow P006 the deck has no sheet\n{HEAD}", cards)
    result = CliRunner().invoke(build.command, [*options, "--strict", "--quiet"])
    assert (result.exit_code, result.stderr) == (0, "")

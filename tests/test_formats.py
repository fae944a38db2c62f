"""The forms of a report that programs read: JSON by its schema, a line each, and the workflow commands of GitHub."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from sample import write_project

from deckgen.cli import deckgen
from deckgen.codes import CODES
from deckgen.diagnostics import Diagnostic, Edit, Label, Severity, Span, split_lines
from deckgen.report import FORMS, as_concise, as_github, as_json, schema_text

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads(schema_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
BROKEN = "part: 3 Third\ncards:\n  - id: three\n    q: A: B, 100 % of it?\n    meening: C # cut\n"
WORDS = st.text(st.one_of(st.characters(), st.sampled_from("::%,\r\n\x1b\u2028a"))).filter(bool)
PLACES = st.builds(Span, WORDS, st.just(2), st.integers(1, 9), st.integers(2, 4), st.integers(9, 12))
FINDINGS = st.builds(
    Diagnostic,
    st.sampled_from(sorted(CODES)),
    WORDS,
    PLACES,
    st.text(),
    st.lists(st.text(), max_size=2).map(tuple),
    st.lists(st.builds(Label, PLACES, st.text()), max_size=2).map(tuple),
    st.none() | st.builds(Edit, PLACES, st.text(), st.booleans()),
    st.sampled_from(Severity),
)


def run(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Give a project with two errors and a warning."""
    return write_project(tmp_path / "broken", {"cards/03.yaml": BROKEN})


def test_the_schema_is_one_and_every_key_is_described_or_named() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    finding = SCHEMA["$defs"]["finding"]
    assert set(finding["required"]) == set(finding["properties"])


@given(st.lists(FINDINGS, max_size=3))
def test_whatever_is_found_fits_the_schema(found: list[Diagnostic]) -> None:
    data = json.loads(as_json(found))
    VALIDATOR.validate(data)
    assert [one["message"].encode("utf-8", "surrogatepass") for one in data["findings"]] == [
        one.message.encode("utf-8", "surrogatepass") for one in found
    ]
    assert data["errors"] + data["warnings"] == len(found)


def test_a_place_that_is_none_does_not_fit_the_schema() -> None:
    data: dict[str, Any] = json.loads(as_json([Diagnostic("Y001", "m", Span("x", 0, 1, 1, 1))]))
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize("command", ["check", "build"])
def test_json_is_all_that_stands_in_the_output(command: str, broken: Path) -> None:
    done = run(command, "--project", broken, "--format", "json")
    assert done.exit_code == 1
    data = json.loads(done.stdout)
    VALIDATOR.validate(data)
    assert [one["code"] for one in data["findings"]] == ["Y006", "C001", "Y008"]
    assert data["findings"][0]["place"] == {"file": "cards/03.yaml", "line": 4, "column": 9, "end_line": 4, "end_column": 10}
    assert data["findings"][0]["edit"]["replacement"] == "|\n      A: B, 100 % of it?"
    assert (data["errors"], data["warnings"]) == (2, 1)


@pytest.mark.parametrize(("command", "options"), [("check", ()), ("build", ("--only", "apkg"))])
def test_a_clean_project_is_json_too_and_what_was_done_is_told_elsewhere(command: str, options: tuple[str, ...], tmp_path: Path) -> None:
    done = run(command, "--project", write_project(tmp_path), "--format", "json", *options)
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"version": 1, "errors": 0, "warnings": 0, "findings": []})
    assert "7 notes" in done.stderr


def test_concise_is_a_line_a_finding(broken: Path) -> None:
    done = run("check", "--project", broken, "--format", "concise")
    first, *_ = lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert first == "cards/03.yaml:4:9: error[Y006]: a colon and a space inside the text of `q` (YAML takes this for a second `key: value`)"
    assert done.stderr == "2 errors and 1 warning\n"


@given(st.lists(FINDINGS, max_size=3))
def test_no_finding_is_more_or_less_than_a_line(found: list[Diagnostic]) -> None:
    for told in (as_concise(found), as_github(found)):
        assert len(told.splitlines()) == len(split_lines(told)) - 1 == len(found)
        assert "\x1b" not in told


def unescaped(text: str) -> str:
    """Read a value as GitHub's runner does."""
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def command(line: str) -> tuple[str, dict[str, str], str]:
    """Cut a workflow command as GitHub's runner does: its name, its properties, its message."""
    found = re.fullmatch(r"::(\S+) ([^:]*)::(.*)", line)
    assert found, line
    pairs = (pair.partition("=") for pair in found[2].split(","))
    return found[1], {name: unescaped(value) for name, _, value in pairs}, unescaped(found[3])


@given(FINDINGS)
def test_the_runner_of_github_reads_what_was_meant(one: Diagnostic) -> None:
    (line,) = as_github([one]).splitlines()
    name, values, said = command(line)
    assert name == one.severity
    assert (values["title"], values["line"], values["col"]) == (one.code, str(one.span.line), str(one.span.column))
    assert set(values) <= {"file", "title", "line", "col", "endLine", "endColumn"}
    assert not {"endLine", "endColumn"} <= set(values)
    assert said.count("\n") == len(one.help)


def test_github_gets_paths_from_where_the_repository_is(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(broken.parent))
    first, second, third = (command(line) for line in run("check", "--project", broken, "--format", "github").stdout.splitlines())
    assert first[:2] == ("error", {"file": "broken/cards/03.yaml", "line": "4", "col": "9", "title": "Y006", "endColumn": "9"})
    assert first[2].startswith("a colon and a space inside the text of `q`: YAML takes this for a second `key: value`\nput the text")
    assert (second[1]["title"], third[0]) == ("C001", "warning")


ROWS = "part: 1 One\ncards:\n  - id: x\n    q: Why?\n    a: |\n      one\n\n      two\n\n\n  - id: y\n"


@pytest.mark.parametrize(
    ("span", "last"),
    [
        (Span("x", 5, 8, 9, 1), "8"),  # ends before line 9
        (Span("x", 5, 8, 11, 1), "8"),  # two blank lines behind it
        (Span("x", 5, 8, 8, 10), "8"),  # ends inside line 8
        (Span("x", 4, 5, 5, 1), None),  # all of line 4
        (Span("x", 9, 1, 11, 1), None),  # nothing but blank lines
    ],
)
def test_github_is_told_the_last_line_that_belongs(span: Span, last: str | None) -> None:
    _, values, _ = command(as_github([Diagnostic("X001", "m", span)], files={"x": ROWS}).rstrip())
    assert (values["line"], values.get("endLine"), "endColumn" in values) == (str(span.line), last, False)


def test_a_text_of_several_lines_is_annotated_to_its_end(tmp_path: Path) -> None:
    words = "      A wish that follows, and goes on and on and on and on, far beyond what is asked for.\n"
    below = "  - id: four\n    q: Which?\n    a: B\n"
    cards = f"part: 3 Third\ncards:\n  - id: three\n    q: What follows a tide table?\n    a: |\n{words * 3}\n\n{below}"
    root = write_project(tmp_path, {"cards/03.yaml": cards})
    told = [command(line)[1] for line in run("check", "--project", root, "--format", "github").stdout.splitlines()]
    assert [(one["line"], one["endLine"]) for one in told if one["title"] == "W002"] == [("6", "8")]


def test_the_documents_tell_every_form() -> None:
    text = (ROOT / "docs" / "editors.md").read_text("utf-8")
    assert all(f"`{form}`" in text for form in FORMS)


def test_the_documented_example_is_what_is_printed(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "editors.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(\{\n  \"version.*?)```", text, re.DOTALL)
    cards = "part: 1 One\ncards:\n  - id: why\n    q: Why: what is a plan for?\n    a: So.\n"
    root = write_project(tmp_path, {"cards/01.yaml": cards, "cards/01-first.yaml": None})
    assert json.loads(run("check", "--project", root, "--format", "json").stdout) == json.loads(example)

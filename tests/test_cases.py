"""Reports, case by case: tests/cases/*.md hold a project's files and what `deckgen check` says of them, side by side.

Each `## sentence` is a case. Its fenced blocks are files, by `language path`, and one `text` block is the report, empty where nothing
must be found. What a case does not give is there: a deck, a file of cards, the source `ada`. Special languages: `python` (an expression
that gives the file's text or bytes; `old` is the text that it had), `symlink` (the block holds where it leads), `folder`, `text-of KEY`
(the text of a source: the report is then `deckgen verify`'s), `released` (a file as it was at the last release; what else the case gives
is what was edited since), `released-2` (what a second release changed, a day later) and `gone` (a file that was deleted since).
`pytest --update` rewrites the reports.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from deckgen import rules
from deckgen.anki import Stamp
from deckgen.cli import check, verify
from deckgen.codes import CODES, allowable
from deckgen.pipeline.history import DECK_LOCK
from deckgen.pipeline.load import load
from deckgen.pipeline.release import pack
from deckgen.released.lockfile import write_lock
from deckgen.rules.writing import written

FOLDER = Path(__file__).parent / "cases"
ELSEWHERE = {
    **dict.fromkeys(("P001", "P002", "P003", "P004", "P005", "P006"), "tests/test_compose.py"),
    **dict.fromkeys(("P007", "P008"), "tests/test_flashcards.py"),
    "P009": "tests/test_quiz.py",
    "R013": "tests/test_release.py",
}
"""Codes that only a build reports, and the tests that hold them."""
RELEASES = {"released": Stamp(1_700_000_000, "1.0.0"), "released-2": Stamp(1_700_086_400, "1.1.0")}
"""Languages of files as they were released, in order, each with the time and the version of the release."""
DEFAULTS = {
    "cards/deck.yaml": "deck: Test\nuid: 0123456789abcdef0123456789abcdef\nid: test\n",
    "cards/01.yaml": "part: 1 One\ncards:\n  - id: one\n    q: How many?\n    a: One.\n",
    "content/ada.md": "---\ntitle: Notes\nauthor: Ada Lovelace\n---\n\n## First {#first}\n\nOne comes first.\n",
}
WRITING = "writing"
"""The cases about how cards are written. Those of the others are as short as can be: they would all be found badly written."""
_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<language>[\w-]+)(?: (?P<path>[^\n]+))?\n(?P<body>.*?)^(?P=fence)\n", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^(?:error|warning)\[(\w+)\]", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One case: where it is told, its name, its text."""

    file: Path
    name: str
    text: str

    def expected(self) -> str | None:
        """Give the report that the case expects; `None` where it holds none."""
        return next((block["body"] for block in _BLOCK.finditer(self.text) if block["language"] == "text"), None)

    def write(self, root: Path) -> dict[str, Path]:
        """Write the project's files. Out: the texts of sources, by key."""
        texts: dict[str, Path] = {}
        blocks = [block for block in _BLOCK.finditer(self.text) if block["language"] != "text"]
        given = [block for block in blocks if block["language"] not in RELEASES]
        first = [block["path"] for block in blocks if block["language"] == next(iter(RELEASES))]
        for path, text in _defaults(set(first or (block["path"] for block in given))).items():
            _write(root / path, "yaml", text)
        for language, stamp in RELEASES.items():
            files = {block["path"]: block["body"] for block in blocks if block["language"] == language}
            if files:
                _release(root, files, stamp)
        for block in given:
            language, path = block["language"], block["path"]
            if language == "text-of":
                texts[path] = root / "texts" / f"{path}.md"
                path = f"texts/{path}.md"
            _write(root / path, language, block["body"])
        return texts

    def update(self, report: str) -> None:
        """Write a report into the file of cases."""
        block = f"```text\n{report}```\n"
        body = [one for one in _BLOCK.finditer(self.text) if one["language"] == "text"]
        new = self.text.replace(body[0][0], block) if body else f"{self.text.rstrip()}\n\n{block}\n"
        self.file.write_text(self.file.read_text("utf-8").replace(self.text, new), "utf-8")


def _defaults(given: set[str]) -> dict[str, str]:
    """Give the files that a case leaves out: a deck where it has none, cards where it has none, the source `ada`."""
    cards = {path for path in given if path.startswith("cards/") and path.endswith((".yaml", ".yml"))}
    heads = {path for path in cards if path.endswith("/deck.yaml")}
    present = (
        given
        | ({"cards/deck.yaml"} if heads else set())
        | ({"cards/01.yaml"} if cards - heads or any(head != "cards/deck.yaml" for head in heads) else set())
    )
    return {path: text for path, text in DEFAULTS.items() if path not in present}


def _release(root: Path, files: dict[str, str], stamp: Stamp) -> None:
    """Write files, and the lock of each deck as a release of the project leaves it."""
    for path, text in files.items():
        _write(root / path, "yaml", text)
    project = load(root)
    assert not [one for one in project.diagnostics if one.is_error], "what a case has as released could not be released"
    for deck in project.decks:
        lock = (root / deck.head.span.file).with_name(DECK_LOCK)
        lock.write_bytes(write_lock(pack(project, deck, stamp).state).encode())


def _write(path: Path, language: str, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if language == "gone":
        path.unlink()
    elif language == "symlink":
        path.symlink_to(body.strip())
    elif language == "folder":
        path.mkdir()
    else:
        old = path.read_bytes().decode() if path.is_file() else ""
        content = eval(body, {"old": old}) if language == "python" else body
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def _cases(file: Path) -> list[Case]:
    """Cut a file at its headings, but not at those inside a block."""
    text = file.read_text("utf-8")
    bare = _BLOCK.sub(lambda block: "\n".rjust(len(block[0])), text)
    starts = [found.start() for found in re.finditer(r"^## ", bare, re.MULTILINE)]
    pieces = (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return [Case(file, piece[3:].partition("\n")[0], piece) for piece in pieces]


CASES = [case for file in sorted(FOLDER.glob("*.md")) for case in _cases(file)]


def _run(root: Path, texts: dict[str, Path]) -> str:
    """Run `check`, or `verify` with the texts; its exit code must tell what its report does."""
    command = verify.command if texts else check.command
    options = [word for key, path in texts.items() for word in ("--text", f"{key}={path}")]
    result = CliRunner().invoke(command, ["--project", str(root), *options], catch_exceptions=False)
    assert result.exit_code == ("error[" in result.stderr), result.stderr
    return result.stderr.replace(f"{root}/", "").rstrip("\n") + "\n" * bool(result.stderr)


def _state(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _parameter(case: Case) -> Any:
    return pytest.param(case, id=f"{case.file.stem}: {case.name}")


@pytest.mark.parametrize("case", [_parameter(case) for case in CASES])
def test_the_report_is_the_expected_one(
    case: Case, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("os.urandom", lambda count: b"\xff" * count)
    if case.file.stem != WRITING:
        monkeypatch.setattr(rules, "OF_A_DECK", [rule for rule in rules.OF_A_DECK if rule is not written])
    root = tmp_path / "project"
    texts = case.write(root)
    before = _state(root)
    report = _run(root, texts)
    if request.config.getoption("update"):
        case.update(report)
        return
    assert case.expected() is not None, "the case expects nothing: run `pytest --update`, and read what it writes"
    assert report == case.expected()
    assert texts or _state(root) == before, "check wrote something"
    if texts and not report:
        assert _run(root, {}) == "", "what was verified must pass `check`"


def test_every_code_has_a_case() -> None:
    fired = {code for case in CASES for code in _CODE.findall(case.expected() or "")}
    assert fired | ELSEWHERE.keys() == CODES.keys()
    assert not fired & ELSEWHERE.keys()


def test_every_family_has_a_case_without_a_finding() -> None:
    silent = {case.file.stem for case in CASES if not case.expected()}
    assert silent == {case.file.stem for case in CASES}


def test_names_of_cases_are_unique_in_their_file() -> None:
    names = [(case.file, case.name) for case in CASES]
    assert len(names) == len(set(names))


def test_every_warning_can_be_allowed() -> None:
    """A comment on a code that is never a warning, nor an error that can be meant, is refused at once: so the list has to be whole."""
    told = {code for case in CASES for code in re.findall(r"^warning\[(\w+)\]", case.text, re.MULTILINE)}
    assert len(told) > 20
    assert [code for code in sorted(told) if not allowable(code)] == []
    assert not allowable("Q002")

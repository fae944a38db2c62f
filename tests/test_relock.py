"""A lost lock, made anew from the last released package: it forgets nothing that anybody still knows, and takes no other package."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample import UID

from deckgen.cli import deckgen
from deckgen.pipeline.history import newest
from deckgen.pipeline.load import load
from deckgen.released.lockfile import read_lock

GAPS = "part: 1 One\ncards:\n  - id: gaps\n    cloze: "
FULL = f"{GAPS}Some call it {{{{c1::fire-fighting}}}}, some {{{{c2::heroism}}}}, some {{{{c3::work}}}}.\n"
HOLE = f"{GAPS}Some call it {{{{c1::fire-fighting}}}}, some heroism, some {{{{c3::work}}}}.\n"
OTHER = f"{GAPS}Some call it {{{{c1::fire-fighting}}}}, some {{{{c2::waste}}}}, some {{{{c3::work}}}}.\n"


def run(*words: str | Path, time: int = 1_700_000_000) -> Result:
    return CliRunner().invoke(deckgen, [*map(str, words)], env={"SOURCE_DATE_EPOCH": str(time)}, catch_exceptions=False)


def write(root: Path, text: str, folder: str = "cards") -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / "01.yaml").write_text(text, "utf-8")


def release(root: Path, version: str, *words: str) -> None:
    """Release, without the sheets' pages mattering; keep the package under its version."""
    done = run("release", version, "--project", root, *words)
    assert done.exit_code == 0, done.output
    (root / "dist" / "test.apkg").rename(root / f"{version}.apkg")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a project with three releases; the second one dropped a gap, the third added a note."""
    write(tmp_path, FULL)
    (tmp_path / "cards" / "deck.yaml").write_text(f"deck: Test\nuid: {UID}\nid: test\n", "utf-8")
    release(tmp_path, "1.0.0")
    first = (tmp_path / "cards" / "deck.lock").read_text("utf-8")
    write(tmp_path, HOLE)
    release(tmp_path, "2.0.0")
    (tmp_path / "second.lock").write_text((tmp_path / "cards" / "deck.lock").read_text("utf-8"), "utf-8")
    write(tmp_path, f"{HOLE}  - id: more\n    q: Who wrote the notes?\n    a: I.\n")
    release(tmp_path, "2.1.0")
    (tmp_path / "first.lock").write_text(first, "utf-8")
    return tmp_path


def codes(root: Path) -> list[str]:
    return [one.code for one in load(root).diagnostics]


def relock(root: Path, version: str, *words: str) -> Result:
    return run("release", *words, "--lock-from", root / f"{version}.apkg", "--project", root)


def test_a_lock_that_is_whole_is_left_alone(root: Path) -> None:
    before = (root / "cards" / "deck.lock").read_bytes()
    done = relock(root, "2.1.0")
    assert (done.exit_code, "is whole, and holds release 2.1.0" in done.output) == (2, True)
    assert (root / "cards" / "deck.lock").read_bytes() == before


def test_a_number_that_the_package_leaves_out_counts_as_dropped(root: Path) -> None:
    (root / "cards" / "deck.lock").unlink()
    assert codes(root) == ["L003"], "a number that is missing is no fault while nobody knows what was dropped"
    assert relock(root, "2.1.0").exit_code == 0
    assert codes(root) == []
    write(root, f"{OTHER}  - id: more\n    q: Who wrote the notes?\n    a: I.\n")
    assert codes(root) == ["R004"]


def test_what_an_older_lock_knows_is_kept(root: Path) -> None:
    (root / "cards" / "deck.lock").write_text((root / "second.lock").read_text("utf-8"), "utf-8")
    assert codes(root) == ["L003"]
    assert relock(root, "2.1.0").exit_code == 0
    (gaps,) = (one for one in read_lock((root / "cards" / "deck.lock").read_text("utf-8")).notes.values() if one.id == "gaps")
    assert gaps.dropped == {1: "heroism"}
    assert gaps.written


def test_an_older_package_than_learners_were_told_of_is_refused(root: Path) -> None:
    (root / "cards" / "deck.lock").unlink()
    done = relock(root, "1.0.0")
    assert (done.exit_code, "its notes are of 1.0.0, and the last release was 2.1.0" in done.output) == (1, True)
    done = relock(root, "2.1.0", "1.5.0")
    assert (done.exit_code, "this package is not of release 1.5.0: it has notes of 2.1.0" in done.output) == (1, True)
    assert not (root / "cards" / "deck.lock").exists()


def test_a_yes_that_was_spent_stays_spent(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "deck.yaml").write_text(f"deck: Test\nuid: {UID}\nid: test\n", "utf-8")
    yes = "# deckgen: allow R003 it means the same"

    def said(word: str, comment: str) -> str:
        return f"part: 1 One\ncards:\n  {comment}\n  - id: gaps\n    cloze: Some people always call it {{{{c1::{word}}}}} in the end.\n"

    write(tmp_path, said("heroism", "# none"))
    release(tmp_path, "1.0.0")
    write(tmp_path, said("bravery", yes))
    release(tmp_path, "2.0.0")
    write(tmp_path, said("bravery", "# none"))
    release(tmp_path, "3.0.0")
    write(tmp_path, said("waste", yes))
    assert codes(tmp_path) == ["R003"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# What changed\n\n## 1.2.0 (2026-11-22)\n\n## 1.10.0\n", (1, 10, 0)),
        ("## Version 2.0.0, at last\n", (2, 0, 0)),
        ("## v3.0.1\n", (3, 0, 1)),
        ("### 9.0.0\n\n## Needs Anki 23.10 or later\n\n## About 3.14\n\n```\n## 8.0.0\n```\n", ()),
        (f"## {'9' * 5000}.0.0\n", ()),
        ("## Unreleased\n", ()),
    ],
)
def test_only_the_heading_of_a_release_is_taken_for_one(text: str, told: tuple[int, ...]) -> None:
    assert newest(text) == told


def test_a_changelog_in_another_encoding_is_added_to(root: Path) -> None:
    changelog = root / "cards" / "CHANGELOG.md"
    changelog.write_bytes(changelog.read_text("utf-8").encode("utf-16"))
    release(root, "2.1.1")
    assert changelog.read_text("utf-8").count("\n## ") == 4

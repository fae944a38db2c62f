"""The time that a build carries: SOURCE_DATE_EPOCH, else the commit of the deck's files where they are as committed, else now."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample import write_project

from deckgen.cli import deckgen
from deckgen.pipeline.stamp import LATEST, BadStampError, stamp

NOW = 1_790_000_000
COMMITTED = 1_700_000_000


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep out what the machine that runs the tests has set, and stop the clock; git looks no further up than the test's own folder."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setattr(time, "time", lambda: NOW + 0.9)


def git(folder: Path, *words: str, when: int = COMMITTED) -> None:
    """Run git in a folder, at a time."""
    dates = {"GIT_AUTHOR_DATE": f"{when - 5000} +0200", "GIT_COMMITTER_DATE": f"{when} +0200"}
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, env={**os.environ, **dates})


def begin(folder: Path) -> Path:
    """Make a folder a repository with a user of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    for name, value in {"user.name": "A", "user.email": "a@example.org", "commit.gpgsign": "false"}.items():
        git(folder, "config", name, value)
    return folder


def commit(folder: Path, when: int, message: str = "x", *words: str) -> None:
    """Commit all that is in a repository, at a time."""
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", message, *words, when=when)


@pytest.fixture
def committed(tmp_path: Path) -> Path:
    """The sample project in a repository, all of it committed."""
    root = begin(write_project(tmp_path / "p"))
    commit(root, COMMITTED)
    return root


def touch(root: Path, name: str = "cards/01-first.yaml") -> None:
    """Change a file, or make a new one."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"# more\n")


# --- SOURCE_DATE_EPOCH ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "seconds"), [("1", 1), ("1700000001", 1_700_000_001), (" 42\n", 42), (str(LATEST - 1), LATEST - 1)])
def test_the_environment_s_time_comes_before_all(committed: Path, monkeypatch: pytest.MonkeyPatch, given: str, seconds: int) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert stamp(committed) == seconds


@pytest.mark.parametrize("given", ["", " ", "0"])
def test_an_empty_time_and_0_are_ignored(committed: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert stamp(committed) == COMMITTED


BAD = ["x", "-1", "+1", "1.5", "1e9", "0x10", "1_000", "00", "٣", "²", "1 2", "2023-11-14", str(LATEST), "1700000000000", "9" * 40]


@pytest.mark.parametrize("given", BAD)
def test_a_time_that_is_none_is_refused_with_what_it_says(committed: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(BadStampError) as error:
        stamp(committed)
    assert str(error.value) == given


def test_a_time_that_is_none_ends_a_build_with_2_and_nothing_written(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    result = CliRunner().invoke(deckgen, ["build", "--project", str(committed)])
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH takes seconds since 1970, not yesterday" in result.output
    assert not (committed / "dist").exists()


# --- git -----------------------------------------------------------------------------------------------------------------


def test_committed_files_carry_the_time_of_their_commit(committed: Path) -> None:
    assert stamp(committed) == COMMITTED


@pytest.mark.parametrize("name", ["cards/01-first.yaml", "cards/dot.png", "content/one.md", "content/quotations.lock"])
def test_a_later_commit_of_the_deck_s_files_moves_the_time(committed: Path, name: str) -> None:
    touch(committed, name)
    commit(committed, COMMITTED + 60)
    assert stamp(committed) == COMMITTED + 60


def test_a_file_that_a_commit_takes_away_moves_the_time(committed: Path) -> None:
    (committed / "cards" / "02-second.yaml").unlink()
    commit(committed, COMMITTED + 60)
    assert stamp(committed) == COMMITTED + 60


def test_commits_of_nothing_and_of_other_files_do_not_move_the_time(committed: Path) -> None:
    commit(committed, COMMITTED + 60, "nothing", "--allow-empty")
    touch(committed, "README.md")
    touch(committed, "docs/cards/01-first.yaml")
    commit(committed, COMMITTED + 120)
    assert stamp(committed) == COMMITTED


def test_a_merge_of_two_edits_is_newer_than_both(committed: Path) -> None:
    """Learners may have the main branch as of its last edit: what comes later must be newer than that."""
    git(committed, "checkout", "-q", "-b", "other")
    touch(committed, "cards/02-second.yaml")
    commit(committed, COMMITTED + 10)
    git(committed, "checkout", "-q", "-")
    touch(committed, "content/one.md")
    commit(committed, COMMITTED + 20)
    git(committed, "merge", "-q", "-m", "both", "other", when=COMMITTED + 30)
    assert stamp(committed) == COMMITTED + 30


def test_a_project_below_its_repository_has_its_own_files_time(tmp_path: Path) -> None:
    above = begin(tmp_path / "above")
    root = write_project(above / "decks" / "small")
    commit(above, COMMITTED)
    touch(above, "cards/other.yaml")
    commit(above, COMMITTED + 60)
    assert stamp(root) == COMMITTED
    touch(above, "content/dirty.md")
    assert stamp(root) == COMMITTED


def test_changes_that_are_not_committed_make_it_now(committed: Path) -> None:
    touch(committed)
    assert stamp(committed) == NOW
    git(committed, "add", "--all")
    assert stamp(committed) == NOW


def test_a_file_taken_away_makes_it_now(committed: Path) -> None:
    (committed / "content" / "two.md").unlink()
    assert stamp(committed) == NOW


@pytest.mark.parametrize("name", ["cards/03-third.yaml", "cards/deep/er/plan.png", "content/three.md"])
def test_a_file_that_git_does_not_know_makes_it_now(committed: Path, name: str) -> None:
    touch(committed, name)
    assert stamp(committed) == NOW
    git(committed, "config", "status.showUntrackedFiles", "no")  # as some set it in large repositories
    assert stamp(committed) == NOW


def test_other_files_that_are_not_committed_change_nothing(committed: Path) -> None:
    touch(committed, "README.md")
    touch(committed, "dist/small.apkg")
    assert stamp(committed) == COMMITTED


def test_a_project_without_sources_is_committed_by_its_cards(tmp_path: Path) -> None:
    root = begin(tmp_path / "p")
    touch(root, "cards/deck.yaml")
    commit(root, COMMITTED)
    assert stamp(root) == COMMITTED


# --- no git, or none that knows the files --------------------------------------------------------------------------------


def test_a_repository_without_a_commit_makes_it_now(tmp_path: Path) -> None:
    root = begin(write_project(tmp_path / "p"))
    assert stamp(root) == NOW
    git(root, "add", "--all")
    assert stamp(root) == NOW


def test_a_project_that_a_repository_around_it_ignores_is_of_now(tmp_path: Path) -> None:
    above = begin(tmp_path / "above")
    (above / ".gitignore").write_text("/drafts/\n", "utf-8")
    touch(above, "cards/01.yaml")
    commit(above, COMMITTED)
    assert stamp(write_project(above / "drafts" / "small")) == NOW


def test_a_project_that_is_no_longer_in_its_repository_is_of_now(committed: Path) -> None:
    git(committed, "rm", "-q", "-r", "--cached", "cards", "content")
    (committed / ".gitignore").write_text("*\n", "utf-8")
    git(committed, "commit", "-q", "-m", "private from now on", when=COMMITTED + 60)
    assert stamp(committed) == NOW


def test_a_folder_that_is_no_repository_is_of_now(tmp_path: Path) -> None:
    assert stamp(write_project(tmp_path / "p")) == NOW


def test_without_git_it_is_now(committed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert stamp(committed) == NOW


def test_a_git_that_does_not_answer_makes_it_now(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def waits(*_: object, **words: object) -> None:
        raise subprocess.TimeoutExpired("git", 10)

    monkeypatch.setattr(subprocess, "run", waits)
    assert stamp(committed) == NOW


def test_two_builds_of_a_commit_give_the_same_bytes_whenever_they_are_made(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def built() -> bytes:
        result = CliRunner().invoke(deckgen, ["build", "--project", str(committed), "--only", "apkg", "--quiet"])
        assert result.exit_code == 0, result.output
        return (committed / "dist" / "small.apkg").read_bytes()

    first = built()
    monkeypatch.setattr(time, "time", lambda: NOW + 86_400.0)
    assert built() == first
    touch(committed)
    assert built() != first

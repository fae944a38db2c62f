"""The workflow that publishes a release, run step by step: on a copy that was released and tagged, with a stand-in for GitHub's `gh`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from sample import write_project

from deckgen.cli import release

ROOT = Path(__file__).parents[1]
WORKFLOW = yaml.load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"), yaml.BaseLoader)

if sys.platform == "win32":
    pytest.skip("its shell is bash", allow_module_level=True)


def script(name: str, text: str, folder: Path) -> None:
    """Write a program into a folder."""
    (folder / name).write_text(f"#!/bin/sh\n{text}", "utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a released project, in git."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    root = write_project(tmp_path / "project")
    done = CliRunner().invoke(release.command, ["1.2.0", "--project", str(root)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    (root / "dist").rename(tmp_path / "released")
    (root / "dist").mkdir()
    return root


def steps(root: Path, tag: str) -> list[subprocess.CompletedProcess[str]]:
    """Run the steps until one fails. `python dev.py` is this Python with deckgen; `gh` writes down what it was given."""
    programs = root.parent / "programs"
    programs.mkdir()
    script("python", f'shift; [ "$1" = deckgen ] && shift\nexec "{sys.executable}" -m deckgen "$@"\n', programs)
    script("gh", f'printf "%s\\n" "$@" > "{root.parent}/gh"\n', programs)
    environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "GITHUB_REF_NAME": tag}
    done = []
    for step in WORKFLOW["jobs"]["release"]["steps"]:
        if "run" in step:
            words = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
            done.append(subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False))
            if done[-1].returncode:
                break
    return done


def test_it_runs_on_the_tags_that_release_names() -> None:
    on: Any = WORKFLOW["on"]
    assert on["push"]["tags"] == ["deck-*"]


def test_it_attaches_the_released_bytes_and_what_learners_are_told(root: Path) -> None:
    assert [one.returncode for one in steps(root, "deck-1.2.0")] == [0, 0, 0, 0]
    given = (root.parent / "gh").read_text("utf-8").splitlines()
    assert given[:3] == ["release", "create", "deck-1.2.0"]
    pages = [f"dist/small-{what}{paper}.pdf" for what in ("cheatsheet", "flashcards", "quiz") for paper in ("-letter", "")]
    assert sorted(given[-7:]) == [*pages, "dist/small.apkg"]
    for name in given[-7:]:
        assert (root / name).read_bytes() == (root.parent / "released" / Path(name).name).read_bytes(), name
    news = (root / given[given.index("--notes-file") + 1]).read_text("utf-8")
    assert news.startswith("## 1.2.0 (2023-11-14)\n")
    assert "What to do in Anki" in news


def test_it_stops_at_a_tag_that_is_not_the_released_version(root: Path) -> None:
    assert [one.returncode for one in steps(root, "deck-1.3.0")] == [1]


def test_it_stops_where_cards_changed_since_the_release(root: Path) -> None:
    cards = root / "cards" / "01-first.yaml"
    cards.write_text(cards.read_text("utf-8").replace("directly responsible", "the directly responsible"), "utf-8")
    (last,) = steps(root, "deck-1.2.0")
    assert last.returncode == 1
    assert "1 note edited" in last.stdout

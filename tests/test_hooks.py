"""What runs deckgen for others: the hook of pre-commit, and the workflow that annotates pull requests, each run as it is written."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from sample import write_project
from test_formats import BROKEN
from test_formats import command as parsed

ROOT = Path(__file__).parents[1]
(HOOK,) = yaml.load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"), yaml.BaseLoader)
ANNOTATE: Any = yaml.load((ROOT / ".github" / "workflows" / "annotate.yml").read_text("utf-8"), yaml.BaseLoader)

if sys.platform == "win32":
    pytest.skip("their shell is a POSIX one", allow_module_level=True)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Give an environment with the programs that hook and workflow call: deckgen, and a Python whose dev.py is set up."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, skipped in (("deckgen", ""), ("python", "shift 2\n")):
        (programs / name).write_text(f'#!/bin/sh\n{skipped}exec "{sys.executable}" -m deckgen "$@"\n', "utf-8")
        (programs / name).chmod(0o755)
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def project(tmp_path: Path, *, broken: bool) -> Path:
    """Write a project, with problems or without."""
    return write_project(tmp_path / "project", {"cards/03.yaml": BROKEN} if broken else {})


def git(root: Path, *words: str) -> str:
    """Run git in a project."""
    told = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "core.autocrlf=false")
    return subprocess.run(["git", *told, *words], cwd=root, check=True, capture_output=True, text=True).stdout


def hook(root: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str] | None:
    """Do as pre-commit does with what is staged, of which it leaves out what was deleted; `None` where it skips the hook."""
    staged = git(root, "diff", "--staged", "--name-only", "-z", "--diff-filter=ACMRTUXB").split("\0")[:-1]
    if HOOK.get("always_run") != "true" and not staged:
        return None
    words = shlex.split(HOOK["entry"]) + (staged if HOOK["pass_filenames"] == "true" else [])
    return subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)


def committed(root: Path) -> Path:
    """Put a project into git."""
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "one")
    return root


def test_the_hook_lets_a_clean_project_pass(tmp_path: Path, environment: dict[str, str]) -> None:
    root = committed(project(tmp_path, broken=False))
    with (root / "cards" / "01-first.yaml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    git(root, "add", "--all")
    done = hook(root, environment)
    assert done
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("changed", ["cards/03.yaml", "README.md"])
def test_the_hook_stops_a_commit_with_problems_and_shows_them(changed: str, tmp_path: Path, environment: dict[str, str]) -> None:
    root = committed(project(tmp_path, broken=False))
    (root / "cards" / "03.yaml").write_text(BROKEN, "utf-8")
    (root / changed).touch()
    git(root, "add", changed)
    done = hook(root, environment)
    assert done
    assert done.returncode == 1
    assert "unknown key `meening`" in done.stderr


def test_the_hook_stops_a_commit_that_only_deletes(tmp_path: Path, environment: dict[str, str]) -> None:
    root = committed(project(tmp_path, broken=False))
    source = min((root / "content").glob("*.md"))
    git(root, "rm", "--quiet", source.relative_to(root).as_posix())
    done = hook(root, environment)
    assert done
    assert done.returncode == 1
    assert "error[S0" in done.stderr


def test_the_hook_has_what_pre_commit_asks_for() -> None:
    assert {"id", "name", "entry", "language"} <= set(HOOK)
    assert HOOK["language"] == "python"  # pre-commit installs this repository, as pip would: pyproject.toml brings the command


def annotated(root: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the workflow's steps that are commands, as a runner does."""
    (words,) = (step["run"] for step in ANNOTATE["jobs"]["check"]["steps"] if "run" in step)
    shell = ["bash", "-e", "-o", "pipefail", "-c", words]
    return subprocess.run(shell, cwd=root, env={**environment, "GITHUB_WORKSPACE": str(root)}, capture_output=True, text=True, check=False)


def test_the_workflow_annotates_each_problem_at_its_line(tmp_path: Path, environment: dict[str, str]) -> None:
    done = annotated(project(tmp_path, broken=True), environment)
    assert done.returncode == 1
    found = [parsed(line) for line in done.stdout.splitlines()]
    assert [(name, values["title"], values["file"], values["line"]) for name, values, _ in found] == [
        ("error", "Y006", "cards/03.yaml", "4"),
        ("error", "C001", "cards/03.yaml", "5"),
        ("warning", "Y008", "cards/03.yaml", "5"),
    ]


def test_the_workflow_passes_and_says_nothing_where_nothing_is_wrong(tmp_path: Path, environment: dict[str, str]) -> None:
    done = annotated(project(tmp_path, broken=False), environment)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_workflow_runs_where_cards_or_sources_change() -> None:
    assert ANNOTATE["on"]["pull_request"]["paths"] == ["cards/**", "content/**"]
    assert ANNOTATE["permissions"] == {"contents": "read"}


def test_both_are_documented() -> None:
    text = (ROOT / "docs" / "editors.md").read_text("utf-8")
    assert f"- id: {HOOK['id']}" in text
    assert "(../.github/workflows/annotate.yml)" in text

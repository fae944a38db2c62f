"""`deckgen new`: a project that builds at once, and the workflow in it, run step by step with stand-ins for `pip` and GitHub's `gh`."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

from deckgen.cli import deckgen
from deckgen.model import Kind
from deckgen.pipeline.load import load
from deckgen.pipeline.staging import WriteError, stage
from deckgen.start import new_files

ROOT = Path(__file__).parents[1]


def run(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words], catch_exceptions=False)


def everything(root: Path) -> dict[str, bytes]:
    """Give all files below a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a new project."""
    root = tmp_path / "stoic-ethics"
    assert run("new", root).exit_code == 0
    return root


def test_it_has_a_note_of_each_kind_and_no_finding(root: Path) -> None:
    project = load(root)
    assert project.diagnostics == ()
    (deck,) = project.decks
    assert sorted(note.body.kind for note in deck.notes()) == sorted(Kind)
    assert (deck.head.name, deck.head.id) == ("Stoic ethics", "stoic-ethics")


def test_it_builds_everything_at_once(root: Path) -> None:
    assert run("build", "--project", root).exit_code == 0
    products = ["stoic-ethics-cheatsheet.pdf", "stoic-ethics-flashcards.pdf", "stoic-ethics-quiz.pdf", "stoic-ethics.apkg"]
    assert sorted(path.name for path in (root / "dist").iterdir()) == products


def test_all_its_quotations_can_be_attested(root: Path) -> None:
    result = run("verify", "--project", root)
    assert (result.exit_code, result.output) == (0, "on-making-cards: 5 quotations attested\n")


def test_each_project_has_a_uid_of_its_own(root: Path, tmp_path: Path) -> None:
    run("new", tmp_path / "other")
    uids = {load(one).decks[0].head.uid for one in (root, tmp_path / "other")}
    assert len(uids) == 2


@pytest.mark.parametrize("name", ["a b", "日本語", "Default", "C++ & co", "no", "1: 2 #3", "'x'", "É.t é", "::", "-", "x" * 200])
def test_whatever_its_folder_is_called_it_is_clean(tmp_path: Path, name: str) -> None:
    if sys.platform == "win32":
        name = re.sub("[:#']", "", name) or "x"
    assert run("new", tmp_path / name).exit_code == 0
    assert load(tmp_path / name).diagnostics == ()


@pytest.mark.parametrize("name", ["README.md", "cards/deck.yaml", "cards/other.yaml", "content/x.md", ".vscode/settings.json"])
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine", "utf-8")
    result = run("new", tmp_path)
    assert result.exit_code == 1
    assert "already has" in result.output
    assert everything(tmp_path) == {name: b"mine"}


def test_what_else_is_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("mine", "utf-8")
    assert run("new", tmp_path).exit_code == 0
    assert everything(tmp_path)["LICENSE"] == b"mine"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine", "utf-8")
    assert "x is a file" in run("new", tmp_path / "x").output


def test_all_is_written_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full at the fifth file."""
    count = iter(range(99))

    def full(folder: Path, data: bytes) -> Path:
        if next(count) == 4:
            raise WriteError("x", "the disk is full")
        return stage(folder, data)

    monkeypatch.setattr("deckgen.pipeline.place.stage", full)
    result = run("new", tmp_path / "a" / "b")
    assert (result.exit_code, "Nothing was written." in result.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


KILLED = """\
import os, sys
from pathlib import Path
from deckgen.pipeline.new import new
moves, move = iter(range(99)), Path.replace
Path.replace = lambda path, target: os._exit(9) if next(moves) == int(sys.argv[1]) else move(path, target)
new(Path(sys.argv[2]))
"""


@pytest.mark.parametrize("moves", [0, 1, 5])
def test_killed_it_has_written_nothing_or_is_completed_when_it_is_called_again(tmp_path: Path, moves: int) -> None:
    """The first move is the journal's: before it, nothing was decided."""
    root = tmp_path / "p"
    done = subprocess.run([sys.executable, "-c", KILLED, str(moves), str(root)], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 9
    again = run("new", root)
    assert again.exit_code == (0 if moves == 0 else 1)  # what was completed is there already
    assert load(root).diagnostics == ()
    assert everything(root).keys() == new_files("", "", "").keys()


def test_editors_find_the_schema_and_every_yaml_file_fits_it(root: Path) -> None:
    settings = json.loads((root / ".vscode/settings.json").read_text("utf-8"))
    ((path, globs),) = settings["yaml.schemas"].items()
    schema = json.loads((root / path).read_text("utf-8"))
    for file in sorted((root / "cards").glob("*.yaml")):
        assert any(fnmatch.fnmatch(file.relative_to(root).as_posix(), glob) for glob in globs)
        jsonschema.Draft202012Validator(schema).validate(yaml.safe_load(file.read_text("utf-8")))


def test_it_names_the_right_package_and_its_own_deck(root: Path) -> None:
    page = (root / "README.md").read_text("utf-8")
    assert page.startswith("# Stoic ethics\n")
    assert "`stoic-ethics.apkg`" in page
    for text in everything(root).values():
        assert not re.search(rb"(pip|pipx|uv tool|uvx)( install| run)? deckgen\b(?!-)|@[A-Z]+@", text)


# --- its workflow ------------------------------------------------------------------------------------------------------------

needs_jq = pytest.mark.skipif(not shutil.which("jq"), reason="what `gh --jq` does is done by jq here")
needs_bash = pytest.mark.skipif(sys.platform == "win32", reason="the workflow's shell is bash")
WORKFLOW: Any = yaml.load((ROOT / "deckgen/start/template/deck.yml").read_text("utf-8"), yaml.BaseLoader)
COMMENT: Any = yaml.load((ROOT / "deckgen/start/template/comment.yml").read_text("utf-8"), yaml.BaseLoader)
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["deck"]["steps"] if "name" in step}
FORK_STEPS = {step["name"]: step for step in COMMENT["jobs"]["comment"]["steps"] if "name" in step}


def script(name: str, text: str, folder: Path) -> None:
    """Write a program into a folder."""
    (folder / name).write_text(f"#!/bin/sh\n{text}", "utf-8")
    (folder / name).chmod(0o755)


def git(root: Path, *words: str, days_ago: int = 2) -> None:
    """Run git in a project, as somebody, some days ago: what is committed within one second, Anki takes for equally new."""
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main")
    when = {"GIT_COMMITTER_DATE": f"{int(time.time()) - days_ago * 86_400} +0000"}
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True, env={**os.environ, **when})


MARK = "<!-- deckgen: what changes for learners -->"
OUTCOMES = {"problems": "PROBLEMS", "build": "BUILD"}


def step(
    root: Path, name: str, steps: dict[str, Any] = STEPS, number: str = "7", comments: str = "[]", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a step: `deckgen` is this one, `python -m pip` and `gh` write down what they were given.

    Asked for pull requests, `gh` gives a number; asked for comments, what its `--jq` finds in those that there are.
    """
    programs = root.parent / "programs"
    programs.mkdir(exist_ok=True)
    (root.parent / "comments.json").write_text(comments, "utf-8")
    script("deckgen", f'exec "{sys.executable}" -m deckgen "$@"\n', programs)
    script("python", f'echo "$@" >> "{root.parent}/pip"\n', programs)
    found = f'for word do last=$word; done; jq -r "$last" "{root.parent}/comments.json"'
    answers = f'case "$*" in "api --paginate"*) {found};; "pr list"*) echo "{number}";; esac\n'
    script("gh", f'echo "$@" >> "{root.parent}/gh"\n{answers}', programs)
    given = {"PACKAGE": "https://example.org/package", "PROBLEMS": "success", "BUILD": "success", "BASE": "main", **environment}
    given |= {"NUMBER": number, "HEAD": "abc", "GH_REPO": "a/b", "RUN": "https://example.org/run"}
    given |= {"GITHUB_STEP_SUMMARY": str(root.parent / "summary"), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    words = ["bash", "-e", "-o", "pipefail", "-c", steps[name]["run"]]
    told = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", **given}
    return subprocess.run(words, cwd=root, env=told, capture_output=True, text=True, check=False)


def comment(id: int, by: str, body: str) -> dict[str, Any]:
    """Give a comment as GitHub's interface does."""
    return {"id": id, "user": {"login": by}, "body": body}


BOT = "github-actions[bot]"
OTHERS = [comment(1, BOT, "Another workflow's."), comment(2, "somebody", f"{MARK}\nA person's."), comment(3, BOT, f"> {MARK}\nquoted")]
OURS = comment(4, BOT, f"{MARK}\n**For a learner …**")


@pytest.fixture
def merged(root: Path) -> Path:
    """Give a new project in git, at the merge of a pull request that changes a card and adds one."""
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "begin")
    git(root, "checkout", "-b", "change")
    cards = root / "cards/01-first-steps.yaml"
    text = cards.read_text("utf-8").replace("asks for one thing only", "asks for a single thing")
    cards.write_text(f"{text}\n  - id: fresh\n    q: What is new?\n    a: This.\n", "utf-8")
    git(root, "commit", "-a", "-m", "change", days_ago=1)
    git(root, "checkout", "main")
    git(root, "merge", "--no-ff", "change", "-m", "merge", days_ago=1)
    return root


@needs_bash
def test_its_workflow_installs_checks_and_builds(merged: Path) -> None:
    assert [step(merged, name).returncode for name in ("Install", "Problems", "Build")] == [0, 0, 0]
    assert (merged.parent / "pip").read_text("utf-8") == "-m pip install deckgen-anki\n"
    upload = STEPS["The deck and the PDFs"]["with"]
    assert len(list((merged / upload["path"]).iterdir())) == 4


@needs_bash
def test_its_workflow_stops_at_problems(merged: Path) -> None:
    cards = merged / "cards/01-first-steps.yaml"
    cards.write_text(cards.read_text("utf-8").replace("means:", "meening:"), "utf-8")
    done = step(merged, "Problems")
    assert done.returncode == 1
    assert "meening" in done.stdout + done.stderr


@needs_bash
def test_a_pull_request_is_told_every_changed_card_before_and_after_with_a_package_to_try(merged: Path) -> None:
    assert [step(merged, name).returncode for name in ("Build", "What changes for learners")] == [0, 0]
    comment = (merged / "dist/comment.md").read_text("utf-8")
    assert "a card that asks for ~~one~~**a single** thing" in comment
    assert "`fresh`" in comment
    assert "[A package to try](https://example.org/package)" in comment
    assert (merged.parent / "summary").read_text("utf-8") == comment
    assert comment.startswith("**For a learner who has the deck on main: ")
    assert "HEAD" not in comment


@needs_bash
@needs_jq
@pytest.mark.parametrize("steps", [STEPS, FORK_STEPS])
@pytest.mark.parametrize(
    ("there", "told"),
    [
        ([], "pr comment 7 --body-file told.md"),
        (OTHERS, "pr comment 7 --body-file told.md"),
        ([*OTHERS, OURS], "api --silent --method PATCH repos/a/b/issues/comments/4 --field body=@told.md"),
    ],
)
def test_it_keeps_one_comment_which_is_known_by_its_hidden_mark(root: Path, steps: dict[str, Any], there: list[Any], told: str) -> None:
    for folder in (root, root / "dist"):
        folder.mkdir(exist_ok=True)
        (folder / "comment.md").write_text("**For a learner …**\n", "utf-8")
    done = step(root, "Tell it in a comment", steps, comments=json.dumps(there))
    assert done.returncode == 0, done.stderr
    asked, last = (root.parent / "gh").read_text("utf-8").splitlines()[-2:]
    assert asked.startswith("api --paginate repos/a/b/issues/7/comments --jq ")
    assert last == told
    assert (root / "told.md").read_text("utf-8") == f"{MARK}\n**For a learner …**\n"


@needs_bash
def test_a_pull_request_with_problems_is_told_that_there_are_and_which(merged: Path) -> None:
    cards = merged / "cards/01-first-steps.yaml"
    cards.write_text(cards.read_text("utf-8").replace("means:", "meening:"), "utf-8")
    assert step(merged, "Problems").returncode == 1
    assert step(merged, "What changes for learners", PROBLEMS="failure", BUILD="skipped", PACKAGE="").returncode == 0
    comment = (merged / "dist/comment.md").read_text("utf-8")
    assert comment.startswith("**There are problems: no deck can be made of this yet.** ")
    assert (
        "\n\n    cards/01-first-steps.yaml:16:5: error[C001]: unknown key `meening` in a `term` note (did you mean `means`?)\n\n" in comment
    )
    assert comment.endswith("\nWhat changes for learners is told once they are mended.\n")
    assert "package" not in comment


@needs_bash
def test_a_quotation_that_is_not_verified_yet_keeps_nobody_from_telling_what_changes(merged: Path) -> None:
    page = merged / "content/on-making-cards.md"
    page.write_text(re.sub(r"^text:.*\n", "", page.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    (merged / "content/quotations.lock").unlink(missing_ok=True)
    assert step(merged, "Problems").returncode == 1
    assert step(merged, "What changes for learners", PROBLEMS="failure", BUILD="skipped", PACKAGE="").returncode == 0
    comment = (merged / "dist/comment.md").read_text("utf-8")
    assert "error[Q001]" in comment
    assert "**For a learner who has the deck on main: 1 note added, 1 edited**" in comment


@needs_bash
def test_a_build_that_fails_is_told(merged: Path) -> None:
    assert step(merged, "What changes for learners", BUILD="failure", PACKAGE="").returncode == 0
    comment = (merged / "dist/comment.md").read_text("utf-8")
    assert comment.startswith("**The deck could not be built:** [the run](https://example.org/run) says why.\n\n**For a learner who has ")


def test_the_comment_is_made_where_problems_were_found_but_not_where_nothing_was_looked_at() -> None:
    made, kept, told = (STEPS[name] for name in list(STEPS)[-3:])
    assert made["if"] == "${{ !cancelled() && github.event_name == 'pull_request' && steps.problems.outcome != 'skipped' }}"
    assert made["id"] == "changes"
    for one in (kept, told):
        assert one["if"].startswith("${{ !cancelled() && steps.changes.outcome == 'success'")
    for name, variable in OUTCOMES.items():
        assert made["env"][variable] == f"${{{{ steps.{name}.outcome }}}}"
        assert [one.get("id") for one in STEPS.values()].count(name) == 1
    assert "failure" in COMMENT["jobs"]["comment"]["if"]


def test_a_change_is_looked_at_once() -> None:
    """A branch of a pull request is pushed to as well: only pushes to the default branch run."""
    assert WORKFLOW["jobs"]["deck"]["if"] == "github.event_name != 'push' || github.ref_name == github.event.repository.default_branch"


@needs_bash
@pytest.mark.parametrize("number", ["7", ""])
def test_a_fork_s_pull_request_is_found_by_its_commit(root: Path, number: str) -> None:
    (root / "comment.md").write_text("told\n", "utf-8")
    assert step(root, "Tell it in a comment", FORK_STEPS, number).returncode == 0
    asked, *told = (root.parent / "gh").read_text("utf-8").splitlines()
    assert 'select(.headRefOid == "abc")' in asked
    assert told[-1:] == (["pr comment 7 --body-file told.md"] if number else [])


@needs_bash
def test_a_fork_s_run_that_found_nothing_out_is_told_nothing(root: Path) -> None:
    assert step(root, "Tell it in a comment", FORK_STEPS).returncode == 0
    assert not (root.parent / "gh").exists()


def test_the_fork_s_comment_comes_from_the_run_of_the_deck_and_what_it_kept() -> None:
    assert COMMENT["on"]["workflow_run"]["workflows"] == [WORKFLOW["name"]]
    kept = next(
        one["with"] for one in STEPS.values() if one.get("uses", "").startswith("actions/upload") and "comment" in one["with"]["path"]
    )
    taken = next(one["with"] for one in COMMENT["jobs"]["comment"]["steps"] if "uses" in one)
    assert (kept["name"], kept["path"]) == (taken["name"], "dist/comment.md")
    assert not any("checkout" in one.get("uses", "") for one in COMMENT["jobs"]["comment"]["steps"])


@needs_bash
def test_a_pull_request_that_mends_a_broken_deck_says_that_nothing_can_be_compared(root: Path) -> None:
    cards = root / "cards/01-first-steps.yaml"
    right = cards.read_text("utf-8")
    cards.write_text(right.replace("means:", "meening:"), "utf-8")
    git(root, "init")
    git(root, "add", ".")
    git(root, "commit", "-m", "broken")
    cards.write_text(right, "utf-8")
    git(root, "commit", "-a", "-m", "mended")
    assert [step(root, name).returncode for name in ("Build", "What changes for learners")] == [0, 0]
    assert "What changes cannot be told:\n\n    Error: HEAD^1: its files have problems" in (root / "dist/comment.md").read_text("utf-8")


def test_its_workflow_may_comment_and_nothing_else_and_puts_nobody_s_text_into_a_command() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert WORKFLOW["jobs"]["deck"]["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert set(WORKFLOW["on"]) == {"push", "pull_request", "workflow_dispatch"}  # not pull_request_target
    assert COMMENT["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert not [one for one in (*STEPS.values(), *FORK_STEPS.values()) if "${{" in one.get("run", "")]


@pytest.mark.parametrize("name", ["Zweites Deck: Ä!", "it's", "a$(b)`c`", "-x"])
def test_what_to_do_next_can_be_pasted_into_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("new", "--", name).output.rpartition("Next: ")[2]
    assert shlex.split(told) == ["deckgen", "build", "--project", name]
    assert run("check", *shlex.split(told)[2:]).exit_code == 0

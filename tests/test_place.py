"""Writing as one: the transaction, what a killed process leaves at any step, journals of strangers, locks."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from deckgen.pipeline import hold, journal
from deckgen.pipeline.place import WriteError, finish, held, together, write_all
from deckgen.pipeline.staging import is_staged

ROOT = Path(__file__).parents[1]
STAGED = ".deckgen-new-0123456789abcdef"
posix = pytest.mark.skipif(os.name == "nt", reason="needs fork, pipes or links")


def tree(root: Path) -> dict[str, bytes]:
    """Give the files below a folder, hidden ones too, by name."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def fill(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


# --- one transaction -----------------------------------------------------------------------------------------------------------

OLD = {"cards/deck.lock": b"old", "cards/log.md": b"old", "dist/a": b"old"}
NEW = {"cards/deck.lock": b"new", "cards/log.md": b"new", "dist/a": b"new", "dist/b": b"new"}  # one of them was not there


def write(root: Path, files: dict[str, bytes] = NEW) -> None:
    """Write into two folders as one, as a release does."""
    write_all({root / name: data for name, data in files.items()}, root / "cards", (root / "dist",))


def settle(root: Path) -> None:
    finish(root / "cards", root / "dist")


def test_files_in_two_folders_are_written_as_one_and_nothing_else_stays(tmp_path: Path) -> None:
    write(fill(tmp_path, OLD))
    assert tree(tmp_path) == NEW


def test_folders_that_are_not_there_are_made(tmp_path: Path) -> None:
    write(tmp_path)
    assert tree(tmp_path) == NEW


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_what_is_written_can_be_read_by_everyone(tmp_path: Path) -> None:
    write(tmp_path)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in NEW} == {0o644}


@pytest.mark.parametrize("name", NEW)
def test_where_one_cannot_be_put_in_its_place_all_are_old(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, OLD)
    fail_at(monkeypatch, tmp_path / name, OSError(errno.EIO, "Input/output error"))
    with pytest.raises(WriteError) as caught:
        write(tmp_path)
    assert caught.value.args == (str(tmp_path / name), "input/output error")
    assert tree(tmp_path) == OLD


@pytest.mark.parametrize("name", NEW)
def test_where_ctrl_c_comes_between_two_renames_all_are_old(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, OLD)
    fail_at(monkeypatch, tmp_path / name, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path)
    assert tree(tmp_path) == OLD


def test_a_second_ctrl_c_is_like_a_kill_and_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = os.link, [KeyboardInterrupt()]

    def link(source: str | Path, to: str | Path, **how: bool) -> None:
        if is_staged(Path(to).name) and not is_staged(Path(source).name) and (tmp_path / "cards" / journal.NAME).exists() and left:
            raise left.pop()
        real(source, to, **how)

    fill(tmp_path, OLD)
    monkeypatch.setattr(os, "link", link)
    fail_at(monkeypatch, tmp_path / "dist/b", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path)
    assert tree(tmp_path) not in (OLD, NEW)
    settle(tmp_path)
    assert tree(tmp_path) == NEW


def test_a_file_system_without_second_names_gets_its_old_files_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.EPERM, "Operation not permitted")

    fill(tmp_path, OLD)
    monkeypatch.setattr(os, "link", refuse)
    fail_at(monkeypatch, tmp_path / "dist/b", OSError(errno.EIO, "Input/output error"))
    with pytest.raises(WriteError):
        write(tmp_path)
    assert tree(tmp_path) == OLD


def fail_at(monkeypatch: pytest.MonkeyPatch, target: Path, error: BaseException) -> None:
    """Let the first rename onto a place fail."""
    real, left = os.replace, [error]

    def replace(source: str | Path, to: str | Path) -> None:
        if Path(to) == target and left:
            raise left.pop()
        real(source, to)

    monkeypatch.setattr(os, "replace", replace)


def test_a_folder_in_a_file_s_place_is_named_and_the_others_stay_old(tmp_path: Path) -> None:
    (fill(tmp_path, OLD) / "dist/b").mkdir()
    with pytest.raises(WriteError) as caught:
        write(tmp_path)
    assert caught.value.args[0] == str(tmp_path / "dist/b")
    assert tree(tmp_path) == OLD


def test_a_full_disk_is_called_that_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    fill(tmp_path, OLD)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError) as caught:
        write(tmp_path)
    assert caught.value.args[1] == "the disk is full (no space left on device)"
    assert tree(tmp_path) == OLD


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "dist").write_bytes(b"")
    with pytest.raises(WriteError) as caught:
        write_all({tmp_path / "dist/a": b"new"}, tmp_path / "dist")
    assert caught.value.args[0] == str(tmp_path / "dist")


def test_a_file_outside_of_the_folders_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not among the folders"):
        write_all({tmp_path / "a/x": b"", tmp_path / "b/x": b""}, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_project_s_folders_go_together_and_a_folder_elsewhere_alone(tmp_path: Path) -> None:
    fill(tmp_path, {"cards/one/deck.yaml": b"", "cards/two/deck.yaml": b""})
    project = tuple(tmp_path / name for name in ("cards", "cards/one", "cards/two", "content", "content/texts", "dist"))
    assert together(tmp_path, tmp_path / "dist") == together(tmp_path, tmp_path / "cards" / "one") == project
    assert together(tmp_path, tmp_path / "out") == (tmp_path / "out",)


# --- killed at every step --------------------------------------------------------------------------------------------------------


def killed_at_each_step(prepare: Callable[[], Path], work: Callable[[Path], None]) -> Iterator[Path]:
    """Run something on a fresh folder each time, killed one step later than the last time, until it reaches its end. Out: the folders."""
    step, killed = 0, True
    while killed:
        step += 1
        root = prepare()
        killed = in_a_child(lambda root=root: work(root), step)  # type: ignore[misc]
        yield root


def in_a_child(work: Callable[[], None], step: int) -> bool:
    """Run something in a process that ends, without any cleaning up, before its nth call of the system. Out: whether it did.

    Such a call is one of a function of `posix` or `fcntl` that changes something, or of a method of a file.
    """
    child = os.fork()
    if child == 0:
        code = 70
        try:
            left = [step]

            def step_by(_: FrameType, event: str, called: object) -> None:
                if event == "c_call" and changes_something(called):
                    left[0] -= 1
                    if left[0] == 0:
                        os._exit(9)

            sys.setprofile(step_by)
            work()
            sys.setprofile(None)
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code == 9


def changes_something(called: object) -> bool:
    """Whether a function of Python's in C may change files or locks: killed before one that only looks, nothing is different."""
    if getattr(called, "__module__", "") in ("posix", "fcntl"):
        return getattr(called, "__name__", "") not in ("fspath", "fstat", "getcwd", "lstat", "readlink", "scandir", "stat")
    return type(getattr(called, "__self__", None)).__module__ == "_io"


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Give a new folder with the old files at each call."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # it changes nothing for whoever looks while the power is on, and takes long
    numbers = count()
    return lambda: fill(tmp_path / str(next(numbers)), OLD)


@posix
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # fork beside threads: the child only writes files, and ends
def test_killed_at_any_step_all_files_are_old_or_after_finish_all_new(fresh: Callable[[], Path]) -> None:
    decided, mixed = [], 0
    for root in killed_at_each_step(fresh, write):
        left = tree(root)
        shown = {name: data for name, data in left.items() if name in NEW}
        assert all(data in (b"old", b"new") for data in shown.values())
        assert shown in (OLD, NEW) or f"cards/{journal.NAME}" in left
        mixed += shown not in (OLD, NEW)
        settle(root)
        assert tree(root) in (OLD, NEW)
        decided.append(tree(root) == NEW)
    assert decided == sorted(decided)  # there is one step that decides, and no way back
    assert len(decided) > 40
    assert (decided[0], decided[-1], mixed) == (False, True, len(NEW) - 1)


@posix
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_finish_killed_at_any_step_is_finished_by_the_next(fresh: Callable[[], Path]) -> None:
    roots = 0
    for root in killed_at_each_step(lambda: half_done(fresh()), settle):
        settle(root)
        assert tree(root) == NEW
        roots += 1
    assert roots > 20


@posix
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_rollback_killed_at_any_step_leaves_all_old_or_after_finish_all_new(
    fresh: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fault upon the other: a rename fails, and the process is killed while it puts the old files back."""

    def work(root: Path) -> None:
        fail_at(monkeypatch, root / "dist/b", OSError(errno.EIO, "Input/output error"))  # in the child alone
        with pytest.raises(WriteError):
            write(root)

    seen = []
    for root in killed_at_each_step(fresh, work):
        settle(root)
        assert tree(root) in (OLD, NEW)
        seen.append(tree(root) == NEW)
    assert (seen[0], True in seen, seen[-1]) == (False, True, False)


def half_done(root: Path) -> Path:
    """Add to the old files what a process leaves that is killed between two renames: the first is done."""
    rows = []
    for number, name in enumerate(NEW):
        home, staged = (root / name).parent, f".deckgen-new-{number:016x}"
        rows.append([f"../{home.name}", staged, (root / name).name])
        (home / (staged if number else rows[0][2])).write_bytes(b"new")
    (root / "cards" / journal.NAME).write_text(json.dumps({"deckgen-journal": 1, "moves": rows}), "utf-8")
    return root


def test_what_a_killed_process_decided_is_done_before_the_next_writes(fresh: Callable[[], Path]) -> None:
    root = half_done(fresh())
    write_all({root / "dist/a": b"newer"}, root / "dist", (root / "cards",))
    assert tree(root) == {**NEW, "dist/a": b"newer"}


def test_what_cannot_be_finished_yet_stays_decided(fresh: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = half_done(fresh())
    fail_at(monkeypatch, root / "dist/a", PermissionError(errno.EACCES, "Permission denied"))
    with pytest.raises(WriteError):
        settle(root)
    settle(root)
    assert tree(root) == NEW


def test_staged_files_of_a_killed_process_are_swept_and_no_one_else_s_hidden_files(tmp_path: Path) -> None:
    others = {".gitkeep": b"", ".config.settings": b"", ".deckgen-new-short": b"", f"{STAGED}.txt": b"", ".a.abcdefgh": b""}
    settle(fill(tmp_path, {**{f"dist/{name}": data for name, data in others.items()}, f"dist/{STAGED}": b"half"}))
    assert tree(tmp_path / "dist") == others


# --- journals of strangers -------------------------------------------------------------------------------------------------------

HOSTILE: dict[str, bytes] = {
    "not JSON": b"\0\xff",
    "empty": b"",
    "another thing": b'["x"]',
    "another version": json.dumps({"deckgen-journal": 2, "moves": [[".", STAGED, "a"]]}).encode(),
    "very deep": b"[" * 200_000,
    "too long": b'{"deckgen-journal": 1, "moves": []}' + b" " * 2_000_000,
    **{
        name: json.dumps({"deckgen-journal": 1, "moves": [[".", ".deckgen-new-fedcba9876543210", "a"], row]}).encode()
        for name, row in {
            "a folder above": ["../..", STAGED, "a"],
            "a folder beside": ["../secret", STAGED, "a"],
            "a folder by its path": ["/etc", STAGED, "passwd"],
            "a folder that cannot be": ["\0", STAGED, "a"],
            "a staged file that is none": [".", "mine", "a"],
            "a staged file elsewhere": [".", f"../secret/{STAGED}", "a"],
            "a place elsewhere": [".", STAGED, "../secret/mine"],
            "a place by its path": [".", STAGED, "/etc/passwd"],
            "the folder itself": [".", STAGED, ".."],
            "no name": [".", STAGED, ""],
            "a journal": [".", STAGED, journal.NAME],
            "too few": [".", STAGED],
            "numbers": [1, 2, 3],
            "a table": {"staged": STAGED},
        }.items()
    },
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_journal_of_a_stranger_moves_nothing_and_goes(tmp_path: Path, text: bytes) -> None:
    mine = {"p/cards/a": b"mine", "p/cards/mine": b"mine", "p/secret/mine": b"mine", f"p/secret/{STAGED}": b"x", f"{STAGED}": b"x"}
    fill(tmp_path, {**mine, f"p/cards/{STAGED}": b"evil", f"p/cards/{journal.NAME}": text})
    settle(tmp_path / "p")
    assert tree(tmp_path) == mine


def test_a_journal_in_a_folder_elsewhere_may_name_that_folder_alone(tmp_path: Path) -> None:
    rows = {"deckgen-journal": 1, "moves": [["../cards", STAGED, "a"]]}
    fill(tmp_path, {"cards/a": b"mine", f"cards/{STAGED}": b"evil", f"out/{journal.NAME}": json.dumps(rows).encode()})
    finish(tmp_path / "out")
    assert tree(tmp_path) == {"cards/a": b"mine", f"cards/{STAGED}": b"evil"}


@posix
def test_links_and_pipes_are_neither_journals_nor_staged_files(tmp_path: Path) -> None:
    rows = json.dumps({"deckgen-journal": 1, "moves": [[".", STAGED, "a"]]}).encode()
    fill(tmp_path, {"cards/a": b"mine", "elsewhere": b"evil", f"cards/{journal.NAME}": rows})
    (tmp_path / "cards" / STAGED).symlink_to(tmp_path / "elsewhere")
    settle(tmp_path)
    assert tree(tmp_path) == {"cards/a": b"mine", "elsewhere": b"evil"}
    (tmp_path / "elsewhere").write_bytes(rows)
    (tmp_path / "cards" / journal.NAME).symlink_to(tmp_path / "elsewhere")
    (tmp_path / "cards" / STAGED).write_bytes(b"evil")
    settle(tmp_path)
    assert tree(tmp_path) == {"cards/a": b"mine", "elsewhere": rows}
    os.mkfifo(tmp_path / "cards" / journal.NAME)
    settle(tmp_path)
    write(tmp_path)
    assert tree(tmp_path) == {**NEW, "cards/a": b"mine", "elsewhere": rows}


# --- locks -----------------------------------------------------------------------------------------------------------------------

HOLDER = """
import sys, time
from pathlib import Path
from deckgen.pipeline.place import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holder(folder: Path, seconds: float) -> subprocess.Popen[str]:
    """Start another process that holds a folder."""
    words = [sys.executable, "-c", HOLDER, str(folder), str(seconds)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_folder_is_one_process_s_at_a_time(tmp_path: Path) -> None:
    with holder(tmp_path, 0.5):
        began = time.monotonic()
        write_all({tmp_path / "a": b"new"}, tmp_path)
        assert time.monotonic() - began > 0.3
    assert tree(tmp_path) == {"a": b"new"}


def test_waiting_for_another_process_ends_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hold, "PATIENCE", 0.1)
    with holder(tmp_path, 60) as other:
        with pytest.raises(WriteError) as caught:
            write_all({tmp_path / "a": b"new"}, tmp_path)
        other.kill()
    assert caught.value.args[0] == str(tmp_path)
    assert "another deckgen" in caught.value.args[1]
    write_all({tmp_path / "a": b"new"}, tmp_path)  # whoever was killed holds nothing
    assert tree(tmp_path) == {"a": b"new"}


def test_whoever_holds_a_folder_may_write_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hold, "PATIENCE", 0.1)
    with held(tmp_path), held(tmp_path):
        write_all({tmp_path / "a": b"new"}, tmp_path)
    with holder(tmp_path, 0):
        pass  # given back
    assert tree(tmp_path) == {"a": b"new"}


def test_staged_files_of_a_living_process_are_waited_for_not_swept(tmp_path: Path) -> None:
    with holder(tmp_path, 0.5):
        fill(tmp_path, {STAGED: b"half", journal.NAME: json.dumps({"deckgen-journal": 1, "moves": [[".", STAGED, "a"]]}).encode()})
        began = time.monotonic()
        finish(tmp_path)
        assert time.monotonic() - began > 0.3
    assert tree(tmp_path) == {"a": b"half"}

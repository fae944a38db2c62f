"""Real processes, killed, starved of space, locked out, or at work at once: files are wholly old or new, and the next build is right.

DECKGEN_KILLS says how many processes are killed for each command (200 before a release; few by default), DECKGEN_SEED when: a failure
prints the seed that it came with.
"""

from __future__ import annotations

import ctypes
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sample import write_project

from deckgen.pipeline import journal
from deckgen.pipeline.place import finish, held, together

if sys.platform == "win32":
    pytest.skip("needs signals, limits and rights as POSIX has them", allow_module_level=True)
import resource

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("DECKGEN_KILLS", "16"))
SEED = int(os.environ.get("DECKGEN_SEED") or random.randrange(10**9))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": "1700000000"}

Tree = dict[str, bytes]


def start(*words: str | Path, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start a command as a process of its own; `before` runs in it first."""
    return subprocess.Popen(
        [sys.executable, "-m", "deckgen", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env=ENVIRONMENT,
        preexec_fn=before,  # noqa: PLW1509  # no threads here
    )


def run(*words: str | Path, before: Callable[[], None] | None = None) -> tuple[int, str]:
    """Run a command. Out: its exit code, and all that it said."""
    with start(*words, before=before) as process:
        said = "".join(process.communicate())
    return process.returncode, said


def succeed(*words: str | Path) -> None:
    code, said = run(*words)
    assert code == 0, said


def project(root: Path, version: str) -> Path:
    """Write a project of two decks whose files all differ between versions."""
    files: dict[str, str | bytes | None] = dict.fromkeys(("cards/deck.yaml", "cards/01-first.yaml", "cards/02-second.yaml"), None)
    for uid, id in (("a" * 32, "ones"), ("b" * 32, "twos")):
        files[f"cards/{id}/deck.yaml"] = f"deck: {id.title()}\nuid: {uid}\nid: {id}\nsubtitle: {version}\nlint: {{W017: off}}\n"
        files[f"cards/{id}/01.yaml"] = (
            f"part: 1 First\ncards:\n  - id: {id}\n    q: Which version?\n    a: {version}\n    source: one#opposite\n"
        )
    return write_project(root, files)


def tree(root: Path, *patterns: str) -> Tree:
    """Give the files below a folder that match, hidden ones too, by name."""
    found = {path for pattern in patterns or ("**/*",) for path in root.glob(pattern) if path.is_file()}
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def litter(root: Path) -> list[str]:
    return [name for name in tree(root) if "/.deckgen-" in f"/{name}"]


# --- killed ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    """A command that writes."""

    words: tuple[str, ...]
    before: tuple[str, ...]
    """What brings a project into the state before it."""
    after: tuple[str, ...]
    """The build that comes next."""
    written: tuple[str, ...]
    """The files that it writes, as patterns."""
    share: float = 1
    """Of the kills."""


APKG = ("build", "--only", "apkg")
COMMANDS = {
    "build": Command(APKG, APKG, APKG, ("dist/*",)),
    "build with sheets": Command(("build",), ("build",), ("build",), ("dist/*",), 1 / 16),
    "release": Command(
        ("release", "1.1.0", "--deck", "ones"),
        ("release", "1.0.0", "--deck", "ones"),
        APKG,
        ("dist/*", "cards/*/deck.lock", "cards/*/CHANGELOG.md"),
        1 / 2,
    ),
}


@dataclass(frozen=True)
class Scene:
    """A command, the project before it, what it makes of it when nothing happens, and how long that takes."""

    command: Command
    before: Path
    old: Tree
    new: Tree
    built: tuple[Tree, Tree]
    """What a build makes afterwards, from the project that the command has not touched, and from the one that it has."""
    seconds: float

    def shown(self, root: Path) -> Tree:
        """Give what the command writes, as it is now."""
        return {name: data for name, data in tree(root, *self.command.written).items() if ".deckgen-" not in name}


def scene(folder: Path, command: Command) -> Scene:
    """Run a command undisturbed, on a copy, to know what is right."""
    before = project(folder / "before", "one")
    succeed(*command.before, "--project", before)
    project(before, "two")
    after = Path(shutil.copytree(before, folder / "after"))
    began = time.monotonic()
    succeed(*command.words, "--project", after)
    seconds = time.monotonic() - began
    old, new = tree(before, *command.written), tree(after, *command.written)
    assert all(old.get(name) != data for name, data in new.items())
    built = []
    for number, root in enumerate((before, after)):
        copy = Path(shutil.copytree(root, folder / f"built-{number}"))
        succeed(*command.after, "--project", copy)
        built.append(tree(copy))
    return Scene(command, before, old, new, (built[0], built[1]), seconds)


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_any_moment_files_are_wholly_old_or_new_and_the_next_build_is_right(name: str, tmp_path: Path) -> None:
    print(f"DECKGEN_SEED={SEED}")  # pytest shows it with a failure
    chance = random.Random(SEED)
    right = scene(tmp_path, COMMANDS[name])
    for number in range(max(1, round(KILLS * right.command.share))):
        root = Path(shutil.copytree(right.before, tmp_path / str(number)))
        kill(start(*right.command.words, "--project", root), root, right, chance)
        hold_together(root, right)
        settled = Path(shutil.copytree(root, tmp_path / f"{number}-settled"))
        finish(*together(settled, settled / "dist"))
        assert right.shown(settled) in (right.old, right.new)
        assert litter(settled) == []
        if litter(root) or number % 6 == 0:  # where nothing is left of it, the next build is as any
            succeed(*right.command.after, "--project", root)
            assert tree(root) == right.built[right.shown(settled) == right.new]


def kill(process: subprocess.Popen[str], root: Path, right: Scene, chance: random.Random) -> None:
    """Kill a process: anywhere, somewhere in its writing, as soon as it has decided, or at its first rename. It may have ended before."""
    homes = [str(one) for one in together(root, root / "dist") if one.is_dir()]
    places = {str(root / name): (root / name).stat().st_ino for name in right.old}
    moments: dict[str, Callable[[], bool]] = {
        "writing": lambda: any(name.startswith(".deckgen-") for home in homes for name in os.listdir(home)),  # noqa: PTH208  # quick
        "decided": lambda: any(journal.NAME in os.listdir(home) for home in homes),  # noqa: PTH208
        "renaming": lambda: any(os.stat(place).st_ino != number for place, number in places.items()),  # noqa: PTH116
    }
    moment = chance.choice(("anywhere", *moments))
    with process:
        if moment == "anywhere":
            time.sleep(chance.uniform(0, 1.1 * right.seconds))
        else:
            while process.poll() is None and not moments[moment]():
                pass  # a sleep would be too long: all renames take less than a tenth of a millisecond
        if moment == "writing":
            time.sleep(chance.uniform(0, 0.008))
        process.send_signal(signal.SIGKILL)


def hold_together(root: Path, right: Scene) -> None:
    """Right after the kill: each file is wholly old or new; where they are mixed, a journal is there to complete them."""
    shown = right.shown(root)
    for name, data in shown.items():
        assert data in (right.old.get(name), right.new.get(name)), name
    assert right.old.keys() <= shown.keys()
    assert shown in (right.old, right.new) or any(name.endswith(journal.NAME) for name in litter(root))


# --- no space, no rights -----------------------------------------------------------------------------------------------------------


def no_space() -> None:
    """Let no file of this process grow beyond a kilobyte: the write itself fails, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


def test_a_write_that_fails_midway_is_told_and_loses_nothing(tmp_path: Path) -> None:
    root = project(tmp_path, "one")
    succeed("build", "--only", "apkg", "--project", root)
    project(root, "two")
    before = tree(root)
    code, said = run("build", "--only", "apkg", "--project", root, before=no_space)
    assert (code, tree(root)) == (1, before)
    assert said == f"Error: {root / 'dist/ones.apkg'} was not written: file too large. What was built before is still there.\n"


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    one, two, disk = project(tmp_path / "one", "one"), project(tmp_path / "two", "two"), tmp_path / "disk"
    disk.mkdir()
    build = f'"{sys.executable}" -m deckgen build --only apkg --out "{disk}" --project'
    script = f"""
        mount -t tmpfs -o size=1m tmpfs "{disk}" || exit 77
        {build} "{one}" || exit 78
        sha256sum "{disk}"/*
        dd if=/dev/zero of="{disk}/filler" bs=1k 2>/dev/null
        {build} "{two}"; echo "exit $?"
        rm "{disk}/filler"
        ls -A "{disk}"
        sha256sum "{disk}"/*
    """
    if not shutil.which("unshare"):
        pytest.skip("no disk of a test's own without unshare")
    words = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-c", script]
    done = subprocess.run(words, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("may not mount a disk of a test's own")
    sums = [line for line in done.stdout.splitlines() if str(disk) in line and len(line.split()[0]) == 64]
    names = [line for line in done.stdout.splitlines() if line.endswith(".apkg") and " " not in line]
    assert done.returncode == 0, done.stderr
    assert "exit 1\n" in done.stdout
    assert f"Error: {disk / 'ones.apkg'} was not written: the disk is full (no space left on device)." in done.stderr
    assert "Traceback" not in done.stderr
    assert (sums[:2], names) == (sums[2:], ["ones.apkg", "twos.apkg"])


LIBC = ctypes.CDLL(None)


def as_anyone() -> None:
    """Take from root what lets it write anywhere (on Linux), for the program that this process becomes."""
    if os.geteuid() == 0 and hasattr(LIBC, "prctl"):
        LIBC.prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


@pytest.mark.parametrize(("locked", "named"), [("dist", "dist/ones.apkg"), (".", "dist")])
def test_a_folder_that_may_not_be_written_to_is_named_and_nothing_is_lost(tmp_path: Path, locked: str, named: str) -> None:
    root = project(tmp_path / "project", "one")
    if locked == "dist":
        succeed("build", "--only", "apkg", "--project", root)
        project(root, "two")
    (root / locked).chmod(0o555)
    before = tree(root)
    if subprocess.run(["test", "-w", root / locked], preexec_fn=as_anyone, check=False).returncode == 0:
        pytest.skip("this user may write anywhere")
    code, said = run("build", "--only", "apkg", "--project", root, before=as_anyone)
    (root / locked).chmod(0o755)
    assert (code, tree(root)) == (1, before)
    assert said == f"Error: {root / named} was not written: permission denied. What was built before is still there.\n"


# --- at once -----------------------------------------------------------------------------------------------------------------------


def test_builds_at_once_are_all_right_and_the_last_one_s_files_are_there(tmp_path: Path) -> None:
    expected = []
    for version in ("one", "two"):
        succeed("build", "--only", "apkg", "--project", project(tmp_path / version, version))
        expected.append(tree(tmp_path / version / "dist"))
    assert all(expected[0][name] != data for name, data in expected[1].items())
    out = tmp_path / "out"
    out.mkdir()
    with held(out):  # so that they all come to the door before it opens
        builds = [
            start("build", "--only", "apkg", "--project", tmp_path / version, "--out", out) for version in ("one", "two", "one", "two")
        ]
        time.sleep(1)
    for build in builds:
        with build:
            said = "".join(build.communicate())
        assert build.returncode == 0, said
    assert tree(out) in expected

"""Everything to be measured, run in turns, several rounds: what one machine has of moods falls on all alike.

In: sizes, rounds, peers. Out: what was measured, raw, as plain values (`results` says how they are laid out). Each round runs each command
in turn; before the first, a round that doesn't count fills the caches of system and Python, measures memory, and stops who takes too long.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import deckgen
from tools.bench import environments
from tools.bench.decks import edit, write_project
from tools.bench.peers import RAW, Peer

ROOT = environments.ROOT
LIMIT = 120
"""Seconds that one run of a peer may take."""
SHORT, TIMES = 0.5, 10
"""Commands that take less than these seconds run so many times in a round."""
MANY_FILES = 1000
"""Of cards, in a project with ten times as many notes, for a build with nothing changed."""
SAVES = 6
"""Edits in a round of watching the sheet."""
_EPOCH = "1700000000"
"""The time that all builds carry, so that their bytes can be compared."""
_LIBRARIES = ("genanki", "PyYAML", "pyromark", "click", "typst")
Measured = dict[str, Any]


@dataclass(slots=True)
class Task:
    """One command, and what it took."""

    name: str
    notes: int
    """0 where that does not matter."""
    command: Sequence[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    """What makes its run alike to the others, outside the time."""
    after: Callable[[], None] = lambda: None
    """What looks at what it made, outside the time; raises `Fault`."""
    limit: int = 0
    seconds: list[list[float]] = field(default_factory=list)
    peak: int = 0
    wrong: str = ""
    """Why it isn't run any more."""

    def run(self, times: int, *, watch: bool = False) -> list[float]:
        """Run it; give the seconds of each run."""
        took = []
        for _ in range(times):
            self.before()
            made = launch(self.command, self.folder, self.limit, watch=watch)
            last = made["said"].rpartition("\n")[2]
            self.peak = max(self.peak, made["peak"])
            took.append(made["seconds"])
            if made["code"] is None:
                self.wrong = f"over {self.limit} s"
            elif made["code"]:
                self.wrong = f"failed with exit code {made['code']}: {last}"
            else:
                self._look()
            if self.wrong:
                if not self.limit:
                    raise Fault(f"{self.name}: {self.wrong}\n{made['said']}")
                break
        return took

    def _look(self) -> None:
        try:
            self.after()
        except Fault as fault:
            self.wrong = str(fault)


class Fault(Exception):
    """What a measurement cannot go on with; says why."""


def launch(command: Sequence[str], folder: Path, limit: int = 0, *, watch: bool = False) -> Measured:
    """Run a command in a folder; give what it took, and what it printed last."""
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), str(limit), "watch" if watch else "-"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DECKGEN", "XDG_"))}
    env = {**kept, "SOURCE_DATE_EPOCH": _EPOCH, "XDG_CACHE_HOME": str(folder / ".cache"), "PYTHONUTF8": "1"}
    done = subprocess.run([*launcher, *command], cwd=folder, env=env, capture_output=True, text=True, check=False, errors="replace")
    if done.returncode:
        raise Fault(f"the launcher itself failed: {done.stderr.strip()[-500:]}")
    made: Measured = json.loads(done.stdout)
    return made | {"said": done.stderr.strip()[-2000:]}


def deckgen_command() -> list[str]:
    """Give what people call: the program in this project's .venv where that runs this, else the same by hand."""
    program = Path(sys.executable).with_name("deckgen")
    by_hand = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from deckgen.__main__ import main; main()"
    return [str(program)] if Path(sys.prefix) == ROOT / ".venv" and program.exists() else [sys.executable, "-c", by_hand]


def measure(notes: Sequence[int], rounds: int, peers: Sequence[Peer], say: Callable[[str], None]) -> Measured:
    """Measure everything."""
    began = os.getloadavg()[0]
    known: Measured = {"peers": {}, "left_out": {}}
    programs = {peer.name: path for peer in peers if (path := _programs(peer, known)) is not None}
    if RAW.name not in programs:  # all ratios are to it
        raise Fault(known["left_out"][RAW.name])
    with TemporaryDirectory(prefix="deckgen-bench-") as name:
        work = Path(name)
        same: dict[str, list[bool]] = {}
        tasks = [*_starts(work)]
        for size in notes:
            say(f"making the decks of {size:,} notes")
            tasks += _of_size(work / str(size), size, [(peer, programs[peer.name]) for peer in peers if peer.name in programs], same)
        tasks += _sheet(work)
        often = _warm_up(tasks, say)
        watched = _rounds(tasks, often, rounds, work, say)
        for task in tasks:
            if task.name == "deckgen, cold":  # once more: what the last edit made is compared, too
                task.run(1)
        size = max((one for one in notes if one <= 10_000), default=notes[0])
        where = _where(work / str(size) / "project")
    return {
        "machine": _machine(began),
        "versions": {"deckgen": deckgen.__version__, **{one: version(one) for one in _LIBRARIES}},
        "command": "deckgen" if len(deckgen_command()) == 1 else "python -c",
        **known,
        "notes": list(notes),
        "rounds": rounds,
        "limit": LIMIT,
        "tasks": _measured(tasks),
        "watched": watched,
        "where": {"notes": size, **where},
        "same_bytes": same,
    }


def _warm_up(tasks: Sequence[Task], say: Callable[[str], None]) -> dict[int, int]:
    """Run each once; give how often each is to run in a round, by its place."""
    often = {}
    for place, task in enumerate(tasks):
        said = next((f"not tried: {one.wrong} with {one.notes:,}" for one in tasks[:place] if one.name == task.name and one.wrong), "")
        if said:
            task.wrong = said
            continue
        took = task.run(1, watch=True)[0]
        if not task.notes:  # what is short once Python has its caches is run more often
            took = task.run(1)[0]
        often[place] = TIMES if took < SHORT and not task.notes else 1
        say(f"{task.name}{f', {task.notes:,} notes' if task.notes else ''}: {task.wrong or f'{took:.2f} s'}")
    return often


def _rounds(tasks: Sequence[Task], often: dict[int, int], rounds: int, work: Path, say: Callable[[str], None]) -> Measured:
    watched: Measured = {}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for place, task in enumerate(tasks):
            if not task.wrong:
                task.seconds.append(task.run(often[place]))
        for name, took in _watch(work / "flagship").items():
            watched.setdefault(name, []).append(took)
    return watched


def _measured(tasks: Sequence[Task]) -> Measured:
    found: Measured = {}
    for one in tasks:
        entry: Measured = {"wrong": one.wrong} if one.wrong else {"seconds": one.seconds, "peak": one.peak}
        found.setdefault(one.name, {})[str(one.notes)] = entry
    return found


# --- what is run ----------------------------------------------------------------------------------------------------------------


def _starts(work: Path) -> Iterator[Task]:
    """Give what is measured without a size: starts, and a build with nothing changed in many files."""
    python, folder = sys.executable, work / "many"
    write_project(folder, 10 * MANY_FILES, MANY_FILES)
    yield Task("python -I -S -c pass", 0, [python, "-I", "-S", "-c", "pass"], folder)
    yield Task("python -I -c pass", 0, [python, "-I", "-c", "pass"], folder)
    yield Task("deckgen --help", 0, [*deckgen_command(), "--help"], folder)
    build = [*deckgen_command(), "build", "--only", "apkg"]
    first = launch(build, folder)
    if first["code"]:
        raise Fault(f"the project of {MANY_FILES:,} files can't be built: {first['said']}")
    yield Task("deckgen, nothing changed in 1,000 files", 0, build, folder)


def _of_size(work: Path, notes: int, peers: Sequence[tuple[Peer, Path]], same: dict[str, list[bool]]) -> Iterator[Task]:
    """Give what is measured with decks of a size."""
    project, rows, out = work / "project", work / "rows", work / "out"
    write_project(project, notes)
    out.mkdir()
    made = project / "dist/bench.apkg"
    last: list[str] = []
    cold: list[str] = []
    build = [*deckgen_command(), "build", "--only", "apkg"]

    def compare() -> None:
        """Compare a cold build with what the last edit's gave of the same input; take its rows for the floor."""
        cold[:] = [_digest(made)]
        if last:
            same.setdefault(str(notes), []).append(last.pop() == _digest(made))
        if not rows.exists():
            _count("deckgen", [made], notes)
            subprocess.run([sys.executable, "-m", "tools.bench.floor", "take", str(made), str(rows)], check=True, cwd=ROOT)

    def unchanged() -> None:
        if [_digest(made)] != cold:
            raise Fault("a build with nothing changed wrote another package")

    for peer, programs in peers:
        yield _of_peer(work, notes, peer, programs, project)
    yield Task("deckgen, cold", notes, build, project, lambda: _forget(project), compare)
    yield Task("deckgen, nothing changed", notes, build, project, after=unchanged)
    turns = iter(range(1_000_000))
    yield Task("deckgen, one file edited", notes, build, project, lambda: edit(project, next(turns)), lambda: last.append(_digest(made)))
    floor = [sys.executable, "-I", str(Path(__file__).with_name("floor.py")), "write", str(rows), str(out / "floor.apkg")]
    yield Task("SQLite and zip", notes, floor, project, after=lambda: _count("the floor", [out / "floor.apkg"], notes))


def _of_peer(work: Path, notes: int, peer: Peer, programs: Path, project: Path) -> Task:
    deck, out = work / peer.requirements.stem, work / "out" / peer.requirements.stem
    deck.mkdir()
    if peer.write:
        peer.write(deck, notes)
    command = [word.format(bin=programs, project=project, out=out) for word in peer.command]
    counted: list[bool] = []

    def clear() -> None:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()

    def count() -> None:
        if not counted:
            _count(peer.name, list(out.glob("*.apkg")), notes)
            counted.append(True)

    return Task(peer.name, notes, command, deck, clear, count, 0 if peer is RAW else LIMIT)


def _sheet(work: Path) -> Iterator[Task]:
    """Give the build of the shipped deck's sheet."""
    flagship = work / "flagship"
    for name in ("cards", "content"):
        shutil.copytree(ROOT / name, flagship / name)

    yield Task(
        "deckgen, the shipped deck’s sheet", 0, [*deckgen_command(), "build", "--only", "sheet"], flagship, lambda: _forget(flagship)
    )


def _watch(flagship: Path) -> dict[str, list[float]]:
    """Edit and print the sheet in one process, and in a preview."""
    seconds: dict[str, list[float]] = _ask("watch", flagship, SAVES)
    return seconds


def _where(project: Path) -> Measured:
    """Ask where the time of a build goes, cold and after an edit."""
    _forget(project)
    cold = _ask("where", project)
    edit(project, 0)
    return {"cold": cold, "edited": _ask("where", project)}


def _ask(module: str, project: Path, *arguments: object) -> Any:
    """Run a module of the benchmark in a process of its own; give what it found of a project."""
    command = [sys.executable, "-m", f"tools.bench.{module}", str(project), *map(str, arguments)]
    env = {**os.environ, "DECKGEN_CACHE": str(project / ".cache/asked")}
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=env)
    if done.returncode:
        raise Fault(f"`{module}` failed: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)


def _forget(project: Path) -> None:
    """Delete whatever deckgen keeps of a project."""
    for folder in (".deckgen", ".cache", "dist"):
        shutil.rmtree(project / folder, ignore_errors=True)


# --- looking --------------------------------------------------------------------------------------------------------------------


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _count(name: str, packages: Sequence[Path], notes: int) -> None:
    """Make sure that packages hold all notes together: who leaves some out is quick."""
    found = 0
    for package in packages:
        with TemporaryDirectory() as folder:
            with zipfile.ZipFile(package) as archive:
                path = archive.extract("collection.anki2", folder)
            with closing(sqlite3.connect(path)) as database:
                found += database.execute("SELECT count(*) FROM notes").fetchone()[0]
    if found != notes:
        raise Fault(f"{name} wrote {found:,} of {notes:,} notes")


def _programs(peer: Peer, known: Measured) -> Path | None:
    """Install a peer and note its version, or why it is left out."""
    try:
        folder = environments.programs(peer)
    except environments.Missing as missing:
        known["left_out"][peer.name] = str(missing)
        return None
    found, python = environments.versions(peer, folder)
    known["peers"][peer.name] = {"package": peer.package, "version": found, "python": python}
    return folder


def _machine(load: float) -> Measured:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": round(load, 2),
    }

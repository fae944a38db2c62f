"""Whether a build would give what is there already: asked before anything else is imported, and answered in milliseconds.

In: the words of the command line. Out: what the last such build said, to be said again; or nothing, and the build goes its usual way.

A build that ends well leaves a record: the files that it read and wrote, each with its size, its times and a hash, and what it said. The
next one with the same words in the same folder compares. Where only times differ, and where a file is so young that an edit could hide
in the grain of the clock, the hash decides. Nothing else of a record is believed: one that is damaged, foreign or another deckgen's
is as good as none. Records lie in the user's cache folder, and may be deleted at any time.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from _blake2 import blake2b  # hashlib takes as long to load as everything here takes to run
from binascii import crc32

TYPE_CHECKING = False  # as typing's own, which takes long to load
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Record = dict[str, Any]  # key, taken, folders, stats, digests as in `Look`; said

FORMAT = 1
"""Of the records; it is in their names, so that two versions of deckgen do not take turns in overwriting one."""
GRAIN = 2_000_000_000
"""Nanoseconds in which a file may be edited again and keep its time: on FAT, which has the coarsest clock."""
_DEPTH = 12
"""Folders inside one another, beyond which nothing is recorded: links may lead in a circle."""
_KEPT = 200
"""Records, beyond which those of projects long not built go."""
_LONG = 90 * 86_400
_HEARD = ("SOURCE_DATE_EPOCH", "NO_COLOR", "FORCE_COLOR", "TERM", "GITHUB_WORKSPACE", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
"""What a build listens to in the environment."""
BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, RecursionError, MemoryError)
"""What reading a record that is none can end in."""

Stat = tuple[int, int, int]
"""Of a file: its size, and when its content and its entry last changed, in nanoseconds."""
Said = list[tuple[bool, str]]
"""What was printed: whether on the error stream, and the text."""


class Look:
    """Files and folders as they are at one time."""

    def __init__(self) -> None:
        self.taken = time.time_ns()
        self.folders: dict[str, frozenset[str]] = {}
        """The names in a folder."""
        self.stats: dict[str, Stat | None] = {}
        """`None` of a file that is not there."""
        self.digests: dict[str, bytes] = {}

    def same(self, other: Look) -> bool:
        """Whether another look saw the same names and the same bytes."""
        return (self.folders, self.digests, self.stats.keys()) == (other.folders, other.digests, other.stats.keys())

    def add(self, path: str, depth: int = _DEPTH) -> None:
        """Take a file in, there or not, or a folder with all that is below it. Errors: `OSError`."""
        if os.path.isdir(path):
            if not depth:
                raise OSError(path)
            self.folders[path] = names = _names(path)
            for name in names:
                self.add(os.path.join(path, name), depth - 1)
        else:
            self.stats[path] = now = _stat(path)
            if now is not None:
                self.digests[path] = _digest(path)


def look(root: str) -> Look | None:
    """See what is read of a project wherever its files lie: cards/, content/, and what git knows of them; `None` where that fails."""
    seen = Look()
    try:
        for path in (os.path.join(root, "cards"), os.path.join(root, "content"), *_git_files(root)):
            seen.add(path)
    except OSError:
        return None
    return seen


def cache_folder() -> str:
    """Give the folder for what may be deleted at any time: DECKGEN_CACHE, else the system's place for it; empty where there is none."""
    given = os.environ.get("DECKGEN_CACHE")
    if given is not None:
        return given
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "deckgen") if os.path.isabs(base) else ""


# --- asked ---------------------------------------------------------------------------------------------------------------------------


def answer(words: list[str]) -> Said | None:
    """Give what the last such build said, if this one would give the same; else `None`: it must be done."""
    try:
        now = time.time_ns()
        key = _key(words)
        path = _place(key)
        record = read_record(path)
        touched = _touched(record) if path and record["key"] == key else None
        said = [(bool(error), str(text)) for error, text in record["said"]]
    except BROKEN:
        return None
    if touched is None:
        return None
    if touched:
        record["stats"].update(touched)
        write_record(path, {**record, "taken": now})
    return said


def _touched(record: Record) -> dict[str, Stat | None] | None:
    """Give the files that have other times and the same bytes as they were recorded with; `None` where anything else changed."""
    touched: dict[str, Stat | None] = {}
    young = record["taken"] - GRAIN
    for folder, names in record["folders"].items():
        if _names(folder) != names:
            return None
    for path, known in record["stats"].items():
        now = _stat(path)
        if now == known and (now is None or (now[1] < young and now[2] < young)):
            continue
        if now is None or known is None or now[0] != known[0] or _digest(path) != record["digests"][path]:
            return None
        touched[path] = now
    return touched


# --- recorded ------------------------------------------------------------------------------------------------------------------------


def remember(words: list[str], root: str, before: Look, besides: Iterable[str], made: Mapping[str, bytes], said: Said) -> None:
    """Record a build that ended well.

    In: its words; the project; how that looked before it was read; paths that were read or asked for elsewhere; the files that were
    written; what was said. What cannot be recorded is not: then the next build is done, as this one was.
    """
    try:
        path = _place(key := _key(words))
        after = look(root)
        if not path or after is None or not after.same(before):
            return
        others = Look()
        for other in besides:
            if other not in after.stats:
                others.add(other)
        if any(found and max(found[1:]) >= before.taken - GRAIN for found in others.stats.values()):
            return  # one may have changed after it was read
        after.folders.update(others.folders)
        after.stats.update(others.stats)
        after.digests.update(others.digests)
        for nearer in _between(os.getcwd(), root):
            after.stats[nearer] = _stat(nearer)
        for output, data in made.items():
            after.stats[output] = _stat(output)
            after.digests[output] = blake2b(data, digest_size=16).digest()
        for folder in {os.path.dirname(output) for output in made}:
            if any(name.startswith(".deckgen-") for name in os.listdir(folder)):
                return  # something is unfinished there
        record = {"key": key, "taken": before.taken, "folders": after.folders, "stats": after.stats, "digests": after.digests, "said": said}
    except OSError:
        return
    write_record(path, record)
    _sweep(os.path.dirname(path))


def _key(words: list[str]) -> tuple[object, ...]:
    """Give all that a build depends on besides files of the project."""
    heard = tuple(os.environ.get(name) for name in _HEARD)
    return (tuple(words), os.getcwd(), heard, sys.stdout.isatty(), sys.stderr.isatty(), sys.version, tool())


def tool() -> tuple[int, ...]:
    """Give what tells this deckgen from another: how many files it has, how large and how new; when packages beside it came or went."""
    count, size, newest = 0, 0, 0
    folders = [os.path.dirname(os.path.abspath(__file__))]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                else:
                    stat = entry.stat()
                    count, size, newest = count + 1, size + stat.st_size, max(newest, stat.st_mtime_ns, stat.st_ctime_ns)
    packages = [os.stat(one).st_mtime_ns for one in sys.path if one.endswith("-packages") and os.path.isdir(one)]
    return (count, size, newest, *packages)


def _between(start: str, root: str) -> list[str]:
    """Give the folders of cards that, if they were there, would make another project the nearest one."""
    found = []
    while start != root and start != os.path.dirname(start):
        found.append(os.path.join(start, "cards"))
        start = os.path.dirname(start)
    return found if start == root else []


def _git_files(root: str) -> list[str]:
    """Give the files, there or not, that decide whether a project is committed as it is, and when."""
    found = []
    while True:
        home = os.path.join(root, ".git")
        if os.path.isdir(home):
            break
        found.append(home)
        if os.path.isfile(home):  # a worktree, or a submodule
            home = os.path.join(root, _line(home).removeprefix("gitdir: "))
            break
        if root == os.path.dirname(root):
            return found
        root = os.path.dirname(root)
    common = os.path.join(home, "commondir")
    shared = os.path.join(home, _line(common)) if os.path.isfile(common) else home
    head = _line(os.path.join(home, "HEAD"))
    branch = [os.path.join(shared, head.removeprefix("ref: "))] if head.startswith("ref: ") else []
    return [*found, os.path.join(home, "HEAD"), os.path.join(home, "index"), os.path.join(shared, "packed-refs"), *branch]


def _line(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.readline().rstrip("\n")


# --- files ---------------------------------------------------------------------------------------------------------------------------


def _place(key: tuple[object, ...]) -> str:
    folder = cache_folder()
    return os.path.join(folder, f"build-{FORMAT}-{crc32(repr(key[:2]).encode('utf-8', 'surrogatepass')):08x}") if folder else ""


def read_record(path: str) -> Any:
    """Give what was written as a record. Errors: `BROKEN`, which what it holds may lead to, too."""
    with open(path, "rb") as file:
        data = file.read()
    if crc32(data[4:]).to_bytes(4, "big") != data[:4]:
        raise ValueError(path)
    return marshal.loads(data[4:])


def write_record(path: str, record: Any) -> None:
    """Put a record into its place, whole or not at all. Where it cannot be written, there is none."""
    data = marshal.dumps(record)
    folder = os.path.dirname(path)
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(beside, "wb") as file:
            file.write(crc32(data).to_bytes(4, "big") + data)
        os.replace(beside, path)
    except OSError:
        try:
            os.unlink(beside)
        except OSError:
            pass


def _sweep(folder: str) -> None:
    """Delete old records where there are many."""
    try:
        with os.scandir(folder) as entries:
            records = [entry.path for entry in entries if entry.name.startswith("build-")]
        for path in records if len(records) > _KEPT else ():
            stat = _stat(path)
            if stat and stat[1] < time.time_ns() - _LONG * 1_000_000_000:
                os.unlink(path)
    except OSError:
        pass


def _stat(path: str) -> Stat | None:
    try:
        stat = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _names(folder: str) -> frozenset[str]:
    """Give the names in a folder, but not the hidden ones of others: an editor's swap file is no change."""
    try:
        return frozenset(name for name in os.listdir(folder) if not name.startswith(".") or name.startswith(".deckgen-"))
    except FileNotFoundError:
        return frozenset()


def _digest(path: str) -> bytes:
    with open(path, "rb") as file:
        return blake2b(file.read(), digest_size=16).digest()

"""Whether a build would give what is there already: asked before anything else is imported, and answered in milliseconds.

In: the words of the command line. Out: what the last such build said, to be said again; or nothing, and the build goes its usual way.

A build that ends well leaves a record: the files that it read and wrote, each with its size, its times and a hash, and what it said. The
next one with the same words in the same folder compares. Where only times differ, and where a file is so young that an edit could hide
in the grain of the clock, the hash decides. Nothing else of a record is believed: one that is damaged, foreign or another deckgen's
is as good as none. Records lie in the user's cache folder, and may be deleted at any time.

To ask the system for the times of all files takes most of the time, so a record is laid out to leave little else to do: a text of all
paths, the lists beside it in the same order, and nothing to be looked at one by one where all is as it was.
"""

import marshal
import os
import sys
import time
from _imp import source_hash  # of importlib.util, and in Python itself: whatever is in a library of its own takes long to load

TYPE_CHECKING = False  # as typing's own, which takes long to load, as does what makes all annotations text: some are text below
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Record = dict[str, Any]  # as `_record` makes it

FORMAT = 2
"""Of the records; it is in their names, so that two versions of deckgen do not take turns in overwriting one."""
GRAIN = 2_000_000_000
"""Nanoseconds in which a file may be edited again and keep its time: on FAT, which has the coarsest clock."""
_DIGEST = 16
"""Bytes of a file's hash."""
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
        self.folders: dict[str, str] = {}
        """The names in a folder, as `_names` gives them."""
        self.stats: dict[str, Stat | None] = {}
        """`None` of a file that is not there."""
        self.digests: dict[str, bytes] = {}

    def same(self, other: "Look") -> bool:
        """Whether another look saw the same names and the same bytes."""
        return (self.folders, self.digests, self.stats.keys()) == (other.folders, other.digests, other.stats.keys())

    def add(self, path: str, depth: int = _DEPTH) -> None:
        """Take a file in, there or not, or a folder with all that is below it. Errors: `OSError`."""
        if os.path.isdir(path):
            if not depth:
                raise OSError(path)
            self.folders[path] = names = _names(path)
            for name in names.split("\0") if names else ():
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
        if record["key"] != key:
            return None
        stats = _stats(record)
        said = [(bool(error), str(text)) for error, text in record["said"]]
        if stats == record["stats"] and not record["young"]:
            return said
        if stats is None or not _same_bytes(record, stats):
            return None
    except BROKEN:
        return None
    write_record(path, {**record, "stats": stats, "young": _young(stats, record["digests"], now)})
    return said


def _stats(record: "Record") -> list[Stat] | None:
    """Give the stats of a record's files as they are now; `None` where one came or went."""
    if any(_names(folder) != names for folder, names in record["folders"].items()):
        return None
    if any(_stat(path) for path in record["absent"]):
        return None
    return [(one.st_size, one.st_mtime_ns, one.st_ctime_ns) for one in map(os.stat, record["paths"].split("\0"))]


def _same_bytes(record: "Record", stats: list[Stat]) -> bool:
    """Whether the files that have other times, and those too young to tell by times, hold the bytes that they were recorded with."""
    doubtful = {place for place, (then, now) in enumerate(zip(record["stats"], stats, strict=True)) if then != now}
    paths = record["paths"].split("\0")
    for place in doubtful.union(record["young"]):
        if stats[place][0] != record["stats"][place][0] or _digest(paths[place]) != _nth(record["digests"], place):
            return False
    return True


def _young(stats: list[Stat], digests: bytes, taken: int) -> list[int]:
    """Give the places of the files that may have been edited after this time and have the times that they have."""
    known = stats[: len(digests) // _DIGEST]
    return [place for place, stat in enumerate(known) if max(stat[1:]) >= taken - GRAIN]


def _nth(digests: bytes, place: int) -> bytes:
    """Give a file's digest; of one that has none, a digest of nothing, which no file has."""
    return digests[place * _DIGEST : (place + 1) * _DIGEST]


# --- recorded ------------------------------------------------------------------------------------------------------------------------


def remember(words: list[str], root: str, before: Look, besides: "Iterable[str]", made: "Mapping[str, bytes]", said: Said) -> None:
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
        if _changed(others.stats, before.taken):
            return  # one may not be what was read
        after.folders.update(others.folders)
        after.stats.update(others.stats)
        after.digests.update(others.digests)
        for nearer in _between(os.getcwd(), root):
            after.stats[nearer] = _stat(nearer)
        for output, data in made.items():
            after.stats[output] = _stat(output)
            after.digests[output] = _hash(data)
        if any(name.startswith(".deckgen-") for folder in {os.path.dirname(output) for output in made} for name in os.listdir(folder)):
            return  # something is unfinished there
        files, folders = _tool()
        own = {path: _stat(path) for path in files}
        if _changed(own, before.taken):
            return  # what is there now may not be what ran
        after.stats.update(own)
        after.stats.update({path: _stat(path) for path in (*folders, *_packages())})
    except OSError:
        return
    write_record(path, _record(key, after, before.taken, said))
    _sweep(os.path.dirname(path))


def _changed(stats: dict[str, Stat | None], since: int) -> bool:
    """Whether one of these files may have been edited after this time."""
    return any(stat and max(stat[1:]) >= since - GRAIN for stat in stats.values())


def _record(key: tuple[object, ...], seen: Look, taken: int, said: Said) -> "Record":
    """Lay a look out so that it is soon compared: first the files with a digest; those beside the project have none, and may not change."""
    here = os.path.join(os.getcwd(), "")  # the system finds the shorter path sooner
    there = [(path, stat) for path, stat in seen.stats.items() if stat]
    there.sort(key=lambda one: one[0] not in seen.digests)
    stats = [stat for _, stat in there]
    digests = b"".join(seen.digests.get(path, b"") for path, _ in there)
    return {
        "key": key,
        "folders": seen.folders,
        "absent": [path for path, stat in seen.stats.items() if not stat],
        "paths": "\0".join(path.removeprefix(here) for path, _ in there),
        "stats": stats,
        "digests": digests,
        "young": _young(stats, digests, taken),
        "said": said,
    }


def _key(words: list[str]) -> tuple[object, ...]:
    """Give all that a build depends on besides files."""
    heard = tuple(os.environ.get(name) for name in _HEARD)
    return (tuple(words), os.getcwd(), heard, sys.stdout.isatty(), sys.stderr.isatty(), sys.version, tuple(sys.path), __file__)


def tool() -> tuple[int, ...]:
    """Give what tells this deckgen from another: how many files it has, how large and how new; when packages beside it came or went."""
    stats = [os.stat(file) for file in _tool()[0]]
    newest = max(max(stat.st_mtime_ns, stat.st_ctime_ns) for stat in stats)
    return (len(stats), sum(stat.st_size for stat in stats), newest, *(os.stat(one).st_mtime_ns for one in _packages()))


def _tool() -> tuple[list[str], list[str]]:
    """Give deckgen's own files, and its folders."""
    files, folders = [], [os.path.dirname(os.path.abspath(__file__))]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    files.append(entry.path)
                elif entry.name != "__pycache__":
                    folders.append(entry.path)
    return files, folders


def _packages() -> list[str]:
    """Give the folders of installed packages: their times tell when one came or went."""
    return [one for one in sys.path if one.endswith("-packages") and os.path.isdir(one)]


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
    return os.path.join(folder, f"build-{FORMAT}-{_sum(repr(key[:2]).encode('utf-8', 'surrogatepass')).hex()}") if folder else ""


def read_record(path: str) -> "Any":
    """Give what was written as a record. Errors: `BROKEN`, which what it holds may lead to, too."""
    with open(path, "rb") as file:
        data = file.read()
    if _sum(data[8:]) != data[:8]:
        raise ValueError(path)
    return marshal.loads(data[8:])


def write_record(path: str, record: "Any") -> None:
    """Put a record into its place, whole or not at all. Where it cannot be written, there is none."""
    data = marshal.dumps(record)
    folder = os.path.dirname(path)
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(beside, "wb") as file:
            file.write(_sum(data) + data)
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


def _names(folder: str) -> str:
    """Give the names in a folder, as one text, but not the hidden ones of others: an editor's swap file is no change."""
    try:
        return "\0".join(sorted(name for name in os.listdir(folder) if name[0] != "." or name.startswith(".deckgen-")))
    except FileNotFoundError:
        return ""


def _digest(path: str) -> bytes:
    with open(path, "rb") as file:
        return _hash(file.read())


def digest(*texts: str) -> str:
    """Tell some texts from others: of what a record hangs on, and by which it is named."""
    from _blake2 import blake2b  # as below

    found = blake2b(digest_size=_DIGEST)
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


def _hash(data: bytes) -> bytes:
    from _blake2 import blake2b  # hashlib takes as long to load as everything here takes to run

    return blake2b(data, digest_size=_DIGEST).digest()


def _sum(data: bytes) -> bytes:
    """Give 8 bytes that tell whether a record is whole."""
    return source_hash(FORMAT, data)

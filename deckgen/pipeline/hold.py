"""One process at a time writes into a folder.

In: folders. Out: they are this process's until the `with` ends, or a `WriteError` after two minutes. However a process ends, the system
gives its locks back: none is ever left behind.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from deckgen.pipeline.staging import WriteError

PATIENCE = 120.0
"""Seconds to wait for another process; a build takes a few."""
_PAUSE = 0.02

_ours: set[Path] = set()


@contextmanager
def held(*folders: Path) -> Iterator[None]:
    """Keep other deckgen processes from writing into folders. Whoever holds one may take it again.

    A folder that is not there yet, or on a file system without locks, is not held. Errors: `WriteError`.
    """
    with ExitStack() as stack:
        for folder in sorted({folder.resolve() for folder in folders}):  # in one order, so that no two wait for one another
            stack.enter_context(_held(folder))
        yield


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = None if folder in _ours else _open(folder)
    if handle is None:
        yield
        return
    try:
        _wait(folder, handle)
        _ours.add(folder)
        yield
    finally:
        _ours.discard(folder)
        os.close(handle)  # gives the lock back


def _wait(folder: Path, handle: int) -> None:
    until = time.monotonic() + PATIENCE
    while not _take(handle):
        if time.monotonic() > until:
            raise WriteError(str(folder), "another deckgen has been writing into this folder for minutes: wait for it, or end it")
        time.sleep(_PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int | None:
        """Open a file that stands for the folder, which has no lock of its own."""
        name = hashlib.sha256(os.path.normcase(folder).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        with suppress(OSError):
            return os.open(Path(tempfile.gettempdir()) / f"deckgen-{name}.lock", os.O_RDWR | os.O_CREAT) if folder.is_dir() else None
        return None

    def _take(handle: int) -> bool:
        """Take the lock; false where another process has it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        except OSError:
            return True  # no locks here: go on without
        return True

else:
    import fcntl

    def _open(folder: Path) -> int | None:
        """Open the folder itself: a lock on it leaves no file behind."""
        with suppress(OSError):
            return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        return None

    def _take(handle: int) -> bool:
        """Take the lock; false where another process has it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # no locks here, as on some network drives: go on without
        return True

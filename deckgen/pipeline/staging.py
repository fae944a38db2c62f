"""Bytes -> a file beside its place, of which only a rename is missing.

In: a folder and bytes. Out: the staged file's path, or a `WriteError`. A killed process leaves staged files behind: `sweep` takes them
away. Their names are deckgen's own, so that no one else's hidden file is ever taken for one.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX = ".deckgen-new-"
_STAGED = re.compile(re.escape(_PREFIX) + "[0-9a-f]{16}")


class WriteError(OSError):
    """A file could not be put in its place; the old one is still there. Arguments: its path, and the reason in words."""


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn what the system says into a `WriteError` about a file."""
    try:
        yield
    except WriteError:
        raise
    except OSError as error:
        raise WriteError(str(path), _why(error)) from error


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError) and os.name == "nt":
        return "another program holds it open: close the viewer and build again"
    if error.errno == errno.ENOSPC:
        return "the disk is full (no space left on device)"
    return (error.strerror or str(error)).lower()


def refuse_to_replace(path: Path) -> None:
    """Stop before somebody's file is replaced that they keep from being written, or that is a link to another. Errors: `WriteError`."""
    with naming(path):
        if path.is_symlink():
            raise WriteError(str(path), "it is a link: change the file that it leads to")
        if not path.stat().st_mode & 0o222:
            raise WriteError(str(path), "it is read-only: allow it to be written, and try again")


def stage(folder: Path, data: bytes) -> Path:
    """Write a file beside its place, down to the disk, readable like any other. Errors: `OSError`; then nothing stays."""
    path = _fresh(folder)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as file:
            file.write(data)
            file.flush()
            path.chmod(0o644)
            os.fsync(file.fileno())
    except BaseException:  # Ctrl-C, too
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    return path


def keep(target: Path) -> Path | None:
    """Keep what is in a place under a second name, to be put back; `None` where nothing is. Errors: `OSError`."""
    if not (target.exists() or target.is_symlink()):
        return None
    kept = _fresh(target.parent)
    try:
        os.link(target, kept, follow_symlinks=False)  # the file itself: no byte is copied, and its times and rights come back with it
    except (OSError, NotImplementedError):
        try:
            shutil.copy2(target, kept)
        except BaseException:
            with suppress(OSError):
                kept.unlink(missing_ok=True)
            raise
    return kept


def _fresh(folder: Path) -> Path:
    return folder / f"{_PREFIX}{os.urandom(8).hex()}"


def is_staged(name: str) -> bool:
    """Whether a file's name is one that `stage` or `keep` gives.

    >>> is_staged(".deckgen-new-0123456789abcdef"), is_staged(".vimrc.original")
    (True, False)
    """
    return _STAGED.fullmatch(name) is not None


def leftovers(folder: Path) -> list[Path]:
    """Give the staged files in a folder; none where it cannot be read."""
    try:
        with os.scandir(folder) as inside:
            return [Path(one.path) for one in inside if is_staged(one.name) and not one.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def sweep(folder: Path) -> None:
    """Take away staged files. Only whoever holds the folder may: another process may be about to move them."""
    for path in leftovers(folder):
        with suppress(OSError):  # a folder that may not be written to keeps its litter
            path.unlink()


def sync(folder: Path) -> None:
    """Bring a folder's names down to the disk, where the system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

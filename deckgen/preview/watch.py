"""A project's folders -> the names of files, as they are saved.

In: the project's folder, and which files elsewhere in it matter. Out: calls with names inside it. Folders may come and go, as with a switch
of branches. Where the system tells nothing of saves, as of a drive in a network, WATCHFILES_FORCE_POLLING makes it look by itself.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from stat import S_ISDIR

from watchfiles import Change, awatch

_QUIET = 5
"""Milliseconds without another change after which a save is taken for done; an editor that writes twice is shown twice."""
_LOOK = 500
"""Milliseconds after which it is looked whether a folder came or went, and at files elsewhere."""


async def watch(root: Path, saved: Callable[[Iterable[str]], None], others: Callable[[], Iterable[Path]] = tuple) -> None:
    """Tell of every save in cards/ and content/, and of the files that `others` gives, for ever."""
    polling = None
    while True:
        folders = _folders(root)
        if not folders:
            await asyncio.sleep(_LOOK / 1000)
            if _folders(root):
                saved(())
            continue
        elsewhere = _times(others())
        try:
            async for changes in awatch(
                *folders, debounce=50, step=_QUIET, rust_timeout=_LOOK, yield_on_timeout=True, force_polling=polling
            ):
                if changes:
                    saved(sorted({_name(root, path) for _, path in changes}))
                before, elsewhere = elsewhere, _times(others())
                saved_elsewhere = [path for path, time in elsewhere.items() if before.get(path, time) != time]
                if saved_elsewhere:
                    saved([_name(root, path) for path in saved_elsewhere])
                made_anew = any(change is Change.deleted and Path(path) in folders for change, path in changes)
                if made_anew or _folders(root) != folders:
                    saved(())
                    break
        except (OSError, RuntimeError):  # a folder went while it was asked for, or the system watches no more of them
            polling = True if _folders(root) == folders else polling
            await asyncio.sleep(_LOOK / 1000)
            saved(())


def _folders(root: Path) -> dict[Path, int]:
    """Give the folders that are there; one that was made anew is another, though its name is the same, and at times its number."""
    known = {folder: _stat(folder) for folder in (root / "cards", root / "content")}
    return {folder: stat.st_ino for folder, stat in known.items() if stat and S_ISDIR(stat.st_mode)}


def _times(files: Iterable[Path]) -> dict[str, int]:
    """Give when files were saved; 0 where they are not there."""
    known = {str(file): _stat(file) for file in files}
    return {name: stat.st_mtime_ns if stat else 0 for name, stat in known.items()}


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _name(root: Path, path: str) -> str:
    """Give a file's name in the project. Some systems tell where a file really is, behind links."""
    for folder in (root, root.resolve()):
        if Path(path).is_relative_to(folder):
            return Path(path).relative_to(folder).as_posix()
    return path

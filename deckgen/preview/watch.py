"""A project's folders -> the names of files, as they are saved.

In: the project's folder. Out: calls with names inside it. Folders may come and go, as with a switch of branches.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import awatch

_QUIET = 5
"""Milliseconds without another change after which a save is taken for done; an editor that writes twice is shown twice."""
_LOOK = 500
"""Milliseconds after which it is looked whether a folder came or went."""


async def watch(root: Path, saved: Callable[[Iterable[str]], None]) -> None:
    """Tell of every save in cards/ and content/, for ever."""
    while True:
        folders = _folders(root)
        if not folders:
            await asyncio.sleep(_LOOK / 1000)
            continue
        async for changes in awatch(*folders, debounce=50, step=_QUIET, rust_timeout=_LOOK, yield_on_timeout=True):
            if changes:
                saved(sorted({_name(root, path) for _, path in changes}))
            if _folders(root) != folders:
                saved(())
                break


def _folders(root: Path) -> dict[Path, int]:
    """Give the folders that are there; one that was made anew is another, though its name is the same."""
    return {folder: folder.stat().st_ino for folder in (root / "cards", root / "content") if folder.is_dir()}


def _name(root: Path, path: str) -> str:
    return Path(path).relative_to(root).as_posix()

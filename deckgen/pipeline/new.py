"""A folder -> a new project in it, all or nothing.

In: a folder, which need not be there. Out: the names of its new files, or `TakenError` with what is in their place already.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from deckgen.pipeline.place import WriteError, finish, write_all
from deckgen.start import named_after, new_files

_OURS = ("cards", "content")
"""Folders that are read as a whole: whatever lies there would be part of the project."""


class TakenError(ValueError):
    """There is something where the project's files would stand; the argument is a list of their names."""


def new(root: Path) -> tuple[str, ...]:
    """Write a new project into a folder. Out: its files' names. Errors: `TakenError`, `WriteError`; then nothing is written."""
    name, id = named_after(root.name)
    files = {root / path: text.encode() for path, text in new_files(name, id, secrets.token_hex(16)).items()}
    folders = tuple(dict.fromkeys((root, *(path.parent for path in files))))
    finish(*folders)  # what a killed `deckgen new` had decided
    if taken := _taken(root, files):
        raise TakenError(taken)
    made = _missing(root, folders)
    try:
        write_all(files, root, folders)
    except WriteError:
        for folder in made:
            with suppress(OSError):  # it was not made, or somebody has put something there
                folder.rmdir()
        raise
    return tuple(path.relative_to(root).as_posix() for path in files)


def _taken(root: Path, files: dict[Path, bytes]) -> list[str]:
    """Give what stands where files of the project would."""
    if root.exists() and not root.is_dir():
        return ["."]
    full = [root / name for name in _OURS if any(not one.is_dir() for one in (root / name).rglob("*"))]
    there = [path for path in (*full, *files) if path.exists() or path.is_symlink()]
    return [path.relative_to(root).as_posix() for path in there]


def _missing(root: Path, folders: tuple[Path, ...]) -> list[Path]:
    """Give the folders that would be made, the innermost first."""
    wanted = {one for folder in folders for one in (folder, *folder.parents) if one.is_relative_to(root) or one in root.parents}
    return sorted((one for one in wanted if not one.exists()), key=lambda one: len(one.parts), reverse=True)

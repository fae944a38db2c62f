"""Bytes -> files in their place: whole, or the old ones stay.

In: a folder, and bytes by name. Out: nothing, or a `WriteError` that says in words what stood in the way.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class WriteError(OSError):
    """A file could not be put in its place; the old one is still there. Arguments: its path, and the reason in words."""


def write_all(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write files: each is wholly old or wholly new at any moment, and all are old again if one cannot be put in its place.

    In: the folder, and the bytes by name. Errors: `WriteError`.
    """
    beside: list[Path] = []  # temporary files: whatever happens, none stays
    replaced: list[tuple[Path, Path | None]] = []
    place = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            place = folder / name
            beside.append(_stage(folder, name, data))
        for new, name in zip(tuple(beside), made, strict=True):
            place = folder / name
            old = _stage(folder, name, place.read_bytes()) if place.exists() else None
            beside += [old] if old else []
            replaced.append((place, old))
            new.replace(place)
    except BaseException as error:  # Ctrl-C, too
        for path, old in replaced:
            _put_back(path, old)
        if isinstance(error, OSError):
            raise WriteError(str(place), _why(error)) from error
        raise
    finally:
        for path in beside:
            path.unlink(missing_ok=True)


def _put_back(path: Path, old: Path | None) -> None:
    """Undo one replacement, as far as the machine lets us."""
    with suppress(OSError):
        if old:
            old.replace(path)
        else:
            path.unlink(missing_ok=True)


def _stage(folder: Path, name: str, data: bytes) -> Path:
    """Write a file beside its place, readable like any other."""
    handle, path = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(path).chmod(0o644)
    except OSError:
        Path(path).unlink(missing_ok=True)
        raise
    return Path(path)


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError) and os.name == "nt":
        return "another program holds it open: close the viewer and build again"
    return (error.strerror or str(error)).lower()

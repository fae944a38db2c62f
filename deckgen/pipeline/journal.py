"""What has been decided and not yet done: a hidden file that lists renames, for whoever comes after a killed process.

In: the renames. Out: a journal, and from it the renames again. A journal may come with a cloned repository, so it is never believed: it
can only name a staged file and a place in the same folder, and that folder must be among those that the caller writes anyway.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from deckgen.pipeline.staging import is_staged, naming, stage, sync

NAME = ".deckgen-journal"
_VERSION = 1
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Move:
    """One rename: a staged file, and its place in the same folder."""

    staged: Path
    target: Path


def write_journal(folder: Path, moves: Iterable[Move]) -> None:
    """Decide: from here on, the moves are done, by this process or the next. Errors: `WriteError`; then nothing is decided."""
    rows = [[_relative(move.target.parent, folder), move.staged.name, move.target.name] for move in moves]
    path = folder / NAME
    with naming(path):
        staged = stage(folder, json.dumps({"deckgen-journal": _VERSION, "moves": rows}).encode())
        try:
            staged.replace(path)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
    sync(folder)


def drop_journal(folder: Path) -> None:
    """Take a journal away: what it lists is done, or undone. Errors: `WriteError`."""
    with naming(folder / NAME):
        (folder / NAME).unlink(missing_ok=True)


def has_journal(folder: Path) -> bool:
    """Whether there is one, be it good or bad."""
    return (folder / NAME).is_file()


def complete(folder: Path, known: Iterable[Path]) -> None:
    """Do what a journal lists and was not done, then take it away. One that is damaged, or names anything strange, is only taken away.

    In: its folder, and all folders that it may name, each held. Errors: `WriteError`; the journal then stays for the next time.
    """
    moves = _read(folder, {one.resolve(): one for one in (*known, folder)})
    if moves is None:
        with suppress(OSError):
            (folder / NAME).unlink(missing_ok=True)
        return
    for move in moves:
        if _is_file(move.staged):  # the others were moved before the process was killed
            with naming(move.target):
                move.staged.replace(move.target)
    for parent in {move.target.parent for move in moves}:
        sync(parent)
    drop_journal(folder)


def _relative(folder: Path, start: Path) -> str:
    return Path(os.path.relpath(folder.resolve(), start.resolve())).as_posix()


def _read(folder: Path, known: Mapping[Path, Path]) -> list[Move] | None:
    """Read a journal; `None` unless all of it is as `write_journal` writes it."""
    path = folder / NAME
    try:
        if not _is_file(path) or path.stat().st_size > _LONGEST:  # a pipe would never end
            return None
        match json.loads(path.read_bytes()):
            case {"deckgen-journal": version, "moves": [*rows]} if version == _VERSION:
                moves = [_move(folder, row, known) for row in rows]
                return [move for move in moves if move] if all(moves) else None
    except (OSError, ValueError, RuntimeError):  # what JSON and paths can be wrong with; brackets in brackets, links in a circle
        pass
    return None


def _move(folder: Path, row: object, known: Mapping[Path, Path]) -> Move | None:
    match row:
        case [str(inside), str(staged), str(name)] if is_staged(staged) and _is_name(name):
            home = known.get((folder / inside).resolve())
            return Move(home / staged, home / name) if home else None
    return None


def _is_name(name: str) -> bool:
    r"""Whether this names a file in its folder, on every system.

    >>> [_is_name(name) for name in ("small.apkg", "..", "a/b", r"a\b", "C:x", ".deckgen-journal")]
    [True, False, False, False, False, False]
    """
    plain = PurePosixPath(name).name == PureWindowsPath(name).name == name
    return plain and name not in ("", "..", NAME) and "\0" not in name and ":" not in name and not is_staged(name)


def _is_file(path: Path) -> bool:
    """Whether there is a file of its own: no link to one, no pipe."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False

"""What Typst gave, recorded in the user's cache folder: whoever asks it for the same again is told without it.

In: all that something hangs on which Typst gave, as texts. Out: what it gave. What is not among these texts is deckgen itself, with Typst
and our fonts beside it: a record says whose it is. Only what succeeded is recorded. A record that is damaged, foreign, or another deckgen's
or Python's, is as good as none. They may be deleted at any time; where all together take too much room, those go that were of no use for
longest.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from deckgen.uptodate import BROKEN, cache_folder, digest, read_record, tool, write_record

FORMAT = 1
MOST = 200_000_000
"""Bytes of all records together. Those of all that is printed of a deck of 200 notes take two million."""
_NAMES = "printed-"


def told(asked: tuple[str, ...]) -> Any:
    """Give what was recorded of the same; `None` where nothing was."""
    folder = cache_folder()
    if not folder:
        return None
    with suppress(*BROKEN):
        maker, given = read_record(path := f"{folder}/{_name(asked)}")
        if maker == _maker():
            with suppress(OSError):
                os.utime(path)  # it was of use: others go first
            return given
    return None


def record(asked: tuple[str, ...], given: bytes | dict[str, Any]) -> None:
    """Record a plain value. Where that cannot be written, there is none."""
    folder = cache_folder()
    if folder:
        with suppress(OSError):  # deckgen itself is being replaced, or another command tidies, too
            write_record(f"{folder}/{_name(asked)}", (_maker(), given))
            _tidy(folder)


def any_recorded() -> bool:
    """Whether there is a record of anything."""
    with suppress(OSError):
        return bool(_records(cache_folder()))
    return False


def _tidy(folder: str) -> None:
    """Delete what was of no use for longest, where all together take too much room. Errors: `OSError`."""
    room = MOST
    stats = [(entry, entry.stat()) for entry in _records(folder)]
    for entry, stat in sorted(stats, key=lambda one: one[1].st_mtime_ns, reverse=True):
        room -= stat.st_size
        if room < 0:
            Path(entry).unlink()


def _records(folder: str) -> list[os.DirEntry[str]]:
    """Give the records, of any format."""
    with os.scandir(folder) as entries:
        return [entry for entry in entries if entry.name.startswith(_NAMES)]


@cache
def _maker() -> tuple[object, ...]:
    """Tell this deckgen from others as it was when this process first asked: later, its files may be another's."""
    return (FORMAT, sys.version, tool())


def _name(asked: tuple[str, ...]) -> str:
    return f"{_NAMES}{FORMAT}-{digest(*asked)}"

"""The time that a build carries: Anki takes an update only if it is newer, and the same input must give the same bytes.

In: the project's folder, the environment, git. Out: seconds since 1970.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

LATEST = 4_102_444_800
"""The year 2100: a later time would block every learner's updates until then."""


class BadStampError(ValueError):
    """SOURCE_DATE_EPOCH cannot be a time; the argument is what it says."""


def stamp(root: Path, also: Iterable[str] = ()) -> int:
    """Give the time that a build's changes carry, in seconds since 1970.

    SOURCE_DATE_EPOCH, else the time of the last commit to the deck's files where they are committed as they are, else now. The files are
    those in cards/ and content/, and `also`, by their names inside the project: pictures may lie elsewhere.
    Errors: `BadStampError`.
    """
    return _given() or _commit_time(root, also) or int(time.time())


def release_time() -> int:
    """Give the time of a release, in seconds since 1970: SOURCE_DATE_EPOCH, else now. Errors: `BadStampError`."""
    return _given() or int(time.time())


def _given() -> int | None:
    given = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if given in ("", "0"):  # 0 would make note ids that Anki refuses
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 12 and 0 < int(given) < LATEST):
        raise BadStampError(given)
    return int(given)


def _commit_time(root: Path, also: Iterable[str]) -> int | None:
    """Ask git when the deck's files were last committed; `None` where git does not hold them, or not as they are."""
    files = ("--", "cards", "content", *also)
    if _git(root, "status", "--porcelain", "--untracked-files=all", *files) != "" or not _git(root, "ls-files", *files):
        return None
    when = _git(root, "log", "-1", "--format=%ct", *files)
    return int(when) if when and when.isdecimal() else None


def _git(root: Path, *words: str) -> str | None:
    """Give what git answers; `None` where there is no git, no repository, or no answer within ten seconds."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None

"""The time that a build carries: Anki takes an update only if it is newer, and the same input must give the same bytes.

In: the project's folder, the environment, git. Out: seconds since 1970.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from deckgen.pipeline.git import git

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
    if git(root, "status", "--porcelain", "--untracked-files=all", *files) != b"" or not git(root, "ls-files", *files):
        return None
    when = (git(root, "log", "-1", "--format=%ct", *files) or b"").strip()
    return int(when) if when.isdigit() else None

"""The time that a build carries: Anki takes an update only if it is newer, and the same input must give the same bytes.

In: the project's folder, the environment, git. Out: seconds since 1970.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path


def stamp(root: Path) -> int:
    """Give the time that a build's changes carry, in seconds: SOURCE_DATE_EPOCH, else the commit's on a clean tree, else now."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit() and int(given) > 0:  # 0 would make note ids that Anki refuses
        return int(given)
    return _commit_time(root) or int(time.time())


def _commit_time(root: Path) -> int | None:
    """Ask git for the time of the commit that a clean tree stands on; `None` where there is no git, or anything uncommitted."""

    def git(*words: str) -> str | None:
        try:
            done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=10, check=False)
        except (OSError, subprocess.SubprocessError):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    if git("status", "--porcelain", "--untracked-files=all", "--", "cards", "content") != "":
        return None
    when = git("log", "-1", "--format=%ct")
    return int(when) if when and when.isdigit() else None

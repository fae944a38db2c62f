"""What git knows of a project. In: a folder and git's words. Out: what it answers, or `None`."""

from __future__ import annotations

from pathlib import Path

_SECONDS = 60


def git(root: Path, *words: str) -> bytes | None:
    """Ask git; `None` where there is no git, no repository, or no answer in time. It writes nothing, not even its index."""
    import subprocess  # 5 ms

    try:
        done = subprocess.run(["git", "--no-optional-locks", "-C", str(root), *words], capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None

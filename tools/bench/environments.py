"""The others, installed: each in an environment of its own, from its pins, once.

In: a peer. Out: the folder of its programs, or why it can't run here. The environments lie in `.deckgen-bench/` of this project, which git
ignores, and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.bench.peers import Peer

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".deckgen-bench"
_STAMP = "deckgen-stamp"


class Missing(Exception):
    """A peer can't run here; says why."""


def programs(peer: Peer) -> Path:
    """Install a peer unless it is; give the folder of its programs."""
    python = _python(peer.least)
    folder = FOLDER / peer.requirements.stem
    stamp, wanted = folder / _STAMP, hashlib.sha256(peer.requirements.read_bytes() + python.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text("utf-8") != wanted:
        print(f"bench: installing {peer.name} into {folder.relative_to(ROOT)}/", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        _do(peer, [python, "-m", "venv", str(folder)])
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--require-hashes"]
        _do(peer, [*pip, "-r", str(peer.requirements)])
        stamp.write_text(wanted, "utf-8")
    return folder / "bin"


def versions(peer: Peer, folder: Path) -> tuple[str, str]:
    """Give the version of an installed peer, and that of its Python."""
    code = f"import importlib.metadata, platform; print(importlib.metadata.version({peer.package!r}), platform.python_version())"
    version, python = subprocess.run([folder / "python", "-I", "-c", code], check=True, capture_output=True, text=True).stdout.split()
    return version, python


def _do(peer: Peer, command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=dict(os.environ, PIP_USER="0"))
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no word why"]
        raise Missing(f"{peer.name} could not be installed: {last[0]}")


def _python(least: tuple[int, int]) -> str:
    """Give the Python that deckgen runs on, or where that is too old, the oldest here that is not."""
    if sys.version_info[:2] >= least:
        return getattr(sys, "_base_executable", sys.executable)
    found = [(version, path) for path in _pythons() if (version := _version(path)) and version >= least]
    if not found:
        raise Missing(f"it needs Python {'.'.join(map(str, least))} or newer, and here is none")
    return min(found)[1]


def _pythons() -> Iterator[str]:
    """Give the Pythons of this machine where people have them: on the path, pyenv's, uv's."""
    places = [Path(one) for one in os.environ.get("PATH", "").split(os.pathsep) if one]
    home = Path.home()
    places += [*home.glob(".pyenv/versions/*/bin"), *home.glob(".local/share/uv/python/*/bin")]
    for place in places:
        yield from map(str, sorted(place.glob("python3.[0-9][0-9]")))


def _version(python: str) -> tuple[int, int] | None:
    """Give the version of a Python; nothing for what only passes for one, as pyenv's shims do."""
    code = "import json, sys, venv, ensurepip; print(json.dumps(sys.version_info[:2]))"
    try:
        done = subprocess.run([python, "-I", "-c", code], check=False, capture_output=True, text=True, timeout=20)
        major, minor = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return major, minor

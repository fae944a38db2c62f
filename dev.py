"""Set up what deckgen needs, in .venv, and run it there.

    python3 dev.py build ...     deckgen build: dist/ gets the deck and all that is printed
    python3 dev.py test ...      all tests (pytest)
    python3 dev.py walk ...      random edits, reviews and imports, by the real Anki: nobody loses a review (`--sequences 1000`)
    python3 dev.py bench ...     how quick it is, beside other tools: docs/speed.md (`--notes 1000 --rounds 1` for a first look)
    python3 dev.py samples       draw the pictures of docs/samples anew, where what is printed has changed
    python3 dev.py pictures      draw the pictures of docs/preview.md anew, in the system's chromium
    python3 dev.py lint          ruff and mypy
    python3 dev.py deckgen ...   any deckgen command, in the current folder; the other commands work in this file's
    python3 dev.py lock ...      pin the dependencies anew (needs uv); `--upgrade` takes newer ones

What follows a command goes to the tool behind it, and its exit code is passed on. The first run installs; later ones do so
again, from nothing, only where the pins, the project's metadata, the Python or the folder's path have changed.

In: requirements.txt and pyproject.toml. Out: .venv, and in it a stamp, written last: the digest of what it was made from.
Only the standard library is used, and this file parses on Python 3.6, so that an old Python gives a sentence, no traceback.
"""

import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT
from typing import IO

ROOT = Path(__file__).resolve().parent
COMMANDS = {
    "build": ["deckgen", "build"],
    "deckgen": ["deckgen"],
    "test": ["pytest"],
    "walk": ["tests.learners"],
    "bench": ["tools.bench"],
    "samples": ["tools.samples"],
    "pictures": ["tools.preview_pictures"],
}
LINTERS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])
LOCK_WAIT = 600.0  # seconds: more than an install over a slow line takes
PINS_HEADER = """\
# All that deckgen and its development need, pinned with hashes for every platform and Python 3.11 or newer.
# Made from pyproject.toml by
#     python3 dev.py lock              (`--upgrade` takes newer versions)
"""
NO_WAY = """\
this Python can make no virtual environment. Install what it lacks and run this again: `apt install python3-venv` on Debian \
and Ubuntu, `dnf install python3-pip` on Fedora, `brew install python` on a Mac, or uv anywhere"""


def complaint(version: "tuple[int, ...]") -> str:
    """Take a Python's version; give what to tell its user, or "" if deckgen runs on it."""
    old = "deckgen: this is Python {}.{}, and 3.11 or newer is needed; where there is one, `python3.13 dev.py` and the like use it"
    return old.format(*version) if version < (3, 11) else ""


if complaint(sys.version_info[:2]):
    sys.exit(complaint(sys.version_info[:2]))


def say(text: str) -> None:
    """Print a line about the set-up: on stderr, as stdout is the command's own."""
    print("deckgen: " + text, file=sys.stderr, flush=True)


def python_in(venv: Path) -> Path:
    """Give the path of the Python in a virtual environment, whether it is there or not."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def digest(root: Path) -> str:
    """Give the digest of all that .venv depends on: the pins, the project's metadata, the Python, the folder's path."""
    import tomllib  # not above: a Python older than 3.11 has none

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    metadata = [project.get(table) for table in ("build-system", "project", "dependency-groups")]
    pinned = (root / "requirements.txt").read_text(encoding="utf-8")
    return hashlib.sha256(json.dumps([metadata, pinned, sys.version_info[:2], sys.platform, str(root)]).encode()).hexdigest()


def is_set_up(root: Path) -> bool:
    """Tell whether .venv is complete and up to date. If its Python was removed, what is left is a dangling link: it isn't."""
    stamp = root / ".venv" / "deckgen-stamp"
    return python_in(root / ".venv").exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == digest(root)


def ways(venv: Path) -> "list[tuple[str, list[str], list[str]]]":
    """Give the ways to make an environment, best first: a name, the command that makes it, the start of one that installs.

    The last is for a bare Debian: it has the venv module but not ensurepip, so pip, if at all, is outside.
    """
    # In an activated .venv, build on the Python below it: .venv is about to go.
    base, inside, uv = getattr(sys, "_base_executable", sys.executable), str(python_in(venv)), shutil.which("uv")
    pip = ["install", "--no-input", "--disable-pip-version-check"]
    uv_way = [("uv", [uv, "venv", "--python", base, str(venv)], [uv, "pip", "install", "--python", inside])] if uv else []
    return [
        *uv_way,
        ("venv", [base, "-m", "venv", str(venv)], [inside, "-m", "pip", *pip]),
        ("venv and pip", [base, "-m", "venv", "--without-pip", str(venv)], [base, "-m", "pip", "--python", inside, *pip]),
    ]


def attempt(command: "list[str]", root: Path) -> "tuple[bool, str]":
    """Run a command of the set-up in a folder, silently; tell whether it went well, and what it printed."""
    env = dict(os.environ, PIP_USER="0", PYTHONUTF8="1")  # PIP_USER=1, some people's habit, is an error in a .venv
    # It inherits the lock: an installer that outlives a killed dev.py keeps the next one waiting instead of racing it.
    done = subprocess.run(command, check=False, cwd=root, env=env, close_fds=False, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT)
    return done.returncode == 0, done.stdout.decode("utf-8", "replace")


def clear(venv: Path) -> None:
    """Remove an environment, or a link to one."""
    try:
        if venv.is_symlink():
            venv.unlink()
        elif venv.exists():
            shutil.rmtree(venv)
    except OSError as error:
        sys.exit(f"deckgen: the old .venv can't be removed: {error}; close what uses it (`deactivate`), then run this again")


def make(root: Path) -> "list[str]":
    """Make an empty .venv in the best way that works here; give the start of the command that installs into it."""
    for name, creation, installation in ways(root / ".venv"):
        clear(root / ".venv")
        if attempt(creation, root)[0] and attempt([*installation, "--help"], root)[0]:
            say(f"installing what it needs into .venv, with {name}; this takes a moment, once")
            return installation
    clear(root / ".venv")
    sys.exit("deckgen: " + NO_WAY)


def install(root: Path) -> None:
    """Make .venv, install the pins, then the project; the stamp comes last and says that all went well."""
    installation = make(root)
    # The project's build backend is among the pins: nothing is fetched that they don't hold.
    for what in (["--require-hashes", "-r", "requirements.txt"], ["--no-deps", "--no-build-isolation", "-e", "."]):
        well, output = attempt([*installation, *what], root)
        if not well:
            print(*output.rstrip().splitlines()[-15:], sep="\n", file=sys.stderr)
            sys.exit("deckgen: could not install; the installer's last lines are above. If the network was away, run this again")
    for link in (root / ".venv").rglob("deckgen.pth"):
        # Before 3.13, Python reads it in the system's encoding, which may lack a letter of the folder's path. Dots it has.
        link.write_text(os.path.relpath(root, link.parent), encoding="ascii")
    (root / ".venv" / "deckgen-stamp").write_text(digest(root), encoding="utf-8")


def took(file: "IO[str]") -> bool:
    """Try to lock an open file, without waiting; tell whether it is ours, for as long as we or a child keep it open."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Other errors mean a file system without locks, where a set-up without one is better than none.
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def set_up(root: Path, wait: float = LOCK_WAIT) -> str:
    """Make .venv if it is missing, unfinished or out of date; give its Python. Wait for another set-up, but not for ever."""
    if is_set_up(root):
        return str(python_in(root / ".venv"))
    with (root / ".venv.lock").open("a") as lock:
        os.set_inheritable(lock.fileno(), True)
        if not took(lock):
            say("another set-up is at work in this folder: waiting for it")
            deadline = time.monotonic() + wait
            while not took(lock):
                if time.monotonic() > deadline:
                    sys.exit(f"deckgen: another set-up in this folder has not ended in {wait:.0f} seconds: end it, then run this again")
                time.sleep(0.1)
        if not is_set_up(root):  # unless the one that we waited for did it
            install(root)
    return str(python_in(root / ".venv"))


def become(command: "list[str]") -> int:
    """Turn into a command. Windows can't: there, run it, leave Ctrl-C to it, and give its exit code."""
    if os.name == "posix":
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


def pins(requirements: str) -> "list[str]":
    """Take the text of requirements.txt; give its pins without their hashes: `click==8.5.1`, maybe with a marker."""
    return re.findall(r"^([\w.-]+==.*?) *\\?$", requirements, re.MULTILINE)


def with_pins(pyproject: str, pinned: "list[str]") -> str:
    """Take the text of pyproject.toml; give it with these pins as uv's constraints: `uv run` then installs the same versions."""
    lines = "".join(f"    {json.dumps(pin)},\n" for pin in pinned)
    return re.sub(r"(?ms)^(constraint-dependencies = \[\n).*?^\]", lambda found: found[1] + lines + "]", pyproject)


def lock(root: Path, arguments: "list[str]") -> int:
    """Write requirements.txt from pyproject.toml, and its pins into pyproject.toml; give uv's exit code."""
    uv = shutil.which("uv")
    if not uv:
        sys.exit("deckgen: `lock` needs uv: https://docs.astral.sh/uv/")
    # --no-config: else the last pins, which are uv's constraints in pyproject.toml, would keep `--upgrade` from any newer one.
    options = "--group dev --universal --python-version 3.11 --generate-hashes --no-header --no-config --quiet -o requirements.txt"
    code = subprocess.call([uv, "pip", "compile", "pyproject.toml", *options.split(), *arguments], cwd=root)
    if code == 0:
        requirements, pyproject = root / "requirements.txt", root / "pyproject.toml"
        pinned = requirements.read_text(encoding="utf-8")
        # Bytes: on Windows, text would get other line ends than anywhere else.
        requirements.write_bytes((PINS_HEADER + pinned).encode())
        pyproject.write_bytes(with_pins(pyproject.read_text(encoding="utf-8"), pins(pinned)).encode())
    return code


def run(name: str, arguments: "list[str]") -> int:
    """Run one of this file's commands with its arguments; give its exit code."""
    if name == "lock":
        return lock(ROOT, arguments)
    python = [set_up(ROOT), "-P", "-m"]  # -P: nothing in the current folder passes for the module of its name
    os.environ["PYTHONUTF8"] = "1"  # text in and out is UTF-8, on a Windows console, too
    if name != "deckgen":
        os.chdir(ROOT)
    if name == "lint":
        return max([subprocess.call([*python, *linter]) for linter in LINTERS])
    return become([*python, *COMMANDS[name], *arguments])


def main(arguments: "list[str]") -> int:
    """Take the command line; give the exit code: the command's, 1 if the set-up failed, 2 for wrong usage, 130 for Ctrl-C."""
    name, rest = (arguments or [""])[0], arguments[1:]
    if name not in (*COMMANDS, "lint", "lock") or (name == "lint" and rest):
        asked = name in ("-h", "--help", "help")
        if name and not asked:
            say(f"no command `{name}`; these there are:\n")
        print(__doc__, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return run(name, rest)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        say("interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

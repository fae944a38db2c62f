"""Where the time of a build goes: which room of deckgen was at work, asked some hundred times a second.

    python -m tools.bench.where PROJECT

In: a project. Out: JSON on stdout: `rooms`, how often each was found at work, and `seconds`, how long the processor was. What a library did
for a room counts for the room; loading modules counts as `start`. Unlike a profiler that counts calls, asking slows nothing down. All is
done by one process: another is not asked.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import FrameType

import deckgen

_PACKAGE = str(Path(deckgen.__file__).parent) + "/"
_EVERY = 0.001


def room(frame: FrameType | None) -> str:
    """Give the room that is at work in a frame: the innermost of deckgen's."""
    while frame:
        file, name = frame.f_code.co_filename, frame.f_code.co_name
        if file.startswith("<frozen importlib") or name == "<module>":
            return "start"
        if file.startswith(_PACKAGE):
            return file.removeprefix(_PACKAGE).split("/")[0].removesuffix(".py")
        frame = frame.f_back
    return "start"


def build(project: Path) -> Counter[str]:
    """Build a project's package on one processor; give how often each room was found at work."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    found: Counter[str] = Counter()
    before = signal.signal(signal.SIGPROF, lambda _, frame: found.update((room(frame),)))
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        from deckgen.cli import deckgen as command

        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            command(["build", "--only", "apkg", "--project", str(project)], prog_name="deckgen", standalone_mode=False)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return found


if __name__ == "__main__":
    rooms = build(Path(sys.argv[1]))
    print(json.dumps({"rooms": dict(rooms.most_common()), "seconds": time.process_time()}))

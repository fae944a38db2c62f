"""Run one command, and say what it took. On its own, so that what starts the command is always the same small process.

    python -I -S launch.py LIMIT WATCH COMMAND ...

In: seconds after which it is stopped (0: never), whether to watch its memory, and the command. Out: JSON on stdout: seconds from its start
to its end, its peak memory in KiB, its exit code; null for the code of one that was stopped. What the command prints goes to stderr.

A process that begins as a copy of another has that one's peak from the start: this one, with no more than Python in it, is the smallest.
The system tells the peak of the largest process alone; watched, it is that of the command and all that it started, together, where that
is more.
"""

import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress


def main(limit, watch, command):
    """Run it."""
    stopped, ended, sums = [], threading.Event(), [0]
    began = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)], setpgroup=0)

    def stop(*_):
        stopped.append(True)
        with suppress(ProcessLookupError):  # it has just ended
            os.killpg(child, signal.SIGKILL)

    for reason in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
        signal.signal(reason, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    watcher = threading.Thread(target=look, args=(child, ended, sums))
    if watch:
        watcher.start()
    _, status, usage = os.wait4(child, 0)
    took = time.perf_counter() - began
    signal.setitimer(signal.ITIMER_REAL, 0)
    ended.set()
    peak = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)  # bytes on a Mac
    code = None if stopped else os.waitstatus_to_exitcode(status)
    if watch:
        watcher.join()
    print(json.dumps({"seconds": round(took, 5), "peak": max(peak, sums[0]), "code": code}))


def look(child, ended, sums):
    """Add up the memory of a process and its descendants, fifty times a second; where there is no /proc, not at all."""
    while not ended.wait(0.02):
        sums[0] = max(sums[0], sum(map(resident, family(child))))


def family(process):
    """Give a process and its descendants."""
    yield process
    children = []
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{thread}/children") as file:
                children += [int(one) for one in file.read().split()]
    except OSError:  # it has just ended, or there is no /proc
        pass
    for child in children:
        yield from family(child)


def resident(process):
    """Give the memory of a process in KiB, pages shared with others in proportion."""
    try:
        with open(f"/proc/{process}/smaps_rollup") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
    except OSError:  # it has just ended
        return 0


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2] == "watch", sys.argv[3:])

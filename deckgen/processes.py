"""A process that was begun for some work: it ends with the one that began it, however that one ends."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread


def end_with_parent() -> None:
    """Watch, in a process begun by `multiprocessing`, for the end of the one that began it: without it, this one would wait for ever."""
    parent = parent_process()
    if parent:
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)

"""A function, called in a process of its own.

In: a function that can be pickled. Out: what it returns. Typst keeps what it ever set for as long as its process lives: where much is set,
a process for each file gives the memory back.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

Made = TypeVar("Made")


def apart(function: Callable[[], Made]) -> Made:
    """Call a function. What it raises is raised here; `MemoryError` where its process was ended: one that lacks memory is."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        try:
            return pool.submit(function).result()
        except BrokenProcessPool as broken:
            raise MemoryError("typesetting was ended, most likely for want of memory; `--part` prints one part alone") from broken

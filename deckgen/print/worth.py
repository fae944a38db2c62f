"""What a principle, or a note without one, is worth on a sheet that has too little room.

In: how its author ranks it, and how many notes cite it. Out: `Worth`, by which `fit` decides what is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worth:
    """Why a principle, or a note without one, stays on the sheet, or how soon it goes."""

    rank: int = 2
    """1 always stays; 3 goes before 2."""
    cited: int = 1
    """Notes that cite it: within a rank, what fewer cite goes first."""
    stays: bool = False
    """It stays whatever its rank."""


def ranked(worths: Iterable[Worth]) -> bool:
    """Whether principles may be left out: where an author has said which are worth more than others, or less."""
    return any(worth.rank != 2 for worth in worths)

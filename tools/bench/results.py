"""What was measured -> what it means: medians, ratios within a round, and whether a target is reached.

In: docs/speed.json as `rounds` makes it: `tasks` by name and number of notes, each with its `seconds`, a list a round, and its `peak` in
KiB, or with what went `wrong`; `watched`, the seconds of what a process did that stayed; `where`, of a number of `notes`, which rooms were
found at work, `cold` and `edited`. Out: numbers; `None` where something was not measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

RAW, COLD, AGAIN, EDITED = "raw", "deckgen, cold", "deckgen, nothing changed", "deckgen, one file edited"
HELP, MANY, PYTHON, FLOOR = "deckgen --help", "deckgen, nothing changed in 1,000 files", "python -I -c pass", "SQLite and zip"
SHEET = "deckgen, the shipped deck’s sheet"


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of a number's values in all rounds, the least and the most."""

    middle: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Results:
    """What was measured."""

    data: dict[str, Any]

    @property
    def sizes(self) -> list[int]:
        """Numbers of notes, ascending."""
        return sorted(self.data["notes"])

    @property
    def peers(self) -> list[str]:
        """Who ran, in the order of the run: raw first."""
        return [name for name in self.data["tasks"] if name in self.data["peers"]]

    def wrong(self, task: str, notes: int = 0) -> str:
        """Say why something has no number."""
        return str(self._entry(task, notes).get("wrong", ""))

    def seconds(self, task: str, notes: int = 0) -> Spread | None:
        """Give the time of a task."""
        return _spread(self._rounds(task, notes))

    def watched(self, name: str) -> Spread | None:
        """Give the time of what a process did that stayed."""
        return _spread([median(one) for one in self.data["watched"].get(name, ())])

    def peak(self, task: str, notes: int = 0) -> float | None:
        """Give the most memory that a task took, in MB."""
        kib = self._entry(task, notes).get("peak")
        return None if kib is None else kib * 1024 / 1e6

    def ratio(self, task: str, other: str, notes: int = 0, other_notes: int | None = None) -> Spread | None:
        """Give how many times as long a task took as another in the same round."""
        pairs = zip(self._rounds(task, notes), self._rounds(other, notes if other_notes is None else other_notes), strict=False)
        return _spread([one / two for one, two in pairs])

    def rooms(self, build: str) -> dict[str, float]:
        """Give the time of each room in a build, `cold` or `edited`, as a multiple of raw's with as many notes."""
        where = self.data.get("where") or {}
        raw, found = self.seconds(RAW, where.get("notes", 0)), where.get(build)
        if not raw or not found:
            return {}
        asked = sum(found["rooms"].values())
        return {room: count / asked * found["seconds"] / raw.middle for room, count in found["rooms"].items()}

    def growth(self, task: str) -> Spread | None:
        """Give the time a note with the most notes, as a multiple of that with the fewest."""
        few, many = self.sizes[0], self.sizes[-1]
        found = self.ratio(task, task, many, few) if many > few else None
        return found and Spread(*(one * few / many for one in (found.middle, found.least, found.most)))

    def _entry(self, task: str, notes: int) -> dict[str, Any]:
        entry: dict[str, Any] = self.data["tasks"].get(task, {}).get(str(notes), {})
        return entry

    def _rounds(self, task: str, notes: int) -> list[float]:
        return [median(one) for one in self._entry(task, notes).get("seconds", ())]


def _spread(values: list[float]) -> Spread | None:
    return Spread(median(values), min(values), max(values)) if values else None


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached: a number, at most."""

    what: str
    most: float
    unit: str
    """`×` and of what, or a unit."""
    reached: Callable[[Results], Spread | None]
    task: str = ""
    """Which task, where it is one, against raw, with so many `notes`."""
    notes: int = 0

    def missed(self, results: Results) -> bool:
        """Whether it was measured, and is not reached."""
        reached = self.reached(results)
        return reached is not None and reached.middle > self.most


def _memory(results: Results) -> Spread | None:
    peak = results.peak(COLD, 100_000)
    return None if peak is None else Spread(peak, peak, peak)


def _milliseconds(results: Results) -> Spread | None:
    found = results.watched("set")
    return found and Spread(found.middle * 1000, found.least * 1000, found.most * 1000)


def _of_raw(what: str, most: float, task: str, notes: int) -> Target:
    return Target(what, most, "× raw", lambda results: results.ratio(task, RAW, notes), task, notes)


def _growth(results: Results) -> Spread | None:
    return results.growth(COLD) if results.sizes[0] == 1000 and results.sizes[-1] == 100_000 else None


TARGETS = (
    Target("`deckgen --help`", 1.6, "× Python’s own start", lambda results: results.ratio(HELP, PYTHON)),
    Target("a build with nothing changed in 1,000 files", 1.6, "× Python’s own start", lambda results: results.ratio(MANY, PYTHON)),
    _of_raw("cold build of the .apkg, 10,000 notes, all checks on", 0.5, COLD, 10_000),
    _of_raw("the same, 100,000 notes", 0.25, COLD, 100_000),
    Target("its memory", 400, "MB", _memory),
    _of_raw("one file edited, package built again, 10,000 notes", 0.15, EDITED, 10_000),
    _of_raw("the same, 100,000 notes", 0.08, EDITED, 100_000),
    Target("the shipped deck’s sheet after an edit, in a process that stays", 30, "ms", _milliseconds),
    Target("a note’s time in a cold build of 100,000, against one of 1,000", 1.1, "×", _growth),
)
"""In the order of the table."""

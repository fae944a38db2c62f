"""One walk: authors release, learners study and import, and after each import everything is checked.

In: a seed, and what may happen. Out: counts, or `Lost` with the whole story. The same seed gives the same walk.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .author import Author, Clock
from .checks import Import, check
from .edits import EDITS
from .facts import Lost
from .learner import ACTIONS, OPTIONS, Learner
from .package import Package


@dataclass(frozen=True)
class Plan:
    """What may happen in a walk."""

    edits: tuple[str, ...] = tuple(EDITS)
    actions: tuple[str, ...] = tuple(ACTIONS)
    options: tuple[str, ...] = OPTIONS
    releases: int = 6
    learners: int = 2
    newer: bool = True
    """Whether a newer deckgen takes over on the way."""
    drafts: bool = True
    detours: bool = True
    """Whether learners skip releases, and import old files."""
    others: bool = True
    """Whether another author's deck, with the same ids, may be there, too."""


EVERYTHING = Plan()
_STEP = 5
"""Edits that are made in turn in one walk; the next seed goes on behind them."""


def walk(seed: int, plan: Plan = EVERYTHING) -> Counter[str]:
    """Take one walk; give counts of all that happened. Errors: `Lost`, with the journal and how to walk again."""
    journal: list[str] = []
    with TemporaryDirectory() as folder:
        one = _Walk(seed, plan, Path(folder).resolve(), journal)
        try:
            one.run()
        except Exception as error:
            what = error.args[0] if isinstance(error, Lost) else "crash"
            told = error.args[1] if isinstance(error, Lost) else f"{type(error).__name__}: {error}"
            story = "\n".join(journal)
            raise Lost(what, f"{told}\n\n{story}\n\nreplay: python3 dev.py walk --sequences 1 --seed {seed}") from error
        finally:
            for learner in one.learners:
                learner.close()
    return one.tally()


class _Walk:
    def __init__(self, seed: int, plan: Plan, folder: Path, journal: list[str]) -> None:
        self.plan, self.journal = plan, journal
        self.dice = random.Random(seed)
        clock = Clock(self.dice)
        self.author = Author(folder / "ours", self.dice, clock, journal, turn=_STEP * seed)
        self.other = Author(folder / "theirs", self.dice, clock, journal, name="Theirs", turn=_STEP * seed)
        self.other.project.lang = "de"
        self.handed: list[Package] = []
        self.learners = [
            Learner(folder, self.dice, clock, journal, f"learner-{number}", self.dice.choice(plan.options))
            for number in range(1, plan.learners + 1)
        ]

    def run(self) -> None:
        """Release after release."""
        theirs = self._released(self.other) if self.plan.others and self.dice.random() < 0.5 else None
        for number in range(self.plan.releases):
            if number:
                self._work()
            self.handed.append(self._released(self.author))
            for learner in self.learners:
                self._study(learner)
                if theirs and self.dice.random() < 0.5:
                    self._import(learner, theirs, self.other)
        if theirs:
            self.other.edit(self.plan.edits, 3)
            self.handed = [self._released(self.other)]
            for learner in self.learners:
                self._import(learner, self.handed[0], self.other)

    def _work(self) -> None:
        """Let the author work on the next release; halfway there may be a draft."""
        if self.plan.newer and self.dice.random() < 0.25:
            self.author.newer += 1
            self.journal.append("deckgen is newer now")
            self.author.tally["edit: newer deckgen"] += 1
        self.author.edit(self.plan.edits, self.dice.randint(1, 3))
        if self.plan.drafts and self.dice.random() < 0.3:
            draft = self.author.draft(self.author.settled())
            self._import(self.dice.choice(self.learners), draft, self.author)
            self.author.edit(self.plan.edits, self.dice.randint(1, 2))

    def _released(self, author: Author) -> Package:
        again = self.plan.newer and self.dice.random() < 0.15
        look = self.plan.newer and self.dice.random() < 0.15
        return author.release(author.settled(), restamp=again, look=look)

    def _study(self, learner: Learner) -> None:
        """Let a learner do something, then import the release, or skip it, or import an old one after it."""
        learner.act(self.plan.actions, self.dice.randint(1, 4))
        if self.plan.detours and self.dice.random() < 0.2:
            learner.tally["detour: release skipped"] += 1
            learner.say("skips the release")
            return
        self._import(learner, self.handed[-1], self.author)
        learner.act(self.plan.actions, self.dice.randint(2, 5))
        if self.plan.detours and self.dice.random() < 0.2:
            old = self.dice.choice(self.handed)
            learner.tally["detour: older file after a newer one" if old is not self.handed[-1] else "detour: imported again"] += 1
            self._import(learner, old, self.author)

    def _import(self, learner: Learner, package: Package, author: Author) -> None:
        before = learner.held()
        learner.take(package)
        learner.keeps_apart(author.label, package)
        check(Import(learner, package, learner.options, before, learner.held()), author.facts)
        learner.retime()
        learner.tally["reviews kept"] += len(before.reviews)

    def tally(self) -> Counter[str]:
        """Give all counts."""
        tallies = (self.author.tally, self.other.tally, *(one.tally for one in self.learners))
        return sum(tallies, Counter({"sequences": 1}))

"""Many walks, on several processors: `python3 dev.py walk --sequences 1000 [--seed N] [--jobs 2]`.

In: how many, and the first seed. Out: one line with what happened, then how often each thing did; of every walk that lost something, its
story. Exit: 0 where nobody lost anything, else 1.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from time import monotonic

import click

from .facts import Lost
from .walk import walk

_FAMILIES = {"edit": "Edits", "action": "What learners did", "detour": "Detours", "imports": "Import options", "gate": "Met at the gate"}


def one(seed: int) -> tuple[int, Counter[str], str]:
    """Take one walk; give its seed, its counts, and what was lost."""
    try:
        return seed, walk(seed), ""
    except Lost as lost:
        return seed, Counter(), f"{lost.args[0]}: {lost.args[1]}"


def many(seeds: range, jobs: int) -> Iterator[tuple[int, Counter[str], str]]:
    """Take a walk for each seed, as they end."""
    if jobs == 1:
        yield from map(one, seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from (done.result() for done in as_completed([pool.submit(one, seed) for seed in seeds]))


def summary(tally: Counter[str], seconds: float) -> str:
    """Give all counts in words, the most telling ones first."""
    made = f"{tally['sequences']:,} sequences: {tally['releases']:,} releases, {tally['drafts']:,} drafts, {tally['imports']:,} imports"
    lines = [f"{made}, {tally['reviews kept']:,} times that a review was there before an import and after it; {seconds:,.0f} s"]
    for family, title in _FAMILIES.items():
        counts = sorted((name.partition(": ")[2], count) for name, count in tally.items() if name.startswith(f"{family}: "))
        lines.append(f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts))
    return "\n".join(lines)


@click.command("walk")
@click.option("--sequences", default=100, show_default=True, help="How many walks.")
@click.option("--seed", default=0, show_default=True, help="The seed of the first; each next one has the next.")
@click.option("--jobs", default=os.cpu_count() or 1, help="How many at once.")
def main(sequences: int, seed: int, jobs: int) -> None:
    """Walk at random through edits, reviews and imports, with the real Anki, and see that no learner loses a review."""
    started, tally, lost = monotonic(), Counter[str](), 0
    for number, counts, story in many(range(seed, seed + sequences), jobs):
        tally += counts
        if story:
            lost += 1
            click.echo(f"--- seed {number} ---\n{story}\n")
    click.echo(summary(tally, monotonic() - started))
    click.echo(f"{lost:,} sequences lost something" if lost else "Nobody lost anything.")
    sys.exit(1 if lost else 0)

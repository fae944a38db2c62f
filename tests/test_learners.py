"""No edit ever costs a learner a review: random walks through the real Anki, and the proof that they would notice.

The long walk is `python3 dev.py walk --sequences 1000`.
"""

from __future__ import annotations

from collections import Counter

import pytest
from learners.edits import EDITS
from learners.facts import Lost
from learners.faults import FAULTS
from learners.learner import ACTIONS, OPTIONS
from learners.walk import Plan, walk

SEQUENCES = 20
_ENOUGH = 15
"""Walks in which a rule that is switched off must have shown."""


def several(plan: Plan) -> None:
    """Take some walks of a plan. Errors: `Lost`."""
    for seed in range(_ENOUGH):
        walk(seed, plan)


def test_no_edit_costs_a_learner_a_review() -> None:
    tally = sum((walk(seed) for seed in range(SEQUENCES)), Counter[str]())
    wanted = {
        *(f"edit: {name}" for name in EDITS),
        *(f"action: {name}" for name in ACTIONS),
        *(f"imports: {name}" for name in OPTIONS),
        *("detour: release skipped", "detour: older file after a newer one", "detour: imported again", "drafts", "edit: newer deckgen"),
    }
    assert wanted - tally.keys() == set()
    assert tally["reviews kept"] > 1000


@pytest.mark.parametrize("rule", FAULTS)
def test_a_rule_switched_off_is_seen(rule: str) -> None:
    fault = FAULTS[rule]
    with fault.off(), pytest.raises(Lost) as lost:
        several(fault.plan)
    assert lost.value.args[0] in fault.lost, lost.value.args[1]


@pytest.mark.parametrize("rule", FAULTS)
def test_and_with_the_rule_the_same_walk_loses_nothing(rule: str) -> None:
    walk(0, FAULTS[rule].plan)


def test_a_lost_review_comes_with_its_story() -> None:
    fault = FAULTS["tags hang below the deck"]
    with fault.off(), pytest.raises(Lost) as lost:
        walk(3, fault.plan)
    story = lost.value.args[1]
    assert "Ours edits" in story or "Ours releases" in story or "tags" in story
    assert story.endswith("replay: python3 dev.py walk --sequences 1 --seed 3")

"""How cards are written: what the cases cannot show. Comparisons are counted, not clocked."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from sample import UID, write_project

from deckgen.codes.writing import WRITING
from deckgen.diagnostics import Severity
from deckgen.pipeline.load import load
from deckgen.read.keys import LEVELS, LINT
from deckgen.rules.writing.alike import ALIKE, CROWD, pairs, shared

ROOT = Path(__file__).parents[1]
NOTES = 10_000


def drawn(count: int, seed: int) -> list[frozenset[str]]:
    """Draw fronts of words as frequent as those of a language: a few are everywhere, most are rare."""
    chance = random.Random(seed)
    return [frozenset(f"w{int(chance.paretovariate(0.5)) % 20_000}" for _ in range(chance.randint(6, 20))) for _ in range(count)]


def compared_of(fronts: list[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Give the pairs that are compared."""
    return pairs(fronts, Counter(chain.from_iterable(fronts)))


def test_ten_thousand_fronts_take_few_comparisons() -> None:
    compared = sum(1 for _ in compared_of(drawn(NOTES, 1)))
    assert compared < NOTES * 20  # each with each would be 50 million


def test_fronts_of_one_pattern_take_few_comparisons() -> None:
    pattern = [frozenset(("which", "symbol", "element", "table", f"e{number}")) for number in range(NOTES)]
    assert not list(compared_of(pattern))


@pytest.mark.parametrize("crowd", [CROWD, CROWD + 1])
def test_a_word_is_part_of_a_pattern_once_many_fronts_have_it(crowd: int) -> None:
    compared = len(list(compared_of([frozenset(("one", f"a{number}", f"b{number}", f"c{number}")) for number in range(crowd)])))
    assert compared == 0  # their rarest words are their own
    compared = len(list(compared_of([frozenset(("one", "two", "three", "four"))] * crowd)))
    assert compared == (crowd * (crowd - 1) // 2 if crowd <= CROWD else 0)


def test_no_pair_that_is_alike_is_missed_but_for_patterns() -> None:
    chance, fronts = random.Random(2), drawn(300, 3)
    fronts += [frozenset(chance.sample(sorted(one), len(one) - 1)) | {"new"} for one in fronts[:CROWD] if len(one) > 8]
    found = {pair for pair in compared_of(fronts) if shared(fronts[pair[0]], fronts[pair[1]]) >= ALIKE}
    counts = {word: sum(word in one for one in fronts) for front in fronts for word in front}
    rare = [frozenset(word for word in one if counts[word] <= CROWD) for one in fronts]
    wanted = {
        (first, later)
        for later in range(len(fronts))
        for first in range(later)
        if shared(fronts[first], fronts[later]) >= ALIKE and len(rare[first] & rare[later]) > len(fronts[later]) / 2
    }
    assert wanted
    assert wanted <= found


def test_every_code_of_the_family_can_be_set_in_deck_yaml() -> None:
    assert [key.name for key in LINT] == [one.code for one in WRITING]
    assert all(key.choices == LEVELS for key in LINT)


@pytest.mark.parametrize(("level", "expected"), [("off", []), ("warning", [Severity.WARNING]), ("error", [Severity.ERROR])])
def test_deck_yaml_says_how_bad_a_finding_is(tmp_path: Path, level: str, expected: list[Severity]) -> None:
    deck = f"deck: Test\nuid: {UID}\nid: test\nlint:\n  W015: {level}\n"
    cards = "part: 1 One\ncards:\n  - id: one\n    q: Who moves?\n    a: One.\n  - id: two\n    q: Who moves?\n    a: Two.\n"
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "deck.yaml").write_text(deck)
    (tmp_path / "cards" / "01.yaml").write_text(cards)
    assert [one.severity for one in load(tmp_path).diagnostics] == expected


def test_the_deck_of_this_repository_gives_few_warnings() -> None:
    """Each is looked at: false ones make at most 3 in 100 notes, or authors stop reading them."""
    project = load(ROOT)
    found = [one for one in project.diagnostics if one.code.startswith("W")]
    assert 100 * len(found) <= 3 * sum(1 for _ in project.decks[0].notes())


def test_the_sample_says_nothing_of_what_its_deck_turns_off(tmp_path: Path) -> None:
    assert not load(write_project(tmp_path)).diagnostics


@pytest.mark.parametrize("pairs", [CROWD, CROWD + 1])
def test_opposites_that_many_fronts_have_are_a_pattern(pairs: int, tmp_path: Path) -> None:
    notes = "".join(
        f"  - {{id: {word}-{at}, q: What is the {word} rule of harbour number{at} at sea?, a: Rule {word}{at}.}}\n"
        for at in range(pairs)
        for word in ("inner", "outer")
    )
    root = write_project(tmp_path, {"cards/03.yaml": f"part: 3 Third\ncards:\n{notes}"})
    found = [one for one in load(root).diagnostics if one.message == "two fronts that are easily confused"]
    assert len(found) == (pairs if pairs <= CROWD else 0)


def test_what_makes_fronts_near_is_told_alike_in_every_process(tmp_path: Path) -> None:
    """Sets have another order in each: a digest of theirs would have fronts compared at each build."""
    root = write_project(tmp_path)
    code = (
        "import sys; from pathlib import Path; from deckgen.pipeline.load import load; from deckgen.rules.writing import _of_part\n"
        f"(deck,) = load(Path({str(root)!r})).decks\n"
        "print([_of_part(deck, part, True)[2] for part in deck.parts])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, cwd=ROOT
        ).stdout
        for seed in "123"
    }
    assert len(told) == 1
    assert b"[]" not in told

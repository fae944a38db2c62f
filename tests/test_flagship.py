"""The deck that comes with the tool: what its learners are promised. A card that is added with care breaks none of this."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from pdf import open_pdf, squeezed, words

from deckgen.cli import build
from deckgen.markup.nodes import Table
from deckgen.markup.walk import plain_text
from deckgen.model import Deck, Lens, Principle
from deckgen.pipeline.load import load
from deckgen.stats import measure

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def deck() -> Deck:
    (one,) = load(ROOT).decks
    return one


def first(deck: Deck) -> list[Principle]:
    return [one for source in deck.sources.values() for one in source.principles if one.rank == 1]


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_its_sheet_is_two_pages_with_all_of_the_first_rank(deck: Deck, tmp_path: Path, paper: str) -> None:
    options = ["--project", str(ROOT), "--only", "sheet", "--paper", paper, "--out", str(tmp_path), "--quiet"]
    assert CliRunner().invoke(build.command, options).exit_code == 0
    (path,) = tmp_path.glob("*.pdf")
    data = path.read_bytes()
    assert len(open_pdf(data).pages) == 2
    text = words(data)
    assert [one.id for one in first(deck) if squeezed(plain_text(one.name)) not in text] == []
    tables = [block for one in first(deck) for block in one.statement.blocks if isinstance(block, Table)]
    assert len(tables) >= 3
    cells = [squeezed(plain_text(cell)) for table in tables for row in (table.head, *table.rows) for cell in row]
    assert [cell for cell in cells if cell not in text] == []


def test_each_part_has_one_quotation_set_large(deck: Deck) -> None:
    """A principle is on the sheet where it is cited first."""
    seen: set[str] = set()
    large: Counter[str] = Counter()
    for part in deck.parts:
        cited = [one for note in part.notes if note.on_sheet for _, one in deck.cited(note) if one]
        for principle in cited:
            if principle.id not in seen and principle.key:
                large[part.name] += 1
            seen.add(principle.id)
    assert large == Counter({part.name: 1 for part in deck.parts})


def test_it_holds_what_makes_a_good_deck(deck: Deck) -> None:
    stats = measure(deck)
    assert [(one.name, one.count, one.total) for one in stats.targets if not one.holds] == []
    assert stats.outsized == ()
    assert all(source.limit == 15 for source in deck.sources.values())
    assert sum(note.lens is Lens.BRIDGE for note in deck.notes()) >= 10
    bridges = [note for note in deck.notes() if note.lens is Lens.BRIDGE]
    assert [note.id for note in bridges if len({source.key for source, _ in deck.cited(note)}) < 2] == []


def test_whatever_carries_its_sources_is_asked_for_from_two_sides(deck: Deck) -> None:
    """By two notes, or by a list, each item of which is a card."""
    cards: Counter[str] = Counter()
    for note in deck.notes():
        sides = 2 if note.kind == "list" else 1
        cards.update({principle.id: sides for _, principle in deck.cited(note) if principle})
    assert [one.id for one in first(deck) if cards[one.id] < 2] == []

"""What goes where a sheet has too little room, and what stays: by rank, by citations, by height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf import Mark, marks, open_pdf, squeezed, words
from test_sheet import deck, entry, plain, quotation, sheet

from deckgen.print.fit import fit, going, pages_needed
from deckgen.print.papers import PAPERS
from deckgen.print.search import COMFORTABLE, SMALLEST, Frame, Heights, Nature, Search
from deckgen.print.sheet import GUTTER, MARGIN, Typeset, typeset
from deckgen.print.sheet_content import Sheet, SheetEntry, SheetPart
from deckgen.print.worth import Worth

FRAME = Frame(3, 600.0, 680.0, 10.5)


@dataclass(frozen=True)
class Entry:
    """A principle for a search that nothing is typeset for: heights at 8 points."""

    worth: Worth = field(default=Worth())
    height: float = 40.0
    quotations: tuple[int, ...] = ()
    """Their lengths; where the worth stays, the first is set large."""
    blocks: int = 0
    """Further blocks of its statement."""


class Press:
    """Measures as Typst would, and counts how often it is asked."""

    def __init__(self, heights: Sequence[float]) -> None:
        self.heights, self.calls = heights, 0

    def __call__(self, sizes: Sequence[float]) -> list[Heights]:
        self.calls += 1
        return [Heights(tuple(height * size / 8 for height in self.heights), (26.0,) * len(self.heights)) for size in sizes]


def search(*parts: Sequence[Entry]) -> Search:
    natures: list[Nature] = []
    heights: list[float] = []
    worths = [one.worth for part in parts for one in part]
    number = -1
    for part in parts:
        natures.append(Nature(opens=True))
        heights.append(28.0)
        for one in part:
            number += 1
            own = [Nature(), *[Nature(follows=True)] * one.blocks]
            for place, length in enumerate(one.quotations):
                key = one.worth.stays and place == 0
                own.append(Nature(quotation="key" if key else "said", droppable=not key, length=length))
            natures += [replace(nature, entry=number) for nature in own]
            heights += [one.height, *[20.0] * one.blocks, *(10.0 + length / 3 for length in one.quotations)]
    return Search(natures, worths, FRAME, Press(heights))


def kept_entries(made: Search, kept: Sequence[int]) -> list[int]:
    return [made.natures[k].entry for k in kept if made.natures[k].begins]


def test_the_longest_quotations_go_then_principles_by_rank_citations_and_height() -> None:
    entries = (
        Entry(Worth(1), quotations=(50,)),  # 1, with its quotation at 2
        Entry(Worth(2), 30.0, quotations=(90,)),  # 3, 4
        Entry(Worth(2), 50.0),  # 5
        Entry(Worth(2, cited=2), 90.0),  # 6
        Entry(Worth(3, cited=3), blocks=1),  # 7, 8
        Entry(Worth(3, stays=True), quotations=(70, 60)),  # 9, large 10, 11
        Entry(Worth(3, cited=2)),  # 12
    )
    assert going(search(entries), 8.0) == [(4,), (11,), (2,), (12,), (7, 8), (5,), (3,), (6,)]


def test_where_no_rank_is_given_only_quotations_may_go() -> None:
    assert going(search((Entry(quotations=(5,)), Entry(Worth(2, stays=True), quotations=(9, 7)))), 8.0) == [(5,), (2,)]


def test_the_heading_of_a_part_goes_with_the_last_of_it() -> None:
    made = search((Entry(), Entry()), (Entry(Worth(3)),), (Entry(Worth(1)),))
    assert made.without([(4,)]) == (0, 1, 2, 5, 6)
    assert made.headed([6, 1]) == (0, 1, 5, 6)


def test_what_comes_to_stand_under_the_heading_of_its_part_stays_with_it() -> None:
    made = search((Entry(), Entry(), Entry(), Entry()))
    penalties = [piece.penalty for piece in made.pieces(8.0, made.everything)]
    assert penalties == [0.0, None, 0.5, 0.1, 0.5]  # a break would leave the first or the last alone
    assert [piece.penalty for piece in made.pieces(8.0, (0, 2, 3, 4))] == [0.0, None, 0.5, 0.5]


def test_a_deck_that_fits_loses_nothing_whatever_its_ranks() -> None:
    made = search([Entry(Worth(3), quotations=(20,))] * 10, [Entry(Worth(1))] * 5)
    fitting = fit(made, 2)
    assert fitting
    assert fitting.kept == made.everything


def test_statements_are_comfortable_while_something_may_go() -> None:
    many = search([Entry(Worth(1))] * 60, [Entry(Worth(2))] * 60)
    fitting = fit(many, 2)
    assert fitting
    assert (fitting.size, fitting.pages) == (COMFORTABLE, 2)
    nothing_may_go = search([Entry(Worth(1), 52.0)] * 60)
    fitting = fit(nothing_may_go, 2)
    assert fitting
    assert fitting.size == SMALLEST


def test_too_much_of_the_first_rank_takes_more_pages() -> None:
    made = search([Entry(Worth(1))] * 130, [Entry(Worth(3))] * 40)
    assert fit(made, 2) is None
    needed = pages_needed(made)
    fitting = fit(made, needed)
    assert fitting
    assert (needed, fitting.pages) == (4, 4)
    assert set(range(130)) <= set(kept_entries(made, fitting.kept))


ENTRIES = st.builds(
    Entry,
    worth=st.builds(Worth, st.sampled_from([1, 2, 2, 2, 3, 3]), st.integers(1, 3), st.sampled_from([False] * 9 + [True])),
    height=st.floats(25, 90),
    quotations=st.lists(st.integers(15, 120), max_size=2).map(tuple),
    blocks=st.sampled_from([0, 0, 0, 1]),
)


@settings(max_examples=60)
@given(st.lists(st.lists(ENTRIES, min_size=1, max_size=22), min_size=1, max_size=8))
def test_what_must_stay_stays_and_all_that_is_kept_hangs_together(parts: list[list[Entry]]) -> None:
    made = search(*parts)
    fitting = fit(made, 2)
    if fitting is None:
        must = made.without(going(made, SMALLEST))
        assert not made.fits(SMALLEST, must, 2)
        return
    kept, natures = fitting.kept, made.natures
    entries = kept_entries(made, kept)
    assert {place for place, worth in enumerate(made.worths) if worth.rank == 1 or worth.stays} <= set(entries)
    for at, k in enumerate(kept):
        if natures[k].opens:  # a heading has something under it
            assert natures[kept[at + 1]].begins
        elif natures[k].begins:  # a principle has all of its statement, and its large quotation
            own = {j for j, nature in enumerate(natures) if nature.entry == natures[k].entry and not nature.droppable}
            assert own <= set(kept)
        else:  # what belongs to a principle stands under it
            assert natures[k].entry == natures[kept[at - 1]].entry
    assert [column.start for column in fitting.columns[1:]] == [column.end for column in fitting.columns[:-1]]


@settings(max_examples=12)
@given(st.lists(ENTRIES, min_size=60, max_size=110))
def test_a_full_sheet_is_measured_no_more_often_for_its_ranks(entries: list[Entry]) -> None:
    made = search(entries)
    fitting = fit(made, 2)
    assert isinstance(made.measure, Press)
    if fitting and fitting.size == COMFORTABLE and fitting.kept != made.everything:
        assert made.measure.calls == 1


# --- on paper ----------------------------------------------------------------------------------------------------------------

TABLES = (
    "|  | Task conflict | Relationship conflict |\n|---|---|---|\n| About | the work | the person |\n| Costs | little | trust |",
    "| | Milestone | Stepping stone |\n|---|---|---|\n| Value | only at the very end | with each step |",
    "| Approach | Scope | If it goes wrong |\n|---|---|---|\n| Team lead or right hand | 10–20 engineers | nobody knows why |",
)


@cache
def large() -> Sheet:
    """Give a sheet of 125 principles in seven parts: 45 of rank 1, three of these with a table, one large quotation a part."""
    parts = []
    number = -1
    for part in deck(125, 7).parts:
        entries = []
        for place, one in enumerate(part.entries):
            number += 1
            rank = 1 if number % 25 < 9 else 2 + (number % 4 == 3)
            quotations = tuple(replace(each, key=place == 0) for each in one.quotations) or (quotation("It is so"),)
            table = TABLES[number // 25 - 1] if number in (25, 50, 75) else ""
            blocks = (*one.blocks, *entry("", table).blocks)
            worth = Worth(rank, 1 + number % 3, place == 0)
            entries.append(replace(one, blocks=blocks, quotations=quotations, worth=worth))
        parts.append(replace(part, entries=tuple(entries)))
    return sheet(*parts)


@cache
def printed(paper: Literal["a4", "letter"]) -> Typeset:
    made = typeset(large(), paper=paper)
    assert made.problems == ()
    return made


def columns_of(made: Typeset, paper: str) -> list[list[list[Mark]]]:
    """Give what stands in each column of each page, between what repeats above and below."""
    width = (PAPERS[paper][0] - 2 * MARGIN[0] - 2 * GUTTER) / 3
    starts = [MARGIN[0] + place * (width + GUTTER) for place in range(3)]
    reader = open_pdf(made.pdf)
    found = []
    for page in reader.pages:
        everything = list(marks(page, reader))
        foot = min(mark.top for mark in everything if not mark.font and mark.right - mark.left > 500)
        bands = [mark for mark in everything if not mark.font and mark.top - mark.bottom > 20 and mark.bottom > foot + 2]
        head = max(mark.top for mark in bands)
        inside = [mark for mark in everything if foot + 2 < mark.bottom and mark.top <= head]
        found.append([[mark for mark in inside if start - 12 < mark.left < start + width + 3] for start in starts])
    return found


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_125_ranked_principles_take_two_full_and_legible_pages(paper: Literal["a4", "letter"]) -> None:
    made = printed(paper)
    reader = open_pdf(made.pdf)
    assert made.pages == len(reader.pages) == 2
    assert (made.size, made.spread <= 10) == (COMFORTABLE, True)
    assert min(mark.size for page in reader.pages for mark in marks(page, reader) if mark.font) >= 6.99
    for page in columns_of(made, paper):
        bottoms = [min(mark.bottom for mark in column) for column in page]
        assert max(bottoms) - min(bottoms) <= 10


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_first_rank_large_quotations_and_tables_are_there(paper: Literal["a4", "letter"]) -> None:
    found = words(printed(paper).pdf)
    first = [one for one in large().entries if one.worth.rank == 1]
    assert len(first) >= 45
    for one in large().entries:
        if one.worth.rank == 1 or one.worth.stays:
            assert squeezed(plain(one.name)) in found
        for said in one.quotations:
            assert not said.key or squeezed(plain(said.blocks)) in found
    for word in ("Taskconflict", "Relationshipconflict", "Steppingstone", "Ifitgoeswrong", "Teamleadorrighthand"):
        assert word in found


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_nothing_is_wider_than_its_column(paper: Literal["a4", "letter"]) -> None:
    width = (PAPERS[paper][0] - 2 * MARGIN[0] - 2 * GUTTER) / 3
    for page in columns_of(printed(paper), paper):
        for place, column in enumerate(page):
            right = MARGIN[0] + place * (width + GUTTER) + width
            assert max(mark.right for mark in column) <= right + 3  # punctuation may hang


def test_counts_and_bookmarks_tell_what_is_printed() -> None:
    made = printed("a4")
    left_out = [plain(one.name) for one in made.left_out]
    names = [plain(one.name) for one in large().entries if plain(one.name) not in left_out]
    outline = open_pdf(made.pdf).outline
    shown = [bookmark.title for below in outline if isinstance(below, list) for bookmark in below if not isinstance(bookmark, list)]
    assert shown == names
    quotations = sum(len(one.quotations) for one in large().entries) - made.dropped
    assert f"{len(names)}principles·{quotations}quotations·2sources" in words(made.pdf)


def test_of_one_rank_those_that_fewer_notes_cite_go_first() -> None:
    made = printed("a4")
    left_out = {rank: [one.worth.cited for one in made.left_out if one.worth.rank == rank] for rank in (2, 3)}
    kept = {rank: [one.worth.cited for one in large().entries if one.worth.rank == rank and one not in made.left_out] for rank in (2, 3)}
    assert left_out[3]
    assert len(kept[3]) < len(kept[2])
    assert sum(left_out[2]) / len(left_out[2]) < sum(kept[2]) / len(kept[2])


def test_a_part_and_a_source_of_which_nothing_is_left_are_nowhere() -> None:
    """Not even in the head, which stays as tall as it was measured: all names would not fit on its line, those that are left would."""
    full = [replace(one, worth=Worth(1)) for one in deck(100, 5, quoted=False).entries]
    low = [replace(entry(f"Low {number}", "word " * 150, mark="H"), worth=Worth(3)) for number in range(4)]
    long = "A part whose name takes very much of this line, too"
    made = typeset(
        sheet(
            *(SheetPart(f"{at} {long}", tuple(full[at * 24 : at * 24 + 24])) for at in range(3)),
            SheetPart("7 Gone without trace", tuple(low)),
        ),
        paper="letter",
    )
    found = words(made.pdf)
    assert (made.pages, [plain(one.name) for one in made.left_out]) == (2, [f"Low {number}" for number in range(4)])
    assert "Gonewithout" not in found
    assert "Apost,2020" not in found
    assert "72principles·1source" in found
    everything = list(marks(open_pdf(made.pdf).pages[0], open_pdf(made.pdf)))
    foot = min(mark.top for mark in everything if not mark.font and mark.right - mark.left > 500)
    assert min(mark.bottom for mark in everything if mark.font == "SourceSerifPro-Regular") > foot + 5


def test_a_note_that_is_only_a_quotation_may_go_whole() -> None:
    said = [SheetEntry((), (), "C", (quotation(f"words {number} " * 12),), principle=False) for number in range(12)]
    full = [replace(one, worth=Worth(1)) for one in deck(70, 7, quoted=False).entries]
    made = typeset(sheet(SheetPart("1 A", tuple(full)), SheetPart("2 B", tuple(said))), paper="letter")
    assert made.problems == ()
    assert 0 < len(made.left_out) == made.dropped
    assert all(not one.principle for one in made.left_out)

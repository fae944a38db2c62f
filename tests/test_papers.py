"""The sheet on every paper, upright and lying: as many columns as there is room for, even, and the largest type that fits."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path

import pytest
from pdf import Mark, open_pdf, pages
from test_sheet import FIVE_MILLIMETRES, column_bottoms, deck

from deckgen.pipeline.load import load
from deckgen.print.compose import cheat_sheet
from deckgen.print.papers import PAPERS, laid
from deckgen.print.sheet import Typeset, typeset

LYING = list(product(PAPERS, ("portrait", "landscape")))
each_paper = pytest.mark.parametrize(("paper", "orientation"), LYING)
COLUMNS = {
    ("a4", "portrait"): 3,
    ("a4", "landscape"): 4,
    ("letter", "portrait"): 3,
    ("letter", "landscape"): 4,
    ("a3", "portrait"): 4,
    ("a3", "landscape"): 6,
    ("a5", "portrait"): 2,
    ("a5", "landscape"): 3,
    ("legal", "portrait"): 3,
    ("legal", "landscape"): 5,
}
"""Of a full sheet."""


@cache
def printed(paper: str, orientation: str, principles: int = 0) -> Typeset:
    """Print a made-up deck that fills the paper, whatever its size, or one of so many principles."""
    wide, tall = PAPERS[paper]
    made = typeset(deck(principles or round(48 * wide * tall / 501_000)), paper=paper, orientation=orientation)
    assert made.problems == ()
    return made


def starts(page: list[Mark]) -> list[int]:
    """Give the left edges of the columns: where most lines begin."""
    lines = [round(mark.left) for mark in page if mark.font == "SourceSansPro-Bold"]
    return sorted({left for left in lines if lines.count(left) >= 3})


@each_paper
def test_the_paper_is_as_large_as_asked_and_lies_as_asked(paper: str, orientation: str) -> None:
    for page in open_pdf(printed(paper, orientation).pdf).pages:
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx(laid(paper, orientation), abs=0.01)
    wide, tall = laid(paper, orientation)
    assert (wide > tall) is (orientation == "landscape")


@each_paper
def test_a_full_sheet_has_even_columns_of_legible_type_inside_the_paper(paper: str, orientation: str) -> None:
    made = printed(paper, orientation)
    wide, tall = laid(paper, orientation)
    assert made.size >= 7.8
    for page in pages(made.pdf):
        bottoms = column_bottoms(page)
        assert max(bottoms) - min(bottoms) <= 10
        assert min(mark.size for mark in page if mark.font) >= 6.99
        assert min(mark.left for mark in page) > FIVE_MILLIMETRES
        assert max(mark.right for mark in page) < wide - FIVE_MILLIMETRES
        assert min(mark.bottom for mark in page) > FIVE_MILLIMETRES
        assert max(mark.top + 0.8 * mark.size for mark in page) < tall - FIVE_MILLIMETRES
    assert max(len(column_bottoms(page)) for page in pages(made.pdf)) == COLUMNS[paper, orientation]


@pytest.mark.parametrize(("paper", "least"), [("a5", 9.2), ("a4", 9.6), ("a3", 15.0)])
def test_the_type_of_a_small_deck_grows_with_the_paper(paper: str, least: float) -> None:
    """The whole of a small deck on one page, in fewer columns, and on a poster larger than on paper for the hand."""
    for orientation in ("portrait", "landscape"):
        made = printed(paper, orientation, 5)
        assert (made.pages, made.dropped) == (1, 0)
        assert made.size >= least
        if (paper, orientation) != ("a5", "landscape"):  # five parts of one principle, in three columns: they cannot be even
            assert made.spread <= 10


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_flagship_takes_two_pages_that_are_read_from_afar(paper: str, orientation: str) -> None:
    """Parts from two metres, principles from one, statements by hand: a capital is to be seen under five minutes of arc.

    A capital of Source Sans is 0.66 of its size; five minutes of arc are 2.91 mm at two metres: 12.5 points.
    """
    root = Path(__file__).parents[1]
    data, found, remark = cheat_sheet(load(root).decks[0], paper, "color", orientation)
    assert (found, remark.split(",")[0]) == ((), "2 pages")
    reader = open_pdf(data)
    shown = pages(data)
    names = {round(mark.size, 2) for page in shown for mark in page if mark.font == "SourceSansPro-Bold" and mark.bottom > 50}
    parts = [bookmark.title for bookmark in reader.outline if not isinstance(bookmark, list)]
    assert len(parts) == 7
    assert sum(size >= 12.5 for size in names) >= 1
    assert min(names) >= 8.5
    for page in shown:
        assert len(column_bottoms(page)) == COLUMNS[paper, orientation]
        assert max(column_bottoms(page)) - min(column_bottoms(page)) <= 10


def test_the_subtitle_stands_beside_the_title_where_there_is_room() -> None:
    """On paper that lies, height is what is short."""

    def beside(orientation: str) -> bool:
        first = pages(printed("a4", orientation).pdf)[0]
        title = next(mark for mark in first if mark.font == "SourceSerifPro-Black")
        subtitle = next(mark for mark in first if mark.font == "SourceSerifPro-It")
        return abs(title.bottom - subtitle.bottom) < 0.1

    assert beside("landscape")
    assert not beside("portrait")

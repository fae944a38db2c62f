"""The cheat-sheet: every principle of a deck on two pages that one would pin to a wall.

In: a `Sheet`, as plain as the deck gives it. Out: `Typeset`, a PDF or the problems that prevent it; no expected fault raises.
Typst measures every piece at some sizes, `fit` finds the largest size that fills the pages with even columns (leaving out the
longest ordinary quotations where the type would become too small, then, of a ranked deck, what is worth least), then Typst sets
the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.labels import labels
from deckgen.print import measured
from deckgen.print.columns import Column
from deckgen.print.engine import Press, Printed, Refused, press
from deckgen.print.fit import fit, oversized, pages_needed
from deckgen.print.inks import INKS, hues
from deckgen.print.names import language, numbered, titled
from deckgen.print.papers import PAPERS, laid
from deckgen.print.search import COMFORTABLE, SMALLEST, UNDER_AGAIN, UNEVEN, Fitting, Frame, Heights, Search, limit
from deckgen.print.sheet_content import Sheet, SheetEntry, SheetSource
from deckgen.print.sheet_faults import TypesetProblem, in_use, too_tall, too_wide, unprintable, unreadable
from deckgen.print.sheet_pieces import SheetPiece, pieces
from deckgen.print.tree import Json, clean


@dataclass(frozen=True, slots=True)
class Typeset:
    """A printed sheet; with problems `pdf` is empty."""

    pdf: bytes
    pages: int
    """Pages of the PDF, or that it would take where it has too little room."""
    problems: tuple[TypesetProblem, ...] = ()
    dropped: int = 0
    """Quotations left out for want of room."""
    left_out: tuple[SheetEntry, ...] = ()
    """Principles, and notes without one, left out for want of room."""
    size: float = 0.0
    """Of the statements, in points."""
    spread: float = 0.0
    """How far apart the bottoms of a page's columns are at worst, in points."""


MARGIN = (29.0, 26.0)
"""Left and right, top and bottom: 10.2 and 9.2 mm."""
GUTTER = 16.0
NARROWEST = 160.0
"""Columns are at least as wide, as far as the paper allows: the smallest type then has more than seven words on a line."""
SINGLE = 376.0
"""A lone column on A4 is no wider: longer lines are hard to follow. On larger paper it grows with the type."""
CROWDED = 100.0
"""A first page with columns lower than this has no room for what it is for."""
FULL = 0.88
"""Columns filled less than this have room for larger type, in fewer of them."""
LARGER = 1.05
"""Type that is so much larger is worth longer lines."""
FAR_TOO_FEW = 1.1
"""Pieces that could be so much larger than columns of their width allow are set in fewer columns at once."""
UNDER_HEADER = 12.0
ABOVE_FOOTER = 9.0


def typeset(
    sheet: Sheet,
    *,
    paper: str,
    ink: str = "color",
    orientation: str = "portrait",
    pages: int = 2,
    pictures: Mapping[str, Path] | None = None,
    fonts: Sequence[str] = (),
) -> Typeset:
    """Print a sheet on at most so many pages; `pictures` gives the file of an image by its `src` as typed, `fonts` are files."""
    found, problems = in_use(sheet, pictures or {})
    if problems:
        return Typeset(b"", 0, tuple(problems))
    staged = {src: f"picture-{number}{path.suffix.lower()}" for number, (src, path) in enumerate(sorted(found.items()))}
    with press(("nodes.typ", "sheet.typ"), {staged[src]: path for src, path in found.items()}, fonts) as typst:
        return _Setter(sheet, laid(paper, orientation), ink, pages, staged, typst).run()


class _Setter:
    """Typesets one sheet; holds what stays the same from run to run of Typst."""

    def __init__(self, sheet: Sheet, paper: tuple[float, float], ink: str, pages: int, pictures: Mapping[str, str], typst: Press) -> None:
        self.sheet, self.paper, self.pages, self.pictures, self.typst = sheet, paper, pages, pictures, typst
        self.full = paper[0] - 2 * MARGIN[0]
        """Width of what is printed."""
        self.scale = min(paper) / PAPERS["a4"][0]
        self.words = labels(sheet.lang)
        self.pieces = list(pieces(sheet, pictures, self.words))
        self.inks, self.hues = INKS[ink], [hues(number, ink) for number in range(len(sheet.parts))]
        bands = [piece.json for piece in self.pieces if piece.nature.opens]
        self.again = {band["part"]: len(self.pieces) + at for at, band in enumerate(bands)}
        """For each part, the place of its repeated heading: after all pieces."""
        self.json = [*(piece.json for piece in self.pieces), *(band | {"kind": "more"} for band in bands)]

    def run(self) -> Typeset:
        """Search, then print; whatever Typst refuses becomes problems."""
        if not self.pieces:
            return Typeset(b"", 0, (TypesetProblem("room", "nothing to print on the cheat-sheet"),))
        try:
            search, fitting = self._best()
            return self._print(search.frame, fitting) if fitting else self._too_much(search)
        except Refused as refused:
            return self._refused(refused.printed)

    def _best(self) -> tuple[Search, Fitting | None]:
        """As many columns as there is room for; fewer, where there is so little that their type could grow, or they cannot be even."""
        columns = max(1, int((self.full + GUTTER) / (NARROWEST + GUTTER)))
        search = self._search(columns)
        if search.frame.first < CROWDED:
            return search, None
        while columns > 2 and search.filling() > FAR_TOO_FEW * search.frame.limit:
            columns -= 1
            search = self._search(columns)
        best = search, fit(search, self.pages)
        while columns > 1 and _loose(*best, columns - 1, limit(self.full, self.scale)):
            columns -= 1
            search = self._search(columns)
            fitting = fit(search, self.pages)
            if fitting and (best[1] is None or _better(fitting, search.frame, best[1], best[0].frame)):
                best = search, fitting
        return best

    def _search(self, columns: int) -> Search:
        sizes = [COMFORTABLE]
        found = self._measured(columns, sizes)
        room = self.paper[1] - 2 * MARGIN[1] - found["foot"] - ABOVE_FOOTER - UNDER_HEADER
        frame = Frame(columns, room - found["head"], room - found["running"], limit(self._width(columns), self.scale))
        search = Search(
            [piece.nature for piece in self.pieces],
            [entry.worth for entry in self.sheet.entries],
            frame,
            lambda more: list(self._heights(columns, self._measured(columns, more))),
        )
        search.seen.update(zip(sizes, self._heights(columns, found), strict=True))
        return search

    def _measured(self, columns: int, sizes: Sequence[float]) -> Json:
        data = self._data(self._plan(columns, sizes=list(sizes)), self.pieces)
        return measured.of_sheet(self.typst, data)

    def _heights(self, columns: int, found: Json) -> Iterator[Heights]:
        width = self._width(columns) + 0.1
        for boxes in found["sizes"]:
            again = tuple(boxes[self.again[piece.json["part"]]][0] for piece in self.pieces)
            own = boxes[: len(self.pieces)]
            wide = frozenset(k for k, (_, wide) in enumerate(own) if wide > width)
            yield Heights(tuple(height for height, _ in own), again, wide)

    def _plan(self, columns: int, **more: object) -> Json:
        return {
            "paper": self.paper,
            "scale": min(1.42, max(0.7, self.scale)),
            "margin": MARGIN,
            "full": self.full,
            "width": self._width(columns),
            "gutter": GUTTER,
            "columns": columns,
            "under-header": UNDER_HEADER,
        } | more

    def _width(self, columns: int) -> float:
        return (self.full - GUTTER * (columns - 1)) / columns if columns > 1 else min(self.full, SINGLE * max(1.0, self.scale))

    def _data(self, plan: Json, printed: Sequence[SheetPiece], pages: object = None) -> Json:
        """All that the template reads; `pages` has, for each column of each page, pairs of a gap and a piece."""
        return {
            "plan": plan,
            "pages": pages,
            "pieces": self.json,
            "hues": self.hues,
            "inks": self.inks,
            "continued": self.words.continued,
            "head": self._head(printed),
            "foot": self._foot(printed),
        } | language(self.sheet.lang)

    def _head(self, printed: Sequence[SheetPiece]) -> Json:
        """All that stands above the columns. Parts with nothing on the sheet are in it, too: it must be as tall as it was measured."""
        sheet, here = self.sheet, {piece.json["part"] for piece in printed}
        parts = [
            numbered(part.name) | {"hues": self.hues[number], "here": number in here}
            for number, part in enumerate(sheet.parts)
            if part.entries
        ]
        return {"title": titled(sheet.title), "subtitle": clean(sheet.subtitle), "parts": parts, "counts": self._counts(printed)}

    def _counts(self, printed: Sequence[SheetPiece]) -> list[str]:
        principles = sum(entry.principle for entry in self._divided(printed)[0])
        numbers = (principles, sum("speaker" in piece.json for piece in printed), len(self._sources(printed)))
        words = (self.words.principles, self.words.quotations, self.words.cited)
        return [f"{number} {word[number != 1]}" for number, word in zip(numbers, words, strict=True) if number]

    def _divided(self, printed: Sequence[SheetPiece]) -> tuple[list[SheetEntry], list[SheetEntry]]:
        """Give the entries of which something is printed, and those that are left out."""
        places, numbered = {piece.nature.entry for piece in printed}, list(enumerate(self.sheet.entries))
        return [entry for place, entry in numbered if place in places], [entry for place, entry in numbered if place not in places]

    def _sources(self, printed: Sequence[SheetPiece]) -> list[SheetSource]:
        """Give the sources, but for those of which everything is left out."""
        here, left_out = (set(_marks(entries)) for entries in self._divided(printed))
        return [source for source in self.sheet.sources if source.mark not in left_out - here]

    def _foot(self, printed: Sequence[SheetPiece]) -> Json:
        sources = [
            {"mark": clean(source.mark), "text": clean(source.text), "url": source.url, "address": _address(source.url)}
            for source in self._sources(printed)
        ]
        return {"label": self.words.sources, "sources": sources, "edition": clean(self.sheet.edition)}

    def _print(self, frame: Frame, fitting: Fitting) -> Typeset:
        placed = [self._placed(column, fitting) for column in fitting.columns]
        used = {k: at for at, k in enumerate(dict.fromkeys(k for column in placed for _, k in column))}
        placed = [[(gap, used[k]) for gap, k in column] for column in placed]
        pages = [placed[at : at + frame.columns] for at in range(0, len(placed), frame.columns)]
        plan = self._plan(frame.columns, size=fitting.size, pages=len(pages))
        kept = [self.pieces[k] for k in fitting.kept]
        printed = self.typst.print("sheet.typ", self._data(plan, kept, pages) | {"pieces": [self.json[k] for k in used]})
        if not printed.pdf:
            return self._refused(printed)
        dropped = sum("speaker" in piece.json for piece in self.pieces) - sum("speaker" in piece.json for piece in kept)
        left_out = tuple(self._divided(kept)[1])
        return Typeset(printed.pdf, len(pages), (), dropped, left_out, fitting.size, round(fitting.spread(frame), 1))

    def _placed(self, column: Column, fitting: Fitting) -> list[tuple[float, int]]:
        """Pairs of a gap and a piece, under the repeated heading where the column begins within a part."""
        places = fitting.kept[column.start : column.end]
        placed = list(zip((0.0, *column.gaps), places, strict=True))
        opening = self.pieces[places[0]]
        if opening.nature.opens:
            return placed
        return [(0.0, self.again[opening.json["part"]]), (UNDER_AGAIN * fitting.size, places[0]), *placed[1:]]

    def _too_much(self, search: Search) -> Typeset:
        """The sheet takes more pages than it may, at the smallest type and with the key quotations alone."""
        if search.frame.first < CROWDED:
            hint = "keep notes of some sources off the sheet with `sheet: false`"
            return Typeset(b"", 0, (TypesetProblem("room", "the sources at its foot leave no room on the cheat-sheet", "", hint),))
        wide = search.heights(SMALLEST).wide
        too_large = [too_wide(self.pieces[k]) if k in wide else too_tall(self.pieces[k]) for k in oversized(search)]
        if too_large:
            return Typeset(b"", 0, tuple(dict.fromkeys(too_large)))
        needed = pages_needed(search)
        message = f"the sheet takes {needed} pages at the smallest legible size and may take {self.pages}"
        return Typeset(
            b"", needed, (TypesetProblem("room", message, "", "keep notes off the sheet with `sheet: false`, or shorten statements"),)
        )

    def _refused(self, printed: Printed) -> Typeset:
        """Turn what Typst reports into problems with places, as far as it can be told."""
        problems = [
            *unprintable(self.sheet, printed.missing),
            *unreadable(self.sheet, lambda src: self.typst.unreadable(self.pictures[src])),
        ]
        return Typeset(b"", 0, tuple(problems or [TypesetProblem("typst", f"the typesetter objects: {fault}") for fault in printed.faults]))


def _marks(entries: Iterable[SheetEntry]) -> Iterator[str]:
    """Give the chips that entries show."""
    for entry in entries:
        yield from (entry.mark, *(quotation.mark for quotation in entry.quotations))


def _loose(search: Search, fitting: Fitting | None, columns: int, largest: float) -> bool:
    """Whether fewer columns, so many, are worth a try."""
    if fitting is None:
        return bool(search.heights(SMALLEST).wide)
    filled = sum(column.height for column in fitting.columns) / sum(search.frame.heights(fitting.pages))
    return fitting.spread(search.frame) > UNEVEN or (columns > 1 and filled < FULL and fitting.size < largest)


def _better(one: Fitting, frame: Frame, other: Fitting, its: Frame) -> bool:
    """Whether one shows as much, and is even where the other is not, or has type that is seen to be larger and is no less even."""
    if one.pages > other.pages or len(one.kept) < len(other.kept):
        return False
    even, its_even = one.spread(frame) <= UNEVEN, other.spread(its) <= UNEVEN
    return even > its_even or (even == its_even and one.size > LARGER * other.size)


def _address(url: str) -> str:
    """A web address as one would type it.

    >>> _address("https://www.example.org/talk/")
    'example.org/talk'
    """
    return clean(re.sub(r"^https?://(www\.)?", "", url).rstrip("/"))

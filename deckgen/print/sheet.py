"""The cheat-sheet: every principle of a deck on two pages that one would pin to a wall.

In: a `Sheet`, as plain as the deck gives it. Out: `Typeset`, a PDF or the problems that prevent it; no expected fault raises.
Typst measures every piece at some sizes, `fit` finds the largest size that fills the pages with even columns (leaving out the
longest ordinary quotations where the type would become too small, then, of a ranked deck, what is worth least), then Typst sets
the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Literal

from deckgen.labels import Labels, labels
from deckgen.markup.nodes import Block, Image, Inline, Str
from deckgen.markup.walk import nothing, plain_text, walk
from deckgen.print.columns import Column
from deckgen.print.engine import Press, Printed, Refused, press
from deckgen.print.fit import (
    COMFORTABLE,
    SMALLEST,
    UNDER_AGAIN,
    UNEVEN,
    Fitting,
    Frame,
    Heights,
    Nature,
    Search,
    Worth,
    fit,
    limit,
    oversized,
    pages_needed,
)
from deckgen.print.inks import INKS, hues
from deckgen.print.names import language, numbered, titled
from deckgen.print.papers import PAPERS, laid
from deckgen.print.pictures import SAVE_AGAIN
from deckgen.print.quoted import Quoted, quoted
from deckgen.print.tree import Json, blocks, clean, inlines, is_blank, right_to_left


@dataclass(frozen=True, slots=True)
class SheetQuotation(Quoted):
    """Verbatim words under a principle."""

    key: bool
    """Set large, and never left out."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A principle and its statement, or a question and its answer."""

    name: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    mark: str
    quotations: tuple[SheetQuotation, ...]
    principle: bool = True
    place: str = ""
    """What problems call it; its name where this is empty."""
    worth: Worth = field(default=Worth(), repr=False)
    """How soon it is left out where there is too little room. Not in its `repr`, of which the edition is made: it is not shown."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A section; a leading number of its name goes into a box of its own."""

    name: str
    entries: tuple[SheetEntry, ...]


@dataclass(frozen=True, slots=True)
class SheetSource:
    """A line at the foot, as printed, with its chip; `url` may be empty."""

    mark: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a sheet shows; `edition` is a short text for the corner, as `deck 262743d`."""

    title: str
    """The name of its deck."""
    subtitle: str
    lang: str
    parts: tuple[SheetPart, ...]
    sources: tuple[SheetSource, ...]
    edition: str

    @property
    def entries(self) -> tuple[SheetEntry, ...]:
        """All principles, and notes without one, in order."""
        return tuple(entry for part in self.parts for entry in part.entries)


@dataclass(frozen=True, slots=True)
class TypesetProblem:
    """Why a sheet could not be printed as it is."""

    kind: Literal["character", "picture", "room", "width", "typst"]
    message: str
    where: str = ""
    """The principle, question or part concerned, by its name; empty for the whole sheet."""
    hint: str = ""
    characters: str = ""
    """Those concerned, where it is about characters."""


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

_EXTENSIONS = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"}


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
    found, problems = _pictures(sheet, pictures or {})
    if problems:
        return Typeset(b"", 0, tuple(problems))
    staged = {src: f"picture-{number}{path.suffix.lower()}" for number, (src, path) in enumerate(sorted(found.items()))}
    with press(("nodes.typ", "sheet.typ"), {staged[src]: path for src, path in found.items()}, fonts) as typst:
        return _Setter(sheet, laid(paper, orientation), ink, pages, staged, typst).run()


def _pictures(sheet: Sheet, files: Mapping[str, Path]) -> tuple[dict[str, Path], list[TypesetProblem]]:
    """The files of the pictures in use, and those that are missing or of a kind that Typst cannot set."""
    found: dict[str, Path] = {}
    problems = []
    for where, nodes in _texts(sheet):
        for image in (node for node in walk(nodes) if isinstance(node, Image)):
            path = files.get(image.src)
            if path is None or not path.is_file():
                problems.append(TypesetProblem("picture", f"there is no picture `{image.src}`", where))
            elif path.suffix.lower() not in _EXTENSIONS:
                problems.append(
                    TypesetProblem(
                        "picture",
                        f"the picture `{image.src}` is of a kind that cannot be printed",
                        where,
                        "use PNG, JPEG, GIF, SVG or WebP",
                    )
                )
            else:
                found[image.src] = path
    return found, problems


def _texts(sheet: Sheet) -> Iterator[tuple[str, Sequence[Block | Inline]]]:
    """Every text of a sheet, as nodes, with the name of the place where it stands."""
    yield "", (Str(f"{titled(sheet.title)} {sheet.subtitle} {sheet.edition}"),)
    for part in sheet.parts:
        yield part.name, (Str(part.name),)
        for entry in part.entries:
            where = entry.place or plain_text(entry.name)
            yield where, (*entry.name, *entry.blocks, Str(entry.mark))
            for quotation in entry.quotations:
                yield where, (*quotation.blocks, Str(f"{quotation.speaker} {quotation.note} {quotation.mark}"))
    for source in sheet.sources:
        yield source.text, (Str(f"{source.mark} {source.text} {source.url}"),)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is measured and placed as one, with the name of the principle it belongs to."""

    json: Json
    nature: Nature
    where: str


def _pieces(sheet: Sheet, pictures: Mapping[str, str], words: Labels) -> Iterator[_Piece]:
    places = count()
    for number, part in enumerate(sheet.parts):
        if part.entries:
            yield _Piece({"kind": "band", "part": number, **numbered(part.name)}, Nature(opens=True), part.name)
        for entry in part.entries:
            where, place = entry.place or plain_text(entry.name), next(places)
            for piece in _entry(entry, pictures, words):
                yield _Piece(piece.json | {"part": number}, replace(piece.nature, entry=place), where)


def _entry(entry: SheetEntry, pictures: Mapping[str, str], words: Labels) -> Iterator[_Piece]:
    """Name and first block are one piece; the other blocks may go on in the next column, should it be very long."""
    body = blocks(entry.blocks, pictures)
    in_name = {} if is_blank(plain_text(entry.name, alt=nothing)) else pictures  # a bookmark needs words
    heading = inlines(entry.name, in_name) if not is_blank(plain_text(entry.name)) else []
    named = bool(heading or body)
    if named:
        rtl = right_to_left((*entry.name, *entry.blocks))
        name = {"kind": "principle", "rtl": rtl, "name": heading, "mark": clean(entry.mark), "blocks": body[:1]}
        yield _Piece(name, Nature(), "")
    for block in body[1:]:
        yield _Piece({"kind": "body", "blocks": [block]}, Nature(follows=True), "")
    for place, quotation in enumerate(entry.quotations):
        piece = _quotation(quotation, entry.mark if named else "", pictures, words)  # without a name, it is the entry itself
        yield piece if named or place else replace(piece, nature=Nature())


def _quotation(quotation: SheetQuotation, beside: str, pictures: Mapping[str, str], words: Labels) -> _Piece:
    """A quotation between its marks; the chip is only shown where it is not the principle's own."""
    length = len(plain_text(quotation.blocks))
    kind: Literal["key", "said"] = "key" if quotation.key else "said"
    mark = "" if quotation.mark == beside else clean(quotation.mark)
    json = quoted(quotation, pictures, words, hang=quotation.key) | {"kind": kind, "length": length, "mark": mark}
    return _Piece(json, Nature(quotation=kind, droppable=not quotation.key, length=length), "")


class _Setter:
    """Typesets one sheet; holds what stays the same from run to run of Typst."""

    def __init__(self, sheet: Sheet, paper: tuple[float, float], ink: str, pages: int, pictures: Mapping[str, str], typst: Press) -> None:
        self.sheet, self.paper, self.pages, self.pictures, self.typst = sheet, paper, pages, pictures, typst
        self.full = paper[0] - 2 * MARGIN[0]
        """Width of what is printed."""
        self.scale = min(paper) / PAPERS["a4"][0]
        self.words = labels(sheet.lang)
        self.pieces = list(_pieces(sheet, pictures, self.words))
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
        measured = self._measured(columns, sizes)
        room = self.paper[1] - 2 * MARGIN[1] - measured["foot"] - ABOVE_FOOTER - UNDER_HEADER
        frame = Frame(columns, room - measured["head"], room - measured["running"], limit(self._width(columns), self.scale))
        search = Search(
            [piece.nature for piece in self.pieces],
            [entry.worth for entry in self.sheet.entries],
            frame,
            lambda more: self._heights(columns, more, self._measured(columns, more)),
        )
        search.seen.update(zip(sizes, self._heights(columns, sizes, measured), strict=True))
        return search

    def _measured(self, columns: int, sizes: Sequence[float]) -> Any:
        data = self._data(self._plan(columns, sizes=list(sizes)), self.pieces)
        return self.typst.query("sheet.typ", "measured", data)

    def _heights(self, columns: int, sizes: Sequence[float], measured: Any) -> list[Heights]:
        width = self._width(columns) + 0.1
        found = []
        for boxes in measured["sizes"]:
            again = tuple(boxes[self.again[piece.json["part"]]][0] for piece in self.pieces)
            own = boxes[: len(self.pieces)]
            wide = frozenset(k for k, (_, wide) in enumerate(own) if wide > width)
            found.append(Heights(tuple(height for height, _ in own), again, wide))
        return found

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

    def _data(self, plan: Json, printed: Sequence[_Piece], pages: object = None) -> Json:
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

    def _head(self, printed: Sequence[_Piece]) -> Json:
        """All that stands above the columns. Parts with nothing on the sheet are in it, too: it must be as tall as it was measured."""
        sheet, here = self.sheet, {piece.json["part"] for piece in printed}
        parts = [
            numbered(part.name) | {"hues": self.hues[number], "here": number in here}
            for number, part in enumerate(sheet.parts)
            if part.entries
        ]
        return {"title": titled(sheet.title), "subtitle": clean(sheet.subtitle), "parts": parts, "counts": self._counts(printed)}

    def _counts(self, printed: Sequence[_Piece]) -> list[str]:
        principles = sum(entry.principle for entry in self._divided(printed)[0])
        numbers = (principles, sum("speaker" in piece.json for piece in printed), len(self._sources(printed)))
        words = (self.words.principles, self.words.quotations, self.words.cited)
        return [f"{number} {word[number != 1]}" for number, word in zip(numbers, words, strict=True) if number]

    def _divided(self, printed: Sequence[_Piece]) -> tuple[list[SheetEntry], list[SheetEntry]]:
        """Give the entries of which something is printed, and those that are left out."""
        places, numbered = {piece.nature.entry for piece in printed}, list(enumerate(self.sheet.entries))
        return [entry for place, entry in numbered if place in places], [entry for place, entry in numbered if place not in places]

    def _sources(self, printed: Sequence[_Piece]) -> list[SheetSource]:
        """Give the sources, but for those of which everything is left out."""
        here, left_out = (set(_marks(entries)) for entries in self._divided(printed))
        return [source for source in self.sheet.sources if source.mark not in left_out - here]

    def _foot(self, printed: Sequence[_Piece]) -> Json:
        sources = [
            {"mark": clean(source.mark), "text": clean(source.text), "url": source.url, "address": _address(source.url)}
            for source in self._sources(printed)
        ]
        return {"label": self.words.sources, "sources": sources, "edition": clean(self.sheet.edition)}

    def _print(self, frame: Frame, fitting: Fitting) -> Typeset:
        placed = [self._placed(column, fitting) for column in fitting.columns]
        pages = [placed[at : at + frame.columns] for at in range(0, len(placed), frame.columns)]
        plan = self._plan(frame.columns, size=fitting.size, pages=len(pages))
        kept = [self.pieces[k] for k in fitting.kept]
        printed = self.typst.print("sheet.typ", self._data(plan, kept, pages))
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
        too_large = [_too_wide(self.pieces[k]) if k in wide else _too_tall(self.pieces[k]) for k in oversized(search)]
        if too_large:
            return Typeset(b"", 0, tuple(dict.fromkeys(too_large)))
        needed = pages_needed(search)
        message = f"the sheet takes {needed} pages at the smallest legible size and may take {self.pages}"
        return Typeset(
            b"", needed, (TypesetProblem("room", message, "", "keep notes off the sheet with `sheet: false`, or shorten statements"),)
        )

    def _refused(self, printed: Printed) -> Typeset:
        """Turn what Typst reports into problems with places, as far as it can be told."""
        problems = [*_unprintable(self.sheet, printed.missing), *self._unreadable()]
        return Typeset(b"", 0, tuple(problems or [TypesetProblem("typst", f"the typesetter objects: {fault}") for fault in printed.faults]))

    def _unreadable(self) -> Iterator[TypesetProblem]:
        for where, nodes in _texts(self.sheet):
            for image in (node for node in walk(nodes) if isinstance(node, Image)):
                if why := self.typst.unreadable(self.pictures[image.src]):
                    yield TypesetProblem("picture", f"the picture `{image.src}` cannot be printed: {why}", where, SAVE_AGAIN)


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


def _too_wide(piece: _Piece) -> TypesetProblem:
    return TypesetProblem(
        "width",
        "something here is wider than a column of the sheet",
        piece.where,
        "shorten the formula, give the table fewer columns, or keep the note off the sheet with `sheet: false`",
    )


def _too_tall(piece: _Piece) -> TypesetProblem:
    return TypesetProblem(
        "room",
        "this is taller than a column of the sheet",
        piece.where,
        "shorten it, divide it into paragraphs, or keep the note off the sheet with `sheet: false`",
    )


def _address(url: str) -> str:
    """A web address as one would type it.

    >>> _address("https://www.example.org/talk/")
    'example.org/talk'
    """
    return clean(re.sub(r"^https?://(www\.)?", "", url).rstrip("/"))


def _unprintable(sheet: Sheet, missing: Sequence[str]) -> Iterator[TypesetProblem]:
    """One problem a place, with all its characters that no font has; one more for those of no place."""
    hint = "it has Latin, Greek and Cyrillic letters; `sheet: false` keeps a note off the sheet, `build --only apkg` makes the deck alone"
    left = dict.fromkeys(missing)
    for where, nodes in _texts(sheet):
        text = plain_text(nodes)
        if found := [character for character in missing if character in text]:
            left = {character: None for character in left if character not in found}
            yield TypesetProblem("character", f"no font of the sheet has {_shown(found)}", where, hint, "".join(found))
    if left:
        yield TypesetProblem("character", f"no font of the sheet has {_shown(left)}", "", hint)


def _shown(characters: Iterable[str]) -> str:
    return " ".join(one if one.isprintable() else " ".join(f"U+{ord(c):04X}" for c in one) for one in characters)

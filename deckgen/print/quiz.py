"""The quiz: questions to tick on paper, their answers behind a fold or at the end.

In: faces, and how they are printed. Out: a PDF, or findings at the notes that do not fit. Typst measures every question and answer once;
which page each stands on, and how far apart, is arithmetic; then Typst sets the pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from math import ceil

from deckgen import authored
from deckgen.diagnostics import Diagnostic, Diagnostics
from deckgen.labels import labels, quiz_labels
from deckgen.markup.nodes import Block, Gap, Paragraph, Str
from deckgen.model import Deck, PrintOptions, Source
from deckgen.print.apart import volumes
from deckgen.print.asked import asked
from deckgen.print.engine import Press, Refused, press
from deckgen.print.faces import Face
from deckgen.print.faults import nothing_to_print, refused, staged, too_long
from deckgen.print.inks import INKS, hues
from deckgen.print.measured import each
from deckgen.print.names import language, numbered, source_line, titled
from deckgen.print.quiz_pages import ABOVE_QUOTATION, UNDER_HEADER, Measured, Pages
from deckgen.print.quiz_paper import BETWEEN_BOXES, BOX, COLUMN_GUTTER, GUTTER, MARGIN, layout
from deckgen.print.quoted import quoted
from deckgen.print.tree import Json, blocks, clean, right_to_left

_WIDE = ("shorten the formula, or give the table fewer columns", "or print on larger paper, with fewer tries or with `answers: end`")
_TALL = ("shorten it, or divide the note into several",)


def quiz_files(faces: Sequence[Face], options: PrintOptions) -> int:
    """Tell into how many files a quiz is divided: Typst holds all pages of one in memory."""
    return len(volumes(asked(faces, options.quiz.number, options.quiz.seed)))


def quiz(deck: Deck, faces: Sequence[Face], options: PrintOptions, paper: str, ink: str, file: int = 1) -> tuple[bytes, Diagnostics, str]:
    """Print a quiz, or one of its files. Out: the PDF (empty where it could not be made), what is wrong with it, what is in it."""
    questions = asked(faces, options.quiz.number, options.quiz.seed)
    if not questions:
        return b"", nothing_to_print(deck, "in the quiz"), ""
    divided = volumes(questions)
    before = sum(map(len, divided[: file - 1]))
    asks = _Asks(divided[file - 1], before + 1, len(questions), sum(len(authored.cards(note)) for note in deck.notes()))
    names, pictures = staged(deck, asks.faces)
    with press(("nodes.typ", "quiz.typ"), pictures, deck.fonts) as typst:
        return _Setter(deck, asks, options, paper, ink, names).run(typst)


@dataclass(frozen=True, slots=True)
class _Asks:
    """The questions of one file."""

    faces: Sequence[Face]
    first: int
    """The number of the first."""
    all: int
    """How many the quiz has, in all its files."""
    cards: int
    """How many the deck has."""

    def counts(self, of: str, words: tuple[str, str]) -> str:
        """Say how many there are, out of how many where not all are in this file."""
        count = len(self.faces)
        if count == self.cards:
            return _counted(count, words)
        return f"{count if count == self.all else f'{self.first}–{self.first + count - 1}'} {of} {self.cards} {words[1]}"


class _Setter:
    """Sets one file of a quiz; holds what stays the same from run to run of Typst."""

    def __init__(self, deck: Deck, asks: _Asks, options: PrintOptions, paper: str, ink: str, names: Mapping[str, str]) -> None:
        self.deck, self.asks, self.options, self.ink, self.names = deck, asks, options.quiz, ink, names
        self.words, self.said = quiz_labels(deck.head.lang), labels(deck.head.lang)
        self.layout = layout(paper, options.quiz.answers, asks.all, options.quiz.tries)
        notes = {note.id: note for note in deck.notes()}
        self.cited = {face.note: dict.fromkeys(source.key for source, _ in deck.cited(notes[face.note])) for face in asks.faces}
        self.rows = [self._row(number, face) for number, face in enumerate(asks.faces, asks.first)]
        self.sources = [self._source(source) for source in _used(deck, self.cited)]

    def run(self, typst: Press) -> tuple[bytes, Diagnostics, str]:
        """Measure, then print; whatever Typst refuses becomes findings."""
        endless = too_long(self.asks.faces, self.layout.paper[1], ("question", "answer"), "taller than a page of the quiz")
        if found := tuple(dict.fromkeys(Diagnostic("P009", message, face.span, help=_TALL) for face, message in endless)):
            return b"", found, ""
        try:
            measured, wide = self._measured(typst)
        except Refused as error:
            return b"", refused(self.deck, self.asks.faces, error.printed, typst), ""
        paged = Pages(self.layout, [face.place for face in self.asks.faces], measured)
        if found := (*self._too_wide(wide), *self._too_tall(paged)):
            return b"", tuple(dict.fromkeys(found)), ""
        pages = list(paged.pages())
        printed = typst.print("quiz.typ", self._data(pages, at_foot=paged.sources_at_foot))
        if not printed.pdf:
            return b"", refused(self.deck, self.asks.faces, printed, typst), ""
        return printed.pdf, (), ", ".join((_counted(len(pages), ("page", "pages")), *self._counts("of", ("question", "questions"), "seed")))

    def _measured(self, typst: Press) -> tuple[Measured, list[tuple[float, float]]]:
        """Give all heights, and how wide each question and its answer are at least."""
        data = self._data(None)
        pieces = {
            "rows": [row | {"n": None} for row in self.rows],  # no text is taller for its number
            "frames": [{"head": data["head"], "foot": data["foot"]}],
        }
        rows, (frame,) = each(typst, "quiz.typ", data | {"rows": None, "head": None, "foot": None}, pieces)
        questions, answers, quotations, wide = ([row[of] for row in rows] for of in ("question", "answer", "quotations", "wide"))
        return Measured(questions, answers, quotations, **frame), wide

    # --- what does not fit -------------------------------------------------------------------------------------------------

    def _too_wide(self, wide: Sequence[tuple[float, float]]) -> Iterator[Diagnostic]:
        rooms = (self.layout.asked.text, self.layout.answered.text)
        for face, widths in zip(self.asks.faces, wide, strict=True):
            for side, width, room in zip(("question", "answer"), widths, rooms, strict=True):
                if width > room + 0.1:
                    yield Diagnostic("P003", f"something in this {side} is wider than its column of the quiz", face.span, help=_WIDE)

    def _too_tall(self, paged: Pages) -> Iterator[Diagnostic]:
        for one in paged.too_large():
            message = f"this {one.side} is {ceil(one.millimetres)} mm taller than a page of the quiz"
            yield Diagnostic("P009", message, self.asks.faces[one.question].span, help=_TALL)

    # --- what Typst gets ---------------------------------------------------------------------------------------------------

    def _row(self, number: int, face: Face) -> Json:
        return {
            "n": number,
            "part": face.place,
            "prompt": clean(face.prompt),
            "prompt-rtl": right_to_left((Str(face.prompt),)),
            "front": blocks(face.front, self.names),
            "front-rtl": right_to_left(face.front),
            "back": blocks(_answer(face), self.names),
            "back-rtl": right_to_left(face.back),
            "extra": blocks(face.extra, self.names),
            "quotations": [quoted(one, self.names, self.said) | {"mark": clean(one.mark)} for one in face.quotations],
            "marks": self._marks(face),
        }

    def _marks(self, face: Face) -> list[str]:
        """Give the chips of the sources that no quotation names."""
        named = {one.mark for one in face.quotations}
        marks = (self.deck.sources[key].mark for key in self.cited[face.note])
        return [clean(mark) for mark in marks if mark and mark not in named]

    def _source(self, source: Source) -> Json:
        return {"mark": clean(source.mark), "text": clean(source_line(source))}

    def _data(self, pages: object, *, at_foot: bool = True) -> Json:
        """All that the template reads; `pages` is `None` where it measures."""
        return {
            "plan": self._plan() | {"at-foot": at_foot},
            "pages": pages,
            "rows": self.rows,
            "parts": [numbered(part.name) | {"hues": hues(place, self.ink)} for place, part in enumerate(self.deck.parts)],
            "inks": INKS[self.ink],
            "words": {"continued": self.said.continued, "answers": self.words.answers, "date": self.words.date},
            "head": self._head(),
            "foot": {
                "label": self.said.sources,
                "sources": self.sources,
                "edition": self._edition(),
            },
        } | language(self.deck.head.lang)

    def _plan(self) -> Json:
        plan = self.layout
        return {
            "paper": plan.paper,
            "margin": MARGIN,
            "fold": plan.fold,
            "full": plan.full,
            "head": plan.head,
            "right": plan.answered.number + plan.answered.gap + plan.answered.text,
            "widths": {spread.shows: spread.width for spread in plan.spreads},
            "last": plan.spreads[-1].width,
            "column-gutter": COLUMN_GUTTER,
            "gutter": GUTTER,
            "asked": asdict(plan.asked),
            "answered": asdict(plan.answered),
            "boxes": asdict(plan.boxes) | {"side": BOX, "between": BETWEEN_BOXES},
            "above-quotation": ABOVE_QUOTATION,
            "under-header": UNDER_HEADER,
        }

    def _head(self) -> Json:
        here = sorted({face.place for face in self.asks.faces})
        where = self.words.fold if self.layout.fold else self.words.end
        return {
            "title": titled(self.deck.head.name),
            "subtitle": clean(self.deck.head.subtitle),
            "quiz": self.words.quiz,
            "counts": ", ".join(self._counts(self.words.of, self.words.questions, self.words.seed)),
            "hues": [hues(place, self.ink)[0] for place in here],
            "manual": [where, *([self.words.tick] if self.options.tries else [])],
        }

    def _counts(self, of: str, questions: tuple[str, str], seed: str) -> Iterator[str]:
        """Say how many questions are asked, and by which seed they were drawn."""
        yield self.asks.counts(of, questions)
        if self.options.number is not None or self.options.seed:
            yield f"{seed} {self.options.seed}"

    def _edition(self) -> str:
        """Name what is in the quiz: other words, or another order, are another edition."""
        return f"{self.deck.head.id} {hashlib.sha256(repr(self.rows).encode()).hexdigest()[:7]}"


def _answer(face: Face) -> tuple[Block, ...]:
    """Give the answer; the words of a gap are marked as such."""
    first = face.back[0] if face.back else None
    if face.full and isinstance(first, Paragraph):
        return (Paragraph((Gap(1, None, first.children),)), *face.back[1:])
    return face.back


def _used(deck: Deck, cited: Mapping[str, Iterable[str]]) -> list[Source]:
    keys = set(chain.from_iterable(cited.values()))
    return [source for key, source in deck.sources.items() if key in keys]


def _counted(count: int, word: tuple[str, str]) -> str:
    return f"{count} {word[count != 1]}"

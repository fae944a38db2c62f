"""Deck -> what its cheat-sheet shows.

In: a checked deck. Out: a `Sheet`: part by part, the principles that the notes cite, in the order of first citation, each with the gist
of its statement; notes without a principle as their question and answer. So the sheet always matches the deck.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from deckgen.diagnostics import Diagnostic, Diagnostics, Severity, Span
from deckgen.markup.nodes import Block, Image, Inline, List, Paragraph, Rule, Str, Table
from deckgen.markup.walk import nothing, plain_text
from deckgen.model import (
    Body,
    Cloze,
    Deck,
    ListNote,
    Note,
    Part,
    Principle,
    Question,
    Quotation,
    Said,
    Source,
    Term,
    Text,
    media_path,
)
from deckgen.print.fit import Worth, ranked
from deckgen.print.sheet import Sheet, SheetEntry, SheetPart, SheetQuotation, SheetSource, Typeset, TypesetProblem, typeset

_CODES = {"character": "P001", "room": "P002", "width": "P003", "picture": "P004", "typst": "P005"}


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry, and where in the files it comes from."""

    entry: SheetEntry
    span: Span
    texts: tuple[Text, ...]
    """What its words were typed as."""


def cheat_sheet(
    deck: Deck, paper: Literal["a4", "letter"], ink: Literal["color", "gray"], pages: int = 2
) -> tuple[bytes, Diagnostics, str]:
    """Typeset a deck's cheat-sheet. Out: the PDF (empty where it could not be made), what is wrong with it, what is on it."""
    seen: set[tuple[str, str]] = set()
    counted = Counter((source.key, one.id) for note in deck.notes() for source, one in deck.cited(note) if one)
    placed = [(part, tuple(_entries(deck, part, seen, counted))) for part in deck.parts]
    if not any(entries for _, entries in placed):
        return b"", (_empty(deck),), ""
    sheet = _sheet(deck, placed)
    pictures = {path: Path(medium.path) for path, medium in deck.media.items()}
    made = typeset(sheet, paper=paper, ink=ink, pages=pages, pictures=pictures)
    long: Diagnostics = ()
    if made.problems and {problem.kind for problem in made.problems} == {"room"} and made.pages > pages:
        long = (_long(made.pages, pages, deck, ranked(entry.worth for entry in sheet.entries)),)
        made = typeset(sheet, paper=paper, ink=ink, pages=made.pages, pictures=pictures)
    places = {one.entry.place: one for _, entries in placed for one in entries}
    found = tuple(_diagnostic(problem, places, deck.head.span) for problem in made.problems)
    return made.pdf, (*long, *found), _remark(made, sheet)


def _remark(made: Typeset, sheet: Sheet) -> str:
    """Say what is on the sheet: quotations, and principles of low rank, only fill the room that is left, so they are counted."""
    entries = sheet.entries
    said = ["1 page" if made.pages == 1 else f"{made.pages} pages"]
    for word, principle in (("principle", True), ("note", False)):
        gone = sum(entry.principle is principle for entry in made.left_out)
        if gone:
            said.append(_of(sum(entry.principle is principle for entry in entries), gone, word))
    quotations = sum(len(entry.quotations) for entry in entries)
    if quotations:
        said.append(_of(quotations, made.dropped, "quotation"))
    return ", ".join(said)


def _of(count: int, gone: int, word: str) -> str:
    """Count what is there, out of how many where some are not.

    >>> _of(90, 78, "quotation"), _of(1, 0, "quotation")
    ('12 of 90 quotations', '1 quotation')
    """
    return f"{count - gone} of {count} {word}s" if gone else f"{count} {word}{'s' * (count != 1)}"


def _sheet(deck: Deck, placed: list[tuple[Part, tuple[_Placed, ...]]]) -> Sheet:
    head = deck.head
    parts = tuple(SheetPart(part.name, tuple(one.entry for one in entries)) for part, entries in placed if entries)
    marks = {mark for part in parts for entry in part.entries for mark in (entry.mark, *(one.mark for one in entry.quotations))}
    sources = tuple(SheetSource(one.mark, _line(one), one.url) for one in deck.sources.values() if one.mark in marks)
    pictures = sorted(medium.name for medium in deck.media.values())
    shown = (head.name, head.subtitle, head.lang, parts, sources, pictures, *_worths(parts))
    edition = hashlib.sha256(repr(shown).encode()).hexdigest()[:7]
    return Sheet(head.name.replace("::", " · "), head.subtitle, head.lang, parts, sources, f"{head.id} {edition}")


def _worths(parts: tuple[SheetPart, ...]) -> tuple[Worth, ...]:
    """Give what decides which principles are left out, where any may be: another choice is another edition."""
    worths = tuple(entry.worth for part in parts for entry in part.entries)
    return worths if ranked(worths) else ()


def _line(source: Source) -> str:
    """Give a source as the foot of the sheet cites it: title, what it appeared in, when."""
    author = "" if source.title.startswith(source.author) else source.author
    return ", ".join(one for one in (author, source.title, source.container, source.date[:10]) if one)


# --- entries -----------------------------------------------------------------------------------------------------------------


def _entries(deck: Deck, part: Part, seen: set[tuple[str, str]], counted: Mapping[tuple[str, str], int]) -> Iterator[_Placed]:
    """Give a part's entries; a principle appears once on the whole sheet, where it is cited first."""
    for note in part.notes:
        if not note.on_sheet:
            continue
        cited = [(source, principle) for source, principle in deck.cited(note) if principle]
        for source, principle in cited:
            named = (source.key, principle.id)
            if named not in seen:
                seen.add(named)
                yield _Placed(_principle(source, principle, counted[named]), principle.span, (principle.statement,))
        if not cited:
            yield _Placed(_note(deck, note), note.span, tuple(note.all_texts()))


def _principle(source: Source, principle: Principle, cited: int) -> SheetEntry:
    quotations = tuple(_quotation(one, source, principle.key and index == 0) for index, one in enumerate(principle.quotations))
    worth = Worth(principle.rank, cited, principle.key)
    blocks = tuple(_block(one, principle.span.file) for one in _gist(principle.statement))
    return SheetEntry(principle.name, blocks, source.mark, quotations, place=f"{source.key}#{principle.id}", worth=worth)


def _gist(statement: Text) -> Iterator[Block]:
    """Give what the sheet shows of a statement: its first paragraph, and all that is no paragraph of words."""
    first = next((block for block in statement.blocks if _is_of_words(block)), None)
    return (block for block in statement.blocks if block is first or not (_is_of_words(block) or isinstance(block, Rule)))


def _is_of_words(block: Block) -> bool:
    """Whether this is a paragraph that says something beside formulas, code and pictures."""
    return isinstance(block, Paragraph) and any(map(str.isalnum, plain_text(block.children, code=nothing, alt=nothing)))


def _quotation(quotation: Quotation, source: Source, key: bool) -> SheetQuotation:
    blocks = tuple(_block(one, quotation.span.file) for one in quotation.blocks)
    return SheetQuotation(blocks, quotation.speaker, quotation.note, source.mark, key)


def _note(deck: Deck, note: Note) -> SheetEntry:
    source = next((source for source, _ in deck.cited(note)), None)
    mark = source.mark if source else ""
    name, blocks, quotation = _sides(note.body)
    if note.gist:
        blocks, quotation = _located(note.gist), None
    quoted = (SheetQuotation(blocks, quotation.speaker, quotation.note, mark, False),) if quotation else ()
    return SheetEntry(name, () if quotation else blocks, mark, quoted, principle=False, place=note.id)


def _sides(body: Body) -> tuple[tuple[Inline, ...], tuple[Block, ...], Quotation | None]:
    """Give what stands as the name, what stands below it, and the quotation that it is, if it is one."""
    match body:
        case Question(front, back):
            return _heading(front), _located(back), None
        case Term(term, meaning):
            return _heading(term), _located(meaning), None
        case Said(text, quotation):
            return (), _located(text), quotation
        case Cloze(text, quotation):
            return (), _located(text), quotation
        case ListNote(title, entries):
            return _heading(title), (List(None, tuple(_located(entry.text) for entry in entries)),), None


def _heading(text: Text) -> tuple[Inline, ...]:
    """Give a text as one line."""
    blocks = _located(text)
    return blocks[0].children if len(blocks) == 1 and isinstance(blocks[0], Paragraph) else (Str(" ".join(plain_text(blocks).split())),)


# --- pictures: from the file that names them to the project -----------------------------------------------------------------


def _located(text: Text) -> tuple[Block, ...]:
    return tuple(_block(one, text.span.file) for one in text.blocks)


def _block(node: Any, file: str) -> Any:
    """Name the pictures of a tree by their path inside the project: two files may mean two pictures by one name."""
    match node:
        case Image(src):
            return replace(node, src=media_path(file, src))
        case List(items=items):
            return replace(node, items=tuple(tuple(_block(one, file) for one in item) for item in items))
        case Table(head=head, rows=rows):
            return replace(node, head=_cells(head, file), rows=tuple(_cells(row, file) for row in rows))
        case _ if hasattr(node, "children"):
            return replace(node, children=tuple(_block(one, file) for one in node.children))
        case _:
            return node


def _cells(row: tuple[tuple[Inline, ...], ...], file: str) -> tuple[tuple[Inline, ...], ...]:
    return tuple(tuple(_block(one, file) for one in cell) for cell in row)


# --- what went wrong ---------------------------------------------------------------------------------------------------------


def _diagnostic(problem: TypesetProblem, places: dict[str, _Placed], default: Span) -> Diagnostic:
    found = places.get(problem.where)
    span = _character(problem, found) if found else default
    return Diagnostic(_CODES[problem.kind], problem.message, span, help=(problem.hint,) if problem.hint else ())


def _character(problem: TypesetProblem, placed: _Placed) -> Span:
    """Give the very place of the first character that cannot be printed, else where its entry is."""
    characters = problem.characters or "\0"
    for text in placed.texts:
        start = min((at for char in characters if (at := text.raw.find(char)) >= 0), default=-1)
        if start >= 0:
            return text.origin.at(start, start + 1)
    return placed.span


def _empty(deck: Deck) -> Diagnostic:
    help = ("the sheet shows the principles that notes cite, and notes without a principle, unless they say `sheet: false`",)
    return Diagnostic("P006", "nothing to print on the cheat-sheet", deck.head.span, help=help, severity=Severity.WARNING)


def _long(needed: int, wanted: int, deck: Deck, ranked: bool) -> Diagnostic:
    """Warn of a sheet that takes more pages than a sheet should: it is made all the same."""
    return Diagnostic(
        "P002",
        f"the cheat-sheet takes {needed} pages, not {wanted}",
        deck.head.span,
        "more than they hold at a legible size",
        (
            "give fewer principles `rank=1`" if ranked else "give `rank=1` to principles that must be there: others may then go",
            "or keep notes off the sheet with `sheet: false`, shorten statements, or leave it as it is",
        ),
        severity=Severity.WARNING,
    )

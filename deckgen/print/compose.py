"""Deck -> what its cheat-sheet shows.

In: a checked deck. Out: a `Sheet`: part by part, the principles that the notes cite, in the order of first citation, each with the gist
of its statement; notes without a principle as their question and answer. So the sheet always matches the deck.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Diagnostics, Severity, Span
from deckgen.markup.nodes import Block, Inline, List, Paragraph, Rule, Str
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
)
from deckgen.print.engine import press
from deckgen.print.names import source_line
from deckgen.print.pictures import located, located_in
from deckgen.print.scripts import lacking
from deckgen.print.sheet import Typeset, typeset
from deckgen.print.sheet_content import Sheet, SheetEntry, SheetPart, SheetQuotation, SheetSource
from deckgen.print.sheet_faults import TypesetProblem
from deckgen.print.worth import Worth, ranked

MOST = 400
"""No two pages hold as many entries. Of a ranked deck that has more, only the best are weighed; one without ranks gets no sheet."""
_CODES = {"room": "P002", "width": "P003", "picture": "P004", "typst": "P005"}


@dataclass(frozen=True, slots=True)
class _Placed:
    """An entry, and where in the files it comes from."""

    entry: SheetEntry
    span: Span


def cheat_sheet(deck: Deck, paper: str, ink: str, orientation: str = "portrait", pages: int = 2) -> tuple[bytes, Diagnostics, str]:
    """Typeset a deck's cheat-sheet. Out: the PDF (empty where it could not be made), what is wrong with it, what is on it."""
    seen: set[tuple[str, str]] = set()
    counted = Counter((source.key, one.id) for note in deck.notes() for source, one in deck.cited(note) if one)
    placed = [(part, tuple(_entries(deck, part, seen, counted))) for part in deck.parts]
    if not any(entries for _, entries in placed):
        return b"", (_empty(deck),), ""
    everything, placed = placed, _best(placed)
    if sum(len(entries) for _, entries in placed) > MOST:
        return b"", (_endless(deck, placed),), ""
    sheet = _sheet(deck, placed)
    pictures = {path: Path(medium.path) for path, medium in deck.media.items()}
    asked = partial(typeset, sheet, paper=paper, ink=ink, orientation=orientation, pictures=pictures, fonts=deck.fonts)
    made = asked(pages=pages)
    long: Diagnostics = ()
    if made.problems and {problem.kind for problem in made.problems} == {"room"} and made.pages > pages:
        long = (_long(made.pages, pages, deck, ranked(entry.worth for entry in sheet.entries)),)
        made = asked(pages=made.pages)
    places = {one.entry.place: one for _, entries in placed for one in entries}
    found = tuple(_diagnostic(problem, places, deck.head.span) for problem in made.problems if problem.kind != "character")
    if missing := [character for problem in made.problems for character in problem.characters]:
        with press(("nodes.typ",), {}, deck.fonts) as typst:
            found = (*lacking(deck, typst, missing), *found)
    return made.pdf, (*long, *found), _remark(made, sheet, [one.entry for _, entries in everything for one in entries])


def _best(placed: list[tuple[Part, tuple[_Placed, ...]]]) -> list[tuple[Part, tuple[_Placed, ...]]]:
    """Of a ranked deck with too many entries, give those that are worth most, in their order; else give all."""
    entries = [one.entry for _, ones in placed for one in ones]
    if len(entries) <= MOST or not ranked(entry.worth for entry in entries):
        return placed

    def order(entry: SheetEntry) -> tuple[bool, int, int]:
        worth = entry.worth
        return not (worth.stays or worth.rank == 1), worth.rank, -worth.cited

    stays = sum(not order(entry)[0] for entry in entries)
    chosen = {entry.place for entry in sorted(entries, key=order)[: max(MOST, stays)]}
    return [(part, tuple(one for one in ones if one.entry.place in chosen)) for part, ones in placed]


def _remark(made: Typeset, sheet: Sheet, entries: Sequence[SheetEntry]) -> str:
    """Say what is on the sheet: quotations, and principles of low rank, only fill the room that is left, so they are counted."""
    placed = {entry.place for entry in sheet.entries}
    left_out = (*made.left_out, *(entry for entry in entries if entry.place not in placed))
    said = ["1 page" if made.pages == 1 else f"{made.pages} pages"]
    for word, principle in (("principle", True), ("note", False)):
        gone = sum(entry.principle is principle for entry in left_out)
        if gone:
            said.append(_of(sum(entry.principle is principle for entry in entries), gone, word))
    quotations = sum(len(entry.quotations) for entry in entries)
    if quotations:
        said.append(_of(quotations, made.dropped + quotations - sum(len(entry.quotations) for entry in sheet.entries), "quotation"))
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
    sources = tuple(SheetSource(one.mark, source_line(one), one.url) for one in deck.sources.values() if one.mark in marks)
    pictures = sorted(medium.name for medium in deck.media.values())
    shown = (head.name, head.subtitle, head.lang, parts, sources, pictures, *_worths(parts))
    edition = hashlib.sha256(repr(shown).encode()).hexdigest()[:7]
    return Sheet(head.name, head.subtitle, head.lang, parts, sources, f"{head.id} {edition}")


def _worths(parts: tuple[SheetPart, ...]) -> tuple[Worth, ...]:
    """Give what decides which principles are left out, where any may be: another choice is another edition."""
    worths = tuple(entry.worth for part in parts for entry in part.entries)
    return worths if ranked(worths) else ()


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
                yield _Placed(_principle(source, principle, counted[named]), principle.span)
        if not cited:
            yield _Placed(_note(deck, note), note.span)


def _principle(source: Source, principle: Principle, cited: int) -> SheetEntry:
    quotations = tuple(_quotation(one, source, principle.key and index == 0) for index, one in enumerate(principle.quotations))
    worth = Worth(principle.rank, cited, principle.key)
    blocks = located_in(_gist(principle.statement), principle.span.file)
    return SheetEntry(principle.name, blocks, source.mark, quotations, place=f"{source.key}#{principle.id}", worth=worth)


def _gist(statement: Text) -> Iterator[Block]:
    """Give what the sheet shows of a statement: its first paragraph, and all that is no paragraph of words."""
    first = next((block for block in statement.blocks if _is_of_words(block)), None)
    return (block for block in statement.blocks if block is first or not (_is_of_words(block) or isinstance(block, Rule)))


def _is_of_words(block: Block) -> bool:
    """Whether this is a paragraph that says something beside formulas, code and pictures."""
    return isinstance(block, Paragraph) and any(map(str.isalnum, plain_text(block.children, code=nothing, alt=nothing)))


def _quotation(quotation: Quotation, source: Source, key: bool) -> SheetQuotation:
    blocks = located_in(quotation.blocks, quotation.span.file)
    return SheetQuotation(blocks, quotation.speaker, quotation.note, source.mark, key)


def _note(deck: Deck, note: Note) -> SheetEntry:
    source = next((source for source, _ in deck.cited(note)), None)
    mark = source.mark if source else ""
    name, blocks, quotation = _sides(note.body)
    if note.gist:
        blocks, quotation = located(note.gist), None
    quoted = (SheetQuotation(blocks, quotation.speaker, quotation.note, mark, False),) if quotation else ()
    return SheetEntry(name, () if quotation else blocks, mark, quoted, principle=False, place=note.id)


def _sides(body: Body) -> tuple[tuple[Inline, ...], tuple[Block, ...], Quotation | None]:
    """Give what stands as the name, what stands below it, and the quotation that it is, if it is one."""
    match body:
        case Question(front, back):
            return _heading(front), located(back), None
        case Term(term, meaning):
            return _heading(term), located(meaning), None
        case Said(text, quotation):
            return (), located(text), quotation
        case Cloze(text, quotation):
            return (), located(text), quotation
        case ListNote(title, entries):
            return _heading(title), (List(None, tuple(located(entry.text) for entry in entries)),), None


def _heading(text: Text) -> tuple[Inline, ...]:
    """Give a text as one line."""
    blocks = located(text)
    return blocks[0].children if len(blocks) == 1 and isinstance(blocks[0], Paragraph) else (Str(" ".join(plain_text(blocks).split())),)


# --- what went wrong ---------------------------------------------------------------------------------------------------------


def _diagnostic(problem: TypesetProblem, places: dict[str, _Placed], default: Span) -> Diagnostic:
    found = places.get(problem.where)
    return Diagnostic(_CODES[problem.kind], problem.message, found.span if found else default, help=(problem.hint,) if problem.hint else ())


def _empty(deck: Deck) -> Diagnostic:
    help = ("the sheet shows the principles that notes cite, and notes without a principle, unless they say `sheet: false`",)
    return Diagnostic("P006", "nothing to print on the cheat-sheet", deck.head.span, help=help, severity=Severity.WARNING)


def _endless(deck: Deck, placed: list[tuple[Part, tuple[_Placed, ...]]]) -> Diagnostic:
    """Warn of what would be a book rather than a sheet: none is made."""
    return Diagnostic(
        "P002",
        f"the cheat-sheet would have {sum(len(entries) for _, entries in placed):,} entries, and is not made",
        deck.head.span,
        f"two pages hold {MOST} at most",
        (
            "give `rank=1` to the principles that must be there, and to no more: then a sheet shows what is worth most",
            "or keep notes off it with `sheet: false`; flashcards and the quiz have all of them",
        ),
        severity=Severity.WARNING,
    )


def _long(needed: int, wanted: int, deck: Deck, ranked: bool) -> Diagnostic:
    """Warn of a sheet that takes more pages than a sheet should: it is made all the same."""
    return Diagnostic(
        "P002",
        f"the cheat-sheet takes {needed} pages, not {wanted}",
        deck.head.span,
        "more than they hold at a legible size",
        (
            "give fewer principles `rank=1` or `.key`: both always stay"
            if ranked
            else "give `rank=1` to principles that must be there: others may then go",
            "or keep notes off the sheet with `sheet: false`, shorten statements, or leave it as it is",
        ),
        severity=Severity.WARNING,
    )

"""Deck -> its cards as paper shows them: what stands on the front, what on the back.

In: a resolved deck, and which of its parts and tags are wanted. Out: `Face`s in learning order, the cards of a note together. Flashcards
and quiz are made of the same faces, which say the same as Anki's cards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from deckgen import authored
from deckgen.diagnostics import Span
from deckgen.labels import Labels, labels
from deckgen.markup.nodes import Block, Code, CodeBlock, Emphasis, Gap, Inline, List, Paragraph, Str, Table
from deckgen.markup.walk import walk
from deckgen.model import Body, Cloze, Deck, Kind, ListEntry, ListNote, Note, Part, Question, Quotation, Said, Term, Text, part_number
from deckgen.print.pictures import located, located_in
from deckgen.print.quoted import Quoted
from deckgen.print.tree import Blank


@dataclass(frozen=True, slots=True)
class Face:
    """One card as paper shows it."""

    note: str
    """The note's id."""
    ordinal: int
    """Which of the note's cards."""
    kind: Kind
    place: int
    """Of its part in the deck, from 0: its hue."""
    part: str
    """The part's name, with its number."""
    prompt: str
    """What is asked of the front, or the speaker of a quotation to complete; may be empty."""
    front: tuple[Block, ...]
    """The gaps that are asked are `Blank`s, others are filled."""
    back: tuple[Block, ...]
    """The answer alone: of a text with gaps the words of the gaps, of a list the item."""
    full: tuple[Block, ...]
    """Of a text with gaps or a list: all of it, with the answer as `Gap`; else empty."""
    extra: tuple[Block, ...]
    quotations: tuple[Quoted, ...]
    """Those that the card shows in Anki."""
    citation: str
    """The lines of its sources; empty where it cites none."""
    span: Span
    """The note's first line."""
    tags: tuple[str, ...]
    """As in Anki, but without the deck's id before them."""


def faces(deck: Deck, parts: Sequence[str] = (), tags: Sequence[str] = ()) -> tuple[Face, ...]:
    """Give the cards of a deck in learning order: of all parts or of those that are named, with all tags or with any of those given."""
    found = (face for place, part in enumerate(deck.parts) if is_called(part, place, parts) for face in _of_part(deck, place, part))
    return tuple(face for face in found if not tags or any(_tagged(face.tags, tag, deck.head.id) for tag in tags))


def unknown(decks: Sequence[Deck], parts: Sequence[str] = (), tags: Sequence[str] = ()) -> tuple[str, ...]:
    """Give those of the wanted parts and tags that no deck has."""
    numbered = [(place, part) for deck in decks for place, part in enumerate(deck.parts)]
    held = [(_tags(deck, part, note), deck.head.id) for deck in decks for part in deck.parts for note in part.notes]
    no_parts = (one for one in parts if not any(is_called(part, place, (one,)) for place, part in numbered))
    no_tags = (one for one in tags if not any(_tagged(own, one, id) for own, id in held))
    return (*no_parts, *no_tags)


def is_called(part: Part, place: int, names: Sequence[str]) -> bool:
    """Whether a part is called by one of these: its name with or without its number, or its number (its place where it has none)."""
    number, rest = part_number(part.name)
    own = {_folded(part.name), _folded(rest), number or str(place + 1)}
    return not names or any(_folded(name) in own for name in names)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _tagged(own: Iterable[str], tag: str, deck: str) -> bool:
    """Whether a tag is among these, or above one of them, as Anki's search understands it; the deck's id may stand before it."""
    wanted = tag.casefold().removeprefix(f"{deck.casefold()}::")
    return any(one.casefold() == wanted or one.casefold().startswith(f"{wanted}::") for one in own)


def _tags(deck: Deck, part: Part, note: Note) -> tuple[str, ...]:
    return tuple(tag.removeprefix(f"{deck.head.id}::") for tag in authored.tags(deck, part, note))


# --- one note ----------------------------------------------------------------------------------------------------------------


def _of_part(deck: Deck, place: int, part: Part) -> Iterator[Face]:
    said = labels(deck.head.lang)
    for note in part.notes:
        extra = located(note.extra) if note.extra else ()
        quotations, citation, tags = tuple(_quotations(deck, note)), _citation(deck, note), _tags(deck, part, note)
        for ordinal, side in sorted(_sides(note.body, said), key=lambda one: one[0]):
            yield Face(
                note=note.id,
                ordinal=ordinal,
                kind=note.kind,
                place=place,
                part=part.name,
                prompt=side.prompt,
                front=side.front,
                back=side.back,
                full=side.full,
                extra=extra,
                quotations=quotations,
                citation=citation,
                span=note.span,
                tags=tags,
            )


def _quotations(deck: Deck, note: Note) -> Iterator[Quoted]:
    for source, one in authored.shown(deck, note):
        yield Quoted(located_in(one.blocks, one.span.file), one.speaker, one.note, source.mark)


def _citation(deck: Deck, note: Note) -> str:
    return " · ".join(dict.fromkeys(source.cite for source, _ in deck.cited(note)))


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is a card's own."""

    prompt: str
    front: tuple[Block, ...]
    back: tuple[Block, ...]
    full: tuple[Block, ...] = ()


def _sides(body: Body, said: Labels) -> Iterator[tuple[int, _Sides]]:
    """Give each card of a note by its ordinal."""
    match body:
        case Question(front, back, reverse):
            yield from _both_ways(front, back, "", said.reverse if reverse else "")
        case Term(term, meaning, reverse):
            yield from _both_ways(term, meaning, said.meaning, said.term if reverse else "")
        case Said(text, quotation):
            yield authored.FORWARD, _Sides(said.speaker, _quoted(located(text), said), _speaker(quotation))
        case Cloze(text, quotation):
            prompt = ", ".join(filter(None, (quotation.speaker, quotation.note))) if quotation else ""
            blocks = located(text)
            yield from _asked(_quoted(blocks, said) if quotation else blocks, prompt)
        case ListNote(title, entries):
            rows = List(1, tuple(_row(one) for one in entries))
            yield from _asked((*located(title), rows), "")


def _both_ways(one: Text, other: Text, prompt: str, reverse: str) -> Iterator[tuple[int, _Sides]]:
    front, back = located(one), located(other)
    yield authored.FORWARD, _Sides(prompt, front, back)
    if reverse:
        yield authored.REVERSE, _Sides(reverse, back, front)


def _quoted(blocks: tuple[Block, ...], said: Labels) -> tuple[Block, ...]:
    """Put quotation marks around blocks that begin and end as paragraphs."""
    if not blocks or not isinstance(blocks[0], Paragraph) or not isinstance(blocks[-1], Paragraph):
        return blocks
    first = replace(blocks[0], children=(Str(said.open_quote), *blocks[0].children))
    opened = (first, *blocks[1:])
    last = opened[-1]
    assert isinstance(last, Paragraph)
    return (*opened[:-1], replace(last, children=(*last.children, Str(said.close_quote))))


def _speaker(quotation: Quotation) -> tuple[Block, ...]:
    note = (Str(f", {quotation.note}"),) if quotation.note else ()
    return (Paragraph((Emphasis("strong", (Str(quotation.speaker),)), *note)),)


def _row(entry: ListEntry) -> tuple[Block, ...]:
    """Give an item as a gap of its own number, its reason behind it."""
    blocks, why = located(entry.text), located(entry.why) if entry.why else ()
    words = blocks[0].children if len(blocks) == 1 and isinstance(blocks[0], Paragraph) else ()
    gap = Gap(entry.number, None, words)
    if len(why) == 1 and isinstance(why[0], Paragraph):
        return (Paragraph((gap, Str(" – "), Emphasis("em", why[0].children)), tight=True),)
    return (Paragraph((gap,), tight=True), *why)


# --- gaps --------------------------------------------------------------------------------------------------------------------


def _asked(blocks: tuple[Block, ...], prompt: str) -> Iterator[tuple[int, _Sides]]:
    """Give a card for each number of a gap: it is blank on the front and marked on the back, other gaps are plain words on both."""
    for number in sorted({node.number for node in walk(blocks) if isinstance(node, Gap)}):
        yield number - 1, _Sides(prompt, _with_gaps(blocks, number, _blank), _answer(blocks, number), _with_gaps(blocks, number, _kept))


def _blank(gap: Gap) -> Inline | Blank:
    return Blank(gap.hint or "")


def _kept(gap: Gap) -> Inline | Blank:
    return gap


def _with_gaps(blocks: tuple[Block, ...], number: int, asked: Callable[[Gap], Inline | Blank]) -> tuple[Block, ...]:
    """Change the gaps of a number, and let others be the words that they hide."""

    def nodes(children: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(one for child in children for one in node(child))

    def node(one: Any) -> tuple[Any, ...]:
        match one:
            case Gap():
                return (asked(one),) if one.number == number else one.children
            case List(items=items):
                return (replace(one, items=tuple(map(nodes, items))),)
            case Table(head=head, rows=rows):
                return (replace(one, head=tuple(map(nodes, head)), rows=tuple(tuple(map(nodes, row)) for row in rows)),)
            case _ if hasattr(one, "children") and not isinstance(one, Blank):
                return (replace(one, children=nodes(one.children)),)
            case _:
                return (one,)

    return nodes(blocks)


def _answer(blocks: tuple[Block, ...], number: int) -> tuple[Block, ...]:
    """Give the words that the gaps of a number hide, as one paragraph."""
    coded = {id(node) for block in walk(blocks) if isinstance(block, CodeBlock) for node in walk(block.children)}
    hidden: list[Inline] = []
    for gap in (node for node in walk(blocks) if isinstance(node, Gap) and node.number == number):
        words = tuple(Code(one.text) if isinstance(one, Str) else one for one in gap.children) if id(gap) in coded else gap.children
        hidden += [*([Str(" … ")] if hidden else []), *words]
    return (Paragraph(tuple(hidden)),)

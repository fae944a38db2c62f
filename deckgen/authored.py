"""A note as its author wrote it: what it says, which cards it makes and what each of them hides, and a digest of all.

In: a resolved deck. Out: plain texts and digests, without anything that rendering adds. Whether learners need an update hangs on
the digest: it is **for ever**, like the formulas of `identity`; another formula would send every note to every learner again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from deckgen.kept import Plain, of_part
from deckgen.markup.nodes import Gap, Image
from deckgen.markup.walk import nothing, plain_text, walk
from deckgen.model import Cloze, Deck, ListNote, Note, Part, Question, Quotation, Said, Source, Term, Text
from deckgen.quotations import inside, words
from deckgen.released.likeness import last_words, plain
from deckgen.released.state import NoteState, State

FORWARD, REVERSE = 0, 1
"""Ordinals of a standard note's cards."""
_BITS = 32
"""Hexadecimal digits of a digest that are kept: 128 bits."""


def says(note: Note) -> Mapping[str, str]:
    """Give the plain text of a note's fields `Front` and `Back`, or `Text`."""
    match note.body:
        case Question(one, other) | Term(one, other):
            return {"Front": _plain(one), "Back": _plain(other)}
        case Said(text, quotation):
            return {"Front": _plain(text), "Back": ", ".join(filter(None, (quotation.speaker, quotation.note)))}
        case Cloze(text):
            return {"Text": _plain(text)}
        case ListNote(title, entries):
            return {"Text": " ".join((_plain(title), *(_plain(text) for one in entries for text in (one.text, one.why) if text)))}


def cards(note: Note) -> Mapping[int, str]:
    """Give the ordinals of a note's cards, each with the words that it hides; a standard note hides none."""
    match note.body:
        case Question(reverse=reverse) | Term(reverse=reverse):
            return dict.fromkeys((FORWARD, REVERSE) if reverse else (FORWARD,), "")
        case Said():
            return {FORWARD: ""}
        case Cloze(text):
            return _gaps(text)
        case ListNote(entries=entries):
            return {one.number - 1: _plain(one.text) for one in entries}


def ordinals(note: Note) -> list[int]:
    """Give the ordinals of a note's cards alone, in order."""
    match note.body:
        case Cloze(text):
            return sorted({node.number - 1 for node in walk(text.blocks) if isinstance(node, Gap)})
        case _:
            return sorted(cards(note))


def _gaps(text: Text) -> dict[int, str]:
    """Join the gaps of a number: they are one card."""
    hidden: dict[int, list[str]] = {}
    for node in walk(text.blocks):
        if isinstance(node, Gap):
            hidden.setdefault(node.number - 1, []).append(words_of(node.children))
    return {ordinal: " … ".join(words) for ordinal, words in hidden.items()}


_WRITTEN = re.compile(r"\{\{c(\d+)::(.*?)(?:::.*?)?\}\}", re.DOTALL)


def _around(raw: str, said: str, hidden: Mapping[int, str]) -> dict[int, str]:
    """Give the words before gaps of a text that hide what stands elsewhere in it, too."""
    heard = plain(said)
    found: dict[int, str] = {}
    for gap in _WRITTEN.finditer(raw):
        ordinal = int(gap[1]) - 1
        if heard.count(plain(hidden.get(ordinal, ""))) > 1:
            before = _WRITTEN.sub(r"\2", raw[: gap.start()])
            found.setdefault(ordinal, last_words(before))
    return found


def _plain(text: Text) -> str:
    return words_of(text.blocks)


def words_of(nodes: Iterable[Any]) -> str:
    """Give the words of nodes. What describes a picture counts only where there are no others: the same may describe another picture."""
    given = tuple(nodes)
    return " ".join(plain_text(given, alt=nothing).split()) or " ".join(plain_text(given).split())


def note_type(note: Note) -> str:
    """Give the note type that a note belongs to, for ever."""
    return "cloze" if isinstance(note.body, Cloze | ListNote) else "standard"


def state(deck: Deck) -> State:
    """Give a deck as learners would get it, without what only rendering tells: digests of fields, times and note types."""
    head = deck.head
    notes = {}
    for part in deck.parts:
        for id, kind, note_type, cards, texts, tags, around, pictures, answered, was, written in _of_part(deck, part):
            one = deck.identities[id]
            notes[one.guid] = NoteState(
                id,
                one.guid,
                one.note_id,
                kind,
                note_type,
                part.name,
                cards,
                texts,
                tags,
                around=around,
                pictures=pictures,
                answered=answered,
                was=was,
                written=written,
            )
    return State(head.name, head.uid, head.id, {part.name: 0 for part in deck.parts}, {}, notes)


@of_part
def _of_part(deck: Deck, part: Part) -> tuple[Plain, ...]:
    """Give the states of a part's notes, as plain values, without what Anki knows them by."""
    return tuple(_of_note(deck, part, note) for note in part.notes if note.id)


def _of_note(deck: Deck, part: Part, note: Note) -> Plain:
    hidden, said, pictures, body = cards(note), says(note), tuple(_pictures(deck, note)), note.body
    return (
        note.id,
        str(note.kind),
        note_type(note),
        hidden,
        said,
        tags(deck, part, note),
        _around(body.text.raw, said["Text"], hidden) if isinstance(body, Cloze) else {},
        pictures,
        tuple(one.number - 1 for one in body.entries if one.typed) if isinstance(body, ListNote) else (),
        note.was,
        _written(deck, part, note, sorted(hidden), pictures),
    )


def tags(deck: Deck, part: Part, note: Note) -> tuple[str, ...]:
    """Give a note's tags in Anki: its author's, and those by which learners study a source, a kind or a lens.

    All hang below the deck's id, so that learners' own tag lists stay theirs.
    """
    sources = [f"source::{_tag(source.key)}" for source, _ in deck.cited(note)] if note.citations else ()
    lens = (f"lens::{note.lens}",) if note.lens else ()
    below = f"{deck.head.id}::"
    return tuple(sorted([below + tag for tag in {*part.tags, *note.tags, *sources, f"kind::{note.kind}", *lens}]))


_NO_TAG = re.compile(r"[\x00-\x1f\x7f\":]+")


def _tag(key: str) -> str:
    """Write a citation key as a tag: two colons would begin a level below, and Anki takes quotation marks and control characters out."""
    return _NO_TAG.sub("-", key)


def shown(deck: Deck, note: Note) -> Iterator[tuple[Source, Quotation]]:
    """Give the quotations that a note's cards show on the back: one of each cited principle, but never what they show anyway."""
    if not note.citations:
        return
    own = note.quotation.words if note.quotation else ""
    for source, principle in deck.cited(note):
        quotation = next((one for one in principle.quotations if not (own and overlap(one.words, own))), None) if principle else None
        if quotation:
            yield source, quotation


def overlap(one: str, other: str) -> bool:
    """Whether of two quotations one is the other, or a part of it."""
    ours, theirs = tuple(words(one)), tuple(words(other))
    return inside(ours, theirs) or inside(theirs, ours)


# --- digests ---------------------------------------------------------------------------------------------------------------


def _written(deck: Deck, part: Part, note: Note, ordinals: list[int], pictures: tuple[str, ...]) -> str:
    """Digest what the author decides of a note: its kind, texts, pictures, tags, lens and citations, and the quotations that it shows.

    What surrounds it (the source's line, the part's name, the deck's labels) is not in it, nor how it is rendered.
    """
    values = (
        "deckgen:written:1",
        note.kind,
        ordinals,
        [text.raw.strip() for text in note.texts()],
        [one.number for one in note.body.entries] if isinstance(note.body, ListNote) else [],
        sorted({*part.tags, *note.tags}),
        note.lens,
        [f"{one.key}#{one.principle or ''}" for one in note.citations],
        list(_quoted(deck, note)),
        pictures,
    )
    return digest(values)


def _quoted(deck: Deck, note: Note) -> Iterator[list[str]]:
    own = note.quotation
    if own:
        yield [own.words, own.speaker, own.note]
    for _, principle in deck.cited(note) if note.citations else ():
        for one in principle.quotations if principle else ():
            yield [one.words, one.speaker, one.note]


def _pictures(deck: Deck, note: Note) -> Iterator[str]:
    for text in note.texts():
        if "![" in text.raw:
            found = (deck.picture(text, node.src) for node in walk(text.blocks) if isinstance(node, Image))
            yield from (medium.name for medium in found if medium)


def digest(values: object) -> str:
    """Give the first 128 bits of SHA-256 over values as compact JSON, in hexadecimal digits."""
    return sha256(_JSON.encode(values).encode()).hexdigest()[:_BITS]


_JSON = json.JSONEncoder(check_circular=False, separators=(",", ":"), sort_keys=True)
"""Made once: `json.dumps` would make it anew for each note."""

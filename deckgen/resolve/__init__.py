"""Head, parts and sources -> one deck: citations, speakers, pictures, identities, fonts, the numbers of list items.

In: what the readers made, and where the project is. Out: a `Deck` in which whatever is named is there, and findings for the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from deckgen.diagnostics import Diagnostic
from deckgen.kept import Plain, findings, of_part, plain_findings
from deckgen.model import Deck, DeckHead, Identity, ListNote, Note, Part, Source
from deckgen.quotations import Attestations, SourceText
from deckgen.released.state import State
from deckgen.resolve.citations import Evidence, cite, unknown
from deckgen.resolve.fonts import find_fonts
from deckgen.resolve.identities import identify
from deckgen.resolve.numbers import number
from deckgen.resolve.pictures import load_media


def resolve(
    head: DeckHead,
    parts: tuple[Part, ...],
    sources: Mapping[str, Source],
    attestations: Attestations,
    texts: Mapping[str, SourceText],
    root: Path,
    released: State | None = None,
) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Join what was read into one deck. Out: the deck, and what is named for all of it but not there: pictures and fonts."""
    identities = identify(head.uid, [who for part in parts for who in part.named if who.id], released)
    media, missing = load_media(parts, sources, head, root)
    fonts, faults = find_fonts(head, root)
    evidence = Evidence(sources, attestations, texts)
    joined = tuple(part.each(lambda note: _numbered(cite(note, evidence), identities, released)) for part in parts)
    return Deck(head, joined, sources, identities, media, attestations, texts, released, fonts), (*missing, *faults)


def unresolved(deck: Deck, root: Path) -> Iterator[Diagnostic]:
    """Report what the notes of a deck cite and what is not there, and items of which only their author can tell what they were."""
    broken = {path.stem for path in (root / "content").glob("*.md") if path.stem.lower() != "readme"} - deck.sources.keys()
    for part in deck.parts:
        yield from findings(_of_part(deck, part, tuple(sorted(broken))))


@of_part
def _of_part(deck: Deck, part: Part, broken: Collection[str]) -> tuple[Plain, ...]:
    return plain_findings(_in_part(deck, part, broken))


def _in_part(deck: Deck, part: Part, broken: Collection[str]) -> Iterator[Diagnostic]:
    for note in part.notes:
        yield from unknown(note, deck.sources, broken)
        if isinstance(note.body, ListNote):
            yield from number(_as_typed(note.body), deck.as_released(note))[1]


def _as_typed(body: ListNote) -> ListNote:
    """Give a list with those numbers alone that its author typed."""
    return replace(body, entries=tuple(one if one.typed else replace(one, number=0) for one in body.entries))


def _numbered(note: Note, identities: Mapping[str, Identity], released: State | None) -> Note:
    """Give a list's items the numbers that learners have them under."""
    if not isinstance(note.body, ListNote):
        return note
    row = released.notes.get(identities[note.id].guid) if released and note.id else None
    return replace(note, body=number(note.body, row)[0])

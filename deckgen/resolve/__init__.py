"""Head, parts and sources -> one deck: citations, speakers, pictures, identities, fonts, the numbers of list items.

In: what the readers made, and where the project is. Out: a `Deck` in which whatever is named is there, and findings for the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from deckgen.diagnostics import Diagnostic
from deckgen.kept import Plain, Works, findings, of_part, plain_findings
from deckgen.model import Deck, DeckHead, Identity, ListNote, Medium, Note, Part, Source
from deckgen.quotations import Attestations, SourceText
from deckgen.released.state import State
from deckgen.resolve.citations import Evidence, cite, unknown
from deckgen.resolve.fonts import find_fonts
from deckgen.resolve.identities import Guids, identify
from deckgen.resolve.numbers import number
from deckgen.resolve.pictures import load_media, shown_beside, shown_by


class Surroundings:
    """What a deck's notes are resolved by, besides what is read of them."""

    def __init__(
        self,
        head: DeckHead,
        sources: Mapping[str, Source],
        attestations: Attestations,
        texts: Mapping[str, SourceText],
        root: Path,
        released: State | None,
    ) -> None:
        self.head = head
        self.root = root
        self.released = released
        self.evidence = Evidence(sources, attestations, texts)
        self.kept: dict[str, Works] = {one.span.file: {} for one in sources.values()}
        """What is worked out of sources: it serves the deck and those of one part."""

    @cached_property
    def guids(self) -> Guids:
        """What Anki knows notes by."""
        return Guids(self.head.uid, self.released)

    @cached_property
    def media(self) -> tuple[dict[str, Medium], list[Diagnostic]]:
        """The pictures of sources and of the deck's description, and what is missing of them."""
        return load_media(shown_beside(self.evidence.sources, self.head), self.root, {})


def resolve(around: Surroundings, parts: tuple[Part, ...]) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Join what was read into one deck. Out: the deck, and what is named for all of it but not there: pictures and fonts."""
    identities = identify(around.head.uid, [who for part in parts for who in part.named if who.id], around.guids, around.released)
    media, missing = load_media((one for part in parts for one in shown_by(part)), around.root, around.media[0])
    fonts, faults = find_fonts(around.head, around.root)
    return _joined(around, parts, identities, media, fonts), (*missing, *around.media[1], *faults)


def alone(around: Surroundings, *parts: Part) -> Deck:
    """Give a deck of one part, or of none, as far as what is worked out of it can tell it from the whole one: without ids and fonts."""
    identities = {who.id: Identity(around.guids.of(who), 0) for part in parts for who in part.named if who.id}
    media, _ = load_media((one for part in parts for one in shown_by(part)), around.root, around.media[0])
    return _joined(around, parts, identities, media, ())


def _joined(
    around: Surroundings, parts: tuple[Part, ...], identities: Mapping[str, Identity], media: Mapping[str, Medium], fonts: tuple[str, ...]
) -> Deck:
    evidence, released = around.evidence, around.released
    resolved = tuple(part.each(lambda note: _numbered(cite(note, evidence), identities, released)) for part in parts)
    deck = Deck(around.head, resolved, evidence.sources, identities, media, evidence.attestations, evidence.texts, released, fonts)
    deck.kept.update(around.kept)
    return deck


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

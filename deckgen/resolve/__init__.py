"""Head, parts and sources -> one deck: citations, speakers, pictures, identities, fonts, the numbers of list items.

In: what the readers made, and where the project is. Out: a `Deck` in which whatever is named is there, and findings for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck, DeckHead, Identity, ListNote, Note, Part, Source
from deckgen.quotations import Attestations, SourceText
from deckgen.released.state import State
from deckgen.resolve.citations import Evidence, cite
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
    """Join what was read into one deck. Out: the deck, and what is named but not there."""
    found: list[Diagnostic] = []
    evidence = Evidence(sources, attestations, texts)
    broken = {path.stem for path in (root / "content").glob("*.md") if path.stem.lower() != "readme"} - sources.keys()
    parts = tuple(replace(part, notes=tuple(cite(note, evidence, broken, found) for note in part.notes)) for part in parts)
    identities = identify(head.uid, [note for part in parts for note in part.notes if note.id], released)
    parts = tuple(replace(part, notes=tuple(_numbered(note, identities, released, found) for note in part.notes)) for part in parts)
    media, missing = load_media(parts, sources, head, root)
    fonts, faults = find_fonts(head, root)
    return Deck(head, parts, sources, identities, media, attestations, texts, released, fonts), (*found, *missing, *faults)


def _numbered(note: Note, identities: Mapping[str, Identity], released: State | None, found: list[Diagnostic]) -> Note:
    """Give a list's items the numbers that learners have them under."""
    if not isinstance(note.body, ListNote):
        return note
    row = released.notes.get(identities[note.id].guid) if released and note.id else None
    body, findings = number(note.body, row)
    found += findings
    return replace(note, body=body)

"""Head, parts and sources -> one deck: citations, speakers, pictures, identities, the numbers of list items.

In: what the readers made, and where the project is. Out: a `Deck` in which whatever is named is there, and findings for the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from deckgen import identity
from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck, DeckHead, Identity, Note, Part, Source
from deckgen.quotations import Attestations, SourceText
from deckgen.resolve.citations import Evidence, cite
from deckgen.resolve.pictures import load_media


def resolve(
    head: DeckHead,
    parts: tuple[Part, ...],
    sources: Mapping[str, Source],
    attestations: Attestations,
    texts: Mapping[str, SourceText],
    root: Path,
) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Join what was read into one deck. Out: the deck, and what is named but not there."""
    found: list[Diagnostic] = []
    evidence = Evidence(sources, attestations, texts)
    broken = {path.stem for path in (root / "content").glob("*.md") if path.stem.lower() != "readme"} - sources.keys()
    parts = tuple(replace(part, notes=tuple(cite(note, evidence, broken, found) for note in part.notes)) for part in parts)
    media, missing = load_media(parts, sources, head, root)
    notes = [note for part in parts for note in part.notes if note.id]
    ids = identity.note_ids(head.uid, {_base(note) for note in notes})
    identities = {note.id: Identity(note.guid or _guid(note, head), ids[_base(note)]) for note in notes}
    return Deck(head, parts, sources, identities, media, attestations, texts), (*found, *missing)


def _base(note: Note) -> str:
    """Give the id that a note's identity is made from: the one it had first."""
    return note.was or note.id


def _guid(note: Note, head: DeckHead) -> str:
    uid, slash, old = note.was.partition("/")
    return identity.guid(uid, old) if slash else identity.guid(head.uid, _base(note))

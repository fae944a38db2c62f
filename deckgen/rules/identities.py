"""What learners' reviews hang on: each note has an identity of its own."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic, Label
from deckgen.model import Deck, Named


def ids_once(deck: Deck) -> Iterator[Diagnostic]:
    """Report an id, a former id or a GUID that two notes share (C010): the second would overwrite the first."""
    seen: dict[str, Named] = {}
    for note in deck.named():
        first = seen.setdefault(note.id, note) if note.id else note
        if first is not note:
            yield Diagnostic(
                "C010",
                f"the id `{note.id}` is used twice",
                note.id_span,
                "again here",
                ("give one of them another id; an id that learners have must stay",),
                (Label(first.id_span, "first used here"),),
            )
    if len({one.guid for one in deck.identities.values()} | {one.note_id for one in deck.identities.values()}) == 2 * len(seen):
        return  # as nearly always
    known: dict[str | int, Named] = {}
    for note in seen.values():
        identity = deck.identities[note.id]
        first = next((known[one] for one in (identity.guid, identity.note_id) if one in known), note)
        known[identity.guid] = known[identity.note_id] = note
        if first is not note:
            yield Diagnostic(
                "C010",
                f"the notes `{first.id}` and `{note.id}` have the same identity",
                note.id_span,
                "again here",
                (_way_out(first, note, deck),),
                (Label(first.id_span, "first used here"),),
            )


def _way_out(first: Named, note: Named, deck: Deck) -> str:
    """Say what to change where two notes carry on the same one."""
    if any(one.was or one.guid for one in (first, note)):
        return "two notes cannot carry on the same one: change `was` or `guid`"
    released = deck.as_released(note)
    owner = released.id if released else first.id
    other = first.id if note.id == owner else note.id
    return f"give `{other}` another id: learners have `{owner}` by this one"

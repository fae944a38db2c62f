"""Two states of a deck -> what a learner who has the first will see on importing the second.

In: nothing. Out: frozen data; `released.compare` fills it, the gate, `diff` and `release` read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deckgen.released.state import NoteState, TypeState


class Danger(StrEnum):
    """How a note's reviews can come to harm: what Anki's importer does then was measured."""

    NOTE_TYPE = "note type"
    """The note now has another note type: Anki never updates it again."""
    OTHER_WORDS = "other words"
    """A card of the same ordinal now hides something else: its reviews stick to the wrong fact."""
    COMES_BACK = "comes back"
    """An ordinal that was dropped is used again."""
    OTHER_FACT = "other fact"
    """The note's text has hardly a word in common with what it was."""
    TWICE = "twice"
    """A note with nearly the same text comes under another GUID: learners get it a second time, without their reviews."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One danger, and where."""

    danger: Danger
    ordinal: int = -1
    """The card concerned, for those that concern a card."""
    other: NoteState | None = None
    """For `TWICE`: the old note that learners have."""


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What happens to one note that both states hold (same GUID)."""

    old: NoteState
    new: NoteState
    edited: bool
    """Fields or tags differ."""
    arrives: bool
    """Whether Anki takes the new one: its time is later. If so, the learner's own tags and earlier edits in the note are replaced."""
    moved: bool
    """It belongs to another part now; the cards that learners have stay where they are."""
    cards_added: tuple[int, ...]
    cards_dropped: tuple[int, ...]
    """Ordinals whose cards stay with learners and ask nothing any more."""
    risks: tuple[AtRisk, ...]


@dataclass(frozen=True, slots=True)
class TypeChange:
    """What happens to a note type that both states hold."""

    old: TypeState
    new: TypeState
    look: bool
    """CSS or card HTML differ."""
    arrives: bool
    """Whether Anki takes the new look: its time is later. If so, the learner's own styling is replaced."""
    conflict: bool
    """The structure differs: Anki makes a second note type, and old notes never update again."""


@dataclass(frozen=True, slots=True)
class Added:
    """A note that is new, and what it may put at risk."""

    note: NoteState
    risks: tuple[AtRisk, ...] = ()
    """`TWICE`, where a learner has nearly the same under another GUID."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a learner will see."""

    old: str
    """The name of the deck, as it was."""
    new: str
    """Its name now."""
    added: tuple[Added, ...]
    restored: tuple[NoteChange, ...]
    """Withdrawn before, in the deck again."""
    changed: tuple[NoteChange, ...]
    """Notes of both states that differ in anything that a learner can see."""
    withdrawn: tuple[NoteState, ...]
    """In the old, not in the new; learners keep them."""
    parts_renamed: tuple[tuple[str, str], ...]
    """Old name and new: cards that learners have stay in the old one, or follow if they rename it first."""
    types: tuple[TypeChange, ...]
    """Note types that differ."""
    unchanged: int
    """Notes that are the same in both."""

    @property
    def any(self) -> bool:
        """Whether a learner would see anything new."""
        kept = any(one.arrives or one.moved or one.cards_added or one.cards_dropped or one.risks for one in self.changed)
        return bool(kept or self.added or self.restored or self.withdrawn or self.parts_renamed or self.old != self.new) or any(
            one.arrives or one.conflict for one in self.types
        )

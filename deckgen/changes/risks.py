"""A danger -> what would happen to a learner, and what the author can do: two plain sentences each."""

from __future__ import annotations

from typing import NamedTuple

from deckgen.changes.view import Risk, name, short
from deckgen.released.changes import Danger
from deckgen.released.state import NoteState


class Warned(NamedTuple):
    """What would happen, and what to do."""

    happens: str
    remedy: str


def warned(risk: Risk) -> Warned:
    """Tell of one danger."""
    match risk.danger.danger:
        case Danger.NOTE_TYPE:
            return Warned(
                "It has another note type now. Anki never changes the note type of a note that a learner has: "
                "their copy would stay as it is, and never be updated again.",
                "Make it the kind of note again that it was; or leave it out, and write the new one under an id of its own.",
            )
        case Danger.OTHER_FACT:
            return Warned(
                "Its text has hardly a word in common with what it was: a learner’s reviews of the old fact would count for the new one.",
                "If it is another fact, leave the old note out and give the new one an id of its own. If it is the same fact in other "
                "words, no review is lost.",
            )
        case Danger.OTHER_WORDS:
            return _other_words(risk)
        case Danger.COMES_BACK:
            return _comes_back(risk)
        case Danger.TWICE:
            return _twice(risk.danger.other)


def _other_words(risk: Risk) -> Warned:
    ordinal = risk.danger.ordinal
    old, new = risk.old.cards.get(ordinal, "") if risk.old else "", risk.new.cards.get(ordinal, "")
    change = f"Card {ordinal + 1} asked for “{short(old)}” and now asks for “{short(new)}”"
    if not (old and new):
        change = f"Card {ordinal + 1} asks for something else now"
    happens = f"{change}: a learner’s reviews of the first would count for the second."
    if risk.new.kind == "list":
        return Warned(happens, _ITEMS)
    return Warned(
        happens,
        f"If it is another fact, number the new gap c{_free(risk)}, which was never used, and leave c{ordinal + 1} out. If it is the same "
        "fact in other words, no review is lost.",
    )


_ITEMS = (
    "Give each item, beside its “text:”, the “number:” that its words had; an item with none of its own keeps its card by its words once "
    "the deck is released, and until then has the number of its place."
)


def _comes_back(risk: Risk) -> Warned:
    ordinal = risk.danger.ordinal
    before = risk.old.dropped.get(ordinal, "") if risk.old else ""
    asked = f"asked for “{short(before)}” in an earlier release and was left out since" if before else "was left out in an earlier release"
    return Warned(
        f"Card {ordinal + 1} {asked}. Learners may still have it: its reviews would count for what it asks now.",
        "Give the item no “number:” of its own: it then gets one that was never used."
        if risk.new.kind == "list"
        else f"Number the gap c{_free(risk)} instead, which was never used.",
    )


def _twice(other: NoteState | None) -> Warned:
    if other is None:
        return Warned("Learners have nearly the same note already: they would get it a second time, without their reviews.", _SAME)
    if not other.id:
        return Warned(
            f"Learners have nearly the same note already, as {name(other)}: they would get it a second time, without their reviews.",
            f"With “guid: {other.guid}” in it, Anki leaves their copy as it is, reviews and all, and never updates it.",
        )
    remedy = f"was: {other.id}"
    return Warned(
        f"Learners have nearly the same note already, as {name(other)}: they would get it a second time, without their reviews.",
        f"If it is that note under a new name, write “{remedy}” in it, and they keep their reviews.",
    )


_SAME = "If it is the same note under a new name, write “was:” with its old id in it, and they keep their reviews."


def _free(risk: Risk) -> int:
    """Give the first gap number above all that were ever used."""
    states = (risk.new, risk.old) if risk.old else (risk.new,)
    return max((ordinal for one in states for ordinal in (*one.cards, *one.dropped)), default=-1) + 2

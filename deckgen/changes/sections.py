"""Changes -> what there is to tell the author, in order of what matters: the terminal and the pull request show the same.

In: changes. Out: a line that sums up, and sections of plain words; whoever shows them escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from deckgen.changes.risks import warned
from deckgen.changes.view import (
    Groups,
    counted,
    empty_search,
    fields,
    groups,
    joined,
    name,
    only_rendered,
    renamed,
    search,
    short,
    tags,
    title,
)
from deckgen.changes.words import Piece, difference
from deckgen.released.changes import Added, Changes, NoteChange
from deckgen.released.state import NoteState


@dataclass(frozen=True, slots=True)
class Entry:
    """One note, or one other thing."""

    name: str
    """Its id, if it has one."""
    title: str = ""
    lines: tuple[str, ...] = ()
    """Sentences about it."""
    texts: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    """Fields and their differences."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs under it."""

    title: str
    count: str
    intro: str
    entries: tuple[Entry, ...] = ()
    names: tuple[str, ...] = ()
    """What is listed by name only."""
    searches: tuple[str, ...] = ()
    """To paste into the search of Anki's browser."""
    alarm: bool = False
    """Learners come to harm."""


class Tally(NamedTuple):
    """How many of what."""

    number: int
    noun: str
    what: str

    def __str__(self) -> str:
        return f"{counted(self.number, self.noun)} {self.what}"


def tally(changes: Changes) -> tuple[Tally, ...]:
    """Count what happens; what doesn't happen is left out. Notes come first."""
    found = groups(changes)
    counts = (
        Tally(len(changes.added), "note", "added"),
        Tally(len(found.edited), "note", "edited"),
        Tally(len(changes.withdrawn), "note", "withdrawn"),
        Tally(len(changes.restored), "note", "back again"),
        Tally(len(found.moved), "note", "moved"),
        Tally(len(found.resent), "note", "sent anew without an edit"),
        Tally(len(found.held), "note", "edited but held back"),
        Tally(sum(len(one.cards_added) for one in found.grown), "new card", "in notes that they have"),
        Tally(sum(len(one.cards_dropped) for one in found.dropped), "card", "with nothing to ask any more"),
        Tally(int(_deck_renamed(changes)), "deck", "renamed"),
        Tally(len(changes.parts_renamed), "part", "renamed"),
        Tally(len(found.looks), "note type", "with a new look"),
        Tally(len(found.conflicts), "note type", "in conflict"),
    )
    return tuple(one for one in counts if one.number)


def _deck_renamed(changes: Changes) -> bool:
    return bool(changes.old) and changes.old != changes.new


def summary(changes: Changes, had: str = "") -> str:
    """Sum up in a line; `had` is the release that the learner has."""
    learner = f"For a learner who has {had or 'the old deck'}"
    counts = tally(changes)
    told = [f"{one.number:,} {one.what}" if at and one.noun == "note" else str(one) for at, one in enumerate(counts)]
    at_risk = len({risk.new.guid for risk in groups(changes).risks})
    danger = [f"progress at risk: {counted(at_risk, 'note')}"] if at_risk else []
    told = [", ".join(told)] if told else []
    return f"{learner}: {'; '.join(told + danger)}" if told or danger else f"{learner}, nothing changes"


def sections(changes: Changes) -> tuple[Section, ...]:
    """Give all sections that have something to tell."""
    found = groups(changes)
    every = (
        _at_risk(found),
        _conflicts(found),
        _withdrawn(changes),
        _empty(found),
        _renamed(changes),
        _moved(found),
        _edited(found),
        _restored(changes),
        _added(changes),
        _grown(found),
        _overwritten(found),
        _held(found),
    )
    return tuple(section for section in every if section)


# --- what matters most -----------------------------------------------------------------------------------------------


def _at_risk(found: Groups) -> Section | None:
    by_note: dict[str, tuple[NoteState, list[str]]] = {}
    for risk in found.risks:
        happens, remedy = warned(risk)
        _, lines = by_note.setdefault(risk.new.guid, (risk.new, []))
        lines[:] = [*(line for line in lines if line != remedy), happens, remedy]  # what several have in common is said once
    entries = tuple(_entry(note, *lines) for note, lines in by_note.values())
    intro = "With these notes, what learners have learned would count for something else, or be lost to them."
    return Section("Progress at risk", counted(len(entries), "note"), intro, entries, alarm=True) if entries else None


def _conflicts(found: Groups) -> Section | None:
    if not found.conflicts:
        return None
    intro = (
        "Anki doesn’t recognize these note types as those that learners have: their id changed, or their fields or card types did. It puts "
        "a second one beside the old, and notes that learners have are never updated again. Undo the change: a released note type keeps "
        "its id, fields and card types for ever."
    )
    names = tuple(one.new.name for one in found.conflicts)
    return Section("Note types in conflict", counted(len(names), "note type"), intro, names=names, alarm=True)


def _withdrawn(changes: Changes) -> Section | None:
    if not changes.withdrawn:
        return None
    intro = "Anki deletes nothing on import: these notes stay with learners, reviews and all. This search lists them in Anki’s browser:"
    entries = tuple(_entry(note) for note in changes.withdrawn)
    return Section("Withdrawn", counted(len(entries), "note"), intro, entries, searches=(search(changes.withdrawn),))


def _empty(found: Groups) -> Section | None:
    if not found.dropped:
        return None
    count = counted(sum(len(one.cards_dropped) for one in found.dropped), "card")
    intro = "These cards stay with learners, with nothing to ask. In Anki, Tools → Empty Cards removes them; this search lists them:"
    entries = tuple(_entry(one.new, *(_asked(one.old, ordinal) for ordinal in one.cards_dropped)) for one in found.dropped)
    return Section("Cards that ask nothing any more", count, intro, entries, searches=(empty_search(found.dropped),))


def _asked(note: NoteState, ordinal: int) -> str:
    words = note.cards.get(ordinal, "")
    return f"Card {ordinal + 1}, which asked for “{short(words)}”." if words else f"Card {ordinal + 1}."


# --- where cards lie -------------------------------------------------------------------------------------------------


def _renamed(changes: Changes) -> Section | None:
    """Tell of renamed decks: Anki knows a deck by its name."""
    decks = renamed(changes)
    if not decks:
        return None
    intro = (
        "Anki knows a deck by its name alone: it makes the new one, and cards that learners have stay in the old one. Learners keep all "
        "together if they rename their deck before they import: in the list of decks, the gear beside it, then Rename."
    )
    entries = tuple(Entry("", lines=(f"{old} → {new}",)) for old, new in decks)
    counts = ["the deck"] if _deck_renamed(changes) else []
    counts += [counted(len(changes.parts_renamed), "part")] if changes.parts_renamed else []
    return Section("Renamed", ", ".join(counts), intro, entries)


def _moved(found: Groups) -> Section | None:
    if not found.moved:
        return None
    ways: dict[tuple[str, str], list[NoteChange]] = {}
    for one in found.moved:
        ways.setdefault((one.old.part, one.new.part), []).append(one)
    intro = "Cards that learners have stay in the part where they are. Only learners who are new to the deck find them in the new one."
    entries = tuple(
        Entry("", lines=(f"{old or 'the deck itself'} → {new or 'the deck itself'}: {joined([name(one.new) for one in ones])}",))
        for (old, new), ones in ways.items()
    )
    return Section("Moved", counted(len(found.moved), "note"), intro, entries)


# --- what is new, and what is replaced -------------------------------------------------------------------------------


def _edited(found: Groups) -> Section | None:
    entries = tuple(map(_compared, found.edited))
    return Section("Edited", counted(len(entries), "note"), "", entries) if entries else None


def _restored(changes: Changes) -> Section | None:
    if not changes.restored:
        return None
    intro = (
        "Withdrawn in an earlier release, in the deck again. Who has kept them goes on with the same reviews; all others get them as new."
    )
    entries = tuple(
        _compared(one) if one.edited and one.arrives and not only_rendered(one) else _entry(one.new) for one in changes.restored
    )
    return Section("Back again", counted(len(entries), "note"), intro, entries)


def _compared(change: NoteChange) -> Entry:
    """Give a note with all that differs in it."""
    texts = tuple((one.name, difference(one.old, one.new)) for one in fields(change))
    added, removed = tags(change)
    lines = [f"Tags added: {', '.join(added)}."] if added else []
    lines += [f"Tags removed: {', '.join(removed)}."] if removed else []
    if not texts and not lines:
        # The lock holds the texts of three fields, and of the rest a digest: it tells that something differs, not what.
        lines = ["Something beside its question and answer: the old text of it isn’t known here."]
    return Entry(change.new.id, title(change.new), tuple(lines), texts)


def _added(changes: Changes) -> Section | None:
    if not changes.added:
        return None
    cards = counted(sum(len(one.note.cards) for one in changes.added), "card")
    entries = tuple(_new(one) for one in changes.added)
    return Section("Added", f"{counted(len(entries), 'note')}, {cards}", "", entries)


def _new(added: Added) -> Entry:
    where = f" in {added.note.part}" if added.note.part else ""
    return _entry(added.note, f"{counted(len(added.note.cards), 'card')}{where}")


def _grown(found: Groups) -> Section | None:
    if not found.grown:
        return None
    count = counted(sum(len(one.cards_added) for one in found.grown), "card")
    intro = "Notes that learners have ask for more now; the new cards come as new, the others keep their reviews."
    entries = tuple(_entry(one.new, *(_asks(one.new, ordinal) for ordinal in one.cards_added)) for one in found.grown)
    return Section("New cards in notes that they have", count, intro, entries)


def _asks(note: NoteState, ordinal: int) -> str:
    words = note.cards.get(ordinal, "")
    return f"Card {ordinal + 1} asks for “{short(words)}”." if words else f"Card {ordinal + 1}."


def _overwritten(found: Groups) -> Section | None:
    """Tell whose own work the update replaces."""
    told = []
    if found.overwritten:
        told.append("Anki takes these notes whole: tags of a learner’s own in them go, and so does what the learner edited in them before.")
    if found.looks:
        looks = joined([f"“{one.new.name}”" for one in found.looks])
        told.append(f"Anki takes the new look of {looks}: a learner’s own styling of it is replaced.")
    if not told:
        return None
    counts = [counted(len(found.overwritten), "note")] if found.overwritten else []
    counts += [counted(len(found.looks), "look")] if found.looks else []
    return Section("Overwritten", ", ".join(counts), " ".join(told), names=tuple(name(one.new) for one in found.overwritten))


def _held(found: Groups) -> Section | None:
    """Tell what differs here and doesn't reach the learner."""
    told = []
    if found.held:
        told.append("Anki takes a note only if it is newer than the learner’s: in the notes shown here, the text that learners have stays.")
    if found.rendered:
        names = joined([name(one.new) for one in found.rendered])
        told.append(f"Not edited, only written differently by deckgen; it comes with the note’s next edit: {names}.")
    if found.looks_held:
        names = joined([f"“{one.new.name}”" for one in found.looks_held])
        told.append(f"The new look of {names} is no newer than what learners have: theirs stays.")
    if not told:
        return None
    counts = [counted(len(found.held) + len(found.rendered), "note")] if found.held or found.rendered else []
    counts += [counted(len(found.looks_held), "look")] if found.looks_held else []
    return Section("Held back", ", ".join(counts), " ".join(told), tuple(map(_compared, found.held)))


def _entry(note: NoteState, *lines: str) -> Entry:
    return Entry(note.id, title(note), lines)

"""Two states of a deck -> what changes for a learner who has the first. One comparison for the gate, `diff` and `release`.

In: `State`s. Out: `Changes`. Notes are matched by GUID, as Anki does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from deckgen.released.changes import Added, AtRisk, Changes, Danger, NoteChange, TypeChange
from deckgen.released.likeness import ALIEN, KIN, SAME, likeness, reworded, stems
from deckgen.released.state import NoteState, State

_CANDIDATES = 5
"""Vanished notes that an added one is compared with in full: those that share most words."""
_COMMON = 200
"""A word that more vanished notes have tells none of them from the others."""


def compare(old: State, new: State) -> Changes:
    """Say what a learner who has `old` will see on importing `new`.

    What `new` leaves unknown (digests and times, before rendering) changes nothing.
    """
    present = {guid: one for guid, one in old.notes.items() if not one.withdrawn}
    now = {guid: one for guid, one in new.notes.items() if not one.withdrawn}
    renamed = parts_renamed(old, new)
    gone = [one for guid, one in present.items() if guid not in now]
    come = [one for guid, one in now.items() if guid not in old.notes]
    twice = _twins([one for guid, one in old.notes.items() if guid not in now], come)
    both = [_change(old.notes[guid], one, dict(renamed)) for guid, one in now.items() if guid in old.notes]
    return Changes(
        old=old.deck,
        new=new.deck,
        added=tuple(Added(one, _twice(twice.get(one.guid))) for one in come),
        restored=tuple(one for one in both if one.old.withdrawn),
        changed=tuple(one for one in both if not one.old.withdrawn and _seen(one)),
        withdrawn=tuple(gone),
        parts_renamed=renamed,
        types=tuple(_types(old, new)),
        unchanged=sum(not one.old.withdrawn and not _seen(one) for one in both),
    )


def _seen(one: NoteChange) -> bool:
    return bool(one.edited or one.arrives or one.moved or one.cards_added or one.cards_dropped or one.risks)


def _twice(other: NoteState | None) -> tuple[AtRisk, ...]:
    return (AtRisk(Danger.TWICE, other=other),) if other else ()


# --- one note ----------------------------------------------------------------------------------------------------------------


def _change(old: NoteState, new: NoteState, renamed: Mapping[str, str]) -> NoteChange:
    known = bool(old.rendered and new.rendered)
    return NoteChange(
        old=old,
        new=new,
        edited=old.rendered != new.rendered if known else _texts_differ(old, new),
        arrives=new.modified > old.modified,
        moved=_folded(old.part) != _folded(new.part) and renamed.get(old.part) != new.part,
        cards_added=tuple(sorted(new.cards.keys() - old.cards.keys())),
        cards_dropped=tuple(sorted(old.cards.keys() - new.cards.keys())),
        risks=tuple(_risks(old, new)),
    )


def _texts_differ(old: NoteState, new: NoteState) -> bool:
    return any(old.texts[name] != new.texts[name] for name in old.texts.keys() & new.texts.keys())


def _risks(old: NoteState, new: NoteState) -> Iterator[AtRisk]:
    if old.note_type != new.note_type:
        yield AtRisk(Danger.NOTE_TYPE)
        return
    others = [AtRisk(Danger.OTHER_WORDS, ordinal) for ordinal in new.cards if ordinal in old.cards and _hides_else(ordinal, old, new)]
    yield from others
    if old.note_type != "standard":  # there, a card that comes back asks for the same text in reverse
        yield from (AtRisk(Danger.COMES_BACK, ordinal) for ordinal in sorted(new.cards.keys() & old.dropped.keys()))
    if not others and _alien(old, new):
        yield AtRisk(Danger.OTHER_FACT)


def _hides_else(ordinal: int, old: NoteState, new: NoteState) -> bool:
    """Whether a card hides something else than it did: words that are another card's, or words that are no rewording of its own.

    Items of a list are not held to the latter: they have their numbers by their texts, and where texts do not tell, their author did.
    """
    was, now = old.cards[ordinal], new.cards[ordinal]
    if likeness(was, now) == 1:
        return False
    taken = any(likeness(words, now) == 1 for number, words in old.cards.items() if number != ordinal)
    given = any(likeness(was, words) == 1 for number, words in new.cards.items() if number != ordinal)
    answered = old.kind == new.kind == "list"
    return taken or (given if answered else not reworded(was, now))


def _alien(old: NoteState, new: NoteState) -> bool:
    """Whether a note asks for something else altogether: as a whole, and on each side. The fields that both states know are compared."""
    names = sorted(old.texts.keys() & new.texts.keys() & {"Front", "Back", "Text"})
    if {"Front", "Back"} <= {*names} and _turned(old.texts, new.texts):
        return True
    if any(likeness(old.texts[name], new.texts[name]) >= SAME for name in names):
        return False  # the same question, and a longer answer to it
    return bool(names) and likeness(*(" ".join(one.texts[name] for name in names) for one in (old, new))) < ALIEN


def _turned(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether front and back have changed places: then each card asks for what was known."""
    crossed = likeness(old["Front"], new["Back"]) >= SAME and likeness(old["Back"], new["Front"]) >= SAME
    return crossed and likeness(old["Front"], new["Front"]) < KIN


# --- notes that came and went --------------------------------------------------------------------------------------------------


def _twins(gone: Collection[NoteState], come: Collection[NoteState]) -> dict[str, NoteState]:
    """Find, for notes that came, one with nearly the same text that is gone. Out: by the GUID of the one that came; each old one once."""
    by_stem: dict[str, list[int]] = defaultdict(list)
    before = list(gone)
    for number, one in enumerate(before):
        for stem in stems(_said(one), all=True):
            by_stem[stem].append(number)
    pairs = []
    for one in come:
        shared = Counter(number for stem in stems(_said(one), all=True) for number in by_stem.get(stem, ())[:_COMMON])
        for number, _ in shared.most_common(_CANDIDATES):
            score = likeness(_said(before[number]), _said(one))
            other_type = {before[number].note_type, one.note_type} == {"standard", "cloze"}  # there, a new note is the only way
            if score >= SAME and not other_type:
                pairs.append((-score, number, one.guid))
    twins: dict[str, NoteState] = {}
    taken: set[int] = set()
    for _, number, guid in sorted(pairs):
        if guid not in twins and number not in taken:
            twins[guid] = before[number]
            taken.add(number)
    return twins


def _said(one: NoteState) -> str:
    named = [one.texts[name] for name in ("Front", "Back", "Text") if name in one.texts]
    return " ".join(named or one.texts.values())


# --- parts and note types --------------------------------------------------------------------------------------------------------


def parts_renamed(old: State, new: State) -> tuple[tuple[str, str], ...]:
    """Tell parts that were renamed: a part that is gone, most of whose notes are together in one that is new."""
    before, after = ({_folded(name) for name in state.parts} for state in (old, new))
    homes: dict[str, Counter[str]] = {name: Counter() for name in old.parts if _folded(name) not in after}
    for guid, one in old.notes.items():
        if one.part in homes and guid in new.notes and not one.withdrawn:
            homes[one.part][new.notes[guid].part] += 1
    pairs = []
    taken: set[str] = set()
    for name, counts in homes.items():
        target, count = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
        if count * 2 > counts.total() and _folded(target) not in before and target not in taken:
            taken.add(target)
            pairs.append((name, target))
    return tuple(pairs)


def _folded(part: str) -> str:
    """Give the name of a part as Anki looks for it: in letters of any case."""
    return part.casefold()


def _types(old: State, new: State) -> Iterator[TypeChange]:
    for key in sorted(old.types.keys() & new.types.keys()):
        before, after = old.types[key], new.types[key]
        look = before.look != after.look
        conflict = before.id == after.id and before.structure != after.structure
        arrives = after.modified > before.modified
        if look or arrives or conflict or before.id != after.id:
            yield TypeChange(before, after, look, arrives, conflict)

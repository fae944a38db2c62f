"""Two states of a deck -> what changes for a learner who has the first. One comparison for the gate, `diff` and `release`.

In: `State`s. Out: `Changes`. Notes are matched by GUID, as Anki does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from deckgen.released.changes import Added, AtRisk, Changes, Danger, NoteChange, TypeChange
from deckgen.released.risks import exchanged, risks, twins
from deckgen.released.state import NoteState, State, TypeState


def compare(old: State, new: State) -> Changes:
    """Say what a learner who has `old` will see on importing `new`.

    What `new` leaves unknown (digests and times, before rendering) changes nothing.
    """
    present = {guid: one for guid, one in old.notes.items() if not one.withdrawn}
    now = {guid: one for guid, one in new.notes.items() if not one.withdrawn}
    renamed = parts_renamed(old, new)
    gone = [one for guid, one in present.items() if guid not in now]
    come = [one for guid, one in now.items() if guid not in old.notes]
    twice = twins([one for guid, one in old.notes.items() if guid not in now], come)
    told = {guid: _change(old.notes[guid], one, dict(renamed)) for guid, one in now.items() if guid in old.notes}
    for guid in exchanged(old.notes, {guid: one.new for guid, one in told.items()}):
        told[guid] = _at_risk(told[guid], AtRisk(Danger.OTHER_FACT))
    both = tuple(told.values())
    return Changes(
        old=old.deck,
        new=old.deck if _folded(old.deck) == _folded(new.deck) else new.deck,  # as Anki sees it
        added=tuple(Added(one, _twice(twice.get(one.guid))) for one in come),
        restored=tuple(one for one in both if one.old.withdrawn),
        changed=tuple(one for one in both if not one.old.withdrawn and _seen(one)),
        withdrawn=tuple(gone),
        parts_renamed=renamed,
        types=tuple(compare_types(old.types, new.types)),
        unchanged=sum(not one.old.withdrawn and not _seen(one) for one in both),
    )


def _seen(one: NoteChange) -> bool:
    return bool(one.edited or one.arrives or one.moved or one.cards_added or one.cards_dropped or one.risks)


def _at_risk(one: NoteChange, risk: AtRisk) -> NoteChange:
    return one if any(known.danger == risk.danger for known in one.risks) else replace(one, risks=(*one.risks, risk))


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
        risks=tuple(risks(old, new)),
    )


def _texts_differ(old: NoteState, new: NoteState) -> bool:
    return any(old.texts[name] != new.texts[name] for name in old.texts.keys() & new.texts.keys())


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


def compare_types(old: Mapping[str, TypeState], new: Mapping[str, TypeState]) -> Iterator[TypeChange]:
    """Say what changes of the note types that both states hold, by their keys."""
    for key in sorted(old.keys() & new.keys()):
        before, after = old[key], new[key]
        look = before.look != after.look
        conflict = before.id == after.id and before.structure != after.structure
        arrives = after.modified > before.modified
        if look or arrives or conflict or before.id != after.id:
            yield TypeChange(before, after, look, arrives, conflict)

"""What must hold of every import: nobody loses a review, nothing comes twice, every update is through.

In: a collection before and after, the package, and what its author knows. Out: nothing, or `Lost`. What Anki does with each row is
computed here from times; what ought to have come through, or been left alone, from what the author did, whatever the times say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .facts import Facts, Lost
from .learner import Held, Learner, Touch, asks
from .package import Card, NoteRow, Package, TypeRow, shown

_IF_NEWER = ("desktop", "merging")
"""Options under which Anki takes an update only if it is newer."""
_LAST_REVIEW = re.compile(r',"lrt":\d+|(\{)"lrt":\d+,?')


@dataclass
class Import:
    """One import, before and after."""

    learner: Learner
    package: Package
    options: str
    before: Held
    after: Held


def check(one: Import, facts: Facts) -> None:
    """Check one import, and take note of what came with it. Errors: `Lost`."""
    _reviews(one)
    _cards(one)
    _notes(one)
    _note_types(one)
    _through(one)
    _facts(one, facts)
    _touch(one)
    _empty(one, facts)
    _pictures(one)
    _database(one.learner)


def _takes(one: Import, theirs: int, ours: int) -> bool:
    """Whether Anki takes a row, by its time and the options. "Always" means: older ones, too, but not one of the same time."""
    return {"always": theirs != ours, "never": False}.get(one.options, theirs > ours)


# --- reviews, schedules, cards -------------------------------------------------------------------------------------------------


def _reviews(one: Import) -> None:
    if not one.before.presets.items() <= one.after.presets.items():
        raise Lost("options", "the import changed a learner's own options of decks")
    if one.after.reviews != one.before.reviews:
        raise Lost("reviews", f"{len(one.before.reviews)} reviews before the import, {len(one.after.reviews)} after it, or others")


def _cards(one: Import) -> None:
    """Every card is as it was, in its deck; those that are new are the package's, and new to the learner."""
    for id, row in one.before.cards.items():
        if one.after.cards.get(id) != row:
            raise Lost("schedule", f"card {id} was {row}, is {one.after.cards.get(id)}")
    had, has = one.before.card_keys(), one.after.card_keys()
    if len(has) != len(one.after.cards):
        raise Lost("duplicate", "two cards of one note and ordinal")
    wanted = had.keys() | one.package.cards.keys()
    if has.keys() != wanted:
        raise Lost("duplicate", f"cards that should not be there: {has.keys() - wanted}; that should: {wanted - has.keys()}")
    for card in has.keys() - had.keys():
        _, deck, _, type, queue, *_ = one.after.cards[has[card]]
        home = one.after.decks[deck] == one.package.cards[card] or card[0] in one.before.notes  # there Anki may put it to its siblings
        if not home or (type, queue) != (0, 0):
            raise Lost("schedule", f"the new card {card} is in {one.after.decks[deck]}, with type {type} and queue {queue}")


# --- notes -----------------------------------------------------------------------------------------------------------------------


def _notes(one: Import) -> None:
    """Every note is what its time makes of it; no note is there twice."""
    if one.after.twice:
        raise Lost("duplicate", f"two notes with one GUID: {one.after.twice}")
    wanted = one.before.notes.keys() | one.package.notes.keys()
    if one.after.notes.keys() != wanted:
        raise Lost("duplicate", f"notes too many {one.after.notes.keys() - wanted}, too few {wanted - one.after.notes.keys()}")
    for guid, row in one.after.notes.items():
        old, new = one.before.notes.get(guid), one.package.notes.get(guid)
        source = new if new and (old is None or _takes(one, new.modified, old.modified)) else old
        assert source
        if old and _only_in_a_draft(old, source):
            source = old
        if (row.fields, row.tags, row.type) != (source.fields, source.tags, source.type):
            raise Lost("update", f"note {guid} is {row}, and should be {source}")
        if old and row.id != old.id:
            raise Lost("duplicate", f"note {guid} has another id: {row.id}, was {old.id}")


def _only_in_a_draft(old: NoteRow, new: NoteRow) -> bool:
    """Whether Anki keeps a note since it had another note type in a draft, and in no release: those, the lock doesn't know."""
    return old.type != new.type and any(field.endswith("draft") for field in old.fields)


def _through(one: Import) -> None:
    """What an author changed since arrives; what nobody changed stays as its learner made it. By what the author did, not by times."""
    for guid, new in one.package.notes.items():
        old, touch = one.before.notes.get(guid), one.learner.touched.get(guid)
        if old is None or touch is None:
            continue
        row, last = one.after.notes[guid], max(touch.since, touch.own)
        if _only_in_a_draft(old, new):
            continue
        if one.options != "never" and one.package.since[guid] > last and (row.fields, row.tags) != (new.fields, new.tags):
            raise Lost("update", f"note {guid} changed at {one.package.since[guid]} and did not come through; last touched at {last}")
        if one.options in _IF_NEWER and one.package.sent[guid] <= last and (row.fields, row.tags) != (old.fields, old.tags):
            raise Lost("overwritten", f"note {guid}: nothing of it changed since {one.package.sent[guid]}, the learner has {last}")


def _touch(one: Import) -> None:
    """Note which of the author's changes each note has now."""
    touched = one.learner.touched
    for guid, new in one.package.notes.items():
        old = one.before.notes.get(guid)
        if old is None or _takes(one, new.modified, old.modified):
            touched[guid] = Touch(max(one.package.since[guid], one.package.sent[guid]))
    for id, new_type in one.package.types.items():
        known = one.before.types.get(id)
        if known is None or _takes(one, new_type.modified, known.modified):
            one.learner.look_touched[id] = one.package.look_sent
    one.learner.ahead |= _unmatched(one)


def _unmatched(one: Import) -> set[Card]:
    """Give cards that may ask nothing now, as this learner's note is not what its author released with them.

    Anki adds the cards of a note whose update it skips; and where it always updates, an old file leaves the cards of a later one.
    """
    had, found = one.before.card_keys(), set()
    for guid, new in one.package.notes.items():
        old = one.before.notes.get(guid)
        if old and not _takes(one, new.modified, old.modified):
            found |= {card for card in one.package.cards if card[0] == guid and card not in had}
        elif old and new.modified < old.modified:
            found |= {card for card in had if card[0] == guid and card not in one.package.cards}
    return found


# --- note types ------------------------------------------------------------------------------------------------------------------


def _note_types(one: Import) -> None:
    """No note type came but the package's own; the look is what its time makes of it; a learner's styling stays while nobody changed it."""
    known = one.before.types.keys() | one.package.types.keys()
    others = sorted(row.name for id, row in one.after.types.items() if id not in known or row.name.endswith("+"))
    if others:
        raise Lost("note type", f"note types that should not be there: {others}")
    for id, row in one.after.types.items():
        old, new = one.before.types.get(id), one.package.types.get(id)
        source = new if new and (old is None or _takes(one, new.modified, old.modified)) else old
        assert source
        if _look(row) != _look(source):
            raise Lost("look", f"note type {row.name} does not look as it should")
        unasked = old and one.options in _IF_NEWER and one.package.look_sent <= one.learner.look_touched.get(id, 0)
        if old and new and unasked and _look(row) != _look(old):
            raise Lost("overwritten", f"the styling of {row.name}: nothing of it changed since {one.package.look_sent}")


def _look(row: TypeRow) -> object:
    return row.name, row.css, row.cards, row.fields


# --- what the cards ask --------------------------------------------------------------------------------------------------------


def _facts(one: Import, facts: Facts) -> None:
    """A reviewed card asks what was learned, and no fact is there twice."""
    for card, id in one.after.card_keys().items():
        learned, now = one.learner.learned.get(id, frozenset()), one.after.asks(id)
        if card[0] not in facts.asked or not learned or not now:
            continue
        if facts.was_released(card, learned) and not facts.alike(learned, now):
            raise Lost("wrong fact", f"card {card} was learned as {sorted(learned)}, and asks {sorted(now)}")
    homes: dict[str, str] = {}
    for guid, note in one.after.notes.items():
        for ordinal in facts.ordinals(guid):
            for secret in asks(note.fields, ordinal):
                if homes.setdefault(secret, guid) != guid:
                    raise Lost("duplicate", f"notes {guid} and {homes[secret]} both ask {secret}")


def _empty(one: Import, facts: Facts) -> None:
    """No card asks nothing but those that were announced, and those of a note whose update Anki skipped."""
    keys = {id: card for card, id in one.after.card_keys().items()}
    for found in one.learner.col.get_empty_cards().notes:
        for id in found.card_ids:
            card = keys[id]
            told = card in one.learner.announced or card in one.learner.ahead or card[1] not in facts.ordinals(card[0])
            if not told:
                raise Lost("empty card", f"card {card} asks nothing, and nobody was told")


# --- pictures and the database ---------------------------------------------------------------------------------------------------


def _pictures(one: Import) -> None:
    """Every picture is there and shows what its author means; none is left over but those that were replaced."""
    folder = Path(one.learner.col.media.dir())
    for guid, new in one.package.notes.items():
        if one.after.notes[guid].fields == new.fields:
            for name in shown(new.fields):
                if not (folder / name).exists() or (folder / name).read_bytes() != one.package.media[name]:
                    raise Lost("media", f"note {guid} does not show the picture {name} of its author")
    media = one.learner.col.media.check()
    left = set(media.unused) - one.learner.media
    if media.missing or left:
        raise Lost("media", f"missing {list(media.missing)}, unused {sorted(left)}")


def _database(learner: Learner) -> None:
    before = _without_seconds(learner.held())
    report, _ = learner.col.fix_integrity()
    after = _without_seconds(learner.held())
    changed = [name for name, old, new in zip(Held._fields, before, after, strict=True) if old != new]
    mended = [line for line in report.splitlines() if "last review time" not in line]  # which Anki leaves out at times, import or not
    if changed or len(mended) > 1:
        rows = [(id, before.cards.get(id), after.cards.get(id)) for id in before.cards.keys() | after.cards.keys()]
        moved = [one for one in rows if one[1] != one[2]]
        raise Lost("database", f"Check Database changed {changed}, cards {moved[:3]}: {report}")


def _without_seconds(held: Held) -> Held:
    """Leave out when a card was last reviewed: Anki notes a second, or none, and Check Database takes it from the reviews."""
    return held._replace(cards={id: (*row[:-1], _LAST_REVIEW.sub(r"\1", row[-1])) for id, row in held.cards.items()})

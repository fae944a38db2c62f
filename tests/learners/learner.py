"""A learner: a real collection of the real Anki, in which somebody studies, tidies up and imports what authors release.

In: a folder, dice, a clock. Out: what the collection holds, before and after each import. Times that Anki takes from the machine's clock
are set back to the walk's own after each step, so that edits and releases have an order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import anki.collection  # first: anki's modules import one another  # noqa: F401
from anki.cards import Card, CardId
from anki.collection import Collection, ImportAnkiPackageRequest
from anki.decks import DeckId
from anki.errors import CardTypeError
from anki.import_export_pb2 import (
    IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS,
    IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
    IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER,
    ImportAnkiPackageOptions,
)

from . import package as packages
from .author import Clock
from .facts import Lost
from .package import NoteRow, Package, TypeRow
from .words import hidden, secrets

_OF_THIS_MACHINE = 1_600_000_000
"""Times above are the machine's clock's: the walk's own is years behind it."""
_LEECH = 8

OPTIONS = ("desktop", "merging", "always", "never")
"""Sets of import options: the desktop's own, those of add-ons, and the two ends of its menu."""
_WHEN = {"always": IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS, "never": IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER}


class Held(NamedTuple):
    """All that a collection holds."""

    notes: dict[str, NoteRow]
    """By GUID; of several with one GUID, the last: `twice` says so."""
    twice: list[str]
    cards: dict[int, tuple[Any, ...]]
    """By id: note, deck, ordinal, then all that scheduling wrote."""
    reviews: list[tuple[Any, ...]]
    types: dict[int, TypeRow]
    decks: dict[int, str]
    presets: dict[int, bytes]
    """The options of decks."""

    def card_keys(self) -> dict[tuple[str, int], int]:
        """Give the ids of cards by GUID and ordinal."""
        guids = {note.id: guid for guid, note in self.notes.items()}
        return {(guids[row[0]], row[2]): id for id, row in self.cards.items()}

    def asks(self, id: int) -> frozenset[str]:
        """Give the secrets that a card asks for now."""
        note_id, _, ordinal, *_ = self.cards[id]
        note = next(one for one in self.notes.values() if one.id == note_id)
        return asks(note.fields, ordinal)


def asks(fields: tuple[str, ...], ordinal: int) -> frozenset[str]:
    """Give the secrets that a card of a note asks for."""
    gaps = hidden(fields[0])
    return gaps.get(ordinal, frozenset()) if gaps else secrets(" ".join(fields[:2]))


@dataclass
class Touch:
    """What last happened to a note in this collection."""

    since: int
    """Its author's change that it has."""
    own: int = 0
    """When its learner changed it last."""


class Learner:
    """Somebody who learns a deck."""

    def __init__(self, folder: Path, dice: Random, clock: Clock, journal: list[str], name: str, options: str) -> None:
        self.dice, self.clock, self.journal, self.name, self.options = dice, clock, journal, name, options
        self.path = folder / f"{name}.anki2"
        self.col = Collection(str(self.path))
        self.tally: Counter[str] = Counter()
        self.learned: dict[int, frozenset[str]] = {}
        """What each reviewed card asked when it was reviewed."""
        self.touched: dict[str, Touch] = {}
        self.look_touched: dict[int, int] = {}
        """For each note type: the last release that sent its look, or the learner's own edit."""
        self.announced: set[tuple[str, int]] = set()
        self.ahead: set[tuple[str, int]] = set()
        """Cards that Anki added to notes whose update it skipped: they may ask nothing."""
        self._whose: dict[str | int, str] = {}
        self.media: set[str] = set()
        """Every picture that a package brought."""

    def close(self) -> None:
        """Close Anki."""
        self.col.close()

    def say(self, line: str) -> None:
        """Write into the journal."""
        self.journal.append(f"  {self.name} {line}")

    # --- what is there -------------------------------------------------------------------------------------------------------

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Give the rows of a query."""
        assert self.col.db
        return [tuple(row) for row in self.col.db.all(statement, *values)]

    def held(self) -> Held:
        """Give all that the collection holds."""
        found = self.rows("SELECT guid, id, mid, mod, tags, flds FROM notes ORDER BY id")
        notes = {one[0]: NoteRow(one[1], one[2], one[3], tuple(sorted(one[4].split())), packages.split(one[5])) for one in found}
        twice = [guid for guid, count in Counter(one[0] for one in found).items() if count > 1]
        cards = self.rows("SELECT id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data FROM cards")
        types = {int(one["id"]): packages.type_row(one) for one in self.col.models.all()}
        decks = {int(one.id): one.name for one in self.col.decks.all_names_and_ids()}
        reviews = self.rows("SELECT * FROM revlog ORDER BY id")
        presets = {one[0]: one[1] for one in self.rows("SELECT id, config FROM deck_config")}
        return Held(notes, twice, {one[0]: one[1:] for one in cards}, reviews, types, decks, presets)

    def retime(self) -> None:
        """Set times of the machine's clock back to the walk's."""
        assert self.col.db
        for guid, id in self.rows("SELECT guid, id FROM notes WHERE mod > ?", _OF_THIS_MACHINE):
            self.col.db.execute("UPDATE notes SET mod = ? WHERE id = ?", self.clock.now, id)
            if guid in self.touched:
                self.touched[guid].own = self.clock.now
        types = self.rows("SELECT id FROM notetypes WHERE mtime_secs > ?", _OF_THIS_MACHINE)
        if types:
            self.col.db.execute("UPDATE notetypes SET mtime_secs = ? WHERE mtime_secs > ?", self.clock.now, _OF_THIS_MACHINE)
            self.col.close()  # Anki keeps note types in memory
            self.col = Collection(str(self.path))

    # --- doing something -----------------------------------------------------------------------------------------------------

    def act(self, names: tuple[str, ...], count: int) -> None:
        """Do some random things, of those that are named."""
        for _ in range(count):
            name = self.dice.choice(names)
            self.clock.tick()
            done = ACTIONS[name](self)
            if done:
                self.tally[f"action: {name}"] += 1
                self.say(done)
                self.retime()

    def any_card(self, search: str = "") -> Card | None:
        """Take any card of a deck that was imported."""
        found = sorted(self.col.find_cards(f'"Note ID:note*" {search}'))
        return self.col.get_card(self.dice.choice(found)) if found else None

    def any_deck(self) -> DeckId | None:
        """Take any deck but Anki's own."""
        found = sorted((one.name, one.id) for one in self.col.decks.all_names_and_ids() if one.id != 1)
        return DeckId(self.dice.choice(found)[1]) if found else None

    def label(self, card: Card) -> str:
        """Name a card for the journal."""
        return f"{card.note()['Note ID']} card {card.ord + 1}"

    def answer(self, card: Card, ease: int) -> None:
        """Answer a card, and remember what it asked."""
        card.start_timer()
        self.col.sched.answerCard(card, ease)  # type: ignore[arg-type]
        self.learned[card.id] = asks(tuple(card.note().fields), card.ord)

    # --- importing -----------------------------------------------------------------------------------------------------------

    def take(self, package: Package) -> None:
        """Import a package with this learner's options."""
        self.clock.tick()
        file = self.path.with_name("deck.apkg")
        file.write_bytes(package.data)
        request = ImportAnkiPackageRequest(package_path=str(file), options=self._options())
        self.log = self.col.import_anki_package(request).log
        self.col.models._clear_cache()  # as Anki's window does afterwards
        self.media |= package.media.keys()
        self.announced |= package.announced
        self.tally["imports"] += 1
        self.tally[f"imports: {self.options}"] += 1
        self.say(f"imports {package.name} with the options `{self.options}`")

    def keeps_apart(self, author: str, package: Package) -> None:
        """See that no two authors share a note or a note type: each would overwrite the other's. Errors: `Lost`."""
        shared: list[str | int] = [*package.notes, *package.types]
        for what in shared:
            if self._whose.setdefault(what, author) != author:
                raise Lost("other deck", f"{what} is {self._whose[what]}, and {author} writes to it")

    def _options(self) -> ImportAnkiPackageOptions:
        """Give the options, each of them: Anki remembers those of the last import."""
        adds_on = self.options == "merging"
        when = _WHEN.get(self.options, IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER)
        return ImportAnkiPackageOptions(
            merge_notetypes=adds_on, with_scheduling=adds_on, with_deck_configs=adds_on, update_notes=when, update_notetypes=when
        )


# --- actions -----------------------------------------------------------------------------------------------------------------

Action = Callable[[Learner], str]
ACTIONS: dict[str, Action] = {}
"""All actions, by name; each gives its line for the journal, empty where it found nothing to do."""


def _action(name: str) -> Callable[[Action], Action]:
    def keep(function: Action) -> Action:
        ACTIONS[name] = function
        return function

    return keep


def _on_card(name: str, search: str = "") -> Callable[[Callable[[Learner, Card], str]], Callable[[Learner, Card], str]]:
    """Register something that is done to any card."""

    def keep(function: Callable[[Learner, Card], str]) -> Callable[[Learner, Card], str]:
        def act(learner: Learner) -> str:
            card = learner.any_card(search)
            if card is None:
                return ""
            which = learner.label(card)
            return f"{function(learner, card)} {which}"

        ACTIONS[name] = act
        return function

    return keep


@_action("reviews")
def _(learner: Learner) -> str:
    done = []
    for _ in range(6):
        card = learner.any_card("-is:suspended")
        if card:
            learner.answer(card, learner.dice.choice((1, 2, 3, 3, 3, 4)))
            done.append(learner.label(card))
    return f"reviews {', '.join(done)}" if done else ""


@_action("review of what is due")
def _(learner: Learner) -> str:
    deck = learner.any_deck()
    if deck is None:
        return ""
    learner.col.decks.set_current(deck)
    done = []
    for _ in range(3):
        card = learner.col.sched.getCard()
        if card:
            learner.answer(card, 3)
            done.append(str(card.id))
    learner.col.decks.set_current(DeckId(1))  # leaves the queue: else Anki takes no answer but to its top
    return f"reviews what Anki shows: {', '.join(done)}" if done else ""


@_on_card("due date", "is:review")
def _(learner: Learner, card: Card) -> str:
    learner.col.sched.set_due_date([card.id], f"{learner.dice.randint(0, 90)}!")
    return "sets a due date for"


@_on_card("leech")
def _(learner: Learner, card: Card) -> str:
    learner.col.sched.set_due_date([card.id], "0!")
    card = learner.col.get_card(card.id)
    card.lapses = _LEECH - 1
    learner.col.update_card(card)
    learner.answer(card, 1)
    return "makes a leech of"


@_on_card("text edited")
def _(learner: Learner, card: Card) -> str:
    note = card.note()
    field = learner.dice.choice(("Extra", note.keys()[0], "Citation"))
    note[field] += f" mine {learner.clock.now}"
    learner.col.update_note(note)
    return f"edits {field} of"


@_on_card("tag added")
def _(learner: Learner, card: Card) -> str:
    learner.col.tags.bulk_add([card.nid], "mine")
    return "tags"


@_on_card("tags removed")
def _(learner: Learner, card: Card) -> str:
    note = card.note()
    note.tags = []
    learner.col.update_note(note)
    return "removes all tags of"


@_on_card("card moved")
def _(learner: Learner, card: Card) -> str:
    learner.col.set_deck([card.id], int(learner.col.decks.id("Mine::Own") or 0))
    return "moves to an own deck"


@_on_card("suspended")
def _(learner: Learner, card: Card) -> str:
    learner.col.sched.suspend_cards([card.id])
    return "suspends"


@_on_card("unsuspended", "is:suspended")
def _(learner: Learner, card: Card) -> str:
    learner.col.sched.unsuspend_cards([card.id])
    return "unsuspends"


@_on_card("buried")
def _(learner: Learner, card: Card) -> str:
    learner.col.sched.bury_cards([card.id])
    return "buries"


@_on_card("flagged")
def _(learner: Learner, card: Card) -> str:
    learner.col.set_user_flag_for_cards(learner.dice.randint(0, 4), [card.id])
    return "flags"


@_on_card("forgotten")
def _(learner: Learner, card: Card) -> str:
    learner.col.sched.schedule_cards_as_new([card.id])
    return "resets"


@_on_card("note deleted")
def _(learner: Learner, card: Card) -> str:
    gone = [one.id for one in card.note().cards()]
    learner.touched.pop(card.note().guid or "", None)
    learner.col.remove_notes([card.nid])
    for id in gone:
        learner.learned.pop(id, None)
    return "deletes the note of"


@_action("own note")
def _(learner: Learner) -> str:
    note_type = learner.col.models.by_name("Basic")
    assert note_type
    note = learner.col.new_note(note_type)
    note["Front"], note["Back"] = f"mine {learner.clock.now}", "mine"
    learner.col.add_note(note, DeckId(learner.col.decks.id("Mine::Own") or 0))
    learner.answer(note.cards()[0], 3)
    return "adds an own note"


@_action("own note in the deck")
def _(learner: Learner) -> str:
    card = learner.any_card()
    if card is None:
        return ""
    note = learner.col.new_note(card.note_type())
    words = f"mine {learner.clock.now}"
    note.fields[0] = f"{{{{c1::{words}}}}}" if learner.col.models.get(note.mid)["type"] else words  # type: ignore[index]
    learner.col.add_note(note, card.did if not card.odid else card.odid)
    return "adds an own note to the deck"


@_action("deck renamed")
def _(learner: Learner) -> str:
    deck = learner.any_deck()
    if deck is None:
        return ""
    name = learner.col.decks.name(deck)
    learner.col.decks.rename(deck, f"Renamed {learner.clock.now}")
    return f"renames the deck {name}"


@_action("filtered deck")
def _(learner: Learner) -> str:
    if learner.dice.random() < 0.5:
        known = learner.col.decks.by_name("Cram")
        if known:
            learner.col.sched.empty_filtered_deck(known["id"])
            return "empties a filtered deck"
    if learner.any_card("-is:suspended -is:buried") is None:
        return ""
    learner.col.sched.rebuild_filtered_deck(learner.col.decks.new_filtered("Cram"))
    return "makes a filtered deck"


@_action("options of decks")
def _(learner: Learner) -> str:
    config = learner.col.decks.get_config(1)  # type: ignore[arg-type]
    assert config
    config["new"]["perDay"] = learner.dice.randint(5, 99)
    learner.col.decks.update_config(config)
    return "changes the options of decks"


@_action("styling")
def _(learner: Learner) -> str:
    card = learner.any_card()
    if card is None:
        return ""
    note_type = card.note_type()
    note_type["css"] += f"\n/* mine {learner.clock.now} */"
    try:
        learner.col.models.update_dict(note_type)
    except CardTypeError as error:
        raise Lost("styling", f"Anki refuses a learner's styling: {error}") from error
    learner.look_touched[int(note_type["id"])] = learner.clock.now
    return f"changes the styling of {note_type['name']}"


@_action("empty cards")
def _(learner: Learner) -> str:
    found = [
        card for note in learner.col.get_empty_cards().notes for card in (note.card_ids[1:] if note.will_delete_note else note.card_ids)
    ]
    learner.col.remove_cards_and_orphaned_notes([CardId(one) for one in found])
    for id in found:
        learner.learned.pop(id, None)
    return f"removes {len(found)} empty cards" if found else ""


@_action("check database")
def _(learner: Learner) -> str:
    learner.col.fix_integrity()
    return "checks the database"


@_action("other import options")
def _(learner: Learner) -> str:
    learner.options = learner.dice.choice(OPTIONS)
    return f"imports with `{learner.options}` from now on"

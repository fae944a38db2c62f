"""An author: edits, reads what deckgen finds, takes one of its ways out, releases.

In: a folder, dice, a clock. Out: `Package`s. All goes through the real thing: files are written, `load` reads and checks them, `apkg`
builds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from random import Random

from deckgen.anki import Stamp, apkg
from deckgen.diagnostics import Diagnostic
from deckgen.model import Cloze, Deck, ListNote
from deckgen.model import Note as Written
from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import not_kept
from deckgen.pipeline.release import objection
from deckgen.released.changes import Changes, Danger
from deckgen.released.compare import compare
from deckgen.released.lockfile import write_lock
from deckgen.released.state import State

from .edits import EDITS, Desk, new_project
from .facts import Facts, Lost
from .newer import newer_deckgen
from .package import Card, Package, opened, shown
from .project import Note, Project, write
from .words import Words, hidden, secrets

_ROUNDS = 8
"""How often an author tries to answer what is found, before undoing everything."""
_NAMED = re.compile(r"`([a-z0-9-]+)`")


class Clock:
    """A clock of its own, years ago: so that what happens now can be told from what happened then."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self.now = 1_500_000_000

    def tick(self) -> int:
        """Let some hours or days pass; give the time."""
        self.now += self._dice.randint(3_600, 300_000)
        return self.now


class Author:
    """Somebody who makes a deck."""

    def __init__(self, root: Path, dice: Random, clock: Clock, journal: list[str], *, name: str = "Ours", turn: int = 0) -> None:
        self.root, self.dice, self.clock, self.journal, self.label = root, dice, clock, journal, name
        self.project = Project(name, f"{dice.getrandbits(128):032x}", "small", [])
        self.desk = Desk(self.project, dice, Words(1_000 * len(name)))
        self.facts = Facts()
        self._turn = turn
        self.tally: Counter[str] = Counter()
        self.newer = 0
        """How much newer the deckgen is that builds: its HTML differs."""
        self.saved: Project | None = None
        """The project as it was released."""
        self._revisions: dict[str, str] = {}
        self._since: dict[str, int] = {}
        self._sent: dict[str, int] = {}
        self._look: tuple[str, str] = ("", "")
        self._look_sent = 0
        self._announced: set[Card] = set()
        self._last: Package | None = None
        self._told_moved: set[str] = set()
        """Notes of which deckgen has said that they are in another part."""
        new_project(self.desk)

    # --- editing -------------------------------------------------------------------------------------------------------------

    def edit(self, names: tuple[str, ...], count: int) -> None:
        """Make some edits, of those that are named: half of them at random, half of them in turn, so that each comes to pass."""
        for _ in range(count):
            self._turn += 1
            name = names[self._turn % len(names)] if self.dice.random() < 0.5 else self.dice.choice(names)
            done = EDITS[name](self.desk)
            if done:
                self.tally[f"edit: {name}"] += 1
                self.journal.append(f"{self.label} edits: {done}")

    def settled(self) -> Deck:
        """Answer what deckgen finds until it lets the deck pass; where that leads nowhere, undo everything since the release."""
        for _ in range(_ROUNDS):
            deck, wrong = self._checked()
            answers = [self._answer(one, deck) for one in wrong] if deck else []
            if not any(one.is_error for one in wrong) and not any(answers):
                assert deck
                return deck
            if not all(answer for answer, one in zip(answers, wrong, strict=True) if one.is_error):
                break
        self.tally["gate: everything undone"] += 1
        self.journal.append(f"{self.label} undoes everything: {[(one.code, one.message) for one in wrong]}")
        assert self.saved, "the first files are sound"
        self._take(deepcopy(self.saved))
        deck, wrong = self._checked()
        assert deck, wrong
        assert not [one for one in wrong if one.is_error], wrong
        return deck

    def _take(self, project: Project) -> None:
        self.project = self.desk.project = project

    def _checked(self) -> tuple[Deck | None, list[Diagnostic]]:
        write(self.project, self.root)
        project = load(self.root)
        self._files = project.files
        self._told_moved = {_NAMED.findall(one.message)[0] for one in project.diagnostics if one.code == "R009"}
        found = [one for one in project.diagnostics if one.is_error or one.code == "R007"]
        return (project.decks[0] if project.decks else None), found

    # --- answering -----------------------------------------------------------------------------------------------------------

    def _answer(self, finding: Diagnostic, deck: Deck) -> str:
        """Answer a finding; empty where there is nothing to do, or for an error, nothing but to undo."""
        answer = self._way_out(finding, deck)
        if answer:
            self.tally[f"gate: {finding.code} {answer}"] += 1
            self.journal.append(f"{self.label} reads {finding.code} {finding.message} -> {answer}")
        return answer

    def _way_out(self, finding: Diagnostic, deck: Deck) -> str:
        names = _NAMED.findall(finding.message)
        note = self.project.note(names[0]) if names else None
        match finding.code:
            case "R001" if note:
                return self._same_note(note, names[1])
            case "R007":
                return self._missed(names[0], deck)
            case "R002" if note:
                return self._retired(note) if self.dice.random() < 0.5 else self._undone(note, deck)
            case "R003" | "R004" if note:
                return self._card(finding, note, deck)
            case "R011" if note:
                return self._note(note, deck)
            case "R012":
                return self._item(finding)
            case "G004" if note is None:
                return self._numbered(deck)
            case "R010" if not names or names[0] == "uid":
                self.project.uid = self.saved.uid if self.saved else self.project.uid
                return "undone"
            case "R005" | "R006" | "R014":
                return self._renamed(finding)
        return ""

    def _same_note(self, note: Note, old: str) -> str:
        """Say whether a note that came is the one that went."""
        if self.facts.of_id(old) & _secrets(note):
            note.was = old
            return "was"
        note.allows.add("R001")
        return "allowed"

    def _missed(self, old: str, deck: Deck) -> str:
        """See whether a note that is gone only has another id."""
        known = self.facts.of_id(old)
        renamed = next((one for one in self.project.notes() if not one.was and known & _secrets(one) and one.id != old), None)
        if renamed is None or deck.identities[renamed.id].guid in self.facts.asked:
            return ""
        renamed.was = old
        return "was"

    def _retired(self, note: Note) -> str:
        """Write it as a new note: other facts to learners, who keep the old ones."""
        note.id, note.was, note.allows = self.desk.id(), "", {"R001"}
        for fact in note.facts:
            fact.secret, fact.number = self.desk.words.secret(), fact.number if note.kind in ("cloze", "quote") else 0
        if note.kind in ("cloze", "quote"):
            for number, fact in enumerate(note.facts, start=1):
                fact.number = number
        return "new id"

    def _undone(self, note: Note, deck: Deck) -> str:
        """Put a note back as it was released."""
        released = self._as_released(note, deck)
        if released is None:
            return ""
        note.__dict__.update(deepcopy(released).__dict__)
        for name, data in self.saved.pictures.items() if self.saved else ():
            self.project.pictures.setdefault(name, data)
        return "undone"

    def _as_released(self, note: Note, deck: Deck) -> Note | None:
        row = deck.released.notes.get(deck.identities[note.id].guid) if deck.released else None
        return self.saved.note(row.id) if row and self.saved else None

    def _card(self, finding: Diagnostic, note: Note, deck: Deck) -> str:
        """A number hides something else, or comes back: say that it is the same, give it another number, or mean it."""
        number = int(finding.message.split()[1])
        guid = deck.identities[note.id].guid
        now = asked(next(one for one in deck.notes() if one.id == note.id)).get(number - 1, frozenset())
        if self.facts.related((guid, number - 1), now):
            note.allows.add(finding.code)
            return "allowed, the same"
        way = self.dice.choice(("new number", "new number", "undone", "accepted"))
        if way == "accepted":
            note.allows.add(finding.code)
            return way
        if way == "undone":
            return self._undone(note, deck) or self._renumbered(note, number, guid, now)
        return self._renumbered(note, number, guid, now)

    def _renumbered(self, note: Note, number: int, guid: str, now: frozenset[str]) -> str:
        free = max((*self.facts.ordinals(guid), *(fact.number - 1 for fact in note.facts)), default=0) + 2
        wrong = [fact for fact in note.facts if fact.secret in now]
        if note.kind == "list":
            for fact in wrong:
                fact.number = free
            return "new number"
        for fact in note.facts:
            fact.number = free if fact.number == number else fact.number
        return "new number"

    def _note(self, note: Note, deck: Deck) -> str:
        """A note asks for something else: the same, or another note, or meant."""
        guid = deck.identities[note.id].guid
        if any(self.facts.related((guid, ordinal), _secrets(note)) for ordinal in self.facts.ordinals(guid)):
            note.allows.add("R011")
            return "allowed, the same"
        way = self.dice.choice(("new id", "undone", "accepted"))
        if way == "accepted":
            note.allows.add("R011")
            return way
        return (self._undone(note, deck) if way == "undone" else "") or self._retired(note)

    def _item(self, finding: Diagnostic) -> str:
        """Say whether an item is new, by the number that deckgen names for either."""
        line = self._files[finding.span.file].split("\n")[finding.span.line - 1]
        (secret,) = secrets(line)
        found = next(((note, fact) for note in self.project.notes() for fact in note.facts if fact.secret == secret), None)
        if found is None:
            return "undone meanwhile"
        note, fact = found
        lost = [(int(re.findall(r"`number: (\d+)`", one)[0]), secrets(one)) for one in finding.help]
        same = next((number for number, words in lost[:-1] if self.facts.alike(words, {secret})), None)
        fact.number = same or lost[-1][0]
        taken = [one for one in note.facts if one is not fact and one.number == fact.number]
        if taken:
            fact.number = max(one.number for one in note.facts) + 1
        return "the same item" if same else "a new item"

    def _numbered(self, deck: Deck) -> str:
        """Number gaps that leave a number out: as released where they are, else on from there."""
        for note in self.project.notes():
            if note.kind in ("cloze", "quote"):
                known = self.facts.ordinals(deck.identities[note.id].guid) if note.id in deck.identities else set()
                following = max(known, default=-1) + 1
                for fact in sorted(note.facts, key=lambda one: one.number):
                    if fact.number - 1 not in known:
                        following += 1
                        fact.number = following
        return "numbered"

    def _renamed(self, finding: Diagnostic) -> str:
        """Take a name back, or mean it."""
        part = next(
            (one for one in self.project.parts if finding.span.file.endswith(f"/{self.project.parts.index(one) + 1:02}.yaml")), None
        )
        if self.dice.random() < 0.6:
            (part.allows if part and finding.code == "R006" else self.project.allows).add(finding.code)
            return "allowed"
        assert self.saved
        if finding.code == "R006" and part:
            part.name = re.findall("`(.*?)`", finding.message)[0]
        elif finding.code == "R005":
            self.project.name = self.saved.name
        else:
            self.project.id = self.saved.id
        return "undone"

    # --- handing out ---------------------------------------------------------------------------------------------------------

    def draft(self, deck: Deck) -> Package:
        """Build between releases: nothing is recorded."""
        now = self.clock.tick()
        with newer_deckgen(self.newer):
            made = apkg(deck, Stamp(now))
            state = made.state
        package = opened("a draft", now, made.data, draft=True)
        changed = {guid: now for guid, one in self._by_guid(deck).items() if self._revisions.get(guid) != self.project.revision(one)}
        package.since, package.sent = {**self._since, **changed}, {**self._sent, **changed}
        package.look_sent = self._look_sent if self._look == (self.project.name, self.project.lang) else now
        changes = compare(deck.released, state) if deck.released else None
        package.announced = frozenset((*self._announced, *_dropped(changes)))
        if changes:
            self._learn(deck, changes, released=False)
        self.tally["drafts"] += 1
        self.journal.append(f"{self.label} builds a draft")
        return package

    def release(self, deck: Deck, *, restamp: bool = False, look: bool = False) -> Package:
        """Release as `deckgen release` does: stamp, write the lock. The PDFs, which take most of its time, are left out."""
        old, now = deck.released, self.clock.tick()
        number = int(old.version.split(".")[0]) if old else 0
        with newer_deckgen(self.newer):
            made = apkg(deck, Stamp(now, f"{number + 1}.0.0", restamp, restamp or look))
            refused, state = not_kept(deck, made.types), made.state
        if refused:
            raise Lost("gate", f"deckgen refuses to release: {refused[0].message}")
        changes = compare(old or State(deck.head.name, deck.head.uid, deck.head.id, {}, {}, {}), state)
        assert not objection(old, (number + 1, 0, 0), changes)
        (self.root / "cards" / "deck.lock").write_bytes(write_lock(state).encode())
        package = opened(state.version, now, made.data, draft=False)
        self._account(deck, package, changes, restamp=restamp, look=restamp or look)
        self.journal.append(f"{self.label} releases {package.name} at {now}{', restamped' * restamp}, by deckgen +{self.newer}")
        self.tally["releases"] += 1
        self._check_what_is_in_it(deck, package)
        self._check_places(deck, package)
        self._last = package
        self._forget_allowances()
        self.saved = deepcopy(self.project)
        return package

    def _account(self, deck: Deck, package: Package, changes: Changes, *, restamp: bool, look: bool) -> None:
        """Note what this release changes, and what its learners are told."""
        for guid, note in self._by_guid(deck).items():
            revision = self.project.revision(note)
            if self._revisions.get(guid) != revision:
                self._revisions[guid], self._since[guid], self._sent[guid] = revision, package.time, package.time
            if restamp:
                self._sent[guid] = package.time
        named = (self.project.name, self.project.lang)
        self._look_sent = package.time if look or named != self._look else self._look_sent
        self._look = named
        self._announced |= set(_dropped(changes))
        package.since, package.sent, package.look_sent = dict(self._since), dict(self._sent), self._look_sent
        package.announced = frozenset(self._announced)
        self.tally["cards announced as moved to another fact"] += self._learn(deck, changes, released=True)

    def _learn(self, deck: Deck, changes: Changes, *, released: bool) -> int:
        """Note what each card asks; give how many ask another fact than before, as their author was told and allowed."""
        accepted = set(_at_risk(changes, {guid: note.allows for guid, note in self._by_guid(deck).items()}))
        for written in deck.notes():
            guid = deck.identities[written.id].guid
            for ordinal, now in asked(written).items():
                if {(guid, ordinal), (guid, -1)} & accepted:
                    self.facts.accept((guid, ordinal), now)
                if released:
                    self.facts.release((guid, ordinal), written.id, now)
        return len(accepted)

    def _by_guid(self, deck: Deck) -> dict[str, Note]:
        return {deck.identities[note.id].guid: note for note in self.project.notes()}

    def _check_what_is_in_it(self, deck: Deck, package: Package) -> None:
        """Hold a package to what its author means: every word, every picture, tags of its own."""
        for guid, note in self._by_guid(deck).items():
            row = package.notes[guid]
            text = " ".join(row.fields)
            words = (*note.around, *note.extra, *(word for fact in note.facts for word in (*fact.words, *fact.why)))
            missing = [word for word in words if word not in text]
            if missing:
                raise Lost("update", f"{note.id} is released without {missing}")
            if note.picture and self.project.pictures[note.picture] not in [package.media[name] for name in shown(row.fields)]:
                raise Lost("media", f"{note.id} is released without its picture")
            flat = [tag for tag in row.tags if "::" not in tag]
            if flat:
                raise Lost("tags", f"{note.id} has the tags {flat} among a learner's own")

    def _check_places(self, deck: Deck, package: Package) -> None:
        """Hold a package to the last one: ids stay, and nothing goes to another deck unless its author was told."""
        if self._last is None:
            return
        for guid, note in self._by_guid(deck).items():
            old, home = self._last.notes.get(guid), package.cards[next(card for card in package.cards if card[0] == guid)]
            if old is None:
                continue
            if old.id != package.notes[guid].id:
                raise Lost("ids", f"{note.id} had the id {old.id}, and has {package.notes[guid].id}")
            was = next(name for card, name in self._last.cards.items() if card[0] == guid)
            told = "R005" in self.project.allows or "R006" in self.project.part_of(note).allows or note.id in self._told_moved
            if was != home and not told:
                raise Lost("place", f"{note.id} was in {was}, is in {home}, and nobody was told")

    def _forget_allowances(self) -> None:
        """Delete the comments that said yes: they allow nothing any more."""
        self.project.allows.clear()
        for part in self.project.parts:
            part.allows.clear()
            for note in part.notes:
                note.allows.clear()


def _secrets(note: Note) -> frozenset[str]:
    return frozenset(fact.secret for fact in note.facts)


def asked(note: Written) -> dict[int, frozenset[str]]:
    """Give what each card of a note asks, by the numbers that deckgen gave."""
    match note.body:
        case Cloze(text):
            return hidden(text.raw)
        case ListNote(entries=entries):
            return {one.number - 1: secrets(one.text.raw) for one in entries}
        case body:
            both = (0, 1) if getattr(body, "reverse", False) else (0,)
            return dict.fromkeys(both, secrets(" ".join(text.raw for text in body.texts())))


def _dropped(changes: Changes | None) -> Iterator[Card]:
    for one in (*changes.changed, *changes.restored) if changes else ():
        yield from ((one.new.guid, ordinal) for ordinal in one.cards_dropped)


_CODES = {Danger.OTHER_WORDS: "R003", Danger.COMES_BACK: "R004", Danger.OTHER_FACT: "R011"}


def _at_risk(changes: Changes, allows: Mapping[str, set[str]]) -> Iterator[Card]:
    """Give the cards whose reviews will count for another fact, as their author was told and allowed; -1 for all of a note."""
    for one in (*changes.changed, *changes.restored):
        for risk in one.risks:
            if _CODES.get(risk.danger) in allows[one.new.guid]:
                yield one.new.guid, risk.ordinal

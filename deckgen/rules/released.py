"""The gate: what has changed since the release, and what that would do to those who have learned from it.

Anki matches notes by GUID, cards by ordinal, decks by name: an edit that moves one of them moves, blocks or doubles reviews. Each
finding names both places, what a learner would see, and the ways out; the author's yes is `# deckgen: allow CODE reason`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from deckgen.authored import state
from deckgen.diagnostics import Diagnostic, Edit, Label, Severity, Span
from deckgen.meant import nearest
from deckgen.model import Cloze, Deck, Named, Note, Part
from deckgen.released.changes import Added, AtRisk, Changes, Danger, NoteChange
from deckgen.released.compare import compare
from deckgen.released.likeness import plain
from deckgen.released.state import NoteState, State
from deckgen.rules.gaps import card_span

_Warning = partial(Diagnostic, severity=Severity.WARNING)


def taken_over(deck: Deck) -> Iterator[Diagnostic]:
    """Warn of new notes that take over one from elsewhere (R015): Anki changes no note's note type, and each deck has its own."""
    known = {one.id for one in deck.released.notes.values()} if deck.released else set()
    for note in deck.named():
        if (note.guid or "/" in note.was) and note.id and note.id not in known and not deck.as_released(note):
            key = "guid" if note.guid else "was"
            yield _Warning(
                "R015",
                f"`{note.id}` takes over a note from elsewhere",
                note.id_span,
                "learners who have that note keep it as it is, with its reviews, and never get an update of it; others get this one",
                (f"if that is what you want, allow it; if not, leave `{key}:` out: then those learners get this one, too, as a new note",),
            )


def gate(deck: Deck) -> Iterator[Diagnostic]:
    """Compare a deck with what was released of it (R001 to R014)."""
    if deck.released:
        given = {deck.identities[who.id].guid: (part, place) for part in deck.parts for place, who in enumerate(part.named) if who.id}
        yield from _Gate(deck, deck.released, given).findings()


class _Gate:
    """Turns changes into findings: it knows where in the files each note stands, and where in the lock."""

    def __init__(self, deck: Deck, released: State, given: dict[str, tuple[Part, int]]) -> None:
        self.deck = deck
        self.released = released
        self.given = given
        self.lock = deck.head.span.file.removesuffix("deck.yaml") + "deck.lock"
        self.homes = {part.name: part for part in deck.parts}
        counts = Counter(deck.identities[who.id].guid for who in deck.named() if who.id)
        self.clashing = {guid for guid, count in counts.items() if count > 1}
        """GUIDs that two notes have (C010): which of them is the released one, nobody knows yet."""

    def findings(self) -> Iterator[Diagnostic]:
        """Give all findings. Under another uid every note would come twice: then that alone is said."""
        if self.deck.head.uid != self.released.uid:
            yield self._uid()
            return
        changes = compare(self.released, state(self.deck))
        gone = {one.id: one for one in changes.withdrawn}
        renamed = {one.other.guid for added in changes.added for one in added.risks if one.other}
        renamed |= {gone[one.note.id].guid for one in changes.added if one.note.id in gone}
        self.homes |= {old: self.homes[new] for old, new in changes.parts_renamed}
        yield from self._head()
        yield from self._parts(changes)
        yield from (finding for added in changes.added for finding in self._added(added, gone.get(added.note.id)))
        yield from (self._withdrawn(one) for one in changes.withdrawn if one.guid not in renamed)
        yield from (finding for change in (*changes.changed, *changes.restored) for finding in self._changed(change))

    # --- places ------------------------------------------------------------------------------------------------------------

    def _released(self, line: int, withdrawn: str = "") -> tuple[Label, ...]:
        """Point to a line of the lock."""
        words = f"withdrawn in {withdrawn}" if withdrawn else f"as released in {self.released.version}"
        return (Label(Span(self.lock, line, 1, line, 5), words),) if line else ()

    def _named(self, one: NoteState) -> Named:
        part, place = self.given[one.guid]
        return part.named[place]

    def _note(self, one: NoteState) -> Note:
        part, place = self.given[one.guid]
        return part.notes[place]

    def _part_of(self, one: NoteState) -> Span:
        """Give the place where a note that is gone would be missed: its part, else the deck."""
        return self.homes[one.part].span if one.part in self.homes else self.deck.head.span

    # --- the deck and its parts ----------------------------------------------------------------------------------------------

    def _uid(self) -> Diagnostic:
        return Diagnostic(
            "R010",
            "this deck has another `uid` than its release",
            self.deck.head.place("uid"),
            "every note would reach learners a second time, without their reviews",
            (
                f"put the released one back: `uid: {self.released.uid}`",
                "if this is to be a new deck of its own, delete its deck.lock and its CHANGELOG.md",
            ),
            self._released(self.released.line),
        )

    def _head(self) -> Iterator[Diagnostic]:
        head, old = self.deck.head, self.released
        if head.name.casefold() != old.deck.casefold():  # as Anki compares them
            yield Diagnostic(
                "R005",
                f"the deck was released as `{old.deck}`",
                head.span,
                "Anki knows decks by name: what learners have stays there, new cards come into a second deck",
                (
                    f"put the name back: `deck: {old.deck}`",
                    "if it must be: allow it; learners who rename their deck first keep all in one place, which the release tells them",
                ),
                self._released(old.line),
            )
        if head.id != old.id:
            yield Diagnostic(
                "R014",
                f"the deck was released with the id `{old.id}`",
                head.place("id"),
                "it begins every tag: learners would have the old tags and the new ones side by side",
                (
                    f"put it back: `id: {old.id}`",
                    "if it must be: allow it; a note gets its new tags when it next changes, or all do by `release --restamp`",
                ),
                self._released(old.line),
            )

    def _parts(self, changes: Changes) -> Iterator[Diagnostic]:
        for old, new in changes.parts_renamed:
            part = next(one for one in self.deck.parts if one.name == new)
            yield Diagnostic(
                "R006",
                f"this part was released as `{old}`",
                part.span,
                "Anki knows decks by name: the cards that learners have stay in the old one",
                (
                    f"put the name back: `part: {old}`",
                    "if it must be: allow it; learners who rename their deck first keep all in one place, which the release tells them",
                ),
                self._released(self.released.parts[old]),
            )

    # --- notes that came and went --------------------------------------------------------------------------------------------

    def _added(self, added: Added, same_id: NoteState | None) -> Iterator[Diagnostic]:
        note = self._named(added.note)
        if same_id:
            yield Diagnostic(
                "R010",
                f"`{note.id}` was released with another identity",
                note.id_span,
                "learners would get it a second time, without their reviews",
                (
                    f"leave `{'guid' if note.guid else 'was'}:` out: deck.lock remembers which one learners have",
                    "if it is another note, give it another id",
                ),
                self._released(same_id.line),
            )
            return
        yield from self._from_elsewhere(note)
        for old in (risk.other for risk in added.risks if risk.other):
            below = Span(note.id_span.file, note.id_span.end_line + 1, 1, note.id_span.end_line + 1, 1)
            indent = " " * (note.span.column - 1)
            instead = f"in place of `was: {note.was}`" if note.was else "below its id"
            yield Diagnostic(
                "R001",
                f"`{note.id}` has nearly the text of `{old.id}`, which is gone",
                note.id_span,
                "learners would get it a second time, without their reviews",
                (
                    f"the same note under a new id: write `was: {old.id}` {instead}, and it keeps its reviews",
                    f"a note of its own: allow it; `{old.id}` then stays with learners as it is",
                ),
                self._released(old.line, old.withdrawn),
                None if note.was else Edit(below, f"{indent}was: {old.id}\n", safe=False),
            )

    def _from_elsewhere(self, note: Named) -> Iterator[Diagnostic]:
        """Tell of `was:` that leads nowhere: every id that ever was released is in the lock."""
        if note.was and "/" not in note.was and not note.guid:
            known = sorted({one.id for one in self.released.notes.values()})
            close = nearest(note.was, known)
            yield Diagnostic(
                "R010",
                f"`was: {note.was}` leads nowhere: no released note has had this id",
                note.id_span,
                f"did you mean `{close}`?" if close else "",
                ("leave `was:` out of a new note",),
            )

    def _withdrawn(self, old: NoteState) -> Diagnostic:
        return _Warning(
            "R007",
            f"the note `{old.id}` is gone",
            self._part_of(old),
            "learners who have it keep it, with its reviews; nobody else gets it",
            (
                "if it only has another id now: write `was: " + old.id + "` on it",
                f"if it is meant: `# deckgen: allow R007 {old.id} …`, with the reason; a yes to this names the note",
                f"learners find it in Anki by `nid:{old.note_id}`, and may delete it; the release tells them",
            ),
            self._released(old.line),
            subject=old.id,
        )

    # --- notes that changed ----------------------------------------------------------------------------------------------------

    def _changed(self, change: NoteChange) -> Iterator[Diagnostic]:
        note, old = self._note(change.new), change.old
        if old.guid in self.clashing or (isinstance(note.body, Cloze) and note.body.text.problems):
            return
        for risk in change.risks:
            yield self._risk(risk, note, change)
        if not any(risk.danger is Danger.NOTE_TYPE for risk in change.risks):
            yield from (self._dropped(note, old, ordinal) for ordinal in change.cards_dropped)
        if change.moved:
            yield _Warning(
                "R009",
                f"`{note.id}` was released in the part `{old.part}`",
                note.id_span,
                "the cards that learners have stay there; only new learners find it here",
                ("if it belongs here, allow it", f"learners move it with `nid:{old.note_id}` in the browser; the release tells them"),
                self._released(old.line, old.withdrawn),
            )

    def _risk(self, risk: AtRisk, note: Note, change: NoteChange) -> Diagnostic:
        released = self._released(change.old.line, change.old.withdrawn)
        gap = risk.ordinal + 1
        match risk.danger:
            case Danger.NOTE_TYPE:
                return Diagnostic(
                    "R002",
                    f"`{note.id}` was released as a `{change.old.kind}` note",
                    note.id_span,
                    "Anki cannot turn a note with gaps into one without, or back: learners would never get an update of it again",
                    (
                        "leave it the kind that it is: a note with gaps can become any other with gaps, one without any other without",
                        "or write it as a new note, with a new id, and delete this one: learners keep its reviews and begin this one anew",
                    ),
                    released,
                )
            case Danger.OTHER_WORDS:
                was, now = change.old.cards[risk.ordinal], change.new.cards[risk.ordinal]
                same = plain(was) == plain(now)
                return Diagnostic(
                    "R003",
                    f"card {gap} of `{note.id}` "
                    + (f"hides another `{now}` than it did" if same else f"hid `{was}`, and now hides `{now}`"),
                    card_span(note, gap),
                    "its reviews would count for other words than those that were learned",
                    self._number(change, risk.ordinal),
                    released,
                )
            case Danger.COMES_BACK:
                return Diagnostic(
                    "R004",
                    f"card {gap} of `{note.id}` was dropped, and its number is used again",
                    card_span(note, gap),
                    f"learners may still have the card that hid `{change.old.dropped[risk.ordinal]}`: its reviews would count for this",
                    (
                        "if these are the same words, or the same thing in other words, allow it: who kept the card goes on with it",
                        f"if not, take a number that was never used: {self._free(change)}",
                    ),
                    released,
                )
            case _:
                return Diagnostic(
                    "R011",
                    f"`{note.id}` asks for something else than it did",
                    note.id_span,
                    "its reviews would count for a fact that nobody has learned",
                    ("write it as a new note, with a new id, and delete this one", "if it is the same thing in other words, allow it"),
                    released,
                )

    def _number(self, change: NoteChange, ordinal: int) -> tuple[str, ...]:
        """Say which number the words of a card should have."""
        words = change.new.cards[ordinal]
        if plain(words) == plain(change.old.cards[ordinal]):
            return (f"each keeps the number that it had; new ones go on from {self._free(change)}", "if nothing has moved, allow it")
        theirs = next((ordinal + 1 for ordinal, hid in change.old.cards.items() if plain(hid) == plain(words)), 0)
        if theirs:
            return (f"`{words}` was released as {theirs}: give it that number again",)
        return (
            f"give `{words}` a number that was never used ({self._free(change)}); what the card hid keeps its own, or goes",
            "if it is the same thing in other words, allow it",
        )

    def _free(self, change: NoteChange) -> str:
        old, new = change.old, change.new
        fresh = [ordinal for ordinal, words in new.cards.items() if not any(plain(words) == plain(hid) for hid in old.cards.values())]
        used = {*old.cards, *old.dropped}
        return str(max((*used, *(ordinal for ordinal in fresh if ordinal > max(used)))) + 2)

    def _dropped(self, note: Note, old: NoteState, ordinal: int) -> Diagnostic:
        hid = old.cards[ordinal]
        what = f"that hid `{hid}`" if hid else "that asked in reverse" if ordinal else "that asked for the back"
        return _Warning(
            "R008",
            f"`{note.id}` no longer makes its card {ordinal + 1}, {what}",
            note.id_span,
            "learners keep the card, and it asks nothing any more",
            (
                f"Tools → Empty Cards removes it, `nid:{old.note_id} card:{ordinal + 1}` finds it in Anki; the release tells learners",
                *(("its number is for these words for ever: others take a new one",) if hid else ()),
            ),
            self._released(old.line),
        )

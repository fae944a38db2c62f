"""What authors do to their files between two releases, by name.

In: a project, dice, words. Out: the project, changed; a line for the journal, or nothing where there was nothing to do it to. Whether an
edit is wise is not asked here: whoever replaces a fact under its number learns from the gate what that does to learners.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random

from .project import STANDARD, Fact, Note, Part, Project, picture
from .words import Words, misspelt

KINDS = ("question", "term", "said", "cloze", "quote", "list")
_WITH_GAPS = ("cloze", "quote")


@dataclass
class Desk:
    """What an author edits with."""

    project: Project
    dice: Random
    words: Words
    ids: int = 0
    dropped: list[tuple[Note, Fact]] = field(default_factory=list)
    """Gaps that were dropped, and their notes."""

    def id(self) -> str:
        """Give an id that no note has had."""
        self.ids += 1
        return f"note-{self.ids}"

    def fact(self, number: int = 0) -> Fact:
        """Think of a fact."""
        return Fact(self.words.secret(), self.words.some(self.dice.randint(1, 3)), number)

    def any(self, *kinds: str) -> Note | None:
        """Take any note, or any of some kinds."""
        found = [note for note in self.project.notes() if not kinds or note.kind in kinds]
        return self.dice.choice(found) if found else None


Edit = Callable[[Desk], str]
EDITS: dict[str, Edit] = {}
"""All edits, by name; each gives its line for the journal, empty where it found nothing to do."""


def _edit(name: str) -> Callable[[Edit], Edit]:
    def keep(function: Edit) -> Edit:
        EDITS[name] = function
        return function

    return keep


# --- a project to begin with ---------------------------------------------------------------------------------------------------


def new_note(desk: Desk, kind: str) -> Note:
    """Write a note of a kind."""
    count = 1 if kind in STANDARD else desk.dice.randint(2, 4)
    facts = [desk.fact(place + 1 if kind in _WITH_GAPS else 0) for place in range(count)]
    around = desk.words.some(1 if kind == "term" else 3 if kind == "list" else 6)
    if kind == "said":
        facts[0].words = []
    return Note(desk.id(), kind, facts, around, reverse=kind == "term" or (kind == "question" and desk.dice.random() < 0.3))


def new_project(desk: Desk) -> None:
    """Fill an empty project: two parts, two notes of each kind, a picture, a principle that some notes cite."""
    project = desk.project
    project.quotation = desk.words.some(7)
    project.parts = [Part(f"{number} {desk.words.word().title()}", [], [desk.words.word()]) for number in (1, 2)]
    for place, kind in enumerate(KINDS * 2):
        project.parts[place % 2].notes.append(new_note(desk, kind))
    for note in project.notes():
        note.principle = note.kind == "question"
    change_picture(desk)


# --- texts -------------------------------------------------------------------------------------------------------------------


def _reworded(desk: Desk, words: list[str], *, all: bool = False) -> list[str]:
    """Say the same in other words: all of them, one of several, or one spelt otherwise."""
    if all:
        return desk.words.some(max(1, len(words)))
    place = desk.dice.randrange(len(words))
    other = desk.words.word() if len(words) > 2 else misspelt(words[place])
    return [*words[:place], other, *words[place + 1 :]]


def _rewordable(desk: Desk, *kinds: str) -> tuple[Note, Fact] | None:
    note = desk.any(*(kinds or ("question", "term", "cloze", "quote", "list")))
    return (note, desk.dice.choice(note.facts)) if note else None


@_edit("text reworded")
def _(desk: Desk) -> str:
    note, fact = _rewordable(desk) or (None, None)
    if note is None or fact is None:
        return ""
    fact.words = _reworded(desk, fact.words)
    return f"{note.id}: `{fact.text}` reworded"


@_edit("text around reworded")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None:
        return ""
    note.around = _reworded(desk, note.around)
    return f"{note.id}: the words around are `{' '.join(note.around)}`"


@_edit("same fact in all other words")
def _(desk: Desk) -> str:
    note, fact = _rewordable(desk) or (None, None)
    if note is None or fact is None:
        return ""
    fact.words = _reworded(desk, fact.words, all=True)
    return f"{note.id}: `{fact.text}` said in all other words"


@_edit("fact replaced")
def _(desk: Desk) -> str:
    return _replaced(desk, desk.any())


# TODO: deckgen is silent where the answer makes a quarter of the words (R011, `compare._alien`): a question in all other words may be the
# same one or another, and nobody asks.
@_edit("another question with the same answer")
def _(desk: Desk) -> str:
    note = desk.any("question")
    if note is None:
        return ""
    note.around, note.facts[0] = desk.words.some(6), replace(note.facts[0], secret=desk.words.secret())
    return f"{note.id}: asks `{' '.join(note.around)}` now, with the same answer"


def _replaced(desk: Desk, note: Note | None) -> str:
    """Write another fact in the place of one, under its number."""
    if note is None:
        return ""
    place = desk.dice.randrange(len(note.facts))
    new = desk.fact(note.facts[place].number)
    if note.kind in STANDARD:
        note.around, note.picture = desk.words.some(len(note.around)), ""
        new.words = [] if note.kind == "said" else new.words
    was, note.facts[place] = note.facts[place], new
    return f"{note.id}: `{was.text}` replaced by `{new.text}`"


@_edit("extra")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None:
        return ""
    note.extra = desk.words.some(4)
    return f"{note.id}: another extra"


@_edit("picture")
def change_picture(desk: Desk) -> str:
    """Put a picture on a note, or another one in its place, under the same name."""
    note = desk.any("question", "term", "cloze", "list")
    if note is None:
        return ""
    note.picture = note.picture or f"{note.id}.png"
    desk.project.pictures[note.picture] = picture(desk.words.secret())
    return f"{note.id}: another picture"


@_edit("reason of an item")
def _(desk: Desk) -> str:
    note = desk.any("list")
    if note is None:
        return ""
    desk.dice.choice(note.facts).why = desk.words.some(3)
    return f"{note.id}: another reason"


@_edit("quotation of a principle")
def _(desk: Desk) -> str:
    desk.project.quotation = desk.words.some(7)
    return "the principle has another quotation"


@_edit("line of a source")
def _(desk: Desk) -> str:
    desk.project.cite = " ".join(desk.words.some(2))
    return "the source has another line"


# --- tags, places, names -------------------------------------------------------------------------------------------------------


@_edit("tag")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None:
        return ""
    note.tags = [desk.words.word()] if desk.dice.random() < 0.7 else []
    return f"{note.id}: tags {note.tags}"


@_edit("tag of a part")
def _(desk: Desk) -> str:
    part = desk.dice.choice(desk.project.parts)
    part.tags = [desk.words.word()]
    return f"part {part.name}: tags {part.tags}"


@_edit("note moved to another part")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None:
        return ""
    old, new = desk.project.part_of(note), desk.dice.choice(desk.project.parts)
    old.notes.remove(note)
    new.notes.insert(desk.dice.randint(0, len(new.notes)), note)
    return f"{note.id}: moved from {old.name} to {new.name}"


@_edit("order of notes")
def _(desk: Desk) -> str:
    part = desk.dice.choice(desk.project.parts)
    desk.dice.shuffle(part.notes)
    return f"part {part.name}: shuffled"


@_edit("part renamed")
def _(desk: Desk) -> str:
    part = desk.dice.choice(desk.project.parts)
    old, part.name = part.name, f"{part.name.split()[0]} {desk.words.word().title()}"
    return f"part {old} is {part.name}"


@_edit("part added")
def _(desk: Desk) -> str:
    part = Part(f"{len(desk.project.parts) + 1} {desk.words.word().title()}", [new_note(desk, desk.dice.choice(KINDS))])
    desk.project.parts.append(part)
    return f"part {part.name} is new"


@_edit("deck renamed")
def _(desk: Desk) -> str:
    desk.project.name = desk.words.word().title()
    return f"the deck is {desk.project.name}"


@_edit("id of the deck")
def _(desk: Desk) -> str:
    desk.project.id = desk.words.word()
    return f"the deck's id is {desk.project.id}"


@_edit("uid of the deck")
def _(desk: Desk) -> str:
    desk.project.uid = f"{desk.dice.getrandbits(128):032x}"
    return "the deck has another uid"


@_edit("language")
def _(desk: Desk) -> str:
    desk.project.lang = "de" if desk.project.lang == "en" else "en"
    return f"the deck's language is {desk.project.lang}"


# --- notes that come and go ------------------------------------------------------------------------------------------------------


@_edit("note added")
def _(desk: Desk) -> str:
    note = new_note(desk, desk.dice.choice(KINDS))
    part = desk.dice.choice(desk.project.parts)
    part.notes.insert(desk.dice.randint(0, len(part.notes)), note)
    return f"{note.id}: a new {note.kind}"


@_edit("note withdrawn")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None or len(desk.project.notes()) < 6:
        return ""
    desk.project.part_of(note).notes.remove(note)
    desk.project.withdrawn.append(note)
    return f"{note.id}: withdrawn"


@_edit("note restored")
def _(desk: Desk) -> str:
    taken = {name for note in desk.project.notes() for name in (note.id, note.was)}
    known = [note for note in desk.project.withdrawn if note.id not in taken and (not note.was or note.was not in taken)]
    if not known:
        return ""
    note = desk.dice.choice(known)
    desk.project.withdrawn.remove(note)
    desk.dice.choice(desk.project.parts).notes.append(note)
    return f"{note.id}: restored"


@_edit("note renamed with was")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None:
        return ""
    old, note.id = note.id, desk.id()
    note.was = note.was or old
    return f"{old}: renamed {note.id}, was {note.was}"


@_edit("was deleted")
def _(desk: Desk) -> str:
    """Delete `was:` once it is released: the lock remembers it."""
    known = [note for note in desk.project.notes() if note.was]
    if not known:
        return ""
    note = desk.dice.choice(known)
    old, note.was = note.was, ""
    return f"{note.id}: `was: {old}` deleted"


@_edit("note renamed without a word")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None or note.was:
        return ""
    old, note.id = note.id, desk.id()
    if desk.dice.random() < 0.3:
        note.around = _reworded(desk, note.around)
    return f"{old}: renamed {note.id}, and no `was`"


@_edit("another note under an old id")
def _(desk: Desk) -> str:
    note = desk.any()
    if note is None or note.was:
        return ""
    part = desk.project.part_of(note)
    new = replace(new_note(desk, desk.dice.choice(KINDS)), id=note.id)
    part.notes[part.notes.index(note)] = new
    return f"{note.id}: now another note, a {new.kind}"


@_edit("note copied")
def _(desk: Desk) -> str:
    """Withdraw a note and write one with nearly its text: another fact all the same."""
    note = desk.any("question", "cloze")
    if note is None:
        return ""
    copies = [replace(fact, secret=desk.words.secret()) for fact in note.facts]
    part = desk.project.part_of(note)
    part.notes[part.notes.index(note)] = copy = Note(desk.id(), note.kind, copies, [*note.around])
    return f"{note.id}: withdrawn, and {copy.id} has its text"


@_edit("kind changed")
def _(desk: Desk) -> str:
    note = desk.any("question", "term")
    if note is None:
        return ""
    old = note.kind
    note.kind = desk.dice.choice([kind for kind in ("question", "term", "cloze") if kind != old])
    note.facts[0].number = 1 if note.kind == "cloze" else 0
    return f"{note.id}: the {old} is a {note.kind}"


@_edit("reverse on or off")
def _(desk: Desk) -> str:
    note = desk.any("question", "term")
    if note is None:
        return ""
    note.reverse = not note.reverse
    return f"{note.id}: reverse is {note.reverse}"


# --- gaps and items ------------------------------------------------------------------------------------------------------------


@_edit("gap added")
def _(desk: Desk) -> str:
    note = desk.any(*_WITH_GAPS)
    if note is None:
        return ""
    fact = desk.fact(max(one.number for one in note.facts) + 1)
    note.facts.insert(desk.dice.randint(0, len(note.facts)), fact)
    return f"{note.id}: gap {fact.number} added, `{fact.text}`"


@_edit("gap dropped")
def _(desk: Desk) -> str:
    note = desk.any(*_WITH_GAPS)
    if note is None or len(note.facts) < 2:
        return ""
    fact = note.facts.pop(desk.dice.randrange(len(note.facts)))
    desk.dropped.append((note, fact))
    return f"{note.id}: gap {fact.number} dropped, `{fact.text}`"


@_edit("gap brought back")
def _(desk: Desk) -> str:
    note, fact = _dropped(desk) or (None, None)
    if note is None or fact is None:
        return ""
    note.facts.append(replace(fact))
    return f"{note.id}: gap {fact.number} is back, `{fact.text}`"


@_edit("number of a dropped gap used again")
def _(desk: Desk) -> str:
    note, old = _dropped(desk) or (None, None)
    if note is None or old is None:
        return ""
    fact = desk.fact(old.number)
    note.facts.append(fact)
    return f"{note.id}: gap {fact.number} is `{fact.text}` now"


def _dropped(desk: Desk) -> tuple[Note, Fact] | None:
    """Find a gap that was dropped, whose number is free, in a note that is there."""
    for known, fact in reversed(desk.dropped):
        note = desk.project.note(known.id)  # as it is now, if its author undid something
        if note and note.kind in _WITH_GAPS and fact.number not in [one.number for one in note.facts]:
            return note, fact
    return None


@_edit("gaps renumbered")
def _(desk: Desk) -> str:
    """Number the gaps as they stand, as tidy authors do."""
    note = desk.any(*_WITH_GAPS)
    if note is None:
        return ""
    if desk.dice.random() < 0.5:
        note.facts.reverse()
    for number, fact in enumerate(note.facts, start=1):
        fact.number = number
    return f"{note.id}: gaps numbered anew"


@_edit("gaps joined")
def _(desk: Desk) -> str:
    note = desk.any(*_WITH_GAPS)
    if note is None or len(note.facts) < 2:
        return ""
    one, other = desk.dice.sample(note.facts, 2)
    other.number = one.number
    return f"{note.id}: `{other.text}` is asked with gap {one.number}"


@_edit("item added")
def _(desk: Desk) -> str:
    note = desk.any("list")
    if note is None:
        return ""
    fact = desk.fact()
    note.facts.insert(desk.dice.randint(0, len(note.facts)), fact)
    return f"{note.id}: item added, `{fact.text}`"


@_edit("item dropped")
def _(desk: Desk) -> str:
    note = desk.any("list")
    if note is None or len(note.facts) < 3:  # deckgen takes no list of one item
        return ""
    fact = note.facts.pop(desk.dice.randrange(len(note.facts)))
    return f"{note.id}: item dropped, `{fact.text}`"


@_edit("items in another order")
def _(desk: Desk) -> str:
    note = desk.any("list")
    if note is None:
        return ""
    desk.dice.shuffle(note.facts)
    return f"{note.id}: items shuffled"

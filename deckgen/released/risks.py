"""What was released, and what there is now -> where a history would sit on another fact, or a note come twice.

In: notes of two states. Out: dangers, and pairs of notes that look like one. Texts are all there is to go by, so this errs on the side of
telling: an author who means it says so in a line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from deckgen.released.changes import AtRisk, Danger
from deckgen.released.likeness import ALIEN, KIN, SAME, closeness, exact, figures, last_words, likeness, plain, reworded, stems
from deckgen.released.state import SIDES, NoteState

_CANDIDATES = 5
"""Notes that one is compared with in full: those that share most words with it."""
_COMMON = 200
"""A word that more notes have tells none of them from the others."""


def risks(old: NoteState, new: NoteState) -> Iterator[AtRisk]:
    """Tell what a note puts at risk for those who have it."""
    if old.note_type != new.note_type:
        yield AtRisk(Danger.NOTE_TYPE)
        return
    others = [AtRisk(Danger.OTHER_WORDS, ordinal) for ordinal in new.cards if ordinal in old.cards and _hides_else(ordinal, old, new)]
    yield from others
    yield from (AtRisk(Danger.COMES_BACK, ordinal) for ordinal in sorted(new.cards) if _comes_back(ordinal, old, new))
    if not others and _alien(old, new):
        yield AtRisk(Danger.OTHER_FACT)


# --- one card ------------------------------------------------------------------------------------------------------------------


def _comes_back(ordinal: int, old: NoteState, new: NoteState) -> bool:
    """Whether a number is used again that was dropped. The reverse of a standard note asks the same text; an item is known by its text."""
    if ordinal not in old.dropped or old.note_type == "standard":
        return False
    return new.kind != "list" or not exact(old.dropped[ordinal], new.cards[ordinal])


def _hides_else(ordinal: int, old: NoteState, new: NoteState) -> bool:
    """Whether a card hides something else than it did: words that are another card's, or words that are no rewording of its own.

    Items of a list are not held to the latter where their author has just said which is which.
    """
    was, now = old.cards[ordinal], new.cards[ordinal]
    if plain(was) == plain(now) and not _elsewhere(ordinal, old.cards, was) and not _elsewhere(ordinal, new.cards, now):
        return False
    own = closeness(was, now)
    taken = any(number != ordinal and closeness(words, now) > own for number, words in old.cards.items())
    given = any(number != ordinal and closeness(was, words) > own for number, words in new.cards.items())
    if taken or given or (plain(was) == plain(now) and _other_place(ordinal, old, new)):
        return True
    answered = new.kind == "list" and ordinal in new.answered and ordinal not in old.answered
    return not (answered or plain(was) == plain(now) or reworded(was, now))


def _elsewhere(ordinal: int, cards: Mapping[int, str], words: str) -> bool:
    return any(number != ordinal and plain(other) == plain(words) for number, other in cards.items())


def _other_place(ordinal: int, old: NoteState, new: NoteState) -> bool:
    """Whether, of several gaps that hide the same words, a card now has another one: by the words before it."""
    before, after = old.around.get(ordinal, _before(old, ordinal)), new.around.get(ordinal, _before(new, ordinal))
    if not (before and after):
        return False
    own = closeness(before, after)
    moved = any(number != ordinal and closeness(before, words) > own for number, words in new.around.items())
    return moved or any(number != ordinal and closeness(words, after) > own for number, words in old.around.items())


def _before(note: NoteState, ordinal: int) -> str:
    """Give the words before what a card hides, where that stands once in the note."""
    text, words = note.texts.get("Text", ""), note.cards[ordinal]
    return last_words(text.partition(words)[0]) if words and text.count(words) == 1 else ""


# --- one note --------------------------------------------------------------------------------------------------------------------


def _alien(old: NoteState, new: NoteState) -> bool:
    """Whether a note asks for something else altogether. The fields that both states know are compared."""
    before, after = old.texts, new.texts
    if {"Front", "Back"} <= before.keys() & after.keys():
        new_picture = bool(old.pictures and new.pictures) and old.pictures != new.pictures
        return _turned(before, after) or _other_question(before, after, said=new.kind == "said", new_picture=new_picture)
    if "Text" not in before.keys() & after.keys():
        return False
    if old.kind == new.kind and _other(_asks(old), _asks(new)):
        return True
    least = ALIEN if new.kind == "list" else KIN
    return likeness(before["Text"], after["Text"]) < least and not reworded(before["Text"], after["Text"])


def _other(old: str, new: str) -> bool:
    return likeness(old, new) < ALIEN and not reworded(old, new)


def _asks(note: NoteState) -> str:
    """Give what a note with gaps says beside what they hide: of a list, its title; reasons explain the items."""
    text = note.texts["Text"]
    hidden = [words for words in note.cards.values() if words]
    if note.kind == "list":
        return text[: min((place for words in hidden if (place := text.find(words)) >= 0), default=len(text))]
    for words in sorted(hidden, key=len, reverse=True):
        text = text.replace(words, " ")
    return text


def _turned(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether front and back have changed places: then each card asks for what was known."""
    crossed = reworded(old["Front"], new["Back"]) and reworded(old["Back"], new["Front"])
    return crossed and not reworded(old["Front"], new["Front"])


def _other_question(old: Mapping[str, str], new: Mapping[str, str], *, said: bool, new_picture: bool) -> bool:
    """Whether question and answer are others.

    So they are where the answer has nothing of the old one, or the question has not. The same question may get another answer: that is a
    correction, unless it is about another picture.
    """
    if plain(old["Front"]) == plain(new["Front"]) and not new_picture:
        return False
    return _other(old["Front"], new["Front"]) or (not said and _other(old["Back"], new["Back"]))


# --- two notes ---------------------------------------------------------------------------------------------------------------------


class _Texts:
    """Notes by their words, to find those that say nearly the same."""

    def __init__(self, notes: Collection[NoteState]) -> None:
        self.notes = list(notes)
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self.notes):
            for stem in stems(said(one)):
                self.by_stem[stem].append(number)

    def like(self, note: NoteState) -> Iterator[tuple[int, float]]:
        """Give the notes that may be one in other words, by number, each with its closeness."""
        shared = Counter(number for stem in stems(said(note)) for number in self.by_stem.get(stem, ())[:_COMMON])
        for number, _ in shared.most_common(_CANDIDATES):
            if _one_fact(self.notes[number], note):
                yield number, closeness(said(self.notes[number]), said(note))


def _one_fact(old: NoteState, new: NoteState) -> bool:
    """Whether two notes say nearly the same: in all, in their figures, and in the answer."""
    if {old.note_type, new.note_type} == {"standard", "cloze"}:
        return False  # there, a new note is the only way
    if likeness(said(old), said(new)) < SAME or figures(said(old)) != figures(said(new)):
        return False
    answers = old.texts.get("Back", ""), new.texts.get("Back", "")
    return not all(answers) or reworded(*answers, KIN)


def twins(gone: Collection[NoteState], come: Collection[NoteState]) -> dict[str, NoteState]:
    """Find, for notes that came, one with nearly the same text that is gone. Out: by the GUID of the one that came; each old one once."""
    before = _Texts(gone)
    pairs = sorted((-score, number, one.guid) for one in come for number, score in before.like(one))
    found: dict[str, NoteState] = {}
    taken: set[int] = set()
    for _, number, guid in pairs:
        if guid not in found and number not in taken:
            found[guid] = before.notes[number]
            taken.add(number)
    return found


def exchanged(old: Mapping[str, NoteState], now: Mapping[str, NoteState]) -> Iterator[str]:
    """Find notes that now say what another one said. Out: their GUIDs."""
    edited = [guid for guid, one in now.items() if not _same_text(old[guid], one)]
    if not edited:
        return
    before = _Texts(old.values())
    for guid in edited:
        own = closeness(said(old[guid]), said(now[guid]))
        if any(score > own and before.notes[number].guid != guid for number, score in before.like(now[guid])):
            yield guid


def _same_text(old: NoteState, new: NoteState) -> bool:
    return all(exact(old.texts[name], new.texts[name]) for name in old.texts.keys() & new.texts.keys() & {*SIDES})


def said(note: NoteState) -> str:
    """Give all that a note says, as one text."""
    named = [note.texts[name] for name in SIDES if name in note.texts]
    return " ".join(named or note.texts.values())

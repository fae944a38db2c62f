"""What every page about changes needs: how a note is called, which texts and tags differ, and which notes belong under which heading.

In: states and changes. Out: plain words and lists; nothing here knows of terminals or of Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deckgen.released.changes import AtRisk, Changes, Danger, NoteChange, TypeChange
from deckgen.released.state import SIDES, NoteState

_GAP = re.compile(r"\{\{c[\d,]+::((?:(?!\{\{c\d|::|\}\}).)*)(?:::(?:(?!\{\{c\d|\}\}).)*)?\}\}", re.DOTALL)
"""A gap with no other gap in it: its words, and a hint that isn't told."""
_TITLE = 70
"""Characters of a note's first text that stand for it."""
_SHORT = 60
"""Characters of what a card hides."""
_NAME = 40
"""Characters of it where a note has no id, in a list."""
_TECHNICAL = ("Kind", "Note ID", "Version")
"""Fields of deckgen's own notes that no card shows; the version differs with each edit."""


class Texts(NamedTuple):
    """A field that differs."""

    name: str
    old: str
    new: str


class Risk(NamedTuple):
    """A danger, the note that brings it, and that note as learners have it (none for a note that is new)."""

    danger: AtRisk
    new: NoteState
    old: NoteState | None


@dataclass(frozen=True, slots=True)
class Groups:
    """All notes of `Changes`, under what is told of them. A note stands in as many groups as concern it."""

    risks: tuple[Risk, ...]
    dropped: tuple[NoteChange, ...]
    """Some of its cards ask nothing any more."""
    moved: tuple[NoteChange, ...]
    """To another part; not those whose part was renamed."""
    edited: tuple[NoteChange, ...]
    """Edited, and Anki takes it; not those that come back."""
    held: tuple[NoteChange, ...]
    """Edited, and Anki doesn't take it."""
    resent: tuple[NoteChange, ...]
    """Not edited; rendered anew, and Anki takes it."""
    rendered: tuple[NoteChange, ...]
    """Not edited; rendered anew, and Anki doesn't take it."""
    grown: tuple[NoteChange, ...]
    """With new cards."""
    overwritten: tuple[NoteChange, ...]
    """All that Anki takes."""
    looks: tuple[TypeChange, ...]
    """Note types whose look Anki takes."""
    looks_held: tuple[TypeChange, ...]
    conflicts: tuple[TypeChange, ...]
    """Note types that Anki won't recognize as those that learners have."""


def groups(changes: Changes) -> Groups:
    """Sort changes under headings; in each, the order is that of `changes`."""
    every = (*changes.restored, *changes.changed)
    both = tuple(one for one in every if not _frozen(one))
    anew = tuple(one for one in both if only_rendered(one))
    edits = tuple(one for one in both if one.edited and not only_rendered(one))
    conflicts = tuple(one for one in changes.types if one.conflict or one.old.id != one.new.id)
    return Groups(
        risks=tuple(_risks(changes)),
        dropped=tuple(one for one in both if one.cards_dropped),
        moved=tuple(one for one in both if one.moved and (one.old.part, one.new.part) not in changes.parts_renamed),
        edited=tuple(one for one in edits if one.arrives and not one.old.withdrawn),
        held=tuple(one for one in edits if not one.arrives),
        resent=tuple(one for one in anew if one.arrives),
        rendered=tuple(one for one in anew if not one.arrives),
        grown=tuple(one for one in both if one.cards_added),
        overwritten=tuple(one for one in both if one.arrives),
        looks=tuple(one for one in changes.types if one.look and one.arrives and one not in conflicts),
        looks_held=tuple(one for one in changes.types if one.look and not one.arrives and one not in conflicts),
        conflicts=conflicts,
    )


def _frozen(change: NoteChange) -> bool:
    """Tell whether Anki refuses all that the note brings: then what it would bring is not told."""
    return any(one.danger is Danger.NOTE_TYPE for one in change.risks)


def only_rendered(change: NoteChange) -> bool:
    """Tell whether a note is written as it was, and merely set differently by deckgen."""
    old, new = change.old, change.new
    if not (old.rendered and new.rendered) or old.rendered == new.rendered:
        return False
    return not change.edited or (bool(old.written) and old.written == new.written)


def _risks(changes: Changes) -> Iterator[Risk]:
    for change in (*changes.restored, *changes.changed):
        yield from (Risk(danger, change.new, change.old) for danger in change.risks)
    for added in changes.added:
        yield from (Risk(danger, added.note, None) for danger in added.risks)


def renamed(changes: Changes) -> tuple[tuple[str, str], ...]:
    """Give the decks to rename in Anki, by their full names, in the order in which to rename them: the deck, then its parts."""
    deck = ((changes.old, changes.new),) if changes.old and changes.old != changes.new else ()
    return (*deck, *((_below(changes.new, old), _below(changes.new, new)) for old, new in changes.parts_renamed))


def _below(deck: str, part: str) -> str:
    whole = not deck or part == deck or part.startswith(f"{deck}::")  # a part elsewhere is known by its full name
    return part if whole else "::".join(name for name in (deck, part) if name)


# --- one note --------------------------------------------------------------------------------------------------------


def fields(change: NoteChange) -> tuple[Texts, ...]:
    """Give the fields whose texts differ and that a learner sees.

    Against the lock, or before rendering, those are the ones that the lock holds: of the others nothing is known.
    """
    names = [*change.old.texts, *(name for name in change.new.texts if name not in change.old.texts)]
    partial = change.old.line or change.new.line or not (change.old.rendered and change.new.rendered)
    unseen = _TECHNICAL if change.new.id else ()  # where others' notes have fields of these names, learners may see them
    shown = (name for name in names if name not in unseen and (name in SIDES or not partial))
    texts = (Texts(name, change.old.texts.get(name, ""), change.new.texts.get(name, "")) for name in shown)
    asked = Texts("Asked for", _asked(change.old), _asked(change.new))  # the same words may be under other numbers now
    return tuple(one for one in (*texts, asked) if one.old != one.new)


def _asked(note: NoteState) -> str:
    return "; ".join(f"{ordinal + 1}: {words}" for ordinal, words in sorted(note.cards.items()) if words)


def tags(change: NoteChange) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the tags that were added, and those that were removed."""
    old, new = set(change.old.tags), set(change.new.tags)
    return tuple(sorted(new - old)), tuple(sorted(old - new))


def title(note: NoteState, gap: str = r"\1", width: int = _TITLE) -> str:
    """Give the first words of a note, on one line; `gap` is what to put for a gap; by default, its words."""
    first = next((note.texts[name] for name in ("Front", "Text") if note.texts.get(name)), next(iter(note.texts.values()), ""))
    for _ in range(9):  # gaps within gaps, from the inside; a text that has more is no title
        first, found = _GAP.subn(gap, first)
        if not found:
            break
    return cut(" ".join(first.split()), width)


def name(note: NoteState) -> str:
    """Give what a note is called in a list: its id, else its first words, else its GUID."""
    if note.id:
        return note.id
    first = title(note, width=_NAME)
    return f"“{first}”" if first else note.guid


def cut(text: str, width: int) -> str:
    """Cut a text behind a word, with an ellipsis.

    >>> cut("a long story short", 14)
    'a long story…'
    """
    if len(text) <= width:
        return text
    kept = text[: width - 1]
    space = kept.rfind(" ") if text[width - 1] != " " else len(kept)
    return kept[: space if space > width // 2 else len(kept)].rstrip(" ,;:.–—-") + "…"


def short(text: str) -> str:
    """Give the first words of what a card hides, on one line."""
    return cut(" ".join(text.split()), _SHORT)


def search(notes: Sequence[NoteState]) -> str:
    """Give the search that lists notes in Anki's browser."""
    return "nid:" + ",".join(str(one.note_id) for one in notes)


def empty_search(dropped: Sequence[NoteChange]) -> str:
    """Give the search that lists the cards that ask nothing any more."""
    terms = [f"nid:{one.old.note_id} card:{ordinal + 1}" for one in dropped for ordinal in one.cards_dropped]
    return terms[0] if len(terms) == 1 else " OR ".join(f"({one})" for one in terms)


# --- words -----------------------------------------------------------------------------------------------------------


def counted(number: int, one: str, many: str = "") -> str:
    """Count things.

    >>> counted(1, "note"), counted(2, "note"), counted(1200, "card")
    ('1 note', '2 notes', '1,200 cards')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    >>> joined(["one", "two", "three"])
    'one, two and three'
    """
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)

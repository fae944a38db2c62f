"""What learners have of a deck: note by note, what Anki knows it by, what its cards ask, when it last changed.

The same values come from three places: cards/deck.lock (what was released), an .apkg (what somebody has), and the project as
it is now. In: nothing. Out: frozen data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SIDES = ("Front", "Back", "Text")
"""The fields that say what a note asks: of these, the lock holds the texts."""


@dataclass(frozen=True, slots=True)
class NoteState:
    """One note as learners have it, or would get it."""

    id: str
    """Its id in the project's files; empty where a package does not tell."""
    guid: str
    note_id: int
    kind: str
    """`question`, `term`, `said`, `cloze`, `quote` or `list`; empty where a package does not tell."""
    note_type: str
    """`standard` or `cloze`; the note type's name where a package has others."""
    part: str
    """The part that its cards go to: the name of their deck below the deck's own; that deck's full name where it is elsewhere."""
    cards: Mapping[int, str]
    """Its cards by ordinal (for a cloze, the gap's number less one), each with the words that it hides (of a standard note, none), in the
    order of the text."""
    texts: Mapping[str, str]
    """The plain text of its fields by their names, without empty ones; the lock holds those of `Front`, `Back` and `Text`."""
    tags: tuple[str, ...] = ()
    """Sorted, as in Anki."""
    dropped: Mapping[int, str] = field(default_factory=dict)
    """Cards that were released and are made no more: learners still have them, and their ordinals are never used again."""
    around: Mapping[int, str] = field(default_factory=dict)
    """The words before a gap, by ordinal, where those that it hides stand more than once in the note."""
    pictures: tuple[str, ...] = ()
    """The pictures in it, by names that tell their bytes; empty where that is unknown."""
    answered: tuple[int, ...] = ()
    """Ordinals of items whose number its author typed: an answer that was given."""
    was: str = ""
    """The `was:` that it was released with, which has done its work."""
    modified: int = 0
    """Seconds since 1970: Anki takes an update only if this grew."""
    version: str = ""
    """The release that it last changed in; empty where that is unknown."""
    written: str = ""
    """Digest of what the author wrote; empty where that is unknown."""
    rendered: str = ""
    """Digest of the fields and tags that learners got with `modified`; empty where nothing was rendered."""
    withdrawn: str = ""
    """The release that left it out; empty while it is in the deck."""
    line: int = field(default=0, compare=False)
    """Its line in cards/deck.lock, if it was read there."""


@dataclass(frozen=True, slots=True)
class TypeState:
    """One note type as learners have it, or would get it."""

    id: int
    name: str
    structure: str
    """Digest of what may never change: kind, fields and card types with their permanent ids and order, the field that sorts."""
    written: str = ""
    """What of it the author decides: digest of its name and the deck's language; empty where that is unknown."""
    look: str = ""
    """Digest of its CSS and the HTML of its card types, as learners got them with `modified`."""
    modified: int = 0
    """Seconds since 1970: Anki takes a new look only if this grew."""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """A whole deck as learners have it, or would get it."""

    deck: str
    """Its full name in Anki."""
    uid: str
    """Empty where a package does not tell."""
    id: str
    """What prefixes its tags; empty where a package does not tell."""
    parts: Mapping[str, int]
    """Names of parts, each with its line in the lock (0 elsewhere)."""
    types: Mapping[str, TypeState]
    """By `standard` and `cloze`, or by name where a package has others."""
    notes: Mapping[str, NoteState]
    """By GUID, withdrawn ones included."""
    version: str = ""
    """The released version; empty for a package and for a project between releases."""
    time: int = 0
    """When it was released, in seconds since 1970."""
    spent: tuple[str, ...] = ()
    """What its author said yes to before this release, as code and reason: a yes is for one release."""
    line: int = field(default=0, compare=False)
    """The line of the lock that names the deck."""

    def by_id(self) -> dict[str, NoteState]:
        """Give the notes by their ids; of two with one id, the one that is not withdrawn."""
        return {one.id: one for one in sorted(self.notes.values(), key=lambda one: not one.withdrawn)}

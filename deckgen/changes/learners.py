"""Changes -> what is told to learners: the section of cards/CHANGELOG.md, and the description of the deck on AnkiWeb.

In: changes, or plain strings and numbers. Out: Markdown in plain words. No ids and no words of the workshop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from deckgen.changes.markdown import code, escaped
from deckgen.changes.view import Groups, counted, fields, groups, joined, renamed, search, title
from deckgen.released.changes import Changes, Danger, NoteChange
from deckgen.released.state import NoteState

_FEW = 5
"""Notes that are named before the rest is counted."""
_WIDTH = 60
"""Characters of a note's text that name it."""


def for_learners(changes: Changes, version: str, date: str) -> str:
    """Write the section of a release, for those who learn with the deck: what is new, and what to do in Anki."""
    head = f"## {version} ({date})"
    if _is_first(changes):
        body = [_first(changes), *_todo(["Import the file: *File → Import*."])]
    else:
        found = groups(changes)
        news = [line for line in (_new(changes, found), _corrected(found), _retagged(found), _again(changes), _gone(changes)) if line]
        body = [*(news or ["Nothing new on the cards."]), *_todo(list(_steps(changes, found)))]
    return "\n\n".join([head, *body]) + "\n"


def _is_first(changes: Changes) -> bool:
    return not (changes.changed or changes.restored or changes.withdrawn or changes.types or changes.unchanged)


# --- what is new -----------------------------------------------------------------------------------------------------


def _first(changes: Changes) -> str:
    parts = _cards_by_part(one.note for one in changes.added)
    total = counted(sum(number for _, number in parts), "card")
    if len(parts) < 2:
        return f"The first release: {total}."
    return "\n".join([f"The first release: {total}.", "", *_listed(parts)])


def _listed(parts: Iterable[tuple[str, int]]) -> list[str]:
    return [f"- {escaped(part) or 'In the deck itself'}: {counted(number, 'card')}" for part, number in parts]


def _cards_by_part(notes: Iterable[NoteState]) -> list[tuple[str, int]]:
    """Count cards by part, in the order of the parts in Anki."""
    found: dict[str, int] = {}
    for note in notes:
        found[note.part] = found.get(note.part, 0) + len(note.cards)
    return sorted(found.items())


def _new(changes: Changes, found: Groups) -> str:
    numbers = dict(_cards_by_part(one.note for one in changes.added))
    for one in found.grown:
        numbers[one.new.part] = numbers.get(one.new.part, 0) + len(one.cards_added)
    some = [(part, number) for part, number in sorted(numbers.items()) if number]
    if len(some) == 1:
        return f"**New:** {counted(some[0][1], 'card')} in {_topic(some[0][0])}."
    where = joined([f"{number:,} in {_topic(part)}" for part, number in some])
    return f"**New:** {counted(sum(numbers.values()), 'card')}, {where}." if where else ""


def _topic(part: str) -> str:
    return f"“{escaped(part)}”" if part else "the deck itself"


def _corrected(found: Groups) -> str:
    """Name the notes that were edited, by part."""
    by_part: dict[str, list[NoteState]] = {}
    for one in found.edited:
        if not _only_tags(one):
            by_part.setdefault(one.new.part, []).append(one.new)
    if not by_part:
        return ""
    lines = [f"- {escaped(part) or 'In the deck itself'}: {_named(notes)}" for part, notes in sorted(by_part.items())]
    return "\n".join([f"**Corrected:** {counted(sum(map(len, by_part.values())), 'note')}", "", *lines])


def _retagged(found: Groups) -> str:
    number = sum(map(_only_tags, found.edited))
    return f"**New tags:** {counted(number, 'note')}." if number else ""


def _only_tags(change: NoteChange) -> bool:
    return change.old.tags != change.new.tags and not fields(change)


def _again(changes: Changes) -> str:
    return f"**Back again:** {_named([one.new for one in changes.restored])}" if changes.restored else ""


def _gone(changes: Changes) -> str:
    if not changes.withdrawn:
        return ""
    stays = "If you have it, it is" if len(changes.withdrawn) == 1 else "If you have them, they are"
    return f"**Withdrawn:** {_named(changes.withdrawn)}. {stays} still in your Anki: an import deletes nothing."


def _named(notes: Sequence[NoteState]) -> str:
    """Name a few notes by their first words, and count the rest; what a gap hides isn't given away."""
    names = [f"“{escaped(title(one, '[…]', _WIDTH))}”" for one in notes[:_FEW]]
    rest = len(notes) - len(names)
    return f"{', '.join(names)} and {rest:,} more" if rest else joined(names)


# --- what to do ------------------------------------------------------------------------------------------------------


def _todo(steps: list[str]) -> list[str]:
    return ["**What to do in Anki**", "\n".join(f"- {step}" for step in steps)]


def _steps(changes: Changes, found: Groups) -> Iterator[str]:
    """Give what a learner does, or needs to know, in the order in which it comes up."""
    for old, new in renamed(changes):
        names = f"“{escaped(old)}” to “{escaped(new)}”"
        yield f"Before you import: rename your deck {names} (the gear beside it, *Rename*). So your cards stay together."
    yield "Import the new file: your reviews stay."
    if changes.withdrawn:
        which = "the withdrawn card" if sum(len(one.cards) for one in changes.withdrawn) == 1 else "the withdrawn cards"
        where = f"paste {code(search(changes.withdrawn))} into the search of Anki’s browser"
        yield f"To find {which}, {where}. Keep or delete what you find, as you like."
    if found.dropped:
        yield "Some cards ask nothing any more: *Tools → Empty Cards* removes them."
    yield from _to_move(found)
    told = (Danger.OTHER_WORDS, Danger.OTHER_FACT)
    others = {one.old.guid: one.old for one in found.risks if one.old and one.danger.danger in told}
    if others:
        where = f"paste {code(search([*others.values()]))} into the search of Anki’s browser"
        yield f"Some cards may ask for something else than you learned: {where}; *Cards → Reset* has you learn one anew."
    if found.overwritten:
        yield f"In {_which(found)}, tags and changes of your own are replaced; all other notes stay as you have them."
    if found.looks:
        yield "The cards have a new look: it replaces styling of your own."
    if found.conflicts:
        yield "Anki takes these cards for a new kind and puts it beside the old: the notes that you have can’t be updated any more."


def _to_move(found: Groups) -> Iterator[str]:
    """Tell how to move cards, for each part that some belong to now."""
    targets: dict[str, list[NoteState]] = {}
    for one in found.moved:
        targets.setdefault(one.new.part, []).append(one.old)
    for part, notes in sorted(targets.items()):
        yield (
            f"Some cards belong to {_topic(part)} now; yours stay where they are. To move them, paste {code(search(notes))} into the "
            "search of Anki’s browser, select all, then *Cards → Change Deck*."
        )


def _which(found: Groups) -> str:
    """Say which notes Anki takes anew; a learner knows the corrected ones by their names, and of the others the number."""
    corrected = [one for one in found.edited if not _only_tags(one)]
    again = [one for one in found.overwritten if one.old.withdrawn]
    rest = len(found.overwritten) - len(corrected) - len(again)
    named = [f"the corrected {'note' if len(corrected) == 1 else 'notes'}"] if corrected else []
    named += ["those that are back again" if corrected else "the notes that are back again"] if again else []
    return joined([*named, f"{rest:,} more" if named else counted(rest, "note")] if rest else named)


# --- AnkiWeb ---------------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)


def ankiweb(
    name: str, subtitle: str, description: str, parts: Sequence[tuple[str, int]], news: str, report: str = "", licence: str = ""
) -> str:
    """Write the description for AnkiWeb's page of shared decks.

    In: the deck's name, subtitle and description (Markdown); its parts, each with its number of cards; the newest section of the
    changelog, as `for_learners` gave it; where faults are reported, and the licence, if any. Out: Markdown without headings, tables and
    HTML: AnkiWeb reads the basics of Markdown since 2023, and shows the rest as it is typed.
    """
    total = counted(sum(number for _, number in parts), "card")
    blocks = [
        f"**{escaped(name)}**" + (f": {escaped(subtitle)}" if subtitle else ""),
        _without_headings(description),
        "\n".join([f"**What is inside:** {total}", "", *_listed(parts)]) if len(parts) > 1 else f"**What is inside:** {total}",
        _without_headings(news),
        "**Updates:** download the new version and import it over the old one: your reviews stay.",
        f"**Found a fault?** {report}" if report else "",
        f"**Licence:** {licence}" if licence else "",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _without_headings(markdown: str) -> str:
    """Turn headings, which AnkiWeb doesn't know, into bold lines."""
    return _HEADING.sub(lambda found: f"**{found[1].replace('**', '')}**" if found[1] else "", markdown).strip()

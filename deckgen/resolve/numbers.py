"""Items of a list -> the numbers of their gaps, which reviews hang on.

In: a list, and the note as learners have it. Out: the list with a number on every item; a finding where only its author can tell.

An item is known by its text, wherever it stands; a reworded one by its place among those; a new one takes the next number that was never
used. Where a new text stands in the place of an old one and they have little in common, it may be either: deckgen asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from deckgen.authored import words_of
from deckgen.diagnostics import Diagnostic
from deckgen.model import ListEntry, ListNote
from deckgen.released.likeness import SURE, closeness, reworded
from deckgen.released.state import NoteState

Numbers = dict[int, int]
"""From an item's place in the list to its number."""
_FEW = 9
"""Old items that are named when deckgen asks."""


def number(body: ListNote, released: NoteState | None) -> tuple[ListNote, tuple[Diagnostic, ...]]:
    """Give every item its number; what the author typed (`number:`) counts first."""
    old = {ordinal + 1: words for ordinal, words in released.cards.items()} if released else {}
    gone = {ordinal + 1: words for ordinal, words in released.dropped.items()} if released else {}
    texts = [words_of(one.text.blocks) for one in body.entries]
    numbers = {place: one.number for place, one in enumerate(body.entries) if one.number}
    _by_text(numbers, texts, old, 2)
    _by_text(numbers, texts, gone, 3)  # an item that is back, word for word
    _by_text(numbers, texts, old, SURE)
    asked = dict(_by_place(numbers, texts, old))
    following = max((*old, *gone, *numbers.values()), default=0)
    for place in range(len(texts)):
        if place not in numbers:
            following += 1
            numbers[place] = following
    entries = tuple(replace(one, number=numbers[place]) for place, one in enumerate(body.entries))
    return replace(body, entries=entries), tuple(_ask(body.entries[place], numbers[place], lost, old) for place, lost in asked.items())


def _by_text(numbers: Numbers, texts: list[str], old: Mapping[int, str], least: float) -> None:
    """Find the items whose text stayed: the closest first. Those that more than one old item is equally close to stay open."""
    pairs = [(-closeness(words, text), place, known) for place, text in enumerate(texts) for known, words in old.items()]
    for score, place, known in sorted(pair for pair in pairs if -pair[0] >= least):
        rivals = [one for one in pairs if one[0] == score and one[1] == place and one[2] not in numbers.values()]
        sure = least >= 2 or (len(rivals) == 1 and reworded(old[known], texts[place], least))
        if place not in numbers and known not in numbers.values() and sure:
            numbers[place] = known


def _by_place(numbers: Numbers, texts: list[str], old: Mapping[int, str]) -> Iterator[tuple[int, list[int]]]:
    """Find reworded items by their place: behind the same item as before. Out: what stays open, with the numbers that it may be."""
    gone: dict[int, list[int]] = defaultdict(list)
    before = 0
    for known in old:
        if known in numbers.values():
            before = known
        else:
            gone[before].append(known)
    before = 0
    new: dict[int, list[int]] = defaultdict(list)
    for place in range(len(texts)):
        if place in numbers:
            before = numbers[place]
        else:
            new[before].append(place)
    for before, places in new.items():
        yield from _pair(numbers, texts, old, places, gone[before])


def _pair(
    numbers: Numbers, texts: list[str], old: Mapping[int, str], places: list[int], gone: list[int]
) -> Iterator[tuple[int, list[int]]]:
    """Pair new texts with old ones in one place: in order where they may be rewordings. Out: what stays open, with what it may be."""
    left = list(gone)
    for place in places:
        known = next((one for one in left if reworded(old[one], texts[place])), None)
        if known is not None:
            numbers[place] = known
            left.remove(known)
    yield from ((place, left) for place in places if place not in numbers and left)


def _ask(entry: ListEntry, free: int, lost: list[int], old: Mapping[int, str]) -> Diagnostic:
    """Ask whether an item is new."""
    shown = lost[:_FEW]
    which = " or ".join(f"`{old[one]}`" for one in shown) + (f" or one of {len(lost) - _FEW} more" if lost[_FEW:] else "")
    stays = f"the card that hid {which}" if len(lost) == 1 else "the card of what it replaces"
    return Diagnostic(
        "R012",
        f"is this item a new one, or {which} in other words?",
        entry.text.span,
        "its card's reviews hang on the answer",
        (
            *(f"if it is `{old[one]}` in other words: `text:` before it and `number: {one}` below keep those reviews" for one in shown),
            f"if it is a new one: `text:` before it and `number: {free}` below; {stays} stays with learners and asks nothing any more",
        ),
    )

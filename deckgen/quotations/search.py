"""A quotation in the text of its source: found, or the closest passage.

All parts of a quotation occur in order, in one speaker's turn, within `REACH` words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from deckgen.quotations.text import Paragraph, SourceText
from deckgen.quotations.words import Run, gaps_between, parts, words

REACH = 60
"""Words within which the parts of a quotation with omissions must stand."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation stands."""

    paragraph: int
    voice: str


@dataclass(frozen=True, slots=True)
class Miss:
    """The closest passage to a quotation that does not occur."""

    paragraph: int
    voice: str
    passage: str
    """As it stands in the text; empty where nothing is near."""
    quoted: str = ""
    """The first word of the quotation that differs."""
    stands: str = ""
    """The word that stands there instead."""


def find(text: SourceText, quotation: str, voice: str) -> tuple[Found | None, tuple[Found, ...]]:
    """Look for a quotation.

    In: the text, the quotation as typed, who should say it. Out: where that voice says it, and where other voices do.
    """
    wanted, between, others = parts(quotation), gaps_between(quotation), []
    if not wanted:
        return None, ()
    begins = f" {' '.join(wanted[0])} "
    for turn in text.turns:
        place = turn.joined.find(begins)
        start = _search(turn.words, wanted, between, turn.joined.count(" ", 0, place)) if place >= 0 else None
        if start is None:
            continue
        found = Found(_paragraph_at(turn.paragraphs, start), turn.voice)
        if words(turn.voice) == words(voice):
            return found, ()
        others.append(found)
    return None, tuple(others)


def scattered(text: SourceText, quotation: str) -> bool:
    """Whether all parts of a quotation stand in a text, but too far apart, in another order, or in the turns of several speakers."""
    wanted = parts(quotation)
    if len(wanted) > 1:
        return all(any(_search(turn.words, (part,), ()) is not None for turn in text.turns) for part in wanted)
    whole = tuple(word for one in text.paragraphs for word in one.words)
    return bool(wanted) and _search(whole, wanted, gaps_between(quotation)) is not None


def _paragraph_at(turn: tuple[Paragraph, ...], index: int) -> int:
    for one in turn:
        if index < len(one.words):
            return one.number
        index -= len(one.words)
    return turn[-1].number


def _search(row: Run, wanted: tuple[Run, ...], between: tuple[int | None, ...], begin: int = 0) -> int | None:
    """Find the parts in order.

    In: the words of a turn, the parts, how many words may stand between one part and the next (`None`: all parts within `REACH`), and the
    index of the first word that may begin them. Out: the index of the one that does, `None` where they are not there.
    """
    for start in _places(row, wanted[0], begin, len(row)):
        end = start + len(wanted[0])
        far = start + REACH if None in between else len(row)
        if _rest(row, wanted[1:], between, end, far):
            return start
    return None


def _rest(row: Run, wanted: tuple[Run, ...], between: tuple[int | None, ...], end: int, far: int) -> bool:
    """Whether the parts left follow from an index on, the last one before `far`."""
    if not wanted:
        return True
    stop = far if between[0] is None else min(far, end + between[0] + len(wanted[0]))
    places = _places(row, wanted[0], end, stop)
    return any(_rest(row, wanted[1:], between[1:], place + len(wanted[0]), far) for place in islice(places, REACH))


def _places(row: Run, part: Run, start: int, stop: int) -> Iterator[int]:
    """Give the indexes where a run of words begins, the whole run before `stop`."""
    last = min(stop, len(row)) - len(part)
    if last < start:  # a negative one would count from the end
        return
    index = start - 1
    while True:
        try:
            index = row.index(part[0], index + 1, last + 1)
        except ValueError:
            return
        if row[index : index + len(part)] == part:
            yield index


def closest(text: SourceText, quotation: str) -> Miss | None:
    """Find the passage that shares most with a quotation that does not occur, `None` where none shares a third of its words."""
    wanted = [word for part in parts(quotation) for word in part]
    pairs = set(pairwise(wanted))
    best: tuple[int, Paragraph | None, int] = (0, None, 0)
    for one in text.paragraphs:
        for start in range(max(1, len(one.words) - len(wanted) + 1)):
            window = one.words[start : start + len(wanted)]
            score = sum(pair in pairs for pair in pairwise(window)) * 2 + len(set(window) & set(wanted))
            if score > best[0]:
                best = (score, one, start)
    score, paragraph, start = best
    if paragraph is None or score < len(wanted):
        return None
    first, last, quoted, stands = _compare(wanted, list(paragraph.words), start)
    return Miss(paragraph.number, paragraph.voice, _passage(paragraph, first, last - first), quoted, stands)


_AROUND = 6
"""Words on each side of the likeliest place that may belong to the passage, too."""


def _compare(wanted: list[str], row: list[str], start: int) -> tuple[int, int, str, str]:
    """Lay a quotation beside the words around a place. Out: where the passage begins and ends, and the first words that differ."""
    from difflib import SequenceMatcher

    low = max(0, start - _AROUND)
    region = row[low : start + len(wanted) + _AROUND]
    changes = [list(one[1:]) for one in SequenceMatcher(None, wanted, region, autojunk=False).get_opcodes()]
    while len(changes) > 1 and changes[0][0] == changes[0][1]:
        del changes[0]  # words before the passage
    while len(changes) > 1 and changes[-1][0] == changes[-1][1]:
        del changes[-1]  # words behind it
    changes[0][2] = max(changes[0][2], changes[0][3] - (changes[0][1] - changes[0][0]))
    changes[-1][3] = min(changes[-1][3], changes[-1][2] + (changes[-1][1] - changes[-1][0]))
    first, last = changes[0][2], changes[-1][3]
    unlike = [one for one in changes if wanted[one[0] : one[1]] != region[one[2] : one[3]]]
    if not unlike:
        return low + first, low + last, "", ""
    a, b, c, d = unlike[0]
    if sorted(wanted) == sorted(region[first:last]):  # another order: show all that moved
        b, d = unlike[-1][1], unlike[-1][3]
    return low + first, low + last, " ".join(wanted[a:b]), " ".join(region[c:d])


def _passage(paragraph: Paragraph, start: int, count: int) -> str:
    """Give the characters of a run of words, a few words more on each side."""
    tokens = paragraph.text.split()
    seen, first, last = 0, 0, len(tokens)
    for index, token in enumerate(tokens):
        if seen <= start:
            first = index
        seen += len(words(token))
        if seen >= start + count:
            last = index + 1
            break
    return " ".join(tokens[max(0, first - 2) : last + 2])

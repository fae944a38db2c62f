"""Fronts that are alike: cards that ask the same, and cards that learners take for one another.

An index finds the pairs: fronts that have much in common share one of their rarest words. To compare each with each takes minutes. Which
fronts are near one another does not hang on their answers, and is known again after an edit of an answer: then those of parts without such
a pair are not even looked at.
"""

from __future__ import annotations

import marshal
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, chain
from math import ceil
from sys import intern
from typing import NamedTuple

from deckgen.diagnostics import Diagnostic, Label, Severity, Span
from deckgen.kept import Plain, plain_span
from deckgen.markup.nodes import Image
from deckgen.markup.walk import walk
from deckgen.model import Cloze, Question, Term
from deckgen.rules.writing.asked import Asked
from deckgen.rules.writing.english import stem

ALIKE = 0.75
"""How much of their words two fronts share that are taken for one another."""
SAME = 0.8
"""How much they share that ask the same."""
SAME_ANSWER = 0.5
FEWEST = 4
"""Words of weight from which on fronts can be compared: of fewer, one in common is chance."""
CROWD = 40
"""Fronts with a word from which on it is part of a pattern: cards of one pattern are alike on purpose."""


class Front(NamedTuple):
    """What of a note is compared: plain values that take little room. Sets would take ten times that of their words."""

    direct: bool
    """Whether it asks outright, by a question or a term."""
    cloze: bool
    english: bool
    shown: str
    """The words on the front."""
    pictures: tuple[str, ...]
    weight: tuple[str, ...]
    """Those of weight, each once."""
    answers: str
    answer_weight: tuple[str, ...]
    place: tuple[str, int, int, int, int]

    @property
    def compared(self) -> tuple[str, ...]:
        """The words that it is compared by, none where it is not."""
        return self.weight if (self.direct or self.cloze) and len(self.weight) >= FEWEST else ()


class Fronts:
    """The fronts of all parts, in their order; those of a part are taken out when somebody asks for one of them."""

    def __init__(self, packed: Iterable[Plain]) -> None:
        """In: of each part, what `pack` gives."""
        self._parts = tuple(packed)
        self._ends = tuple(accumulate(count for count, _, _ in self._parts))
        self._known: dict[int, list[Front]] = {}

    @property
    def digests(self) -> tuple[str, ...]:
        """What tells whether the same are near one another: all but their answers and places."""
        return tuple(digest for _, digest, _ in self._parts)

    def __getitem__(self, place: int) -> Front:
        part = bisect_right(self._ends, place)
        front: Front = self._of(part)[place - self._ends[part]]
        return front

    def __iter__(self) -> Iterator[Front]:
        for part in range(len(self._parts)):
            yield from self._of(part)

    def _of(self, part: int) -> list[Front]:
        if part not in self._known:
            self._known[part] = [Front(*plain) for plain in marshal.loads(self._parts[part][2])]
        return self._known[part]


def pack(notes: Iterable[Asked]) -> Plain:
    """Give the fronts of a part for `Fronts`, as plain values: how many they are, a digest of what makes them near others, and they."""
    fronts = tuple(map(_plain, notes))
    near = blake2b(marshal.dumps(tuple(one[:6] for one in fronts), 0), digest_size=16)  # 0: equal values have equal bytes
    return len(fronts), near.hexdigest(), marshal.dumps(fronts)


def _plain(asked: Asked) -> Plain:
    """Give what of a note is compared, as a plain value: `Front(*…)` is it by its names."""
    body, front = asked.note.body, asked.front
    pictures = tuple(node.src for node in walk(front.blocks) if isinstance(node, Image)) if "![" in front.raw else ()
    kind = (isinstance(body, Question | Term), isinstance(body, Cloze))
    weight, answer_weight = (tuple(map(intern, sorted(words))) for words in (asked.weight, asked.answer_weight))
    return (*kind, asked.english, asked.shown, pictures, weight, asked.answers, answer_weight, plain_span(front.span))


_IDENTICAL, _OPPOSITE_WORDS, _ALIKE = "identical", "opposite", "alike"


def near(notes: Sequence[Front]) -> Iterator[tuple[str, int, int, float]]:
    """Find fronts that are near one another: how, the place of the earlier and of the later one, and how much of their words they share."""
    identical = dict(_identical(notes))
    yield from ((_IDENTICAL, first, later, 1.0) for later, first in identical.items())
    compared = [one.compared for one in notes]
    counts = Counter(chain.from_iterable(compared))
    yield from ((_OPPOSITE_WORDS, first, later, 0.0) for first, later in opposites(notes, counts) if later not in identical)
    known, done, words = -1, -1, frozenset[str]()
    for first, later in pairs(compared, counts):
        if later == done or later in identical or notes[first].cloze != notes[later].cloze:
            continue
        if later != known:  # it is held against several
            known, words = later, frozenset(compared[later])
        share = shared(words, compared[first])
        if share >= ALIKE:
            done = later
            yield _ALIKE, first, later, share


def fronts(notes: Fronts, near: Iterable[Plain]) -> Iterator[Diagnostic]:
    """Warn of fronts that ask the same (W014) or are easily confused (W015), each with the first that it is `near`."""
    said: set[int] = set()
    for how, first, later, share in near:
        if how == _OPPOSITE_WORDS and not _same(notes[first], notes[later]):
            said.add(later)
            yield _confused(notes[later], notes[first])
        elif how == _IDENTICAL or (how == _ALIKE and later not in said):
            yield from _judged(notes[first], notes[later], share, identical=how == _IDENTICAL)


_OPPOSITES = (
    *(("first", "second"), ("before", "after"), ("earliest", "latest"), ("oldest", "youngest")),
    *(("inner", "outer"), ("internal", "external"), ("left", "right"), ("upper", "lower"), ("above", "below")),
    *(("northern", "southern"), ("eastern", "western"), ("positive", "negative"), ("minimum", "maximum")),
    *(("smallest", "largest"), ("shortest", "longest"), ("lowest", "highest")),
)
_OPPOSITE = {stem(word): stem(first) for first, second in _OPPOSITES for word in (first, second)}
"""Words that make another question of the same front, each by the first of its pair."""


def opposites(notes: Sequence[Front], counts: Counter[str]) -> Iterator[tuple[int, int]]:
    """Give the pairs of fronts that differ in nothing but a word and its opposite, earlier first; `counts` says how many have a word."""
    known: dict[tuple[frozenset[str], str], int] = {}
    for later, one in enumerate(notes):
        turned = [word for word in one.compared if word in _OPPOSITE] if one.english else ()
        if len(turned) == 1 and counts[turned[0]] <= CROWD:
            rest = frozenset(one.weight).difference(turned)
            if any(counts[word] <= CROWD for word in rest):
                first = known.setdefault((rest, _OPPOSITE[turned[0]]), later)
                if first != later and turned[0] not in notes[first].weight:
                    yield first, later


def pairs(fronts: Sequence[Collection[str]], counts: Counter[str]) -> Iterator[tuple[int, int]]:
    """Give the pairs worth comparing, earlier first: of like lengths, and sharing one of the rarest words of both.

    Two fronts that share three in four words share one of the rarest quarter of each, in one order of all words. Most have so many words
    that no other front has that those are all of its rarest.
    """
    index: dict[str, list[int]] = {}
    for later, words in enumerate(fronts):
        number = len(words)
        rarest = number - ceil(ALIKE * number) + 1
        alone = [counts[word] for word in words].count(1)
        if alone < rarest:
            rare = sorted([(count, word) for word in words if 1 < (count := counts[word]) <= CROWD])[: rarest - alone]
            near = {one for _, word in rare for one in index.get(word, ())}
            yield from ((first, later) for first in sorted(near) if ALIKE <= len(fronts[first]) / number <= 1 / ALIKE)
            for _, word in rare:
                index.setdefault(word, []).append(later)


def shared(one: frozenset[str], other: Collection[str]) -> float:
    """Give how much of their words two fronts or answers share, from 0 to 1; each has its words once."""
    common = len(one.intersection(other))
    return common / (len(one) + len(other) - common) if one or other else 1.0


def _identical(notes: Sequence[Front]) -> Iterator[tuple[int, int]]:
    """Give each question or term that stands as it is on an earlier card, and the first such card."""
    known: dict[tuple[str, tuple[str, ...]], int] = {}
    for index, one in enumerate(notes):
        if one.direct:
            first = known.setdefault((one.shown, one.pictures), index)
            if first != index:
                yield index, first


def _judged(first: Front, later: Front, share: float, *, identical: bool = False) -> Iterator[Diagnostic]:
    same = _same(first, later)
    if first.cloze or (same and share >= SAME):
        yield _found("W014", "two cards that ask the same", later, first, "keep one of them, or ask this one from another side")
    elif identical:
        help = "say on each front what tells them apart: nobody can know which answer is meant"
        yield _found("W015", "the same front with two answers", later, first, help, Severity.ERROR)
    elif not same:
        yield _confused(later, first)


def _same(first: Front, later: Front) -> bool:
    return first.answers == later.answers or shared(frozenset(first.answer_weight), later.answer_weight) >= SAME_ANSWER


def _confused(later: Front, first: Front) -> Diagnostic:
    help = "begin each with what is its own, or ask in one card for what tells them apart"
    return _found("W015", "two fronts that are easily confused", later, first, help)


def _found(code: str, message: str, later: Front, first: Front, help: str, severity: Severity = Severity.WARNING) -> Diagnostic:
    labels = (Label(Span(*first.place), "this one stands before it"),)
    return Diagnostic(code, message, Span(*later.place), "", (help,), labels, severity=severity)

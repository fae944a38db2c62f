"""Fronts that are alike: cards that ask the same, and cards that learners take for one another.

An index finds the pairs: fronts that have much in common share one of their rarest words. To compare each with each takes minutes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from sys import intern

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


@dataclass(frozen=True, slots=True)
class Front:
    """What of a note is compared."""

    direct: bool
    """Whether it asks outright, by a question or a term."""
    cloze: bool
    english: bool
    shown: str
    pictures: tuple[str, ...]
    weight: frozenset[str]
    """The words of weight on the front."""
    answers: str
    answer_weight: frozenset[str]
    place: tuple[str, int, int, int, int]

    @property
    def compared(self) -> frozenset[str]:
        """The words that it is compared by, none where it is not."""
        return self.weight if (self.direct or self.cloze) and len(self.weight) >= FEWEST else frozenset()


def front(plain: Plain) -> Front:
    """Give what `plain` gave by its names."""
    direct, cloze, english, shown, pictures, weight, answers, answer_weight, place = plain
    return Front(direct, cloze, english, shown, pictures, frozenset(weight), answers, frozenset(answer_weight), place)


def plain(asked: Asked) -> Plain:
    """Give what of a note is compared, as plain values that take little room: sets would take ten times that of their words."""
    body, front = asked.note.body, asked.front
    pictures = tuple(node.src for node in walk(front.blocks) if isinstance(node, Image)) if "![" in front.raw else ()
    kind = (isinstance(body, Question | Term), isinstance(body, Cloze))
    weight, answer_weight = (tuple(map(intern, words)) for words in (asked.weight, asked.answer_weight))
    return (*kind, asked.english, asked.shown, pictures, weight, asked.answers, answer_weight, plain_span(front.span))


def fronts(notes: Sequence[Front]) -> Iterator[Diagnostic]:
    """Warn of fronts that ask the same (W014) or are easily confused (W015), each with the first that it is like."""
    identical = dict(_identical(notes))
    for later, first in identical.items():
        yield from _judged(notes[first], notes[later], 1.0, identical=True)
    said = set(identical)
    for first, later in opposites(notes):
        if later not in said and not _same(notes[first], notes[later]):
            said.add(later)
            yield _confused(notes[later], notes[first])
    for first, later in pairs([one.compared for one in notes]):
        one, other = notes[first], notes[later]
        share = shared(one.weight, other.weight)
        if later not in said and share >= ALIKE and one.cloze == other.cloze:
            said.add(later)
            yield from _judged(one, other, share)


_OPPOSITES = (
    *(("first", "second"), ("before", "after"), ("earliest", "latest"), ("oldest", "youngest")),
    *(("inner", "outer"), ("internal", "external"), ("left", "right"), ("upper", "lower"), ("above", "below")),
    *(("northern", "southern"), ("eastern", "western"), ("positive", "negative"), ("minimum", "maximum")),
    *(("smallest", "largest"), ("shortest", "longest"), ("lowest", "highest")),
)
_OPPOSITE = {stem(word): stem(first) for first, second in _OPPOSITES for word in (first, second)}
"""Words that make another question of the same front, each by the first of its pair."""


def opposites(notes: Sequence[Front]) -> Iterator[tuple[int, int]]:
    """Give the pairs of fronts that differ in nothing but a word and its opposite, earlier first."""
    counts = Counter(word for one in notes for word in one.compared)
    known: dict[tuple[frozenset[str], str], int] = {}
    for later, one in enumerate(notes):
        turned = [word for word in one.compared if word in _OPPOSITE] if one.english else []
        rest = one.weight.difference(turned)
        if len(turned) == 1 and any(counts[word] <= CROWD for word in rest) and counts[turned[0]] <= CROWD:
            pair = _OPPOSITE[turned[0]]
            first = known.setdefault((rest, pair), later)
            if first != later and turned[0] not in notes[first].weight:
                yield first, later


def pairs(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Give the pairs worth comparing, earlier first: of like lengths, and sharing one of the rarest words of both.

    Two sets that share three in four words share one of the rarest quarter of each, in one order of all words.
    """
    counts = Counter(word for one in sets for word in one)
    index: dict[str, list[int]] = {}
    for later, words in enumerate(sets):
        rare = sorted(words, key=lambda word: (counts[word], word))[: len(words) - ceil(ALIKE * len(words)) + 1]
        kept = [word for word in rare if counts[word] <= CROWD]
        near = {one for word in kept for one in index.get(word, ())}
        yield from ((first, later) for first in sorted(near) if ALIKE <= len(sets[first]) / len(words) <= 1 / ALIKE)
        for word in kept:
            index.setdefault(word, []).append(later)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Give how much of their words two sets share, from 0 to 1."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if one or other else 1.0


def _identical(notes: Sequence[Front]) -> Iterator[tuple[int, int]]:
    """Give each question or term that stands as it is on an earlier card, and the first such card."""
    known: dict[tuple[str, ...], int] = {}
    for index, one in enumerate(notes):
        if one.direct:
            first = known.setdefault((*one.shown.split(), *one.pictures), index)
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
    return first.answers == later.answers or shared(first.answer_weight, later.answer_weight) >= SAME_ANSWER


def _confused(later: Front, first: Front) -> Diagnostic:
    help = "begin each with what is its own, or ask in one card for what tells them apart"
    return _found("W015", "two fronts that are easily confused", later, first, help)


def _found(code: str, message: str, later: Front, first: Front, help: str, severity: Severity = Severity.WARNING) -> Diagnostic:
    labels = (Label(Span(*first.place), "this one stands before it"),)
    return Diagnostic(code, message, Span(*later.place), "", (help,), labels, severity=severity)

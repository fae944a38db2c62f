"""The cards of a deck -> the questions of a quiz, in the order in which it asks them.

In: faces in learning order; how many are wanted, and a seed. Out: those that are asked, part by part. Pure arithmetic.

**The order of a seed is for ever**: learners compare a quiz with the one that they printed a year ago. A card's place hangs on its own
number alone, which is the hexadecimal digits of

    SHA-256( "deckgen:quiz:1:" + seed + ":" + note's id + ":" + card's ordinal )

so that a card that is added or edited moves no other, and no Python shuffles otherwise than the last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from hashlib import sha256
from itertools import groupby

from deckgen.print.faces import Face


def asked(faces: Sequence[Face], number: int | None = None, seed: int = 0) -> tuple[Face, ...]:
    """Give the questions of a quiz: all in learning order, or as many as wanted, drawn and shuffled by the seed.

    A note's second card is drawn only once all notes have one.
    """
    ordered = faces if number is None and not seed else sorted(faces, key=lambda face: _drawn(face, seed))
    chosen = [face for _, face in sorted(_rounds(ordered), key=lambda one: one[0])][:number]
    return tuple(face for _, own in groupby(sorted(chosen, key=_place), key=_place) for face in _apart(tuple(own)))


def _rounds(faces: Iterable[Face]) -> Iterator[tuple[int, Face]]:
    """Give each card with how many of its note come before it."""
    seen: Counter[str] = Counter()
    for face in faces:
        yield seen[face.note], face
        seen[face.note] += 1


def _place(face: Face) -> int:
    return face.place


def _apart(faces: Sequence[Face]) -> Iterator[Face]:
    """Put the cards of a note as far apart as a part allows: what stands near one another must not tell the other's answer.

    The first cards of all notes keep their order. Of a note with three cards, the others stand a third of the part further on, and again
    a third, over its end to its beginning.
    """
    firsts = {note: at for at, note in enumerate(dict.fromkeys(face.note for face in faces))}
    cards = Counter(face.note for face in faces)

    def key(one: tuple[int, Face]) -> tuple[Fraction, int, int]:
        later, face = one
        return (firsts[face.note] + Fraction(len(firsts) * later, cards[face.note])) % len(firsts), later, firsts[face.note]

    return (face for _, face in sorted(_rounds(faces), key=key))


def _drawn(face: Face, seed: int) -> str:
    return sha256(f"deckgen:quiz:1:{seed}:{face.note}:{face.ordinal}".encode()).hexdigest()

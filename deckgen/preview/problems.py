"""Findings -> problems as the page lists them, each with the notes and principles that it stands on.

In: findings and the decks that they are about. Out: `Problem`s, in the order of the files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deckgen.claims import name_of
from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding, where it belongs."""

    code: str
    severity: str
    message: str
    label: str
    help: tuple[str, ...]
    file: str
    line: int
    column: int
    subject: str
    """The id of the note, or the name of the principle, in which it stands; empty for neither."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where notes and principles begin: by file, their lines and names, in the order of the lines."""

    begins: dict[str, list[tuple[int, str]]]

    def at(self, file: str, line: int) -> str:
        """Give what stands on a line."""
        known = self.begins.get(file, [])
        place = bisect_right(known, (line, "\U0010ffff"))
        return known[place - 1][1] if place else ""


def places(decks: Iterable[Deck]) -> Places:
    """Find where everything begins."""
    begins: dict[str, set[tuple[int, str]]] = {}
    for deck in decks:
        for note in deck.notes():
            begins.setdefault(note.span.file, set()).add((note.span.line, note.id))
        for source in deck.sources.values():
            for one in source.principles:
                begins.setdefault(one.span.file, set()).add((one.span.line, name_of(source, one)))
    return Places({file: sorted(found) for file, found in begins.items()})


def problems(found: Iterable[Diagnostic], decks: Sequence[Deck]) -> tuple[Problem, ...]:
    """Give findings as problems."""
    known = places(decks)
    return tuple(_problem(one, known) for one in found)


def _problem(one: Diagnostic, known: Places) -> Problem:
    at = one.span
    return Problem(one.code, str(one.severity), one.message, one.label, one.help, at.file, at.line, at.column, known.at(at.file, at.line))

"""What is told of a code: `deckgen explain`, docs/codes.md and findings take it from here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A code, and what an author may want to know of it."""

    code: str
    """A letter for the family and three digits."""
    what: str
    """What is found, in a few words: one line of a list."""
    why: str
    """Why it matters, and how it is decided where that is not plain."""
    example: str = ""
    """What is reported; empty where it cannot be shown in a line or two."""
    instead: str = ""
    """What to write or do instead."""

"""What is known of a project before it is read: here nothing, so every file is read. `shelf` and `remembered` know more.

In: the texts of files; a deck as it was resolved. Out: what reading the files gives, and what was worked out of them, put into the deck.
"""

from __future__ import annotations

from collections.abc import Mapping

from deckgen.diagnostics import Diagnostics
from deckgen.model import Deck, Part, Source
from deckgen.pipeline.around import Around
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content
from deckgen.resolve import Surroundings


class Known:
    """Nothing: every file is read, and all is worked out."""

    def content(self, text: str, name: str, key: str) -> tuple[Source | None, Diagnostics]:
        """Do what `read_content` does, or tell what it would give."""
        return read_content(text, name, key)

    def look_up(self, texts: Mapping[str, str], resolved: Surroundings | None, around: Around | None) -> None:
        """Find what is known of a deck's files of cards, by their names; `None` stands for a deck that cannot be resolved."""

    def cards(self, text: str, name: str) -> tuple[Part | None, Diagnostics]:
        """Do what `read_cards` does, or tell what it would give."""
        return read_cards(text, name)

    def fill(self, deck: Deck, around: Around) -> None:
        """Give a deck, as it was resolved, what is known of its files."""

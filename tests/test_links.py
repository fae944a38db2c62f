"""Links from a card to the very passage that it quotes."""

from __future__ import annotations

import pytest

from deckgen.anki.notes import passage
from deckgen.diagnostics import Span
from deckgen.model import Quotation


def quoted(words: str) -> Quotation:
    """Give a quotation of these words."""
    return Quotation((), words, "A", "", "A", Span("a.md", 1, 1, 1, 1))


@pytest.mark.parametrize(
    ("words", "fragment"),
    [
        ("that’s not cool, man", "#:~:text=that%E2%80%99s%20not%20cool%2C%20man"),
        ("day-to-day work", "#:~:text=day%2Dto%2Dday%20work"),
        ("one two three four five six seven eight nine", "#:~:text=one%20two%20three%20four,six%20seven%20eight%20nine"),
        ("one two […] eight nine", "#:~:text=one%20two,eight%20nine"),
        ("[He said] one two three", "#:~:text=one%20two%20three"),
        ("…", ""),
    ],
)
def test_a_text_fragment_names_the_words_that_stand_in_the_page(words: str, fragment: str) -> None:
    assert passage(quoted(words)) == fragment

"""Cards as the preview shows them: the same characters as Anki's own backend makes of the imported package."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import anki_backend
import pytest
from sample import write_project

from deckgen.anki import Stamp, apkg, notetypes
from deckgen.anki.render import render
from deckgen.pipeline.load import load

HOSTILE = """\
part: 9 <b>&amp; {{Front}} "it's"
cards:
  - id: hostile-front
    q: |
      <script>alert(1)</script> <img src=x onerror=alert(1)> {{FrontSide}} [sound:x.mp3] \\\\(x\\\\) [latex]y[/latex] é ’ “

      ```html
      </pre><style>*{display:none}</style> {{#Back}} }} {{/Back}}
      ```
    a: "[link](https://example.org/?a=1&b='2'::3) **{{Reverse}}** `}}` <!-- not closed"
    extra: "$\\\\frac{1}{2} < \\\\sqrt{{2}}$"
    reverse: true

  - id: hostile-gap
    cloze: |
      A {{c1::**é** & `a::b` <i> "q" 'r' ☃ {x}::hint's <b>}} and {{c3::$x^{2^{3}}$}} :: {{c1::again}} {not a gap} `{{c2::code}}`

  - id: hostile-list
    list: "<u>title</u> }} {{c1"
    items: ["one :: two", "<script>x</script>", "{{a}} & b’s: x"]

  - id: hostile-quote
    quote: Words & <i> in “it”; {{c1::nobody's}}.

  - id: breaks
    term: "<br>"
    means: |
      first\\
      second
"""


IDS = {"hostile-front", "hostile-gap", "hostile-list", "hostile-quote", "breaks"}


def pairs(root: Path) -> tuple[dict[int, tuple[str, str]], dict[int, tuple[str, str]]]:
    """Give each card's front and back by its id: as we render them, and as Anki does."""
    (deck,) = load(root).decks
    css = f"<style>{notetypes.style()}</style>"
    ours = {one.row.note_id + 1 + one.ordinal: (css + one.front, css + one.back) for one in render(deck)}
    with anki_backend.collection() as col:
        anki_backend.import_package(col, apkg(deck, Stamp(1_700_000_000)).data)
        return ours, anki_backend.cards(col)


@pytest.mark.parametrize("changes", [{}, {"cards/09-hostile.yaml": HOSTILE}], ids=["every kind of note", "hostile text"])
def test_cards_are_what_anki_makes_of_the_package(tmp_path: Path, changes: Mapping[str, str]) -> None:
    ours, theirs = pairs(write_project(tmp_path, changes))
    assert len(theirs) >= 10
    assert ours == theirs


def test_the_hostile_notes_are_there(tmp_path: Path) -> None:
    (deck,) = load(write_project(tmp_path, {"cards/09-hostile.yaml": HOSTILE})).decks
    assert {note.id for note in deck.notes()} >= IDS


def test_a_deck_in_another_language_too(tmp_path: Path) -> None:
    head = "deck: Klein\nuid: 0123456789abcdef0123456789abcdef\nid: klein\nlang: ar\n"
    ours, theirs = pairs(write_project(tmp_path, {"cards/deck.yaml": head}))
    assert ours == theirs


def test_the_flagship_deck_too() -> None:
    ours, theirs = pairs(Path(__file__).parents[1])
    assert ours == theirs

"""A deckgen that is newer than the one that runs: other HTML, another look, a spare field put to use.

In: how much newer. Out: nothing; while the context lasts, deckgen renders so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from deckgen.anki import notetypes
from deckgen.anki.html import Html
from deckgen.markup.nodes import Block


@contextmanager
def newer_deckgen(by: int) -> Iterator[None]:
    """Render as a newer deckgen would: nothing else for 0; from 2 on, `Spare 1` has a name."""
    if not by:
        yield
        return
    blocks, style, html = Html.blocks, notetypes.style, notetypes.template

    def wrapped(self: Html, given: Iterable[Block]) -> str:
        return f'<span class="v{by}">{blocks(self, given)}</span>'

    def restyled() -> str:
        return f"{style()}\n.v{by} {{ margin: {by}px }}\n"

    def rewritten(file: str, lang: str) -> str:
        text = html(file, lang)
        return text if file.startswith("spare") else text.replace("<div", f'<div data-v="{by}"', 1)

    with patch.object(Html, "blocks", wrapped), patch.object(notetypes, "style", restyled), patch.object(notetypes, "template", rewritten):
        if by < 2:
            yield
            return
        with _spare_in_use("STANDARD_FIELDS"), _spare_in_use("CLOZE_FIELDS"):
            yield


@contextmanager
def _spare_in_use(table: str) -> Iterator[None]:
    fields = tuple(field._replace(name="Hint") if field.name == "Spare 1" else field for field in getattr(notetypes, table))
    with patch.object(notetypes, table, fields):
        yield

"""Verbatim words, and who said them, as paper shows them.

In: a quotation as a card or a principle shows it. Out: the JSON of which each product's template sets it, between quotation marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deckgen.labels import Labels
from deckgen.markup.nodes import Block
from deckgen.print.tree import Json, blocks, clean, right_to_left


@dataclass(frozen=True, slots=True)
class Quoted:
    """Verbatim words below something else."""

    blocks: tuple[Block, ...]
    """The words, without quotation marks around them."""
    speaker: str
    note: str
    mark: str
    """The chip of its source, or empty."""


def quoted(one: Quoted, pictures: Mapping[str, str], words: Labels, *, hang: bool = False) -> Json:
    """Give words between quotation marks, the first in the margin if it is to `hang`, and who said them; `pictures` names images' files."""
    return {
        "blocks": _marked(blocks(one.blocks, pictures), words, hang=hang),
        "rtl": right_to_left(one.blocks),
        "speaker": clean(one.speaker),
        "note": clean(one.note),
    }


def _marked(body: list[Json], words: Labels, *, hang: bool) -> list[Json]:
    """Put quotation marks around blocks that begin and end as paragraphs."""
    if not body or body[0]["t"] != "para" or body[-1]["t"] != "para":
        return body
    opening = {"t": "hang" if hang and not body[0]["rtl"] else "text", "v": words.open_quote}
    body[0]["c"] = [opening, *body[0]["c"]]
    body[-1]["c"] = [*body[-1]["c"], {"t": "text", "v": words.close_quote}]
    return body

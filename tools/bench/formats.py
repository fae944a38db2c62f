"""The same notes in the formats of others, as far as they can take them: nobody else has principles, so citations are left out.

In: a folder to fill, a number of notes. Out: files in it, in the format that the function is named after.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tools.bench.decks import Card, cards


def anki_yaml_tool(folder: Path, notes: int) -> None:
    """One file; its only kind of note has a front and a back, which cloze notes become."""
    template = {"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}
    config = {"name": "Basic", "deck-name": "Bench", "fields": ["Front", "Back"], "templates": [template]}
    _write(folder / "bench.yaml", [f"config: {json.dumps(config)}", "data:", *_fronts_and_backs(notes)])


def yaml2anki(folder: Path, notes: int) -> None:
    """One file; its only kind of note has a front and a back, which cloze notes become."""
    _write(folder / "bench.yaml", ["deck_name: Bench", "cards:", *_fronts_and_backs(notes)])


def markdown_anki_decks(folder: Path, notes: int) -> None:
    """A file a part: a heading is a question or a text with gaps, and what follows the answer."""
    (folder / "in").mkdir()
    (folder / "out").mkdir()
    for name, some in cards(notes):
        blocks = (f"## {one.front}\n\n{_below(one)}\n" for one in some)
        _write(folder / f"in/{name[:3]}.md", [f"# Bench::{name}\n", *blocks])


def ankcompiler(folder: Path, notes: int) -> None:
    """A file a part: blocks between rules, each with the name of its note."""
    for name, some in cards(notes):
        blocks = (f"---\n\n{_block(one)}\n\n---\n[^uid]: {one.id:0>10}\n" for one in some)
        _write(folder / f"{name[:3]}.md", [f"---\ndeck: Bench::{name}\n---\n", *blocks])


def _fronts_and_backs(notes: int) -> Iterator[str]:
    for _, some in cards(notes):
        for one in some:
            yield f"  - front: {json.dumps(one.front)}\n    back: {json.dumps(_below(one) or '-')}"


def _below(one: Card) -> str:
    """Give the answer, and after it what a card has extra."""
    return "\n\n".join(filter(None, (one.back, one.extra)))


def _block(one: Card) -> str:
    return f"{one.front}\n:::\n{_below(one)}" if one.back else "\n\n".join(filter(None, (one.front, one.extra)))


def _write(path: Path, lines: list[str]) -> None:
    path.write_bytes(("\n".join(lines) + "\n").encode())

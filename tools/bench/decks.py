"""Decks to measure with: made up, of any size, and the same each time.

In: a number of notes, and of files. Out: a project of deckgen's in a folder. Every fifth is a cloze note, and half of the fields hold
Markdown; a tenth as many principles as notes stand in sources of 100 principles each, whose texts are in the project, so that every
quotation is verified. The same for others is made by `formats`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILES = 100
"""Of cards, unless said otherwise."""
PRINCIPLES = 100
"""In a source."""
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "ka", "el", "in", "or", "un", "ast")
_COMMON = ("the", "of", "and", "a", "to", "in", "that", "it", "with", "for", "as", "on", "by", "at", "from", "or", "be", "one")

_ANSWER = "\n    a: "


@dataclass(frozen=True, slots=True)
class Card:
    """One note to be written: a question with its answer, or a text with gaps."""

    id: str
    front: str
    """Of a cloze note, its text."""
    back: str
    """Empty for a cloze note."""
    extra: str
    citation: str


def cards(notes: int, files: int = FILES) -> Iterator[tuple[str, list[Card]]]:
    """Give the parts of a deck, each with its name and its notes."""
    draw = random.Random(f"deckgen:bench:{notes}")
    words = _words(draw)
    principles = max(1, notes // 10)
    for part in range(files):
        some = range(part * notes // files, (part + 1) * notes // files)
        yield f"{part + 1:03} {_phrase(draw, words, 2).capitalize()}", [_card(draw, words, number, principles) for number in some]


def _words(draw: random.Random) -> list[str]:
    made = {"".join(draw.choice(_SYLLABLES) for _ in range(draw.randint(2, 4))) for _ in range(6000)}
    return sorted(made)


def _phrase(draw: random.Random, words: list[str], count: int) -> str:
    return " ".join(draw.choice(_COMMON if draw.random() < 0.35 else words) for _ in range(count))


def _marked(draw: random.Random, words: list[str], count: int) -> str:
    """Give a phrase in which a word may be emphasized or be code, as in one field of two."""
    mark = draw.choice(("", "", "", "**", "*", "`"))
    return f"{_phrase(draw, words, count // 2)} {mark}{draw.choice(words)}{mark} {_phrase(draw, words, count - count // 2)}"


def _card(draw: random.Random, words: list[str], number: int, principles: int) -> Card:
    extra = _marked(draw, words, 10).capitalize() + "." if draw.random() < 0.25 else ""
    principle = draw.randrange(principles)
    citation = f"s{principle // PRINCIPLES}#p{principle % PRINCIPLES}" if draw.random() < 0.5 else ""
    if number % 5 == 4:
        gaps = [f"{{{{c{gap}::{draw.choice(words)} {draw.choice(words)}}}}}" for gap in range(1, draw.choice((2, 2, 3)))]
        text = _phrase(draw, words, 4).capitalize() + " " + " and ".join(f"{_phrase(draw, words, 4)} {gap}" for gap in gaps)
        return Card(f"n{number}", f"{text} {_marked(draw, words, 4)}.", "", extra, citation)
    return Card(f"n{number}", f"What is {_marked(draw, words, 7)}?", f"{_marked(draw, words, 8).capitalize()}.", extra, citation)


def sources(notes: int) -> Iterator[tuple[str, str, str]]:
    """Give the sources of a deck: their keys, their pages in content/, and their texts."""
    draw = random.Random(f"deckgen:bench:sources:{notes}")
    words = _words(draw)
    principles = max(1, notes // 10)
    for first in range(0, principles, PRINCIPLES):
        key, page, text = f"s{first // PRINCIPLES}", [], []
        for number in range(min(PRINCIPLES, principles - first)):
            paragraph = _phrase(draw, words, 80)
            quoted = " ".join(paragraph.split()[20:34])
            title, statement = _phrase(draw, words, 3).capitalize(), _marked(draw, words, 12).capitalize()
            page += [f"## {title} {{#p{number}}}", "", f"{statement}.", "", f"> {quoted}", ""]
            text += [paragraph.capitalize() + ".", ""]
        head = f"---\ntitle: Source {key}\nauthor: Ada Lovelace\ntext: content/texts/{key}.txt\n---\n\n"
        yield key, head + "\n".join(page), "\n".join(text)


def write_project(folder: Path, notes: int, files: int = FILES) -> None:
    """Write a deck as a project of deckgen's."""
    (folder / "cards").mkdir(parents=True)
    (folder / "content/texts").mkdir(parents=True)
    _write(folder / "cards/deck.yaml", "deck: Bench\nuid: 0123456789abcdef0123456789abcdef\nid: bench\nlang: en\n")
    for number, (name, some) in enumerate(cards(notes, files)):
        _write(folder / f"cards/{number:03}.yaml", as_yaml(name, some))
    for key, page, text in sources(notes):
        _write(folder / f"content/{key}.md", page)
        _write(folder / f"content/texts/{key}.txt", text)


def edit(folder: Path, turn: int) -> None:
    """Change the answer of one note of a project: in another file each turn, to another text."""
    files = [path for path in sorted((folder / "cards").glob("[0-9]*.yaml")) if _ANSWER in path.read_text(encoding="utf-8")]
    path = files[37 * (turn + 1) % len(files)]
    before, answer, after = path.read_text(encoding="utf-8").partition(_ANSWER)
    old, end, rest = after.partition("\n")
    _write(path, f"{before}{answer}{old[:-1]} edited {turn + 1}.{end}{rest}")


def as_yaml(name: str, some: list[Card]) -> str:
    """Give a file of cards."""
    lines = ["# yaml-language-server: $schema=../deckgen.schema.json", f"part: {name}", "cards:"]
    for one in some:
        lines += [f"  - id: {one.id}", *([f"    q: {one.front}", f"    a: {one.back}"] if one.back else [f"    cloze: {one.front}"])]
        lines += [f"    extra: {one.extra}"] if one.extra else []
        lines += [f"    source: {one.citation}"] if one.citation else []
        lines.append("")
    return "\n".join(lines)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode())  # bytes: the same on Windows

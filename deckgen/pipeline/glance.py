"""A project's files, at a glance -> the words that a shell completes: found line by line, without reading, resolving or checking them.

In: the project's folder. Out: words with what may be shown beside them. Whoever presses Tab waits: a file in which lines stand as nobody
writes them gives fewer words, and no file gives a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from deckgen.model import part_number
from deckgen.pipeline.folders import card_files, deck_folders, source_files
from deckgen.pipeline.history import DECK_LOCK
from deckgen.read.files import read_text

Words = Iterator[tuple[str, str]]
"""Words, each with what a shell may show beside it."""

_VALUE = r"[ \t]*(?:[|>][-+\d]*[ \t]*\n[ \t]*)?['\"]?([^\n]*?)['\"]?[ \t]*(?:[ \t]#[^\n]*)?$"
_TAGS = re.compile(r"^[ \t]*(?:- )?tags:[ \t]*(?:\[([^\]]*)\]|([^\s\[#][^\n#]*)|(?:#[^\n]*)?\n((?:[ \t]*- [^\n]*\n)*))", re.MULTILINE)
_PRINCIPLE = re.compile(r"^#{1,6}[ \t]+([^\n{]*?)[ \t]*\{[^}\n]*#([^\s}]+)", re.MULTILINE)
_RELEASE = re.compile(r"^release (\d+)\.(\d+)\.(\d+) ", re.MULTILINE)


def decks(root: Path) -> Words:
    """Give the decks' ids and names."""
    for folder in deck_folders(root):
        text = _text(folder / "deck.yaml")
        if id := _value(text, "id"):
            yield id, _value(text, "deck")


def parts(root: Path) -> Words:
    """Give the numbers of parts, as `--part` takes them: a name with spaces would be several words to a shell."""
    for folder in deck_folders(root):
        names = [name for name in (_value(_text(path), "part") for path in card_files(folder)) if name]
        yield from ((part_number(name)[0] or str(place), name) for place, name in enumerate(names, start=1))


def files(root: Path) -> Words:
    """Give the files of cards: their names, and their paths inside the project."""
    found = [(path, _value(_text(path), "part")) for folder in deck_folders(root) for path in card_files(folder)]
    yield from ((path.name, part) for path, part in found)
    yield from ((path.relative_to(root).as_posix(), part) for path, part in found)


def own_tags(root: Path) -> Words:
    """Give the tags that the files of cards have."""
    texts = (_text(path) for folder in deck_folders(root) for path in card_files(folder))
    rows = (row for text in texts for row in _TAGS.findall(text))
    tags = {one.strip(" \t'\"") for row in rows for some in row for one in re.split(r",|\n|(?:^|(?<=\n))[ \t]*- ", some)}
    yield from ((tag, "") for tag in sorted(tags - {""}))


def sources(root: Path) -> Words:
    """Give the sources' keys and titles."""
    yield from ((path.stem, _value(_text(path), "title")) for path in source_files(root))


def principles(root: Path, key: str) -> Words:
    """Give the principles of a source as `KEY#ID`, with their names."""
    for path in source_files(root):
        if path.stem == key:
            yield from ((f"{key}#{id}", name) for name, id in _PRINCIPLE.findall(_text(path)))


def versions(root: Path) -> Words:
    """Give the versions that a release may have next."""
    found = [tuple(map(int, one)) for folder in deck_folders(root) for one in _RELEASE.findall(_text(folder / DECK_LOCK))]
    if not found:
        yield "1.0.0", "the first"
    for major, minor, patch in found:
        yield from (
            (f"{major}.{minor}.{patch + 1}", "corrections"),
            (f"{major}.{minor + 1}.0", "more cards"),
            (f"{major + 1}.0.0", "another deck"),
        )


def _text(path: Path) -> str:
    text, _ = read_text(path, "")
    return text.replace("\r\n", "\n")


def _value(text: str, key: str) -> str:
    """Give the value of a key at the start of a line, without the quotation marks and the comment that YAML would take away."""
    found = re.search(rf"^{key}:{_VALUE}", text.removeprefix("\ufeff"), re.MULTILINE)
    return found[1] if found else ""

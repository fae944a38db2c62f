"""The text of a source -> paragraphs and turns: who says which words.

In: Markdown or plain text, its author, the labels of its speakers. Out: a `SourceText`, ready to be searched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from sys import intern

from deckgen.markup.parse import parse
from deckgen.markup.walk import plain_text
from deckgen.quotations.words import words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a text."""

    number: int
    """Counted from 1."""
    voice: str
    """Who speaks: a name, the author where the text has no labels, empty before the first label."""
    turn: int
    """Which uninterrupted speech it belongs to."""
    text: str
    """Without label and markup."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An uninterrupted speech."""

    voice: str
    paragraphs: tuple[Paragraph, ...]
    words: tuple[str, ...]
    """Those of its paragraphs, in one row."""
    joined: str
    """The same with a space around each: searched for every quotation."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source's text, ready to be searched."""

    paragraphs: tuple[Paragraph, ...]
    turns: tuple[Turn, ...]
    digest: str


_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENDED = re.compile(r"[.?!…:;\"'”’»)\]*_-]\s*$")


def read_source_text(body: str, author: str, speakers: Mapping[str, str]) -> SourceText:
    """Read a text, without its front matter.

    In: Markdown or plain text; whose words they are; the labels that change the speaker, in whatever case, bold, or with a remark
    behind them (`DAVID (host):`). Paragraphs end at a blank line, or before a line that begins with a label where a sentence
    has ended.
    """
    label = _label(speakers) if speakers else None
    names = {key.casefold(): name for key, name in speakers.items()}
    paragraphs: list[Paragraph] = []
    voice, turn = "" if label else author, 0
    for block in _raw(body, label):
        found = label.match(block) if label else None
        if found and names[found[1].casefold()] != voice:
            voice, turn = names[found[1].casefold()], turn + 1
        plain = _plain(block[found.end() if found else 0 :])
        paragraphs.append(Paragraph(len(paragraphs) + 1, voice, turn, plain, tuple(map(intern, words(plain)))))
    digest = hashlib.sha256("\n".join(" ".join(one.words) for one in paragraphs).encode()).hexdigest()[:32]
    return SourceText(tuple(paragraphs), tuple(_turns(paragraphs)), digest)


def _turns(paragraphs: Iterable[Paragraph]) -> Iterator[Turn]:
    for _, some in groupby(paragraphs, key=lambda one: one.turn):
        turn = tuple(some)
        said = tuple(chain.from_iterable(one.words for one in turn))
        yield Turn(turn[0].voice, turn, said, f" {' '.join(said)} ")


def _label(speakers: Mapping[str, str]) -> re.Pattern[str]:
    """Make the pattern of a line that begins with a speaker's label."""
    names = "|".join(map(re.escape, sorted(speakers, key=len, reverse=True)))
    before = r"[\s>#*_\[(-]*(?:\d[\d:.]*[\])]?[\s*_-]*)?"
    behind = r"[\])*_]*\s*(?:\([^()\n]*\)|\[[^\[\]\n]*\]|\d[\d:.]*\d)?[\s*_]*[:：][*_]*"
    return re.compile(f"{before}({names}){behind}", re.IGNORECASE)


def _plain(block: str) -> str:
    """Give a paragraph without its markup, read as quotations are."""
    return " ".join(plain_text(parse(_TAG.sub(" ", block).lstrip())[0]).split())


def raw_paragraphs(body: str, speakers: Mapping[str, str]) -> tuple[str, ...]:
    """Give the paragraphs of a text as they are typed, in the order of their numbers."""
    return tuple(_raw(body, _label(speakers) if speakers else None))


def _raw(body: str, label: re.Pattern[str] | None) -> Iterator[str]:
    """Cut a text into paragraphs."""
    rows: list[str] = []
    for line in (*body.split("\n"), ""):
        if rows and (not line.strip() or (label and label.match(line) and _ENDED.search(rows[-1]))):
            yield "\n".join(rows)
            rows = []
        if line.strip():
            rows.append(line)

"""The text of a source -> paragraphs and turns: who says which words.

In: Markdown or plain text, its author, the labels of its speakers. Out: a `SourceText`, ready to be searched.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
class SourceText:
    """A source's text, ready to be searched."""

    paragraphs: tuple[Paragraph, ...]
    digest: str

    def turns(self) -> Iterator[tuple[str, list[Paragraph]]]:
        """Give each turn: its voice and its paragraphs."""
        current: list[Paragraph] = []
        for one in self.paragraphs:
            if current and one.turn != current[0].turn:
                yield current[0].voice, current
                current = []
            current.append(one)
        if current:
            yield current[0].voice, current


_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<(https?://[^>]*)>|[*_`]+")


def read_source_text(body: str, author: str, speakers: Mapping[str, str]) -> SourceText:
    """Read a text, without its front matter.

    In: Markdown or plain text; whose words they are; the labels that change the speaker. Paragraphs end at a blank line or before
    a line that begins with a label.
    """
    label = re.compile(r"[*_\s]*(" + "|".join(map(re.escape, speakers)) + r")[*_]*:[*_]*(?=\s|$)") if speakers else None
    paragraphs: list[Paragraph] = []
    voice, turn = "" if label else author, 0
    for block in _blocks(body, label):
        found = label.match(block) if label else None
        if found and speakers[found[1]] != voice:
            voice, turn = speakers[found[1]], turn + 1
        plain = " ".join(_MARKUP.sub(lambda m: m[1] or m[2] or "", block[found.end() if found else 0 :]).split())
        paragraphs.append(Paragraph(len(paragraphs) + 1, voice, turn, plain, tuple(words(plain))))
    digest = hashlib.sha256("\n".join(" ".join(one.words) for one in paragraphs).encode()).hexdigest()[:32]
    return SourceText(tuple(paragraphs), digest)


def _blocks(body: str, label: re.Pattern[str] | None) -> Iterator[str]:
    rows: list[str] = []
    for line in (*body.split("\n"), ""):
        if rows and (not line.strip() or (label and label.match(line))):
            yield "\n".join(rows)
            rows = []
        if line.strip():
            rows.append(line)

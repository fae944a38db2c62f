"""Verbatim or not: a quotation against the text of its source.

In: texts and quotations. Out: where a quotation stands, or the closest passage; and the attestations in content/quotations.lock.
What counts are words: NFKC and case folded, whatever stands between them. `…`, `...` or `[…]` is an omission; `[words]` are an
editor's, and may stand for what they replace; all parts occur in order, in one speaker's turn, within `REACH` words.
The lock holds digests, lengths of paragraphs and places, so nothing of a text can be read out of it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

REACH = 60
"""Words within which the parts of a quotation with omissions must stand."""

# --- words -----------------------------------------------------------------------------------------------------------------

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ＇‘](?=\w)")
_ASCII_WORD = re.compile(r"[a-z0-9]+")


def words(text: str) -> list[str]:
    """Give the words that count, in order.

    >>> words("Don't “shout” — day-to-day")
    ['dont', 'shout', 'day', 'to', 'day']
    """
    folded = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    folded = unicodedata.normalize("NFKC", folded)
    return "".join(map(_kept, folded)).split()


def _kept(char: str) -> str:
    """Keep letters, digits and the marks upon them, drop invisible format characters, turn all else into a space."""
    category = unicodedata.category(char)
    if category[0] in "LNM":
        return char
    return "" if category == "Cf" else " "


_OMISSION = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.")
_LETTERS = re.compile(r"\[(\w{1,3})\](?=\w)")
_EDITOR = re.compile(r"\[[^\[\]]*\]")


def parts(quotation: str) -> tuple[tuple[str, ...], ...]:
    """Give the runs of words that must occur in the text, cut at omissions and at an editor's words.

    >>> parts("[T]here is [sic] one […] way")
    (('there', 'is'), ('one',), ('way',))
    """
    cut = _OMISSION.sub("\0", _LETTERS.sub(r"\1", quotation))
    cut = _EDITOR.sub("\0", cut)
    return tuple(tuple(found) for piece in cut.split("\0") if (found := words(piece)))


def fingerprint(key: str, voice: str, quotation: str) -> str:
    """Give the hash that attests a quotation: of its source, its voice and its words, whatever its typography."""
    canonical = "\n".join(["deckgen:quotation:1", key, " ".join(words(voice)), " / ".join(" ".join(part) for part in parts(quotation))])
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


# --- the text of a source --------------------------------------------------------------------------------------------------


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


# --- finding ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quotation stands."""

    paragraph: int
    voice: str


@dataclass(frozen=True, slots=True)
class Miss:
    """The closest passage to a quotation that does not occur."""

    paragraph: int
    voice: str
    passage: str
    """As it stands in the text; empty where nothing is near."""
    quoted: str = ""
    """The first word of the quotation that differs."""
    stands: str = ""
    """The word that stands there instead."""


def find(text: SourceText, quotation: str, voice: str) -> tuple[Found | None, tuple[Found, ...]]:
    """Look for a quotation.

    In: the text, the quotation as typed, who should say it. Out: where that voice says it, and where other voices do.
    """
    wanted, others = parts(quotation), []
    if not wanted:
        return None, ()
    for speaker, turn in text.turns():
        row = [word for one in turn for word in one.words]
        start = _search(row, wanted)
        if start is None:
            continue
        found = Found(_paragraph_at(turn, start), speaker)
        if words(speaker) == words(voice):
            return found, ()
        others.append(found)
    return None, tuple(others)


def scattered(text: SourceText, quotation: str) -> bool:
    """Whether all parts of a quotation stand in a text, but too far apart, in another order, or in the turns of several speakers."""
    wanted = parts(quotation)
    if len(wanted) > 1:
        turns = [[word for one in turn for word in one.words] for _, turn in text.turns()]
        return all(any(_search(row, (part,)) is not None for row in turns) for part in wanted)
    return bool(wanted) and _search([word for one in text.paragraphs for word in one.words], wanted) is not None


def _paragraph_at(turn: list[Paragraph], index: int) -> int:
    for one in turn:
        if index < len(one.words):
            return one.number
        index -= len(one.words)
    return turn[-1].number


def _search(row: list[str], wanted: tuple[tuple[str, ...], ...]) -> int | None:
    """Find the parts in order. Out: the index of the first word, `None` where they are not there."""
    reach = REACH if len(wanted) > 1 else len(wanted[0])
    for start in _places(row, wanted[0], 0, len(row)):
        end = start + len(wanted[0])
        for part in wanted[1:]:
            place = next(_places(row, part, end, start + reach), None)
            if place is None:
                break
            end = place + len(part)
        else:
            return start
    return None


def _places(row: list[str], part: tuple[str, ...], start: int, stop: int) -> Iterator[int]:
    """Give the indexes where a run of words begins, the whole run before `stop`."""
    last = min(stop, len(row)) - len(part)
    index = start - 1
    while True:
        try:
            index = row.index(part[0], index + 1, last + 1)
        except ValueError:
            return
        if tuple(row[index : index + len(part)]) == part:
            yield index


def closest(text: SourceText, quotation: str) -> Miss | None:
    """Find the passage that shares most with a quotation that does not occur, `None` where none shares a third of its words."""
    wanted = [word for part in parts(quotation) for word in part]
    pairs = set(pairwise(wanted)) or set()
    best: tuple[int, Paragraph | None, int] = (0, None, 0)
    for one in text.paragraphs:
        for start in range(max(1, len(one.words) - len(wanted) + 1)):
            window = one.words[start : start + len(wanted)]
            score = sum(pair in pairs for pair in pairwise(window)) * 2 + len(set(window) & set(wanted))
            if score > best[0]:
                best = (score, one, start)
    score, paragraph, start = best
    if paragraph is None or score < len(wanted):
        return None
    quoted, stands = _difference(wanted, list(paragraph.words), start)
    return Miss(paragraph.number, paragraph.voice, _passage(paragraph, start, len(wanted)), quoted, stands)


def _difference(wanted: list[str], row: list[str], start: int) -> tuple[str, str]:
    """Give the first word that differs, when a quotation is laid beside the passage."""
    from difflib import SequenceMatcher

    window = row[start : start + len(wanted)]
    changes = [one for one in SequenceMatcher(None, wanted, window, autojunk=False).get_opcodes() if one[0] != "equal"]
    if not changes:
        return "", ""
    (_, a, b, c, d), (_, _, end, _, stop) = changes[0], changes[-1]
    if sorted(wanted) == sorted(window):  # another order: show all of it
        b, d = end, stop
    return " ".join(wanted[a:b]), " ".join(window[c:d])


def _passage(paragraph: Paragraph, start: int, count: int) -> str:
    """Give the characters of a run of words, a few words more on each side."""
    tokens = paragraph.text.split()
    seen, first, last = 0, 0, len(tokens)
    for index, token in enumerate(tokens):
        if seen <= start:
            first = index
        seen += len(words(token))
        if seen >= start + count:
            last = index + 1
            break
    return " ".join(tokens[max(0, first - 2) : last + 2])


# --- attestations --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attested:
    """One verified quotation: what was found where."""

    paragraph: int
    voice: str


@dataclass(frozen=True, slots=True)
class SourceAttestation:
    """What is known of a source's text without having it."""

    digest: str
    lengths: tuple[int, ...]
    """The words of each paragraph, counted."""
    quotations: Mapping[str, Attested] = field(default_factory=dict)
    """By fingerprint."""


Attestations = Mapping[str, SourceAttestation]
"""By citation key."""

_HEAD = "# Written by `deckgen verify`: which quotations stand word for word in the texts of their sources. Not to be edited.\nversion 1\n"


class DamagedLock(ValueError):
    """The lock cannot be read; the arguments are the number of the line, and why, in words."""


def write_attestations(attestations: Attestations) -> str:
    """Give the text of content/quotations.lock: sorted, one line a quotation."""
    rows = [_HEAD]
    for key, source in sorted(attestations.items()):
        rows.append(f"source {key} {source.digest} {','.join(map(str, source.lengths))}\n")
        rows += [f"quotation {key} {hash} {one.paragraph} {one.voice}\n" for hash, one in sorted(source.quotations.items())]
    return "".join(rows)


def read_attestations(text: str) -> Attestations:
    """Read content/quotations.lock. Errors: `DamagedLock`."""
    sources: dict[str, tuple[str, tuple[int, ...]]] = {}
    quotations: dict[str, dict[str, Attested]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            _read_row(line.strip(), sources, quotations)
        except (ValueError, KeyError) as error:
            why = "another version of deckgen wrote it" if line.startswith("version ") else "this line is damaged"
            raise DamagedLock(number, why) from error
    return {key: SourceAttestation(*values, quotations[key]) for key, values in sources.items()}


def _read_row(line: str, sources: dict[str, tuple[str, tuple[int, ...]]], quotations: dict[str, dict[str, Attested]]) -> None:
    match line.split(" ", 4):
        case [""] | ["#", *_]:
            pass
        case ["version", "1"]:
            pass
        case ["source", key, digest, lengths]:
            sources[key] = (digest, tuple(map(int, lengths.split(","))))
            quotations.setdefault(key, {})
        case ["quotation", key, hash, paragraph, voice]:
            quotations[key][hash] = Attested(int(paragraph), voice)
        case _:
            raise ValueError(line)


def attest(text: SourceText, quotations: Iterable[tuple[str, Found]]) -> SourceAttestation:
    """Record what was found. In: the text, and each fingerprint with its place."""
    return SourceAttestation(
        text.digest,
        tuple(len(one.words) for one in text.paragraphs),
        {hash: Attested(found.paragraph, found.voice) for hash, found in quotations},
    )

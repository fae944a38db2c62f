"""content/quotations.lock: what `deckgen verify` found, kept so that nobody else needs the texts.

It holds digests, lengths of paragraphs and places: nothing of a text can be read out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deckgen.quotations.search import Found, find
from deckgen.quotations.text import SourceText
from deckgen.quotations.words import fingerprint


@dataclass(frozen=True, slots=True)
class SourceAttestation:
    """What is known of a source's text without having it."""

    digest: str
    lengths: tuple[int, ...]
    """The words of each paragraph, counted."""
    quotations: Mapping[str, Found] = field(default_factory=dict)
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
        rows.append(f"source {key} {source.digest} {','.join(map(str, source.lengths)) or '-'}\n")
        rows += [f"quotation {key} {hash} {one.paragraph} {one.voice}\n" for hash, one in sorted(source.quotations.items())]
    return "".join(rows)


def read_attestations(text: str) -> Attestations:
    """Read content/quotations.lock. Errors: `DamagedLock`."""
    sources: dict[str, tuple[str, tuple[int, ...]]] = {}
    quotations: dict[str, dict[str, Found]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            _read_row(line.strip(), sources, quotations)
        except (ValueError, KeyError) as error:
            why = "another version of deckgen wrote it" if line.startswith("version ") else "this line is damaged"
            raise DamagedLock(number, why) from error
    return {key: SourceAttestation(*values, quotations[key]) for key, values in sources.items()}


def _read_row(line: str, sources: dict[str, tuple[str, tuple[int, ...]]], quotations: dict[str, dict[str, Found]]) -> None:
    match line.split(" ", 4):
        case [""] | ["#", *_]:
            pass
        case ["version", "1"]:
            pass
        case ["source", key, digest, lengths]:
            sources[key] = (digest, () if lengths == "-" else tuple(map(int, lengths.split(","))))
            quotations.setdefault(key, {})
        case ["quotation", key, hash, paragraph, *voice]:
            quotations[key][hash] = Found(int(paragraph), "".join(voice))  # nobody, before the first label
        case _:
            raise ValueError(line)


def attest(text: SourceText, quotations: Iterable[tuple[str, Found]]) -> SourceAttestation:
    """Record what was found. In: the text, and each fingerprint with its place."""
    return SourceAttestation(text.digest, tuple(len(one.words) for one in text.paragraphs), dict(quotations))


def look_up(key: str, voice: str, quotation: str, texts: Mapping[str, SourceText], known: Attestations) -> Found | None:
    """Say where a quotation stands in a source.

    In: the source's citation key, who should say it, the quotation as typed, the texts at hand, and the lock. Out: its place by the
    text, by the lock where the text is not at hand; `None` where it is not known to stand there.
    """
    if key in texts:
        return find(texts[key], quotation, voice)[0]
    return known[key].quotations.get(fingerprint(key, voice, quotation)) if key in known else None

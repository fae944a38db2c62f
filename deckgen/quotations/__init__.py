"""Verbatim or not: quotations against the texts of their sources. Knows nothing of decks or files."""

from deckgen.quotations.lock import (
    Attestations,
    DamagedLock,
    SourceAttestation,
    attest,
    look_up,
    read_attestations,
    write_attestations,
)
from deckgen.quotations.runs import Runs, inside
from deckgen.quotations.search import REACH, Found, Miss, closest, find, scattered
from deckgen.quotations.text import Paragraph, SourceText, raw_paragraphs, read_source_text
from deckgen.quotations.words import Run, fingerprint, gaps_between, parts, unbracketed, words

__all__ = [
    "REACH",
    "Attestations",
    "DamagedLock",
    "Found",
    "Miss",
    "Paragraph",
    "Run",
    "Runs",
    "SourceAttestation",
    "SourceText",
    "attest",
    "closest",
    "find",
    "fingerprint",
    "gaps_between",
    "inside",
    "look_up",
    "parts",
    "raw_paragraphs",
    "read_attestations",
    "read_source_text",
    "scattered",
    "unbracketed",
    "words",
    "write_attestations",
]

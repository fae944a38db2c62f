"""Verbatim or not: quotations against the texts of their sources. Knows nothing of decks or files."""

from deckgen.quotations.lock import (
    Attestations,
    Attested,
    DamagedLock,
    SourceAttestation,
    attest,
    read_attestations,
    write_attestations,
)
from deckgen.quotations.search import REACH, Found, Miss, closest, find, scattered
from deckgen.quotations.text import Paragraph, SourceText, read_source_text
from deckgen.quotations.words import fingerprint, gaps_between, parts, unbracketed, words

__all__ = [
    "REACH",
    "Attestations",
    "Attested",
    "DamagedLock",
    "Found",
    "Miss",
    "Paragraph",
    "SourceAttestation",
    "SourceText",
    "attest",
    "closest",
    "find",
    "fingerprint",
    "gaps_between",
    "parts",
    "read_attestations",
    "read_source_text",
    "scattered",
    "unbracketed",
    "words",
    "write_attestations",
]

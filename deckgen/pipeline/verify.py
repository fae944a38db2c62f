"""Quotations and the texts of their sources -> findings, and the lock that attests what holds.

In: a loaded project, and paths of texts. Out: `Verified`; writing the lock is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import quotations
from deckgen.claims import Claim, claims, place_in
from deckgen.diagnostics import Diagnostic, Diagnostics
from deckgen.pipeline.load import Project
from deckgen.pipeline.texts import source_text
from deckgen.quotations import Found, SourceText
from deckgen.read.files import read_text
from deckgen.rules.verbatim import missed, unverified


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found: findings, how many quotations hold for each source, and the lock's text."""

    diagnostics: Diagnostics
    counts: Mapping[str, int]
    read: frozenset[str]
    """The sources whose text was at hand."""
    lock: str


def verify(project: Project, paths: Mapping[str, Path]) -> Verified:
    """Verify every quotation whose source's text is at hand.

    In: the project, and paths of texts by citation key. Out: findings, and the lock with what holds; attestations of sources whose
    text is not at hand stay as long as their quotations do.
    """
    texts, found = _read_texts(project, paths)
    old = next((deck.attestations for deck in project.decks), {})
    held: dict[str, dict[str, Found]] = {key: {} for key in (*texts, *old)}
    for claim in dict.fromkeys(one for deck in project.decks for one in claims(deck)):
        if not quotations.parts(claim.words):
            continue
        place = place_in(claim, texts, old)
        if place:
            held[place[0].source][claim.fingerprint(place[0])] = place[1]
        else:
            found.append(_missed(claim, texts))
    lock = {key: quotations.attest(text, held[key].items()) for key, text in texts.items()}
    for key in (old.keys() - texts.keys()) & {key for deck in project.decks for key in deck.sources}:
        kept = {hash: one for hash, one in old[key].quotations.items() if hash in held[key]}
        lock[key] = replace(old[key], quotations=kept)
    counts = {key: len(source.quotations) for key, source in lock.items()}
    return Verified(tuple(sorted(found, key=lambda one: one.sort_key)), counts, frozenset(texts), quotations.write_attestations(lock))


def _read_texts(project: Project, paths: Mapping[str, Path]) -> tuple[dict[str, SourceText], list[Diagnostic]]:
    texts: dict[str, SourceText] = {}
    found: list[Diagnostic] = []
    for deck in project.decks:
        texts.update(deck.texts)
    for key, path in paths.items():
        text, problems = read_text(path, path.as_posix())
        found += problems
        source = next((deck.sources[key] for deck in project.decks if key in deck.sources), None)
        if source and not problems:
            texts[key] = source_text(text, source)
    return texts, found


def _missed(claim: Claim, texts: Mapping[str, SourceText]) -> Diagnostic:
    at_hand = {voice.source: texts[voice.source] for voice in claim.voices if voice.source in texts}
    return missed(claim, at_hand) if at_hand else unverified(claim)

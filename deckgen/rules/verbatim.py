"""Quotations: word for word from their source, by the one who is named. What `deckgen verify` found is held here without the texts."""

from __future__ import annotations

from collections.abc import Iterator

from deckgen.claims import Claim, claims, place
from deckgen.diagnostics import Diagnostic
from deckgen.model import Deck, Kind, Source
from deckgen.quotations import Found, Miss, SourceText, closest, find, parts, scattered, words


def cited(deck: Deck) -> Iterator[Diagnostic]:
    """Report a verbatim note that names no source (S004)."""
    for note in deck.notes():
        if note.kind in (Kind.SAID, Kind.QUOTE) and not note.citations:
            yield Diagnostic(
                "S004", f"a `{note.kind}` note without a source", note.span, "whose words are these?", ("add `source: key#principle`",)
            )


def speakers(deck: Deck) -> Iterator[Diagnostic]:
    """Report a speaker who never speaks in the source (Q004): nobody could verify that."""
    for source in deck.sources.values():
        if source.author and not _speaks(source.author, source):
            yield Diagnostic(
                "Q004",
                f"the author `{source.author}` is none of the speakers",
                source.span,
                help=(f"`speakers` names: {', '.join(source.speakers.values())}",),
            )
        for principle in source.principles:
            for one in principle.quotations:
                if one.words and one.voice != source.author and not _speaks(one.voice, source):
                    yield Diagnostic(
                        "Q004",
                        f"`{one.voice}` does not speak in `{source.key}`",
                        one.span,
                        f"heard there: {', '.join(source.speakers.values()) or source.author}",
                        (f"if someone tells it, write: — {one.speaker}, as told by {source.author}",),
                    )


def card_speakers(deck: Deck) -> Iterator[Diagnostic]:
    """Report a speaker named on a card who never speaks in any cited source (Q004)."""
    for note in deck.notes():
        quotation, cited = note.quotation, [source for source, _ in deck.cited(note)]
        if quotation and quotation.named and cited and not any(_speaks(quotation.voice, source) for source in cited):
            heard = dict.fromkeys(name for source in cited for name in (*source.speakers.values(), source.author))
            help = (f"if someone tells it, write: — {quotation.speaker}, as told by {cited[0].author}",)
            keys = " or ".join(dict.fromkeys(f"`{source.key}`" for source in cited))
            yield Diagnostic(
                "Q004", f"`{quotation.voice}` does not speak in {keys}", quotation.span, f"heard there: {', '.join(heard)}", help
            )


def locators(deck: Deck) -> Iterator[Diagnostic]:
    """Report a locator behind the last paragraph of a text whose length is known (C006)."""
    for source in deck.sources.values():
        count = len(deck.lengths(source.key))
        for principle in source.principles:
            if count and principle.paragraphs and principle.paragraphs[1] > count:
                yield Diagnostic(
                    "C006",
                    f"the text of `{source.key}` has no paragraph {principle.paragraphs[1]}",
                    principle.span,
                    help=(f"it has {count}",),
                )


def _speaks(name: str, source: Source) -> bool:
    heard = source.speakers.values() or (source.author,)
    return words(name) in [words(one) for one in heard]


def attested(deck: Deck) -> Iterator[Diagnostic]:
    """Report what was never verified, or was changed since (Q001); where the text is in the project, look there (Q002, Q003)."""
    for claim in claims(deck):
        spoken = any(_speaks(voice.name, deck.sources[voice.source]) for voice in claim.voices)
        if not spoken or not parts(claim.words):  # `speakers` and `card_speakers` report who never speaks
            continue
        if place(deck, claim) is None:
            texts = {voice.source: deck.texts[voice.source] for voice in claim.voices if voice.source in deck.texts}
            yield missed(claim, texts) if len(texts) == len({voice.source for voice in claim.voices}) else unverified(claim)


def unverified(claim: Claim) -> Diagnostic:
    """Say that a quotation was never verified, or was changed since."""
    keys = " or ".join(dict.fromkeys(f"`{voice.source}`" for voice in claim.voices))
    example = claim.voices[0].source
    return Diagnostic(
        "Q001",
        f"this quotation is not verified against {keys}",
        claim.span,
        "new, or changed since it was verified",
        (
            f"run `deckgen verify --text {example}=PATH` with the text of the source at hand",
            "words that are not verbatim go without quotation marks",
        ),
    )


_NOTHING = ("nothing in the text comes near: check the source, or drop the quotation marks",)
_SCATTERED = ("each part stands in the text, but not in this order, within 60 words, in one speaker's turn", "quote them one by one")


def missed(claim: Claim, texts: dict[str, SourceText]) -> Diagnostic:
    """Say why a quotation does not hold. In: the claim, and the texts of its sources."""
    others = [found for voice in claim.voices for found in find(texts[voice.source], claim.words, voice.name)[1]]
    if others:
        return _elsewhere(claim, others[0])
    if any(scattered(text, claim.words) for text in texts.values()):
        return Diagnostic("Q002", f"these words do not stand together in {_keys(texts)}", claim.span, help=_SCATTERED)
    near = [miss for key in texts if (miss := closest(texts[key], claim.words))]
    help = _nearest(near[0]) if near else _NOTHING
    return Diagnostic("Q002", f"these words do not stand in {_keys(texts)}", claim.span, help=help)


def _keys(texts: dict[str, SourceText]) -> str:
    return " or ".join(f"`{key}`" for key in texts)


def _elsewhere(claim: Claim, found: Found) -> Diagnostic:
    who = found.voice or "someone before the first speaker (a heading or notes)"
    named = " or ".join(dict.fromkeys(f"`{voice.name}`" for voice in claim.voices))
    return Diagnostic(
        "Q003",
        f"these words are not {named}'s",
        claim.span,
        f"{who} says them, in paragraph {found.paragraph}",
        (
            f"end a quotation with a line `— {found.voice}`, or with `— NAME, as told by {found.voice}`, if the words are another's",
            "a card that quotes in its text must name who speaks",
        )
        if found.voice
        else ("take other words",),
    )


def _nearest(miss: Miss) -> tuple[str, ...]:
    lines = [f"the closest passage, in paragraph {miss.paragraph}{f', by {miss.voice}' if miss.voice else ''}:", f"      {miss.passage}"]
    if miss.quoted and miss.stands:
        lines.append(f"the text has `{miss.stands}` where the quotation has `{miss.quoted}`")
    elif miss.quoted:
        lines.append(f"the text has no `{miss.quoted}` there")
    elif miss.stands:
        lines.append(f"the text has `{miss.stands}` there, too; write … for words left out")
    return tuple(lines)

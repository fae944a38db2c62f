"""Quotations: word for word from their source, by the one who is named. What `deckgen verify` found is held here without the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from deckgen.claims import Claim, place
from deckgen.diagnostics import Diagnostic, Edit, Span
from deckgen.meant import nearest
from deckgen.model import Deck, Kind, Note, Source, Text
from deckgen.quotations import Found, Miss, SourceText, closest, find, parts, scattered, words


def cited(_: Deck, note: Note) -> Iterator[Diagnostic]:
    """Report a verbatim note that names no source (S004)."""
    if note.kind in (Kind.SAID, Kind.QUOTE) and not note.citations:
        yield Diagnostic(
            "S004", f"a `{note.kind}` note without a source", note.span, "whose words are these?", ("add `source: key#principle`",)
        )


def speakers(_: Deck, source: Source) -> Iterator[Diagnostic]:
    """Report a speaker who never speaks in the source (Q004): nobody could verify that."""
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
                    _last_line(one.span),
                    f"heard there: {', '.join(source.speakers.values()) or source.author}",
                    _who((source,), one.voice, one.speaker),
                )


def card_speakers(deck: Deck, note: Note) -> Iterator[Diagnostic]:
    """Report a speaker named on a card who never speaks in any cited source (Q004)."""
    quotation = note.quotation
    cited = [source for source, _ in deck.cited(note)] if quotation and quotation.named else []
    if quotation and cited and not any(_speaks(quotation.voice, source) for source in cited):
        heard = dict.fromkeys(name for source in cited for name in (*source.speakers.values(), source.author))
        help = _who(cited, quotation.voice, quotation.speaker)
        keys = " or ".join(dict.fromkeys(f"`{source.key}`" for source in cited))
        where = _last_line(quotation.span)
        yield Diagnostic("Q004", f"`{quotation.voice}` does not speak in {keys}", where, f"heard there: {', '.join(heard)}", help)


def _last_line(span: Span) -> Span:
    """Give the line on which a quotation names who speaks."""
    return span if span.line == span.end_line else span._replace(line=span.end_line)


def _who(sources: Iterable[Source], voice: str, speaker: str) -> tuple[str, ...]:
    """Say what to do about a name that nobody has in some sources: a part of another one is mostly meant for it."""
    sources = tuple(sources)
    told = f"if someone tells it, write: — {speaker}, as told by {sources[0].author}"
    for source in sources:
        for label, name in (*source.speakers.items(), ("", source.author)):
            if words(name) != words(voice) and any(_part(one, voice) for one in (label, name) if one):
                whole = f"if `{label}` is {voice}, say so in the front matter of content/{source.key}.md: `speakers: {{{label}: {voice}}}`"
                longer = label and len(words(voice)) > len(words(name))
                return (*((whole,) if longer else ()), f"if `{name}` is meant, write: — {name}", told)
    return (told,)


def _part(one: str, other: str) -> bool:
    """Whether two names are one, the shorter a part of the longer, or nearly."""
    some, more = sorted((set(words(one)), set(words(other))), key=len)
    return bool(some) and (some <= more or bool(nearest(" ".join(words(one)), [" ".join(words(other))], 0.8)))


def locators(deck: Deck, source: Source) -> Iterator[Diagnostic]:
    """Report a locator behind the last paragraph of a text whose length is known (C006)."""
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


def attested(deck: Deck, claim: Claim) -> Iterator[Diagnostic]:
    """Report what was never verified, or was changed since (Q001); where the text is in the project, look there (Q002, Q003)."""
    spoken = any(_speaks(voice.name, deck.sources[voice.source]) for voice in claim.voices)
    if not spoken or not parts(claim.words):
        return  # `speakers` and `card_speakers` report who never speaks
    if place(deck, claim) is None and not any(_lacks_text(deck, voice.source) for voice in claim.voices):
        texts = {voice.source: deck.texts[voice.source] for voice in claim.voices if voice.source in deck.texts}
        yield missed(claim, texts) if len(texts) == len({voice.source for voice in claim.voices}) else unverified(claim)


def _lacks_text(deck: Deck, key: str) -> bool:
    """Whether a source says where its text lies, and it could not be read: that is told there, once."""
    return bool(deck.sources[key].text) and key not in deck.texts


_NAME = r"[^\W\d_a-z][\w.’'-]*"
_BEFORE = r"(?:(?:—|–|―|--|(?<=\s)-|(?<=[.!?…”\"’])-|~)\s*|(?<=[.!?…”\"’\s])\()"
_SWALLOWED = re.compile(rf"(?P<words>\S.*?)\s*{_BEFORE}(?P<who>{_NAME}(?: {_NAME}){{0,4}}(?:, [^.]*)?)\)?")
"""Words, then a dash or a bracket, then a name."""


def _swallowed(claim: Claim) -> Diagnostic | None:
    """Report a speaker who is named on the line of the words, and so is read as words (Q006)."""
    found = _SWALLOWED.fullmatch(claim.words)
    name = next((one.name for one in claim.voices if re.search(rf"[.!?…”\"’)] {re.escape(one.name)}$", claim.words)), "")
    who, typed = (found["who"], found["words"]) if found else (name, claim.words.removesuffix(name).rstrip())
    if not who:
        return None
    message, label = f"`{who}` is read as words of the quotation", "who speaks stands on the last line, alone"
    if claim.text and (mended := _on_lines(claim.text)):
        return Diagnostic("Q006", message, claim.span, label, mended[0], edit=mended[1])
    mark = "> " if "#" in claim.owner else ""
    rows = (f"    + {mark}{_end_of(typed)}", f"    + {mark}".rstrip(), f"    + {mark}— {who}")
    help = (f"put the speaker on a line of its own, behind `—`{'' if mark else ', all of it below a `|`'}", *rows)
    return Diagnostic("Q006", message, claim.span, label, help)


def _on_lines(text: Text) -> tuple[tuple[str, ...], Edit] | None:
    """Give help and the edit that put a card's quotation of one line below a `|`, with the speaker on a line of its own."""
    found, span = _SWALLOWED.fullmatch(text.raw.strip()), text.span
    key = "quote" if "{{c" in text.raw else "said"
    if not found or text.origin.lines != ((0, span.line, span.column),) or span.line != span.end_line:
        return None  # between quotation marks, or on lines of its own
    below = span != text.origin.span
    who, inner = f"— {found['who']}", " " * (span.column - 1 - (0 if below else len(key)))
    shown = (f"    + {key}: |", f"    +   {_end_of(found['words'])}", "    +", f"    +   {who}")
    edit = Edit(span, ("" if below else f"|\n{inner}") + f"{found['words']}\n\n{inner}{who}", safe=False)
    return ("put the speaker on a line of its own, behind `—`, all of it below a `|`", *shown), edit


def _end_of(typed: str) -> str:
    return typed if len(typed) <= _SHOWN else f"… {typed[-_SHOWN:].partition(' ')[2]}"


_SHOWN = 60
"""Characters of a quotation that are shown in its replacement."""


def unverified(claim: Claim) -> Diagnostic:
    """Say that a quotation was never verified, or was changed since."""
    if swallowed := _swallowed(claim):
        return swallowed
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
    if swallowed := _swallowed(claim):
        return swallowed
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

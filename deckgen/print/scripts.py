"""Characters that no font has -> one finding a script: which they are, where they stand, and a font to get for it.

In: a deck, and Typst with the deck's fonts. Out: findings. They tell of the whole deck, not of one product: so the sheet, the flashcards
and the quiz say the same, and it is said once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deckgen.diagnostics import Diagnostic, Diagnostics, Span
from deckgen.markup.walk import plain_text
from deckgen.model import Deck, Principle, Text
from deckgen.print.engine import Press
from deckgen.print.tree import clean

_MOST = 12
"""More characters, or places, than this are counted, not listed."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script as its readers call it, and a free font that has it."""

    name: str
    font: str


_ASIAN = Script("Chinese, Japanese or Korean", "Noto Sans CJK")
_EMOJI = Script("emoji", "Noto Color Emoji, or Noto Emoji for black ones")
_FONTS = {"ARABIC": "Noto Naskh Arabic", "TIBETAN": "Noto Serif Tibetan"}
"""By the first word of the characters' names, where it is not Noto Sans and that word."""
_LIVING = re.compile(
    "ARABIC|ARMENIAN|BENGALI|CHEROKEE|DEVANAGARI|ETHIOPIC|GEORGIAN|GUJARATI|GURMUKHI|HEBREW|KANNADA|KHMER|LAO|MALAYALAM|MONGOLIAN"
    "|MYANMAR|ORIYA|SINHALA|SYRIAC|TAMIL|TELUGU|THAANA|THAI|TIBETAN"
)
_IS_ASIAN = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_IS_EMOJI = re.compile("[\u200d\ufe0f\U0001f000-\U0001faff]")


def script(character: str) -> Script:
    r"""Tell the script of a character.

    >>> script("\u4e2d").font, script("\u05d0").font, script("\u0e01").name, script("\U0001f600").name
    ('Noto Sans CJK', 'Noto Sans Hebrew', 'Thai', 'emoji')
    """
    word = unicodedata.name(character[0], "").partition(" ")[0]
    if _IS_ASIAN.match(character):
        return _ASIAN
    if _IS_EMOJI.match(character):
        return _EMOJI
    if _LIVING.fullmatch(word):
        return Script(word.title(), _FONTS.get(word, f"Noto Sans {word.title()}"))
    return Script("rare characters", "Noto Sans, Noto Sans Symbols or one made for them")


@dataclass(frozen=True, slots=True)
class _Spot:
    """A text of the deck, and what its place is called."""

    where: str
    text: str
    span: Span
    typed: Text | None = None

    def at(self, characters: Sequence[str]) -> Span:
        """Give the place of the first of some characters, or of the text where none is typed as it is."""
        raw = self.typed.raw if self.typed else ""
        start = min((place for one in characters if (place := raw.find(one)) >= 0), default=-1)
        return self.typed.origin.at(start, start + 1) if self.typed and start >= 0 else self.span


def lacking(deck: Deck, press: Press, missing: Sequence[str]) -> Diagnostics:
    """Report every character of a deck that no font has, one finding a script; `missing` are those that Typst has met."""
    spots = tuple(_spots(deck))
    everything = dict.fromkeys("".join(clean(spot.text) for spot in spots))
    lacks = {*press.lacks("".join(everything), deck.head.lang), *missing}
    found = [one for one in dict.fromkeys((*everything, *missing)) if one in lacks]
    letters = [one for one in found if unicodedata.category(one[0]) not in ("Cf", "Mn")]  # others go with their letters
    scripts: dict[Script, list[str]] = {}
    for character in letters or found:
        scripts.setdefault(script(character), []).append(character)
    return tuple(_finding(deck, one, characters, spots) for one, characters in scripts.items())


def _finding(deck: Deck, script: Script, characters: Sequence[str], spots: Sequence[_Spot]) -> Diagnostic:
    here = [spot for spot in spots if any(one in spot.text for one in characters)]
    span = here[0].at([one for one in characters if one in here[0].text]) if here else deck.head.span
    name = re.sub(r"\W", "", script.font.partition(",")[0])
    what = "the fonts that deck.yaml names do not have them" if deck.fonts else "the fonts at hand have Latin, Greek and Cyrillic letters"
    return Diagnostic(
        "P001",
        f"no font has {_listed([shown(one) for one in characters], ' ')} ({script.name})",
        span,
        help=(
            *([f"they are on: {_listed(dict.fromkeys(spot.where for spot in here), ', ')}"] if here else []),
            f"{what}: get {script.font}, put it into the project",
            f"and name it in {deck.head.span.file}: `print: {{fonts: [fonts/{name}-Regular.otf]}}`",
            "or make the deck for Anki alone: `deckgen build --only apkg`",
        ),
    )


def _listed(words: Iterable[str], joint: str) -> str:
    """List words, but not all of very many.

    >>> _listed("abc", " "), _listed(map(str, range(20)), ", ")
    ('a b c', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 8 more')
    """
    words = list(words)
    return joint.join(words[:_MOST]) + (f" and {len(words) - _MOST} more" if len(words) > _MOST else "")


def shown(character: str) -> str:
    """Give a character as it can be read: by its number where it cannot be seen."""
    return character if character.isprintable() else " ".join(f"U+{ord(c):04X}" for c in character)


def _spots(deck: Deck) -> Iterator[_Spot]:
    """Give every text that is printed of a deck: its name, notes and the principles that they cite, in reading order."""
    head, seen = deck.head, set()
    yield _Spot("the deck’s name", f"{head.name} {head.subtitle}", head.span)
    for part in deck.parts:
        yield _Spot(f"the part {part.name}", part.name, part.span)
        for note in part.notes:
            yield from (_Spot(note.id, plain_text(text.blocks), note.span, text) for text in note.all_texts())
            for source, principle in deck.cited(note):
                if source.key not in seen:
                    yield _Spot(source.key, f"{source.title} {source.container} {source.author} {source.cite} {source.mark}", source.span)
                if principle and f"{source.key}#{principle.id}" not in seen:
                    yield from _of_principle(f"{source.key}#{principle.id}", principle)
                seen |= {source.key, f"{source.key}#{principle.id}" if principle else ""}


def _of_principle(where: str, principle: Principle) -> Iterator[_Spot]:
    yield _Spot(where, plain_text(principle.name), principle.span)
    yield _Spot(where, plain_text(principle.statement.blocks), principle.span, principle.statement)
    for one in principle.quotations:
        yield _Spot(where, f"{plain_text(one.blocks)} {one.speaker} {one.note}", one.span)

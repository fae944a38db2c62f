"""The language of a deck: what deck.yaml says, held against the little words of its cards.

In: a deck. Out: the language that rules may read, and a finding where `lang:` is plainly another one. Cautious: a deck of words of two
languages, or with few cards, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from deckgen.diagnostics import Diagnostic, Edit, Severity, Span
from deckgen.kept import of_part
from deckgen.markup.walk import plain_text
from deckgen.model import Cloze, Deck, Note, Part, Said

_LITTLE = {
    "en": "the of and to is that it for with are by from what which does how why an be or not when who",
    "de": "der das und nicht ist ein eine einen einem einer dem den von mit auf für sich wird sind auch wie wenn oder aber durch bei nach",
    "fr": "le la les des est une dans que qui pour pas sur avec sont ce cette il elle ne du au aux ou mais",
    "es": "el los las una que por con para es del se como más pero su sus qué cuál cómo",
    "it": "il gli che una per con del della è sono di non come più ma nel alla dei",
    "pt": "os uma não com para é da dos das mais mas em são ao pelo que qual",
    "nl": "het een van niet dat voor zijn op aan ook maar door wordt naar bij hoe welke waarom",
}
"""Little words of the languages that have labels; none that an English sentence is likely to have."""
_SPLIT = tuple(frozenset(words.split()) for words in _LITTLE.values())
_WORD = re.compile(r"[^\W\d_]+")
_NAMES = {"de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch"}
_FEWEST = 8
"""Little words that have to be found before anything is said."""
_SHARE = 0.1
"""How many of all words they have to be: in a text of that language, they are a quarter."""
_TIMES = 4
"""How many times as many as English ones."""
_MOST = 500
"""Notes that are read for it: a language shows in fewer."""


def reads_english(deck: Deck) -> bool:
    """Whether rules that read English are right here: by `lang:`, unless the cards are plainly in another language."""
    return _said(deck) == "en" and not plainly(deck)


def plainly(deck: Deck) -> str:
    """Give the language that the cards are plainly in, other than English; empty where that cannot be told."""
    notes = islice((note for part in deck.parts for note in _counted(deck, part)), _MOST)
    words, *little = map(sum, zip([0] * (1 + len(_LITTLE)), *notes, strict=True))
    found = dict(zip(_LITTLE, little, strict=True))
    best = max(_NAMES, key=lambda lang: found[lang])
    sure = found[best] >= max(_FEWEST, _SHARE * words, _TIMES * found["en"])
    return best if sure else ""


@of_part
def _counted(_: Deck, part: Part) -> tuple[tuple[int, ...], ...]:
    """Count, for each note, its words, and the little words of each language among them."""
    said = ([word for text in _own_words(note) for word in _WORD.findall(text.casefold())] for note in islice(part.notes, _MOST))
    return tuple((len(words), *(len([word for word in words if word in little]) for little in _SPLIT)) for words in said)


def language(deck: Deck) -> Iterator[Diagnostic]:
    """Warn where `lang:` is English, or missing, and the cards are in another language (D004)."""
    meant = plainly(deck) if _said(deck) == "en" else ""
    if not meant:
        return
    given, head = deck.head.places.get("lang"), deck.head.span
    what = (
        f"the cards seem to be in {_NAMES[meant]}, and `lang` is `{deck.head.lang}`"
        if given
        else f"the cards seem to be in {_NAMES[meant]}"
    )
    label = "without `lang`, a deck is in English" if not given else ""
    edit = Edit(given or Span(head.file, head.line, 1, head.line, 1), meant if given else f"lang: {meant}\n", safe=False)
    help = ("labels on cards and sheets, and hyphenation, would be English; rules that read English are left out", f"    + lang: {meant}")
    yield Diagnostic("D004", what, given or head, label, help, edit=edit, severity=Severity.WARNING)


def _said(deck: Deck) -> str:
    return deck.head.lang.casefold().replace("_", "-").split("-")[0]


def _own_words(note: Note) -> Iterator[str]:
    """Give what the author wrote: not the quotations, which are in the language of their source."""
    quoted = isinstance(note.body, Said) or (isinstance(note.body, Cloze) and note.body.quotation is not None)
    for text in note.texts() if not quoted else ():
        yield plain_text(text.blocks)

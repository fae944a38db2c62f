"""Gaps, and answers that the card itself gives away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from deckgen import authored
from deckgen.diagnostics import Diagnostic
from deckgen.markup.nodes import Code, CodeBlock, Emphasis, Image, Math
from deckgen.markup.walk import plain_text, walk
from deckgen.model import Cloze, ListEntry, ListNote, Said, Term, Text
from deckgen.rules.gaps import card_span
from deckgen.rules.writing.asked import Asked, place, warning, weight
from deckgen.rules.writing.english import LITTLE, drops, stem, tokens

_REACH = 5
"""Words from one to the other, within which two are read together."""
FEW = 3
"""Words around a gap, from which on a sentence can be made out."""


def readable(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of an answer that can be read in the question (W008)."""
    match asked.note.body:
        case Said(quotation=quotation):
            named = quotation.words.rstrip(")").endswith(quotation.speaker)  # an attribution that is read as words: Q006 tells it
            if weight(quotation.speaker, asked.english) & asked.weight and not named:
                yield warning("W008", f"the quotation names `{quotation.speaker}`, who is asked for", asked.front.span, "", _OTHER_WORDS)
        case Term() if asked.weight and asked.weight <= asked.answer_weight:
            yield warning("W008", "the meaning names the term", place(asked.answer or asked.front, asked.shown), "", _OTHER_WORDS)
        case _ if asked.answer and (wanted := _wanted(asked.answer, asked)) and wanted <= asked.weight and _together(wanted, asked):
            yield warning("W008", "the answer can be read in the question", asked.answer.span, f"`{asked.answers}`", _OTHER_WORDS)


_OTHER_WORDS = "say it in other words on the front, or ask the other way round"


def _wanted(answer: Text, asked: Asked) -> frozenset[str]:
    """Give the words of weight that are wanted: those in bold, or all. Where none of these has weight, nothing can be told."""
    if "*" in answer.raw or "_" in answer.raw:
        bold = " ".join(plain_text(node.children) for node in walk(answer.blocks) if isinstance(node, Emphasis) and node.kind == "strong")
        return weight(bold, asked.english) if bold else asked.answer_weight
    return asked.answer_weight


def _together(wanted: frozenset[str], asked: Asked) -> bool:
    """Whether what is wanted can be read in one place: two words far apart on a long front are there by chance; more are not."""
    if not asked.english or len(wanted) != 2:
        return True
    places = [(place, word) for place, word in enumerate(map(stem, tokens(asked.shown))) if word in wanted]
    return any(there - here <= _REACH for (here, one), (there, other) in pairwise(places) if one != other)


def little(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a gap that hides little words only (W011). One that hides a `not` is another finding."""
    for ordinal, hidden in asked.hides.items() if isinstance(asked.note.body, Cloze) else ():
        said = tokens(hidden)
        if said and all(word in LITTLE for word in said) and not any(drops(word) for word in said):
            span = card_span(asked.note, ordinal + 1)
            yield warning("W011", f"this gap hides only `{hidden}`", span, "guessed from the grammar", "hide a word that the text is about")


def elsewhere(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a gap whose words stand elsewhere on the card (W012)."""
    body = asked.note.body
    if isinstance(body, ListNote):
        yield from (found for entry in body.entries for found in _told(entry, asked))
    elif isinstance(body, Cloze):
        for ordinal, hidden in asked.hides.items():
            wanted = weight(hidden, asked.english)
            if wanted and wanted <= weight(asked.around.get(ordinal, ""), asked.english):
                span = card_span(asked.note, ordinal + 1)
                help = "give both places the same number, or write the others in other words"
                yield warning("W012", f"`{hidden}` stands elsewhere on this card", span, "hidden here", help)


def _told(entry: ListEntry, asked: Asked) -> Iterator[Diagnostic]:
    """Find an item whose words stand in the line above the list, or in its own reason."""
    wanted = weight(authored.words_of(entry.text.blocks), asked.english)
    reason = weight(authored.words_of(entry.why.blocks), asked.english) if entry.why else frozenset()
    for where, told in (("the line above the list", asked.weight), ("its own reason", reason)):
        if wanted and wanted <= told:
            yield warning("W012", f"this item can be read in {where}", entry.text.span, "", "say it there in other words")


def context(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of too few words around a gap (W013). Pictures, formulas and code are context of their own."""
    body = asked.note.body
    if not isinstance(body, Cloze) or any(isinstance(node, Image | Math | Code | CodeBlock) for node in walk(body.text.blocks)):
        return
    for ordinal, shown in sorted(asked.around.items()):
        count = len(tokens(shown))
        if count < FEW:
            span = card_span(asked.note, ordinal + 1)
            label = f"{count or 'no'} word{'' if count == 1 else 's'} around it"
            yield warning("W013", "too few words around this gap", span, label, "say on the card what the answer follows from")

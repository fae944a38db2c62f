"""Deck -> rows as Anki stores them: the fields, tags and cards of every note.

In: a checked deck, and the time that changes carry. Out: `Row`s in learning order. Which cards exist is decided here, not by genanki.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from deckgen import authored, kept
from deckgen.anki.html import Html, address, characters
from deckgen.anki.notetypes import FIELDS
from deckgen.anki.package import Row
from deckgen.labels import Labels, labels
from deckgen.markup.nodes import Gap, Paragraph
from deckgen.model import Body, Cloze, Deck, ListNote, Note, Part, Question, Quotation, Said, Source, Term, Text, part_number
from deckgen.quotations import parts, unbracketed

_NAMES = {note_type: tuple(field.name for field in fields) for note_type, fields in FIELDS.items()}
PlainRow = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[int, ...]]
"""Of a note: its id, its note type, its fields, its tags, and the ordinals of its cards."""


def rows(deck: Deck) -> Iterator[Row]:
    """Give every note as a row, without the time and the release that it last changed in: those are `stamps`' to give."""
    for part in deck.parts:
        name = sub_deck(deck, part)
        for id, note_type, fields, tags, ordinals in part_rows(deck, part):
            identity = deck.identities[id]
            yield Row(note_type, identity.guid, identity.note_id, fields, tags, ordinals, name)


@kept.of_part
def part_rows(deck: Deck, part: Part) -> tuple[PlainRow, ...]:
    """Give the rows of a part, without what Anki knows its notes by."""
    writer = _Writer(deck, part, labels(deck.head.lang))
    return tuple(map(writer.row, part.notes))


def sub_deck(deck: Deck, part: Part) -> str:
    """Give the full name of a part's deck in Anki."""
    return f"{deck.head.name}::{part.name}"


def pictured(deck: Deck, text: Text) -> Html:
    """Give a renderer that finds the pictures of one text."""

    def name(src: str) -> str | None:
        medium = deck.picture(text, src)
        return medium.name if medium else None

    return Html(name)


class _Writer:
    """Writes the notes of one part of a deck in the words of its language."""

    def __init__(self, deck: Deck, part: Part, said: Labels) -> None:
        self.deck = deck
        self.part = part
        self.part_name = _numbered(part.name)
        self.labels = said
        self.without_pictures = Html(lambda _: None)

    def row(self, note: Note) -> PlainRow:
        """Give one note as a row."""
        note_type = authored.note_type(note)
        values = self._face(note.body) | self._surroundings(note)
        fields = tuple([values.get(name, "") for name in _NAMES[note_type]])
        return note.id, note_type, fields, authored.tags(self.deck, self.part, note), tuple(authored.ordinals(note))

    def _html(self, text: Text | None) -> str:
        if text is None:
            return ""
        html = pictured(self.deck, text) if "![" in text.raw else self.without_pictures
        return html.blocks(text.blocks)

    # --- what a body gives -------------------------------------------------------------------------------------------

    def _face(self, body: Body) -> dict[str, str]:
        match body:
            case Question(front, answer, reverse):
                return self._standard(self._html(front), self._html(answer), "", self.labels.reverse if reverse else "")
            case Term(term, meaning, reverse):
                return self._standard(self._html(term), self._html(meaning), self.labels.meaning, self.labels.term if reverse else "")
            case Said(text, quotation):
                speaker = f"<strong>{characters(quotation.speaker)}</strong>" + (
                    f", {characters(quotation.note)}" if quotation.note else ""
                )
                return self._standard(self._html(text), speaker, self.labels.speaker, "")
            case Cloze(text, quotation):
                # Who says it stands above a quotation to complete: what is asked for are the words, not the voice
                return {"Text": self._html(text), "Prompt": _speaker(quotation)}
            case ListNote():
                return self._list(body)

    def _standard(self, front: str, back: str, prompt: str, reverse: str) -> dict[str, str]:
        return {"Front": front, "Back": back, "Prompt": characters(prompt), "Reverse": characters(reverse)}

    def _list(self, body: ListNote) -> dict[str, str]:
        """Write a list as a cloze with a gap an item, each with its reason beside it."""
        rows = []
        for entry in body.entries:
            inside = entry.text.blocks[0].children if len(entry.text.blocks) == 1 and isinstance(entry.text.blocks[0], Paragraph) else ()
            words = pictured(self.deck, entry.text).inlines((Gap(entry.number, None, inside),))
            why = f' <span class="why">{self._html(entry.why)}</span>' if entry.why else ""
            rows.append(f'<li><span class="entry">{words}</span>{why}</li>')
        text = f'<p class="title">{self._html(body.title)}</p><ol class="sequence">{"".join(rows)}</ol>'
        return {"Text": text}

    # --- what surrounds it -------------------------------------------------------------------------------------------

    def _surroundings(self, note: Note) -> dict[str, str]:
        """Give the fields that every kind has."""
        quotations, named = self._quotations(note) if note.citations else ("", frozenset())
        return {
            "Extra": self._html(note.extra),
            "Quotation": quotations,
            "Citation": "<br>".join(self._lines(note, named)) if note.citations else "",
            "Report": address(self.deck.head.report.replace("{id}", quote(note.id))) if self.deck.head.report else "",
            "Part": self.part_name,
            "Kind": str(note.kind),
            "Note ID": note.id,
        }

    def _lines(self, note: Note, named: frozenset[str]) -> Iterator[str]:
        """Give the citations that no quotation shows."""
        quotation = note.quotation
        for source in {source.key: source for source, _ in self.deck.cited(note) if source.key not in named}.values():
            if quotation is None or quotation.source not in ("", source.key):
                yield self._citation(source)
            else:
                yield self._citation(source, quotation)

    def _quotations(self, note: Note) -> tuple[str, frozenset[str]]:
        """Give the HTML of the quotations of cited principles, and the keys of the sources that it names."""
        shown = tuple(authored.shown(self.deck, note))
        return "".join(self._figure(*one) for one in shown), frozenset(source.key for source, _ in shown)

    def _figure(self, source: Source, quotation: Quotation) -> str:
        text = self.without_pictures.blocks(quotation.blocks)
        cite = f'<span class="source">{self._citation(source, quotation)}</span>'
        caption = f"<figcaption>{_attribution(quotation)} {cite}</figcaption>"
        return f'<figure class="quotation"><blockquote>{text}</blockquote>{caption}</figure>'

    def _citation(self, source: Source, quotation: Quotation | None = None) -> str:
        """Give a source's line, as a link to the very passage where its words can be read."""
        if not source.url:
            return characters(source.cite)
        url = source.url + (passage(quotation).removeprefix("#") if "#" in source.url else passage(quotation))
        return f'<a href="{address(url)}">{characters(source.cite)}</a>'


def _speaker(quotation: Quotation | None) -> str:
    """Give who says a quotation, as plain words."""
    return characters(", ".join(filter(None, (quotation.speaker, quotation.note)))) if quotation else ""


def _attribution(quotation: Quotation) -> str:
    note = f' <span class="note">{characters(quotation.note)}</span>' if quotation.note else ""
    return f'<span class="speaker">{characters(quotation.speaker)}</span>{note}'


def _numbered(name: str) -> str:
    """Set a leading number of a part apart, so that the look can."""
    number, rest = part_number(name)
    return f'<span class="number">{number}</span> {characters(rest)}' if number else characters(name)


_LEFT_OUT = re.compile(r"\[[^\[\]]*\]|…|\.\.\.")
_EDGE = 4
"""Words at each end of a long passage that a browser needs to find it."""


def passage(quotation: Quotation | None) -> str:
    """Give the text fragment that makes a browser scroll to a quotation and mark it; empty for none.

    Source: the URL Fragment Text Directives draft of the Web Incubator Community Group: `#:~:text=start,end`.
    """
    if quotation is None or not parts(quotation.words):
        return ""
    runs = [run.split() for run in _LEFT_OUT.split(unbracketed(quotation.words)) if parts(run)]
    first, last = runs[0], runs[-1]
    if len(runs) == 1 and len(first) <= 2 * _EDGE:
        return f"#:~:text={_fragment(first)}"
    return f"#:~:text={_fragment(first[:_EDGE])},{_fragment(last[-_EDGE:])}"


def _fragment(tokens: list[str]) -> str:
    return quote(" ".join(tokens), safe="").replace("-", "%2D")

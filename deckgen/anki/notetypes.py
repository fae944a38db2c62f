"""The two note types of every deck, and their look.

In: a note type's id, its name and the deck's language. Out: genanki's `Model` of it ("Model" is genanki's word for a note type).

**For ever.** Once a deck is released, nothing in the tables below may change but the remarks: Anki takes a field or card
type that was added, removed, moved or renumbered for another note type, and learners' notes never update again
(`anki-facts`: a conflict, a note type `X+`). What may change in any release: the look (`templates/style.css`), the HTML of a
card type, a description, what is folded or left out of searches, and the **name** of a spare: under the same id, Anki follows.

Why the tables are as they are:

- **Two note types, not one for each kind of note.** A note cannot change its note type, but it may change its kind as long as
  the kinds share one: a term becomes a question by filling other fields. Only gaps need a note type of their own.
- **Ids** are what Anki matches fields and card types by once names differ; Anki gives them at random, genanki none at all. Ours are
  small, fixed and never given twice in a note type. They are the same in every deck: each deck has note types of its own.
- **Front and Text come first**: Anki sorts by the first field, shows it in the browser and looks for duplicates in it.
- **Prompt** is apart from Front, so that the browser lists terms and quotations, not "What does it mean?" a hundred times.
- **Reverse** is both switch and prompt of the second card: no note asks in reverse without saying what it asks for.
- **Quotation and Citation** are apart, so that a learner can search one; a source that a quotation names isn't cited twice.
- **Kind** is a CSS class, so that the look can tell a quotation from a question without JavaScript.
- **Note ID and Version** are not shown; they tell, in the browser and in a report, which note in the project's files it is.
- **No field** for hints (`{{c1::gap::hint}}`, or the front), sound and pictures (`[sound:…]`, `<img>` in any field), links (any
  field) or a title (a list's is in its Text, whose parts Anki must render together). Whatever else comes takes a spare.
- **Six spares**: a spare costs a byte a note and a folded line in the editor, running out costs a new note type. On the
  standard type two of them are tied to the spare card types, so four are free there.
- **Two spare card types**, for such as "type the answer" or "from example to rule". Anki makes a card only where its front shows a
  field that isn't empty: an empty spare makes none. Their fronts must be neither empty nor alike, or Anki refuses
  the learner's next edit of the look. A cloze type has one card type only, by Anki's rules.
- **Names** are free of what Anki forbids (`:"{}#^/`), and none is one of its own words (Tags, Type, Deck, Card, FrontSide…).
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from deckgen.anki import lazy
from deckgen.labels import labels

if TYPE_CHECKING:
    import genanki


class Field(NamedTuple):
    """A field: all but its remarks is for ever."""

    name: str
    id: int
    """Permanent, unique in the note type."""
    description: str
    """Shown in the editor while the field is empty."""
    shown: bool = False
    """Open in the editor; a technical field is folded."""
    searched: bool = False
    """Found by a search that names no field."""
    plain: bool = False
    """Edited as HTML source: rich editing would add markup to what is not a text, or harm what is one."""


class CardType(NamedTuple):
    """A card type (a "template" in Anki's files): name, id and order are for ever, the HTML is not."""

    name: str
    id: int
    """Permanent, unique in the note type."""
    question: str
    """The file of the front, in `templates/`."""
    answer: str
    """The file of the back."""
    listed: tuple[str, str]
    """Front and back in the columns of Anki's browser: without part, prompt and what follows the answer."""


def _spares(first_id: int) -> tuple[Field, ...]:
    return tuple(Field(f"Spare {n}", first_id + n, "Not used yet", plain=True) for n in range(1, 7))


STANDARD_FIELDS = (
    Field("Front", 101, "What is asked", shown=True, searched=True),
    Field("Back", 102, "The answer", shown=True, searched=True),
    Field("Extra", 103, "Shown after the answer", shown=True, searched=True),
    Field("Prompt", 104, "A small line over the front: what is asked for"),
    Field("Reverse", 105, "Fill in to ask for the front, too: what is asked for then"),
    Field("Quotation", 106, "Verbatim words from a source, shown on the back", searched=True),
    Field("Citation", 107, "Where the answer comes from, if no quotation says so", searched=True),
    Field("Report", 108, "Where to report a fault in this note: an address", plain=True),
    Field("Part", 109, "The part of the deck, shown above the front"),
    Field("Kind", 110, "question, term or said: how the card looks", plain=True),
    Field("Note ID", 111, "The note's id in the deck's files", searched=True, plain=True),
    Field("Version", 112, "The release that the note is from", plain=True),
    *_spares(120),
)
"""The fields of a standard note, in order; Front sorts."""

CLOZE_FIELDS = (
    Field("Text", 201, "The text, with gaps: {{c1::gap}} or {{c1::gap::hint}}", shown=True, searched=True),
    Field("Extra", 202, "Shown after the answer", shown=True, searched=True),
    Field("Prompt", 203, "A small line over the text: what is asked for"),
    Field("Quotation", 204, "Verbatim words from a source, shown on the back", searched=True),
    Field("Citation", 205, "Where the text comes from, if no quotation says so", searched=True),
    Field("Report", 206, "Where to report a fault in this note: an address", plain=True),
    Field("Part", 207, "The part of the deck, shown above the text"),
    Field("Kind", 208, "cloze, quote or list: how the card looks", plain=True),
    Field("Note ID", 209, "The note's id in the deck's files", searched=True, plain=True),
    Field("Version", 210, "The release that the note is from", plain=True),
    *_spares(220),
)
"""The fields of a cloze note, in order; Text sorts."""

FIELDS = {"standard": STANDARD_FIELDS, "cloze": CLOZE_FIELDS}

STANDARD_CARDS = (
    CardType("Forward", 151, "forward.html", "forward-answer.html", ("{{Front}}", "{{Back}}")),
    CardType("Reverse", 152, "reverse.html", "reverse-answer.html", ("{{Back}}", "{{Front}}")),
    CardType("Spare card 1", 153, "spare-1.html", "spare-answer.html", ("", "")),
    CardType("Spare card 2", 154, "spare-2.html", "spare-answer.html", ("", "")),
)
"""The card types of a standard note; a card's ordinal is the place in this table."""

CLOZE_CARDS = (CardType("Cloze", 251, "cloze.html", "cloze-answer.html", ("{{cloze:Text}}", "{{cloze:Text}}")),)
"""The one card type of a cloze note; a card's ordinal is its gap's number less one."""

_TEMPLATES = Path(__file__).with_name("templates")
_RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))


def standard(id: int, name: str, lang: str) -> genanki.Model:
    """Take a note type's permanent id, its name and the deck's language; give the standard note type: front and back."""
    genanki = lazy.genanki()
    return genanki.Model(id, name, _fields(STANDARD_FIELDS), _templates(STANDARD_CARDS, lang), style(), genanki.Model.FRONT_BACK)


def cloze(id: int, name: str, lang: str) -> genanki.Model:
    """Take a note type's permanent id, its name and the deck's language; give the cloze note type: a text with gaps."""
    genanki = lazy.genanki()
    return genanki.Model(id, name, _fields(CLOZE_FIELDS), _templates(CLOZE_CARDS, lang), style(), genanki.Model.CLOZE)


MAKERS = {"standard": standard, "cloze": cloze}


def style() -> str:
    """Give the CSS of both note types."""
    return (_TEMPLATES / "style.css").read_text("utf-8")


def _fields(table: tuple[Field, ...]) -> list[dict[str, object]]:
    """Give genanki's dicts of fields; it passes on the keys that it doesn't know, and Anki reads them."""
    return [
        {
            "name": field.name,
            "id": field.id,
            "description": field.description,
            "collapsed": not field.shown,
            "excludeFromSearch": not field.searched,
            "plainText": field.plain,
            "preventDeletion": True,  # a learner who removes a field gets no updates any more; Anki then says why not
            "font": "Arial",  # in the editor; genanki's own choice is a font of Linux
        }
        for field in table
    ]


def _templates(table: tuple[CardType, ...], lang: str) -> list[dict[str, object]]:
    """Give genanki's dicts of card types."""
    return [
        {
            "name": card.name,
            "id": card.id,
            "qfmt": template(card.question, lang),
            "afmt": template(card.answer, lang),
            "bqfmt": card.listed[0],
            "bafmt": card.listed[1],
        }
        for card in table
    ]


def template(file: str, lang: str) -> str:
    """Take a file of `templates/`; give it with the language's words in place of `$names`."""
    language = lang.replace("_", "-")
    direction = "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
    words = {
        "lang": escape(language),
        "direction": direction,
        "open_quote": escape(labels(lang).open_quote.strip()),
        "report": escape(labels(lang).report),
    }
    after = Template(_read("after.html")).substitute(words)
    return Template(_read(file)).substitute(words, after=after)


def _read(file: str) -> str:
    return (_TEMPLATES / file).read_text("utf-8").strip()

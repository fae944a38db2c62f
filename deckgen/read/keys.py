"""The keys of the YAML files, once: readers check against them, the JSON Schema is made from them.

In: nothing. Out: tables. A key's `takes` names the form of its value; its description is what an editor shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deckgen.codes import CODES
from deckgen.model import Lens

Takes = Literal["text", "line", "yes or no", "yes, no or text", "words", "citations", "entries", "notes", "mapping"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, what it takes, what it is for, and whether it must be there."""

    name: str
    takes: Takes
    description: str
    required: bool = False
    pattern: str = ""
    """A regular expression that the whole value must match; `pattern_help` says it in words."""
    pattern_help: str = ""
    choices: tuple[str, ...] = ()
    """All values that it may have, where they are few."""
    keys: tuple[Key, ...] = ()
    """Of a mapping, the keys that may stand in it; none where these are its author's own."""


@dataclass(frozen=True, slots=True)
class KindOfNote:
    """A kind of note: the keys that make it, the first of which tells the kind."""

    title: str
    """What an editor offers."""
    description: str
    """What it asks, and when it is the right one: an editor shows it beside the title."""
    keys: tuple[Key, ...]

    @property
    def name(self) -> str:
        """The key that tells the kind, which also names it in messages."""
        return self.keys[0].name


SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
SLUG_HELP = "lower-case letters a to z, digits and single hyphens: `opposite-test`"
_TAG = r"[^\s\":]+(:{1,2}[^\s\":]+)*"

KINDS: tuple[KindOfNote, ...] = (
    KindOfNote(
        "question and answer (1 card, 2 with reverse)",
        "Asks a question. The right kind wherever no other one is.",
        (
            Key("q", "text", "The question: the front of the card.", True),
            Key("a", "text", "The answer: the back of the card.", True),
            Key("reverse", "yes or no", "`true` asks it the other way round, too."),
        ),
    ),
    KindOfNote(
        "term and meaning (2 cards)",
        "Asks what a term means, and which term has this meaning.",
        (
            Key("term", "text", "The term.", True),
            Key("means", "text", "What it means, so that the meaning leads back to this term only.", True),
            Key("reverse", "yes or no", "`false` asks only for the meaning."),
        ),
    ),
    KindOfNote(
        "who said it? (1 card)",
        "Shows a verbatim quotation and asks who said it.",
        (Key("said", "text", "A verbatim quotation from the cited source; a last line `— speaker, note` names another speaker.", True),),
    ),
    KindOfNote(
        "cloze (1 card a gap)",
        "Hides words of a text, a gap a card; the rest of it is the question.",
        (Key("cloze", "text", "A text with gaps: `{{c1::words}}` or `{{c1::words::hint}}`.", True),),
    ),
    KindOfNote(
        "quotation with gaps (1 card a gap)",
        "Hides words of a verbatim quotation, a gap a card.",
        (Key("quote", "text", "A verbatim quotation from the cited source with at least one gap `{{c1::words}}`.", True),),
    ),
    KindOfNote(
        "list (1 card an item)",
        "Asks for each item of a list among the others.",
        (
            Key("list", "text", "What the items have in common: the line above them.", True),
            Key("items", "entries", "The items; each is asked among the others.", True),
        ),
    ),
)

ENTRY = (
    Key("text", "text", "The item: what its card hides.", True),
    Key("why", "text", "The reason shown beside it."),
    Key(
        "number",
        "line",
        "The number of its card, which reviews hang on. Only where `check` asks whether an item is new or reworded.",
        False,
        r"[1-9][0-9]{0,2}",
        "a number from 1 to 999",
    ),
)

COMMON = (
    Key("id", "line", "The note's name for ever: learners' reviews hang on it.", True, SLUG, SLUG_HELP),
    Key(
        "tags",
        "words",
        "Tags for this note; in Anki below the deck's id.",
        False,
        _TAG,
        "a word without spaces, quotation marks or colons at its ends",
    ),
    Key("source", "citations", "What it rests on: `key`, or `key#principle`; a list where it joins sources."),
    Key("lens", "line", "From which side it asks; in Anki a tag.", choices=tuple(Lens)),
    Key("extra", "text", "Shown after the answer."),
    Key("sheet", "yes, no or text", "`false` keeps the note off the cheat-sheet; a text stands there for its answer."),
    Key(
        "was",
        "line",
        "The id that it had: it keeps its learners. Or `deck-uid/id`, in another deck: they keep that one, without updates.",
        False,
        rf"([0-9a-f]{{32}}/)?{SLUG}",
        "an id, or a deck's uid, a slash and an id",
    ),
    Key(
        "guid",
        "line",
        "The GUID of a note that learners have from elsewhere: they keep that one, without updates.",
        False,
        r"\S+",
        "a GUID, which has no spaces",
    ),
)

CARDS_FILE = (
    Key("part", "line", "The sub-deck in Anki and the section of the cheat-sheet. Anki sorts by name: begin with a number.", True),
    Key("tags", "words", "Tags for every note of the file.", False, _TAG, "a word without spaces, quotation marks or colons at its ends"),
    Key("cards", "notes", "The notes, in learning order.", True),
)

PAPERS = ("a4", "letter", "a3", "a5", "legal")
INKS = ("color", "gray")
SIZES = ("a7", "a8", "3x5", "credit-card")
FLIPS = ("long-edge", "short-edge", "fold")
ANSWERS = ("beside", "end")
ORIENTATIONS = ("portrait", "landscape")
_MILLIMETRES = r"[-+]?([0-4](\.\d{1,2})?|5(\.0{1,2})?)"
OFFSET = Key(
    "offset",
    "line",
    "How far the backs are moved right and down, in mm, against what the printer moves them.",
    False,
    rf"{_MILLIMETRES}( *, *| +){_MILLIMETRES}",
    "two numbers from -5 to 5, in mm, right and down: `0.5 -1`",
)

PRINT_CARDS = (
    Key("size", "line", "The size of a card.", choices=SIZES),
    Key("flip", "line", "How the printer turns the paper over; `fold` for one that prints on one side.", choices=FLIPS),
    OFFSET,
)

PRINT_QUIZ = (
    Key("answers", "line", "Where the answers stand: beside the questions, or at the end.", choices=ANSWERS),
    Key("tries", "line", "For how many tries there is a box for the date.", False, "[0-9]", "a number from 0 to 9"),
    Key("number", "line", "How many questions are asked; all where it is missing.", False, r"[1-9]\d{0,4}", "a number from 1"),
    Key(
        "seed", "line", "What the questions are drawn and shuffled by: another number, another quiz.", False, r"\d{1,9}", "a number from 0"
    ),
)

PRINT = (
    Key("paper", "line", "The paper of everything that is printed.", choices=PAPERS),
    Key("ink", "line", "`gray` for a printer without colors.", choices=INKS),
    Key("sheet", "mapping", "The cheat-sheet.", keys=(Key("orientation", "line", "How its paper lies.", choices=ORIENTATIONS),)),
    Key("cards", "mapping", "The flashcards.", keys=PRINT_CARDS),
    Key("quiz", "mapping", "The quiz.", keys=PRINT_QUIZ),
    Key("fonts", "words", "Fonts for what Latin, Greek and Cyrillic ones don't have: files, or folders of them, in the project."),
)

LEVELS = ("off", "warning", "error")
LINT = tuple(Key(code, "line", f"{what[0].upper()}{what[1:]}.", choices=LEVELS) for code, what in CODES.items() if code.startswith("W"))

DECK_FILE = (
    Key("deck", "line", "The deck's name in Anki.", True),
    Key("uid", "line", "Random, for ever: every note's GUID is made from it.", True, r"[0-9a-f]{32}", "32 digits 0 to 9 and a to f"),
    Key("id", "line", "Names the files in dist/ and prefixes the tags.", True, SLUG, SLUG_HELP),
    Key(
        "lang",
        "line",
        "The language of the deck: `en`, `de`, `pt-BR`.",
        False,
        r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*",
        "a tag like `en` or `pt-BR`",
    ),
    Key("subtitle", "line", "Stands beside the name on the cheat-sheet."),
    Key("description", "text", "Shown in Anki above the deck."),
    Key(
        "report",
        "line",
        "An address with `{id}` in it, where a learner reports a card.",
        False,
        r"(https?://|mailto:)\S+",
        "an address that begins with https://, http:// or mailto:",
    ),
    Key("print", "mapping", "How the cheat-sheet, the flashcards and the quiz are printed.", keys=PRINT),
    Key("lint", "mapping", "How bad findings on how cards are written (W…) are: `W003: off`.", keys=LINT),
)

SOURCE_FILE = (
    Key("title", "line", "The title of the work.", True),
    Key("container", "line", "What it appeared in: a podcast, a journal, a site."),
    Key("author", "line", "Whose words quotations are, unless they say otherwise.", True),
    Key("speakers", "mapping", "Labels in the text that change the speaker, and the names they stand for."),
    Key("date", "line", "When it appeared, as it should be shown."),
    Key("url", "line", "Where the words can be read.", False, r"https?://\S+", "an address that begins with https:// or http://"),
    Key("cite", "line", "The line printed on cards and sheets."),
    Key("mark", "line", "The chip on the cheat-sheet: one or two characters.", False, r".{1,3}", "at most three characters"),
    Key("text", "line", "Where its text lies in the project, if it may lie there."),
    Key(
        "limit",
        "line",
        "How much of its words all quotations together may make, where it may not be redistributed.",
        False,
        r"(?!0+(\.0+)? ?%)(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?) ?%",
        "how much of its words may be quoted, more than 0 and at most 100: `limit: 15 %`",
    ),
)


def _homes() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Say where keys stand: in which file, and below which keys there. Of keys that several files have, the likeliest counts."""
    of_notes = {key.name for keys in (COMMON, *(kind.keys for kind in KINDS)) for key in keys}
    homes: dict[str, tuple[str, tuple[str, ...]]] = {key.name: ("the front matter of a source in content/", ()) for key in SOURCE_FILE}
    homes |= {key.name: ("cards/deck.yaml", ("print", block.name)) for block in PRINT for key in block.keys}
    homes |= {key.name: ("cards/deck.yaml", ("print",)) for key in PRINT}
    homes |= {key.name: ("cards/deck.yaml", ("lint",)) for key in LINT}
    homes |= {key.name: ("an item", ("items",)) for key in ENTRY[1:]}
    homes |= dict.fromkeys(of_notes, ("a note", ())) | {key.name: ("cards/deck.yaml", ()) for key in DECK_FILE}
    return homes | {"part": ("a file of cards", ())}


HOMES = _homes()
"""Where a key stands, for whoever wrote it elsewhere: in what, and below which keys."""

"""What a project says, as values: sources and their principles, notes and their parts, one deck.

In: nothing. Out: frozen, slotted dataclasses. Readers fill them, `resolve` joins them, rules and writers walk them.
Every value knows its place in the files, so that whatever is said about it can point there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple, Protocol, overload
from urllib.parse import unquote

from deckgen.diagnostics import Span
from deckgen.markup.gaps import Problem
from deckgen.markup.nodes import Block, Inline
from deckgen.quotations import Attestations, SourceText
from deckgen.released.state import NoteState, State


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the characters of a value stand in its file, line by line."""

    span: Span
    """The whole value, quotation marks and indentation included."""
    lines: tuple[tuple[int, int, int], ...] = ()
    """For each line of the value: its first offset, its line and its column in the file; empty where they don't map."""

    def at(self, start: int, end: int) -> Span:
        """Give the span of the characters `start` to `end` of the value, or of the whole value where that is unknown."""
        if not self.lines:
            return self.span
        first, last = self._place(start), self._place(max(start, end - 1))
        return Span(self.span.file, *first, last[0], last[1] + 1)

    def _place(self, offset: int) -> tuple[int, int]:
        begin, line, column = self.lines[max(0, bisect_right(self.lines, (offset, 10**9, 0)) - 1)]
        return line, column + offset - begin


@dataclass(frozen=True, slots=True)
class Text:
    """A text as an author typed it, and the tree that its Markdown makes."""

    raw: str
    origin: Origin
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()
    """What is wrong with its Markdown or its gaps; offsets count in `raw`."""

    @property
    def span(self) -> Span:
        """The whole text in its file: below a `|`, its lines, not the sign."""
        inside = self.origin.lines and self.origin.lines[0][1] > self.origin.span.line
        return self.origin.at(0, len(self.raw.rstrip())) if inside else self.origin.span


@dataclass(frozen=True, slots=True)
class Quotation:
    """Verbatim words, and who said them."""

    blocks: tuple[Block, ...]
    words: str
    """The quotation as plain text, without its attribution."""
    speaker: str
    """Who is named for it: the attribution's name, else the author of the source."""
    note: str
    """The rest of the attribution, for example an office; may be empty."""
    voice: str
    """Who says it in the text: the name after "as told by", else the speaker. This one is verified."""
    span: Span
    named: bool = False
    """Whether its attribution stands there, rather than being the author's for want of another."""
    source: str = ""
    """On a card: the citation key of the source that holds it."""


@dataclass(frozen=True, slots=True)
class Principle:
    """Something worth keeping from a source: a name, a statement in our own words, quotations."""

    id: str
    name: tuple[Inline, ...]
    statement: Text
    quotations: tuple[Quotation, ...]
    key: bool
    """Whether the sheet sets its quotation large."""
    paragraphs: tuple[int, int] | None
    """The first and last paragraph of the text it rests on, where the author gives them (`at=12-15`)."""
    span: Span
    rank: int = 2
    """1 carries its source and is always on the sheet; 3 is for the deck alone, unless the sheet has room."""


class LaterPrinciples(Sequence[Principle]):
    """The principles of a source, each made when somebody first asks for it; what most commands ask of them is known before."""

    def __init__(self, ids: Sequence[str], shown: Sequence[Shown], seen: str, make: Callable[[int], Principle]) -> None:
        self.ids = ids
        self.shown = shown
        """The pictures in all their statements."""
        self.seen = seen
        """A digest of what cards see of them."""
        self._make = make
        self._made: dict[int, Principle] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Principle: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Principle]: ...
    def __getitem__(self, place: int | slice) -> Principle | Sequence[Principle]:
        if isinstance(place, slice):
            return tuple(self)[place]
        number = range(len(self))[place]
        if number not in self._made:
            self._made[number] = self._make(number)
        return self._made[number]

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (tuple(self),)  # for another process, they are made


@dataclass(frozen=True, slots=True)
class Source:
    """A cited work, with what was kept from it."""

    key: str
    """The citation key: the name of its file in content/."""
    title: str
    container: str
    """The work it appeared in: a podcast, a journal, a site."""
    author: str
    speakers: Mapping[str, str]
    """Labels in the text that change the speaker, and the names they stand for."""
    date: str
    """As written."""
    url: str
    cite: str
    """The line printed on cards and sheets."""
    mark: str
    """The chip on the sheet."""
    text: str
    """Path of its text inside the project, or empty where the text may not be there."""
    text_span: Span
    limit: Decimal | None
    """How much of its words all quotations together may make, in percent; `None` for any share."""
    limit_span: Span
    principles: Sequence[Principle]
    span: Span
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the principles: every note asks for its own, more than once."""
        object.__setattr__(self, "_places", {id: place for place, id in reversed([*enumerate(self.ids)])})

    @property
    def ids(self) -> Sequence[str]:
        """The ids of its principles: for this, none has to be made."""
        return self.principles.ids if isinstance(self.principles, LaterPrinciples) else [one.id for one in self.principles]

    def principle(self, id: str) -> Principle | None:
        """Give the principle of an id, the first where there are several, `None` where there is none."""
        place = self._places.get(id)
        return None if place is None else self.principles[place]


@dataclass(frozen=True, slots=True)
class Citation:
    """A note's reference to a source, or to one principle of it, as typed."""

    key: str
    principle: str | None
    span: Span


class Kind(StrEnum):
    """The six kinds of note, named after what a learner meets."""

    QUESTION = "question"
    TERM = "term"
    SAID = "said"
    CLOZE = "cloze"
    QUOTE = "quote"
    LIST = "list"


class Lens(StrEnum):
    """From which side a card asks."""

    WHY = "why"
    HOW = "how"
    DIFFERENCE = "difference"
    SCENARIO = "scenario"
    SALIENCE = "salience"
    BRIDGE = "bridge"
    FACT = "fact"
    WHO_SAID = "who-said"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its answer; `reverse` asks it both ways."""

    front: Text
    back: Text
    reverse: bool
    kind = Kind.QUESTION

    def texts(self) -> tuple[Text, ...]:
        """All texts of the note's own."""
        return self.front, self.back


@dataclass(frozen=True, slots=True)
class Term:
    """A term and its meaning, asked each way unless `reverse` is off."""

    term: Text
    meaning: Text
    reverse: bool
    kind = Kind.TERM

    def texts(self) -> tuple[Text, ...]:
        """All texts of the note's own."""
        return self.term, self.meaning


@dataclass(frozen=True, slots=True)
class Said:
    """A verbatim quotation that asks who said it."""

    text: Text
    quotation: Quotation
    kind = Kind.SAID

    def texts(self) -> tuple[Text, ...]:
        """All texts of the note's own."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class Cloze:
    """A text with gaps; where `quotation` is set, the text is a verbatim quotation."""

    text: Text
    quotation: Quotation | None
    kind_of_text: Kind
    """`cloze` or `quote`."""

    @property
    def kind(self) -> Kind:
        """Which of the two it is."""
        return self.kind_of_text

    def texts(self) -> tuple[Text, ...]:
        """All texts of the note's own."""
        return (self.text,)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a list note, and the reason beside it."""

    text: Text
    why: Text | None
    number: int = 0
    """The number of its gap, which its reviews hang on: as typed, or given by `resolve`; 0 before that."""
    typed: bool = False
    """Whether its author typed the number."""


@dataclass(frozen=True, slots=True)
class ListNote:
    """A list whose lines are asked one by one, each among the others."""

    title: Text
    entries: tuple[ListEntry, ...]
    kind = Kind.LIST

    def texts(self) -> tuple[Text, ...]:
        """All texts of the note's own."""
        return (self.title, *(text for entry in self.entries for text in (entry.text, entry.why) if text))


Body = Question | Term | Said | Cloze | ListNote


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its id for ever, its body, what is shown with it and where it comes from."""

    id: str
    """Empty while the author has given none."""
    body: Body
    extra: Text | None
    citations: tuple[Citation, ...]
    lens: Lens | None
    """From which side it asks, where its author says so."""
    tags: tuple[str, ...]
    on_sheet: bool
    gist: Text | None
    """What the sheet shows in place of its answer; `None` where that is the answer itself."""
    was: str
    """The id it had before, or `deck-uid/old-id`; empty where it was always this."""
    guid: str
    """The GUID that learners already have for it; empty for deckgen's own."""
    span: Span
    """Its first line."""
    id_span: Span

    @property
    def kind(self) -> Kind:
        """Which of the six kinds it is."""
        return self.body.kind

    @property
    def quotation(self) -> Quotation | None:
        """The verbatim quotation that the note is, if it is one."""
        return self.body.quotation if isinstance(self.body, Said | Cloze) else None

    def texts(self) -> Iterator[Text]:
        """All texts of its cards, the extra one last."""
        yield from self.body.texts()
        if self.extra:
            yield self.extra

    def all_texts(self) -> Iterator[Text]:
        """All its texts: those of its cards, then what is for the sheet alone."""
        yield from self.texts()
        if self.gist:
            yield self.gist


class Named(Protocol):
    """Who a note is, and where it stands: what every `Note` tells, and what is known of one that is yet to be read."""

    @property
    def id(self) -> str: ...  # noqa: D102 - these are a note's own
    @property
    def was(self) -> str: ...  # noqa: D102
    @property
    def guid(self) -> str: ...  # noqa: D102
    @property
    def span(self) -> Span: ...  # noqa: D102
    @property
    def id_span(self) -> Span: ...  # noqa: D102


class Who(NamedTuple):
    """Who a note is that is yet to be read."""

    id: str
    was: str
    guid: str
    span: Span
    id_span: Span


class Shown(NamedTuple):
    """A picture that a text names, as typed, and where."""

    src: str
    span: Span


class Later(Sequence[Note]):
    """The notes of a file, read when somebody first asks for one of them; how many they are, and who, is known before."""

    def __init__(self, named: Sequence[Named], shown: Sequence[Shown], cited: Sequence[str], read: Callable[[], Iterable[Note]]) -> None:
        self.named = named
        self.shown = shown
        """The pictures in all their texts."""
        self.cited = cited
        """The citation keys of the sources that they name, there or not."""
        self._read = read
        self._notes: tuple[Note, ...] | None = None

    def each(self, change: Callable[[Note], Note]) -> Later:
        """Give these notes, each changed when it is read; who they are and what they show stays."""
        return Later(self.named, self.shown, self.cited, lambda: map(change, self))

    def __len__(self) -> int:
        return len(self.named)

    @overload
    def __getitem__(self, place: int) -> Note: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Note]: ...
    def __getitem__(self, place: int | slice) -> Note | Sequence[Note]:
        return self._all()[place]

    def __iter__(self) -> Iterator[Note]:
        return iter(self._all())

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (self._all(),)  # for another process, they are read

    def _all(self) -> tuple[Note, ...]:
        if self._notes is None:
            self._notes = tuple(self._read())
        return self._notes


@dataclass(frozen=True, slots=True)
class Part:
    """One file of cards: a sub-deck in Anki, a section of the sheet."""

    name: str
    tags: tuple[str, ...]
    notes: Sequence[Note]
    span: Span

    @property
    def named(self) -> Sequence[Named]:
        """Who its notes are: for this, none has to be read."""
        return self.notes.named if isinstance(self.notes, Later) else self.notes

    @property
    def cited(self) -> Sequence[str]:
        """The citation keys of the sources that its notes name, there or not, each once: for this, none has to be read."""
        if isinstance(self.notes, Later):
            return self.notes.cited
        return tuple({citation.key: None for note in self.notes for citation in note.citations})

    def each(self, change: Callable[[Note], Note]) -> Part:
        """Give this part with each of its notes changed: now, or when it is read."""
        return replace(self, notes=self.notes.each(change) if isinstance(self.notes, Later) else tuple(map(change, self.notes)))


class Identity(NamedTuple):
    """What Anki knows a note by, for ever."""

    guid: str
    note_id: int
    """First of a block of ids: the note's; the card of ordinal n has this + 1 + n."""


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture that cards show."""

    path: str
    """Where it is on this machine."""
    name: str
    """What it is called in the package: its name and a hash of its bytes."""
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardOptions:
    """How flashcards are printed."""

    size: str = "a7"
    """Of a card: `a7`, `a8`, `3x5` (inches) or `credit-card`."""
    flip: str = "long-edge"
    """How backs come behind their fronts: the printer turns the paper over its `long-edge` or `short-edge`, or one does `fold` it."""
    offset: tuple[float, float] = (0.0, 0.0)
    """How far the backs are moved right and down, in mm, against what a printer moves them."""


@dataclass(frozen=True, slots=True)
class QuizOptions:
    """How a quiz is printed."""

    answers: str = "beside"
    """Where they stand: `beside` the questions, or at the `end`."""
    tries: int = 3
    """For how many tries there is a box for the date."""
    number: int | None = None
    """How many questions are asked; `None` for all."""
    seed: int = 0
    """What the questions are drawn and shuffled by."""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What deck.yaml says about everything that is printed."""

    paper: str = "a4"
    ink: str = "color"
    """`color` or `gray`."""
    orientation: str = "portrait"
    """Of the cheat-sheet: `portrait` or `landscape`."""
    cards: CardOptions = CardOptions()
    quiz: QuizOptions = QuizOptions()
    fonts: tuple[str, ...] = ()
    """Fonts, and folders of fonts, by their paths inside the project."""


@dataclass(frozen=True, slots=True)
class DeckHead:
    """What cards/deck.yaml says."""

    name: str
    uid: str
    id: str
    lang: str
    subtitle: str
    description: Text | None
    report: str
    span: Span
    """Where its name stands."""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where its other values stand, by their keys; those below `print:` as `print.cards.size`."""
    print: PrintOptions = PrintOptions()
    lint: Mapping[str, str] = field(default_factory=dict)
    """How bad findings on writing are, by their codes, where deck.yaml says so: `off`, `warning` or `error`."""

    def place(self, key: str) -> Span:
        """Give the place of a value, that of the name where it has none."""
        return self.places.get(key, self.span)


@dataclass(frozen=True, slots=True)
class Deck:
    """Everything, resolved: what rules check and writers write."""

    head: DeckHead
    parts: tuple[Part, ...]
    sources: Mapping[str, Source]
    identities: Mapping[str, Identity] = field(default_factory=dict)
    """By note id."""
    media: Mapping[str, Medium] = field(default_factory=dict)
    """By path inside the project."""
    attestations: Attestations = field(default_factory=dict)
    """What `deckgen verify` found in the texts that are not in the project."""
    texts: Mapping[str, SourceText] = field(default_factory=dict)
    """The texts that are in the project, by citation key."""
    released: State | None = None
    """What learners have, by the deck's lock; `None` before the first release."""
    fonts: tuple[str, ...] = ()
    """The files of the fonts that the deck names, where they are on this machine."""
    kept: dict[str, dict[str, tuple[tuple[Any, ...], Any]]] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `deckgen.kept` keeps, by file and work: what was given to it, and its answer. A deck made by `replace` begins without."""

    def notes(self) -> Iterator[Note]:
        """All notes, in learning order."""
        for part in self.parts:
            yield from part.notes

    def named(self) -> Iterator[Named]:
        """Who all notes are, in learning order: for this, none has to be read."""
        for part in self.parts:
            yield from part.named

    def as_released(self, note: Named) -> NoteState | None:
        """Give a note as learners have it, `None` where it is new."""
        return self.released.notes.get(self.identities[note.id].guid) if self.released and note.id else None

    def cited(self, note: Note) -> tuple[tuple[Source, Principle | None], ...]:
        """Give the sources that a note cites, each with its principle, each pair once; unknown ones are left out."""
        if not note.citations:
            return ()
        if len(note.citations) == 1:  # as nearly always, and asked for often
            (one,) = note.citations
            source = self.sources.get(one.key)
            return ((source, source.principle(one.principle) if one.principle else None),) if source else ()
        wanted = dict.fromkeys([(one.key, one.principle) for one in note.citations])
        found = [(self.sources.get(key), principle) for key, principle in wanted]
        return tuple([(source, source.principle(id) if id else None) for source, id in found if source])

    def lengths(self, key: str) -> tuple[int, ...]:
        """Give the words of each paragraph of a source's text, counted: by the text or by the lock; none where neither knows."""
        text, known = self.texts.get(key), self.attestations.get(key)
        return tuple(len(one.words) for one in text.paragraphs) if text else known.lengths if known else ()

    def picture(self, text: Text, src: str) -> Medium | None:
        """Give the picture that a text names, `None` where there is none."""
        return self.media.get(media_path(text.span.file, src))


def media_path(file: str, src: str) -> str:
    """Give the path inside the project of a picture that a file names, with `..` where it leaves the project.

    >>> media_path("cards/02-why.yaml", "img/a%20b.png")
    'cards/img/a b.png'
    """
    return normpath(join(dirname(file), unquote(src)))


_NUMBER = re.compile(r"(\d{1,3})[.)]?\s+(?=\S)")


def part_number(name: str) -> tuple[str, str]:
    """Split the number that a part's name begins with from the rest; empty where it has none.

    >>> part_number("2. Why and values"), part_number("Why")
    (('2', 'Why and values'), ('', 'Why'))
    """
    found = _NUMBER.match(name)
    return (found[1], name[found.end() :]) if found else ("", name)

"""cards/NN-topic.yaml -> a part with its notes.

In: the text of one file. Out: a `Part`, and findings. The key that is present tells a note's kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from deckgen.diagnostics import Diagnostic, Edit, Label, Span, split_lines
from deckgen.markup.nodes import Paragraph
from deckgen.model import (
    Body,
    Citation,
    Cloze,
    Kind,
    Lens,
    ListEntry,
    ListNote,
    Note,
    Origin,
    Part,
    Question,
    Quotation,
    Said,
    Term,
    Text,
)
from deckgen.read.dashes import among_items, first_note, missing_cards, outside
from deckgen.read.keys import CARDS_FILE, COMMON, ENTRY, KINDS, KindOfNote
from deckgen.read.quoted import quotation_of
from deckgen.read.shape import Shape, cited, first_line, near, open_file, shows_nothing, sure, text_of, warning
from deckgen.read.yaml import Mapping, Node, Scalar, Sequence

_KEY = {key.name: key for key in (*CARDS_FILE, *COMMON)}
_KINDS = {kind.name: kind for kind in KINDS}
_TAKEN = {kind.name: (*kind.keys, *COMMON) for kind in KINDS}
"""The keys that each kind of note takes."""
_OF_NOTES = {key.name for keys in (COMMON, *(kind.keys for kind in KINDS)) for key in keys}
_SPELT = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ı": "i"})
"""Letters that are no Latin ones with an accent: an id spells them."""
_NUMBER = next(key for key in ENTRY if key.name == "number")


def read_cards(text: str, name: str) -> tuple[Part | None, tuple[Diagnostic, ...]]:
    """Read one file of cards.

    In: its text and its name inside the project. Out: its part (`None` where nothing could be read), and what is wrong.
    """
    shape, root = open_file(text, name, "write `part:` and `cards:`, or delete the file")
    page = _Page(name, split_lines(text.removeprefix("\ufeff")))
    mapping = _file(shape, root, page)
    if mapping is None:
        return None, tuple(shape.found)
    part_key = mapping.pairs.get("part")
    part = Part(
        name=unicodedata.normalize("NFC", shape.line(mapping, _KEY["part"])),
        tags=shape.words(mapping, _KEY["tags"]),
        notes=tuple(_notes(shape, mapping, page)),
        span=part_key[1].span if part_key else Span(name, 1, 1, 1, 1),
    )
    return part, tuple(shape.found)


@dataclass(frozen=True, slots=True)
class _Page:
    """A file as it was typed."""

    name: str
    lines: list[str]


def _file(shape: Shape, root: Node | None, page: _Page) -> Mapping | None:
    """Give what a file holds, its notes below `cards:` wherever they stand."""
    if isinstance(root, Sequence) and any(isinstance(one, Mapping) for one in root.items):
        return _bare(shape, root, page)
    mapping = shape.mapping(root, "a file of cards")
    return _whole(shape, mapping, page) if mapping else None


def _bare(shape: Shape, notes: Sequence, page: _Page) -> Mapping:
    """Report a file that is a list of notes and nothing else. Out: the file as it was meant, without its part's name."""
    words = re.sub(r"[-_]+", " ", page.name.rpartition("/")[2].rpartition(".")[0])
    part = re.sub(r"^0*(\d*)\s*(.?)", lambda found: f"{found[1]} {found[2].upper()}".strip(), words)
    shape.found.append(missing_cards(page.lines, notes.span.line - 1, page.name, 1, (f"part: {part}", "cards:")))
    return Mapping({"cards": (Scalar("cards", Origin(notes.span), ""), notes)}, notes.span)


def _whole(shape: Shape, mapping: Mapping, page: _Page) -> Mapping:
    """Check the keys of a file. A note that stands beside them is one finding; out: the file with the note where it belongs."""
    top = {key.name for key in CARDS_FILE}
    loose = {name: pair for name, pair in mapping.pairs.items() if name in _OF_NOTES and name not in top}
    if "id" not in loose and not any(kind.name in loose for kind in KINDS):
        shape.keys(mapping, CARDS_FILE, "a file of cards")
        return mapping
    first = next(iter(loose.values()))[0]
    given = mapping.pairs.get("cards")
    shape.found.append(outside(page.lines, first.span.line - 1, given is not None, page.name, 1))
    note = Mapping(loose, first.span)
    others = given[1].items if given and isinstance(given[1], Sequence) else ()
    pairs = {name: pair for name, pair in mapping.pairs.items() if name not in loose}
    whole = replace(mapping, pairs=pairs | {"cards": (given[0] if given else first, Sequence((*others, note), first.span))})
    shape.keys(whole, CARDS_FILE, "a file of cards")
    return whole


def _notes(shape: Shape, mapping: Mapping, page: _Page) -> list[Note]:
    node = shape.get(mapping, "cards")
    if node is None:
        return []
    if isinstance(node, Scalar) and not node.value.strip():
        return []  # `cards:` with nothing below it: a part that is yet to be written
    if isinstance(node, Mapping) and next(iter(node.pairs), "") in _OF_NOTES and node.span.line > mapping.pairs["cards"][0].span.line:
        shape.found.append(first_note(page.lines, node.span.line - 1, page.name, 1))
        node = Sequence((node,), node.span)
    if not isinstance(node, Sequence):
        shape.note("C003", "`cards` takes a list of notes", node.span, help=("begin each note with `- `, indented below `cards:`",))
        return []
    nodes = [one for item in node.items for one in _apart(shape, item, page)]
    given = (_id(one) for one in nodes if isinstance(one, Mapping))
    ids = {one.value for one in given if isinstance(one, Scalar)}
    notes = (_note(shape, one, ids) for one in nodes)
    return [note for note in notes if note]


def _apart(shape: Shape, node: Node, page: _Page) -> Iterator[Node]:
    """Give a note, and behind it the notes that stand among its items, for their dash is too deep: each of them is a finding."""
    items = node.pairs["items"][1] if isinstance(node, Mapping) and "items" in node.pairs else None
    if not isinstance(node, Mapping) or not isinstance(items, Sequence):
        yield node
        return
    notes = [one for one in items.items if isinstance(one, Mapping) and "id" in one.pairs and any(kind.name in one.pairs for kind in KINDS)]
    rest = replace(items, items=tuple(one for one in items.items if one not in notes))
    yield replace(node, pairs=node.pairs | {"items": (node.pairs["items"][0], rest)}) if notes else node
    for one in notes:
        shape.found.append(among_items(page.lines, one.span.line - 1, node.span.line - 1, page.name, 1))
        yield one


def _id(mapping: Mapping) -> Node | None:
    return mapping.pairs["id"][1] if "id" in mapping.pairs else None


def _note(shape: Shape, node: Node, ids: set[str]) -> Note | None:
    mapping = shape.mapping(node, "a note")
    if mapping is None:
        return None
    kind = _kind(shape, mapping)
    if kind is None:
        return None
    missing = shape.keys(mapping, _TAKEN[kind.name], f"a `{kind.name}` note", ignore=("id",))
    body = _BODIES[kind.name](shape, mapping)
    id_node = _id(mapping)
    if "id" in missing:
        _propose_id(shape, mapping, body, ids)
    citations = _citations(shape, mapping)
    on_sheet, gist = _on_sheet(shape, mapping, citations)
    return Note(
        id=shape.line(mapping, _KEY["id"]),
        body=body,
        extra=shape.optional_text(mapping, "extra"),
        citations=citations,
        lens=_lens(shape, mapping),
        tags=shape.words(mapping, _KEY["tags"]),
        on_sheet=on_sheet,
        gist=gist,
        was=shape.line(mapping, _KEY["was"]),
        guid=shape.line(mapping, _KEY["guid"]),
        span=first_line(mapping),
        id_span=id_node.span if id_node else first_line(mapping),
    )


def _kind(shape: Shape, mapping: Mapping) -> KindOfNote | None:
    """Tell the kind of a note by its keys; several kinds in one note, or none, is a finding."""
    present = [kind for name, kind in _KINDS.items() if name in mapping.pairs]
    if len(present) == 1:
        return present[0]
    first, *others = present or (None,)
    if first and others:
        shape.note(
            "C004",
            f"a note cannot be both `{first.name}` and `{others[0].name}`",
            mapping.pairs[others[0].name][0].span,
            help=("make two notes of it, each with an id of its own",),
        )
        return None
    return _guess(shape, mapping)


def _guess(shape: Shape, mapping: Mapping) -> KindOfNote | None:
    """Find the kind that a note without a telling key was meant to be."""
    for kind in KINDS:
        if any(key.name in mapping.pairs for key in kind.keys[1:] if key.required):
            return kind
    names = [kind.name for kind in KINDS]
    known = {key.name for key in COMMON}
    for name, (key, _) in mapping.pairs.items():
        meant = near(name, names, 0.6) if name not in known else ""
        if meant:
            shape.note(
                "C001",
                f"unknown key `{name}`",
                key.span,
                f"did you mean `{meant}`?",
                (f"a note has one of: {', '.join(names)}",),
                Edit(key.span, meant, safe=sure(name, meant)),
            )
            return None
    shape.note(
        "C004",
        "a note without a kind",
        first_line(mapping),
        "the key that is present tells the kind",
        (f"write one of: {', '.join(names)}",),
    )
    return None


def _propose_id(shape: Shape, mapping: Mapping, body: Body, ids: set[str]) -> None:
    """Report a note without an id, with the line to add."""
    words = next((text.raw for text in body.texts() if text.raw.strip()), "")
    proposal = propose_id(words, ids)
    ids.add(proposal)
    span = first_line(mapping)
    shape.note(
        "C007",
        "a note without an id",
        span,
        "its reviews hang on an id that never changes",
        ("add this line, or one with a better name", f"    + id: {proposal}"),
        Edit(span.start(), f"id: {proposal}\n" + " " * (span.column - 1)),
    )


_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by do does for from how in is it its of on or that the their to was what when which who why with you your",
    )
)
"""Words that tell one text from another least."""


def propose_id(words: str, taken: set[str]) -> str:
    """Make an id of the first telling words of a text, unlike those taken.

    >>> propose_id("What is the opposite test?", {"opposite-test"})
    'opposite-test-2'
    """
    plain = re.sub(r"\{\{c\d+::(.*?)(::.*?)?\}\}", r"\1", words, flags=re.DOTALL)
    ascii_words = unicodedata.normalize("NFKD", plain.translate(_SPELT)).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z0-9]+", ascii_words.replace("'", ""))
    slug = "-".join([word for word in found if word not in _STOP][:4] or found[:4])[:40].strip("-") or "note"
    number, proposal = 1, slug
    while proposal in taken:
        number += 1
        proposal = f"{slug}-{number}"
    return proposal


def _lens(shape: Shape, mapping: Mapping) -> Lens | None:
    given = shape.choice(mapping, _KEY["lens"])
    return Lens(given) if given else None


def _citations(shape: Shape, mapping: Mapping) -> tuple[Citation, ...]:
    given = shape.many(mapping, "source")
    if len(given) == 1 and shape.comma(given[0], "source"):
        return tuple(_apiece(given[0]))
    return tuple(_citation(shape.bare(one, "source"), one.span) for one in given)


def _apiece(scalar: Scalar) -> Iterator[Citation]:
    """Give the citations that stand with commas between them, each with its place: what is wrong with one is told at once."""
    for found in re.finditer(r"[^\s,](?:[^,]*[^\s,])?", scalar.value):
        yield _citation(cited(found[0]), scalar.origin.at(*found.span()))


def _citation(value: str, span: Span) -> Citation:
    key, hash, principle = value.strip().partition("#")
    return Citation(key.strip(), principle.strip() if hash else None, span)


def _on_sheet(shape: Shape, mapping: Mapping, citations: tuple[Citation, ...]) -> tuple[bool, Text | None]:
    """Read whether the note may be on the sheet, and the text that stands there for its answer."""
    sheet = shape.truth_or_text(mapping, "sheet", True)
    if isinstance(sheet, bool):
        return sheet, None
    if any(one.principle for one in citations):
        help = (
            "shorten the first paragraph of its statement in content/: of its paragraphs, the sheet shows that one",
            "or write `sheet: false`: then this note does not bring it there",
        )
        shape.note(
            "C006", "a text for the sheet that would not be there", sheet.span, "the sheet shows the principle that the note cites", help
        )
    return True, sheet


# --- the six kinds -----------------------------------------------------------------------------------------------------


def _question(shape: Shape, mapping: Mapping) -> Body:
    return Question(shape.text(mapping, "q"), shape.text(mapping, "a"), shape.truth(mapping, "reverse", False))


def _term(shape: Shape, mapping: Mapping) -> Body:
    return Term(shape.text(mapping, "term"), shape.text(mapping, "means"), shape.truth(mapping, "reverse", True))


def _said(shape: Shape, mapping: Mapping) -> Body:
    text = shape.text(mapping, "said")
    quotation = _quotation(text)
    return Said(Text(text.raw, text.origin, quotation.blocks, text.problems), quotation)


def _cloze(shape: Shape, mapping: Mapping) -> Body:
    return Cloze(shape.text(mapping, "cloze", gaps=True), None, Kind.CLOZE)


def _quote(shape: Shape, mapping: Mapping) -> Body:
    text = shape.text(mapping, "quote", gaps=True)
    quotation = _quotation(text)
    return Cloze(Text(text.raw, text.origin, quotation.blocks, text.problems), quotation, Kind.QUOTE)


def _quotation(text: Text) -> Quotation:
    return quotation_of(text.blocks, text.span)


def _list(shape: Shape, mapping: Mapping) -> Body:
    node = shape.get(mapping, "items")
    rows: tuple[Node, ...] = ()
    if isinstance(node, Sequence):
        rows = node.items
    elif node is not None:
        _no_list(shape, node)
    if isinstance(node, Sequence) and len(rows) < 2:
        shape.note("C005", "a list of fewer than two items", node.span, help=("add items, or write a question instead",))
    entries = tuple(entry for row in rows if (entry := _entry(shape, row)))
    _items_once(shape, entries)
    return ListNote(shape.text(mapping, "list"), entries)


def _no_list(shape: Shape, node: Node) -> None:
    """Report items that are no list: one text with commas, or a list that a `|` makes a text of."""
    help, edit = ("begin each item with `- `, indented below `items:`",), None
    typed = node.value.strip() if isinstance(node, Scalar) else ""
    if isinstance(node, Scalar) and node.style in ("|", ">") and typed.startswith("- "):
        help = ("delete the `|`: it makes one text of what stands below it",)
    elif isinstance(node, Scalar) and not node.style and re.fullmatch(r"[^,\[\]{}#:]+(?:, [^,\[\]{}#:]+)+", typed):
        help = (f"write `items: [{typed}]`, or each item on a line of its own, behind `- `",)
        edit = Edit(node.span, f"[{typed}]", safe=False) if node.span.line == node.span.end_line else None
    shape.note("C003", "`items` takes a list", node.span, help=help, edit=edit)


def _items_once(shape: Shape, entries: tuple[ListEntry, ...]) -> None:
    """Warn of an item that stands twice."""
    known: dict[str, Span] = {}
    for entry in entries:
        words = " ".join(entry.text.raw.casefold().split())
        first = known.setdefault(words, entry.text.span)
        if words and first != entry.text.span:
            twice = warning(
                "C011", "an item that stands twice", entry.text.span, "again here", ("delete one of them, or say what sets it apart",)
            )
            shape.found.append(replace(twice, also=(Label(first, "first here"),)))


def _entry(shape: Shape, node: Node) -> ListEntry | None:
    if isinstance(node, Scalar):
        if not node.value.strip():
            shape.note("C005", "an empty item", node.span, help=("write its text, or delete the line",))
        text = text_of(node)
        if node.value.strip() and shows_nothing(text):
            shape.note("C005", "an item that shows nothing", node.span, "no word of it could be read", ("write what is to be read",))
        return ListEntry(_one_paragraph(shape, text), None)
    mapping = shape.mapping(node, "an item")
    if mapping is None or _colon(shape, mapping):
        return None
    shape.keys(mapping, ENTRY, "an item")
    number = shape.line(mapping, _NUMBER)
    typed = bool(re.fullmatch(_NUMBER.pattern, number))
    text, why = _one_paragraph(shape, shape.text(mapping, "text")), shape.optional_text(mapping, "why")
    return ListEntry(text, why, int(number) if typed else 0, typed)


def _one_paragraph(shape: Shape, text: Text) -> Text:
    """Hold an item to one paragraph: it becomes a gap, and a gap cannot hold more."""
    if text.raw.strip() and [type(block) for block in text.blocks] != [Paragraph]:
        shape.note("C006", "an item of more than one paragraph", text.span, help=("say it in one paragraph; `why` and `extra` take more",))
    return text


def _colon(shape: Shape, mapping: Mapping) -> bool:
    """Report an item like `first: gather`, whose colon makes a key of its first words. Out: whether this is one."""
    unknown = [word for word in mapping.pairs if word not in ("why", "number") and not word.startswith("x-")]
    if len(unknown) != 1:
        return False
    word, (key, value) = unknown[0], mapping.pairs[unknown[0]]
    alone = len(mapping.pairs) == 1
    if not isinstance(value, Scalar) or near(word, [one.name for one in ENTRY], 0.6) or not (alone or " " in word):
        return False
    label = "" if alone else "text: "
    rest = f"{word}: {value.value}"
    shown = ("    + - |", f"    +   {rest}") if alone else ("    + - text: |", f"    +     {rest}")
    inner = " " * (key.span.column - 1 + len(label[:2]))
    shape.note(
        "Y006",
        "a colon and a space inside an item",
        Span(key.span.file, key.span.end_line, key.span.end_column, key.span.end_line, key.span.end_column + 1),
        "YAML takes what stands before it for a key",
        ("put the text on its own line below a `|`; there it needs no quotes", *shown),
        Edit(key.span.start(), f"{label}|\n{inner}", safe=not value.style and value.span.end_line == key.span.line),
    )
    return True


_BODIES = {"q": _question, "term": _term, "said": _said, "cloze": _cloze, "quote": _quote, "list": _list}

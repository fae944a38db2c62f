"""YAML values -> checked forms: which keys may stand where, and what they take.

In: nodes of `read.yaml` and tables of `read.keys`. Out: plain values with their places; findings go to the list that came in.
Keys that begin with `x-` are the author's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence as Rows
from dataclasses import dataclass
from typing import Any

from deckgen.diagnostics import Diagnostic, Edit, Severity, Span
from deckgen.markup.nodes import Image, Str
from deckgen.markup.parse import parse
from deckgen.markup.walk import walk
from deckgen.meant import nearest
from deckgen.model import Origin, Text
from deckgen.read.keys import HOMES, Key
from deckgen.read.yaml import Mapping, Node, Scalar, Sequence, read_yaml

_OPENING, _CLOSING = "“„‘‚«»”", "”“’‘»«"
"""Typographic quotation marks, as they open and close in one language or another."""
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(slots=True)
class Shape:
    """Reads values of one file and notes what is wrong with them."""

    found: list[Diagnostic]

    def note(self, code: str, message: str, span: Span, label: str = "", help: tuple[str, ...] = (), edit: Edit | None = None) -> None:
        """Note a finding."""
        self.found.append(Diagnostic(code, message, span, label, help, edit=edit))

    def keys(self, mapping: Mapping, allowed: Rows[Key], what: str, *, ignore: Rows[str] = ()) -> tuple[str, ...]:
        """Check a mapping's keys. A misspelt key that stands for a missing one is one finding, not two.

        Out: the required keys that are missing; those in `ignore` are the caller's to report.
        """
        names = [key.name for key in allowed]
        missing = [key.name for key in allowed if key.required and key.name not in mapping.pairs]
        unknown = [name for name in mapping.pairs if name not in names and not name.startswith("x-")]
        if not missing and not unknown:  # as nearly always
            return ()
        takes = f"{what} takes: {', '.join(names)}"
        for name in unknown:
            meant = near(name, missing, 0.5) or near(name, names, 0.6)
            if not meant and len(unknown) == len(missing) == 1 and missing[0] not in ignore:
                meant = missing[0]
            span = mapping.pairs[name][0].span
            if name in HOMES and not sure(name, meant):
                self.note("C001", f"`{name}` does not stand in {what}", span, help=_home(name, mapping))
                continue
            label = f"did you mean `{meant}`?" if meant else ""
            edit = Edit(span, meant, safe=sure(name, meant)) if meant else None
            self.note("C001", f"unknown key `{name}` in {what}", span, label, (takes, "keys of your own begin with `x-`"), edit)
            if meant in missing:
                missing.remove(meant)
        for name in missing:
            if name not in ignore:
                self.note("C002", f"{what} without `{name}`", first_line(mapping), help=(takes,))
        return tuple(missing)

    def mapping(self, node: Node | None, what: str) -> Mapping | None:
        """Expect keys and values."""
        if isinstance(node, Mapping):
            return node
        if node is not None:
            self.note("C003", f"{what} is made of keys and values", node.span, help=("write one `key: value` a line",))
        return None

    def get(self, mapping: Mapping, name: str) -> Node | None:
        """Give the value of a key."""
        pair = mapping.pairs.get(name)
        return pair[1] if pair else None

    def scalar(self, mapping: Mapping, name: str) -> Scalar | None:
        """Expect a single value."""
        pair = mapping.pairs.get(name)
        if pair is None:
            return None
        node = pair[1]
        if isinstance(node, Scalar):
            return node
        form = "a list" if isinstance(node, Sequence) else "keys and values"
        self.note(
            "C003",
            f"`{name}` takes a text, not {form}",
            node.span,
            help=("write it on its own line below a `|`",),
            edit=_block(mapping, name),
        )
        return None

    def text(self, mapping: Mapping, name: str, *, gaps: bool = False, required: bool = True) -> Text:
        """Expect Markdown. An empty one is a finding; a missing one has been reported with the keys."""
        scalar = self.scalar(mapping, name)
        if scalar is None:
            return Text("", Origin(mapping.span), ())
        text, says = text_of(scalar, gaps=gaps), scalar.value.strip()
        if not says:
            self.empty(name, scalar.span, required)
        elif not text.problems and shows_nothing(text):
            self.note("C005", f"`{name}` shows nothing", scalar.span, "no word of it could be read", ("write what is to be read",))
        return text

    def optional_text(self, mapping: Mapping, name: str) -> Text | None:
        """Expect Markdown, if the key is there."""
        return self.text(mapping, name, required=False) if name in mapping.pairs else None

    def line(self, mapping: Mapping, key: Key) -> str:
        """Expect one line; empty where it is missing."""
        scalar = self.scalar(mapping, key.name)
        if scalar is None:
            return ""
        value = " ".join(scalar.value.split())
        if not value:
            self.empty(key.name, scalar.span, key.required)
        self._pattern(value, key, scalar.span, f"`{key.name}`")
        return value

    def lines(self, mapping: Mapping, keys: Rows[Key]) -> dict[str, str]:
        """Read all keys of a table that take one line."""
        return {key.name: self.line(mapping, key) for key in keys if key.takes == "line"}

    def choice(self, mapping: Mapping, key: Key) -> str:
        """Expect one of a few values; empty where it is missing, or none of them."""
        value = self.line(mapping, key)
        if not value or value in key.choices:
            return value
        scalar = self.get(mapping, key.name)
        assert isinstance(scalar, Scalar)  # which `line` has read
        meant, span = near(value, key.choices, 0.6), scalar.span
        replaceable = meant and scalar.style not in ("|", ">") and span.line == span.end_line
        edit = Edit(span, meant, safe=sure(value, meant)) if replaceable else None
        label, help = f"did you mean `{meant}`?" if meant else "", (f"`{key.name}` is one of: {', '.join(key.choices)}",)
        self.note("C006", f"`{key.name}` cannot be `{value}`", span, label, help, edit)
        return ""

    def _pattern(self, value: str, key: Key, span: Span, what: str) -> None:
        if value and key.pattern and not re.fullmatch(key.pattern, value):
            meant = _meant(value, key)
            edit = Edit(span, meant, safe=False) if meant and span.line == span.end_line else None
            label = f"did you mean `{meant}`?" if meant else ""
            self.note("C006", f"{what} cannot be `{value}`", span, label, (f"write {key.pattern_help}",), edit)

    def truth(self, mapping: Mapping, name: str, default: bool) -> bool:
        """Expect yes or no."""
        scalar = self.scalar(mapping, name)
        if scalar is None:
            return default
        if scalar.value.lower() not in _TRUTH:
            self._no_truth(scalar, name, "write `true` or `false`")
        return _TRUTH.get(scalar.value.lower(), default)

    def truth_or_text(self, mapping: Mapping, name: str, default: bool) -> bool | Text:
        """Expect yes, no or Markdown: below a `|` or a `>` the words for yes and no are Markdown, too."""
        scalar = self.scalar(mapping, name)
        if scalar is None:
            return default
        if scalar.style not in ("|", ">") and scalar.value.lower() in _TRUTH:
            return _TRUTH[scalar.value.lower()]
        if not scalar.style and _truth_meant(scalar.value):
            self._no_truth(scalar, name, f'if it is a text, put it between quotation marks: `{name}: "{scalar.value}"`')
            return default
        return self.text(mapping, name, required=False)

    def _no_truth(self, scalar: Scalar, name: str, help: str) -> None:
        meant = _truth_meant(scalar.value)
        label, edit = (f"did you mean `{meant}`?", Edit(scalar.span, meant, safe=False)) if meant and not scalar.style else ("", None)
        self.note("C006", f"`{name}` cannot be `{scalar.value}`", scalar.span, label, (help,), edit)

    def words(self, mapping: Mapping, key: Key) -> tuple[str, ...]:
        """Expect a word or a list of words."""
        if key.name not in mapping.pairs:
            return ()
        words = self.many(mapping, key.name)
        if len(words) == 1 and self.comma(words[0], key.name):
            return ()
        given = [(word, self.bare(word, key.name)) for word in words]
        for word, value in given:
            self._pattern(value, key, word.span, f"a word of `{key.name}`")
        return tuple(dict.fromkeys(value for _, value in given))

    def bare(self, scalar: Scalar, name: str) -> str:
        """Give a value without the typographic quotation marks around it, which YAML takes for letters: they are a finding."""
        value = scalar.value.strip()
        if scalar.style or len(value) < len("“a”") or value[0] not in _OPENING or value[-1] not in _CLOSING:
            return scalar.value
        inner, span = value[1:-1].strip(), scalar.span
        edit = Edit(span, inner, safe=False) if span.line == span.end_line and re.fullmatch(r"[\w#./ -]+", inner) else None
        help = (f"write `{inner}`",)
        self.note("C006", f"`{name}` between typographic quotation marks", span, "YAML takes the marks for letters of it", help, edit)
        return inner

    def empty(self, name: str, span: Span, required: bool) -> None:
        """Report a value that is not there."""
        self.note("C005", f"`{name}` is empty", span, help=("write its text" if required else "write its text, or delete the key",))

    def comma(self, scalar: Scalar, name: str) -> bool:
        """Report values with commas between them that are not a list. Out: whether this is one."""
        if not re.search(r",\s", scalar.value):
            return False
        list = _listed(scalar.value, name)
        cut = next((one for one in self.found if one.code == "Y008" and one.span.line == scalar.span.line), None)
        help = cut.help[:1] if cut else (f"write `{name}: {list}`",)
        plain = not cut and not scalar.style and scalar.span.line == scalar.span.end_line
        same = re.sub(r"[\[\]]", "", list) == scalar.value
        edit = Edit(scalar.span, list, safe=same) if plain else None
        self.note("C003", f"`{name}` takes one value or a list", scalar.span, "a comma alone makes no list", help, edit)
        return True

    def many(self, mapping: Mapping, name: str) -> tuple[Scalar, ...]:
        """Expect one value or a list of values; empty ones are findings."""
        node = self.get(mapping, name)
        nodes = node.items if isinstance(node, Sequence) else (node,) if node else ()
        out = []
        for one in nodes:
            if not isinstance(one, Scalar):
                self.note("C003", f"`{name}` takes words", one.span, help=(f"write `{name}: word` or `{name}: [one, another]`",))
            elif not one.value.strip():
                self.empty(name, one.span, required=False)
            else:
                out.append(one)
        return tuple(out)


def _home(name: str, mapping: Mapping) -> tuple[str, ...]:
    """Say where a key stands, with the lines to write there where they are few."""
    place, path = HOMES[name]
    if not path:
        return (f"it stands in {place}",)
    value = mapping.pairs[name][1]
    rows = (*(f"{key}:" for key in path), f"{name}: {value.value}" if isinstance(value, Scalar) else f"{name}: …")
    shown = (f"    + {'  ' * depth}{row}" for depth, row in enumerate(rows))
    return (f"it stands in {place}, below `{path[-1]}:`", *(shown if path[0] == "print" else ()))


def _listed(value: str, name: str) -> str:
    """Give values with commas between them as a list: tags without spaces, citations without one before their `#`.

    >>> _listed("first steps, two", "tags"), _listed("ada #one, content/ada.md#two", "source")
    ('[first-steps, two]', '[ada#one, ada#two]')
    """
    values = [" ".join(one.split()) for one in value.split(",") if one.strip()]
    if name == "tags":
        values = [re.sub(r"\s+", "-", one) for one in values]
    if name == "source":
        values = [cited(one) for one in values]
    return f"[{', '.join(values)}]"


def cited(value: str) -> str:
    """Give a citation without spaces beside its `#`, and without its path: a source is cited by its file's name.

    >>> cited("content/ada.md # first")
    'ada#first'
    """
    return re.sub(r"^content/|\.md(?=#|$)", "", re.sub(r" ?# ?", "#", value))


_NEVER_GUESSED = ("was", "guid", "uid")
"""Keys whose values are identities: another one would be another note's."""
_TONGUES = {"english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es"} | {
    "italian": "it",
    "italiano": "it",
    "portuguese": "pt",
    "português": "pt",
    "dutch": "nl",
    "nederlands": "nl",
}


def _meant(value: str, key: Key) -> str:
    """Give the value that a key takes and that was probably meant; empty where none is near.

    >>> from deckgen.read.keys import COMMON, SOURCE_FILE
    >>> [_meant(value, key) for value, key in (("Opposite Test", COMMON[0]), ("first steps", COMMON[1]), ("15", SOURCE_FILE[9]))]
    ['opposite-test', 'first-steps', '15 %']
    """
    if key.name in _NEVER_GUESSED:
        return ""
    letters = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    guesses = (
        _TONGUES.get(value.lower(), ""),
        re.sub(r"\s+", "-", value.strip(' ":')),
        re.sub(r"[^a-z0-9]+", "-", letters).strip("-"),
        f"{value} %",
        re.sub(r"(?<=\d),(?=\d)", ".", value),
        f"https://{value}" if "." in value else "",
    )
    return next((one for one in guesses if one and re.fullmatch(key.pattern, one)), "")


_OTHER_WORDS = {
    "question": ("q",),
    "front": ("q", "term"),
    "answer": ("a",),
    "back": ("a", "means"),
    "definition": ("means",),
    "meaning": ("means",),
    "text": ("cloze",),
    "quotation": ("quote", "said"),
    "name": ("deck", "part", "title", "text"),
    "topic": ("part",),
    "notes": ("cards",),
    "language": ("lang",),
    "sources": ("source",),
    "item": ("text",),
    "reason": ("why",),
}
"""What other tools, or other people, call our keys."""


def _truth_meant(value: str) -> str:
    """Give `true` or `false` where a word has the same letters in another order, one more or one less; empty for other words and texts.

    >>> _truth_meant("flase"), _truth_meant("Tru"), _truth_meant("falls")
    ('false', 'true', '')
    """
    turned = (one for one in ("true", "false") if sorted(one) == sorted(value.lower()))
    return next(turned, "") or (near(value, ("true", "false"), 0.85) if value.isalpha() else "")


_SHORT = 3
"""Letters of words that many others are like."""


def near(word: str, among: Rows[str], cutoff: float) -> str:
    """Give the name that a word was probably meant to be; empty where none is near.

    >>> near("meening", ["term", "means"], 0.5), near("Question", ["q", "quote"], 0.6)
    ('means', 'q')
    """
    plain = _letters(word)
    nearly = nearest(plain, _OTHER_WORDS, 0.8) if len(plain) > _SHORT and plain not in among else ""
    others = (other for word in (plain, nearly) for other in _OTHER_WORDS.get(word, ()) if other in among)
    return next(others, None) or nearest(plain, among, cutoff)


def sure(word: str, meant: str) -> bool:
    """Whether a word can only have been meant so: another tool's name for it, other letters' case, or characters that nobody sees.

    >>> sure("Front", "q"), sure("Tags", "tags"), sure("sauce", "source")
    (True, True, False)
    """
    return _letters(word) == meant or meant in _OTHER_WORDS.get(_letters(word), ())


def _letters(word: str) -> str:
    return re.sub(r"[^\w-]", "", word).lower()  # without spaces, and without characters that nobody sees


def _block(mapping: Mapping, name: str) -> Edit | None:
    """Give the edit that puts `{x}` or `[x]` below a `|`, where it stands behind its key, on one line: there it is a text."""
    key, node = mapping.pairs[name]
    at = node.span
    if isinstance(node, Scalar) or at.line != key.span.line or at.end_line != at.line:
        return None
    return Edit(at.start(), f"|\n{' ' * (key.span.column + 1)}", safe=False)


def first_line(mapping: Mapping) -> Span:
    """The line that a mapping begins on, from its first key to its value's end."""
    for key, value in mapping.pairs.values():
        last = value.span if isinstance(value, Scalar) and value.span.end_line == key.span.line else key.span
        return Span(key.span.file, key.span.line, key.span.column, last.end_line, last.end_column)
    return mapping.span


def open_file(text: str, name: str, hint: str) -> tuple[Shape, Node | None]:
    """Begin to read a YAML file.

    In: its text, its name, and what to write into an empty one. Out: where findings go, and what is in it.
    """
    root, findings = read_yaml(text, name)
    shape = Shape(list(findings))
    if root is None and not findings:
        shape.note("C002", "this file is empty", Span(name, 1, 1, 1, 1), help=(hint,))
    return shape, root


def text_of(scalar: Scalar, *, gaps: bool = False) -> Text:
    """Read a value's Markdown."""
    blocks, problems = parse(scalar.value, gaps=gaps)
    return Text(scalar.value, scalar.origin, blocks, problems)


_SEEN = re.compile(r"[^\s\u00ad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]")
"""What is neither white space nor a character of no width: these alone, nobody sees."""


def shows_nothing(text: Text) -> bool:
    """Whether a reader would see neither words nor a picture."""
    first = text.raw[:1]
    if first.isascii() and first.isalpha():  # which Markdown takes for nothing else
        return False
    return not any(map(_is_seen, walk(text.blocks)))


def _is_seen(node: Any) -> bool:
    words = node.text if type(node) is Str else getattr(node, "text", "") or getattr(node, "latex", "")
    return type(node) is Image or _SEEN.search(words) is not None


def warning(code: str, message: str, span: Span, label: str = "", help: tuple[str, ...] = ()) -> Diagnostic:
    """Make a finding that does not stop a build."""
    return Diagnostic(code, message, span, label, help, severity=Severity.WARNING)

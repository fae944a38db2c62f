"""YAML text -> a tree of located values, every scalar as text.

PyYAML's events, walked by us: `no`, `4.10` and `12:30` stay as typed, duplicate keys are found, anchors, aliases and tags are
refused (they cost authors their text: `&c means` reads as `means`), depth is capped, and every value knows its place.
Where the parser gives up on a line that a person would read without trouble, the line is mended in memory, reported with the
exact replacement, and reading goes on: so all problems of a file come at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from deckgen.diagnostics import Diagnostic, Label, Severity, Span, split_lines
from deckgen.model import Origin
from deckgen.read import damage, pitfalls
from deckgen.read.dashes import keys_again
from deckgen.read.joined import joined
from deckgen.read.repair import Repair

MAX_DEPTH = 20
_MAX_REPAIRS = 200
_MAX_REREAD = 20_000_000
"""Characters that may be read again for repairs: of a file that is longer than anybody writes, fewer faults are told at once."""
TO_DECKGEN = re.compile(r"#[ \t]*(?i:deckgen)[ \t]*:")
"""How a comment begins that is written for deckgen; `read.allowances` reads it."""


class Scalar(NamedTuple):
    """A single value, as text."""

    value: str
    origin: Origin
    style: str
    """How it was written: plain (empty), `'`, `"`, `|` or `>`."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.origin.span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their values, in order, each key once."""

    pairs: dict[str, tuple[Scalar, Node]]
    """By key: the key with its place, and the value."""
    span: Span


Node = Scalar | Sequence | Mapping
_HASH = (" #", "\t#")
"""How a comment begins behind a text."""


def read_yaml(text: str, name: str, *, first_line: int = 1) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Read one YAML document.

    In: the text, its file's name inside the project, and the line of the file that it begins on.
    Out: its root (`None` where nothing could be read) and what is wrong with it.
    """
    import yaml  # 22 ms

    original = split_lines(text.removeprefix("\ufeff"))
    conflict = pitfalls.conflict(original, name, first_line)
    if conflict:
        return None, (conflict,)
    lines = original.copy()
    found: list[Diagnostic] = []
    for _ in range(max(2, min(_MAX_REPAIRS, _MAX_REREAD // (len(text) + 1)))):
        try:
            walker = _Walker(name, first_line, lines, original)
            root = walker.read("\n".join(lines) + "\n")
            mended = {one.span.line for one in found}
            return root, (*found, *(one for one in walker.found if one.code not in ("Y007", "Y008") or one.span.line not in mended))
        except yaml.MarkedYAMLError as error:
            repair = pitfalls.diagnose(error, lines, name, first_line)
        except _Mend as mend:
            (repair,) = mend.args
        except yaml.YAMLError:  # the reader's own complaint about a character; `lines.decode` has looked for those
            repair = Repair(Diagnostic("Y001", "this is not YAML", Span(name, first_line, 1, first_line, 1)), None)
        number = repair.diagnostic.span.line
        codes = [one.code for one in found if one.span.line == number]
        told = _as_typed(repair.diagnostic, lines, original, first_line) if codes else repair.diagnostic
        again = repair.diagnostic.code in codes or len(codes) > 1  # one line, one finding of a kind: nobody knows whether it ever ended
        if told and not again:
            found.append(told)
        if again or told is None or repair.line is None:
            return None, tuple(found)
        for number, new in (repair.line, *repair.more):
            lines[number] = new
    return None, tuple(found)


def _as_typed(finding: Diagnostic, lines: list[str], original: list[str], first_line: int) -> Diagnostic | None:
    """Give a finding in a line that was indented otherwise to read on, with its places as they are in the file; `None` elsewhere."""
    span, edit = finding.span, finding.edit
    read, typed = (rows[span.line - first_line] for rows in (lines, original))
    shift, width = len(typed) - len(read), len(read) - len(read.lstrip())
    spans = (span, *((edit.span,) if edit else ()))
    inside = all((one.line, one.end_line) == (span.line, span.line) and one.column > width for one in spans)
    if read.lstrip() != typed.lstrip() or not inside:
        return None
    places = [one._replace(column=one.column + shift, end_column=one.end_column + shift) for one in spans]
    return replace(finding, span=places[0], edit=replace(edit, span=places[1]) if edit else None)


def _parser(text: str) -> Any:
    """PyYAML's parser in C, or in Python where the machine has no libyaml."""
    import yaml

    loader: Any = getattr(yaml, "CLoader", yaml.Loader)
    return loader(text)


class _Stop(Exception):
    """Reading cannot go on; the diagnostic has been noted."""


class _Mend(Exception):
    """The parser took a line for something else than its author meant; the argument is a `Repair`."""


class _Walker:
    """Builds the tree from the parser's events."""

    def __init__(self, name: str, first_line: int, lines: list[str], original: list[str]) -> None:
        self.name = name
        self.first_line = first_line
        self.lines = lines
        self.original = original
        self.found: list[Diagnostic] = []

    def read(self, text: str) -> Node | None:
        import yaml

        parser = _parser(text)
        self.kinds = yaml.events
        try:
            events = iter(parser.get_event, None)
            root = None
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if root is not None:
                        self._note("Y011", "a second document in one file", event, help=("delete the line `---`, or split the file",))
                        break
                    root = self._node(next(events), events, 0)
            return root
        except _Stop:
            return None
        finally:
            parser.dispose()

    def _span(self, event: Any) -> Span:
        """Give an event's place. It lies inside the file, also where a line was mended or the parser counts one more line."""
        start, end = event.start_mark, event.end_mark
        rows, last = self.original, len(self.original) - 1
        if end.line <= last and start.column <= len(rows[start.line]) and end.column <= len(rows[end.line]):  # as nearly always
            return Span(self.name, start.line + self.first_line, start.column + 1, end.line + self.first_line, end.column + 1)
        first, stop = min(start.line, last), min(end.line, last)
        begin = min(start.column, len(self.original[first]))
        column = min(end.column, len(self.original[stop])) if end.line <= last else len(self.original[stop])
        return Span(self.name, first + self.first_line, begin + 1, stop + self.first_line, column + 1)

    def _note(self, code: str, message: str, event: Any, label: str = "", help: tuple[str, ...] = ()) -> None:
        self.found.append(Diagnostic(code, message, self._span(event), label, help))

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node | None:
        kinds = self.kinds
        if depth > MAX_DEPTH:
            self._note("Y010", f"values nested more than {MAX_DEPTH} deep", event, help=("a project's files nest three deep",))
            raise _Stop
        if isinstance(event, kinds.ScalarEvent) and not event.anchor and event.tag is None:
            return self._line(event) or self._scalar(event)
        if isinstance(event, kinds.ScalarEvent | kinds.AliasEvent):
            return self._sigil(event)
        text = self._sigil(event) if event.anchor or event.tag is not None else None
        noted = len(self.found)
        read = self._sequence if isinstance(event, kinds.SequenceStartEvent) else self._mapping
        node = read(event, events, depth)
        if text and event.flow_style:  # brackets behind a sigil are part of the text
            del self.found[noted:]
            return text
        return node

    def _sigil(self, event: Any) -> Scalar:
        """Report `*alias`, `&anchor` or `!tag`, YAML machinery that authors only meet by accident. Out: the text that they meant."""
        start = event.start_mark
        raw = self.lines[start.line][start.column :].rstrip()
        self.found.append(pitfalls.first_character(self.lines, start.line, start.column, self.name, self.first_line, raw[:1]))
        return Scalar(raw, Origin(self._span(event)), "")

    def _sequence(self, event: Any, events: Iterator[Any], depth: int) -> Sequence:
        items = []
        for one in events:
            if isinstance(one, self.kinds.SequenceEndEvent):
                break
            item = self._node(one, events, depth + 1)
            if item is not None:
                items.append(item)
        return Sequence(tuple(items), self._span(event))

    def _mapping(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        odd, end, node, inside = False, self.kinds.MappingEndEvent, self._node, depth + 1
        for one in events:
            if isinstance(one, end):
                break
            key = node(one, events, inside)
            behind = next(events)
            value = node(behind, events, inside)
            if event.flow_style and isinstance(key, Scalar) and (longer := self._comma(pairs, key, behind)):
                name, (first, _) = next(reversed(pairs.items()))
                pairs[name] = (first, longer)
                continue
            if not isinstance(key, Scalar):
                odd = True
            elif value is not None and (key.value in pairs or key.value[:1].isspace()):
                self._pair(pairs, key, value)
            elif value is not None:
                pairs[key.value] = (key, value)
        if odd and event.flow_style:  # `{{c1::x}}` reads as a mapping with a mapping for its key
            return self._braces(event)
        if odd:
            self._note("Y009", "a key that is more than a word", event, help=("write one `key: value` a line",))
        return Mapping(pairs, self._span(event))

    def _comma(self, pairs: dict[str, tuple[Scalar, Node]], key: Scalar, behind: Any) -> Scalar | None:
        """Report a text between braces that a comma cuts: what stands behind it is a key without a value. Out: the whole text."""
        last = next(reversed(pairs.values()), None)
        before = last[1] if last else None
        nothing = behind.start_mark.index == behind.end_mark.index
        alone = nothing and isinstance(behind, self.kinds.ScalarEvent) and not behind.style
        if (
            not alone
            or key.style
            or not isinstance(before, Scalar)
            or before.style
            or not before.value
            or before.span.line != key.span.end_line
        ):
            return None
        row, begin, end = key.span.line - self.first_line, before.span.column - 1, key.span.end_column - 1
        line = self.lines[row]
        if line != self.original[row] or line[end:].lstrip()[:1] not in (",", "}"):
            return None
        raw, cut = line[begin:end], before.span.end_column
        assert last
        number = re.match(r"\d,\d", line[cut - 2 : cut + 1])  # in some languages, a comma is the point of numbers: who takes one judges
        if not number and not any(
            one.code == "Y006" and one.span.line == key.span.line and one.message.endswith(f"`{last[0].value}`") for one in self.found
        ):
            self.found.append(pitfalls.comma(line, row + self.first_line, (begin, cut - 1), last[0].value, self.name))
        return Scalar(raw, Origin(before.span._replace(end_column=end + 1)), "")

    def _pair(self, pairs: dict[str, tuple[Scalar, Node]], key: Scalar, value: Node) -> None:
        if not key.style and key.value[:1].isspace():
            raise _Mend(pitfalls.odd_indent(self.lines, key.span.line - self.first_line, self.name, self.first_line))
        if key.value in pairs:
            first = pairs[key.value][0]
            begun = next(iter(pairs.values()))[0].span.line - self.first_line
            here = key.span.line - self.first_line
            if found := keys_again(self.lines, here, begun, tuple(pairs), self.name, self.first_line):
                raise _Mend(found)
            self.found.append(
                Diagnostic(
                    "Y004",
                    f"the key `{key.value}` is written twice",
                    key.span,
                    "again here",
                    ("delete one of them; YAML would silently keep the last",),
                    (Label(first.span, "first here"),),
                )
            )
            return
        pairs[key.value] = (key, value)

    def _braces(self, event: Any) -> Scalar:
        start = event.start_mark
        raw = self.lines[start.line][start.column :].rstrip()
        self.found.append(pitfalls.first_character(self.lines, start.line, start.column, self.name, self.first_line, raw[:1]))
        return Scalar(raw, Origin(self._span(event)), "")

    def _line(self, event: Any) -> Scalar | None:
        """Read a text that stands on one line, as it reads, without quotation marks: nearly all do. `None` where it is none such."""
        start, end, value = event.start_mark, event.end_mark, event.value
        row, column, stop = start.line, start.column, end.column
        if event.style or not value or row != end.line or row >= len(self.lines):
            return None
        line = self.lines[row]
        if line is not self.original[row] or stop - column != len(value) or not line.startswith(value, column):
            return None
        if line.startswith(_HASH, stop):
            self._cut(event)
        number = row + self.first_line
        return Scalar(value, Origin(Span(self.name, number, column + 1, number, stop + 1), ((0, number, column + 1),)), "")

    def _scalar(self, event: Any) -> Scalar:
        style = event.style if event.style in ("'", '"', "|", ">") else ""
        if not style and not event.value and (column := self._comment(event)):
            return self._hash(event, column)
        start, end = event.start_mark, event.end_mark
        if (
            not style
            and start.line < end.line
            and (found := joined(self.lines, start.line, start.column, end.line, self.name, self.first_line))
        ):
            raise _Mend(found)
        scalar = Scalar(event.value, Origin(self._span(event), self._places(event, style)), style)
        if style == '"':
            self._damage(event)
        if not style:
            self._cut(event)
        return scalar

    def _comment(self, event: Any) -> int:
        """Find the `#word` that stands where a text should be; `# word` is a comment. Out: its column, 0 where there is none."""
        line = self.lines[event.end_mark.line] if event.end_mark.line < len(self.lines) else ""
        found = re.match(r"[ \t]+(?=#[^\s#])", line[event.end_mark.column :])
        meant = TO_DECKGEN.search(line) or line.startswith("cards:")  # which may have nothing below it
        return event.end_mark.column + found.end() if found and not meant else 0

    def _hash(self, event: Any, column: int) -> Scalar:
        line = event.end_mark.line
        self.found.append(pitfalls.first_character(self.lines, line, column, self.name, self.first_line, "#"))
        return Scalar(self.lines[line][column:].rstrip(), Origin(self._span(event)), "")

    def _places(self, event: Any, style: str) -> tuple[tuple[int, int, int], ...]:
        """Say where each line of the value stands, where the value is written as it reads."""
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        if style == "|":
            return self._block_places(event.value, line)
        if line != end.line or line >= len(self.lines) or self.lines[line] != self.original[line]:
            return ()
        quote = 1 if style else 0
        raw = self.lines[line][column + quote : end.column - quote]
        return ((0, line + self.first_line, column + quote + 1),) if raw == event.value else ()

    def _block_places(self, value: str, header: int) -> tuple[tuple[int, int, int], ...]:
        """Find the lines of a `|` block: they stand below its header, all indented alike."""
        rows, offset = [], 0
        for index, row in enumerate(value.split("\n"), start=header + 1):
            if row and index < len(self.original):
                indent = len(self.original[index]) - len(row)  # which a mended line has otherwise
                if indent < 0 or self.original[index][indent:] != row:
                    return ()
                rows.append((offset, index + self.first_line, indent + 1))
            offset += len(row) + 1
        return tuple(rows)

    def _damage(self, event: Any) -> None:
        r"""Report backslashes between double quotes that YAML turned into other characters: `"\alpha"` is a bell and `lpha`."""
        start, end = event.start_mark, event.end_mark
        raw = self.lines[start.line][start.column : end.column] if start.line == end.line < len(self.lines) else ""
        label = "YAML reads `\\a`, `\\b`, `\\f`, `\\v`, … as characters of their own"
        if any(ord(char) < 32 and char not in "\n\t" for char in event.value):
            message = "a backslash between double quotes turned into a control character"
        elif damage.FORMULA.search(raw):
            message, label = "a backslash between double quotes is not one", "YAML reads `\\n` as a line end, `\\t` as a tab, …"
        elif damage.path(raw):
            message, label = "a path between double quotes", "YAML reads `\\n` as a line end, `\\t` as a tab, …"
        else:
            return
        help, edit = damage.unquoted(self.lines, start.line, start.column, self.first_line, self.name)
        if "path" in message:  # a line end may be meant, after all
            edit, severity = replace(edit, safe=False) if edit else None, Severity.WARNING
        else:
            severity = Severity.ERROR
        self.found.append(Diagnostic("Y012", message, self._span(event), label, help, edit=edit, severity=severity))

    def _cut(self, event: Any) -> None:
        """Warn where ` #` cuts a sentence short. Two spaces before the `#`, as comments have them, say that it is meant."""
        end = event.end_mark
        rest = self.lines[end.line][end.column :] if end.line < len(self.lines) else ""
        if not event.value or rest[:2] not in _HASH or TO_DECKGEN.match(rest, 1):
            return
        self.found.append(damage.cut(self.lines, event, self.name, self.first_line))

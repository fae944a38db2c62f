"""content/KEY.md -> a source with its principles and quotations.

In: the text of one Markdown file with front matter. Out: a `Source`, and findings. Front matter is split off by python-frontmatter
and read by our own YAML, so that dates stay as written and every complaint knows its line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from deckgen.diagnostics import Diagnostic, Edit, Label, Span, split_lines
from deckgen.markup.nodes import BlockQuote, Str
from deckgen.markup.parse import Section, sections
from deckgen.markup.walk import plain_text, with_images
from deckgen.meant import nearest
from deckgen.model import Origin, Principle, Quotation, Source, Text
from deckgen.read import pitfalls
from deckgen.read.headings import as_meant
from deckgen.read.keys import SLUG, SLUG_HELP, SOURCE_FILE
from deckgen.read.quoted import quotation_of
from deckgen.read.shape import Shape, sure, warning
from deckgen.read.yaml import Mapping, Scalar, read_yaml

_LIMIT = next(key for key in SOURCE_FILE if key.name == "limit")


def read_content(text: str, name: str, key: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """Read one source.

    In: its text, its name inside the project, its citation key. Out: the source (`None` where its front matter cannot be read),
    and what is wrong.
    """
    lines = split_lines(text.removeprefix("\ufeff"))
    text = "\n".join(lines)
    front, body, body_line = split_front_matter(text)
    shape = Shape([])
    conflict = pitfalls.conflict(lines, name, 1)
    if conflict or front is None:
        return None, (conflict or _no_front_matter(lines, name),)
    root, findings = read_yaml(front, name, first_line=text[: text.index(front)].count("\n") + 1)
    shape.found += findings
    mapping = shape.mapping(root, "front matter")
    if mapping is None:
        if root is None and not findings:
            top = Span(name, 1, 1, 1, len(lines[0]) + 1)
            shape.note("S005", "this front matter is empty", top, help=("write at least `title:` and `author:`",))
        return None, tuple(shape.found)
    return _source(shape, mapping, key, body, body_line, name), tuple(shape.found)


def _no_front_matter(lines: list[str], name: str) -> Diagnostic:
    top = Span(name, 1, 1, 1, len(lines[0]) + 1)
    if re.fullmatch(r"---\s*", lines[0]):
        dots = next((number for number, line in enumerate(lines, start=1) if re.fullmatch(r"\.\.\.\s*", line)), 0)
        end = Span(name, dots, 1, dots, 4)
        also = (Label(end, "YAML ends here, but not the front matter"),) if dots else ()
        edit = Edit(end, "---", safe=False) if dots else None
        help = "end it with a line `---`, before the text"
        return Diagnostic("S005", "this front matter is never closed", top, help=(help,), also=also, edit=edit)
    first = next((number for number, line in enumerate(lines, start=1) if line.strip()), 1)
    if first > 1 and re.fullmatch(r"---\s*", lines[first - 1]):
        here, help = Span(name, first, 1, first, 4), "delete the empty lines above it"
        label = "the front matter has to begin on the first line"
        return Diagnostic("S005", "this source has no front matter", here, label, (help,), edit=Edit(Span(name, 1, 1, first, 1), ""))
    help = "begin the file with `---`, then `title:` and `author:`, then `---`"
    if re.fullmatch(r"\s*[-–—_=*]{1,9}\s*", lines[0]):
        last = next((number for number, line in enumerate(lines[1:], start=2) if line.strip() == lines[0].strip()), 0)
        also = (Label(Span(name, last, 1, last, len(lines[last - 1]) + 1), "and here"),) if last else ()
        return Diagnostic("S005", "front matter stands between lines of three hyphens", top, "write `---` here", also=also)
    toml = lines[0].startswith("+++")
    return Diagnostic("S005", "this source has no front matter", top, "deckgen does not read TOML" if toml else "", (help,))


def split_front_matter(text: str) -> tuple[str | None, str, int]:
    """Cut a page into front matter and body, as Hugo and Jekyll write them.

    Out: the YAML between the `---` lines (`None` where there is none; TOML and JSON count as none, but are cut off),
    the body, and the line that the body begins on.
    """
    from frontmatter import default_handlers as handlers  # 30 ms: only when sources are read

    text = "\n".join(split_lines(text.removeprefix("\ufeff")))
    # Hugo's TOML is only cut off: python-frontmatter would want one more package to read what nobody asks for
    toml = handlers.BaseHandler(re.compile(r"^\+{3}\s*$", re.MULTILINE), "+++", "+++")
    for handler in (handlers.YAMLHandler(), handlers.JSONHandler(), toml):
        if not handler.detect(text):
            continue
        try:
            front, body = handler.split(text)
        except ValueError:  # no closing fence
            continue
        line = text[: len(text) - len(body)].count("\n") + 1
        return (front if isinstance(handler, handlers.YAMLHandler) else None), body, line
    return None, text, 1


def _source(shape: Shape, mapping: Mapping, key: str, body: str, body_line: int, name: str) -> Source:
    mapping = _front_keys(shape, mapping)
    values = shape.lines(mapping, SOURCE_FILE)
    named = mapping.pairs["author"][1] if "author" in mapping.pairs else None
    author = values["author"] = " ".join(shape.bare(named, "author").split()) if isinstance(named, Scalar) else values["author"]
    speakers = _speakers(shape, mapping)
    lines, findings = as_meant(body.split("\n"), name, body_line)
    shape.found += findings
    page = _Page(shape, name, "\n".join(lines), body_line, body.split("\n"))
    principles = tuple(page.principle(section, author) for section in page.principles())
    top = Span(name, 1, 1, 1, 1)
    return Source(
        key=key,
        title=values["title"],
        container=values["container"],
        author=author,
        speakers=speakers,
        date=values["date"],
        url=values["url"],
        cite=values["cite"] or _cite(values),
        mark=values["mark"] or key[:1].upper(),
        text=values["text"],
        text_span=mapping.pairs["text"][1].span if "text" in mapping.pairs else top,
        limit=_limit(values["limit"]),
        limit_span=mapping.pairs["limit"][1].span if "limit" in mapping.pairs else top,
        principles=principles,
        span=mapping.pairs["title"][1].span if "title" in mapping.pairs else top,
    )


def _limit(value: str) -> Decimal | None:
    """Read `15 %`; of what is no share, `lines` has told."""
    return Decimal(value.rstrip("% ")) if re.fullmatch(_LIMIT.pattern, value) else None


def _front_keys(shape: Shape, mapping: Mapping) -> Mapping:
    """Check the keys that are ours. Pages carry keys of other tools (`layout`, `draft`): only near misses are findings.

    Out: the front matter as it was meant, so that what rests on these keys is checked, too.
    """
    pairs = dict(mapping.pairs)
    names = [key.name for key in SOURCE_FILE]
    missing = {key.name for key in SOURCE_FILE if key.required and key.name not in mapping.pairs}
    for written, (key, value) in mapping.pairs.items():
        close = nearest(written.lower(), names, 0.75) if written not in names else ""
        if close and close not in pairs:
            shape.note(
                "C001",
                f"unknown key `{written}` in front matter",
                key.span,
                f"did you mean `{close}`?",
                (f"deckgen reads: {', '.join(names)}",),
                Edit(key.span, close, safe=sure(written, close)),
            )
            missing.discard(close)
            pairs[close] = (key, value)
    for one in sorted(missing):
        shape.note(
            "C002", f"front matter without `{one}`", Span(mapping.span.file, 1, 1, 1, 4), help=(f"deckgen reads: {', '.join(names)}",)
        )
    return replace(mapping, pairs=pairs)


def _speakers(shape: Shape, mapping: Mapping) -> dict[str, str]:
    node = shape.get(mapping, "speakers")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        shape.note("C003", "`speakers` takes labels and names", node.span, help=("write `speakers: {James: James Cowling}`",))
        return {}
    named = {label: " ".join(value.value.split()) for label, (_, value) in node.pairs.items() if isinstance(value, Scalar)}
    for label, (key, _) in node.pairs.items():
        if not label.strip() or not named.get(label):
            shape.note("C003", "a speaker without a label or a name", key.span, help=("write `speakers: {James: James Cowling}`",))
    return {label: name for label, name in named.items() if label.strip() and name}


def _cite(values: dict[str, str]) -> str:
    """Make the citation line of what is known, where the author gives none."""
    return ", ".join(one for one in (values["author"], values["container"] or values["title"], values["date"][:4]) if one)


_AT = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


class _Page:
    """The body of a content file, with a way from its characters to the lines of the file."""

    def __init__(self, shape: Shape, name: str, body: str, body_line: int, typed: list[str]) -> None:
        self.shape, self.name, self.body = shape, name, unicodedata.normalize("NFC", body)
        self.typed, self.first = typed, body_line
        starts, offset = [], 0
        for index, line in enumerate(self.body.split("\n")):
            starts.append((offset, index + body_line, 1))
            offset += len(line) + 1
        self.places = Origin(Span(name, body_line, 1, body_line, 1), tuple(starts))

    def principles(self) -> Iterable[Section]:
        """Give the sections that have an id, each id once."""
        seen: dict[str, Span] = {}
        for section in sections(self.body):
            span = self._heading(section)
            if section.id is None:
                self._no_principle(section, span)
                continue
            if section.id in seen:
                self.shape.found.append(
                    Diagnostic(
                        "S003",
                        f"the principle `{section.id}` is written twice",
                        span,
                        "again here",
                        ("give one of them another id",),
                        (Label(seen[section.id], "first here"),),
                    )
                )
                continue
            seen[section.id] = span
            yield section

    def _no_principle(self, section: Section, span: Span) -> None:
        """Report what looks like a principle, but is none: it would be left out without a word."""
        help = ("write {#id} at the end of the line, marks like .key inside the braces",)
        if "{#" in plain_text(section.heading):
            self.shape.note("C006", "the `{#…}` of this heading is not closed, or not at its end", span, help=help)
        elif section.attributes or section.classes:
            self.shape.note("C006", "the braces of this heading have no `#`", span, "no principle without an id", help)
        for block, start, end in section.blocks:
            place = self.places.at(start, start + len(self.body[start:end].rstrip()))
            if isinstance(block, BlockQuote) and not (section.attributes or section.classes):
                message = "a quotation below no principle"
                ways = ("give the heading above it an id: `## Name {#id}`", "or move it below a heading that has one")
                self.shape.found.append(warning("S007", message, place, "no card shows it, and nobody verifies it", ways))

    def _heading(self, section: Section) -> Span:
        span = self.places.at(section.start, section.start + len(self.body[section.start : section.end].rstrip()))
        width = len(self.typed[span.end_line - self.first]) + 1  # a heading that was not read as it was meant may be shorter in the file
        return span._replace(end_column=width) if width < span.end_column else span

    def principle(self, section: Section, author: str) -> Principle:
        """Read one principle: its name, its statement, its quotations."""
        assert section.id is not None
        span = self._heading(section)
        self._check_heading(section, span)
        return Principle(
            id=section.id,
            name=section.heading,
            statement=self._statement(section, span),
            quotations=tuple(
                self._quotation(block, start, end, author) for block, start, end in section.blocks if isinstance(block, BlockQuote)
            ),
            key="key" in section.classes,
            paragraphs=self._locator(section, span),
            span=span,
            rank=self._rank(section, span),
        )

    def _statement(self, section: Section, span: Span) -> Text:
        own = [one for one in section.blocks if not isinstance(one[0], BlockQuote)]
        if not own:
            self.shape.note(
                "C005",
                f"the principle `{section.id}` has no statement",
                span,
                help=("say in your own words, below its name, what it says",),
            )
            return Text("", Origin(span), ())
        start, end = own[0][1], own[-1][2]
        raw = self.body[start:end].rstrip()
        return Text(raw, self._origin(start, raw), tuple(block for block, _, _ in own))

    def _origin(self, start: int, raw: str) -> Origin:
        """Say where each line of a stretch of the page stands."""
        rows, offset = [], 0
        for line in raw.split("\n"):
            place = self.places.at(start + offset, start + offset)
            rows.append((offset, place.line, place.column))
            offset += len(line) + 1
        return Origin(self.places.at(start, start + len(raw)), tuple(rows))

    def _quotation(self, block: BlockQuote, start: int, end: int, author: str) -> Quotation:
        stop = start + len(self.body[start:end].rstrip())
        words = block.children
        if "![" in self.body[start:end]:  # nothing is quoted but words: what describes a picture stands for it
            words = with_images(words, lambda image: Str(image.alt))
        quotation = quotation_of(words, self.places.at(start, stop))
        if not quotation.words:
            self.shape.note("C005", "an empty quotation", quotation.span, help=("write its words behind the `>`, or delete it",))
        return with_author(quotation, author)

    def _check_heading(self, section: Section, span: Span) -> None:
        if not re.fullmatch(SLUG, section.id or ""):
            self.shape.note("C006", f"a principle's id cannot be `{section.id}`", span, help=(f"write {SLUG_HELP}",))
        if not plain_text(section.heading).strip():
            self.shape.note("C005", f"the principle `{section.id}` has no name", span, help=("write its name before the `{#…}`",))
        odd = [f".{one}" for one in section.classes if one != "key"] + [one for one, _ in section.attributes if one not in ("at", "rank")]
        for one in odd:
            help, meant = ("a principle takes: #id, .key, rank=1, at=12 or at=12-15",), nearest(one.lower(), (".key", "rank", "at"))
            label = f"did you mean `{meant}`?" if meant else ""
            self.shape.note("C001", f"unknown mark `{one}` on a principle", self._mark(one, span), label, help)
        names = [name for name, _ in section.attributes]
        for one in ("at", "rank"):
            if names.count(one) > 1:
                help = ("delete one of them; silently, the last would count",)
                self.shape.note("Y004", f"the mark `{one}=` is written twice", span, help=help)

    def _mark(self, mark: str, heading: Span) -> Span:
        """Give the place of a mark in the braces of a heading; the heading where it is not typed so."""
        line = self.typed[heading.line - self.first]
        start = line.find(mark, line.rfind("{")) if heading.line == heading.end_line else -1
        return heading._replace(column=start + 1, end_column=start + 1 + len(mark)) if start >= 0 else heading

    def _locator(self, section: Section, span: Span) -> tuple[int, int] | None:
        value = dict(section.attributes).get("at")
        if "at" not in dict(section.attributes):
            return None
        found = _AT.fullmatch(value or "")
        if not found or int(found[2] or found[1]) < int(found[1]) or int(found[1]) < 1:
            self.shape.note("C006", f"a locator cannot be `{value or ''}`", span, help=("write at=12 or at=12-15: paragraphs of the text",))
            return None
        return int(found[1]), int(found[2] or found[1])

    def _rank(self, section: Section, span: Span) -> int:
        value = dict(section.attributes).get("rank", "2") or ""
        if value not in ("1", "2", "3"):
            help = ("write rank=1: always on the sheet, rank=2: like one without a rank, or rank=3: only where the sheet has room",)
            self.shape.note("C006", f"a rank cannot be `{value}`", span, help=help)
            return 2
        return int(value)


def with_author(quotation: Quotation, author: str) -> Quotation:
    """Give a quotation that names nobody to the author of its source."""
    return quotation if quotation.speaker else replace(quotation, speaker=author, voice=author)

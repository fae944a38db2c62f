"""YAML in, texts out as typed: properties of the reader, over random texts and mutated files of this project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from deckgen.diagnostics import Diagnostic, Edit, Span, split_lines
from deckgen.model import Deck, DeckHead
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content
from deckgen.read.deck import read_deck
from deckgen.read.files import decode
from deckgen.read.yaml import Mapping, Node, Scalar, read_yaml
from deckgen.resolve import Surroundings, resolve, unresolved
from deckgen.rules import check

ROOT = Path(__file__).parent.parent
REAL = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for folder in ("cards", "content")
    for path in (ROOT / folder).glob("*.[my]*")
}

LINE_ENDS = "\n\r\x85\u2028\u2029"
ALLOWED = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters=f"{LINE_ENDS}\ufeff\ufffe\uffff", include_characters="\t")
"""Characters that YAML can hold; line ends other than line feeds are YAML's to normalize."""
_PIECES = (
    ": ,,:,, #,,#,,- ,,-,,{{c1::x}},,{,,},,[,,],,*,,**b**,,&,,&c,,!,,|,,| ,,>,,> ,,@,,`,,%,,\",,',,\"a\",,'a',,\\,,\\n,,? ,,"
    "\t,, ,,=,,~,,<<,,---,,...,,a,,word,,Was?,,é,,no,,0,,::,,x: y,,it's,,$x$,,\\alpha"
)
PIECES = st.sampled_from([*re.split(",,", _PIECES), ",", ", "])
TYPED = st.lists(PIECES, min_size=1, max_size=8).map("".join).map(str.strip).filter(bool)
"""Single lines as authors type them behind a key, full of what YAML trips over."""


def apply(text: str, edit: Edit) -> str:
    """Put an edit's replacement in its place."""
    rows = text.split("\n")
    span = edit.span
    before = "\n".join([*rows[: span.line - 1], rows[span.line - 1][: span.column - 1]])
    after = "\n".join([rows[span.end_line - 1][span.end_column - 1 :], *rows[span.end_line :]])
    return before + edit.replacement + after


def value(root: Node | None, key: str) -> str | None:
    """Give the text of a key at the top."""
    node = root.pairs[key][1] if isinstance(root, Mapping) and key in root.pairs else None
    return node.value if isinstance(node, Scalar) else None


def block(text: str, indent: str) -> str:
    """Write a text as a block scalar."""
    first = next((line for line in text.split("\n") if line), "")
    header = "|" + ("2" if first[:1] in (" ", "\t", "") else "") + ("+" if text.endswith("\n") else "-")
    return header + "\n" + "\n".join(indent + line if line else "" for line in text.split("\n"))


@given(st.text(st.one_of(ALLOWED, st.sampled_from("\n :#'\"&*!|>-{}[]%@`\\"))))
@example(" leading")
@example("\n\n")
@example("trailing\n\n")
@example("---\n...\n# no comment")
def test_a_block_holds_every_text_as_typed(text: str) -> None:
    written = block(text, "  ").removesuffix("\n" if text.endswith("\n") else "")
    root, found = read_yaml(f"a: {written}\nb: end\n", "x.yaml")
    assert not found
    assert value(root, "a") == text
    assert value(root, "b") == "end"


@given(
    TYPED,
    st.sampled_from(
        ["q: {}\na: end\n", "cards:\n  - q: {}\n    a: end\n", "- {}\n- end\n", "list:\n  - id: x\n    items:\n      - {}\n      - end\n"]
    ),
)
@settings(max_examples=400)
def test_a_suggested_block_restores_the_text_as_typed(typed: str, frame: str) -> None:
    assume(not (frame.count("- {}") and re.match(r"-\s|[A-Za-z_][\w-]*:\s", typed)))  # behind a dash, that is a key or a list
    assume(not re.match(r"[|>]|\"[^\"]*$", typed))  # these first characters are YAML's, not the text's: the suggestion drops them
    text = frame.replace("{}", typed)
    _, found = read_yaml(text, "x.yaml")
    sure = True
    for _ in range(9):
        edit = next((one.edit for one in found if one.code in ("Y006", "Y007") and one.edit), None)
        if edit is None:
            break
        sure = sure and edit.safe
        text = apply(text, edit)
        _, found = read_yaml(text, "x.yaml")
    else:
        pytest.fail(f"the suggestions never end: {text!r}")
    if text != frame.replace("{}", typed):
        assert not found
        assert not sure or typed in list(scalars(read_yaml(text, "x.yaml")[0]))


def scalars(node: Node | None) -> Iterator[str]:
    """Give the texts of all values, without the line feed that ends a block."""
    match node:
        case Scalar(value=text):
            yield text.removesuffix("\n")
        case Mapping(pairs=pairs):
            for _, inner in pairs.values():
                yield from scalars(inner)
        case None:
            pass
        case _:
            for inner in node.items:
                yield from scalars(inner)


@given(TYPED)
def test_a_plain_value_without_a_finding_is_the_text_as_typed(typed: str) -> None:
    assume(typed[0] not in "\"'[{|>#")
    root, found = read_yaml(f"q: {typed}\na: end\n", "x.yaml")
    assume(not found)
    read = value(root, "q")
    if read is None:  # `- x` or `x: y` alone make a list or a mapping: a finding one floor up
        return
    assert read == re.split(r"\s{2,}#", typed)[0].rstrip() or typed.startswith("#")


def places(found: tuple[Diagnostic, ...]) -> Iterator[Span]:
    """Give every place that findings name."""
    for one in found:
        yield one.span
        yield from (label.span for label in one.also)
        if one.edit:
            yield one.edit.span


def assert_inside(text: str, found: tuple[Diagnostic, ...]) -> None:
    """Hold every place to the file: the line is there, the column is on it or just behind it."""
    lines = split_lines(text)
    for span in places(found):
        assert 1 <= span.line <= span.end_line <= len(lines), span
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1, span
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1, span
        assert (span.line, span.column) <= (span.end_line, span.end_column), span


def all_findings(name: str, text: str) -> tuple[Diagnostic, ...]:
    """Read one file, and run the rules over what came out."""
    head = DeckHead("Deck", "0" * 32, "deck", "en", "", None, "", Span(name, 1, 1, 1, 1))
    if name.endswith("deck.yaml"):
        return read_deck(text, name, "f" * 32)[1]
    if name.endswith(".md"):
        source, found = read_content(text, name, "key")
        return (*found, *check(Deck(head, (), {"key": source} if source else {})))
    part, found = read_cards(text, name)
    deck, missing = resolve(Surroundings(head, {}, {}, {}, ROOT, None), (part,) if part else ())
    return (*found, *missing, *unresolved(deck, ROOT), *check(deck))


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """Give a file of this project with a few accidents."""
    name = draw(st.sampled_from(sorted(REAL)))
    text = REAL[name]
    start = draw(st.integers(0, max(0, len(text) - 600)))
    text = text[:120] + text[start : start + 600] if draw(st.booleans()) else text[:700]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 30)))
        put = draw(
            st.one_of(st.just(""), PIECES, st.text(max_size=5), st.sampled_from(["\n", "\t", "\r\n", "}}", "{{c2::", "\u2028", "\x00"]))
        )
        text = text[:at] + put + text[to:]
    return name, text


@given(mutated())
@settings(max_examples=500)
def test_no_accident_makes_a_reader_raise_or_point_outside_the_file(accident: tuple[str, str]) -> None:
    name, typed = accident
    text, found = decode(typed.encode("utf-8", "surrogatepass"), name)
    assert_inside(text or typed, found)
    if not found:
        assert_inside(text, all_findings(name, text))


@given(
    st.sampled_from(["cards/01.yaml", "cards/deck.yaml", "content/a.md"]),
    st.one_of(st.text(), st.lists(PIECES).map("".join)),
    st.booleans(),
)
@settings(max_examples=300)
def test_no_text_makes_a_reader_raise_or_point_outside_the_file(name: str, typed: str, framed: bool) -> None:
    frame = {
        "cards/01.yaml": "part: x\ncards:\n  - id: a\n    cloze: {}\n",
        "cards/deck.yaml": "deck: {}\n",
        "content/a.md": "---\ntitle: T\nauthor: A\n---\n## A {{#a}}\n\n{}\n",
    }
    typed = frame[name].replace("{}", typed) if framed else typed
    text, found = decode(typed.encode("utf-8", "surrogatepass"), name)
    if not found:
        assert_inside(text, all_findings(name, text))


@given(st.binary())
def test_no_bytes_make_decoding_raise_or_point_outside_the_file(data: bytes) -> None:
    text, found = decode(data, "x")
    lines = split_lines(text)
    for span in places(found):
        assert 1 <= span.line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1

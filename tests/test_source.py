"""`deckgen source`: a document of somebody's becomes a source, and what it suggests to quote stands in it word for word."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import write_project

from deckgen.adopt.document import Document, UnreadableError, read_document
from deckgen.adopt.outline import no_words, outline
from deckgen.adopt.page import key_for, own_fields, page
from deckgen.adopt.sentences import sentences, spans
from deckgen.adopt.speakers import find_speakers
from deckgen.adopt.suggest import key_quotes, suggest
from deckgen.adopt.traits import traits
from deckgen.cli import deckgen
from deckgen.model import Source
from deckgen.pipeline.load import load
from deckgen.quotations import find, raw_paragraphs, read_source_text, words
from deckgen.read.content import read_content

BODY = """\
What somebody wrote about the episode. The most important thing is to listen.

## Transcript

Ann: Welcome to the show. What did you learn about gardens, and what would you tell us today?

BEN (guest): I think a garden is a promise, not a plan. The best gardeners never plant what they cannot water.
You have to know your soil before you choose a seed.

[00:12:03] **Ann:** That's lovely. How do you choose?

Ben: If the soil is poor, then every seed is a bet. Ben Baker is what they call me, and Ben Baker says: water the soil, not the leaves.

Ben: We went there in 1999 with my uncle.
"""
HUGO = f"""\
+++
title = "Gardens: a talk"
date = 2021-03-04T10:00:00Z
draft = false
authors = ["Ben Baker"]
tags = ["soil", "seeds"]
url = "/gardens/"
[params]
key_quote = "the best gardeners never plant what they cannot water"
canonical = "https://example.org/gardens"
+++

{BODY}"""
JEKYLL = """\
---
layout: post
title:  "How I garden: notes"
date:   2020-09-10 11:40:51 -0500
categories: [soil]
quotes:
  - A hedge that nobody planted.
  - text: Everyone wants fruit; nobody wants to prune
---

**_How do you prune?_**

Everyone wants fruit; nobody wants to prune. That is the problem with orchards.

*Roots* - You must never cut more roots than branches.

*Leaves* - Leaves are the kitchen of the tree, not its clothes.
"""
JSON = f'{{\n"title": "Gardens",\n"author": {{"name": "Ben Baker"}},\n"published": "2020"\n}}\n\n{BODY}'
PLAIN = "How to prune\n============\n\nEveryone wants fruit; nobody wants to prune.\n"


def run(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words], catch_exceptions=False)


def adopt(root: Path, text: str, *options: str, name: str = "gardens.md") -> Result:
    """Adopt a document that lies outside of a project."""
    path = root.parent / name
    path.write_text(text, "utf-8")
    return run("source", path, "--project", root, *options)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a project."""
    return write_project(tmp_path / "project")


def source(root: Path, key: str = "gardens") -> Source:
    """Give a source of a project that must be without findings."""
    project = load(root)
    assert project.diagnostics == ()
    return project.decks[0].sources[key]


def test_front_matter_of_hugo_is_carried_over_and_speakers_are_found(root: Path) -> None:
    result = adopt(root, HUGO)
    assert result.exit_code == 0, result.output
    found = source(root)
    assert (found.title, found.author, found.date) == ("Gardens: a talk", "Ben Baker", "2021-03-04")
    assert (found.url, dict(found.speakers)) == ("https://example.org/gardens", {"Ben": "Ben Baker", "Ann": "Ann"})
    page = (root / "content/gardens.md").read_text("utf-8")
    assert "draft: false\ntags: [soil, seeds]\noriginal-url: /gardens/\nparams:\n" in page
    assert "word for word in paragraph 4, Ben Baker" in result.output


def test_front_matter_of_jekyll_and_a_text_without_speakers(root: Path) -> None:
    result = adopt(root, JEKYLL)
    assert "nobody is named" in result.output
    found = source(root)
    assert (found.author, found.date, found.speakers) == ("The author of How I garden: notes", "2020-09-10", {})
    assert "layout: post\ncategories: [soil]\nquotes:\n" in (root / "content/gardens.md").read_text("utf-8")
    assert "not in the text word for word, so it cannot be quoted: “A hedge that nobody planted.”" in result.output
    assert "word for word in paragraph 2, The author" in result.output


@pytest.mark.parametrize(("text", "title"), [(JSON, "Gardens"), (PLAIN, "How to prune"), (BODY, "gardens"), (f"# A b\n\n{BODY}", "A b")])
def test_other_front_matter_or_none(root: Path, text: str, title: str) -> None:
    assert adopt(root, text).exit_code == 0
    assert source(root).title == title


def test_headings_become_places_with_their_paragraphs_and_no_principles(root: Path) -> None:
    adopt(root, JEKYLL)
    page = (root / "content/gardens.md").read_text("utf-8")
    assert "## How do you prune?\n\n`{#prune at=2}`\n\n## Roots\n\n`{#roots at=3}`\n\n## Leaves\n\n`{#leaves at=4}`\n" in page
    assert source(root).principles == ()
    (root / "content/gardens.md").write_text(page.replace("## Roots\n\n`{#roots at=3}`", "## Roots {#roots at=3}\n\nSpare them."), "utf-8")
    assert [one.paragraphs for one in source(root).principles] == [(3, 3)]


@pytest.mark.parametrize("text", [HUGO, JEKYLL, JSON, BODY])
def test_nothing_of_the_text_is_copied_but_headings_unless_asked(root: Path, text: str) -> None:
    adopt(root, text)
    assert not (root / "content/gardens.txt").exists()
    body = (root / "content/gardens.md").read_text("utf-8").split("# Notes")[1]
    said = [one for paragraph in read_source_text(read_document(text).body, "x", {}).paragraphs for one in sentences(paragraph.text)]
    assert said
    page = " ".join(words(body))
    for paragraph in read_source_text(read_document(text).body, "x", {}).paragraphs:
        for start, end in spans(paragraph.text):
            sentence = words(paragraph.text[start:end])
            assert sentence == words("How do you prune?") or " ".join(sentence) not in page


@pytest.mark.parametrize("text", [HUGO, JEKYLL, JSON, BODY])
def test_every_suggestion_pasted_into_the_page_is_verified(root: Path, text: str) -> None:
    listed = adopt(root, text, "--suggest", "99").stdout.splitlines()
    pasted = "\n".join(line.strip() if line.startswith("     >") else "" for line in listed)
    number = sum(line.startswith("     > ") and not line.startswith("     > — ") for line in listed)
    assert number > 1
    page = root / "content/gardens.md"
    page.write_text(page.read_text("utf-8") + "\n## P {#p}\n\nX.\n\n" + pasted + "\n", "utf-8")
    result = run("verify", "--project", root, "--text", f"gardens={root.parent / 'gardens.md'}")
    assert (result.exit_code, f"gardens: {number} quotations attested" in result.output) == (0, True), result.output


def test_a_kept_text_lies_in_the_project_and_is_what_quotations_are_verified_against(root: Path) -> None:
    assert adopt(root, HUGO, "--keep-text").exit_code == 0
    assert (root / "content/gardens.txt").read_text("utf-8") == HUGO
    page = root / "content/gardens.md"
    page.write_text(page.read_text("utf-8") + "\n## P {#p}\n\nX.\n\n> a garden is a promise, not a plan\n", "utf-8")
    assert len(source(root).principles) == 1


def test_a_source_that_is_there_stays_as_it_is_and_can_be_asked_again(root: Path) -> None:
    adopt(root, HUGO)
    page = (root / "content/gardens.md").read_bytes()
    refused = adopt(root, HUGO)
    assert (refused.exit_code, "content/gardens.md is there already" in refused.output) == (1, True)
    again = adopt(root, HUGO, "--suggest", "3")
    assert (again.exit_code, again.output.count("     > ")) == (0, 3)
    assert (root / "content/gardens.md").read_bytes() == page
    assert adopt(root, HUGO, "--suggest", "3", "--keep-text").exit_code == 1
    assert adopt(root, HUGO, "--key", "other", "--suggest", "0").output.count("     > ") == 0


@pytest.mark.parametrize("key", ["a b", "a#b", "a,b", "../a", "", "a/b"])
def test_a_key_that_cannot_be_is_refused(root: Path, key: str) -> None:
    before = sorted(root.rglob("*"))
    assert adopt(root, HUGO, "--key", key).exit_code == (0 if not key else 1)
    assert key == "" or sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\ntitle: a: b\n---\n\nText.\n", "line 2 of its front matter is not YAML"),
        ("---\ntitle: &a x\nb: *a\n---\n\nText.\n", "alias"),
        ("+++\ntitle = \n+++\n\nText.\n", "cannot be read"),
        ("---\ntitle: x\n---\n", "there is no text in it"),
        ("a\x00b", "control character"),
    ],
)
def test_what_cannot_be_read_is_told(root: Path, text: str, says: str) -> None:
    result = adopt(root, text)
    assert (result.exit_code, says in result.output) == (1, True), result.output
    assert not (root / "content/gardens.md").exists()


def test_keys_that_ours_would_be_taken_for_are_kept_under_another_name(root: Path) -> None:
    adopt(
        root,
        "---\ntitle: T\nauthor: A\ntext: x.txt\nmark: toolong\nlimits: 3\nurls: [a]\n'odd: key': '- x'\n---\n\nEveryone is here today.\n",
    )
    page = (root / "content/gardens.md").read_text("utf-8")
    assert "original-text: x.txt\noriginal-mark: toolong\noriginal-limits: 3\noriginal-urls: [a]\n" in page
    assert source(root).text == ""


# --- speakers ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ("Ann: a\n\nBob: b\n\nAnn: c\n\nBob: d\n", {"Ann", "Bob"}),
        ("**ANN:** a\n\n**Bob Lee**: b\n\n**ANN:** c\n\n**Bob Lee**: d\n", {"ANN", "Bob Lee"}),
        ("Ann (host): a\nBob [12:03]: b\nAnn (host): c\nBob: d\n", {"Ann", "Bob"}),
        ("[00:01] Ann: a\n\n00:02 Bob: b\n\n[00:03] Ann: c\n\n00:04 Bob: d\n", {"Ann", "Bob"}),
        ("Q: a\n\nA: b\n\nQ: c\n\nA: d\n", {"Q", "A"}),
        ("主持人：早。\n\n嘉宾：早。\n\n主持人：好。\n\n嘉宾：好。\n", {"主持人", "嘉宾"}),
        ("Note: a\n\nNote: b\n\nNote: c\n", set()),
        ("Ann: a\n\nBob: b\n", set()),
        ("https://a.b\n\nhttps://a.c\n\nhttps://a.d\n", set()),
        ("they said: a\n\nthey said: b\n\nthey said: c\n", set()),
        ("Ann: a\n\nAnn: b\n\nAnn: c\n" + "x\n\n" * 60, set()),
    ],
)
def test_labels_are_what_is_repeated_at_the_start_of_paragraphs(body: str, labels: set[str]) -> None:
    assert set(find_speakers(body).names) == labels


def test_who_speaks_once_is_told_and_full_names_are_found() -> None:
    body = "Ann: Here is Bob Lee.\n\nBob: I am Bob Lee. Ann Thanks.\n\nAnn: c\n\nCal: d\n\nBob: e\n"
    found = find_speakers(body, "A talk with Ann Ames")
    assert (dict(found.names), found.once) == ({"Ann": "Ann Ames", "Bob": "Bob Lee"}, ("Cal",))


# --- suggestions -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It’s not about growing fast, but it’s about growing deep.", {"contrast", "definition"}),
        ("The point of pruning is light.", {"definition"}),
        ("Never cut more than you water.", {"superlative", "contrast"}),
        ("Make sure the roots have water before the leaves.", {"imperative"}),
        ("I was there with my uncle at the time.", set()),
    ],
)
def test_traits_are_what_can_be_pointed_at(text: str, names: set[str]) -> None:
    assert names <= set(traits(text))
    assert names or not traits(text)


def test_sentences_end_where_they_end() -> None:
    text = 'He said "No." Then, e.g. Mr. Smith left at 3.5 p.m. sharp! Why? See U.S. law'
    assert [text[slice(*one)] for one in sentences(text)] == [
        'He said "No."',
        "Then, e.g. Mr. Smith left at 3.5 p.m. sharp!",
        "Why?",
        "See U.S. law",
    ]


def test_who_asks_and_who_is_nobody_are_not_quoted_before_who_answers() -> None:
    text = read_source_text(BODY, "x", find_speakers(BODY).names)
    found = suggest(text)
    assert found[0].voice == "Ben Baker"
    assert "" not in {one.voice for one in found}
    assert {one.paragraph for one in found[-2:]} <= {3, 5, 7}


def test_what_is_near_a_key_quotation_comes_first_with_its_reason() -> None:
    text = read_source_text(
        "\n\n".join(["Everyone must always water the soil, not the leaves."] * 3 + ["Seeds are small things in a bag."]), "x", {}
    )
    (key,) = key_quotes(text, ["the seeds are small things in a sack"])
    assert (key.verbatim, key.paragraph) == (False, 4)
    assert suggest(text, [key])[0].traits[0] == "key quote"


WORDS = st.text(st.sampled_from("aB1 .:;-#*_`[](){}|>&!%@'\"\\~$<\n\t"), max_size=30)
KEYS = st.sampled_from(["title", "author", "authors", "date", "url", "text", "speakers", "limit", "mark", "odd: key", "tags", "#", "no"])


@settings(max_examples=300)
@given(
    st.dictionaries(KEYS, st.one_of(WORDS, st.lists(WORDS, max_size=3), st.dictionaries(WORDS, WORDS, max_size=2)), max_size=5),
    st.lists(WORDS),
)
def test_whatever_a_document_says_its_page_is_clean(fields: dict[str, Any], lines: list[str]) -> None:
    document = Document(fields, "\n\n".join([*(f"# {line}" for line in lines), *lines, "**a b**", "c"]))
    ours = {"title": "T", "author": "A", **own_fields(document, Path("x.md"))}
    raw = raw_paragraphs(document.body, {})
    found, findings = read_content(page(document, ours, outline(raw, ())), "content/x.md", "x")
    assert findings == ()
    assert found is not None
    assert found.principles == ()


@pytest.mark.parametrize(
    "line", ["A" + " " * 100_000 + "x", "# a" + " " * 100_000 + "b", "A. " * 100_000, "*" * 100_000, "a, but " * 50_000]
)
def test_no_line_takes_for_ever(line: str) -> None:
    started = time.monotonic()
    find_speakers(line)
    raw = raw_paragraphs(line, {})
    outline(raw, suggest(read_source_text(line, "A", {}), (), no_words(raw)))
    assert time.monotonic() - started < 20


@given(st.text(st.sampled_from("aB .!?,;:—-\"'“”[]*_`#>$1\n"), max_size=300))
def test_whatever_the_text_each_suggestion_stands_in_it_and_overlaps_no_other(body: str) -> None:
    text = read_source_text(body, "Ann", {})
    found = suggest(text)
    for one in found:
        place, _ = find(text, one.words, "Ann")
        assert place is not None
    assert len({(one.paragraph, one.words) for one in found}) <= len(found)


def test_a_book_takes_seconds() -> None:
    body = "\n\n".join(f"Ann: {BODY.split('Ben: ')[1].strip()} Number {number} is the best of all." for number in range(1500))
    started = time.monotonic()
    assert suggest(read_source_text(body, "x", {"Ann": "Ann"}))
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    ("path", "title", "key"),
    [
        ("2020-09-10-staff-at-heroku.md", "T", "staff-heroku"),
        ("gardens/index.md", "T", "gardens"),
        ("000_52f.txt", "How I operated as a Staff engineer", "operated-staff-engineer"),
        ("123.txt", "日本語", "source"),
    ],
)
def test_the_key_is_made_of_the_name_or_of_the_title(path: str, title: str, key: str) -> None:
    assert key_for(Path(path), title) == key


def test_a_text_between_rules_or_braces_is_no_front_matter() -> None:
    for text in ("---\n\nNo end.\n", "{\nNo end.\n", "---\njust words\n---\n\nMore.\n"):
        assert read_document(text).body == text
    with pytest.raises(UnreadableError):
        read_document("---\na: [\n---\n\nx\n")

"""`deckgen source`: a document of somebody's becomes a source, and what it suggests to quote stands in it word for word."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from sample import write_project

from deckgen.adopt.document import Document, UnreadableError, read_document
from deckgen.adopt.opening import opening
from deckgen.adopt.outline import no_words, outline, plain_headings
from deckgen.adopt.page import key_for, own_fields, page
from deckgen.adopt.sentences import sentences, spans
from deckgen.adopt.speakers import find_speakers
from deckgen.adopt.suggest import askers, key_quotes, suggest
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


def test_signs_that_a_site_wrote_as_html_are_signs(root: Path) -> None:
    adopt(root, "---\ntitle: 'Soil &amp; seeds'\nauthor: Ann\n---\n\nEveryone wants fruit.\n")
    assert source(root).title == "Soil & seeds"
    assert "&amp;" not in (root / "content/gardens.md").read_text("utf-8")


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
    assert not (root / "content/texts/gardens.txt").exists()
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


def test_a_key_in_pieces_is_the_key_in_one(root: Path) -> None:
    assert adopt(root, HUGO, "--key", "cafe\u0301", "--keep-text").exit_code == 0
    assert source(root, "caf\xe9").text == "content/texts/caf\xe9.txt"


def test_a_kept_text_lies_in_the_project_and_is_what_quotations_are_verified_against(root: Path) -> None:
    assert adopt(root, HUGO, "--keep-text").exit_code == 0
    assert (root / "content/texts/gardens.txt").read_text("utf-8") == HUGO
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


@pytest.mark.parametrize("key", ["a b", "a#b", "a,b", "../a", "", "a/b", "a\udc80", "a\x07"])
def test_a_key_that_cannot_be_is_refused(root: Path, key: str) -> None:
    before = sorted(root.rglob("*"))
    assert adopt(root, HUGO, "--key", key).exit_code == (0 if not key else 2)
    assert key == "" or sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\ntitle: a: b\n---\n\nText.\n", "line 2 of its front matter is not YAML"),
        ("---\ntitle: &a x\nb: *a\n---\n\nText.\n", "alias"),
        ("+++\ntitle = \n+++\n\nText.\n", "cannot be read"),
        ("---\ntitle: x\n---\n", "there is no text in it"),
        ("a\x00b", "control character"),
        ("---\ntitle: x\n\nText.\n", "begins with `---` and is never closed"),
        ("---\n# ours\ntitle: x\n...\n\nText.\n", "begins with `---` and is never closed"),
        ("+++\ntitle = 'x'\n\nText.\n", "begins with `+++` and is never closed"),
        ('{\n"title": "x",\n\nText.\n', "JSON cannot be told from its text"),
        ('{"title": "x"}\n\nText.\n', "JSON cannot be told from its text"),
        ("\n\n---\ntitle: x\n---\n\nText.\n", "begins in line 3: delete the empty lines"),
        ("".join(f"{n}\n00:0{n}:00,000 --> 00:0{n}:09,000\nwords\n\n" for n in range(3)), "subtitles"),
        ("".join(f"Ann Lee  {n}:07\nWhat a day it was.\n\n" for n in range(3)), "write `Name:` in place of `Name 0:07`"),
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


@pytest.mark.parametrize("name", ["deck.apkg", "all.COLPKG"])
def test_a_package_of_anki_is_told_as_one(root: Path, name: str) -> None:
    path = root.parent / name
    path.write_bytes(b"PK\x03\x04\xff\x00\x00")
    result = run("source", path, "--project", root)
    assert (result.exit_code, "this is a package of Anki: it has cards, and a source is a text" in result.output) == (1, True)
    assert "office" not in result.output


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "this is a PDF; save it as plain text or Markdown"),
        (b"PK\x03\x04\xff\x00\x00", "this is a document of an office program; save it as"),
        (b"\x89PNG\0\0\0\0\0\0\xff", "this is no text; save it as"),
        ("One\nGröße".encode("latin-1"), "x.txt:2: this file is not UTF-8: a byte here is of another encoding; save the file as UTF-8"),
        ("Größe".encode("utf-16-le"), "UTF-16 without a byte order mark, which deckgen does not read; save"),
        (b"word " * 5_000_000, "larger than 20 MB; split it"),
        (b"", "there is no text in it"),
    ],
)
def test_a_file_that_is_no_text_is_told_with_what_to_do(root: Path, data: bytes, says: str) -> None:
    path = root.parent / "x.txt"
    path.write_bytes(data)
    before = sorted(root.rglob("*"))
    result = run("source", path, "--project", root)
    assert (result.exit_code, says in result.output) == (1, True), result.output
    assert sorted(root.rglob("*")) == before


# --- titles and headings -----------------------------------------------------------------------------------------------------

SAID = "The best teams never plan alone; they plan with whoever must live with the plan."


@pytest.mark.parametrize(
    ("text", "title", "author", "paragraphs"),
    [
        (f"Planning in small\n\n{SAID}", "Planning in small", "", 1),
        (f"HOW TO PLAN\n\nby Nora Field\nMarch 2019\n\n{SAID}", "HOW TO PLAN", "Nora Field", 2),
        (f"# How to plan #\n\n*By Nora van Dam*, 2019\n\n{SAID}", "How to plan", "Nora van Dam", 2),
        (f"Plan\n====\n\n{SAID}", "Plan", "", 1),
        (f"Wie man plant\nvon Nora Feld\n\n{SAID}", "Wie man plant", "Nora Feld", 1),
        (f"Planning\xa0in small\n\nNora Field\n\n{SAID}", "Planning in small", "", 1),
        ("如何计划\n\n计划是承诺，不是愿望。", "如何计划", "", 1),
        (f"by Nora Field\n\n{SAID}", "", "Nora Field", 1),
        (f"{SAID}\n\n{SAID}", "", "", 0),
        (f"A line that\ngoes on here.\n\n{SAID}", "", "", 0),
        (f"Ann: hello,\n\n{SAID}", "", "", 0),
        (f"- a list\n\n{SAID}", "", "", 0),
        (f"![a](b)\n\n{SAID}", "", "", 0),
        (f"12\n\n{SAID}", "", "", 0),
        (f"by the way we plan\n\n{SAID}", "", "", 0),
        ("Alone", "", "", 0),
    ],
)
def test_a_text_without_front_matter_has_its_title_and_author_in_its_first_lines(
    text: str, title: str, author: str, paragraphs: int
) -> None:
    found = opening(raw_paragraphs(text, {}))
    assert (found.title, found.author, found.paragraphs) == (title, author, paragraphs)


def test_title_and_author_are_in_the_page_and_not_among_what_is_suggested(root: Path) -> None:
    listed = adopt(root, f"The best plan of all is never alone\n\nby Nora Field\n\n{SAID}\n", "--key", "k", name="2019-04-03-x.txt")
    found = source(root, "k")
    assert (found.title, found.author, found.date) == ("The best plan of all is never alone", "Nora Field", "2019-04-03")
    assert listed.output.count("     > ") == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("# 1. A\n\nx\n\n## 1.2 B: c.\n\nx\n\n## 3 years\n\nx", ["A", "B: c", "3 years"]),
        (
            '## A {{< ref "b" >}}\n\nx\n\n## {% x %} B <!--more-->\n\nx\n\n## `c` <b>d</b> [e](f)\n\nx\n\n## !!!\n\nx',
            ["A", "B", "c d e"],
        ),
        ("**Photo by Ann**\n\nx\n\n# A\n\nx\n\n# B\n\nx\n\n# C\n\nx\n\n# Share this\n\nx", ["A", "B", "C"]),
        ("# T\n\nx\n\n# A\n\nx\n\n# B\n\nx\n\n# C\n\nx\n\n**Ann**: x\n\n**Ann**: y", ["A", "B", "C"]),
        ("1. Beginnings\n\nIt begins here.\n\nMiddles\n\nIt goes on.\n\nAn end?\n\nIt ends.", ["Beginnings", "Middles", "An end?"]),
        ("Beginnings\n\nIt begins here.\n\nMiddles\n\nIt goes on.", []),
    ],
)
def test_headings_are_told_without_what_is_no_part_of_them(text: str, names: list[str]) -> None:
    raw = raw_paragraphs(text, {})
    assert [one.name for one in outline(raw, (), {"T", "Ann"}, plain_headings(raw))] == names


def test_places_by_words_are_one_a_paragraph_and_never_the_same_words_twice(root: Path) -> None:
    body = (
        "Plans are always about seeds. Never plan the soil, plan seeds.\n\nEvery seed must have a plan. The seeds are all about soil.\n\n"
    )
    result = adopt(root, "Everyone is here to plan the soil, not the seeds.\n\n" + body * 3)
    places = re.findall(r"^## (.*)\n\n`\{#\S+ at=(\S+)\}`", (root / "content/gardens.md").read_text("utf-8"), re.MULTILINE)
    assert places
    assert "by its words" in result.output
    assert len({one[0] for one in places}) == len({one[1] for one in places}) == len(places)


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
        ("HOST: a\n\nNora: b\n\nHOST: c\n\nNora: d\n\nHOST: e\n\nNora: f\n", {"HOST", "Nora"}),
        ("Question: a\n\nAnswer: b\n" * 3, {"Question", "Answer"}),
        ("Question: a\n\nQuestion: b\n\nQuestion: c\n", set()),
        ("Host: a\n\nAnn: b\n\nAnn: c\n\nAnn: d\n", {"Ann"}),
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
    assert {one.voice for one in found} == {"Ben Baker"}


TALK = "".join(
    f"Max: {asked}\n\nNora: {told}\n\n"
    for asked, told in (
        ("I plan a lot, as all of us here do, and it is the best thing of all. What is the most important thing about planning?", SAID),
        ("Thank you so much, that was the best of all the answers that we had. And do you think everyone should always plan?", "Not I."),
        (
            "Right. You know, I think that is the best thing I ever heard. How do you decide what never goes into it?",
            "By asking, always by asking.",
        ),
        ("Well, thank you so much for being here, this was the best conversation that we had all year.", "Thanks."),
    )
)


def test_who_asks_is_not_the_author_even_who_speaks_most_and_no_question_of_theirs_is_suggested(root: Path) -> None:
    result = adopt(root, TALK)
    assert source(root).author == "Nora"
    assert "speaker: Max: is Max, 4 paragraphs, who asks" in result.output
    assert "speaker: Nora: is Nora, 4 paragraphs, the author here" in result.output
    assert re.search(rf"  1\. paragraph 2, Nora: superlative.*\n     > {SAID}\n", result.output)
    shown = [line for line in result.output.splitlines() if line.startswith("     > ")]
    assert not [line for line in shown if "?" in line or "thank" in line.casefold() or "You know" in line]


def test_where_all_ask_or_nobody_does_nobody_is_the_one_who_asks() -> None:
    both = "Max: Is it a plan?\n\nNora: Is it not one?\n\nMax: Who knows?\n\nNora: Do you?\n"
    for body in (both, both.replace("?", ".")):
        assert askers(read_source_text(body, "x", {"Max": "Max", "Nora": "Nora"})) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "最好的团队从不独自计划；他们与必须承担计划的人一起计划。计划是承诺，不是愿望。",
        "أفضل الفرق لا تخطط وحدها أبدا، بل تخطط مع من يجب أن يعيش معها. هل تقرأ الخطة اليوم يا صديقي؟ إذا لم يقرأها أحد فلا خطة.",
        "Ein Plan ist ein Versprechen, kein Wunsch. „Plane nie mehr, als du im Kopf behalten kannst“, sagte sie z. B. oft zu uns.",
    ],
)
def test_other_languages_have_suggestions_of_whole_sentences(text: str) -> None:
    found = suggest(read_source_text(text, "A", {}))
    assert len(found) > 1
    assert all(one.words[-1] in ".。؟" for one in found)


def test_what_a_site_puts_between_words_is_not_suggested_and_cuts_no_sentence() -> None:
    text = (
        'If nobody reads the plan, then nobody is bound by it.<!--more--> See [it]({{< ref "b.md" >}}).\n\n'
        "{{% notice %}}\nAlways plan.\n{{% /notice %}}\n\n"
        "{% highlight ruby %}\nnever do this or that at all\n{% endhighlight %}\n\n"
        "[^1]: This is the most important note of all of them.\n\n"
        "• Always plan the work that you have\n• Never plan the work of others\n"
    )
    raw = raw_paragraphs(text, {})
    found = suggest(read_source_text(text, "A", {}), (), no_words(raw))
    assert [one.words for one in found] == ["If nobody reads the plan, then nobody is bound by it."]


def test_the_same_words_are_suggested_once() -> None:
    assert len(suggest(read_source_text(f"{SAID}\n\n{SAID}\n", "A", {}))) == 1


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
    for text in ("---\n\nNo end.\n", "{\nNo end.\n", "---\nNo key, no end: a text.\n"):
        assert read_document(text).body == text
    assert read_document("---\njust words\n---\n\nMore.\n").body == "\nMore.\n"  # as `verify` cuts it
    with pytest.raises(UnreadableError):
        read_document("---\na: [\n---\n\nx\n")

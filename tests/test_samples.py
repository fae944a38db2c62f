"""The page of samples: it shows every choice, its commands and snippets say the same, and its pictures are those of what is printed now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from deckgen.pipeline.printing import Wishes, options
from deckgen.read.keys import PRINT, Key
from tools.samples import FOLDER, Digests, Sample, decks, faults, manifest, pdfs, pictures, said, samples

PAGE = (FOLDER / "README.md").read_text("utf-8")
SAMPLES = samples(PAGE)
ONLY_IN_DECK_YAML = {"fonts", "quiz-tries"}
"""Samples of what no option of the command line says."""
HOW = "`python3 dev.py samples` draws them anew: then look at them"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return pdfs(SAMPLES)


def test_the_pictures_are_current(made: dict[str, bytes]) -> None:
    assert faults(SAMPLES, made, pictures(), manifest()) == [], HOW


def test_whatever_is_out_of_date_is_told(made: dict[str, bytes]) -> None:
    drawn, known = pictures(), manifest()
    sheet, picture = SAMPLES[0], SAMPLES[0].picture(1)
    more = replace(sheet, pages=(*sheet.pages, 9))
    assert faults(SAMPLES, made | {"sheet": b"other"}, drawn, known) == ["sheet.pdf is printed otherwise now"]
    assert faults(SAMPLES, made, drawn | {picture: b"other"}, known) == [f"{picture} is not the picture that was drawn"]
    assert faults(SAMPLES, made, {name: data for name, data in drawn.items() if name != picture}, known) == [f"{picture} is missing"]
    assert faults([more, *SAMPLES[1:]], made, drawn, known) == ["sheet-9.png is missing"]
    assert faults([replace(sheet, pages=(2,)), *SAMPLES[1:]], made, drawn, known) == [f"{picture} is on no page"]
    assert faults(SAMPLES, {name: data for name, data in made.items() if name != "fonts"}, drawn, known) == [
        "fonts.pdf is not made any more"
    ]
    nothing: Digests = {"pdfs": {}, "pictures": {}}
    assert len(faults(SAMPLES, made, drawn, nothing)) == len(made) + len(drawn)


def _choices(keys: tuple[Key, ...], above: str = "") -> Iterator[str]:
    """Give every choice below some keys: `cards.size: a8`; of a key that takes anything, the key alone: `cards.offset:`."""
    for key in keys:
        yield from _choices(key.keys, f"{above}{key.name}.")
        if not key.keys:
            yield from (f"{above}{key.name}: {one}".strip() for one in key.choices or ("",))


def _shown(sample: Sample) -> set[str]:
    """Give the choices that the snippet of a sample names, with and without their values."""
    found, above = set(), ""
    for line in sample.snippet.splitlines()[1:]:
        name, _, value = line.strip().partition(": ")
        pairs = re.findall(r"([\w-]+): ([^,}]+)", value) if value.startswith("{") else [(name, value)]
        above = f"{name}." if value.startswith("{") else ""
        found |= {said for key, one in pairs for said in (f"{above}{key}: {one}", f"{above}{key}:")}
    return found


@pytest.mark.parametrize("choice", list(_choices(PRINT)))
def test_every_choice_has_a_picture(choice: str) -> None:
    assert any(choice in _shown(sample) for sample in SAMPLES)


def test_a_choice_without_a_picture_is_found() -> None:
    new = Key("paper", "line", "", choices=("a4", "a6"))
    assert [one for one in _choices((new,)) if not any(one in _shown(sample) for sample in SAMPLES)] == ["paper: a6"]


def test_what_a_snippet_says_for_good_the_command_says_for_once() -> None:
    with decks() as there:
        for sample in SAMPLES:
            deck = there[sample.project]
            (paper,) = sample.wishes.papers or (deck.head.print.paper,)
            same = options(deck, sample.wishes, paper) == said(sample)
            assert same or sample.name in ONLY_IN_DECK_YAML, sample.name
            chosen = replace(sample.wishes, parts=(), tags=())
            assert (chosen == Wishes()) == (sample.name in ONLY_IN_DECK_YAML), sample.name


def test_each_picture_says_in_words_what_it_shows() -> None:
    tags = re.findall(r"<img [^>]+>", PAGE)
    assert len(tags) == sum(len(sample.pages) for sample in SAMPLES)
    assert [tag for tag in tags if not re.fullmatch(r'<img src="[\w-]+\.png" width="\d+%" alt="[^"]{10,}">', tag)] == []


def test_the_pictures_are_few_and_small() -> None:
    """Whoever clones the project takes them along."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_500_000

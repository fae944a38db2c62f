"""The JSON Schema: current, and of one mind with the readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from sample import FILES

from deckgen import schema
from deckgen.read.keys import KINDS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def validator() -> Any:
    """Give a validator of the committed schema."""
    return jsonschema.Draft202012Validator(json.loads((ROOT / schema.PATH).read_text("utf-8")))


def test_the_committed_schema_is_current() -> None:
    assert (ROOT / schema.PATH).read_text("utf-8") == schema.schema_text(), "run: python3 dev.py deckgen schema > " + schema.PATH


def test_every_file_of_the_shipped_deck_and_of_the_sample_fits(validator: Any) -> None:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "cards").glob("*.yaml"))]
    texts += [str(text) for name, text in FILES.items() if name.endswith(".yaml")]
    for text in texts:
        validator.validate(yaml.safe_load(text))


def test_scalars_that_yaml_takes_for_something_else_are_accepted(validator: Any) -> None:
    validator.validate(yaml.safe_load("part: 1\ncards:\n  - {id: a-b, q: no, a: 4.10, extra: 12:30}\n"))


@pytest.mark.parametrize(
    "note",
    [
        "{id: a, q: x}",
        "{id: a, term: x, meaning: y}",
        "{q: x, a: y}",
        "{id: A, q: x, a: y}",
        "{id: a, q: x, a: y, cloze: z}",
        "{id: a, list: x, items: [only]}",
        "{id: a, q: [x], a: y}",
        "{id: a, q: x, a: y, lens: colour}",
    ],
)
def test_what_the_readers_refuse_does_not_fit(validator: Any, note: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(yaml.safe_load(f"part: 1\ncards:\n  - {note}\n"))


@pytest.mark.parametrize(
    ("options", "fits"),
    [
        ("{paper: letter, sheet: {orientation: landscape}, cards: {size: 3x5, offset: 0.5 -1}, quiz: {tries: 3}, fonts: [a.otf]}", True),
        ("{paper: b5}", False),
        ("{cards: {size: a7, offset: 9 0}}", False),
        ("{cards: {sise: a7}}", False),
    ],
)
def test_what_may_stand_below_print_fits_and_nothing_else(validator: Any, options: str, fits: bool) -> None:
    head = f"deck: D\nuid: {'0' * 32}\nid: d\nprint: {options}\n"
    assert validator.is_valid(yaml.safe_load(head)) == fits


def test_every_kind_of_note_has_a_title_that_an_editor_can_offer(validator: Any) -> None:
    kinds = validator.schema["$defs"]["note"]["oneOf"]
    assert [one["title"] for one in kinds] == [kind.title for kind in KINDS]
    assert all(value["description"] for one in kinds for value in one["properties"].values())

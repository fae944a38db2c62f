"""The keys of the YAML files -> their JSON Schema (draft 2020-12), for editors.

In: the tables of `read.keys`. Out: one schema for cards/deck.yaml and for files of cards. Scalars may be written as YAML likes: `no`
and `4.10` are text to deckgen, so the schema accepts them. The committed copy is checked to be current.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from deckgen.read.keys import CARDS_FILE, COMMON, DECK_FILE, ENTRY, KINDS, Key, KindOfNote

PATH = "deckgen/deckgen.schema.json"
"""The committed copy, in the repository and in the wheel."""

_SCALAR = ["string", "number", "boolean"]


def schema_text() -> str:
    """Give the schema as text."""
    return json.dumps(_schema(), indent=2, ensure_ascii=False) + "\n"


def _schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "deckgen: a deck or a file of cards",
        "oneOf": [{"$ref": "#/$defs/cards"}, {"$ref": "#/$defs/deck"}],
        "$defs": {
            "cards": _object("a file of cards: one part of the deck", CARDS_FILE),
            "deck": _object("deck.yaml: the deck itself", DECK_FILE),
            "note": {"title": "a note", "oneOf": [_note(kind) for kind in KINDS]},
            "item": {"title": "an item of a list", "oneOf": [{"type": _SCALAR}, _object("an item with a reason", ENTRY)]},
        },
    }


def _note(kind: KindOfNote) -> dict[str, Any]:
    id, *others = COMMON
    return _object(kind.title, (id, *kind.keys, *others))


def _object(title: str, keys: Sequence[Key]) -> dict[str, Any]:
    return {
        "title": title,
        "type": "object",
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: {"description": key.description, **_value(key)} for key in keys},
        "patternProperties": {"^x-": {"description": "A key of your own."}},
        "additionalProperties": False,
    }


def _value(key: Key) -> dict[str, Any]:
    pattern = {"pattern": f"^(?:{key.pattern})$"} if key.pattern else {}
    match key.takes:
        case "yes or no":
            return {"type": "boolean"}
        case "words" | "citations":
            one = {"type": _SCALAR, **pattern}
            return {"oneOf": [one, {"type": "array", "items": one}]}
        case "entries":
            return {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/item"}}
        case "notes":
            return {"type": ["array", "null"], "items": {"$ref": "#/$defs/note"}}
        case "mapping":
            return _object(key.description, key.keys) if key.keys else {"type": "object"}
        case _ if key.choices:
            return {"enum": [*key.choices, *((False,) if "off" in key.choices else ())]}  # YAML 1.1 takes `off` for false
        case _:
            return {"type": _SCALAR, **pattern}

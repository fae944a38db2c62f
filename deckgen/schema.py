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
_TRUTH = "^(?:[Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]|[Oo][Ff][Ff])$"
"""What the readers take for yes and no; for YAML 1.2, which editors read, most of it is text."""
_TITLES = {
    "text": "a text, Markdown",
    "line": "one line",
    "yes or no": "`true` or `false`",
    "yes, no or text": "`true`, `false`, or a text, Markdown",
    "words": "a word or a list of words",
    "citations": "a citation or a list of citations",
    "entries": "a list of items",
    "notes": "a list of notes",
    "mapping": "keys and values",
}
"""What a key takes, as an editor says it beside the key."""


def schema_text() -> str:
    """Give the schema as text."""
    return json.dumps(_schema(), indent=2, ensure_ascii=False) + "\n"


def _schema() -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "deckgen: a deck or a file of cards",
        "oneOf": [{"$ref": "#/$defs/cards"}, {"$ref": "#/$defs/deck"}],
        "$defs": {
            "cards": _object("a file of cards: one part of the deck", "Notes in learning order, and what they share.", CARDS_FILE),
            "deck": _object("deck.yaml: the deck itself", "Its name, its identity, and how it is printed.", DECK_FILE),
            "note": {"title": "a note", "description": "The key that is present tells its kind.", "oneOf": [_note(kind) for kind in KINDS]},
            "item": {
                "title": "an item of a list",
                "oneOf": [{"type": _SCALAR}, _object("an item with a reason", "Its text, and why it belongs to the list.", ENTRY)],
            },
        },
    }


def _note(kind: KindOfNote) -> dict[str, Any]:
    id, *others = COMMON
    return _object(kind.title, kind.description, (id, *kind.keys, *others))


def _object(title: str, description: str, keys: Sequence[Key]) -> dict[str, Any]:
    return {
        "title": title,
        "description": description,
        "type": "object",
        "required": [key.name for key in keys if key.required],
        "properties": {key.name: {**_value(key), "title": _title(key), "description": key.description} for key in keys},
        "patternProperties": {"^x-": {"title": "anything", "description": "A key of your own: deckgen leaves it alone."}},
        "additionalProperties": False,
    }


def _title(key: Key) -> str:
    return f"{key.name}: {'one of a few words' if key.choices else _TITLES[key.takes]}"


def _value(key: Key) -> dict[str, Any]:
    # `patternErrorMessage` is no word of the standard: editors show it in place of the regular expression
    pattern = {"pattern": f"^(?:{key.pattern})$", "patternErrorMessage": f"write {key.pattern_help}"} if key.pattern else {}
    match key.takes:
        case "yes or no":
            return {"type": ["boolean", "string"], "pattern": _TRUTH, "patternErrorMessage": "write `true` or `false`"}
        case "words" | "citations":
            one = {"type": _SCALAR, **pattern}
            return {"oneOf": [one, {"type": "array", "items": one}]}
        case "entries":
            return {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/item"}}
        case "notes":
            return {"type": ["array", "null"], "items": {"$ref": "#/$defs/note"}}
        case "mapping":
            return _object("", "", key.keys) if key.keys else {"type": "object"}
        case _ if key.choices:
            return {"enum": [*key.choices, *((False,) if "off" in key.choices else ())]}  # YAML 1.1 takes `off` for false
        case _:
            return {"type": _SCALAR, **pattern}

"""What learners get of a note or a note type -> a digest: two that are equal need no update.

In: fields and tags as Anki stores them; a note type as Anki's JSON has it, be it about to be written or read out of a package. Out: the
first 128 bits of a SHA-256 in 32 hexadecimal digits, over canonical JSON whose first value says what is digested and by which rules.
cards/deck.lock keeps these digests: what goes into one never changes, another rule is another name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_CODE_BLOCK = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ODD_SPACE = re.compile(r"[\t\n\r\f]")
_JSON = json.JSONEncoder(check_circular=False, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
"""Made once: `json.dumps` would make it anew for each note."""


def rendered(fields: Mapping[str, str], tags: Iterable[str]) -> str:
    """Digest a note as learners get it: fields by name, without empty ones and `Version` (each release has another), and its tags.

    White space counts as a browser shows it: as one space, but as it is in blocks of code.
    """
    filled = {name: _folded(html) for name, html in fields.items() if html and name != "Version"}
    return _digest("deckgen:rendered:1", filled, sorted(set(tags)))


def _folded(html: str) -> str:
    if "  " not in html and (html.isprintable() or not _ODD_SPACE.search(html)):
        return html
    return "".join(piece if piece.startswith("<pre") else _SPACE.sub(" ", piece) for piece in _CODE_BLOCK.split(html))


def structure(note_type: Mapping[str, Any]) -> str:
    """Digest what Anki takes a note type for: once it differs, learners' notes never update again.

    A field or card type with a permanent id is known by it alone: Anki follows when its name changes.
    """
    kind, sorts = _number(note_type.get("type")), _number(note_type.get("sortf"))
    return _digest("deckgen:structure:1", kind, sorts, *([_known_by(one) for one in note_type[part]] for part in ("flds", "tmpls")))


def look(note_type: Mapping[str, Any]) -> str:
    """Digest what of a note type may change in any release: CSS, the HTML of card types, how the editor shows the fields."""
    cards = [[_string(card.get(side)) for side in ("qfmt", "afmt", "bqfmt", "bafmt")] for card in note_type["tmpls"]]
    fields = [
        [_string(field.get("description")), *(bool(field.get(switch)) for switch in ("collapsed", "excludeFromSearch", "plainText"))]
        for field in note_type["flds"]
    ]
    return _digest("deckgen:look:1", _string(note_type.get("css")), cards, fields)


def _known_by(part: Mapping[str, Any]) -> list[object]:
    """Give name and id of a field or card type; no name where there is an id."""
    id = part.get("id")
    return [None, id] if isinstance(id, int) and not isinstance(id, bool) else [part["name"], None]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _digest(*values: object) -> str:
    return hashlib.sha256(_JSON.encode(values).encode("ascii")).hexdigest()[:32]

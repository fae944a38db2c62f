"""Text as a terminal takes it: what it would obey, and how wide it is.

In: any text. Out: a text that is only shown, or a count of cells.
"""

from __future__ import annotations

import json
import re
import unicodedata

_VISIBLE = {
    **{code: chr(0x2400 + code) for code in range(32)},
    **dict.fromkeys((*range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    ord("\t"): " ",
}
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f]")


def visible(text: str) -> str:
    """Show what a terminal would obey, instead of sending it: control characters, and those that turn the direction of writing."""
    return text.translate(_VISIBLE)


def json_text(value: object) -> str:
    """Write a value as JSON that a terminal may show: what it would obey is escaped.

    All that `json` lets pass stands inside strings, where an escape means the same.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def cells(text: str) -> int:
    """Count the cells that a terminal gives to a text: none to combining marks, two to wide characters.

    >>> cells("e\u0301"), cells("日本")
    (1, 4)
    """
    if text.isascii():
        return len(text)
    plain = _INVISIBLE.sub("", text)
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in plain)

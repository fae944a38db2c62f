"""What Typst measures of a sheet, measured once in a process: after an edit, nearly all of it is as it was.

In: Typst, and the data that `sheet.typ` measures. Out: what it gives. How tall a piece is hangs on the piece,
its size, and on what all pieces share: it is known again by these, and only what is not known is measured.
"""

from __future__ import annotations

import json
from typing import Any

from deckgen.print.engine import Press
from deckgen.print.tree import Json

MOST = 100_000
"""Boxes that are kept. A sheet has some hundreds of pieces, at few sizes."""
_FEW = 100
"""Heads and feet that are kept: most edits make others, for the foot tells one edition from another."""

_Box = tuple[float, float]
"""Height, and the width of what can neither break nor shrink."""
_boxes: dict[tuple[str, str, float], _Box] = {}
"""By what all pieces share, the piece, and its size."""
_ends: dict[tuple[str, str], Json] = {}
"""The heights of head and foot, by what they share with the pieces, and their own."""


def measured(typst: Press, data: Json) -> Json:
    """Give the boxes of all pieces at each of the plan's `sizes`, and the heights of `head`, `running` head and `foot`."""
    _tidy()
    sizes, pieces = data["plan"]["sizes"], data["pieces"]
    shared = _text([typst.digest, data | {"plan": data["plan"] | {"sizes": None}, "pieces": None, "head": None, "foot": None}])
    texts, ends = [_text(piece) for piece in pieces], (shared, _text([data["head"], data["foot"]]))
    new = {text: piece for text, piece in zip(texts, pieces, strict=True) if any((shared, text, size) not in _boxes for size in sizes)}
    if new or ends not in _ends:
        found = typst.query("sheet.typ", "measured", data | {"pieces": list(new.values())})
        for size, boxes in zip(sizes, found.pop("sizes"), strict=True):
            _boxes.update(((shared, text, size), (tall, wide)) for text, (tall, wide) in zip(new, boxes, strict=True))
        _ends[ends] = found
    return {"sizes": [[_boxes[shared, text, size] for text in texts] for size in sizes], **_ends[ends]}


def _tidy() -> None:
    if len(_boxes) > MOST:
        _boxes.clear()
    if len(_ends) > _FEW:
        _ends.clear()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

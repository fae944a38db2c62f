"""What Typst measures, measured once: after an edit, nearly all of it is as it was, in this process and in the next.

In: Typst, and the data that a template measures. Out: what it gives. How tall a piece is hangs on the piece and on what all pieces share:
it is known again by these, by records, too, and only what is not known is measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from deckgen.print.engine import Press, as_text
from deckgen.print.recorded import record, told
from deckgen.print.tree import Json
from deckgen.uptodate import digest

MOST = 20_000
"""Pieces that are known beside one another. A sheet has some hundreds, a volume of flashcards a thousand."""
_FEW = 200
"""What pieces share that is kept in a process: on a sheet, each size is one."""

_known: dict[str, dict[str, Any]] = {}
"""By what they share, what is known of pieces, by digests of these."""


def each(typst: Press, template: str, shared: Json, pieces: Mapping[str, Sequence[Json]]) -> list[list[Any]]:
    """Give what a template measures of each piece, in one run: pieces stand in its data by these names, beside what they share."""
    _tidy()
    key = _digest([typst.digest, template, shared])
    names = {name: [_digest([name, piece]) for piece in some] for name, some in pieces.items()}
    known = _looked_up(key)
    new = {name: {one: piece for one, piece in zip(names[name], some, strict=True) if one not in known} for name, some in pieces.items()}
    if any(new.values()):
        found = typst.query(template, "measured", shared | {name: list(some.values()) for name, some in new.items()})
        _learn(key, dict(zip(chain.from_iterable(new.values()), found, strict=True)))
    return [[known[one] for one in some] for some in names.values()]


def of_sheet(typst: Press, data: Json) -> Json:
    """Give the boxes of all pieces at each of the plan's `sizes`, and the heights of `head`, `running` head and `foot`: all in one run."""
    _tidy()
    sizes, pieces = data["plan"]["sizes"], data["pieces"]
    shared = _digest([typst.digest, data | {"plan": data["plan"] | {"sizes": None}, "pieces": None, "head": None, "foot": None}])
    names, ends = [_digest(piece) for piece in pieces], _digest([data["head"], data["foot"]])
    boxes = {size: _looked_up(f"{shared} {size}") for size in sizes}
    heights = _looked_up(f"{shared} ends")
    new = {one: piece for one, piece in zip(names, pieces, strict=True) if any(one not in boxes[size] for size in sizes)}
    if new or ends not in heights:
        found = typst.query("sheet.typ", "measured", data | {"pieces": list(new.values())})
        for size, measured in zip(sizes, found.pop("sizes"), strict=True):
            _learn(f"{shared} {size}", dict(zip(new, measured, strict=True)))
        _learn(f"{shared} ends", {ends: found})
    return {"sizes": [[boxes[size][one] for one in names] for size in sizes], **heights[ends]}


def _tidy() -> None:
    """Forget what is known where it is too much: before anything is looked up."""
    if len(_known) > _FEW:
        _known.clear()


def _looked_up(shared: str) -> dict[str, Any]:
    """Give what is known of pieces that share this."""
    known: dict[str, Any] = _known.get(shared) or told(("measured", shared)) or {}
    _known[shared] = known if len(known) <= MOST else {}
    return _known[shared]


def _learn(shared: str, found: Mapping[str, Any]) -> None:
    """Add what was found to what is known."""
    if found:
        _known[shared].update(found)
        record(("measured", shared), _known[shared])


def _digest(value: Any) -> str:
    return digest(as_text(value))

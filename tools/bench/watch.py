"""The sheet of a deck after each of some edits, as somebody who watches it waits for it.

    python -m tools.bench.watch PROJECT TIMES

In: a project that may be edited. Out: seconds as JSON on stdout: `set`, from a saved file to the sheet's PDF in one process that was at it
before, and `checked`, what of this went by before anything was printed; and of a running preview, as its page of printed things asks for
them, `first`, until it has set the sheet, and `shown`, until it has set all.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import PRINTED, Stamp, Wishes, outputs
from deckgen.pipeline.remembered import Remembered
from deckgen.preview.live import Live

_BEFORE = 1
"""Edits that do not count."""
_ENOUGH = 10
"""Seconds after which a preview isn't asked again."""
_STATEMENT = re.compile(r"(?m)^## .*\n\n[A-Z].*")
"""The first principle with its statement, which the sheet shows."""


def edits(root: Path, times: int) -> Iterator[tuple[int, str]]:
    """Edit a principle again and again; give each time's number and the file's name."""
    path = min(path for path in (root / "content").glob("*.md") if _STATEMENT.search(path.read_text("utf-8")))
    text = re.sub(r" Said \d+ times\.", "", path.read_text("utf-8"))
    found = _STATEMENT.search(text)
    assert found
    for number in range(times):
        said = f" Said {number + 1} times." * (1 + number % 3)  # so that what is around it must move, too
        path.write_text(text[: found.end()] + said + text[found.end() :], "utf-8")
        yield number, path.relative_to(root).as_posix()


def in_process(root: Path, times: int) -> Iterator[tuple[float, float]]:
    """Read, check and print the sheet after each edit: seconds until it could be printed, and until it was."""
    os.environ["DECKGEN_CACHE"] = ""  # as in the preview's processes: what was set in another round is set again
    last, remembered = b"", Remembered()
    for number, _ in edits(root, times + _BEFORE):
        began = time.perf_counter()
        (deck,) = load(root, known=remembered).decks
        checked = time.perf_counter()
        (sheet,) = outputs(deck, ["sheet"], Wishes(), Stamp(0))
        data = sheet.make().data
        done = time.perf_counter()
        assert data != last, "the edit does not show on the sheet"
        last = data
        if number >= _BEFORE:
            yield checked - began, done - began


async def in_preview(root: Path, times: int) -> list[tuple[float, float]]:
    """Have a preview print after each edit: seconds until the sheet was set, and until all was."""
    live, found = Live(root), []
    checking = asyncio.create_task(live.check())
    try:
        for number, name in edits(root, times + _BEFORE):
            began = time.perf_counter()
            live.saved([name])
            ends = []
            for product in PRINTED:
                await live.pages(product)
                ends.append(time.perf_counter() - began)
            if number >= _BEFORE:
                found.append((ends[0], ends[-1]))
            if sum(last for _, last in found) > _ENOUGH:
                break
    finally:
        checking.cancel()
        live.close()
    return found


if __name__ == "__main__":
    project, count = Path(sys.argv[1]), int(sys.argv[2])
    checked, done = zip(*in_process(project, count), strict=True)
    first, shown = zip(*asyncio.run(in_preview(project, count)), strict=True)
    took = {"checked": checked, "set": done, "first": first, "shown": shown}
    print(json.dumps({name: [round(one, 5) for one in seconds] for name, seconds in took.items()}))

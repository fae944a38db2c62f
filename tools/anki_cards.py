"""Many cards in the real Anki reviewer: of each its picture, front and back, and where everything in it stands.

    python tools/anki_cards.py APKG FOLDER WIDTH light|night  < wanted.json

In: a list of names and searches, `[["basic", "nid:…"], …]`, on standard input. Out: FOLDER/NAME-front.png and NAME-back.png, and
FOLDER/measured.json with what `MEASURE` gives of each. Needs what `anki_window.py` needs; `preview_beside_anki.py` runs it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from anki_window import READY, Window, desk

MEASURE = (Path(__file__).with_name("measure.js")).read_text("utf-8")
HEIGHT = 900
PAINTED = "window.painted = false, requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = true; })), 1"
PHONES = """document.documentElement.classList.add('mobile'), document.documentElement.style.fontSize = '16px',
document.documentElement.style.scrollbarGutter = 'auto',
document.head.append(Object.assign(document.createElement('style'), {textContent: '*::-webkit-scrollbar { display: none !important }'}))"""
PHONE = 500
"""Pixels below which the page is taken for a phone's. Anki's desktop program has no such page: it gets the class, the size of type and
the unseen scrollbars that those have."""


def shown(window: Window, name: str, folder: Path, phone: bool) -> Any:
    """Take the picture of what the reviewer shows now, and measure it."""
    web = window.main.reviewer.web
    if phone:
        window.asks(web, PHONES)
    window.wait(lambda: window.asks(web, READY))
    window.asks(web, PAINTED)
    window.wait(lambda: window.asks(web, "window.painted"))
    corner, before = web.mapToGlobal(web.rect().topLeft()), None
    while (picture := window.main.screen().grabWindow(0).copy(corner.x(), corner.y(), web.width(), web.height()).toImage()) != before:
        before, end = picture, time.monotonic() + 0.3
        window.wait(lambda end=end: time.monotonic() > end)
    picture.save(str(folder / f"{name}.png"))
    return json.loads(str(window.asks(web, MEASURE)))


def main() -> None:
    """Take them all. Ends the process at once: Qt's own ending fails without a window manager."""
    apkg, folder, width, theme = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    measured: dict[str, Any] = {}
    with desk(f"{width}x{HEIGHT}") as base:
        window = Window(base, theme == "night", f"{width}x{HEIGHT}")
        wanted = json.load(sys.stdin)
        window.main.setMinimumWidth(0)
        window.main.setGeometry(0, 0, width, HEIGHT)
        window.show(apkg, wanted[0][1], answer=False)
        reviewer, col = window.main.reviewer, window.main.col
        for name, find in [*wanted, *wanted]:  # twice: the fonts of formulas come with the first of them
            (card, *_) = col.find_cards(find)
            reviewer.card = col.get_card(card)
            reviewer.card.start_timer()
            for side, show in (("front", reviewer._showQuestion), ("back", reviewer._showAnswer)):
                window.asks(reviewer.web, "void document.getElementById('qa').replaceChildren() || 1")
                show()
                measured[f"{name}-{side}"] = shown(window, f"{name}-{side}", folder, width < PHONE)
        (folder / "measured.json").write_text(json.dumps(measured), "utf-8")
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()

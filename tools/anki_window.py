"""A picture of a card in the real Anki window, without a screen.

    python tools/anki_window.py dist/staff-engineering.apkg docs/pictures/card.png --answer --find '"Note ID:opposite-test"'

Needs a virtual environment of its own with Anki's desktop program (`pip install "aqt==26.9.3" pyqt6 pyqt6-webengine`), Xvfb, and the
libraries that Qt wants; on Debian: `apt install xvfb libxcb-cursor0 libxkbcommon-x11-0 libnss3 libasound2 libegl1 libgl1 libdbus-1-3
libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbfile1 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0
libxcb-xinerama0 libxcb-xkb1`. It uses an empty profile in a temporary folder and ends only the Xvfb that it started.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

READY = """document.readyState == 'complete' && !!document.getElementById('qa') && document.getElementById('qa').innerHTML != ''
    && getComputedStyle(document.getElementById('qa')).opacity == '1' && [...document.images].every(one => one.complete)"""


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("apkg", type=Path)
    parser.add_argument("png", type=Path)
    parser.add_argument("--find", default="", help="a search in Anki's words; the first card found is shown")
    parser.add_argument("--answer", action="store_true", help="show the back")
    parser.add_argument("--night", action="store_true")
    parser.add_argument("--size", default="900x700", help="of the window, in pixels")
    return parser.parse_args()


@contextmanager
def desk(size: str) -> Any:
    """Give an empty folder and a screen for an Anki that draws without a graphics card; both end with the block."""
    with _screen(size), tempfile.TemporaryDirectory() as base:
        os.environ.update(
            QT_QPA_PLATFORM="xcb",
            QTWEBENGINE_DISABLE_SANDBOX="1",
            LANG="C.UTF-8",
            XDG_RUNTIME_DIR=base,
            QTWEBENGINE_CHROMIUM_FLAGS="--no-sandbox --disable-gpu --disable-dev-shm-usage",
        )
        yield base


@contextmanager
def _screen(size: str) -> Any:
    """Give a screen of its own, named in DISPLAY; it ends with the block."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[writer],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        os.environ["DISPLAY"] = ":" + os.read(reader, 32).decode().strip()
        yield
    finally:
        server.terminate()
        server.wait()


class Window:
    """Anki's main window with an empty profile."""

    def __init__(self, base: str, night: bool, size: str) -> None:
        import anki.lang
        import aqt
        from aqt.profiles import ProfileManager
        from aqt.theme import Theme

        anki.lang.set_lang("en_US")
        profiles = ProfileManager(ProfileManager.get_created_base_folder(base))
        profiles.setupMeta()
        profiles._ensureProfile()
        profiles.meta.update(
            firstRun=False,
            updates=False,
            suppressUpdate=True,
            check_for_updates=False,
            check_for_addon_updates=False,
            defaultLang="en_US",
            video_driver="software",
        )
        profiles.set_theme(Theme.DARK if night else Theme.LIGHT)
        profiles.load(profiles.profiles()[0])
        profiles.profile["autoSync"] = False
        profiles.save()
        profiles.db.close()
        self.app = aqt._run(["anki", "-b", base, "-l", "en_US"], exec=False)
        self.wait(lambda: aqt.mw and aqt.mw.col and aqt.mw.state == "deckBrowser")
        self.main: Any = aqt.mw
        self.main.setGeometry(0, 0, *map(int, size.split("x")))
        self.main.show()

    def wait(self, done: Callable[[], object], seconds: float = 40) -> None:
        """Let Anki work until something holds; give up after a while."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise SystemExit("Anki did not get ready in time")
            self.app.processEvents()
            time.sleep(0.01)

    def asks(self, web: Any, code: str) -> object:
        """Give what a piece of JavaScript gives in one of Anki's pages."""
        box: list[object] = []
        web.evalWithCallback(code, box.append)
        self.wait(lambda: box)
        return box[0]

    def show(self, apkg: Path, find: str, answer: bool) -> None:
        """Import a package and show one of its cards in the reviewer: the others are put aside."""
        from anki.collection import ImportAnkiPackageRequest

        col = self.main.col
        options = col._backend.get_import_anki_package_presets()
        col.import_anki_package(ImportAnkiPackageRequest(package_path=str(apkg.resolve()), options=options))
        cards = list(col.find_cards(find))
        if not cards:
            raise SystemExit(f"no card is found by: {find}")
        col.sched.suspend_cards([card for card in col.find_cards("") if card != cards[0]])
        col.decks.select(col.get_card(cards[0]).did)
        self.wait(lambda: self.asks(self.main.web, "!!document.querySelector('#studiedToday')"))
        self.main.moveToState("review")
        self.wait(lambda: self.main.state == "review" and self.main.reviewer.card)
        self.wait(lambda: self.asks(self.main.reviewer.web, READY))
        if answer:
            self.main.reviewer._showAnswer()
            self.wait(lambda: self.main.reviewer.state == "answer" and self.asks(self.main.reviewer.web, READY))

    def save(self, png: Path) -> None:
        """Take the picture, once everything has been drawn."""
        end = time.monotonic() + 0.6
        self.wait(lambda: time.monotonic() > end)
        png.parent.mkdir(parents=True, exist_ok=True)
        self.main.screen().grabWindow(0).save(str(png))


def main() -> None:
    """Take one picture. Ends the process at once: Qt's own ending fails without a window manager."""
    given = arguments()
    with desk(given.size) as base:
        window = Window(base, given.night, given.size)
        window.show(given.apkg, given.find, given.answer)
        window.save(given.png)
        window.main.col.close()
    os._exit(0)


if __name__ == "__main__":
    main()

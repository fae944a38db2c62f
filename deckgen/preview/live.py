"""A project that is being edited -> its page, always the newest, and what changed since any page that a browser has.

In: names of saved files. Out: changes, numbered. A save shows at once what its file alone decides (`quick`); a process beside this one
then reads and checks all (`check`), and what that finds else follows. Nothing that fails takes the page away.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from deckgen.pipeline.load import Project, load
from deckgen.pipeline.outputs import PRINTED
from deckgen.pipeline.remembered import Remembered
from deckgen.preview.page import Page, as_json, difference, follow, make_page
from deckgen.preview.printed import Sheets, picture, printable, printed
from deckgen.preview.problems import Problem
from deckgen.preview.quick import Known, quick
from deckgen.processes import end_with_parent

_T = TypeVar("_T")
_KEPT = 200
"""Changes that are kept for browsers that were away; after more, they get the whole page."""
_FEW = 4
"""Files that are read at once on their own; more are a switch of branches, and wait for the check."""


class Live:
    """The page, its versions, and who waits for the next one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        project = load(root)
        self.known = Known(project, make_page(project))
        self._sheets: dict[str, tuple[Sheets, ...]] = {}
        """What was set since the last save, by product."""
        self._last: dict[str, tuple[Sheets, ...]] = {}
        """What was set last."""
        self._token, self._number = secrets.token_hex(4), 0
        self._changes: deque[tuple[str, dict[str, Any]]] = deque([(self.version, {})], maxlen=_KEPT)
        self._waiting: set[asyncio.Queue[dict[str, Any]]] = set()
        self._saved = asyncio.Event()
        self._drawer = ThreadPoolExecutor(1)
        self._beside: dict[Callable[..., Any], ProcessPoolExecutor] = {work: _worker() for work in (checked, pressed)}
        """By what is asked of it, a process: one that printed before prints sooner."""
        self._press, self._saves = asyncio.Lock(), 0

    @property
    def version(self) -> str:
        """The name of the page as it is now; another server has other names."""
        return f"{self._token}-{self._number}"

    # --- what was saved --------------------------------------------------------------------------------------------------

    def saved(self, names: Iterable[str]) -> None:
        """Show what these files decide, and have everything checked."""
        given = tuple(names)
        if len(given) <= _FEW:
            for name in given:
                self._try(name)
        self._sheets = {}
        self._saves += 1
        self._saved.set()

    def others(self) -> Iterator[Path]:
        """Give the pictures and fonts that lie in neither cards/ nor content/."""
        for deck in self.known.project.decks:
            yield from (self.root / name for name in deck.media if name.partition("/")[0] not in ("cards", "content"))
            yield from map(Path, deck.fonts)

    def _try(self, name: str) -> None:
        try:
            found = quick(self.known, name)
        except Exception:  # noqa: BLE001  # a half-written file may break any promise: the check tells what is wrong with it
            return
        if found:
            self._show(found)

    def _show(self, found: Known, *, always: bool = False) -> None:
        change = difference(self.known.page, found.page)
        self.known = found
        if change or always:
            self._number += 1
            change["version"] = self.version
            self._changes.append((self.version, change))
            for queue in self._waiting:
                queue.put_nowait(change)

    async def check(self) -> None:
        """Check after every save, for ever."""
        while True:
            await self._saved.wait()
            self._saved.clear()
            try:
                project, page = await self._asked(checked)
            except Exception as error:  # noqa: BLE001  # the page stays, and says so
                self._show(replace(self.known, page=_with_fault(self.known.page, error)))
                continue
            if not self._saved.is_set():  # else it is of yesterday
                self._show(Known(project, follow(self.known.page, page)), always=True)

    # --- what is asked ----------------------------------------------------------------------------------------------------

    def since(self, version: str) -> list[dict[str, Any]]:
        """Give the changes after a version, or the whole page as one where that is not known."""
        if version == self.version:
            return []
        names = [name for name, _ in self._changes]
        if version in names:
            return [change for _, change in list(self._changes)[names.index(version) + 1 :]]
        return [{**as_json(self.known.page), "version": self.version}]

    def listen(self) -> asyncio.Queue[dict[str, Any]]:
        """Give a queue that gets every change from now on."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._waiting.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[dict[str, Any]]) -> None:
        """Stop filling a queue."""
        self._waiting.discard(queue)

    async def pages(self, product: str) -> tuple[Sheets, ...]:
        """Give what is printed of one product, set anew after each save; with errors, what it was before."""
        async with self._press:
            if product in self._sheets:
                return self._sheets[product]
            began = self._saves
            found = await self._asked(pressed, began, product)
            sheets = self._last.get(product, ()) if found is None else found
            self._last[product] = sheets
            if began == self._saves:  # else they are of yesterday, and set anew for who asks next
                self._sheets[product] = sheets
            return sheets

    async def file(self, name: str) -> bytes | None:
        """Give a printed file, or draw a page of one, by the name of its picture; `None` where there is none of that name."""
        stem, drawn = (name.rpartition("-")[0], True) if name.endswith(".png") else (name.removesuffix(".pdf"), False)
        for product in sorted(PRINTED, key=lambda one: all(sheets.name != stem for sheets in self._last.get(one, ()))):
            for sheets in await self.pages(product):
                if sheets.name == stem:
                    return await self._picture(sheets, name) if drawn else sheets.files.get(name)
        return None

    async def _picture(self, sheets: Sheets, name: str) -> bytes | None:
        return await asyncio.get_running_loop().run_in_executor(self._drawer, picture, [sheets], name)

    async def _asked(self, work: Callable[..., _T], *more: object) -> _T:
        """Work on the project in a process beside this one; of one that died, the next call has another."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._beside[work], work, self.root, *more)
        except BrokenProcessPool:
            self._beside[work] = _worker()
            raise

    def close(self) -> None:
        """End the processes beside this one."""
        processes = [process for one in self._beside.values() for process in (one._processes or {}).values()]
        self._drawer.shutdown(cancel_futures=True)
        for one in self._beside.values():
            one.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


def _worker() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, get_context("spawn"), _beginning)


def _beginning() -> None:
    """Let Ctrl-C end the server alone, which then ends its helpers; whatever else ends it ends them, too.

    Nothing is recorded there: a process that stays remembers more than records tell, once it printed, and most saves show somewhere.
    """
    os.environ["DECKGEN_CACHE"] = ""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()


_remembered = Remembered()
"""What a process beside the server has read."""


def checked(root: Path) -> tuple[Project, Page]:
    """Read and check a project, in a process beside the server."""
    project = load(root, known=_remembered)
    return project, make_page(project)


_loaded: dict[tuple[Path, int], Project] = {}
"""The project as a process beside the server read it last, by its folder and the number of the save after which it did."""


def pressed(root: Path, save: int, product: str) -> tuple[Sheets, ...] | None:
    """Print one product of a project, in a process beside the server; `None` where errors are in the way. `save`: how often was saved."""
    key = root, save
    if key not in _loaded:
        project = load(root, known=_remembered)
        _loaded.clear()
        _loaded[key] = project
    return printed(_loaded[key], [product]) if printable(_loaded[key]) else None


def _with_fault(page: Page, error: Exception) -> Page:
    what = f"a fault of deckgen's own, not of your files: {type(error).__name__}: {error}"
    fault = Problem("X000", "error", what, "", ("the page shows what was read before; please report it",), "", 1, 1, "")
    return replace(page, problems=(fault, *(one for one in page.problems if one.code != "X000")))

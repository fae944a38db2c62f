"""What the preview hears of saves: however an editor or git makes them."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from sample import write_project
from watchfiles import awatch

from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import PRINTED
from deckgen.preview import watch as watching
from deckgen.preview.live import Live, pressed
from deckgen.preview.page import Page
from deckgen.preview.printed import Sheets, printed
from deckgen.preview.watch import watch

FIRST = "cards/01-first.yaml"
Told = list[frozenset[str]]


def heard(root: Path, act: Callable[[], object], wanted: Callable[[Told], bool], others: Iterable[Path] = ()) -> bool:
    """Whether the watch tells what is wanted within some seconds of what is done."""
    told: Told = []

    async def run() -> bool:
        task = asyncio.create_task(watch(root, lambda names: told.append(frozenset(names)), lambda: others))
        await asyncio.sleep(0.4)
        act()
        for _ in range(100):
            await asyncio.sleep(0.05)
            if wanted(told):
                break
        task.cancel()
        return wanted(told)

    return asyncio.run(run())


def names(name: str) -> Callable[[Told], bool]:
    """Ask whether a file is named."""
    return lambda told: any(name in one for one in told)


def through_another(path: Path) -> None:
    """Save as many editors do."""
    (path.parent / ".tmp~").write_bytes(path.read_bytes())
    (path.parent / ".tmp~").replace(path)


@pytest.mark.parametrize("polling", [False, True], ids=["told", "looked"])
def test_every_way_of_saving_is_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, polling: bool) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1" if polling else "")
    root = write_project(tmp_path)
    path = root / FIRST
    for save in (lambda: path.write_bytes(path.read_bytes() + b"\n"), lambda: through_another(path)):
        os.utime(path, (0, 0))  # who looks takes two saves in one second for one
        assert heard(root, save, names(FIRST))
    assert heard(root, lambda: path.rename(root / "cards/00.yaml"), lambda told: names(FIRST)(told) and names("cards/00.yaml")(told))
    assert heard(root, (root / "cards/00.yaml").unlink, names("cards/00.yaml"))


def test_a_folder_that_goes_and_comes_again_is_heard(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert heard(root, lambda: (root / "cards").rename(root / "away"), bool)
    assert heard(root, lambda: (root / "away").rename(root / "cards"), bool)
    shutil.rmtree(root / "content")
    shutil.move(root / "cards", tmp_path / "away")
    assert heard(root, lambda: shutil.move(tmp_path / "away", root / "cards"), bool)


def test_a_folder_that_is_made_anew_at_once_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a switch of branches does it: the new folder often has the number that the old one had."""
    root = write_project(tmp_path)
    folders = watching._folders
    monkeypatch.setattr(watching, "_folders", lambda root: dict.fromkeys(folders(root), 1))

    def anew() -> None:
        shutil.rmtree(root / "cards")
        (root / "cards").mkdir()
        asyncio.get_running_loop().call_later(2, (root / "cards/90.yaml").write_text, "part: 90\n")

    assert heard(root, anew, names("cards/90.yaml"))


def test_a_picture_elsewhere_in_the_project_is_heard(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    picture = root / "pictures.d" / "one.png"
    picture.parent.mkdir()
    picture.write_bytes(b"1")
    assert heard(root, lambda: picture.write_bytes(b"22"), names("pictures.d/one.png"), [picture])
    assert heard(root, picture.unlink, names("pictures.d/one.png"), [picture])


def test_where_the_system_watches_no_more_it_is_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path)
    os.utime(root / FIRST, (0, 0))
    asked: list[bool | None] = []

    def limited(*folders: Path, force_polling: bool | None, **more: Any) -> Any:
        asked.append(force_polling)
        if not force_polling:
            raise OSError(28, "OS file watch limit reached")
        return awatch(*folders, force_polling=True, **more)

    monkeypatch.setattr("deckgen.preview.watch.awatch", limited)
    assert heard(root, lambda: asyncio.get_running_loop().call_later(1.5, through_another, root / FIRST), names(FIRST))
    assert asked[:2] == [None, True]


def test_a_project_behind_a_link_is_heard(tmp_path: Path) -> None:
    root = write_project(tmp_path / "real")
    (tmp_path / "link").symlink_to(root)
    assert heard(tmp_path / "link", lambda: through_another(root / FIRST), names(FIRST))


# --- the page behind it ---------------------------------------------------------------------------------------------------------


def pages(root: Path, act: Callable[[], object], wanted: Callable[[Page], bool]) -> tuple[bool, list[int]]:
    """Whether the page becomes what is wanted after something was done, and how many cards it had at each change."""
    live = Live(root)
    seen: list[int] = []

    async def run() -> bool:
        tasks = [asyncio.create_task(live.check()), asyncio.create_task(watch(root, live.saved, live.others))]
        await asyncio.sleep(0.4)
        act()
        for _ in range(200):
            seen.append(len(live.known.page.cards))
            await asyncio.sleep(0.05)
            if wanted(live.known.page):
                break
        for task in tasks:
            task.cancel()
        return wanted(live.known.page)

    try:
        return asyncio.run(run()), seen
    finally:
        live.close()


def test_a_deck_that_is_broken_at_the_start_appears_when_it_is_mended(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    head = (root / "cards/deck.yaml").read_text("utf-8")
    (root / "cards/deck.yaml").write_text("deck: [\n", "utf-8")
    done, _ = pages(
        root, lambda: (root / "cards/deck.yaml").write_text(head, "utf-8"), lambda page: len(page.cards) == 12 and not page.problems
    )
    assert done


def test_a_deck_that_breaks_keeps_the_page(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    done, seen = pages(root, lambda: (root / "cards/deck.yaml").write_text("deck: [\n", "utf-8"), lambda page: bool(page.problems))
    assert (done, set(seen)) == (True, {12})


def test_a_switch_of_branches_is_followed_and_the_page_is_never_blank(tmp_path: Path) -> None:
    root = write_project(tmp_path)

    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], cwd=root, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "one")
    git("checkout", "-b", "other")
    for number in range(20, 40):
        (root / f"cards/{number}.yaml").write_text(
            f"part: {number}\ncards:\n  - {{id: n{number}, q: Who is {number}?, a: somebody else}}\n", "utf-8"
        )
    (root / FIRST).unlink()
    git("add", ".")
    git("commit", "-m", "two")
    git("checkout", "main")
    done, seen = pages(root, lambda: git("checkout", "other"), lambda page: len(page.cards) == 8 + 20)
    assert (done, min(seen) > 0) == (True, True)
    (root / "cards/20.yaml").write_text("part: 20\ncards: []\n", "utf-8")
    assert pages(root, lambda: git("stash"), lambda page: "n20.1" in page.cards)[0]
    assert pages(root, lambda: git("checkout", "main"), lambda page: len(page.cards) == 12)[0]


# --- what is printed ------------------------------------------------------------------------------------------------------------


async def every(live: Live) -> tuple[Sheets, ...]:
    """Give all that is printed, as a page asks for it."""
    return tuple([one for product in PRINTED for one in await live.pages(product)])


def test_one_process_prints_as_it_would_for_the_first_time_and_another_when_it_dies(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    live = Live(root)
    path = root / "content/one.md"

    async def run() -> None:
        first, (pid,) = await every(live), live._beside[pressed]._processes
        path.write_text(path.read_text("utf-8").replace("A value is useful", "A value is worth having"), "utf-8")
        live.saved(["content/one.md"])
        second = await every(live)
        assert [one.digest for one in second] == [one.digest for one in printed(load(root))]
        assert second[0].digest != first[0].digest
        assert list(live._beside[pressed]._processes) == [pid]
        os.kill(pid, signal.SIGKILL)
        live.saved(["content/one.md"])
        with pytest.raises(BrokenProcessPool):
            await every(live)
        assert [one.digest for one in await every(live)] == [one.digest for one in second]

    try:
        asyncio.run(run())
    finally:
        live.close()

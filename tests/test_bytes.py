"""The same files and the same lock give the same bytes: another folder, clock, time zone, locale, hash seed, Python or SQLite."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sample import write_project

from deckgen.anki import Stamp, apkg
from deckgen.pipeline.load import load
from deckgen.released.lockfile import write_lock

ROOT = Path(__file__).parents[1]
TIME = 1_700_000_000
GOLDEN = {
    "released": "3904293d329410d704a32165c6607f1bafbda43bb8cb75b1e6e1e55cf50e2413",
    "edited since": "658653e2356cb7d2df883ce8feed3bf206e6179e3d534496af501277eb555d8c",
}
"""SHA-256 of all that is in the packages, unpacked: on every Python, system and SQLite that runs these tests. They change when the rows
of the sample or the look of cards do; `python tests/test_bytes.py` prints them."""
EDIT = {"cards/01-first.yaml": ("Lists of virtues decide nothing.", "A list of virtues decides nothing.")}


def released(root: Path) -> Path:
    """Write the sample project with the lock of its first release."""
    write_project(root)
    (deck,) = load(root).decks
    (root / "cards" / "deck.lock").write_text(write_lock(apkg(deck, Stamp(TIME, "1.0.0")).state), "utf-8", newline="\n")
    return root


def edited(root: Path) -> Path:
    """Write the same, edited since."""
    released(root)
    for name, (old, new) in EDIT.items():
        text = (root / name).read_text("utf-8")
        assert old in text
        (root / name).write_text(text.replace(old, new), "utf-8", newline="\n")
    return root


def inside(package: bytes) -> str:
    """Digest all that is in a package, unpacked: names, order, and bytes."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for entry in archive.infolist():
            digest.update(f"{entry.filename} {entry.date_time} {entry.external_attr} {entry.create_system}\n".encode())
            digest.update(archive.read(entry))
    return digest.hexdigest()


def made(root: Path) -> dict[str, str]:
    """Give the digests of both packages, made below a folder."""
    packages = {"released": released(root / "one"), "edited since": edited(root / "two")}
    return {name: inside(apkg(load(folder).decks[0], Stamp(TIME + 86_400)).data) for name, folder in packages.items()}


def test_packages_are_the_same_on_every_python_and_sqlite(tmp_path: Path) -> None:
    assert made(tmp_path) == GOLDEN


PLACES = (
    {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C", "HOME": "/nowhere"},
    {"TZ": "America/Lima", "PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONUTF8": "0"},
)
DAY = 86_400


@pytest.mark.parametrize(("project", "clocks"), [(released, (TIME + DAY, TIME + 9 * DAY)), (edited, (TIME + DAY, TIME + DAY))])
def test_all_that_is_built_is_the_same_in_another_folder_time_zone_locale_and_hash_seed(
    project: Callable[[Path], Path], clocks: tuple[int, int], tmp_path: Path
) -> None:
    """What was edited since its release carries the time of the build; nothing else of a package does, and nothing that is printed."""
    found = []
    for number, (place, clock) in enumerate(zip(PLACES, clocks, strict=True)):
        root = project(tmp_path / f"folder {number}" / ("ü" * number))
        words = ["build", "--project", str(root), "--paper", "a4", "--paper", "letter", "--seed", "4", "--quiet"]
        own = {"PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": str(clock), "TMPDIR": str(root.parent)}
        environment = {**os.environ, **place, **own}
        subprocess.run([sys.executable, "-m", "deckgen", *words], cwd=tmp_path, env=environment, check=True)
        found.append({path.name: path.read_bytes() for path in (root / "dist").iterdir()})
    assert len(found[0]) == 7
    assert found[0] == found[1]


def test_what_is_built_as_it_was_released_knows_no_clock(tmp_path: Path) -> None:
    (deck,) = load(released(tmp_path)).decks
    first = apkg(deck, Stamp(TIME, "1.0.0")).data
    assert apkg(deck, Stamp(TIME + 1)).data == apkg(deck, Stamp(4_000_000_000)).data == first


def test_an_edit_since_the_release_is_the_only_thing_that_carries_the_new_time(tmp_path: Path) -> None:
    (deck,) = load(edited(tmp_path)).decks
    old = deck.released
    assert old
    new = apkg(deck, Stamp(TIME + 60)).state
    assert {one.id: one.modified - TIME for one in new.notes.values() if one.modified != TIME} == {"opposite": 60}
    assert {one.modified for one in new.types.values()} == {TIME}
    assert apkg(deck, Stamp(TIME - 60)).state.notes[deck.identities["opposite"].guid].modified == TIME + 1


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        print(made(Path(folder)))

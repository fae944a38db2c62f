"""The wheel: installed elsewhere, it builds a project outside the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sample import write_project

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that the wheel was unpacked into, as an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import os; os.chdir({str(ROOT)!r}); from flit_core.buildapi import build_wheel; print(build_wheel({str(folder)!r}))"
    name = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()[-1]
    with zipfile.ZipFile(folder / name) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_builds_a_project_elsewhere(installed: Path, tmp_path: Path) -> None:
    root = write_project(tmp_path / "a project")
    code = "import deckgen.__main__ as m; print(m.__file__); m.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "build"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(installed)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(installed))
    printed = [f"small-{name}.pdf" for name in ("cheatsheet", "flashcards", "quiz")]
    assert sorted(path.name for path in (root / "dist").iterdir()) == [*printed, "small.apkg"]


def test_the_wheel_carries_what_is_not_python_and_none_of_the_project_s_own_deck(installed: Path) -> None:
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert {"deckgen/deckgen.schema.json", "deckgen/anki/templates/style.css", "deckgen/print/sheet.typ", "deckgen/py.typed"} <= names
    assert not [name for name in names if name.startswith(("cards/", "content/", "tests/", "dist/", "tools/"))]


def test_the_wheel_begins_a_project(installed: Path, tmp_path: Path) -> None:
    code = "import deckgen.__main__ as m; m.main()"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    for words in ("new here", "check --strict --project here"):
        call = [sys.executable, "-c", code, *words.split()]
        done = subprocess.run(call, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "here/.github/workflows/deck.yml").is_file()


def test_the_wheel_installs_the_command(installed: Path) -> None:
    (entry,) = installed.glob("*.dist-info/entry_points.txt")
    assert "deckgen=deckgen.__main__:main" in entry.read_text("utf-8").replace(" ", "")

"""Reading a project again in a process that read it before: the same as reading it for the first time, and no file that says the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sample import FILES, write_project

from deckgen.pipeline import remembered
from deckgen.pipeline.load import load
from deckgen.pipeline.remembered import Remembered

NAMES = ("cards/01-first.yaml", "cards/02-second.yaml", "cards/deck.yaml", "content/one.md", "content/two.md", "content/texts/two.txt")
MORE = ("\n{", "\n## Another {#another}\n\nAnd said.\n", "\n  - id: new\n    q: New?\n    a: New.\n")


def edit(root: Path, random: Random) -> None:
    """Change, break, mend, delete, or swap files."""
    one, other = (root / name for name in random.sample(NAMES, 2))
    text = one.read_text("utf-8") if one.exists() else ""
    match random.randrange(6):
        case 0:
            one.write_text(text.replace("useful", random.choice(("useful", "right", "good"))), "utf-8")
        case 1:
            one.write_text(text + random.choice(MORE), "utf-8")
        case 2:
            one.write_text(str(FILES[one.relative_to(root).as_posix()]), "utf-8")
        case 3:
            one.unlink(missing_ok=True)
        case 4 if one.suffix == other.suffix and one.exists() and other.exists() and "deck" not in one.stem + other.stem:  # it has the uid
            one.write_text(other.read_text("utf-8"), "utf-8")
            other.write_text(text, "utf-8")
        case _:
            one.write_text("\n" + text, "utf-8")


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_again_is_what_is_read_for_the_first_time(tmp_path: Path, seed: int) -> None:
    root, before, random, different = write_project(tmp_path), Remembered(), Random(seed), set()
    for _ in range(25):
        fresh = load(root)
        assert load(root, known=before) == fresh
        different.add(repr(fresh))
        edit(root, random)
    assert len(different) > 12, "the control: edits show"


def test_only_files_that_say_something_else_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def counted(read: Callable[..., Any], text: str, name: str, *more: str) -> Any:
        names.append(name)
        return read(text, name, *more)

    for work in ("read_cards", "read_content"):
        monkeypatch.setattr(remembered, work, partial(counted, getattr(remembered, work)))
    root, before = write_project(tmp_path), Remembered()
    load(root, known=before)
    assert sorted(names) == ["cards/01-first.yaml", "cards/02-second.yaml", "content/one.md", "content/two.md"]
    names.clear()
    load(write_project(root, {"content/one.md": str(FILES["content/one.md"]) + "\n"}), known=before)
    assert names == ["content/one.md"]

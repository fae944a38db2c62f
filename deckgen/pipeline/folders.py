"""Where the files of a project lie: which folder is one, which of its folders hold a deck, which files are cards and which are sources.

In: folders. Out: folders and files, in order. Nothing is read: whoever only asks where, as a shell that completes, loads nothing else.
"""

from __future__ import annotations

from pathlib import Path


def find_project(start: Path) -> Path | None:
    """Give the nearest folder, from `start` upwards, that holds a project; `None` where there is none."""
    for folder in (start, *start.parents):
        if deck_folders(folder):
            return folder
    return None


def deck_folders(root: Path) -> tuple[Path, ...]:
    """Give the folders of a project that hold a deck: cards/, or each cards/NAME/ with a deck.yaml."""
    cards = root / "cards"
    try:
        if (cards / "deck.yaml").is_file():
            return (cards,)
        return tuple(sorted(one.parent for one in cards.glob("*/deck.yaml")))
    except OSError:
        return ()


def card_files(folder: Path) -> list[Path]:
    """Give the files of cards in a deck's folder, in learning order."""
    return sorted(path for path in (*folder.glob("*.yaml"), *folder.glob("*.yml")) if is_cards(path))


def is_cards(path: Path) -> bool:
    """Whether a file in a deck's folder is one of cards, by its name."""
    return path.suffix in (".yaml", ".yml") and path.stem != "deck" and not path.name.startswith(".")


def source_files(root: Path) -> list[Path]:
    """Give the pages of sources."""
    return sorted(path for path in (root / "content").glob("*.md") if path.stem.lower() != "readme" and not path.name.startswith("."))

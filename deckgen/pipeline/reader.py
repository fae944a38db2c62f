"""A project's files -> texts, kept for the report together with what is wrong with them.

In: the project's folder, and bytes that some files would have. Out: texts by name, and findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from deckgen.diagnostics import Diagnostic, Diagnostics
from deckgen.read.files import FORBIDDEN, MAX_BYTES, decode, read_text

__all__ = ["FORBIDDEN", "Reader"]

T = TypeVar("T")


class Reader:
    """Reads files and keeps their texts for the report."""

    def __init__(self, root: Path, instead: Mapping[str, bytes]) -> None:
        self.root = root
        self.instead = instead
        """Bytes that files would have, by name."""
        self.files: dict[str, str] = {}
        self.found: list[Diagnostic] = []

    def name(self, path: Path) -> str:
        """Give a file's name inside the project."""
        return path.relative_to(self.root).as_posix()

    def text(self, path: Path, most: int = MAX_BYTES) -> str | None:
        """Read a file; `None` where it cannot be read, which has then been noted."""
        name = self.name(path)
        text, found = decode(self.instead[name], name) if name in self.instead else read_text(path, name, most)
        self.files[name] = text
        self.found += found
        return None if found else text

    def keep(self, pair: tuple[T, Diagnostics]) -> T:
        """Note findings, and give the value that they came with."""
        value, found = pair
        self.found += found
        return value

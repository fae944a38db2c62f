"""The fonts that deck.yaml names -> their files.

In: the head of a deck, and where the project is. Out: paths of font files, each once; findings for what is missing, outside or no font.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Span
from deckgen.model import DeckHead
from deckgen.resolve.citations import guess

_KINDS = (".otf", ".ttf", ".otc", ".ttc")
_BEGINNING = re.compile(rb"\x00\x01\x00\x00|OTTO|ttcf|true")


def find_fonts(head: DeckHead, root: Path) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """Find every font file that is named, or in a folder that is."""
    files: dict[str, None] = {}
    found: list[Diagnostic] = []
    for name in head.print.fonts:
        fonts = _named(name, root, head.places.get(f"print.fonts.{name}", head.place("print.fonts")))
        if isinstance(fonts, Diagnostic):
            found.append(fonts)
        else:
            files |= dict.fromkeys(map(str, fonts))
    return tuple(files), found


def _named(name: str, root: Path, span: Span) -> list[Path] | Diagnostic:
    path = root / name
    try:
        if path.is_dir():
            return _in_folder(path, name, root, span)
        if path.is_file() or path.is_symlink():
            return _fault(path, name, root, span) or [path]
        if not _inside(path, root):
            return _outside(name, span)
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, or links in a circle
        return Diagnostic("M006", f"the font `{name[:40]}` cannot be read", span)
    beside = [one.relative_to(root).as_posix() for one in path.parent.iterdir()] if path.parent.is_dir() else []
    help = ("`fonts:` has paths from the project’s folder, of files or folders",)
    return Diagnostic("M006", f"the font `{name}` is missing", span, guess(name, beside), help)


def _in_folder(folder: Path, name: str, root: Path, span: Span) -> list[Path] | Diagnostic:
    """Find the fonts of a folder: what else is in it, such as a license, is left alone."""
    if not _inside(folder, root):
        return _outside(name, span)
    fonts = sorted(one for one in folder.rglob("*") if one.is_file() and _begins_as_one(one))
    faults = (_fault(one, one.relative_to(root).as_posix(), root, span) for one in fonts)
    none = Diagnostic("M008", f"no font is in the folder `{name}`", span, help=(f"fonts end in {', '.join(_KINDS)}",))
    return next(filter(None, faults), fonts or none)


def _inside(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _outside(name: str, span: Span) -> Diagnostic:
    return Diagnostic("M007", f"the font `{name}` is outside the project", span, help=("copy it into the project",))


def _fault(path: Path, name: str, root: Path, span: Span) -> Diagnostic | None:
    """Tell what is wrong with a font's file."""
    if not _inside(path, root):
        return _outside(name, span)
    if not _begins_as_one(path):
        return Diagnostic("M008", f"`{name}` is not a font", span, help=("name an OpenType or TrueType file",))
    if not _has_its_tables(path):
        return Diagnostic("M008", f"`{name}` is a damaged font", span, help=("copy it anew from where it came from",))
    return None


def _begins_as_one(path: Path) -> bool:
    if path.suffix.lower() not in _KINDS:
        return False
    with path.open("rb") as file:
        return _BEGINNING.match(file.read(4)) is not None


def _has_its_tables(path: Path) -> bool:
    """Whether all the tables that a font lists are there: of several fonts in one file, those of the first."""
    with path.open("rb") as file:
        head = file.read(16)
        file.seek(int.from_bytes(head[12:16], "big") if head.startswith(b"ttcf") else 0)
        count = int.from_bytes(file.read(12)[4:6], "big")
        listed = file.read(16 * count)
    if len(listed) < 16 * count:
        return False
    tables = list(struct.iter_unpack(">4s4xLL", listed))
    return {b"cmap", b"head", b"name"} <= {tag for tag, *_ in tables} and max(
        at + length for _, at, length in tables
    ) <= path.stat().st_size

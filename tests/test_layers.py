"""The rooms: who may know whom. The table of ARCHITECTURE.md, held."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "deckgen"

MAY_IMPORT: dict[str, set[str]] = {
    "diagnostics": set(),
    "codes": set(),
    "labels": set(),
    "terminal": set(),
    "processes": set(),
    "meant": set(),
    "uptodate": set(),
    "identity": set(),
    "quotations": {"markup"},
    "markup": set(),
    "released": set(),
    "model": {"diagnostics", "markup", "quotations", "released"},
    "kept": {"diagnostics", "model"},
    "plain": {"diagnostics", "markup", "model"},
    "authored": {"kept", "markup", "model", "quotations", "released"},
    "read": {"codes", "diagnostics", "markup", "meant", "model"},
    "resolve": {"authored", "diagnostics", "identity", "kept", "markup", "meant", "model", "quotations", "released"},
    "claims": {"diagnostics", "kept", "markup", "model", "quotations"},
    "excerpts": {"claims", "model", "quotations"},
    "balance": {"authored", "kept", "model"},
    "rules": {"authored", "balance", "claims", "diagnostics", "excerpts", "kept", "markup", "meant", "model", "quotations", "released"},
    "anki": {"authored", "identity", "kept", "labels", "markup", "model", "quotations", "released"},
    "changes": {"released", "terminal"},
    "stats": {"authored", "balance", "claims", "diagnostics", "excerpts", "markup", "model", "quotations", "terminal"},
    "print": {"authored", "diagnostics", "labels", "markup", "model", "processes", "uptodate"},
    "report": {"codes", "diagnostics", "terminal"},
    "schema": {"read"},
    "written": {"diagnostics", "read"},
    "start": {"schema", "written"},
    "adopt": {"diagnostics", "markup", "quotations", "read", "written"},
    "pipeline": {
        "adopt",
        "anki",
        "changes",
        "claims",
        "codes",
        "diagnostics",
        "identity",
        "kept",
        "meant",
        "model",
        "plain",
        "print",
        "quotations",
        "read",
        "released",
        "resolve",
        "rules",
        "start",
        "uptodate",
        "written",
    },
    "preview": {
        "anki",
        "authored",
        "claims",
        "diagnostics",
        "markup",
        "model",
        "pipeline",
        "processes",
        "read",
        "released",
        "resolve",
        "stats",
    },
    "cli": {
        "changes",
        "codes",
        "diagnostics",
        "meant",
        "model",
        "pipeline",
        "preview",
        "released",
        "report",
        "schema",
        "stats",
        "terminal",
        "uptodate",
    },
    "__main__": {"cli", "uptodate"},
    "__init__": set(),
}


def modules() -> Iterator[tuple[str, Path]]:
    """Give every module with the room it is in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        yield (inside.parts[0] if len(inside.parts) > 1 else inside.stem), path


def imported(path: Path) -> Iterator[str]:
    """Give the rooms that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level <= 1, f"{path}: name the room"
            name = node.module or ""
            names = [name] if node.level == 0 else []
            if name == "deckgen":
                names = [f"deckgen.{alias.name}" for alias in node.names if not alias.name.startswith("__")]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (one.split(".")[1] for one in names if one.startswith("deckgen."))


@pytest.mark.parametrize("room", sorted({room for room, _ in modules()}))
def test_a_room_knows_its_neighbours_and_nothing_else(room: str) -> None:
    for name, path in modules():
        if name == room:
            assert set(imported(path)) - {room} <= MAY_IMPORT[room], path


def test_the_table_names_every_room_and_no_other() -> None:
    assert set(MAY_IMPORT) == {room for room, _ in modules()}


@pytest.mark.parametrize(("product", "others"), [("sheet", "flashcards quiz"), ("flashcards", "sheet quiz"), ("quiz", "sheet flashcards")])
def test_no_printed_product_knows_another(product: str, others: str) -> None:
    known, left = set[str](), [product]
    while left:
        known.add(one := left.pop())
        left += set(re.findall(r"from deckgen\.print\.(\w+) import", (PACKAGE / "print" / f"{one}.py").read_text("utf-8"))) - known
    assert "formula" in known, "the control: what is known from afar is found"
    assert not known & set(others.split())


def test_genanki_is_known_to_one_room_only() -> None:
    for room, path in modules():
        if room != "anki":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    assert "genanki" not in ast.unparse(node), path


def test_nothing_below_the_command_line_prints() -> None:
    for room, path in modules():
        if room not in ("cli", "__main__"):
            calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
            assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"], path


def test_architecture_shows_the_same_table() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)`[^|]*\|[^|]*\| ([^|]*) \|$", text, re.MULTILINE))
    shown = {room: set(re.findall(r"`(\w+)`", names)) for room, names in rows.items()}
    assert shown == {room: names for room, names in MAY_IMPORT.items() if not room.startswith("__")}

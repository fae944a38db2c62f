"""Editors, by the real yaml-language-server: what it completes, explains and underlines, in every folder of cards."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import language_server
import pytest
from click.testing import CliRunner
from language_server import Editor
from sample import UID, write_project

from deckgen.cli import deckgen
from deckgen.pipeline.load import load
from deckgen.read.keys import CARDS_FILE, COMMON, DECK_FILE, ENTRY, KINDS, PRINT, Key, KindOfNote

ROOT = Path(__file__).parents[1]
MODELINE = "# yaml-language-server: $schema={}deckgen/deckgen.schema.json\n"
CARDS = MODELINE.format("../") + "part: 1 One\ncards:\n"
SETTINGS = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the committed schema where this project has it."""
    folder = tmp_path_factory.mktemp("with a space").resolve()
    (folder / "deckgen").mkdir()
    shutil.copy(ROOT / "deckgen" / "deckgen.schema.json", folder / "deckgen")
    return folder


def started(folder: Path, settings: dict[str, Any]) -> Iterator[Editor]:
    """Start the server; where it is not installed, skip, unless it must be there."""
    if why := language_server.missing():
        assert not os.environ.get("DECKGEN_ALL_TESTS"), why
        pytest.skip(why)
    editor = Editor(folder, settings)
    yield editor
    editor.close()


@pytest.fixture(scope="module")
def editor(folder: Path) -> Iterator[Editor]:
    """Give an editor that knows nothing but what files say."""
    yield from started(folder, {})


@pytest.fixture(scope="module")
def vscode(folder: Path) -> Iterator[Editor]:
    """Give an editor with the settings of `.vscode/`."""
    yield from started(folder, {"schemas": SETTINGS["yaml.schemas"]})


def names(keys: tuple[Key, ...]) -> set[str]:
    """Give the names of keys."""
    return {key.name for key in keys}


# --- completion --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("id", ["id: x\n    ", ""])
def test_after_a_kind_s_first_key_its_own_keys_are_offered_and_no_others(kind: KindOfNote, id: str, editor: Editor) -> None:
    offered = editor.complete(f"cards/{kind.name}-{len(id)}.yaml", f"{CARDS}  - {id}{kind.name}: x\n    @\n")
    own = names((*kind.keys[1:], *(COMMON[1:] if id else COMMON)))
    assert offered - {kind.title} == own


def test_at_the_start_of_a_note_every_kind_is_offered_by_its_title(editor: Editor) -> None:
    offered = editor.complete("cards/start.yaml", f"{CARDS}  - @\n")
    assert {kind.title for kind in KINDS} | {kind.name for kind in KINDS} <= offered


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("cards/top.yaml", f"{MODELINE.format('../')}part: 1\n@\n", names(CARDS_FILE) - {"part"}),
        ("cards/deck.yaml", f"{MODELINE.format('../')}deck: D\n@\n", names(DECK_FILE) - {"deck"}),
        ("cards/print.yaml", f"{MODELINE.format('../')}deck: D\nprint:\n  @\n", names(PRINT)),
        ("cards/lens.yaml", f"{CARDS}  - id: x\n    q: x\n    lens: @\n", set(next(key for key in COMMON if key.name == "lens").choices)),
        ("cards/item.yaml", f"{CARDS}  - id: x\n    list: x\n    items:\n      - text: x\n        @\n", names(ENTRY) - {"text"}),
    ],
)
def test_elsewhere_what_may_stand_there_is_offered(name: str, text: str, expected: set[str], editor: Editor) -> None:
    assert {one for one in editor.complete(name, text) if ":" not in one and " " not in one} == expected


# --- hover -------------------------------------------------------------------------------------------------------------------

HOVERED = [
    *((f"cards/hover-{kind.name}-{key.name}.yaml", f"  - id: x\n    @{key.name}: x\n", key) for kind in KINDS for key in kind.keys[:1]),
    *((f"cards/hover-{key.name}.yaml", f"  - q: x\n    a: x\n    @{key.name}: x\n", key) for key in COMMON),
]


@pytest.mark.parametrize(("name", "text", "key"), HOVERED, ids=lambda value: value.name if isinstance(value, Key) else "")
def test_hover_explains_a_key(name: str, text: str, key: Key, editor: Editor) -> None:
    said = editor.hover(name, CARDS + text)
    assert re.sub(r"\\(.)", r"\1", said).startswith(f"#### {key.name}: ")
    assert re.sub(r"\W+", " ", key.description) in re.sub(r"\W+", " ", said)


# --- mistakes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "underlined"),
    [
        ("{id: x, q: y, a: z, meening: z}", [("meening", "Property meening is not allowed.")]),
        ("{id: X, q: y, a: z}", [("X", "write lower-case letters a to z, digits and single hyphens: `opposite-test`")]),
        ("{id: x, q: y, a: z, reverse: maybe}", [("maybe", "write `true` or `false`")]),
        ("{id: x, q: y}", [("{", 'Missing property "a".')]),
        ("{id: x, q: y, a: z, reverse: yes, sheet: no}", []),
        ("{id: x, q: no, a: 4.10, tags: [7]}", []),
    ],
)
def test_mistakes_are_underlined_and_nothing_else(note: str, underlined: list[tuple[str, str]], editor: Editor) -> None:
    found = editor.mistakes(f"cards/mistake-{abs(hash(note))}.yaml", f"{CARDS}  - {note}\n")
    assert found == underlined


def test_nothing_is_underlined_in_the_shipped_deck(vscode: Editor) -> None:
    for path in sorted((ROOT / "cards").glob("*.yaml")):
        assert vscode.mistakes(f"cards/{path.name}", path.read_text("utf-8")) == [], path


# --- where the schema is found ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cards/globs.yaml", "cards/two/deck.yaml", "cards/two/globs.yml"])
def test_the_globs_of_vscode_find_the_schema_in_every_folder(name: str, vscode: Editor) -> None:
    assert "q: a text" in vscode.hover(name, "part: 1\ncards:\n  - id: x\n    @q: x\n    a: y\n")


def test_the_globs_leave_other_files_alone(vscode: Editor) -> None:
    assert vscode.hover("docs/other.yaml", "p@art: 1\n") == ""


@pytest.mark.parametrize("name", ["cards/one/01.yaml", "cards/one/deck.yaml"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_fix_writes_the_line_that_leads_to_the_schema(name: str, codec: str, end: str, tmp_path: Path) -> None:
    files = {"cards/one/deck.yaml": f"deck: Ä\nuid: {UID}\nid: a\n", "cards/one/01.yaml": "part: 1 Ä\ncards: []\n"}
    for path, text in files.items():
        write_project(tmp_path, {path: text.replace("\n", end).encode(codec), "cards/deck.yaml": None, "deckgen.schema.json": "{}"})
    before = (tmp_path / name).read_bytes().decode(codec)
    (tmp_path / "cards" / "deck.yaml").unlink(missing_ok=True)
    assert {one.code for one in load(tmp_path).diagnostics if one.span.file in files} == {"F005"}
    CliRunner().invoke(deckgen, ["fix", "--project", str(tmp_path)], catch_exceptions=False)
    after = (tmp_path / name).read_bytes().decode(codec)
    assert after == f"# yaml-language-server: $schema=../../deckgen.schema.json{end}{before}"
    assert "F005" not in {one.code for one in load(tmp_path).diagnostics if one.span.file in files}


GIVEN = '{\n  // which files\n  "yaml.schemas": {"./deckgen.schema.json": %s,},\n  "http://x": "a // b"\n}\n'


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (None, True),
        (GIVEN % '["cards/*.yaml"]', False),
        (GIVEN % '"**/cards/**/*.yaml"', False),
        (GIVEN % '["cards/*.yaml",]', False),
        (GIVEN % '["cards/*.yml", "content/*"]', True),
        (GIVEN.replace("./deckgen.schema", "./gone") % '["cards/*.yaml"]', True),
        ("{", True),
        ("[" * 100_000, True),
        ('{"yaml.schemas": 7}', True),
        ('{"yaml.schemas": {"./deckgen.schema.json": [7, ""]}}', True),
    ],
)
def test_a_file_without_the_line_is_told_only_where_vscode_does_not_know_it_either(
    settings: str | None, told: bool, tmp_path: Path
) -> None:
    root = write_project(tmp_path, {"deckgen.schema.json": "{}", ".vscode/settings.json": settings})
    found = {one.span.file for one in load(root).diagnostics if one.code == "F005"}
    assert found == ({"cards/deck.yaml", "cards/01-first.yaml", "cards/02-second.yaml"} if told else set())


def test_a_line_that_leads_nowhere_is_told_in_vscode_too(tmp_path: Path) -> None:
    cards = "# yaml-language-server: $schema=gone.json\npart: 3 Third\ncards:\n  - id: x\n    q: x\n    a: y\n"
    settings = GIVEN % '["cards/*.yaml"]'
    root = write_project(tmp_path, {"deckgen.schema.json": "{}", ".vscode/settings.json": settings, "cards/03.yaml": cards})
    assert [one.span.file for one in load(root).diagnostics if one.code == "F005"] == ["cards/03.yaml"]


def test_a_file_by_hand_is_no_fault_in_a_new_project(tmp_path: Path) -> None:
    CliRunner().invoke(deckgen, ["new", str(tmp_path / "p")], catch_exceptions=False)
    for name in ("02.yaml", "03.yml"):
        (tmp_path / "p" / "cards" / name).write_text(f"part: {name[1]} More\ncards: []\n", "utf-8")
    assert "F005" not in {one.code for one in load(tmp_path / "p").diagnostics}
    CliRunner().invoke(deckgen, ["fix", "--project", str(tmp_path / "p")], catch_exceptions=False)
    for name in ("02.yaml", "03.yml"):  # for other editors than VS Code, the line is written all the same
        first = (tmp_path / "p" / "cards" / name).read_text("utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=../.vscode/deckgen.schema.json"


def test_a_wrong_path_is_mended_and_a_uid_goes_below_it(tmp_path: Path) -> None:
    text = "# yaml-language-server: $schema=./deckgen.schema.json # for editors\ndeck: Small\nid: small\n"
    root = write_project(tmp_path, {"cards/deck.yaml": text, "deckgen.schema.json": "{}"})
    CliRunner().invoke(deckgen, ["fix", "--project", str(root)], catch_exceptions=False)
    first, second, *_ = (root / "cards" / "deck.yaml").read_text("utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=../deckgen.schema.json # for editors"
    assert second.startswith("uid: ")


def test_the_line_leads_to_the_schema_in_the_server_too(editor: Editor) -> None:
    text = MODELINE.format("../../") + "part: 1\ncards:\n  - id: x\n    @q: x\n    a: y\n"
    assert "q: a text" in editor.hover("cards/one/modeline.yaml", text)


def test_every_file_of_the_shipped_deck_has_its_line() -> None:
    for path in sorted((ROOT / "cards").glob("*.yaml")):
        assert path.read_text("utf-8").startswith(MODELINE.format("../")), path


def test_the_version_of_the_server_is_the_same_wherever_it_is_named() -> None:
    texts = [(ROOT / name).read_text("utf-8") for name in (".ci/run", ".github/workflows/ci.yml", "CONTRIBUTING.md")]
    texts.append(str(language_server.__doc__))
    versions = [re.findall(r"yaml-language-server@(\d+\.\d+\.\d+)", text) for text in texts]
    assert all(versions)
    assert len({version for some in versions for version in some}) == 1

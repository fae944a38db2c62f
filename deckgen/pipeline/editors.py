"""YAML files -> whether an editor finds their schema: the line `# yaml-language-server: $schema=PATH` at their start.

In: the files that were read. Out: findings, with the edit that writes the line. A project without the schema has none: nothing is
missing there. Nor is a file without the line that the project's settings of VS Code give the schema to: whoever wrote it may have no
other editor; `fix`, when it is run, writes the line all the same. A line that leads nowhere is told everywhere.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from deckgen.diagnostics import Diagnostic, Edit, Severity, Span, split_lines
from deckgen.pipeline.reader import Reader

NAME = "deckgen.schema.json"
PLACES = (NAME, f"deckgen/{NAME}", f".vscode/{NAME}")
"""Where a project may have the schema; the first that is there counts."""
SETTINGS = ".vscode/settings.json"
"""Where a project may tell VS Code which files have which schema, by patterns."""
_MODELINE = re.compile(r"#\s+yaml-language-server\s*:\s*\$schema=(?P<path>\S*)")


def modelines(reader: Reader, every_editor: bool = False) -> Iterator[Diagnostic]:
    """Report files of cards, and deck.yaml, whose line for editors is missing or leads elsewhere (F005).

    `every_editor`: also those without it that VS Code's settings give the schema to; `fix` writes the line there, too.
    """
    schema = next((place for place in PLACES if (reader.root / place).is_file()), None)
    patterns = _patterns(reader.root) if schema and not every_editor else ()
    unread = {one.span.file for one in reader.found if one.code == "F003"}  # what is known of such a file is good to point into alone
    for name, text in reader.files.items() if schema else ():
        if schema and name.startswith("cards/") and name.endswith((".yaml", ".yml")) and text.strip() and name not in unread:
            found = _finding(reader.root, name, text, schema, patterns)
            if found:
                yield found


def looked_for(files: Mapping[str, str]) -> Iterator[str]:
    """Give the files that decide what `modelines` reports: the places of the schema, VS Code's settings, and where the lines lead."""
    yield from (*PLACES, SETTINGS)
    for name, text in files.items():
        found = _MODELINE.search(text) if name.startswith("cards/") else None
        if found and found["path"]:
            yield str(PurePosixPath(name).parent / found["path"])


def _finding(root: Path, name: str, text: str, schema: str, patterns: tuple[str, ...]) -> Diagnostic | None:
    right = _way(name, schema)
    for number, line in enumerate(split_lines(text.removeprefix("\ufeff")), start=1):
        if line.strip() and not line.startswith("#"):
            break  # behind content, editors do not look for it
        if modeline := _MODELINE.match(line):
            return None if _leads(root, name, modeline["path"]) else _wrong(name, number, modeline, right)
    if any(PurePosixPath(name).match(pattern) for pattern in patterns):
        return None
    top = Span(name, 1, 1, 1, 1)
    help = ("add this line at the top; `deckgen fix` does", f"    + # yaml-language-server: $schema={right}")
    edit = Edit(top, f"# yaml-language-server: $schema={right}\n")
    return Diagnostic("F005", "editors do not know the keys of this file", top, "", help, edit=edit, severity=Severity.WARNING)


def _wrong(name: str, number: int, modeline: re.Match[str], right: str) -> Diagnostic:
    span = Span(name, number, modeline.start("path") + 1, number, modeline.end("path") + 1)
    label = "it leads to no file"
    edit = Edit(span, right)
    return Diagnostic(
        "F005", "editors do not find the schema of this file", span, label, (f"write `{right}`",), edit=edit, severity=Severity.WARNING
    )


def _way(name: str, schema: str) -> str:
    """Give the path from a file's folder to the schema.

    >>> _way("cards/one/01.yaml", "deckgen.schema.json")
    '../../deckgen.schema.json'
    """
    return "../" * (len(PurePosixPath(name).parts) - 1) + schema


def _leads(root: Path, name: str, path: str) -> bool:
    """Whether the line names a file that is there; an address on the net is its author's business."""
    if re.match(r"[a-z]+://", path):
        return True
    return bool(path) and os.path.isfile(root / PurePosixPath(name).parent / path)  # noqa: PTH113 - unlike Path, it takes what no file can be named


# --- the settings of VS Code -------------------------------------------------------------------------------------------------

_STRING = r'("(?:\\.|[^"\\])*")'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?\*/", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_STRING}|,(?=\s*[}}\]])")


def _patterns(root: Path) -> tuple[str, ...]:
    """Give the patterns of files that get a schema which is there; none where the settings cannot be read."""
    try:
        text = (root / SETTINGS).read_text("utf-8-sig")
        settings = json.loads(_LAST_COMMA.sub(_kept, _COMMENT.sub(_kept, text)))  # it may have comments, and commas before a bracket
        given = settings["yaml.schemas"].items()
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return ()
    found = (one for path, some in given if _leads(root, "", path) for one in (some if isinstance(some, list) else [some]))
    return tuple(one.replace("**/", "") for one in found if isinstance(one, str) and one)


def _kept(found: re.Match[str]) -> str:
    return found[1] or ""

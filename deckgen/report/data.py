"""Findings -> JSON for programs, as `report.schema.json` beside this file describes it.

In: diagnostics. Out: one JSON text; a finding's places count from 1, columns in characters, and an end is the first column that no longer
belongs. A key is only ever added; `version` grows when one changes its meaning or goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deckgen.codes import CODES
from deckgen.diagnostics import Diagnostic, Edit, Severity, Span
from deckgen.terminal import json_text

VERSION = 1


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Give all findings, in the order given, with their counts; also where there are none."""
    given = tuple(diagnostics)
    counts = {f"{severity}s": sum(one.severity is severity for one in given) for severity in Severity}
    return json_text({"version": VERSION, **counts, "findings": [_finding(one) for one in given]})


def schema_text() -> str:
    """Give the JSON Schema of `as_json`."""
    from importlib.resources import files  # 5 ms

    return files("deckgen.report").joinpath("report.schema.json").read_text("utf-8")


def _finding(one: Diagnostic) -> dict[str, Any]:
    return {
        "code": one.code,
        "meaning": CODES.get(one.code, ""),
        "severity": one.severity.value,
        "message": one.message,
        "label": one.label,
        "help": list(one.help),
        "place": _place(one.span),
        "also": [{"place": _place(label.span), "label": label.text} for label in one.also],
        "edit": _edit(one.edit) if one.edit else None,
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {"place": _place(edit.span), "replacement": edit.replacement, "safe": edit.safe}

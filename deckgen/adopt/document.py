"""A document as its author published it -> its front matter and its text.

In: Markdown or plain text with front matter in YAML, TOML or JSON, as Hugo and Jekyll have it, or with none. Out: a `Document`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deckgen.diagnostics import split_lines
from deckgen.written import Value


class UnreadableError(ValueError):
    """The front matter cannot be read; the argument says why."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document."""

    fields: Mapping[str, Value]
    """Its front matter, every value as text: dates and numbers as they were written, where the format keeps that."""
    body: str

    def first(self, *names: str) -> str:
        """Give the first of some fields that says something, at the top or below Hugo's `params`, as one line."""
        below = self.fields.get("params")
        tables = (self.fields, below if isinstance(below, Mapping) else {})
        found = (_line(table[name]) for name in names for table in tables if name in table)
        return next((one for one in found if one), "")


def _line(value: Value) -> str:
    """Give a value as a line: names of several people, or of one who is a mapping, one after another."""
    if isinstance(value, Mapping):
        return _line(value.get("name", value.get("text", "")))
    if isinstance(value, str):
        return " ".join(value.split())
    return ", ".join(filter(None, map(_line, value)))


def read_document(text: str) -> Document:
    """Read a document. Errors: `UnreadableError`."""
    from frontmatter import default_handlers as handlers  # 30 ms: only where a source is adopted

    text = "\n".join(split_lines(text.removeprefix("\ufeff")))
    for handler in (handlers.YAMLHandler(), handlers.JSONHandler(), _Toml(re.compile(r"^\+{3}\s*$", re.MULTILINE), "+++", "+++")):
        if not handler.detect(text):
            continue
        try:
            front, body = handler.split(text)
        except ValueError:  # no closing fence: a rule, or a text in braces
            break
        fields = _load(handler, front)
        return Document({str(key): _text(value) for key, value in fields.items()} if isinstance(fields, dict) else {}, body)
    _stop_at_lost(text)
    return Document({}, text)


_LOST = re.compile(
    r"""(?P<above>\s*?)(?:
        (?P<yaml>---+)[ \t]*\n(?:[ \t]*(?:\#[^\n]*)?\n)*[A-Za-z][\w -]{0,40}:(?:[ \t]|$)
        | (?P<toml>\+\+\+)[ \t]*\n(?:[ \t]*(?:\#[^\n]*)?\n)*(?:[\w.-]{1,40}[ \t]*=|\[)
        | (?P<json>\{)\s*"[^"\n]{1,40}"\s*:
    )""",
    re.VERBOSE | re.MULTILINE,
)
"""What begins as front matter does, in a text that has none which can be taken."""


def _stop_at_lost(text: str) -> None:
    """Refuse a text whose front matter would be taken for its words: nobody would see that title and date are lost."""
    found = _LOST.match(text)
    if not found:
        return
    if found["above"]:
        line = found["above"].count("\n") + 1
        raise UnreadableError(f"its front matter begins in line {line}: delete the empty lines above it")
    if found["json"]:
        raise UnreadableError("its front matter in JSON cannot be told from its text: write `{` and `}` on lines of their own, around it")
    fence = found["yaml"] or found["toml"]
    raise UnreadableError(f"its front matter begins with `{fence}` and is never closed: write `{fence}` on a line of its own below it")


class _Toml:
    """Hugo's front matter between `+++`: python-frontmatter splits it, and would want one more package to read it."""

    def __init__(self, *fences: Any) -> None:
        from frontmatter.default_handlers import BaseHandler

        base = BaseHandler(*fences)
        self.detect, self.split = base.detect, base.split

    def load(self, front: str) -> object:
        """Read TOML by Python's own reader."""
        return tomllib.loads(front)


def _load(handler: Any, front: str) -> object:
    import yaml

    try:
        if isinstance(handler, _Toml) or front.startswith("{"):
            return handler.load(front)
        if any(isinstance(one, yaml.AliasEvent) for one in yaml.parse(front)):
            raise UnreadableError("its front matter has an alias (`*name`): write the value out")
        return handler.load(front, Loader=yaml.BaseLoader)  # all as text: dates stay as they are written
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableError(f"line {line} of its front matter is not YAML: {error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise UnreadableError("its front matter is not YAML") from error
    except ValueError as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"its front matter cannot be read: {error}") from error


def _text(value: object) -> Value:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict():
            return {str(key): _text(one) for key, one in value.items()}
        case list():
            return [_text(one) for one in value]
        case _:
            return str(value)

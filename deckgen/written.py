"""Values -> YAML that reads back as them, as a person would type it: plain where that is safe, else a `|` block.

In: texts, lists and mappings of texts. Out: YAML. Each text is read back by our own reader before it is believed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, Union

from deckgen.diagnostics import split_lines
from deckgen.read.yaml import Mapping as Node
from deckgen.read.yaml import Scalar, read_yaml

Value: TypeAlias = Union[str, Sequence["Value"], Mapping[str, "Value"]]  # noqa: UP007 (a name in quotes takes no `|`)

_WIDE = 110
"""Characters that a line may have before a text moves below a `|`."""
_WORD = re.compile(r"[\w#/-]+")


def pairs(values: Mapping[str, Value], indent: str = "") -> str:
    """Write a mapping, a key a line, all of them indented."""
    return "".join(pair(key, value, indent) for key, value in values.items())


def pair(key: str, value: Value, indent: str = "") -> str:
    r"""Write a key and its value.

    >>> pair("tags", ["why", "values"]), pair("q", "What is virtue: knowledge?")
    ('tags: [why, values]\n', 'q: |\n  What is virtue: knowledge?\n')
    """
    head = f"{indent}{_key(key)}:"
    if isinstance(value, str):
        return f"{head} {scalar(value, indent)}".rstrip(" ") + "\n"
    if not value:
        return f"{head} {'{}' if isinstance(value, Mapping) else '[]'}\n"
    if isinstance(value, Mapping):
        return f"{head}\n{pairs(value, f'{indent}  ')}"
    if all(isinstance(one, str) and _WORD.fullmatch(one) for one in value):
        return f"{head} [{', '.join(map(str, value))}]\n"
    return f"{head}\n" + "".join(item(one, f"{indent}  ") for one in value)


def item(value: Value, indent: str) -> str:
    """Write an item of a list behind its hyphen."""
    if isinstance(value, Mapping) and value:
        return f"{indent}- {pairs(value, f'{indent}  ').lstrip(' ')}"
    return f"{indent}- {scalar(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), indent)}\n"


def scalar(text: str, indent: str = "") -> str:
    """Write a text, to stand behind `key:` or `-`; lines below the first are indented by two more."""
    typed = next((style(text) for style in _STYLES if _reads_back(style(text), text)), json.dumps(text))
    return re.sub(r"\n(?=[^\n])", f"\n{indent}", typed)


def _plain(text: str) -> str:
    return text if len(text) <= _WIDE else ""


def _block(text: str, sign: str = "|") -> str:
    return f"{sign}\n" + "\n".join(f"  {line}" if line.strip() else "" for line in split_lines(text))


def _counted(text: str) -> str:
    """Write a block whose first line begins with spaces of its own."""
    return _block(text, "|2")


_STYLES: tuple[Callable[[str], str], ...] = (_plain, _block, _counted)


def _reads_back(typed: str, text: str) -> bool:
    root, found = read_yaml(f"key: {typed}\n", "")
    value = root.pairs["key"][1] if isinstance(root, Node) and [*root.pairs] == ["key"] else None
    return not found and isinstance(value, Scalar) and value.value.removesuffix("\n") == text


def _key(key: str) -> str:
    root, found = read_yaml(f"{key}: text\n", "")
    return key if not found and isinstance(root, Node) and [*root.pairs] == [key] else json.dumps(key, ensure_ascii=False)

"""A name -> the files of a new project, which builds at once: a first source, a note of each kind, and what editors and GitHub need.

In: the deck's name, its id and its uid. Out: texts by path. What is written stands in `template/`, as it will be; only marks like `@ID@`
are replaced.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

from deckgen.schema import schema_text
from deckgen.written import pair

SCHEMA = ".vscode/deckgen.schema.json"
"""Where a project's editor finds what its YAML files may say."""

_TEMPLATES = {
    "README.md": "README.md",
    ".gitignore": "gitignore",  # without dots: they would work on this repository, or be left out of its wheel
    ".vscode/settings.json": "settings.json",
    ".vscode/extensions.json": "extensions.json",
    ".github/workflows/deck.yml": "deck.yml",
    ".github/workflows/comment.yml": "comment.yml",
    "cards/deck.yaml": "deck.yaml",
    "cards/01-first-steps.yaml": "01-first-steps.yaml",
    "content/on-making-cards.md": "on-making-cards.md",
    "content/texts/on-making-cards.txt": "on-making-cards.txt",
}
"""By path, the file of `template/` that it is made from."""


def new_files(name: str, id: str, uid: str) -> dict[str, str]:
    """Give the files of a new project, by their names inside it."""
    marks = {"@DECK@": pair("deck", name).rstrip("\n"), "@NAME@": name, "@ID@": id, "@UID@": uid}
    folder = files("deckgen.start") / "template"
    texts = {path: _filled((folder / template).read_text("utf-8"), marks) for path, template in _TEMPLATES.items()}
    return {**texts, SCHEMA: schema_text()}


def _filled(text: str, marks: dict[str, str]) -> str:
    return re.sub("|".join(marks), lambda found: marks[found[0]], text)


def named_after(folder: str) -> tuple[str, str]:
    """Make a deck's name and id of its folder's name.

    >>> named_after("stoic-ethics"), named_after("日本語"), named_after("default")
    (('Stoic ethics', 'stoic-ethics'), ('日本語', 'deck'), ('Default deck', 'default'))
    """
    words = re.findall(r"[^\W_]+(?:['’.&][^\W_]+)*[+#]*", folder)
    plain = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode().lower()
    id = "-".join(re.findall("[a-z0-9]+", plain)) or "deck"
    name = " ".join(words) or "Deck"
    own = f"{name} deck" if name.casefold() == "default" else name  # every collection has a deck of that name
    return own[:1].upper() + own[1:], id

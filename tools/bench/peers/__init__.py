"""Who else makes Anki packages of text: what each takes, how it is called, and with what beside this file it is installed.

In: nothing. Out: `PEERS`, in the order of the tables. `raw.py` is the script that people write by hand, to which all others are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench import formats

HERE = Path(__file__).parent
_RAW = str(HERE / "raw.py")


@dataclass(frozen=True, slots=True)
class Peer:
    """One of the others."""

    name: str
    """As in the tables; its requirements file is called so, too, with hyphens."""
    package: str
    """Whose version tells which one it is."""
    does: str
    """What it does with the notes, for the table."""
    command: Sequence[str]
    """Run in the folder of its deck; `{bin}` is the folder of its programs, `{project}` deckgen's project, `{out}` one for packages."""
    write: Callable[[Path, int], None] | None = None
    """What writes its deck; nothing for one that reads deckgen's project."""
    least: tuple[int, int] = (3, 11)
    """The oldest Python that it runs on."""

    @property
    def requirements(self) -> Path:
        """Its pins."""
        return HERE / f"{self.name.replace(' + ', '-').replace(' ', '-')}.txt"


RAW = Peer(
    "raw",
    "genanki",
    "the same files of cards by PyYAML’s quick loader, then genanki: no Markdown, no checks",
    ("{bin}/python", _RAW, "{project}", "{out}/raw.apkg"),
)
PEERS = (
    RAW,
    Peer(
        "raw + markdown-it-py",
        "markdown-it-py",
        "the same with each field through markdown-it-py: no checks",
        ("{bin}/python", _RAW, "{project}", "{out}/raw.apkg", "--markdown"),
    ),
    Peer(
        "anki-yaml-tool",
        "anki-yaml-tool",
        "one YAML file; no Markdown, and cloze notes become plain ones",
        ("{bin}/anki-yaml-tool", "build", "--file", "bench.yaml", "--output", "{out}/bench.apkg"),
        formats.anki_yaml_tool,
    ),
    Peer(
        "yaml2anki",
        "yaml2anki",
        "one YAML file; no Markdown, and cloze notes become plain ones",
        ("{bin}/yaml2anki", "bench.yaml", "--output", "{out}/bench.apkg"),
        formats.yaml2anki,
        (3, 13),
    ),
    Peer(
        "markdown-anki-decks",
        "markdown-anki-decks",
        "a Markdown file and a package a part; cloze notes",
        ("{bin}/mdankideck", "in", "{out}", "--cloze"),
        formats.markdown_anki_decks,
    ),
    Peer(
        "ankcompiler",
        "ankcompiler",
        "a Markdown file a part; cloze notes; checks that notes have names of their own",
        ("{bin}/ankc", "build", "--all", "--output", "{out}"),
        formats.ankcompiler,
    ),
)

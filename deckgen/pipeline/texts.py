"""The texts of sources that lie in the project, found and read.

In: what content/ says of the sources. Out: texts by citation key, ready to be searched; findings for those that are not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Edit
from deckgen.meant import nearest
from deckgen.model import Source
from deckgen.pipeline.reader import Reader
from deckgen.quotations import SourceText, read_source_text
from deckgen.read.content import split_front_matter

MOST_FILES = 1000
"""Files among which a text is looked for that is not where it should be."""


class Texts(Mapping[str, SourceText]):
    """Texts by citation key, each cut into paragraphs and words when somebody first asks for it: an edit of a card needs few of them."""

    def __init__(self, typed: Mapping[str, tuple[str, Source]]) -> None:
        """In: by citation key, texts as they are typed, and their sources."""
        self._typed = typed
        self._read: dict[str, SourceText] = {}

    def __getitem__(self, key: str) -> SourceText:
        if key not in self._read:
            self._read[key] = source_text(*self._typed[key])
        return self._read[key]

    def typed(self, key: str) -> str:
        """Give a text as it is typed. Errors: `KeyError`."""
        return self._typed[key][0]

    def __contains__(self, key: object) -> bool:
        return key in self._typed

    def __iter__(self) -> Iterator[str]:
        return iter(self._typed)

    def __len__(self) -> int:
        return len(self._typed)


def read_texts(reader: Reader, sources: Mapping[str, Source]) -> Texts:
    """Read the texts that are in the project (`text: PATH` in the front matter)."""
    typed = ((source, _text(reader, source)) for source in sources.values() if source.text)
    return Texts({source.key: (text, source) for source, text in typed if text is not None})


def _text(reader: Reader, source: Source) -> str | None:
    path = reader.root / source.text
    try:
        inside, there = path.resolve().is_relative_to(reader.root.resolve()), path.is_file()
    except (OSError, ValueError):  # no file can have this name
        inside, there = True, False
    if inside and there:
        return reader.text(path)
    what = "is missing" if inside else "is outside the project"
    meant = _elsewhere(reader.root, source.text) if inside else ""
    help = (
        "`text:` is a path from the project's folder" if inside else f"leave `text:` out and run `deckgen verify --text {source.key}=PATH`"
    )
    edit = Edit(source.text_span, meant, safe=False) if meant and source.text_span.line == source.text_span.end_line else None
    label = f"did you mean `{meant}`?" if meant else ""
    reader.found.append(Diagnostic("S006", f"the text `{source.text}` {what}", source.text_span, label, (help,), edit=edit))
    return None


def _elsewhere(root: Path, name: str) -> str:
    """Find the file that a path was meant for: of the same name elsewhere in content/, or nearly of the same; empty where none is."""
    files = [path.relative_to(root).as_posix() for path in sorted((root / "content").rglob("*"))[:MOST_FILES] if path.is_file()]
    texts = [one for one in files if not one.endswith(".lock") and (one.count("/") > 1 or not one.endswith(".md"))]
    same = [one for one in texts if one.endswith(f"/{name.lstrip('./')}") or one.rpartition("/")[2] == name.rpartition("/")[2]]
    return same[0] if same else nearest(name, texts)


def source_text(text: str, source: Source) -> SourceText:
    """Read the text of a source, with or without front matter."""
    _, body, _ = split_front_matter(text)
    return read_source_text(body, source.author, source.speakers)

"""What of a project was read, or looked for, besides the files in cards/ and content/. In: a project. Out: paths, there or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deckgen.pipeline.editors import looked_for
from deckgen.pipeline.load import Project, pictures


def elsewhere(project: Project) -> Iterator[Path]:
    """Give the files, and the folders of fonts, that a build of this project hangs on, wherever they are."""
    yield from (project.root / name for name in (*pictures(project), *looked_for(project.files)))
    for deck in project.decks:
        yield from (project.root / source.text for source in deck.sources.values() if source.text)
        yield from (project.root / name for name in deck.head.print.fonts)

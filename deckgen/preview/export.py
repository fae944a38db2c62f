"""A project -> the preview as files that any web server can show, or a browser from the disk.

In: a loaded project. Out: the files, by their paths. They name no folder of this machine.
"""

from __future__ import annotations

from deckgen.pipeline.load import Project
from deckgen.preview import printed
from deckgen.preview.document import document, mathjax
from deckgen.preview.page import Page, as_json, make_page


def export(project: Project) -> dict[str, bytes]:
    """Give the files of the site."""
    page, sheets = make_page(project), tuple(map(printed.with_pictures, printed.printed(project)))
    values = {**as_json(page), "live": False, "editor": "", "printed": printed.as_json(sheets)}
    return {
        "index.html": document(values).encode(),
        **{f"media/{name}": data for name, data in page.media.items()},
        **({f"mathjax/{name}": data for name, data in mathjax().items()} if _formulas(page) else {}),
        **{f"print/{name}": data for one in sheets for name, data in one.files.items()},
    }


def _formulas(page: Page) -> bool:
    """Whether there is a formula anywhere."""
    said = (
        text for source in page.sources for one in source.principles for text in (one.statement, *(words for words, _ in one.quotations))
    )
    return any("\\(" in text or "\\[" in text for text in (*(one.back for one in page.cards.values()), *said))

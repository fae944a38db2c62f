"""A project -> what the printer will print of it, page by page, as pictures.

In: a checked project. Out: `Sheets`, one a file, as a build without options makes it; with errors among the findings there is none. Pages
are drawn when they are asked for: a large deck has hundreds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from math import ceil
from typing import Any

from deckgen.pipeline.allowances import without_allowed
from deckgen.pipeline.load import Project
from deckgen.pipeline.outputs import PRINTED, Output, Stamp, Wishes, outputs
from deckgen.preview.problems import Problem, problems

_SCALE = 1.6
"""Pixels a point: of an A4 page, 952 across."""
MOST = 60
"""Pages of a file that are drawn into a site; the file itself has all."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """One printed file."""

    product: str
    name: str
    """Of the file, without its end."""
    remark: str
    problems: tuple[Problem, ...]
    pages: int
    width: int
    height: int
    digest: str
    """Of its bytes: where it stays, nobody fetches the pages again."""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The PDF, and in a site the pictures of its pages, by their names."""


def printable(project: Project) -> bool:
    """Whether nothing stands in the way of printing."""
    return not any(one.is_error for one in project.diagnostics)


def printed(project: Project, products: Iterable[str] = PRINTED) -> tuple[Sheets, ...]:
    """Set everything that is printed, or some of it: product by product, for every deck."""
    if not printable(project):
        return ()
    return tuple(
        _sheets(project, product, output)
        for product in products
        for deck in project.decks
        for output in outputs(deck, [product], Wishes(), Stamp(0))
    )


def _sheets(project: Project, product: str, output: Output) -> Sheets:
    made = output.make()
    name = output.name.removesuffix(".pdf")
    pages, width, height = _size(made.data) if made.data else (0, 0, 0)
    found = problems(without_allowed(project.allowances, made.diagnostics), project.decks)
    digest = sha256(made.data).hexdigest()[:12]
    return Sheets(product, name, made.remark, found, pages, width, height, digest, {output.name: made.data})


def _size(pdf: bytes) -> tuple[int, int, int]:
    """Give how many pages a PDF has, and the width and height of the first as a picture."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        width, height = document.get_page_size(0)
        return len(document), ceil(width * _SCALE), ceil(height * _SCALE)


def picture(given: Iterable[Sheets], name: str) -> bytes | None:
    """Draw a page as PNG, by the name of its picture. Not in two threads at once."""
    import pypdfium2

    asked, _, number = name.removesuffix(".png").rpartition("-")
    for one in given:
        if one.name == asked and re.fullmatch("[1-9][0-9]{0,4}", number) and int(number) <= one.pages:
            png = io.BytesIO()
            with closing(pypdfium2.PdfDocument(one.files[f"{asked}.pdf"])) as document:  # left open, it complains when the process ends
                document[int(number) - 1].render(scale=_SCALE).to_pil().quantize(128).save(png, "PNG")
            return png.getvalue()
    return None


def with_pictures(one: Sheets) -> Sheets:
    """Draw the first pages of a file, for a site."""
    names = [f"{one.name}-{number}.png" for number in range(1, min(MOST, one.pages) + 1)]
    drawn = {name: picture([one], name) or b"" for name in names}
    return replace(one, pages=len(names), files={**one.files, **drawn})


def as_json(given: tuple[Sheets, ...]) -> list[dict[str, Any]]:
    """Give what was printed as plain values, without the files."""
    return [asdict(replace(one, files={})) for one in given]

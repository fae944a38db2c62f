"""A project -> what the printer will print of it, page by page, as pictures.

In: a checked project. Out: `Sheets`, one a file, as a build without options makes it; with errors among the findings there is none.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any

from deckgen.pipeline.allowances import without_allowed
from deckgen.pipeline.load import Project
from deckgen.pipeline.outputs import PRINTED, Output, Stamp, Wishes, outputs
from deckgen.preview.problems import Problem, problems

_SCALE = 1.6
"""Pixels a point: of an A4 page, 952 across."""
MOST = 60
"""Pages of a file that are drawn; the file itself has all."""


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
    """The PDF and the pictures of its pages, by their names."""


def printed(project: Project) -> tuple[Sheets, ...]:
    """Set everything that is printed."""
    if any(one.is_error for one in project.diagnostics):
        return ()
    return tuple(
        _sheets(project, product, output)
        for deck in project.decks
        for product in PRINTED
        for output in outputs(deck, [product], Wishes(), Stamp(0))
    )


def _sheets(project: Project, product: str, output: Output) -> Sheets:
    made = output.make()
    name = output.name.removesuffix(".pdf")
    pages = tuple(_pages(made.data)) if made.data else ()
    width, height = pages[0][1:] if pages else (0, 0)
    files = {f"{name}-{number}.png": png for number, (png, _, _) in enumerate(pages, 1)}
    found = problems(without_allowed(project.allowances, made.diagnostics), project.decks)
    digest = sha256(made.data).hexdigest()[:12]
    return Sheets(product, name, made.remark, found, len(pages), width, height, digest, {output.name: made.data, **files})


def _pages(pdf: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Draw the first pages of a PDF: each as PNG, with its width and height."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for number in range(min(MOST, len(document))):
        picture = document[number].render(scale=_SCALE).to_pil()
        png = io.BytesIO()
        picture.quantize(128).save(png, "PNG")
        yield png.getvalue(), picture.width, picture.height


def as_json(given: tuple[Sheets, ...]) -> list[dict[str, Any]]:
    """Give what was printed as plain values, without the files."""
    return [asdict(replace(one, files={})) for one in given]

"""Read a PDF as a printer would: where every glyph and every line of a drawing is, and how large.

Lengths are points, from the lower left corner of the page. Knows what Typst writes (fonts of two-byte codes), not all of PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

Matrix = tuple[float, float, float, float, float, float]
Color = tuple[float, float, float]
"""Red, green and blue, of 1."""
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_BLACK: Color = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A glyph or a drawing: its box (of a glyph: on its baseline); `size` and `font` are 0 and empty for drawings.

    Its color is that of a glyph, a line or a filled shape, which `ground` tells from lines; a picture has none.
    """

    left: float
    right: float
    bottom: float
    top: float
    size: float = 0.0
    font: str = ""
    color: Color | None = None
    ground: bool = False


def open_pdf(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


@cache
def pages(data: bytes) -> list[list[Mark]]:
    """Give all that each page prints."""
    reader = open_pdf(data)
    return [list(marks(page, reader)) for page in reader.pages]


def words(data: bytes) -> str:
    """Give all characters of a PDF without what depends on where its lines break."""
    return squeezed("".join(page.extract_text() for page in open_pdf(data).pages))


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("-", "").replace("\u00ad", "").replace("\u200b", "")


def marks(page: PageObject, reader: PdfReader) -> Iterator[Mark]:
    """Give everything that a page prints."""
    resources: Any = page["/Resources"]
    fonts = {name: _widths(font.get_object()) for name, font in resources.get("/Font", {}).items()}
    pen = _Pen(fonts)
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        yield from pen.write(operator.decode(), operands)


def placed(page: PageObject) -> list[tuple[str, float, float]]:
    """Give the texts of a page, each with the place where its baseline begins."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        if text.strip():
            found.append((text.strip(), outer[4] + inner[4], outer[5] + inner[5]))

    page.extract_text(visitor_text=visit)
    return found


@dataclass(slots=True)
class _Pen:
    """What PDF's operators change as they are read in turn."""

    fonts: dict[str, tuple[str, dict[int, float]]]
    matrix: Matrix = _UNIT
    text: Matrix = _UNIT
    font: str = ""
    size: float = 0.0
    fill: Color = _BLACK
    line: Color = _BLACK
    saved: list[tuple[Matrix, Color, Color]] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)

    def write(self, operator: str, operands: Any) -> Iterator[Mark]:
        if operator in ("q", "Q", "cm", "Tm", "Tf", "scn", "SCN"):
            self._set(operator, operands)
        elif operator in ("TJ", "Tj"):
            for glyph in _glyphs(operands[0], _times(self.text, self.matrix), self.size, *self.fonts[self.font]):
                yield replace(glyph, color=self.fill)
        elif operator in ("m", "l", "c"):
            self.points += [_at(float(x), float(y), self.matrix) for x, y in zip(operands[::2], operands[1::2], strict=True)]
        elif operator in ("f", "f*", "S", "B", "n"):  # "n": the path only clips
            if self.points and operator != "n":
                yield replace(_box(self.points), color=self.line if operator == "S" else self.fill, ground=operator != "S")
            self.points = []
        elif operator == "Do":
            yield _box([_at(x, y, self.matrix) for x in (0, 1) for y in (0, 1)])

    def _set(self, operator: str, operands: Any) -> None:
        match operator:
            case "q":
                self.saved.append((self.matrix, self.fill, self.line))
            case "Q":
                self.matrix, self.fill, self.line = self.saved.pop()
            case "cm":
                self.matrix = _times(_matrix(operands), self.matrix)
            case "Tm":
                self.text = _matrix(operands)
            case "Tf":
                self.font, self.size = str(operands[0]), float(operands[1])
            case "scn":
                self.fill = _color(operands)
            case "SCN":
                self.line = _color(operands)


def _glyphs(shown: Any, matrix: Matrix, size: float, font: str, widths: dict[int, float]) -> Iterator[Mark]:
    x = 0.0
    for piece in shown if isinstance(shown, list) else [shown]:
        if isinstance(piece, (int, float)):
            x -= float(piece) / 1000 * size
            continue
        codes = piece.original_bytes
        for code in (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)):
            advance = widths.get(code, 0.0) / 1000 * size
            (left, y), (right, _) = _at(x, 0, matrix), _at(x + advance, 0, matrix)
            yield Mark(left, right, y, y, size * abs(matrix[3]), font)
            x += advance


def _widths(font: Any) -> tuple[str, dict[int, float]]:
    """Give a font's name and the widths of its codes, which Typst writes as `first last width`."""
    listed = [float(number) for number in font["/DescendantFonts"][0].get_object().get("/W", ())]
    widths = {code: width for first, last, width in zip(*[iter(listed)] * 3, strict=True) for code in range(int(first), int(last) + 1)}
    return str(font["/BaseFont"]).split("+")[-1].removesuffix("-Identity-H"), widths


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(operand) for operand in operands)
    return a, b, c, d, e, f


def _color(operands: Any) -> Color:
    """Read a color of three parts, or a gray of one."""
    red, green, blue = [float(one) for one in operands] * (3 if len(operands) == 1 else 1)
    return red, green, blue


def _times(one: Matrix, two: Matrix) -> Matrix:
    (a, b, c, d, e, f), (g, h, i, j, k, m) = one, two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _at(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _box(points: list[tuple[float, float]]) -> Mark:
    across, up = [x for x, _ in points], [y for _, y in points]
    return Mark(min(across), max(across), min(up), max(up))

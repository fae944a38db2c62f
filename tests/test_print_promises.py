"""What every printed product promises (docs/formats.md, ARCHITECTURE.md), read back from its PDF, with controls that show a breach is seen.

Here stands what is asked of all three alike; the rest is held where the product's own tests are:

| promise | cheat-sheet | flashcards | quiz |
|---|---|---|---|
| a back lies behind its front within 0.1 mm | – | test_flashcards: `every_back_lies_behind`, `cards_to_fold` | – |
| body 7.8 points or more, nothing below 7 but in formulas; ink 5 mm inside the paper | here | here | here |
| the same on every paper | test_papers | test_flashcards | test_quiz |
| nothing outside its cell | – | test_flashcards: `nothing_is_outside` | – |
| what is too long is an error in millimetres | – | test_flashcards: `the_millimetres` | test_quiz: `what_is_taller` |
| no heading at the end of a column | here | here | here |
| columns end within 10 points; two pages | here, test_sheet, test_papers | – | test_quiz: `pages_end_at_one_height` |
| PDF/UA-1; language, title, embedded fonts, alternative texts | here | here | here |
| bookmarks | here, test_sheet | here | here |
| the same bytes in another folder, time zone, locale and hash seed | test_bytes | test_bytes | test_bytes |
| the same bytes on another machine, full pages and every option | test_samples | test_samples | test_samples |
| without a network | here | here | here |
| every quotation and every name is there | here, test_sheet | here | here |
| contrast 4.5 : 1, in color, in gray, and in color on a printer without any; gray ink is gray | here | here | here |
| a warning of the typesetter is an error | here | here | here |
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conformance import BROKEN, broken, root, tags, violations
from contrast import LEAST, faint, ratio
from pdf import Color, Mark, open_pdf, pages, squeezed, words
from products import each_product, made
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ContentStream, DecodedStreamObject, NameObject
from sample import FILES, PIXEL, write_project
from test_sheet import FIVE_MILLIMETRES, column_bottoms

from deckgen.pipeline.outputs import PRINTED, Wishes
from deckgen.print import engine
from deckgen.print.inks import HUES, INKS, hues

ROOT = Path(__file__).parents[1]
EVERYTHING = """
## All kinds {#kinds}

A name, `code`, $x^{2}$, **much** of it.

| | Before it | Afterwards |
|---|---|---|
| Value | `little` | $\\frac{1}{2}$ |

- one
- two

1. first
2. second

```python
print("Everything")
```

$$\\frac{a}{b}$$

![the drawing](dot.png)

> Everything at once is nothing.
"""
PROJECT: Mapping[str, str | bytes] = {
    "content/two.md": str(FILES["content/two.md"]) + EVERYTHING,
    "content/texts/two.txt": str(FILES["content/texts/two.txt"]) + "Everything at once is nothing.\n",
    "content/dot.png": PIXEL,
    "cards/02-second.yaml": str(FILES["cards/02-second.yaml"]) + "  - {id: kinds, q: Which kinds?, a: All, source: two#kinds}\n",
    **{
        f"cards/{at:02}-more.yaml": f"part: {at} Part {at}\ncards: [{{id: more-{at}, q: Asked?, a: Said}}]\n"
        for at in range(3, len(HUES) + 1)
    },
}
"""The sample with a principle of all kinds of text, and as many parts as there are colors."""
SAID = {
    "sheet": ("Everybody wants seniors; nobody makes them.", "The opposite test", "Practice", "All kinds"),
    "cards": ("Everybody wants seniors; nobody makes them.", "There is no point in being right alone"),
    "quiz": ("Everybody wants seniors; _________.", "There is no point in being right alone"),
}
"""Quotations, and names of principles, that a product shows where there is room for all; with these, each shows"""
QUOTATIONS = ("any value whose opposite is also legitimate is useful", "Everything at once is nothing.")
PAINTS = (b"sc", b"scn", b"SC", b"SCN", b"rg", b"RG")
"""What sets a color in a PDF."""
each_ink = pytest.mark.parametrize("ink", ["color", "gray"])
Printed = Callable[..., bytes]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Give what prints the project, each product once, without findings."""
    project = write_project(tmp_path_factory.mktemp("everything"), PROJECT)

    @cache
    def of(product: str, ink: str = "color") -> bytes:
        one = made(project, product, Wishes(ink=ink))
        assert one.diagnostics == ()
        return one.data

    return of


@cache
def flagship(product: str) -> bytes:
    return made(ROOT, product).data


def changed(found: Sequence[Mark], at: int, **how: Any) -> list[Mark]:
    """Give what is printed, with one mark changed."""
    return [*found[:at], replace(found[at], **how), *found[at + 1 :]]


# --- type and ink ----------------------------------------------------------------------------------------------------------------


def small(found: Iterable[Mark]) -> list[Mark]:
    """Give the glyphs that are smaller than they may be; in formulas, scripts may be of any size."""
    return [mark for mark in found if mark.font and "Math" not in mark.font and mark.size < _floor(mark) - 0.01]


def _floor(glyph: Mark) -> float:
    return 7.8 if glyph.font == "SourceSerifPro-Regular" else 7.0


def near_the_edge(found: Iterable[Mark], wide: float, tall: float) -> list[Mark]:
    """Give what is not 5 mm inside the paper. A space may hang out of its line."""
    return [
        mark
        for mark in found
        if min(mark.left, mark.bottom) < FIVE_MILLIMETRES - 0.1
        or mark.right - 0.28 * mark.size > wide - FIVE_MILLIMETRES + 0.1
        or mark.top + 0.75 * mark.size > tall - FIVE_MILLIMETRES + 0.1
    ]


@each_product
def test_type_is_legible_and_ink_inside_the_paper(printed: Printed, product: str) -> None:
    reader = open_pdf(printed(product))
    for page, found in zip(reader.pages, pages(printed(product)), strict=True):
        wide, tall = (float(side) for side in page.mediabox[2:])
        assert small(found) == near_the_edge(found, wide, tall) == []
        at = next(at for at, mark in enumerate(found) if mark.font)
        assert len(small(changed(found, at, size=6.9))) == 1, "the control"
        for moved in ({"left": 13.0}, {"right": wide}, {"bottom": 13.0}, {"top": tall}):
            assert len(near_the_edge(changed(found, at, **moved), wide, tall)) == 1, "the control"


def test_body_type_has_a_floor_of_its_own() -> None:
    """The control of the test above."""
    assert small([Mark(0, 1, 0, 0, 7.7, "SourceSerifPro-Regular")])
    assert not small([Mark(0, 1, 0, 0, 7.7, "SourceSansPro-Regular")])


def test_nothing_is_too_small_on_a_sheet_of_the_smallest_type(tmp_path: Path) -> None:
    """Where type is at its smallest, code, tables and lists are beside it, also in quotations."""
    listed = "> 1. `said` once\n> 2. said twice\n"
    names = [f"p{at}" for at in range(70)]
    source = "".join(f"## Name `{name}` {{#{name}}}\n\n{'words ' * 24}`code`.{EVERYTHING.split('of it.')[1]}\n{listed}\n" for name in names)
    cards = "".join(f"  - {{id: {name}, q: Q, a: A, source: two#{name}}}\n" for name in names)
    text = FILES["content/two.md"]
    project = write_project(
        tmp_path,
        {
            "content/two.md": str(text) + source,
            "content/dot.png": PIXEL,
            "cards/01-first.yaml": "part: 1 All\ncards:\n" + cards,
            "cards/02-second.yaml": None,
        },
    )
    data = made(project, "sheet").data
    assert "Name p69" in [str(one.title) for one in _flat(open_pdf(data).outline)]
    found = [mark for page in pages(data) for mark in page]
    assert min(mark.size for mark in found if mark.font == "SourceSerifPro-Regular") == pytest.approx(8, abs=0.3)
    assert small(found) == []


@each_product
def test_a_wide_formula_shrinks_to_seven_points_and_is_then_an_error(tmp_path: Path, product: str) -> None:
    sizes = []
    for length in range(4, 90, 4):
        wide = "$$" + "+".join("abcdefgh"[at % 8] for at in range(length)) + "$$"
        cards = f"part: 1 Only\ncards:\n  - id: a\n    q: Q\n    a: |\n      {wide}\n"
        one = made(write_project(tmp_path / str(length), {"cards/01-first.yaml": cards, "cards/02-second.yaml": None}), product)
        if not one.data:
            assert [found.code for found in one.diagnostics] == ["P003"]
            break
        sizes.append(min(mark.size for page in pages(one.data) for mark in page if "Math" in mark.font))
    assert min(sizes) < max(sizes), "one shrank"
    assert min(sizes) >= 6.99


# --- contrast --------------------------------------------------------------------------------------------------------------------


@each_product
@each_ink
def test_every_text_stands_out_from_its_ground(printed: Printed, product: str, ink: str) -> None:
    for found in pages(printed(product, ink)):
        assert faint(found) == faint(found, gray=True) == []


@each_product
def test_a_text_that_is_too_pale_is_seen(printed: Printed, product: str) -> None:
    """The control of the test above, on paper and on the ground of a part's name or number."""
    found = next(found for found in pages(printed(product)) if any(mark.color == (1, 1, 1) for mark in found))
    white = next(at for at, mark in enumerate(found) if mark.font and mark.color == (1, 1, 1))
    dark = next(at for at, mark in enumerate(found) if mark.font and mark.color != (1, 1, 1))
    for at, color in ((dark, (0.55, 0.55, 0.55)), (dark, (0.9, 0.8, 0.0)), (white, (0.3, 0.3, 0.3))):
        pale = changed(found, at, color=color)
        assert faint(pale) == faint(pale, gray=True) == [pale[at]]


@each_product
def test_an_ink_that_is_too_pale_is_seen_on_paper(tmp_path: Path, product: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control from end to end."""
    monkeypatch.setitem(INKS, "color", ("#888888", "#909090", "#e6e9ed"))
    assert any(faint(found) for found in pages(made(write_project(tmp_path), product).data))


@each_ink
def test_every_color_stands_out_from_its_ground(ink: str) -> None:
    """Also where little of it is printed: the box around a part's number, and a quotation on its part's ground."""
    white, beside = "#ffffff", INKS["color"][1]
    for number in range(len(HUES)):
        hue, dark, tint = hues(number, ink)
        assert min(ratio(rgb(one), rgb(other)) for one, other in ((hue, white), (dark, white), (hue, tint), (beside, tint))) >= LEAST


def rgb(color: str) -> Color:
    red, green, blue = bytes.fromhex(color[1:])
    return red / 255, green / 255, blue / 255


def test_contrasts_are_those_of_the_guidelines() -> None:
    assert ratio((0, 0, 0), (1, 1, 1)) == 21
    gray = 0x77 / 255
    assert 4.4 < ratio((gray,) * 3, (1, 1, 1)) < LEAST, "the nearest gray that does not pass"


@each_product
def test_all_colors_of_parts_are_on_paper(printed: Printed, product: str) -> None:
    """Else the tests above would say nothing of some."""
    there = {"".join(f"{round(part * 255):02x}" for part in mark.color) for page in pages(printed(product)) for mark in page if mark.color}
    assert {hue[1:] for hue in HUES} <= there


@each_product
def test_gray_ink_is_gray(printed: Printed, product: str) -> None:
    assert not colored(printed(product, "gray"))
    assert colored(printed(product, "color")), "the control"


def colored(data: bytes) -> bool:
    """Whether anything is printed in red, green and blue that differ."""
    reader = open_pdf(data)
    painted = (one for page in reader.pages for one in ContentStream(page.get_contents(), reader).operations)
    return any(len(set(map(float, parts))) > 1 for parts, operator in painted if operator in PAINTS)


# --- to be read aloud ------------------------------------------------------------------------------------------------------------


@each_product
@each_ink
def test_a_validator_finds_nothing(printed: Printed, product: str, ink: str) -> None:
    assert violations(printed(product, ink)) == set()


@each_product
def test_a_validator_finds_nothing_in_the_flagship(product: str) -> None:
    assert violations(flagship(product)) == set()


@each_product
@pytest.mark.parametrize("rule", BROKEN)
def test_a_validator_sees_what_is_taken_away(printed: Printed, product: str, rule: str) -> None:
    assert f"PDFUA1-{rule}-001" in violations(broken(printed(product), BROKEN[rule]))


@each_product
def test_a_file_says_what_it_is_and_brings_its_fonts(printed: Printed, product: str) -> None:
    """Its language, its title and that it is PDF/UA-1: what is asked first, also where there is no validator."""
    reader = open_pdf(printed(product))
    catalog: Any = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/StructTreeRoot"]
    assert catalog["/Lang"] == "en"
    assert "<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_object().get_data().decode()
    assert reader.metadata
    assert reader.metadata.title == {"quiz": "Small – Quiz"}.get(product, "Small")
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


@each_product
def test_parts_are_bookmarks(printed: Printed, product: str) -> None:
    """The standard asks for none, so the validator does not. Flashcards have them in the order of pages, which is that of stacks."""
    parts = ["First", "Second", *(f"Part {at}" for at in range(3, len(HUES) + 1))]
    found = bookmarks(open_pdf(printed(product)))
    assert (sorted(found) if product == "cards" else found) == (sorted(parts) if product == "cards" else parts)
    assert bookmarks(open_pdf(broken(printed(product), lambda writer: root(writer).pop("/Outlines")))) == [], "the control"


def bookmarks(reader: PdfReader) -> list[str]:
    """Give the outermost bookmarks."""
    return [str(one.title) for one in reader.outline if not isinstance(one, list)]


@each_product
def test_pictures_formulas_tables_and_lists_are_told(printed: Printed, product: str) -> None:
    """In the author's words; the validator knows only that there are some."""
    told = spoken(printed(product))
    pictures = {"sheet": "the drawing"}
    assert ("/Figure", pictures.get(product, "the picture")) in told
    assert {("/Formula", "x^{2^{n}}"), ("/Formula", "\\frac{1}{2}")} <= told
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/H1"} <= {tag for tag, _ in told}


def spoken(data: bytes) -> set[tuple[str, str]]:
    """Give all tags with their alternative texts."""
    structure: Any = open_pdf(data).trailer["/Root"]
    return {(str(node["/S"]), str(node.get("/Alt", ""))) for node in tags(structure["/StructTreeRoot"])}


@pytest.mark.parametrize("product", ["sheet", "quiz"])
def test_the_sources_are_heard_once(printed: Printed, product: str) -> None:
    """What is an artifact is not read aloud; what the marks beside principles and answers mean stands nowhere else."""
    assert heard(printed(product)).count("Thesecondsource") == 1
    last = "{0}/{0}".format(len(open_pdf(flagship(product)).pages))
    assert last in words(flagship(product))
    assert last not in heard(flagship(product)), "the control: what repeats is not heard"


def heard(data: bytes) -> str:
    """Give the characters of a PDF that are no artifacts."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        content = page.get_contents()
        assert content is not None
        rest = DecodedStreamObject()
        rest.set_data(re.sub(rb"/Artifact\s*(<<.*?>>)?\s*B[DM]C.*?EMC", b"", content.get_data(), flags=re.DOTALL))
        page[NameObject("/Contents")] = rest
    return squeezed("".join(page.extract_text() for page in writer.pages))


# --- words -----------------------------------------------------------------------------------------------------------------------


@each_product
def test_every_quotation_and_name_is_there(printed: Printed, product: str) -> None:
    found = words(printed(product))
    assert missing(found, product) == []
    assert missing(found.replace("legitimate", "legal"), product) == [QUOTATIONS[0]], "the control"


def missing(found: str, product: str) -> list[str]:
    return [said for said in (*QUOTATIONS, *SAID[product]) if squeezed(said) not in found]


# --- columns ---------------------------------------------------------------------------------------------------------------------


def stranded(reader: PdfReader, shown: Sequence[Sequence[Mark]]) -> list[str]:
    """Give the headings that no text follows in their column: those that are bookmarks."""
    found = []
    for one in _flat(reader.outline):
        left, top = float(one.left), float(one.top)
        below = shown[page_of(reader, one)]
        if not any(top - 120 < mark.bottom < top - 8 and left - 40 < mark.left < left + 60 and _is_body(mark) for mark in below):
            found.append(str(one.title))
    return found


def page_of(reader: PdfReader, bookmark: Any) -> int:
    at = reader.get_destination_page_number(bookmark)
    assert at is not None
    return at


def _is_body(mark: Mark) -> bool:
    return "Serif" in mark.font and "Black" not in mark.font and mark.size >= 7.8


def _flat(outline: Any) -> list[Any]:
    return [each for one in outline for each in (_flat(one) if isinstance(one, list) else [one])]


@each_product
def test_no_heading_stands_at_the_end_of_its_column(product: str) -> None:
    reader, shown = open_pdf(flagship(product)), pages(flagship(product))
    assert stranded(reader, shown) == []
    last = _flat(reader.outline)[-1]
    at = page_of(reader, last)
    cut = [*shown[:at], [mark for mark in shown[at] if mark.bottom > float(last.top) - 20], *shown[at + 1 :]]
    assert str(last.title) in stranded(reader, cut), "the control"


def test_columns_of_the_flagship_end_at_one_height() -> None:
    for found in pages(flagship("sheet")):
        bottoms = column_bottoms(found)
        assert max(bottoms) - min(bottoms) <= 10
        shorter = column_bottoms([mark for mark in found if mark.left > 200 or not min(bottoms) <= mark.bottom < min(bottoms) + 15])
        assert max(shorter) - min(shorter) > 10, "the control"
    assert len(pages(flagship("sheet"))) == 2


# --- the typesetter --------------------------------------------------------------------------------------------------------------


@each_product
def test_a_warning_of_the_typesetter_is_an_error(tmp_path: Path, product: str, monkeypatch: pytest.MonkeyPatch) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    for path in engine.TEMPLATES.glob("*.typ"):
        shutil.copyfile(path, templates / path.name)
    monkeypatch.setattr(engine, "TEMPLATES", templates)
    project = write_project(tmp_path / "project")
    assert made(project, product).diagnostics == ()
    name = {"sheet": "sheet.typ", "cards": "flashcards.typ", "quiz": "quiz.typ"}[product]
    with (templates / name).open("a") as template:
        template.write('\n#text(font: "No Such Font")[]\n')
    one = made(project, product)
    assert one.data == b""
    assert {(found.code, found.is_error) for found in one.diagnostics} == {("P005", True)}
    assert "unknown font family" in one.diagnostics[0].message


# --- the same everywhere ---------------------------------------------------------------------------------------------------------

ALONE = ("unshare", "--map-root-user", "--net")
"""Runs a command without any network, where Linux allows that."""
CALL = "import socket; socket.create_connection(('192.0.2.1', 9), 1)"


def test_all_is_printed_without_a_network_and_the_same(tmp_path: Path, printed: Printed) -> None:
    if not shutil.which(ALONE[0]) or subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this system lets nobody take a network away")
    refused = subprocess.run([*ALONE, sys.executable, "-c", CALL], check=False, capture_output=True, text=True)
    assert "Network is unreachable" in refused.stderr, "the control"
    project = write_project(tmp_path, PROJECT)
    build = [sys.executable, "-m", "deckgen", "build", "--project", str(project), "--quiet"]
    subprocess.run([*ALONE, *build], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    found = {digest(path.read_bytes()) for path in (project / "dist").glob("*.pdf")}
    assert found == {digest(printed(product)) for product in PRINTED}
    assert digest(printed("sheet", "gray")) not in found, "the control"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

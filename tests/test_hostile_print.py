"""Projects that mean harm, or no harm and too much: what is printed of them is right, or a clear error says where."""

from __future__ import annotations

import base64
import itertools
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from pdf import open_pdf, words
from products import each_product, made
from sample import FILES, write_project

from deckgen.cli import deckgen
from deckgen.diagnostics import Span
from deckgen.markup.parse import parse
from deckgen.model import Kind
from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import PRINTED, Wishes
from deckgen.print.apart import apart
from deckgen.print.engine import MOST_PIXELS
from deckgen.print.faces import Face
from deckgen.print.faults import endless
from deckgen.print.grid import CARDS
from deckgen.print.papers import PAPERS
from deckgen.print.pictures import pixels
from deckgen.read.keys import FLIPS

ROOT = Path(__file__).parents[1]
HEAD = "deck: Deck\nuid: 0123456789abcdef0123456789abcdef\nid: deck\n"
FACED = ("cards", "quiz")
"""What is made of faces."""


def project(root: Path, *notes: str, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a project of these notes, from the fourth line on, and nothing else."""
    cards = "part: 1 Part\ncards:\n  - {id: first, q: One?, a: two}\n" + "".join(f"  - {note}\n" for note in notes)
    return write_project(root, {**dict.fromkeys(FILES), "cards/deck.yaml": HEAD, "cards/01.yaml": cards, **(files or {})})


def shown(root: Path, picture: bytes, kind: str) -> Path:
    """Write a project with one picture, in a question and in its answer."""
    return project(root, f"{{id: a, q: 'See ![alt](x.{kind})?', a: '![alt](x.{kind})'}}", files={f"cards/x.{kind}": picture})


def findings(root: Path, product: str) -> list[tuple[str, str, int]]:
    """Print, and expect nothing but findings: the code and place of each."""
    output = made(root, product)
    assert output.data == b""
    return [(one.code, one.span.file, one.span.line) for one in output.diagnostics]


# --- too much ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("product", "code"), [("cards", "P007"), ("quiz", "P009"), ("sheet", "P002")])
def test_a_list_without_end_is_an_error_without_being_set_for_each_of_its_cards(tmp_path: Path, product: str, code: str) -> None:
    items = ", ".join(f"item {n}" for n in range(400))
    found = findings(project(tmp_path, f"{{id: a, list: All of them, items: [{items}]}}"), product)
    assert set(found) == {(code, "cards/01.yaml", 4)}
    assert len(found) <= 2, "a finding a side, not a card"


def test_what_may_still_fit_is_left_to_be_measured() -> None:
    text, _ = parse("a\n\n- b\n- c\n\n> d\n\n```\ne\nf\n```\n\n| g |\n|---|\n| h |\n\n---")
    face = Face("n", 0, Kind.QUESTION, 0, "Part", "", text, (), (), (), (), "", Span("x", 1, 1, 1, 1), ())
    assert list(endless([face], 40.0, 10.0)) == []
    assert list(endless([face], 39.0, 10.0)) == [(face, "front", 41.0)]


def test_more_sources_than_a_foot_has_room_for_are_an_error_in_words(tmp_path: Path) -> None:
    sources = {f"content/s{n}.md": f"---\ntitle: {'The long title of a source ' * 4}{n}\nauthor: A\n---\n" for n in range(160)}
    notes = [f"{{id: s{n}, q: What {n}?, a: x, source: s{n}}}" for n in range(160)]
    (one,) = made(project(tmp_path, *notes, files=sources), "sheet").diagnostics
    assert (one.code, "sources" in one.message) == ("P002", True)


# --- pictures ----------------------------------------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(wide: int, tall: int) -> bytes:
    """Make a sound black picture, of one bit a pixel."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (wide + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(tall)) + packer.flush()
    head = struct.pack(">IIBBBBB", wide, tall, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(wide: int, tall: int) -> bytes:
    """Make a picture of 40 bytes, whatever its size."""
    sides = struct.pack("<HH", wide, tall)
    return b"GIF89a" + sides + b"\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0" + sides + b"\0\x02\x02\x4c\x01\0;"


def jpeg(wide: int, tall: int) -> bytes:
    """Make the head of a picture, with a smaller one within its remarks, as cameras put it there."""
    within = b"\xff\xe1\x00\x0c\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x00"
    return b"\xff\xd8" + within + b"\xff\xff\xc2\x00\x0b\x08" + struct.pack(">HH", tall, wide) + b"\x01\x11\x00"


def webp(kind: bytes, head: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + head


def svg(inside: str, attributes: str = 'width="100" height="100"') -> bytes:
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {spaces} {attributes}>{inside}</svg>".encode()


def embedding(picture: bytes) -> bytes:
    return svg(f'<image width="9" height="9" xlink:href="data:image/png;base64,{base64.b64encode(picture).decode()}"/>')


VAST = {
    "png": png(30_000, 30_000),
    "gif": gif(65_535, 65_535),
    "jpg": jpeg(30_000, 30_000),
    "webp": webp(b"VP8X", bytes(4) + (20_000).to_bytes(3, "little") * 2),
    "svg": embedding(png(8_000, 8_000)),
}


@pytest.mark.parametrize("kind", VAST)
def test_a_small_file_of_very_many_pixels_is_an_error_and_never_in_memory(tmp_path: Path, kind: str) -> None:
    """Typst would hold 17 GB of the GIF, and end the process."""
    assert len(VAST[kind]) < 200_000
    root = shown(tmp_path, VAST[kind], kind)
    for product in PRINTED:
        output = made(root, product)
        assert {(one.code, one.span.line) for one in output.diagnostics} == {("P004", 4)}
        assert "million pixels" in output.diagnostics[0].message


def test_pixels_are_counted_by_the_head_of_a_picture() -> None:
    assert pixels(png(70, 41)) == pixels(gif(70, 41)) == pixels(jpeg(70, 41)) == 70 * 41
    assert pixels(webp(b"VP8X", bytes(4) + b"\x45\0\0\x28\0\0")) == 70 * 41
    assert pixels(webp(b"VP8L", b"\x2f" + (69 | 40 << 14).to_bytes(4, "little"))) == 70 * 41
    assert pixels(webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 70 | 0x4000, 41))) == 70 * 41
    assert pixels(embedding(png(70, 41)).replace(b"data:", b"&#100;ata:")) == 70 * 41
    assert pixels(svg('<image href="data:image/png,%89PNG%0D%0A%1A%0A%00%00%00%0DIHDR%00%00%00%46%00%00%00%29"/>')) == 70 * 41
    assert pixels(svg("<rect/>")) == 0
    assert pixels(svg('<image href="data:image/png;base64,!"/>')) == 0
    for picture, at in itertools.product((png(70, 41), gif(70, 41), jpeg(70, 41), webp(b"VP8X", b"")), range(30)):
        assert pixels(picture[:at]) <= MOST_PIXELS


BAD = {
    "a file outside": svg('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'),
    "above the root": svg('<image href="../../../etc/hostname" width="9" height="9"/>'),
    "a template": svg('<image href="nodes.typ" width="9" height="9"/>'),
    "itself": svg('<image href="picture-0.svg" width="9" height="9"/>'),
    "the web": svg('<image href="https://example.org/x.png" width="9" height="9"/>'),
    "an entity of a file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("<text>&x;</text>"),
    "entities of entities": (
        b'<!DOCTYPE svg [<!ENTITY a0 "lol">'
        + b"".join(b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 10))
        + b"]>"
        + svg("<text>&a9;</text>")
    ),
    "copies of copies": svg(
        '<g id="g0"><rect/></g>' + "".join(f'<g id="g{at}">' + f'<use href="#g{at - 1}"/>' * 10 + "</g>" for at in range(1, 8))
    ),
    "too deep": svg("<g>" * 100_000 + "</g>" * 100_000),
    "nothing to see": svg("<rect/>", 'width="0" height="0"'),
    "a page of the web": svg('<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">hi</b></foreignObject>'),
}


@pytest.mark.parametrize("why", BAD)
def test_an_svg_that_reaches_out_or_explodes_is_an_error_at_its_note(tmp_path: Path, why: str) -> None:
    root = shown(tmp_path, BAD[why], "svg")
    assert findings(root, "cards") == [("P004", "cards/01.yaml", 4)]


@each_product
def test_damaged_pictures_are_errors_at_their_notes(tmp_path: Path, product: str) -> None:
    sound = {"png": png(40, 30), "gif": gif(40, 30)}
    for kind, picture in sound.items():
        for end in (20, len(picture) - 8):
            assert set(findings(shown(tmp_path, picture[:end], kind), product)) == {("P004", "cards/01.yaml", 4)}


@each_product
def test_a_picture_of_one_pixel_by_many_prints_and_so_does_an_immense_drawing(tmp_path: Path, product: str) -> None:
    for kind, picture in (("png", png(1, 20_000)), ("svg", svg("<rect/>", 'width="1e30" height="1e30"'))):
        output = made(shown(tmp_path, picture, kind), product)
        assert (bool(output.data), output.diagnostics) == (True, ())


@each_product
def test_a_question_that_is_a_picture_prints(tmp_path: Path, product: str) -> None:
    root = project(tmp_path, "{id: a, q: '![a map](x.png)', a: two}", files={"cards/x.png": png(9, 9)})
    assert made(root, product).diagnostics == ()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_picture_that_is_a_circle_of_links_is_a_missing_one(tmp_path: Path) -> None:
    root = project(tmp_path, "{id: a, q: '![a map](x.png)', a: two}")
    (root / "cards/x.png").symlink_to("y.png")
    (root / "cards/y.png").symlink_to("x.png")
    assert [(one.code, one.span.line) for one in load(root).diagnostics] == [("M001", 4)]


@each_product
def test_a_picture_may_be_called_anything(tmp_path: Path, product: str) -> None:
    name = "#read(\"x\") $a$ 'b' é.png"
    root = project(tmp_path, "{id: a, q: 'See ![#panic()](<" + name.replace("'", "''") + ">)', a: b}", files={f"cards/{name}": png(9, 9)})
    output = made(root, product)
    assert (bool(output.data), output.diagnostics) == (True, ())


# --- texts -------------------------------------------------------------------------------------------------------------------

CODE = '#read("/etc/passwd") $ #sys <label> @ref \\u{41} #set page(width: 1pt) = h `#panic()` #import "x" // c /* d */ #eval("1")'


@each_product
def test_typst_code_is_text_wherever_it_stands(tmp_path: Path, product: str) -> None:
    quoted = CODE.replace("'", "''")
    notes = (
        f"{{id: a, q: '{quoted}', a: '{quoted}', extra: '{quoted}'}}",
        f"{{id: b, term: '{quoted}', means: '{quoted}'}}",
        "{id: c, cloze: 'x {{c1::#panic()::#panic(1)}} y'}",
    )
    head = HEAD.replace("Deck", "'#panic() @x <y>'") + "subtitle: '#panic() [a] $'\n"
    cards = "part: '1 #panic() <a> @b'\ncards:\n" + "".join(f"  - {note}\n" for note in notes)
    output = made(write_project(tmp_path, {**dict.fromkeys(FILES), "cards/deck.yaml": head, "cards/01.yaml": cards}), product)
    assert output.diagnostics == ()
    assert '#read("/etc/passwd")$#sys<label>@ref\\u{41}#setpage(width:1pt)' in words(output.data)


DEEP = {
    "lists": "- " * 19 + "x",
    "quotes": ">" * 38 + " x",
    "emphasis": "*a **b " * 18 + "c** d* " * 18,
    "fractions": "$$" + r"\frac{1}{" * 25 + "x" + "}" * 25 + "$$",
}


@pytest.mark.parametrize("product", FACED)
@pytest.mark.parametrize("what", DEEP)
def test_what_is_too_deep_for_the_typesetter_is_an_error_at_its_note(tmp_path: Path, what: str, product: str) -> None:
    lines = "".join(f"\n      {line}" for line in DEEP[what].split("\n"))
    root = project(tmp_path, f"id: a\n    q: Deep?\n    a: |{lines}")
    assert findings(root, product) == [("P005", "cards/01.yaml", 4)]


@pytest.mark.parametrize("field", ["q", "a", "extra"])
@pytest.mark.parametrize("product", FACED)
def test_an_endless_word_is_printed_whole_or_an_error_at_its_note(tmp_path: Path, field: str, product: str) -> None:
    for length, fits in ((150, True), (5_000, False)):
        texts = {"q": "Q", "a": "A"} | {field: "W" * length}
        root = project(tmp_path, "{id: a, " + ", ".join(f"{key}: {text}" for key, text in texts.items()) + "}")
        if fits:
            assert "W" * length in words(made(root, product).data)
        else:
            assert {(code in ("P007", "P009"), line) for code, _, line in findings(root, product)} == {(True, 4)}


# --- decks and how they are printed ------------------------------------------------------------------------------------------


@each_product
def test_empty_parts_and_strange_numbers_of_parts_print(tmp_path: Path, product: str) -> None:
    parts = ("0 Zero", "12345678 Big", "9" * 30, "None")
    files = {f"cards/{at}.yaml": f"part: {part}\ncards: [{{id: n{at}, q: 'q {at}', a: x}}]\n" for at, part in enumerate(parts, 10)}
    output = made(project(tmp_path, files={**files, "cards/20.yaml": "part: 7 Empty\ncards: []\n"}), product)
    assert output.diagnostics == ()
    said = words(output.data)
    assert all(part.replace(" ", "") in said or part.split()[0] in said for part in parts)
    assert "Empty" not in said


@each_product
def test_a_name_of_which_nothing_can_be_seen_is_a_dash(tmp_path: Path, product: str) -> None:
    head = HEAD.replace("deck: Deck", 'deck: "\\u200B"')
    output = made(project(tmp_path, files={"cards/deck.yaml": head}), product)
    assert output.diagnostics == ()
    assert "–" in words(output.data)


def test_each_size_prints_on_each_paper_for_each_printer(tmp_path: Path) -> None:
    root = project(tmp_path)
    for paper, size, flip in itertools.product(("a3", "a5", "legal"), CARDS, FLIPS):
        output = made(root, "cards", Wishes(papers=(paper,), size=size, flip=flip, ink="gray", offset=(5.0, -5.0)))
        if (paper, size, flip) == ("a5", "3x5", "fold"):
            assert [one.code for one in output.diagnostics] == ["P008"]
        else:
            assert output.diagnostics == ()
            short, long = sorted(map(float, open_pdf(output.data).pages[0].mediabox[2:]))
            assert (short, long) == pytest.approx(sorted(PAPERS[paper]), abs=0.1)


def test_a_process_that_is_ended_is_told_as_what_it_most_likely_is() -> None:
    with pytest.raises(MemoryError, match="for want of memory"):
        apart(os.abort)


STRANGE = (
    ("--offset", "nan", "0"),
    ("--offset", "1000", "0"),
    ("--number", "0"),
    ("--number", "1000000000"),
    ("--seed", "-1"),
    ("--part", ""),
    ("--part", "../../x"),
    ("--tag", ".*"),
)


@pytest.mark.parametrize("options", STRANGE)
def test_strange_options_are_wrong_usage(tmp_path: Path, options: tuple[str, ...]) -> None:
    root = project(tmp_path)
    result = CliRunner().invoke(deckgen, ["build", "--project", str(root), "--only", "cards", "--only", "quiz", *options])
    assert result.exit_code == 2
    assert not (root / "dist").exists()


_APART = """
import os, sys, time
from functools import partial
from deckgen.print.apart import apart

def work(path):
    with open(path, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(60)

if __name__ == "__main__":
    apart(partial(work, sys.argv[1]))
"""


@pytest.mark.skipif(os.name == "nt", reason="asks by signals")
def test_who_is_killed_while_something_is_set_apart_leaves_nobody_behind(tmp_path: Path) -> None:
    script, told = tmp_path / "setter.py", tmp_path / "child"
    script.write_text(_APART, "utf-8")
    with subprocess.Popen([sys.executable, script, told], env={**os.environ, "PYTHONPATH": str(ROOT)}) as parent:
        until(lambda: told.exists() and told.read_text("utf-8") != "")
        parent.kill()
    child = int(told.read_text("utf-8"))
    until(lambda: not _lives(child))


def until(holds: Callable[[], bool]) -> None:
    """Wait for something; thirty seconds are a failure."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(holds)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")  # ended, and not yet asked for

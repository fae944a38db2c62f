"""What is printed after edits, in a process that printed before: the bytes of one that never did; and what is not measured again."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fonts import font
from hypothesis import given, settings
from hypothesis import strategies as st
from products import made
from sample import FILES, UID, write_project

from deckgen.pipeline.outputs import PRINTED
from deckgen.print import engine, measured
from deckgen.print.columns import Piece, fill, holds
from deckgen.print.engine import Press

STATES = 5
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
ALONE = """\
import sys
from hashlib import sha256
from pathlib import Path
from products import made
for product in sys.argv[2:]:
    print(sha256(made(Path(sys.argv[1]), product).data).hexdigest())
"""
"""Prints in a process of its own."""
WORDS = ("value", "practice", "learning", "purpose", "risk", "delivery", "influence", "growth", "culture", "meaning", "opposite", "people")


def png(width: int, height: int) -> bytes:
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


class Edited:
    """A project of so many principles that some are left out, and what an author does to it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.title, self.lang, self.picture = "Edited", "en", png(90, 30)
        self.parts = ["1 First", "2 Second", "Third"]
        self.principles = [self.principle(number) for number in range(90)]

    def said(self, most: int) -> str:
        return " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(2, most))).capitalize()

    def principle(self, number: int) -> tuple[str, str]:
        """Give a name with its attributes, and what stands below it."""
        rank = self.random.choice(("", "", " rank=1", " rank=3"))
        shown = self.random.choice(("", "", "", "\n\n![a picture](dot.png)", "\n\n- one\n- $x^2$", "\n\n| a | b |\n|---|---|\n| c | d |"))
        quotations = "".join(f"\n\n> {self.said(25)}" for _ in range(self.random.choice((0, 1, 2))))
        return f"{self.said(5)} {{#p{number}{rank}}}", f"{self.said(40)}.{shown}{quotations}"

    def edit(self) -> None:
        """Do one of what authors do."""
        edits: tuple[Callable[[], object], ...] = (self.rewrite, self.rewrite, self.swap, self.rename, self.repaint, self.translate)
        self.random.choice(edits)()

    def rewrite(self) -> None:
        at = self.random.randrange(len(self.principles))
        self.principles[at] = self.principle(at)

    def swap(self) -> None:
        one, other = self.random.sample(range(len(self.principles)), 2)
        self.principles[one], self.principles[other] = self.principles[other], self.principles[one]

    def rename(self) -> None:
        self.title, self.parts[self.random.randrange(3)] = self.said(3), self.said(4)

    def repaint(self) -> None:
        self.picture = png(self.random.randint(20, 120), self.random.randint(20, 120))

    def translate(self) -> None:
        self.lang = self.random.choice(("en", "de", "fr"))

    def write(self, root: Path) -> Path:
        page = "---\ntitle: A talk\nauthor: Ann Author\ncite: Ann Author, 2021\nspeakers: {Ann: Ann Author}\n---\n\n"
        page += "".join(f"## {name}\n\n{text}\n\n" for name, text in self.principles)
        files: dict[str, str | bytes | None] = {
            **dict.fromkeys(FILES),
            "content/talk.md": page,
            "content/dot.png": self.picture,
            "cards/deck.yaml": f"deck: {self.title}\nuid: {UID}\nid: edited\nlang: {self.lang}\n",
        }
        for number, part in enumerate(self.parts):
            notes = (f"  - {{id: n{at}, q: Which is {at}?, a: It is {at}., source: talk#p{at}}}\n" for at in range(number, 90, 3))
            files[f"cards/{number}.yaml"] = f"part: {part}\ncards:\n{''.join(notes)}"
        return write_project(root, files)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_edits_the_bytes_are_those_of_a_process_that_never_printed(tmp_path: Path, seed: int) -> None:
    project = Edited(seed)
    roots = [project.write(tmp_path / "0")]
    for number in range(1, STATES):
        project.edit()
        roots.append(project.write(tmp_path / str(number)))
    products = PRINTED if seed == 1 else ("sheet",)
    here = [[made(root, product).data for product in products] for root in roots]
    assert all(data for one in here for data in one)
    assert len({one[0] for one in here}) > STATES / 2, "the control: edits show"
    assert [made(root, "sheet").data for root in reversed(roots)] == [one[0] for one in reversed(here)]
    for root, one in zip(roots, here, strict=True):
        words = [sys.executable, "-c", ALONE, str(root), *products]
        run = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parent, env=ENVIRONMENT)
        assert run.stdout.split() == [sha256(data).hexdigest() for data in one], root.name


# --- what is measured again ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the pieces that Typst is asked for, call by call; begin with nothing known."""
    counts: list[int] = []
    query = Press.query

    def counted(self: Press, template: str, label: str, data: Any) -> Any:
        counts.append(sum(len(data.get(name) or ()) for name in ("pieces", "cards", "rows")))
        return query(self, template, label, data)

    monkeypatch.setattr(Press, "query", counted)
    monkeypatch.setattr(measured, "_known", {})
    return counts


def test_after_an_edit_only_what_changed_is_measured(tmp_path: Path, asked: list[int]) -> None:
    root = write_project(tmp_path)
    made(root, "sheet")
    assert asked.pop(0) > 5
    asked.clear()
    made(root, "sheet")
    assert asked == []
    text = str(FILES["content/one.md"]).replace("is a position, too.", "is a position, as well.")
    made(write_project(root, {"content/one.md": text}), "sheet")
    assert set(asked) == {1}


@pytest.mark.parametrize("product", ["cards", "quiz"])
def test_after_an_edit_only_the_cards_that_changed_are_measured_wherever_they_stand_now(
    tmp_path: Path, asked: list[int], product: str
) -> None:
    root = write_project(tmp_path)
    made(root, product)
    assert asked.pop(0) > 5
    assert asked == []
    text = str(FILES["cards/01-first.yaml"]).replace("directly responsible", "the responsible")
    note = "cards:\n  - {id: new, q: Which is new?, a: This one.}\n"
    after = made(write_project(root, {"cards/01-first.yaml": text.replace("cards:\n", note)}), product)
    assert asked == [3], "the new one, and both of the term"
    measured._known.clear()
    assert made(root, product) == after
    assert asked[1] > 5


@pytest.mark.parametrize("what", ["picture", "font", "template"])
def test_all_is_measured_where_something_beside_the_pieces_is_other_than_it_was(
    tmp_path: Path, asked: list[int], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = shutil.copytree(engine.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(engine, "TEMPLATES", templates)
    arabic = "\N{ARABIC LETTER WAW} " * 40
    root = write_project(
        tmp_path / "project",
        {
            "content/one.md": str(FILES["content/one.md"]).replace("A value is", f"![a picture](dot.png)\n\n{arabic}\n\nA value is"),
            "content/dot.png": png(40, 40),
            "cards/deck.yaml": str(FILES["cards/deck.yaml"]) + "print: {fonts: [fonts/box.ttf]}\n",
            "fonts/box.ttf": font("Box", "\N{ARABIC LETTER WAW}"),
        },
    )
    before = made(root, "sheet").data
    if what == "picture":
        (root / "content/dot.png").write_bytes(png(40, 90))
    elif what == "font":
        (root / "fonts/box.ttf").write_bytes(font("Box", "\N{ARABIC LETTER WAW}", widths={"\N{ARABIC LETTER WAW}": 2000}))
    else:
        sheet = templates / "sheet.typ"
        sheet.write_text(sheet.read_text("utf-8").replace("leading: 0.53em", "leading: 0.9em"), "utf-8")
    asked.clear()
    after = made(root, "sheet").data
    assert asked[0] > 5
    assert after, what
    assert after != before
    measured._known.clear()
    assert made(root, "sheet").data == after


@pytest.mark.parametrize("bound", ["MOST", "_FEW"])
def test_what_is_known_is_forgotten_before_it_is_too_much(
    tmp_path: Path, asked: list[int], bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_project(tmp_path)
    first = {product: made(root, product).data for product in PRINTED}
    monkeypatch.setattr(measured, bound, 0)
    for product in PRINTED:
        asked.clear()
        assert made(root, product).data == first[product]
        assert asked[0] > 5


# --- whether pieces fit --------------------------------------------------------------------------------------------------------------

LENGTHS = st.integers(1, 12).map(lambda number: number * 5.0)
"""Whole lengths, so that some fit exactly."""
PIECES = st.lists(
    st.builds(
        Piece,
        height=LENGTHS,
        gap=st.sampled_from([0.0, 5.0, 10.0, 25.0]),
        stretch=st.just(3.0),
        penalty=st.sampled_from([None, 0.0, 0.1, 3.0]),
        again=st.sampled_from([0.0, 4.4, 25.0]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=600)
@given(PIECES, st.lists(LENGTHS.map(lambda length: length * 2.2), min_size=1, max_size=6))
def test_pieces_are_held_where_places_are_found_for_them(pieces: list[Piece], heights: list[float]) -> None:
    assert holds(pieces, heights) == (fill(pieces, heights) is not None)

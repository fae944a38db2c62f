"""The pictures of docs/samples, made of what its page says: a section's command, with what its `print:` block says, is what is printed.

    python3 dev.py samples

In: docs/samples/README.md, whose pictures are named `SAMPLE-PAGE.png`, and the decks of its commands. Out: these pictures, and samples.json
with the digests of all PDFs and pictures. A picture whose PDF is as it was stays: another machine may draw it a little differently, while
the PDF itself is the same anywhere. To draw all of them anew, delete samples.json.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from deckgen.cli import build
from deckgen.model import Deck, PrintOptions
from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import Stamp, Wishes, outputs
from deckgen.read.deck import read_deck

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "samples"
ARABIC = FOLDER / "arabic"
SCALE, WIDEST = 1.25, 900
"""Pixels to a point: the smallest type, of 8 points, is just legible. And pixels to a picture."""
COLORS = 256
"""Of a picture, which also has the edges of letters: with fewer, seven hues run into one another."""
Digests = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One PDF, and which of its pages are shown."""

    name: str
    project: Path
    product: str
    snippet: str
    """What its section says of deck.yaml: a `print:` block."""
    wishes: Wishes
    """What its command says."""
    pages: tuple[int, ...]

    def picture(self, page: int) -> str:
        """Give the name of the picture of a page."""
        return f"{self.name}-{page}.png"


def samples(text: str) -> list[Sample]:
    """Take the text of the page; give what its sections show."""
    return [_sample(section) for section in re.split(r"(?m)^#+ ", text) if "<img" in section]


def _sample(section: str) -> Sample:
    pictures = re.findall(r'src="([\w-]+)-(\d+)\.png"', section)
    ((name, *others), (command,)) = {name for name, _ in pictures}, re.findall(r"(?m)^python3 dev\.py (?:deckgen )?build (.+)$", section)
    assert not others, f"pictures of one section, of several samples: {name}, {others}"
    with chdir(ROOT):
        given = build.command.make_context("build", shlex.split(command)).params
    wishes = Wishes(**{field.name: given[field.name] for field in fields(Wishes)})
    (product,) = given["only"]
    snippet = "".join(re.findall(r"```yaml\n(.*?)```", section, re.DOTALL))
    return Sample(name, given["root"], product, snippet, wishes, tuple(int(page) for _, page in pictures))


# --- what is printed ---------------------------------------------------------------------------------------------------------------


@contextmanager
def decks() -> Iterator[dict[Path, Deck]]:
    """Give the decks of the samples by their projects, for as long as their files are needed."""
    with TemporaryDirectory() as folder:
        copy = shutil.copytree(ARABIC, Path(folder) / "arabic")
        (copy / "fonts").mkdir(exist_ok=True)
        shutil.copyfile(_font(), copy / "fonts" / "NotoSansArabic.ttf")
        yield {ROOT: load(ROOT).decks[0], ARABIC: load(copy).decks[0]}


def _font() -> Path:
    """Give the font that the Arabic deck names: it is not in the project, but in a package."""
    spec = find_spec("fontpkg_noto_sans_arabic")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("files/*.ttf"))


def said(sample: Sample) -> PrintOptions:
    """Read the `print:` block of a sample as if it stood in its deck.yaml: where fonts are named, it does."""
    text = (sample.project / "cards" / "deck.yaml").read_text("utf-8")
    head, found = read_deck(text if sample.snippet in text else text + sample.snippet, "deck.yaml", "")
    assert head is not None
    assert not found, [one.message for one in found]
    return head.print


def pdf(sample: Sample, deck: Deck) -> bytes:
    """Print a sample."""
    shown = replace(deck, head=replace(deck.head, print=said(sample)))
    (output,) = outputs(shown, (sample.product,), sample.wishes, Stamp(0))
    made = output.make()
    assert made.data, (sample.name, [one.message for one in made.diagnostics])
    return made.data


def pdfs(found: list[Sample]) -> dict[str, bytes]:
    """Print all samples. Out: the PDFs by the samples' names."""
    with decks() as there:
        return {sample.name: pdf(sample, there[sample.project]) for sample in found}


# --- what is drawn -----------------------------------------------------------------------------------------------------------------


def picture(data: bytes, number: int) -> bytes:
    """Draw a page of a PDF as a PNG, with a thin frame where the paper ends."""
    from PIL import Image, ImageOps
    from pypdfium2 import PdfDocument

    page = PdfDocument(data)[number - 1]
    drawn = page.render(scale=min(SCALE, (WIDEST - 2) / page.get_width())).to_pil().convert("RGB")
    framed = ImageOps.expand(drawn, border=1, fill="#c8c8c8").quantize(COLORS, kmeans=1, dither=Image.Dither.NONE)
    file = io.BytesIO()
    framed.save(file, "PNG", optimize=True)
    return file.getvalue()


def digest(data: bytes) -> str:
    """Give the digest of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def manifest() -> Digests:
    """Read samples.json; nothing where it is missing."""
    path = FOLDER / "samples.json"
    read: Any = json.loads(path.read_text("utf-8")) if path.exists() else {"pdfs": {}, "pictures": {}}
    return dict(read)


def faults(found: list[Sample], made: Mapping[str, bytes], drawn: Mapping[str, bytes], known: Digests) -> list[str]:
    """Say what is out of date. In: the page's samples, their PDFs, the pictures that are there, and what samples.json says."""
    asked = {sample.picture(page): sample.name for sample in found for page in sample.pages}
    old = [f"{name}.pdf is printed otherwise now" for name, data in made.items() if known["pdfs"].get(name) != digest(data)]
    other = [f"{name} is not the picture that was drawn" for name in drawn if known["pictures"].get(name) != digest(drawn[name])]
    missing = [f"{name} is missing" for name in asked if name not in drawn]
    unused = [f"{name} is on no page" for name in (*drawn, *known["pictures"]) if name not in asked]
    gone = [f"{name}.pdf is not made any more" for name in known["pdfs"] if name not in made]
    return list(dict.fromkeys([*old, *other, *missing, *unused, *gone]))


def pictures() -> dict[str, bytes]:
    """Read the pictures that are there."""
    return {path.name: path.read_bytes() for path in sorted(FOLDER.glob("*.png"))}


def draw(sample: Sample, data: bytes, known: Digests, there: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the pictures of a sample by their names: those that are there, where they are current."""
    names = {sample.picture(page): page for page in sample.pages}
    if not faults([sample], {sample.name: data}, {name: there[name] for name in names if name in there}, _of(sample, known)):
        return {name: there[name] for name in names}
    return {name: picture(data, page) for name, page in names.items()}


def _of(sample: Sample, known: Digests) -> Digests:
    """Give what samples.json says of one sample."""
    wanted = {sample.name, *map(sample.picture, sample.pages)}
    return {kind: {name: one for name, one in of.items() if name in wanted} for kind, of in known.items()}


def write() -> None:
    """Draw what is out of date, remove what the page does not show, write samples.json."""
    found, known, there = samples((FOLDER / "README.md").read_text("utf-8")), manifest(), pictures()
    made, drawn = pdfs(found), dict[str, bytes]()
    for sample in found:
        drawn |= draw(sample, made[sample.name], known, there)
    for name in there.keys() - drawn.keys():
        (FOLDER / name).unlink()
    for name in sorted(name for name, data in drawn.items() if there.get(name) != data):
        (FOLDER / name).write_bytes(drawn[name])
        print(f"{name} is new: look at it")
    digests = {kind: {name: digest(data) for name, data in sorted(of.items())} for kind, of in (("pdfs", made), ("pictures", drawn))}
    (FOLDER / "samples.json").write_bytes((json.dumps(digests, indent=1) + "\n").encode())


if __name__ == "__main__":
    write()

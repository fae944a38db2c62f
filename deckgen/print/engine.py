"""Typst, run so that nothing gets in but what is handed over, and nothing comes out but a page or a problem.

In: a template beside this file, data as JSON, pictures, fonts. Out: the bytes of a PDF, or the problems that Typst reports.
The private temporary root holds copies, for Typst follows links that lead out of its root. System fonts are off, so that
every machine sets the same page: its fonts are those of two packages, Typst's own, and those that the deck names. `typst` is
imported, and anything staged, when it is needed: what it gave before for the same is told from a record.

The data are a file of that root, not an input: whatever Typst has set before in this process hangs on all inputs, and would be set again
with any other data. Of a file, only what is made of the parts that changed is.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from deckgen.print.pictures import pixels
from deckgen.print.recorded import any_recorded, record, told

TEMPLATES = Path(__file__).parent
_FONTS = {
    "font_source_serif_pro": ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt", "Black"),
    "font_source_sans_pro": ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt"),
}
MOST_PIXELS = 50_000_000
"""A picture with more stays outside: Typst holds three bytes a pixel in memory, and a file of 50 bytes can have four billion of them."""
_DATA = "data.json"
_EACH = b"#for (name, weight, style) in json(bytes(sys.inputs.all)) { text(font: name, weight: weight, style: style, fallback: false)[x] }"
_WIDE = {"zh", "ja"}
"""Languages whose quotation marks, dashes and ellipses are as wide as their letters."""
_NAMED = re.compile(r"named-\d+\.")
_MISSING_GLYPH = re.compile(r'the text `?"(.+?)"`? could not be displayed')
_MAY_RUN = ContextVar("whether Typst may be run now", default=True)


@dataclass(frozen=True, slots=True)
class Printed:
    """What Typst gave back: a PDF, or why there is none."""

    pdf: bytes
    missing: tuple[str, ...] = ()
    """Characters that no font has, in order."""
    faults: tuple[str, ...] = ()
    """Everything else that Typst reports, warnings included."""


class Refused(Exception):
    """Typst could not measure; `printed` says why."""

    def __init__(self, printed: Printed) -> None:
        super().__init__(printed)
        self.printed = printed


class UnrecordedError(Exception):
    """Typst would have to be run, and was not to be."""


class Press:
    """What one document is set from, and Typst for the runs that it needs: staged, loaded and run only for what no record tells."""

    def __init__(self, templates: Sequence[str], pictures: Mapping[str, Path], fonts: Sequence[str], end: ExitStack) -> None:
        """Read what will be staged. `end` is left when nothing more will be asked."""
        self._staged = {name: (TEMPLATES / name).read_bytes() for name in templates}
        self.vast: dict[str, int] = {}
        """Pictures with too many pixels, by their staged names, and how many these are: they are not staged."""
        for name, path in pictures.items():
            data = path.read_bytes()
            if (count := pixels(data)) > MOST_PIXELS:
                self.vast[name] = count
            else:
                self._staged[name] = data
        self._fonts = {f"named-{place:04d}{Path(path).suffix.lower()}": Path(path).read_bytes() for place, path in enumerate(fonts)}
        self._end = end
        self.digest = self._digest()
        """A few letters that tell what is staged: with the same, the same data look the same."""

    def query(self, template: str, label: str, data: Mapping[str, Any]) -> Any:
        """Give the value of the one `metadata` with that label. Raises `Refused` where Typst fails."""
        try:
            found = self._compiler(template, data["lang"], as_text(data)).query(f"<{label}>", field="value", one=True)
        except RuntimeError as error:  # not a TypstError here, but its base
            raise Refused(refused(str(error))) from error
        return json.loads(found)

    def print(self, template: str, data: Mapping[str, Any]) -> Printed:
        """Typeset to PDF/UA-1, with a fixed date: the same data gives the same bytes, and they are recorded."""
        text = as_text(data)
        asked = ("pdf", self.digest, template, text)
        if pdf := told(asked):
            return Printed(pdf)
        printed = self._print(template, data["lang"], text)
        if printed.pdf:
            record(asked, printed.pdf)
        return printed

    def _print(self, template: str, lang: str, text: str) -> Printed:
        compiler = self._compiler(template, lang, text)
        import typst

        try:
            pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        except typst.TypstError as error:
            return refused(error.diagnostic or error.message)
        if warnings:
            return Printed(b"", faults=tuple(dict.fromkeys(warning.message for warning in warnings)))
        assert isinstance(pdf, bytes)
        return Printed(pdf)

    def unreadable(self, picture: str) -> str:
        """Say why Typst cannot read a staged picture, or what it warns of; nothing if all is well."""
        import typst

        if picture in self.vast:
            return f"it has {self.vast[picture] / 1e6:,.0f} million pixels; {MOST_PIXELS / 1e6:.0f} million are the most"
        source = b"#image(sys.inputs.name)"
        compiler = typst.Compiler(source, root=self._root, font_paths=self._loaded, sys_inputs={"name": picture})
        try:
            _, warnings = compiler.compile_with_warnings(format="svg")
        except RuntimeError as error:
            return str(error).splitlines()[0]
        return str(warnings[0].message) if warnings else ""

    def lacks(self, characters: str, lang: str) -> tuple[str, ...]:
        """Give those of some characters that no font has."""
        import typst

        source = b'#import "nodes.typ": serif\n#set document(title: "?")\n#set text(font: serif, fallback: false)\n#text(sys.inputs.data)'
        inputs = {"data": " ".join(characters), "fonts": self._named(lang)}
        compiler = typst.Compiler(source, root=self._root, font_paths=self._loaded, sys_inputs=inputs)
        try:
            compiler.compile(format="pdf", pdf_standards=["ua-1"])
        except typst.TypstError as error:
            return refused(error.diagnostic or error.message).missing
        return ()

    def _digest(self) -> str:
        found = blake2b(repr(self.vast).encode(), digest_size=16)
        for name, data in sorted((self._staged | self._fonts).items()):
            found.update(f"{name}:{len(data)}:".encode())
            found.update(data)
        return found.hexdigest()

    def _compiler(self, template: str, lang: str, text: str) -> Any:
        """Give Typst the data, which name their `lang`, and the named fonts apart, for `nodes.typ` reads these."""
        if not _MAY_RUN.get():
            raise UnrecordedError(template)
        import typst

        (self._root / _DATA).write_text(text, "utf-8")
        inputs = {"fonts": self._named(lang)}
        return typst.Compiler(self._root / template, root=self._root, font_paths=self._loaded, sys_inputs=inputs)

    @cached_property
    def _root(self) -> Path:
        """Stage all, but for the fonts."""
        root = Path(self._end.enter_context(tempfile.TemporaryDirectory(prefix="deckgen-")))
        for name in list(self._staged):
            (root / name).write_bytes(self._staged.pop(name))
        return root

    @cached_property
    def _loaded(self) -> Any:
        return _known(self._root, self._fonts) if self._fonts else _ours()

    def _named(self, lang: str) -> str:
        """Give what `nodes.typ` makes the chains of fonts of."""
        families = _families(self._loaded) if self._fonts else ()
        return json.dumps({"families": families, "wide": bool(families) and lang[:2] in _WIDE})


def as_text(data: Any) -> str:
    """Write plain values as Typst reads them, as short as can be."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def refused(diagnostic: str) -> Printed:
    """Read Typst's own report: one error a missing character, or anything else."""
    errors = re.findall(r"^error: (.+)$", diagnostic, re.MULTILINE) or [diagnostic.strip() or "unknown error"]
    missing = [_literal(match[1]) for error in errors if (match := _MISSING_GLYPH.search(error))]
    faults = [error for error in errors if not _MISSING_GLYPH.search(error)]
    return Printed(b"", tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(faults)))


def _literal(shown: str) -> str:
    r"""Read a character as Typst shows it: what cannot be seen is escaped, as `\u{ad}`."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), shown)


@contextmanager
def press(templates: Sequence[str], pictures: Mapping[str, Path], fonts: Sequence[str] = ()) -> Iterator[Press]:
    """Give what a document is set from for a while: templates, pictures (by their staged names), and the named fonts (files)."""
    with ExitStack() as end:
        yield Press(templates, pictures, fonts, end)


@contextmanager
def only_recorded() -> Iterator[None]:
    """Meanwhile, what only a run of Typst could tell raises `UnrecordedError`; where nothing at all is recorded, this does."""
    if not any_recorded():
        raise UnrecordedError
    before = _MAY_RUN.set(False)
    try:
        yield
    finally:
        _MAY_RUN.reset(before)


@cache
def _ours() -> Any:
    """Give the fonts of a deck that names none, each loaded: Typst loads them when it needs them, and their copies do not stay."""
    import typst

    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        known = _known(Path(folder), {})
        each = json.dumps([(one.family, int(one.weight), one.style) for one in known.fonts() if one.path])
        typst.Compiler(_EACH, root=folder, font_paths=known, sys_inputs={"all": each}).compile(format="svg")
        return known


def _known(root: Path, named: Mapping[str, bytes]) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[_staged_fonts(root, named)])


def _families(fonts: Any) -> tuple[str, ...]:
    """Give the families of the named fonts, in their order."""
    named = sorted((Path(one.path).name, one.index, one.family) for one in fonts.fonts() if one.path and _NAMED.match(Path(one.path).name))
    return tuple(dict.fromkeys(family for *_, family in named))


def _staged_fonts(root: Path, named: Mapping[str, bytes]) -> Path:
    """Copy the fonts in use: the packages hold each twice, as .otf and .ttf, and which one is found first is left to chance."""
    folder = root / "fonts"
    folder.mkdir()
    for name, data in named.items():
        (folder / name).write_bytes(data)
    for package, weights in _FONTS.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(package)
        files = Path(spec.origin).parent / "files"
        family = "SourceSerifPro" if "serif" in package else "SourceSansPro"
        for weight in weights:
            shutil.copyfile(files / f"{family}-{weight}.otf", folder / f"{family}-{weight}.otf")
    return folder

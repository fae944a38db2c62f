"""Typst, run so that nothing gets in but what is handed over, and nothing comes out but a page or a problem.

In: a template beside this file, data as JSON, pictures. Out: the bytes of a PDF, or the problems that Typst reports.
The private temporary root holds copies, for Typst follows links that lead out of its root. System fonts are off, so that
every machine sets the same page. `typst` is imported when it is needed: that takes longer than most commands run.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent
_FONTS = {
    "font_source_serif_pro": ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt", "Black"),
    "font_source_sans_pro": ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt"),
}
_MISSING_GLYPH = re.compile(r'the text `?"(.+?)"`? could not be displayed')


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


@dataclass(frozen=True, slots=True)
class Press:
    """One Typst root with its fonts, for the runs that one document needs."""

    root: Path
    fonts: Any

    def query(self, template: str, label: str, data: object) -> Any:
        """Give the value of the one `metadata` with that label. Raises `Refused` where Typst fails."""
        try:
            found = self._compiler(template, data).query(f"<{label}>", field="value", one=True)
        except RuntimeError as error:  # not a TypstError here, but its base
            raise Refused(refused(str(error))) from error
        return json.loads(found)

    def unreadable(self, picture: str) -> str:
        """Say why Typst cannot read a staged picture; nothing if it can."""
        import typst

        source = b"#context measure(image(sys.inputs.name)).width"
        try:
            typst.Compiler(source, root=self.root, font_paths=self.fonts, sys_inputs={"name": picture}).compile(format="svg")
        except RuntimeError as error:
            return str(error).splitlines()[0]
        return ""

    def print(self, template: str, data: object) -> Printed:
        """Typeset to PDF/UA-1, with a fixed date: the same data gives the same bytes."""
        import typst

        try:
            pdf, warnings = self._compiler(template, data).compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        except typst.TypstError as error:
            return refused(error.diagnostic or error.message)
        if warnings:
            return Printed(b"", faults=tuple(dict.fromkeys(warning.message for warning in warnings)))
        assert isinstance(pdf, bytes)
        return Printed(pdf)

    def _compiler(self, template: str, data: object) -> Any:
        import typst

        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return typst.Compiler(self.root / template, root=self.root, font_paths=self.fonts, sys_inputs={"data": text})


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
def press(templates: Sequence[str], pictures: Mapping[str, Path]) -> Iterator[Press]:
    """Stage the templates, the fonts and copies of the pictures (by their staged names) for a while."""
    import typst

    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        root = Path(folder)
        for name in templates:
            shutil.copyfile(TEMPLATES / name, root / name)
        for name, path in pictures.items():
            shutil.copyfile(path, root / name)
        yield Press(root, typst.Fonts(include_system_fonts=False, font_paths=[_staged_fonts(root)]))


def _staged_fonts(root: Path) -> Path:
    """Copy the fonts in use: the packages hold each twice, as .otf and .ttf, and which one is found first is left to chance."""
    folder = root / "fonts"
    folder.mkdir()
    for package, weights in _FONTS.items():
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(package)
        files = Path(spec.origin).parent / "files"
        family = "SourceSerifPro" if "serif" in package else "SourceSansPro"
        for weight in weights:
            shutil.copyfile(files / f"{family}-{weight}.otf", folder / f"{family}-{weight}.otf")
    return folder

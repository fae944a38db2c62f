"""Files -> text.

In: bytes. Out: text, or the diagnostic that says why not. Lines end where YAML ends them.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Span, split_lines

MAX_BYTES = 20_000_000
"""No file that a person writes is larger."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text(path: Path, name: str, most: int = MAX_BYTES) -> tuple[str, tuple[Diagnostic, ...]]:
    """Read a text file.

    In: where it is, its name inside the project, and how many bytes it may have. Out: its text, and what is wrong with it; then the text is
    only good to point into.
    """
    at = Span(name, 1, 1, 1, 1)
    try:
        if path.stat().st_size > most:
            return "", (Diagnostic("F002", f"this file is larger than {most // 1_000_000} MB", at, help=("split it",)),)
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return "", (
            Diagnostic("F001", f"this file cannot be read: {reason}", at, help=("check that it is there and that you may read it",)),
        )
    return decode(data, name)


def decode(data: bytes, name: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """Turn a file's bytes into text, in NFC: UTF-8, or UTF-16 where a byte order mark says so."""
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = unicodedata.normalize("NFC", data.decode(encoding))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        line, column = len(split_lines(before)), len(split_lines(before)[-1]) + 1
        return data.decode(encoding, "replace"), (
            Diagnostic(
                "F003",
                f"this file is not {encoding.removesuffix('-sig').upper()}: a byte here is of another encoding",
                Span(name, line, column, line, column + 1),
                help=("save the file as UTF-8 in your editor",),
            ),
        )
    bad = _FORBIDDEN.search(text)
    if bad:
        lines = split_lines(text[: bad.start()])
        span = Span(name, len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 2)
        return text, (
            Diagnostic(
                "Y003",
                f"a control character (U+{ord(bad[0]):04X}) that YAML does not allow",
                span,
                help=("delete it; it often comes along when text is pasted from elsewhere",),
            ),
        )
    return text, ()

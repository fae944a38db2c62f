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

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no YAML file may hold."""
_ACCENTS = 100
_FOREIGN = re.compile(f"[^\x00-\u02ff]{{{_ACCENTS},}}")  # said of what it is not, it is compiled in no time
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
    if wide := _wide(data):
        help = ("save the file as UTF-8 in your editor",)
        return "", (Diagnostic("F003", f"this file is {wide}, which deckgen does not read", Span(name, 1, 1, 1, 1), help=help),)
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return data.decode(encoding, "replace"), (_other_encoding(encoding, error, name),)
    if heap := _heap(text, name):
        return text, (heap,)
    text = unicodedata.normalize("NFC", text)
    bad = FORBIDDEN.search(text)
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


def _wide(data: bytes) -> str:
    """Name the encoding of a file whose characters have two or four bytes, and no mark that we read; empty for others."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ""
    start = data[:200]
    halves = (start[0::2], start[1::2])
    # of a text in Western letters, every other byte is null, and none of the rest
    silent = len(start) > 3 and any(one.count(0) > 0.8 * len(one) and not other.count(0) for one, other in (halves, halves[::-1]))
    return "UTF-16 without a byte order mark" if silent else ""


def _heap(text: str, name: str) -> Diagnostic | None:
    """Find a letter with more accents than anybody writes: to put them in order takes time that grows with their square."""
    for stretch in () if text.isascii() else _FOREIGN.finditer(text):
        run = 0
        for place, char in enumerate(stretch[0], start=stretch.start()):
            run = run + 1 if unicodedata.combining(char) else 0
            if run > _ACCENTS:
                rows = split_lines(text[: place - run])
                span = Span(name, len(rows), len(rows[-1]) + 1, len(rows), len(rows[-1]) + 2)
                return Diagnostic("F006", f"a letter with more than {_ACCENTS} accents", span, help=("delete them",))
    return None


def _other_encoding(encoding: str, error: UnicodeDecodeError, name: str) -> Diagnostic:
    """Point at the first byte that does not belong, and name the encoding that Windows gives to files, where it may be that."""
    data = error.object  # what was decoded: without the mark that the codec takes away
    rows = split_lines(data[: error.start].decode(encoding, "replace"))
    line, column = len(rows), len(rows[-1]) + 1
    told = encoding.removesuffix("-sig").upper()
    help = ("save the file as UTF-8 in your editor",)
    if told == "UTF-8" and 0xA0 <= data[error.start] < 0xFE:  # the last two are rather a damaged mark
        char = bytes([data[error.start]]).decode("cp1252")
        help = (f"save the file as UTF-8 in your editor; as Windows-1252, this would be `{char}`",)
    return Diagnostic(
        "F003", f"this file is not {told}: a byte here is of another encoding", Span(name, line, column, line, column + 1), help=help
    )

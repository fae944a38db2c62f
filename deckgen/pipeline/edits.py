"""Edits, made in a file's bytes: whatever lies outside of them stays as it is, to the byte.

In: bytes as they stand on the disk, and edits whose spans count the characters of the text as it is read, in NFC. Out: bytes.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import takewhile

from deckgen.diagnostics import Edit, Span, split_lines


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Make edits in a file's bytes.

    In: the bytes, and edits that do not touch each other and whose spans count the characters of the text as it is read, in NFC.
    Out: the bytes, the same outside these spans: line ends, encoding, marks at the start, and characters however they were composed.
    Errors: `ValueError` where a place is not in the text.
    """
    page = page_of(data)
    spots = [spot(page, edit) for edit in edits]
    pieces, last = [], 0
    for start, end, new in sorted(one for one in spots if one):
        pieces += [page.text[last:start], new]
        last = end
    if None in spots:
        raise ValueError("an edit of a place that is not in the text")
    return page.head + "".join((*pieces, page.text[last:])).encode(page.codec)


_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
nfc = partial(unicodedata.normalize, "NFC")


class Page:
    """A file's text as it stands on the disk."""

    def __init__(self, data: bytes) -> None:
        bom, self.codec = next((one for one in _BOMS if data.startswith(one[0])), (b"", "utf-8"))
        text = data[len(bom) :].decode(self.codec)
        extra = text[: text.startswith("\ufeff")]  # a second mark, which nobody counts
        self.head, self.text = bom + extra.encode(self.codec), text[len(extra) :]
        self.rows = split_lines(self.text)
        self.starts, self.ends = [0], list[str]()
        for row in self.rows:
            stop = self.starts[-1] + len(row)
            self.ends.append("\r\n" if self.text.startswith("\r\n", stop) else self.text[stop : stop + 1])
            self.starts.append(stop + len(self.ends[-1]))

    def offset(self, line: int, column: int) -> int | None:
        """Give the index in the text of a place that counts the characters of the text in NFC; `None` where there is none."""
        if not 1 <= line <= len(self.rows):
            return None
        inside = _raw_column(self.rows[line - 1], column - 1)
        return None if inside is None else self.starts[line - 1] + inside

    def line_end(self, line: int) -> str:
        """Give what ends a line here: as that line ends, or the first one that has an end that people type."""
        near = (self.ends[line - 1 : line], self.ends)
        return next((end for ends in near for end in ends if end in ("\n", "\r\n", "\r")), "\n")


@lru_cache(maxsize=64)
def page_of(data: bytes) -> Page:
    """Give the page of bytes; the same few are asked for again and again."""
    return Page(data)


def spot(page: Page, edit: Edit) -> tuple[int, int, str] | None:
    """Give where an edit begins and ends in the text, and what comes there; `None` where no such place is."""
    for one in (_trimmed(page, edit), edit):
        start, end = page.offset(one.span.line, one.span.column), page.offset(one.span.end_line, one.span.end_column)
        if start is not None and end is not None and start <= end:
            return start, end, one.replacement.replace("\n", page.line_end(one.span.line))
    if edit.span == edit.span.start() and (edit.span.line, edit.span.column) == (len(page.rows) + 1, 1) and edit.replacement.endswith("\n"):
        end = len(page.text)
        return end, end, f"\n{edit.replacement.removesuffix(chr(10))}".replace("\n", page.line_end(1))
    return None


def _trimmed(page: Page, edit: Edit) -> Edit:
    """Leave out of an edit the characters that stay at its end: they keep the way they were typed."""
    span = edit.span
    if span.line != span.end_line or span.line > len(page.rows):
        return edit
    old, new = nfc(page.rows[span.line - 1])[span.column - 1 : span.end_column - 1], edit.replacement
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(old), reversed(new), strict=False)))
    short = Span(span.file, span.line, span.column, span.line, span.column + len(old) - same)
    return Edit(short, new[: len(new) - same], edit.safe) if len(old) == span.end_column - span.column else edit


def _raw_column(row: str, column: int) -> int | None:
    """Turn a count of characters of a line in NFC into one of the line as it was typed."""
    if unicodedata.is_normalized("NFC", row):
        return column if column <= len(row) else None
    pieces = list(_pieces(row))
    if "".join(map(nfc, pieces)) != nfc(row):
        return None  # no line that anybody types
    seen = raw = 0
    for piece in pieces:
        length = len(nfc(piece))
        if seen + length > column:
            inside = _inside(piece, column - seen)
            return None if inside is None else raw + inside
        seen, raw = seen + length, raw + len(piece)
    return raw if seen == column else None


def _pieces(row: str) -> Iterator[str]:
    """Cut a line into the stretches that are composed on their own: a letter with its marks."""
    piece = ""
    for char in row:
        alone = char.isascii() or (not unicodedata.combining(char) and nfc(piece + char) == nfc(piece) + nfc(char))
        if piece and alone:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _inside(piece: str, count: int) -> int | None:
    """Find the place behind some characters of a stretch: before it, or between marks that do not join."""
    if unicodedata.is_normalized("NFC", piece):
        return count
    cuts = (cut for cut in range(min(len(piece), 64)) if len(nfc(piece[:cut])) == count)
    return next((cut for cut in cuts if nfc(piece[:cut]) + nfc(piece[cut:]) == nfc(piece)), None)

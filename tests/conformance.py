"""PDF/UA-1 as a validator sees it that knows neither Typst nor pypdf, and PDFs that break it on purpose.

The validator is `page-validation`; its rules are those of the standard that a program can decide, some 130.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject


def violations(data: bytes) -> set[str]:
    """Give the rules of PDF/UA-1 that a PDF breaks. Skips the test where the validator is not installed: not every machine has a wheel."""
    page = pytest.importorskip("page", reason="the validator of PDF/UA-1 has no wheel for this machine")
    return {failure.rule_id for failure in page.validate_pdf_bytes(data, profile="ua1").failures}


def broken(data: bytes, how: Callable[[PdfWriter], object]) -> bytes:
    """Give a PDF with something taken from it."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    how(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def root(writer: PdfWriter) -> Any:
    return writer.root_object


def _without(*keys: str) -> Callable[[PdfWriter], None]:
    """Give what deletes something of the whole document, by its path of keys."""

    def delete(writer: PdfWriter) -> None:
        holder = root(writer)
        for key in keys[:-1]:
            holder = holder[key].get_object()
        del holder[keys[-1]]

    return delete


def _untold(tag: str) -> Callable[[PdfWriter], None]:
    """Give what takes the alternative texts from all that is tagged so."""

    def delete(writer: PdfWriter) -> None:
        found = [node for node in tags(root(writer)["/StructTreeRoot"]) if node["/S"] == tag and "/Alt" in node]
        assert found
        for node in found:
            del node["/Alt"]

    return delete


def _renamed(tag: str, other: str) -> Callable[[PdfWriter], None]:
    def rename(writer: PdfWriter) -> None:
        found = [node for node in tags(root(writer)["/StructTreeRoot"]) if node["/S"] == tag]
        assert found
        for node in found:
            node[NameObject("/S")] = NameObject(other)

    return rename


def _unsaid(pattern: str) -> Callable[[PdfWriter], None]:
    """Give what takes something from the metadata."""

    def delete(writer: PdfWriter) -> None:
        said = root(writer)["/Metadata"].get_object().get_data()
        rest = re.sub(pattern.encode(), b"", said, flags=re.DOTALL)
        assert rest != said
        metadata = DecodedStreamObject()
        metadata.set_data(rest)
        metadata.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
        root(writer)[NameObject("/Metadata")] = writer._add_object(metadata)

    return delete


def _fontless(type_: str, *keys: str) -> Callable[[PdfWriter], None]:
    """Give what takes these keys from all fonts, or from their descriptors."""

    def delete(writer: PdfWriter) -> None:
        fonts = [one for one in writer._objects if isinstance(one, DictionaryObject) and one.get("/Type") == type_]
        gone = [one.pop(key) for one in fonts for key in keys if key in one]
        assert gone

    return delete


def _untagged(writer: PdfWriter) -> None:
    """Draw a square that is neither tagged nor an artifact."""
    page = writer.pages[0]
    content = DecodedStreamObject()
    content.set_data(page.get_contents().get_data() + b"\nq 0 0 9 9 re f Q\n")  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(content)


def tags(node: Any) -> Iterator[Any]:
    """Give all nodes of a structure tree that have a tag."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for one in node:
            yield from tags(one)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tags(node["/K"])


BROKEN: Mapping[str, Callable[[PdfWriter], None]] = {
    "ALT-TEXT-LANGUAGE": _without("/Lang"),
    "METADATA-TITLE": _unsaid("<dc:title>.*?</dc:title>"),
    "VIEWER-PREFERENCES": _without("/ViewerPreferences", "/DisplayDocTitle"),
    "TAGGED-DOCUMENT": _without("/MarkInfo"),
    "STRUCT-TREE-ROOT": _without("/StructTreeRoot"),
    "STRUCT-TREE-ROLE-MAP": _renamed("/P", "/Unheard"),
    "L-KIDS": _renamed("/LI", "/P"),
    "CONTENT-TAGGING": _untagged,
    "FIGURE-ALTERNATIVE-TEXT": _untold("/Figure"),
    "FORMULA-ALTERNATIVE-TEXT": _untold("/Formula"),
    "ID-PART": _unsaid("<pdfuaid:part>1</pdfuaid:part>"),
    "FONT-EMBEDDING": _fontless("/FontDescriptor", "/FontFile2", "/FontFile3"),
    "FONT-UNICODE-MAPPING": _fontless("/Font", "/ToUnicode"),
}
"""What breaks a rule, by the rule that it breaks."""

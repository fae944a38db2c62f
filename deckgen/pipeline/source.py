"""A document of somebody's -> the page of a new source, and what is worth quoting of it.

In: a project's folder and a document's path. Out: `Adopted`, or a `NoSourceError` that says why not. Nothing is written, and nothing of
the document's text is in the page; with `keep`, the document is to lie beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.adopt.document import Document, UnreadableError, read_document
from deckgen.adopt.opening import opening
from deckgen.adopt.outline import Place, no_words, outline, plain_headings
from deckgen.adopt.page import key_for, own_fields, page, quoted_by_itself
from deckgen.adopt.speakers import Speakers, find_speakers
from deckgen.adopt.suggest import KeyQuote, Suggestion, askers, key_quotes, suggest
from deckgen.diagnostics import Diagnostic
from deckgen.model import Source
from deckgen.pipeline.load import KEY
from deckgen.quotations import raw_paragraphs, read_source_text
from deckgen.read.content import read_content
from deckgen.read.files import FORBIDDEN, read_text
from deckgen.written import Value

TEXTS = "content/texts"
"""Where texts of sources lie, by their names inside the project."""

__all__ = ["TEXTS", "Adopted", "BadKeyError", "KeyQuote", "NoSourceError", "Place", "Speakers", "Suggestion", "adopt"]


class BadKeyError(ValueError):
    """What is given as a citation key cannot be one; the argument says why."""


class NoSourceError(ValueError):
    """The document cannot be adopted; the argument says why."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A document as a source."""

    key: str
    files: Mapping[Path, bytes]
    """What is to be written; nothing where the source is there already."""
    ours: Mapping[str, Value]
    """Its front matter by our keys."""
    named: bool
    """Whether it is known whose words these are."""
    speakers: Speakers
    asking: frozenset[str]
    """Who asks, and is not the one whose words these are."""
    places: tuple[Place, ...]
    """What could become principles."""
    keys: tuple[KeyQuote, ...]
    suggestions: tuple[Suggestion, ...]
    """All, the best first."""


def adopt(root: Path, path: Path, key: str | None = None, *, keep: bool = False, again: bool = False) -> Adopted:
    """Read a document as a source. `again`: of a source that is there, suggest only. Errors: `NoSourceError`, `BadKeyError`."""
    document = _read(path)
    fields = own_fields(document, path)
    key = unicodedata.normalize("NFC", key or key_for(path, fields["title"]))
    there = _there(root, key, keep=keep, again=again)
    if there:
        return _judged(document, key, {"author": there.author}, Speakers(there.speakers, {}, ()), {})
    speakers = _speakers(document, fields)
    ours = _ours(document, fields, speakers) | ({"text": f"{TEXTS}/{key}.txt"} if keep else {})
    files = {root / f"{TEXTS}/{key}.txt": path.read_bytes()} if keep else {}
    adopted = _judged(document, key, ours, speakers, files, named="author" in fields or bool(speakers.names))
    written = page(document, ours, adopted.places)
    return replace(adopted, files={root / f"content/{key}.md": written.encode(), **files})


def _read(path: Path) -> Document:
    text, found = read_text(path, path.name)
    if found:
        raise NoSourceError(_unreadable(path, found[0]))
    try:
        document = read_document(text)
    except UnreadableError as error:
        raise NoSourceError(f"{path}: {error}") from error
    if not document.body.strip():
        raise NoSourceError(f"{path}: there is no text in it")
    why = next((why for pattern, why in _TIMED if len(pattern.findall(document.body)) >= _FEW_TIMES), "")
    if why:
        raise NoSourceError(f"{path}: {why}")
    return document


_KINDS = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a document of an office program"), (b"\xd0\xcf\x11\xe0", "a document of an office program"))
"""What files of other kinds begin with."""
_TIMED = (
    (
        re.compile(r"^[\d:.,]+ --> [\d:.,]+", re.MULTILINE),
        "these are subtitles, with times in the middle of sentences: save it as a transcript, and adopt that",
    ),
    (
        re.compile(r"^[*_]*[^\W\d_][\w .’'-]{0,38}?[*_]*[ \t]+[(\[]?\d{1,2}:\d\d(?::\d\d)?[)\]]?[*_ \t]*$", re.MULTILINE),
        "its speakers stand on lines of their own without a colon: write `Name:` in place of `Name 0:07`, and adopt that",
    ),
)
"""Texts whose words cannot be told from times and names."""
_FEW_TIMES = 3
"""So many times make a text such a one."""


def _unreadable(path: Path, found: Diagnostic) -> str:
    """Say why a file is not a text, and what to do."""
    try:
        with path.open("rb") as file:
            start = file.read(1000)
    except OSError:
        start = b""
    if start.startswith(b"PK") and path.suffix.lower() in (".apkg", ".colpkg"):
        return f"{path}: this is a package of Anki: it has cards, and a source is a text; adopt what its cards were made from"
    kind = next(
        (name for sign, name in _KINDS if start.startswith(sign)),
        "no text" if found.code == "F003" and b"\0" in start[:200:2] and b"\0" in start[1:200:2] else "",
    )
    if kind:
        return f"{path}: this is {kind}; save it as plain text or Markdown, in UTF-8, and adopt that"
    line = f":{found.span.line}" if found.span.line > 1 else ""
    return f"{path}{line}: {found.message}; {found.help[0]}" if found.help else f"{path}{line}: {found.message}"


def _there(root: Path, key: str, *, keep: bool, again: bool) -> Source | None:
    """Give the source of a key where it is there, to suggest from; a key that cannot be, or is taken, is an error."""
    if not KEY.fullmatch(key) or "/" in key or "\\" in key or FORBIDDEN.search(key):
        raise BadKeyError(f"a citation key cannot be {key!r}: give one without spaces, `#`, commas and slashes, as --key KEY")
    page, text = root / f"content/{key}.md", root / f"{TEXTS}/{key}.txt"
    if page.exists() and again and not keep:
        source, _ = read_content(read_text(page, f"content/{key}.md")[0], f"content/{key}.md", key)
        if source is None:
            raise NoSourceError(f"content/{key}.md cannot be read: `deckgen check` shows why")
        return source
    taken = next((one for one in (page, text) if one.exists() and (keep or one == page)), None)
    if taken:
        name = taken.relative_to(root).as_posix()
        raise NoSourceError(f"{name} is there already: give another key, as --key KEY, or --suggest 20 to see only suggestions")
    return None


def _speakers(document: Document, fields: Mapping[str, str]) -> Speakers:
    """Give the speakers that the document names, or those that are found in its text."""
    given = document.fields.get("speakers")
    if isinstance(given, Mapping) and given and all(isinstance(one, str) and one for one in given.values()):
        return Speakers({label: str(name) for label, name in given.items()}, {}, ())
    return find_speakers(document.body, " / ".join(fields.get(name, "") for name in ("title", "author")))


def _ours(document: Document, fields: Mapping[str, str], speakers: Speakers) -> dict[str, Value]:
    """Give the page's front matter, in the order in which it is written. Of a conversation, the author is who answers most."""
    author = fields.get("author") or f"The author of {fields['title']}"
    if speakers.names and author not in speakers.names.values():
        text = read_source_text(document.body, author, speakers.names)
        asking = askers(text)
        counts: Counter[str] = Counter()
        for one in text.paragraphs:
            counts[one.voice] += len(one.words) if one.voice and one.voice not in asking else 0
        author = max(counts, key=lambda name: counts[name])
    ours: dict[str, Value] = {"title": fields["title"], "container": fields.get("container", ""), "author": author}
    ours |= {"speakers": speakers.names} | dict(fields) | {"author": author}
    return {key: value for key, value in ours.items() if value}


def _judged(
    document: Document, key: str, ours: Mapping[str, Value], speakers: Speakers, files: Mapping[Path, bytes], *, named: bool = True
) -> Adopted:
    """Look for what is worth quoting."""
    text = read_source_text(document.body, str(ours["author"]), speakers.names)
    raw = raw_paragraphs(document.body, speakers.names)
    keys = key_quotes(text, quoted_by_itself(document))
    title = frozenset(range(1, opening(raw).paragraphs + 1))
    plain = plain_headings(raw, title) if not speakers.names else frozenset[int]()
    suggestions = suggest(text, keys, no_words(raw) | title | plain)
    no_heading = {str(ours.get("title", "")), *speakers.names, *speakers.names.values()}
    places = outline(raw, suggestions, no_heading, plain)
    return Adopted(key, files, ours, named, speakers, askers(text), places, keys, suggestions)

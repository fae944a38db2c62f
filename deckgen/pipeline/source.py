"""A document of somebody's -> the page of a new source, and what is worth quoting of it.

In: a project's folder and a document's path. Out: `Adopted`, or a `NoSourceError` that says why not. Nothing is written, and nothing of
the document's text is in the page; with `keep`, the document is to lie beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.adopt.document import Document, UnreadableError, read_document
from deckgen.adopt.outline import Place, no_words, outline
from deckgen.adopt.page import key_for, own_fields, page, quoted_by_itself
from deckgen.adopt.speakers import Speakers, find_speakers
from deckgen.adopt.suggest import KeyQuote, Suggestion, key_quotes, suggest
from deckgen.model import Source
from deckgen.pipeline.load import KEY
from deckgen.quotations import raw_paragraphs, read_source_text
from deckgen.read.content import read_content
from deckgen.read.files import read_text
from deckgen.written import Value

__all__ = ["Adopted", "KeyQuote", "NoSourceError", "Place", "Speakers", "Suggestion", "adopt"]


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
    places: tuple[Place, ...]
    """What could become principles."""
    keys: tuple[KeyQuote, ...]
    suggestions: tuple[Suggestion, ...]
    """All, the best first."""


def adopt(root: Path, path: Path, key: str | None = None, *, keep: bool = False, again: bool = False) -> Adopted:
    """Read a document as a source. `again`: of a source that is there, suggest only. Errors: `NoSourceError`."""
    document = _read(path)
    fields = own_fields(document, path)
    key = key or key_for(path, fields["title"])
    there = _there(root, key, keep=keep, again=again)
    if there:
        return _judged(document, key, {"author": there.author}, Speakers(there.speakers, {}, ()), {})
    speakers = _speakers(document, fields)
    ours = _ours(document, fields, speakers) | ({"text": f"content/{key}.txt"} if keep else {})
    files = {root / f"content/{key}.txt": path.read_bytes()} if keep else {}
    adopted = _judged(document, key, ours, speakers, files, named="author" in fields or bool(speakers.names))
    written = page(document, ours, adopted.places)
    return replace(adopted, files={root / f"content/{key}.md": written.encode(), **files})


def _read(path: Path) -> Document:
    text, found = read_text(path, path.name)
    if found:
        raise NoSourceError(f"{path}: {found[0].message}")
    try:
        document = read_document(text)
    except UnreadableError as error:
        raise NoSourceError(f"{path}: {error}") from error
    if not document.body.strip():
        raise NoSourceError(f"{path}: there is no text in it")
    return document


def _there(root: Path, key: str, *, keep: bool, again: bool) -> Source | None:
    """Give the source of a key where it is there, to suggest from; a key that cannot be, or is taken, is an error."""
    if not KEY.fullmatch(key) or "/" in key or "\\" in key:
        raise NoSourceError(f"a citation key cannot be {key!r}: give one without spaces, `#`, commas and slashes, as --key KEY")
    page, text = root / f"content/{key}.md", root / f"content/{key}.txt"
    if page.exists() and again and not keep:
        source, _ = read_content(read_text(page, f"content/{key}.md")[0], f"content/{key}.md", key)
        if source is None:
            raise NoSourceError(f"content/{key}.md cannot be read: `deckgen check` shows why")
        return source
    taken = next((one.name for one in (page, text) if one.exists() and (keep or one == page)), None)
    if taken:
        raise NoSourceError(f"content/{taken} is there already: give another key, as --key KEY, or --suggest 20 to see only suggestions")
    return None


def _speakers(document: Document, fields: Mapping[str, str]) -> Speakers:
    """Give the speakers that the document names, or those that are found in its text."""
    given = document.fields.get("speakers")
    if isinstance(given, Mapping) and given and all(isinstance(one, str) and one for one in given.values()):
        return Speakers({label: str(name) for label, name in given.items()}, {}, ())
    return find_speakers(document.body, " / ".join(fields.get(name, "") for name in ("title", "author")))


def _ours(document: Document, fields: Mapping[str, str], speakers: Speakers) -> dict[str, Value]:
    """Give the page's front matter, in the order in which it is written. Of a conversation, the author is who speaks most."""
    author = fields.get("author") or f"The author of {fields['title']}"
    if speakers.names and author not in speakers.names.values():
        counts: Counter[str] = Counter()
        for one in read_source_text(document.body, author, speakers.names).paragraphs:
            counts[one.voice] += len(one.words) if one.voice else 0
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
    suggestions = suggest(text, keys, no_words(raw))
    return Adopted(key, files, ours, named, speakers, outline(raw, suggestions), keys, suggestions)

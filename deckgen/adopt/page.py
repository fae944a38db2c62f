"""A document and who speaks in it -> the page content/KEY.md: its front matter in our keys, and a skeleton of principles.

In: a `Document`, its speakers, its places. Out: text that `check` accepts. Nothing of the document's text is in it but its headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from pathlib import Path

from deckgen.adopt.document import Document
from deckgen.adopt.opening import opening
from deckgen.adopt.outline import Place
from deckgen.quotations import raw_paragraphs
from deckgen.read.cards import propose_id
from deckgen.read.content import read_content
from deckgen.read.keys import SOURCE_FILE
from deckgen.written import Value, pair

_NAMES = {
    "title": ("title", "headline", "name"),
    "container": ("container", "podcast", "publication", "journal", "show", "site", "series"),
    "author": ("author", "authors", "by", "byline", "creator", "guest", "guests"),
    "date": ("date", "published", "publishDate", "pubDate", "datePublished", "date_published", "created"),
    "url": ("url", "canonical", "canonical_url", "canonicalURL", "canonicalUrl", "permalink", "link", "source_url", "original_url"),
    "cite": ("cite",),
    "mark": ("mark",),
    "limit": ("limit",),
}
"""What other tools call our keys: the first that says something is taken."""
_QUOTES = ("key_quote", "keyQuote", "key_quotes", "quote", "quotes", "pull_quote", "pullquote", "pull_quotes")
_OURS = {key.name for key in SOURCE_FILE}
_WHAT = {
    True: "These are the document’s own headings.",
    False: "These are words that the text has most, where they stand together.",
    None: "The document has no headings to begin with.",
}
_INTRO = """\
{what} A heading becomes a principle with an id: put what stands in code below it, without the backticks, at the end of its line, say in
its place in your own words what the source says, and quote it below, behind a `>`. A heading without an id is only prose.
"""


def own_fields(document: Document, path: Path) -> dict[str, str]:
    """Give what the document says of itself, by our keys, in its front matter, its first lines or its name; a title there always is."""
    found = {key: next((one for one in _told(document, key) if _fits(key, one)), "") for key in _NAMES}
    opens = opening(raw_paragraphs(document.body, {}))
    found["title"] = found["title"] or opens.title or _heading(document.body) or " ".join(re.findall(r"\w+", path.stem))
    found["author"] = found["author"] or opens.author
    day = re.match(r"(?:19|20)\d\d-\d\d-\d\d(?=\D)", path.name)  # as Jekyll names posts
    found["date"] = found["date"] or (day[0] if day else "")
    return {key: value for key, value in found.items() if value}


def _told(document: Document, key: str) -> Iterator[str]:
    """Give what a document says under all names of one of our keys; of a time, the day."""
    for value in filter(None, map(document.first, _NAMES[key])):
        day = re.match(r"\d{4}-\d{2}-\d{2}(?=[T\s])", value) if key == "date" else None
        yield day[0] if day else unescape(value)


def _heading(body: str) -> str:
    found = re.search(r"^#\s+(.+?)\s*#*$|^(\S[^\n]*)\n=+$", body, re.MULTILINE)
    return (found[1] or found[2]) if found else ""


def quoted_by_itself(document: Document) -> tuple[str, ...]:
    """Give the key quotations that a document's front matter has."""
    below = document.fields.get("params")
    tables = (document.fields, below if isinstance(below, Mapping) else {})
    values = [table[name] for table in tables for name in _QUOTES if name in table]
    several = [one for value in values for one in ([value] if isinstance(value, str | Mapping) else value)]
    told = (one.get("text", one.get("quote", "")) if isinstance(one, Mapping) else one for one in several)
    return tuple(one for one in told if isinstance(one, str) and one.strip())


def key_for(path: Path, title: str) -> str:
    """Make a citation key of a document's file name, or of its title where the name says nothing.

    >>> key_for(Path("2020-09-10-staff-at-heroku.md"), "How I"), key_for(Path("000_52f.txt"), "How I operated")
    ('staff-heroku', 'operated')
    """
    named = path.parent.name if path.stem.casefold() in ("index", "_index", "readme") else path.stem
    words = [word for word in re.split(r"[\W_]+", named) if not re.search(r"\d", word)]
    telling = words if any(len(word) > 2 for word in words) else re.findall(r"\w\w+", title)
    return propose_id(" ".join(telling), {"note"}).replace("note-2", "source")


def page(document: Document, ours: Mapping[str, Value], places: Sequence[Place]) -> str:
    """Write the page. In: the document, its front matter by our keys, and what could become principles."""
    front = "".join(pair(key, value) for key, value in ours.items()) + "".join(_carried(document, ours))
    what = _WHAT[places[0].headed if places else None]
    rows = [f"## {one.name}\n\n`{{#{one.id} at={_range(one)}}}`\n" for one in places]
    return "\n".join([f"---\n{front}---\n", "# Notes\n", _INTRO.format(what=what), *rows])


def _range(place: Place) -> str:
    return str(place.first) if place.first == place.last else f"{place.first}-{place.last}"


def _carried(document: Document, ours: Mapping[str, Value]) -> list[str]:
    """Carry over what our keys do not say. What has the name of one of ours and could not be it becomes `original-…`."""
    said = {name for key, names in _NAMES.items() for name in names if key in ours and _says(document.first(name), key, str(ours[key]))}
    rows = []
    for key, value in document.fields.items():
        if key in _OURS and not value:
            continue  # it says nothing
        if key in said or (key in _OURS and ours.get(key) == value):
            continue
        name = key if key not in _OURS and _fits(key, value) else f"original-{key}"
        rows += [pair(name, value)] if _fits(name, value) else []
    return rows


def _says(value: str, key: str, ours: str) -> bool:
    """Whether a value says what one of our keys says already."""
    return unescape(value) == ours or (key == "date" and value.startswith(ours))


def _fits(key: str, value: Value) -> bool:
    """Whether our reader takes a key with a value, and does not take it for a slip of one of ours."""
    own = {"title": "T", "author": "A"}
    front = "".join(pair(*one) for one in {**own, key: value}.items())
    return not read_content(f"---\n{front}---\n", "", "key")[1]

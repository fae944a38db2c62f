"""The pictures that texts name -> their bytes, and their names in the package.

In: the texts of a deck, and where the project is. Out: `Medium`s by path; findings for what is missing, outside or no picture.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Span
from deckgen.markup.nodes import Image
from deckgen.markup.walk import walk
from deckgen.model import DeckHead, Later, LaterPrinciples, Medium, Note, Part, Shown, Source, Text, media_path
from deckgen.resolve.citations import guess

_TYPES = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".svg": re.compile(rb"(?s)(\xef\xbb\xbf)?\s*<.{0,4000}?<?svg[\s>]"),
}
_MAX_PICTURE = 10_000_000


def load_media(shown: Iterable[Shown], root: Path, known: Mapping[str, Medium]) -> tuple[dict[str, Medium], list[Diagnostic]]:
    """Load every picture that is shown, once, and none that is known. Out: these, too."""
    media = dict(known)
    found: list[Diagnostic] = []
    for one in shown:
        path = media_path(one.span.file, one.src)
        if path in media:
            continue
        loaded = _picture(path, one.src, one.span, root)
        if isinstance(loaded, Diagnostic):
            found.append(loaded)
        else:
            media[path] = loaded
    return media, found


def shown_by(part: Part) -> Sequence[Shown]:
    """Give the pictures that all texts of a part name."""
    return part.notes.shown if isinstance(part.notes, Later) else shown_in(part.notes)


def shown_beside(sources: Mapping[str, Source], head: DeckHead) -> Iterator[Shown]:
    """Give the pictures that what is not a note names."""
    for source in sources.values():
        yield from shown_of(source)
    yield from _shown((head.description,) if head.description else ())


def shown_of(source: Source) -> Sequence[Shown]:
    """Give the pictures that the statements of a source name."""
    known = source.principles
    return known.shown if isinstance(known, LaterPrinciples) else tuple(_shown(one.statement for one in known))


def shown_in(notes: Iterable[Note]) -> tuple[Shown, ...]:
    """Give the pictures that all texts of notes name."""
    return tuple(_shown(text for note in notes for text in note.all_texts()))


def _shown(texts: Iterable[Text]) -> Iterator[Shown]:
    for text in texts:
        if "![" in text.raw:
            yield from (Shown(node.src, _span(text, node.src)) for node in walk(text.blocks) if isinstance(node, Image))


def _span(text: Text, src: str) -> Span:
    start = text.raw.find(src)
    return text.origin.at(start, start + len(src)) if start >= 0 and src else text.span


def _picture(path: str, src: str, span: Span, root: Path) -> Medium | Diagnostic:
    if not src:
        return Diagnostic("M001", "a picture without a file", span, help=("write its name: ![what it shows](name.png)",))
    if re.match(r"[a-z][a-z0-9+.-]+:|//", src, re.IGNORECASE):
        return Diagnostic(
            "M004", f"the picture `{src}` is not a file", span, help=("save it beside this file: decks work without a network",)
        )
    file = root / path
    try:
        if re.match(r"\.\.(/|$)|/", path) or re.match(r"[A-Za-z]:", src) or not file.resolve().is_relative_to(root.resolve()):
            return Diagnostic("M002", f"the picture `{src}` is outside the project", span, help=("copy it beside this file",))
        if not file.is_file():
            return _no_file(src, file, span)
    except (OSError, ValueError, RuntimeError):  # a name that no file can have: too long, with a null character; links in a circle
        return Diagnostic("M001", f"the picture `{src[:40]}…` is missing", span, help=("no file can have this name",))
    kind = _TYPES.get(file.suffix.lower())
    if kind is None:
        return Diagnostic(
            "M003",
            f"`{file.suffix or file.name}` is not a kind of picture that cards and sheets can show",
            span,
            help=(f"use one of: {', '.join(sorted(_TYPES))}",),
        )
    return _load(file, path, kind, src, span)


def _load(file: Path, path: str, kind: re.Pattern[bytes], src: str, span: Span) -> Medium | Diagnostic:
    try:
        if file.stat().st_size > _MAX_PICTURE:
            return Diagnostic(
                "M005",
                f"the picture `{src}` is larger than {_MAX_PICTURE // 1_000_000} MB",
                span,
                help=("make it smaller: learners carry it on their phones",),
            )
        data = file.read_bytes()
    except OSError as error:
        return Diagnostic("M001", f"the picture `{src}` cannot be read: {(error.strerror or str(error)).lower()}", span)
    if not kind.match(data):
        return Diagnostic(
            "M003",
            f"`{src}` is not a {file.suffix[1:].lower()} picture",
            span,
            help=("save it again in the format that its name says",),
        )
    return Medium(str(file), media_name(path, data), data)


def _no_file(src: str, file: Path, span: Span) -> Diagnostic:
    if file.exists():
        return Diagnostic("M001", f"the picture `{src}` is not a file", span, help=("it is a folder: name a picture in it",))
    beside = [one.name for one in file.parent.iterdir()] if file.parent.is_dir() else []
    return Diagnostic("M001", f"the picture `{src}` is missing", span, guess(file.name, beside), ("it is looked for beside this file",))


def media_name(path: str, data: bytes) -> str:
    """Give a picture's name in the package: its own, made safe, and a hash of its bytes.

    >>> media_name("cards/My plan.PNG", b"")
    'my-plan-e3b0c44298fc.png'
    """
    file = Path(path)
    plain = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "picture"
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}{file.suffix.lower()}"

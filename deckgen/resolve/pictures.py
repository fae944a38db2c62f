"""The pictures that texts name -> their bytes, and their names in the package.

In: the texts of a deck, and where the project is. Out: `Medium`s by path; findings for what is missing, outside or no picture.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from deckgen.diagnostics import Diagnostic, Span
from deckgen.markup.nodes import Image
from deckgen.markup.walk import walk
from deckgen.model import DeckHead, Medium, Part, Source, Text, media_path
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


def load_media(
    parts: tuple[Part, ...], sources: Mapping[str, Source], head: DeckHead, root: Path
) -> tuple[dict[str, Medium], list[Diagnostic]]:
    """Load every picture that a text names, once."""
    media: dict[str, Medium] = {}
    found: list[Diagnostic] = []
    for text, image in _images(parts, sources, head):
        path = media_path(text.span.file, image.src)
        if path in media:
            continue
        loaded = _picture(path, image, text, root)
        if isinstance(loaded, Diagnostic):
            found.append(loaded)
        else:
            media[path] = loaded
    return media, found


def _images(parts: tuple[Part, ...], sources: Mapping[str, Source], head: DeckHead) -> Iterator[tuple[Text, Image]]:
    texts = [text for part in parts for note in part.notes for text in note.all_texts()]
    texts += [principle.statement for source in sources.values() for principle in source.principles]
    texts += [head.description] if head.description else []
    for text in texts:
        if "![" in text.raw:
            yield from ((text, node) for node in walk(text.blocks) if isinstance(node, Image))


def _picture(path: str, image: Image, text: Text, root: Path) -> Medium | Diagnostic:
    start = text.raw.find(image.src)
    span = text.origin.at(start, start + len(image.src)) if start >= 0 and image.src else text.span
    if not image.src:
        return Diagnostic("M001", "a picture without a file", span, help=("write its name: ![what it shows](name.png)",))
    if re.match(r"[a-z][a-z0-9+.-]+:|//", image.src, re.IGNORECASE):
        return Diagnostic(
            "M004", f"the picture `{image.src}` is not a file", span, help=("save it beside this file: decks work without a network",)
        )
    file = root / path
    try:
        if re.match(r"\.\.(/|$)|/", path) or re.match(r"[A-Za-z]:", image.src) or not file.resolve().is_relative_to(root.resolve()):
            return Diagnostic("M002", f"the picture `{image.src}` is outside the project", span, help=("copy it beside this file",))
        if not file.is_file():
            return _no_file(image.src, file, span)
    except (OSError, ValueError, RuntimeError):  # a name that no file can have: too long, with a null character; links in a circle
        return Diagnostic("M001", f"the picture `{image.src[:40]}…` is missing", span, help=("no file can have this name",))
    kind = _TYPES.get(file.suffix.lower())
    if kind is None:
        return Diagnostic(
            "M003",
            f"`{file.suffix or file.name}` is not a kind of picture that cards and sheets can show",
            span,
            help=(f"use one of: {', '.join(sorted(_TYPES))}",),
        )
    return _load(file, path, kind, image, span)


def _load(file: Path, path: str, kind: re.Pattern[bytes], image: Image, span: Span) -> Medium | Diagnostic:
    try:
        if file.stat().st_size > _MAX_PICTURE:
            return Diagnostic(
                "M005",
                f"the picture `{image.src}` is larger than {_MAX_PICTURE // 1_000_000} MB",
                span,
                help=("make it smaller: learners carry it on their phones",),
            )
        data = file.read_bytes()
    except OSError as error:
        return Diagnostic("M001", f"the picture `{image.src}` cannot be read: {(error.strerror or str(error)).lower()}", span)
    if not kind.match(data):
        return Diagnostic(
            "M003",
            f"`{image.src}` is not a {file.suffix[1:].lower()} picture",
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

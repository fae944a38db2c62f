"""Head, parts and sources -> one deck: citations, speakers, pictures, identities.

In: what the readers made, and where the project is. Out: a `Deck` in which whatever is named is there, and findings for the rest.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from deckgen import identity
from deckgen.diagnostics import Diagnostic, Span
from deckgen.markup.nodes import Image
from deckgen.markup.walk import walk
from deckgen.model import (
    Citation,
    Cloze,
    Deck,
    DeckHead,
    Identity,
    Medium,
    Note,
    Part,
    Principle,
    Quotation,
    Said,
    Source,
    Text,
    media_path,
)
from deckgen.quotations import Attestations, SourceText, find, fingerprint, words

_TYPES = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".jpeg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".svg": re.compile(rb"(?s)(\xef\xbb\xbf)?\s*<.{0,4000}?<?svg[\s>]"),
}
_MAX_PICTURE = 10_000_000


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known of the sources."""

    sources: Mapping[str, Source]
    attestations: Attestations
    texts: Mapping[str, SourceText]

    def holds(self, quotation: Quotation) -> bool:
        """Whether a quotation is known to stand in the source that it names."""
        text, known = self.texts.get(quotation.source), self.attestations.get(quotation.source)
        if text:
            return find(text, quotation.words, quotation.voice)[0] is not None
        return bool(known and fingerprint(quotation.source, quotation.voice, quotation.words) in known.quotations)


def resolve(
    head: DeckHead,
    parts: tuple[Part, ...],
    sources: Mapping[str, Source],
    attestations: Attestations,
    texts: Mapping[str, SourceText],
    root: Path,
) -> tuple[Deck, tuple[Diagnostic, ...]]:
    """Join what was read into one deck. Out: the deck, and what is named but not there."""
    found: list[Diagnostic] = []
    evidence = _Evidence(sources, attestations, texts)
    broken = {path.stem for path in (root / "content").glob("*.md") if path.stem.lower() != "readme"} - sources.keys()
    parts = tuple(replace(part, notes=tuple(_note(note, evidence, broken, found) for note in part.notes)) for part in parts)
    media, missing = _media(parts, sources, head, root)
    notes = [note for part in parts for note in part.notes if note.id]
    ids = identity.note_ids(head.uid, {_base(note) for note in notes})
    identities = {note.id: Identity(note.guid or _guid(note, head), ids[_base(note)]) for note in notes}
    return Deck(head, parts, sources, identities, media, attestations, texts), (*found, *missing)


def _base(note: Note) -> str:
    """Give the id that a note's identity is made from: the one it had first."""
    return note.was or note.id


def _guid(note: Note, head: DeckHead) -> str:
    uid, slash, old = note.was.partition("/")
    return identity.guid(uid, old) if slash else identity.guid(head.uid, _base(note))


# --- citations ---------------------------------------------------------------------------------------------------------


def _note(note: Note, evidence: _Evidence, broken: set[str], found: list[Diagnostic]) -> Note:
    """Look a note's citations up. A source that is there but `broken` has been reported where it is broken."""
    for citation in note.citations:
        found += _unknown(citation, evidence.sources) if citation.key not in broken else ()
    match note.body:
        case Said(quotation=quotation) as body:
            return replace(note, body=replace(body, quotation=_spoken(quotation, note, evidence)))
        case Cloze(quotation=Quotation() as quotation) as body:
            return replace(note, body=replace(body, quotation=_spoken(quotation, note, evidence)))
        case _:
            return note


def _unknown(citation: Citation, sources: Mapping[str, Source]) -> Iterator[Diagnostic]:
    source = sources.get(citation.key)
    if source is None:
        yield Diagnostic(
            "S001",
            f"unknown source `{citation.key}`",
            citation.span,
            _guess(citation.key, sources),
            (f"sources are the files in content/: {', '.join(sorted(sources)) or 'there are none'}",),
        )
    elif citation.principle == "":
        help = (f"write `{citation.key}` alone, or a principle's id behind the `#`",)
        yield Diagnostic("S002", "a citation that names no principle behind its `#`", citation.span, help=help)
    elif citation.principle is not None and source.principle(citation.principle) is None:
        ids = [one.id for one in source.principles]
        yield Diagnostic(
            "S002",
            f"`{citation.key}` has no principle `{citation.principle}`",
            citation.span,
            _guess(citation.principle, ids),
            (f"its principles are the headings of content/{citation.key}.md that end in `{{#id}}`",),
        )


def _guess(word: str, among: Iterable[str]) -> str:
    close = get_close_matches(word, list(among), 1, 0.6)
    return f"did you mean `{close[0]}`?" if close else ""


def _spoken(quotation: Quotation, note: Note, evidence: _Evidence) -> Quotation:
    """Say which cited source holds a card's quotation, and who speaks there: the first that is known to hold it, else the first."""
    candidates = [one for citation in note.citations if (one := _candidate(quotation, citation, evidence.sources))]
    held = (one for one in candidates if evidence.holds(one))
    return next(held, candidates[0] if candidates else quotation)


def _candidate(quotation: Quotation, citation: Citation, sources: Mapping[str, Source]) -> Quotation | None:
    """Give a quotation as one cited source would have it: by whom it names, else as in the principle, else by the author."""
    source = sources.get(citation.key)
    if source is None:
        return None
    principle = source.principle(citation.principle or "")
    same = None if quotation.named or principle is None else _same_words(principle, quotation)
    if same:
        return replace(quotation, speaker=same.speaker, note=same.note, voice=same.voice, source=source.key)
    if quotation.named:
        return replace(quotation, source=source.key)
    return replace(quotation, speaker=source.author, voice=source.author, source=source.key)


def _same_words(principle: Principle, quotation: Quotation) -> Quotation | None:
    """Find the principle's quotation that a card's is taken from."""
    wanted = f" {' '.join(words(quotation.words))} "
    return next((one for one in principle.quotations if wanted in f" {' '.join(words(one.words))} "), None)


# --- pictures ------------------------------------------------------------------------------------------------------------


def _media(
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
    texts = [text for part in parts for note in part.notes for text in note.texts()]
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
    except (OSError, ValueError):  # a name that no file can have: too long, or with a null character
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
    return Diagnostic("M001", f"the picture `{src}` is missing", span, _guess(file.name, beside), ("it is looked for beside this file",))


def media_name(path: str, data: bytes) -> str:
    """Give a picture's name in the package: its own, made safe, and a hash of its bytes.

    >>> media_name("cards/My plan.PNG", b"")
    'my-plan-e3b0c44298fc.png'
    """
    file = Path(path)
    plain = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "picture"
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}{file.suffix.lower()}"

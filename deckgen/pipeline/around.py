"""What surrounds the files of a project, as digests: what is worked out of a file hangs on its text, and on these.

In: what was read of content/, and of decks besides their cards. Out: digests; where one stays, so does all that it tells of.

Of a source, cards see its front matter, its text or what the lock says of that, and the ids and quotations of its principles. They do not
see names and statements, which only what is printed shows: most edits in content/ are of these, and no card hangs on them. A card that
cites what is not there is told what there is, and so hangs on all of content/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from deckgen.model import Deck, LaterPrinciples, Medium, Part, Principle, Quotation, Shown, Source, media_path
from deckgen.pipeline.texts import Texts
from deckgen.plain import plain
from deckgen.resolve.pictures import shown_by
from deckgen.uptodate import digest


class Content:
    """What content/ says, source by source."""

    def __init__(self, pages: Mapping[str, str], lock: str | None, sources: Mapping[str, Source], texts: Texts) -> None:
        """In: the files by their names; the text of the quotations' lock, `None` where it is damaged; the sources, and their texts."""
        self.sources, self.texts = sources, texts
        self._pages, self._lock = pages, lock
        self._seen: dict[str, str] = {}

    def of_source(self, key: str) -> str:
        """Tell all that is known of a source."""
        return digest(self._pages[self.sources[key].span.file], *self._evidence(key))

    def of_cited(self, keys: Iterable[str]) -> str:
        """Tell what cards that cite these sources see of them; where one is not there, all."""
        wanted = sorted(keys)
        if any(key not in self.sources for key in wanted):
            return digest(*self.sources, *map(self.of_source, self.sources))
        return digest(*map(self._of_cited, wanted))

    def _of_cited(self, key: str) -> str:
        if key not in self._seen:
            self._seen[key] = digest(*self._as_cards_see(self.sources[key]), *self._evidence(key))
        return self._seen[key]

    def _as_cards_see(self, source: Source) -> Iterator[str]:
        yield from (source.key, source.title, source.container, source.author, repr(source.speakers), source.date)
        yield from (source.url, source.cite, source.mark, source.text, source.span.file)
        known = source.principles
        yield known.seen if isinstance(known, LaterPrinciples) else seen(known)

    def _evidence(self, key: str) -> Iterator[str]:
        yield "damaged" if self._lock is None else ""
        yield from self._locked.get(key, ())
        yield self.texts.typed(key) if key in self.texts else "no text"

    @cached_property
    def _locked(self) -> dict[str, list[str]]:
        """The rows of the lock, by citation key."""
        rows: dict[str, list[str]] = {}
        for row in (self._lock or "").split("\n"):
            _, key, *_ = (*row.split(" ", 2), "")
            rows.setdefault(key, []).append(row)
        return rows


def seen(principles: Sequence[Principle]) -> str:
    """Tell what cards see of the principles of a page."""
    return digest(*(word for one in principles for word in _seen(one)))


def _seen(principle: Principle) -> Iterator[str]:
    yield principle.id
    for one in principle.quotations:
        yield from _quoted(one)


def _quoted(quotation: Quotation) -> Iterator[str]:
    """Give a quotation as it was read, but for its place. Its markup is shown, too, and where its links lead hangs on all of the page."""
    yield from (quotation.words, quotation.speaker, quotation.note, quotation.voice, str(quotation.named))
    yield repr(plain(quotation.blocks))


class Around:
    """What surrounds the files of one deck."""

    def __init__(self, content: Content, of_head: Iterable[str]) -> None:
        """In: what content/ says; and what deck.yaml and the deck's lock say."""
        self._content = content
        self._head = digest(*of_head)

    def of_citing(self, keys: Iterable[str]) -> str:
        """Tell what surrounds all notes that cite these sources."""
        return digest(self._head, self._content.of_cited(keys))

    def of_source(self, key: str) -> str:
        """Tell what surrounds a source, and all that is known of it."""
        return digest(self._head, self._content.of_source(key))


def of_own(deck: Deck, part: Part, shared: Iterable[str]) -> str:
    """Tell what surrounds the notes of one part alone: the pictures that they show, and what `shared_ids` gives."""
    return digest(*_names(deck.media, shown_by(part)), *shared)


def shared_ids(deck: Deck, part: Part, ids: Counter[str]) -> tuple[str, ...]:
    """Give the ids of a part that another note has, too, with the identity that they stand for: it is that of one of them.

    `ids` counts those of the deck.
    """
    twice = dict.fromkeys(who.id for who in part.named if who.id and ids[who.id] > 1)
    return tuple(f"{id}: {deck.identities[id].guid}" for id in twice)


def _names(media: Mapping[str, Medium], shown: Iterable[Shown]) -> Iterator[str]:
    """Give pictures with the names that tell their bytes."""
    for path in dict.fromkeys(media_path(one.span.file, one.src) for one in shown):
        yield f"{path}: {media[path].name if path in media else ''}"

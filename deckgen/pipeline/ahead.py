"""Files of cards, worked out one by one before their deck is whole.

So the notes of a large deck are never all in memory, and processors share the work.
In: the texts of files, what surrounds their notes, and what to work out. Out: of each file, what reading it gave and what was worked out of
it, as plain values. A file of which that cannot be had is left out: whoever asks for it reads it as any other.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from threading import Thread, active_count

from deckgen import rules
from deckgen.kept import Works, as_bytes
from deckgen.model import Deck, Part, Source
from deckgen.pipeline.later import as_read
from deckgen.read.cards import read_cards
from deckgen.resolve import Surroundings, alone, unresolved

Work = Callable[[Deck, Part], object]
Worked = dict[str, tuple[bytes, Works]]
"""By the names of files: what reading one gave, as `as_read` gives it, as bytes; and what was worked out of it."""

CHECKS: tuple[Work, ...] = (rules.ahead,)
"""What `check` asks of a file."""
LARGE = 200_000
"""Characters of cards, some 400 notes, from which on this pays: whoever then wants the notes themselves reads them a second time."""
MOST = 8
"""Processes that share the work."""


def work_ahead(texts: Mapping[str, str], around: Surroundings, works: Sequence[Work], sources: Sequence[Source]) -> Worked:
    """Work out files, given by their names, and some sources, whose answers `around` keeps; nothing, where the files are few."""
    total = sum(map(len, texts.values()))
    if total < LARGE:
        return {}
    mine, *others = _dealt(texts, sources, min(_processors(), total // LARGE))
    beside: list[_Beside] = []
    try:
        for one in others:
            with suppress(OSError):  # no process can be begun: its share is read as any other file
                beside.append(_Beside(one, around, works))
        for begun in beside:
            begun.listen()
        return _joined(around, (_worked(mine, around, works), *(begun.pieces() for begun in beside)))
    finally:
        for begun in beside:
            begun.end()


def _joined(around: Surroundings, answers: Iterable[Iterable[bytes]]) -> Worked:
    worked: Worked = {}
    for piece in chain.from_iterable(answers):
        with suppress(EOFError, ValueError, TypeError):  # whoever wrote it was ended
            name, read, works = marshal.loads(piece)
            if read:
                worked[name] = read, works
            else:
                around.kept[name] = works
    return worked


@dataclass(slots=True)
class _Share:
    """What one process works out."""

    texts: dict[str, str] = field(default_factory=dict)
    sources: list[Source] = field(default_factory=list)
    size: int = 0


def _worked(share: _Share, around: Surroundings, works: Sequence[Work]) -> Iterator[bytes]:
    """Work a share out: give, in pieces, the name of a file, what reading it gave, and what was worked out of it; the same of sources."""
    for source in share.sources:
        rules.ahead_of_source(alone(around), source)
        kept = around.kept[source.span.file]
        kept.update(as_bytes(kept))  # few files need what is large of it
    for name, text in share.texts.items():
        part, found = read_cards(text, name)
        if part:
            deck = alone(around, part)
            (resolved,) = deck.parts
            tuple(unresolved(deck, around.root))
            for work in works:
                work(deck, resolved)
            yield marshal.dumps((name, marshal.dumps(as_read(part, found)), deck.kept.pop(name, {})))
    for name in (one.span.file for one in share.sources):
        yield marshal.dumps((name, b"", as_bytes(around.kept[name])))


def _dealt(texts: Mapping[str, str], sources: Sequence[Source], hands: int) -> list[_Share]:
    """Deal out files and sources, so that each share has about as much of either."""
    shares = [_Share() for _ in range(max(1, hands))]
    for name in sorted(texts, key=lambda one: -len(texts[one])):
        least = min(shares, key=lambda one: one.size)
        least.texts[name] = texts[name]
        least.size += len(texts[name])
    for place, source in enumerate(sources):
        shares[place % len(shares)].sources.append(source)
    return shares


def _processors() -> int:
    """Give how many processes may share the work: one, where it is not safe to go on in a copy of this one."""
    if sys.platform != "linux" or active_count() > 1:
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


class _Beside:
    """A copy of this process, which works some files out. Where it fails, nothing comes of it."""

    def __init__(self, share: _Share, around: Surroundings, works: Sequence[Work]) -> None:
        begin, to = os.pipe()
        self._from = os.fdopen(begin, "rb")
        self._pieces: list[bytes] = []
        self._reader: Thread | None = None
        try:
            self._id = os.fork()
        except OSError:
            os.close(to)
            self._from.close()
            raise
        if self._id == 0:
            try:
                self._from.close()
                with os.fdopen(to, "wb") as file:
                    for piece in _worked(share, around, works):
                        file.write(len(piece).to_bytes(8, "big") + piece)
            finally:
                os._exit(0)  # nothing of what this one has open is its own
        os.close(to)

    def listen(self) -> None:
        """Take what it gives as it comes. Only once all others are begun: a process with threads is not to be copied."""
        self._reader = Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        while size := self._from.read(8):
            self._pieces.append(self._from.read(int.from_bytes(size, "big")))

    def pieces(self) -> Iterator[bytes]:
        """Give all that it gave, when it has ended."""
        if self._reader:
            self._reader.join()
        while self._pieces:
            yield self._pieces.pop()

    def end(self) -> None:
        """End it, if it has not, and forget it."""
        with suppress(OSError):
            os.kill(self._id, 9)
        with suppress(OSError):
            os.waitpid(self._id, 0)
        if self._reader:
            self._reader.join()
        self._from.close()

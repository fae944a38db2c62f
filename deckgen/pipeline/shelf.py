"""What the last command knew of a project's files: what did not change need not be worked out again, and cards not even be read.

In: the name and the text of a file of cards; later a deck, resolved. Out: its part, whose notes are read when somebody asks for them; what
`deckgen.kept` keeps of parts and sources, as it was. Both are what reading the files and working it out again would give.

A record holds, of a file of cards, who its notes are, which hangs on its text alone; and what was worked out of it, which hangs on what
surrounds it, too (`around`). Of a page of content/ one record holds what reading it gave, and another, for each deck, what was worked out
of it; one more holds what was worked out of a whole deck. A record that is damaged, foreign, or another deckgen's or Python's, is as good
as none. They lie in the user's cache folder, in a folder for each project, and may be deleted at any time.
"""

from __future__ import annotations

import marshal
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from deckgen.diagnostics import Diagnostics
from deckgen.kept import Plain, Works, as_bytes
from deckgen.model import Deck, Part, Source
from deckgen.pipeline.ahead import CHECKS, Work, work_ahead
from deckgen.pipeline.around import Around, of_own, seen, shared_ids
from deckgen.pipeline.known import Known
from deckgen.pipeline.later import as_read, cited, from_read, source_as_read, source_from_read
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content
from deckgen.resolve import Surroundings
from deckgen.uptodate import BROKEN, cache_folder, digest, read_record, tool, write_record

FORMAT = 4
MOST = 400_000_000
"""Bytes of all records together, beyond which those of the projects go that were not built for longest."""


class Shelf(Known):
    """The records of one project."""

    def __init__(self, root: Path, works: Sequence[Work] = CHECKS) -> None:
        """In: the project's folder, and what is worked out of files that there is no record of, where they are many."""
        base = cache_folder()
        self._folder = Path(base, f"cards-{FORMAT}-{digest(str(root))}") if base else None
        self._maker = (FORMAT, sys.version, tool()) if base else ()
        self._works = works
        self._decks: list[Deck] = []
        # by the names of records, which of a part is that of its file:
        self._keys: dict[str, Plain] = {}
        self._as_read: dict[str, Plain | bytes] = {}
        self._found: dict[str, Diagnostics] = {}
        self._recorded: dict[str, tuple[Plain, Works]] = {}
        self._ahead: dict[str, Works] = {}
        self._surroundings: dict[str, tuple[str, str]] = {}
        """What surrounds a file: of one of cards, what all that cite the same share, and its own."""
        self._pages: dict[str, tuple[Source, Diagnostics]] = {}
        """Sources that were read now, each with its findings."""

    # --- asked -------------------------------------------------------------------------------------------------------------

    def content(self, text: str, name: str, key: str) -> tuple[Source | None, Diagnostics]:
        """Do what `read_content` does, or tell what it would give."""
        self._keys[name] = (self._maker, name, key, digest(text))
        with suppress(*BROKEN):
            known, read = self._written(name)
            if known == self._keys[name]:
                return source_from_read(read)
        source, found = read_content(text, name, key)
        if source:
            self._pages[name] = source, found
        return source, found

    def look_up(self, texts: Mapping[str, str], resolved: Surroundings | None, around: Around | None) -> None:
        """Find what is known of a deck's files of cards, by their names, and work out the others, where they are many."""
        for name, text in texts.items():
            self._keys[name] = (self._maker, name, digest(text))
            with suppress(*BROKEN):
                self._as_read[name] = self._record(name)
        if resolved and around:
            unknown = {name: text for name, text in texts.items() if not self._is_known(name, around)}
            sources = tuple(resolved.evidence.sources.values()) if len(unknown) == len(texts) else ()  # else they are likely to be recorded
            for name, (read, works) in work_ahead(unknown, resolved, self._works, sources).items():
                self._as_read[name], self._ahead[name] = read, works

    def _is_known(self, name: str, around: Around) -> bool:
        read = self._as_read.get(name)
        with suppress(*BROKEN):
            return isinstance(read, tuple) and self._recorded[name][0][0] == around.of_citing(cited(read))
        return False

    def cards(self, text: str, name: str) -> tuple[Part | None, Diagnostics]:
        """Do what `read_cards` does, or tell what it would give."""
        part, self._found[name] = self._told(text, name) or read_cards(text, name)
        return part, self._found[name]

    def _told(self, text: str, name: str) -> tuple[Part, Diagnostics] | None:
        try:
            read = self._as_read.pop(name)
            return from_read(marshal.loads(read) if isinstance(read, bytes) else read, text, name)
        except BROKEN:
            self._recorded.pop(name, None)
            return None

    def _record(self, name: str) -> Plain:
        """Give what a record says of the file itself, and keep the rest. Errors: `BROKEN`."""
        key, read, surroundings, works = self._written(name)
        if key != self._keys[name]:
            raise KeyError(name)
        around, own = surroundings
        self._recorded[name] = (around, own), dict(works)
        return tuple(read)

    def _written(self, name: str) -> Any:
        """Give a record. Errors: `BROKEN`."""
        if self._folder is None:
            raise FileNotFoundError(name)
        return read_record(str(self._place(name)))

    def fill(self, deck: Deck, around: Around) -> None:
        """Give a deck, as it was resolved, what is known of its parts."""
        self._decks.append(deck)
        ids = Counter(who.id for who in deck.named())
        for part in deck.parts:
            name, shared = part.span.file, shared_ids(deck, part, ids)
            self._surroundings[name] = around.of_citing(part.cited), of_own(deck, part, shared)
            self._give(deck, name, name)
            if name in self._ahead and not shared:  # it was taken for the only one with its ids
                deck.kept[name] = self._ahead.pop(name)
        head = deck.head.span.file
        sources = ((*_of_source(deck, source), around.of_source(source.key)) for source in deck.sources.values())
        for name, file, surroundings in ((head, head, ""), *sources):
            self._keys[name], self._surroundings[name] = (self._maker, name), (surroundings, "")
            with suppress(*BROKEN):
                self._record(name)
            self._give(deck, file, name)

    def _give(self, deck: Deck, file: str, name: str) -> None:
        surroundings, works = self._recorded.get(name, ((), {}))
        if surroundings == self._surroundings[name]:
            deck.kept[file] = dict(works)

    # --- recorded ----------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Record what is known now. Where that cannot be written, there is none."""
        if self._folder is None:
            return
        changed = [(deck, *one) for deck in self._decks for one in _files(deck) if not self._is_recorded(deck, *one[:2])]
        for deck, name, file, part in changed:
            read = as_read(part, self._found[name]) if part else ()
            known = as_bytes(deck.kept.get(file, {}))
            write_record(str(self._place(name)), (self._keys[name], read, self._surroundings[name], known))
        for name, (source, found) in self._pages.items():
            write_record(str(self._place(name)), (self._keys[name], source_as_read(source, found, seen(source.principles))))
        if changed or self._pages:
            self._tidy()

    def _is_recorded(self, deck: Deck, name: str, file: str) -> bool:
        surroundings, works = self._recorded.get(name, ((), {}))
        return surroundings == self._surroundings[name] and _given(works) == _given(deck.kept.get(file, {}))

    def _tidy(self) -> None:
        """Delete the records of files that are gone, and of projects that were not built for longest where all take too much room."""
        assert self._folder
        try:
            kept = {self._place(name) for name in self._keys}
            for path in set(self._folder.iterdir()) - kept:
                path.unlink()
            folders = sorted(self._folder.parent.glob("cards-*"), key=lambda one: (one != self._folder, -one.stat().st_mtime))
            room = MOST
            for folder in folders:
                room -= sum(path.stat().st_size for path in folder.iterdir())
                if room < 0:
                    shutil.rmtree(folder)
        except OSError:
            pass  # another command tidies, too

    def _place(self, name: str) -> Path:
        assert self._folder
        return self._folder / digest(name)


def _files(deck: Deck) -> Iterator[tuple[str, str, Part | None]]:
    """Give the names of a deck's records, with the files by which what they hold is kept, and their parts."""
    yield deck.head.span.file, deck.head.span.file, None
    yield from ((part.span.file, part.span.file, part) for part in deck.parts)
    yield from ((*_of_source(deck, source), None) for source in deck.sources.values())


def _of_source(deck: Deck, source: Source) -> tuple[str, str]:
    """Give the name of a source's record, and its file: what was worked out of it is another in each deck."""
    return f"{source.span.file} {deck.head.span.file}", source.span.file


def _given(works: Works) -> dict[str, Plain]:
    return {work: given for work, (given, _) in works.items()}

"""A project with findings -> its files, with the edits that mend them.

In: the project's folder, and which guesses its author takes. Out: `Fixed`: bytes by name, what was done, what is offered, what is left.
The project itself is only read: each round of edits is tried by loading the project with other bytes, and what brings new errors is undone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from deckgen.codes import CODES
from deckgen.diagnostics import Diagnostic, Diagnostics, Edit, Span, split_lines
from deckgen.pipeline.edits import Page, apply, nfc, page_of, spot
from deckgen.pipeline.load import Project, load
from deckgen.read.cards import propose_id
from deckgen.read.yaml import read_yaml

ROUNDS = 20
"""An edit may uncover the next finding, and that the next; more often than this, nobody would believe it."""
TRIES = 200
"""How often a project is loaded at most, to find out which edits do harm."""
_IDENTITIES = ("C002", "C007")
"""Findings whose edits write what reviews will hang on: a note's id, the deck's uid."""
_IDS = re.compile(r"""(?<![\w-])(?:id|was)["']?[ \t]*:[ \t]*["']?([^\s"',}#]+)""")


@dataclass(frozen=True, slots=True)
class Take:
    """A yes to guesses: to all of a code, or to what stands in a line of a file."""

    code: str
    file: str = ""
    line: int = 0

    def means(self, finding: Diagnostic) -> bool:
        """Whether this is about that finding."""
        return finding.code == self.code and (not self.file or (finding.span.file, finding.span.line) == (self.file, self.line))

    def __str__(self) -> str:
        """Give it as `--take` takes it."""
        return f"{self.code}:{self.file}:{self.line}" if self.file else self.code


def read_take(words: str) -> Take | None:
    """Read `CODE` or `CODE:FILE:LINE`; `None` where it is neither.

    >>> read_take("r001:cards/01.yaml:4"), read_take("cards")
    (Take(code='R001', file='cards/01.yaml', line=4), None)
    """
    found = re.fullmatch(r"([A-Za-z]\d{3})(?::(.+):([1-9]\d{0,8}))?", words)
    if not found or found[1].upper() not in CODES:
        return None
    return Take(found[1].upper(), found[2] or "", int(found[3] or 0))


@dataclass(frozen=True, slots=True)
class Mend:
    """A finding, and the edit that mends it."""

    finding: Diagnostic
    edit: Edit


@dataclass(frozen=True, slots=True)
class Offer:
    """A guess that was not taken."""

    mend: Mend
    take: Take | None
    """What takes it; `None` where several guesses are about one place, so that only a person can choose."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """What mending a project comes to."""

    project: Project
    """The project as it would be."""
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    """The files that change, by their names inside the project."""
    done: tuple[Mend, ...]
    offers: tuple[Offer, ...]
    left: tuple[tuple[Mend, str], ...]
    """Edits that were not made, each with the reason."""
    idle: tuple[Take, ...]
    """Takes that no guess was found for."""


def fix(root: Path, takes: Iterable[Take] = ()) -> Fixed:
    """Mend what can be mended. In: the project's folder, and which guesses to take. Nothing is written to the project."""
    project = load(root, every_editor=True)
    fixer = _Fixer(root, project, tuple(takes))
    if any(one.edit for one in project.diagnostics):
        fixer.run()
        project = fixer.project
    after = {name: data for name, data in fixer.files.items() if data != fixer.original(name)}
    before = {name: fixer.original(name) for name in after}
    return Fixed(project, before, after, tuple(fixer.done), fixer.offers(project), fixer.left(project), fixer.idle())


# --- rounds ------------------------------------------------------------------------------------------------------------------


class _Fixer:
    """Chooses edits round by round, tries them, and keeps what does no harm."""

    def __init__(self, root: Path, project: Project, takes: tuple[Take, ...]) -> None:
        self.root = root
        self.takes = takes
        self.files: Mapping[str, bytes] = {}
        self.done: list[Mend] = []
        self.refused: dict[tuple[str, ...], str] = {}
        self.answered: set[Take] = set()
        self.tries = 0
        self.project = project
        self.was: dict[str, bytes] = {}

    def run(self) -> None:
        """Mend until nothing is left that can be. What was refused may do no harm once others are made: it is tried again, then."""
        judged = self.files
        for _ in range(ROUNDS):
            wanted = self._wanted()
            if not wanted and self.refused and self.files != judged:
                judged, self.refused = self.files, {}
                wanted = self._wanted()
            if not wanted or self.tries >= TRIES:
                break
            self._sift(wanted)

    def _wanted(self) -> list[Mend]:
        return self._first() or self._chosen(_ours(self.project)) or self._chosen(self._taken())

    def _first(self) -> list[Mend]:
        """Give what keeps files from being read: only then is it known what else is wrong with them."""
        return self._chosen([one for one in _ours(self.project) if _unread(self.project, one)])

    def _taken(self) -> list[Mend]:
        """Give the guesses that were taken. Lines are meant as they are once all safe edits are made: so they count only once."""
        guesses = offered(self.project)
        wanted = [take for take in self.takes if not (take.file and take in self.answered)]
        chosen = [one.mend for one in guesses if any(_agree(take, one) for take in wanted)]
        self.answered |= {take for take in wanted if take.file or any(take.means(one.mend.finding) for one in guesses)}
        return chosen

    def _chosen(self, mends: Iterable[Mend]) -> list[Mend]:
        """Leave out what cannot be done now: of edits that touch each other, all but the first wait for the next round."""
        chosen: list[Mend] = []
        busy: dict[tuple[str, int], list[Span]] = {}
        for mend in mends:
            span = mend.edit.span
            lines = [(span.file, number) for number in range(span.line, span.end_line + 1)]
            near = [other for line in lines for other in busy.get(line, ())]
            if any(_touch(span, other) for other in near) or self._hindrance(mend):
                continue
            chosen.append(mend)
            for line in lines:
                busy.setdefault(line, []).append(span)
        return chosen

    def _hindrance(self, mend: Mend) -> str:
        """Say why an edit cannot be made as things stand; empty where it can."""
        finding, name = mend.finding, mend.edit.span.file
        if _key(self.project, finding) in self.refused:
            return self.refused[_key(self.project, finding)]
        if any(one.code == "F003" and one.span.file == name for one in self.project.diagnostics):
            return "the file is of another encoding: save it as UTF-8 first"
        if (self.root / name).resolve() != self.root.resolve() / name:
            return "the file is a link, or stands in a linked folder: mend it where it is"
        if _first_fault(self.project, mend) != finding:
            return "another fault of this line comes first"
        if finding.code in _IDENTITIES and _unsure(self.project, finding.span.file):
            return "what was released cannot be read: mend deck.yaml and deck.lock first"
        page = page_of(self._bytes(self.files, name))
        if not spot(page, mend.edit):
            return "its place is not found in the file"
        return _doubt(page, mend.edit) if mend.edit.safe else ""  # who takes a guess has no doubt

    def original(self, name: str) -> bytes:
        """Give the bytes that a file had when they were first asked for."""
        if name not in self.was:
            self.was[name] = (self.root / name).read_bytes()
        return self.was[name]

    def _bytes(self, files: Mapping[str, bytes], name: str) -> bytes:
        return files[name] if name in files else self.original(name)

    def _sift(self, wanted: list[Mend]) -> None:
        """Make edits. Where they bring anything new, they are tried in halves, and at last one by one."""
        base, first, kept = self.files, self.project, list[Mend]()
        todo = [wanted]
        while todo and self.tries < TRIES:
            some = todo.pop()
            files = {**base} | {name: apply(self._bytes(base, name), edits) for name, edits in _by_file([*kept, *some]).items()}
            project = load(self.root, files, every_editor=True)
            self.tries += 1
            harm = _harm(self.project, project, some)
            if not harm:
                kept += some
                self.project, self.files = project, files
            elif len(some) == 1:
                self.refused[_key(first, some[0].finding)] = harm
            else:
                todo += [some[len(some) // 2 :], some[: len(some) // 2]]
        self.done += sorted(kept, key=lambda one: one.finding.sort_key)

    # --- what is left ----------------------------------------------------------------------------------------------------

    def offers(self, project: Project) -> tuple[Offer, ...]:
        """Give the guesses that were not taken."""
        return tuple(one for one in offered(project) if _key(project, one.mend.finding) not in self.refused)

    def left(self, project: Project) -> tuple[tuple[Mend, str], ...]:
        """Give the edits that were wanted and not made, each with the reason."""
        refused = (one.mend for one in offered(project) if _key(project, one.mend.finding) in self.refused)
        mends = sorted((*_ours(project), *refused), key=lambda one: one.finding.sort_key)
        return tuple((one, self._hindrance(one) or "there was too much to do: run `deckgen fix` again") for one in mends)

    def idle(self) -> tuple[Take, ...]:
        """Give the takes that no guess was found for."""
        found = [mend.finding for mend in self.done] + [one.mend.finding for one in offered(self.project)]
        return tuple(take for take in self.takes if not take.file and take not in self.answered) + tuple(
            take for take in self.takes if take.file and not any(take.means(one) for one in found)
        )


def _ours(project: Project) -> Iterator[Mend]:
    """Give the safe edits of a project's findings. Ids become unlike all others of the deck, and a released uid comes back."""
    taken: dict[str, set[str]] = {}
    for finding in project.diagnostics:
        edit = finding.edit
        if edit and edit.safe:
            if finding.code == "C007":
                folder = folder_of(finding.span.file)
                edit = _own_id(edit, taken.setdefault(folder, ids_of(project, folder)))
            elif finding.code == "C002":
                edit = _own_uid(edit, project)
            yield Mend(finding, edit)


def _own_id(edit: Edit, taken: set[str]) -> Edit:
    """Make the proposed id one that the deck does not have. The proposal was made by someone who saw one file."""
    found = re.match(r"id: (\S+)", edit.replacement)
    if not found:
        return edit
    id, plain = found[1], re.sub(r"-\d+$", "", found[1])
    if id in taken:
        id = propose_id(plain if plain in taken else id, taken)
    taken.add(id)
    return Edit(edit.span, f"id: {id}{edit.replacement[found.end() :]}", edit.safe)


def ids_of(project: Project, folder: str) -> set[str]:
    """Give every id that a deck has or had, by its files, read or not, and by what was released: none may be given again."""
    texts = (text for name, text in project.files.items() if folder_of(name) == folder and name.endswith((".yaml", ".yml")))
    ids = {id for text in texts for id in _IDS.findall(text)}
    for deck in project.decks:
        if folder_of(deck.head.span.file) == folder:
            ids |= {id for note in deck.named() for id in (note.id, note.was)}
            ids |= {one.id for one in deck.released.notes.values()} if deck.released else set()
    return ids


def _own_uid(edit: Edit, project: Project) -> Edit:
    """Propose the released uid in place of a random one."""
    for deck in project.decks:
        if deck.head.span.file == edit.span.file and deck.released and edit.replacement.startswith("uid: "):
            return Edit(edit.span, f"uid: {deck.released.uid}\n", edit.safe)
    return edit


def _unsure(project: Project, name: str) -> bool:
    """Whether it is unknown what was released of a file's deck: then nobody can say which identities are free."""
    folder = folder_of(name)
    damaged = any(one.code in ("L002", "L003") and folder_of(one.span.file) == folder for one in project.diagnostics)
    return damaged or not any(folder_of(deck.head.span.file) == folder for deck in project.decks)


def folder_of(name: str) -> str:
    """Give the folder of a file, by its name inside the project."""
    return str(PurePosixPath(name).parent)


def offered(project: Project) -> list[Offer]:
    """Give the edits that an author has to take. Of those that exclude each other, no `--take CODE` takes any."""
    mends = [Mend(one, one.edit) for one in project.diagnostics if one.edit and not one.edit.safe]
    places = defaultdict[tuple[str, str, int], list[Mend]](list)
    for one in mends:
        places[one.finding.code, one.finding.span.file, one.finding.span.line].append(one)
    texts = Counter((one.finding.code, folder_of(one.edit.span.file), one.edit.replacement.strip()) for one in mends)
    offers = []
    for one in mends:
        code, at = one.finding.code, one.finding.span
        alone = not any(other is not one and _exclude(one, other) for other in places[code, at.file, at.line])
        clear = texts[code, folder_of(one.edit.span.file), one.edit.replacement.strip()] == 1
        offers.append(Offer(one, (Take(code) if clear else Take(code, at.file, at.line)) if alone else None))
    return offers


def _exclude(one: Mend, other: Mend) -> bool:
    """Whether two guesses of a line may be two answers to one question: they are about one place, or write to one."""
    return _touch(one.finding.span, other.finding.span) or (
        one.edit.span.file == other.edit.span.file and _touch(one.edit.span, other.edit.span)
    )


def _agree(take: Take, offer: Offer) -> bool:
    """Whether a take takes an offer: one that names a place takes what stands there, one that does not takes what is clear without."""
    return offer.take is not None and take.means(offer.mend.finding) and (bool(take.file) or not offer.take.file)


# --- doubts ------------------------------------------------------------------------------------------------------------------

_BLOCK_DOUBTS = (
    (re.compile(r"[ \t]#"), "whether ` #` begins a comment here, only its author knows"),
    (re.compile(r"[|>][-+0-9]*\s*$"), "the text goes on below, where it would be read otherwise"),
    (re.compile(r"^(['\"]).*\1\s*$"), "whether the quotation marks are the text’s, only its author knows"),
)
"""What a line holds from the edit on that makes a `|` a guess."""


def _doubt(page: Page, edit: Edit) -> str:
    """Say why an edit might not be what its author means; empty where nothing speaks against it."""
    if edit.span.line > len(page.rows):
        return ""  # below the last line
    row, span = nfc(page.rows[edit.span.line - 1]), edit.span
    new, rest = edit.replacement, row[span.column - 1 :]
    old = rest[: span.end_column - span.column] if span.end_line == span.line else rest
    if new.startswith("|") and new.partition("\n")[2].strip() == old.strip()[1:-1].strip() != "":
        return ""  # it takes the quotation marks away, and so knows that they are YAML's
    if new.startswith("|"):
        return next((why for pattern, why in _BLOCK_DOUBTS if pattern.search(rest)), "")
    if new == "]" and re.search(r"[ \t]#|,\s*$", row):
        return "where the list ends, only its author knows"
    if new in ("was", "guid"):
        return "it would give the note another identity"
    had, has = (Counter(re.findall(r"\w+", text)) for text in (old, new))
    return "it would take words away" if (had - has).total() > (has - had).total() else ""


# --- harm --------------------------------------------------------------------------------------------------------------------


def _harm(before: Project, after: Project, mends: list[Mend]) -> str:
    """Say what speaks against edits: a finding that stays, a file that reads worse, or other errors than before; else nothing.

    Where a fault kept a file from being read to its end, mending it shows what was there all along: that is no harm. Elsewhere no edit
    may make the errors more, but for those that the next round mends; and one that mends YAML may bring none at all: its line had been
    understood.
    """
    unread = all(_unread(before, mend) for mend in mends)
    new = new_errors(before, after)
    hard = [one for one in new if one.code[0] == "Y" or not (one.edit and one.edit.safe)]
    worse = any(_faults(after, name) > _faults(before, name) for name in {mend.edit.span.file for mend in mends})
    more = len(_errors(after)) - len(new) + len(hard) > len(_errors(before)) or any(mend.finding.code[0] == "Y" for mend in mends)
    if new and (worse or (not unread and (more or (len(mends) > 1 and hard)))):
        worst = (*hard, *new)[0]
        return f"it would bring {worst.code}: {' '.join(worst.message.split())}"
    return "it would change nothing" if _stays(before, after, mends, _key if unread else _short_key) else ""


def _stays(before: Project, after: Project, mends: list[Mend], key: Callable[[Project, Diagnostic], tuple[str, ...]]) -> bool:
    """Whether any finding is still there that an edit was to take away."""
    old, now = (Counter(key(project, one) for one in project.diagnostics) for project in (before, after))
    gone = Counter(key(before, mend.finding) for mend in mends)
    return any(now[one] > old[one] - number for one, number in gone.items())


def new_errors(before: Project, after: Project) -> Diagnostics:
    """Give the errors that were not there, wherever lines have moved to."""
    known = Counter(_short_key(before, one) for one in _errors(before))
    new = []
    for one in _errors(after):
        known[_short_key(after, one)] -= 1
        new += [one] if known[_short_key(after, one)] < 0 else []
    return tuple(sorted(new, key=lambda one: one.code[0] != "Y"))


def _unread(project: Project, mend: Mend) -> bool:
    """Whether an edit mends YAML in a file that could not be read to its end."""
    name = mend.edit.span.file
    return mend.finding.code[0] == "Y" and name.endswith((".yaml", ".yml")) and not _readable(project.files[name])


@lru_cache(maxsize=64)
def _readable(text: str) -> bool:
    return read_yaml(text, "")[0] is not None


def _faults(project: Project, name: str) -> int:
    return sum(one.code[0] == "Y" and one.span.file == name for one in _errors(project))


def _errors(project: Project) -> Diagnostics:
    return tuple(one for one in project.diagnostics if one.is_error)


def _short_key(_: Project, finding: Diagnostic) -> tuple[str, ...]:
    """Give what a finding is known by when lines have moved."""
    return finding.code, finding.span.file, finding.message


def _key(project: Project, finding: Diagnostic) -> tuple[str, ...]:
    """Give what a finding is known by among several of its kind: its line's text, too."""
    lines = _lines(project.files.get(finding.span.file, ""))
    return *_short_key(project, finding), lines[finding.span.line - 1] if finding.span.line <= len(lines) else ""


def _first_fault(project: Project, mend: Mend) -> Diagnostic:
    """Give the fault that an edit's line has to be rid of first: what YAML cannot read was mended in memory, so places behind it moved."""
    span = mend.edit.span
    lines = range(span.line, span.end_line + 1)
    faults = (one for one in _errors(project) if one.code[0] == "Y" and one.span.file == span.file and one.span.line in lines)
    return next(faults, mend.finding)


def _touch(one: Span, other: Span) -> bool:
    return (one.line, one.column) <= (other.end_line, other.end_column) and (other.line, other.column) <= (one.end_line, one.end_column)


@lru_cache(maxsize=64)
def _lines(text: str) -> list[str]:
    return split_lines(text)


def _by_file(mends: Iterable[Mend]) -> dict[str, list[Edit]]:
    edits: dict[str, list[Edit]] = {}
    for mend in mends:
        edits.setdefault(mend.edit.span.file, []).append(mend.edit)
    return edits

"""Bytes -> files in their places: all of them, or the old ones stay, whatever happens meanwhile.

In: bytes by path. Out: nothing, or a `WriteError` that says in words what stood in the way.

Every file is written beside its place (`staging`) and brought down to the disk. A journal then lists the renames (`journal`): with it,
the writing is decided. Next come the renames, and the journal goes. A process that is killed before the journal stands has changed
nothing; one that is killed later has its renames done by `finish`, with which every command that writes begins. Meanwhile no other
deckgen writes into these folders (`hold`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deckgen.pipeline.hold import held
from deckgen.pipeline.journal import Move, complete, drop_journal, has_journal, write_journal
from deckgen.pipeline.staging import WriteError, keep, leftovers, naming, stage, sweep, sync

__all__ = ["WriteError", "finish", "held", "together", "write_all"]


def together(root: Path, folder: Path) -> tuple[Path, ...]:
    """Give the folders that are finished and written together with one.

    These are all that deckgen writes in a project where it is one of them: the journal of a release names more than one. A folder
    elsewhere (`--out DIR`) has nothing to do with them.
    """
    cards = root / "cards"
    content = root / "content"
    project = (cards, *sorted(one for one in cards.glob("*") if one.is_dir()), content, content / "texts", root / "dist")
    return project if folder.resolve() in {one.resolve() for one in project} else (folder,)


def finish(*folders: Path) -> None:
    """Do what killed processes had decided and not done, and take away what they left.

    In: folders whose journals may name files in any of these, and in no other; see `together`. Errors: `WriteError`.
    """
    if not any(has_journal(folder) or leftovers(folder) for folder in folders):
        return  # as nearly always: then nobody is waited for
    with held(*folders):
        for folder in folders:
            if has_journal(folder):
                complete(folder, folders)
        for folder in folders:  # not before all journals are done: they need the staged files of any folder
            sweep(folder)


def write_all(made: Mapping[Path, bytes], journal: Path, folders: tuple[Path, ...] = ()) -> None:
    """Write files as one: killed at any moment, they are all old or, after `finish`, all new. What fails leaves all old.

    In: the bytes by path; the folder to keep the journal in meanwhile; the folders to finish before and to hold (`together`). The files
    lie in these: `finish` would not follow the journal elsewhere. Errors: `WriteError`.
    """
    known = tuple(dict.fromkeys((journal, *folders)))
    strange = {path.parent.resolve() for path in made} - {folder.resolve() for folder in known}
    if strange:
        raise ValueError(f"not among the folders to write to: {strange}")
    for folder in dict.fromkeys((journal, *(path.parent for path in made))):
        with naming(folder):
            folder.mkdir(parents=True, exist_ok=True)
    with held(*known):
        finish(*known)
        with _staged(made, journal) as files:
            _place(files, journal)


@dataclass(frozen=True, slots=True)
class _File(Move):
    """A staged file, its place, and what was there before, under a second name."""

    old: Path | None


@contextmanager
def _staged(made: Mapping[Path, bytes], journal: Path) -> Iterator[list[_File]]:
    """Stage files, and take away at the end what is still beside its place."""
    beside: list[Path] = []
    files = []
    try:
        for target, data in made.items():
            with naming(target):
                staged = stage(target.parent, data)
                beside.append(staged)
                if target.is_file() and not target.is_symlink():
                    staged.chmod(target.stat().st_mode & 0o777)  # whoever may read it is its author's to say
                old = keep(target)
                beside += [old] if old else []
                files.append(_File(staged, target, old))
        yield files
    finally:
        for path in () if has_journal(journal) else beside:  # a second Ctrl-C is like a kill: `finish` needs the files
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _place(files: list[_File], journal: Path) -> None:
    """Move staged files to their places; where one cannot be moved, all are old again."""
    homes = {file.target.parent for file in files}
    for folder in homes:
        sync(folder)
    try:
        if len(files) > 1:  # one rename needs no journal
            write_journal(journal, files)
        for file in files:
            with naming(file.target):
                file.staged.replace(file.target)
        for folder in homes:
            sync(folder)  # before the journal goes: else a power failure could undo renames that nothing knows of any more
        drop_journal(journal)
    except BaseException:  # Ctrl-C, too
        for file in reversed(files):
            _put_back(file)
        with suppress(WriteError):
            drop_journal(journal)
        raise


def _put_back(file: _File) -> None:
    """Undo one rename, as far as the machine lets us. The staged file is back, too: killed here, `finish` makes all new."""
    with suppress(OSError):
        if file.staged.exists():
            return  # it was never moved
        if file.old is None:
            file.target.replace(file.staged)
            return
        with suppress(OSError):  # a file system without second names
            file.staged.hardlink_to(file.target)
        file.old.replace(file.target)

"""What somebody has of a deck -> its state: an .apkg, or the project at a git revision.

In: a path or a revision. Out: a `State`, or an `OldError` that says in one line why there is none.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from deckgen import identity
from deckgen.anki import Package, Stamp, apkg
from deckgen.anki.unpack import BadPackageError, unpack
from deckgen.model import Deck
from deckgen.pipeline.git import git
from deckgen.pipeline.load import load
from deckgen.pipeline.stamp import stamp
from deckgen.released.state import State


class OldError(ValueError):
    """There is nothing to compare with; the argument says why, in one line."""


def old_state(old: str, root: Path, deck: Deck) -> State:
    """Give what a learner has who imported `old`: a package's path, or a git revision of the project. Errors: `OldError`."""
    path = Path(old)
    if path.is_file() or path.suffix == ".apkg":
        return _of_package(path, deck)
    return _at_revision(old, root, deck)


def _of_package(path: Path, deck: Deck) -> State:
    try:
        state = unpack(path)
    except BadPackageError as error:
        raise OldError(f"{path}: {error}") from error
    ours = identity.note_types(deck.head.uid)
    own = state.types.keys() & ours.keys()
    if own and not any(state.types[key].id == ours[key] for key in own):
        raise OldError(f"{path}: this is another deck of deckgen's, not `{deck.head.name}`")
    # another tool's package does not tell where the deck ends and its parts begin
    return state if own else replace(state, deck=deck.head.name, parts={})


def new_state(package: Package) -> State:
    """Give what a learner has who imported a package that was just made: read as any other, so that both are alike."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.apkg"
        path.write_bytes(package.data)
        return unpack(path)


# --- a revision --------------------------------------------------------------------------------------------------------------


def _at_revision(revision: str, root: Path, deck: Deck) -> State:
    """Build the deck as it was at a revision, by this deckgen."""
    commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not commit:
        is_folder = bool(revision) and Path(revision).is_dir()
        raise OldError(
            f"{revision}: {'it is a folder, not a package' if is_folder else 'neither a file nor a revision that git knows here'}"
        )
    archive = git(root, "archive", "--format=tar", commit.decode().strip(), ".")
    when = git(root, "log", "-1", "--format=%ct", commit.decode().strip(), "--", "cards", "content")
    if archive is None:
        raise OldError(f"{revision}: git does not hold this project there")
    with TemporaryDirectory() as folder:
        _unpack(archive, Path(folder))
        project = load(Path(folder).resolve())
        decks = project.decks
        then = next((one for one in decks if one.head.uid == deck.head.uid), None) or (decks[0] if len(decks) == 1 else None)
        wrong = project.broken("RQAW")
        if wrong:
            first = wrong[0]
            raise OldError(f"{revision}: its files have problems, the first in {first.span.file}:{first.span.line}: {first.message}")
        if then is None:
            raise OldError(f"{revision}: it has no deck `{deck.head.id}`")
        time = int(when) if when and when.strip().isdigit() else stamp(root)
        return new_state(apkg(then, Stamp(time)))


def _unpack(archive: bytes, folder: Path) -> None:
    """Write the plain files of git's archive below a folder. Links are left out: the project's own files need none."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            data, path = files.extractfile(member) if member.isfile() else None, PurePosixPath(member.name)
            if data and not path.is_absolute() and ".." not in path.parts:
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(data.read())

"""`deckgen release`: what learners get, recorded for ever."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from deckgen.changes import as_text
from deckgen.cli import completion
from deckgen.cli.common import (
    PROBLEMS,
    columns,
    deck_option,
    fails,
    one_deck,
    plural,
    project_option,
    report,
    shown,
    stop_at,
    time_of,
    wants_color,
    writing,
)
from deckgen.model import Deck
from deckgen.pipeline.allowances import without_allowed
from deckgen.pipeline.history import DECK_LOCK
from deckgen.pipeline.load import Project, load
from deckgen.pipeline.old import OldError
from deckgen.pipeline.outputs import Stamp
from deckgen.pipeline.place import finish, held, together, write_all
from deckgen.pipeline.release import Release, Version, cards_folder, files, objection, read_version, release
from deckgen.pipeline.relock import lock_from
from deckgen.pipeline.stamp import release_time
from deckgen.released.lockfile import write_lock


@click.command("release", short_help="Stamp what changed, write the lock and the notes for learners, build.")
@click.argument("version", required=False, shell_complete=completion.versions)
@project_option
@deck_option
@click.option("--restamp", is_flag=True, help="Send out what only deckgen renders otherwise, too: notes and the look of the cards.")
@click.option("--restamp-look", is_flag=True, help="Send out the look of the cards alone.")
@click.option("--dry-run", is_flag=True, help="Say what would be released, and write nothing.")
@click.option(
    "--lock-from",
    "package",
    metavar="OLD.apkg",
    type=click.Path(path_type=Path),
    help="Only write the lock anew, from the last released package.",
)
def command(
    version: str | None, root: Path, deck: str | None, restamp: bool, restamp_look: bool, dry_run: bool, package: Path | None
) -> None:
    """Release the deck as VERSION (X.Y.Z).

    What changed since the last release is stamped, so that learners' Anki takes it. Writes deck.lock and CHANGELOG.md beside deck.yaml,
    and dist/ with what to upload. All of it, or nothing.

    \b
    deckgen release 1.0.0
    deckgen release 1.1.0 --dry-run             what learners would see; writes nothing
    deckgen release --lock-from last.apkg       where the lock was lost
    """
    with _held(root):
        project = load(root)
        if package:
            _relock(project, deck, package, ".".join(map(str, _version(version))) if version else "", dry_run)
            return
        wanted = _version(version)
        if fails(project.diagnostics, strict=False):
            report(project.diagnostics, project)
            _stop()
        chosen = one_deck(project, deck)
        done = release(project, chosen, wanted, Stamp(time_of(release_time), "", restamp, restamp or restamp_look))
        _judge(project, chosen, wanted, done)
        if chosen.released:
            click.echo(as_text(done.changes, wants_color(sys.stdout), columns(), chosen.released.version), nl=False)
        if not dry_run:
            _write(root, files(root, done))
        _tell(root, done, dry_run=dry_run)


def _version(version: str | None) -> Version:
    if version is None:
        raise click.UsageError("which version? Write `deckgen release 1.0.0`")
    wanted = read_version(version)
    if wanted is None:
        raise click.UsageError(f"a version is X.Y.Z, three numbers, and not {version!r}")
    return wanted


def _judge(project: Project, deck: Deck, version: Version, done: Release) -> None:
    """Stop where something keeps this from being released."""
    found = without_allowed(project.allowances, done.diagnostics)
    report(sorted((*project.diagnostics, *found), key=lambda one: one.sort_key), project)
    against = objection(deck.released, version, done.changes)
    if against:
        click.echo(against[0].upper() + against[1:] + ".", err=True)
    if against or fails(found, strict=False):
        _stop()


def _stop() -> None:
    click.echo("Nothing was released.", err=True)
    sys.exit(PROBLEMS)


@contextmanager
def _held(root: Path) -> Iterator[None]:
    """Let nobody else write into the project meanwhile, and first do what a killed command had decided."""
    folders = together(root, root / "cards")
    with writing("Nothing was released."), held(*folders):
        finish(*folders)
        yield


def _write(root: Path, made: dict[Path, bytes]) -> None:
    cards = next(path.parent for path in made if path.name == DECK_LOCK)
    write_all(made, cards, together(root, cards))


def _relock(project: Project, id: str | None, package: Path, version: str, dry_run: bool) -> None:
    """Write the lock from a package."""
    stop_at([one for one in project.broken("RLQAW") if one.code != "G004"], project, "No lock was written")
    deck = one_deck(project, id)
    folder = cards_folder(project.root, deck)
    name = shown(folder / DECK_LOCK)
    if deck.released and not any(one.code == "L003" and one.span.file == deck.head.span.file for one in project.diagnostics):
        raise click.UsageError(f"{name} is whole, and holds release {deck.released.version}: there is nothing to make anew")
    try:
        state = lock_from(package, deck, folder, version)
    except OldError as error:
        raise click.ClickException(str(error)) from error
    if not dry_run:
        _write(project.root, {folder / DECK_LOCK: write_lock(state).encode()})
    click.echo(f"{name} {'would hold' if dry_run else 'holds'} release {state.version}: {plural(len(state.notes), 'note')}")
    click.echo("What was withdrawn or dropped before that release is not in a package, and so not in the lock.")


def _tell(root: Path, done: Release, *, dry_run: bool) -> None:
    """Say what is released, and what to do with it."""
    name, dist = done.version, root / "dist"
    if done.package.unsent:
        more = plural(done.package.unsent, "note")
        click.echo(f"{more} would look otherwise to learners who have them; they keep what they have: --restamp sends them out.")
    if done.package.look_unsent:
        click.echo(
            "Learners who have the deck keep the look of its cards: --restamp-look sends the new one, which replaces their own styling."
        )
    cards = plural(sum(len(one.cards) for one in done.package.state.notes.values() if not one.withdrawn), "card")
    click.echo(f"\n{done.deck.head.name} {name}{' would be released' if dry_run else ' is released'}: {cards}.")
    if dry_run:
        return
    folder = shlex.quote(shown(cards_folder(root, done.deck)))
    message = shlex.quote(f"Release {done.deck.head.name} {name}")
    click.echo(
        f"""
Next:
  1. Read what learners are told, {shown(cards_folder(root, done.deck))}/CHANGELOG.md; correct it where you can say it better.
  2. git add {folder} && git commit -m {message} && git tag {done.tag} && git push origin HEAD {done.tag}
  3. Upload, where no workflow does it:"""
    )
    for output in done.made:
        what = "the text for its page on AnkiWeb" if output.endswith("-ankiweb.md") else "to the release on GitHub"
        what += ", and to AnkiWeb" if output.endswith(".apkg") else ""
        click.echo(f"       {shown(dist / output)}  {what}")

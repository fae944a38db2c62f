"""`deckgen diff`: what learners will see on importing this one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deckgen.changes import as_json, as_markdown, as_text
from deckgen.cli import completion
from deckgen.cli.common import PROBLEMS, columns, deck_option, one_deck, project_option, stop_at, time_of, wants_color
from deckgen.pipeline.load import load, pictures
from deckgen.pipeline.old import OldError, new_state, old_state
from deckgen.pipeline.outputs import Stamp, apkg
from deckgen.pipeline.stamp import stamp
from deckgen.released.changes import Changes
from deckgen.released.compare import compare


@click.command("diff", short_help="Say what learners who have OLD will see when they import this one.")
@click.argument("old", required=False, shell_complete=completion.files)
@project_option
@deck_option
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="How to say it.")
@click.option("--called", metavar="WORDS", help="What to call OLD in what is told, as in “For a learner who has the deck on main”.")
@click.option("--exit-code", is_flag=True, help="End with 1 if anything changes for learners.")
def command(old: str | None, root: Path, deck: str | None, form: str, called: str | None, exit_code: bool) -> None:
    """Say what learners who have OLD will see when they import the deck as it is now.

    OLD is an .apkg, of deckgen or of another tool, or a git revision. Without it: what was released, by the deck's lock.

    \b
    deckgen diff                          since the last release, where there was one
    deckgen diff ~/Downloads/deck.apkg
    deckgen diff main --called "the deck on main" --format markdown   for a pull request
    """
    project = load(root)
    stop_at(project.broken("RQAW"), project, "Nothing was compared")  # what the gate reports is what is asked for here
    chosen = one_deck(project, deck)
    try:
        now = apkg(chosen, Stamp(time_of(lambda: stamp(root, pictures(project)))))
        if old is None:
            if chosen.released is None:
                raise click.UsageError("this deck has no release yet: which OLD? An .apkg, or a git revision")
            changes, had = compare(chosen.released, now.state), chosen.released.version
        else:
            changes, had = compare(old_state(old, root, chosen), new_state(now)), old
    except OldError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_told(changes, form, called or had), nl=False)
    if exit_code and changes.any:
        sys.exit(PROBLEMS)


def _told(changes: Changes, form: str, had: str) -> str:
    if form == "json":
        return as_json(changes)
    return as_markdown(changes, had) if form == "markdown" else as_text(changes, wants_color(sys.stdout), columns(), had)

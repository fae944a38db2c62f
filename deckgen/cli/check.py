"""`deckgen check`: report every problem, write nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deckgen.cli.common import PROBLEMS, fails, plural, project_option, report, strict_option
from deckgen.model import Deck
from deckgen.pipeline.load import load


@click.command("check", short_help="Report every problem in content/ and cards/, write nothing.")
@project_option
@strict_option
def command(root: Path, strict: bool) -> None:
    """Report every problem in content/ and cards/, and write nothing.

    \b
    deckgen check
    deckgen check --strict     warnings count, too
    """
    project = load(root)
    report(project.diagnostics, project)
    if fails(project.diagnostics, strict):
        sys.exit(PROBLEMS)
    for deck in project.decks:
        click.echo(summary(deck))


def summary(deck: Deck) -> str:
    """Give what a deck holds, in one line."""
    principles = sum(len(source.principles) for source in deck.sources.values())
    counts = (
        plural(sum(1 for _ in deck.notes()), "note"),
        plural(len(deck.parts), "part"),
        plural(principles, "principle"),
        plural(len(deck.sources), "source"),
    )
    return f"{deck.head.name}: {', '.join(counts)}"

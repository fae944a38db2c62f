"""`deckgen check`: report every problem, write nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deckgen.cli.common import PROBLEMS, fails, format_option, plural, project_option, remark, report, shelf, strict_option
from deckgen.model import Deck
from deckgen.pipeline.load import load


@click.command("check", short_help="Report every problem in content/ and cards/, write nothing.")
@project_option
@strict_option
@format_option
def command(root: Path, strict: bool, form: str) -> None:
    """Report every problem in content/ and cards/, and write nothing.

    \b
    deckgen check
    deckgen check --strict            warnings count, too
    deckgen check --format concise    a line each, as editors and grep read it
    """
    project = load(root, known=shelf(root))
    report(project.diagnostics, project, form)
    if fails(project.diagnostics, strict):
        sys.exit(PROBLEMS)
    for deck in project.decks:
        remark(summary(deck), form)


def summary(deck: Deck) -> str:
    """Give what a deck holds, in one line."""
    principles = sum(len(source.principles) for source in deck.sources.values())
    counts = (
        plural(sum(len(part.notes) for part in deck.parts), "note"),
        plural(len(deck.parts), "part"),
        plural(principles, "principle"),
        plural(len(deck.sources), "source"),
    )
    return f"{deck.head.name}: {', '.join(counts)}"

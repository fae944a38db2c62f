"""`deckgen stats`: what the deck holds, and what of its sources it covers."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deckgen.cli.common import deck_option, one_deck, project_option, stop_at, wants_color
from deckgen.pipeline.load import load
from deckgen.stats import Stats, as_json, as_svg, as_text, measure


@click.command("stats", short_help="Say what the deck holds, and what of its sources it covers.")
@project_option
@deck_option
@click.option("--format", "form", type=click.Choice(["text", "json", "svg"]), default="text", help="How to say it.")
def command(root: Path, deck: str | None, form: str) -> None:
    """Say what the deck holds, how that compares with a good deck, and what of its sources it covers.

    \b
    deckgen stats
    deckgen stats --format json
    deckgen stats --format svg > coverage.svg     the paragraphs of the sources, drawn
    """
    project = load(root)
    stop_at(project.broken("RQAW"), project, "Nothing was counted")  # a quotation too many, or not yet verified, is what stats are for
    click.echo(_told(measure(one_deck(project, deck)), form), nl=False)


def _told(stats: Stats, form: str) -> str:
    if form == "json":
        return as_json(stats)
    return as_svg(stats) if form == "svg" else as_text(stats, wants_color(sys.stdout))

"""`deckgen explain`: what a code means, why it matters, what to write instead."""

from __future__ import annotations

import click

from deckgen.cli import completion
from deckgen.codes import CODES, EXPLAINED
from deckgen.codes.page import listed, page, told
from deckgen.meant import nearest


@click.command("explain", short_help="Say what a code means, why it matters, what to write instead.")
@click.argument("code", required=False, shell_complete=completion.codes)
@click.option("--markdown", is_flag=True, help="All codes, as the page docs/codes.md.")
def command(code: str | None, markdown: bool) -> None:
    """Say what a code means, why it matters, and what to write instead. Without a code, list all.

    \b
    deckgen explain
    deckgen explain W008
    deckgen explain --markdown > docs/codes.md
    """
    if markdown and code:
        raise click.UsageError("--markdown is about all codes: leave the code out")
    click.echo(page() if markdown else told_of(code) if code else listed(), nl=False)


def told_of(code: str) -> str:
    """Give what is told of a code, in whatever case, with or without the brackets of a finding."""
    wanted = code.strip("[]").upper()
    if wanted not in CODES:
        padded = f"{wanted[:1]}{wanted[1:]:0>3}"  # W3 is W003, rather than any code with a W and a 3
        near = padded if padded in CODES else nearest(wanted, CODES)
        raise click.UsageError(f"no code {code!r}" + (f". Did you mean {near}?" if near else "; `deckgen explain` lists all"))
    return told(next(one for one in EXPLAINED if one.code == wanted))

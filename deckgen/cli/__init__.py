"""The command line: parse, call the pipeline, print, exit. One file a command, imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from deckgen import __version__
from deckgen.meant import nearest

_COMMANDS = ("new", "add", "source", "build", "check", "preview", "fix", "verify", "explain", "stats", "diff", "release", "schema")
"""Each is a module of this room."""


class _Lazy(click.Group):
    """A group that imports a command only when it is asked for: `--help` of the whole tool stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names in the order of the work, not of the alphabet."""
        return list(_COMMANDS)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; of a misspelt one, say which was meant."""
        close = nearest(args[0], _COMMANDS) if args and args[0] not in _COMMANDS else ""
        if close:
            ctx.fail(f"no command {args[0]!r}. Did you mean {close!r}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"deckgen.cli.{cmd_name}")
        command: click.Command = module.command
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="deckgen")
def deckgen() -> None:
    """Turn notes on sources into Anki decks and printed sheets.

    Notes on what a source says are Markdown files in content/, cards are YAML files in cards/, and what learners
    get appears in dist/. Every command works on the project around the current folder, or on --project DIR.
    """

"""The commands -> docs/cli.md: what `--help` says, as one page, and the exit codes; and deckgen/help.txt, the help of the whole tool.

In: click's commands. Out: Markdown, and text. The help is kept as a file because click takes longer to load than Python to start.
"""

from __future__ import annotations

import inspect
import re
import sys

import click

PATH = "docs/cli.md"
HELP = "deckgen/help.txt"
_HEAD = """\
# The commands

What `deckgen COMMAND --help` says, written by `python -m deckgen.cli.reference`. In a clone of this repository, `deckgen` is
`python3 dev.py deckgen`. Every command takes `-h` and `--help`, too.

Exit: 0 clean or warnings only, 1 problems in the files, or one that cannot be written, 2 wrong usage, 3 a fault of deckgen's own.
"""
_TAIL = """
## Completion in the shell

Once, for bash, zsh or fish; then the key Tab completes commands, options and their choices, and of the project around the current folder
its parts, files, tags, sources and principles, decks, the guesses that `fix` offers and the next versions of a release; and the
codes of findings:

    echo 'eval "$(_DECKGEN_COMPLETE=bash_source deckgen)"' >> ~/.bashrc
    echo 'eval "$(_DECKGEN_COMPLETE=zsh_source deckgen)"' >> ~/.zshrc
    _DECKGEN_COMPLETE=fish_source deckgen > ~/.config/fish/completions/deckgen.fish

It needs the command `deckgen` itself: it is in `.venv/bin` once `dev.py` has run.
"""


def reference(group: click.Group) -> str:
    """Give the page."""
    ctx = click.Context(group, info_name="deckgen")
    commands = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    return _HEAD + "".join(_command(ctx, name, one) for name, one in commands if one) + _TAIL


def help_text(group: click.Group) -> str:
    """Give what `deckgen --help` says on a screen of 80 columns."""
    return group.get_help(click.Context(group, info_name="deckgen", terminal_width=80, **group.context_settings)) + "\n"


def _command(parent: click.Context, name: str, command: click.Command) -> str:
    ctx = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(("deckgen", name, *command.collect_usage_pieces(ctx)))
    rows = "".join(_row(ctx, one) for one in command.get_params(ctx) if isinstance(one, click.Option) and one.name != "help")
    return f"\n## deckgen {name}\n\n    {usage}\n\n{_help(command)}\n\n| option | |\n|---|---|\n{rows}"


def _help(command: click.Command) -> str:
    """Give the help, its examples as code."""
    parts = inspect.cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(_part(one) for one in parts)


def _part(text: str) -> str:
    if not text.startswith("\b"):
        return text
    return "\n".join(f"    {line}" for line in text.split("\n")[1:])


def _row(ctx: click.Context, option: click.Option) -> str:
    record = option.get_help_record(ctx)
    words, help = record or ("", "")
    return f"| `{_cell(words)}` | {_cell(help)} |\n"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


if __name__ == "__main__":
    from deckgen.cli import deckgen

    click.echo(help_text(deckgen) if sys.argv[1:] == ["help"] else reference(deckgen), nl=False)

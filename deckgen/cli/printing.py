"""The options of commands that print: what a command line says over deck.yaml.

In: a command that takes `only` and `wishes`. Out: the command with all these options.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import isnan
from typing import Any

import click

from deckgen.cli import completion
from deckgen.pipeline.outputs import PRINTED
from deckgen.pipeline.printing import ANSWERS, FLIPS, INKS, ORIENTATIONS, PAPERS, SIZES, Wishes


class _Finite(click.FloatRange):
    """A range that `nan` is not in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what is no number."""
        number = super().convert(value, param, ctx)
        return self.fail(f"{value} is not a number of millimetres", param, ctx) if isnan(number) else number


_MILLIMETRES = _Finite(-5, 5)
_OPTIONS = (
    (
        "papers",
        ("--paper",),
        PRINTED,
        {"type": click.Choice(PAPERS, case_sensitive=False), "multiple": True},
        "Paper. May be given more than once.",
    ),
    ("ink", ("--ink",), PRINTED, {"type": click.Choice(INKS, case_sensitive=False)}, "Ink; gray for a printer without colors."),
    (
        "orientation",
        ("--orientation",),
        ("sheet",),
        {"type": click.Choice(ORIENTATIONS, case_sensitive=False)},
        "How the sheet's paper lies.",
    ),
    ("size", ("--size",), ("cards",), {"type": click.Choice(SIZES, case_sensitive=False)}, "Size of the flashcards."),
    (
        "flip",
        ("--flip",),
        ("cards",),
        {"type": click.Choice(FLIPS, case_sensitive=False)},
        "How paper is turned over; fold for one-sided printers.",
    ),
    ("offset", ("--offset",), ("cards",), {"type": _MILLIMETRES, "nargs": 2, "metavar": "RIGHT DOWN"}, "Move the backs, in mm."),
    ("answers", ("--answers",), ("quiz",), {"type": click.Choice(ANSWERS, case_sensitive=False)}, "Where the quiz has its answers."),
    ("number", ("--number",), ("quiz",), {"type": click.IntRange(1, 99999)}, "How many questions the quiz asks."),
    ("seed", ("--seed",), ("quiz",), {"type": click.IntRange(0, 999_999_999)}, "What draws and shuffles the quiz."),
    (
        "parts",
        ("--part",),
        ("cards", "quiz"),
        {"metavar": "PART", "multiple": True, "shell_complete": completion.parts},
        "Only this part, by name or number. May be repeated.",
    ),
    (
        "tags",
        ("--tag",),
        ("cards", "quiz"),
        {"metavar": "TAG", "multiple": True, "shell_complete": completion.tags},
        "Only cards with this tag. May be repeated.",
    ),
)
"""For each: its name in `Wishes`, as it is typed, which products it changes, its form, its help."""


def print_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--paper`, `--ink` and so on, handed to the command as `wishes`; one that changes nothing that is asked for is wrong usage."""

    @wraps(command)
    def collected(only: tuple[str, ...], **given: Any) -> Any:
        wished = {name: given.pop(name) for name, *_ in _OPTIONS}
        for name, (typed,), products, _, _ in _OPTIONS:
            if only and wished[name] not in (None, ()) and not set(only) & set(products):
                raise click.UsageError(f"{typed} is for {' and '.join(products)}, which --only leaves out")
        return command(only=only, wishes=Wishes(**wished), **given)

    for name, typed, _, form, help in reversed(_OPTIONS):
        collected = click.option(*typed, name, help=help, **form)(collected)
    return collected

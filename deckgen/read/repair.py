"""What a finding about YAML comes with: the line that lets reading go on. In: nothing. Out: `Repair`."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Repair:
    """A finding, and the line that stands for the broken one: its index and its text. No line: reading ends here."""

    diagnostic: Diagnostic
    line: tuple[int, str] | None
    more: tuple[tuple[int, str], ...] = ()
    """Further lines that stand otherwise then, each with its index."""

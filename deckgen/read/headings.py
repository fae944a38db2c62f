"""Lines of a page that are meant as headings and are none: Markdown wants a space behind the `#`.

In: the lines of a page's body. Out: findings (S009). Without them the principle would vanish, and its quotations would go to the one above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen.diagnostics import Diagnostic, Edit, Span

_GLUED = re.compile(r" {0,3}(#{1,6})[^\s#].*\{[^{}]*#[^{}]*\}\s*$")
_FENCE = re.compile(r" {0,3}(```|~~~)")


def glued(lines: Sequence[str], name: str, first: int) -> Iterator[Diagnostic]:
    """Report each line with an id whose `#` touch its words; `first` is the number of the first line."""
    fence = ""
    for number, line in enumerate(lines, start=first):
        opened = _FENCE.match(line)
        if opened and fence in ("", opened[1]):
            fence = "" if fence else opened[1]
        elif not fence and (found := _GLUED.match(line)):
            start, end = found.span(1)
            span, behind = Span(name, number, start + 1, number, end + 1), Span(name, number, end + 1, number, end + 1)
            help = (f"write `{found[1]} {line.strip().lstrip('#')}`",)
            yield Diagnostic("S009", "a heading without a space is none", span, "its words touch this", help, edit=Edit(behind, " "))

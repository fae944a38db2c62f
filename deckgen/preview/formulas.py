r"""Formulas in a card's HTML -> MathML, which browsers set themselves: Anki's MathJax would be a script of two megabytes.

In: HTML with `\(…\)` and `\[…\]`, as Anki finds them. Out: the same with `<math>` in their place, or as it was where LaTeX is wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

_FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)


def with_formulas(html: str) -> str:
    """Set the formulas of one side of a card."""
    return _FORMULA.sub(lambda found: _math(found[0], found[1] or found[2], found[2] is not None), html) if "\\" in html else html


@lru_cache(maxsize=4096)
def _math(typed: str, latex: str, block: bool) -> str:
    from latex2mathml.converter import convert

    try:
        return str(convert(unescape(latex), display="block" if block else "inline"))
    except Exception:  # noqa: BLE001  # what it raises for wrong LaTeX is not documented
        return typed

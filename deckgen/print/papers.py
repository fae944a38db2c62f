"""The papers that can be printed on, by name: width and height in points, upright."""

from __future__ import annotations

PAPERS = {
    "a4": (595.28, 841.89),
    "letter": (612.0, 792.0),
    "a3": (841.89, 1190.55),
    "a5": (419.53, 595.28),
    "legal": (612.0, 1008.0),
}
MM = 72 / 25.4
"""Points in a millimetre."""


def laid(paper: str, orientation: str) -> tuple[float, float]:
    """Give width and height of a paper as it lies: `portrait` or `landscape`."""
    width, height = PAPERS[paper]
    return (height, width) if orientation == "landscape" else (width, height)

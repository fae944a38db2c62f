"""The colors that are printed, in each ink: of text, and of each part.

In: an ink, and a part's place in its deck. Out: colors as Typst reads them. A part has one hue on all that is printed.
"""

from __future__ import annotations

HUES = ("#17508f", "#0a6a5c", "#9f3a0f", "#6b2a75", "#8e1638", "#3f6416", "#41419e", "#7d5206", "#0f6577", "#5a4636")
"""One a part, in turn: at least 6:1 against white, at least 4.5:1 against their own tint."""
GRAYS = ("#212121",)
INKS = {"color": ("#1b2027", "#505862", "#e6e9ed"), "gray": ("#1a1a1a", "#505050", "#e6e6e6")}
"""Of text, of what is said beside it, and the ground of chips."""


def hues(number: int, ink: str) -> tuple[str, str, str]:
    """The colors of a part by its place: of its band and names, of the box around its number, of the ground of its quotations."""
    palette = HUES if ink == "color" else GRAYS
    hue = palette[number % len(palette)]
    return hue, _mixed(hue, "#000000", 0.72), _mixed(hue, "#ffffff", 0.07)


def _mixed(color: str, other: str, part: float) -> str:
    """Mix `part` of a color with another."""
    pairs = zip(bytes.fromhex(color[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in pairs)

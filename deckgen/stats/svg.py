"""Stats -> a drawing of the sources: each paragraph a bar, as wide as it has words, as tall as principles rest on it.

In: stats. Out: SVG with a page of its own, light or dark as its reader likes; the same stats give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from deckgen.stats.values import Covered, Paragraph, State, Stats, counted, percent
from deckgen.terminal import visible

_STRIP, _MARGIN = 920, 20
"""Width of a strip, unless it has so many paragraphs that each would be less than two pixels; and of the margins."""
_HEAD, _LEGEND, _SOURCE = 40, 52, 100
"""Heights of the title, of the legend, and of a source with its labels."""
_FOOT = 66
"""From the top of a source down to the foot of its bars."""
_HEIGHTS = {"far": 6, "near": 12, "one": 22, "two": 30, "more": 38}
_MEANINGS = {
    "far": "far from any principle",
    "near": "next to such a paragraph",
    "one": "1 principle rests on it",
    "two": "2 principles",
    "more": "3 or more",
}
"""The looks of bars, by how many principles rest on a paragraph."""
_APART = 34
"""Pixels from the number of a paragraph to the next number at least."""
_LONGEST = 70
"""Characters of a source's name."""
_STYLE = """\
.page{fill:#fff;stroke:#d0d7de}text{font:12px system-ui,sans-serif;fill:#59636e}.name{font-weight:600;fill:#1f2328}.title{font-size:15px}\
.end{text-anchor:end}.far{fill:#d0d7de}.near{fill:#9fc5ee}.one{fill:#4a90d9}.two{fill:#2368b0}.more{fill:#0b3d78}
@media(prefers-color-scheme:dark){.page{fill:#0d1117;stroke:#30363d}text{fill:#9198a1}.name{fill:#f0f6fc}\
.far{fill:#363d46}.near{fill:#234b73}.one{fill:#3b82c9}.two{fill:#6cb0f2}.more{fill:#b9dcff}}"""


def as_svg(stats: Stats) -> str:
    """Draw the paragraphs of all sources."""
    titles = {one.name: one.title for one in stats.principles}
    width = max((_room(one) for one in stats.sources), default=_STRIP) + 2 * _MARGIN
    height = _HEAD + len(stats.sources) * _SOURCE + _LEGEND
    title = _text(f"{stats.deck}: what it covers of its sources")
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="page" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="6"/>',
        f'<text class="name title" x="{_MARGIN}" y="30">{title}</text>',
    ]
    for place, source in enumerate(stats.sources):
        rows += _source(source, _HEAD + place * _SOURCE, width, titles)
    return "\n".join((*rows, *_legend(height - _MARGIN), "</svg>")) + "\n"


def _text(text: str) -> str:
    return escape(visible(text))


def _room(source: Covered) -> int:
    return max(_STRIP, 2 * len(source.paragraphs))


# --- a source --------------------------------------------------------------------------------------------------------------------


def _source(source: Covered, top: int, width: int, titles: Mapping[str, str]) -> Iterator[str]:
    name = f"{source.key}: {source.cite}"
    yield _label(_MARGIN, top + 20, name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…", "name")
    yield _label(width - _MARGIN, top + 20, _summary(source), "end")
    x, labelled = float(_MARGIN), 0.0
    for one, wide in zip(source.paragraphs, _widths([one.words for one in source.paragraphs], _room(source)), strict=True):
        yield _bar(x, wide - min(1, wide / 4), top + _FOOT, _look(one), _told(one, titles))
        if (one.number == 1 or one.number % 10 == 0) and (x >= labelled + _APART or one.number == 1):
            yield _label(x, top + _FOOT + 16, str(one.number))
            labelled = x
        x += wide


def _summary(source: Covered) -> str:
    words = source.excerpts.words
    if not words:
        return "nobody knows its paragraphs before it is verified"
    return f"{percent(source.words_covered, words):.0f} % of {words:,} words stand where a principle rests"


def _widths(lengths: Sequence[int], room: float) -> list[float]:
    """Share a width by words, but give each paragraph a pixel at least: what the narrow ones take so, the others lack."""
    scale = room / max(1, sum(lengths))
    for _ in lengths:
        wide = [one for one in lengths if one * scale >= 1]
        new = (room - len(lengths) + len(wide)) / max(1, sum(wide))
        if new == scale:
            break
        scale = new
    return [max(1.0, one * scale) for one in lengths]


def _look(one: Paragraph) -> str:
    if one.state is State.COVERED:
        return ("one", "two", "more")[min(len(one.principles), 3) - 1]
    return str(one.state)


def _told(one: Paragraph, titles: Mapping[str, str]) -> str:
    """Tell what stands behind a bar."""
    resting = "; ".join(titles[name] or name for name in one.principles)
    state = "next to a paragraph that a principle rests on" if one.state is State.NEAR else "far from any principle"
    return f"paragraph {one.number}, {counted(one.words, 'word')}: {resting or state}"


# --- marks -----------------------------------------------------------------------------------------------------------------------


def _bar(x: float, width: float, foot: int, look: str, told: str) -> str:
    tall = _HEIGHTS[look]
    box = f'x="{_short(x)}" y="{foot - tall}" width="{_short(width)}" height="{tall}"'
    return f'<rect class="{look}" {box}><title>{_text(told)}</title></rect>'


def _label(x: float, y: int, words: str, look: str = "") -> str:
    kind = f' class="{look}"' if look else ""
    return f'<text{kind} x="{_short(x)}" y="{y}">{_text(words)}</text>'


def _short(number: float) -> str:
    """Write a number of pixels, the same on every machine."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _legend(foot: int) -> Iterator[str]:
    x = _MARGIN
    for look, meaning in _MEANINGS.items():
        yield _bar(x, 14, foot, look, meaning)
        yield _label(x + 20, foot, meaning)
        x += 44 + 6 * len(meaning)

"""What was measured -> a chart of cost against size, both in powers of ten: a straight line that rises like the grid is linear growth.

In: results. Out: SVG with a page of its own, light or dark as its reader likes; the same results give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from tools.bench.results import AGAIN, COLD, EDITED, FLOOR, PYTHON, RAW, Results, Spread

_WIDTH, _HEIGHT = 920, 560
_LEFT, _RIGHT, _TOP, _FOOT = 90, 222, 58, 64
"""Margins of the plot."""
_LINE = 16
"""Pixels from a label to the next at least."""
_STYLE = """\
.page{fill:#fff;stroke:#d0d7de}text{font:12px system-ui,sans-serif;fill:#59636e}.title{font-size:15px;font-weight:600;fill:#1f2328}\
.label{paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}.middle{text-anchor:middle}.end{text-anchor:end}\
.grid{stroke:#d8dee4}.lead{stroke:#aab2bb;fill:none}.line{fill:none;stroke-width:1.6}.range{stroke-width:1.6}\
.peer{stroke:#8c959f}.dot.peer{fill:#8c959f}.floor{stroke:#8c959f;stroke-dasharray:2 4}.dot.floor{fill:#8c959f}\
.raw{stroke:#c2410c}.dot.raw{fill:#c2410c}.label.raw{fill:#c2410c;font-weight:600}.ours{stroke:#0969da}.line.ours{stroke-width:2.6}.dot.ours{fill:#0969da}\
.label.ours{fill:#0969da;font-weight:600}.label.ours,.label.raw,.label.peer,.label.floor{stroke:#fff;stroke-dasharray:none}\
@media(prefers-color-scheme:dark){.page{fill:#0d1117;stroke:#30363d}text{fill:#9198a1}.title{fill:#f0f6fc}\
.label,.label.ours,.label.raw,.label.peer,.label.floor{stroke:#0d1117}.grid{stroke:#262c33}.lead{stroke:#59636e}\
.raw{stroke:#fb923c}.dot.raw,.label.raw{fill:#fb923c}.ours{stroke:#58a6ff}.dot.ours,.label.ours{fill:#58a6ff}}"""


@dataclass(frozen=True, slots=True)
class Series:
    """A line of the chart."""

    name: str
    look: str
    points: tuple[tuple[int, Spread], ...]
    """Notes, and seconds."""
    wrong: str = ""
    """Why it goes no further."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a number of notes and one of seconds lie: powers of ten from the left to the right, and from the foot to the top."""

    left: float
    right: int
    foot: int
    top: int

    def x(self, notes: float) -> float:
        """Give the place of a number of notes."""
        return _LEFT + (log10(notes) - self.left) / (self.right - self.left) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, seconds: float) -> float:
        """Give the place of a time."""
        return _HEIGHT - _FOOT - (log10(seconds) - self.foot) / (self.top - self.foot) * (_HEIGHT - _FOOT - _TOP)


def chart(results: Results) -> str:
    """Draw the chart."""
    drawn = list(_series(results))
    frame = _frame(results, drawn)
    title = "How long it takes to make a package, against the number of notes"
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="page" x=".5" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="6"/>',
        _text(20, 32, title, "title"),
        *_axes(frame),
    ]
    for one in drawn:
        lines += _line(one, frame)
    return "\n".join((*lines, *_labels(drawn, frame, results.sizes[-1]), "</svg>")) + "\n"


def _series(results: Results) -> Iterator[Series]:
    """Give the lines: what is most looked for comes last, and so on top."""
    looks = {FLOOR: "floor", RAW: "raw", COLD: "ours", AGAIN: "ours", EDITED: "ours"}
    peers = [name for name in results.peers if name != RAW]
    for name in (FLOOR, *peers, RAW, AGAIN, EDITED, COLD):
        points = tuple((size, found) for size in results.sizes if (found := results.seconds(name, size)))
        if points:
            yield Series(
                name, looks.get(name, "peer"), points, next(filter(None, (results.wrong(name, size) for size in results.sizes)), "")
            )
    if start := results.seconds(PYTHON):
        yield Series("Python’s own start", "floor", tuple((size, start) for size in results.sizes))


def _frame(results: Results, drawn: list[Series]) -> Frame:
    seconds = [value for one in drawn for _, found in one.points for value in (found.least, found.most)]
    few, many = log10(results.sizes[0]), ceil(log10(results.sizes[-1]))
    return Frame(few - 0.1, max(many, ceil(few + 0.1)), floor(log10(min(seconds))), ceil(log10(max(seconds))))


def _axes(frame: Frame) -> Iterator[str]:
    foot, right = _HEIGHT - _FOOT, _WIDTH - _RIGHT
    for power in range(frame.foot, frame.top + 1):
        y = frame.y(10**power)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{right}"/>'
        yield _text(_LEFT - 8, y + 4, f"{10**power:,} s" if power >= 0 else f"{10 ** (power + 3)} ms", "end")
    for power in range(ceil(frame.left), frame.right + 1):
        x = frame.x(10**power)
        yield f'<path class="grid" d="M{x:.1f} {_TOP}V{foot}"/>'
        yield _text(x, foot + 20, f"{10**power:,}", "middle")
    yield _text((_LEFT + right) / 2, foot + 44, "notes in the deck", "middle")
    middle = (_TOP + foot) / 2
    yield f'<text class="middle" x="22" y="{middle:.1f}" transform="rotate(-90 22 {middle:.1f})">from start to end of the process</text>'


def _line(one: Series, frame: Frame) -> Iterator[str]:
    places = [(frame.x(notes), found) for notes, found in one.points]
    way = "L".join(f"{x:.1f} {frame.y(found.middle):.1f}" for x, found in places)
    yield f'<path class="line {one.look}" d="M{way}"/>'
    if one.name == "Python’s own start":
        return
    for x, found in places:
        told = escape(f"{one.name}: {found.middle:.3g} s")
        yield f'<path class="range {one.look}" d="M{x:.1f} {frame.y(found.least):.1f}V{frame.y(found.most):.1f}"/>'
        yield f'<circle class="dot {one.look}" cx="{x:.1f}" cy="{frame.y(found.middle):.1f}" r="3"><title>{told}</title></circle>'


def _labels(drawn: list[Series], frame: Frame, last: int) -> Iterator[str]:
    """Name each line at its end; those that end together at the right stand below one another, and a stroke leads to each."""
    ends = [(frame.y(one.points[-1][1].middle), one) for one in drawn]
    together = sorted(((y, one) for y, one in ends if one.points[-1][0] == last), key=lambda end: end[0])
    for y, one in ends:
        if one.points[-1][0] != last:
            yield _text(frame.x(one.points[-1][0]) + 9, y - 5, f"{one.name}, then {one.wrong}", f"label {one.look}")
    x = frame.x(last)
    for at, (y, one) in zip(_apart([y for y, _ in together]), together, strict=True):
        yield f'<path class="lead" d="M{x + 6:.1f} {y:.1f}L{x + 20:.1f} {at:.1f}"/>'
        yield _text(x + 24, at + 4, one.name, f"label {one.look}")


def _apart(places: list[float]) -> list[float]:
    """Move ascending places as little as may be, so that none stands too near to the next: neighbours that meet share the way."""
    groups: list[list[float]] = []  # each: the sum of where its members would begin it, and their number
    for place in places:
        groups.append([place, 1])
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] + groups[-2][1] * _LINE > groups[-1][0] / groups[-1][1]:
            total, count = groups.pop()
            above = groups[-1]
            above[0] += total - count * above[1] * _LINE
            above[1] += count
    return [total / count + number * _LINE for total, count in groups for number in range(int(count))]


def _text(x: float, y: float, text: str, look: str) -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'

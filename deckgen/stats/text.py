"""Stats -> a page for the terminal.

In: stats, and whether the terminal is colorful. Out: text of at most 100 columns, unless a name alone is wider.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from deckgen.balance import SCENARIO, Target
from deckgen.stats.page import bar, listed, strip, table
from deckgen.stats.values import LONG, NONE, Covered, Kept, Measured, Size, State, Stats, Tally, counted, percent
from deckgen.terminal import visible

_SIGNS = {State.COVERED: "█", State.NEAR: "▒", State.FAR: "·"}
_LEGEND = "  █ a principle rests on it   ▒ next to such a one   · far from any"
_UNKNOWN = "–"
_COUNTED = {
    "thinking": "ask for more than a fact, by their lens",
    "cloze": "hide words: cloze, quote, list",
    "quote": "complete a quotation: quote",
    "said": "ask who said it: said",
}
"""What each target counts."""


def as_text(stats: Stats, color: bool = False) -> str:
    """Tell all that is known of a deck."""
    sections = (
        (visible(stats.deck), _totals(stats)),
        ("Kinds", _shares("kind", stats.kinds, stats.cards)),
        ("Lenses", _lenses(stats)),
        ("Parts", _parts(stats)),
        ("Sources", _sources(stats)),
        ("The mix", _targets(stats.targets)),
        ("Sizes, in words", [*_sizes(stats.sizes), *_outsized(stats.outsized)]),
        ("Principles", _principles(stats.principles)),
        ("Coverage, paragraph by paragraph", _coverage(stats.sources)),
    )
    bold = ("\033[1m", "\033[0m") if color else ("", "")
    return "\n\n".join("\n".join((title.join(bold), *lines)) for title, lines in sections if lines) + "\n"


def _totals(stats: Stats) -> list[str]:
    of = (
        counted(stats.notes, "note"),
        counted(stats.cards, "card"),
        counted(len(stats.parts), "part"),
        counted(len(stats.principles), "principle"),
        counted(len(stats.sources), "source"),
    )
    return [f"  {', '.join(of)}"]


def _number(number: int) -> str:
    """Write a number for a table, in which nothing is better told by nothing."""
    return f"{number:,}" if number else _UNKNOWN


def _share(part: int, whole: int) -> str:
    return f"{percent(part, whole):.0f} %" if part else _UNKNOWN


# --- notes and cards -------------------------------------------------------------------------------------------------------------


def _shares(head: str, tallies: Iterable[Tally], cards: int) -> list[str]:
    rows = [(head, "notes", "cards", "of cards", "")]
    rows += [
        (one.name or "none", _number(one.notes), _number(one.cards), _share(one.cards, cards), bar(percent(one.cards, cards)))
        for one in tallies
    ]
    return table(rows, "lrrrl")


def _lenses(stats: Stats) -> list[str]:
    if all(one.name == NONE or not one.notes for one in stats.lenses):
        return ["  no note says from which side it asks: `lens: why`, and so on"]
    return _shares("lens", stats.lenses, stats.cards)


def _parts(stats: Stats) -> list[str]:
    """Give the parts, and how many cards of each rest on each source."""
    keys = [one.key for one in stats.sources] + [NONE] * any(source.name == NONE for part in stats.parts for source in part.sources)
    rows = [("part", "notes", "cards", "of cards", "", *(key or "no source" for key in keys))]
    for part in stats.parts:
        by = {source.name: source.cards for source in part.sources}
        share = (_share(part.cards, stats.cards), bar(percent(part.cards, stats.cards)))
        rows.append((part.name, _number(part.notes), _number(part.cards), *share, *(_number(by.get(key, 0)) for key in keys)))
    return table(rows, "lrrrl" + "r" * len(keys)) if stats.parts else []


def _sources(stats: Stats) -> list[str]:
    head = ("source", "notes", "cards", "principles", "words", "quoted", "of its words", "limit", "")
    rows = [head, *(_source(one) for one in stats.sources)]
    joined = [f"  {counted(stats.joined, 'note')} {'joins' if stats.joined == 1 else 'join'} two sources or more"] if stats.joined else []
    return [*table(rows, "lrrrrrrrl"), *joined] if stats.sources else []


def _source(one: Covered) -> tuple[str, ...]:
    quoted, limit = one.excerpts, one.excerpts.limit
    return (
        one.key,
        _number(one.notes),
        _number(one.cards),
        _number(one.principles),
        _number(quoted.words),
        _number(quoted.quoted),
        f"{quoted.share} %" if quoted.words else _UNKNOWN,
        _UNKNOWN if limit is None else f"{limit} %",
        "" if quoted.allowed is None else _mark(not quoted.over),
    )


# --- what makes a good deck ------------------------------------------------------------------------------------------------------


def _mark(holds: bool) -> str:
    return "✓" if holds else "✗"


def _targets(targets: Sequence[Target]) -> list[str]:
    """Give each target; of the parts, those that miss it."""
    parts = [one for one in targets if one.part]
    kept = sum(one.holds for one in parts)
    rows = [_target(one) for one in targets if not one.part or not one.holds]
    if kept:
        every = "every part" if kept == len(parts) else counted(kept, "other part")
        rows.append((_mark(True), every, f"of {parts[0].of}", "", _bounds(parts[0].least, parts[0].most, " %")))
    return table(rows, "lllrl")


def _target(one: Target) -> tuple[str, ...]:
    what = one.part or _COUNTED[one.name]
    return _mark(one.holds), what, f"of {one.of}", f"{percent(one.count, one.total):.0f} %", _bounds(one.least, one.most, " %", 100)


def _bounds(least: int, most: int, unit: str = "", top: int = 0) -> str:
    if most == top:
        return f"at least {least}{unit}"
    return f"{least} to {most}{unit}" if least else f"at most {most}{unit}"


def _sizes(sizes: Iterable[Size]) -> list[str]:
    rows = [("", "texts", "median", "longest", "to be")]
    for one in sizes:
        to_be = _bounds(one.least, one.most) + (f", a scenario {SCENARIO}" if one.side == "front" else "")
        rows.append((f"{one.side}s", _number(one.count), f"{one.median:g}" if one.count else _UNKNOWN, _number(one.longest), to_be))
    return table(rows, "lrrrl")


def _outsized(outsized: Sequence[Measured]) -> Iterator[str]:
    for side in dict.fromkeys(one.side for one in outsized):
        yield from listed(f"✗ {side}s:", (_measured(one) for one in outsized if one.side == side))


def _measured(one: Measured) -> str:
    return f"{one.note}{f' c{one.card}' if one.card else ''} {one.words}"


# --- principles and their sources ------------------------------------------------------------------------------------------------


def _principles(principles: Sequence[Kept]) -> list[str]:
    none, one = (sum(kept.cards == number for kept in principles) for number in (0, 1))
    thin = [f"{kept.name} {kept.notes}" for kept in principles if kept.thin]
    unused = [f"{kept.name} {words}" for kept in principles for words in kept.unused]
    lines = [f"  {none} with no card, {one} with one, {len(principles) - none - one} with several"]
    lines += listed("no card:", (kept.name for kept in principles if not kept.cards))
    lines += listed("rank 1, but fewer than two notes that differ in kind or lens (notes):", thin)
    lines += listed("quotations on no card (words):", unused)
    return lines if principles else []


def _coverage(sources: Sequence[Covered]) -> list[str]:
    known = [one for one in sources if one.paragraphs]
    lines = [_LEGEND] if known else []
    for source in sources:
        lines += ["", *_covered(source)]
    return lines


def _covered(source: Covered) -> Iterator[str]:
    """Draw a source's paragraphs, and name those that are worth a look."""
    if not source.paragraphs:
        yield visible(f"  {source.key}: nobody knows its paragraphs before `deckgen verify --text {source.key}=PATH`")
        return
    words = source.excerpts.words
    share = f"{percent(source.words_covered, words):.0f} % of {words:,} words stand where a principle rests"
    yield visible(f"  {source.key}: {counted(len(source.paragraphs), 'paragraph')}; {share}")
    yield from strip([_SIGNS[one.state] for one in source.paragraphs])
    yield from listed(f"far, {LONG} words or more:", (f"{one.number} ({one.words})" for one in source.far))
    yield from listed("nobody knows where these rest:", source.unplaced)

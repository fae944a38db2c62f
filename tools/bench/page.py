"""What was measured -> docs/speed.md.

In: results. Out: Markdown. Every number in it is computed here, or stands in a rule that the tool holds (`rounds`, `decks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from tools.bench.decks import FILES
from tools.bench.peers import PEERS
from tools.bench.results import AGAIN, COLD, EDITED, FLOOR, HELP, MANY, PYTHON, RAW, SHEET, TARGETS, Results, Spread, Target
from tools.bench.rounds import MANY_FILES

OURS = (COLD, EDITED, AGAIN)
_WATCHED = {
    "checked": "of the next: reading what changed, and checking the project",
    "set": "**deckgen**, the sheet after an edit, in a process that stays: read, checked, set",
    "first": "**deckgen preview**, after an edit: the sheet",
    "shown": "**deckgen preview**, after an edit: everything that is printed",
}
_WORTH = 0.01
"""The least share of a build that is worth a row."""
_ENOUGH = 3
"""Rounds below which a spread says little."""


def page(results: Results) -> str:
    """Give the page."""
    parts = (
        _head(results),
        _targets(results),
        _ratios(results),
        _memory(results),
        _starts(results),
        _growth(results),
        _where(results),
        _who(results),
        _how(results),
    )
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _head(results: Results) -> Iterator[str]:
    machine = results.data["machine"]
    yield "# Speed"
    yield ""
    yield "<!-- made by `python3 dev.py bench` of speed.json: edit tools/bench/page.py -->"
    yield (
        "How long deckgen takes, and what else turns text into Anki packages, with the same notes on the same machine: "
        f"{machine['processor'] or machine['system']}, {machine['cores']} cores, {machine['memory'] / 1e9:.0f} GB, "
        f"Python {machine['python']}. **Ratios** hold on other machines, too; seconds don’t. *Raw* is the script that people write by "
        "hand: PyYAML’s quick loader and genanki, without Markdown and without checks."
    )
    yield ""
    yield "![Seconds against notes, both in powers of ten: a line for each tool](speed.svg)"
    if results.data["rounds"] < _ENOUGH or machine["load"] > machine["cores"] / 4:
        yield ""
        yield (f"**These numbers are a trial**: {_rounds(results)}, and {machine['load']:.1f} other processes at work when it began.")


def _targets(results: Results) -> Iterator[str]:
    yield "## What is to be reached"
    yield ""
    yield from _table(("", "at most", "measured", "reached"), (_target(one, results) for one in TARGETS))
    same = [one for some in results.data["same_bytes"].values() for one in some]
    if same:
        yield ""
        if all(same):
            yield f"After each of {len(same)} edits, the package was byte for byte that of a cold build of the same files."
        else:
            yield f"**After {same.count(False)} of {len(same)} edits, the package was not that of a cold build of the same files.**"


def _target(target: Target, results: Results) -> tuple[str, ...]:
    reached = target.reached(results)
    bound = f"{target.most:g} {target.unit}"
    if reached is None:
        return target.what, bound, "not measured", ""
    return target.what, bound, _spread(reached), "yes" if reached.middle <= target.most else "**no**"


def _ratios(results: Results) -> Iterator[str]:
    yield "## Whole processes, against raw"
    yield ""
    yield "The middle of the ratios within each round, with the least and the most of them; of raw, seconds."
    yield ""
    yield from _by_size(results, _ratio)
    for name, why in results.data["left_out"].items():
        yield ""
        yield f"{name} is left out: {why}."


def _by_size(results: Results, cell: Callable[[Results, str, int], str]) -> Iterator[str]:
    """Give a table with a row for each tool and a column for each size."""
    names = [*OURS, *results.peers, FLOOR]
    yield from _table(("", *_sizes(results)), ((_bold(name), *(cell(results, name, size) for size in results.sizes)) for name in names))


def _ratio(results: Results, name: str, size: int) -> str:
    found = results.seconds(name, size)
    if found is None:
        return results.wrong(name, size) or "–"
    if name == RAW:
        return f"{_number(found.middle)} s"
    ratio = results.ratio(name, RAW, size)
    return f"{_spread(ratio)} ×" if ratio else f"{_number(found.middle)} s"


def _memory(results: Results) -> Iterator[str]:
    yield "## Memory"
    yield ""
    yield "The most that a command and all that it started held at once, in MB."
    yield ""
    yield from _by_size(results, _peak)


def _peak(results: Results, name: str, size: int) -> str:
    peak = results.peak(name, size)
    return "–" if peak is None else f"{peak:,.0f}"


def _starts(results: Results) -> Iterator[str]:
    yield "## Starts, floors and the sheet"
    yield ""
    yield (
        "Nothing written in Python is quicker than Python’s own start, and no package than SQLite and a zip of rows that are ready "
        "(in the tables above: no journal, nothing compressed)."
    )
    yield ""
    rows = []
    for name in ("python -I -S -c pass", PYTHON, HELP, MANY, SHEET):
        found, ratio = results.seconds(name), results.ratio(name, PYTHON)
        shown = f"{_spread(ratio)} ×" if ratio and name not in (PYTHON, SHEET) else ""
        rows.append((_bold(name), _milliseconds(found), shown))
    for name, told in _WATCHED.items():
        rows.append((told, _milliseconds(results.watched(name)), ""))
    yield from _table(("", "ms", "of Python’s start"), rows)
    yield ""
    yield (
        "What bounds the sheet after an edit is Typst: it runs the template twice, to measure the piece that is another than before and "
        "to set the pages, and writes the PDF with its fonts and tags from the beginning. All other pieces it remembers, as long as its "
        "process lives. What to leave out and where columns break is decided anew each time. Only the saved file is read, and what "
        "was worked out of a file of cards is known as long as what its cards see of their sources stays."
    )


def _growth(results: Results) -> Iterator[str]:
    few, many = results.sizes[0], results.sizes[-1]
    if few == many:
        return
    yield "## Growth"
    yield ""
    yield f"The time a note in a deck of {many:,}, as a multiple of that in one of {few:,}: what grows faster than the deck is above 1."
    yield ""
    found = [(name, results.growth(name)) for name in (COLD, *results.peers, FLOOR)]
    yield from _table(("", "×"), ((_bold(name), _spread(growth)) for name, growth in found if growth))


def _where(results: Results) -> Iterator[str]:
    cold, edited = results.rooms("cold"), results.rooms("edited")
    if not cold or not edited:
        return
    notes = results.data["where"]["notes"]
    yield "## Where the time goes"
    yield ""
    yield (
        f"Of a build of {notes:,} notes on one processor, as multiples of raw: by the room of deckgen "
        "([ARCHITECTURE.md](../ARCHITECTURE.md)) that was at work when it was asked, again and again. What a library does for a room "
        "counts for it, and `start` is loading code."
    )
    yield ""
    least = _WORTH * sum(cold.values())
    rooms = [room for room in {**cold, **edited} if max(cold.get(room, 0), edited.get(room, 0)) >= least]
    rows = [("all of it", sum(cold.values()), sum(edited.values()))]
    rows += [(f"`{room}`", cold.get(room, 0), edited.get(room, 0)) for room in sorted(rooms, key=lambda one: (-cold.get(one, 0), one))]
    yield from _table(("room", "cold", "one file edited"), ((room, _number(one), _number(other)) for room, one, other in rows))
    yield from _bounds(results, cold, edited, notes)


def _bounds(results: Results, cold: Mapping[str, float], edited: Mapping[str, float], notes: int) -> Iterator[str]:
    """Say what keeps a build from its targets, where it misses them."""
    floor = results.ratio(FLOOR, RAW, notes)
    of_cold, of_edited = (next((one for one in TARGETS if one.task == task and one.notes == notes), None) for task in (COLD, EDITED))
    if floor and of_cold and of_cold.missed(results):
        reading = sum(cold.get(room, 0) for room in ("read", "markup", "resolve"))
        checking = sum(cold.get(room, 0) for room in ("rules", "claims", "quotations"))
        yield ""
        yield (
            f"**A cold build** reads and checks what raw takes as it is: reading Markdown and YAML with the place of every word takes "
            f"{_number(reading)} × raw, the rules and the quotations {_number(checking)} ×. That is Python, note by note, and two "
            f"processors halve it at best. Of the {of_cold.most:g} × that are asked for, loading the code takes "
            f"{_number(cold.get('start', 0))} ×, SQLite and zip alone {_number(floor.middle)} ×."
        )
    if floor and of_edited and of_edited.missed(results):
        least = floor.middle + edited.get("start", 0)
        yield ""
        yield (
            f"**After an edit**, loading the code takes {_number(edited.get('start', 0))} × raw, and SQLite and zip alone "
            f"{_number(floor.middle)} ×: {_number(least)} × before anything is looked at, and the target is {of_edited.most:g} ×. All "
            "rows are written again, for a database to which something was added has not the bytes of one that was made at once."
        )


def _who(results: Results) -> Iterator[str]:
    yield "## Who is measured"
    yield ""
    yield (
        "Each gets the same notes in its own format, as far as it can take them, and must write all of them. Nobody but deckgen verifies "
        "quotations."
    )
    yield ""
    versions = results.data["versions"]
    libraries = ", ".join(f"{name} {number}" for name, number in versions.items() if name != "deckgen")
    rows = [("**deckgen**", versions["deckgen"], results.data["machine"]["python"], f"all of it, with all checks; {libraries}")]
    for peer in PEERS:
        if peer.name in results.data["peers"]:
            known = results.data["peers"][peer.name]
            name = f"{known['package']} " if known["package"] != peer.name else ""
            rows.append((peer.name, f"{name}{known['version']}", known["python"], peer.does))
    yield from _table(("", "version", "Python", "what it does"), rows, "---")


def _how(results: Results) -> Iterator[str]:
    yield "## How it is measured"
    yield ""
    yield "    python3 dev.py bench                       # everything: on a machine that does nothing else; then look at the chart"
    yield "    python3 dev.py bench --notes 1000 10000 --rounds 2 --out build/speed"
    yield "    python3 dev.py bench --only raw            # deckgen and raw alone"
    yield "    python3 dev.py bench --redraw              # this page and the chart, of the numbers as they are"
    yield ""
    yield (
        f"- The decks are made up, the same each time: {FILES} files, every fifth note a cloze, Markdown in half of the fields, a tenth as "
        "many principles as notes, each with a quotation that is verified against a text in the project. `deckgen check` finds no error in "
        f"them. The project of {MANY_FILES:,} files has {10 * MANY_FILES:,} notes."
    )
    yield (
        f"- After one that does not count, {_rounds(results)}, each of which runs everything in turn. Times are whole processes, from "
        "start to end."
    )
    yield (
        "- *Cold*: whatever deckgen keeps is deleted before. *Edited*: one answer in one file, another each time. Builds are "
        "`deckgen build --only apkg`."
    )
    yield f"- A peer that takes more than {results.data['limit']} s is stopped, and not tried with more notes."
    yield "- Memory is the system’s own peak, or, if that is more, the sum over all processes, fifty times a second."
    yield "- The numbers, raw, and the versions of everything: [speed.json](speed.json). The pins of the others: `tools/bench/peers/`."


# --- cells ----------------------------------------------------------------------------------------------------------------------


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], columns: str = "--:") -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|---{f'|{columns}' * (len(head) - 1)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _sizes(results: Results) -> list[str]:
    return [f"{size:,} notes" for size in results.sizes]


def _rounds(results: Results) -> str:
    rounds = results.data["rounds"]
    return f"{rounds} round{'s' * (rounds != 1)}"


def _bold(name: str) -> str:
    if name.startswith(("deckgen -", "python")):
        return f"`{name}`"
    return name.replace("deckgen", "**deckgen**", 1)


def _number(value: float) -> str:
    """Give a number with three digits that mean something."""
    if not value:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _spread(found: Spread) -> str:
    alone = _number(found.least) == _number(found.most)
    return _number(found.middle) if alone else f"{_number(found.middle)} ({_number(found.least)}–{_number(found.most)})"


def _milliseconds(found: Spread | None) -> str:
    return _spread(Spread(found.middle * 1000, found.least * 1000, found.most * 1000)) if found else "not measured"

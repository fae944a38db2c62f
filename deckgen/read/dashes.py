"""Notes without their dash, and files of cards without their `cards:`: what a person forgets first, and what YAML says least about.

In: the lines of a file, and where a note seems to begin. Out: a finding with the exact replacement, and the lines as their author meant
them. `slips` asks here where the parser gave up, `yaml` where a note's keys come twice, and `cards` where a file is read but has no notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from deckgen.diagnostics import Diagnostic, Edit, Span
from deckgen.read.keys import CARDS_FILE, COMMON, ENTRY, KINDS
from deckgen.read.repair import Repair

_OF_A_NOTE = sorted({key.name for keys in (COMMON, *(kind.keys for kind in KINDS)) for key in keys}, key=len, reverse=True)
_KEY = re.compile(rf"(?P<indent> *)(?P<dash>(?:- +)?)(?P<key>{'|'.join((*_OF_A_NOTE, 'text', 'why'))}):(?=\s|$)")
_FIRST = ("id", *(kind.name for kind in KINDS), ENTRY[0].name)
"""The keys that a note, or an item, is begun with."""
_HEAD = re.compile(rf"(?:{'|'.join(key.name for key in CARDS_FILE)}):")
_CARDS = re.compile(r"cards\s*:")
_NEAR = 200
"""Lines above one that are looked at: no note is longer."""
_SHOWN = 3
"""Lines of the replacement that are shown: where the dash goes is seen on the first."""
_LABEL = "YAML tells where a note begins by a dash and a space"


def without_dash(lines: Sequence[str], index: int, name: str, first_line: int) -> Repair | None:
    """Report a second note that begins without its dash, where its keys stand to the left of those above them."""
    here = _KEY.match(lines[index])
    if not here or here["dash"] or here["key"] not in _FIRST:
        return None
    above = _note_above(lines, index)
    if above is None:
        return _first_note(lines, index, name, first_line)
    dash, keys = above
    again = here["key"] in keys and len(here["indent"]) < _keys_at(lines[dash])
    return _dashed(lines, index, _width(lines[dash]), name, first_line) if again else None


def keys_again(lines: Sequence[str], index: int, first: int, known: Sequence[str], name: str, first_line: int) -> Repair | None:
    """Report a second note among the keys of the one above.

    In: the line of a key that comes again, the line that the first note begins on, and the keys that were there before.
    """
    here, begun = _KEY.match(lines[index]), _KEY.match(lines[first])
    if not here or here["dash"] or not begun or not begun["dash"] or here["key"] not in (begun["key"], "id"):
        return None
    if here["key"] not in _FIRST or len(here["indent"]) != _keys_at(lines[first]):
        return None
    below = next((row for row in lines[index + 1 :] if row.strip() and _width(row) <= _width(lines[index])), "")
    goes_on = _KEY.match(below)
    if not goes_on or goes_on["dash"] or len(goes_on["indent"]) != len(here["indent"]):
        return None
    others = (*(kind.name for kind in KINDS), *known)
    return _dashed(lines, index, _width(lines[first]), name, first_line) if goes_on["key"] in others else None


def first_note(lines: Sequence[str], index: int, name: str, first_line: int) -> Diagnostic:
    """Report keys of a note that stand right below `cards:`."""
    return _dashed(lines, index, _width(lines[index]) or 2, name, first_line).diagnostic


def _first_note(lines: Sequence[str], index: int, name: str, first_line: int) -> Repair | None:
    above = next((row for row in reversed(lines[:index]) if row.strip() and not row.lstrip().startswith("#")), "")
    return _dashed(lines, index, _width(lines[index]), name, first_line) if _CARDS.match(above) else None


def dash_above(lines: Sequence[str], index: int, name: str, first_line: int) -> Repair | None:
    """Report a first note without its dash, where the parser noticed at the dash of the second."""
    cards = next((number for number in range(index - 1, max(-1, index - _NEAR), -1) if _CARDS.match(lines[number])), None)
    if cards is None or not lines[index].lstrip().startswith("- "):
        return None
    first = next(
        (number for number in range(cards + 1, index) if lines[number].strip() and not lines[number].lstrip().startswith("#")), index
    )
    here = _KEY.match(lines[first])
    if not here or here["dash"] or here["key"] not in _FIRST:
        return None
    return _dashed(lines, first, _width(lines[index]), name, first_line)


def _note_above(lines: Sequence[str], index: int) -> tuple[int, set[str]] | None:
    """Find the note that a line stands below: the line of its dash, and its keys."""
    keys: set[str] = set()
    for number in range(index - 1, max(-1, index - _NEAR), -1):
        found = _KEY.match(lines[number])
        if found and found["key"] not in ("text", "why"):
            keys.add(found["key"])
            if found["dash"]:
                return number, keys
        elif _CARDS.match(lines[number]):
            return None
    return None


def _dashed(lines: Sequence[str], index: int, column: int, name: str, first_line: int) -> Repair:
    """Give a note its dash at a column, and move its other lines so that its keys stand below each other."""
    here = _KEY.match(lines[index])
    what = "an item" if here and here["key"] == "text" else "a note"
    new = _moved(lines, index, column)
    width, number = _width(lines[index]), index + first_line
    span = Span(name, number, width + 1, number, width + 1 + len(here["key"] if here else "-"))
    last = max(row for row, text in new if text != lines[row])
    edit = Edit(Span(name, number, 1, last + first_line, len(lines[last]) + 1), "\n".join(text for row, text in new if row <= last))
    shown = [f"    + {text}" for row, text in new if row <= last and text.strip()]
    help = ("put a dash and a space before its first key", *shown[:_SHOWN], *(["    + …"] if len(shown) > _SHOWN else []))
    return Repair(Diagnostic("Y009", f"{what} that begins without a dash", span, _LABEL, help, edit=edit), new[0], tuple(new[1:]))


def _moved(lines: Sequence[str], index: int, column: int) -> list[tuple[int, str]]:
    """Give the lines of a note with its dash at a column, each with its index."""
    width = _width(lines[index])
    rest = list(takewhile(lambda row: _of_the_note(lines[row], width, column), range(index + 1, len(lines))))
    while rest and lines[rest[-1]].lstrip()[:1] in ("", "#"):  # what stands above the next note is about that one
        rest.pop()
    keys = (len(found["indent"]) for row in rest if (found := _KEY.match(lines[row])) and not found["dash"])
    shift = column + 2 - next(keys, column + 2)
    return [(index, " " * column + "- " + lines[index].lstrip(" ")), *((row, _shifted(lines[row], shift)) for row in rest)]


def among_items(lines: Sequence[str], index: int, above: int, name: str, first_line: int) -> Diagnostic:
    """Report a note whose dash stands as deep as those of the items above it. In: its first line, and that of the note above."""
    width, column = _width(lines[index]), _width(lines[above])
    rest = takewhile(lambda row: not lines[row].strip() or _width(lines[row]) > width, range(index + 1, len(lines)))
    rows = [index, *(row for row in rest if lines[row].strip())]
    number, dashed = index + first_line, lines[index].lstrip().startswith("- ") and column < width
    new = "\n".join(_shifted(lines[row], column - width) for row in range(index, rows[-1] + 1))
    edit = Edit(Span(name, number, 1, rows[-1] + first_line, len(lines[rows[-1]]) + 1), new, safe=False) if dashed else None
    help = (f"begin this line with {column} spaces, not {width}, and move the lines below with it" if dashed else "move it below the list",)
    label = "its dash stands as deep as those of the items"
    return Diagnostic("Y009", "a note among the items of a list", Span(name, number, width + 1, number, width + 2), label, help, edit=edit)


def _of_the_note(row: str, width: int, column: int) -> bool:
    """Whether a line still belongs to the note that began at this width: the next note does not, with a dash or without."""
    if not row.strip():
        return True
    found = _KEY.match(row)
    again = found and (found["key"] == "id" or (found["dash"] and _width(row) <= column))
    return _width(row) >= width and not again and not (row.lstrip().startswith("- ") and _width(row) <= min(width, column))


def _shifted(row: str, shift: int) -> str:
    if not row.strip():
        return row
    return " " * shift + row if shift >= 0 else row[min(-shift, _width(row)) :]


# --- files without `cards:` ------------------------------------------------------------------------------------------------


def no_cards(lines: Sequence[str], index: int, name: str, first_line: int) -> Repair | None:
    """Report notes that begin below `part:` with no `cards:` between."""
    top = [row for row in lines if _HEAD.match(row)]
    here = _KEY.match(lines[index])
    if not here or not here["dash"] or not top or any(_CARDS.match(row) for row in lines):
        return None
    if any(row.lstrip().startswith("- ") for row in lines[:index]):
        return None
    above = index - 1
    while above > 0 and not lines[above].strip() and not lines[above - 1].strip():
        above -= 1
    line = (above, "cards:") if above >= 0 and not lines[above].strip() else None  # to read on, a line has to be free for it
    return Repair(missing_cards(lines, index, name, first_line, ("cards:",)), line)


def missing_cards(lines: Sequence[str], index: int, name: str, first_line: int, head: Sequence[str]) -> Diagnostic:
    """Say that notes stand below `cards:`. `head` holds the lines to put above them; what it has to guess is for the author to take."""
    number, width = index + first_line, _width(lines[index])
    span = Span(name, number, width + 1, number, len(lines[index].rstrip()) + 1)
    help = ("put above it" if len(head) == 1 else "begin the file with", *(f"    + {row}" for row in head))
    edit = Edit(Span(name, number, 1, number, 1), "".join(f"{row}\n" for row in head), safe=len(head) == 1)
    return Diagnostic(
        "C002", "notes without `cards:` above them", span, "the notes of a file stand below the key `cards:`", help, edit=edit
    )


def outside(lines: Sequence[str], index: int, has_cards: bool, name: str, first_line: int) -> Diagnostic:
    """Report a note whose keys stand at the left margin, beside `part:`."""
    found = _dashed(lines, index, 2, name, first_line).diagnostic
    if has_cards:
        return found
    assert found.edit
    help = ("put `cards:` above it, and a dash and a space before its first key", "    + cards:", *found.help[1:])
    edit = Edit(found.edit.span, f"cards:\n{found.edit.replacement}")
    return Diagnostic(
        "C002", "a note without `cards:` above it", found.span, "the notes of a file stand below the key `cards:`", help, edit=edit
    )


def _keys_at(row: str) -> int:
    """Give the column at which the keys of a note stand, by the line of its dash."""
    found = re.match(r" *- +", row)
    return len(found[0]) if found else _width(row)


def _width(row: str) -> int:
    return len(row) - len(row.lstrip(" "))

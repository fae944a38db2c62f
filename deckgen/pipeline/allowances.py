"""Findings and allowances -> the findings that are left.

In: what was found, and the comments that say yes to it. Out: the rest, and what is wrong with the comments themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from posixpath import dirname

from deckgen.codes import ALLOWABLE_ERRORS, CODES, allowable
from deckgen.diagnostics import Allowance, Diagnostic, Diagnostics, Label, Severity

_LATER = ("P",)
"""Families that only a build finds, and only on the paper that was asked for: none of their allowances can be called idle."""
_WHY_NOT = {
    "Q": "what is shown as verbatim is verbatim: no reason makes a false quotation true",
    "R": "learners would lose their reviews, or never get an update again: no reason changes that",
}
_WHY_NOT_OTHERS = "with it the deck cannot be built, or would not be what its files say"


def without_allowed(allowances: Iterable[Allowance], found: Iterable[Diagnostic]) -> Diagnostics:
    """Leave out what is allowed, and report allowances of what cannot be (A003)."""
    table = _Table(allowances)
    left: list[Diagnostic] = []
    refused: dict[Allowance, Diagnostic] = {}
    for finding in found:
        given = table.of(finding)
        if not given or not _allowable(finding):
            left.append(finding)
            for one in given:
                refused.setdefault(one, finding)
    return (*left, *(_refused(one, finding) for one, finding in refused.items()))


def settle(allowances: Iterable[Allowance], found: Iterable[Diagnostic], spent: Collection[tuple[str, str]] = ()) -> Diagnostics:
    """Leave out what is allowed, and report allowances of what cannot be (A003), or of nothing (A002).

    `spent` holds, by the folder of a deck, what was said yes to before its last release: that is no yes to anything since.
    What is idle is known only where everything was looked at: an error may keep a rule from running, so A002 waits for them.
    """
    used, everything = tuple(allowances), tuple(found)
    given = tuple(one for one in used if (f"{dirname(one.span.file)}/", signed(one)) not in spent)
    left = without_allowed(given, everything)
    refused = {one.span for one in left if one.code == "A003"}
    left = (*left, *(_never(one) for one in used if not allowable(one.code) and one.span not in refused))
    if any(one.is_error and not one.code.startswith("A") for one in left):
        return left
    table = _Table(given)
    at_work = {one for finding in everything for one in table.of(finding)}
    idle = (one for one in used if one not in at_work and not one.code.startswith(_LATER) and allowable(one.code))
    return (*left, *map(_idle, idle))


def signed(allowance: Allowance) -> str:
    """Give a yes as deck.lock keeps it: its code and its reason."""
    return f"{allowance.code} {allowance.reason}"


class _Table:
    """Allowances by file and code: a large deck has many of both."""

    def __init__(self, allowances: Iterable[Allowance]) -> None:
        self._by_place: dict[tuple[str, str], list[Allowance]] = {}
        for one in allowances:
            self._by_place.setdefault((one.span.file, one.code), []).append(one)

    def of(self, finding: Diagnostic) -> list[Allowance]:
        """Give the allowances that cover a finding."""
        return [one for one in self._by_place.get((finding.span.file, finding.code), ()) if one.covers(finding)]


def _allowable(finding: Diagnostic) -> bool:
    return not finding.is_error or finding.code in ALLOWABLE_ERRORS


def _refused(allowance: Allowance, finding: Diagnostic) -> Diagnostic:
    help = ("mend what is found there, and delete this comment",)
    return replace(_never(allowance), help=help, also=(Label(finding.span, "found here"),))


def _never(allowance: Allowance) -> Diagnostic:
    code = allowance.code
    help = ("delete this comment; what it names has to be mended wherever it is found",)
    return Diagnostic("A003", f"`{code}` cannot be allowed: {CODES[code]}", allowance.span, _WHY_NOT.get(code[0], _WHY_NOT_OTHERS), help)


def _idle(allowance: Allowance) -> Diagnostic:
    code = allowance.code
    return Diagnostic(
        "A002",
        f"this allows nothing: no `{code}` is found here",
        allowance.span,
        f"{code} is: {CODES[code]}",
        (
            "delete the comment" + ("; a yes to what learners lose is for one release" if code[0] == "R" else ""),
            "if the finding has moved, put the comment right above the line that it shows",
        ),
        severity=Severity.WARNING,
    )

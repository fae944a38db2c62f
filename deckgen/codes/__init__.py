"""Every code that a finding can have, and what is told of it: one module a family. A test holds that none is without a case.

In: nothing. Out: `EXPLAINED` in the order of docs/codes.md, `CODES` with a line for each, and what may be allowed.
"""

from __future__ import annotations

from deckgen.codes.explained import Code
from deckgen.codes.files import FILES
from deckgen.codes.gaps import GAPS
from deckgen.codes.keys import KEYS
from deckgen.codes.locks import LOCKS
from deckgen.codes.printing import PRINTING
from deckgen.codes.sources import SOURCES
from deckgen.codes.texts import TEXTS
from deckgen.codes.writing import WRITING
from deckgen.codes.yaml import YAML

EXPLAINED: tuple[Code, ...] = (*FILES, *YAML, *KEYS, *GAPS, *SOURCES, *LOCKS, *TEXTS, *PRINTING, *WRITING)
"""Every code, family by family."""
CODES = {one.code: one.what for one in EXPLAINED}
"""What each code stands for, in a line."""

ALLOWABLE_ERRORS = frozenset(
    {"R001", "R003", "R004", "R005", "R006", "R007", "R008", "R009", "R011", "R014", *(one.code for one in WRITING)}
)
"""Errors that `# deckgen: allow` may say yes to, as it may to every warning: what harms learners' reviews in one place, and can be
meant; and how a card is written. No yes makes a deck of the others: files that cannot be read, an identity that is not one, a picture
that is missing; a quotation is verbatim or it is none; and what breaks a whole deck for its learners is not one note's to decide."""

_WARNINGS = frozenset(
    {"A002", "C011", "D004", "F004", "F005", "R012", "R015", "S007", "S009", "T001", "T005", "T006", "T007", "T008", "Y008", "Y012"}
)
"""Codes of other families than P and W that are warnings, some of them only at times."""


def allowable(code: str) -> bool:
    """Whether a comment may say yes to a code, at least where it is a warning."""
    return code in ALLOWABLE_ERRORS or code in _WARNINGS or code[0] == "P"

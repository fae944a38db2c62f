"""Every code that a finding can have, and what it stands for. A test holds that none is used without a line here, nor without a case."""

from deckgen.codes.writing import WRITING

CODES = {
    # files
    "F001": "a file cannot be read",
    "F002": "a file is too large",
    "F003": "a file is not UTF-8",
    "F004": "a file that is not read",
    # YAML
    "Y001": "this is not YAML",
    "Y002": "a tab at the start of a line",
    "Y003": "a control character",
    "Y004": "a key is written twice",
    "Y005": "a conflict that git left",
    "Y006": "a colon and a space inside a text",
    "Y007": "a text begins with a character that means something else to YAML",
    "Y008": "a text is cut by ` #`",
    "Y009": "a line does not fit the lines above it",
    "Y010": "values are nested too deeply",
    "Y011": "a second document in one file",
    "Y012": "a backslash between double quotes",
    # keys and values
    "C001": "an unknown key",
    "C002": "a missing key",
    "C003": "a value of the wrong form",
    "C004": "a note of several kinds, or of none",
    "C005": "an empty text",
    "C006": "a value that cannot be",
    "C007": "a note without an id",
    "C010": "an id is used twice",
    # the deck and its parts
    "D001": "a name that Anki would misread",
    "D002": "two files with the same part",
    "D003": "two decks share what must be their own",
    # gaps
    "G001": "no gap",
    "G002": "a gap that is not written as one, never opened or never closed",
    "G003": "an empty gap",
    "G004": "gaps numbered with a hole",
    "G005": "a gap crosses emphasis, paragraphs or cells",
    "G006": "a gap inside a gap",
    "G007": "a gap begins inside a formula, a picture or an address",
    "G008": "a second `::` inside a gap",
    "G009": "a gap in a text that makes no cards",
    # sources and principles
    "S001": "an unknown source",
    "S002": "an unknown principle",
    "S003": "a principle is written twice",
    "S004": "verbatim words without a source",
    "S005": "a source without front matter",
    "S006": "the text of a source is missing, or outside the project",
    "S008": "a citation key that cannot be",
    "S007": "a quotation belongs to no principle",
    # quotations
    "Q001": "a quotation is not verified",
    "Q002": "a quotation does not stand in its source",
    "Q003": "a quotation is someone else's",
    "Q004": "a speaker never speaks in the source",
    "Q005": "more of a source is quoted than may be",
    # the locks
    "L001": "the lock of the quotations is damaged",
    "L002": "the lock of the released deck is damaged",
    "L003": "the lock of the released deck is lost, or not the last one",
    "L004": "a lock that belongs to no deck",
    # what learners have
    "R001": "a released note seems to have a new id",
    "R002": "a released note has another note type",
    "R003": "a released card hides something else",
    "R004": "a number that was dropped is used again",
    "R005": "a released deck has another name",
    "R006": "a released part has another name",
    "R007": "a released note is gone",
    "R008": "a released card is gone",
    "R009": "a released note is in another part",
    "R010": "a released identity is lost",
    "R011": "a released note asks for something else",
    "R012": "an item that may be new, or reworded",
    "R013": "a note type that learners have cannot be kept",
    "R014": "a released deck has another id",
    "R015": "a note is taken over from elsewhere",
    # texts
    "T001": "money is read as math",
    "T002": "a link leads nowhere",
    "T003": "a text is nested too deeply",
    "T004": "a picture that is not read as one",
    "T005": "marks that stay marks",
    "T006": "a formula that is not read as one",
    # pictures
    "M001": "a picture is missing",
    "M002": "a picture is outside the project",
    "M003": "a file is not a picture that cards can show",
    "M004": "a picture is not a file",
    "M005": "a picture is too large",
    # fonts
    "M006": "a font is missing",
    "M007": "a font is outside the project",
    "M008": "a file is not a font",
    # allowances
    "A001": "a comment to deckgen that cannot be read",
    "A002": "an allowance that allows nothing",
    "A003": "an allowance of what cannot be allowed",
    # print
    "P001": "characters that no font has",
    "P002": "more than the pages hold",
    "P003": "something wider than its column",
    "P004": "a picture that cannot be printed",
    "P005": "the typesetter objects",
    "P006": "nothing to print",
    "P007": "more than a card holds",
    "P008": "cards that do not fit on the paper",
    "P009": "a question or an answer taller than a page",
    # how cards are written
    **{one.code: one.what for one in WRITING},
}

ALLOWABLE_ERRORS = frozenset(
    {"R001", "R003", "R004", "R005", "R006", "R007", "R008", "R009", "R011", "R014", *(one.code for one in WRITING)}
)
"""Errors that `# deckgen: allow` may say yes to, as it may to every warning: what harms learners' reviews in one place, and can be
meant; and how a card is written. No yes makes a deck of the others: files that cannot be read, an identity that is not one, a picture
that is missing; a quotation is verbatim or it is none; and what breaks a whole deck for its learners is not one note's to decide."""

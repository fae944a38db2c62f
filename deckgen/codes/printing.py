"""P: what is printed. Only a build finds these."""

from deckgen.codes.explained import Code

PRINTING = (
    Code(
        "P001",
        "characters that no font has",
        "They would be empty boxes.",
        "Japanese words, without a font for them.",
        "A font that has them, below `print: fonts:`; the finding says which.",
    ),
    Code(
        "P002",
        "more than the pages hold",
        "Principles with `rank=1` or `.key` are always on the sheet, and these alone take more room than two pages have.",
        "",
        "Fewer `rank=1` and `.key`, shorter statements, or `rank=3` for what is for the deck alone.",
    ),
    Code(
        "P003",
        "something wider than its column",
        "It would run into the next column, or off the card.",
        "A table of eight columns.",
        "Fewer columns or shorter words; a longer formula on two lines.",
    ),
    Code(
        "P004",
        "a picture that cannot be printed",
        "The typesetter cannot read it.",
        "",
        "Save it anew, as PNG or SVG.",
    ),
    Code(
        "P005",
        "the typesetter objects",
        "What it says would be wrong on the page.",
        "",
        "What the finding says; else report it as a fault of deckgen's.",
    ),
    Code(
        "P006",
        "nothing to print",
        "No page would be made.",
        "--part 9",
        "Name parts and tags that the deck has; `deckgen stats` lists its parts.",
    ),
    Code(
        "P007",
        "more than a card holds",
        "Even in the smallest type it is too high: the finding says by how many millimetres.",
        "",
        "Shorten it, or take larger cards.",
    ),
    Code(
        "P008",
        "cards that do not fit on the paper",
        "Not one card has room on it.",
        "",
        "Smaller cards, or larger paper.",
    ),
    Code(
        "P009",
        "a question or an answer taller than a page",
        "A row of the quiz cannot go on on the next page.",
        "",
        "Shorten the text, or make two notes of it.",
    ),
)

"""G: gaps, each of which is a card."""

from deckgen.codes.explained import Code

GAPS = (
    Code(
        "G001",
        "no gap",
        "The note would make no card.",
        "cloze: Culture is viral.",
        "cloze: Culture is {{c1::viral}}.",
    ),
    Code(
        "G002",
        "a gap that is not written as one, never opened or never closed",
        "Learners would see the braces.",
        "cloze: Culture is {{c1:viral}}.",
        "cloze: Culture is {{c1::viral}}.",
    ),
    Code(
        "G003",
        "an empty gap",
        "The card would hide nothing.",
        "cloze: Culture is {{c1::}}.",
        "Put the words in that are to be recalled.",
    ),
    Code(
        "G004",
        "gaps numbered with a hole",
        "A card's reviews hang on its number: numbers are given in order, and never again.",
        "cloze: {{c1::One}}, {{c3::two}} and three.",
        "{{c1::…}}, {{c2::…}}; equal numbers are asked together.",
    ),
    Code(
        "G005",
        "a gap crosses emphasis, paragraphs or cells",
        "Half of what is hidden could not be shown.",
        "cloze: It {{c1::is **very}} viral**.",
        "cloze: It {{c1::is **very**}} **viral**.",
    ),
    Code(
        "G006",
        "a gap inside a gap",
        "Cards and sheets could not show the inner one.",
        "cloze: {{c1::a {{c2::b}}}} and so on.",
        "Two gaps beside one another.",
    ),
    Code(
        "G007",
        "a gap begins inside a formula, a picture or an address",
        "It would break what it begins in.",
        "cloze: $x^{{c1::2}}$ is a square.",
        "A gap around the whole formula: {{c1::$x^2$}}.",
    ),
    Code(
        "G008",
        "a second `::` inside a gap",
        "Behind the second `::` stands a hint; a third part means nothing.",
        "{{c1::viral::spreads::fast}}",
        "{{c1::viral::spreads fast}}",
    ),
    Code(
        "G009",
        "a gap in a text that makes no cards",
        "Learners would see its braces: only `cloze` and `quote` are texts with gaps.",
        "q: Culture is {{c1::viral}}?",
        "cloze: Culture is {{c1::viral}}.",
    ),
)

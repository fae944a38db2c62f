"""F: files, and how they are read."""

from deckgen.codes.explained import Code

FILES = (
    Code(
        "F001",
        "a file cannot be read",
        "What cannot be read cannot be checked, and the deck would lack what is in it.",
        "A file without the right to read it, or a link that leads nowhere.",
        "Give yourself the right to read it, or take the file out of the folder.",
    ),
    Code(
        "F002",
        "a file is too large",
        "No file of cards or notes is that large: a picture or an export may have come into the wrong folder.",
        "",
        "Split it, or take it out of the folder.",
    ),
    Code(
        "F003",
        "a file is not UTF-8",
        "Letters in another encoding would reach learners as other letters.",
        "A file saved as Latin-1, or as UTF-16 without its mark at the start.",
        "Save it as UTF-8.",
    ),
    Code(
        "F004",
        "a file that is not read",
        "It lies where cards or notes are read from, and nobody would miss what is in it until a learner does.",
        "cards/drafts/new.yaml",
        "Move it to where the help of the finding says, or out of the folder.",
    ),
    Code(
        "F005",
        "editors do not find the schema of a file",
        "The schema tells an editor which keys there are: it completes and explains them and underlines mistakes, if the file's first line "
        "says where the schema is. A file without the line is told only where .vscode/settings.json has no pattern for it either: "
        "nothing is missing in VS Code then.",
        "# yaml-language-server: $schema=deckgen.schema.json, in a folder that has no such file",
        "Let `deckgen fix` write the line.",
    ),
    Code(
        "F006",
        "more accents on a letter than anybody writes",
        "A heap of accents on one letter takes hours to bring into the form in which texts are compared, and no font shows it.",
        "A letter with hundreds of combining marks, as some generators of odd texts make them.",
        "Take the marks off the letter.",
    ),
)

"""T, M, A: texts, pictures, fonts and allowances."""

from deckgen.codes.explained import Code

TEXTS = (
    Code(
        "T001",
        "money is read as math",
        "Between two dollar signs stands a formula.",
        "a: It costs $5-$10.",
        "a: It costs \\$5-\\$10.",
    ),
    Code(
        "T002",
        "a link leads nowhere",
        "A card has no folder that an address could begin in.",
        "[the page](page.md)",
        "[the page](https://example.org/page)",
    ),
    Code(
        "T003",
        "a text is nested too deeply",
        "No reader could follow it, and a program could be stopped by it.",
        "",
        "Fewer levels.",
    ),
    Code(
        "T004",
        "a picture that is not read as one",
        "Learners would see its brackets.",
        "![a dot](a dot.png)",
        "![a dot](a%20dot.png)",
    ),
    Code(
        "T005",
        "marks that stay marks",
        "HTML is text here, and a mark that is never closed stays: learners would see both.",
        "a: It is <b>viral</b>.",
        "a: It is **viral**.",
    ),
    Code(
        "T006",
        "a formula that is not read as one",
        "In Markdown a backslash only escapes: learners would see the source.",
        "a: \\(x^2\\)",
        "a: $x^2$",
    ),
    Code(
        "T007",
        "rows that are not read as a table",
        "In Markdown, a table is told by its second row: dashes, in as many cells as the first row has. Without it learners would see "
        "the bars.",
        "| Name | Number |\n| one | 1 |",
        "| Name | Number |\n|---|---|\n| one | 1 |",
    ),
    Code(
        "T008",
        "a character that nobody sees stands inside a word",
        "It often comes along when text is copied from a page. Whoever looks for the word in Anki does not find the card.",
        "",
        "The word, typed again. A soft hyphen is none of them: it says where a word may be divided.",
    ),
    Code(
        "M001",
        "a picture is missing",
        "The card would show a broken picture.",
        "![a dot](dto.png)",
        "The path of the picture, beside the file of cards.",
    ),
    Code(
        "M002",
        "a picture is outside the project",
        "It would be on one machine only.",
        "![a dot](../../dot.png)",
        "A picture inside the project.",
    ),
    Code(
        "M003",
        "a file is not a picture that cards can show",
        "Anki's apps show PNG, JPEG, GIF, WebP and SVG, and the name alone does not make a picture.",
        "![a page](page.pdf)",
        "The page as a picture.",
    ),
    Code(
        "M004",
        "a picture is not a file",
        "A folder, or something else, has the name.",
        "![a dot](pictures)",
        "The path of a file.",
    ),
    Code(
        "M005",
        "a picture is too large",
        "Every learner would have to fetch it, on a phone, too.",
        "",
        "A smaller picture.",
    ),
    Code(
        "M006",
        "a font is missing",
        "Some characters could not be printed.",
        "fonts: missing.otf",
        "The path of the font, from the project's folder.",
    ),
    Code(
        "M007",
        "a font is outside the project",
        "It would be on one machine only.",
        "fonts: ../fonts/a.otf",
        "A font inside the project.",
    ),
    Code(
        "M008",
        "a file is not a font",
        "Typst reads TrueType and OpenType.",
        "fonts: readme.txt",
        "A file .ttf, .otf, .ttc or .otc, or a folder of them.",
    ),
    Code(
        "A001",
        "a comment to deckgen that cannot be read",
        "A comment that cannot be read allows nothing, and nobody would notice.",
        "# deckgen: alow T005 it is meant",
        "# deckgen: allow T005 it is meant",
    ),
    Code(
        "A002",
        "an allowance that allows nothing",
        "A comment `# deckgen: allow CODE reason` hides a finding that is meant. Where there is none, it would hide the next one, "
        "which may not be.",
        "",
        "Delete the comment, or move it above the line of the finding.",
    ),
    Code(
        "A003",
        "an allowance of what cannot be allowed",
        "Warnings can be allowed, and errors that an author may mean; not the others: a quotation is verbatim or it is none, and "
        "learners' reviews are not one author's to give away.",
        "# deckgen: allow Q002 nearly the same",
        "Mend what is found, and delete the comment.",
    ),
)

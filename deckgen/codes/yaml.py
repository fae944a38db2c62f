"""Y: YAML, which means more by some characters than authors do."""

from deckgen.codes.explained import Code

YAML = (
    Code(
        "Y001",
        "this is not YAML",
        "The rest of the file cannot be read as keys and values.",
        "tags: [role, why",
        "Close what is open; a text goes on its own line below a `|`: there nothing needs quoting.",
    ),
    Code(
        "Y002",
        "a tab at the start of a line",
        "YAML counts spaces, and a tab is as wide as every editor likes.",
        "\tq: What is it?",
        "Spaces, two for each level.",
    ),
    Code(
        "Y003",
        "a control character",
        "Nobody sees it, and YAML does not allow it.",
        "",
        "Type the line again.",
    ),
    Code(
        "Y004",
        "a key is written twice",
        "YAML would take the last one without a word, and the first would be lost.",
        "a: One.\na: Two.",
        "One of them, or `extra:` for the second.",
    ),
    Code(
        "Y005",
        "a conflict that git left",
        "Both versions stand in the file.",
        "<<<<<<< HEAD",
        "Keep one version, and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`.",
    ),
    Code(
        "Y006",
        "a colon and a space inside a text",
        "YAML takes it for a second `key: value`. In a note between `{` and `}`, a comma ends the text, too.",
        "q: What is virtue: knowledge or habit?",
        "q: |\n  What is virtue: knowledge or habit?",
    ),
    Code(
        "Y007",
        "a text begins with a character that means something else to YAML",
        "`*`, `&`, `{`, `[`, `!`, `@`, a backtick and others begin something else in YAML.",
        "q: *Why* does it matter?",
        "q: |\n  *Why* does it matter?",
    ),
    Code(
        "Y008",
        "a text is cut by ` #`",
        "Behind a space, `#` begins a comment: the rest of the text would be gone.",
        "q: What is rule # 1?",
        "q: |\n  What is rule # 1?",
    ),
    Code(
        "Y009",
        "a line does not fit the lines above it",
        "Which value a line belongs to is told by the spaces before it. A note, or an item of a list, begins with a dash and a space.",
        "  - id: one\n   q: What is it?",
        "The same number of spaces before all keys of a note, and a dash and a space before the first.",
    ),
    Code(
        "Y010",
        "values are nested too deeply",
        "Nothing in a deck is as deep as that, and a program could be stopped by it.",
        "",
        "Values as docs/formats.md has them.",
    ),
    Code(
        "Y011",
        "a second document in one file",
        "Only the first document would be read.",
        "---",
        "One file for each part.",
    ),
    Code(
        "Y012",
        "a backslash between double quotes",
        "Between double quotes a backslash is YAML's own: formulas and paths lose letters.",
        'q: "$\\alpha$"',
        "q: |\n  $\\alpha$",
    ),
)

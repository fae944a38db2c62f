"""S, Q: sources, principles and quotations."""

from deckgen.codes.explained import Code

SOURCES = (
    Code(
        "S001",
        "an unknown source",
        "Nobody could look it up, and nothing could be verified.",
        "source: colwing",
        "The name of a file in content/, without `.md`.",
    ),
    Code(
        "S002",
        "an unknown principle",
        "The card would show no quotation, and the sheet would lack the principle.",
        "source: cowling#oposite-test",
        "An `{#id}` of content/cowling.md.",
    ),
    Code(
        "S003",
        "a principle is written twice",
        "Cards could not say which of the two they mean.",
        "## First {#first}\n## Once more {#first}",
        "Another id for one of them.",
    ),
    Code(
        "S004",
        "verbatim words without a source",
        "Verbatim words are somebody's: they are shown with their source, and verified against it.",
        "said: That’s not cool, man",
        "Add `source: key#principle`.",
    ),
    Code(
        "S005",
        "a source without front matter",
        "Title and author are shown on cards, and say whose words quotations are.",
        "A file in content/ that begins with a heading.",
        "---\ntitle: …\nauthor: …\n---",
    ),
    Code(
        "S006",
        "the text of a source is missing, or outside the project",
        "Quotations could not be verified against it; outside the project it would be on one machine only.",
        "text: ../private/talk.txt",
        "A path inside the project; or leave `text:` out, and run `deckgen verify --text KEY=PATH`.",
    ),
    Code(
        "S007",
        "a quotation below no principle",
        "A principle begins with a heading that has an id. A quotation above the first of them, or below a heading without an id, is on no "
        "card and no sheet, and nobody verifies it.",
        "## A heading without an id\n\n> some words",
        "## A heading with an id {#some-words}\n\n> some words",
    ),
    Code(
        "S008",
        "a citation key that cannot be",
        "Cards cite a source by the name of its file: spaces, `#` and commas end a key.",
        "content/my notes.md",
        "content/my-notes.md",
    ),
    Code(
        "S009",
        "a heading without a space is none",
        "Markdown takes `##Name` for words: they would be text of the principle above. With an id, it is an error: its principle would "
        "be missing, and its quotations would go to the one above.",
        "##The opposite test {#opposite-test}",
        "## The opposite test {#opposite-test}",
    ),
    Code(
        "Q001",
        "a quotation is not verified",
        "It is new, or was changed since somebody last looked at the text: nobody knows whether it is verbatim.",
        "",
        "Run `deckgen verify --text KEY=PATH` with the text at hand; or take the quotation marks away.",
    ),
    Code(
        "Q002",
        "a quotation does not stand in its source",
        "What is shown as verbatim is verbatim, word for word.",
        "> useful values have opposites",
        "The words as the source has them; `…` for words left out.",
    ),
    Code(
        "Q003",
        "a quotation is someone else's",
        "Words would be given to somebody who did not say them.",
        "A host's question, quoted as the guest's.",
        "End the quotation with a line `— NAME`.",
    ),
    Code(
        "Q004",
        "a speaker never speaks in the source",
        "Nobody could verify what somebody says who is not heard in the text.",
        "> words\n>\n> — Plato",
        "— Plato, as told by the one who is heard.",
    ),
    Code(
        "Q005",
        "more of a source is quoted than may be",
        "The source may not be redistributed, and `limit:` says how much of it may be quoted.",
        "limit: 15 %",
        "Drop quotations, or shorten them; the finding names the longest.",
    ),
    Code(
        "Q006",
        "a speaker among the words of a quotation",
        "The last line says who speaks, if it begins with `—`. On the line of the words, or behind a hyphen, a name is taken for words, "
        "which the source would have to have.",
        "> That’s not cool, man. — Scott",
        "> That’s not cool, man.\n>\n> — Scott",
    ),
)

"""C, D: keys and values, the deck and its parts."""

from deckgen.codes.explained import Code

KEYS = (
    Code(
        "C001",
        "an unknown key",
        "What stands below a misspelt key is on no card. Keys of your own begin with `x-`.",
        "meening: Freedom",
        "means: Freedom",
    ),
    Code(
        "C002",
        "a missing key",
        "Without it the file or the note says too little to make cards of it.",
        "- id: one\n  q: What is it?",
        "Add the key that is named: here `a:`.",
    ),
    Code(
        "C003",
        "a value of the wrong form",
        "A text was expected, or a list, or keys and values, and something else stands there.",
        "q: [What, Who]",
        "What the key takes; a text below a `|`.",
    ),
    Code(
        "C004",
        "a note of several kinds, or of none",
        "The keys tell a note's kind: those of two kinds, or of none, tell nothing.",
        "- id: one\n  q: What?\n  cloze: It is {{c1::one}}.",
        "Two notes, each with the keys of its kind.",
    ),
    Code(
        "C005",
        "an empty text",
        "Learners would see nothing.",
        "a:",
        "A text; or leave the key out where it need not be there.",
    ),
    Code(
        "C006",
        "a value that cannot be",
        "The value is not of the form that the key takes, or stands for nothing.",
        "lens: colour",
        "One of the values that the finding names.",
    ),
    Code(
        "C007",
        "a note without an id",
        "The id is the note's name for ever: reviews hang on it, so it is not made up by a program at each build.",
        "- q: What is it?",
        "- id: what-it-is\n  q: What is it?",
    ),
    Code(
        "C010",
        "an id is used twice",
        "Anki would take both for one note, and one would be lost.",
        "- id: one\n…\n- id: one",
        "Another id for the newer one.",
    ),
    Code(
        "C011",
        "an item that stands twice",
        "Each item is asked among the others: here the answer stands on the card, and nobody can tell which of the two is asked.",
        "items: [value, scope, value]",
        "Delete one of them, or say what sets it apart.",
    ),
    Code(
        "D001",
        "a name that Anki would misread",
        "Anki separates decks by `::`, has a deck `Default`, and moves or drops some characters: cards would land elsewhere.",
        "deck: Default",
        "A name of its own, without `::` at its ends, quotation marks and control characters.",
    ),
    Code(
        "D002",
        "two files with the same part",
        "Anki does not look at case, and would put both into one deck.",
        "part: 1 Basics\npart: 1 basics",
        "Other names, or all notes in one file.",
    ),
    Code(
        "D003",
        "two decks share what must be their own",
        "Identities are made of it: the notes of one deck would replace those of the other.",
        "The `uid` copied with a deck.yaml.",
        "Leave `uid:` out, and `check` draws one.",
    ),
    Code(
        "D004",
        "cards in another language than the deck's",
        "`lang:` says in which language the labels on cards and sheets are, and where words are hyphenated; without it, English. Found by "
        "little words such as `der` and `nicht`, where there are hardly any English ones; rules that read English are then left out.",
        "deck: Grundlagen",
        "lang: de",
    ),
)

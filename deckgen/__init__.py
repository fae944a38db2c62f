"""deckgen: notes on sources become Anki decks and printed sheets. A compiler for decks, in one straight line.

    read  ->  resolve  ->  check  ->  write

    files           deckgen.read       YAML and Markdown text -> located values
                    deckgen.markup     Markdown -> a tree of nodes, with gaps
    one deck        deckgen.resolve    citations, speakers, pictures, identities (deckgen.identity)
                    deckgen.model      what all this is made of
    what learners   deckgen.released   by deck.lock or a package; what changes for them
    have            deckgen.authored   a note as its author wrote it
    findings        deckgen.rules      what must hold of a deck, and of what was released of it
                    deckgen.claims     what in it must be verbatim; deckgen.quotations: whether it is
                    deckgen.excerpts   how much of each source is quoted
                    deckgen.diagnostics, deckgen.codes, deckgen.report
    what is built   deckgen.anki       -> .apkg, through genanki; .apkg -> what learners have
                    deckgen.print      -> PDF, through Typst
    what is told    deckgen.changes    to the author, to learners, to other programs
                    deckgen.stats      what the deck holds, and what of its sources it covers
    what begins     deckgen.start      the files of a new project; deckgen.written: values -> YAML
                    deckgen.adopt      a document -> the page of a source, and what is worth quoting
    whole project   deckgen.pipeline   load, verify, fix, outputs, release; writing
    command line    deckgen.cli        one file a command

Each arrow is a function that returns a value and findings: expected faults are values, exceptions are bugs. ARCHITECTURE.md says why.
"""

__version__ = "0.1.0"

"""L, R: what was verified, and what learners have. docs/releases.md tells what each edit does to them."""

from deckgen.codes.explained import Code

LOCKS = (
    Code(
        "L001",
        "the lock of the quotations is damaged",
        "What `deckgen verify` found is not known any more.",
        "",
        "Take the file from git, or run `deckgen verify` with the texts at hand.",
    ),
    Code(
        "L002",
        "the lock of the released deck is damaged",
        "What learners have is not known: an edit could cost them reviews.",
        "",
        "Take the file from git; if there is none, `deckgen release --lock-from OLD.apkg`.",
    ),
    Code(
        "L003",
        "the lock of the released deck is lost, or not the newest one",
        "CHANGELOG.md tells of a release that deck.lock does not know: what learners have is not known, and an edit could cost them "
        "reviews.",
        "",
        "Take the newest lock from git.",
    ),
    Code(
        "L004",
        "a lock that belongs to no deck",
        "It stands beside no deck.yaml: its deck is gone, or has moved.",
        "",
        "Move it beside its deck.yaml, or delete it with the deck.",
    ),
    Code(
        "R001",
        "a released note seems to have a new id",
        "Learners would get the note twice, the new one without reviews.",
        "- id: a-new-name",
        "Add `was: old-id`; or allow it, if it is another note.",
    ),
    Code(
        "R002",
        "a released note has another note type",
        "Notes with gaps and without are of two note types: learners would never get an update of this one again.",
        "`q:` and `a:` became `cloze:`",
        "A new note, and the old one deleted.",
    ),
    Code(
        "R003",
        "a released card hides something else",
        "Reviews would count for other words than those that were learned.",
        "{{c1::what}} became {{c1::why}}",
        "The number that it had, a new one, or allow it.",
    ),
    Code(
        "R004",
        "a number that was dropped is used again",
        "Who kept the dropped card would go on with it, and its reviews.",
        "",
        "The next number that was never used, or allow it.",
    ),
    Code(
        "R005",
        "a released deck has another name",
        "The cards that learners have stay in the deck of the old name.",
        "",
        "The old name; or allow it, and tell learners.",
    ),
    Code(
        "R006",
        "a released part has another name",
        "The cards that learners have stay in the part of the old name.",
        "",
        "The old name; or allow it, and tell learners.",
    ),
    Code(
        "R007",
        "a released note is gone",
        "Learners keep it: no import deletes a note.",
        "",
        "Put it back; or allow it, naming the note.",
    ),
    Code(
        "R008",
        "a released card is gone",
        "Learners keep it, empty, until they delete empty cards.",
        "",
        "Put the gap back, or allow it.",
    ),
    Code(
        "R009",
        "a released note is in another part",
        "The cards that learners have stay where they are.",
        "",
        "Leave it there, or allow it.",
    ),
    Code(
        "R010",
        "a released identity is lost",
        "The note would be a new one to learners, without its reviews.",
        "uid: another one",
        "Put it back as it was.",
    ),
    Code(
        "R011",
        "a released note asks for something else",
        "Reviews would count for a fact that nobody has learned.",
        "q: and a: of another fact below an old id",
        "A new note with a new id; or allow it, if it asks the same in other words.",
    ),
    Code(
        "R012",
        "an item that may be new, or reworded",
        "Each item of a list is a card, and is known again by its text, or else by its place. Here neither tells whether this is an "
        "old item in other words or a new one: reviews could go to the wrong card.",
        "",
        "`number: 3` beside the item's `text:`, the number of the old item, or a new number.",
    ),
    Code(
        "R013",
        "a note type that learners have cannot be kept",
        "This version of deckgen makes the note type (what a card looks like, and its fields) otherwise: Anki would have learners "
        "send their whole collection to AnkiWeb anew.",
        "",
        "Build with the deckgen that released the deck.",
    ),
    Code(
        "R014",
        "a released deck has another id",
        "Every tag begins with it: learners would have both.",
        "id: another-id",
        "The old one; or allow it.",
    ),
    Code(
        "R015",
        "a note is taken over from elsewhere",
        "Whoever has that note keeps it, without updates; that may be what is wanted.",
        "was: UID/old-id",
        "Leave `was:` or `guid:` out, or allow it.",
    ),
)

"""W: how cards are written. The numbers stand in `deckgen.balance`."""

from deckgen.codes.explained import Code

WRITING = (
    Code(
        "W001",
        "a front or a quotation of too many words",
        "A card is read in seconds, among many others. More than 30 words on a front, 60 where `lens: scenario` tells a "
        "situation first, and 40 in a quotation are read again and again for one answer.",
        "q: When a team that has been working on … (45 words) …, what do they lack?",
        "q: A team quarrels over what to build. What must it sort out first?",
    ),
    Code(
        "W002",
        "a back of too many words",
        "What takes more than 25 words cannot be recalled whole, and learners grade themselves by what they happened to remember.",
        "a: Because … and besides … which in turn … (40 words)",
        "The point as the answer; the rest below `extra:`, or on a second card.",
    ),
    Code(
        "W003",
        "a question that yes, no or one of two answers",
        "A guess is right every second time, and a learner who guessed right learns nothing. Found where the last sentence "
        "begins with a verb such as `is` or `does`, offers `X or Y` at its end, or where the answer begins with yes or no. "
        "Words in italics are a voice in the card and do not ask.",
        "q: Should a team write its values down?",
        "q: What should a team do with its values, once it agrees on them?",
    ),
    Code(
        "W004",
        "two questions in one",
        "One of two answers is recalled, and no grade is true. Found where two sentences ask, or where one asks `what … and "
        "why`. Words in italics do not ask: a situation may quote a question so.",
        "q: What is a stepping stone, and why does it beat a milestone?",
        "Two notes, each with one of the questions.",
    ),
    Code(
        "W005",
        "a question with any number of answers",
        "`What does Ada say about engines?` has as many answers as Ada has sentences. A precise question is one that a knowing "
        "learner always answers in the same way.",
        "q: What does Ada Lovelace say about engines?",
        "q: By what rule does an engine work, for Ada Lovelace?",
    ),
    Code(
        "W006",
        "a task in place of a question",
        "`Describe`, `list` and `explain` ask for a page, and nobody knows when it is full. Such cards are put off, then suspended.",
        "q: Explain the opposite test.",
        "q: What must be true of a value’s opposite, for the value to be useful?",
    ),
    Code(
        "W007",
        "a word on the front that points to nothing",
        "Cards are shuffled among thousands: `he`, `this` and `the author` stand for nobody there. Found are pronouns before anything "
        "that they may mean, words such as `the author` and `the passage` where the front names none, `the project` or `the team` where "
        "nothing on the front says which, and questions without a word of what they are about (`Why?`, `Who said so?`), unless the "
        "answer is rather their translation. Verbatim quotations, texts with gaps that rest on no source, and fronts with a picture or "
        "code are left alone.",
        "q: What does he call the sprint plan?",
        "q: What does James Cowling call the sprint plan?",
    ),
    Code(
        "W008",
        "the answer can be read in the question",
        "Who finds the answer on the front recalls nothing. Found where every word of weight in the answer, or in its bold words, "
        "stands on the front (two words near one another); where a term is explained by itself; and where a `said` quotation names its "
        "speaker.",
        "q: What does an information gap between you and a leader consist of?\na: Information.",
        "Another word on the front, or the question turned around.",
    ),
    Code(
        "W009",
        "an answer of four things or more",
        "Lists are the hardest to recall, and one forgotten item fails the whole card. A `list` asks its items one by one, and "
        "is free of this rule.",
        "q: What makes a stepping stone?\na: Value, a deliverable, a scope and a name.",
        "list: What makes a stepping stone\nitems: [brings value, has a deliverable, …]",
    ),
    Code(
        "W010",
        "a gap of too many words",
        "Nobody recalls more than 7 words as they stand; whoever says the same in others cannot tell whether that was right.",
        "cloze: Culture is viral, since {{c1::everyone around agrees with how the team does its daily work}}.",
        "cloze: Culture is {{c1::viral}}, since everyone around agrees with how the team works.",
    ),
    Code(
        "W011",
        "a gap that hides little words only",
        "`of`, `the` and `it` are guessed from the grammar: the card asks for nothing.",
        "cloze: A team asks why {{c1::it}} exists.",
        "cloze: A team asks {{c1::why}} it exists.",
    ),
    Code(
        "W012",
        "a gap whose words stand elsewhere on the card",
        "Whoever reads the rest of the text finds what is hidden. Found where every word of weight in the gap stands in the "
        "text around it, in its hint or, of an item, in the line above the list or in its own reason.",
        "cloze: A value is useful if its opposite is legitimate: the {{c1::opposite}} test.",
        "Give both gaps the same number, or hide the other words.",
    ),
    Code(
        "W013",
        "too few words around a gap",
        "With fewer than three words left, many answers fit, and a learner has to recall the card rather than the fact.",
        "cloze: {{c1::Leverage}} matters.",
        "cloze: Newly staff, you ship less; the role is now about {{c1::leverage}}.",
    ),
    Code(
        "W014",
        "two cards that ask the same",
        "One fact twice in a deck costs its learners twice. Found where fronts have four in five words of weight in common, and "
        "answers most of them.",
        "q: Who answers for a large new feature at Dropbox?\na: The DRI.\nq: At Dropbox, who answers for a new, large feature?\na: "
        "The DRI.",
        "One of them; or ask the second from another side.",
    ),
    Code(
        "W015",
        "fronts that are alike, with different answers",
        "Learners recognize a card by its shape and give the other one's answer: they fail both for years. The same front with two "
        "answers is an error, as nobody can know which is meant. Found are fronts that share three in four of their words, and in "
        "English those that differ in one word alone, by its opposite: first and second, inner and outer. Fronts of fewer than four "
        "words of weight are not compared. A word that many fronts have marks them as of one pattern: those are not compared by it.",
        "q: How many months does the first phase of a large storage project take?\nq: How many months does the second phase of a "
        "large storage project take?",
        "Begin each with what is its own, or ask for the difference in one card.",
    ),
    Code(
        "W016",
        "a number or a name that its source does not have",
        "Invented figures and names are learned as facts. Numbers in digits, and words with a capital inside a sentence, are "
        "looked up in all that content/ says of the cited sources, and in a text that lies in the project (`text:`). Without "
        "it, what stands only in the text cannot be told from what was invented: names are then looked up in answers alone. "
        "Fronts of `lens: scenario` and `lens: salience` are the author's own and may invent.",
        "a: By 45 %.\nsource: ada#engine",
        "The number as the source has it, in the principle's statement, too.",
    ),
    Code(
        "W017",
        "a quotation without its `not`, `if` or `maybe`",
        "A quotation can be verbatim and say the opposite. Found where a gap hides nothing but the `not`; and where the words "
        "right before a quotation, in its sentence, are a `not`, `if` or `I think`, those right after it an `unless` or `if`, "
        "or those left out by `…` a `not`. What stands there is known from a text in the project (`text:`), and from longer "
        "quotations of the same passage: without either, cuts are not seen.",
        "quote: we should {{c1::not}} rush it",
        "Quote from the beginning of the sentence, or leave the quotation out.",
    ),
    Code(
        "W018",
        "a quotation of what is rejected",
        "Right behind `rather than`, `instead of` or `pretend`, a source has the words that it argues against: quoted alone, "
        "they are advice. Seen, as cuts are, in texts that are in the project, and in longer quotations of the same passage.",
        "> a name for every task",
        "> what needs doing, rather than a name for every task",
    ),
    Code(
        "W019",
        "a deck that asks from too few sides",
        "Facts alone are dull, and recall of words is not understanding: at least 40 % of notes ask for why, how, the "
        "difference, a situation, a moment or a bridge; gaps make at most 40 % of cards, `quote` at most 10 % and `said` at "
        "most 5 % of notes. From 20 notes on; lenses are counted where half of the notes have one.",
        "",
        "See `deckgen stats` for what there is much of; allow it above `deck:` if it is meant.",
    ),
    Code(
        "W020",
        "a part that is too large or too small",
        "A part of less than 8 % of the cards is hardly a topic, one of more than 25 % is several. From 40 cards and four parts "
        "on; the bounds give way where so many parts cannot all keep them.",
        "",
        "Split the part, or join it with a neighbour; allow it above `part:` if it is meant.",
    ),
)

"""Quotations: verified words stay verified however they are set, and not one word may change."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from deckgen import authored
from deckgen.quotations import (
    REACH,
    DamagedLock,
    Found,
    SourceAttestation,
    SourceText,
    attest,
    closest,
    find,
    fingerprint,
    read_attestations,
    read_source_text,
    scattered,
    words,
    write_attestations,
)
from deckgen.quotations.words import _BETWEEN, _BETWEEN_WITHOUT_HASH

WORDS = st.one_of(
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=7),
    st.sampled_from(["don't", "über", "Straße", "हिन्दी", "कहा", "naïve", "3.14", "x2", "знание", "ﬁne", "l'eau", "漢字"]),
)
BETWEEN = st.sampled_from(
    [
        " ",
        "  ",
        "\u00a0",
        ", ",
        "; ",
        " — ",
        " – ",
        "-",
        "\u2011",
        ". ",
        "! ",
        " (",
        ") ",
        ' "',
        "” ",
        " ‘",
        "’ ",
        " *",
        "** ",
        "\n",
        "/",
        " «",
    ]
)
"""What may stand between words without a meaning: no omission, no brackets."""


@given(st.text("a1.,- \nʼ٣é"))
@example("1.5 -5 a-5 .5 5. 1,000, - -")
def test_marks_in_figures_are_told_from_others_the_same_way_with_and_without_a_hash(text: str) -> None:
    assert _BETWEEN_WITHOUT_HASH.sub(" ", text) == _BETWEEN.sub(" ", text)


@dataclass(frozen=True)
class Quoted:
    """A text of words that all differ, and the stretch of it that is quoted."""

    text: tuple[str, ...]
    start: int
    end: int

    @property
    def quotation(self) -> list[str]:
        """The quoted words."""
        return list(self.text[self.start : self.end])

    def source(self) -> SourceText:
        """The text, read."""
        return read_source_text("Ada: " + " ".join(self.text) + "\n\nBob: Something else.\n", "Ada", {"Ada": "Ada", "Bob": "Bob"})


@st.composite
def quoted(draw: st.DrawFn) -> Quoted:
    """Give a text and a quotation of at least three words in it."""
    text = draw(st.lists(WORDS, min_size=4, max_size=25, unique_by=lambda word: tuple(words(word))))
    start = draw(st.integers(0, len(text) - 3))
    return Quoted(tuple(text), start, draw(st.integers(start + 3, len(text))))


def holds(source: SourceText, quotation: str) -> bool:
    """Whether Ada says so."""
    return find(source, quotation, "Ada")[0] is not None


@given(quoted(), st.data())
def test_setting_a_quotation_differently_keeps_it_verified(given_text: Quoted, data: st.DataObject) -> None:
    cases = (str, str.upper, str.lower, str.title, lambda word: word.replace("'", "’"))
    set_anew = [data.draw(st.sampled_from(cases))(word) for word in given_text.quotation]
    assume(all(words(one) == words(word) for one, word in zip(set_anew, given_text.quotation, strict=True)))
    quotation = "".join(word + data.draw(BETWEEN) for word in set_anew)
    assert holds(given_text.source(), quotation)
    assert fingerprint("a", "Ada", quotation) == fingerprint("a", "ADA", " ".join(given_text.quotation))


@given(quoted(), st.data())
def test_one_word_changed_is_found_out(given_text: Quoted, data: st.DataObject) -> None:
    quotation = given_text.quotation
    at = data.draw(st.integers(0, len(quotation) - 1))
    other = data.draw(WORDS.filter(lambda word: words(word) != words(quotation[at])))
    changed = [*quotation[:at], other, *quotation[at + 1 :]]
    assert not holds(given_text.source(), " ".join(changed))
    assert fingerprint("a", "Ada", " ".join(changed)) != fingerprint("a", "Ada", " ".join(quotation))


@given(quoted(), st.data())
def test_one_word_left_out_or_put_in_is_found_out(given_text: Quoted, data: st.DataObject) -> None:
    quotation = given_text.quotation
    at = data.draw(st.integers(1, len(quotation) - 2))
    assert not holds(given_text.source(), " ".join([*quotation[:at], *quotation[at + 1 :]]))
    assert not holds(given_text.source(), " ".join([*quotation[:at], data.draw(WORDS), *quotation[at:]]))
    assert holds(given_text.source(), " ".join([*quotation[:at], "…", *quotation[at + 1 :]]))


@given(quoted(), st.data())
def test_two_words_swapped_are_found_out(given_text: Quoted, data: st.DataObject) -> None:
    quotation = given_text.quotation
    at = data.draw(st.integers(0, len(quotation) - 2))
    swapped = [*quotation[:at], quotation[at + 1], quotation[at], *quotation[at + 2 :]]
    assert not holds(given_text.source(), " ".join(swapped))


@given(quoted())
def test_words_are_nobody_elses(given_text: Quoted) -> None:
    found, others = find(given_text.source(), " ".join(given_text.quotation), "Bob")
    assert found is None
    assert [one.voice for one in others] == ["Ada"]


@given(quoted(), st.text())
def test_whatever_is_missed_can_be_explained(given_text: Quoted, typed: str) -> None:
    source = given_text.source()
    miss = closest(source, typed)
    assert miss is None or miss.passage
    assert isinstance(scattered(source, typed), bool)


# --- the lock ------------------------------------------------------------------------------------------------------------------


@given(quoted())
def test_the_lock_reads_back_what_was_written(given_text: Quoted) -> None:
    source = given_text.source()
    place, _ = find(source, " ".join(given_text.quotation), "Ada")
    assert place
    known = {"ada": attest(source, [(fingerprint("ada", "Ada", " ".join(given_text.quotation)), place)])}
    assert read_attestations(write_attestations(known)) == known


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ("The art of it", "the art", True),
        ("the art", "The art of it", True),
        ("the art", "the artist", False),
        ("a state", "a statement of a stateswoman", False),
        ("[…]", "the art", False),
    ],
)
def test_quotations_overlap_by_whole_words(one: str, other: str, overlap: bool) -> None:
    assert authored.overlap(one, other) == overlap


KEYS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(lambda key: not re.search(r"\s", key))
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12).map(lambda name: " ".join(name.split()))
HASHES = st.text("0123456789abcdef", min_size=32, max_size=32)
FOUND = st.builds(Found, st.integers(1, 10**6), NAMES)
SOURCES = st.builds(SourceAttestation, HASHES, st.lists(st.integers(0, 10**6)).map(tuple), st.dictionaries(HASHES, FOUND, max_size=4))


@given(st.dictionaries(KEYS, SOURCES, max_size=4))
def test_the_lock_reads_back_for_any_key_any_name_and_texts_without_words(known: dict[str, SourceAttestation]) -> None:
    text = write_attestations(known)
    assert read_attestations(text) == known
    assert read_attestations(text.replace("\n", "\r\n")) == known
    assert write_attestations(dict(reversed(known.items()))) == text


LONG = (
    "Whoever grows gardens knows: mushrooms thrive without sunlight, tulips vanish overnight, worms plough invisibly. "
    "Tomorrow, somebody forgets watering; lilies topple, though nobody kills them. Voilà: überraschend köstliche Früchte.\n\n"
    "Prune roses quickly, twice yearly, mostly before sunrise. Nothing survives without patience, proof, luck or plenty of thyme."
)


def test_the_lock_holds_nothing_of_the_text() -> None:
    """No word that could not be part of a hash, no run of the text, and no hash of one word, which could be guessed."""
    source = read_source_text(LONG, "Ada", {})
    taken = [
        "Whoever grows gardens knows",
        "tulips vanish overnight, worms […] plough invisibly",
        "Voilà: überraschend köstliche Früchte",
        "Prune roses quickly [twice] yearly",
        "luck or plenty",
    ]
    places = [(fingerprint("k", "Ada", one), found) for one in taken if (found := find(source, one, "Ada")[0])]
    assert len(places) == len(taken)
    written = write_attestations({"k": attest(source, places)})
    body = written.partition("version 1\n")[2].casefold()
    assert len(body.splitlines()) == 1 + len(taken)
    everything = [word for one in source.paragraphs for word in one.words]
    telling = [word for word in everything if len(word) > 4 and re.search("[^a-f]", word)]
    assert len(telling) > 40
    assert [word for word in telling if word in body] == []
    assert [run for run in map(" ".join, pairwise(everything)) if run in body] == []
    for word in everything:
        for plain in (word, word.title(), f"{word}\n"):
            hashed = hashlib.sha256(plain.encode()).hexdigest()
            assert hashed[:8] not in body
        assert fingerprint("k", "Ada", word) not in body


def test_the_lock_s_lines_hold_hashes_counts_and_names_alone() -> None:
    known = {"k": SourceAttestation("ab" * 16, (3, 0, 12), {"cd" * 16: Found(2, "Ada Lovelace")}), "l": SourceAttestation("0" * 32, ())}
    rows = write_attestations(known).splitlines()[2:]
    assert rows == [f"source k {'ab' * 16} 3,0,12", f"quotation k {'cd' * 16} 2 Ada Lovelace", f"source l {'0' * 32} -"]


@pytest.mark.parametrize("line", ["version 2", "source k", "quotation k 0 1 Ada", "source k 0 1,x", "anything", "quotation"])
def test_a_damaged_lock_says_which_line(line: str) -> None:
    with pytest.raises(DamagedLock) as error:
        read_attestations(f"# Written by\nversion 1\n{line}\n")
    assert error.value.args[0] == 3


def test_the_published_fingerprint() -> None:
    """It stands in ARCHITECTURE.md: if it changes, every quotation of every project must be verified anew."""
    assert fingerprint("ada", "Ada Lovelace", "[T]here is [sic] one […] royal road [to it]") == "e2ca446b33e1e719cc358f13f22fdd3e"
    canonical = "deckgen:quotation:1\nada\nada lovelace\n there is one [] royal road"
    assert hashlib.sha256(canonical.encode()).hexdigest()[:32] == "e2ca446b33e1e719cc358f13f22fdd3e"
    replaced = "deckgen:quotation:1\nada\nada lovelace\n one [6] royal [3] road"
    assert fingerprint("ada", "ADA “Lovelace”", "One [or two] royal, [or] road") == hashlib.sha256(replaced.encode()).hexdigest()[:32]


# --- what counts, and what does not ------------------------------------------------------------------------------------------------

DIFFERENT = (
    *(("we're", "were"), ("it's", "its"), ("we’ll", "well"), ("$5", "€5"), ("$5", "5"), ("£5", "5"), ("5%", "5"), ("1.5", "15")),
    *(("1,5", "15"), ("1.5", "1,5"), ("10,000", "10000"), ("-5", "5"), ("−5", "5"), ("10⁵", "105"), ("x²", "x2"), ("CO₂", "CO2")),
    *(("C#", "C"), ("C++", "C"), ("C++", "C#"), ("F#", "F"), ("a > b", "a ≥ b"), ("2 + 2", "2 × 2"), ("naïve", "naive"), ("कहा", "कह")),
)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_signs_that_carry_meaning_are_told_apart(one: str, other: str) -> None:
    said, meant = (f"they say {sign} is what counts here" for sign in (one, other))
    assert (holds_in(said, said), holds_in(said, meant)) == (True, False)
    assert fingerprint("k", "Ada", said) != fingerprint("k", "Ada", meant)


ALIKE = (
    *(("day-to-day", "day to day"), ("day‑to‑day", "day-to-day"), ("one—two", "one – two"), ("one -- two", "one, two"), ("“one”", '"one"')),
    *(
        ("‘one’", "'one'"),
        ("don’t", "don't"),
        ("donʼt", "don't"),
        ("co\u00adoperate", "cooperate"),
        ("ONE Two", "one two"),
        ("ﬁne", "fine"),
    ),
    *(
        ("Straße", "STRASSE"),
        ("one\u00a0two", "one two"),
        ("e\u0301tude", "étude"),
        ("１５", "15"),
        ("«one»", "one"),
        ("one, two;", "one two"),
    ),
    *(("o\u200bne", "one"), ("*one*", "one"), ("one!", "one?"), ("−5", "-5"), ("one\n two", "one two"), ("rock 'n' roll", "rock ’n’ roll")),
)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_typography_is_not_told_apart(one: str, other: str) -> None:
    said, meant = (f"they say {sign} is what counts here" for sign in (one, other))
    assert holds_in(said, meant)
    assert holds_in(meant, said)
    assert fingerprint("k", "Ada", said) == fingerprint("k", "Ada", meant)


def holds_in(text: str, quotation: str) -> bool:
    """Whether a text of Ada's holds a quotation."""
    return find(read_source_text(text, "Ada", {}), quotation, "Ada")[0] is not None


# --- omissions, and an editor's words ------------------------------------------------------------------------------------------------


@given(quoted(), st.data())
def test_sic_cuts_nothing(given_text: Quoted, data: st.DataObject) -> None:
    quotation = given_text.quotation
    at = data.draw(st.integers(0, len(quotation)))
    sic = data.draw(st.sampled_from(["[sic]", "[sic!]", "[SIC]", "[ sic ]", "[sic.]", "[]"]))
    marked = " ".join([*quotation[:at], sic, *quotation[at:]])
    assert holds(given_text.source(), marked)
    assert fingerprint("a", "Ada", marked) == fingerprint("a", "Ada", " ".join(quotation))
    assert not holds_in(" ".join([*quotation[:at], "more", *quotation[at:]]), marked) or at in (0, len(quotation))


@given(st.integers(1, 3), st.integers(0, 12), st.integers(0, 30))
def test_an_editor_s_word_stands_for_at_most_three_of_the_text(editor: int, stand: int, before: int) -> None:
    text = " ".join(["before"] * before + ["alpha", "beta"] + ["filler"] * stand + ["gamma", "delta"])
    quotation = f"alpha beta [{' '.join(['word'] * editor)}] gamma delta"
    assert holds_in(text, quotation) == (stand <= 3 * editor)


def test_one_two_in_brackets_stand_for_six_words_and_no_more() -> None:
    text = "alpha 1 2 3 4 5 6 omega"
    assert holds_in(text, "alpha [one two] omega")
    assert not holds_in("alpha 1 2 3 4 5 6 7 omega", "alpha [one two] omega")
    assert not holds_in(text, "alpha [one] omega")
    assert holds_in(text, "alpha [one] [two] omega")
    assert holds_in(text, "alpha […] omega")
    assert not holds_in("omega 1 alpha", "alpha [one two] omega")


@given(st.integers(0, 80), st.integers(0, 80))
@example(0, REACH - 2)
@example(70, REACH - 2)
@example(70, REACH - 1)
def test_the_parts_of_a_quotation_stand_within_reach_wherever_they_stand(before: int, between: int) -> None:
    text = " ".join(["before"] * before + ["alpha"] + ["filler"] * between + ["omega"] + ["after"] * before)
    assert holds_in(text, "alpha … omega") == (between + 2 <= REACH)


@given(quoted(), st.data(), st.integers(0, 2 * REACH), st.sampled_from([" ", "\n\n"]))
def test_words_before_a_text_change_nothing_but_the_paragraph(given_text: Quoted, data: st.DataObject, before: int, joint: str) -> None:
    quotation = given_text.quotation
    cuts = data.draw(st.lists(st.sampled_from(["", "", "…", "[…]", "[then]", "[sic]", "[two words]"]), min_size=len(quotation)))
    typed = " ".join(piece for pair in zip(quotation, cuts, strict=False) for piece in pair)
    dropped = data.draw(st.sets(st.integers(0, len(given_text.text) - 1), max_size=2))
    core = " ".join(word for index, word in enumerate(given_text.text) if index not in dropped)
    alone, _ = find(read_source_text(core, "Ada", {}), typed, "Ada")
    shifted, _ = find(read_source_text("¤ " * before + joint + core, "Ada", {}), typed, "Ada")
    assert (alone is None) == (shifted is None)
    if alone and shifted:
        assert shifted.paragraph - alone.paragraph == (1 if before and joint != " " else 0)


# --- labels ------------------------------------------------------------------------------------------------------------------------

LABELS = (
    *("David:", "DAVID:", "david:", "David :", "David：", "  David:", "**David:**", "**David**:", "*David:*", "_David_:", "__David:__"),
    *(
        "David (host):",
        "DAVID (the host, laughing):",
        "David [laughs]:",
        "[David]:",
        "(David):",
        "> David:",
        "# David:",
        "- David:",
        "12. David:",
    ),
    *(
        "00:12 David:",
        "(00:12) David:",
        "[00:12:34] David:",
        "[00:12:34] **David:**",
        "0:12 - David:",
        "David 00:12:",
        "**David** (00:12):",
    ),
)


@pytest.mark.parametrize("label", LABELS)
def test_a_label_changes_the_speaker_however_it_is_set(label: str) -> None:
    text = f"ADA: We begin.\n\n{label} Now I say something else.\n\nAnd I go on."
    source = read_source_text(text, "Somebody", {"Ada": "Ada L.", "David": "David H."})
    assert [(one.voice, one.turn) for one in source.paragraphs] == [("Ada L.", 1), ("David H.", 2), ("David H.", 2)]
    assert source.paragraphs[1].text == "Now I say something else."
    assert find(source, "something else. And I go on", "David H.") == (Found(2, "David H."), ())
    assert find(source, "something else. And I go on", "Ada L.") == (None, (Found(2, "David H."),))


@pytest.mark.parametrize("line", ["David said: I know.", "Davide: I know.", "David, I know: it ends.", "To David: I know.", "David"])
def test_a_line_that_only_names_someone_is_no_label(line: str) -> None:
    source = read_source_text(f"Ada: We begin.\n\n{line}", "Somebody", {"Ada": "Ada", "David": "David"})
    assert [one.voice for one in source.paragraphs] == ["Ada", "Ada"]


def test_a_label_begins_a_paragraph_only_where_a_sentence_has_ended() -> None:
    speakers = {"Ada": "Ada", "David": "David"}
    assert [one.voice for one in read_source_text("Ada: One.\nDavid: Two.", "X", speakers).paragraphs] == ["Ada", "David"]
    assert [one.voice for one in read_source_text("Ada: I asked\nDavid: he knew.", "X", speakers).paragraphs] == ["Ada"]
    assert read_source_text("Before.\n\nAda: One.", "X", speakers).paragraphs[0].voice == ""
    assert read_source_text("Before: one.", "X", {}).paragraphs[0].voice == "X"


@given(st.text())
def test_no_text_makes_reading_a_source_raise(text: str) -> None:
    source = read_source_text(text, "Ada", {"Ada": "Ada"})
    assert [one.number for one in source.paragraphs] == list(range(1, len(source.paragraphs) + 1))

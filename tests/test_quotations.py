"""Quotations: verified words stay verified however they are set, and not one word may change."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from deckgen.quotations import (
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


@given(quoted())
def test_the_lock_reads_back_what_was_written(given_text: Quoted) -> None:
    source = given_text.source()
    place, _ = find(source, " ".join(given_text.quotation), "Ada")
    assert place
    known = {"ada": attest(source, [(fingerprint("ada", "Ada", " ".join(given_text.quotation)), place)])}
    assert read_attestations(write_attestations(known)) == known


@given(quoted())
def test_the_lock_holds_no_word_of_the_text(given_text: Quoted) -> None:
    source = given_text.source()
    written = write_attestations({"k": attest(source, [])}).partition("\n")[2]
    assert not any(
        len(word) > 3 and word in written for one in source.paragraphs for word in one.words if not word.isalnum() or not word.isascii()
    )


@given(st.text())
def test_no_text_makes_reading_a_source_raise(text: str) -> None:
    source = read_source_text(text, "Ada", {"Ada": "Ada"})
    assert [one.number for one in source.paragraphs] == list(range(1, len(source.paragraphs) + 1))

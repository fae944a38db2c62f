"""Identities: the published formulas, and that a GUID survives every edit of a note but its id's."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from deckgen import identity
from deckgen.diagnostics import Span
from deckgen.model import Deck, DeckHead
from deckgen.read.cards import read_cards
from deckgen.resolve import Surroundings, resolve

UID = "0" * 32
HEAD = DeckHead("Deck", UID, "deck", "en", "", None, "", Span("cards/deck.yaml", 1, 1, 1, 1))
SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
LINES = st.text(st.characters(categories=("L", "N", "P", "S")), max_size=20).map(lambda text: f"x{text}")


def deck(*files: str) -> Deck:
    """Resolve files of cards into a deck."""
    parts = tuple(part for name, text in enumerate(files) if (part := read_cards(text, f"cards/{name}.yaml")[0]))
    return resolve(Surroundings(HEAD, {}, {}, {}, Path("/nowhere"), None), parts)[0]


@st.composite
def note(draw: st.DrawFn, id: str) -> str:
    """Give a note of any kind, with any texts and other keys."""

    def text() -> str:
        return "|\n      " + draw(LINES)

    bodies = (
        f"    q: {text()}\n    a: {text()}\n",
        f"    term: {text()}\n    means: {text()}\n",
        f"    cloze: {text()} {{{{c1::x}}}}\n",
        f"    said: {text()}\n",
        f"    list: {text()}\n    items:\n    - a\n    - b\n",
    )
    body = draw(st.sampled_from(bodies))
    more = draw(st.sampled_from(["", "    tags: [a]\n", "    sheet: false\n", "    source: nowhere\n"]))
    return f"  - id: {id}\n{body}{more}"


@given(st.data(), st.lists(SLUGS, min_size=1, max_size=5, unique=True))
def test_a_guid_survives_every_edit_of_a_note_but_its_ids(data: st.DataObject, ids: list[str]) -> None:
    before = deck("part: one\ncards:\n" + "".join(data.draw(note(id)) for id in ids))
    shuffled = data.draw(st.permutations(ids))
    cut = data.draw(st.integers(0, len(ids)))
    files = [
        f"part: p{number}\ntags: [t]\ncards:\n" + "".join(data.draw(note(id)) for id in some)
        for number, some in enumerate((shuffled[:cut], shuffled[cut:]))
    ]
    after = deck(*files)
    assert {id: one.guid for id, one in after.identities.items()} == {id: identity.guid(UID, id) for id in ids}
    assert after.identities == before.identities


@given(SLUGS, SLUGS)
def test_a_renamed_note_keeps_its_guid_by_was(old: str, new: str) -> None:
    renamed = deck(f"part: one\ncards:\n  - id: {new}\n    was: {old}\n    q: Q\n    a: A\n").identities[new]
    assert renamed == deck(f"part: one\ncards:\n  - id: {old}\n    q: Q\n    a: A\n").identities[old]
    moved = deck(f"part: one\ncards:\n  - id: {new}\n    was: {'f' * 32}/{old}\n    q: Q\n    a: A\n").identities[new]
    assert moved.guid == identity.guid("f" * 32, old)


def test_a_guid_from_elsewhere_is_kept_as_typed() -> None:
    assert deck("part: one\ncards:\n  - id: a\n    guid: Ab#1{c}\n    q: Q\n    a: A\n").identities["a"].guid == "Ab#1{c}"


@given(st.lists(SLUGS, min_size=2, max_size=30, unique=True), st.data())
def test_ids_depend_neither_on_order_nor_collide(ids: list[str], data: st.DataObject) -> None:
    given_ids = identity.note_ids(UID, ids)
    assert identity.note_ids(UID, data.draw(st.permutations(ids))) == given_ids
    assert len(set(given_ids.values())) == len(ids)
    assert all(value % identity.BLOCK == 0 and value >= identity.FIRST_ID for value in given_ids.values())


def test_the_formulas_are_the_published_ones() -> None:
    assert identity.guid(UID, "opposite-test") == "G9viTe25mwMOghlp"
    assert identity.guid(UID, "b") != identity.guid("1" * 32, "b")

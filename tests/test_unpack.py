"""Packages read back: that deckgen's, genanki's and Anki's own tell what learners have, and that no bytes whatever do harm."""

from __future__ import annotations

import io
import itertools
import json
import random
import sqlite3
import struct
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import anki_backend
import genanki
import pytest
from anki.collection import Collection, DeckIdLimit, ExportAnkiPackageOptions
from hypothesis import example, given
from hypothesis import strategies as st
from sample import FILES, write_project

from deckgen.anki import Package, Stamp, apkg, digests, notetypes, unpack
from deckgen.anki.notes import rows
from deckgen.anki.plain import gaps, plain
from deckgen.anki.unpack import BadPackageError
from deckgen.model import Deck
from deckgen.pipeline.load import load
from deckgen.released.state import NoteState, State

TIME = 1_700_000_000
Read = Callable[[bytes], State]


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    """The deck of the sample project."""
    return load(write_project(tmp_path_factory.mktemp("small"))).decks[0]


@pytest.fixture(scope="module")
def built(deck: Deck) -> Package:
    """Its package, and the state that it was built from."""
    return apkg(deck, Stamp(TIME))


@pytest.fixture(scope="module")
def small(built: Package) -> bytes:
    """The bytes of its package."""
    return built.data


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read the bytes of a package."""

    def function(data: bytes) -> State:
        path = tmp_path / "some.apkg"
        path.write_bytes(data)
        return unpack.unpack(path)

    return function


@pytest.fixture
def refusal(read: Read) -> Callable[[bytes], str]:
    """Give why bytes are refused, once it is known to be one line that goes into a sentence."""

    def function(data: bytes) -> str:
        with pytest.raises(BadPackageError) as caught:
            read(data)
        return sentence(caught.value)

    return function


def sentence(error: BadPackageError) -> str:
    (said,) = error.args
    assert isinstance(said, str)
    assert said == said.strip()
    assert said.isprintable()
    assert said[0].islower() or said[0] == "`"
    assert not said.endswith(".")
    assert len(said) < 250
    return said


def by_id(state: State) -> dict[str, NoteState]:
    return {note.id: note for note in state.notes.values()}


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return target.getvalue()


def changed(data: bytes, *statements: str | tuple[str, tuple[Any, ...]]) -> bytes:
    """Give a package after SQL statements were run in its database."""
    files = members(data)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files["collection.anki2"])
    for statement in statements:
        connection.execute(*((statement,) if isinstance(statement, str) else statement))
    connection.commit()
    files["collection.anki2"] = connection.serialize()
    connection.close()
    return zipped(files)


# --- what a reader sees --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("two  words\n", "two words"),
        ("one<br>two<br/>three<BR />four", "one two three four"),
        ("<p>a</p><div>b</div><ul><li>c<li>d</ul><h2>e</h2>f", "a b c d e f"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ("b<b>ol</b>d, <span class='x>y'>s</span>et", "bold, set"),
        ("5 &lt; 6 &amp; 7&nbsp;&#8212; &eacute;&bogus;", "5 < 6 & 7 — é&bogus;"),
        ("1 < 2, <3 and a <- b", "1 < 2, <3 and a <- b"),
        ('<img src="a.png" alt="a &quot;dot&quot; > all"> <img src=b.png><img alt=word src=c>', 'a "dot" > all word'),
        ('<img data-alt="x" src="y">', ""),
        ("say [sound:a.mp3]it [Sound:b.mp3] [sound:", "say it [sound:"),
        (r"\(x^2\) and \[\begin{matrix}a\\[2pt]b\end{matrix}\]", r"x^2 and \begin{matrix}a\\[2pt]b\end{matrix}"),
        (r"so \(  x \), \[ y\] .", "so x, y ."),
        (r"C:\dir <span>\</span>(", r"C:\dir \("),
        ("a<style>p{}</style>b<script>if (a<b) {}</script >c<!-- d -->e", "abce"),
        ("a<!-- b", "a"),
        ("a<script>b", "a"),
        ('a<b title="', "a"),
        ("{{c1::one}} and {{c2::two::a hint}}", "one and two"),
        ("{{c1::a {{c2::nested::h}} gap}}", "a nested gap"),
        ("{{c1,2::both}}, {{C3::old}}, {{c4::open", "both, old, open"),
        ("}} {{ x }} {{c::y}}", "}} {{ x }} {{c::y}}"),
        ("{{c1::a&#58;&#58;b&#125;&#125;}}", "a::b}}"),
        ("&#" + "9" * 5000 + ";x", "\ufffdx"),
    ],
)
def test_html_reads_as_a_reader_sees_it(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("no {{gap}}", {}),
        ("{{c1::one}} and {{c2::two::a hint}}", {0: "one", 1: "two"}),
        ("{{c2::b}} {{c1::a}} {{c2::<b>c</b>}}", {1: "b … c", 0: "a"}),
        ("{{c1::a {{c2::nested::h}} gap::hint}}", {0: "a nested gap", 1: "nested"}),
        ("{{c1::outer {{c1::inner}}}}", {0: "outer inner … inner"}),
        ("{{c1,2::both}}{{c2,2,::once}}", {0: "both", 1: "both … once"}),
        ("{{C1::old}}", {0: "old"}),
        ("{{c1::<img src=x alt=dot>}} {{c2::}}", {0: "dot", 1: ""}),
        ("{{c0::none}} {{c501::last}} {{c" + "9" * 5000 + "::last}}", {499: "last … last"}),
        ("{{c1::open {{c2::closed}}", {1: "closed"}),
        ("{{c1::" * 12 + "x" + "}}" * 12, {0: " … ".join("x" * 10)}),
    ],
)
def test_gaps_hide_their_words_and_no_hints(html: str, hidden: dict[int, str]) -> None:
    assert gaps(html) == hidden
    assert list(gaps(html)) == list(hidden)  # in the order of the text


PIECES = ["{{c1::", "{{c2,3::", "}}", "::", "<b>", "<img alt='", "'", '"', ">", "<!--", "&#", "&lt", "9", "\\(", "[sound:", "]", " x"]


@given(st.lists(st.sampled_from(PIECES)))
@example(["<img alt='", ">", "{{c1::"])
def test_no_text_makes_the_reading_of_html_fail(pieces: list[str]) -> None:
    html = "".join(pieces)
    assert plain(html) == " ".join(plain(html).split())
    assert all(0 <= ordinal < 500 for ordinal in gaps(html))


@pytest.mark.parametrize(
    "piece", ["<a ", "<a ='\"", "<!--", "<style>", "[sound:", "{{c1::", "{{c1", "\\(", "&#9", "<img alt='", "alt=", " ", " \\)"]
)
def test_hostile_html_takes_no_more_time_than_its_length(piece: str) -> None:
    start = time.perf_counter()
    plain(f"<img {piece * 50_000}")
    gaps(piece * 50_000)
    assert time.perf_counter() - start < 2  # some hundredths; quadratic time would be minutes


def test_gaps_of_many_numbers_do_not_multiply_a_text() -> None:
    hostile = "{{c" + ",".join(map(str, range(1, 500))) + "::" + "x" * 100_000 + "}}"
    assert sum(map(len, gaps(hostile * 3).values())) < 30 * len(hostile * 3)


# --- digests -------------------------------------------------------------------------------------------------------------------


def model(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(notetypes.standard(1, "Name", "en").to_json(TIME, 1)))
    return made | changes


def test_digests_keep_their_values_for_ever() -> None:
    fields = {"Front": "a", "Back": "é", "Extra": "", "Version": "1.0"}
    assert digests.rendered(fields, ("x::b", "x::a")) == "0b2aa6b244db2387c6f7ec8211ff3078"
    small = {"type": 1, "flds": [{"name": "Text"}], "tmpls": [{"name": "Card", "id": 7, "qfmt": "{{cloze:Text}}"}], "css": "p{}"}
    assert digests.structure(small) == "dd2b55ce0d2b672dfa2bec77e8bfb462"
    assert digests.look(small) == "ac4cccab63382ebb964aee9e290376d0"


def test_a_rendered_note_is_its_filled_fields_and_its_tags() -> None:
    base = digests.rendered({"Front": "a", "Back": "b"}, ("one", "two"))
    assert digests.rendered({"Back": "b", "Front": "a", "Spare 1": "", "Version": "2"}, ["two", "one"]) == base
    assert digests.rendered({"Front": "b", "Back": "a"}, ("one", "two")) != base
    assert digests.rendered({"Front": "a", "Back": "b"}, ("one",)) != base


def test_a_name_counts_only_where_there_is_no_permanent_id() -> None:
    named = model()
    named["flds"][-1]["name"] = "Example"
    named["tmpls"][-1]["name"] = "Type it"
    assert digests.structure(named) == digests.structure(model())
    del named["flds"][-1]["id"]
    without = digests.structure(named)
    assert without != digests.structure(model())
    named["flds"][-1]["name"] = "Other"
    assert digests.structure(named) != without


def test_the_structure_is_kind_order_and_the_field_that_sorts() -> None:
    turned = model()
    turned["flds"].reverse()
    fewer = model()
    fewer["tmpls"].pop()
    all_of_them = [model(), model(type=1), model(sortf=1), turned, fewer]
    assert len({digests.structure(one) for one in all_of_them}) == len(all_of_them)
    assert digests.structure(model(css="", mod=1, name="Other", did=5)) == digests.structure(model())


def test_the_look_is_css_html_and_what_the_editor_shows() -> None:
    seen = {digests.look(model()), digests.look(model(css=""))}
    for part, key, value in (("tmpls", "qfmt", "x"), ("tmpls", "bafmt", "x"), ("flds", "description", "x"), ("flds", "collapsed", True)):
        other = model()
        other[part][0][key] = value
        seen.add(digests.look(other))
    assert len(seen) == 6
    assert digests.look(model(name="Other", mod=1, sortf=1)) == digests.look(model())


# --- deckgen's own packages ------------------------------------------------------------------------------------------------------


def formula(text: str) -> str:
    """Give a formula as its author wrote it: in a gap, `}}` stands as `} }`."""
    return text.replace("} }", "}}")


def test_a_build_is_read_back_as_it_was_written(built: Package, read: Read) -> None:
    """All that a package can tell is what the builder knew; of texts the builder keeps three fields."""
    state, written = read(built.data), built.state
    assert (state.deck, state.uid, state.id, dict(state.parts)) == (written.deck, "", written.id, dict(written.parts))
    assert state.notes.keys() == written.notes.keys()
    for guid, note in state.notes.items():
        kept = {name: formula(text) for name, text in note.texts.items() if name in ("Front", "Back", "Text")}
        assert replace(note, texts=kept, cards={at: formula(words) for at, words in note.cards.items()}) == replace(
            written.notes[guid], written="", pictures=()
        )
    assert {key: replace(one, written="") for key, one in written.types.items()} == state.types


def test_fields_and_tags_digest_as_they_stand_in_the_rows(deck: Deck, small: bytes, read: Read) -> None:
    notes = read(small).notes
    for row in rows(deck):
        fields = {field.name: html for field, html in zip(notetypes.FIELDS[row.note_type], row.fields, strict=True)}
        assert notes[row.guid].rendered == digests.rendered(fields, row.tags)


def test_note_types_digest_alike_before_and_after(deck: Deck, small: bytes, read: Read) -> None:
    types = read(small).types
    for kind, make in (("standard", notetypes.standard), ("cloze", notetypes.cloze)):
        written = make(types[kind].id, types[kind].name, deck.head.lang).to_json(TIME, 5)
        assert types[kind].structure == digests.structure(written)
        assert types[kind].look == digests.look(written)
        assert (types[kind].modified, types[kind].written) == (TIME, "")


def test_cards_tell_what_they_hide_and_fields_their_words(small: bytes, read: Read) -> None:
    notes = by_id(read(small))
    assert notes["fires"].cards == {0: "fire-fighting", 1: "a::b … x^{2^{n} }"}
    assert notes["steps"].cards == {0: "gather", 1: "plan", 2: "share"}
    assert notes["shown"].cards == {0: "", 1: ""}
    assert notes["seniors"].texts["Text"] == "Everybody wants seniors; nobody makes them."
    assert {name: text for name, text in notes["dri"].texts.items() if name not in ("Report", "Version")} == {
        "Front": "DRI",
        "Back": "directly responsible individual",
        "Prompt": "What does it mean?",
        "Reverse": "What is the term?",
        "Part": "1 First",
        "Kind": "term",
        "Note ID": "dri",
    }
    assert notes["shown"].texts["Front"] == 'What does this print, and what is in ? print("<b>{{c1::no gap}}</b>")'


def test_a_deck_of_one_part_is_not_taken_for_the_part(tmp_path: Path, read: Read) -> None:
    head = str(FILES["cards/deck.yaml"]).replace("deck: Small", 'deck: "Big::Small"')
    project = load(write_project(tmp_path / "p", {"cards/02-second.yaml": None, "cards/deck.yaml": head}))
    state = read(apkg(project.decks[0], Stamp(TIME)).data)
    assert (state.deck, dict(state.parts)) == ("Big::Small", {"1 First": 0})


def test_the_version_is_read_and_makes_no_other_note(deck: Deck, small: bytes, read: Read) -> None:
    before, after = by_id(read(small)), by_id(read(apkg(deck, Stamp(TIME, release="1.2.0")).data))
    assert {note.version for note in after.values()} == {"1.2.0"}
    assert {id: note.rendered for id, note in before.items()} == {id: note.rendered for id, note in after.items()}


# --- what Anki exports -------------------------------------------------------------------------------------------------------------


def exported(col: Collection, deck: str, folder: Path, *, legacy: bool, scheduling: bool) -> bytes:
    options = ExportAnkiPackageOptions(with_scheduling=scheduling, with_deck_configs=scheduling, with_media=True, legacy=legacy)
    id = col.decks.id_for_name(deck)
    assert id
    col.export_anki_package(out_path=str(folder / "out.apkg"), options=options, limit=DeckIdLimit(id))
    return (folder / "out.apkg").read_bytes()


@pytest.mark.parametrize("scheduling", [True, False])
def test_what_anki_exports_again_is_the_same_state(small: bytes, tmp_path: Path, read: Read, scheduling: bool) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        data = exported(col, "Small", tmp_path, legacy=True, scheduling=scheduling)
    assert "collection.anki21" in members(data)
    assert read(data) == read(small)


def test_a_learner_s_changes_are_read_and_the_deck_is_still_known(small: bytes, tmp_path: Path, read: Read) -> None:
    """An own tag, a field renamed, cards in a filtered deck: an export with scheduling leaves them there."""
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        col.tags.bulk_add(col.find_notes(""), "leech")
        kind = anki_backend.note_type(col, by_id_of(read(small), "dri"))
        col.models.rename_field(kind, kind["flds"][10], "Key")
        col.models.update_dict(kind)
        filtered = col.decks.new_filtered("Small::Cram")
        col.sched.rebuild_filtered_deck(filtered)
        data = exported(col, "Small", tmp_path, legacy=True, scheduling=True)
    state = read(data)
    assert (state.deck, state.id, dict(state.parts)) == ("Small", "small", {"1 First": 0, "2 Second": 0})
    assert by_id(state)["dri"].tags == ("leech", "small::basics", "small::kind::term")
    assert state.types["standard"].structure == read(small).types["standard"].structure


def by_id_of(state: State, id: str) -> int:
    """Give the id of the note type of a note."""
    return state.types[by_id(state)[id].note_type].id


def test_a_deck_that_was_made_in_anki_is_read(tmp_path: Path, read: Read) -> None:
    with anki_backend.collection() as col:
        deck_id = col.decks.id("Mine::Sub")
        assert deck_id
        for name, fields in (("Basic", ["<b>Q</b>", "A"]), ("Cloze", ["{{c2::two {{c1::one}}}}", ""])):
            kind = col.models.by_name(name)
            assert kind
            made = col.new_note(kind)
            made.fields = fields
            col.add_note(made, deck_id)
        col.decks.id("Mine::Empty")
        data = exported(col, "Mine", tmp_path, legacy=True, scheduling=False)
    state = read(data)
    assert (state.deck, dict(state.parts), set(state.types)) == ("Mine::Sub", {}, {"Basic", "Cloze"})
    assert [(note.note_type, note.cards, note.part) for note in state.notes.values()] == [
        ("Basic", {0: ""}, ""),
        ("Cloze", {0: "one", 1: "two one"}, ""),
    ]


@pytest.mark.parametrize("scheduling", [True, False])
def test_anki_s_newer_format_is_refused_with_what_to_do(
    small: bytes, tmp_path: Path, refusal: Callable[[bytes], str], scheduling: bool
) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, small)
        data = exported(col, "Small", tmp_path, legacy=False, scheduling=scheduling)
    assert "collection.anki2" in members(data)  # that asks to update Anki
    assert refusal(data) == 'it was exported in Anki\'s newer format: export it again with "Support older Anki versions" checked'


def test_of_two_collections_the_newer_readable_one_counts(small: bytes, read: Read) -> None:
    files = members(small)
    both = {**files, "collection.anki21": files["collection.anki2"], "collection.anki2": b"please update", "collection.anki21b": b"?"}
    assert read(zipped(both)) == read(small)


# --- other people's packages -------------------------------------------------------------------------------------------------------


def foreign(folder: Path, *notes: tuple[str, genanki.Note]) -> bytes:
    """Give genanki's package of notes, each with the name of its deck."""
    decks = {name: genanki.Deck(5000 + at, name) for at, name in enumerate(dict.fromkeys(name for name, _ in notes))}
    for name, note in notes:
        decks[name].add_note(note)
    genanki.Package(list(decks.values())).write_to_file(folder / "foreign.apkg", TIME)
    return (folder / "foreign.apkg").read_bytes()


def basic(id: int, name: str) -> genanki.Model:
    return genanki.Model(id, name, [{"name": "Q"}, {"name": "A"}], [{"name": "Card 1", "qfmt": "{{Q}}", "afmt": "{{A}}"}])


def gapped(id: int, name: str) -> genanki.Model:
    fields, cards = [{"name": "Head"}, {"name": "Body"}], [{"name": "Cloze", "qfmt": "{{cloze:Body}}", "afmt": "{{cloze:Body}}"}]
    return genanki.Model(id, name, fields, cards, model_type=genanki.Model.CLOZE)


def test_a_plain_genanki_package_is_read_by_its_own_names(tmp_path: Path, read: Read) -> None:
    one = genanki.Note(basic(11, "Q and A"), ["<b>Q</b>", ""], tags=["b", "a::x"], guid="one")
    two = genanki.Note(gapped(12, "Gaps"), ["h", "{{c1::a}} {{c3::b::c}}"], guid="two")
    state = read(foreign(tmp_path, ("Top::Own", one), ("Top::Own::Sub", two)))
    assert (state.deck, state.id, dict(state.parts)) == ("Top::Own", "", {"Sub": 0})
    got = state.notes["one"]
    assert (got.id, got.kind, got.version, got.note_type, got.part) == ("", "", "", "Q and A", "")
    assert (got.texts, got.tags, got.cards) == ({"Q": "Q"}, ("a::x", "b"), {0: ""})
    assert (state.notes["two"].cards, state.notes["two"].part) == ({0: "a", 2: "b"}, "Sub")
    assert {key: (one.id, one.name, one.modified) for key, one in state.types.items()} == {
        "Q and A": (11, "Q and A", TIME),
        "Gaps": (12, "Gaps", TIME),
    }


def test_decks_without_a_common_name_keep_their_full_ones(tmp_path: Path, read: Read) -> None:
    notes = [genanki.Note(basic(11, "B"), [text, "a"], guid=text) for text in "qr"]
    state = read(foreign(tmp_path, ("One", notes[0]), ("Onetwo::Three", notes[1])))
    assert (state.deck, list(state.parts), state.notes["r"].part) == ("", ["One", "Onetwo::Three"], "Onetwo::Three")


def test_note_types_of_one_name_and_deckgen_s_keys_are_kept_apart(tmp_path: Path, read: Read) -> None:
    types = [basic(11, "Basic"), basic(12, "Basic"), basic(13, "cloze")]
    notes = [("D", genanki.Note(one, ["q", "a"], guid=str(one.model_id))) for one in types]
    state = read(foreign(tmp_path, *notes))
    assert {key: one.id for key, one in state.types.items()} == {"Basic": 11, "Basic (12)": 12, "cloze (13)": 13}
    assert {guid: note.note_type for guid, note in state.notes.items()} == {"11": "Basic", "12": "Basic (12)", "13": "cloze (13)"}


def test_of_two_notes_with_one_guid_the_last_stays(tmp_path: Path, read: Read) -> None:
    notes = [("D", genanki.Note(basic(11, "B"), [text, "a"], guid="same")) for text in ("first", "last")]
    assert read(foreign(tmp_path, *notes)).notes["same"].texts["Q"] == "last"


def test_a_note_type_that_anki_doubled_is_known_beside_the_first(small: bytes, read: Read) -> None:
    """Once a note type conflicts, learners have an `X+` with the same permanent ids."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(members(small)["collection.anki2"])
    models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
    connection.close()
    state = read(small)
    standard, dri = state.types["standard"], by_id(state)["dri"]
    models["77"] = {**models[str(standard.id)], "id": 77, "name": "Small+"}
    doubled = read(
        changed(small, ("UPDATE col SET models = ?", (json.dumps(models),)), f"UPDATE notes SET mid = 77 WHERE id = {dri.note_id}")
    )
    assert doubled.types["standard"] == standard
    assert (doubled.types["Small+"].id, doubled.types["Small+"].structure) == (77, standard.structure)
    assert doubled.notes[dri.guid] == replace(dri, note_type="Small+")


def test_a_package_without_notes_is_an_empty_state(small: bytes, read: Read) -> None:
    assert read(changed(small, "DELETE FROM notes", "DELETE FROM cards")) == State("", "", "", {}, {}, {})


# --- what is no package --------------------------------------------------------------------------------------------------------------


def test_a_place_without_a_package_is_named_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    cases = {
        tmp_path / "none.apkg": "there is no such file",
        tmp_path / "file" / "below": "there is no such file",
        tmp_path / "a\0b": "there is no such file",
        tmp_path: "it is a folder, not a package",
        tmp_path / ("x" * 5000): "it cannot be read: File name too long",
    }
    for path, why in cases.items():
        with pytest.raises(BadPackageError) as caught:
            unpack.unpack(path)
        assert sentence(caught.value) == why


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"x")

    def refused(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(unpack, "_File", refused)
    with pytest.raises(BadPackageError, match=r"^it cannot be read: Permission denied$"):
        unpack.unpack(tmp_path / "file")


def test_what_is_no_package_of_anki_s_is_told_by_its_looks(small: bytes, refusal: Callable[[bytes], str]) -> None:
    database = members(small)["collection.anki2"]
    assert refusal(b"") == "it is empty"
    assert refusal(b"words") == "it is no Anki package: not a zip archive"
    assert refusal(database) == "it is a collection of Anki's, not a package: export the deck from Anki as .apkg"
    for length in (10, len(small) // 2, len(small) - 30):
        assert refusal(small[:length]) == "it is damaged, or cut off before its end: fetch or export it again"
    assert refusal(zipped({})) == "it is an empty zip archive"
    assert refusal(zipped({"word/document.xml": b""})) == "it is no Anki package, but looks like a Word document"
    assert refusal(zipped({"deck/collection.anki2": b""})) == "its files are in a folder, `deck`: zip them without it"
    assert refusal(zipped(dict.fromkeys(("a\n\x1b.txt", "b" * 99, "c"), b""))) == (
        f"it is a zip archive without a collection of Anki's; it holds `a??.txt`, `{'b' * 60}…` and 1 more"
    )


# --- hostile zips ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "a\\b", "..\\x", "C:x", "c:/x"])
def test_names_that_lead_out_of_a_package_are_refused(small: bytes, refusal: Callable[[bytes], str], name: str) -> None:
    assert refusal(zipped({**members(small), name: b""})) == f"a file in it has a name that leads out of the package: `{name}`"
    media = json.dumps({"0": name}).encode()
    assert refusal(zipped({**members(small), "media": media})) == f"one of its media has a name that leads out of the package: `{name}`"


@pytest.mark.parametrize("media", [b"", b"[]", b'{"0": 1}', b"[" * 100_000, b"\xff\xfe", b"1" * 5000, b'{"a":' * 9000])
def test_a_broken_list_of_media_is_refused(small: bytes, refusal: Callable[[bytes], str], media: bytes) -> None:
    assert refusal(zipped({**members(small), "media": media})) == "its list of media is broken"


def test_a_package_without_a_list_of_media_is_read(small: bytes, read: Read) -> None:
    files = members(small)
    del files["media"], files["0"]
    assert read(zipped(files)) == read(small)


def test_media_are_never_read(small: bytes, read: Read) -> None:
    whole = zipped({**members(small), "0": b"picture" * 50}, zipfile.ZIP_STORED)
    assert read(whole.replace(b"picturepicture", b"PICTUREpicture", 1)) == read(small)  # its checksum is wrong now


def test_an_encrypted_package_is_refused(small: bytes, refusal: Callable[[bytes], str]) -> None:
    data = bytearray(small)
    data[data.index(b"PK\1\2") + 8] |= 1
    assert refusal(bytes(data)) == "it is encrypted: `collection.anki2`"


def test_two_collections_of_one_name_are_refused(small: bytes, refusal: Callable[[bytes], str]) -> None:
    target = io.BytesIO(small)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("collection.anki2", b"")
    assert refusal(target.getvalue()) == "it holds `collection.anki2` twice"


def test_a_packing_that_has_no_bounds_is_refused(small: bytes, refusal: Callable[[bytes], str]) -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert refusal(zipped(members(small), method)) in (
            "`collection.anki2` in it is packed by a method that Anki does not use",
            "`media` in it is packed by a method that Anki does not use",
        )


def test_a_bomb_is_refused_by_the_size_it_tells(small: bytes, refusal: Callable[[bytes], str]) -> None:
    bomb = zipped({**members(small), "collection.anki2": bytes(65 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refusal(bomb) == "`collection.anki2` in it is far larger than it should be: more than 64 MB"
    assert refusal(zipped({**members(small), "media": b" " * (33 * 1024 * 1024)})).endswith("more than 32 MB")


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_further(refusal: Callable[[bytes], str]) -> None:
    bomb = bytearray(zipped({"collection.anki2": bytes(70 * 1024 * 1024)}))
    at = bomb.index(b"PK\1\2") + 24
    bomb[at : at + 4] = struct.pack("<I", 1000)
    assert refusal(bytes(bomb)) == "it is damaged, or cut off before its end: fetch or export it again"


def test_what_is_read_is_counted_whatever_a_header_tells() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped({"media": bytes(3 * 1024 * 1024)}))) as archive:
        stream = archive.open("media")
        archive.getinfo("media").file_size = 1000
        archive.open = lambda _: stream  # type: ignore[method-assign, assignment, misc]
        with pytest.raises(BadPackageError, match="more than 2 MB"):
            unpack._member(archive, "media", 2 * 1024 * 1024)


def test_a_zip_of_very_many_files_is_refused(refusal: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch) -> None:
    many = zipped({str(number): b"" for number in range(1200)}, zipfile.ZIP_STORED)
    monkeypatch.setattr(unpack, "_MOST_FILES", 1000)
    assert refusal(many) == "there are 1200 files in it, more than any deck needs"
    monkeypatch.setattr(unpack, "_LONGEST_READ", 50_000)
    assert refusal(many) == "the list of the files in it is far too long"


# --- hostile databases -------------------------------------------------------------------------------------------------------------------


RECURSIVE = "CREATE VIEW cards AS WITH RECURSIVE c(nid) AS (SELECT 1 UNION ALL SELECT nid FROM c) SELECT * FROM c"
COMPUTED = "CREATE TABLE cards (nid, ord, did, odid AS (hex(zeroblob(100000000))))"


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        ("DROP TABLE notes", "there is no table `notes`"),
        ("DROP TABLE cards", "there is no table `cards`"),
        ("DROP TABLE col", "there is no table `col`"),
        ("DELETE FROM col", "the table `col` is empty"),
        ("ALTER TABLE notes RENAME COLUMN flds TO f", "the table `notes` has no column `flds`"),
        ("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT * FROM n", "`notes` is no plain table"),
        ("ALTER TABLE col RENAME TO c; CREATE VIEW Col AS SELECT * FROM c", "`col` is no plain table"),
        (f"DROP TABLE cards; {RECURSIVE}", "`cards` is no plain table"),
        ("DROP TABLE cards; CREATE VIRTUAL TABLE cards USING fts4(nid, ord, did, odid)", "`cards` is no plain table"),
        (f"DROP TABLE cards; {COMPUTED}", "the table `cards` has no column `odid`"),
    ],
)
def test_a_database_that_is_not_anki_s_is_refused(small: bytes, refusal: Callable[[bytes], str], statements: str, why: str) -> None:
    assert refusal(changed(small, *statements.split("; "))) == f"its database is not Anki's: {why}"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE notes SET flds = x'00ff'", "a note has a value of the wrong type"),
        ("UPDATE notes SET mid = 'x'", "a note has a value of the wrong type"),
        ("UPDATE notes SET mod = 1.5", "a note has a value of the wrong type"),
        ("UPDATE cards SET ord = 'x'", "a card has a value of the wrong type"),
        ("UPDATE cards SET ord = -1", "a card has a negative number"),
        ("UPDATE cards SET did = 99", "a card's deck is missing or broken"),
        ("UPDATE notes SET mid = 99", "a note's note type is missing"),
        ("UPDATE notes SET flds = 'x'", "a note has another number of fields than its note type `Small (deckgen)`: 1, not 18"),
        ("UPDATE notes SET flds = CAST(x'ff' AS TEXT)", "a text in it is not in UTF-8"),
        ("UPDATE col SET decks = '{}'", "a card's deck is missing or broken"),
        ("UPDATE col SET decks = replace(decks, '\"Small', '\"\\ud800')", "a card's deck is missing or broken"),
    ],
)
def test_rows_that_cannot_be_are_refused(small: bytes, refusal: Callable[[bytes], str], statement: str, why: str) -> None:
    assert refusal(changed(small, statement)) == f"its database is damaged: {why}"


@pytest.mark.parametrize("value", ["'x'", "x'ff'", "5", "NULL", "'[]'", "'{'", "''", "printf('%.9000c', '[')"])
def test_json_that_is_broken_is_refused(small: bytes, refusal: Callable[[bytes], str], value: str) -> None:
    loose = "CREATE TABLE c AS SELECT * FROM col", "DROP TABLE col", "ALTER TABLE c RENAME TO col"
    for column, what in (("models", "note types"), ("decks", "decks")):
        assert refusal(changed(small, *loose, f"UPDATE col SET {column} = {value}")) == f"the list of its {what} is broken"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(itertools.product(["flds"], [None, [], [1], [{}], [{"name": 5}], {"name": "x"}])),
        *(itertools.product(["tmpls"], [None, [], [[]], [{"name": "\ud800"}]])),
        *(itertools.product(["name"], [None, "", 5, "\udfff"])),
        *(itertools.product(["mod"], [None, "x", -1, float("inf"), float("nan"), 2**70])),
    ],
)
def test_a_note_type_that_cannot_be_is_refused(small: bytes, refusal: Callable[[bytes], str], key: str, value: object) -> None:
    models = json.dumps({"1": model(**{key: value})})
    assert refusal(changed(small, ("UPDATE col SET models = ?", (models,)))) == "its database is damaged: a note type is broken"


def test_odd_values_that_only_the_look_knows_do_no_harm(small: bytes, read: Read) -> None:
    odd = {"css": None, "sortf": "x", "type": [], "tmpls": [{"name": "x", "id": True, "qfmt": 5}]}
    models = json.dumps({"1": model(**odd)})
    assert read(
        changed(
            small,
            ("UPDATE col SET models = ?", (models,)),
            "DELETE FROM notes WHERE id NOT IN (SELECT min(id) FROM notes)",
            "UPDATE notes SET mid = 1, flds = replace(printf('%.17c', ','), ',', char(31))",
        )
    )


def test_a_database_of_a_newer_schema_is_refused_with_what_to_do(small: bytes, refusal: Callable[[bytes], str]) -> None:
    assert "newer format" in refusal(changed(small, "UPDATE col SET models = ''", "CREATE TABLE notetypes (id)"))


def test_what_is_no_database_is_refused(small: bytes, refusal: Callable[[bytes], str]) -> None:
    files = members(small)
    for data in (b"", b"words", b"SQLite format 3\0", bytes(4096)):
        assert refusal(zipped({**files, "collection.anki2": data})) == "what should be its database is none"
    cut = files["collection.anki2"][:3000]
    assert refusal(zipped({**files, "collection.anki2": cut})).startswith("its database is damaged: ")


def test_a_database_with_a_journal_is_read_without_one(small: bytes, read: Read) -> None:
    files = members(small)
    database = bytearray(files["collection.anki2"])
    database[18:20] = b"\2\2"
    assert read(zipped({**files, "collection.anki2": bytes(database)})) == read(small)


def test_reading_changes_nothing_and_leaves_nothing(small: bytes, read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read(small)
    assert [path.name for path in tmp_path.iterdir()] == ["some.apkg"]
    assert (tmp_path / "some.apkg").read_bytes() == small


# --- any bytes ---------------------------------------------------------------------------------------------------------------------------

SEED = 20261121


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Give bytes with a few of them changed, a piece copied over another, or a piece cut out."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 40))):
        at = chance.randrange(len(out))
        match chance.randrange(4):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                out[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"))[: len(out) - at]
            case 2:
                start, length = chance.randrange(len(out)), chance.randrange(1, 64)
                out[at : at + length] = out[start : start + length]
            case _:
                out[at] ^= 1 << chance.randrange(8)
    return bytes(out[: chance.randrange(len(out))] if chance.random() < 0.05 else out)


@pytest.mark.parametrize("inside", [False, True])
def test_no_damage_ends_in_anything_but_a_state_or_a_refusal(small: bytes, read: Read, inside: bool) -> None:
    """In the zip, and in the database inside a sound zip. The seed is fixed and shown: a failure comes back."""
    chance = random.Random(SEED)
    files = members(small)
    refused = 0
    for number in range(400):
        if inside:
            data = zipped({**files, "collection.anki2": damaged(files["collection.anki2"], chance)}, zipfile.ZIP_STORED)
        else:
            data = damaged(small, chance)
        print(f"seed {SEED}, number {number}")
        try:
            read(data)
        except BadPackageError as error:
            sentence(error)
            refused += 1
    assert refused > 100

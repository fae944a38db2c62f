"""The two note types: that nothing that is for ever moves, that Anki takes them as they are, and that the look is readable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import anki_backend
import pytest
from anki.decks import DeckId
from anki.errors import CardTypeError

from deckgen.anki import notetypes
from deckgen.anki.package import DeckRow, NoteTypes, Row, package

TIME = 1_700_000_000
STANDARD, CLOZE = 1_600_000_000_111, 1_600_000_000_222
SPARES = ["Spare 1", "Spare 2", "Spare 3", "Spare 4", "Spare 5", "Spare 6"]


def fields(table: tuple[notetypes.Field, ...], **values: str) -> tuple[str, ...]:
    """Give the fields of a note; `Spare_1` is the field `Spare 1`."""
    return tuple(values.get(field.name.replace(" ", "_"), "") for field in table)


def built(values: Mapping[str, str] = MappingProxyType({}), lang: str = "en", modified: int = TIME) -> bytes:
    """Give a package of one standard note, with these fields, and one cloze note."""
    standard = fields(notetypes.STANDARD_FIELDS, **{"Front": "front", "Back": "back", "Kind": "question", **values})
    cloze = fields(notetypes.CLOZE_FIELDS, Text="a {{c1::gap::hint}} and {{c2::another}}", Kind="cloze")
    ordinals = tuple(n for n, name in enumerate(("Front", "Reverse", "Spare_5", "Spare_6")) if n == 0 or name in values)
    rows = [
        Row("standard", "s", TIME * 1000, standard, (), ordinals, "Deck", modified),
        Row("cloze", "c", (TIME + 1) * 1000, cloze, (), (0, 1), "Deck", modified),
    ]
    times = {"standard": modified, "cloze": modified}
    types = NoteTypes({"standard": STANDARD, "cloze": CLOZE}, {"standard": "Deck", "cloze": "Deck (cloze)"}, lang, times)
    return package(rows, [DeckRow("Deck", 5, "")], types, [], TIME)


def imported(data: bytes) -> dict[str, dict[str, Any]]:
    """Give both note types as Anki has them after an import."""
    with anki_backend.collection() as col:
        anki_backend.import_package(col, data)
        return {str(kind): anki_backend.note_type(col, kind) for kind in (STANDARD, CLOZE)}


def test_what_is_for_ever_stays() -> None:
    """Never change this test's tables: learners' notes would never update again."""
    names = [(field.name, field.id) for field in notetypes.STANDARD_FIELDS]
    assert names == [
        ("Front", 101), ("Back", 102), ("Extra", 103), ("Prompt", 104), ("Reverse", 105), ("Quotation", 106), ("Citation", 107),
        ("Report", 108), ("Part", 109), ("Kind", 110), ("Note ID", 111), ("Version", 112),
        *zip(SPARES, range(121, 127), strict=True),
    ]  # fmt: skip
    names = [(field.name, field.id) for field in notetypes.CLOZE_FIELDS]
    assert names == [
        ("Text", 201), ("Extra", 202), ("Prompt", 203), ("Quotation", 204), ("Citation", 205), ("Report", 206), ("Part", 207),
        ("Kind", 208), ("Note ID", 209), ("Version", 210), *zip(SPARES, range(221, 227), strict=True),
    ]  # fmt: skip
    cards = [(card.name, card.id) for card in (*notetypes.STANDARD_CARDS, *notetypes.CLOZE_CARDS)]
    assert cards == [("Forward", 151), ("Reverse", 152), ("Spare card 1", 153), ("Spare card 2", 154), ("Cloze", 251)]


def test_anki_has_every_field_as_the_table_says() -> None:
    for kind, table in ((STANDARD, notetypes.STANDARD_FIELDS), (CLOZE, notetypes.CLOZE_FIELDS)):
        model = imported(built())[str(kind)]
        found = [
            notetypes.Field(
                field["name"], field["id"], field["description"], not field["collapsed"], not field["excludeFromSearch"], field["plainText"]
            )
            for field in model["flds"]
        ]
        assert found == list(table)
        assert all(field["preventDeletion"] and field["font"] == "Arial" and not field["rtl"] for field in model["flds"])
        assert model["sortf"] == 0


def test_anki_has_every_card_type_as_the_table_says() -> None:
    for kind, table in ((STANDARD, notetypes.STANDARD_CARDS), (CLOZE, notetypes.CLOZE_CARDS)):
        found = imported(built())[str(kind)]["tmpls"]
        assert [(card["name"], card["id"], (card["bqfmt"], card["bafmt"])) for card in found] == [
            (card.name, card.id, card.listed) for card in table
        ]


def test_anki_works_out_the_requirements_that_genanki_wrote() -> None:
    written = [notetypes.standard(STANDARD, "Deck", "en")._req, notetypes.cloze(CLOZE, "Deck", "en")._req]
    assert [ordinals for _, _, ordinals in written[0]] == [[0], [4], [16], [17]]
    models = imported(built())
    assert [need[2] for need in models[str(STANDARD)]["req"]] == [[0], [4], [16], [17]]
    assert models[str(CLOZE)]["req"][0][0] == 0


@pytest.mark.parametrize(
    ("values", "ordinals"),
    [
        ({}, [0]),
        ({"Reverse": "What is the question?"}, [0, 1]),
        ({"Part": "1 A", "Prompt": "p", "Kind": "term", "Extra": "e", "Quotation": "q", "Report": "r", "Spare_1": "s"}, [0]),
        ({"Spare_5": "s"}, [0, 2]),
        ({"Spare_6": "s"}, [0, 3]),
    ],
)
def test_a_learners_anki_makes_the_cards_that_the_fields_switch_on(values: dict[str, str], ordinals: list[int]) -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built(values))
        note = col.new_note(anki_backend.note_type(col, STANDARD))
        note["Front"], note["Back"] = "new front", "new back"
        for name, value in values.items():
            note[name.replace("_", " ")] = value
        col.add_note(note, DeckId(1))
        assert [card.ord for card in note.cards()] == ordinals
        assert [card.ord for card in anki_backend.note(col, TIME * 1000).cards()] == ordinals
        assert anki_backend.faults(col) == []


def test_a_learner_may_edit_the_look() -> None:
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built())
        for kind in (STANDARD, CLOZE):
            model = anki_backend.note_type(col, kind)
            model["css"] += "/* mine */"
            col.models.update_dict(model)
            assert "/* mine */" in anki_backend.note_type(col, kind)["css"]
        assert anki_backend.faults(col) == []


def test_anki_refuses_such_an_edit_where_two_fronts_are_alike() -> None:
    """The reason for the spares' fronts; if Anki stops refusing, they may become simpler."""
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built())
        model = anki_backend.note_type(col, STANDARD)
        model["tmpls"][3]["qfmt"] = model["tmpls"][2]["qfmt"]
        with pytest.raises(CardTypeError):
            col.models.update_dict(model)


@pytest.mark.parametrize("merge", [False, True])
def test_a_spare_field_and_card_type_put_to_use_reach_notes_that_learners_have(merge: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    later = [field._replace(name="Hint") if field.name == "Spare 5" else field for field in notetypes.STANDARD_FIELDS]
    cards = [card._replace(name="Hinted") if card.name == "Spare card 1" else card for card in notetypes.STANDARD_CARDS]
    read = notetypes._read
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built())
        monkeypatch.setattr(notetypes, "STANDARD_FIELDS", tuple(later))
        monkeypatch.setattr(notetypes, "STANDARD_CARDS", tuple(cards))
        monkeypatch.setattr(notetypes, "_read", lambda file: read(file).replace("Spare 5", "Hint"))
        anki_backend.import_package(col, built({"Hint": "a hint", "Spare_5": ""}, modified=TIME + 9), merge=merge)
        note = anki_backend.note(col, TIME * 1000)
        assert note["Hint"] == "a hint"
        assert [card.ord for card in note.cards()] == [0, 2]
        assert "a hint" in note.cards()[1].question()
        assert [n.name for n in col.models.all_names_and_ids() if n.name.startswith("Deck")] == ["Deck", "Deck (cloze)"]
        assert anki_backend.faults(col) == []


def test_a_new_look_arrives_only_with_a_newer_time(monkeypatch: pytest.MonkeyPatch) -> None:
    style = notetypes.style()
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built())
        monkeypatch.setattr(notetypes, "style", lambda: style + "/* new */")
        anki_backend.import_package(col, built())
        assert [anki_backend.note_type(col, kind)["css"] for kind in (STANDARD, CLOZE)] == [style, style]
        anki_backend.import_package(col, built(modified=TIME + 1))
        assert all(anki_backend.note_type(col, kind)["css"] == style + "/* new */" for kind in (STANDARD, CLOZE))


def rendered(values: Mapping[str, str] = MappingProxyType({}), lang: str = "en") -> list[tuple[str, str]]:
    """Give question and answer of each card of `built`, without the CSS."""
    with anki_backend.collection() as col:
        anki_backend.import_package(col, built(values, lang))
        return [(bare(question), bare(answer)) for question, answer in anki_backend.cards(col).values()]


def bare(html: str) -> str:
    """Give a card's HTML without its CSS."""
    return re.sub(r"(?s)<style>.*?</style>", "", html)


def test_every_field_is_shown_where_it_belongs() -> None:
    before = {"Part": "1 Part", "Prompt": "prompt line", "Reverse": "reverse line"}
    after = {"Extra": "extra text", "Quotation": "<figure>quoted</figure>", "Citation": "cited", "Report": "https://example.org/?id=x"}
    forward, reverse = rendered({**before, **after})[:2]
    assert all(value not in forward[0] + reverse[0] and value in forward[1] and value in reverse[1] for value in after.values())
    assert "1 Part" in forward[0]
    assert "prompt line" in forward[0]
    assert "reverse line" not in forward[1]
    assert "1 Part" in reverse[0]
    assert "reverse line" in reverse[0]
    assert "prompt line" not in reverse[1]
    assert "back" not in forward[0]
    assert "front</div>" not in reverse[0]
    assert forward[1].startswith(forward[0])
    assert reverse[1].startswith(reverse[0])


def test_fields_that_are_empty_leave_no_box_behind() -> None:
    for question, answer in rendered():
        assert "{{" not in question + answer
        for name in ("part", "prompt", "extra", "quotations", "citation", "report"):
            assert f'class="{name}"' not in answer


def test_a_gap_is_hidden_on_the_front_and_filled_on_the_back() -> None:
    (question, answer), _ = rendered()[1:]
    assert 'data-ordinal="1">[hint]</span>' in question
    assert "another" in question
    assert '<span class="cloze" data-ordinal="1">gap</span>' in answer
    assert "[hint]" not in answer


def test_the_words_and_the_direction_are_the_languages() -> None:
    german, arabic = rendered({"Report": "x"}, "de-CH")[0], rendered(lang="ar")[0]
    assert "Diese Karte melden" in german[1]
    assert 'lang="de-CH" dir="ltr"' in german[0]
    assert 'data-mark="„"' in german[0]
    assert 'lang="ar" dir="rtl"' in arabic[0]


def test_cards_run_no_script_and_fetch_nothing() -> None:
    folder = Path(notetypes.__file__).with_name("templates")
    text = "\n".join(file.read_text("utf-8") for file in sorted(folder.iterdir()))
    assert not re.search(r"(?i)<script|javascript:|\bon\w+=|@import|@font-face|url\(|https?:", text)
    assert "\u2028" not in text
    assert "\r" not in text


def palettes() -> dict[str, dict[str, str]]:
    """Give the colours of the CSS by `light` and `night`: variable -> `#rrggbb`."""
    blocks = re.findall(r"(?m)^(\S[^{]*)\{([^}]*)\}", re.sub(r"(?s)/\*.*?\*/", "", notetypes.style()))
    colours = [dict(re.findall(r"--(\w+): (#\w{6});", body)) for _, body in blocks]
    light, night = [found for found in colours if found]
    return {"light": light, "night": night}


def luminance(colour: str) -> float:
    """Give a colour's relative luminance, by WCAG 2."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *((text, ground) for text in ("ink", "quiet", "accent") for ground in ("paper", "tint", "code")),
    ("accent", "gap"),
    *((text, "code") for text in ("keyword", "name", "string", "number", "comment")),
]


@pytest.mark.parametrize("mode", ["light", "night"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(mode: str, text: str, ground: str) -> None:
    palette = palettes()[mode]
    dark, bright = sorted((luminance(palette[text]), luminance(palette[ground])))
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_every_colour_is_a_variable_of_both_palettes() -> None:
    light, night = palettes().values()
    assert light.keys() == night.keys()
    used = set(re.findall(r"var\(--(\w+)\)", notetypes.style())) - {"serif", "sans", "mono"}
    assert used == light.keys()
    outside = re.findall(r"#[0-9a-fA-F]{3,8}\b", re.sub(r"--\w+: #\w{6};", "", notetypes.style()))
    assert outside == ["#fff"]  # the ground of pictures at night

"""What is known of files that did not change: findings and packages are those of a build that reads everything, whatever was edited."""

from __future__ import annotations

import marshal
import os
import pickle
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen import kept, uptodate
from deckgen.anki import Stamp, apkg
from deckgen.anki.notes import part_rows
from deckgen.diagnostics import Diagnostics
from deckgen.model import LaterPrinciples, Principle
from deckgen.pipeline import ahead, later
from deckgen.pipeline import load as loading
from deckgen.pipeline import shelf as shelves
from deckgen.pipeline.around import seen
from deckgen.pipeline.load import Project, load
from deckgen.pipeline.outputs import OF_A_FILE
from deckgen.pipeline.shelf import Shelf
from deckgen.read.cards import read_cards
from deckgen.read.content import read_content
from deckgen.released.lockfile import write_lock
from deckgen.resolve import unresolved
from deckgen.resolve.pictures import shown_of
from deckgen.rules.writing import alike

HEAD = "deck: One\nuid: 0123456789abcdef0123456789abcdef\nid: one\n"
WORDS = "The engine weaves algebraic patterns just as the loom weaves flowers"
QUOTE = "The {{{{c1::engine}}}} weaves algebraic patterns just as the loom {{{{c2::weaves}}}} flowers"
NOTES = (
    "q: What is asked of {id}, and why?\n    a: What {id} answers.\n",
    "q: Which patterns does the engine of Babbage weave?\n    a: Those of {id}.\n    lens: why\n",
    "q: Which patterns does the engine of Babbage weave in {id}?\n    a: Others\n    tags: [{id}]\n",
    "cloze: The {{{{c1::engine}}}} weaves {{{{c2::patterns}}}} of {id}, and the engine rests.\n",
    "term: Engine {id}\n    means: It weaves **patterns** and {id}\n",
    f"said: {WORDS}\n    source: ada#first\n",
    f"quote: {QUOTE}\n    source: ada\n",
    f"q: Who wrote that “{WORDS}”?\n    a: Not Babbage in 1843, of One\n    source: [ada#first, ada#second]\n",
    "q: What weaves?\n    a: She wrote “algebraic patterns just as the loom weaves flowers”.\n    source: ada\n",
    "list: What stands in {id}?\n    items: [the mill, the store, {{text: the loom, why: it weaves}}]\n",
    "q: Who wrote what of {id}?\n    a: It was by Babbage in 1843\n    source: bob#only\n",
    "q: Who else wrote of {id}?\n    a: It was by Babbage in 1843\n    source: [bob, ada#second]\n",
    "q: What does {id} show?\n    a: This ![a square](one.svg)\n",
    "list: What stands in {id}?\n    items: [the store, the mill of {id}, a card]\n",
    "q: What does it show? ![a square](one.svg)\n    a: Two\n    extra: Both ![a square](../cards/two.svg)\n",
    "q: Wie heißt das und was ist der Motor von {id}, der nicht mit dem Web und auch nicht durch die Karte ist?\n    a: Er ist es.\n",
    "q: What is in `<b>{id}</b>` and **open?\n    a: It costs $5 and $6\n    source: ada#second\n",
    "q: What does {id} take over?\n    a: A note of before\n    guid: abcdefghij\n",
)
FAULTY = (
    "cloze: One {{{{c2::gap}}}} of {id} has a number too high\n",
    "q: What is missing? ![a square]({id}.svg)\n    a: '[Nowhere](there)'\n    source: ada#nowhere\n",
    "q: What was {id} before?\n    a: Another\n    was: old-{id}\n",
    "q: Nothing is answered by {id}\n",
)
PARTS = [f"{number} {name}" for number, name in enumerate(("One", "Engine", "Three of Babbage", "Four", "Mill", "Store", "Loom"))]
IDS = [f"n{number}" for number in range(60)]
FILES = ("cards/a.yaml", "cards/b.yaml", "cards/c.yml")
PRINCIPLES = (
    f"\n\n## First {{#first}}\n\nThe engine.\n\n> {WORDS}.\n\n## Second {{#second}}\n\nIt weaves, ![a square](../cards/three.svg).\n"
)
PAGE = f"---\ntitle: Notes\nauthor: Ada Lovelace\ntext: content/texts/ada.txt\n---{PRINCIPLES}"
BOB = (
    "---\ntitle: Letters\nauthor: Bob\ntext: content/texts/ada.txt\n---\n\n"
    "## Only {#only}\n\nOf Babbage.\n\n> The engine weaves [algebraic patterns][x].\n"
)
OTHERS = {
    "cards/deck.yaml": (
        HEAD,
        HEAD + "lint: {W014: error, W016: 'off'}\n",
        HEAD + "lang: de\n",
        HEAD.replace("deck: One", "deck: Eins") + "report: https://example.org/{id}\n",
        HEAD + "description: See ![a square](one.svg)\n",
    ),
    "content/ada.md": (
        PAGE,
        PAGE.replace("author", "limit: 10 %\nauthor"),
        PAGE.replace("The engine.", "Of 1843.\n\nThe engine of Babbage."),
        PAGE.replace("## First", "## Not First, 1843"),
        PAGE.replace("loom weaves", "**loom** weaves"),
        PAGE.replace("> The engine weaves", "> It is not so that the engine weaves"),
        PAGE.replace("loom weaves flowers.", "loom weaves flowers.\n>\n> — Babbage"),
        f"---\ntitle: Notes\nauthor: Ada Lovelace\n---{PRINCIPLES}",
        f"---\ntitle: Notes\nauthor: Ada Lovelace\nurl: https://example.org/\n---{PRINCIPLES.replace('first', 'nowhere')}",
        "---\ntitle: [\n---\n",
    ),
    "content/bob.md": (
        BOB,
        BOB + "\n[x]: https://example.org/\n",
        BOB + "\n[x]: https://example.org/other\n",
        BOB.replace("Of Babbage", "Of 1843"),
        BOB.replace("Letters", "Letters to Babbage"),
    ),
    "content/texts/ada.txt": (f"{WORDS}.\n", f"It is not so that {WORDS}; it is 1843.\n", "Nothing of it.\n"),
    "cards/one.svg": ('<svg width="9" height="9"/>', '<svg width="8" height="8"/>'),
    "cards/two.svg": ('<svg width="7" height="7"/>', '<svg width="6" height="6"/>', "no picture"),
    "cards/three.svg": ('<svg width="5" height="5"/>', '<svg width="4" height="4"/>'),
}
Edit = Callable[[Path, random.Random], None]
posix = pytest.mark.skipif(os.name != "posix", reason="processes cannot be copied here")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DECKGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def part(dice: random.Random) -> str:
    """Give a file of cards, of notes that look at one another, at sources and at pictures."""
    kinds = [dice.choice(NOTES if dice.random() < 0.96 else FAULTY) for _ in range(dice.randint(1, 4))]
    rows = [f"  - id: {id}\n    {kind.format(id=id)}" for id, kind in zip(dice.sample(IDS, 4), kinds, strict=False)]
    return f"part: {dice.choice(PARTS)}\ncards:\n" + "".join(rows)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def begin(root: Path, dice: random.Random) -> None:
    """Write a project."""
    for name, texts in OTHERS.items():
        write(root / name, texts[0])
    for name in FILES[:2]:
        write(root / name, part(dice))


# --- what may happen to a project between two builds --------------------------------------------------------------------------------


def edited(root: Path, dice: random.Random) -> None:
    write(root / dice.choice(FILES), part(dice))


def edited_in_place(root: Path, dice: random.Random) -> None:
    """Change a letter and keep size and times."""
    path = root / dice.choice(FILES)
    if path.exists():
        old, text = path.stat(), path.read_text("utf-8")
        write(path, text.replace("weaves", "leaves") if "weaves" in text else text.replace("What", "Whom"))
        os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))


def deleted(root: Path, dice: random.Random) -> None:
    (root / dice.choice((*FILES, *OTHERS)[: dice.choice((3, 8))])).unlink(missing_ok=True)
    write(root / "cards/deck.yaml", HEAD)


def renamed(root: Path, dice: random.Random) -> None:
    one, other = dice.sample(FILES, 2)
    if (root / one).exists():
        (root / one).replace(root / other)


def touched(root: Path, dice: random.Random) -> None:
    path = root / dice.choice(FILES)
    if path.exists():
        os.utime(path)


def surroundings_edited(root: Path, dice: random.Random) -> None:
    name = dice.choice(list(OTHERS))
    write(root / name, dice.choice(OTHERS[name]))


def released(root: Path, _: random.Random) -> None:
    """Record what learners have, where there is nothing wrong with it."""
    project = load(root)
    if project.decks and not any(one.is_error for one in project.diagnostics):
        (deck,) = project.decks
        state = apkg(deck, Stamp(1_700_000_000, "1.0.0" if not deck.released else "2.0.0")).state
        write(root / "cards/deck.lock", write_lock(state))


def lost_lock(root: Path, _: random.Random) -> None:
    (root / "cards/deck.lock").unlink(missing_ok=True)


def damaged_cache(root: Path, dice: random.Random) -> None:
    for path in sorted((root / "cache").rglob("*")):
        if path.is_file() and dice.random() < 0.5:
            data = bytearray(path.read_bytes())
            data[dice.randrange(len(data))] ^= 1
            path.write_bytes(data[: dice.choice((None, None, 9))])


EDITS: tuple[Edit, ...] = (
    *(edited, edited, edited, edited_in_place, deleted, renamed, touched),
    *(*[surroundings_edited] * 4, released, lost_lock, damaged_cache),
)


Outcome = tuple[Diagnostics, dict[str, str], tuple[bytes, ...]]


def outcome(root: Path, shelf: Shelf | None) -> Outcome:
    """Give what a build says and makes, and record it."""
    made = built(root, shelf)
    if shelf:
        shelf.save()
    return made


def built(root: Path, shelf: Shelf | None) -> Outcome:
    project = load(root, known=shelf)
    sound = not any(one.is_error for one in project.diagnostics)
    made = tuple(apkg(deck, Stamp(1_700_000_001)).data for deck in project.decks) if sound else ()
    return project.diagnostics, dict(project.files), made


@settings(max_examples=150)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(EDITS), min_size=1, max_size=10), st.sampled_from((10**9, 1, 300)))
def test_whatever_was_edited_the_outcome_is_that_of_reading_everything(seed: int, edits: list[Edit], large: int) -> None:
    """`large`: from how many characters on files are worked out ahead: never, each file, or two at once."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as environment:
        root = Path(folder)
        environment.setenv("DECKGEN_CACHE", str(root / "cache"))
        environment.setattr(ahead, "LARGE", large)
        environment.setattr(ahead, "_processors", lambda: 2 if os.name == "posix" else 1)
        begin(root, dice)
        outcome(root, Shelf(root, OF_A_FILE))
        for edit in edits:
            edit(root, dice)
            assert outcome(root, Shelf(root, OF_A_FILE)) == outcome(root, None), edit.__name__


def test_the_edits_meet_all_that_they_should() -> None:
    """The control: what the test above compares is now sound, now unsound, and says much."""
    codes, packages = set[str](), set[tuple[bytes, ...]]()
    for seed in range(60):
        with tempfile.TemporaryDirectory() as folder:
            dice, root = random.Random(seed), Path(folder)
            begin(root, dice)
            for edit in (released, edited, surroundings_edited, edited):
                edit(root, dice)
                found, _, made = outcome(root, None)
                codes |= {one.code for one in found}
                packages.add(made)
    assert len(packages) > 60, len(packages)
    assert codes >= {"C010", "D004", "G004", "M001", "Q001", "Q005", "R007", "S002", "T002", "W014", "W015", "W016"}, sorted(codes)


# --- what it is for -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write(root / "cards/deck.yaml", HEAD)
    for number, name in enumerate(FILES):
        write(root / name, f"part: {number} Part\ncards:\n  - id: n{number}\n    q: What is number {number}?\n    a: It is {number}.\n")
    return root


def told(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> list[str]:
    """Give the names of the files of cards that some modules read from now on."""
    names: list[str] = []

    def telling(text: str, name: str) -> Any:
        names.append(name)
        return read_cards(text, name)

    for module in modules:
        monkeypatch.setattr(module, "read_cards", telling)
    return names


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tell which files of cards are read."""
    return told(monkeypatch, shelves, later)


def test_only_what_changed_is_read(project: Path, read: list[str]) -> None:
    outcome(project, Shelf(project))
    assert read == list(FILES)
    outcome(project, Shelf(project))
    assert read == list(FILES)
    write(project / FILES[1], (project / FILES[1]).read_text("utf-8").replace("It is", "That is"))
    outcome(project, Shelf(project))
    assert read == [*FILES, FILES[1]]


def test_of_the_flagship_only_what_changed_is_read(flagship: Path, read: list[str]) -> None:
    """Its notes meet nearly every rule: none looks at the notes of another file."""
    expected = outcome(flagship, Shelf(flagship))
    names = list(read)
    assert len(names) > 5
    assert outcome(flagship, Shelf(flagship)) == expected
    write(flagship / names[2], (flagship / names[2]).read_text("utf-8") + "\n# the end\n")
    assert outcome(flagship, Shelf(flagship))[::2] == expected[::2]
    assert read == [*names, names[2]]


def test_notes_that_somebody_asks_for_are_read_then(project: Path, read: list[str]) -> None:
    outcome(project, Shelf(project))
    known = load(project, known=Shelf(project)).decks[0]
    assert read == list(FILES)
    assert [len(part.notes) for part in known.parts] == [1, 1, 1]
    assert read == list(FILES)
    assert list(known.notes()) == list(load(project).decks[0].notes())
    assert read == [*FILES, *FILES]


def test_without_a_cache_everything_is_read(project: Path, read: list[str], monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    cache.write_text("a file where the folder should be", "utf-8")
    for _ in range(2):
        outcome(project, Shelf(project))
    monkeypatch.setenv("DECKGEN_CACHE", "")
    outcome(project, Shelf(project))
    assert read == [*FILES] * 3


def test_another_deckgen_and_another_python_read_anew(project: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(project, Shelf(project))
    monkeypatch.setattr(shelves, "tool", lambda: (1, 2, 3))
    outcome(project, Shelf(project))
    assert read == [*FILES] * 2
    monkeypatch.setattr("sys.version", "4.0")
    outcome(project, Shelf(project))
    assert read == [*FILES] * 3


def records(cache: Path) -> Iterator[Path]:
    yield from (path for path in sorted(cache.rglob("*")) if path.is_file())


@pytest.mark.parametrize("foreign", [None, (), (1, 2, 3, 4), ("key", (1,), ("", ""), {}), b"x" * 99, {"key": 1}])
def test_a_foreign_record_is_none(project: Path, read: list[str], cache: Path, foreign: Any) -> None:
    expected = outcome(project, Shelf(project))
    for path in records(cache):
        uptodate.write_record(str(path), foreign)
    assert outcome(project, Shelf(project)) == expected
    assert read == [*FILES] * 2


def test_two_that_write_at_once_do_no_harm(project: Path, read: list[str]) -> None:
    one, other = Shelf(project), Shelf(project)
    built(project, one)
    write(project / FILES[0], (project / FILES[0]).read_text("utf-8").replace("It is", "That is"))
    built(project, other)
    other.save()
    one.save()
    read.clear()
    assert outcome(project, Shelf(project)) == outcome(project, None)
    assert read == [FILES[0]]


def test_records_of_files_that_are_gone_go(project: Path, cache: Path) -> None:
    outcome(project, Shelf(project))
    assert len(list(records(cache))) == 4, "the deck has one, too"
    (project / FILES[0]).unlink()
    write(project / FILES[1], part(random.Random(1)))
    outcome(project, Shelf(project))
    assert len(list(records(cache))) == 3


def test_records_take_no_more_than_their_room(project: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "cards").rename(tmp_path / "cards")
    for number in range(4):
        root = tmp_path / str(number)
        root.mkdir()
        (root / "cards").symlink_to(tmp_path / "cards")
        outcome(root, Shelf(root))
        os.utime(next(iter(cache.glob(f"cards-{shelves.FORMAT}-{uptodate.digest(str(root))}"))), (number, number))
    one = sum(path.stat().st_size for path in records(cache)) // 4
    monkeypatch.setattr(shelves, "MOST", 2 * one + one // 2)
    write(tmp_path / FILES[0], part(random.Random(1)))
    outcome(tmp_path / "0", Shelf(tmp_path / "0"))
    left = {path.parent.name for path in records(cache)}
    assert left == {f"cards-{shelves.FORMAT}-{uptodate.digest(str(tmp_path / name))}" for name in "03"}


def test_the_project_is_the_same_to_those_who_read_its_notes(project: Path) -> None:
    outcome(project, Shelf(project))
    known: Project = load(project, known=Shelf(project))
    fresh = load(project)
    assert [(deck.head, list(deck.notes()), deck.identities) for deck in known.decks] == [
        (deck.head, list(deck.notes()), deck.identities) for deck in fresh.decks
    ]
    assert loading.pictures(known) == loading.pictures(fresh)


def test_an_id_that_another_file_takes_too_is_seen(project: Path) -> None:
    """What learners have of a note is then that of the other, and a number that this one dropped is missing."""
    cloze = "part: 0 Part\ncards:\n  - id: taken\n    cloze: The {{c1::engine}} weaves {{c2::patterns}} as the {{c3::loom}} weaves.\n"
    write(project / FILES[0], cloze)
    released(project, random.Random(1))
    write(project / FILES[0], cloze.replace("{{c2::patterns}}", "patterns"))
    assert "G004" not in {one.code for one in outcome(project, Shelf(project))[0]}
    with (project / FILES[2]).open("a", encoding="utf-8") as file:
        file.write("  - id: taken\n    guid: abcdefghij\n    q: What is it?\n    a: Another\n")
    found = outcome(project, Shelf(project))
    assert found == outcome(project, None)
    assert {"C010", "G004"} <= {one.code for one in found[0]}


# --- worked out ahead ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def flagship(tmp_path: Path) -> Path:
    """A copy of the project's own deck: its notes meet nearly every rule."""
    for name in ("cards", "content"):
        shutil.copytree(Path(__file__).parents[1] / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def ahead_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have all files worked out ahead, in this process; tell which are read for it."""
    monkeypatch.setattr(ahead, "LARGE", 1)
    monkeypatch.setattr(ahead, "_processors", lambda: 1)
    return told(monkeypatch, ahead)


@pytest.mark.parametrize("released", [False, True])
def test_nothing_that_was_worked_out_ahead_is_worked_out_again(
    flagship: Path, read: list[str], ahead_read: list[str], released: bool
) -> None:
    if released:
        (deck,) = load(flagship).decks
        write(flagship / "cards/deck.lock", write_lock(apkg(deck, Stamp(1_700_000_000, "1.0.0")).state))
    expected = outcome(flagship, None)
    assert outcome(flagship, Shelf(flagship, OF_A_FILE)) == expected
    assert len(ahead_read) == len(set(ahead_read)) == len(list((flagship / "cards").glob("*-*.yaml")))
    assert read == []


SEEN = {"front matter": ("author: Ada", "author: Miss"), "quotation": ("loom weaves", "loom is said to weave"), "id": ("#second", "#third")}
UNSEEN = {"statement": ("The engine.", "The engine!"), "name": ("## First", "## First of All"), "rank": ("#second", "#second rank=1")}


@pytest.mark.parametrize("large", [1, 10**9])
@pytest.mark.parametrize("edit", [*SEEN, *UNSEEN])
def test_after_an_edit_of_a_source_that_is_worked_out_which_cards_see_of_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, edit: str, large: int
) -> None:
    """Cards that cite it see its front matter, its ids and quotations; names and statements of principles are shown by sheets alone."""
    monkeypatch.setattr(ahead, "LARGE", large)
    monkeypatch.setattr(ahead, "_processors", lambda: 1)
    for name, texts in OTHERS.items():
        write(project / name, texts[0])
    for name, source in zip(FILES, ("ada#first", "bob#only", ""), strict=True):
        with (project / name).open("a", encoding="utf-8") as file:
            file.write(f"    source: {source}\n" if source else "")
    worked = told(monkeypatch, ahead, shelves, later)
    outcome(project, Shelf(project, OF_A_FILE))
    assert sorted(worked) == sorted(FILES)
    worked.clear()
    page = project / "content/ada.md"
    old, new = (SEEN | UNSEEN)[edit]
    assert old in page.read_text("utf-8")
    write(page, page.read_text("utf-8").replace(old, new))
    made = outcome(project, Shelf(project, OF_A_FILE))
    read = set(worked)
    assert made == outcome(project, None)
    assert read == ({FILES[0]} if edit in SEEN else set())


@pytest.mark.parametrize(
    ("source", "name", "text"),
    [
        ("bob#only", "content/bob.md", OTHERS["content/bob.md"][2]),  # where a link of its quotation leads
        ("nobody", "content/nora.md", BOB),  # what there is, for a citation of what is not there
        ("ada#nothing", "content/ada.md", PAGE.replace("second", "nothings")),
        ("bob#only", "content/bob.md", BOB.replace("[algebraic patterns][x]", "algebraic patterns ![just](../cards/one.svg)")),
    ],
)
def test_what_a_card_hears_of_content_beside_what_it_cites_is_no_older(project: Path, source: str, name: str, text: str) -> None:
    for other, texts in OTHERS.items():
        write(project / other, texts[1 if other == name else 0])
    with (project / FILES[0]).open("a", encoding="utf-8") as file:
        file.write(f"    source: {source}\n")
    before = outcome(project, Shelf(project, OF_A_FILE))
    write(project / name, text)
    after = outcome(project, Shelf(project, OF_A_FILE))
    assert after == outcome(project, None)
    assert after[::2] != before[::2], "the control: it shows"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[x]:\n  https://a.org/\n", "[x]:\n  https://b.org/\n"),
        ("```\n[x]: https://a.org/\n```\n\n[x]: https://b.org/\n", "[x]: https://a.org/\n\n[x]: https://b.org/\n"),
        ("<!--\n[x]: https://a.org/\n-->\n\n[x]: https://b.org/\n", "[x]: https://a.org/\n\n[x]: https://b.org/\n"),
        ("Of it:\n[x]: https://a.org/\n\n[x]: https://b.org/\n", "Of it:\n\n[x]: https://a.org/\n\n[x]: https://b.org/\n"),
    ],
    ids=["on the line below", "in code", "in a comment", "in a paragraph"],
)
def test_where_a_link_of_a_quotation_leads_is_asked_of_the_whole_page(project: Path, before: str, after: str) -> None:
    for name, texts in OTHERS.items():
        write(project / name, texts[0])
    with (project / FILES[0]).open("a", encoding="utf-8") as file:
        file.write("    source: bob#only\n")
    made = []
    for links in (before, after):
        write(project / "content/bob.md", f"{BOB}\n{links}")
        made.append(outcome(project, Shelf(project, OF_A_FILE)))
        assert made[-1] == outcome(project, None)
    assert made[0][2] != made[1][2], "the control: it shows"


def test_of_a_picture_in_a_quotation_cards_show_what_describes_it(project: Path) -> None:
    """Nothing is quoted but words. Whether another file of cards shows that picture, too, is the same to them."""
    picture = "../cards/one.svg"
    for name, texts in OTHERS.items():
        write(project / name, texts[0])
    write(project / "content/bob.md", BOB.replace("[algebraic patterns][x]", f"algebraic ![patterns just]({picture})"))
    with (project / FILES[0]).open("a", encoding="utf-8") as file:
        file.write("    source: bob#only\n")
    for shown in ("", "![a square](one.svg)"):
        with (project / FILES[1]).open("a", encoding="utf-8") as file:
            file.write(f"    extra: See {shown}\n" if shown else "")
        assert outcome(project, Shelf(project, OF_A_FILE)) == outcome(project, None)
        (deck,) = load(project).decks
        row = part_rows(deck, deck.parts[0])[0]
        assert "<blockquote>The engine weaves algebraic patterns just.</blockquote>" in "".join(row[2])


def test_fronts_are_compared_anew_only_where_one_is_another(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    near = alike.near

    def counted(notes: Sequence[alike.Front]) -> Any:
        compared.append(len(notes))
        return near(notes)

    monkeypatch.setattr(alike, "near", counted)
    alike_fronts = "part: {}\ncards:\n  - id: {}\n    q: Which patterns does the engine of Babbage weave{}?\n    a: {}\n"
    for name in FILES[:2]:
        write(project / name, alike_fronts.format(name, name[6], "", f"Those of {name}"))
    answers = [("", "Others"), ("", "Those of cards/a.yaml"), (" now", "Those of cards/a.yaml"), (" now", "None")]
    codes, times = [], []
    for front, answer in answers:
        write(project / FILES[1], alike_fronts.format(FILES[1], "b", front, answer))
        found = outcome(project, Shelf(project))
        times.append(len(compared))
        assert found == outcome(project, None)
        codes.append([one.code for one in found[0] if one.code in ("W014", "W015")])
        compared.clear()
    assert codes == [["W015"], ["W014"], ["W014"], ["W015"]]
    assert times == [1, 0, 1, 0], "an answer decides nothing of that"


def test_a_source_that_says_the_same_is_not_read_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def telling(text: str, name: str, key: str) -> Any:
        names.append(name)
        return read_content(text, name, key)

    monkeypatch.setattr(shelves, "read_content", telling)
    for name, texts in OTHERS.items():
        write(project / name, texts[0])
    expected = outcome(project, Shelf(project))
    assert outcome(project, Shelf(project)) == expected
    assert names == ["content/ada.md", "content/bob.md"]
    write(project / "content/bob.md", BOB.replace("Of Babbage", "Of 1843"))
    outcome(project, Shelf(project))
    assert names == ["content/ada.md", "content/bob.md", "content/bob.md"]


RICH = (
    "---\ntitle: Rich\nauthor: Ada\nlimit: 12.5 %\ntext: nowhere.txt\nspeakers: {A: Ada, B: Bob}\n---\n\n"
    "## Of *all* `kinds` {#all .key at=3-5 rank=1}\n\n"
    "A [link](https://example.org/), $x$, **bold** and ~~gone~~\\\nmore ![it](a%20b.svg).\n\n"
    "- one\n- two\n  3. three\n\n| a | b |\n|:--|---|\n| 1 | *2* |\n\n```py\nx = 1\n```\n\n---\n\n$$\ny\n$$\n\n"
    "> Said, “**so**” [here][x].\n>\n> — Bob, in office, as told by Ada\n\n[x]: https://example.org/x\n\n"
    "## Twice {#all}\n\n## Odd {#odd rank=9}\n\n> \n"
)


@pytest.mark.parametrize("name", ["rich", "cowling", "heroku"])
def test_a_source_made_of_a_record_is_that_which_was_read(name: str) -> None:
    text = RICH if name == "rich" else (Path(__file__).parents[1] / f"content/{name}.md").read_text("utf-8")
    source, found = read_content(text, f"content/{name}.md", name)
    assert source
    told = seen(source.principles)
    read = marshal.loads(marshal.dumps(later.source_as_read(source, found, told)))
    again, found_again = later.source_from_read(read)
    assert (tuple(again.ids), tuple(shown_of(again))) == (tuple(source.ids), tuple(shown_of(source)))
    assert isinstance(again.principles, LaterPrinciples)
    assert again.principles.seen == told
    assert [again.principle(id) for id in again.ids] == [source.principle(id) for id in source.ids]
    assert replace(again, principles=tuple(again.principles)) == source
    assert found_again == found
    assert pickle.loads(pickle.dumps(again)) == source, "another process gets it whole"


def test_nothing_that_is_worked_out_of_cards_looks_at_names_and_statements(flagship: Path) -> None:
    (deck,) = load(flagship).decks
    nothing: Any = None

    def hidden(one: Principle) -> Principle:
        return replace(one, statement=nothing, name=nothing, span=nothing, rank=nothing, key=nothing, paragraphs=nothing)

    sources = {key: replace(one, principles=tuple(map(hidden, one.principles))) for key, one in deck.sources.items()}
    blind = replace(deck, sources=sources)
    blind.kept.update({one.span.file: dict(deck.kept[one.span.file]) for one in sources.values()})  # what is asked of sources sees all
    for each in (deck, blind):
        for part in each.parts:
            for work in OF_A_FILE:
                work(each, part)
        tuple(unresolved(each, flagship))
    assert any(len(deck.kept[part.span.file]) > 8 for part in deck.parts)
    for part in deck.parts:
        assert blind.kept[part.span.file] == deck.kept[part.span.file]


def test_a_check_works_out_no_rows(flagship: Path, ahead_read: list[str]) -> None:
    (deck,) = load(flagship, known=Shelf(flagship)).decks
    assert ahead_read
    made = {work for part in deck.parts for work in deck.kept[part.span.file]}
    assert any(work.startswith("deckgen.rules.") for work in made)
    assert not any(work.startswith("deckgen.anki.") for work in made)


@posix
def test_two_processes_give_what_one_gives(flagship: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = outcome(flagship, None)
    monkeypatch.setattr(ahead, "LARGE", 1)
    for processors in (2, 3, 50):
        monkeypatch.setattr(ahead, "_processors", lambda: processors)  # noqa: B023 - called before the next one
        assert outcome(flagship, Shelf(flagship, OF_A_FILE)) == expected
        shutil.rmtree(os.environ["DECKGEN_CACHE"])
    assert read == []


@posix
@pytest.mark.parametrize("answer", [b"", b"no plain value", marshal.dumps({"cards/a.yaml": 1})[:-1]])
def test_what_a_process_beside_fails_at_is_done_here(
    flagship: Path, read: list[str], monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    expected = outcome(flagship, None)
    parent, worked = os.getpid(), ahead._worked
    monkeypatch.setattr(ahead, "LARGE", 1)
    monkeypatch.setattr(ahead, "_processors", lambda: 2)
    monkeypatch.setattr(ahead, "_worked", lambda *given: [answer] if os.getpid() != parent else worked(*given))
    assert outcome(flagship, Shelf(flagship, OF_A_FILE)) == expected
    assert read


@posix
def test_where_no_process_can_be_begun_one_does_all(flagship: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    expected, opened = outcome(flagship, None), len(list(Path("/dev/fd").iterdir()))
    monkeypatch.setattr(ahead, "LARGE", 1)
    monkeypatch.setattr(ahead, "_processors", lambda: 3)
    monkeypatch.setattr(os, "fork", refused)
    assert outcome(flagship, Shelf(flagship, OF_A_FILE)) == expected
    assert len(list(Path("/dev/fd").iterdir())) == opened


def size_of_records() -> int:
    return sum(path.stat().st_size for path in records(Path(os.environ["DECKGEN_CACHE"])))


def test_what_is_long_is_kept_compressed(flagship: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = outcome(flagship, Shelf(flagship))
    long = size_of_records()
    shutil.rmtree(os.environ["DECKGEN_CACHE"])
    monkeypatch.setattr(kept, "LONG", 1000)
    assert outcome(flagship, Shelf(flagship)) == expected
    read.clear()
    assert outcome(flagship, Shelf(flagship)) == expected
    assert read == []
    assert size_of_records() < long * 2 / 3


@posix
def test_no_process_is_left_behind(flagship: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "LARGE", 1)
    monkeypatch.setattr(ahead, "_processors", lambda: 4)
    parent, fork = os.getpid(), os.fork
    begun: list[int] = []

    def forked() -> int:
        begun.append(fork())
        return begun[-1]

    def interrupted(*given: Any) -> Any:
        if os.getpid() == parent:
            raise KeyboardInterrupt
        return read_cards(*given)

    monkeypatch.setattr(os, "fork", forked)
    monkeypatch.setattr(ahead, "read_cards", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load(flagship, known=Shelf(flagship))
    assert len(begun) == 3
    for process in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)

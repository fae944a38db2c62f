"""What Typst gave is recorded: what shows nowhere runs it no more, and the bytes are always those of setting everything anew."""

from __future__ import annotations

import marshal
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest
import typst
from fonts import font
from products import each_product, made
from sample import FILES, PIXEL, write_project

from deckgen.pipeline.outputs import PRINTED, Made
from deckgen.preview import live
from deckgen.print import engine, measured, recorded
from deckgen.print.engine import Press
from deckgen.uptodate import write_record

WAW = "\N{ARABIC LETTER WAW}"
ALONE = """\
import sys
from hashlib import sha256
from pathlib import Path
from products import made
for product in sys.argv[2:]:
    print(sha256(made(Path(sys.argv[1]), product).data).hexdigest())
print("typst" in sys.modules)
"""
"""Prints in a process of its own, and tells whether Typst was loaded there."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DECKGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the runs of Typst by their templates: not those that load our fonts, once in a process."""
    begun: list[str] = []

    def counted(source: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(source, Path):
            begun.append(source.name)
        return compiler(source, *arguments, **named)

    compiler = typst.Compiler
    monkeypatch.setattr(typst, "Compiler", counted)
    return begun


def printed(root: Path, product: str) -> Made:
    """Print as a process does that was just begun."""
    measured._known.clear()
    return made(root, product)


def anew(root: Path, product: str) -> Made:
    """Print as it is done where nothing is recorded."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DECKGEN_CACHE", "")
        return printed(root, product)


def records(cache: Path) -> list[Path]:
    return sorted(cache.glob("printed-*"))


@each_product
def test_what_was_printed_is_told_again_and_typst_is_not_run(tmp_path: Path, runs: list[str], product: str) -> None:
    root = write_project(tmp_path / "project")
    expected = anew(root, product)
    assert len(runs) > 1
    assert printed(root, product) == expected
    runs.clear()
    assert printed(root, product) == expected
    assert runs == []


def test_where_everything_is_recorded_nothing_is_staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path / "project")
    expected = printed(root, "cards")

    def refuse(**_: object) -> None:
        raise AssertionError("a folder was made")

    monkeypatch.setattr("tempfile.TemporaryDirectory", refuse)
    assert printed(root, "cards") == expected
    with pytest.raises(AssertionError, match="a folder was made"):
        anew(root, "cards")


def test_another_process_is_told_too_and_does_not_load_typst(tmp_path: Path) -> None:
    root = write_project(tmp_path / "project")
    words = [sys.executable, "-c", ALONE, str(root), *PRINTED]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}

    def alone(**more: str) -> list[str]:
        run = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, cwd=Path(__file__).parent, env=environment | more)
        return run.stdout.split()

    *expected, loaded = alone(DECKGEN_CACHE="")
    assert loaded == "True"
    assert alone() == [*expected, "True"]
    assert alone() == [*expected, "False"]


# --- what an edit sets anew ----------------------------------------------------------------------------------------------------------

EDITS = {
    "a tag": ("cards/01-first.yaml", "tags: [values]", "tags: [others]", set[str]()),
    "a comment": ("cards/01-first.yaml", "part: 1 First", "# Said first\npart: 1 First", set[str]()),
    "an answer": ("cards/01-first.yaml", "is legitimate, too.\n", "is legitimate as well.\n", {"cards", "quiz"}),
    "a statement": ("content/one.md", "is a position, too.", "is a position as well.", {"sheet"}),
    "a part": ("cards/02-second.yaml", "2 Second", "2 Next", set(PRINTED)),
    "the title": ("cards/deck.yaml", "deck: Small", "deck: Little", set(PRINTED)),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_what_shows_it_is_set_anew_and_nothing_else(tmp_path: Path, runs: list[str], edit: str) -> None:
    file, old, new, shown = EDITS[edit]
    root = write_project(tmp_path / "project")
    before = {product: printed(root, product).data for product in PRINTED}
    text = str(FILES[file])
    assert old in text
    write_project(root, {file: text.replace(old, new)})
    for product in PRINTED:
        runs.clear()
        after = printed(root, product).data
        assert bool(runs) == (after != before[product]) == (product in shown), product
        assert after == anew(root, product).data, product


@pytest.mark.parametrize(
    ("product", "name", "edit"), [("sheet", "pieces", "a statement"), ("cards", "cards", "an answer"), ("quiz", "rows", "an answer")]
)
def test_what_did_not_change_is_not_measured_again_by_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, product: str, name: str, edit: str
) -> None:
    counts: list[int] = []
    query = Press.query

    def counted(self: Press, template: str, label: str, data: Any) -> Any:
        counts.append(len(data[name]))
        return query(self, template, label, data)

    monkeypatch.setattr(Press, "query", counted)
    file, old, new, _ = EDITS[edit]
    root = write_project(tmp_path / "project")
    printed(root, product)
    assert counts.pop(0) > 5
    counts.clear()
    write_project(root, {file: str(FILES[file]).replace(old, new)})
    after = printed(root, product)
    assert set(counts) == {1}
    assert after == anew(root, product)


@each_product
@pytest.mark.parametrize("what", ["picture", "font", "template"])
def test_other_bytes_under_the_same_name_are_set_anew(
    tmp_path: Path, runs: list[str], what: str, product: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates = shutil.copytree(engine.TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(engine, "TEMPLATES", templates)
    files: dict[str, str | bytes | None] = {
        "cards/deck.yaml": str(FILES["cards/deck.yaml"]) + "print: {fonts: [fonts/box.ttf]}\n",
        "cards/01-first.yaml": str(FILES["cards/01-first.yaml"]).replace("too.\n", f"too. {WAW * 3} ![a dot](dot.png)\n", 1),
        "content/one.md": str(FILES["content/one.md"]).replace("A value is", f"{WAW * 3} ![a dot](../cards/dot.png) A value is"),
        "fonts/box.ttf": font("Box", WAW),
    }
    root = write_project(tmp_path / "project", files)
    before = printed(root, product)
    assert before.data
    assert before == anew(root, product)
    runs.clear()
    assert printed(root, product) == before
    assert runs == []
    if what == "picture":
        (root / "cards/dot.png").write_bytes(PIXEL + b"\0")  # that it looks the same, only a run can tell
    elif what == "font":
        (root / "fonts/box.ttf").write_bytes(font("Box", WAW, widths={WAW: 2000}))
    else:
        nodes = templates / "nodes.typ"
        nodes.write_text(nodes.read_text("utf-8") + "\n// more\n", "utf-8")
    after = printed(root, product)
    assert runs
    assert after == anew(root, product)
    assert after != before or what != "font"


# --- what is not believed, and what is not kept --------------------------------------------------------------------------------------


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def bent(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def another_tools(path: Path) -> None:
    maker, given = marshal.loads(path.read_bytes()[8:])
    write_record(str(path), ((*maker[:-1], ()), given))


def foreign(path: Path) -> None:
    write_record(str(path), {"a": "record"})


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: tuple[Callable[[Path], None], ...] = (truncated, bent, emptied, another_tools, foreign, a_folder)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_record_that_is_none_costs_a_run(tmp_path: Path, cache: Path, runs: list[str], damage: Callable[[Path], None]) -> None:
    root = write_project(tmp_path / "project")
    expected = printed(root, "quiz")
    for path in records(cache):
        damage(path)
    first = len(runs)
    assert printed(root, "quiz") == expected
    assert len(runs) == 2 * first
    if damage is not a_folder:  # nothing can be written there
        assert printed(root, "quiz") == expected
        assert len(runs) == 2 * first


def test_records_of_another_format_are_not_read(tmp_path: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path / "project")
    expected = printed(root, "quiz")
    first = len(runs)
    recorded._maker.cache_clear()
    monkeypatch.setattr(recorded, "FORMAT", recorded.FORMAT + 1)
    try:
        assert printed(root, "quiz") == expected
    finally:
        recorded._maker.cache_clear()
    assert len(runs) == 2 * first


@pytest.mark.parametrize("product", ["sheet", "cards"])
def test_what_typst_refuses_is_not_recorded(tmp_path: Path, runs: list[str], product: str) -> None:
    card = "part: 1 First\ncards:\n  - id: one\n    q: What is it?\n    a: It is {}.\n"
    root = write_project(tmp_path / "project", {"cards/01-first.yaml": card.format(WAW), "cards/02-second.yaml": None})
    told = printed(root, product)
    assert not told.data
    assert [one.code for one in told.diagnostics] == ["P001"]
    runs.clear()
    assert printed(root, product) == told
    assert runs, "what is refused is asked for again"
    write_project(root, {"cards/01-first.yaml": card.format("a letter"), "cards/02-second.yaml": None})
    assert printed(root, product).data


def test_an_empty_name_of_the_folder_keeps_nothing(tmp_path: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECKGEN_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "home"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    root = write_project(tmp_path / "project")
    there = set(tmp_path.rglob("*"))
    monkeypatch.chdir(tmp_path)
    expected = printed(root, "sheet")
    first = len(runs)
    assert printed(root, "sheet") == expected
    assert len(runs) == 2 * first > 0
    assert set(tmp_path.rglob("*")) == there


def test_where_nothing_can_be_written_all_is_printed_as_ever(tmp_path: Path, cache: Path) -> None:
    cache.write_text("a file", "utf-8")
    root = write_project(tmp_path / "project")
    assert printed(root, "sheet") == anew(root, "sheet")


def test_a_process_that_stays_records_nothing_for_it_remembers_more(tmp_path: Path, cache: Path) -> None:
    root = write_project(tmp_path / "project")
    with live._worker() as worker:
        (sheet, *_) = worker.submit(live.pressed, root, 0, "sheet").result() or ()
    assert records(cache) == []
    (again, *_) = live.pressed(root, 0, "sheet") or ()
    assert again == sheet
    assert records(cache)


def test_a_large_deck_is_told_without_another_process(tmp_path: Path, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path / "project")
    monkeypatch.setattr("deckgen.pipeline.outputs.LARGE", 1)
    begun: list[Any] = []
    pool = futures.ProcessPoolExecutor

    def counted(*arguments: Any) -> Any:
        begun.append(arguments)
        return pool(*arguments)

    monkeypatch.setattr(futures, "ProcessPoolExecutor", counted)
    expected = anew(root, "sheet")
    assert len(begun) == 1
    assert printed(root, "sheet") == expected
    assert len(begun) == 2
    assert printed(root, "sheet") == expected
    assert len(begun) == 2
    write_project(root, {"content/one.md": str(FILES["content/one.md"]).replace("too.", "as well.")})
    assert printed(root, "sheet").data not in (b"", expected.data)
    assert len(begun) == 3
    assert runs == [], "Typst was run there alone"


# --- room ----------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(cache: Path) -> Callable[[str], bytes]:
    """Ask for some thousand bytes."""
    clock = iter(range(1000))

    def ask(what: str) -> bytes:
        found: bytes | None = recorded.told((what,))
        if found is None:
            recorded.record((what,), found := what.encode() * 1000)
        time = next(clock)  # so that no clock's grain decides which was first
        os.utime(cache / recorded._name((what,)), (time, time))
        return found

    return ask


def test_all_together_take_so_much_room_and_what_was_of_no_use_for_longest_goes(
    cache: Path, asked: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked("a")
    size = records(cache)[0].stat().st_size
    monkeypatch.setattr(recorded, "MOST", 3 * size)
    (cache / "build-of-another-kind").write_bytes(b"-" * 9000)
    for what in "bcad":
        asked(what)
    there = {what for what in "abcd" if (cache / recorded._name((what,))).exists()}
    assert there == {"a", "c", "d"}, "b went: a was asked for after it"
    assert sum(path.stat().st_size for path in records(cache)) <= recorded.MOST
    assert (cache / "build-of-another-kind").exists()


def test_what_does_not_fit_at_all_is_not_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "MOST", 10)
    recorded.record(("a",), b"a" * 100)
    assert records(cache) == []


def test_what_is_asked_in_other_pieces_is_something_else() -> None:
    recorded.record(("ab", "c"), b"one")
    assert recorded.told(("a", "bc")) is None
    recorded.record(("a", "bc"), b"other")
    assert recorded.told(("ab", "c")) == b"one"


def test_two_that_print_at_once_disturb_one_another_in_nothing(tmp_path: Path, cache: Path) -> None:
    root = write_project(tmp_path / "project")
    words = [sys.executable, "-c", ALONE, str(root), *PRINTED]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent, env=environment) for _ in range(2)]
    one, other = (process.communicate()[0].split()[:-1] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert one == other
    assert len(one) == len(PRINTED)
    there = {path.name for path in records(cache)}
    assert there
    assert all(len(name.split("-")) == 3 and "." not in name for name in there), "nothing unfinished is left"

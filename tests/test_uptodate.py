"""A build with nothing changed: answered from a record, and never where anything did change."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen import uptodate
from deckgen.cli import deckgen
from deckgen.cli.reference import HELP, help_text

ROOT = Path(__file__).parents[1]
CARDS = "part: 1 One\ncards:\n  - id: {id}\n    q: What is asked of {id}?\n    a: What {id} answers.\n"
WORDS = ["build", "--only", "apkg"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DECKGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "cards").mkdir(parents=True)
    (root / "cards/deck.yaml").write_text("deck: One\nuid: 0123456789abcdef0123456789abcdef\nid: one\n", "utf-8")
    (root / "cards/01.yaml").write_text(CARDS.format(id="first"), "utf-8")
    return root


def build(project: Path, *more: str) -> tuple[bool, str]:
    """Build as the command does; give whether that was done from the record alone, and what was said."""
    words = [*WORDS, *more]
    with contextlib.chdir(project), contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as errors:
        said = uptodate.answer(words)
        if said is None:
            deckgen(words, prog_name="deckgen", obj=words, standalone_mode=False)
    return said is not None, "".join(text for _, text in said) if said else out.getvalue() + errors.getvalue()


def test_the_second_build_says_the_same_and_loads_nothing(project: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "deckgen", *WORDS]
    first, again = (subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=True) for _ in range(2))
    assert "one.apkg" in again.stdout == first.stdout
    assert "click" in imported(first.stderr)
    assert not {"click", "re", "pathlib", "hashlib", "__future__"} & imported(again.stderr)


def imported(told: str) -> set[str]:
    """Give the modules that Python says it loaded."""
    return {line.rpartition("|")[2].strip() for line in told.splitlines() if line.startswith("import time:")}


def edited(root: Path) -> None:
    (root / "cards/01.yaml").write_text(CARDS.format(id="other"), "utf-8")


def edited_in_place(root: Path) -> None:
    """Change one letter, and give the file its old times: the size is the same, and so is all that `ls` shows."""
    path, old = root / "cards/01.yaml", (root / "cards/01.yaml").stat()
    path.write_text(CARDS.format(id="firsp"), "utf-8")
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))


def added(root: Path) -> None:
    (root / "cards/02.yaml").write_text(CARDS.format(id="second").replace("1 One", "2 Two"), "utf-8")


def taken_away(root: Path) -> None:
    (root / "dist/one.apkg").unlink()


def spoiled(root: Path) -> None:
    path = root / "dist/one.apkg"
    path.write_bytes(b"x" * path.stat().st_size)


def given_a_schema(root: Path) -> None:
    (root / "deckgen.schema.json").write_text("{}", "utf-8")
    aged(root / "deckgen.schema.json")


def committed(root: Path) -> None:
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=root, check=True)


def made_sources(root: Path) -> None:
    (root / "content").mkdir()
    (root / "content/ada.md").write_text("---\ntitle: Notes\nauthor: Ada\n---\n", "utf-8")


@pytest.mark.parametrize("change", [edited, edited_in_place, added, taken_away, spoiled, given_a_schema, committed, made_sources])
def test_whatever_changed_is_built(project: Path, change: Callable[[Path], None]) -> None:
    build(project)
    assert build(project)[0]
    change(project)
    assert not build(project)[0]
    assert build(project)[0]


def test_a_picture_and_a_text_elsewhere_count(project: Path) -> None:
    for folder in ("content", "pictures", "texts"):
        (project / folder).mkdir()
    picture, text = project / "pictures/one.svg", project / "texts/ada.txt"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    text.write_text("Some words of hers.\n", "utf-8")
    (project / "content/ada.md").write_text("---\ntitle: Notes\nauthor: Ada\ntext: texts/ada.txt\n---\n", "utf-8")
    cards = project / "cards/01.yaml"
    cards.write_text(cards.read_text("utf-8") + "    extra: A square ![a square](../pictures/one.svg)\n", "utf-8")
    for path in (picture, text):
        aged(path)
    build(project)
    assert build(project)[0]
    picture.write_text(picture.read_text("utf-8").replace("9", "8"), "utf-8")
    assert not build(project)[0]
    aged(picture)
    build(project)
    assert build(project)[0]
    text.write_text("Some words of mine.\n", "utf-8")
    assert not build(project)[0]


def aged(path: Path) -> None:
    """Wait until a file is no longer young: what was read elsewhere than in cards/ and content/ is recorded only then."""
    until = path.stat().st_ctime_ns + uptodate.GRAIN
    while time.time_ns() <= until:
        time.sleep(0.1)


def test_a_nearer_project_is_another_one(project: Path) -> None:
    inner = project / "notes/deep"
    inner.mkdir(parents=True)
    build(inner)
    assert build(inner)[0]
    shutil.copytree(project / "cards", project / "notes/cards")
    assert not build(inner)[0]


def test_other_words_another_environment_and_other_packages_build(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    build(project)
    assert not build(project, "--quiet")[0]
    assert build(project, "--quiet")[0]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000001")
    assert not build(project)[0]
    monkeypatch.syspath_prepend(tmp_path)
    assert not build(project)[0]
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(packages)
    assert not build(project)[0]
    assert build(project)[0]
    (packages / "genanki.py").touch()
    assert not build(project)[0]


def test_another_deckgen_builds(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "tool/deckgen"
    shutil.copytree(ROOT / "deckgen", tool)
    monkeypatch.setenv("PYTHONPATH", str(tool.parent))

    def edit() -> None:
        """Change a word of a message, and give the file its old times."""
        path, old = tool / "rules/names.py", (tool / "rules/names.py").stat()
        path.write_bytes(path.read_bytes().replace(b"the", b"THE", 1))
        os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
        assert path.stat().st_size == old.st_size

    for change in (
        edit,
        (tool / "rules/more.py").touch,
        (tool / "rules/more.py").unlink,
        lambda: (tool / "py.typed").rename(tool / "typed"),
    ):
        aged(max((path for path in tool.rglob("*") if path.is_file()), key=lambda path: path.stat().st_ctime_ns))
        by_command(project)
        assert not by_command(project)
        change()
        assert by_command(project)


def test_what_was_built_while_deckgen_was_edited_is_not_recorded(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "deckgen", tmp_path / "tool/deckgen")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "tool"))
    assert [by_command(project) for _ in range(2)] == [True, True]


def by_command(project: Path) -> bool:
    """Build in a process of its own; give whether that was done, not answered from a record."""
    command = [sys.executable, "-X", "importtime", "-m", "deckgen", *WORDS]
    return "click" in imported(subprocess.run(command, cwd=project, capture_output=True, encoding="utf-8", check=True).stderr)


def test_problems_are_not_recorded(project: Path, cache: Path) -> None:
    (project / "cards/01.yaml").write_text("part: 1 One\ncards:\n  - id: first\n    q: Why?\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "deckgen", *WORDS], cwd=project, capture_output=True, check=False)
    assert done.returncode == 1
    assert not list(cache.glob("build-*"))


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 400])
def test_a_damaged_record_costs_only_time(project: Path, cache: Path, damage: bytes) -> None:
    build(project)
    (record,) = cache.glob("build-*")
    whole = record.read_bytes()
    for data in (damage, whole[:-1], whole[:40] + damage + whole[40:], bytes([whole[0] ^ 1]) + whole[1:]):
        if data != whole:
            record.write_bytes(data)
            assert not build(project)[0]
            assert build(project)[0]


def test_a_cache_that_cannot_be_written_costs_only_time(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write_text("a file where the folder should be", "utf-8")
    assert [build(project)[0] for _ in range(2)] == [False, False]
    monkeypatch.setenv("DECKGEN_CACHE", "")
    assert [build(project)[0] for _ in range(2)] == [False, False]


def test_old_records_go_where_there_are_many(project: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.mkdir()
    for number in range(uptodate._KEPT + 1):
        (cache / f"build-{uptodate.FORMAT}-{number}").write_bytes(b"")
        os.utime(cache / f"build-{uptodate.FORMAT}-{number}", (0, 0) if number else None)
    (cache / "somebody's").write_bytes(b"")
    build(project)
    assert {path.name for path in cache.iterdir()} >= {f"build-{uptodate.FORMAT}-0", "somebody's"}
    assert len(list(cache.glob("build-*"))) == 2


# --- any changes, compared with the files themselves ------------------------------------------------------------------------------------

_NAMES = ("cards/deck.yaml", "cards/a.yaml", "cards/b.yaml", "content/a.md", "content/texts/a.txt", "elsewhere/x.png", "cards/.swap")
_NAME = st.sampled_from(_NAMES)
_BYTES = st.sampled_from((b"one", b"two", b"three", b""))
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("write"), _NAME, _BYTES),
        st.tuples(st.just("quietly"), _NAME, _BYTES),
        st.tuples(st.just("touch"), _NAME, st.just(b"")),
        st.tuples(st.just("delete"), _NAME, st.just(b"")),
        st.tuples(st.just("rename"), _NAME, _BYTES),
        st.tuples(st.just("look"), _NAME, st.just(b"")),
    ),
    max_size=12,
)


@settings(max_examples=150)
@given(CHANGES)
def test_it_answers_if_and_only_if_all_bytes_are_as_recorded(changes: list[tuple[str, str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder, environment(DECKGEN_CACHE=f"{folder}/cache"):
        root = Path(folder, "project")
        for name in _NAMES[:4] + _NAMES[5:6]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(b"one")
        record(root, age=uptodate.GRAIN * 2)
        recorded = contents(root)
        for what, name, data in changes:
            change(root, what, name, data)
            said = uptodate.answer(WORDS)
            assert (said is not None) == (contents(root) == recorded), (what, name, data)


@contextlib.contextmanager
def environment(**given: str) -> Iterator[None]:
    """Set variables of the environment for a while: monkeypatch would keep them over hypothesis's examples."""
    old = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in old.items():
            os.environ.update({name: value}) if value is not None else os.environ.pop(name)


def record(root: Path, age: int) -> None:
    """Record a build that read these files `age` nanoseconds after they were written."""
    before = uptodate.look(str(root))
    assert before
    before.taken += age
    uptodate.remember(WORDS, str(root), before, [str(root / "elsewhere/x.png")], {}, [(False, "built\n")])


def contents(root: Path) -> dict[str, bytes | None]:
    """Give what a build reads, folders too: hidden files are none of it."""
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*")}
    return {name: path.read_bytes() if path.is_file() else None for name, path in found.items() if name != "cards/.swap"}


def change(root: Path, what: str, name: str, data: bytes) -> None:
    path = root / name
    if what == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    elif what == "quietly" and path.exists():
        old = path.stat()
        path.write_bytes(data)
        os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    elif what == "touch" and path.exists():
        os.utime(path)
    elif what == "delete":
        path.unlink(missing_ok=True)
    elif what == "rename" and path.exists():
        path.rename(path.with_name(f"{data.decode()}{path.name}"))


# --- the help, kept as a file -------------------------------------------------------------------------------------------------------


def test_the_help_is_current_and_needs_nothing_loaded() -> None:
    assert (ROOT / HELP).read_text("utf-8") == help_text(deckgen), f"run: python -m deckgen.cli.reference help > {HELP}"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "deckgen", "--help"], capture_output=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert done.stdout == help_text(deckgen)
    assert "click" not in imported(done.stderr)


def test_on_a_narrow_screen_the_help_is_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    done = subprocess.run([sys.executable, "-m", "deckgen", "--help"], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert max(map(len, done.stdout.splitlines())) <= 60

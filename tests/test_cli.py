"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result
from sample import write_project

from deckgen import __version__
from deckgen.cli import deckgen
from deckgen.cli.reference import PATH
from deckgen.pipeline.load import Project, load
from deckgen.pipeline.place import WriteError, write_all

ROOT = Path(__file__).parents[1]
COMMANDS = ("new", "add", "source", "build", "check", "preview", "fix", "verify", "explain", "stats", "diff", "release", "schema")


def run(*words: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(deckgen, [str(word) for word in words])


def command(*words: str | Path, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own."""
    import os

    return subprocess.run(
        [sys.executable, "-m", "deckgen", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        check=False,
    )


def test_help_lists_every_command_with_a_line() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_s_help_shows_an_example(name: str) -> None:
    assert f"  deckgen {name}" in run(name, "--help").output


def test_the_version_is_the_package_s() -> None:
    assert run("--version").output == f"deckgen, version {__version__}\n"


def test_help_imports_none_of_the_slow_libraries() -> None:
    code = "import sys, deckgen.cli; deckgen.cli.deckgen(['--help'], standalone_mode=False); print([m for m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = done.stdout.splitlines()[-1]
    for module in ("genanki", "yaml", "frontmatter", "pyromark", "typst", "rich", "pygments", "sqlite3"):
        assert f"'{module}'" not in loaded


def test_a_clean_project_is_checked_in_one_line(tmp_path: Path) -> None:
    result = run("check", "--project", write_project(tmp_path))
    assert (result.exit_code, result.output) == (0, "Small: 7 notes, 2 parts, 2 principles, 2 sources\n")


def test_a_build_writes_all_files_and_says_what_is_in_them(tmp_path: Path) -> None:
    result = run("build", "--project", write_project(tmp_path))
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == [
        "small-cheatsheet.pdf",
        "small-flashcards.pdf",
        "small-quiz.pdf",
        "small.apkg",
    ]
    assert "small.apkg  7 notes, 12 cards" in result.output
    assert "small-flashcards.pdf  12 cards on 2 sheets" in result.output
    assert "small-cheatsheet.pdf  1 page" in result.output


def test_only_paper_and_out_choose_what_is_written_where(tmp_path: Path) -> None:
    root = write_project(tmp_path / "p")
    result = run("build", "--project", root, "--only", "sheet", "--paper", "letter", "--paper", "a4", "--out", tmp_path / "o", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == ["small-cheatsheet-letter.pdf", "small-cheatsheet.pdf"]
    assert not (root / "dist").exists()


def test_a_project_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert command("check", folder=root / "content" / "texts").returncode == 0


def test_problems_end_with_1_and_leave_what_was_built_before(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert run("build", "--project", root, "--only", "apkg").exit_code == 0
    before = (root / "dist" / "small.apkg").read_bytes()
    broken = root / "cards" / "01-first.yaml"
    broken.write_text(broken.read_text("utf-8").replace("term: DRI", "term: DRI\n    meening: x"), "utf-8")
    result = run("build", "--project", root)
    assert result.exit_code == 1
    assert "unknown key `meening`" in result.stderr
    assert "Nothing was built; dist/ holds what was built before." in result.stderr
    assert result.stdout == ""
    assert (root / "dist" / "small.apkg").read_bytes() == before


def test_strict_turns_warnings_into_problems(tmp_path: Path) -> None:
    text = "part: 1 First\ncards:\n  - id: pay\n    q: Between $5-$10, what is fair?\n    a: Ten.\n"
    root = write_project(tmp_path, {"cards/01-first.yaml": text})
    assert run("check", "--project", root).exit_code == 0
    assert run("check", "--project", root, "--strict").exit_code == 1


def test_no_project_and_wrong_words_end_with_2(tmp_path: Path) -> None:
    assert run("check", "--project", tmp_path).exit_code == 2
    assert "a project is a folder with cards/deck.yaml" in run("check", "--project", tmp_path).output
    assert run("build", "--only", "nothing").exit_code == 2
    assert run("verify", "--project", write_project(tmp_path / "p"), "--text", "nobody=x").exit_code == 2


def test_a_fault_of_our_own_ends_with_3_and_one_plain_line(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    code = (
        "import sys; from deckgen import __main__; from deckgen.pipeline import load as pipeline\n"
        "def fault(root, known): raise RuntimeError('oh')\n"
        "pipeline.load = fault\n"
        f"sys.argv = ['deckgen', 'check', '--project', {str(root)!r}]\n__main__.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "a fault of its own, not of your files: RuntimeError: oh" in done.stderr


def test_a_file_that_cannot_be_put_in_place_leaves_all_old_ones(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(WriteError):
        write_all({tmp_path / name: b"new" for name in "abc"}, tmp_path)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c"]


def test_files_are_replaced_and_nothing_else_stays_behind(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    write_all({tmp_path / name: b"new" for name in "ab"}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new", "b": b"new"}


def test_verify_attests_in_the_lock_and_check_then_needs_no_text(tmp_path: Path) -> None:
    one = str(__import__("sample").FILES["content/one.md"]).replace("text: content/texts/one.txt\n", "")
    root = write_project(tmp_path / "p", {"content/one.md": one, "content/texts/one.txt": None})
    text = tmp_path / "one.txt"
    text.write_text(str(__import__("sample").FILES["content/texts/one.txt"]), "utf-8")
    assert "not verified" in run("check", "--project", root).stderr
    result = run("verify", "--project", root, "--text", f"one={text}")
    assert (result.exit_code, "one: 2 quotations attested" in result.output) == (0, True)
    assert run("check", "--project", root).exit_code == 0
    content = root / "content" / "one.md"
    content.write_text(content.read_text("utf-8").replace("any value whose", "a value whose"), "utf-8")
    assert "not verified" in run("check", "--project", root).stderr


def test_verify_never_drops_attestations_of_a_source_that_cannot_be_read(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert run("verify", "--project", root).exit_code == 0
    lock = (root / "content" / "quotations.lock").read_bytes()
    content = root / "content" / "one.md"
    content.write_text(content.read_text("utf-8").replace("title:", "title: a: b"), "utf-8")
    assert run("verify", "--project", root).exit_code == 1
    assert (root / "content" / "quotations.lock").read_bytes() == lock


def test_colors_come_only_where_they_are_wanted(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"cards/03.yaml": "part: 3\ncards:\n  - q: x\n    a: y\n"})
    assert "\033[" not in command("check", "--project", root).stderr
    assert "\033[" in command("check", "--project", root, FORCE_COLOR="1").stderr
    assert "\033[" not in command("check", "--project", root, FORCE_COLOR="1", NO_COLOR="1").stderr


def test_a_console_of_an_old_encoding_gets_marks_in_place_of_characters(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"cards/03.yaml": "part: 3\ncards:\n  - q: Τί ἐστι «»?\n    a: y\n"})
    done = command("check", "--project", root, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_the_reference_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deckgen.cli.reference"], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert (ROOT / PATH).read_text("utf-8") == done.stdout, f"run: python -m deckgen.cli.reference > {PATH}"
    assert re.findall(r"^## deckgen (\w+)$", done.stdout, re.MULTILINE) == list(COMMANDS)


def completed(root: Path, words: str) -> list[str]:
    """Give what a shell offers behind some words, by click's own protocol."""
    asked = {"_DECKGEN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    done = command(folder=root, **asked)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("deckgen ", list(COMMANDS)),
        ("deckgen st", ["stats"]),
        ("deckgen check --format ", ["text", "concise", "json", "github"]),
        ("deckgen build --only q", ["quiz"]),
        ("deckgen build --part ", ["1", "2"]),
        ("deckgen build --tag source::", ["source::one", "source::two"]),
        ("deckgen verify --text ", ["one=", "two="]),
        ("deckgen stats --deck ", ["small"]),
        ("deckgen add --part ", ["1", "2"]),
        ("deckgen add --file ", ["01-first.yaml", "02-second.yaml"]),
        ("deckgen add --file cards/02", ["cards/02-second.yaml"]),
        ("deckgen add --source ", ["one", "two"]),
        ("deckgen add --source o", ["one", "one#opposite"]),
        ("deckgen add --source one#", ["one#opposite"]),
        ("deckgen explain W00", [f"W00{number}" for number in range(1, 10)]),
        ("deckgen explain r001", ["R001"]),
        ("deckgen fix --take ", []),
        ("deckgen release ", ["1.0.0"]),
        ("deckgen diff a", ["a"]),
    ],
)
def test_a_shell_completes_commands_options_and_what_the_project_has(words: str, offered: list[str], tmp_path: Path) -> None:
    assert completed(write_project(tmp_path), words) == offered


def test_tags_guesses_and_versions_are_completed_as_the_files_have_them(tmp_path: Path) -> None:
    cards = (
        "part: |\n  Tags  # here\ntags: [b, 'c d']\ncards:\n  - id: x\n    q: x\n    a: y\n    tags: a # not b\n"
        '  - tags:\n      - e\n      - "f"\n'
        "    id: y\n    term: x\n    means: y\n    tag: z\n"
    )
    root = write_project(tmp_path, {"cards/03.yaml": cards.replace("\n", "\r\n"), "cards/deck.lock": "# x\nrelease 1.2.3 1700000000\n"})
    assert completed(root, "deckgen add --tags ") == ["a", "b", "basics", "c d", "e", "f", "values"]
    assert completed(root, "deckgen add --part ") == ["1", "2", "3"]
    assert completed(root, "deckgen release ") == ["1.2.4", "1.3.0", "2.0.0"]


def test_fix_completes_the_guesses_that_it_offers(tmp_path: Path) -> None:
    note = "  - id: {0}\n    term: x\n    means: a {0} # 1\n"
    root = write_project(tmp_path, {"cards/03.yaml": f"part: 3\ncards:\n{note.format('a')}{note.format('b')}"})
    offered = re.findall(r"deckgen fix --take (\S+)", command("fix", "--diff", folder=root).stderr)
    assert offered
    assert set(completed(root, "deckgen fix --take ")) == set(offered)


@pytest.mark.parametrize(("shell", "lines"), [("zsh", ["plain", "1", "1 First"]), ("fish", ["plain", "1", "1 First"])])
def test_zsh_and_fish_show_what_stands_behind_a_word_and_obey_nothing_of_it(shell: str, lines: list[str], tmp_path: Path) -> None:
    root = write_project(tmp_path, {"cards/02-second.yaml": 'part: "2 \u202eA\u200bB"\ncards: []\n'})
    asked = {"_DECKGEN_COMPLETE": f"{shell}_complete", "COMP_WORDS": "deckgen add --part ", "COMP_CWORD": "" if shell == "fish" else "3"}
    done = command(folder=root, **asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.split(r"[\n,\t]", done.stdout)[:3] == lines
    assert "\u202e" not in done.stdout


COMPLETED = (
    "build --part",
    "build --tag",
    "add --tags",
    "add --source",
    "add --file",
    "add --part",
    "fix --take",
    "stats --deck",
    "release",
)


@pytest.mark.parametrize("damage", [None, "{{{", "deck: [\x00", b"\xff\xfe\x00", b"\x80" * 9])
def test_completion_never_complains(tmp_path: Path, damage: str | bytes | None) -> None:
    if damage is not None:
        write_project(
            tmp_path, {"cards/deck.yaml": damage, "cards/01-first.yaml": damage, "content/one.md": damage, "cards/deck.lock": damage}
        )
    for words in COMPLETED:
        found = completed(tmp_path, f"deckgen {words} ")
        assert found == [] or damage is not None


def test_only_what_nothing_else_knows_is_completed_by_reading_the_whole_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write_project(tmp_path)
    whole: list[Path] = []

    def counted(root: Path) -> Project:
        whole.append(root)
        return load(root)

    monkeypatch.setattr("deckgen.pipeline.load.load", counted)
    for words in COMPLETED:
        name, *options = words.split()
        found = ShellComplete(deckgen, {}, "deckgen", "_DECKGEN_COMPLETE").get_completions([name, "--project", str(root), *options], "")
        assert found or options == ["--take"]
        assert bool(whole) == (options in (["--tag"], ["--take"])), words
        whole.clear()


def test_the_documented_lines_switch_completion_on(tmp_path: Path) -> None:
    for shell in ("bash", "zsh", "fish"):
        assert f"_DECKGEN_COMPLETE={shell}_source deckgen" in (ROOT / PATH).read_text("utf-8")
        if shell != "bash" or shutil.which("bash"):  # for bash, click asks it for its version
            done = command(folder=tmp_path, _DECKGEN_COMPLETE=f"{shell}_source")
            assert done.returncode == 0
            assert "_deckgen_completion" in done.stdout

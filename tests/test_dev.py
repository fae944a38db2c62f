"""What dev.py decides: when to set up, in which way, and what it says; and that its pins, the constraints and the wheel agree.

Nothing is installed here: the commands that would do so are faked, so these tests need no network and leave no trace.
"""

import ast
import os
import re
import runpy
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from flit_core import buildapi
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

ROOT = Path(dev.__file__).parent
PYPROJECT = """\
[project]
name = "example"
dependencies = ["click"]

[dependency-groups]
dev = ["pytest"]

[tool.ruff]
line-length = 140
"""


class Machine:
    """Stands in for the commands of a set-up: records them, makes a Python where an environment is asked for, fails on demand.

    `broken` holds patterns of the commands that fail here; `interrupted`, a piece of the one during which Ctrl-C is pressed.
    """

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.broken: set[str] = set()
        self.interrupted = ""

    def attempt(self, command: list[str], root: Path) -> tuple[bool, str]:
        """Do as dev.attempt does, by name only."""
        text = " ".join(command)
        self.commands.append(text)
        if self.interrupted and self.interrupted in text:
            raise KeyboardInterrupt
        if command[-1] == str(root / ".venv"):
            complete(root)  # before it fails, maybe: what a failed command leaves behind is to be cleared
        if any(re.search(pattern, text) for pattern in self.broken):
            return False, "first line\nno such host\n"
        return True, ""


def complete(root: Path) -> Path:
    """Lay an environment's Python where a project's environment has it; give its path."""
    python = dev.python_in(root / ".venv")
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    return python


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project that was never set up, in a folder whose name has a space and letters beyond ASCII."""
    root = tmp_path / "mein schöner Ordner"
    root.mkdir()
    (root / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (root / "requirements.txt").write_text("click==8.0.0\n", encoding="utf-8")
    return root


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Give a machine that has everything, uv included."""
    fake = Machine()
    monkeypatch.setattr(dev, "attempt", fake.attempt)
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    return fake


def edit(path: Path, old: str, new: str) -> None:
    """Replace a piece of a file that is in it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# When to set up


def test_a_second_run_does_nothing_and_needs_no_lock(project: Path, machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    dev.set_up(project)
    assert len(capsys.readouterr().err.splitlines()) == 1
    machine.commands.clear()
    (project / ".venv.lock").unlink()
    assert dev.set_up(project) == str(dev.python_in(project / ".venv"))
    assert (machine.commands, capsys.readouterr()) == ([], ("", ""))
    assert not (project / ".venv.lock").exists()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("requirements.txt", "8.0.0", "8.0.1"),
        ("pyproject.toml", '"click"', '"click", "rich"'),
        ("pyproject.toml", '"pytest"', '"pytest>=9"'),
        ("pyproject.toml", "[project]", '[build-system]\nrequires = ["flit_core"]\n\n[project]'),
        (".venv/deckgen-stamp", "", "of another time"),
    ],
)
@pytest.mark.usefixtures("machine")
def test_a_change_of_what_it_was_made_from_asks_for_a_new_one(project: Path, file: str, old: str, new: str) -> None:
    dev.set_up(project)
    assert dev.is_set_up(project)
    edit(project / file, old, new)
    assert not dev.is_set_up(project)


@pytest.mark.usefixtures("machine")
def test_a_change_of_a_tool_s_settings_does_not(project: Path) -> None:
    dev.set_up(project)
    edit(project / "pyproject.toml", "line-length = 140", "line-length = 100")
    assert dev.is_set_up(project)


@pytest.mark.usefixtures("machine")
def test_another_python_asks_for_a_new_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dev.set_up(project)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    assert not dev.is_set_up(project)


@pytest.mark.usefixtures("machine")
def test_a_moved_folder_asks_for_a_new_one(project: Path) -> None:
    dev.set_up(project)
    assert not dev.is_set_up(project.rename(project.with_name("elsewhere")))


@pytest.mark.usefixtures("machine")
def test_a_removed_python_asks_for_a_new_one(project: Path) -> None:
    dev.set_up(project)
    python = dev.python_in(project / ".venv")
    python.unlink()
    if os.name == "posix":
        python.symlink_to("/no/such/python")
    assert not dev.is_set_up(project)


def test_an_interrupted_set_up_starts_from_nothing(project: Path, machine: Machine) -> None:
    machine.interrupted = "--require-hashes"
    with pytest.raises(KeyboardInterrupt):
        dev.set_up(project)
    half = project / ".venv" / "half-installed"
    half.touch()
    machine.interrupted = ""
    dev.set_up(project)
    assert dev.is_set_up(project)
    assert not half.exists()


@pytest.mark.skipif(os.name != "posix", reason="links need a privilege on Windows")
@pytest.mark.usefixtures("machine")
def test_an_environment_that_is_a_link_is_replaced_and_what_it_leads_to_is_kept(project: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "file").touch()
    (project / ".venv").symlink_to(theirs)
    dev.set_up(project)
    assert [path.name for path in theirs.iterdir()] == ["file"]
    assert not (project / ".venv").is_symlink()


# In which way


@pytest.mark.parametrize(
    ("uv", "broken", "way"),
    [
        (True, set(), "with uv;"),
        (True, {"uv venv"}, "with venv;"),
        (False, set(), "with venv;"),
        (False, {"-m venv (?!--without-pip)"}, "with venv and pip;"),
        (False, {r"[.]venv\S* -m pip"}, "with venv and pip;"),
    ],
)
def test_the_best_way_that_works_is_taken(
    project: Path,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    uv: bool,
    broken: set[str],
    way: str,
) -> None:
    if not uv:
        monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(sys, "_base_executable", "/base/snake")
    machine.broken = broken
    dev.set_up(project)
    assert way in capsys.readouterr().err


def test_where_no_way_works_one_line_says_what_to_install(project: Path, machine: Machine) -> None:
    machine.broken = {"venv"}
    with pytest.raises(SystemExit) as stop:
        dev.set_up(project)
    assert "python3-venv" in str(stop.value)
    assert "\n" not in str(stop.value)
    assert not (project / ".venv").exists()


def test_a_failed_install_shows_the_installer_s_words_and_is_not_taken_for_done(
    project: Path, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.broken = {"--require-hashes"}
    with pytest.raises(SystemExit, match="run this again"):
        dev.set_up(project)
    assert "no such host" in capsys.readouterr().err
    assert not dev.is_set_up(project)


@pytest.mark.usefixtures("machine")
def test_an_activated_environment_is_not_what_the_next_one_is_built_on(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(dev.python_in(project / ".venv")))
    monkeypatch.setattr(sys, "_base_executable", "/usr/bin/python3.11")
    assert all("/usr/bin/python3.11" in creation for _, creation, _ in dev.ways(project / ".venv"))


def test_only_what_has_a_hash_is_installed_and_then_the_project_without_fetching(project: Path, machine: Machine) -> None:
    dev.set_up(project)
    pinned, own = machine.commands[-2:]
    assert pinned.endswith("--require-hashes -r requirements.txt")
    assert own.endswith("--no-deps --no-build-isolation -e .")


@pytest.mark.usefixtures("machine")
def test_the_project_is_found_whatever_letters_are_in_its_path(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = project / ".venv" / "lib" / "python3" / "site-packages"

    def make(root: Path) -> list[str]:
        packages.mkdir(parents=True)
        (packages / "deckgen.pth").write_text(str(root), encoding="utf-8")
        return []

    monkeypatch.setattr(dev, "make", make)
    dev.set_up(project)
    link = (packages / "deckgen.pth").read_bytes()
    assert link.isascii()
    assert (packages / link.decode()).resolve() == project.resolve()


def test_a_command_gets_its_arguments_whole_and_runs_in_the_folder(project: Path) -> None:
    print_all = "import os, sys; print(os.getcwd(), sys.argv[1:], flush=True); sys.exit('last words')"
    well, output = dev.attempt([sys.executable, "-c", print_all, "a b", "ö"], project)
    assert (well, output.splitlines()) == (False, [f"{project} ['a b', 'ö']", "last words"])


# Two at once


def test_a_set_up_waits_for_another_but_not_for_ever(project: Path, machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / ".venv.lock").open("a") as other:
        assert dev.took(other)
        with pytest.raises(SystemExit, match="has not ended"):
            dev.set_up(project, wait=0)
    assert "waiting" in capsys.readouterr().err
    assert machine.commands == []


def test_what_another_set_up_made_meanwhile_is_not_made_again(project: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    with (project / ".venv.lock").open("a") as other:
        assert dev.took(other)

        def the_other_ends(_: float) -> None:
            complete(project)
            (project / ".venv" / "deckgen-stamp").write_text(dev.digest(project), encoding="utf-8")
            other.close()

        monkeypatch.setattr("time.sleep", the_other_ends)
        dev.set_up(project)
    assert machine.commands == []


# What is run, and where


@pytest.mark.parametrize(
    ("arguments", "command", "folder"),
    [
        (["build", "--only", "sheet"], "deckgen build --only sheet", ROOT),
        (["test", "-k", "a b"], "pytest -k a b", ROOT),
        (["deckgen", "new", "."], "deckgen new .", None),
    ],
)
def test_a_command_runs_in_the_project_s_folder_but_deckgen_in_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], command: str, folder: Path | None
) -> None:
    ran: list[tuple[str, Path]] = []

    def become(command: list[str]) -> int:
        ran.append((" ".join(command), Path.cwd()))
        return 42

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dev, "set_up", lambda _: "python")
    monkeypatch.setattr(dev, "become", become)
    monkeypatch.setenv("PYTHONUTF8", "0")
    assert dev.main(arguments) == 42
    assert ran == [(f"python -P -m {command}", folder or tmp_path)]


def test_the_exit_code_is_the_command_s() -> None:
    script = "import dev, sys; sys.exit(dev.become([sys.executable, '-c', 'raise SystemExit(7)']))"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 7


def test_lint_runs_every_linter_and_fails_if_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def call(command: list[str]) -> int:
        ran.append(command[3])
        return 1 if command[3:] == ["ruff", "check"] else 0

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(dev, "set_up", lambda _: "python")
    monkeypatch.setattr("subprocess.call", call)
    monkeypatch.setenv("PYTHONUTF8", "0")
    assert (dev.main(["lint"]), ran) == (1, ["ruff", "ruff", "mypy"])


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["bild"], 2), (["lint", "deckgen"], 2), (["--help"], 0), (["help"], 0)])
def test_wrong_usage_shows_the_commands(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert dev.main(arguments) == code
    captured = capsys.readouterr()
    assert "dev.py build" in (captured.err if code else captured.out)


def test_ctrl_c_leaves_a_line_and_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def press(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(dev, "run", press)
    assert dev.main(["test"]) == 130
    assert capsys.readouterr().err == "\ndeckgen: interrupted\n"


# Old Pythons


def test_an_old_python_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    with pytest.raises(SystemExit) as stop:
        runpy.run_path(str(ROOT / "dev.py"))
    assert re.fullmatch(r"deckgen: this is Python 3\.8, and 3\.11 .*", str(stop.value))


@pytest.mark.parametrize(("version", "fits"), [((3, 6), False), ((3, 10), False), ((3, 11), True), ((3, 14), True), ((4, 0), True)])
def test_the_oldest_python_is_3_11(version: tuple[int, int], fits: bool) -> None:
    assert (dev.complaint(version) == "") is fits


def test_dev_py_parses_on_an_old_python() -> None:
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source  # `annotations` is unknown to 3.6, and the parser above doesn't mind


# The pins


@pytest.fixture(scope="module")
def pyproject() -> str:
    """Give the text of this project's pyproject.toml."""
    return (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def requirements() -> str:
    """Give the text of this project's requirements.txt."""
    return (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_uv_is_held_to_the_same_pins(pyproject: str, requirements: str) -> None:
    assert tomllib.loads(pyproject)["tool"]["uv"]["constraint-dependencies"] == dev.pins(requirements)


def test_pins_are_read_with_their_markers_and_written_as_toml() -> None:
    pinned = dev.pins("# made\na-b==1.0 \\\n    --hash=sha256:0\nc==2 ; os_name == 'nt' \\\n    --hash=sha256:1\n    # via a-b==9\n")
    assert pinned == ["a-b==1.0", "c==2 ; os_name == 'nt'"]
    before = '[tool.uv]\nconstraint-dependencies = [\n    "old==1",\n]\n\n[tool.x]\ny = [\n]\n'
    assert tomllib.loads(dev.with_pins(before, pinned))["tool"] == {"uv": {"constraint-dependencies": pinned}, "x": {"y": []}}


def test_the_pins_are_what_pyproject_asks_for(pyproject: str, requirements: str) -> None:
    project = tomllib.loads(pyproject)
    pinned = {canonicalize_name(pin.name): pin.specifier for pin in map(Requirement, dev.pins(requirements))}
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *project["build-system"]["requires"]]
    for wish in map(Requirement, asked):
        (version,) = pinned[canonicalize_name(wish.name)]
        assert wish.specifier.contains(version.version), f"{wish}: run `python3 dev.py lock`"


def test_every_pin_has_hashes_and_none_has_an_address(requirements: str) -> None:
    assert requirements.startswith(dev.PINS_HEADER)
    for pin in re.split(r"^(?=[\w.-]+==)", requirements.removeprefix(dev.PINS_HEADER), flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in pin
    assert not re.search(r"://|@|^\s*-[^-]|^--|(^|\s)/\w", requirements, re.MULTILINE)


def test_no_file_names_a_package_registry() -> None:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, check=False, capture_output=True)
    if listed.returncode:
        pytest.skip("not a clone: the project's own files can't be told from what was made here")
    hosts = re.compile(rb"pypi[.](org|python)|pythonhosted[.]org|npmjs[.](org|com)|yarnpkg[.]com|deb[.]debian[.]org")
    files = [ROOT / name for name in listed.stdout.decode().split("\0")]
    assert [file for file in files if file.is_file() and hosts.search(file.read_bytes())] == []


# The wheel


def test_the_wheel_holds_the_package_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with zipfile.ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "deckgen").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert names == files

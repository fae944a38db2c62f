"""The documents: what they say is what is so."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import deckgen
from deckgen import identity
from deckgen.cli import deckgen as commands
from deckgen.pipeline.load import load
from deckgen.quotations import fingerprint
from deckgen.read.keys import COMMON, DECK_FILE, KINDS, PRINT, PRINT_CARDS, PRINT_QUIZ, SOURCE_FILE

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text("utf-8")
UID = "0123456789abcdef0123456789abcdef"


def test_the_published_test_vectors_hold() -> None:
    assert f"->  {identity.guid(UID, 'opposite-test')}\n" in ARCHITECTURE
    assert f"->  note {identity.note_ids(UID, ['opposite-test'])['opposite-test']}\n" in ARCHITECTURE
    assert identity.guid(UID, "opposite-test") == "0hFN_FHeDW5cfkql"
    quoted = fingerprint("ada", "Ada Lovelace", "[T]here is [sic] one […] royal road [to it]")
    assert quoted == "e2ca446b33e1e719cc358f13f22fdd3e"
    assert f"->  {quoted}\n" in ARCHITECTURE


def test_the_version_stands_once_in_meaning() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == deckgen.__version__


@pytest.mark.parametrize(
    "key",
    sorted(
        {
            key.name
            for table in (COMMON, DECK_FILE, PRINT, PRINT_CARDS, PRINT_QUIZ, SOURCE_FILE, *(kind.keys for kind in KINDS))
            for key in table
        }
    ),
)
def test_every_key_is_documented(key: str) -> None:
    assert re.search(rf"`{key}[`:]|: {key}`|^\s*(- )?{key}:", FORMATS, re.MULTILINE)


EXAMPLES = re.findall(
    r"^    (deckgen (?:add|check|explain|fix|schema|stats|verify)(?: .*)?)$", (ROOT / "docs" / "cli.md").read_text("utf-8"), re.MULTILINE
)
RUN = [re.split(r"\s{3,}| > ", line)[0] for line in EXAMPLES if not re.search(r"\[|PATH|CODE|~/", line)]


def test_the_examples_are_found() -> None:
    assert len(RUN) >= 14


@pytest.mark.parametrize("line", RUN)
def test_the_examples_of_the_help_run_here_as_they_stand(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a copy of this project; what has PATH or CODE in it, or a file of one's own, is a form to fill in."""
    shutil.copytree(ROOT / "cards", tmp_path / "cards")
    shutil.copytree(ROOT / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(commands, shlex.split(line)[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def test_the_readme_s_card_can_be_added_as_it_stands(tmp_path: Path) -> None:
    """Into the first file of cards; under another id, since someone who follows the README may have added it here."""
    (card,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (id,) = re.findall(r"- id: (\S+)", card)
    shutil.copytree(ROOT / "cards", tmp_path / "cards")
    shutil.copytree(ROOT / "content", tmp_path / "content")
    before = {one.message for one in load(tmp_path).diagnostics}
    file = min((tmp_path / "cards").glob("[0-9]*.yaml"))
    file.write_text(file.read_text("utf-8").rstrip() + "\n\n" + card.replace(id, f"{id}-in-a-test"), "utf-8")
    project = load(tmp_path)
    assert {one.message for one in project.diagnostics} == before
    assert f"{id}-in-a-test" in {note.id for note in project.decks[0].notes()}


PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "docs/formats.md",
    "docs/cli.md",
    "docs/codes.md",
    "docs/editors.md",
    "docs/preview.md",
    "docs/releases.md",
    "docs/speed.md",
    "docs/samples/README.md",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_picture_leads_somewhere(page: str) -> None:
    text = re.sub(r"^(`{3,}).*?^\1", "", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", text):
        path = "".join(target)
        if not path.startswith("http") and "picture.png" not in path and "PATH" not in path:
            assert ((ROOT / page).parent / path).exists(), path


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [re.split(r"[<>=~!]", one)[0] for one in (*project["project"]["dependencies"], *project["dependency-groups"]["dev"])]
    for name in names:
        assert name.lower() in ARCHITECTURE.lower() or name.startswith("types-"), name


def test_no_document_tells_to_install_the_other_deckgen() -> None:
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "docs" / "formats.md",
        ROOT / "docs" / "preview.md",
        ROOT / "docs" / "releases.md",
    ):
        assert not re.search(r"(pip|pipx|uv tool|uvx)( install| run)? deckgen\b(?!-)", path.read_text("utf-8"))

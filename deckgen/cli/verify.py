"""`deckgen verify`: hold every quotation to its source's text, and attest what holds."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deckgen.cli import completion
from deckgen.cli.common import PROBLEMS, fails, plural, project_option, report, stop_at, writing
from deckgen.pipeline.load import LOCK, Project, load
from deckgen.pipeline.place import together, write_all
from deckgen.pipeline.verify import verify


@click.command("verify", short_help="Verify the quotations against the sources’ texts, and attest them.")
@project_option
@click.option(
    "--text",
    "texts",
    metavar="KEY=PATH",
    multiple=True,
    shell_complete=completion.texts,
    help="The text of the source content/KEY.md. May be given more than once.",
)
def command(root: Path, texts: tuple[str, ...]) -> None:
    """Verify the quotations against the texts of their sources, word for word, and attest them.

    What holds is recorded in content/quotations.lock, so that `check` needs no text: commit the lock, keep the texts. Sources
    without a text at hand keep the attestations that they have.

    \b
    deckgen verify --text cowling=~/texts/podcast.md
    deckgen verify             for sources whose front matter names a `text:`
    """
    project = load(root)
    paths = _paths(texts, project)
    stop_at(project.broken("QLRAW"), project, "Nothing was verified")  # a source that cannot be read would lose its attestations
    _keep_lock(project, paths)
    found = verify(project, paths)
    report(found.diagnostics, project)
    _write(root, found.lock)
    for key, count in sorted(found.counts.items()):
        how = "attested" if key in found.read else "kept as attested: its text is not at hand"
        click.echo(f"{key}: {plural(count, 'quotation')} {how}")
    sys.exit(PROBLEMS if fails(found.diagnostics, strict=False) else 0)


def _keep_lock(project: Project, paths: dict[str, Path]) -> None:
    """Stop where the lock cannot be read and would lose what it attests of sources whose text is not at hand."""
    damaged = [one for one in project.diagnostics if one.code == "L001"]
    missing = sorted({key for deck in project.decks for key in deck.sources.keys() - deck.texts.keys() - paths.keys()})
    if damaged and (missing or "another version" in damaged[0].message):
        report(damaged, project)
        what = f"give the text of: {', '.join(missing)}" if missing else "use the newer deckgen"
        click.echo(f"Nothing was verified: {what}; or take the lock from an earlier commit.", err=True)
        sys.exit(PROBLEMS)


def _write(root: Path, lock: str) -> None:
    path = root / LOCK
    if path.exists() and path.read_text("utf-8", "replace") == lock:
        return
    with writing():
        write_all({path: lock.encode()}, path.parent, together(root, path.parent))


def _paths(texts: tuple[str, ...], project: Project) -> dict[str, Path]:
    """Read `--text KEY=PATH`."""
    sources = sorted({key for deck in project.decks for key in deck.sources})
    paths = {}
    for one in texts:
        key, equals, path = one.partition("=")
        if not equals or not path:
            raise click.UsageError(f"--text takes KEY=PATH, not {one!r}")
        if key not in sources:
            raise click.UsageError(f"--text {key}=…: there is no content/{key}.md; sources: {', '.join(sources) or 'none'}")
        paths[key] = Path(path).expanduser()
        if not paths[key].is_file():
            raise click.UsageError(f"--text {key}=…: there is no file {path}")
    return paths

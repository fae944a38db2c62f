"""`deckgen schema`: the JSON Schema of the YAML files, for editors; and of the findings, for programs."""

from __future__ import annotations

import click

from deckgen import report
from deckgen.schema import schema_text


@click.command("schema", short_help="Print the JSON Schema of the YAML files, for editors.")
@click.option(
    "--of", "what", type=click.Choice(["files", "findings"]), default="files", help="Of what: findings as --format json has them."
)
def command(what: str) -> None:
    """Print the JSON Schema of the YAML files, for editors; or of the findings, for programs.

    \b
    deckgen schema > deckgen.schema.json
    deckgen schema --of findings
    """
    click.echo(schema_text() if what == "files" else report.schema_text(), nl=False)

"""`deckgen schema`: the JSON Schema of the YAML files, for editors."""

from __future__ import annotations

import click

from deckgen.schema import schema_text


@click.command("schema", short_help="Print the JSON Schema of the YAML files, for editors.")
def command() -> None:
    """Print the JSON Schema of the YAML files, for editors.

    \b
    deckgen schema > deckgen.schema.json
    """
    click.echo(schema_text(), nl=False)

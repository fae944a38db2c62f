"""Findings -> what is printed of them: text that teaches, a line each, JSON, or annotations on GitHub.

In: diagnostics, and the texts of the files. Out: text. `FORMS` names the forms; `report.schema.json` describes the JSON.
"""

from deckgen.report.data import as_json, schema_text
from deckgen.report.lines import as_concise, as_github
from deckgen.report.text import Reporter, counted

FORMS = ("text", "concise", "json", "github")

__all__ = ["FORMS", "Reporter", "as_concise", "as_github", "as_json", "counted", "schema_text"]

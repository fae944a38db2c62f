"""Deck -> what it holds and what of its sources it covers, as one value -> text, JSON, SVG."""

from deckgen.stats.data import as_json
from deckgen.stats.measure import measure
from deckgen.stats.svg import as_svg
from deckgen.stats.text import as_text
from deckgen.stats.values import Stats

__all__ = ["Stats", "as_json", "as_svg", "as_text", "measure"]

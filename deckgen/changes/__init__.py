"""Changes, told: to the author in a terminal or a pull request, to learners, and to other programs. Changes nothing, and knows no files."""

from deckgen.changes.data import as_json
from deckgen.changes.learners import ankiweb, for_learners
from deckgen.changes.markdown import as_markdown
from deckgen.changes.text import as_text
from deckgen.changes.words import Piece, difference

__all__ = ["Piece", "ankiweb", "as_json", "as_markdown", "as_text", "difference", "for_learners"]

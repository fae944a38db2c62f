"""deckgen: notes on sources become Anki decks and printed sheets.

A compiler for decks, in one straight line: read -> resolve -> check -> write.
"""

__version__ = "0.1.0"

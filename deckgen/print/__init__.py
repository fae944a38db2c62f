"""Deck -> PDF, through Typst: the cheat-sheet, the flashcards, the quiz."""

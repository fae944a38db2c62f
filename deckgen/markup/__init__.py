"""Markdown text -> a tree of nodes, with gaps. Knows nothing of decks, Anki or paper."""

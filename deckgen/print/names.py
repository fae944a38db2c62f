"""What paper calls a deck, its parts, its sources and its language.

In: names as authors gave them. Out: what Typst takes, alike for cheat-sheet, flashcards and quiz.
"""

from __future__ import annotations

from deckgen.model import Source, part_number
from deckgen.print.tree import Json, clean, is_blank

_UNSEEN = "–"
"""Stands for a name of which nothing can be seen: a heading must not be empty."""


def titled(name: str) -> str:
    """Give the name of a deck as a title; decks within decks are named side by side.

    >>> titled("Law::Contracts")
    'Law · Contracts'
    """
    return _UNSEEN if is_blank(name) else clean(name.replace("::", " · "))


def numbered(name: str) -> Json:
    """Give the name of a part as it is shown, its number apart."""
    shown = _UNSEEN if is_blank(name) else clean(name).strip()
    number, rest = part_number(shown)
    return {"number": number, "name": rest}


def source_line(source: Source) -> str:
    """Give a source as the foot of a page cites it: title, what it appeared in, when."""
    author = "" if source.title.startswith(source.author) else source.author
    return ", ".join(one for one in (author, source.title, source.container, source.date[:10]) if one)


def language(tag: str) -> Json:
    """Give the language of a text as Typst takes it, with the region where it is a country.

    >>> language("de-CH")
    {'lang': 'de', 'region': 'CH'}
    """
    lang, _, region = tag.replace("_", "-").partition("-")
    return {"lang": lang.lower() or "en", "region": region.upper() if len(region) == 2 else None}

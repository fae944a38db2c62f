r"""Stats -> JSON, for other programs: `deckgen stats --format json` and whoever reads it.

In: stats. Out: text, UTF-8, with a line break at its end; the same deck gives the same bytes. The structure, version 1:

    {
      "version": 1,                      grows when a key changes its meaning or goes; new keys may come at any time
      "deck": …,                         its name
      "totals": {"notes", "cards", "parts", "principles", "sources"},
      "kinds": [{"name": …, "notes": …, "cards": …, "percent": …}],      all six kinds; "percent" is of all cards
      "lenses": [the same],              all lenses; then, with null for its name, what has none
      "parts": [{the same, and
        "sources": [{"name": …, "notes": …, "cards": …}]      what of it rests on each source; null: on none. A note that joins two
      }],                                                     counts for both
      "joined": …,                       notes that cite two sources or more
      "targets": [{                      what makes a good deck
        "name": "thinking" | "cloze" | "quote" | "said" | "part",
        "part": …,                       the part's name, or null
        "of": "notes" | "cards", "count": …, "total": …, "percent": …,
        "least": …, "most": …, "holds": …                     bounds in percent, and whether the share keeps them
      }],
      "sizes": [{"side": "front" | "back" | "gap" | "quotation", "count": …, "median": …, "longest": …, "least": …, "most": …}],   words
      "outsized": [{"side": …, "note": …, "card": …, "words": …}],       "card" is the number of a gap's card, or null
      "principles": [{"name": "key#id", "title": …, "rank": …, "notes": …, "cards": …,
        "sides": …,                      notes on it that differ in kind or lens
        "unused": […]                    its quotations that no card shows or quotes: the words of each, counted
      }],
      "sources": [{"key": …, "cite": …, "notes": …, "cards": …, "principles": …,
        "words": …,                      of its text; 0 where nobody knows it, as is all that hangs on it
        "quoted": …, "quoted_percent": …, "limit": …,         words; the limit in percent, or null
        "covered": …, "covered_percent": …,                   words of the paragraphs that a principle rests on
        "unplaced": ["key#id", …],       principles of which nobody knows where they rest
        "paragraphs": [{"number": …, "words": …, "state": "covered" | "near" | "far", "principles": ["key#id", …]}]
      }]
    }

Percents are rounded to hundredths. Control characters are escaped: no terminal obeys them.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from deckgen.balance import Target
from deckgen.stats.values import NONE, Covered, Paragraph, Stats, Tally, percent
from deckgen.terminal import json_text

_VERSION = 1


def as_json(stats: Stats) -> str:
    """Give stats as JSON; this module's page tells the structure."""
    return json_text(
        {
            "version": _VERSION,
            "deck": stats.deck,
            "totals": {
                "notes": stats.notes,
                "cards": stats.cards,
                "parts": len(stats.parts),
                "principles": len(stats.principles),
                "sources": len(stats.sources),
            },
            "kinds": [_share(one, stats.cards) for one in stats.kinds],
            "lenses": [_share(one, stats.cards) for one in stats.lenses],
            "parts": [_share(one, stats.cards) | {"sources": [_tally(source) for source in one.sources]} for one in stats.parts],
            "joined": stats.joined,
            "targets": [_target(one) for one in stats.targets],
            "sizes": [asdict(one) for one in stats.sizes],
            "outsized": [asdict(one) for one in stats.outsized],
            "principles": [asdict(one) for one in stats.principles],
            "sources": [_source(one) for one in stats.sources],
        }
    )


def _tally(one: Tally) -> dict[str, Any]:
    return {"name": None if one.name == NONE else one.name, "notes": one.notes, "cards": one.cards}


def _share(one: Tally, cards: int) -> dict[str, Any]:
    return _tally(one) | {"percent": _percent(one.cards, cards)}


def _percent(part: int, whole: int) -> float:
    return round(percent(part, whole), 2)


def _target(one: Target) -> dict[str, Any]:
    return {
        "name": one.name,
        "part": one.part or None,
        "of": one.of,
        "count": one.count,
        "total": one.total,
        "percent": _percent(one.count, one.total),
        "least": one.least,
        "most": one.most,
        "holds": one.holds,
    }


def _source(one: Covered) -> dict[str, Any]:
    words = one.excerpts.words
    return {
        "key": one.key,
        "cite": one.cite,
        "notes": one.notes,
        "cards": one.cards,
        "principles": one.principles,
        "words": words,
        "quoted": one.excerpts.quoted,
        "quoted_percent": _percent(one.excerpts.quoted, words),
        "limit": None if one.excerpts.limit is None else float(one.excerpts.limit),
        "covered": one.words_covered,
        "covered_percent": _percent(one.words_covered, words),
        "unplaced": list(one.unplaced),
        "paragraphs": [_paragraph(paragraph) for paragraph in one.paragraphs],
    }


def _paragraph(one: Paragraph) -> dict[str, Any]:
    return {"number": one.number, "words": one.words, "state": one.state, "principles": list(one.principles)}

"""Words -> the traits that make them worth keeping, or not, each with its weight.

In: a sentence or a clause, in English: other languages are ranked by their document's own words alone. Out: names and weights. A trait
is a pattern that anybody can look up here: nothing is judged that cannot be pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_FLAGS = re.IGNORECASE | re.DOTALL


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), _FLAGS)


_VERBS = (
    "accept act admit agree align allow ask assume avoid be begin build celebrate check choose consider cut decide define delete "
    "develop do empower ensure expect explain fall feel figure find focus follow get give hire invest keep know lead learn leave let "
    "listen look make measure never own pick plan prefer provide pull push put question read remember say seek set share show spend "
    "start stay step stop take talk teach tell think treat trust try understand use wait watch work write"
)

_START = r"^(?:(?:so|and|but|because|then|just|please|first|always|really|actively|instead|i think),? )*"

TRAITS = (
    (
        "contrast",
        1.2,
        _any(
            r"\b(?:not|n['’]t)\b.{3,80}\b(?:but|it['’]s|they['’]re|it is)\b",
            r"\bnot (?:just|only|merely|simply|necessarily)\b",
            r"\b(?:rather than|instead of|versus|vs\.?|as opposed to|opposite|whereas|on the other hand)\b",
            r"\b(?:more|less|better|worse|bigger|smaller|\w{3,}er)\b[^.]{0,40}\bthan\b",
            r"\b(?:everybody|everyone|all)\b.{3,60}\b(?:nobody|no one|none)\b",
            r"\bno (?:one|body)?\b.{3,60}\bbut\b",
            r"\bnot (?:a|an|the)\b.{2,40}\bnot (?:a|an|the)\b",
        ),
    ),
    (
        "definition",
        1.0,
        _any(
            r"\bwhat i(?:['’]d| would)? call\b",
            r"\b(?:definition|defined? as|means? that)\b",
            r"(?:\bis|\bare|['’]s)(?: not| all| more| a lot| far more| really| just)* about\b",
            r"\b(?:the|a) (?:\w+ )?(?:key|point|goal|job|role|purpose|problem|question|thing|way|test|reason)\b[^.]{0,50}\b(?:is|are)\b",
            r"\b(?:looks? like|is when|are those who|is what|is how|is where)\b",
            rf"{_START}(?:[\w’'-]+ ){{1,4}}(?:is|are) (?:a|an|the|not|really|also|very)\b",
        ),
    ),
    (
        "superlative",
        0.8,
        _any(
            r"\b(?:most|least|best|worst|always|never|ever|every|everyone|everybody|nobody|no one|none|single|only|huge|critical)\b",
            r"\b(?:biggest|greatest|hardest|easiest|largest|smallest|highest|lowest|strongest|first and foremost)\b",
            r"\b(?:crucial|extremely|completely|far more)\b",
            r"\b(?:responsib\w+|non[- ]negotiable|must)\b",
        ),
    ),
    (
        "imperative",
        1.0,
        _any(
            rf"{_START}(?:don['’]t|let['’]s|{_VERBS.replace(' ', '|')})\b(?!['’])",
            r"\b(?:you|we|they|one|somebody|someone|everyone|people|leads?|managers?|engineers?)(?:['’]ve)? (?:\w+ )?"
            r"(?:have to|has to|need to|needs to|should|must|ought to|got to)\b",
            r"\b(?:make sure|be (?:aware|careful)|it['’]s on you|have a responsibility|the responsibility to|has to be|have to be)\b",
        ),
    ),
    ("condition", 0.8, _any(rf"{_START}(?:if|when|once|unless|until|as soon as)\b.{{8,}},? ")),
)
"""What speaks for words: a name, a weight, and what to look for."""

_AGAINST = (
    (
        "filler",
        0.7,
        _any(
            r"\b(?:you know|kind of|sort of|i guess|um|uh|or whatever|blah|stuff like that|things like that|so on|i mean)\b",
            r",? like,",
        ),
    ),
    (
        "a story",
        1.0,
        _any(
            r"\b(?:i|we|he|she|they) (?:was|were|had|did|went|got|said|came|worked|started|ended|joined|spent|moved|used)\b",
            r"\bi['’]d\b",
        ),
    ),
    ("a question", 0.5, _any(r"\?[\"”’')]*$")),
    (
        "about something before",
        0.5,
        _any(r"^(?:(?:and|so|but|because|or),? )*(?:this|that|it|they|he|she|these|those|which|(?:that|it|there)['’]s)\b"),
    ),
    ("figures", 0.3, _any(r"\d")),
    ("small talk", 2.0, _any(r"\b(?:thank|thanks|welcome|podcast|episode|awesome|curious|hi|hey|yeah|yes)\b")),
    ("the speaker's own", 0.4, _any(r"\b(?:i|i['’]m|my|me|i['’]ve|i['’]ll)\b")),
    ("cut off", 0.8, _any(r"^(?:and|or|which|then)\b", r"\b(?:and|or|to|of|the|a)$")),
)
"""What speaks against them."""
_TIMES = 3
"""How often filler counts in the same words."""


def traits(text: str) -> tuple[str, ...]:
    """Give the names of what speaks for words.

    >>> traits("Everybody wants to hire senior engineers; nobody wants to make them.")
    ('contrast', 'superlative')
    """
    return tuple(name for name, _, pattern in TRAITS if pattern.search(text))


def weight(text: str) -> float:
    """Give what speaks for words less what speaks against them."""
    return sum(_weights(text))


def _weights(text: str) -> Iterator[float]:
    yield from (one for _, one, pattern in TRAITS if pattern.search(text))
    yield from (-one for name, one, pattern in _AGAINST for _ in islice(pattern.finditer(text), _TIMES if name == "filler" else 1))

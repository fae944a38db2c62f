"""Fronts: one precise question, that stands alone. These rules read English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from deckgen.diagnostics import Diagnostic
from deckgen.rules.writing.asked import Asked, place, warning
from deckgen.rules.writing.english import ASKING, VERBS, tokens

_YES = re.compile(r"(?:yes|no|true|false)(?:[.,;:!–—]|\s*$)", re.IGNORECASE)
_OFFER = re.compile(r"[,:—–]\s*([\w’'-]+(?: [\w’'-]+){0,4}),? or ([\w’'-]+(?: [\w’'-]+){0,3})\?$")
_NO_THINGS = VERBS | {"not", "so", "else", "says", "say", "tells", "thinks", "more", "less", "whether", "if"}
"""Words by which what stands before or behind `or` is no thing to be chosen."""
_SITUATIONS = frozenset(["when", "where"])
"""Words that ask, and begin a situation just as well."""
_CLAUSE = re.compile(r"[,:;—–]\s+")


def choice(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a question that yes, no, or one of two answers (W003)."""
    last = asked.asks[-1] if asked.asks else ""
    offered = _OFFER.search(last) if " or " in last else None
    if offered and not _NO_THINGS.intersection((*tokens(offered[1]), *tokens(offered[2]))):
        help = "ask for what separates them: “by what do they differ?”, “which …?” without naming the two"
        yield warning("W003", "a question with its two answers in it", place(asked.front, last), f"{offered[1]}, or {offered[2]}?", help)
    elif (asked.answer and _YES.match(asked.answers)) or _yes_or_no(last, asked.words if last == asked.shown else tokens(last)):
        yield warning("W003", "a question that yes or no answers", place(asked.front, last), "", "ask with what, which, who, why or how")


def _yes_or_no(sentence: str, said: list[str]) -> bool:
    """Whether a question of these words begins with a verb, or has one at the start of a clause and nothing that asks."""
    if not sentence.endswith("?"):
        return False
    if said and said[0] in VERBS:
        return True
    asking = said[1:] if said and said[0] in _SITUATIONS else said
    return ASKING.isdisjoint(asking) and any((tokens(clause) or [""])[0] in VERBS for clause in _CLAUSE.split(sentence))


_SECOND = re.compile(r"\band,? (?:in |on |by |for |to |with |of )?(what|which|who|whom|whose|when|where|why|how)\b[^?]*\?$", re.IGNORECASE)


def two(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of two questions in one (W004)."""
    asking = [one for one in asked.asks if one.endswith("?")]
    second = _SECOND.search(asking[-1]) if asking else None
    if second and ASKING.intersection(tokens(asking[-1][: second.start()])[:4]):
        span = place(asked.front, second[0])
        yield warning("W004", "two questions in one", span, "the second", "make a note of each")
    elif len(asking) > 1 and len([one for one in asking if len(one.split()) > 1]) > 1:
        help = ("make a note of each", "what a situation quotes, or asks without wanting to hear, stands in *italics*")
        yield warning("W004", "two questions in one", place(asked.front, asking[-1]), "another question stands before this one", *help)


_SAYING = r"(?:say|says|said|think|thinks|thought|tell|tells|told|write|writes|wrote|argue|argues|know|believe|believes|mean|claim|claims)"
_VAGUE = re.compile(
    rf"\bwhat (?:do|does|did|is|are|can|would|has|have)\b[^.?]{{0,60}}?\b{_SAYING}(?: us)? (?:about|on)\b"
    r"|\bwhat (?:is|are|was|were|makes?)(?: \w+){0,2} (?:important|interesting|special|significant|notable|remarkable|relevant)\b"
    r"|\bwhat (?:is|are|was|were) the (?:importance|significance|relevance) of\b"
    r"|\bwhat (?:do|can) (?:you|we) (?:know|say|learn) (?:about|of|from)\b"
    r"|^(?:and )?what about(?: \w+){1,3}\?$",
    re.IGNORECASE,
)


_MAY_BE_VAGUE = ("about", " on ", "know", "say", "learn", "importan", "interest", "special", "significan", "notab", "remarkab", "relevan")
"""One of these is in all that is vague: to look for them first is quicker."""


def vague(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a question with any number of answers (W005)."""
    found = next((found for one in asked.asks if any(map(one.__contains__, _MAY_BE_VAGUE)) and (found := _VAGUE.search(one))), None)
    if found:
        help = "say on the front which kind of answer is wanted: a rule, a reason, a word, a number"
        yield warning("W005", f"`{found[0]}` has any number of answers", place(asked.front, found[0]), "", help)


_TASK = re.compile(
    r"(?:please |now |briefly |in your own words,? |can you |could you )*"
    r"(describe|list|explain|discuss|enumerate|outline|summari[sz]e|elaborate|characteri[sz]e|compare|contrast"
    r"|(?:name|give|state|tell)(?= (?:all|some|two|three|four|five|six|seven|\d)\b)|tell(?= (?:me|us)\b))\b",
    re.IGNORECASE,
)


def task(asked: Asked) -> Iterator[Diagnostic]:
    """Warn of a task in place of a question (W006)."""
    found = next((found for one in asked.asks if not one.endswith("!") and (found := _TASK.match(one))), None)
    if found:
        help = "ask for one thing with what, which, who, why or how; what has several parts is a `list`, or a note for each"
        yield warning("W006", f"`{found[1]}` asks for a page, not for an answer", place(asked.front, found[1]), "", help)

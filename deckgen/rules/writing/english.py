"""English, as far as the rules on writing read it: lists of words, and nothing cleverer. In: nothing. Out: words."""

from __future__ import annotations

import re
from collections.abc import Callable


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ASKING = _set("what which who whom whose when where why how")
VERBS = _set(
    "is are was were am do does did can could should would will shall has have had may might must isn't aren't wasn't weren't don't "
    "doesn't didn't can't couldn't shouldn't wouldn't won't hasn't haven't hadn't"
)
"""Verbs that a question begins with which yes or no answers."""
DROPS = _set("not never no nor if unless without maybe perhaps possibly probably hardly rarely neither cannot")
"""Words that turn or condition what stands beside them; so do all that end in `n't`."""
LITTLE = (
    _set(
        "a an the and or but so as at by for from in into of off on onto over out up down to with about than then that this these those "
        "there here it its it's i i'm me my we us our you your yours he him his she her hers they them their theirs one's oneself who's "
        "what's that's be been being get gets got just also too very really some any all each both such own same other more most much "
        "many only even let let's upon per via s t"
    )
    | ASKING
    | VERBS
    | DROPS
)
"""Words of no weight: grammar, not what a card is about."""
PERSONS = _set(
    "engineer lead manager director leader executive junior senior colleague mentor mentee founder head host guest author speaker "
    "person man woman boy girl child user customer owner developer architect scientist teacher student king queen president boss "
    "doctor someone somebody everyone nobody anyone writer poet father mother brother sister son daughter wife husband friend"
)
DAYS = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december"
)
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_ENDINGS = re.compile(r"(?<=\w{3})(?:ies|ing|ed|es|s|y|e)$")


def tokens(text: str) -> list[str]:
    """Give the words of a text, in lower case, with straight apostrophes.

    >>> tokens("It’s a Leader’s job")
    ["it's", 'a', "leader's", 'job']
    """
    return WORD.findall(text.replace("’", "'").casefold())


def stem(word: str) -> str:
    """Give a word without its ending, roughly: what is compared is whether two words are one.

    >>> stem("plans") == stem("planned"), stem("leader's") == stem("leaders"), stem("plan") == stem("plane")
    (True, True, True)
    """
    bare = word.removesuffix("'s").removesuffix("'")
    if bare[-1:] in "sgdye":  # to look at the last letter first is quicker
        bare = _ENDINGS.sub("", bare)
    return _DOUBLED.sub(r"\1", bare) if bare[-1:] == bare[-2:-1] else bare


class _Weighty(dict[str, str]):
    """Words without their endings, and nothing for those that have no weight: each is looked up once, of so many as a deck has."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        self[word] = told = "" if word in LITTLE else stem(word)
        return told


_MOST = 50_000
weighty: Callable[[str], str] = _Weighty().__getitem__
"""Gives a word without its ending; nothing of one that has no weight."""


def drops(word: str) -> bool:
    """Whether a word turns or conditions what stands beside it."""
    return word in DROPS or word.endswith("n't")

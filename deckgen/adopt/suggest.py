"""A source's text -> the sentences most worth quoting, ranked, each with its place, its speaker and the reasons.

In: a `SourceText`, and words that the source itself gives as its key quotation. Out: `Suggestion`s. Each stands in the text word for
word, by the search that `verify` uses.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deckgen.adopt.sentences import size, spans
from deckgen.adopt.traits import traits, weight
from deckgen.markup.parse import parse
from deckgen.markup.walk import plain_text
from deckgen.quotations import Paragraph, SourceText, closest, find, words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that could be quoted."""

    words: str
    paragraph: int
    voice: str
    traits: tuple[str, ...]
    """Why: names of what was found in them."""
    topic: tuple[str, ...]
    """Words of theirs that the text has most often."""
    score: float


@dataclass(frozen=True, slots=True)
class KeyQuote:
    """A key quotation that a source gives of itself."""

    words: str
    paragraph: int
    """Where it stands, or the closest passage; 0 where nothing is near."""
    voice: str
    verbatim: bool
    passage: str
    """The closest passage, where it is not verbatim."""


def suggest(text: SourceText, keys: Sequence[KeyQuote] = (), skip: frozenset[int] = frozenset()) -> tuple[Suggestion, ...]:
    """Rank what could be quoted of a text. `skip`: paragraphs that are no one's words, like headings.

    Left out is what more speaks against than for, and of who asks, the questions.
    """
    central = _Central(text)
    asking = askers(text)
    wanted = [one for one in text.paragraphs if one.voice and one.number not in skip]
    rated = (_rated(one, spot, central, one.voice in asking, keys) for one in wanted for spot in spans(one.text))
    kept = [one for one in rated if one[0].score >= 0 and not (one[0].voice in asking and one[0].words.rstrip('"”’»)').endswith(_ASKED))]
    return tuple(_apart(sorted(kept, key=lambda one: (-one[0].score, one[0].paragraph, one[1])), text))


def askers(text: SourceText) -> frozenset[str]:
    """Give the voices that ask: who often ends in a question, or says little; the others answer. Somebody always answers."""
    counts: Counter[str] = Counter()
    for one in text.paragraphs:
        counts[one.voice] += len(one.words) if one.voice else 0
    ends: dict[str, list[bool]] = {}
    for turn in text.turns:
        said = " ".join(one.text for one in turn.paragraphs)
        ends.setdefault(turn.voice, []).append("?" in said[-_TAIL:] or "？" in said[-_TAIL:] or "؟" in said[-_TAIL:])
    rates = {voice: sum(some) / len(some) for voice, some in ends.items() if voice}
    least = min(rates.values(), default=0.0)
    asking = {voice for voice, rate in rates.items() if rate >= _OFTEN_ASKS and rate > 2 * least}
    most = max((counts[voice] for voice in rates.keys() - asking), default=0)
    return frozenset(asking | {voice for voice in rates if counts[voice] < _GUEST * most})


def key_quotes(text: SourceText, given: Iterable[str]) -> tuple[KeyQuote, ...]:
    """Look for the key quotations that a source gives of itself."""
    return tuple(_looked_for(text, one) for one in given if words(one))


def _looked_for(text: SourceText, quoted: str) -> KeyQuote:
    for voice in dict.fromkeys(one.voice for one in text.paragraphs):
        found, _ = find(text, quoted, voice)
        if found:
            return KeyQuote(quoted, found.paragraph, found.voice, True, "")
    miss = closest(text, quoted)
    return KeyQuote(quoted, miss.paragraph, miss.voice, False, miss.passage) if miss else KeyQuote(quoted, 0, "", False, "")


# --- the score ---------------------------------------------------------------------------------------------------------------

_KEY = 4.0
_CENTRAL = 2.0
_FEW, _MANY = 8, 24
"""Words that a quotation best has."""
_SHORT, _LONG = 0.15, 0.06
"""What each word less or more costs."""
_GUEST = 0.3
"""Of the words of whoever speaks most; who has fewer asks, and the other one answers."""
_OFTEN_ASKS = 0.4
"""Of somebody's turns, so many end in a question: that is who asks, and may speak most."""
_TAIL = 160
"""Characters at the end of a turn among which a question is looked for: some go on a little behind it."""
_ASKED = ("?", "？", "؟")
_ASKING = 2.0


def _rated(
    one: Paragraph, spot: tuple[int, int], central: _Central, asks: bool, keys: Sequence[KeyQuote]
) -> tuple[Suggestion, tuple[int, int]]:
    said = _closed(one.text[slice(*spot)].strip(" ,;:-–—"))
    count = size(said)
    reasons = traits(said)
    worth = weight(said) + _CENTRAL * central.of(said) - (_ASKING if asks else 0)
    long = _SHORT * max(0, _FEW - count) + _LONG * max(0, count - _MANY)
    score = max(0.0, worth - long) if worth >= 0 else worth  # of its length alone, nothing is left out
    near = max((_shared(key, said) for key in keys if key.paragraph == one.number), default=0.0)
    names = ("key quote", *reasons) if near else reasons
    return Suggestion(said, one.number, one.voice, names, central.words(said), round(score + _KEY * near, 2)), spot


def _closed(said: str) -> str:
    """Leave out a quotation mark at an end whose other one stands elsewhere."""
    alone = said.count('"') % 2 or said.count("“") != said.count("”")
    return said.strip('"“”') if alone else said


def _shared(key: KeyQuote, said: str) -> float:
    """Say how much words have of a key quotation, or of the passage that is closest to it: nothing, if they say more besides."""
    own, there = set(words(said)), set(words(key.passage or key.words))
    both = len(own & there)
    return both / len(there) if both > len(own) / 2 and both > len(there) / 3 else 0.0


_COMMON = frozenset(
    re.findall(
        r"\S+",
        "a able about actually after again all almost also always am an and another any anything are around as at awesome back be "
        "because been before being best better big bit both but by call called came can case come could day did different do does "
        "doing don't done down each easy else even ever every everyone everything example feel few find first for from get getting "
        "give go goes going good got great had hand happen has have having he her here hey him his how i i'd i'll i'm i've if in into "
        "is isn't it it's its job just keep kind know last less let let's like little long lot lots made make makes making many may "
        "maybe me mean might more most much must my need never new no not nothing now of off often oh okay on once one only or other "
        "our out over own part people person point pretty probably put quite really right said same say saying see she should so some "
        "someone something sometimes sort start still stuff such sure take talk tell than that that's the their them then there "
        "there's these they they're they've thing things think this those though through time to together too two up us use used very "
        "want wanted was way we we'll we're we've well went were what what's when where whether which while who whole why will with "
        "within without won't work worked working works would yeah year years oftentimes you you'd you'll you're you've your",
    )
)
"""Words that say nothing of what a text is about."""
_OFTEN = 3
"""Times that a word stands in a text before the text is about it."""


class _Central:
    """What a text is about, by how often its words stand in it."""

    def __init__(self, text: SourceText) -> None:
        names = {word for one in text.paragraphs for word in words(one.voice)}
        counts = Counter(word for one in text.paragraphs for word in one.words)
        kept = {word: number for word, number in counts.items() if word not in _COMMON | names and word.isalpha() and len(word) > 2}
        self.counts = {word: number for word, number in kept.items() if number >= _OFTEN}
        self.most = math.log(max(self.counts.values(), default=1) + 1)

    def of(self, said: str) -> float:
        """Say how central words are, from 0 to 1: the mean of their three most frequent."""
        best = sorted((math.log(self.counts[word] + 1) / self.most for word in {*words(said)} & self.counts.keys()), reverse=True)[:3]
        return sum(best) / 3

    def words(self, said: str) -> tuple[str, ...]:
        """Give up to three words that say what it is about, in their order."""
        own = [word for word in dict.fromkeys(words(said)) if word in self.counts]
        best = sorted(own, key=lambda word: -self.counts[word])[:3]
        return tuple(word for word in own if word in best)


# --- what is left ------------------------------------------------------------------------------------------------------------

_CROWDED = 60
"""Words of a paragraph for each suggestion of it, and for two that any may have: more are left out."""


def _apart(rated: Iterable[tuple[Suggestion, tuple[int, int]]], text: SourceText) -> Iterator[Suggestion]:
    """Leave out what overlaps something better, what stands in a crowd, and what would not be verified."""
    taken: dict[int, list[tuple[int, int]]] = {}
    most = {one.number: 2 + len(one.words) // _CROWDED for one in text.paragraphs}
    said: set[tuple[str, ...]] = set()
    for one, (start, end) in rated:
        if tuple(words(one.words)) in said:
            continue
        said.add(tuple(words(one.words)))
        spots = taken.setdefault(one.paragraph, [])
        if len(spots) < most[one.paragraph] and all(end <= first or last <= start for first, last in spots) and _holds(one, text):
            spots.append((start, end))
            yield one


def _holds(one: Suggestion, text: SourceText) -> bool:
    """Whether the words, pasted into a page as they are, stand in the text, said by this voice."""
    typed = plain_text(parse(one.words)[0])
    found, _ = find(text, typed, one.voice)
    return found is not None and not re.search(r"[\[\]{}]", one.words) and words(typed) == words(one.words)

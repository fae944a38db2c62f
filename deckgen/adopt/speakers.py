"""A text -> the labels at the start of its paragraphs that name who speaks, and the names that they stand for.

In: a text without front matter. Out: `Speakers`. What is repeated is a label; what stands there once may be one, and is only told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_NAME = r"[^\W\d_][\w.’'-]*(?:[ &]+[^\W\d_][\w.’'-]*){0,3}"
_LABEL = re.compile(
    r"[\s>*_\[(-]*(?:\d[\d:.]*[\])]?[\s*_-]*)?"  # 00:12, [00:12], - **
    rf"({_NAME})"
    r"[\])*_]*\s*(?:\([^()\n]*\)|\[[^\[\]\n]*\]|\d[\d:.]*\d)?[\s*_]*"  # (host), 00:12
    r"(?::[*_]*(?:\s|$)|：)"
)
_LONGEST = 40
"""Characters of a label."""
_NEAR = 200
"""Characters of a line among which its label is looked for."""
_NO_NAMES = frozenset(
    re.findall(
        r"\S+",
        "advantages also and audio because but caution con cons conclusion credits date disadvantages edit edited editor's "
        "example examples first finally for hint hosts host(s) however idea important in lesson link links listen music next note "
        "notes nb objection option or pro pros ps produced p.s point problem problems reason recorded remember result results "
        "rule second see so solution solutions source sources step steps summary takeaway the then third this tip tips tl;dr todo "
        "transcript transcribed update video warning why what how when",
    )
)
"""Words before a colon that are no one's name; also as the first of several."""
_ROLES = frozenset(("answer", "host", "question"))
"""What may stand for a name in a conversation, and for something else where it is no conversation: only beside another label."""
_FEWEST = 3
"""Paragraphs with a label, before a text is taken for a conversation."""
_SHARE = 0.1
"""Of a conversation's paragraphs, so many have a label."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who speaks in a text."""

    names: Mapping[str, str]
    """By label, the name that is known."""
    counts: Mapping[str, int]
    """By label, how many paragraphs begin with it."""
    once: tuple[str, ...]
    """What stands once where labels stand, in a text that has them."""


def find_speakers(body: str, also: str = "") -> Speakers:
    """Find who speaks. In: the text, and what else may have their full names: the title, the author."""
    lines = [line for line in body.split("\n") if line.strip()]
    found = [one[1] for one in (_LABEL.match(line[:_NEAR]) for line in lines) if one and _is_name(one[1])]
    counts = Counter(one.casefold() for one in found)  # in whatever case: a label changes the speaker in any
    typed = {one.casefold(): one for one in sorted(found, key=str.isupper, reverse=True)}
    roles = _ROLES & counts.keys()
    named = sum(number >= _FEWEST for number in counts.values())
    doubtful = {label for label in roles if counts[label] < _FEWEST or named < 2}
    labels = {typed[label]: number for label, number in counts.most_common() if number > 1 and label not in doubtful}
    total = sum(labels.values())
    if total < _FEWEST or total < _SHARE * len(lines):
        return Speakers({}, {}, ())
    names = {label: _full(label, labels, also, body) for label in labels}
    return Speakers(names, labels, tuple(typed[label] for label, number in counts.items() if number == 1))


def _is_name(label: str) -> bool:
    first = label.split(maxsplit=1)[0].casefold()
    return len(label) <= _LONGEST and not label[0].islower() and first not in _NO_NAMES


def _full(label: str, labels: Mapping[str, int], also: str, body: str) -> str:
    """Give the full name that a label is the beginning of, if the title or the author says it, or the text more than once."""
    name = label.title() if label.isupper() and len(label) > 3 else label
    pattern = re.compile(rf"\b{re.escape(name)}((?: [A-Z][\w’-]*[a-z]){{1,2}})")
    told = pattern.search(also)
    if told:
        return name + told[1]
    others = {word for one in labels for word in one.split()}
    found = Counter(one[1] for one in pattern.finditer(body) if not others & set(one[1].split()))
    best = max(found, key=lambda one: (found[one], len(one)), default="")
    return name + best if found[best] > 1 else name

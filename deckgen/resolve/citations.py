"""A note's citations -> the sources and principles that they name, and who speaks in a quotation.

In: notes, and what is known of the sources. Out: notes whose quotations name their speaker and source; findings for what is not there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from deckgen.diagnostics import Diagnostic, Edit
from deckgen.meant import nearest
from deckgen.model import Citation, Cloze, Note, Principle, Quotation, Said, Source
from deckgen.quotations import Attestations, SourceText, inside, look_up, words


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the sources."""

    sources: Mapping[str, Source]
    attestations: Attestations
    texts: Mapping[str, SourceText]

    def holds(self, quotation: Quotation) -> bool:
        """Whether a quotation is known to stand in the source that it names."""
        return look_up(quotation.source, quotation.voice, quotation.words, self.texts, self.attestations) is not None


def unknown(note: Note, sources: Mapping[str, Source], broken: Collection[str]) -> Iterator[Diagnostic]:
    """Report a note's citations of what is not there. A source that is there but `broken` has been reported where it is broken."""
    for citation in note.citations:
        yield from _unknown(citation, sources) if citation.key not in broken else ()


def cite(note: Note, evidence: Evidence) -> Note:
    """Look up who speaks in a note's quotation, and which cited source holds it."""
    match note.body:
        case Said(quotation=quotation) as body:
            return replace(note, body=replace(body, quotation=_spoken(quotation, note, evidence)))
        case Cloze(quotation=Quotation() as quotation) as body:
            return replace(note, body=replace(body, quotation=_spoken(quotation, note, evidence)))
        case _:
            return note


def _unknown(citation: Citation, sources: Mapping[str, Source]) -> Iterator[Diagnostic]:
    source = sources.get(citation.key)
    if source is None:
        meant = _meant(citation, sources) or _misspelt(citation, sources)
        alone = citation.span.line == citation.span.end_line
        yield Diagnostic(
            "S001",
            f"unknown source `{citation.key}`" if citation.key else "a citation that names no source before its `#`",
            citation.span,
            f"did you mean `{meant}`?" if meant else guess(citation.key, sources),
            (f"sources are the files in content/, without `.md`: {', '.join(sorted(sources)) or 'there are none'}",),
            edit=Edit(citation.span, meant, safe=False) if meant and alone else None,
        )
    elif citation.principle == "":
        help = (f"write `{citation.key}` alone, or a principle's id behind the `#`",)
        what, edit = "a citation that names no principle behind its `#`", Edit(citation.span, citation.key, safe=False)
        yield Diagnostic("S002", what, citation.span, help=help, edit=edit if citation.span.line == citation.span.end_line else None)
    elif citation.principle is not None and source.principle(citation.principle) is None:
        close = nearest(citation.principle, source.ids)
        alone = citation.span.line == citation.span.end_line
        yield Diagnostic(
            "S002",
            f"`{citation.key}` has no principle `{citation.principle}`",
            citation.span,
            f"did you mean `{close}`?" if close else "",
            (f"its principles are the headings of content/{citation.key}.md that end in `{{#id}}`",),
            edit=Edit(citation.span, f"{citation.key}#{close}", safe=False) if close and alone else None,
        )


def _meant(citation: Citation, sources: Mapping[str, Source]) -> str:
    """Give what a citation of an unknown source was meant to be: a path, another sign for the `#`, or a principle without its source."""
    typed = f"{citation.key}#{citation.principle}" if citation.principle else citation.key
    key, _, rest = re.sub(r"^@|^content/|\.md(?=#|$)", "", typed).partition("#")
    if not rest and key.casefold() not in map(str.casefold, sources):
        key, _, rest = re.sub(r"[\s/:]+", "#", key).partition("#")
    for one, source in sources.items():
        if one.casefold() == key.casefold():
            same = next((id for id in source.ids if id == rest.strip().casefold()), "")
            return f"{one}#{same or rest}" if rest else one
    wanted = citation.principle if not citation.key else citation.key
    of = [one for one, source in sources.items() if source.principle(wanted or "")]
    return f"{of[0]}#{wanted}" if len(of) == 1 else ""


def _misspelt(citation: Citation, sources: Mapping[str, Source]) -> str:
    """Give the citation with the source that is spelt nearly so; empty where that has no such principle."""
    close = nearest(citation.key, sources)
    if not close or not citation.principle:
        return close
    return f"{close}#{citation.principle}" if sources[close].principle(citation.principle) else ""


def guess(word: str, among: Iterable[str]) -> str:
    """Give the words that suggest what a misspelt name was meant to be; empty where none is near."""
    close = nearest(word, among)
    return f"did you mean `{close}`?" if close else ""


def _spoken(quotation: Quotation, note: Note, evidence: Evidence) -> Quotation:
    """Say which cited source holds a card's quotation, and who speaks there: the first that is known to hold it, else the first."""
    candidates = [one for citation in note.citations if (one := _candidate(quotation, citation, evidence.sources))]
    held = (one for one in candidates if len(candidates) > 1 and evidence.holds(one))  # where there is no choice, nothing hangs on it
    return next(held, candidates[0] if candidates else quotation)


def _candidate(quotation: Quotation, citation: Citation, sources: Mapping[str, Source]) -> Quotation | None:
    """Give a quotation as one cited source would have it: by whom it names, else as in the principle, else by the author."""
    source = sources.get(citation.key)
    if source is None:
        return None
    principle = source.principle(citation.principle or "")
    same = None if quotation.named or principle is None else _same_words(principle, quotation)
    if same:
        return replace(quotation, speaker=same.speaker, note=same.note, voice=same.voice, source=source.key)
    if quotation.named:
        return replace(quotation, source=source.key)
    return replace(quotation, speaker=source.author, voice=source.author, source=source.key)


def _same_words(principle: Principle, quotation: Quotation) -> Quotation | None:
    """Find the principle's quotation that a card's is taken from."""
    wanted = tuple(words(quotation.words))
    return next((one for one in principle.quotations if inside(wanted, tuple(words(one.words)))), None)

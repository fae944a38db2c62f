"""The words that stand on cards, sheets and quizzes alike, or on cards and sheets alone."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.labels.language import in_language


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of one language; every one is shown to learners as it stands here."""

    meaning: str
    """Asks for the meaning of a term."""
    term: str
    """Asks for the term that has a meaning."""
    speaker: str
    """Asks who said a quotation."""
    reverse: str
    """Asks for what an answer answers."""
    report: str
    """The link under an answer to report a card."""
    sources: str
    """Stands before the sources at the foot of a sheet."""
    continued: str
    """Stands after the name of a part that goes on in the next column."""
    principles: tuple[str, str]
    """One principle, several principles."""
    quotations: tuple[str, str]
    """One quotation, several quotations."""
    cited: tuple[str, str]
    """One source, several sources."""
    open_quote: str = "“"
    close_quote: str = "”"


_BY_LANGUAGE = {
    "en": Labels(
        "What does it mean?",
        "What is the term?",
        "Who said it?",
        "What is the question?",
        "Report this card",
        "Sources",
        "continued",
        ("principle", "principles"),
        ("quotation", "quotations"),
        ("source", "sources"),
    ),
    "de": Labels(
        "Was bedeutet es?",
        "Wie heißt der Begriff?",
        "Wer hat es gesagt?",
        "Wie lautet die Frage?",
        "Diese Karte melden",
        "Quellen",
        "Fortsetzung",
        ("Grundsatz", "Grundsätze"),
        ("Zitat", "Zitate"),
        ("Quelle", "Quellen"),
        "„",
        "“",
    ),
    "fr": Labels(
        "Qu’est-ce que cela veut dire ?",
        "Quel est le terme ?",
        "Qui l’a dit ?",
        "Quelle est la question ?",
        "Signaler cette carte",
        "Sources",
        "suite",
        ("principe", "principes"),
        ("citation", "citations"),
        ("source", "sources"),
        "«\u202f",
        "\u202f»",
    ),
    "es": Labels(
        "¿Qué significa?",
        "¿Cuál es el término?",
        "¿Quién lo dijo?",
        "¿Cuál es la pregunta?",
        "Informar de esta tarjeta",
        "Fuentes",
        "continuación",
        ("principio", "principios"),
        ("cita", "citas"),
        ("fuente", "fuentes"),
        "«",
        "»",
    ),
    "it": Labels(
        "Che cosa significa?",
        "Qual è il termine?",
        "Chi l’ha detto?",
        "Qual è la domanda?",
        "Segnala questa carta",
        "Fonti",
        "segue",
        ("principio", "principi"),
        ("citazione", "citazioni"),
        ("fonte", "fonti"),
        "«",
        "»",
    ),
    "pt": Labels(
        "O que significa?",
        "Qual é o termo?",
        "Quem o disse?",
        "Qual é a pergunta?",
        "Denunciar este cartão",
        "Fontes",
        "continuação",
        ("princípio", "princípios"),
        ("citação", "citações"),
        ("fonte", "fontes"),
    ),
    "nl": Labels(
        "Wat betekent het?",
        "Wat is de term?",
        "Wie zei het?",
        "Wat is de vraag?",
        "Meld deze kaart",
        "Bronnen",
        "vervolg",
        ("principe", "principes"),
        ("citaat", "citaten"),
        ("bron", "bronnen"),
    ),
}


def labels(lang: str) -> Labels:
    """Give the words of a language, English where there are none.

    >>> labels("de-CH").sources
    'Quellen'
    """
    return in_language(lang, _BY_LANGUAGE)

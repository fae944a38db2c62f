"""The few words that deckgen itself puts on cards, sheets and quizzes, by language.

In: a language tag (`de-CH`). Out: `Labels`, and for a quiz `QuizLabels`. Imports nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


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


_EN = Labels(
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
)
_BY_LANGUAGE = {
    "en": _EN,
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


@dataclass(frozen=True, slots=True)
class QuizLabels:
    """The words of one language on a quiz."""

    quiz: str
    questions: tuple[str, str]
    """One question, several questions."""
    of: str
    """Stands between how many questions are asked and how many there are."""
    seed: str
    """Stands before the number by which questions are drawn and shuffled."""
    answers: str
    date: str
    """Stands before the boxes for the date of each try."""
    fold: str
    end: str
    """Says where the answers are, where they stand at the end."""
    tick: str
    """Says what the boxes are for."""


_QUIZ_EN = QuizLabels(
    "Quiz",
    ("question", "questions"),
    "of",
    "seed",
    "Answers",
    "Date",
    "Fold the answers back along the dotted line.",
    "The answers are at the end.",
    "Write down the date of each try, and tick what you knew.",
)
_QUIZ_BY_LANGUAGE = {
    "en": _QUIZ_EN,
    "de": QuizLabels(
        "Quiz",
        ("Frage", "Fragen"),
        "von",
        "Startwert",
        "Antworten",
        "Datum",
        "Die Antworten an der gepunkteten Linie nach hinten falten.",
        "Die Antworten stehen am Ende.",
        "Das Datum jedes Durchgangs notieren und ankreuzen, was gewusst war.",
    ),
    "fr": QuizLabels(
        "Quiz",
        ("question", "questions"),
        "des",
        "graine",
        "Réponses",
        "Date",
        "Pliez les réponses vers l’arrière le long du pointillé.",
        "Les réponses sont à la fin.",
        "Notez la date de chaque essai et cochez ce que vous saviez.",
    ),
    "es": QuizLabels(
        "Cuestionario",
        ("pregunta", "preguntas"),
        "de",
        "semilla",
        "Respuestas",
        "Fecha",
        "Dobla las respuestas hacia atrás por la línea de puntos.",
        "Las respuestas están al final.",
        "Anota la fecha de cada intento y marca lo que sabías.",
    ),
    "it": QuizLabels(
        "Quiz",
        ("domanda", "domande"),
        "di",
        "seme",
        "Risposte",
        "Data",
        "Piega le risposte all’indietro lungo la linea punteggiata.",
        "Le risposte sono alla fine.",
        "Annota la data di ogni prova e segna ciò che sapevi.",
    ),
    "pt": QuizLabels(
        "Questionário",
        ("pergunta", "perguntas"),
        "de",
        "semente",
        "Respostas",
        "Data",
        "Dobre as respostas para trás pela linha pontilhada.",
        "As respostas estão no fim.",
        "Anote a data de cada tentativa e assinale o que sabia.",
    ),
    "nl": QuizLabels(
        "Quiz",
        ("vraag", "vragen"),
        "van",
        "startgetal",
        "Antwoorden",
        "Datum",
        "Vouw de antwoorden langs de stippellijn naar achteren.",
        "De antwoorden staan achteraan.",
        "Noteer de datum van elke poging en kruis aan wat je wist.",
    ),
}


def labels(lang: str) -> Labels:
    """Give the words of a language, English where there are none.

    >>> labels("de-CH").sources
    'Quellen'
    """
    return _BY_LANGUAGE.get(_language(lang), _EN)


def quiz_labels(lang: str) -> QuizLabels:
    """Give the words that a quiz has in a language, English where there are none."""
    return _QUIZ_BY_LANGUAGE.get(_language(lang), _QUIZ_EN)


def _language(lang: str) -> str:
    return lang.replace("_", "-").split("-")[0].lower()

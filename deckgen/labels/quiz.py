"""The words that only a quiz has."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.labels.language import in_language


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


_BY_LANGUAGE = {
    "en": QuizLabels(
        "Quiz",
        ("question", "questions"),
        "of",
        "seed",
        "Answers",
        "Date",
        "Fold the answers back along the dotted line.",
        "The answers are at the end.",
        "Write down the date of each try, and tick what you knew.",
    ),
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


def quiz_labels(lang: str) -> QuizLabels:
    """Give the words that a quiz has in a language, English where there are none."""
    return in_language(lang, _BY_LANGUAGE)

"""The words that deckgen itself puts on cards, sheets and quizzes, by language.

In: a language tag (`de-CH`). Out: `Labels`, for a quiz `QuizLabels`, for the cover of flashcards `CoverLabels`. Imports nothing.
"""

from deckgen.labels.common import Labels, labels
from deckgen.labels.cover import CoverLabels, cover_labels
from deckgen.labels.quiz import QuizLabels, quiz_labels

__all__ = ["CoverLabels", "Labels", "QuizLabels", "cover_labels", "labels", "quiz_labels"]

"""A random walk: an author edits and releases, learners study and import, by the real Anki. Nobody may lose a review.

In: a seed. Out: counts of what happened, or `Lost`: what a learner lost, and how to see it again. `author` and `edits` know no Anki,
`learner` knows no YAML; `walk` lets them meet through packages, and `checks` says what must hold of each import.
"""

"""What learners have, and what a new build does to it. Knows nothing of YAML, of Anki's files or of paper."""

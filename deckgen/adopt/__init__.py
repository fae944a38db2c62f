"""A document of somebody's -> the page of a new source, and the sentences most worth quoting. Knows nothing of projects."""

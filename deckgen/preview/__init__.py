"""A project -> a page in the browser: its cards as Anki shows them, its sources, what is printed, what is wrong; live, or as files.

In: a project's folder. `page` makes one value of it, of `cards`, `news`, `sources` and `problems`; `document` makes that value HTML.
`live` keeps the value up to date and says what changed, `server` shows it on this machine alone, `export` writes it as files.

Nothing that an author wrote can run: the page's policy names its one script by its digest, beside it there is MathJax alone, and cards
are in frames without scripts.
"""

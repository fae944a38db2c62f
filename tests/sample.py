"""A small project with everything in it, for tests: six kinds of note, a picture, code, math, a table, two sources."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
UID = "0123456789abcdef0123456789abcdef"

FILES: Mapping[str, str | bytes] = {
    "cards/deck.yaml": f"""\
deck: Small
uid: {UID}
id: small
subtitle: Everything once
lint:
  W004: off
  W017: off
report: https://example.org/report?note={{id}}
description: |
  A deck for **tests**.
""",
    "cards/01-first.yaml": """\
part: 1 First
tags: [basics]
cards:
  - id: opposite
    q: What shows that a value is useful?
    a: Its **opposite** is legitimate, too.
    extra: Lists of virtues decide nothing.
    tags: [values]
    source: [one#opposite, two#practice]

  - id: dri
    term: DRI
    means: directly responsible individual

  - id: smartest
    said: There is no point in being right alone
    source: one
""",
    "cards/02-second.yaml": """\
part: 2 Second
cards:
  - id: fires
    cloze: |
      Some call it {{c1::fire-fighting::a metaphor}}; it is `{{c2::a::b}}` and {{c2::$x^{2^{n}}$}}.
    source: two

  - id: seniors
    quote: Everybody wants seniors; {{c1::nobody makes them}}.
    source: two#practice

  - id: steps
    list: From knowing to acting
    items:
      - text: gather
        why: learn what goes on
      - text: plan
        why: knowing alone is no help
      - share

  - id: shown
    q: |
      What does this print, and what is in ![the picture](dot.png)?

      ```python
      print("<b>{{c1::no gap}}</b>")
      ```
    a: |
      | a | b |
      |---|--:|
      | $\\frac{1}{2}$ | 5 < 6 |
    reverse: true
""",
    "cards/dot.png": PIXEL,
    "content/one.md": """\
---
title: The first source
author: Ann Author
speakers: {Ann: Ann Author, Bob: Bob}
date: 2021-11-30T09:00:00-0600
url: https://example.org/one
cite: Ann Author, 2021
text: content/texts/one.txt
---

# Notes

## The opposite test {#opposite .key}

A value is useful only if its **opposite** is a position, too.

> any value whose opposite is also legitimate is useful
""",
    "content/texts/one.txt": """\
Bob: Welcome. What is a value?

Ann: I think any value whose opposite is also legitimate is useful. There is no point in being right alone.
""",
    "content/two.md": """\
---
title: The second source
author: Cy
cite: Cy, 2022
text: content/texts/two.txt
---

## Practice {#practice}

Make people grow.

> Everybody wants seniors; nobody makes them.
""",
    "content/texts/two.txt": "Everybody wants seniors; nobody makes them. That is odd.\n",
}


def write_project(root: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the sample project below a folder, with some files changed, added or (`None`) left out. Out: the folder."""
    for name, text in {**FILES, **(changes or {})}.items():
        if text is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root

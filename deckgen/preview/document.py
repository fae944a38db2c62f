"""A page -> one HTML document with all that it needs in it, and the policy that lets nothing else run.

In: the page's values as JSON. Out: HTML. Styles and the script are named by their digests; nothing is fetched from elsewhere. MathJax is
a file beside the page: most decks have no formula.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from deckgen.anki.notetypes import style
from deckgen.preview.page import encoded

_ASSETS = Path(__file__).with_name("assets")
_SCRIPTS = ("state", "formulas", "frames", "cards", "views", "study", "keys", "live")
"""The script in the order in which its pieces build on one another."""
_REVIEWER = "html:not(.mobile){font-size:15px}html.mobile{scrollbar-gutter:auto}.mobile *::-webkit-scrollbar{display:none}\
html:not(.mobile) body::-webkit-scrollbar,html:not(.mobile) *::-webkit-scrollbar{width:12px;height:12px}\
*::-webkit-scrollbar-thumb{background:#d6d6d6;border-radius:5px}.nightMode *::-webkit-scrollbar-thumb{background:#454545}\
hr{background-color:#737373;margin:1em 0;border:none;height:1px}body{margin:20px;overflow-wrap:break-word}\
img{max-width:100%;max-height:95vh}li{text-align:start}pre{text-align:left}"
"""What the reviewer of Anki 26 says of a card's page before its own look does: of `webview.css` (on a computer) and `reviewer.css`,
what can concern our cards."""
_WINDOW = 7
"""Pixels in a hundredth of the window that a card is shown in: a frame is as high as its card, which must not depend on that."""


@cache
def look() -> str:
    """Give the look of a card's page: Anki's, then the note types'."""
    return re.sub(r"([\d.]+)vh\b", lambda found: f"{float(found[1]) * _WINDOW:g}px", _REVIEWER + style())


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")


@cache
def _script() -> str:
    return '"use strict";\n' + "".join(_asset(f"{name}.js") for name in _SCRIPTS)


@cache
def mathjax() -> dict[str, bytes]:
    """Give the files of MathJax, which the page fetches for the first formula; its licence is beside it."""
    return {name: (_ASSETS / "mathjax" / name).read_bytes() for name in ("tex-svg-full.js", "ui/safe.js", "LICENSE")}


@cache
def policy() -> str:
    """Give the page's content security policy. Of scripts, the server and the site have MathJax alone; a table's alignment is a style."""
    styles = " ".join(map(_digest, (_asset("page.css"), look())))
    return (
        f"default-src 'none'; script-src {_digest(_script())} 'self'; style-src-elem {styles}; style-src-attr 'unsafe-inline'; "
        "img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def document(values: Mapping[str, Any]) -> str:
    """Give the page of these values."""
    data = encoded({**values, "look": look()}).replace("<", "\\u003c")
    return Template(_asset("page.html")).substitute(
        title=escape(values["title"] or "deckgen"), policy=escape(policy()), style=_asset("page.css"), script=_script(), data=data
    )

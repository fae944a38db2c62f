"""Files that were made to hang, to flood memory, or to break: read one after another, each within a time, all within a memory.

Run by `test_fuzz_readers.py` as a program of its own, so that what breaks it breaks no other test: `python tests/bombs.py SECONDS BYTES`.
"""

from __future__ import annotations

import faulthandler
import sys
import time
from itertools import pairwise
from pathlib import Path

FEW, MANY = 2_000, 10_000
NOTE = "part: 1 One\ncards:\n  - id: a\n    q: "
CLOZE = "part: 1 One\ncards:\n  - id: a\n    cloze: |\n      "
FRONT = "---\ntitle: T\nauthor: A\n"
PAGE = f"{FRONT}---\n\n## One {{#one}}\n\n"


def _aliases() -> str:
    names = [chr(97 + number) for number in range(21)]
    rows = (f"{name}: &{name} [{','.join([f'*{last}'] * 9)}]\n" for last, name in pairwise(names))
    return f"a: &a [{','.join('x' * 9)}]\n{''.join(rows)}"


def bombs() -> dict[str, tuple[str, str]]:
    """Give all of them, by name: a file's name and its text."""
    cards = {
        "a billion laughs": _aliases(),
        "open brackets": f"part: {'[' * MANY}",
        "brackets": f"part: {'[' * MANY}{']' * MANY}",
        "braces": f"part: {'{a: ' * MANY}",
        "dashes": "- " * MANY,
        "steps": "".join(f"{' ' * depth}a:\n" for depth in range(FEW)),
        "a long word": f"{NOTE}{'x' * 9_000_000}\n    a: y\n",
        "many words": f"{NOTE}{'word ' * 500_000}\n    a: y\n",
        "a long line between quotes": NOTE + '"' + "word\\n" * 100_000 + '"\n    a: y\n',
        "a long block": f"{NOTE}|\n{'      word' * 50_000}\n    a: y\n",
        "quotation marks": NOTE + "'" * 100_001,
        "colons": f"{NOTE}{'a: ' * 100_000}",
        "hashes": f"{NOTE}x{' #' * 200_000}\n",
        "notes with the same fault": "part: 1\ncards:\n" + "  - q: x: y\n    b: y\n" * FEW,
        "faults behind a long text": NOTE
        + "|\n"
        + "      word word word\n" * 400_000
        + "    a: y\n"
        + "  - id: b\n   q: x: y\n    a: - z\n" * 50,
        "notes with tabs": "part: 1\ncards:\n" + "\t- q: x\n\t  a: y\n" * FEW,
        "lines that are not indented": "part: 1\ncards:\n  - q: |\n" + "    x\n" * MANY,
        "the same key": "part: 1\n" * MANY,
        "documents": "---\n" * MANY,
        "directives": "%a b\n" * MANY,
        "allowances": "part: 1\ncards:\n" + "  # deckgen: allow T005 x\n" * MANY,
        "gaps": CLOZE + "{{c1::x}} " * FEW,
        "open gaps": CLOZE + "{{c1::" * MANY,
        "closed gaps": CLOZE + "}}" * MANY,
        "a gap of a large number": f"{CLOZE}{{{{c{'9' * MANY}::x}}}}\n",
    }
    pages = {
        "quotations": f"{PAGE}{'>' * MANY} x\n",
        "stars": f"{PAGE}{'*' * 100_000}x",
        "stars and words": PAGE + "*a " * MANY,
        "emphasis": PAGE + "*a **b " * FEW + "** *" * FEW,
        "brackets of links": PAGE + "[" * MANY + "x" + "](y)" * MANY,
        "references": PAGE + "[a]: x\n" * MANY + "[a]" * MANY,
        "lists": PAGE + "".join(f"{' ' * 2 * depth}- a\n" for depth in range(500)),
        "lists on a line": f"{PAGE}{'- ' * MANY}x",
        "backticks": PAGE + "".join(f"{'`' * number} " for number in range(1000)),
        "a wide table": f"{PAGE}{'|a' * 500}|\n{'|-' * 500}|\n" + f"{'|b' * 500}|\n" * 50,
        "dollars": f"{PAGE}{'$' * 50_000}",
        "braces of formulas": f"{PAGE}{'$x{' * MANY}$",
        "angles": f"{PAGE}{'<a ' * MANY}",
        "principles": PAGE + "".join(f"## H {{#h{number}}}\n\nx\n\n> q\n\n" for number in range(FEW)),
        "marks of a heading": f"{PAGE}## X {{{'#a ' * MANY}}}\n",
        "letters with an accent": PAGE + "e\u0301" * 200_000,
        "accents": PAGE + "e" + "\u0301\u0323" * 100_000,
        "brackets in front matter": f"---\na: {'[' * MANY}\n---\n",
        "keys in front matter": "---\n" + "a: b\n" * MANY + "---\n",
        "fences": "---\n" * MANY,
        "a long number": f"{FRONT}limit: {'9' * 100_000} %\n---\n",
        "speakers": f"{FRONT}speakers: {{{', '.join(f'a{number}: b' for number in range(FEW))}}}\n---\n",
    }
    heads = {
        "names": f"deck: {'::' * MANY}\nuid: x\nid: {'a-' * MANY}\nreport: http://{'x' * MANY}\nlang: {'a-' * MANY}\n",
        "millimetres": f"deck: x\nid: x\nprint: {{cards: {{offset: {'1' * MANY}}}, fonts: [{'a,' * FEW}]}}\n",
    }
    files = {"cards/01.yaml": cards, "content/a.md": pages, "cards/deck.yaml": heads}
    return {name: (file, text) for file, some in files.items() for name, text in some.items()}


def main(seconds: float, memory: int) -> None:
    """Read all, and print a line for each."""
    import resource

    from test_yaml import all_findings, assert_inside

    from deckgen.read.files import decode

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for name, (file, typed) in bombs().items():
        faulthandler.dump_traceback_later(seconds, exit=True)
        start = time.perf_counter()
        text, found = decode(typed.encode(), file)
        found = found or all_findings(file, text)
        assert_inside(text, found[:100])
        print(f"{time.perf_counter() - start:6.2f} s  {len(found):6} findings  {name}", flush=True)
    faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main(float(sys.argv[1]), int(sys.argv[2]))

"""The command: measure, and write docs/speed.json, speed.md and speed.svg."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from tools.bench.chart import chart
from tools.bench.page import page
from tools.bench.peers import PEERS, RAW
from tools.bench.results import Results
from tools.bench.rounds import Fault, measure

DOCS = Path(__file__).parents[2] / "docs"


def main() -> int:
    """Measure, unless the numbers are only to be shown anew."""
    names = [peer.name for peer in PEERS]
    what = "Measure deckgen and others, and write docs/speed.json, speed.md and speed.svg."
    parser = argparse.ArgumentParser("dev.py bench", description=what)
    parser.add_argument("--notes", type=int, nargs="+", default=[1000, 10_000, 100_000], metavar="N", help="sizes of the decks")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="PEER", help=f"beside raw: {', '.join(names[1:])}")
    parser.add_argument("--out", type=Path, default=DOCS, metavar="DIR", help="instead of docs/")
    parser.add_argument("--redraw", action="store_true", help="measure nothing: make page and chart of speed.json as it is")
    wanted = parser.parse_args()
    if os.name != "posix":
        parser.error("it needs a system that tells what a process took: Linux, or a Mac")
    if min(wanted.notes) < 100 or wanted.rounds < 1:
        parser.error("a deck has 100 notes at least, and one round is the least")
    numbers = wanted.out / "speed.json"
    if not wanted.redraw:
        try:
            peers = [peer for peer in PEERS if peer is RAW or peer.name in wanted.only]
            found = measure(sorted(set(wanted.notes)), wanted.rounds, peers, say)
        except Fault as fault:
            say(str(fault))
            return 1
        except KeyboardInterrupt:
            say("interrupted: nothing was written")
            return 130
        wanted.out.mkdir(parents=True, exist_ok=True)
        numbers.write_text(as_json(found), "utf-8")
    results = Results(json.loads(numbers.read_text("utf-8")))
    (wanted.out / "speed.md").write_text(page(results), "utf-8")
    (wanted.out / "speed.svg").write_text(chart(results), "utf-8")
    return 0


def as_json(found: object, indent: int = 0) -> str:
    """Write values as JSON, a list of numbers on one line."""
    if isinstance(found, dict) and found:
        inside = ",\n".join(f"{' ' * (indent + 1)}{json.dumps(key)}: {as_json(value, indent + 1)}" for key, value in found.items())
        return f"{{\n{inside}\n{' ' * indent}}}" + "\n" * (indent == 0)
    return json.dumps(found, ensure_ascii=False)


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""The command `deckgen`: sets the console up, runs the command line, and keeps faults of our own from looking like the author's.

Exit: 0 clean or warnings only, 1 problems in the project's files, 2 wrong usage, 3 a fault of deckgen's own.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and end the process."""
    _speak_utf8()
    try:
        from deckgen.cli import deckgen

        deckgen(prog_name="deckgen")
    except Exception as error:
        if os.environ.get("DECKGEN_TRACE"):
            raise
        print(
            f"deckgen: a fault of its own, not of your files: {type(error).__name__}: {error}\n"
            "Nothing was changed. Set DECKGEN_TRACE=1 to see where, and please report it.",
            file=sys.stderr,
        )
        sys.exit(3)


def _speak_utf8() -> None:
    """Write UTF-8 where a Windows console or a pipe would choose an older encoding, and never fail for a character."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8" if os.name == "nt" else None, errors="replace")


if __name__ == "__main__":
    main()

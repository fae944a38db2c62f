"""The command `deckgen`: sets the console up, runs the command line, and keeps faults of our own from looking like the author's.

Exit: 0 clean or warnings only, 1 problems in the files, or one that cannot be written, 2 wrong usage, 3 a fault of deckgen's own.
"""

import atexit
import gc
import os
import sys


def main() -> None:
    """Run the command line and end the process."""
    _speak_utf8()
    words = sys.argv[1:]
    if words[:1] != ["preview"]:  # that one runs on
        gc.disable()  # what a command makes lives until it ends: a tenth of a build went into looking for what does not
    atexit.register(gc.freeze)  # nor need the end of the process look through all that is there
    if _at_once(words):
        return
    try:
        from deckgen.cli import deckgen

        deckgen(words, prog_name="deckgen", obj=words)
    except Exception as error:
        if os.environ.get("DECKGEN_TRACE"):
            raise
        print(
            f"deckgen: a fault of its own, not of your files: {type(error).__name__}: {error}\n"
            "Nothing was changed. Set DECKGEN_TRACE=1 to see where, and please report it.",
            file=sys.stderr,
        )
        sys.exit(3)


def _at_once(words: list[str]) -> bool:
    """Do what needs nothing else imported, and say whether that was all: the help as it is on any screen, a build with nothing changed."""
    if "_DECKGEN_COMPLETE" in os.environ:
        return False
    if words in (["--help"], ["-h"]) and _is_wide():
        with open(os.path.join(os.path.dirname(__file__), "help.txt"), encoding="utf-8") as help:
            sys.stdout.write(help.read())
        return True
    if words[:1] == ["build"]:
        from deckgen import uptodate

        said = uptodate.answer(words)
        for error, text in said or ():
            print(text, end="", file=sys.stderr if error else sys.stdout)
        return said is not None
    return False


def _is_wide() -> bool:
    """Whether the screen is as wide as the lines of help.txt; where there is none, it is."""
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size(sys.stdout.fileno()).columns) >= 80
    except (OSError, ValueError):
        return True


def _speak_utf8() -> None:
    """Write UTF-8 where a Windows console or a pipe would choose an older encoding, and never fail for a character."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (until the process ends)
        stream = getattr(sys, name)
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8" if os.name == "nt" else None, errors="replace")


if __name__ == "__main__":
    main()

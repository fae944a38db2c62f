"""The long walk: `python3 dev.py walk --sequences 1000`."""

from .cli import main

if __name__ == "__main__":
    main()

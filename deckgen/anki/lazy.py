"""genanki, imported when it is needed and without what nobody needs.

It marks two properties as cached by a package of its own for that, `cached_property`, which loads asyncio with its sockets and ciphers:
two thirds of the time that genanki's import takes, and a seventh of the start of a build. `functools` can mark them as well, so it
stands in for that package while genanki is imported, and no longer.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType

_PACKAGE = "cached_property"


def genanki() -> ModuleType:
    """Give the library, whose types nobody ships."""
    stands_in = sys.modules.setdefault(_PACKAGE, functools) is functools
    try:
        import genanki
    finally:
        if stands_in:
            del sys.modules[_PACKAGE]
    found: ModuleType = genanki
    return found

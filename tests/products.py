"""Every printed product of a project, made as `deckgen build` makes it: for tests that hold of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import PRINTED, Made, Stamp, Wishes, outputs

each_product = pytest.mark.parametrize("product", PRINTED)


def made(root: Path, product: str, wishes: Wishes | None = None) -> Made:
    """Print a project's first deck; findings of its files are not looked at."""
    (output,) = outputs(load(root).decks[0], (product,), wishes or Wishes(), Stamp(0))
    return output.make()

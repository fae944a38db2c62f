"""The examples in deckgen's docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import deckgen

MODULES = sorted(one.name for one in walk_packages(deckgen.__path__, "deckgen.") if not one.name.endswith("__main__"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_are_true(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert result.failed == 0

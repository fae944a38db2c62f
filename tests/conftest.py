"""What all tests share: no cache, the switch `--update`, and hypothesis set so that a failure here is a failure everywhere."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("deckgen", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("deckgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`: write what deckgen reports now into tests/cases/, to be read before it is committed."""
    parser.addoption("--update", action="store_true", help="rewrite the expected reports in tests/cases/")


def pytest_configure() -> None:
    """Keep what tests do out of the cache of whoever runs them, and out of that of other tests: what is printed twice is set twice.

    That is before any test is read, for some take the environment then. Tests of what is recorded name a folder of their own.
    """
    os.environ["DECKGEN_CACHE"] = ""

"""What all tests share: a cache of their own, the switch `--update`, and hypothesis set so that a failure here is a failure everywhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("deckgen", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
settings.load_profile("deckgen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update`: write what deckgen reports now into tests/cases/, to be read before it is committed."""
    parser.addoption("--update", action="store_true", help="rewrite the expected reports in tests/cases/")


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[None]:
    """Keep what tests record out of the cache of whoever runs them."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DECKGEN_CACHE"] = folder
        yield
        del os.environ["DECKGEN_CACHE"]

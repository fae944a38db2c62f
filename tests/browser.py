"""A real browser for tests: the chromium of the system, without a window, and the preview that it looks at.

In: an address. Out: a driver with a few words of its own. Where there is no chromium, tests are skipped; where DECKGEN_BROWSER says
`required`, as in .ci/run, they fail.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--window-size=1280,900")


class Browser:
    """A window of chromium."""

    def __init__(self, chromium: str, driver: str) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for switch in _SWITCHES:
            options.add_argument(switch)
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))

    def asks(self, code: str, *values: object) -> Any:
        """Give what an expression is in the page."""
        return self.driver.execute_script(f"return {code}", *values)

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is not."""
        for key in keys:
            self.asks("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[0], bubbles: true}))", key)

    def until(self, code: str, *values: object, seconds: float = 15) -> Any:
        """Wait until an expression is true; give it."""
        end = time.monotonic() + seconds
        while not (found := self.asks(code, *values)):
            assert time.monotonic() < end, f"never: {code}"
            time.sleep(0.02)
        return found

    def sized(self, width: int, height: int = 900) -> None:
        """Make the page as wide as a phone's, or a wall's."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a browser that ends with the block."""
    chromium = next(filter(None, map(shutil.which, _NAMES)), None)
    driver = shutil.which("chromedriver")
    if not (chromium and driver):
        lacking = pytest.fail if os.environ.get("DECKGEN_BROWSER") == "required" else pytest.skip
        lacking("no chromium with its chromedriver on this machine: on Debian, apt-get install chromium chromium-driver")
    window = Browser(chromium, driver)
    try:
        yield window
    finally:
        window.driver.quit()


@contextmanager
def previewed(root: Path) -> Iterator[str]:
    """Run `deckgen preview` and give its address; Ctrl-C must end it cleanly."""
    command = [sys.executable, "-m", "deckgen", "preview", "--no-open", "--port", "18500", "--project", str(root)]
    server = subprocess.Popen(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        yield server.stdout.readline().split()[0]
    finally:
        server.send_signal(signal.SIGINT)
        told, faults = server.communicate(timeout=10)
    assert (server.returncode, told.strip(), faults) == (0, "the preview has ended", "")


def fastest(measure: Callable[[int], float], times: int) -> float:
    """Give the least of several measurements: what else the machine does makes them only longer."""
    return min(measure(number) for number in range(times))

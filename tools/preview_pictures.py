"""The pictures of docs/preview.md: each view of the preview, drawn by the system's own chromium.

    python3 dev.py deckgen preview --export build/preview
    .venv/bin/python tools/preview_pictures.py build/preview docs/pictures

Needs chromium and chromedriver; on Debian, `apt-get install chromium chromium-driver`.
"""

from __future__ import annotations

import io
import shutil
import sys
import time
from pathlib import Path

from PIL import Image
from selenium import webdriver

VIEWS = {
    "preview-cards": "void look('cards')",
    "preview-night": "void (state.night = state.all = true, look('cards'))",
    "preview-sources": "void (state.night = state.all = false, look('sources'))",
    "preview-print": "void look('print')",
    "preview-learn": "void (look('cards'), learn(), reveal())",
}
SIZE = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}


def main(site: Path, folder: Path) -> None:
    """Draw every view."""
    options = webdriver.ChromeOptions()
    for switch in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(switch)
    options.binary_location = shutil.which("chromium") or ""
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver") or ""))
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", SIZE)
        driver.get((site / "index.html").resolve().as_uri())
        for name, code in VIEWS.items():
            driver.execute_script(code)
            time.sleep(1.5)
            Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB").quantize(96).save(folder / f"{name}.png")
    finally:
        driver.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

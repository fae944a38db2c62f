"""The pictures of docs/preview.md: each view of the preview, drawn by the system's own chromium.

    python3 dev.py pictures

Out: docs/pictures/preview-*.png, and preview.json with digests of them and of what the page is made of: a test says when they are due. Two
are of a copy of the project that is released, and then edited, not all for the better. Needs chromium and chromedriver; on Debian,
`apt-get install chromium chromium-driver`.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from deckgen.preview import document

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
MANIFEST = FOLDER / "preview.json"
VIEWS = {
    "cards": "void look('cards')",
    "night": "void (state.night = state.all = true, look('cards'))",
    "sources": "void (state.night = state.all = false, look('sources'))",
    "print": "void look('print')",
    "learn": "void (Math.random = () => 0.5, look('cards'), learn(), reveal())",
}
EDITED = {
    "changes": "void (state.filters = {news: 'changed'}, look('cards'))",
    "problems": "void look('problems')",
}
EDITS = (
    ("you build harder things more and more independently", "you build harder things, on your own"),
    ("    a: The **why**.\n    extra:", "    a: The **reason why**.\n    extra:"),
    ("for someone to {{c1::blame}} or", "for someone to {{c1::scold}} or"),
    (
        "  - id: someone-should\n",
        "  - id: a-new-note\n    q: Is this a good question?\n    a: No.\n    sauce: cowling#strategy\n\n  - id: someone-should\n",
    ),
)
SIZE = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}


def made_of() -> str:
    """Give the digest of all that the page is made of, but for the project's own texts."""
    assets = Path(document.__file__).with_name("assets")
    parts = [document.look(), *(path.read_text("utf-8") for path in sorted(assets.glob("*.*")))]
    return sha256("\0".join(parts).encode()).hexdigest()


def digests(pictures: Mapping[str, bytes]) -> dict[str, object]:
    """Give what preview.json says of these pictures."""
    return {"page": made_of(), "pictures": {name: sha256(data).hexdigest() for name, data in sorted(pictures.items())}}


def there() -> dict[str, bytes]:
    """Read the pictures that are there."""
    return {path.name: path.read_bytes() for path in FOLDER.glob("preview-*.png") if path.stem != "preview-beside-anki"}


def run(*words: str) -> None:
    """Run deckgen, whose findings are not of interest."""
    subprocess.run([sys.executable, "-m", "deckgen", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def edited(root: Path) -> Path:
    """Copy the project, release it, edit it."""
    for name in ("cards", "content"):
        shutil.copytree(ROOT / name, root / name)
    if not (root / "cards/deck.lock").exists():
        run("release", "1.0.0", "--project", str(root))
    path = root / "cards" / "01-the-role.yaml"
    text = path.read_text("utf-8")
    for old, new in EDITS:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return root


def drawn(site: Path, views: Mapping[str, str]) -> dict[str, bytes]:
    """Draw views of a site."""
    from PIL import Image
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for switch in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(switch)
    options.binary_location = shutil.which("chromium") or ""
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver") or ""))
    made = {}
    try:
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", SIZE)
        driver.get((site / "index.html").resolve().as_uri())
        for name, code in views.items():
            driver.execute_script(code)
            time.sleep(2)
            file = io.BytesIO()
            Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB").quantize(96).save(file, "PNG")
            made[f"preview-{name}.png"] = file.getvalue()
    finally:
        driver.quit()
    return made


def write() -> None:
    """Draw every view."""
    made: dict[str, bytes] = {}
    with TemporaryDirectory() as base:
        for name, root, views in (("own", ROOT, VIEWS), ("edited", edited(Path(base) / "my-deck"), EDITED)):
            run("preview", "--export", f"{base}/{name}", "--project", str(root))
            made |= drawn(Path(base, name), views)
    for name, data in made.items():
        (FOLDER / name).write_bytes(data)
    MANIFEST.write_bytes((json.dumps(digests(made), indent=1) + "\n").encode())


if __name__ == "__main__":
    write()

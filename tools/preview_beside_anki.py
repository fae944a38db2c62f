"""The same cards in the real Anki reviewer and in the preview, side by side, and how far they are apart.

    .venv/bin/python tools/preview_beside_anki.py ANKI_PYTHON build/beside [--montage docs/pictures/preview-beside-anki.png]

In: a Python with Anki's desktop program (see `anki_window.py`), and a folder. Out: there, a picture of each pair, one of all, and
`differences.txt`; exit code 1 where they are too far apart. Cards of each kind of this project's own deck, and some with
formulas, a picture, code and a table, on both sides, light and night, as wide as a window and as a phone. Anki's desktop program has no
phone's page: it is given the class that pages on phones have.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageDraw
from selenium import webdriver

ROOT = Path(__file__).parents[1]
TOOLS = Path(__file__).parent
WIDTHS = {"desktop": 900, "phone": 400}
CARDS = {
    "question": '"Note ID:opposite-test"',
    "reverse": '"Note ID:dri" card:2',
    "cloze": '"Note ID:fire-fighting" card:1',
    "list": '"Note ID:four-shapes" card:2',
    "quote": '"Note ID:stop-looking-around"',
    "said": '"Note ID:who-on-leverage"',
    "formula": '"Note ID:beside-formula"',
    "gap": '"Note ID:beside-gap"',
    "wrong": '"Note ID:beside-wrong"',
    "picture": '"Note ID:beside-picture"',
    "code": '"Note ID:beside-code"',
}
EXTRA = r"""part: 99 Beside
cards:
  - id: beside-formula
    q: How is the area $A$ of a disc of radius $r$ found, as $\int_0^r$?
    a: |
      $$A = \int_0^r 2\pi\rho \,\mathrm{d}\rho = \pi r^2$$

      that is, $\frac{\pi}{4}$ of its square’s.
  - id: beside-gap
    cloze: The roots are {{c1::$\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$}}, of which {{c2::two}} are real for $b^2 > 4ac$.
  - id: beside-wrong
    q: Is $\frac{1}$ set?
    a: No, and $\nothing$ **is not**.
  - id: beside-picture
    q: What shows ![a card](beside.png)?
    a: A card.
  - id: beside-code
    q: |
      What does this print?

      ```python
      print("a" * 3)  # and a comment that is so long that it does not fit into a window as narrow as a phone, nor even one of 900 pixels
      ```
    a: |
      | a | b |
      |---|--:|
      | `aaa` | 5 < 6 |

      1. one
      2. two
"""
COMPARED = ("size", "color", "weight", "style", "family")
NEAR = 0.5
"""Pixels that do not count."""
UNLIKE, FEW = 40, 0.1
"""How far apart two colors are that do not count as one, of 255; and how many pixels in a hundred may have such."""
FAR = {"formula": 2.5, "gap": 3.5, "wrong": 12.5}
"""Pixels that formulas may be off, and what stands behind them: Anki draws them as text, of whole pixels, we as outlines."""


def project(folder: Path) -> Path:
    """Copy the project, with some more cards."""
    for name in ("cards", "content"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "cards" / "99-beside.yaml").write_text(EXTRA, "utf-8")
    Image.open(ROOT / "docs/pictures/card.png").resize((450, 350)).save(folder / "cards" / "beside.png")
    return folder


def run(*words: str) -> None:
    """Run deckgen."""
    subprocess.run([sys.executable, "-m", "deckgen", *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def anki(python: str, apkg: Path, folder: Path, width: int, theme: str) -> Any:
    """Have the real Anki show the cards. Out: what it measured."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [python, str(TOOLS / "anki_cards.py"), str(apkg), str(folder), str(width), theme]
    subprocess.run(
        command, input=json.dumps(list(CARDS.items())), text=True, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    return json.loads((folder / "measured.json").read_text("utf-8"))


def key(find: str) -> str:
    """Give a card's key in the preview."""
    note = find.partition(":")[2].partition('"')[0]
    return f"{note}.{find.rpartition('card:')[2] if 'card:' in find else 1}"


def preview(driver: webdriver.Chrome, site: Path, folder: Path, theirs: Any, theme: str) -> Any:
    """Have the preview show the cards in frames as wide as Anki's page was. Out: what was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    measure, measured = (TOOLS / "measure.js").read_text("utf-8"), {}
    for name, find in CARDS.items():
        for side in ("front", "back"):
            width = theirs[f"{name}-{side}"]["width"]
            size = {"width": width, "height": 1400, "deviceScaleFactor": 1, "mobile": False}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            driver.get((site / "index.html").as_uri() + f"?{name}{side}{width}{theme}")
            driver.execute_script(
                "[state.night, state.phone] = [arguments[0], arguments[1]];"
                "const card = {html: () => data.cards[arguments[2]][arguments[3]], click() {}};"
                "document.documentElement.style.scrollbarGutter = 'auto'; for (const one of document.body.children) one.hidden = true;"
                "window.only = frame('card', card); window.again = () => fill(only, card) || 1; document.body.append(only)",
                *(theme == "night", width < 500, key(find), side),
            )
            wanted = "!only.contentDocument?.getElementById('qa')?.innerHTML || (setter.script && !setter.ready)"
            while driver.execute_script(f"return {wanted}"):
                time.sleep(0.05)
            driver.execute_script("again()")
            time.sleep(0.5)
            names = "const document = only.contentDocument, {getComputedStyle, scrollX, scrollY} = only.contentWindow;"
            measured[f"{name}-{side}"] = json.loads(driver.execute_script(f"{names} const found = {measure}; return found"))
            driver.save_screenshot(str(folder / f"{name}-{side}.png"))
    return measured


def differences(ours: Any, theirs: Any) -> Iterator[tuple[float, str]]:
    """Say what is elsewhere or otherwise: by how many pixels, and what."""
    if ours["ground"] != theirs["ground"]:
        yield 99, f"ground {ours['ground']}, in Anki {theirs['ground']}"
    if [one["what"] for one in ours["pieces"]] != [one["what"] for one in theirs["pieces"]]:
        yield 99, f"pieces {[one['what'] for one in ours['pieces']]}, in Anki {[one['what'] for one in theirs['pieces']]}"
        return
    for one, other in zip(ours["pieces"], theirs["pieces"], strict=True):
        apart = max(abs(here - there) for here, there in zip(one["box"], other["box"], strict=True))
        if apart > NEAR:
            yield apart, f"{one['what']!r} at {one['box']}, in Anki {other['box']}"
        yield from ((99, f"{one['what']!r}: {name} {one[name]}, in Anki {other[name]}") for name in COMPARED if one[name] != other[name])


def otherwise(one: Path, other: Path, bottom: int) -> float:
    """Give how many pixels in a hundred have another color, above a line and left of scroll bars: more than letters' edges do."""
    pictures = [Image.open(path).convert("RGB") for path in (one, other)]
    size = (0, 0, min(picture.width for picture in pictures) - 14, bottom)
    apart = ImageChops.difference(*(picture.crop(size) for picture in pictures)).convert("L").histogram()
    return 100 * sum(apart[UNLIKE:]) / sum(apart)


def pair(left: Path, right: Path, height: int) -> Image.Image:
    """Put two pictures side by side, as high as what is in them."""
    pictures = [Image.open(path).convert("RGB") for path in (left, right)]
    width = max(one.width for one in pictures)
    whole = Image.new("RGB", (2 * width + 12, height), "#888")
    for place, one in enumerate(pictures):
        whole.paste(one.crop((0, 0, width, height)), (place * (width + 12), 0))
    return whole


def montage(pairs: dict[str, Image.Image]) -> Image.Image:
    """Put pairs below one another, each with its name."""
    width = max(one.width for one in pairs.values())
    whole = Image.new("RGB", (width, sum(one.height + 26 for one in pairs.values())), "white")
    draw, top = ImageDraw.Draw(whole), 0
    for name, one in pairs.items():
        draw.text((6, top + 6), f"{name}: in Anki, and in the preview", fill="black", font_size=13)
        whole.paste(one, (0, top + 26))
        top += one.height + 26
    return whole


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])  # type: ignore[union-attr]
    parser.add_argument("anki", help="a Python that has Anki's desktop program")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--montage", type=Path, help="where to put a picture of some pairs")
    return parser.parse_args()


def main() -> None:
    """Take all pictures, and say how far they are apart."""
    given = arguments()
    options = webdriver.ChromeOptions()
    for switch in ("--headless=new", "--no-sandbox", "--disable-gpu"):
        options.add_argument(switch)
    options.binary_location = shutil.which("chromium") or ""
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver") or ""))
    pairs: dict[str, Image.Image] = {}
    told: list[str] = []
    worst = 0.0
    most, count, wrong = {"formulas": 0.0, "others": 0.0}, 0, 0
    try:
        with tempfile.TemporaryDirectory() as base:
            root = project(Path(base) / "project")
            run("build", "--only", "apkg", "--out", f"{base}/dist", "--project", str(root))
            run("preview", "--export", f"{base}/site", "--project", str(root))
            (apkg,) = Path(base, "dist").glob("*.apkg")
            for shape, width in WIDTHS.items():
                for theme in ("light", "night"):
                    here, there = (given.folder / which / f"{shape}-{theme}" for which in ("preview", "anki"))
                    theirs = anki(given.anki, apkg, there.resolve(), width, theme)
                    ours = preview(driver, Path(base) / "site", here, theirs, theme)
                    for name in theirs:
                        found = list(differences(ours[name], theirs[name]))
                        card, count = name.partition("-")[0], count + 1
                        kind, apart = "formulas" if card in FAR else "others", max((apart for apart, _ in found), default=0)
                        most[kind], wrong = max(most[kind], apart), wrong + (apart > FAR.get(card, NEAR))
                        told += [f"{shape} {theme} {name}: {words}" for _, words in found]
                        pictures = there / f"{name}.png", here / f"{name}.png"
                        bottom = int(max(one["box"][1] + one["box"][3] for one in theirs[name]["pieces"])) + 20
                        colors = otherwise(*pictures, bottom)
                        if card not in FAR:
                            worst, wrong = max(worst, colors), wrong + (colors > FEW)
                        pairs[f"{shape} {theme} {name}"] = pair(*pictures, bottom)
    finally:
        driver.quit()
    (given.folder / "differences.txt").write_text("".join(f"{line}\n" for line in told), "utf-8")
    for name, one in pairs.items():
        one.save(given.folder / f"{name.replace(' ', '-')}.png")
    if given.montage:
        shown = ("desktop light list-back", "desktop night quote-back", "desktop light formula-back", "phone night cloze-back")
        montage({name: pairs[name] for name in shown}).quantize(96).save(given.montage)
    print(f"{count} sides of cards compared; too far apart: {wrong}. Without formulas, what is more than {NEAR} pixels off")
    print(f"is so by {most['others']:g}; of another color, at most {worst:.2f} %. With formulas, by {most['formulas']:g}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()

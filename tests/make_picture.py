"""Take the README's moving picture of the page: `make picture`.

Starts the app and lets the true labels answer twenty rounds on the drawn pictures, one by one. It needs Chromium and
the extra `test`.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from serving import CHROMIUM, SWITCHES, serve

INITIAL, BUDGET, ROUNDS = 20, 120, 20
LINK = f"/?strategy=uncertainty&initial={INITIAL}&budget={BUDGET}&seed=0"
PATIENCE = 120_000  # ms for a round; the first waits for Keras
STILL = 2_000  # ms without a change
WIDTH = 960  # px of the moving picture
FRAMES, FRAME = 5, 90  # of a round's movement, ms each
REST = 700  # ms after each round


def play(page: Page) -> list[tuple[Image.Image, int]]:
    """Let the true labels answer round by round. Returns frames, each with its time in ms."""
    page.locator(".answers button:enabled").first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Show the truth").click()
    wait_until_still(page, STILL)
    frames = [(shot(page), 2 * REST)]
    for number in range(1, ROUNDS + 1):
        page.keyboard.press("n")
        page.locator(".figures", has_text=f"round {number}").wait_for(timeout=PATIENCE)
        frames += [(shot(page), FRAME) for _ in range(FRAMES)]
        page.wait_for_timeout(600)
        frames.append((shot(page), REST))
    return frames


def shot(page: Page) -> Image.Image:
    """What is on screen now, WIDTH px wide."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return image.resize((WIDTH, round(WIDTH * image.height / image.width)), Image.Resampling.LANCZOS)


def wait_until_still(page: Page, milliseconds: int) -> None:
    """Return when the page has looked the same for so long."""
    before = b""
    while (now := page.screenshot()) != before:
        before = now
        page.wait_for_timeout(milliseconds)


def main(path: Path) -> None:
    """Write the moving picture, WebP."""
    for name in [name for name in os.environ if name.startswith("FOXDOG_")]:
        del os.environ[name]  # the picture shows the drawn pictures
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder, "output.txt")) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.address + LINK)
        frames, times = zip(*play(page), strict=True)
        moving = {"save_all": True, "append_images": frames[1:], "duration": list(times), "loop": 0}
        frames[0].save(path, "WEBP", quality=45, method=6, **moving)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Take the README's picture of the page: `make picture`.

Starts the app, lets the true labels answer some rounds on the drawn pictures, and writes a screenshot of 1280 x 800
pixels. It needs Chromium and the extra `test`.
"""

import os
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from serving import CHROMIUM, SWITCHES, serve

INITIAL, TEN, BUDGET, TIMES = 20, 10, 120, 7
LINK = f"/?strategy=uncertainty&initial={INITIAL}&budget={BUDGET}&seed=0"
PATIENCE = 120_000  # ms for a round; the first waits for Keras
STILL = 2_000  # ms without a change


def play(page: Page) -> None:
    """Let the true labels answer ten rounds, TIMES times, and wait each time for the new number of labels."""
    page.get_by_role("button", name=re.compile("^Fox")).wait_for(timeout=PATIENCE)
    for time in range(TIMES + 1):
        labelled = page.get_by_text(re.compile(rf"\b{INITIAL + time * TEN} of {BUDGET}\b"))
        labelled.first.wait_for(timeout=PATIENCE)
        wait_until_still(page, STILL)
        if time < TIMES:
            page.get_by_role("button", name="Ten rounds").click()


def wait_until_still(page: Page, milliseconds: int) -> None:
    """Return when the page has looked the same for so long."""
    before = b""
    while (now := page.screenshot()) != before:
        before = now
        page.wait_for_timeout(milliseconds)


def main(path: Path) -> None:
    """Write the screenshot, PNG."""
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
        play(page)
        path.write_bytes(page.screenshot())
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

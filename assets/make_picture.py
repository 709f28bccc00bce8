"""Take the README's picture of the page: `make picture`.

Starts the app on a free port, lets the true labels answer some rounds on the drawn pictures, and writes a screenshot of
1280 x 800 pixels. It needs Chromium and the extra `test`.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
CHROMIUM = "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
INITIAL, BATCH, BUDGET, ROUNDS = 20, 10, 120, 7
LINK = f"?strategy=uncertainty&initial={INITIAL}&batch={BATCH}&budget={BUDGET}&seed=0"
STARTING = 60  # s for the server to answer
PATIENCE = 120_000  # ms for a round; the first waits for Keras
STILL, STILL_AT_THE_END = 2_000, 15_000  # ms without a change; at the end the random run may still be training


@contextmanager
def server() -> Iterator[str]:
    """The app on a free port; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FOXDOG_")}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for_server(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for_server(health: str, process: subprocess.Popen) -> None:
    """Return when the server answers.

    Raises:
        RuntimeError: It has stopped, or does not answer in time.
    """
    end = time.monotonic() + STARTING
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(health).close()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise RuntimeError("The app does not start; its output above says why.")


def play(page: "Page") -> None:
    """Let the true labels answer ROUNDS rounds: key N, then wait for the new number of labels."""
    page.get_by_role("button", name=re.compile("^Fox")).wait_for(timeout=PATIENCE)
    for round_ in range(ROUNDS + 1):
        labelled = page.get_by_text(re.compile(rf"\b{INITIAL + round_ * BATCH} of {BUDGET}\b"))
        labelled.first.wait_for(timeout=PATIENCE)
        wait_until_still(page, STILL)
        if round_ < ROUNDS:
            page.keyboard.press("n")
    wait_until_still(page, STILL_AT_THE_END)


def wait_until_still(page: "Page", milliseconds: int) -> None:
    """Return when the page has looked the same for so long."""
    before = b""
    while (now := page.screenshot()) != before:
        before = now
        page.wait_for_timeout(milliseconds)


def main(path: Path) -> None:
    """Write the screenshot, PNG."""
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address + LINK)
        play(page)
        path.write_bytes(page.screenshot())
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

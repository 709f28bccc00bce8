"""How fast the Label page is in a real browser: from a key to the next question's own picture, and to the moved crowd.

    python -m tests.benchmarks.page [--answers 60] [--throttle 1]
    python -m tests.benchmarks.page --in-a-row 1000

It starts the app and measures how soon title and first question are on screen, and beside it the first text of
`streamlit hello`, each on a server that was just started. Then it answers the questions by keyboard and looks, in the
browser's own frames, when the next question's picture was painted and when figures, curve and crowd began to change. It
counts the bytes of the websocket, too. `--throttle 4` makes the browser's processor four times as slow.
`--in-a-row` answers as fast as the page takes answers, takes every fourth back, and counts those that were lost or
doubled. Needs Chromium.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import streamlit
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import CHROMIUM, SWITCHES, serve

WATCH = """
() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot
  const stage = root.querySelector('.stage')
  const image = root.querySelector('.picture img')
  const picture = () => image.style.visibility === '' && image.complete ? image.dataset.picture : ''
  const figures = () => root.querySelector('.figures').textContent
  window.measured = []
  document.addEventListener('keydown', () => {
    const began = performance.now(), before = image.dataset.picture, old = figures()
    const one = { picture: null, point: null, longest: 0 }
    window.measured.push(one)
    let last = began
    const look = () => {
      const now = performance.now()
      if (now - began > 16) one.longest = Math.max(one.longest, now - last)
      last = now
      if (one.picture === null && picture() && picture() !== before) one.picture = now - began
      if (one.point === null && figures() !== old) one.point = now - began
      if (now - began < 900) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, true)
}
"""


PAINTED = """
() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot
  const image = root.querySelector('.picture img')
  return image.complete && image.naturalWidth > 0 && image.style.visibility === ''
}
"""
HELLO = Path(streamlit.__file__).parent / "hello" / "streamlit_app.py"  # what `streamlit hello` runs


def time_hello(browser: Browser, folder: str) -> float:
    """The seconds from the first request until the first text of `streamlit hello` is on screen."""
    with serve(Path(folder, "hello.txt"), script=str(HELLO)) as server:
        page = browser.new_page()
        began = time.perf_counter()
        page.goto(server.address, wait_until="commit")
        page.wait_for_selector("[data-testid=stMarkdown]")
        seconds = time.perf_counter() - began
        page.close()
    return seconds


def open_cold(page: Page, address: str) -> None:
    """Open the page, and print when its title and its first question were on screen."""
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("text=Fox or Dog")
    print(f"title after {time.perf_counter() - began:.1f} s", end=", ")
    page.wait_for_selector(".answers button:enabled", timeout=60_000)
    page.wait_for_function(PAINTED)
    print(f"first question after {time.perf_counter() - began:.1f} s", end=", ")
    page.wait_for_timeout(300)
    page.keyboard.press("f")  # not the recorded answer
    page.wait_for_selector("text=21 of 120", timeout=60_000)
    print(f"result of an answer that is not recorded after {time.perf_counter() - began:.1f} s")


def answer(page: Page, count: int) -> list[dict[str, float | None]]:
    """Answer so many questions, one a second, and return what the browser saw: ms after each key."""
    page.evaluate(WATCH)
    for number in range(count):
        page.keyboard.press("fd"[number % 2])
        time.sleep(1.0)
    return page.evaluate("window.measured")


def answer_in_a_row(page: Page, count: int) -> tuple[int, int]:
    """Give so many answers without a pause. Returns how many of the labels are not what was seen, and how many are."""
    expected: list[tuple[int, int]] = []
    image = page.locator(".picture img:not([style*='hidden'])")
    for number in range(count):
        image.wait_for()
        seen, label = int(image.get_attribute("data-picture") or -1), number % 2
        while int(image.get_attribute("data-picture") or -1) == seen:  # a look that is too short does not count
            page.wait_for_timeout(200)
            page.keyboard.press("df"[label])
            page.wait_for_timeout(100)
            image.wait_for()
        expected.append((seen, label))
        if number % 4 == 3:
            page.wait_for_selector(".answers button:enabled")
            page.keyboard.press("u")
            page.locator(f".picture img[data-picture='{seen}']").wait_for()
            expected.pop()
        if number % 100 == 99:
            print(f"{number + 1} answers", flush=True)
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Whole run (JSON)").click()
    answers = json.loads(download.value.path().read_text())["answers"]
    given = [(int(one["picture"]), one["label"]) for one in answers]
    agreeing = sum(one == other for one, other in zip(given, expected, strict=False))
    return max(len(given), len(expected)) - agreeing, agreeing


def quantiles(name: str, values: Sequence[float]) -> str:
    """The median, 75th and 95th percentile, in words."""
    cut = statistics.quantiles(values, n=20)
    return f"{name}: median {cut[9]:.0f}, 75th percentile {cut[14]:.0f}, 95th {cut[18]:.0f} ms, of {len(values)}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=60)
    parser.add_argument("--throttle", type=float, default=1)
    parser.add_argument("--in-a-row", type=int, default=0)
    options = parser.parse_args()
    received: list[int] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder, "output.txt")) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        time_hello(browser, folder)  # a browser's first page takes longer
        print(f"streamlit hello after {time_hello(browser, folder):.1f} s")
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
        if options.in_a_row:
            page.goto(server.address + "/?initial=2&budget=750")
            page.wait_for_selector(".answers button:enabled", timeout=60_000)
        else:
            open_cold(page, server.address)
        time.sleep(2)
        if options.throttle != 1:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": options.throttle})
        if options.in_a_row:
            began = time.perf_counter()
            wrong, right = answer_in_a_row(page, options.in_a_row)
            pace = (time.perf_counter() - began) / options.in_a_row
            print(
                f"{options.in_a_row} answers, {pace:.2f} s each: {right} labels as seen, {wrong} lost, doubled or wrong"
            )
            return
        received.clear()
        measured = answer(page, options.answers)
        browser.close()
    print(quantiles("key to the next picture", [one["picture"] for one in measured if one["picture"] is not None]))
    print(quantiles("key to the new figures and crowd", [one["point"] for one in measured if one["point"] is not None]))
    print(quantiles("longest frame after a key", [one["longest"] for one in measured]))
    lost = sum(one["point"] is None for one in measured)
    print(f"keys without effect: {lost}; {sum(received) / len(measured) / 1000:.1f} kB received an answer")


if __name__ == "__main__":
    main()

"""The Label page in a real browser: what a test sees and does there."""

import json
import re
import time

LINK = "/?initial=20&budget=60"
QUESTION = ".answers button:enabled >> nth=0"  # in the stage's shadow root, which selectors look into
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE = 60_000  # ms: the first question waits for Keras


def open_label(browser, server, link=LINK, **options):
    """A new page in a laptop's window, at its first question."""
    page = browser.new_page(viewport=LAPTOP, **options)
    page.goto(server.address + link)
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    return page


def question(page):
    """The picture that is asked about, once it can be seen."""
    image = page.locator(".picture img:not([style*='hidden'])")
    image.wait_for()
    return int(image.get_attribute("data-picture"))


def answer(page, key):
    """Press a key, wait until another picture is on screen, and return the one before."""
    old = question(page)
    page.wait_for_timeout(300)  # so long a person needs to look, and shorter looks do not count
    page.keyboard.press(key)
    page.locator(f".picture img:not([data-picture='{old}'])").wait_for(timeout=PATIENCE)
    return old


def wait_for_figures(page, *texts):
    for text in texts:
        page.locator(".figures", has_text=text).wait_for(timeout=PATIENCE)


def run_of(page):
    """The whole run, as it is saved."""
    save, whole = (page.get_by_role("button", name=name) for name in ("Save", "Whole run (JSON)"))
    save.click()
    with page.expect_download(timeout=PATIENCE) as download:
        whole.click()
    page.keyboard.press("Escape")
    whole.wait_for(state="hidden")
    return json.loads(download.value.path().read_text())


def inside(page, locator):
    """Whether the whole of it is in the window, without scrolling."""
    box, window = locator.bounding_box(), page.viewport_size
    across = box["x"] >= 0 and box["x"] + box["width"] <= window["width"]
    return across and box["y"] >= 0 and box["y"] + box["height"] <= window["height"]


def wait_until_inside(page, locator, seconds=10):
    """Wait until all of it is in the window, which the page follows after a moment; fail if that never comes."""
    end = time.monotonic() + seconds
    while not inside(page, locator):
        assert time.monotonic() < end, f"{locator} is at {locator.bounding_box()}"
        page.wait_for_timeout(100)


def button(page, label):
    """The button whose text begins so; the letter of its key follows."""
    return page.get_by_role("button", name=re.compile(f"^{label}"))

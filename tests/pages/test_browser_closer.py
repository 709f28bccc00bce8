"""The views below the stage in a real browser, with the real pictures and the real net."""

import base64
import re
from pathlib import Path

import pytest
from browser_page import LAPTOP, LINK, PATIENCE, QUESTION
from making import encoded, noise

from foxdog.pages import stage

STAGE = Path(stage.__file__).parent

pytestmark = pytest.mark.slow


@pytest.fixture
def page(browser, server):
    """A page with a question. Whatever the test is about, nothing may go wrong on the way."""
    page, errors = browser.new_page(viewport=LAPTOP), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda one: one.url.startswith((server.address, "data:", "blob:")) or errors.append(one.url))
    page.goto(server.address + LINK)
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    yield page
    page.close()
    assert not errors
    assert "Traceback" not in server.output.read_text()


def look(page, view):
    page.get_by_text(view, exact=True).click()


LAYOUT = """
async (path) => {
  const { byBelief } = await import(path)
  const places = Int8Array.from({ length: 300 }, (_, i) => Math.round(124 * Math.sin(i)))
  const { x, y, tile, seats } = byBelief(places, -1, 1232, 400, [-124, 0, 0, 124])
  const taken = new Set([...x].map((one, i) => `${one},${y[i]}`))
  const below = ({ x: at, y: high }) => [...x].filter((one, i) => one === at && y[i] < high).length
  return { seats: seats.map((seat) => seat.x), taken: seats.filter((one) => taken.has(`${one.x},${one.y}`)).length,
    above: seats.map(below), ends: [Math.min(...x), Math.max(...x)], apart: seats[1].y - seats[2].y, tile }
}
"""


def belief(page):
    """P(fox) as the bar says it, in %."""
    return int(re.search(r"\d+", page.locator(".told .p").inner_text()).group())


def test_the_patch_moves_by_keyboard_and_by_pointer_and_the_bar_follows(page):
    look(page, "Look through its eyes")
    net = page.locator(".net")
    page.locator(".told .p", has_text="%").wait_for(timeout=PATIENCE)
    bare = belief(page)
    assert page.locator(".net > i").is_hidden()
    net.focus()
    beliefs, question = set(), page.locator(".picture img").get_attribute("data-picture")
    for key in ["ArrowUp", *6 * ["ArrowLeft"], *12 * ["ArrowDown"]]:
        page.keyboard.press(key)
        said = page.locator(".eyes [aria-live]").inner_text()
        assert said.endswith(f"P(fox) {belief(page)} %.")
        beliefs.add(belief(page))
    assert said.startswith("Patch in row 12 of 12, column 1 of 12")  # it stops at the border
    assert len(beliefs) > 1
    marker = page.locator(".scale .now").get_attribute("style")
    assert abs(float(re.search(r"[\d.]+", marker).group()) - belief(page)) <= 0.5
    page.keyboard.press("Escape")
    assert belief(page) == bare
    net.hover(position={"x": 150, "y": 150})
    assert page.locator(".net > i").is_visible()
    page.locator(".told .p").hover()
    assert page.locator(".net > i").is_hidden()
    assert page.locator(".picture img").get_attribute("data-picture") == question  # the keys were not answers


def test_the_map_is_shown_on_demand_with_a_legend_in_words(page):
    look(page, "Look through its eyes")
    switch = page.get_by_role("button", name="Show where it looked")
    switch.wait_for(timeout=PATIENCE)
    assert page.locator(".net canvas").nth(1).is_hidden()
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    assert page.locator(".net canvas").nth(1).is_visible()
    legend = page.locator(".eyes .legend").inner_text()
    assert re.search(r"speaks for fox: with a patch there, P\(fox\) falls, by up to \d+ points", legend)
    assert re.search(r"speaks for dog: with a patch there, P\(fox\) rises, by up to \d+ points", legend)
    before = page.locator(".picture img").get_attribute("data-picture")
    page.keyboard.press("f")
    page.locator(f".picture img:not([data-picture='{before}'])").wait_for(timeout=PATIENCE)
    assert switch.get_attribute("aria-pressed") == "true"  # it stays shown for the next picture


def test_a_file_is_tried_and_judged_and_a_damaged_one_named(page):
    look(page, "Try your own pictures")
    files = [
        {"name": "noise.png", "mimeType": "image/png", "buffer": encoded(noise(1), "PNG")},
        {"name": "![x](https:evil.example) <b>.jpg", "mimeType": "image/jpeg", "buffer": b"Dear fox"},
    ]
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("img", name=re.compile(r"^P\(fox\) \d+ %$")).wait_for(timeout=PATIENCE)
    page.get_by_text("I have seen nothing like it.").wait_for()
    warning = page.locator("[data-testid=stAlert]").inner_text()
    assert "![x](https:\u2060evil.example) <b>.jpg is a text, not a picture." in warning
    label = page.locator(".crowd canvas").get_attribute("aria-label")
    assert label.endswith("One of your pictures stands among them in a dashed frame.")
    choice = page.get_by_role("radiogroup", name="It really is a")
    choice.get_by_text("fox", exact=True).click()
    page.get_by_text(re.compile("^It is (right:|wrong, and)")).wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stMetric]").wait_for()
    page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("Beat the machine").wait_for(state="hidden", timeout=PATIENCE)


def test_guests_sit_on_top_of_the_column_that_they_belong_to(page):
    crowd = base64.b64encode((STAGE / "crowd.js").read_bytes()).decode()
    found = page.evaluate(LAYOUT, f"data:text/javascript;base64,{crowd}")
    first, second, third, last = found["seats"]
    assert [first, last] == pytest.approx(found["ends"])
    assert first < second == third < last
    assert found["taken"] == 0
    assert found["above"] == [0, 0, 0, 0]
    assert found["apart"] == found["tile"]  # one upon the other

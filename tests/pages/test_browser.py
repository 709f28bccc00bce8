"""The page in a real browser, with the real pictures and the real net."""

import base64
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_page import (
    LAPTOP,
    LINK,
    PATIENCE,
    PHONE,
    QUESTION,
    answer,
    button,
    question,
    run_of,
    wait_for_figures,
    wait_until_inside,
)
from making import PER_CLASS, packed, two_classes

from foxdog.pages import stage

if TYPE_CHECKING:  # only some machines have it
    from playwright.sync_api import Page

STAGE = Path(stage.__file__).parent

pytestmark = pytest.mark.slow


@dataclass
class Opened:
    """A page, what it logged as errors, and what it asked other servers for."""

    page: "Page"
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def opened(browser, server):
    """One page for all tests, since its first question takes long; only one test answers questions."""
    address = server.address
    opened = Opened(browser.new_page(viewport=LAPTOP))

    def note_request(request):
        if not request.url.startswith((address, "data:", "blob:")):
            opened.elsewhere.append(request.url)

    def note_message(message):
        # a request elsewhere fails where there is no internet: that has its own test
        if message.type == "error" and message.location["url"] not in opened.elsewhere:
            opened.errors.append(message.text)

    opened.page.on("request", note_request)
    opened.page.on("console", note_message)
    opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.page.goto(address + LINK)
    opened.page.locator(QUESTION).wait_for(timeout=PATIENCE)
    return opened


@pytest.fixture
def page(opened, server):
    """The page in a laptop's window. Whatever the test is about, nothing may go wrong on the way."""
    opened.page.set_viewport_size(LAPTOP)
    opened.page.locator(QUESTION).wait_for(timeout=PATIENCE)
    yield opened.page
    assert not opened.errors
    assert "Traceback" not in opened.page.locator("body").inner_text()
    assert "Traceback" not in server.output.read_text()


def test_thirty_answers_by_keyboard_label_the_pictures_that_were_seen(page):
    wait_for_figures(page, "20 of 60 labels", "round 0")
    seen = [answer(page, "fd"[number % 2]) for number in range(30)]
    wait_for_figures(page, "50 of 60 labels", "round 30")
    answers = run_of(page)["answers"]
    assert [int(one["picture"]) for one in answers] == seen  # the drawn pictures are named by their numbers
    assert [one["label"] for one in answers] == [1, 0] * 15
    assert page.locator(".curve svg").get_attribute("aria-label").endswith("with 50 labels.")
    last = seen[-1]
    page.keyboard.press("u")
    page.locator(f".picture img[data-picture='{last}']").wait_for(timeout=PATIENCE)
    wait_for_figures(page, "49 of 60 labels", "round 29")
    page.wait_for_timeout(300)
    assert answer(page, "s") == last
    page.get_by_text("Skipped: it will not be asked again in this run.").first.wait_for()
    wait_for_figures(page, "49 of 60 labels")


def test_a_key_pressed_twice_labels_only_pictures_that_were_seen(page):
    before = len(run_of(page)["answers"])
    seen = question(page)
    for _ in range(3):
        page.keyboard.press("f", delay=0)
    page.locator(f".picture img:not([data-picture='{seen}'])").wait_for()
    page.wait_for_timeout(1500)
    answers = run_of(page)["answers"]
    assert len(answers) == before + 1
    assert int(answers[-1]["picture"]) == seen


def test_keys_written_into_a_field_of_the_settings_answer_nothing(page):
    answered = len(run_of(page)["answers"])
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("spinbutton", name="Random seed").click()
    page.keyboard.press("f")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    assert len(run_of(page)["answers"]) == answered


def test_two_browsers_do_not_see_each_other(page, browser, server):
    mine, figures = question(page), page.locator(".figures").inner_text()
    other = browser.new_context().new_page()
    other.goto(server.address + LINK)
    other.locator(QUESTION).wait_for(timeout=PATIENCE)
    wait_for_figures(other, "20 of 60 labels")
    answer(other, "f")
    wait_for_figures(other, "21 of 60 labels")
    assert question(page) == mine
    assert page.locator(".figures").inner_text() == figures
    other.context.close()


def test_a_classroom_link_hides_the_settings_and_keeps_to_them(browser, server):
    page = browser.new_page(viewport=LAPTOP)
    page.goto(f"{server.address}{LINK}&view=class")
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    wait_for_figures(page, "20 of 60 labels")
    assert not page.get_by_role("button", name="Settings").is_visible()
    assert page.get_by_role("button", name="Save").is_visible()
    page.close()


def test_a_lost_connection_loses_no_answer_and_doubles_none(browser, server):
    page, sockets = browser.new_page(viewport=LAPTOP), []
    page.route_web_socket(
        re.compile("_stcore/stream"), lambda socket: sockets.append((socket, socket.connect_to_server()))
    )
    page.goto(server.address + LINK)
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    seen = [answer(page, "f")]
    wait_for_figures(page, "21 of 60 labels")
    page.wait_for_timeout(1500)  # the results of the next answer are here
    for end in sockets[-1]:
        end.close()
    seen.append(answer(page, "d"))  # while there is no connection
    wait_for_figures(page, "22 of 60 labels")
    page.wait_for_timeout(8000)  # it connects again, and the answer is sent again
    assert len(sockets) > 1
    seen.append(answer(page, "f"))
    wait_for_figures(page, "23 of 60 labels")
    assert [int(one["picture"]) for one in run_of(page)["answers"]] == seen
    page.close()


def test_one_goes_back_to_a_round_and_an_answer_comes_back_to_now(page):
    last = int(page.locator(".back input").get_attribute("max"))
    page.locator(".back input").fill("1")
    wait_for_figures(page, "21 of 60 labels", "round 1")
    answer(page, "f")
    wait_for_figures(page, f"round {last + 1}")


def test_what_it_gets_wrong_is_shown_by_kind(page):
    page.get_by_text("What it gets wrong").click()
    page.get_by_text("below each what it guessed").wait_for(timeout=PATIENCE)
    page.get_by_text("What it gets wrong").click()
    page.get_by_text("below each what it guessed").wait_for(state="hidden")


def test_the_crowd_is_walked_through_by_keyboard(page):
    canvas = page.locator(".crowd canvas")
    assert "are labelled. The arrow keys walk through them." in canvas.get_attribute("aria-label")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.locator(".tip", has_text="P(fox)").wait_for()
    page.locator(".tip svg").wait_for(timeout=PATIENCE)  # what it believed so far comes from the server
    page.keyboard.press("Escape")
    page.locator(".tip").wait_for(state="hidden")


def test_the_crowd_has_two_layouts_and_shows_the_truth(page):
    canvas = page.locator(".crowd canvas")
    looks = [canvas.screenshot()]
    for name in ("By what it sees", "Show the truth", "By what it believes"):
        page.get_by_role("button", name=name).click()
        assert page.get_by_role("button", name=name).get_attribute("aria-pressed") == "true"
        page.wait_for_timeout(1000)
        looks.append(canvas.screenshot())
    assert len(set(looks)) == 4
    page.get_by_role("button", name="Show the truth").click()


def test_the_guess_is_shown_before_the_answer_only_if_it_is_asked_for(page):
    assert not page.locator(".guess").is_visible()
    page.get_by_role("button", name="Show its guess").click()
    assert page.locator(".guess").is_visible()
    page.get_by_role("button", name="Show its guess").click()


def test_all_tiles_of_a_crowd_stand_apart(page):
    """The layout itself, for many sizes: no two tiles on one spot, none outside."""
    script = """
    async (path) => {
      const { byBelief } = await import(path)
      const faults = []
      for (const [count, width, height] of [[750, 1232, 290], [750, 358, 270], [1500, 800, 200], [3, 300, 200]]) {
        for (const spread of [0, 1, 124]) {
          const places = Int8Array.from({ length: count }, (_, i) => Math.round(spread * Math.sin(i)))
          const { x, y, tile } = byBelief(places, 2, width, height)
          const spots = new Set([...x].map((one, i) => `${one},${y[i]}`))
          const outside = [...x].some((one, i) => one < 0 || y[i] < 0 || one + tile > width || y[i] + tile > height)
          if (spots.size !== count || outside) faults.push([count, width, height, spread, spots.size])
        }
      }
      return faults
    }
    """
    crowd = base64.b64encode((STAGE / "crowd.js").read_bytes()).decode()
    assert page.evaluate(script, f"data:text/javascript;base64,{crowd}") == []


def test_nothing_is_wider_than_a_phone(page):
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(500)  # the chart follows
    for scroller in ("html", '[data-testid="stMain"]'):  # the page itself, and the part of it that Streamlit scrolls
        assert page.locator(scroller).evaluate("element => element.scrollWidth") <= PHONE["width"]
    image = page.get_by_alt_text("the picture it asks about")
    for element in (image, *[button(page, label) for label in ("fox", "dog", "Skip", "Undo")]):
        box = element.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


def test_question_answers_and_oracle_fit_on_a_laptop(page):
    page.locator('[data-testid="stMain"]').evaluate("element => element.scrollTo(0, 0)")  # as it opens
    wait_until_inside(page, page.get_by_alt_text("the picture it asks about"))
    for label in ("fox", "dog", "Skip", "Undo", "next round", "to the end", "Settings"):
        wait_until_inside(page, button(page, label))
    wait_until_inside(page, page.locator(".crowd"))


def test_the_downloads_are_what_they_are_called(page):
    page.get_by_role("button", name="Save").click()
    starts = {"Curve (CSV)": b"round,labelled,", "Curve (PNG)": b"\x89PNG", "Whole run (JSON)": b"{"}
    for label, start in starts.items():
        with page.expect_download(timeout=PATIENCE) as download:
            page.get_by_role("button", name=label).click()
        assert download.value.path().read_bytes().startswith(start), label


def test_the_end_is_predicted_before_the_oracle_goes_there(page):
    page.get_by_role("button", name="to the end").click()
    page.get_by_role("button", name="no reliable difference").click()
    page.get_by_role("heading", name="The run is over.").wait_for(timeout=PATIENCE)
    page.locator(".ask", has_text="You expected").wait_for()
    page.get_by_role("button", name="Next seed").click()
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    wait_for_figures(page, "20 of 60 labels", "round 0")


def test_a_zip_is_uploaded_its_report_read_and_three_rounds_run_on_it(opened, server, browser):
    address, said = server.address, server.output
    page = browser.new_page(viewport=LAPTOP)
    page.goto(f"{address}/pictures")
    page.get_by_role("tab", name="Add pictures").click(timeout=PATIENCE)
    files = two_classes() | {"fox/letter.jpg": b"Dear fox", "dog/again.png": two_classes()["dog/000.png"]}
    upload = {"name": "mine.zip", "mimeType": "application/zip", "buffer": packed(files)}
    page.locator("input[type=file]").set_input_files(upload)
    page.get_by_role("button", name="Prepare these pictures").click()
    page.get_by_text(f"{2 * PER_CLASS} pictures are ready, 2 left out.").wait_for(timeout=PATIENCE)
    for reason in ("is a text, not a picture: 1", "is there twice: 1"):
        page.get_by_text(reason).wait_for()
    page.get_by_role("button", name="Learn from these").click()
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    assert "pictures=yours" in page.url
    for number, labelled in enumerate((21, 22, 23), start=1):
        page.keyboard.press("n")
        wait_for_figures(page, f"{labelled} of 48 labels", f"round {number}")
        page.wait_for_timeout(300)
    page.get_by_role("button", name="to the end").click()
    page.get_by_role("button", name="just run").click()
    page.get_by_role("heading", name="The run is over.").wait_for(timeout=PATIENCE)
    assert "Traceback" not in said.read_text()
    page.close()


@pytest.mark.parametrize("link", ["/?seed=inf&batch=1e309&budget=" + "9" * 5000, "/compare?compared=&figure=nonsense"])
def test_a_link_that_asks_for_what_is_not_on_offer_is_no_error(browser, server, link):
    page = browser.new_page(viewport=LAPTOP)
    page.goto(server.address + link)
    page.get_by_text("Not on offer, so ignored in the link").wait_for(timeout=PATIENCE)
    page.locator(".curve svg circle, [data-testid=stVegaLiteChart]").first.wait_for(timeout=PATIENCE)
    assert not page.get_by_test_id("stException").count()
    assert "Traceback" not in server.output.read_text()
    page.close()


def test_the_page_asks_no_other_server_for_anything(opened):
    assert opened.elsewhere == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/pictures", "/compare"])
def test_no_page_has_a_serious_fault_for_those_who_see_or_hear_it_otherwise(browser, server, path, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport=LAPTOP, color_scheme=scheme)
    page.goto(server.address + path)
    ready = {"/": QUESTION, "/pictures": "[data-testid=stImage] >> nth=0", "/compare": "[data-testid=stVegaLiteChart]"}
    page.locator(ready[path]).first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(2000)
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    page.close()
    assert not serious, "\n".join(serious)

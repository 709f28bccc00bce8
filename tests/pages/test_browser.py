"""The page in a real browser, with the real pictures and the real net."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from making import PER_CLASS, packed, two_classes
from serving import serve

if TYPE_CHECKING:  # only some machines have it
    from playwright.sync_api import Page

LINK = "/?initial=20&batch=2&budget=40"
# The box of the Fox button, named after the picture. Streamlit keeps the box of the last question, hidden, for a while.
QUESTION = '[class*="st-key-answer-1-"]:not([data-stale="true"])'
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE = 60_000  # ms: the first question waits for Keras

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(chromium, tmp_path_factory):
    with serve(tmp_path_factory.mktemp("server") / "output.txt") as server:
        yield server


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
    opened.page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    yield opened.page
    assert not opened.errors
    assert "Traceback" not in opened.page.locator("body").inner_text()
    assert "Traceback" not in server.output.read_text()


def question(page):
    return re.search(r"st-key-answer-1-(\d+)", page.locator(QUESTION).get_attribute("class")).group(1)


def wait_for_another_question(page, old):
    page.wait_for_selector(f"{QUESTION}:not(.st-key-answer-1-{old})", timeout=PATIENCE)


def wait_for_round(page, number, taught, given):
    """Wait until the page says that this round was taught on so many labels, and that so many are given by now."""
    for text in (f"{given} of 40 labels", f"round {number}"):
        page.get_by_text(re.compile(rf"\b{text}$")).first.wait_for(timeout=PATIENCE)
    page.wait_for_selector(f'[data-testid="stVegaLiteChart"][aria-label$="with {taught} labels."]', timeout=PATIENCE)


def points(page):
    """The numbers of labels at which the chart has a point, of either curve."""
    described = page.locator('[aria-roledescription="point"], [aria-roledescription="circle"]')
    return [int(re.search(r"labelled: (\d+)", text.get_attribute("aria-label")).group(1)) for text in described.all()]


def inside(page, locator):
    """Whether the whole of it is in the window, without scrolling."""
    box, window = locator.bounding_box(), page.viewport_size
    across = box["x"] >= 0 and box["x"] + box["width"] <= window["width"]
    return across and box["y"] >= 0 and box["y"] + box["height"] <= window["height"]


def button(page, label):
    """The button whose text begins so; the letter of its key follows."""
    return page.get_by_role("button", name=re.compile(f"^{label}"))


def test_three_rounds_by_keyboard_and_one_back(page):
    wait_for_round(page, 0, taught=20, given=20)
    for key in "fdfdfd":
        old = question(page)
        page.keyboard.press(key)
        wait_for_another_question(page, old)
    wait_for_round(page, 3, taught=26, given=26)
    assert {20, 22, 24, 26} == set(points(page))
    old = question(page)
    page.keyboard.press("u")
    wait_for_another_question(page, old)
    wait_for_round(page, 2, taught=24, given=25)
    assert {20, 22, 24} == set(points(page))


def test_nothing_is_wider_than_a_phone(page):
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(500)  # the chart follows
    for scroller in ("html", '[data-testid="stMain"]'):  # the page itself, and the part of it that Streamlit scrolls
        assert page.locator(scroller).evaluate("element => element.scrollWidth") <= PHONE["width"]
    image = page.get_by_alt_text("the picture it asks about")
    for element in (image, *[button(page, label) for label in ("Fox", "Dog", "Skip", "Undo")]):
        box = element.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


def test_question_answers_and_oracle_fit_on_a_laptop(page):
    assert inside(page, page.get_by_alt_text("the picture it asks about"))
    for label in ("Fox", "Dog", "Skip", "Undo", "Next round", "Run to the end"):
        assert inside(page, button(page, label)), label


def test_the_downloads_are_what_they_are_called(page):
    page.get_by_role("button", name="Save").click()
    starts = {"Curve (CSV)": b"round,labelled,", "Curve (PNG)": b"\x89PNG", "Whole run (JSON)": b"{"}
    for label, start in starts.items():
        with page.expect_download(timeout=PATIENCE) as download:
            page.get_by_role("button", name=label).click()
        assert download.value.path().read_bytes().startswith(start), label


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
    for reason in ("is not a picture that can be read: 1", "is there twice: 1"):
        page.get_by_text(reason).wait_for()
    page.get_by_role("button", name="Learn from these").click()
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    assert "pictures=yours" in page.url
    for number, labelled in enumerate((21, 22, 23), start=1):
        page.wait_for_timeout(2000)  # a key that is pressed while the page is drawn may be lost
        page.keyboard.press("n")
        page.get_by_text(re.compile(rf"\b{labelled} of 48 labels$")).first.wait_for(timeout=PATIENCE)
        page.get_by_text(re.compile(rf"\bround {number}$")).first.wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Run to the end").click()
    page.get_by_text("The run is over.").wait_for(timeout=PATIENCE)
    assert "Traceback" not in said.read_text()
    page.close()


@pytest.mark.parametrize("link", ["/?seed=inf&batch=1e309&budget=" + "9" * 5000, "/compare?compared=&figure=nonsense"])
def test_a_link_that_asks_for_what_is_not_on_offer_is_no_error(browser, server, link):
    page = browser.new_page(viewport=LAPTOP)
    page.goto(server.address + link)
    page.get_by_text("Not on offer, so ignored in the link").wait_for(timeout=PATIENCE)
    page.get_by_test_id("stVegaLiteChart").wait_for(timeout=PATIENCE)
    assert not page.get_by_test_id("stException").count()
    assert "Traceback" not in server.output.read_text()
    page.close()


def test_the_page_asks_no_other_server_for_anything(opened):
    assert opened.elsewhere == []

"""Each lesson in a real browser, with the real pictures and the real net, to its sentence."""

import re

import pytest
from browser_page import LAPTOP, PHONE, QUESTION, inside

from foxdog.pages.lesson import words

PATIENCE = 120_000  # ms: the first question waits for Keras, and a run from scratch for its nets

pytestmark = pytest.mark.slow


@pytest.fixture
def page(browser, server):
    page, errors = browser.new_page(viewport=LAPTOP), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors
    assert not page.get_by_test_id("stException").count()
    assert "Traceback" not in server.output.read_text()
    page.close()


def start(page, server, name):
    """Set a lesson up in one click."""
    page.goto(f"{server.address}/lessons")
    page.locator(f".st-key-start-{name} button >> visible=true >> nth=0").click(timeout=PATIENCE)
    page.locator(".st-key-lesson", has_text=words.LESSONS[name].title).wait_for(timeout=PATIENCE)


def choose(page, label):
    page.get_by_role("button", name=label, exact=True).click(timeout=PATIENCE)


def to_the_end(page):
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="to the end").click()
    page.get_by_role("heading", name="The run is over.").wait_for(timeout=PATIENCE)


def strip(page, text):
    """What the strip says, once it holds this text."""
    found = page.locator(".st-key-lesson", has_text=text)
    found.wait_for(timeout=PATIENCE)
    return found.inner_text()


@pytest.mark.parametrize(
    ("name", "prediction", "said"),
    [
        ("fewer-labels", "asking", r"With 120 labels uncertainty .* random choice .*95 % interval"),
        ("plateau", "correcting", r"The last 100 labels gained .* Correcting the \d+ wrong ones of all 200 gains"),
        ("shortcut", "as well", r"have the tag \d+\.\d% right, where none has it \d+\.\d%: it learned the tag"),
    ],
)
def test_a_lesson_of_one_run_comes_to_its_sentence_without_scrolling(page, server, name, prediction, said):
    start(page, server, name)
    page.get_by_text(words.PREDICT_FIRST).wait_for(timeout=PATIENCE)
    page.keyboard.press("f")  # nothing is answered before the prediction
    choose(page, prediction)
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    assert page.locator(".figures", has_text="round 0").count()
    for element in (page.locator(".st-key-lesson"), page.locator(".picture img"), page.locator(".crowd")):
        assert inside(page, element)
    to_the_end(page)
    assert re.search(said, strip(page, "You expected"))
    page.get_by_role("button", name=words.END_LESSON).click()
    page.locator(".st-key-lesson").wait_for(state="hidden")
    page.get_by_role("heading", name="The run is over.").wait_for()


def test_three_runs_are_compared(page, server):
    start(page, server, "it-depends")
    choose(page, "the initial model")
    for following in (*words.RUNS[1:], ""):
        to_the_end(page)
        if following:
            page.get_by_role("button", name=words.NEXT_RUN.format(name=following)).click()
            page.locator(QUESTION).wait_for(timeout=PATIENCE)
    said = strip(page, words.ONE_RUN_EACH)
    assert "from scratch at" in said
    assert "You expected" in said


def guess_and_answer(page, number):
    """One round of guessing: the first of the six, and the truth as the plan has it."""
    page.get_by_text(words.WHICH).wait_for(timeout=PATIENCE)
    page.wait_for_timeout(700)  # until the buttons of the round before are gone
    page.get_by_role("button", name="This one (1)").click()
    page.get_by_text(re.compile(rf"So far \d of {number}\.")).wait_for(timeout=PATIENCE)
    page.get_by_text("Tell it what number").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(700)
    assert page.get_by_text(words.ASKED).count() == 1
    assert inside(page, page.get_by_text("Tell it what number"))
    page.get_by_role("button", name="fox" if number % 2 else "dog", exact=True).click()


def test_the_question_is_guessed_for_five_rounds(page, server):
    start(page, server, "guess-the-question")
    assert not page.locator(".stage").count()
    for number in range(1, 6):
        guess_and_answer(page, number)
    assert re.search(r"You found the question \d times in 5", strip(page, "You found"))


def test_what_it_says_is_predicted_twice(page, server):
    start(page, server, "predict-it")
    for phase in range(2):
        page.get_by_role("button", name=words.CHECK, exact=True).wait_for(timeout=PATIENCE)
        page.wait_for_timeout(700)
        for group in page.locator(".st-key-six [role=radiogroup]").all():
            group.get_by_text("fox", exact=True).click()
            page.wait_for_timeout(400)
        page.locator("button:enabled", has_text=words.CHECK).click(timeout=PATIENCE)
        page.get_by_role("heading", name=re.compile("You predicted")).wait_for(timeout=PATIENCE)
        if not phase:
            choose(page, words.GO_ON)
            to_thirty = page.get_by_role("button", name="to the end")
            page.locator(QUESTION).wait_for(timeout=PATIENCE)
            to_thirty.click()
    assert re.search(
        r"You predicted \d of 6 at the start and \d of 6 after 30 labels more", strip(page, "at the start")
    )


def test_the_five_minute_way_is_walked_as_it_is_written(page, server):
    page.goto(f"{server.address}/lessons")
    page.get_by_text(words.FIVE_TITLE).wait_for(timeout=PATIENCE)
    start(page, server, "guess-the-question")
    for number in (1, 2):
        guess_and_answer(page, number)
    page.get_by_role("link", name="Lessons").click()
    page.locator(".st-key-start-fewer-labels button >> visible=true >> nth=0").click(timeout=PATIENCE)
    choose(page, "asking")
    to_the_end(page)
    strip(page, "You expected")


def test_a_class_sees_lessons_without_settings(page, server):
    page.goto(f"{server.address}/?view=class")
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Lessons").click()
    page.locator(".st-key-start-fewer-labels button >> visible=true >> nth=0").click(timeout=PATIENCE)
    page.get_by_text(words.PREDICT_FIRST).wait_for(timeout=PATIENCE)
    assert "view=class" in page.url
    assert not page.get_by_role("button", name="Settings").is_visible()


def test_the_papers_are_files_that_print(page, server, browser, tmp_path):
    page.goto(server.address)
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Lessons").click()
    page.get_by_label(words.CARD_WHO).fill("<b>5c</b>")
    page.get_by_label(words.CARD_WHO).press("Tab")
    page.wait_for_timeout(1000)
    for label, holds in ((words.PLAN_BUTTON, words.PLAN_TITLE), (words.CARD_BUTTON, "<b>5c</b>")):
        with page.expect_download(timeout=PATIENCE) as download:
            page.get_by_role("button", name=label).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        paper = browser.new_page()
        asked = []
        paper.on("request", lambda request, asked=asked: asked.append(request.url))
        paper.goto(file.as_uri())
        assert holds in paper.locator("body").inner_text()
        assert len(asked) == 1
        assert paper.pdf(format="A4").startswith(b"%PDF")
        paper.close()


def test_nothing_is_wider_than_a_phone(page, server):
    page.set_viewport_size(PHONE)
    for path, ready in (("/lessons", ".st-key-start-shortcut"), ("/?lesson=guess-the-question", ".st-key-six")):
        page.goto(server.address + path)
        page.locator(ready).wait_for(timeout=PATIENCE)
        page.wait_for_timeout(1000)
        assert page.locator('[data-testid="stMain"]').evaluate("one => one.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "ready"),
    [
        ("/lessons", ".st-key-start-shortcut"),
        ("/?lesson=fewer-labels", ".st-key-lesson"),
        ("/?lesson=guess-the-question", ".st-key-six"),
    ],
)
def test_no_lesson_has_a_serious_fault_for_those_who_see_or_hear_it_otherwise(browser, server, path, ready, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport=LAPTOP, color_scheme=scheme)
    page.goto(server.address + path)
    page.locator(ready).first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(3000)
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    page.close()
    assert not serious, "\n".join(serious)

"""What a person can do on the stage besides answering, in a real browser."""

import os
import re
import signal

import pytest
from browser_page import LAPTOP, PATIENCE, QUESTION, answer, button, open_label, question, run_of, wait_for_figures

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page(browser, server):
    page = open_label(browser, server)
    yield page
    assert "Traceback" not in server.output.read_text()
    page.close()


def crowd_text(page):
    """The crowd in words: how many stand where."""
    return page.locator(".crowd canvas").get_attribute("aria-label")


def test_a_slow_network_loses_no_answer_and_labels_what_was_seen(browser, server):
    page = open_label(browser, server)
    session = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 600, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", slow)
    page.route("**/media/**", lambda route: (page.wait_for_timeout(400), route.continue_()))
    seen = [answer(page, "fd"[number % 2]) for number in range(8)]
    wait_for_figures(page, "28 of 60 labels", "round 8")
    page.unroute_all(behavior="wait")
    session.send(
        "Network.emulateNetworkConditions", slow | {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )
    answers = run_of(page)["answers"]
    assert [int(one["picture"]) for one in answers] == seen
    assert [one["label"] for one in answers] == [1, 0] * 4
    page.close()


def test_what_the_server_does_not_confirm_in_a_moment_is_said_until_it_does(browser, server):
    page = open_label(browser, server)
    answer(page, "f")  # so that the net is loaded
    wait_for_figures(page, "21 of 60 labels", "round 1")
    said = page.locator(":is(.slow, .waiting):visible", has_text="One moment")
    said.wait_for(state="hidden", timeout=PATIENCE)
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    question(page)
    page.wait_for_timeout(500)
    os.kill(server.process, signal.SIGSTOP)
    try:
        page.keyboard.press("d")
        said.wait_for(timeout=10_000)
        page.locator(".only-read[aria-live=polite]", has_text=re.compile("^One moment ...$")).wait_for(timeout=10_000)
    finally:
        os.kill(server.process, signal.SIGCONT)
    said.wait_for(state="hidden", timeout=PATIENCE)
    wait_for_figures(page, "22 of 60 labels", "round 2")
    page.close()


def test_the_stage_is_not_faded_while_the_server_computes(page):
    """It says what one waits for: Streamlit's fading, here by hand, would make that too pale to read."""
    fade = "() => { const { style } = document.querySelector('.st-key-stage'); style.opacity = 0.33 }"
    page.evaluate(fade)
    assert page.evaluate("getComputedStyle(document.querySelector('.st-key-stage')).opacity") == "1"
    page.evaluate(fade.replace("0.33", "''"))


def test_what_if_moves_the_crowd_and_back(page):
    wait_for_figures(page, "round 0")
    answer(page, "f")
    wait_for_figures(page, "21 of 60 labels", "round 1")
    what_if = button(page, "What if I had said dog")
    what_if.wait_for(timeout=PATIENCE)
    before = crowd_text(page)
    what_if.click()
    page.locator(".verdict", has_text="If you had said dog").wait_for()
    assert crowd_text(page) != before
    what_if.click()
    assert crowd_text(page) == before
    page.locator(".verdict", has_text="You said fox").wait_for()


def test_a_label_is_corrected_and_all_rounds_since_learn_again(page):
    asked = question(page)
    labels = run_of(page)["answers"]
    page.get_by_role("radio", name="The labelled set").or_(button(page, "The labelled set")).first.click()
    corrects = page.get_by_role("button", name="It is ")
    corrects.first.wait_for(timeout=PATIENCE)
    corrects.first.click()
    page.get_by_text("Corrected: what was learned from it").first.wait_for(timeout=PATIENCE)
    assert question(page) == asked
    run = run_of(page)
    assert len(run["answers"]) == len(labels) + 1
    page.keyboard.press("u")
    page.get_by_text("Taken back").first.wait_for(timeout=PATIENCE)
    assert run_of(page)["answers"] == labels
    button(page, "The labelled set").or_(page.get_by_role("radio", name="The labelled set")).first.click()


def test_one_chooses_the_questions_by_keyboard_and_goes_back(page):
    asked = question(page)
    button(page, "You choose").click()
    page.get_by_role("heading", name="Which picture shall it learn next?").wait_for(timeout=PATIENCE)
    wait_for_figures(page, "20 of 60 labels", "round 0")
    canvas = page.locator(".crowd canvas")
    for number in (1, 2):
        canvas.focus()
        for _ in range(3 * number):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.locator(".ask", has_text="You chose it.").wait_for(timeout=PATIENCE)
        question(page)
        page.wait_for_timeout(500)
        page.keyboard.press("f")
        wait_for_figures(page, f"{20 + number} of 60 labels", f"round {number}")
    page.locator(".insight", has_text="your choice").wait_for()
    names = page.locator(".curve svg").text_content()
    assert "you" in names
    assert re.search(r"asking \d+\.\d % at 21", names)  # it ends before the person's, and says where
    button(page, "Back to its questions").click()
    page.locator(f".picture img[data-picture='{asked}']").wait_for(timeout=PATIENCE)
    wait_for_figures(page, "21 of 60 labels")


def test_the_band_of_shipped_runs_grows_with_the_run_and_gives_nothing_away(browser, server):
    page = open_label(browser, server, "/?budget=120")
    page.locator(".curve svg", has_text="bands: 8 of 10 runs, of 20 seeds").wait_for(timeout=PATIENCE)
    widest = "() => Math.max(0, ...[...document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot"
    widest += ".querySelectorAll('.curve path[opacity]')].map((one) => one.getBBox().width))"
    assert page.evaluate(widest) == 0
    button(page, "ten rounds").click()
    wait_for_figures(page, "30 of 120 labels")
    page.wait_for_timeout(500)
    assert 0 < page.evaluate(widest) < 100
    page.close()


def test_the_band_comes_also_if_it_could_not_be_fetched_at_first(browser, server):
    page, refused = browser.new_page(viewport=LAPTOP), []

    def refuse_once(route):
        response = route.fetch()
        if "seeds" in response.json() and not refused:
            refused.append(route.request.url)
            route.fulfill(status=404)
        else:
            route.fulfill(response=response)

    page.route("**/media/*.json", refuse_once)
    page.goto(server.address + "/?budget=120")
    page.locator(".curve svg", has_text="bands: 8 of 10 runs, of 20 seeds").wait_for(timeout=PATIENCE)
    assert refused
    page.close()


def test_the_crowd_moves_at_thirty_frames_a_second_or_more(page):
    count = """
    () => new Promise((done) => {
      const times = []
      const look = (now) => {
        times.push(now)
        if (now - times[0] < 450) requestAnimationFrame(look)
        else done(times.length / ((times.at(-1) - times[0]) / 1000))
      }
      requestAnimationFrame(look)
    })
    """
    rates = []
    for name in ("By what it sees", "By what it believes") * 3:
        button(page, name).click()
        rates.append(page.evaluate(count))
        page.wait_for_timeout(400)
    assert sorted(rates)[len(rates) // 2] >= 30, rates


def test_the_letters_can_be_turned_off_as_keys(page):
    asked = question(page)
    button(page, "Keys").click()
    page.wait_for_timeout(300)
    page.keyboard.press("f")
    page.wait_for_timeout(500)
    assert question(page) == asked
    button(page, "Keys").click()
    assert answer(page, "f") == asked


def test_focus_stays_on_the_stage_when_the_pressed_button_goes(page):
    button(page, "to the end").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="just run").wait_for()
    where = "() => document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.activeElement?.tagName"
    assert page.evaluate(where) == "H2"
    page.keyboard.press("Tab")
    assert page.evaluate(where) == "BUTTON"

"""The link is the run, in a real browser: a server that is killed, two tabs, and who only looks."""

import os
import signal
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_page import PATIENCE, QUESTION, answer, button, open_label, question, run_of, wait_for_figures
from serving import serve

pytestmark = pytest.mark.slow


def token_of(page, name="run"):
    page.wait_for_url(f"**{name}=**", timeout=PATIENCE)
    return parse_qs(urlsplit(page.url).query)[name][0]


@pytest.mark.parametrize("pause", [0, 120, 2500])
def test_after_a_killed_server_the_link_has_every_answer_that_was_taken_once(browser, tmp_path, pause):
    database = str(tmp_path / "runs.db")
    with serve(tmp_path / "first.txt", FOXDOG_DATABASE=database) as server:
        page = open_label(browser, server)
        seen = [answer(page, key) for key in "fdf"]
        wait_for_figures(page, "23 of 60 labels")
        page.wait_for_timeout(1500)  # the results of the next answer are here
        token = token_of(page)
        seen.append(answer(page, "d"))
        page.wait_for_timeout(pause)
        os.kill(server.process, signal.SIGKILL)
        page.close()
    with serve(tmp_path / "second.txt", FOXDOG_DATABASE=database) as server:
        page = browser.new_page()
        page.goto(f"{server.address}/?run={token}")
        save = page.get_by_role("button", name="Save").element_handle(timeout=PATIENCE)
        page.locator(QUESTION).wait_for(timeout=PATIENCE)
        given = [int(one["picture"]) for one in run_of(page)["answers"]]
        assert given in ([seen] if pause == 2500 else [seen, seen[:3]])  # the last may not have been taken
        wait_for_figures(page, f"{20 + len(given)} of 60 labels", f"round {len(given)}")
        given.append(answer(page, "f"))
        wait_for_figures(page, f"{20 + len(given)} of 60 labels")
        assert [int(one["picture"]) for one in run_of(page)["answers"]] == given
        assert save.evaluate("button => button.isConnected")  # else a click that comes early is lost
        assert "Traceback" not in server.output.read_text()
        assert token not in (tmp_path / "first.txt").read_text() + server.output.read_text()
        page.close()


def test_two_tabs_and_one_that_only_looks_see_the_same_run(browser, server):
    page = open_label(browser, server)
    answer(page, "f")
    token = token_of(page)
    button(page, "Share").click()
    links = page.get_by_test_id("stCode")
    links.nth(1).wait_for(timeout=PATIENCE)
    shown = links.nth(1).inner_text().strip()
    page.keyboard.press("Escape")
    other = open_label(browser, server, f"/?run={token}")
    wait_for_figures(other, "21 of 60 labels")
    looks = browser.new_page()
    looks.goto(shown)
    wait_for_figures(looks, "21 of 60 labels")
    answer(other, "d")
    for one in (other, page, looks):
        wait_for_figures(one, "22 of 60 labels")
    assert question(page) == question(other) == question(looks)
    assert not looks.locator(QUESTION).count()
    looks.keyboard.press("f")
    answer(page, "f")
    for one in (other, looks):
        wait_for_figures(one, "23 of 60 labels")
    for one in (page, other, looks):
        one.close()


def test_the_run_leaves_the_screen_of_a_viewer_whose_link_is_revoked(browser, server):
    page = open_label(browser, server)
    answer(page, "f")
    token_of(page)
    button(page, "Share").click()
    links = page.get_by_test_id("stCode")
    links.nth(1).wait_for(timeout=PATIENCE)
    looks = browser.new_page()
    looks.goto(links.nth(1).inner_text().strip())
    wait_for_figures(looks, "21 of 60 labels")
    button(page, "Revoke, and make a new one").nth(1).click()
    looks.get_by_text("The link to this run was revoked, so it is not shown here any more.").wait_for(timeout=PATIENCE)
    looks.locator(".picture").wait_for(state="detached", timeout=PATIENCE)
    assert "show=" not in looks.url
    button(looks, "Start a run of your own").click()
    looks.locator(QUESTION).wait_for(timeout=PATIENCE)
    wait_for_figures(page, "21 of 60 labels")
    for one in (page, looks):
        one.close()


def test_what_a_panel_says_can_be_read_in_the_dark(browser, server):
    page = open_label(browser, server, color_scheme="dark")
    button(page, "Settings").click()
    caption = page.get_by_test_id("stPopoverBody").get_by_test_id("stCaptionContainer").first
    caption.wait_for(timeout=PATIENCE)
    colours = caption.evaluate(
        "one => [one, document.body.querySelector('.stApp')].map(x => getComputedStyle(x).color)"
    )
    text, usual = ([int(value) for value in colour[4:-1].split(",")] for colour in colours)
    assert min(usual) > 200  # the theme is the dark one
    assert min(text) > 150
    page.close()

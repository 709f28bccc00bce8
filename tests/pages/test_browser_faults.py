"""A real browser answers while the server is killed and while its connection is cut: each answer counts once.

The answers are those of the recorded run, so that no server has to wait for Keras.
"""

import os
import random
import re
import signal
import sqlite3
import time

import pytest
from browser_page import LAPTOP, PATIENCE, QUESTION, open_label, wait_for_figures
from serving import free_port, serve

from foxdog.learning.recording import shipped_recording

pytestmark = pytest.mark.slow
ANSWERS = list(shipped_recording().run.answers)  # (picture, label)
KILLS, CUTS = 20, 15
AGAIN = 40  # looks, of 50 ms, at a question that has been answered, until it is answered again
SEED = 15


def kept(database):
    """The answers in the database, in order."""
    with sqlite3.connect(database) as connection:
        return connection.execute("SELECT picture, label FROM answers ORDER BY number").fetchall()


def give(page, given):
    """Press the key of the next answer until the page takes it, as a person does."""
    picture, label = ANSWERS[len(given)]
    asked = page.locator(f".picture img[data-picture='{picture}']:not([style*='hidden'])")
    asked.filter(visible=True).first.wait_for(timeout=PATIENCE)  # for a moment two stages may be there, old and new
    given.append((picture, label))
    for _ in range(PATIENCE // 500):
        page.locator(QUESTION).first.wait_for(timeout=PATIENCE)
        page.wait_for_timeout(300)  # so long a person needs to look, and shorter looks do not count
        page.keyboard.press("df"[label])
        for _ in range(10):
            if not asked.count() or not page.locator(QUESTION).count():
                return
            page.wait_for_timeout(20)
    raise AssertionError("the page takes no answer")


def wait_until_kept(page, database, given):
    """Wait until the last answer is in the database, and be sure that each is there once.

    A key that is pressed in the moment in which the page connects again may find no question. Then the same question
    stands there again, and is answered again, as a person does; an answer that the page has taken is not.
    """
    until, (picture, label), looks = time.monotonic() + PATIENCE / 1000, given[-1], 0
    asked = page.locator(f".picture img[data-picture='{picture}']:not([style*='hidden'])")
    while len(kept(database)) < len(given):
        taken = asked.count() == 0 or page.locator(QUESTION).count() == 0
        assert time.monotonic() < until, f"{len(kept(database))} of {len(given)} answers are kept; taken: {taken}"
        looks = 0 if taken else looks + 1
        if looks and looks % AGAIN == 0:
            page.keyboard.press("df"[label])
        page.wait_for_timeout(50)
    assert kept(database) == given


def reload_until_quiet(page):
    """Open the page again, and wait until it has its question and sends no more."""
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda message: sent.append(message)))
    page.reload()
    page.locator(QUESTION).wait_for(timeout=PATIENCE)
    page.wait_for_timeout(3000)
    while sent:
        sent.clear()
        page.wait_for_timeout(3000)


def check_output(output):
    """No error is in a server's output, but for the web server's own at a connection that was cut while it reads."""
    text = output.read_text()
    assert "/foxdog/" not in text, text
    assert text.count("Traceback") <= text.count("in _websocket_endpoint"), text


def test_a_server_that_is_killed_while_a_browser_answers(browser, tmp_path):
    database, port, rng, given, kills = tmp_path / "runs.db", free_port(), random.Random(SEED), [], 0
    outputs = [tmp_path / f"{number}.txt" for number in range(KILLS + 1)]
    with serve(outputs[0], port=port, FOXDOG_DATABASE=str(database)) as server:
        page = open_label(browser, server, "/")
        give(page, given)
        page.wait_for_url("**run=**", timeout=PATIENCE)  # from here on the page knows the run's link
        wait_until_kept(page, database, given)
        taken = list(given)
        give(page, given)
        page.wait_for_timeout(rng.uniform(0, 200))
        os.kill(server.process, signal.SIGKILL)
    for output in outputs[1:]:
        kills += 1
        assert kept(database) in (given, taken)
        with serve(output, port=port, FOXDOG_DATABASE=str(database)) as server:
            if rng.random() < 0.7 or output is outputs[-1]:
                wait_until_kept(page, database, given)
                taken = list(given)
                if output is not outputs[-1]:
                    give(page, given)
                    page.wait_for_timeout(rng.uniform(0, 200))
            else:  # while the page connects again, or sends its answer again
                page.wait_for_timeout(rng.uniform(0, 2000))
            if output is not outputs[-1]:
                os.kill(server.process, signal.SIGKILL)
                continue
            give(page, given)
            wait_until_kept(page, database, given)
            wait_for_figures(page, f"{20 + len(given)} of 120 labels")
            assert "Traceback" not in page.locator("body").inner_text()
    assert kills == KILLS
    assert not [output for output in outputs if "Traceback" in output.read_text()]
    page.close()


def test_a_server_that_is_killed_while_nobody_does_anything(browser, tmp_path):
    """The browser then knows of nothing that it should ask the new server for.

    The page is opened a second time, when Keras is imported and all is computed: then no fragment runs after the page.
    """
    database, port, given = tmp_path / "runs.db", free_port(), []
    with serve(tmp_path / "first.txt", port=port, FOXDOG_DATABASE=str(database)) as server:
        page = open_label(browser, server, "/")
        give(page, given)
        page.wait_for_url("**run=**", timeout=PATIENCE)
        wait_until_kept(page, database, given)
        for _ in range(2):
            reload_until_quiet(page)
        os.kill(server.process, signal.SIGKILL)
    with serve(tmp_path / "second.txt", port=port, FOXDOG_DATABASE=str(database)):
        for _ in range(2):
            give(page, given)
            wait_until_kept(page, database, given)
        wait_for_figures(page, f"{20 + len(given)} of 120 labels")
    page.close()


def test_a_connection_that_is_cut_between_an_answer_and_its_reply(browser, tmp_path):
    database, rng, given, cuts = tmp_path / "runs.db", random.Random(SEED), [], []
    left = None  # messages from the server until the connection is cut; None while it is not to be cut

    def connect(socket):
        server = socket.connect_to_server()

        def to_server(message):
            nonlocal left
            server.send(message)
            if left == 0:
                cut()

        def to_page(message):
            nonlocal left
            if left is None:
                socket.send(message)
            elif left > 0:
                left -= 1
                socket.send(message)
                if left == 0:
                    cut()

        def cut():
            nonlocal left
            left = None
            cuts.append(len(given))
            socket.close()
            server.close()

        socket.on_message(to_server)
        server.on_message(to_page)

    with serve(tmp_path / "output.txt", FOXDOG_DATABASE=str(database)) as server:
        page = browser.new_page(viewport=LAPTOP)
        page.route_web_socket(re.compile("_stcore/stream"), connect)
        page.goto(server.address)
        give(page, given)
        page.wait_for_url("**run=**", timeout=PATIENCE)
        for _ in range(CUTS):
            wait_until_kept(page, database, given)
            page.wait_for_timeout(1000)  # the reply to the answer before is here
            left = rng.randrange(6)
            give(page, given)
            page.wait_for_timeout(100)
        wait_until_kept(page, database, given)
        give(page, given)
        wait_until_kept(page, database, given)
        assert len(cuts) == CUTS
        assert "Traceback" not in page.locator("body").inner_text()
        check_output(server.output)
        page.close()

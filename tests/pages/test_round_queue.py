"""Rounds from scratch, one after another: who asks first learns first, and the page says what comes before."""

import re
import threading
import time

import pytest
from label_page import act, loop_of, press_true, question, run_of, stage

from foxdog.pages.session import round_queue
from foxdog.pages.session import run as runs
from foxdog.pages.session.round_queue import FairLock, RoundQueue, place_in_words


@pytest.fixture
def queue(monkeypatch):
    """The server's queue, empty; one waits for a tenth of a second before the page is drawn again."""
    monkeypatch.setattr(round_queue, "LEAST", 0.1)
    round_queue.round_queue.clear()
    yield round_queue.round_queue()
    round_queue.round_queue.clear()


class Visitor(threading.Thread):
    """A visitor that waits for its turn again and again, as a page does, and learns until it is released."""

    def __init__(self, queue: RoundQueue, name: str, order: list[str], later: bool = False) -> None:
        super().__init__(name=name, daemon=True)
        self.queue, self.order, self.later = queue, order, later
        self.has_come, self.may_end = threading.Event(), threading.Event()

    def run(self):
        while not self.has_come.is_set():
            with self.queue.turn(self.name, self.later) as come:
                if come:
                    self.order.append(self.name)
                    self.has_come.set()
                    assert self.may_end.wait(20)


def arrive(queue, order, name, later=False):
    visitor = Visitor(queue, name, order, later)
    visitor.start()
    wait_for(lambda: visitor.has_come.is_set() or (name, later) in queue._places)
    return visitor


def wait_for(happened, seconds=10):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.005)


def let_all_end(visitors, order):
    for number in range(len(visitors)):
        wait_for(lambda number=number: len(order) > number)
        next(visitor for visitor in visitors if visitor.name == order[number]).may_end.set()
    for visitor in visitors:
        visitor.join(10)


def test_who_asks_first_learns_first_and_one_at_a_time(queue):
    order = []
    visitors = [arrive(queue, order, name) for name in "abcd"]
    time.sleep(0.3)  # all of them draw their page again meanwhile
    assert order == ["a"]
    let_all_end(visitors, order)
    assert order == ["a", "b", "c", "d"]


def test_a_baseline_waits_behind_every_question_also_behind_later_ones(queue):
    order = []
    visitors = [arrive(queue, order, "a"), arrive(queue, order, "baseline", later=True)]
    visitors += [arrive(queue, order, "b"), arrive(queue, order, "c")]
    let_all_end(visitors, order)
    assert order == ["a", "b", "c", "baseline"]


def test_a_run_that_asks_again_stands_behind_the_others(queue):
    order = []
    first, other = arrive(queue, order, "a"), arrive(queue, order, "b")
    first.may_end.set()
    wait_for(lambda: order == ["a", "b"])
    visitors = [arrive(queue, order, "c"), arrive(queue, order, "a")]
    other.may_end.set()
    wait_for(lambda: len(order) == 3)
    for visitor in visitors:
        visitor.may_end.set()
        visitor.join(10)
    assert order == ["a", "b", "c", "a"]


def test_who_draws_the_page_again_keeps_the_place(queue):
    order = []
    visitors = [arrive(queue, order, name) for name in "ab"]
    with queue.turn("c") as come:  # its page is being drawn again from here on
        assert not come
    visitors.append(arrive(queue, order, "d"))
    assert queue.waits("c")[0] == 2
    assert queue.waits("d")[0] == 3
    visitors[0].may_end.set()
    wait_for(lambda: order == ["a", "b"])
    visitors.append(arrive(queue, order, "c"))
    let_all_end(visitors, order)
    assert order == ["a", "b", "c", "d"]


def test_no_turn_is_lost_to_a_browser_that_is_gone(queue, monkeypatch):
    order = []
    first = arrive(queue, order, "a")
    with queue.turn("gone") as come:
        assert not come
    second = arrive(queue, order, "b")
    baseline = arrive(queue, order, "baseline", later=True)
    first.may_end.set()
    wait_for(lambda: order == ["a", "b"])
    monkeypatch.setattr(round_queue, "ABSENT", 0.0)
    let_all_end([first, second, baseline], order)
    assert order == ["a", "b", "baseline"]
    assert queue.waits("somebody")[0] == 0


def test_a_round_that_fails_ends_its_turn(queue):
    with pytest.raises(ZeroDivisionError), queue.turn("a"):
        raise ZeroDivisionError
    with queue.turn("b") as come:
        assert come


def test_the_page_says_what_comes_before_and_how_long_that_takes(queue):
    order = []
    assert place_in_words("a") == ""
    with queue.turn("z"):
        time.sleep(0.2)
    visitors = [arrive(queue, order, name) for name in "abcde"]
    assert place_in_words("a") == ""  # it is learning
    assert place_in_words("b") == "One round before yours, about 1 s ..."
    queue._took.clear()
    queue._took.extend([2.9, 3.1])
    assert re.fullmatch(r"Two rounds before yours, about [56] s \.\.\.", place_in_words("c"))
    assert re.fullmatch(r"4 rounds before yours, about 1[12] s \.\.\.", place_in_words("e"))
    assert re.fullmatch(r"5 rounds before yours, about 1[45] s \.\.\.", place_in_words("who comes next"))
    let_all_end(visitors, order)


def test_a_page_from_scratch_shows_its_place_and_learns_when_its_turn_comes(open_page, queue):
    order = []
    other = arrive(queue, order, "somebody else")
    seen = []
    watched = round_queue.place_in_words

    def look(run):
        seen.append(watched(run))
        if len(seen) > 2:
            other.may_end.set()
        return seen[-1]

    round_queue.place_in_words = look
    try:
        at = open_page(model="scratch")
    finally:
        round_queue.place_in_words = watched
    assert seen[0].startswith("One round before yours, about ")
    assert len(loop_of(at).rounds) == 1
    assert not stage(at)["busy"]
    other.join(10)


def test_a_baseline_that_waits_does_not_keep_a_person_from_answering(open_page, queue, monkeypatch):
    monkeypatch.setattr(round_queue, "LATER", 0.1)
    at = open_page(model="scratch")
    press_true(at)
    press_true(at)
    assert len(loop_of(at).rounds) == len(loop_of(at).baseline.rounds) == 2
    assert run_of(at).ceiling is not None


def test_a_head_start_never_waits(open_page, queue):
    order = []
    other = arrive(queue, order, "somebody else")
    at = open_page()
    act(at, "answer", picture=question(at), label=1)
    act(at, "answer", picture=question(at), label=1)
    assert len(loop_of(at).rounds) == 2
    other.may_end.set()
    other.join(10)


def test_a_fair_lock_is_given_in_the_order_of_asking():
    lock, order = FairLock(), []

    def take(number):
        with lock.held():
            order.append(number)

    with lock.held():
        threads = []
        for number in range(8):
            threads.append(threading.Thread(target=take, args=(number,), daemon=True))
            threads[-1].start()
            wait_for(lambda number=number: len(lock._waiting) == number + 2)
        assert not order
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))


def test_a_fair_lock_is_given_on_after_an_error():
    lock = FairLock()
    with pytest.raises(ZeroDivisionError), lock.held():
        1 / 0  # noqa: B018
    with lock.held():
        pass


def test_a_correction_from_scratch_waits_for_its_turn(queue, open_page):
    at = open_page(model="scratch")
    press_true(at)
    press_true(at)
    run, order = run_of(at), []
    visitor = arrive(queue, order, "somebody")
    picture, label = run.loop.labelled[0]
    correction = threading.Thread(target=runs.correct, args=(run, picture, 1 - label), daemon=True)
    correction.start()
    time.sleep(0.3)
    assert dict(run.loop.labelled)[picture] == label
    visitor.may_end.set()
    correction.join(20)
    assert dict(run.loop.labelled)[picture] == 1 - label

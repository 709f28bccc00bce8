"""The database fails while a person answers: each answer counts once, and the page says why in one sentence."""

import time

import pytest
from databases import PostgreSQL
from label_page import act, link_of, loop_of, open_link, press, question, run_of, same, stage, warnings

from foxdog.pages.parts import share
from foxdog.pages.session import events
from foxdog.pages.session import keeping as keepings
from foxdog.pages.session import run as runs
from foxdog.store.record import StoreError
from foxdog.store.store import DAY

ONE = {"batch": 1, "budget": 20}


@pytest.fixture(autouse=True)
def _this_database(database, monkeypatch):
    monkeypatch.setenv(keepings.DATABASE, database.url)


@pytest.fixture
def engine():
    """The page's."""
    engine = keepings.store()._engine
    yield engine
    engine.dispose()


def labels(at):
    return [answer.label for answer in loop_of(at).answers]


def send(at, number, kind, **more):
    """Send an event as a browser does, which numbers its events."""
    run = run_of(at)
    events.take(run, {"run": run.id, "client": "test", "events": [{"n": number, "kind": kind, **more}]})
    at.run()
    assert not at.exception


@pytest.mark.parametrize("before", [0, 2])
@pytest.mark.parametrize("written", [False, True])
def test_a_connection_that_is_lost_in_a_commit_and_the_event_is_sent_again(
    open_page, database, engine, before, written
):
    kind = "skip" if before else "answer"
    at = open_page(**ONE)
    for _ in range(before):
        press(at, "Fox")
    asked = question(at)
    event = {"kind": kind, "picture": asked} | ({"label": 0, "seconds": 2.5} if kind == "answer" else {})
    with database.lost_in_commit(engine, written):
        send(at, before + 1, **event)
        assert run_of(at).done[1] == before  # it is not acknowledged
        assert len(labels(at)) == before
        assert question(at) == asked
        assert warnings(at) == share.NOT_YET.format(why="the database does not answer")
    for _ in range(2):
        send(at, before + 1, **event)
        assert run_of(at).done[1] == before + 1
        assert not warnings(at)
        assert "Another tab" not in str(stage(at)["now"]["verdict"])
        assert labels(at) == [1] * before + [0 if kind == "answer" else None]
    assert same(open_link(run=link_of(at)), at)
    press(at, "Dog")
    assert same(open_link(run=link_of(at)), at)
    assert len(labels(at)) == before + 2


def test_a_commit_that_fails_and_the_answer_is_sent_again(open_page, database, engine):
    at = open_page(**ONE)
    press(at, "Fox")
    with database.commit_fails(engine):
        for _ in range(2):
            send(at, 2, "answer", picture=question(at), label=0)
            assert labels(at) == [1]
            assert "does not count yet" in warnings(at)
    send(at, 2, "answer", picture=question(at), label=0)
    assert labels(at) == [1, 0]
    assert not warnings(at)
    assert same(open_link(run=link_of(at)), at)


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize(("model", "before"), [("head-start", 0), ("scratch", 2)])
def test_the_oracle_stops_and_says_why_and_nothing_counts_twice(
    open_page, database, engine, before, written, model, monkeypatch
):
    monkeypatch.setattr(runs, "REDRAW", 60)
    at = open_page(**ONE, model=model)
    for _ in range(before):
        press(at, "Fox")
    with database.lost_in_commit(engine, written):
        act(at, "oracle", rounds=3, answered=before)
        assert len(labels(at)) == before
        assert not stage(at)["oracle"]
        assert warnings(at) == share.NOT_DONE.format(why="the database does not answer")
    act(at, "oracle", rounds=3, answered=before)
    assert len(labels(at)) == before + 3
    assert not warnings(at)
    assert same(open_link(run=link_of(at)), at)


@pytest.mark.parametrize("written", [False, True])
def test_after_the_oracles_lost_commit_an_answer_is_not_given_to_a_question_that_is_gone(
    open_page, database, engine, written
):
    at = open_page(**ONE)
    with database.lost_in_commit(engine, written):
        act(at, "oracle", rounds=1, answered=0)
    press(at, "Fox")
    press(at, "Fox")
    assert len(labels(at)) == 2
    assert same(open_link(run=link_of(at)), at)


@pytest.mark.parametrize("written", [False, True])
def test_a_correction_whose_commit_was_lost_is_made_once(open_page, database, engine, written):
    at = open_page(**ONE)
    press(at, "Fox")
    picture, label = loop_of(at).labelled[0]
    with database.lost_in_commit(engine, written):
        runs.correct(run_of(at), picture, 1 - label)
        at.run()
        assert warnings(at) == share.NOT_DONE.format(why="the database does not answer")
    runs.correct(run_of(at), picture, 1 - label)
    at.run()
    assert labels(at) == [1, 1 - label]
    assert not warnings(at)
    assert same(open_link(run=link_of(at)), at)


@pytest.mark.parametrize("written", [False, True])
def test_a_link_that_may_have_been_revoked_loses_no_run(open_page, database, engine, written):
    at = open_page(**ONE)
    press(at, "Fox")
    old = link_of(at)
    with database.lost_in_commit(engine, written):
        share.try_to(run_of(at).keeping.revoke_view)
        share.try_to(run_of(at).keeping.revoke)
        at.run()
        assert not at.exception
    press(at, "Dog")
    assert not warnings(at)
    assert labels(at) == [1, 0]
    assert (link_of(at) != old) == written
    assert same(open_link(run=link_of(at)), at)
    assert same(open_link(show=run_of(at).keeping.view), at)
    last = link_of(at)
    run_of(at).keeping.revoke()
    at.run()
    assert link_of(at) not in (old, last)
    assert same(open_link(run=link_of(at)), at)
    assert "revoked" in warnings(open_link(run=last))


def test_revoked_twice_without_a_word_from_the_database(open_page, database, engine):
    at = open_page(**ONE)
    press(at, "Fox")
    for written in (False, True, True, False):
        with database.lost_in_commit(engine, written), pytest.raises(StoreError):
            run_of(at).keeping.revoke()
    press(at, "Dog")
    assert labels(at) == [1, 0]
    assert same(open_link(run=link_of(at)), at)


def test_a_database_that_becomes_read_only_says_what_is_kept(open_page, database, engine):
    at = open_page(**ONE)
    press(at, "Fox")
    token = link_of(at)
    with database.read_only(engine):
        press(at, "Dog")
        assert warnings(at) == f"The database of runs cannot be written to. {keepings.FROM_NOW_ON}"
        press(at, "Fox")
    assert labels(at) == [1, 0, 1]
    assert labels(open_link(run=token)) == [1]


def test_a_newer_database_is_a_sentence(open_page, database):
    assert keepings.store()
    database.ask("UPDATE schema_version SET version = version + 1")
    keepings._opened.clear()
    at = open_page(**ONE)
    press(at, "Fox")
    said = "The database of runs was made by a newer version of this project, and was left as it is."
    assert warnings(at) == f"{said} {keepings.BEGINS_ANEW}"
    assert labels(at) == [1]
    assert database.ask("SELECT count(*) FROM runs") == [(0,)]


def test_a_database_that_does_not_answer_while_a_link_is_opened_is_a_sentence(open_page, database, engine):
    at = open_page(**ONE)
    press(at, "Fox")
    token = link_of(at)
    with database.lost_in_commit(engine, False):
        other = open_link(run=token)
        assert not other.exception
        assert warnings(other) == (
            "The run cannot be opened now: the database does not answer. It is still at its link."
        )
    assert same(open_link(run=token), at)


@pytest.mark.slow
def test_a_server_that_is_stopped_and_started_again_between_answers(open_page, database, engine, request):
    if not isinstance(database, PostgreSQL):
        return
    server = request.getfixturevalue("postgresql")
    at = open_page(**ONE)
    for number in range(1, 4):
        press(at, "Fox")
        asked = question(at)
        server.stop()
        try:
            send(at, number * 2, "answer", picture=asked, label=0)
            assert len(labels(at)) == number * 2 - 1
            assert warnings(at) == share.NOT_YET.format(why="the database does not answer")
        finally:
            server.start()
        send(at, number * 2, "answer", picture=asked, label=0)
        assert len(labels(at)) == number * 2
        assert not warnings(at)
    assert same(open_link(run=link_of(at)), at)


@pytest.mark.parametrize("step", [-20_000, 3650])
def test_a_clock_that_jumps_loses_no_answer(open_page, step, monkeypatch):
    at = open_page(**ONE)
    for number in range(4):
        now = time.time_ns() / 1e9 + (number % 2) * step * DAY
        monkeypatch.setattr(time, "time", lambda now=now: now)
        press(at, "Fox")
        back = open_link(run=link_of(at))
        assert same(back, at)
        press(back, "Dog")
        assert runs.catch_up(run_of(at))
        at.run()
        assert same(back, at)
        keepings._opened.clear()  # the server starts anew
    assert labels(at) == [1, 0] * 4
    assert same(open_link(run=link_of(at)), at)

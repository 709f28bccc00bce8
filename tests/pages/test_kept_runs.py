"""The link is the run: what a person has done is there again, once, from whichever tab and after whatever failed."""

import pytest
from label_page import act, link_of, loop_of, open_link, press, question, run_of, same, stage, warnings

from foxdog.pages.parts import share
from foxdog.pages.session import events
from foxdog.pages.session import keeping as keepings
from foxdog.pages.session import run as runs
from foxdog.pages.stage import component
from foxdog.store.record import StoreError, UnusableDatabaseError
from foxdog.store.tokens import new_token

ONE = {"batch": 1, "budget": 20}


def test_before_the_first_answer_nothing_is_kept_and_the_link_has_no_run(open_page):
    at = open_page()
    assert "run" not in at.query_params
    press(at, "Fox")
    assert len(link_of(at)) == 22


@pytest.mark.parametrize("settings", [{"batch": 2}, {**ONE, "strategy": "committee"}, {"model": "scratch"}])
def test_a_refresh_brings_the_run_back(open_page, settings):
    at = open_page(**settings)
    for label in ("Fox", "Skip", "Dog", "Next round", "Fox", "Undo"):
        press(at, label)
    runs.correct(run_of(at), *(lambda one: (one[0], 1 - one[1]))(loop_of(at).labelled[-1]))
    at.run()
    assert same(open_link(run=link_of(at)), at)


def test_the_question_is_there_before_the_earlier_rounds_are_learned_again(open_page, monkeypatch):
    at = open_page(**ONE)
    for label in ("Ten rounds", "Undo", "Fox"):
        press(at, label)
    drawings, mount = [], component.mount
    monkeypatch.setattr(component, "mount", lambda data, *more: (drawings.append(data), mount(data, *more)))
    back = open_link(run=link_of(at))
    first, last = drawings[0]["now"], stage(back)["now"]
    assert first["question"]["picture"] == question(at)
    assert first["figures"] == last["figures"]
    assert [accuracy is None for _, accuracy in first["mine"]] == [True] * 10 + [False]
    assert last["mine"] == stage(at)["now"]["mine"]
    assert last["random"] == stage(at)["now"]["random"]


def test_from_scratch_too_the_earlier_rounds_are_learned_again(open_page):
    at = open_page(model="scratch", **ONE)
    for label in ("Fox", "Dog", "Fox"):
        press(at, label)
    back = open_link(run=link_of(at))
    assert stage(back)["now"]["mine"] == stage(at)["now"]["mine"]
    assert stage(back)["now"]["random"] == stage(at)["now"]["random"]


def test_ones_own_choice_of_questions_comes_back(open_page):
    at = open_page(**ONE)
    press(at, "Next round")
    act(at, "choose", on=True)
    act(at, "chosen", picture=int(loop_of(at).candidates()[7]))
    press(at, "Fox")
    back = open_link(run=link_of(at))
    assert run_of(back).choosing
    assert same(back, at)
    for page in (at, back):
        act(page, "choose", on=False)
        runs.catch_up(run_of(back))
    assert same(back, at)


def test_a_new_run_has_another_link(open_page):
    at = open_page()
    press(at, "Fox")
    old = link_of(at)
    press(at, "Start again")
    assert "run" not in at.query_params
    press(at, "Dog")
    assert link_of(at) != old
    assert [answer.label for answer in loop_of(open_link(run=old)).answers] == [1]


def test_the_settings_are_those_of_the_run(open_page):
    at = open_page(seed=7, budget=16)
    press(at, "Fox")
    back = open_link(run=link_of(at), seed=1, budget=12)
    assert loop_of(back).settings == loop_of(at).settings
    assert back.number_input(key="seed").value == 7


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "../runs.db", "\u2603"])
@pytest.mark.parametrize("name", ["run", "show"])
def test_a_link_that_opens_nothing_is_a_sentence_and_a_new_run(open_page, name, token):
    at = open_page(**{name: token})
    assert not at.exception
    assert "No run has this link" in warnings(at)
    assert name not in at.query_params
    assert question(at) is not None
    assert loop_of(at).answers == []


def test_the_link_that_only_shows_answers_nothing(open_page):
    at = open_page(**ONE)
    press(at, "Fox")
    seen = open_link(show=run_of(at).keeping.view)
    assert same(seen, at)
    assert stage(seen)["busy"] == "This link only shows the run: others answer."
    picture = question(seen)
    for kind, more in {
        "answer": {"picture": picture, "label": 1},
        "skip": {"picture": picture},
        "undo": {"answered": 1},
        "oracle": {"rounds": 1, "answered": 1},
        "choose": {"on": True},
    }.items():
        act(seen, kind, **more)
        assert same(seen, at)
    run = run_of(seen)
    assert not runs.answer(run, picture, 1)
    runs.correct(run, loop_of(seen).labelled[-1][0], 0)
    assert same(seen, at)
    assert len(keepings.store().open(link_of(at)).lines) == 1
    assert "run" not in seen.query_params


def test_a_revoked_link_shows_and_answers_no_longer(open_page):
    at = open_page(**ONE)
    press(at, "Fox")
    keeping = run_of(at).keeping
    other, token, view = open_link(run=link_of(at)), keeping.token, keeping.view
    share.try_to(keeping.revoke)
    at.run()
    assert link_of(at) == keeping.token != token
    for name, old in (("run", token), ("show", view)):
        assert "revoked" in warnings(open_link(**{name: old}))
    press(other, "Dog")
    assert "revoked" in warnings(other)
    press(at, "Fox")
    assert [answer.label for answer in loop_of(open_link(run=link_of(at))).answers] == [1, 1]


def test_two_tabs_see_each_others_answers_and_never_answer_twice(open_page):
    at = open_page(**ONE)
    press(at, "Fox")
    other = open_link(run=link_of(at))
    asked = question(at)
    press(at, "Dog")
    act(other, "answer", picture=asked, label=1)  # it has the same question on screen, and is too late
    assert same(other, at)
    assert "Another tab" in stage(other)["now"]["verdict"][0]["text"]
    press(other, "Fox")
    assert runs.catch_up(run_of(at))
    assert not runs.catch_up(run_of(at))
    at.run()
    assert same(other, at)
    assert [answer.label for answer in loop_of(at).answers] == [1, 0, 1]


def test_a_page_looks_for_news_only_while_another_session_has_the_run(open_page, monkeypatch):
    at = open_page(**ONE)
    press(at, "Fox")
    looked = []
    monkeypatch.setattr(share, "look_for_news", looked.append)
    at.run()
    assert looked == []
    monkeypatch.setattr(keepings, "is_connected", lambda session: True)
    other = open_link(run=link_of(at))
    at.run()
    assert looked[-1] is run_of(at)
    assert run_of(other) in looked


def test_what_cannot_be_written_does_not_count_and_counts_once_when_it_is_sent_again(open_page, monkeypatch):
    at = open_page(**ONE)
    press(at, "Fox")
    run, asked = run_of(at), question(at)
    store = keepings.store()

    def fail(*_):
        raise StoreError("the disk of the database is full")

    event = {"n": 9, "kind": "answer", "picture": asked, "label": 0}
    sent = {"run": run.id, "client": "test", "events": [event]}
    with monkeypatch.context() as broken:
        broken.setattr(type(store), "add", fail)
        for _ in range(2):
            events.take(run, sent)
            at.run()
            assert run.done == ("test", 1)
            assert len(run.loop.answers) == 1
            assert question(at) == asked
            assert "does not count yet: the disk of the database is full" in warnings(at)
        act_again = {"n": 10, "kind": "oracle", "rounds": 2, "answered": 1}
        events.take(run, sent | {"events": [event, act_again]})
        assert run.rounds_to_go == 0
    for _ in range(2):
        events.take(run, sent)
    at.run()
    assert not warnings(at)
    assert [answer.label for answer in run.loop.answers] == [1, 0]
    assert same(open_link(run=link_of(at)), at)


def test_with_a_database_that_cannot_be_used_the_run_goes_on_and_says_that_it_is_not_kept(open_page, monkeypatch):
    def refuse():
        raise UnusableDatabaseError("The database of runs was made by a newer version of this project.")

    monkeypatch.setattr(keepings, "store", refuse)
    at = open_page(**ONE)
    press(at, "Fox")
    press(at, "Dog")
    assert [answer.label for answer in loop_of(at).answers] == [1, 0]
    assert "newer version" in warnings(at)
    assert "not kept" in warnings(at)
    assert "run" not in at.query_params


def test_the_oracles_rounds_are_one_transaction(open_page, monkeypatch):
    monkeypatch.setattr(runs, "REDRAW", 60)
    at = open_page(**ONE)
    store, added = keepings.store(), []
    add = type(store).add
    monkeypatch.setattr(type(store), "add", lambda *sent: (added.append(len(sent[4])), add(*sent))[1])
    press(at, "Run to the end")
    assert added == [12]
    assert same(open_link(run=link_of(at)), at)


def test_a_run_whose_pictures_are_gone_is_a_sentence(open_page):
    at = open_page()
    press(at, "Fox")
    token = link_of(at)
    store = keepings.store()
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET fingerprint = 'other', source = 'yours'")
    back = open_link(run=token)
    assert "pictures were uploaded, and have gone with their session" in warnings(back)
    assert question(back) is not None


def test_no_token_is_logged_or_shown_in_an_error(open_page, caplog):
    at = open_page()
    press(at, "Fox")
    keeping = run_of(at).keeping
    assert keeping.token not in repr(run_of(at)) + repr(keeping)
    token = new_token()
    lost = open_link(run=token)
    assert token not in caplog.text + warnings(lost)


# A link that was revoked, and a database that does not answer


@pytest.mark.parametrize("revoke", ["revoke", "revoke_view"])
def test_a_viewer_whose_link_is_revoked_sees_the_run_no_longer(open_page, monkeypatch, revoke):
    at = open_page(**ONE)
    press(at, "Fox")
    monkeypatch.setattr(keepings, "is_connected", lambda session: True)
    seen = open_link(show=run_of(at).keeping.view)
    assert same(seen, at)
    getattr(run_of(at).keeping, revoke)()
    seen.run()  # it looks for news, as it does every second
    assert not seen.exception
    assert "run" not in seen.session_state
    assert not seen.get("bidi_component")
    assert not seen.get("download_button")
    assert warnings(seen) == keepings.NOT_SHOWN
    assert "show" not in seen.query_params
    press_button(seen, "Start a run of your own")
    assert loop_of(seen).answers == []
    assert not warnings(seen)
    at.run()
    assert [answer.label for answer in loop_of(at).answers] == [1]


def press_button(at, label):
    (button,) = [button for button in at.button if button.label == label]
    button.click().run()
    assert not at.exception


def test_another_link_is_opened_after_one_that_was_revoked(open_page):
    at, other = open_page(**ONE), open_page(**ONE)
    for page in (at, other):
        press(page, "Fox")
    seen = open_link(show=run_of(at).keeping.view)
    run_of(at).keeping.revoke()
    assert not runs.catch_up(run_of(seen))
    seen.run()
    assert warnings(seen) == keepings.NOT_SHOWN
    seen.query_params["show"] = run_of(other).keeping.view
    seen.run()
    assert same(seen, other)
    assert not warnings(seen)


def test_a_database_that_does_not_answer_now_starts_no_new_run_and_the_link_opens_later(open_page, monkeypatch):
    at = open_page(**ONE)
    press(at, "Fox")
    token, view = run_of(at).keeping.token, run_of(at).keeping.view

    def fail(*_):
        raise StoreError("the database does not answer")

    for name, secret in (("run", token), ("show", view)):
        with monkeypatch.context() as broken:
            broken.setattr(type(keepings.store()), "open", fail)
            back = open_link(**{name: secret})
            for _ in range(2):
                assert warnings(back) == (
                    "The run cannot be opened now: the database does not answer. It is still at its link."
                )
                assert "run" not in back.session_state
                assert not back.get("bidi_component")
                assert link_of(back, name) == secret
                press_button(back, "Try again")
        press_button(back, "Try again")
        assert same(back, at)
        assert not warnings(back)
    assert len(keepings.store().open(token).lines) == 1


def test_a_database_that_cannot_be_used_is_tried_again_after_a_minute(monkeypatch, tmp_path):
    file = tmp_path / "runs.db"
    file.write_bytes(b"These are no tables. " * 1000)
    monkeypatch.setenv("FOXDOG_DATABASE", str(file))
    tried, now = [], [100.0]
    opened = keepings._opened
    monkeypatch.setattr(keepings, "_opened", lambda named: (tried.append(named), opened(named))[1])
    monkeypatch.setattr(keepings.time, "monotonic", lambda: now[0])
    for _ in range(3):
        with pytest.raises(UnusableDatabaseError, match="damaged, or is no database"):
            keepings.store()
    assert tried == [str(file)]
    file.unlink()
    now[0] += keepings.UNUSABLE_FOR
    assert keepings.store() is keepings.store()


def test_a_database_that_does_not_answer_is_tried_again_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv("FOXDOG_DATABASE", str(tmp_path / "runs.db"))
    opened, answers = keepings._opened, iter([StoreError("the database does not answer")])

    def open_later(named):
        for error in answers:
            raise error
        return opened(named)

    monkeypatch.setattr(keepings, "_opened", open_later)
    with pytest.raises(StoreError, match="does not answer"):
        keepings.store()
    assert keepings.store()

"""The page, without a browser: what each click does to the run and to what is on screen."""

import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from label_page import (
    LINK,
    act,
    captions,
    end,
    figures,
    loop_of,
    points,
    press,
    press_true,
    question,
    run_of,
    stage,
    verdict,
)
from tiny import TinyClassifier

from foxdog.evidence import paired_difference
from foxdog.learning import findings
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pages import texts
from foxdog.pages.session import datasets, events
from foxdog.pages.session import run as runs
from foxdog.pages.stage import component
from foxdog.pages.texts import answer_keys
from foxdog.pictures.dataset import DatasetError
from foxdog.text import one_line


def at_once(job, times=2):
    """What `job` returns when it is called by several threads at the same moment."""
    gate = threading.Barrier(times)

    def wait_and_do():
        gate.wait()
        return job()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(wait_and_do) for _ in range(times)]]


# A question and its answer


def test_the_page_opens_with_a_question(open_page):
    at = open_page()
    assert not at.exception
    asked = stage(at)["now"]["question"]
    assert asked["picture"] == loop_of(at).query.open[0]
    assert asked["title"] == "Is this a dog or a fox? (1 of 2)"
    assert any("The computer picks the pictures that puzzle it most." in text.value for text in at.markdown)


def test_it_says_why_it_asks_about_this_picture(open_page):
    at = open_page()
    candidates = len(loop_of(at).dataset.pool) - 8
    asked = stage(at)["now"]["question"]
    assert asked["why"] == f"Why this one? To the machine it is the most doubtful of {candidates}."
    assert asked["p"] == pytest.approx(findings.p_fox(loop_of(at), question(at)), abs=1e-4)
    by_chance = stage(open_page(strategy="random"))["now"]["question"]["why"]
    assert by_chance.startswith("Drawn by chance; to the machine it is the ")
    other = stage(open_page(strategy="committee"))["now"]["question"]["why"]
    assert other.startswith("Why this one? It is one of the pictures on which several nets disagree most; to")


def test_the_figures_say_labels_round_and_accuracy(open_page):
    at = open_page()
    press(at, "Next round")
    accuracy = loop_of(at).rounds[-1].accuracy
    for text in (
        "10 of 14 labels",
        "round 1",
        f"{accuracy:.1%} of {len(loop_of(at).dataset.test)} test pictures right",
    ):
        assert text in figures(at)


def test_the_verdict_says_what_it_had_guessed_and_what_the_answer_changed(open_page):
    at = open_page(batch=1)
    run, picture = run_of(at), question(at)
    before = run.loop
    guessed, sure = findings.guess(findings.p_fox(before, picture))
    press(at, ("Fox", "Dog")[guessed])  # the other one
    said = verdict(at)
    names = before.dataset.classes
    assert said.startswith(
        f"You said {names[1 - guessed]}, it had guessed {names[guessed]} ({sure:.0%}): you disagree."
    )
    old, new = before.rounds[-1], run.loop.rounds[-1]
    moved = ((old.proba > 0.5) != (new.proba > 0.5))[before.dataset.pool].sum()
    assert f" {moved} picture" in said or (moved == 0 and "no picture changed sides" in said)
    assert f"{new.accuracy:.1%} right" in said


def test_both_results_of_an_answer_are_in_the_browser_before_it_is_given(open_page):
    at = open_page(batch=1)
    picture, ahead = question(at), stage(at)["ahead"]
    for label in ("0", "1"):
        run = runs.Run(run_of(at).loop.after(picture, int(label)), "tiny")
        assert ahead[label]["question"]["picture"] == run.loop.query.open[0]
        assert ahead[label]["point"] == [9, round(run.loop.rounds[-1].accuracy, 4)]
    assert ahead["0"]["places"] != ahead["1"]["places"]
    press(at, "Fox")
    now = stage(at)["now"]
    assert now["question"] == ahead["1"]["question"]
    assert (now["places"], now["figures"], now["verdict"]) == tuple(
        ahead["1"][name] for name in ("places", "figures", "verdict")
    )
    assert now["mine"][-1] == ahead["1"]["point"]


def test_from_scratch_only_the_next_question_of_a_batch_is_known_ahead(open_page):
    at = open_page(model="scratch")
    ahead = stage(at)["ahead"]
    assert ahead["0"]["question"] == ahead["1"]["question"]
    assert ahead["0"]["point"] is None
    press(at, "Fox")
    assert stage(at)["ahead"] is None  # a round comes next, and takes seconds


def test_an_answer_in_the_middle_of_a_batch_asks_the_next_question(open_page):
    at = open_page()
    first, second = loop_of(at).query.open
    press(at, "Fox")
    assert question(at) == second
    assert [(answer.picture, answer.label, answer.by) for answer in loop_of(at).answers] == [(first, 1, "person")]
    assert points(at) == [8]


def test_the_last_answer_of_a_batch_adds_a_point_to_the_curve(open_page):
    at = open_page()
    assert points(at) == [8]
    press(at, "Fox")
    press(at, "Dog")
    assert points(at) == [8, 10]
    assert "with 10 labels" in stage(at)["now"]["curve_words"]


def test_the_dog_button_says_dog(open_page):
    at = open_page()
    press(at, "Dog")
    assert loop_of(at).answers[0].label == 0


def test_an_answer_counts_once(open_page):
    at = open_page()
    run, picture = run_of(at), question(at)
    runs.answer(run, picture, 1)
    runs.answer(run, picture, 1)  # the same button, clicked again before it was redrawn
    at.run()
    assert len(run.loop.answers) == 1
    assert len(run.loop.labelled) == 9
    assert question(at) == run.loop.query.open[0] != picture


def test_a_second_answer_to_the_same_question_changes_nothing(open_page):
    at = open_page()
    run, picture = run_of(at), question(at)
    runs.answer(run, picture, 1)
    said = run.verdict
    runs.answer(run, picture, 0)
    runs.skip(run, picture)
    assert [answer.label for answer in run.loop.answers] == [1]
    assert run.verdict == said


def test_an_answer_to_an_earlier_question_does_nothing(open_page):
    at = open_page()
    old = question(at)
    press(at, "Fox")
    asked = question(at)
    act(at, "answer", picture=old, label=0)
    assert [answer.label for answer in loop_of(at).answers] == [1]
    assert question(at) == asked


def test_events_that_are_sent_again_count_once(open_page):
    at = open_page()
    run, (first, second) = run_of(at), loop_of(at).query.open
    sent = [{"n": 1, "kind": "answer", "picture": first, "label": 1}]
    events.take(run, {"run": run.id, "client": "a", "events": sent})
    sent.append({"n": 2, "kind": "answer", "picture": second, "label": 0})
    events.take(run, {"run": run.id, "client": "a", "events": sent})  # the first was not confirmed yet
    events.take(run, {"run": run.id, "client": "a", "events": sent})
    assert [answer.label for answer in run.loop.answers] == [1, 0]
    assert run.done == ("a", 2)
    undo = {"n": 1, "kind": "undo", "answered": 2}
    events.take(run, {"run": "another run", "client": "b", "events": [undo]})
    assert len(run.loop.answers) == 2
    events.take(run, {"run": run.id, "client": "b", "events": [undo]})  # another tab begins at 1
    assert len(run.loop.answers) == 1


@pytest.mark.parametrize("model", ["head-start", "scratch"])
def test_an_answer_that_comes_before_its_question_is_asked_again_counts_once(open_page, model):
    """A server that was killed opens the run from its answers, and may hear the next one before it has learned them."""
    run, first = run_of(at := open_page(model=model, batch=1)), question(at)
    picture = run.loop.after(first, 1).query.open[0]
    run.loop = run.loop.fork()
    run.loop.answer(first, 1)
    before = run.loop.fork()
    assert run.loop.to_teach
    for odd in ([1], "x", None, -1, 10**30):  # which no browser sends; nothing waits for them
        odd_event = {"n": 1, "kind": "answer", "picture": odd, "label": 0}
        events.take(run, {"run": run.id, "client": str(odd), "events": [odd_event]})
        assert run.done == (str(odd), 1)
        run.loop = before
    sent = {"run": run.id, "client": "a", "events": [{"n": 1, "kind": "answer", "picture": picture, "label": 0}]}
    events.take(run, sent)
    if model == "scratch":
        assert run.done != ("a", 1)  # so the tab sends it again
        runs.teach(run)
        events.take(run, sent)
    events.take(run, sent)
    assert [(one.picture, one.label) for one in run.loop.answers][1:] == [(picture, 0)]
    assert run.done == ("a", 1)


def test_the_oracle_is_asked_once_the_round_before_is_learned(open_page):
    run, first = run_of(at := open_page(model="scratch", batch=1)), question(at)
    run.loop = run.loop.fork()
    run.loop.answer(first, 1)
    ask = {"n": 1, "kind": "oracle", "rounds": 2, "answered": 1}
    events.take(run, sent := {"run": run.id, "client": "a", "events": [ask]})
    assert (run.rounds_to_go, run.done[0]) == (0, "")
    runs.teach(run)
    events.take(run, sent)
    assert (run.rounds_to_go, run.done) == (2, ("a", 1))


@pytest.mark.parametrize(
    "sent",
    [
        None, 7, "fox", [], {}, {"client": 1, "events": []}, {"client": "a"}, {"client": "a", "events": "answer"},
        *({"client": "a", "events": [event]} for event in (
            None, {}, {"n": 1}, {"n": "1", "kind": "undo", "answered": 1}, {"n": 1, "kind": "answer"},
            {"n": 1, "kind": "answer", "picture": "x", "label": 1},
            {"n": 1, "kind": "answer", "picture": -1, "label": 1},
            {"n": 1, "kind": "answer", "picture": 0, "label": 2},
            {"n": 1, "kind": "answer", "picture": 10**30, "label": 1},
            {"n": 1, "kind": "skip", "picture": 10**30}, {"n": 1, "kind": "undo", "answered": 0},
            {"n": 1, "kind": "oracle", "rounds": 1, "answered": 0}, {"n": 1, "kind": "look", "picture": 10**9},
            {"n": 1, "kind": "look", "picture": -1}, {"n": 1, "kind": "back", "round": 9},
            {"n": 1, "kind": "back", "round": -1}, {"n": 1, "kind": ["oracle"]}, {"n": 1, "kind": "format the disk"},
        )),
    ],
)  # fmt: skip
def test_what_no_browser_would_send_changes_nothing(open_page, sent):
    at = open_page()
    press(at, "Fox")
    run = run_of(at)
    before = run.loop, list(run.loop.answers), run.rounds_to_go, run.look
    events.take(run, {"run": run.id, **sent} if isinstance(sent, dict) else sent)
    assert (run.loop, run.loop.answers, run.rounds_to_go, run.look) == before
    at.run()
    assert not at.exception


def test_a_picture_of_the_crowd_is_shown_with_what_it_believed_of_it_so_far(open_page):
    at = open_page()
    press(at, "Next round")
    assert stage(at)["look"] is None
    act(at, "look", picture=3)
    assert stage(at)["look"]["picture"] == 3
    assert stage(at)["look"]["beliefs"] == [round(float(one.proba[3]), 3) for one in loop_of(at).rounds]


@pytest.mark.parametrize(("noise", "said"), [(0.0, "The true label: "), (0.2, "The oracle's label: ")])
def test_after_one_answer_of_the_oracle_its_label_is_said_and_what_it_changed(open_page, noise, said):
    at = open_page(batch=1, noise=noise)
    press(at, "Next round")
    loop = loop_of(at)
    ((_, label),) = loop.labelled[8:]
    assert verdict(at).startswith(f"{said}{loop.dataset.classes[label]}. ")
    assert stage(at)["now"]["verdict"][1]["label"] == label  # in its colour
    assert verdict(at).endswith(texts.changes(*loop.rounds[-2:], loop.pool))


def test_after_many_answers_of_the_oracle_their_number_is_said_and_what_they_changed(open_page):
    at = open_page(batch=1, budget=20)
    press(at, "Ten rounds")
    rounds = loop_of(at).rounds
    assert verdict(at) == f"10 true labels.{texts.changes(rounds[0], rounds[10], loop_of(at).pool)}"
    press(at, "Next round")  # it is about the last time that the oracle was asked, and no longer
    assert verdict(at).startswith("The true label: ")
    press(at, "Undo")
    assert verdict(at) == texts.UNDONE
    press(at, "Run to the end")
    assert verdict(at) == ""  # the run's end says it


def test_a_net_from_scratch_says_the_oracles_labels_once_it_has_learned_them(open_page):
    at = open_page(model="scratch")
    press(at, "Next round")
    rounds = loop_of(at).rounds
    assert verdict(at) == f"2 true labels.{texts.changes(rounds[0], rounds[1], loop_of(at).pool)}"


def test_when_the_oracle_is_stopped_that_is_said(open_page):
    run = run_of(open_page())
    runs.ask_oracle(run, 0, 0)
    runs.stop_oracle(run)
    runs.go_on(run)
    assert run.verdict == [{"text": texts.STOPPED}]


def test_the_curve_in_words_says_how_far_the_random_baseline_has_come(open_page):
    at = open_page()
    press(at, "Next round")
    loop = loop_of(at)
    while loop.step_baseline():
        pass
    whole = f"The random baseline: {loop.baseline.rounds[1].accuracy:.1%} with 10 labels."
    assert texts.curve_in_words(loop).endswith(whole)
    loop.baseline.rounds.pop()
    behind = f"The random baseline, so far: {loop.baseline.rounds[0].accuracy:.1%} with 8 labels."
    assert texts.curve_in_words(loop).endswith(behind)


def test_the_middle_of_the_crowd_says_nothing_of_how_many_pictures_there_are():
    words = texts.words(("dog", "fox"), 750, 750)
    assert (words["undecided"], words["pictures"]) == ("cannot tell", "750 pictures")
    assert texts.words(("dog", "fox"), 750, 2000)["pictures"] == "750 of 2,000 pictures, drawn at random"


def test_wrong_answers_are_counted_under_the_curve(open_page):
    at = open_page()
    truth = loop_of(at).dataset.labels[question(at)]
    press(at, ("Fox", "Dog")[truth])
    press_true(at)
    press_true(at)
    assert "1 of your 3 answers differs from the true labels" in captions(at)


# Skip and undo


def test_skip_asks_another_picture_and_counts_no_label(open_page):
    at = open_page()
    first = question(at)
    press(at, "Skip")
    assert question(at) not in (None, first)
    assert first not in loop_of(at).query.open
    assert "8 of 14 labels" in figures(at)
    assert len(loop_of(at).query.open) == 2


def test_undo_takes_an_answer_back(open_page):
    at = open_page()
    first = question(at)
    press(at, "Fox")
    assert "9 of 14 labels" in figures(at)
    press(at, "Undo")
    assert question(at) == first
    assert loop_of(at).answers == []
    assert "8 of 14 labels" in figures(at)


def test_undo_takes_a_skip_back(open_page):
    at = open_page()
    first = question(at)
    press(at, "Skip")
    press(at, "Undo")
    assert question(at) == first


def test_undo_takes_back_the_round_that_the_answer_ended(open_page):
    at = open_page()
    _, second = loop_of(at).query.open
    press(at, "Fox")
    press(at, "Dog")
    assert points(at) == [8, 10]
    press(at, "Undo")
    assert points(at) == [8]
    assert "with 8 labels" in stage(at)["now"]["curve_words"]
    assert "round 0" in figures(at)
    assert question(at) == second


def test_an_answer_after_undo_teaches_the_round_again(open_page):
    at = open_page()
    press(at, "Fox")
    press(at, "Dog")
    before = loop_of(at).rounds[-1]
    press(at, "Undo")
    press(at, "Dog")
    assert points(at) == [8, 10]
    assert (loop_of(at).rounds[-1].proba == before.proba).all()


def test_undo_before_any_answer_does_nothing(open_page):
    at = open_page()
    asked = question(at)
    press(at, "Undo")
    assert question(at) == asked


# The oracle


def test_next_round_adds_exactly_one_round(open_page):
    at = open_page()
    press(at, "Next round")
    assert points(at) == [8, 10]
    assert [answer.by for answer in loop_of(at).answers] == ["oracle", "oracle"]
    assert question(at) is not None


def test_next_round_keeps_what_the_person_has_answered_in_it(open_page):
    at = open_page()
    press(at, "Fox")
    press(at, "Next round")
    assert points(at) == [8, 10]
    assert [answer.by for answer in loop_of(at).answers] == ["person", "oracle"]


def test_run_to_the_end_ends_with_the_budget_used_up(open_page):
    at = open_page()
    press(at, "Run to the end")
    assert "The run is over" in end(at)
    assert "budget of 14 labels" in end(at)
    assert len(loop_of(at).labelled) == 14
    assert points(at) == [8, 10, 12, 14]
    assert question(at) is None


def test_the_last_round_is_smaller_where_the_budget_is_no_multiple_of_the_batch(open_page):
    at = open_page(batch=4)
    press(at, "Run to the end")
    assert points(at) == [8, 12, 14]
    assert "budget of 14 labels" in end(at)


def test_ten_rounds_are_ten_rounds(open_page):
    at = open_page(batch=1, budget=20)
    press(at, "Ten rounds")
    assert points(at) == list(range(8, 19))
    assert question(at) is not None
    assert stage(at)["now"]["left"] == 2


def test_stop_ends_the_oracle_after_the_round_being_taught(open_page, monkeypatch):
    at = open_page(model="scratch")
    teach = runs.teach

    def stop_while_teaching(run):
        runs.stop_oracle(run)
        teach(run)

    monkeypatch.setattr(runs, "teach", stop_while_teaching)
    press(at, "Run to the end")
    assert points(at) == [8, 10]
    assert question(at) is not None
    assert "Stopped" in captions(at)


def test_with_a_head_start_many_rounds_are_answered_between_two_drawings_and_stop_ends_them(slow_run, monkeypatch):
    run, _ = slow_run
    quick = replace(run.loop.settings, model="head-start", batch=1)
    run = runs.Run(Loop(run.loop.dataset, quick, run.loop.model), "tiny")
    runs.prepare(run)
    assert len(run.loop.rounds) == 1
    assert not run.loop.baseline.rounds  # the page does not wait for it
    assert runs.go_on(run)
    assert len(run.loop.baseline.rounds) == 1
    monkeypatch.setattr(runs, "REDRAW", 0.25)  # a fit takes 0.1
    while runs.go_on(run):
        pass
    assert run.ceiling is not None
    runs.ask_oracle(run, 6, answered=0)
    assert runs.go_on(run)
    assert 2 <= len(run.loop.rounds) - 1 <= 3
    runs.prepare(run)
    answer = Loop.answer_by_oracle
    monkeypatch.setattr(Loop, "answer_by_oracle", lambda loop: (answer(loop), runs.stop_oracle(run)))
    before = len(run.loop.rounds)
    assert runs.go_on(run)
    assert len(run.loop.rounds) == before + 1
    while runs.go_on(run):
        pass
    assert len(run.loop.baseline.rounds) == len(run.loop.rounds) == before + 1


def test_one_question_a_round_goes_to_the_end_in_few_drawings(open_page, monkeypatch):
    monkeypatch.setattr(runs, "REDRAW", 60)
    at = open_page(batch=1)
    press(at, "Run to the end")
    assert points(at) == list(range(8, 15))
    assert loop_of(at).over == "budget"
    assert len(loop_of(at).baseline.rounds) == 7


def test_stop_before_the_oracle_answers_gives_the_question_back(open_page, monkeypatch):
    at = open_page()
    asked = question(at)
    monkeypatch.setattr(runs, "go_on", lambda run: False)  # as slow as can be
    press(at, "Run to the end")
    assert stage(at)["oracle"] == "The oracle answers: round 0 of 3."
    assert stage(at)["ahead"] is None
    press(at, "Stop")
    assert question(at) == asked
    assert loop_of(at).answers == []


# The end


def test_the_last_answer_ends_the_run(open_page):
    at = open_page(budget=10)
    press_true(at)
    press_true(at)
    assert "The run is over" in end(at)
    assert question(at) is None


def test_undo_at_the_end_asks_the_last_question_again(open_page):
    at = open_page(budget=10)
    _, second = loop_of(at).query.open
    press(at, "Fox")
    press(at, "Fox")
    press(at, "Undo")
    assert question(at) == second
    assert not end(at)


def test_a_budget_of_the_whole_pool_is_used_up(open_page, tiny):
    at = open_page(initial=44, batch=20, budget=len(tiny.pool))
    press(at, "Run to the end")
    assert len(loop_of(at).labelled) == len(tiny.pool)
    assert "The run is over" in end(at)


def test_an_empty_pool_is_a_normal_end(open_page, tiny):
    at = open_page(initial=44, batch=20, budget=len(tiny.pool))
    press(at, "Skip")
    press(at, "Run to the end")
    assert not len(loop_of(at).candidates())
    assert loop_of(at).over == "pool"
    assert "No picture is left to ask about" in end(at)
    assert len(loop_of(at).labelled) == len(tiny.pool) - 1  # the budget was not used up


def test_skipping_all_that_is_left_is_a_normal_end(open_page, tiny):
    at = open_page(initial=44, batch=20, budget=len(tiny.pool))
    press(at, "Next round")
    press(at, "Next round")
    for _ in range(4):
        assert question(at) is not None
        press(at, "Skip")
    assert points(at) == [44, 64, 84]  # nothing was learnt from skips
    assert "No picture is left to ask about" in end(at)


def test_the_end_shows_the_worst_mistakes_the_surest_first(open_page):
    at = open_page()
    press(at, "Run to the end")
    loop = loop_of(at)
    test = loop.dataset.test
    wrong = int(((loop.rounds[-1].proba[test] > 0.5) != loop.dataset.labels[test]).sum())
    assert wrong  # or there is nothing to look at
    assert f"Its worst of {wrong} mistakes" in end(at)
    taken = [mistake["caption"] for mistake in stage(at)["now"]["end"]["mistakes"]]
    sure = [int(caption.split()[1].rstrip("%")) for caption in taken]
    assert len(taken) == min(4, wrong)
    assert sure == sorted(sure, reverse=True)


def test_the_end_offers_the_next_seed_and_the_same_by_chance(open_page):
    at = open_page()
    press(at, "Run to the end")
    assert {"Next seed", "The same by random"} <= {button.label for button in at.button}
    press(at, "Next seed")
    assert loop_of(at).settings == Settings(**LINK, seed=1)
    assert points(at) == [8]
    assert "Next seed" not in {button.label for button in at.button}
    press(at, "Run to the end")
    press(at, "The same by random")
    assert loop_of(at).settings == Settings(**LINK, seed=1, strategy="random")
    press(at, "Run to the end")
    assert "The same by uncertainty" in {button.label for button in at.button}


def test_how_much_the_last_labels_changed_is_said_once_there_are_enough(open_page):
    at = open_page(batch=10, budget=40)
    press(at, "Next round")
    assert "labels changed the side of" not in captions(at)
    press(at, "Next round")
    (labels, changed), pool = findings.settled(loop_of(at), 20), len(loop_of(at).dataset.pool)
    assert labels == 20
    assert f"The last 20 labels changed the side of {changed} of {pool} pictures." in captions(at)


@pytest.mark.parametrize("prediction", texts.PREDICTIONS)
def test_what_was_expected_is_held_against_what_came(open_page, prediction):
    at = open_page()
    act(at, "oracle", rounds=0, answered=0, prediction=prediction)
    mine, random = findings.last_paired(loop_of(at))
    difference = paired_difference(mine.correct, random.correct)
    far = "far" if difference.value >= 0.05 else "ahead"
    came = far if difference.low > 0 else "behind" if difference.high < 0 else "level"
    words, points = texts.PREDICTIONS, f" ({100 * difference.value:+.1f} points)."
    if prediction == came:
        assert f"You expected it: {words[came]}{points}" in end(at)
    else:
        assert f"You expected: {words[prediction]}. It came out: {words[came]}{points}" in end(at)


@pytest.mark.parametrize("prediction", ["", "the moon is ahead", 7, None, ["ahead"]])
def test_what_is_no_prediction_is_not_held_against_anything(open_page, prediction):
    at = open_page()
    act(at, "oracle", rounds=0, answered=0, prediction=prediction)
    assert "expected" not in end(at)


def test_a_run_by_chance_has_nothing_to_predict(open_page):
    assert texts.predictions("random") == []
    assert [name for name, _ in texts.predictions("badge")] == ["far", "ahead", "level", "behind"]


def test_an_earlier_round_can_be_looked_at_and_an_answer_comes_back_to_now(open_page):
    at = open_page(batch=1)
    before = stage(at)["now"]
    press(at, "Next round")
    press(at, "Next round")
    assert stage(at)["past"] is None
    act(at, "back", round=0)
    past = stage(at)["past"]
    assert (past["round"], past["places"]) == (0, before["places"])
    assert past["figures"] == before["figures"]
    assert "10 of 14 labels" in figures(at)  # the run itself is where it was
    act(at, "back", round=2)
    assert stage(at)["past"] is None
    act(at, "back", round=1)
    press(at, "Fox")
    assert stage(at)["past"] is None


def test_the_mistakes_are_counted_and_shown_when_they_are_asked_for(open_page):
    at = open_page()
    assert not at.dataframe
    at.session_state["closer"] = "What it gets wrong"
    at.run()
    wrong = int((~loop_of(at).rounds[-1].correct).sum())
    assert at.dataframe[0].value["wrong"].sum() == wrong
    assert f"{wrong} mistakes, the surest first" in captions(at)
    assert len(at.image) == min(24, wrong)


def test_the_curve_is_said_to_be_one_run(open_page):
    at = open_page()
    press(at, "Next round")
    assert "It is one run" in captions(at)
    assert "95 % interval" in captions(at)


def test_downloads_are_offered(open_page):
    at = open_page()
    labels = ["Labels (CSV)", "Labels (Label Studio)", "Labels (Hugging Face)"]
    curve_and_run = ["Curve (CSV)", "Curve (PNG)", "Whole run (JSON)"]
    assert [button.label for button in at.download_button] == curve_and_run + labels


# Settings


def test_settings_are_taken_from_the_link(open_page):
    at = open_page(initial=6, batch=3, budget=12, seed=7, noise=0.2, rare=5)
    assert loop_of(at).settings == Settings("head-start", "uncertainty", 6, 3, 12, 0.2, 7, 5)


def test_the_model_is_in_the_link_by_its_name_and_brings_its_usual_batch(open_page, monkeypatch):
    monkeypatch.delitem(LINK, "batch")
    assert (loop_of(open_page()).settings.model, loop_of(open_page()).settings.batch) == ("head-start", 1)
    at = open_page(model="scratch", budget=40)
    assert (loop_of(at).settings.model, loop_of(at).settings.batch) == ("scratch", 10)
    assert "scratch" in at.query_params["model"]
    assert loop_of(open_page(model="scratch", batch=4)).settings.batch == 4
    assert run_of(open_page(model="genius")).loop.settings.model == "head-start"


def test_the_batch_follows_the_model_unless_it_was_chosen(open_page, monkeypatch):
    monkeypatch.delitem(LINK, "batch")
    at = open_page(budget=40)
    for model, batch in (("scratch", 10), ("head-start", 1)):
        at.segmented_control(key="model").set_value(model).run()
        assert at.number_input(key="batch").value == batch
    assert "model" not in at.query_params
    at.number_input(key="batch").set_value(4).run()
    at.segmented_control(key="model").set_value("scratch").run()
    assert at.number_input(key="batch").value == 4
    assert "scratch" in at.query_params["model"]
    press(at, "Start this run")
    assert (loop_of(at).settings.model, loop_of(at).settings.batch) == ("scratch", 4)


def test_the_strategy_is_in_the_link_by_its_name(open_page):
    assert loop_of(open_page(strategy="committee")).settings.strategy == "committee"


NOT_OFFERED = (
    *[(key, text) for key in ("seed", "initial", "batch", "budget", "noise") for text in ("inf", "-1e309", "9" * 5000)],
    *[("batch", text) for text in ("many", "99", "2.5", "", "nan")],
    *[
        ("strategy", "nonsense"),
        ("model", "genius"),
        ("noise", "7"),
        ("seed", "-1"),
        ("seed", "0.5"),
        ("pictures", "yours"),
        ("rare", "21"),
    ],
)


@pytest.mark.parametrize(("key", "value"), NOT_OFFERED)
def test_what_a_link_cannot_ask_for_is_named_and_ignored(open_page, key, value):
    at = open_page(**{key: value})
    assert not at.exception
    assert at.session_state[key] == {**asdict(Settings()), "pictures": "drawn"}[key]
    assert f"{key} = {one_line(value, 60) or 'nothing'}." in at.toast[0].value.replace("\\", "")
    assert key not in at.query_params
    assert not at.run().toast


def test_a_link_cannot_name_a_folder(open_page, monkeypatch, tiny):
    opened = []
    monkeypatch.setattr(datasets, "dataset_of", lambda source: opened.append(source) or tiny)
    at = open_page(pictures="/etc")
    assert set(opened) == {"drawn"}
    assert run_of(at).source == "drawn"
    assert "pictures = /etc." in at.toast[0].value


def test_the_pictures_the_page_was_started_with_are_offered(open_page, monkeypatch):
    monkeypatch.setattr(datasets, "STARTED_WITH", "my-photos")
    at = open_page(pictures="my-photos")
    assert at.selectbox(key="pictures").options == ["my-photos", "drawn", "photos", "watermarked"]
    assert run_of(at).source == "my-photos"


def test_every_setting_is_kept_in_the_link(open_page):
    at = open_page()
    widgets = [*at.selectbox, *at.radio, *at.number_input, *at.slider]
    assert {widget.proto.query_param_key for widget in widgets} == {
        "pictures", "strategy", "initial", "batch", "budget", "noise", "seed", "rare",
    }  # fmt: skip


def test_changed_settings_leave_the_run_alone_until_it_is_started(open_page):
    at = open_page()
    press(at, "Fox")
    run = run_of(at)
    at.number_input(key="seed").set_value(5).run()
    assert run_of(at) is run
    assert "These settings are not those of the run on screen" in captions(at)
    assert "The run on screen stays at its link" in captions(at)
    run.keeping = None
    at.run()
    assert "The answers of the run on screen (1) will be gone" in captions(at)


def test_a_new_run_replaces_the_old(open_page):
    at = open_page()
    press(at, "Next round")
    at.number_input(key="seed").set_value(5).run()
    press(at, "Start this run")
    assert loop_of(at).settings.seed == 5
    assert loop_of(at).answers == []
    assert points(at) == [8]
    assert "round 0" in figures(at)
    assert question(at) in loop_of(at).query.open


def test_start_again_starts_the_same_run_from_its_beginning(open_page):
    at = open_page()
    first = question(at)
    press(at, "Next round")
    press(at, "Start again")
    assert loop_of(at).settings == Settings(**LINK)
    assert question(at) == first
    assert points(at) == [8]


def test_bad_settings_are_a_sentence_and_leave_the_run_on_screen(open_page, tiny):
    at = open_page()
    press(at, "Fox")
    run, asked = run_of(at), question(at)
    at.number_input(key="budget").set_value(len(tiny.pool) + 1).run()
    press(at, "Start this run")
    (error,) = at.error
    assert error.value.startswith("The budget must be 8 (the initial set) to 88 (the pool) labels")
    assert run_of(at) is run
    assert question(at) == asked
    press(at, "Dog")
    assert points(at) == [8, 10]


def test_a_link_with_a_budget_over_the_pool_is_a_sentence_and_can_be_put_right(open_page):
    at = open_page(budget=1000)
    (error,) = at.error
    assert "The budget must be" in error.value
    assert not at.exception
    assert not at.get("bidi_component")
    at.number_input(key="budget").set_value(14).run()
    assert not at.error
    assert question(at) is not None


def test_pictures_that_cannot_be_read_are_a_sentence(open_page, monkeypatch):
    def no_pictures(source):
        raise DatasetError("There is no such folder.")

    monkeypatch.setattr(datasets, "dataset_of", no_pictures)
    at = open_page()
    assert [error.value for error in at.error] == ["There is no such folder."]
    assert not at.exception


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not list a process's open files")
def test_many_runs_leave_no_files_or_threads_open(open_page):
    at = open_page()

    def run_on(runs):
        for seed in runs:
            press(at, "Fox")
            press(at, "Next round")
            press(at, "Undo")
            at.number_input(key="seed").set_value(seed).run()
            press(at, "Start this run")
        gc.collect()
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count()

    files, threads = run_on(range(1, 3))
    files_later, threads_later = run_on(range(3, 51))
    assert files_later <= files
    assert threads_later <= threads


# Two scripts of one session at the same moment


@pytest.fixture
def slow_run(tiny, tiny_model):
    """A run whose fits take so long that two threads meet in them, and the sizes of its fits."""
    fits = []

    class Slow(TinyClassifier):
        def fit(self, X, y):  # noqa: N803 - scikit-learn's names
            fits.append(len(X))
            time.sleep(0.1)
            return super().fit(X, y)

    model = tiny_model("scratch", tiny, estimator=Slow)
    return runs.Run(Loop(tiny, Settings(**LINK, model="scratch"), model), "tiny"), fits


def test_two_scripts_that_teach_at_once_teach_once(slow_run):
    run, fits = slow_run
    at_once(lambda: runs.teach(run))
    assert fits == [8]
    assert len(run.loop.rounds) == 1


def test_two_scripts_that_teach_the_baseline_at_once_teach_it_once(slow_run):
    run, fits = slow_run
    runs.teach(run)
    fits.clear()
    assert sorted(at_once(lambda: runs.step_baseline(run))) == [False, True]
    assert fits == [8]
    assert len(run.loop.baseline.rounds) == 1


def test_two_scripts_measure_the_ceiling_once(slow_run, tiny):
    run, fits = slow_run
    runs._ceiling.clear()  # another test's run on the same pictures has measured it
    assert sorted(at_once(lambda: runs.measure_ceiling(run))) == [False, True]
    assert fits == [len(tiny.pool)]


def test_a_ceiling_is_that_of_the_recipe(slow_run, tiny, tiny_model):
    """A body of one's own, made between two runs, gives another."""
    run, fits = slow_run
    runs._ceiling.clear()
    runs.measure_ceiling(run)
    other = replace(run.loop.model, recipe="another body's")
    runs.measure_ceiling(runs.Run(Loop(tiny, run.loop.settings, other), "tiny"))
    assert fits == [len(tiny.pool)] * 2


def test_a_ceiling_is_that_of_the_foxes_that_stay(slow_run, tiny):
    run, fits = slow_run
    runs._ceiling.clear()
    runs.measure_ceiling(run)
    rare = Loop(tiny, replace(run.loop.settings, rare=10), run.loop.model)
    runs.measure_ceiling(runs.Run(rare, "tiny"))
    assert fits == [len(tiny.pool), len(rare.pool)]
    assert len(rare.pool) < len(tiny.pool)


def test_two_scripts_let_the_oracle_answer_one_round_once(slow_run, monkeypatch):
    run, _ = slow_run
    runs.teach(run)
    runs.ask_oracle(run, 1, answered=0)
    monkeypatch.setattr(Loop, "answer_by_oracle", slowly(Loop.answer_by_oracle))
    at_once(lambda: runs.go_on(run))
    assert run.rounds_to_go == 0
    assert len(run.loop.answers) == 2
    assert len(run.loop.rounds) == 2


def test_a_round_answered_by_a_script_that_was_stopped_is_trained_by_the_next(slow_run):
    run, _ = slow_run
    runs.teach(run)
    runs.ask_oracle(run, 2, answered=0)
    assert runs._answer_a_round(run)  # and then this script is stopped, for a click has started another
    assert runs.go_on(run)
    assert len(run.loop.answers) == 2
    assert len(run.loop.rounds) == 2


def test_an_answer_given_by_two_scripts_at_once_counts_once(slow_run, monkeypatch):
    run, _ = slow_run
    runs.teach(run)
    picture = run.loop.query.open[0]
    monkeypatch.setattr(
        "foxdog.learning.loop.replace", slowly(replace)
    )  # after the answer is looked at, before it counts
    at_once(lambda: runs.answer(run, picture, 1))
    assert len(run.loop.answers) == 1


def test_an_answer_does_not_wait_for_the_baseline(slow_run):
    run, _ = slow_run
    runs.teach(run)
    with ThreadPoolExecutor(1) as pool, run.baseline_lock:
        pool.submit(runs.answer, run, run.loop.query.open[0], 1).result(timeout=5)
    assert len(run.loop.answers) == 1


def test_stop_does_not_wait_for_the_round_being_taught(slow_run):
    run, _ = slow_run
    run.rounds_to_go = 2
    with ThreadPoolExecutor(1) as pool, run.lock:
        pool.submit(runs.stop_oracle, run).result(timeout=5)
    assert run.rounds_to_go == 0


def slowly(function):
    """The same function, so slow that two threads meet in it."""

    def wait_and_do(*args, **kwargs):
        time.sleep(0.1)
        return function(*args, **kwargs)

    return wait_and_do


def test_a_second_n_for_the_same_round_is_not_a_second_round(slow_run):
    run, _ = slow_run
    runs.teach(run)
    runs.ask_oracle(run, 1, answered=0)
    assert runs.go_on(run)
    runs.ask_oracle(run, 1, answered=0)
    assert run.rounds_to_go == 0
    assert len(run.loop.rounds) == 2


@pytest.mark.parametrize(
    ("classes", "keys"),
    [
        (("dog", "fox"), ("D", "F")),
        (("goose", "gander"), ("1", "2")),  # the same
        (("cat", "dog"), ("1", "2")),  # Streamlit takes C
        (("newt", "toad"), ("1", "2")),  # N is for the next round
        (("\N{LATIN SMALL LETTER SHARP S}a", "b"), ("1", "2")),  # SS as a capital
        (("!", "b"), ("1", "2")),
    ],
)
def test_the_keys_of_answers_are_free_ones(classes, keys):
    assert answer_keys(classes) == keys


# What if, and you choose


ONE = {"batch": 1, "budget": 20}


def test_what_the_other_answer_would_have_done_is_there_and_is_right(open_page):
    at = open_page(**ONE)
    assert stage(at)["what_if"] is None
    asked = question(at)
    press(at, "Fox")
    other = stage(at)["what_if"]
    assert other["ask"] == "What if I had said dog?"
    press(at, "Undo")
    assert stage(at)["what_if"] is None
    assert question(at) == asked
    press(at, "Dog")
    now = stage(at)["now"]
    assert (other["places"], other["figures"]) == (now["places"], now["figures"])
    assert f"If you had said dog: {now['figures'][0][0]} right" in other["text"]


def test_an_answer_that_ends_no_round_has_no_what_if(open_page):
    at = open_page(batch=2)
    press(at, "Fox")
    assert stage(at)["what_if"] is None


def test_the_oracle_leaves_no_what_if(open_page):
    at = open_page(**ONE)
    press(at, "Fox")
    press(at, "Next round")
    assert stage(at)["what_if"] is None


def test_the_person_chooses_the_questions_of_a_run_from_the_same_start(open_page):
    at = open_page(**ONE)
    for _ in range(3):
        press(at, "Next round")
    machine = loop_of(at)
    act(at, "choose", on=True)
    yours = loop_of(at)
    assert yours is not machine
    assert question(at) is None  # nothing is asked before something is chosen
    assert np.array_equal(yours.rounds[0].proba, machine.rounds[0].proba)
    assert stage(at)["now"]["other"] == [[one.labelled, round(one.accuracy, 4)] for one in machine.rounds]
    chosen = int(yours.candidates()[7])
    act(at, "chosen", picture=chosen)
    assert question(at) == chosen
    assert "You chose it" in stage(at)["now"]["question"]["why"]
    press(at, "Fox")
    assert yours.labelled[-1] != (chosen, 1)  # the run before stays as it is
    assert loop_of(at).labelled[-1] == (chosen, 1)
    assert question(at) is None
    assert "your choice" in captions(at)
    assert "machine's own questions" in captions(at)


def test_back_from_ones_choices_the_run_is_where_it_was(open_page):
    at = open_page(**ONE)
    press(at, "Next round")
    machine, asked = loop_of(at), question(at)
    act(at, "choose", on=True)
    act(at, "chosen", picture=int(loop_of(at).candidates()[0]))
    press(at, "Dog")
    act(at, "choose", on=False)
    assert loop_of(at) is machine
    assert question(at) == asked
    assert len(stage(at)["now"]["other"]) == 2
    act(at, "choose", on=True)
    assert len(loop_of(at).rounds) == 2


def test_only_free_pictures_of_the_pool_are_chosen_and_the_oracle_chooses_none(open_page):
    at = open_page(**ONE)
    act(at, "choose", on=True)
    loop = loop_of(at)
    for picture in (loop.initial[0], int(loop.dataset.test[0]), -1, 10**6):
        act(at, "chosen", picture=picture)
        assert question(at) is None
    act(at, "oracle", rounds=5, answered=0)
    assert len(loop_of(at).rounds) == 1


def test_undo_gives_the_chosen_question_back(open_page):
    at = open_page(**ONE)
    act(at, "choose", on=True)
    chosen = int(loop_of(at).candidates()[3])
    act(at, "chosen", picture=chosen)
    press(at, "Fox")
    press(at, "Undo")
    assert question(at) == chosen


@pytest.mark.parametrize("settings", [{"batch": 2}, {"batch": 1, "model": "scratch"}])
def test_one_chooses_only_where_each_answer_is_learned_at_once(open_page, settings):
    at = open_page(**settings)
    act(at, "choose", on=True)
    assert not run_of(at).choosing


def test_an_answer_is_drawn_while_another_session_computes(slow_run):
    """Many sessions look ahead at once: whoever answers does not wait for them."""
    run, _ = slow_run
    run.loop = Loop(run.loop.dataset, replace(run.loop.settings, model="head-start", batch=1), run.loop.model)
    runs.prepare(run)
    with ThreadPoolExecutor(1) as pool, runs._one_session.held():
        pool.submit(runs.answer, run, run.loop.query.open[0], 1).result(timeout=5)
        pool.submit(runs.prepare, run).result(timeout=5)
    assert len(run.loop.answers) == 1


def test_what_another_script_computes_while_the_page_is_drawn_is_drawn_too(open_page, monkeypatch):
    """The script that computed it was stopped by a click before it could draw."""
    mount, computed_elsewhere = component.mount, []

    def mount_and_compute(data, *more):
        mount(data, *more)
        if not computed_elsewhere:
            computed_elsewhere.append(True)
            while runs.go_on(runs.current()):
                pass

    monkeypatch.setattr(component, "mount", mount_and_compute)
    at = open_page(model="head-start", batch=1)
    assert computed_elsewhere
    assert set(stage(at)["ahead"]) == {"0", "1"}
    assert len(stage(at)["now"]["random"]) == 1


def test_a_look_ahead_that_comes_too_late_looks_nowhere(slow_run):
    run, fits = slow_run
    run.loop = Loop(run.loop.dataset, replace(run.loop.settings, model="head-start", batch=1), run.loop.model)
    runs.prepare(run)
    before = len(fits)
    with ThreadPoolExecutor(1) as pool:
        with runs._one_session.held():
            waiting = pool.submit(runs.go_on, run)
            time.sleep(0.2)
            runs.answer(run, run.loop.query.open[0], 1)
        waiting.result(timeout=5)
    assert len(fits) == before + 1  # the answer's own
    assert run.ahead is None

import json

import pytest

from foxdog.learning.loop import Loop, replay
from foxdog.learning.run_file import curve_csv, curve_rows, read_run, run_json
from foxdog.learning.settings import Settings


@pytest.fixture
def loop(tiny, tiny_model):
    loop = Loop(tiny, Settings(initial=6, batch=3, budget=15, seed=4), tiny_model("head-start", tiny))
    loop.teach()
    loop.skip(loop.query.open[0])
    while not loop.over:
        loop.step()
    while loop.step_baseline():
        pass
    return loop


def test_the_curve_has_a_row_a_round(loop):
    lines = curve_csv(loop).splitlines()
    assert lines[0] == "round,labelled,accuracy,baseline"
    assert lines[1] == f"0,6,{loop.rounds[0].accuracy:.4f},{loop.baseline.rounds[0].accuracy:.4f}"
    assert [line.split(",")[1] for line in lines[1:]] == ["6", "9", "12", "15"]


def test_a_baseline_that_is_behind_leaves_its_cell_empty(tiny, tiny_model):
    loop = Loop(tiny, Settings(initial=6, budget=6), tiny_model("head-start", tiny))
    loop.teach()
    assert curve_csv(loop).splitlines()[1].endswith(",")
    assert curve_rows(loop)[0]["baseline"] is None


def test_a_saved_run_can_be_replayed(loop, tiny, tiny_model):
    settings, answers = read_run(run_json(loop, 0.9), tiny)
    again = replay(tiny, settings, answers, tiny_model("head-start", tiny))
    while again.step_baseline():
        pass
    assert curve_csv(again) == curve_csv(loop)


def test_a_saved_run_names_its_pictures_recipe_and_answers(loop, tiny):
    run = json.loads(run_json(loop, 0.9))
    assert run["pictures"] == {"name": "tiny", "fingerprint": tiny.fingerprint, "classes": ["dog", "fox"]}
    assert (run["recipe"], run["ceiling"]) == ("tiny-head-start", 0.9)
    assert (run["settings"]["model"], run["settings"]["seed"]) == ("head-start", 4)
    assert run["answers"][0]["label"] is None
    assert {answer["picture"] for answer in run["answers"]} < set(tiny.names.tolist())
    assert len(run["rounds"]) == len(run["baseline"]) == 4


def test_a_run_of_another_version_is_refused(loop, tiny):
    text = run_json(loop).replace('"format": 2', '"format": 0')
    with pytest.raises(ValueError, match=r"another version of this project: make it again\.$"):
        read_run(text, tiny)


def test_a_run_of_other_pictures_is_refused_though_they_have_the_same_names(loop, tiny):
    from dataclasses import replace

    with pytest.raises(ValueError, match="belongs to the pictures tiny"):
        read_run(run_json(loop), replace(tiny, labels=1 - tiny.labels))

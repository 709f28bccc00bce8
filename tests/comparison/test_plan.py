"""What there is to compute."""

from dataclasses import replace

import pytest
from making_comparisons import SETTINGS, STRATEGIES, TASKS

from foxdog.comparison.plan import plan_tasks
from foxdog.learning.settings import SettingsError


def test_the_plan_has_each_strategy_random_and_the_ceiling_for_each_seed_seed_by_seed(tasks):
    assert len(tasks) == TASKS
    first = tasks[: len(STRATEGIES) + 2]
    assert [(task.settings.strategy, task.settings.seed, task.ceiling) for task in first] == [
        ("uncertainty", 0, False),
        ("k-centre", 0, False),
        ("random", 0, False),
        ("random", 0, True),
    ]


def test_random_is_not_there_twice_when_it_is_asked_for(tiny, source):
    assert len(plan_tasks(source, tiny, SETTINGS, ["random", "random"], 1)) == 2


def test_a_built_in_set_is_sent_by_name_and_a_path_whole(tiny, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert plan_tasks("drawn", tiny, SETTINGS, [], 1)[0].pictures == "drawn"
    assert plan_tasks("", tiny, SETTINGS, [], 1)[0].pictures == ""  # at hand, wherever this is
    assert plan_tasks("some/set.arrow", tiny, SETTINGS, [], 1)[0].pictures == str(tmp_path / "some/set.arrow")


def test_what_cannot_be_planned_is_refused_in_one_sentence(tiny):
    with pytest.raises(SettingsError, match=r"There is no strategy psychic, lucky; there are uncertainty, .*random\.$"):
        plan_tasks("drawn", tiny, SETTINGS, ["psychic", "badge", "lucky"], 3)
    with pytest.raises(SettingsError, match="number of seeds must be 1 or more"):
        plan_tasks("drawn", tiny, SETTINGS, [], 0)
    with pytest.raises(SettingsError, match=r"more than the initial set \(4\): there is no curve yet"):
        plan_tasks("drawn", tiny, replace(SETTINGS, budget=4), [], 1)
    with pytest.raises(SettingsError, match=r"The model must be one of head-start, scratch, not .genius.\.$"):
        plan_tasks("drawn", tiny, replace(SETTINGS, model="genius"), [], 1)
    with pytest.raises(SettingsError, match="budget must be 4"):
        plan_tasks("drawn", tiny, replace(SETTINGS, budget=9999), [], 1)


def test_rounds_and_fits_are_counted(tiny):
    tasks = plan_tasks("drawn", tiny, replace(SETTINGS, budget=17), ["committee"], 1)
    assert [task.rounds for task in tasks] == [4, 4, 1]  # 4, 10, 16 and 17 labels
    assert [task.fits for task in tasks] == [40, 4, 1]  # a committee of ten, random, ceiling
    from_scratch = plan_tasks("drawn", tiny, replace(SETTINGS, model="scratch", budget=17), ["committee"], 1)
    assert [task.fits for task in from_scratch] == [12, 4, 1]  # a committee of three
    one_by_one = plan_tasks("drawn", tiny, replace(SETTINGS, batch=1), [], 1)
    assert [task.rounds for task in one_by_one] == [SETTINGS.budget - SETTINGS.initial + 1, 1]

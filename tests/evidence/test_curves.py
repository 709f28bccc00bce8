import csv
import io

import numpy as np
import pytest
from made_curves import curves

from foxdog.evidence import curves_from_rows


def row(strategy, seed, labelled, accuracy, **setting):
    known = {"pictures": "drawn", "initial": 20, "batch": 10, "budget": 40, "noise": 0.0}
    return known | setting | {"strategy": strategy, "seed": seed, "labelled": labelled, "accuracy": accuracy}


def run(strategy, seed, accuracies=(0.6, 0.7, 0.8), **setting):
    return [row(strategy, seed, 20 + 10 * at, accuracy, **setting) for at, accuracy in enumerate(accuracies)]


def test_rows_become_one_paired_table_a_setting():
    rows = [*run("random", 1), *run("random", 0, (0.5, 0.6, 0.7)), *run("committee", 0), *run("committee", 1)]
    (made,) = curves_from_rows(rows)
    assert made.seeds == (0, 1)
    assert made.labelled.tolist() == [20, 30, 40]
    assert made.accuracy["random"].tolist() == [[0.5, 0.6, 0.7], [0.6, 0.7, 0.8]]
    assert made.strategies == ("committee",)
    assert (made.pictures, made.initial, made.batch, made.budget, made.noise) == ("drawn", 20, 10, 40, 0.0)


def test_rows_may_be_shuffled_and_come_from_a_file():
    rows = [*run("random", 0), *run("uncertainty", 0, (0.6, 0.75, 0.8))]
    file = io.StringIO()
    table = csv.DictWriter(file, rows[0])
    table.writeheader()
    table.writerows(rows[::-1])
    file.seek(0)
    (made,) = curves_from_rows(csv.DictReader(file))
    assert made.accuracy["uncertainty"].tolist() == [[0.6, 0.75, 0.8]]


def test_a_seed_that_is_not_complete_for_every_strategy_is_left_out():
    rows = [*run("random", 0), *run("random", 1), *run("random", 2), *run("a", 0), *run("a", 1)[:2], *run("a", 3)]
    (made,) = curves_from_rows(rows)
    assert made.seeds == (0,)


def test_only_the_chosen_strategies_need_be_complete():
    rows = [*run("random", 0), *run("random", 1), *run("a", 0), *run("a", 1), *run("b", 1)]
    assert curves_from_rows(rows)[0].seeds == (1,)
    (made,) = curves_from_rows(rows, strategies=["a"])
    assert made.seeds == (0, 1)
    assert made.strategies == ("a",)


def test_a_setting_without_a_paired_seed_is_left_out():
    assert curves_from_rows([*run("random", 0), *run("a", 1)]) == []
    assert curves_from_rows(run("a", 0)) == []
    assert curves_from_rows(run("random", 0), strategies=["a"]) == []


def test_settings_are_kept_apart():
    rows = [*run("random", 0), *run("random", 0, noise=0.2)]
    assert [made.noise for made in curves_from_rows(rows)] == [0.0, 0.2]


def test_ceilings_find_their_pictures_noise_and_seed():
    rows = [*run("random", 0), *run("random", 1), *run("random", 0, noise=0.2)]
    tops = [row("", 1, 700, 0.9), row("", 1, 700, 0.8, noise=0.2), row("", 0, 900, 0.7, pictures="photos")]
    clean, noisy = curves_from_rows(rows, tops)
    assert np.isnan(clean.ceilings[0])
    assert clean.ceilings[1] == 0.9
    assert noisy.ceilings is None


def test_a_row_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        curves_from_rows([*run("random", 0), row("random", 0, 30, 0.7)])


def test_a_missing_column_and_a_word_for_a_number_are_refused():
    with pytest.raises(ValueError, match="lack a column 'noise'"):
        curves_from_rows([{name: cell for name, cell in row("random", 0, 20, 0.6).items() if name != "noise"}])
    with pytest.raises(ValueError, match="accuracy must be a number, not 'high'"):
        curves_from_rows([row("random", 0, 20, "high")])


@pytest.mark.parametrize(
    ("accuracy", "changed", "sentence"),
    [
        ({"random": np.ones((3, 4)), "a": np.ones((2, 4))}, {}, "not paired: a has"),
        ({"random": np.ones((3, 4)), "a": np.ones((3, 3))}, {}, "not paired: a has"),
        ({"random": np.full((3, 4), np.nan)}, {}, "missing or not within"),
        ({"random": np.full((3, 4), 80.0)}, {}, "missing or not within"),
        ({"random": np.ones((3, 4))}, {"seeds": (0, 1, 1)}, "each only once"),
        ({"random": np.ones((3, 4))}, {"labelled": [20, 40, 30, 50]}, "must rise"),
        ({"random": np.ones((3, 4))}, {"initial": 10}, "from the initial set"),
        ({"random": np.ones((3, 4))}, {"ceilings": np.ones(2)}, "2 of them for 3 seeds"),
    ],
)
def test_unpaired_or_impossible_curves_are_refused(accuracy, changed, sentence):
    with pytest.raises(ValueError, match=sentence):
        curves(accuracy, **changed)


def test_curves_without_the_baseline_are_refused():
    made = curves({"random": np.ones((3, 4))})
    with pytest.raises(ValueError, match="lack random"):
        type(made)(**(vars(made) | {"accuracy": {"a": np.ones((3, 4))}}))

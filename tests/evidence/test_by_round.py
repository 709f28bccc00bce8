import numpy as np
import pytest
from made_curves import curves
from scipy import stats

from foxdog.evidence import difference_rows, mean_rows, seed_rows

MADE = curves({"random": [[0.5, 0.6], [0.5, 0.7], [0.5, 0.8]], "a": [[0.5, 0.7], [0.5, 0.7], [0.5, 0.7]]})


def test_a_row_is_the_mean_with_students_interval_worked_by_hand():
    rows = {(row["strategy"], row["labelled"]): row for row in mean_rows(MADE)}
    assert len(rows) == 4
    margin = stats.t.ppf(0.975, 2) * 0.1 / np.sqrt(3)
    row = rows["random", 30]
    assert (row["mean"], row["seeds"]) == (pytest.approx(0.7), 3)
    assert (row["low"], row["high"]) == (pytest.approx(0.7 - margin, abs=1e-6), pytest.approx(0.7 + margin, abs=1e-6))


def test_differences_are_paired_and_random_has_none():
    first, second = difference_rows(MADE)
    assert (first["strategy"], first["mean"], first["low"]) == ("a", 0, 0)
    assert second["mean"] == pytest.approx(0)  # +0.1, 0, -0.1
    assert second["low"] < 0 < second["high"]


def test_one_seed_has_no_interval():
    rows = mean_rows(curves({"random": [[0.5, 0.6]]}))
    assert {row["low"] for row in rows} == {row["high"] for row in rows} == {None}


def test_every_seed_has_a_row_a_round():
    rows = seed_rows(MADE)
    assert len(rows) == 12
    assert {"strategy": "random", "seed": 2, "labelled": 30, "accuracy": 0.8} in rows

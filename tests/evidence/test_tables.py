import json

import numpy as np
import pytest
from made_curves import LABELLED, curves, noisy, rising
from scipy import stats

from foxdog.evidence.tables import ceiling, difference_rows, from_ceiling, mean_rows, seed_rows, summary_rows

SMALL = curves({"random": [[0.5, 0.6], [0.5, 0.7], [0.5, 0.8]] * 2, "a": [[0.5, 0.7]] * 6})


@pytest.fixture(scope="module")
def made():
    truths = {"random": rising(LABELLED), "uncertainty": rising(LABELLED / 0.7), "worse": rising(LABELLED * 0.7)}
    return curves(noisy(np.random.default_rng(0), truths), ceilings=np.full(20, 0.9))


def test_one_row_a_strategy_and_the_baseline_last(made):
    rows = summary_rows(made)
    assert [row["strategy"] for row in rows] == ["uncertainty", "worse", "random"]
    assert len({tuple(row) for row in rows}) == 1  # the same columns


def test_the_figures_are_those_of_the_curves(made):
    better, worse, baseline = summary_rows(made)
    gain = made.accuracy["uncertainty"] - made.accuracy["random"]
    assert better["difference"] == pytest.approx(np.trapezoid(gain, LABELLED).mean() / 280)
    assert better["difference"] == pytest.approx(better["aulc"] - baseline["aulc"])
    assert better["difference_low"] < better["difference"] < better["difference_high"]
    assert (better["verdict"], worse["verdict"], baseline["verdict"]) == ("ahead", "behind", None)
    assert better["saving_at_80"] == pytest.approx(1 - better["labels_to_80"] / baseline["labels_to_80"])
    assert better["labels_to_80"] == pytest.approx(70, abs=10)
    assert worse["saving_at_80"] < 0
    assert better["accuracy_at_budget"] == pytest.approx(made.accuracy["uncertainty"][:, -1].mean())
    assert better["seeds"] == 20


def test_rounds_won_and_lost_add_up(made):
    better, worse, _ = summary_rows(made)
    for row in (better, worse):
        assert row["wins"] + row["ties"] + row["losses"] == 28
    assert better["wins"] > 10 > better["losses"]
    assert worse["losses"] > 10 > worse["wins"]


def test_what_is_not_reached_is_none(made):
    _, worse, baseline = summary_rows(made)
    assert worse["labels_to_90"] is baseline["labels_to_90"] is None
    assert worse["saving_at_90"] is None
    assert baseline["saving_at_80"] is None


def test_rows_are_plain_enough_for_a_file(made):
    assert json.loads(json.dumps(summary_rows(made), allow_nan=False))


def test_an_open_interval_is_none():
    rows = summary_rows(curves({"random": [[0.6, 0.8]], "a": [[0.6, 0.9]]}))
    assert rows[0]["aulc_low"] is None
    assert rows[0]["verdict"] == "too few seeds"
    assert json.dumps(rows, allow_nan=False)


def test_the_ceiling_and_the_way_to_it_worked_by_hand():
    made = curves({"random": [[0.6, 0.72], [0.6, 0.82], [0.6, 0.7]]}, ceilings=np.array([0.8, 0.9, np.nan]))
    assert ceiling(made).value == pytest.approx(0.85)
    assert from_ceiling(made, "random").value == pytest.approx(-0.08)
    assert from_ceiling(made, "random").low == pytest.approx(-0.08)  # both -0.08; the third has no ceiling


def test_without_a_ceiling_there_is_no_way_to_it():
    made = curves({"random": [[0.6, 0.72]]})
    assert ceiling(made) is None
    assert from_ceiling(made, "random") is None


# One row for each round


def test_a_row_is_the_mean_with_students_interval_worked_by_hand():
    rows = {(row["strategy"], row["labelled"]): row for row in mean_rows(SMALL)}
    assert len(rows) == 4
    margin = stats.t.ppf(0.975, 5) * (0.04 / 5) ** 0.5 / 6**0.5
    row = rows["random", 30]
    assert (row["mean"], row["seeds"]) == (pytest.approx(0.7), 6)
    assert (row["low"], row["high"]) == (pytest.approx(0.7 - margin, abs=1e-6), pytest.approx(0.7 + margin, abs=1e-6))


def test_differences_are_paired_and_random_has_none():
    first, second = difference_rows(SMALL)
    assert (first["strategy"], first["mean"], first["low"]) == ("a", 0, 0)
    assert second["mean"] == pytest.approx(0)  # +0.1, 0, -0.1
    assert second["low"] < 0 < second["high"]


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_below_six_seeds_there_is_no_band(seeds):
    few = curves({"random": np.linspace(0.5, 0.6, 2 * seeds).reshape(seeds, 2), "a": np.full((seeds, 2), 0.6)})
    for rows in (mean_rows(few), difference_rows(few)):
        assert {row["low"] for row in rows} == {row["high"] for row in rows} == {None}
    for row in summary_rows(few):
        assert row["aulc_low"] is row["aulc_high"] is None


def test_the_bands_of_several_splits_are_wider():
    accuracy = {"random": np.repeat([0.5, 0.6, 0.7], 4)[:, None] + np.linspace(0, 0.02, 2)}
    (one, *_), (several, *_) = (
        mean_rows(curves(accuracy, splits=of)) for of in ((0,) * 12, (0,) * 4 + (1,) * 4 + (2,) * 4)
    )
    assert several["high"] - several["low"] > 2 * (one["high"] - one["low"])


def test_no_saving_is_given_without_a_reliable_verdict():
    truths = {"random": rising(LABELLED), "alike": rising(LABELLED)}
    alike, _ = summary_rows(curves(noisy(np.random.default_rng(0), truths)))
    assert alike["verdict"] == "no reliable difference"
    assert alike["labels_to_80"] is not None
    assert {alike[key] for key in alike if key.startswith("saving")} == {None}


def test_the_runs_won_are_counted(made):
    better, worse, baseline = summary_rows(made)
    assert (better["runs_won"], better["runs_lost"]) == (20, 0)
    assert worse["probability"] == 0
    assert baseline["runs_won"] is None


def test_every_seed_has_a_row_a_round():
    rows = seed_rows(SMALL)
    assert len(rows) == 24
    assert {"strategy": "random", "seed": 2, "labelled": 30, "accuracy": 0.8} in rows

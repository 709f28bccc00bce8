import numpy as np
import pytest
from scipy import stats

from foxdog.evidence.intervals import (
    Estimate,
    binomial_interval,
    jackknife_margin,
    leave_one_out,
    mean_estimate,
    share_interval,
    standard_errors,
    t_margins,
)


def test_students_interval_worked_by_hand():
    estimate = mean_estimate(np.array([0.70, 0.72, 0.74, 0.80]))
    margin = 3.182446 * (0.0056 / 3 / 4) ** 0.5  # t of 3 degrees of freedom; squares -4, -2, 0, 6 points sum to 56
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.74, 0.74 - margin, 0.74 + margin))


def test_one_seed_has_no_interval():
    estimate = mean_estimate(np.array([0.7]))
    assert (estimate.value, estimate.low, estimate.high) == (0.7, -np.inf, np.inf)


def test_the_jackknife_of_a_mean_is_students_interval():
    values = np.random.default_rng(0).normal(0, 1, (9, 1))
    margin = jackknife_margin(leave_one_out(values)[:, 0])
    interval = stats.ttest_1samp(values[:, 0], 0).confidence_interval(0.95)
    assert margin == pytest.approx((interval.high - interval.low) / 2)


def test_the_test_sets_interval_is_wilsons_worked_by_hand():
    found = binomial_interval(0.8, 300)
    z = 1.959964
    centre = (0.8 + z**2 / 600) / (1 + z**2 / 300)
    margin = z * (0.8 * 0.2 / 300 + z**2 / (4 * 300**2)) ** 0.5 / (1 + z**2 / 300)
    assert (found.value, found.low, found.high) == pytest.approx((0.8, centre - margin, centre + margin), abs=1e-6)


def test_300_test_pictures_leave_about_four_and_a_half_points():
    found = binomial_interval(0.8, 300)
    assert 0.040 < found.high - 0.8 < 0.8 - found.low < 0.050


@pytest.mark.parametrize(("accuracy", "pictures"), [(80, 300), (0.8, 0), (-0.1, 300)])
def test_an_impossible_accuracy_is_refused(accuracy, pictures):
    with pytest.raises(ValueError, match="cannot be"):
        binomial_interval(accuracy, pictures)


@pytest.mark.parametrize(
    ("low", "high", "excludes"), [(0.1, 0.3, True), (-0.3, -0.1, True), (-0.1, 0.3, False), (0.0, 0.3, False)]
)
def test_an_interval_excludes_zero_on_either_side(low, high, excludes):
    assert Estimate((low + high) / 2, low, high).excludes_zero is excludes


# Seeds on several splits

SPLITS = tuple(range(5)) * 10  # 50 seeds on five splits


def on_splits(rng, between, within=1.0, splits=SPLITS):
    """A value of each seed, with a mean of zero."""
    return rng.normal(0, between, max(splits) + 1)[list(splits)] + rng.normal(0, within, len(splits))


def test_the_error_over_splits_worked_by_hand():
    """Split means 1, 2 and 6 about 3: between = 2 * (4 + 1 + 9) / 2 = 14; within = 2 * 1 / 3 of six values."""
    values = np.array([0.5, 1.5, 1.5, 2.5, 5.5, 6.5])
    error, freedom = standard_errors(values, (7, 7, 8, 8, 9, 9))
    assert error == pytest.approx((14 / 6) ** 0.5)
    assert freedom == 2


def test_splits_that_differ_no_more_than_their_seeds_leave_the_seeds_independent():
    values = np.array([1.0, 5.0, 2.0, 4.0, 3.0, 3.0])  # each split has a mean of 3
    assert standard_errors(values, (0, 0, 1, 1, 2, 2)) == standard_errors(values)
    assert standard_errors(values, (0,) * 6) == standard_errors(values, tuple(range(6))) == standard_errors(values)


def test_errors_of_many_figures_are_those_of_each():
    values = np.column_stack([on_splits(np.random.default_rng(seed), seed) for seed in range(4)])
    errors, freedoms = standard_errors(values, SPLITS)
    alone = [standard_errors(column, SPLITS) for column in values.T]
    assert np.array(alone, float) == pytest.approx(np.array([errors, freedoms]).T)
    assert set(freedoms) == {4, 49}


@pytest.mark.parametrize("between", [0, 0.2, 0.4, 1, 3])
def test_the_mean_over_splits_is_covered_as_often_as_it_says(between):
    """However much the splits scatter; seeds taken as independent would cover it far too rarely."""
    rng = np.random.default_rng(0)
    samples = [on_splits(rng, between) for _ in range(2000)]
    covered = np.mean([abs(values.mean()) <= t_margins(values, SPLITS) for values in samples])
    assert 0.93 <= covered <= 0.985
    if between >= 1:
        assert np.mean([abs(values.mean()) <= t_margins(values) for values in samples]) < 0.6


def test_splits_of_different_sizes_are_covered_too():
    rng = np.random.default_rng(0)
    splits = (0,) * 20 + (1,) * 10 + (2,) * 8 + (3,) * 6 + (4,) * 6
    means = [mean_estimate(on_splits(rng, 1, splits=splits), splits) for _ in range(2000)]
    assert 0.93 <= np.mean([found.low <= 0 <= found.high for found in means]) <= 0.985


def test_the_interval_of_a_share_is_wilsons_where_the_seeds_are_independent():
    shares = np.array([1.0] * 41 + [0.0] * 9)
    found, wilson = share_interval(shares), stats.binomtest(41, 50).proportion_ci(method="wilson")
    assert (found.value, found.low, found.high) == pytest.approx((0.82, wilson.low, wilson.high))


def test_the_interval_of_a_share_is_wider_where_splits_agree():
    by_split = np.array([1.0] * 30 + [0.0] * 20)  # three splits win with every seed, two lose
    splits = tuple(np.repeat(range(5), 10))
    alone, together = share_interval(by_split), share_interval(by_split, splits)
    assert together.value == alone.value == 0.6
    assert together.high - together.low > 2 * (alone.high - alone.low)
    assert 0 <= together.low < together.high <= 1


def test_a_share_of_all_has_an_interval_below():
    found = share_interval(np.ones(20))
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(0.839, abs=0.001)

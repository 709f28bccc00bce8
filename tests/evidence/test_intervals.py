import numpy as np
import pytest
from scipy import stats

from foxdog.evidence.intervals import (
    Estimate,
    binomial_interval,
    bootstrap_over_seeds,
    jackknife_margin,
    leave_one_out,
    mean_estimate,
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


def test_the_bootstrap_of_a_mean_is_close_to_students_interval_and_always_the_same():
    values = np.random.default_rng(0).normal(0.8, 0.02, (20, 1))
    found = bootstrap_over_seeds(values, lambda means: means[:, 0])
    student = mean_estimate(values[:, 0])
    assert found.value == pytest.approx(student.value)
    assert found.high - found.low == pytest.approx(student.high - student.low, rel=0.1)
    assert bootstrap_over_seeds(values, lambda means: means[:, 0]) == found


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

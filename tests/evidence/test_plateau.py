import numpy as np
import pytest
from made_curves import LABELLED, curves, noisy, rising

from foxdog.evidence.plateau import find_plateau


def through(*corners):
    """Straight lines through (labels, accuracy)."""
    labels, accuracy = zip(*corners, strict=True)
    return np.interp(LABELLED, labels, accuracy)


def plateaus_of(truth, times=20, seeds=20):
    rng = np.random.default_rng(0)
    return [find_plateau(curves(noisy(rng, {"random": truth}, seeds)), "random") for _ in range(times)]


def test_growth_is_the_slope_of_the_last_third():
    found = find_plateau(curves({"random": [through((20, 0.6), (207, 0.6), (300, 0.8))] * 6}), "random")
    assert found.since == 210  # the first round after 20 + 2/3 of 280
    assert found.growth.value == pytest.approx(0.2 / 93 * 50)
    assert found.start is None


def test_the_start_is_where_the_curve_comes_within_a_point():
    found = find_plateau(curves({"random": [through((20, 0.60), (40, 0.80), (300, 0.80))] * 6}), "random")
    assert found.start.value == pytest.approx(39)  # 0.79 at a point for each label; nothing is smoothed so early


def test_a_level_curve_is_flat_from_its_start():
    assert find_plateau(curves({"random": [[0.7] * 29] * 6}), "random").start.value == 20


def test_a_curve_that_only_rises_has_none():
    for truth in (through((20, 0.6), (300, 0.8)), rising(LABELLED, slowness=120)):
        assert [found.start for found in plateaus_of(truth)] == [None] * 20


def test_a_slope_of_the_limit_itself_is_hardly_ever_called_flat():
    found = plateaus_of(through((20, 0.6), (300, 0.656)), times=200)  # 1 point for each 50 labels
    assert sum(one.start is not None for one in found) / 200 <= 0.025 + 0.03


@pytest.mark.parametrize("knee", [100, 150])
def test_a_plateau_is_found_near_its_true_start(knee):
    found = plateaus_of(through((20, 0.6), (knee, 0.8), (300, 0.8)), times=100)
    starts = [one.start for one in found if one.start]
    assert len(starts) >= 70  # of truly flat ends about 85 in 100 are reliably so, with 20 seeds and this much luck
    assert np.median([start.value for start in starts]) == pytest.approx(knee, abs=15)
    assert all(start.low <= start.value <= start.high for start in starts)


def test_the_starts_interval_covers_the_true_start():
    """1 point below the mean over the last third: at 142 labels of this curve."""
    truth = rising(LABELLED, slowness=40)
    height = truth[LABELLED >= 207].mean() - 0.01
    start = np.interp(height, truth, LABELLED)
    starts = [one.start for one in plateaus_of(truth, times=200) if one.start]
    assert np.mean([one.low <= start <= one.high for one in starts]) >= 0.92


def test_neither_a_dip_nor_a_pause_that_labels_overcome_is_a_plateau():
    for truth in (
        through((20, 0.6), (120, 0.78), (170, 0.73), (300, 0.86)),
        through((20, 0.6), (100, 0.75), (200, 0.75), (300, 0.85)),
        through((20, 0.6), (200, 0.8), (250, 0.76), (300, 0.84)),
    ):
        assert [found.start for found in plateaus_of(truth)] == [None] * 20


def test_a_plateau_begins_after_the_dip_and_not_before():
    found = plateaus_of(through((20, 0.6), (100, 0.8), (130, 0.74), (160, 0.8), (300, 0.8)))
    starts = [one.start.value for one in found if one.start]
    assert len(starts) >= 10
    assert min(starts) > 130


def test_few_seeds_show_no_plateau():
    flat = [through((20, 0.6), (40, 0.8), (300, 0.8))]
    assert find_plateau(curves({"random": flat * 5}), "random").start is None
    assert find_plateau(curves({"random": flat * 6}), "random").start is not None


def test_two_rounds_are_enough_for_a_slope():
    assert find_plateau(curves({"random": [[0.6, 0.7]] * 6}), "random").growth.value == pytest.approx(0.1 / 10 * 50)

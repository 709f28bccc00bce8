import numpy as np
import pytest
from made_curves import LABELLED, curves, noisy, rising

from foxdog.evidence.plateau import MARGIN, find_plateau, fit_curve


def through(*corners):
    """Straight lines through (labels, accuracy)."""
    labels, accuracy = zip(*corners, strict=True)
    return np.interp(LABELLED, labels, accuracy)


def made(truth, top=0.8, seeds=20, seed=0, **luck):
    """Curves of random choice that truly are like this, with so true a ceiling."""
    measured = noisy(np.random.default_rng(seed), {"random": truth, "all": np.full(len(truth), top)}, seeds, **luck)
    return curves({"random": measured["random"]}, ceilings=measured["all"].mean(axis=1))


def plateaus_of(truth, times=100, **how):
    return [find_plateau(made(truth, seed=seed, **how), "random") for seed in range(times)]


def exact(accuracy, ceiling=0.8):
    return curves({"random": [accuracy] * 6}, ceilings=np.full(6, ceiling))


def test_the_plateau_begins_where_the_curve_comes_within_a_point_and_stays():
    accuracy = np.full(29, 0.8)
    accuracy[:10] = 0.7
    found = find_plateau(exact(accuracy), "random")
    assert found.verdict == "reached"
    assert found.start == 140  # smoothing lets the step at 120 labels reach its neighbours within a fifth
    accuracy[18:22] = 0.75  # a dip later on, from 200 to 230 labels
    assert find_plateau(exact(accuracy), "random").start > 230


def test_a_curve_that_grows_slowly_far_below_its_ceiling_is_at_no_plateau():
    """It is flat, by any slope: 0.2 points for each 50 labels. But all labels would give 10 points more."""
    flat = through((20, 0.69), (300, 0.70))
    assert {found.verdict for found in plateaus_of(flat, 20)} == {"below"}


def test_it_does_not_depend_on_the_budget():
    truth, top = rising(LABELLED, slowness=40), np.full(20, 0.9)
    whole = curves(noisy(np.random.default_rng(0), {"random": truth}, shared=0, own=0.004, slow=0.004), ceilings=top)
    shorter = curves({"random": whole.accuracy["random"][:, :26]}, ceilings=top, labelled=LABELLED[:26])
    start = find_plateau(whole, "random").start
    assert start == find_plateau(shorter, "random").start  # up to 300 labels, and up to 270
    assert 150 <= start <= 220  # truly 162 labels


@pytest.mark.parametrize("distance", [-MARGIN, MARGIN])
def test_a_curve_that_truly_ends_at_the_margin_is_hardly_ever_called_equivalent(distance):
    found = plateaus_of(np.full(29, 0.8 + distance), times=400)
    assert sum(one.verdict == "reached" for one in found) / 400 <= 0.025 + 0.015


def test_a_curve_at_its_ceiling_is_found_there_and_never_too_early():
    truth = through((20, 0.6), (150, 0.8), (300, 0.8))
    found = plateaus_of(truth, seeds=50, own=0.01, slow=0.01)
    starts = [one.start for one in found if one.start]
    assert len(starts) >= 80
    assert np.mean([start >= 140 for start in starts]) >= 0.95  # from there on the truth is within a point
    assert np.median(starts) <= 230


def test_above_and_undecided_are_told_apart():
    assert {one.verdict for one in plateaus_of(np.full(29, 0.85), 20)} == {"above"}
    few = plateaus_of(np.full(29, 0.795), 20, seeds=6, own=0.05, slow=0.05)
    assert sum(one.verdict == "undecided" for one in few) >= 15


def test_few_seeds_or_no_ceiling_tell_nothing():
    flat = [[0.8] * 29]
    assert find_plateau(curves({"random": flat * 5}, ceilings=np.full(5, 0.8)), "random").verdict == "too few seeds"
    assert find_plateau(curves({"random": flat * 6}, ceilings=np.full(6, 0.8)), "random").start == 20
    assert find_plateau(curves({"random": flat * 6}), "random").verdict == "no ceiling"


def test_seeds_without_a_ceiling_are_left_out():
    accuracy = [[0.8] * 29] * 6 + [[0.2] * 29]
    found = find_plateau(curves({"random": accuracy}, ceilings=np.array([0.8] * 6 + [np.nan])), "random")
    assert found.distance.value == pytest.approx(0)


def test_seeds_of_one_split_are_not_independent():
    """Splits that end 1.5 points above and below their ceilings on average are at them; that is not sure, though."""
    apart = np.repeat([0.815, 0.785, 0.815, 0.785, 0.8], 10)[:, None] + np.zeros(29)
    top, splits = np.full(50, 0.8), tuple(np.repeat(range(5), 10))
    assert find_plateau(curves({"random": apart}, ceilings=top), "random").verdict == "reached"
    assert find_plateau(curves({"random": apart}, ceilings=top, splits=splits), "random").verdict == "undecided"


# The second reading


def test_the_fit_finds_the_height_and_the_start_of_a_curve_of_its_form():
    truth = 0.9 * (1 - (1 - 0.85) ** ((LABELLED / 100 + 0.2) ** 0.9))
    fit = fit_curve(curves({"random": [truth] * 6}), "random")
    assert fit.height == pytest.approx(0.9, abs=0.001)
    fine = np.linspace(20, 2000, 20000)
    start = fine[(0.9 * (1 - 0.15 ** ((fine / 100 + 0.2) ** 0.9)) >= 0.89).argmax()]
    assert fit.start == pytest.approx(start, rel=0.03)


def test_the_fit_is_near_the_truth_of_noisy_curves():
    fits = [fit_curve(made(rising(LABELLED, slowness=60), top=0.9, seed=seed), "random") for seed in range(20)]
    assert np.median([fit.height for fit in fits]) == pytest.approx(0.9, abs=0.02)


def test_four_rounds_are_too_few_for_four_parameters():
    assert fit_curve(curves({"random": [[0.6, 0.7, 0.8, 0.8]] * 6}), "random") is None


def test_a_curve_that_still_rises_in_a_straight_line_has_no_height_to_fit():
    straight = np.interp(LABELLED, [20, 300], [0.5, 0.7])
    assert fit_curve(curves({"random": [straight] * 6}), "random") is None

import numpy as np
import pytest
from made_curves import LABELLED, curves, noisy, rising, with_saving
from scipy import stats

from foxdog.evidence.statistics import (
    against_random,
    areas,
    count_wins,
    head_to_head,
    holm,
    paired_tests,
    samples_needed,
    seeds_needed,
)


def test_the_area_worked_by_hand():
    made = curves({"random": [[0.6, 0.8, 0.9]]}, labelled=[20, 30, 50])
    assert areas(made, "random") == pytest.approx([(0.7 * 10 + 0.85 * 20) / 30])


def test_the_area_of_a_part_interpolates_its_ends():
    made = curves({"random": [[0.6, 0.8, 0.9]]}, labelled=[20, 30, 50])
    assert areas(made, "random", 25, 40) == pytest.approx([(0.75 * 5 + 0.825 * 10) / 15])


def test_the_area_of_a_level_curve_is_its_level():
    made = curves({"random": np.full((2, 3), 0.7)}, labelled=[20, 30, 120])
    assert areas(made, "random") == pytest.approx([0.7, 0.7])


def test_holm_worked_by_hand():
    assert holm(np.array([0.04, 0.01, 0.03])) == pytest.approx([0.06, 0.03, 0.06])  # 0.01 * 3, 0.03 * 2, 0.06 stays
    assert holm(np.array([0.6, 0.5])) == pytest.approx([1.0, 1.0])
    assert holm(np.array([0.02])) == pytest.approx([0.02])


def test_wilcoxon_worked_by_hand():
    """Ranks 1 to 8, those of rank 1 and 3 negative: W = 4; 14 of 256 sign patterns are as extreme on both sides."""
    values = np.array([-0.01, 0.02, -0.03, 0.04, 0.05, 0.06, 0.07, 0.08])
    # sums of distinct ranks that are at most 4: {}, 1, 2, 3, 4, 1+2, 1+3: seven on each side
    assert paired_tests({"a": values})["a"].p == pytest.approx(14 / 256)


def test_equal_differences_tie_whatever_the_last_bits_say():
    rest = [0.2, 0.3, 0.4, -0.15, 0.5, 0.6]
    exact, computed = np.array([0.1, -0.1, 0.1, *rest]), np.array([0.3 - 0.2, 0.1 - 0.2, 0.9 - 0.8, *rest])
    assert len(set(abs(computed[:3]))) > 1
    assert paired_tests({"a": computed})["a"].p == stats.wilcoxon(exact).pvalue != stats.wilcoxon(computed).pvalue


def test_differences_are_of_pairs_and_not_of_means():
    luck = np.linspace(0.5, 0.8, 10)[:, None]  # between seeds far more than between strategies
    ours = luck + [0.01, 0.02] + np.linspace(0, 0.002, 10)[:, None]
    test = against_random(curves({"random": np.repeat(luck, 2, axis=1), "a": ours}))["a"]
    assert test.difference.value == pytest.approx(0.016)
    assert test.verdict == "ahead"
    assert test.p == pytest.approx(2 / 2**10)


def test_the_same_curves_are_no_difference():
    same = np.random.default_rng(0).random((10, 4))
    test = against_random(curves({"random": same, "a": same}))["a"]
    assert (test.p, test.difference.value, test.verdict) == (1, 0, "no reliable difference")


@pytest.mark.parametrize(("together", "seeds"), [(1, 6), (2, 7), (3, 7), (4, 8), (6, 8), (7, 9)])
def test_the_fewest_seeds_are_those_of_the_smallest_p(together, seeds):
    assert seeds_needed(together) == seeds
    clean = {str(name): np.linspace(0.01, 0.011, seeds) for name in range(together)}
    assert {test.verdict for test in paired_tests(clean).values()} == {"ahead"}
    fewer = {name: values[1:] for name, values in clean.items()}
    assert {test.verdict for test in paired_tests(fewer).values()} == {"too few seeds"}
    assert min(test.p_holm for test in paired_tests(fewer).values()) >= 0.05


def test_several_strategies_are_corrected_for():
    rng = np.random.default_rng(0)
    one = rng.normal(0.006, 0.01, 20)
    alone = paired_tests({"a": one})["a"]
    among = paired_tests({"a": one, "b": rng.normal(0, 0.01, 20), "c": rng.normal(0, 0.01, 20)})["a"]
    assert alone.p == among.p == alone.p_holm
    assert among.p_holm == pytest.approx(3 * alone.p)
    assert among.together == 3


def test_the_corrected_test_decides():
    sizes = np.linspace(0.01, 0.012, 20)
    values = np.where(np.isin(np.arange(1, 21), (4, 8, 10, 12, 14)), -sizes, sizes)  # W = 48; at 5 % the table has 52
    alone = paired_tests({"a": values})["a"]
    assert alone.p < 0.05
    assert alone.verdict == "ahead"
    rivals = {name: np.where(np.arange(20) % 2, 0.01, -0.01) * np.linspace(1, 1.2, 20) for name in "bcd"}
    among = paired_tests({"a": values} | rivals)["a"]
    assert among.p < 0.05 < among.p_holm
    assert among.verdict == "no reliable difference"


def test_an_outlier_alone_does_not_decide():
    """Wilcoxon finds the many small losses, the mean is a gain: they disagree, so there is no verdict."""
    values = np.array([-0.001] * 19 + [0.5]) * np.linspace(1, 1.01, 20)
    test = paired_tests({"a": values})["a"]
    assert test.p < 0.05
    assert test.difference.value > 0
    assert test.verdict == "no reliable difference"


def test_wins_and_losses_worked_by_hand():
    """Round 1: a ahead with all seeds. Round 2: a tie. Round 3: random ahead. Round 0 does not count."""
    wobble = np.array([-0.01, 0.0, 0.01, 0.02])[:, None]
    baseline = np.full((4, 4), 0.5)
    names, beats = head_to_head(curves({"random": baseline, "a": baseline + wobble + [0.3, 0.1, -0.005, -0.1]}))
    one, other = names.index("a"), names.index("random")
    assert beats[one, other] == pytest.approx(1 / 3)
    assert beats[other, one] == pytest.approx(1 / 3)
    assert beats[one, one] == beats[other, other] == 0


def test_a_paired_t_test_decides_each_round():
    made = with_saving(np.random.default_rng(1), 0.1)
    names, beats = head_to_head(made)
    t = stats.ttest_rel(made.accuracy["uncertainty"][:, 1:], made.accuracy["random"][:, 1:], axis=0)
    wins = ((t.pvalue < 0.05) & (t.statistic > 0)).mean()
    assert 0 < wins < 1
    assert beats[names.index("uncertainty"), names.index("random")] == pytest.approx(wins)


def test_equal_strategies_are_rarely_told_apart():
    """In 95 of 100 comparisons there is no difference to be found, and none is found: here within 3 of that."""
    rng = np.random.default_rng(0)
    truth = rising(LABELLED)
    made = (curves(noisy(rng, {"a": truth, "random": truth})) for _ in range(200))
    none = sum(against_random(one)["a"].verdict == "no reliable difference" for one in made)
    assert 0.92 <= none / 200 <= 0.98


def test_among_several_equals_one_is_rarely_found_ahead_or_behind():
    rng = np.random.default_rng(0)
    truths = dict.fromkeys(("a", "b", "c", "random"), rising(LABELLED))
    comparisons = [against_random(curves(noisy(rng, truths))).values() for _ in range(200)]
    wrong = sum(any(test.verdict != "no reliable difference" for test in tests) for tests in comparisons)
    assert wrong / 200 <= 0.08


@pytest.mark.parametrize(("share", "verdict"), [(0.3, "ahead"), (-0.3, "behind")])
def test_a_true_difference_is_found_in_either_direction(share, verdict):
    rng = np.random.default_rng(0)
    found = [against_random(with_saving(rng, share))["uncertainty"].verdict for _ in range(20)]
    assert found == [verdict] * 20


# Several splits


def test_a_difference_that_some_splits_have_and_others_lack_is_not_reliable():
    """50 seeds say so with certainty, if they were independent: three splits of five are far ahead."""
    wobble = np.tile(np.linspace(-0.004, 0.004, 10), 5)
    values, splits = np.repeat([0.02, 0.02, 0.02, -0.005, -0.005], 10) + wobble, tuple(np.repeat(range(5), 10))
    assert paired_tests({"a": values})["a"].verdict == "ahead"
    test = paired_tests({"a": values}, {"a": splits})["a"]
    assert (test.verdict, test.seeds, test.splits) == ("no reliable difference", 50, 5)
    assert test.p > 0.05
    assert not test.difference.excludes_zero


def test_a_difference_that_all_splits_have_is():
    values = np.repeat([0.02, 0.021, 0.019, 0.022, 0.018], 10) + np.tile(np.linspace(-0.004, 0.004, 10), 5)
    assert paired_tests({"a": values}, {"a": tuple(np.repeat(range(5), 10))})["a"].verdict == "ahead"


def test_the_larger_of_both_tests_counts():
    values = np.array([-0.001] * 19 + [0.5] + [0.5] + [-0.001] * 19) * np.linspace(1, 1.01, 40)
    splits = (0,) * 20 + (1,) * 20
    alone, both = paired_tests({"a": values})["a"], paired_tests({"a": values}, {"a": splits})["a"]
    assert alone.p < 0.05 < both.p


def test_wins_worked_by_hand():
    won = count_wins(np.array([0.01, 0.02, -0.01, 0.0, 0.03]))
    assert (won.won, won.lost, won.runs) == (3, 1, 5)
    assert won.probability.value == pytest.approx(0.7)
    assert won.probability.low < 0.7 < won.probability.high


def test_a_point_of_half_the_spread_takes_34_seeds():
    """A paired t-test of d = 0.5, two-sided at 5 %, with a power of 0.8 (Cohen 1988)."""
    differences = np.array([-1.0, 1.0] * 50)
    differences = 0.02 * differences / differences.std(ddof=1)  # a point is half of its standard deviation
    assert samples_needed(differences) in (33, 34, 35)
    assert samples_needed(differences + 0.5) == samples_needed(differences)  # what was found does not matter
    assert samples_needed(differences, together=9) > samples_needed(differences)
    assert samples_needed(20 * differences) is None
    assert samples_needed(np.zeros(20)) == seeds_needed()


def test_over_several_splits_it_takes_splits():
    of_split = np.repeat([0.0, 0.01, 0.02, 0.03, 0.04], 10)
    number = samples_needed(of_split, np.repeat(np.arange(5), 10))
    assert number == samples_needed(np.array([0.0, 0.01, 0.02, 0.03, 0.04])) > samples_needed(of_split)

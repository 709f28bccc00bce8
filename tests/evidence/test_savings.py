import numpy as np
import pytest
from made_curves import curves, with_saving

from foxdog.evidence.savings import first_reach, headline_saving, labels_to_reach, saving, smoothed

SPARSE = np.array([20, 40, 80, 160])  # no round within a fifth of another: nothing is smoothed


def test_labels_are_interpolated_between_rounds():
    reach = first_reach(np.array([[0.6, 0.7, 0.9, 0.9]]), SPARSE, 0.8)
    assert reach == pytest.approx([60])


def test_the_first_of_several_crossings_counts():
    assert first_reach(np.array([[0.6, 0.8, 0.7, 0.9]]), SPARSE, 0.75) == pytest.approx([35])


def test_an_accuracy_that_round_0_or_no_round_has():
    curve = np.array([[0.7, 0.7, 0.8, 0.8]])
    assert first_reach(curve, SPARSE, 0.7) == [20]
    assert first_reach(curve, SPARSE, 0.81) == [np.inf]


def test_smoothing_takes_the_rounds_within_a_fifth():
    labelled = np.array([80, 90, 100, 110, 120, 130])
    # 80 and 130 have no neighbour on one side; 90 has 80 and 100; 100 has two on each side, 120 one (130) after it
    assert smoothed(np.array([0, 0, 1.0, 0, 0, 0]), labelled) == pytest.approx([0, 1 / 3, 1 / 5, 1 / 5, 0, 0])


def test_smoothing_takes_no_more_rounds_after_than_before():
    labelled = np.array([50, 80, 100, 110, 115, 200])  # 80, 110 and 115 are within a fifth of 100
    assert smoothed(np.array([0, 0, 0, 0, 1.0, 0]), labelled)[2] == 0


def test_smoothing_leaves_a_straight_line_alone():
    labelled = np.arange(20, 301, 10)
    assert smoothed(labelled / 300, labelled) == pytest.approx(labelled / 300)


def test_one_lucky_round_does_not_reach():
    made = curves({"random": [[0.6] * 10 + [0.8] + [0.6] * 10]})
    assert labels_to_reach(made, "random", 0.75) is None


def sparse(**accuracy):
    return curves({name: [values] * 6 for name, values in accuracy.items()}, labelled=SPARSE)


def test_a_saving_worked_by_hand():
    saved = saving(sparse(random=[0.6, 0.7, 0.8, 0.9], a=[0.6, 0.8, 0.9, 0.9]), "a", 0.8)
    assert (saved.value, saved.low, saved.high) == pytest.approx((0.5, 0.5, 0.5))  # 40 of 80; every seed the same


def test_needing_more_labels_is_a_negative_saving():
    assert saving(sparse(random=[0.6, 0.8, 0.9, 0.9], a=[0.6, 0.7, 0.8, 0.9]), "a", 0.8).value == pytest.approx(-1)


def test_no_saving_where_one_does_not_reach_or_nothing_was_asked():
    assert saving(sparse(random=[0.6, 0.7, 0.8, 0.85], a=[0.6, 0.7, 0.8, 0.95]), "a", 0.9) is None
    assert saving(sparse(random=[0.6, 0.7, 0.8, 0.95], a=[0.6, 0.7, 0.8, 0.85]), "a", 0.9) is None
    assert saving(sparse(random=[0.8, 0.8, 0.8, 0.9], a=[0.8, 0.8, 0.8, 0.9]), "a", 0.75) is None
    assert saving(curves({"random": [[0.6, 0.9]], "a": [[0.6, 0.9]]}), "a", 0.8) is None  # one seed


def test_no_limit_above_where_random_reaches_only_with_all_seeds():
    ends = np.array([0.86, 0.86, 0.86, 0.86, 0.84, 0.84])  # without one of the better seeds the mean is 0.852
    random = [[0.6, 0.7, 0.8, end] for end in ends]
    own = [[0.6, 0.7, 0.9, 0.9]] * 6
    saved = saving(curves({"random": random, "a": own}, labelled=SPARSE), "a", 0.853)
    assert saved.high == np.inf
    assert 0 < saved.low < saved.value
    reverse = saving(curves({"random": own, "a": random}, labelled=SPARSE), "a", 0.853)
    assert reverse.low == -np.inf
    assert reverse.value < reverse.high < 0


def test_seeds_are_left_out_in_pairs():
    """Luck that both share moves both curves, and the saving hardly: its interval is far narrower than unpaired."""
    made = with_saving(np.random.default_rng(0), 0.3, own=0.002, slow=0.002, shared=0.04)
    shuffled = curves(made.accuracy | {"random": made.accuracy["random"][np.random.default_rng(1).permutation(20)]})
    paired, unpaired = (saving(one, "uncertainty", 0.8) for one in (made, shuffled))
    assert paired.value == pytest.approx(unpaired.value)
    assert paired.high - paired.low < 0.5 * (unpaired.high - unpaired.low)


@pytest.mark.parametrize("target", [0.75, 0.80, 0.85])
@pytest.mark.parametrize("share", [0.3, 0.0])
def test_the_interval_covers_a_known_saving_as_often_as_it_says(share, target):
    """95 of 100 times, within 3."""
    rng = np.random.default_rng(0)
    savings = [saving(with_saving(rng, share), "uncertainty", target) for _ in range(200)]
    covered = sum(saved.low <= share <= saved.high for saved in savings)
    assert 0.92 <= covered / 200 <= 0.98
    assert np.mean([saved.value for saved in savings]) == pytest.approx(share, abs=0.01)


def test_the_interval_is_wider_where_the_seeds_of_a_split_save_alike():
    rng = np.random.default_rng(0)
    parts = [with_saving(rng, share, 10, shared=0.002) for share in (0.1, 0.2, 0.3, 0.4, 0.5)]
    accuracy = {name: np.concatenate([part.accuracy[name] for part in parts]) for name in parts[0].accuracy}
    splits = tuple(np.repeat(range(5), 10).tolist())
    alone, together = (saving(curves(accuracy, **how), "uncertainty", 0.8) for how in ({}, {"splits": splits}))
    assert together.value == alone.value
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_a_saving_may_be_against_another_strategy():
    made = sparse(random=[0.6, 0.6, 0.6, 0.9], a=[0.6, 0.7, 0.8, 0.9], b=[0.6, 0.8, 0.9, 0.9])
    assert saving(made, "b", 0.8, "a").value == pytest.approx(0.5)


def test_the_saving_of_a_headline_is_the_second_largest():
    made = sparse(random=[0.6, 0.75, 0.8, 0.9], a=[0.6, 0.76, 0.9, 0.9])
    savings = {target: saving(made, "a", target).value for target in (0.75, 0.80, 0.85, 0.90)}
    assert headline_saving(made, "a")[0] == sorted(savings, key=savings.get)[-2]
    assert headline_saving(sparse(random=[0.6, 0.7, 0.76, 0.78], a=[0.6, 0.76, 0.77, 0.78]), "a")[0] == 0.75
    assert headline_saving(sparse(random=[0.6, 0.6, 0.6, 0.6], a=[0.6, 0.6, 0.6, 0.7]), "a") is None

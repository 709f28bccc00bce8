import numpy as np
import pandas as pd
import pytest
import scipy

from foxdog.evidence.contrasts import Contrast, contrast, where


def table(shift=0.0, labelled=(20, 40, 60), strategy="random", seeds=20, of_split=(0, 0, 0, 0, 0)):
    rng = np.random.default_rng(0)
    luck = rng.normal(0, 0.02, seeds)
    return pd.DataFrame(
        [
            (
                strategy,
                seed,
                seed // 4,
                count,
                0.5 + count / 200 + luck[seed] + shift + of_split[seed // 4],
            )
            for seed in range(seeds)
            for count in labelled
        ],
        columns=["strategy", "seed", "split", "labelled", "accuracy"],
    )


def test_the_luck_that_both_share_cancels():
    found = contrast(table(0.03), table())
    np.testing.assert_allclose(found.differences, 0.03)
    assert found.won == 20
    assert found.mean.low == pytest.approx(0.03)


def test_the_interval_is_over_splits_and_wider_where_they_differ():
    effects = (0.01, 0.03, 0.02, 0.05, -0.01)
    found = contrast(table(of_split=effects), table()).mean
    margin = scipy.stats.t.ppf(0.975, 4) * np.std(effects, ddof=1) / np.sqrt(5)
    assert (found.value, found.low, found.high) == pytest.approx((0.02, 0.02 - margin, 0.02 + margin))


def test_only_points_that_both_have_within_the_range_count():
    one, other = table(0.0, (20, 30, 40, 60)), table(0.0, (20, 40, 60))
    other.loc[other["labelled"] == 60, "accuracy"] -= 0.1
    assert contrast(one, other).mean.value == pytest.approx(0.1 / 3)
    assert contrast(one, other, between=(0, 50)).mean.value == pytest.approx(0)
    assert contrast(one, other, between=(60, 60)).mean.value == pytest.approx(0.1)


def test_a_difference_of_differences():
    first, second = contrast(table(0.05), table()), contrast(table(0.02), table())
    assert first.less(second).mean.value == pytest.approx(0.03)
    with pytest.raises(ValueError, match="same seeds"):
        first.less(contrast(table(0.02, seeds=16), table(seeds=16)))


def test_runs_that_cannot_be_paired_are_refused():
    with pytest.raises(ValueError, match="two runs"):
        contrast(pd.concat([table(), table()]), table())
    with pytest.raises(ValueError, match="share no seed"):
        contrast(table(), table(labelled=(21, 41)))


def test_rows_are_chosen_by_what_they_hold():
    both = pd.concat([table(strategy="random"), table(strategy="uncertainty")])
    assert set(where(both, strategy="random", seed=3)["strategy"]) == {"random"}
    assert len(where(both, strategy="random", seed=3)) == 3


def test_of_a_share_all_values_are_in_the_interval_at_which_what_is_left_holds_zero():
    part = contrast(table(0.02, of_split=(0.004, -0.003, 0.006, 0, -0.005)), table())
    whole = contrast(table(0.05, of_split=(0.02, -0.01, 0.01, 0.005, -0.02)), table())
    share = part.share_of(whole)
    assert share.value == pytest.approx(part.mean.value / whole.mean.value)
    assert share.low < share.value < share.high

    def left(at):
        return Contrast(part.seeds, part.splits, part.differences - at * whole.differences).mean

    assert left(share.low).low == pytest.approx(0, abs=1e-9)
    assert left(share.high).high == pytest.approx(0, abs=1e-9)


def test_the_interval_of_a_share_holds_the_truth_in_95_of_100_cases():
    rng, held, splits = np.random.default_rng(0), 0, np.repeat(np.arange(5), 10)
    for _ in range(2000):
        of_split, noise = rng.normal(0, 0.01, (2, 5)), rng.normal(0, 0.02, (2, 50))
        whole = 0.05 + of_split[0][splits] + noise[0]
        part = 0.02 + (0.5 * of_split[0] + of_split[1] / 2)[splits] + 0.5 * noise[0] + noise[1]
        seeds = np.arange(50)
        share = Contrast(seeds, splits, part).share_of(Contrast(seeds, splits, whole))
        held += share.low <= 0.4 <= share.high
    assert held / 2000 == pytest.approx(0.95, abs=0.015)


def test_there_is_no_share_of_what_is_not_reliable_or_of_other_seeds():
    whole = contrast(table(of_split=(0.01, -0.01, 0.02, -0.02, 0)), table())
    with pytest.raises(ValueError, match="not reliable"):
        contrast(table(0.03), table()).share_of(whole)
    fewer = contrast(table(0.03, seeds=16), table(seeds=16))
    with pytest.raises(ValueError, match="same seeds"):
        fewer.share_of(contrast(table(0.03), table()))

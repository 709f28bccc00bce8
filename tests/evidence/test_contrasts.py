import numpy as np
import pandas as pd
import pytest
import scipy

from foxdog.evidence.contrasts import contrast, where


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

import itertools

import numpy as np
import pandas as pd
import pytest

from foxdog.evidence.variance import variance_shares


def runs(model=0.0, split=0.0, seed=0.0, both=0.0):
    """Two models, three splits, four seeds on each, with effects of these sizes."""
    rng = np.random.default_rng(0)
    of_split, of_seed = rng.normal(size=3), rng.normal(size=(3, 4))
    rows = []
    for m, s, n in itertools.product(range(2), range(3), range(4)):
        value = model * m + split * of_split[s] + seed * of_seed[s, n] + both * (m == 1) * (s == 1)
        rows.append((f"model {m}", s, 10 * s + n, value))
    return pd.DataFrame(rows, columns=["model", "split", "seed", "accuracy"])


@pytest.mark.parametrize("factor", ["model", "split", "seed"])
def test_what_one_factor_does_is_all_its_share(factor):
    shares = variance_shares(runs(**{factor: 1.0}), ["model"])
    if factor == "seed":  # the means of few seeds differ between splits
        assert shares["seed"] + shares["split"] == pytest.approx(1)
        assert shares["seed"] > 0.5
    else:
        assert shares[factor] == pytest.approx(1)
    assert sum(shares.values()) == pytest.approx(1)


def test_the_shares_are_those_of_a_worked_example():
    table = pd.DataFrame(
        {"model": list("aabb"), "split": [0, 0, 0, 0], "seed": [0, 1, 0, 1], "accuracy": [0.0, 2.0, 4.0, 6.0]}
    )  # sums of squares: model 16, seed 4, of 20
    shares = variance_shares(table, ["model"])
    assert shares == pytest.approx({"model": 0.8, "split": 0.0, "seed": 0.2, "interactions": 0.0})


def test_what_holds_for_one_combination_only_is_an_interaction():
    assert variance_shares(runs(both=1.0), ["model"])["interactions"] > 0.2


@pytest.mark.parametrize("broken", ["missing", "twice", "constant"])
def test_what_is_no_balanced_design_is_refused(broken):
    table = runs(model=1.0)
    if broken == "constant":
        table["accuracy"] = 1.0
    table = {"missing": table.iloc[1:], "twice": pd.concat([table, table.iloc[:1]]), "constant": table}[broken]
    with pytest.raises(ValueError, match=r"balanced|twice|no variance"):
        variance_shares(table, ["model"])

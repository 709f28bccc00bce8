import numpy as np
import pandas as pd
from making_comparisons import rows

from foxdog.comparison.variance import balanced, variance_csv


def table(model, seeds, labelled=(20, 40, 60), initial=20, shift=0.0):
    rng = np.random.default_rng(seeds)
    points = [
        (model, strategy, initial, seed * 2 // seeds, seed, count, 0.5 + shift + count / 1000 + rng.normal(0, 0.01))
        for strategy in ("uncertainty", "random")
        for seed in range(seeds)
        for count in labelled
    ]
    return pd.DataFrame(points, columns=["model", "strategy", "initial", "split", "seed", "labelled", "accuracy"])


def test_runs_are_compared_where_all_have_points_and_with_as_many_seeds_a_split():
    few, many = table("scratch", 4, (20, 60)), table("head-start", 10)
    runs = balanced([few, many])
    assert len(runs) == 2 * 2 * 2 * 2  # models, strategies, splits, seeds on each
    first = runs[(runs["model"] == "head-start") & (runs["strategy"] == "random") & (runs["split"] == 1)]
    due = many[(many["strategy"] == "random") & (many["seed"] == 5) & many["labelled"].isin([20, 60])]
    assert first["accuracy"].iloc[0] == due["accuracy"].mean()


def test_there_are_rows_for_what_is_finished(tmp_path):
    for name, one in (("asking-batch-20", table("head-start", 10, shift=0.2)), ("asking-scratch", table("scratch", 4))):
        (tmp_path / f"drawn-{name}").mkdir()
        one.to_csv(tmp_path / f"drawn-{name}" / "curves.csv")
    found = rows(variance_csv(tmp_path, ["drawn", "photos"]))
    assert [row["factor"] for row in found] == 2 * ["model", "strategy", "split", "seed", "interactions"]
    assert [row["splits"] for row in found] == 5 * ["0 1"] + 5 * ["1"]
    assert float(found[0]["share"]) > 0.9
    split_1 = float(found[5]["share"]), float(found[7]["share"])
    assert split_1[0] > 0.9
    assert split_1[1] == 0  # of the split, where there is one
    assert {row["pictures"] for row in found} == {"drawn"}

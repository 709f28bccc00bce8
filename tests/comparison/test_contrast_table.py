import numpy as np
import pandas as pd
import pytest
from making_comparisons import rows

from foxdog.comparison.contrast_table import contrasts_csv


def runs(gain=0.0, points=(20, 100, 200), axis="labelled", seeds=10, **columns):
    """Runs of ten seeds on five splits, better than others by `gain`."""
    luck = np.random.default_rng(0).normal(0.6, 0.02, seeds)
    return pd.DataFrame(
        [
            {"seed": seed, "split": seed // 2, "labelled": count, axis: count, "accuracy": luck[seed] + gain, **columns}
            for seed in range(seeds)
            for count in points
        ]
    )


@pytest.fixture
def found(tmp_path):
    """The means of all contrasts of some tables, by experiment and words."""

    def found(**tables):
        for name, parts in tables.items():
            folder = tmp_path / f"drawn-{name.replace('_', '-')}"
            folder.mkdir()
            file = "curves.csv" if name.startswith("asking") else "table.csv"
            pd.concat(parts).to_csv(folder / file, index=False)
        table = rows(contrasts_csv(tmp_path, ["drawn", "photos"]))
        return {(row["experiment"], row["contrast"]): float(row["mean"]) for row in table}

    return found


def both(gain, **columns):
    return [runs(gain, strategy="uncertainty", **columns), runs(strategy="random", **columns)]


def test_strategies_are_compared_with_random_choice(found):
    contrasts = found(asking=both(0.03), asking_noise_10=both(-0.01))
    assert contrasts == {
        ("drawn-asking", "uncertainty - random"): 3,
        ("drawn-asking-noise-10", "uncertainty - random"): -1,
    }


def test_a_gain_is_compared_with_that_of_the_setting_that_differs_by_one_value(found):
    for_some = [one.assign(accuracy=one["accuracy"] + (one["labelled"] == 20)) for one in both(0.03)[:1]]
    contrasts = found(
        asking=[*for_some, runs(strategy="random")],  # with 20 labels, which the others have not, it gains a lot
        asking_batch_5=both(0.01, points=(100, 200)),
        asking_noise_20=both(0.04, points=(100, 200)),
    )
    words = "what uncertainty gains here - what it gains in {}"
    assert contrasts["drawn-asking-batch-5", words.format("asking")] == -2
    assert contrasts["drawn-asking-noise-20", words.format("asking-batch-5")] == 3
    assert len(contrasts) == 5


def test_asking_again_is_compared_at_equal_numbers_of_answers_before_and_after(found):
    known = {"noise": 0.2, "doubt": 0, "strategy": "uncertainty", "axis": "answers"}
    parts = [
        runs(0.0, (20, 120, 220), again=0.0, since=0, **known),
        runs(0.02, (20, 120, 220), again=0.3, since=0, **known),
        runs(-0.01, (20, 120), again=0.0, since=60, **known),
        runs(0.04, (20, 120, 220), again=0.0, since=160, **known),
    ]
    setting = "uncertainty, noise 0.2"
    assert found(again=parts) == {
        ("drawn-again", f"0.3 of the answers again - none, 220 answers, {setting}"): 2,
        ("drawn-again", f"60 answers again - 60 new after 60, {setting}"): -1,
        ("drawn-again", f"60 answers again - 60 new after 160, {setting}"): 4,
        ("drawn-again", f"the same after 160 - after 60, {setting}"): 5,
    }


def test_late_answers_are_compared_with_new_ones_and_with_none(found):
    known = {"noise": 0.2, "doubt": 0, "strategy": "uncertainty", "again": 0.0, "axis": "answers"}

    def growing(since, gains):
        """Runs that begin equal and have gained so much after 80, 200, 440 and 560 answers."""
        points = [20, *gains]
        rows = runs(0.0, points, since=since, **known)
        return rows.assign(accuracy=rows["accuracy"] + rows["answers"].map({20: 0.0, **gains}))

    new = growing(0, {80: 0.1, 200: 0.15, 440: 0.18, 560: 0.19})
    early, late = growing(80, {80: 0.1, 200: 0.13}), growing(440, {80: 0.1, 200: 0.15, 440: 0.18, 560: 0.21})
    right = new.assign(noise=0.0)
    setting = "uncertainty, noise 0.2"
    assert found(again_late=[new, early, late, right]) == {
        ("drawn-again-late", "120 new after 80 - before them, uncertainty, noise 0.0"): 5,
        ("drawn-again-late", "120 new after 440 - before them, uncertainty, noise 0.0"): 1,
        ("drawn-again-late", f"120 new after 80 - before them, {setting}"): 5,
        ("drawn-again-late", f"120 again after 80 - before them, {setting}"): 3,
        ("drawn-again-late", f"120 new after 440 - before them, {setting}"): 1,
        ("drawn-again-late", f"120 again after 440 - before them, {setting}"): 3,
        ("drawn-again-late", f"120 answers again - 120 new after 80, {setting}"): -2,
        ("drawn-again-late", f"120 answers again - 120 new after 440, {setting}"): 2,
        ("drawn-again-late", f"the same after 440 - after 80, {setting}"): 4,
    }


def test_foxes_found_are_counted(found):
    parts = both(0.01, rare=10)
    parts[0]["found"], parts[1]["found"] = parts[0]["labelled"] // 5, parts[1]["labelled"] // 10
    contrasts = found(rare=parts)
    assert contrasts["drawn-rare", "foxes found by uncertainty - random, one fox in 10, 100 labels"] == 10
    assert contrasts["drawn-rare", "foxes found by uncertainty - random, one fox in 10, 200 labels"] == 20
    assert contrasts["drawn-rare", "uncertainty - random, one fox in 10"] == 1


def test_what_stands_beside_another_experiment_is_compared_with_it(found):
    contrasts = found(
        asking=both(0.03),
        oracle=[runs(0.05, (20, 100), strategy="oracle")],
        asking_initial_20=both(0.02),
        diverse_start=both(0.03, start="typical"),
        asking_scratch=both(0.01),
        transfer=[runs(0.03, strategy="uncertainty", learner="scratch")],
        rivals=[*both(0.03, learner="head"), *both(0.01, learner="self-training")],
        pool=both(0.02, pool=0.25),
    )
    assert contrasts["drawn-oracle", "oracle - random"] == 5
    assert contrasts["drawn-oracle", "oracle - uncertainty"] == 2
    assert contrasts["drawn-diverse-start", "typical initial set - random one, uncertainty"] == 1
    assert contrasts["drawn-transfer", "the head start's questions - its own questions, learned from scratch"] == 2
    assert contrasts["drawn-transfer", "the head start's questions - random, learned from scratch"] == 3
    assert contrasts["drawn-rivals", "self-training - head, questions by uncertainty"] == -2
    assert contrasts["drawn-rivals", "uncertainty - random, learned by self-training"] == 1
    assert contrasts["drawn-pool", "uncertainty - random, 0.25 of the pool"] == 2


def test_what_is_not_finished_is_left_out(found):
    assert found(oracle=[runs(strategy="oracle")]) == {}

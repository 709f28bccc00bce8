"""Claim 1: asking needs fewer labels than random choice."""

import re

import numpy as np
from made_curves import LABELLED, calm, curves, measured, noisy, rising, with_saving

from foxdog.evidence.claims.fewer_labels import needs_fewer_labels


def test_a_true_saving_comes_with_its_figures():
    (sentence,) = needs_fewer_labels(with_saving(np.random.default_rng(0), 0.3))
    assert sentence.startswith(
        "drawn from scratch, from 20 to 300 labels, 10 a round: uncertainty is reliably ahead of random choice"
    )
    assert "20 paired seeds, Wilcoxon p < 0.001" in sentence
    assert "points (95 % interval +" in sentence
    assert "It won in 20 of 20 runs" in sentence
    for target in (75, 80, 85, 90):
        assert f"{target} %, " in sentence  # all of them, not the most flattering
    assert "Labels to reach, each round smoothed with those within 20 % of its labels: 75 %, uncertainty 4" in sentence
    assert sentence.count("% fewer (95 % interval") == 3
    assert "no reliable difference between" not in sentence


def test_random_may_be_reliably_better():
    (sentence,) = needs_fewer_labels(with_saving(np.random.default_rng(0), -0.4))
    assert "uncertainty is reliably behind random choice" in sentence
    assert "% more (95 % interval" in sentence
    assert "ahead" not in sentence


def test_no_reliable_difference_is_called_that():
    (sentence,) = needs_fewer_labels(with_saving(np.random.default_rng(0), 0.0))
    assert "no reliable difference between uncertainty and random choice" in sentence
    assert re.search(
        r"(To find a difference of 1 point, four times in five, takes some \d+ seeds|These runs would find a diff)",
        sentence,
    )
    assert "ahead" not in sentence
    assert "behind" not in sentence


def test_no_saving_is_printed_where_there_is_no_reliable_difference():
    rng, truth = np.random.default_rng(3), rising(LABELLED)
    truths = {f"s{number}": truth for number in range(8)} | {"random": truth}
    sentences = [one for _ in range(20) for one in needs_fewer_labels(curves(noisy(rng, truths)))]
    assert sum("no reliable difference between" in one for one in sentences) >= 150
    for one in sentences:
        assert ("Labels to reach" in one) is ("no reliable difference between" not in one)


def test_too_few_seeds_conclude_nothing():
    (sentence,) = needs_fewer_labels(with_saving(np.random.default_rng(0), 0.3, seeds=5))
    assert sentence.endswith("5 paired seeds are too few to conclude anything: the test needs at least 6.")
    one = needs_fewer_labels(with_saving(np.random.default_rng(0), 0.3, seeds=1))[0]
    assert "1 paired seed is too few" in one


def test_six_seeds_are_too_few_for_two_strategies():
    truth = rising(LABELLED)
    both = curves(measured(seeds=6, random=truth, a=rising(LABELLED / 0.5), b=rising(LABELLED / 0.5)))
    assert all("at least 7 for 2 tests together" in sentence for sentence in needs_fewer_labels(both))


def test_an_accuracy_that_only_one_reaches_is_not_called_a_saving():
    truths = {"random": np.interp(LABELLED, [20, 300], [0.6, 0.72]), "a": np.interp(LABELLED, [20, 300], [0.6, 0.87])}
    (sentence,) = needs_fewer_labels(curves(calm(**truths)))
    assert "85 %, a 282 and random choice did not reach it; 90 %, neither reached it." in sentence
    assert "fewer" not in sentence
    (sentence,) = needs_fewer_labels(curves(calm(random=truths["a"], a=truths["random"])))
    assert "85 %, random choice 283 and a did not reach it" in sentence


def test_a_strategy_that_is_not_shown_still_counts_in_the_correction():
    truth = rising(LABELLED)
    made = curves(calm(random=truth, a=truth + 0.03, b=truth + 0.01, c=truth))
    (sentence,) = needs_fewer_labels(made, shown=["a"])
    assert sentence == needs_fewer_labels(made)[0]
    assert "Holm's correction for 3 tests" in sentence

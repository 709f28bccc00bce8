"""Claim 3: a plateau, after which cleaner labels help more than more labels."""

import numpy as np
from made_curves import FLAT, LABELLED, calm, curves, measured, rising

from foxdog.evidence.claims.label_noise import cleaner_labels, levels_off, plateaus


def at_ceiling(truth, ceiling=0.8, seeds=20, luck=None):
    made = measured(0, seeds, {"own": 0.003, "slow": 0.003, "shared": 0} | (luck or {}), random=truth)
    return plateaus(curves(made, ceilings=np.full(seeds, ceiling)))


def test_a_plateau_the_way_to_it_and_doubt_are_told_apart():
    (flat,) = at_ceiling(FLAT)
    assert "random choice reached its plateau: from 110 labels on it was reliably within 1 point of its ceiling" in flat
    (below,) = at_ceiling(rising(LABELLED, slowness=150), 0.9)
    assert "reached no plateau, it was still more than 1 point below its ceiling: with 300 labels it was -4." in below
    assert "from the 90.0 % that the whole pool gives, 20 seeds" in below
    (above,) = at_ceiling(FLAT, 0.75)
    assert "reached no plateau, it ended more than 1 point above its ceiling" in above
    (doubt,) = at_ceiling(FLAT, luck={"own": 0.05, "slow": 0.05})
    assert "no word on a plateau of random choice, 1 point or more from its ceiling cannot be ruled out" in doubt
    (few,) = at_ceiling(FLAT, seeds=5)
    assert "5 seeds are too few to tell a plateau of random choice: it takes at least 6" in few
    (unknown,) = plateaus(curves(calm(random=FLAT)))
    assert "no word on a plateau of random choice: the accuracy with the whole pool labelled was not meas" in unknown


def test_a_second_reading_stands_beside_the_first_and_may_disagree():
    """A curve that levels off below its ceiling: at a plateau by its form, not by what all labels would give."""
    (sentence,) = at_ceiling(rising(LABELLED, 0.8, slowness=40), 0.9)
    assert "reached no plateau" in sentence
    assert "A second reading disagrees: a curve of four parameters, fitted to the mean, nears 79." in sentence or (
        "A second reading disagrees: a curve of four parameters, fitted to the mean, nears 80." in sentence
    )
    (sentence,) = at_ceiling(rising(LABELLED, 0.8, slowness=40), 0.8)
    assert "A second reading agrees" in sentence


def test_random_stands_beside_each_strategy():
    luck = {"own": 0.003, "slow": 0.003, "shared": 0}
    random, own = plateaus(curves(measured(0, 20, luck, random=FLAT - 0.03, a=FLAT), ceilings=np.full(20, 0.8)))
    assert "a reached its plateau" in own
    assert "random choice reached no plateau" in random


def noise_pair(clean, noisy_truth, seeds=20):
    return [
        curves(calm(0, seeds, random=clean), noise=0.0),
        curves(calm(1, seeds, random=noisy_truth), noise=0.2),
    ]


def of_noise(settings):
    first, *others = settings
    return [sentence for sentence in plateaus(first, others) if "cleaner labels" in sentence]


def test_cleaner_labels_help_more_after_a_plateau_under_noise():
    (sentence,) = of_noise(noise_pair(FLAT + 0.06, FLAT))
    assert sentence.startswith(
        "drawn from scratch, from 20 to 300 labels, 10 a round, 20 % of the labels wrong, random choice:"
    )
    assert "cleaner labels help reliably more than more labels" in sentence
    assert "At 150 labels, half the budget, all answers right from the start would have given +" in sentence
    assert "going on to 300 noisy labels" in sentence


def test_more_labels_help_more_where_the_curve_still_rises():
    rise = np.interp(LABELLED, [20, 300], [0.6, 0.85])
    (sentence,) = of_noise(noise_pair(rise + 0.02, rise))
    assert "more labels help reliably more than cleaner labels" in sentence


def test_cleaner_and_more_labels_may_be_level():
    rise = np.interp(LABELLED, [20, 150, 300], [0.6, 0.75, 0.80])
    (sentence,) = of_noise(noise_pair(rise + 0.05, rise))
    assert "no reliable difference between cleaner labels and more labels" in sentence


def test_too_few_seeds_say_nothing_of_noise():
    (sentence,) = of_noise(noise_pair(FLAT + 0.06, FLAT, seeds=5))
    assert "5 paired seeds are too few" in sentence


def test_only_settings_that_differ_in_noise_alone_are_compared():
    clean, wrong = noise_pair(FLAT + 0.06, FLAT)
    other = curves(wrong.accuracy, noise=0.2, pictures="photos")
    assert of_noise([clean, other]) == []
    assert of_noise([wrong]) == []


def test_seeds_are_paired_by_number_and_not_by_row():
    clean, wrong = noise_pair(FLAT + 0.06, FLAT)
    reversed_rows = curves({"random": wrong.accuracy["random"][::-1]}, seeds=tuple(range(20))[::-1], noise=0.2)
    assert of_noise([clean, reversed_rows]) == of_noise([clean, wrong])
    apart = curves(wrong.accuracy, seeds=tuple(range(15, 35)), noise=0.2)
    assert "5 paired seeds are too few" in of_noise([clean, apart])[0]


def test_either_of_the_two_settings_may_be_the_one_looked_at():
    clean, wrong = noise_pair(FLAT + 0.06, FLAT)
    assert of_noise([wrong, clean]) == of_noise([clean, wrong])


def test_two_settings_with_noise_are_not_compared():
    clean, wrong = noise_pair(FLAT + 0.06, FLAT)
    assert of_noise([curves(clean.accuracy, noise=0.1), wrong]) == []


# Some strategies shown


def test_random_is_always_shown():
    made = curves(calm(random=FLAT, a=FLAT, b=FLAT))
    assert len(levels_off(made, ["b"])) == len(levels_off(made, [])) + 1 == 2


def test_cleaner_labels_are_about_the_strategies_shown():
    clean, noise = curves(calm(random=FLAT, a=FLAT)), curves(calm(random=FLAT - 0.05, a=FLAT - 0.05), noise=0.2)
    assert len(cleaner_labels(clean, noise)) == 2
    (sentence,) = cleaner_labels(clean, noise, [])
    assert "random choice" in sentence

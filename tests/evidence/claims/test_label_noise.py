"""Claim 3: a plateau, after which cleaner labels help more than more labels."""

import numpy as np
from made_curves import FLAT, LABELLED, calm, curves, measured, rising

from foxdog.evidence.claims.label_noise import cleaner_labels, levels_off, plateaus


def test_a_plateau_growth_and_doubt_are_told_apart():
    (flat,) = plateaus(curves(calm(random=FLAT)))
    assert "random choice reached a plateau at about 9" in flat or "at about 10" in flat
    (rise,) = plateaus(curves(calm(random=rising(LABELLED, slowness=150))))
    assert "reached no plateau, the accuracy was still growing" in rise
    (doubt,) = plateaus(curves(measured(luck={"own": 0.05, "slow": 0.05}, random=FLAT)))
    assert "no reliable plateau" in doubt
    assert "cannot be ruled out" in doubt
    (few,) = plateaus(curves(calm(seeds=5, random=FLAT)))
    assert "5 seeds are too few to tell a plateau" in few


def test_the_way_to_the_ceiling_is_told():
    (sentence,) = plateaus(curves(calm(random=FLAT), ceilings=np.full(20, 0.9)))
    assert "With 300 labels it was -10.3 points (95 % interval" in sentence
    assert "from the accuracy of 90.0 % that the whole pool gives" in sentence


def test_a_fall_is_no_plateau():
    (fall,) = plateaus(curves(calm(random=np.interp(LABELLED, [20, 300], [0.85, 0.7]))))
    assert "reached no plateau, the accuracy was falling: -2." in fall
    (doubt,) = plateaus(curves(measured(luck={"own": 0.05, "slow": 0.05}, random=FLAT - 0.0002 * LABELLED)))
    assert "no reliable plateau" in doubt


def test_slow_growth_is_told_as_undecided_and_not_as_none():
    """Reliably above zero, but whether it is below 1 point for each 50 labels is not known."""
    truth = np.interp(LABELLED, [20, 300], [0.65, 0.65 + 0.01 / 50 * 280])
    (sentence,) = plateaus(curves(calm(random=truth)))
    assert "no reliable plateau of random choice, growth of 1 point or more cannot be ruled out: +1." in sentence or (
        "no reliable plateau of random choice, growth of 1 point or more cannot be ruled out: +0." in sentence
    )


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

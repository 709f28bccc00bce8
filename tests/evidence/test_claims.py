import numpy as np
import pytest
from made_curves import LABELLED, curves, noisy, rising, with_saving

from foxdog.evidence import (
    Estimate,
    by_luck,
    by_start,
    by_strategy,
    cleaner_labels,
    depends,
    insights,
    levels_off,
    needs_fewer_labels,
    plateaus,
)
from foxdog.evidence.wording import fewer, listed, signed_points

FLAT = np.interp(LABELLED, [20, 100, 300], [0.60, 0.80, 0.80])


def made(seed=0, seeds=20, luck=None, **truths):
    return noisy(np.random.default_rng(seed), truths, seeds, **(luck or {}))


def calm(seed=0, seeds=20, **truths):
    """With so little luck that what is true is found."""
    return made(seed, seeds, {"own": 0.003, "slow": 0.003}, **truths)


# Claim 1: asking needs fewer labels than random choice


def test_a_true_saving_is_told_with_its_figures():
    (said,) = needs_fewer_labels([with_saving(np.random.default_rng(0), 0.3)])
    assert said.startswith(
        "drawn, from 20 to 300 labels, 10 a round: uncertainty is reliably ahead of random questions"
    )
    assert "20 paired seeds, Wilcoxon p < 0.001" in said
    assert "points (95 % interval +" in said
    assert "random questions did not reach it" in said or "% fewer (95 % interval" in said
    assert "no reliable difference" not in said


def test_random_may_be_reliably_better():
    (said,) = needs_fewer_labels([with_saving(np.random.default_rng(0), -0.4)])
    assert "uncertainty is reliably behind random questions" in said
    assert "% more (95 % interval" in said
    assert "ahead" not in said


def test_no_reliable_difference_is_said_so():
    (said,) = needs_fewer_labels([with_saving(np.random.default_rng(0), 0.0)])
    assert "no reliable difference between uncertainty and random questions" in said
    assert "no reliable difference in labels" in said
    assert "ahead" not in said
    assert "behind" not in said


def test_too_few_seeds_conclude_nothing():
    (said,) = needs_fewer_labels([with_saving(np.random.default_rng(0), 0.3, seeds=5)])
    assert said.endswith("5 paired seeds are too few to conclude anything: the test needs at least 6.")
    one = needs_fewer_labels([with_saving(np.random.default_rng(0), 0.3, seeds=1)])[0]
    assert "1 paired seed is too few" in one


def test_six_seeds_are_too_few_for_two_strategies():
    truth = rising(LABELLED)
    both = curves(made(seeds=6, random=truth, a=rising(LABELLED / 0.5), b=rising(LABELLED / 0.5)))
    assert all("at least 7 for 2 tests together" in said for said in needs_fewer_labels([both]))


def test_an_accuracy_that_only_one_reaches_is_not_called_a_saving():
    truths = {"random": np.interp(LABELLED, [20, 300], [0.6, 0.72]), "a": np.interp(LABELLED, [20, 300], [0.6, 0.87])}
    (said,) = needs_fewer_labels([curves(calm(**truths))])
    assert "To reach 85 %, a needed" in said
    assert "random questions did not reach it" in said
    assert "fewer" not in said
    (said,) = needs_fewer_labels([curves(calm(random=truths["a"], a=truths["random"]))])
    assert "To reach 85 %, random questions needed" in said
    assert "a did not reach it" in said


def test_a_saving_among_strategies_without_a_verdict_is_not_called_reliable():
    rng = np.random.default_rng(3)
    truths = {f"s{number}": rising(LABELLED) for number in range(8)} | {"random": rising(LABELLED)}
    said = [one for _ in range(20) for one in needs_fewer_labels([curves(noisy(rng, truths))])]
    lucky = [one for one in said if "no reliable difference between" in one and "a difference by itself" in one]
    assert lucky
    assert all(one.endswith("a difference by itself, which the verdict does not bear out.") for one in lucky)


# Claim 2: it depends on the initial set and on the strategy


def test_strategies_that_differ_are_told_apart():
    truth = rising(LABELLED)
    said = depends([curves(calm(random=truth, a=truth + 0.03, b=truth, c=truth))])
    (between,) = [one for one in said if "the strategies" in one or "between a, b and c" in one]
    assert "the strategies differ reliably: a against b +3" in between
    assert "a against c +3" in between
    assert "b against c" not in between
    assert "Holm's correction for 3 tests" in between


def test_of_many_strategies_it_is_told_how_many_pairs_differ_and_which_most():
    truth = rising(LABELLED)
    said = depends([curves(calm(random=truth, a=truth + 0.03, b=truth, c=truth, d=truth - 0.02))])
    (between,) = [one for one in said if "strategies differ" in one]
    assert "the strategies differ reliably, in 5 of 6 pairs; the widest apart: a against d +5" in between
    assert between.count("against") == 1


def test_strategies_that_do_not_differ_are_not():
    truth = rising(LABELLED)
    said = depends([curves(calm(random=truth, a=truth + 0.03, b=truth + 0.03))])
    assert any("no reliable difference between a and b: a against b" in one for one in said)


def test_the_luck_of_a_single_run_is_told():
    lucky = curves(
        {"random": [[0.6, 0.7]] * 6, "a": [[0.6, 0.7 + gain] for gain in (-0.04, -0.02, 0, 0.02, 0.04, 0.06)]}
    )
    (said,) = depends([lucky])
    assert "single runs of a came out between -2.0 and +3.0 points" in said
    assert "behind it with 2 of 6 seeds" in said
    few = curves({name: accuracy[:5] for name, accuracy in lucky.accuracy.items()})
    assert depends([few]) == [
        "drawn, from 20 to 30 labels, 10 a round: 5 seeds are too few to tell how far single runs of a lie apart."
    ]


def starts(shared, seeds=20):
    """Four strategies that differ by nothing but luck, of which so much is shared by all of a seed."""
    truth = rising(LABELLED)
    return curves(made(0, seeds, {"shared": shared}, random=truth, a=truth, b=truth, c=truth))


def test_seeds_on_which_strategies_agree_show_that_the_start_matters():
    (said,) = by_start([starts(0.02)])
    assert "the start matters: 4 strategies share each seed's initial set and weights" in said
    assert "Friedman p < 0.001" in said


def test_without_anything_shared_no_difference_between_starts_is_found():
    found = [
        by_start([curves(noisy(np.random.default_rng(seed), dict.fromkeys(("random", "a", "b"), FLAT), shared=0))])
        for seed in range(100)
    ]
    right = sum("no reliable difference between starts" in said for (said,) in found) / len(found)
    assert right >= 0.95  # with so few strategies the test is on the careful side


def test_kendalls_w_and_friedmans_p_worked_by_hand():
    """Three strategies that rank six seeds alike: W = 1, chi-squared = 3 * 5 = 15 with 5 degrees of freedom."""
    same = [[0.6, 0.6 + seed / 100] for seed in range(6)]
    (said,) = by_start([curves({"random": same, "a": same, "b": same})])
    assert "Kendall's W of 1.00, Friedman p = 0.01" in said


def test_too_few_seeds_or_strategies_say_nothing_of_starts():
    assert "5 seeds are too few to tell whether the start matters" in by_start([starts(0.02, seeds=5)])[0]
    assert by_start([starts(0.02).only(["a"])]) == []


def initial_sets(gains, seeds=20):
    """Settings of initial sets 10, 20 and 40 in which uncertainty is truly so much better than random."""
    settings = []
    for number, (initial, gain) in enumerate(zip((10, 20, 40), gains, strict=True)):
        labelled = np.arange(initial, 301, 10)
        truth = rising(labelled)
        accuracy = calm(number, seeds, random=truth, uncertainty=truth + gain)
        settings.append(curves(accuracy, labelled=labelled))
    return settings


def of_initial_sets(settings):
    return [said for said in depends(settings) if "initial sets of" in said or "depends on the initial set" in said]


def test_gains_that_differ_between_initial_sets_are_told():
    (said,) = of_initial_sets(initial_sets((0.05, 0.05, 0.0)))
    assert "uncertainty's gain over random questions, from 40 to 300 labels, depends on the initial set" in said
    assert "10 against 40 +" in said
    assert "20 against 40 +" in said
    assert "10 against 20" not in said


def test_the_reverse_has_the_other_sign():
    (said,) = of_initial_sets(initial_sets((0.0, 0.0, 0.05)))
    assert "10 against 40 -" in said


def test_gains_that_do_not_differ_between_initial_sets_are_told_too():
    (said,) = of_initial_sets(initial_sets((0.03, 0.03, 0.03)))
    assert "no reliable difference in uncertainty's gain" in said
    assert "between initial sets of 10, 20 and 40" in said


def test_too_few_seeds_say_nothing_of_initial_sets():
    (said,) = of_initial_sets(initial_sets((0.05, 0.05, 0.0), seeds=6))
    assert "6 paired seeds are too few to conclude anything: the test needs at least 7 for 3 tests together" in said


def test_initial_sets_are_compared_over_the_seeds_that_both_have():
    first, second, _ = initial_sets((0.05, 0.0, 0.0))
    backwards = curves(
        {name: accuracy[::-1] for name, accuracy in second.accuracy.items()},
        seeds=second.seeds[::-1],
        labelled=second.labelled,
    )
    assert of_initial_sets([first, backwards]) == of_initial_sets([first, second])
    apart = curves(second.accuracy, seeds=tuple(range(12, 32)), labelled=second.labelled)
    assert "8 paired seeds" in of_initial_sets([first, apart])[0]
    strangers = curves(second.accuracy, seeds=tuple(range(40, 60)), labelled=second.labelled)
    assert of_initial_sets([first, strangers]) == []


def test_one_initial_set_is_compared_with_none():
    assert of_initial_sets(initial_sets((0.05, 0.05, 0.0))[:1]) == []


# Claim 3: a plateau, after which cleaner labels help more than more labels


def test_a_plateau_growth_and_doubt_are_told_apart():
    (flat,) = plateaus([curves(calm(random=FLAT))])
    assert "random questions reached a plateau at about 9" in flat or "at about 10" in flat
    (rise,) = plateaus([curves(calm(random=rising(LABELLED, slowness=150)))])
    assert "reached no plateau, the accuracy was still growing" in rise
    (doubt,) = plateaus([curves(made(luck={"own": 0.05, "slow": 0.05}, random=FLAT))])
    assert "no reliable plateau" in doubt
    assert "cannot be ruled out" in doubt
    (few,) = plateaus([curves(calm(seeds=5, random=FLAT))])
    assert "5 seeds are too few to tell a plateau" in few


def test_the_way_to_the_ceiling_is_told():
    (said,) = plateaus([curves(calm(random=FLAT), ceilings=np.full(20, 0.9))])
    assert "With 300 labels it was -10.3 points (95 % interval" in said
    assert "from the accuracy of 90.0 % that the whole pool gives" in said


def test_a_fall_is_no_plateau():
    (fall,) = plateaus([curves(calm(random=np.interp(LABELLED, [20, 300], [0.85, 0.7])))])
    assert "reached no plateau, the accuracy was falling: -2." in fall
    (doubt,) = plateaus([curves(made(luck={"own": 0.05, "slow": 0.05}, random=FLAT - 0.0002 * LABELLED))])
    assert "no reliable plateau" in doubt


def test_slow_growth_is_told_as_undecided_and_not_as_none():
    """Reliably above zero, but whether it is below 1 point for each 50 labels is not known."""
    truth = np.interp(LABELLED, [20, 300], [0.65, 0.65 + 0.01 / 50 * 280])
    (said,) = plateaus([curves(calm(random=truth))])
    assert "no reliable plateau of random questions, growth of 1 point or more cannot be ruled out: +1." in said or (
        "no reliable plateau of random questions, growth of 1 point or more cannot be ruled out: +0." in said
    )


def noise_pair(clean, noisy_truth, seeds=20):
    return [
        curves(calm(0, seeds, random=clean), noise=0.0),
        curves(calm(1, seeds, random=noisy_truth), noise=0.2),
    ]


def of_noise(settings):
    return [said for said in plateaus(settings) if "cleaner labels" in said]


def test_cleaner_labels_help_more_after_a_plateau_under_noise():
    (said,) = of_noise(noise_pair(FLAT + 0.06, FLAT))
    assert said.startswith("drawn, from 20 to 300 labels, 10 a round, 20 % of the labels wrong, random questions:")
    assert "cleaner labels help reliably more than more labels" in said
    assert "At 150 labels, half the budget, all answers right from the start would have given +" in said
    assert "going on to 300 noisy labels" in said


def test_more_labels_help_more_where_the_curve_still_rises():
    rise = np.interp(LABELLED, [20, 300], [0.6, 0.85])
    (said,) = of_noise(noise_pair(rise + 0.02, rise))
    assert "more labels help reliably more than cleaner labels" in said


def test_cleaner_and_more_labels_may_be_level():
    rise = np.interp(LABELLED, [20, 150, 300], [0.6, 0.75, 0.80])
    (said,) = of_noise(noise_pair(rise + 0.05, rise))
    assert "no reliable difference between cleaner labels and more labels" in said


def test_too_few_seeds_say_nothing_of_noise():
    (said,) = of_noise(noise_pair(FLAT + 0.06, FLAT, seeds=5))
    assert "5 paired seeds are too few" in said


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


# Wording


def test_all_claims_are_told_in_their_order():
    settings = initial_sets((0.05, 0.05, 0.0))
    assert insights(settings) == [*needs_fewer_labels(settings), *depends(settings), *plateaus(settings)]


def test_nothing_compared_is_nothing_said():
    assert insights([]) == []


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (Estimate(0.3, 0.2, 0.4), "30 % fewer (95 % interval 20 % fewer to 40 % fewer)"),
        (Estimate(-0.2, -0.3, -0.1), "20 % more (95 % interval 10 % more to 30 % more)"),
        (Estimate(-0.1, -0.3, 0.1), "10 % more (95 % interval 30 % more to 10 % fewer)"),
        (Estimate(0.3, 0.2, np.inf), "30 % fewer (95 % interval 20 % fewer or better)"),
        (Estimate(-0.3, -np.inf, -0.2), "30 % more (95 % interval 20 % more or worse)"),
        (Estimate(0.3, -np.inf, np.inf), "30 % fewer (no interval: without some of the seeds it is not reached)"),
    ],
)
def test_savings_in_words(saved, words):
    assert fewer(saved) == words


def test_small_words():
    assert (listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])) == (
        "",
        "a",
        "a and b",
        "a, b and c",
    )
    assert signed_points(-0.0001) == "+0.0"
    assert signed_points(0.0123) == "+1.2"


# Speaking of some strategies only


def test_what_is_not_told_of_still_counts_in_the_correction():
    truth = rising(LABELLED)
    made_up = [curves(calm(random=truth, a=truth + 0.03, b=truth + 0.01, c=truth))]
    (said,) = needs_fewer_labels(made_up, ["a"])
    assert said == needs_fewer_labels(made_up)[0]
    assert "Holm's correction for 3 tests" in said
    (pair,) = by_strategy(made_up, ["a", "b"])
    assert "a against b" in pair
    assert "against c" not in pair
    assert "Holm's correction for 3 tests" in pair
    assert by_strategy(made_up, ["a"]) == []


def test_random_is_always_told_of():
    made_up = [curves(calm(random=FLAT, a=FLAT, b=FLAT))]
    assert len(levels_off(made_up, ["b"])) == len(levels_off(made_up, [])) + 1 == 2
    assert [len(by_luck(made_up, told)) for told in ([], ["a"], None)] == [0, 1, 2]


def test_cleaner_labels_are_told_of_for_some_strategies():
    clean, noise = curves(calm(random=FLAT, a=FLAT)), curves(calm(random=FLAT - 0.05, a=FLAT - 0.05), noise=0.2)
    assert len(cleaner_labels([clean, noise])) == 2
    (said,) = cleaner_labels([clean, noise], [])
    assert "random questions" in said

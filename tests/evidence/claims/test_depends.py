"""Claim 2: it depends on the initial model and on the query strategy."""

import numpy as np
from made_curves import FLAT, LABELLED, calm, curves, measured, noisy, rising

from foxdog.evidence.claims.depends import by_luck, by_model, by_start, by_strategy, depends


def test_strategies_that_differ_are_told_apart():
    truth = rising(LABELLED)
    sentences = depends(curves(calm(random=truth, a=truth + 0.03, b=truth, c=truth)))
    (between,) = [one for one in sentences if "the strategies" in one or "between a, b and c" in one]
    assert "the strategies differ reliably: a against b +3" in between
    assert "a against c +3" in between
    assert "b against c" not in between
    assert "Holm's correction for 3 tests" in between


def test_of_many_strategies_it_is_told_how_many_pairs_differ_and_which_most():
    truth = rising(LABELLED)
    sentences = depends(curves(calm(random=truth, a=truth + 0.03, b=truth, c=truth, d=truth - 0.02)))
    (between,) = [one for one in sentences if "strategies differ" in one]
    assert "the strategies differ reliably, in 5 of 6 pairs; the widest apart: a against d +5" in between
    assert between.count("against") == 1


def test_strategies_that_do_not_differ_are_not():
    truth = rising(LABELLED)
    sentences = depends(curves(calm(random=truth, a=truth + 0.03, b=truth + 0.03)))
    assert any("no reliable difference between a and b: a against b" in one for one in sentences)


def test_the_luck_of_a_single_run_is_told():
    lucky = curves(
        {"random": [[0.6, 0.7]] * 6, "a": [[0.6, 0.7 + gain] for gain in (-0.04, -0.02, 0, 0.02, 0.04, 0.06)]}
    )
    (sentence,) = depends(lucky)
    assert "single runs of a came out between -2.0 and +3.0 points" in sentence
    assert "behind it with 2 of 6 seeds" in sentence
    few = curves({name: accuracy[:5] for name, accuracy in lucky.accuracy.items()})
    assert depends(few) == [
        "drawn from scratch, from 20 to 30 labels, 10 a round: 5 seeds are too few to tell how far single runs of "
        "a lie apart."
    ]


def starts(shared, seeds=20):
    """Four strategies that differ by nothing but luck, of which so much is shared by all of a seed."""
    truth = rising(LABELLED)
    return curves(measured(0, seeds, {"shared": shared}, random=truth, a=truth, b=truth, c=truth))


def test_seeds_on_which_strategies_agree_show_that_the_start_matters():
    (sentence,) = by_start(starts(0.02))
    assert "the start matters, from 60 labels on, three times the initial set: 4 strategies share each" in sentence
    assert "share each seed's initial set and random numbers" in sentence
    assert "Friedman p < 0.001" in sentence


def test_without_anything_shared_no_difference_between_starts_is_found():
    found = [
        by_start(curves(noisy(np.random.default_rng(seed), dict.fromkeys(("random", "a", "b"), FLAT), shared=0)))
        for seed in range(100)
    ]
    right = sum("no reliable difference between starts" in sentence for (sentence,) in found) / len(found)
    assert right >= 0.95  # with so few strategies the test is on the careful side


def test_kendalls_w_and_friedmans_p_worked_by_hand():
    """Three strategies that rank six seeds alike: W = 1, chi-squared = 3 * 5 = 15 with 5 degrees of freedom."""
    same = [[0.6, 0.6, 0.6, 0.6, 0.6, 0.6 + seed / 100] for seed in range(6)]
    (sentence,) = by_start(curves({"random": same, "a": same, "b": same}))
    assert "Kendall's W of 1.00, Friedman p = 0.01" in sentence


def test_before_three_times_the_initial_set_strategies_agree_by_construction():
    """All that they share is round 0 and what follows from it for a while; later on each has luck of its own."""
    start = np.random.default_rng(0).normal(0, 0.05, (20, 1)) * np.exp(-np.arange(29) / 1.0)
    fading = {name: np.clip(accuracy + start, 0, 1) for name, accuracy in noisy_flat().items()}
    (sentence,) = by_start(curves(fading))
    assert "no reliable difference between starts" in sentence
    assert by_start(curves({name: accuracy[:, :5] for name, accuracy in fading.items()})) == []  # up to 60 labels


def noisy_flat():
    return noisy(np.random.default_rng(5), dict.fromkeys(("random", "a", "b", "c"), FLAT), shared=0)


def test_starts_are_compared_within_splits():
    """Seeds of one split do well because its test set is easy: that is no matter of the start."""
    easy = np.repeat(np.random.default_rng(1).normal(0, 0.05, 5), 4)[:, None]
    made = {name: np.clip(accuracy + easy, 0, 1) for name, accuracy in noisy_flat().items()}
    assert "the start matters" in by_start(curves(made))[0]
    (sentence,) = by_start(curves(made, splits=tuple(np.repeat(range(5), 4).tolist())))
    assert "no reliable difference between starts" in sentence
    assert "of each of 5 splits" in sentence


def test_too_few_seeds_or_strategies_say_nothing_of_starts():
    assert "5 seeds are too few to tell whether the start matters" in by_start(starts(0.02, seeds=5))[0]
    assert by_start(starts(0.02).only(["a"])) == []


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
    first, *others = settings
    sentences = depends(first, others)
    return [one for one in sentences if "initial sets of" in one or "depends on the initial set" in one]


def test_gains_that_differ_between_initial_sets_are_told():
    (sentence,) = of_initial_sets(initial_sets((0.05, 0.05, 0.0)))
    assert "uncertainty's gain over random choice, from 40 to 300 labels, depends on the initial set" in sentence
    assert "10 against 40 +" in sentence
    assert "20 against 40 +" in sentence
    assert "10 against 20" not in sentence


def test_the_reverse_has_the_other_sign():
    (sentence,) = of_initial_sets(initial_sets((0.0, 0.0, 0.05)))
    assert "10 against 40 -" in sentence


def test_gains_that_do_not_differ_between_initial_sets_are_told_too():
    (sentence,) = of_initial_sets(initial_sets((0.03, 0.03, 0.03)))
    assert "no reliable difference in uncertainty's gain" in sentence
    assert "between initial sets of 10, 20 and 40" in sentence


def test_too_few_seeds_say_nothing_of_initial_sets():
    (sentence,) = of_initial_sets(initial_sets((0.05, 0.05, 0.0), seeds=6))
    assert "6 paired seeds are too few to conclude anything: the test needs at least 7 for 3 tests together" in sentence


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


def test_only_settings_that_differ_by_the_initial_set_alone_are_compared():
    first, second, _ = initial_sets((0.05, 0.0, 0.0))
    other = curves(second.accuracy, labelled=second.labelled, pictures="photos")
    assert of_initial_sets([first, other]) == []


# Some strategies shown


def test_strategies_that_are_not_shown_still_count_in_the_correction():
    truth = rising(LABELLED)
    made = curves(calm(random=truth, a=truth + 0.03, b=truth + 0.01, c=truth))
    (pair,) = by_strategy(made, ["a", "b"])
    assert "a against b" in pair
    assert "against c" not in pair
    assert "Holm's correction for 3 tests" in pair
    assert by_strategy(made, ["a"]) == []


def test_single_runs_are_those_of_the_strategies_shown():
    made = curves(calm(random=FLAT, a=FLAT, b=FLAT))
    assert [len(by_luck(made, shown)) for shown in ([], ["a"], None)] == [0, 1, 2]


# The initial model


def models(head_start, scratch, seeds=20):
    """The same seeds with a head start and from scratch; each an accuracy for random choice and a gain from asking."""
    made = []
    for number, (model, (height, gain)) in enumerate((("head-start", head_start), ("scratch", scratch))):
        truth = rising(LABELLED, height)
        made.append(curves(calm(number, seeds, random=truth, uncertainty=truth + gain), model=model))
    return made


def test_a_better_model_may_be_worth_more_than_asking():
    better, worse = models((0.90, 0.02), (0.80, 0.02))
    random, crossed, gain = by_model(better, worse)
    assert "random choice with a head start against random choice from scratch is reliably more" in random
    assert "random choice with a head start against asking by uncertainty from scratch is reliably more" in crossed
    assert "shows no reliable difference" in gain
    assert "Holm's correction for 3 tests" in random
    assert by_model(worse, better) == [random, crossed, gain]


def test_asking_may_be_worth_more_and_gain_less_with_the_better_model():
    random, crossed, gain = by_model(*models((0.82, 0.0), (0.80, 0.05)))
    assert "reliably more" in random
    assert "reliably less" in crossed
    assert "reliably less" in gain


def test_models_are_compared_only_where_nothing_else_differs():
    better, worse = models((0.90, 0.02), (0.80, 0.02))
    assert by_model(better, better) == []
    assert by_model(better, curves(worse.accuracy, model="scratch", noise=0.2)) == []
    assert by_model(better, curves({"random": worse.accuracy["random"]}, model="scratch")) == []
    (few,) = by_model(*models((0.90, 0.02), (0.80, 0.02), seeds=6))
    assert "6 paired seeds are too few" in few


def test_models_are_compared_on_the_settings_that_share_the_most_runs():
    worse = model_curves("scratch", seeds=8)
    few, many = model_curves("head-start", seeds=2), model_curves("head-start", seeds=8)
    for others in ([few, many], [many, few]):
        sentences = [one for one in depends(worse, others) if "head start against" in one]
        assert sentences
        assert all("8 paired seeds" in one for one in sentences)


def model_curves(model, seeds):
    rng = np.random.default_rng(0)
    accuracy = {name: 0.7 + rng.normal(0, 0.01, (seeds, 5)) for name in ("uncertainty", "random")}
    return curves(accuracy, model=model)

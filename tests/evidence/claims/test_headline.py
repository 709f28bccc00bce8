"""Each claim in one sentence of at most twenty words, with what speaks against it and one picture."""

import itertools
import re
from dataclasses import replace

import numpy as np
import pytest
from made_curves import FLAT, LABELLED, calm, curves, measured, noisy, rising, with_saving

from foxdog.evidence import Estimate
from foxdog.evidence.claims import CLAIMS, fewer_labels
from foxdog.evidence.claims.headline import MOST_WORDS, foremost
from foxdog.evidence.savings import labels_to_reach, saving

FEWER, DEPENDS, PLATEAU = (claim.headline for claim in CLAIMS)
QUIET = {"own": 0.003, "slow": 0.003, "shared": 0}


def saved(share, seeds=20, **luck):
    return with_saving(np.random.default_rng(0), share, seeds, **luck)


def five(gains=(0.0,) * 5, seed=0, seeds=20, **setting):
    truth = rising(LABELLED)
    names = ("uncertainty", "badge", "k-centre", "typical", "ranked-batch")
    truths = {name: truth + gain for name, gain in zip(names, gains, strict=True)} | {"random": truth}
    return curves(measured(seed, seeds, QUIET, **truths), **({"ceilings": np.full(seeds, 0.9)} | setting))


def every_kind():
    """Curves, and other settings on the same pictures: enough for each form of each headline."""
    rise = np.interp(LABELLED, [20, 300], [0.6, 0.85])
    for share, seeds in itertools.product((0.3, 0.15, 0.02, 0, -0.3), (20, 5)):
        yield saved(share, seeds), []
    yield curves(calm(random=FLAT)), []
    for gains in ((0.03, 0.03, 0.0, 0.0, -0.02), (0.0,) * 5, (0.004, 0, 0, 0, 0), (-0.03, 0, 0, 0, 0)):
        for seeds in (20, 5):
            clean = five(gains, seeds=seeds)
            for gain in (-0.1, -0.02, 0.04):
                scratch = five(tuple(one + 0.02 for one in gains), 1, seeds, model="head-start")
                noise = curves({name: one + gain for name, one in clean.accuracy.items()}, noise=0.3)
                yield clean, []
                yield clean, [scratch]
                yield clean, [noise]
    for top in (0.7, 0.8, 0.9):
        yield curves(measured(0, 20, QUIET, random=FLAT, uncertainty=FLAT), ceilings=np.full(20, top)), []
        yield curves(measured(0, 20, {"own": 0.05}, random=FLAT, uncertainty=FLAT), ceilings=np.full(20, top)), []
    clean = curves(calm(random=rise, uncertainty=rise))
    yield clean, [curves(calm(1, random=rise - 0.02, uncertainty=rise - 0.02), noise=0.2)]


@pytest.mark.parametrize("headline", [claim.headline for claim in CLAIMS], ids=["fewer", "depends", "plateau"])
def test_no_headline_has_more_than_twenty_words_and_each_is_a_sentence(headline):
    found = [headline(made, others) for made, others in every_kind()]
    assert len({one.text for one in found}) >= 5
    for one in found:
        assert len(one.text.split()) <= MOST_WORDS, one.text
        assert one.text.endswith(".")
        assert one.text[0].isupper() or one.text[0].isdigit()
        assert "-0." not in one.text
        assert "None" not in one.text + one.other_side
        if one.picture:
            assert {row["name"] for row in one.picture.rows} == set(one.picture.names)


# Fewer labels?


def test_a_saving_is_told_in_labels_and_its_arrow_spans_exactly_these():
    made = saved(0.3)
    found = FEWER(made, [])
    labels = [labels_to_reach(made, name, 0.80) for name in ("uncertainty", "random")]
    own, other = (round(one) for one in labels)
    assert found.text == f"80 % right with {own} labels instead of {other}: asking by uncertainty, not random choice."
    arrow = found.picture.arrow
    assert (arrow.accuracy, arrow.start, arrow.end) == (0.80, labels[1], labels[0])
    assert arrow.words == f"{other - own} fewer labels"
    for name, labels in (("random", arrow.start), ("uncertainty", arrow.end)):  # its ends lie on the curves
        rows = [row for row in found.picture.rows if row["name"] == name]
        at = np.interp(labels, [row["labelled"] for row in rows], [row["accuracy"] for row in rows])
        assert at == pytest.approx(0.80, abs=0.002)


def test_the_headline_is_not_the_most_flattering_target():
    labelled = LABELLED
    truth = rising(labelled)
    late = truth + np.interp(labelled, [20, 150, 300], [0, 0.01, 0.03])  # it saves the more, the later
    made = curves(measured(0, 20, QUIET, random=truth, uncertainty=late))
    savings = sorted((saving(made, "uncertainty", target).value, target) for target in (0.75, 0.80, 0.85))
    assert FEWER(made, []).text.startswith(f"{savings[-2][1] * 100:.0f} % right")


def test_a_cost_has_the_same_form():
    found = FEWER(saved(-0.4), [])
    assert "% right with" in found.text
    own, other = map(int, re.findall(r"with (\d+) labels instead of (\d+):", found.text)[0])
    assert own > other
    assert found.picture.arrow.words == f"{own - other} more labels"
    assert "Random choice won 20 of 20 runs." in found.other_side


def test_no_reliable_difference_has_a_headline_and_no_arrow():
    found = FEWER(saved(0.0), [])
    assert found.text == (
        "No reliable difference between asking by uncertainty and random choice, over 20 paired runs."
    )
    assert found.picture.arrow is None


def ahead_early():
    truth, early = rising(LABELLED), np.interp(LABELLED, [20, 60, 70], [0.06, 0.06, 0])
    return curves(measured(0, 20, QUIET, random=truth, uncertainty=truth + early))


def test_a_gain_that_is_one_of_labels_at_one_target_alone_names_it():
    found = FEWER(ahead_early(), [])
    own, other = map(int, re.findall(r"; reliably fewer labels only for 75 %: (\d+), not (\d+)\.$", found.text)[0])
    assert found.picture.arrow.accuracy == 0.75
    assert found.picture.arrow.words == f"{other - own} fewer labels"


@pytest.mark.parametrize(
    ("savings", "words"),
    [
        ({0.75: (0.1, 0.2), 0.80: (-0.1, 0.1), 0.85: (0.001, 0.2)}, "reliably fewer labels only for 75 %"),
        ({0.75: (0.1, 0.2), 0.80: (-0.1, 0.1), 0.85: (0.2, 0.3)}, "labels differ reliably at 2 of 4 targets."),
        ({0.75: (-0.4, -0.2)}, "reliably more labels only for 75 %"),
        ({0.75: (0.001, np.inf)}, "no reliable difference in labels."),
    ],
    ids=["an end that is printed as 0 %", "two", "more", "none"],
)
def test_targets_count_by_their_intervals_as_they_are_printed(savings, words, monkeypatch):
    found = {target: Estimate(low, low, high) for target, (low, high) in savings.items()}
    monkeypatch.setattr(fewer_labels, "headline_saving", lambda curves, strategy: None)
    monkeypatch.setattr(fewer_labels, "saving", lambda curves, strategy, target: found.get(target))
    assert f"points ahead of random choice; {words}" in FEWER(ahead_early(), []).text


def test_a_gain_at_no_target_says_so():
    only_above = np.interp(LABELLED, [20, 300], [0.50, 0.70])  # no target is reached
    found = FEWER(curves(measured(0, 20, QUIET, random=only_above, uncertainty=only_above + 0.02)), [])
    assert found.text.endswith("points ahead of random choice; no reliable difference in labels.")


def test_the_leading_strategy_is_uncertainty_and_not_the_best():
    made = five((0.0, 0.05, 0, 0, 0))
    assert FEWER(made, []).text.startswith("No reliable difference between asking by uncertainty")
    assert "Reliably better than uncertainty: badge." in FEWER(made, []).other_side
    assert "by badge" in FEWER(made.only(["badge"]), []).text
    backwards = curves({name: made.accuracy[name] for name in ("badge", "uncertainty", "random")})
    assert "asking by uncertainty" in FEWER(backwards, []).text


def test_the_other_side_names_who_is_as_good_and_who_is_no_better_than_chance():
    found = FEWER(five((0.03, 0.03, 0.0, 0.0, -0.02)), [])
    assert found.other_side.startswith("Random choice won 0 of 20 runs. ")
    assert "No reliable difference from uncertainty: badge." in found.other_side
    assert "No reliable difference from random choice: k-centre and typical." in found.other_side
    assert "Reliably behind random choice: ranked-batch." in found.other_side


# It depends?


def test_strategies_that_differ_and_those_that_do_not():
    found = DEPENDS(five((0.03, 0.03, 0.0, 0.0, -0.02)), [])
    assert found.text.startswith("The strategy matters: ")
    assert "points ahead of ranked-batch; 8 of 10 pairs differ reliably." in found.text
    assert "single runs of uncertainty came out between" in found.other_side
    assert DEPENDS(five(), []).text == "No reliable difference among 5 strategies, over 20 paired runs."


def test_the_initial_model_comes_first_where_it_can_be_judged():
    scratch = five((0.02,) * 5)
    better = curves({name: values + 0.06 for name, values in five((0.02,) * 5, 1).accuracy.items()}, model="head-start")
    found = DEPENDS(better, [scratch])
    assert found.text.startswith("The initial model matters more: random choice with a head start is 4.")
    assert found.text.endswith("points ahead of uncertainty from scratch.")
    assert "No reliable difference between what asking gains" in found.other_side
    assert found.other_side.endswith("With 10 questions a round, 0 of 10 pairs of strategies differ reliably.")
    assert found.picture.arrow.end < found.picture.arrow.start == 300
    assert DEPENDS(scratch, [better]) == found


def test_asking_may_matter_more():
    scratch = five((0.06,) * 5)
    better = curves({name: values + 0.01 for name, values in five((0.0,) * 5, 1).accuracy.items()}, model="head-start")
    found = DEPENDS(better, [scratch])
    assert found.text.startswith("Asking matters more: random choice with a head start is 4.")
    assert "points behind uncertainty from scratch." in found.text
    assert "Asking gains reliably less with a head start than from scratch" in found.other_side


# A plateau?


def test_a_plateau_has_its_arrow_at_the_ceiling():
    made = curves(measured(0, 20, QUIET, random=FLAT - 0.05, uncertainty=FLAT), ceilings=np.full(20, 0.8))
    found = PLATEAU(made, [])
    assert found.text == "From 110 labels on asking by uncertainty is within 1 point of what the whole pool gives."
    assert found.other_side == "Random choice is still more than 1 point below it by 300 labels."
    arrow = found.picture.arrow
    assert (arrow.accuracy, arrow.start, arrow.end) == (pytest.approx(0.8), 110, 300)
    assert found.picture.ceiling == pytest.approx(0.8)


def test_right_labels_against_more_labels():
    clean = curves(measured(0, 20, QUIET, random=FLAT, uncertainty=FLAT), ceilings=np.full(20, 0.8))
    wrong = curves(measured(1, 20, QUIET, random=FLAT - 0.1, uncertainty=FLAT - 0.1), noise=0.2)
    milder = curves(measured(1, 20, QUIET, random=FLAT - 0.05, uncertainty=FLAT - 0.05), noise=0.1)
    found = PLATEAU(clean, [milder, wrong])
    assert found.text.startswith("150 right labels beat 300 with 20 % wrong, by ")
    assert "From 110 labels on asking by uncertainty is within 1 point" in found.other_side
    assert "With 20 % of the labels wrong, asking by uncertainty: no reliable difference" in found.other_side
    assert "Random choice is there from 110 labels on." in found.other_side
    arrow = found.picture.arrow
    assert arrow.start == 300
    assert arrow.words == f"as good with {arrow.end:.0f} right labels"
    level = curves(clean.accuracy, noise=0.2)
    assert PLATEAU(clean, [level]).text.startswith("No reliable difference between 150 right labels and 300 with 20 %")


def test_a_headline_about_fewer_seeds_than_the_main_ones_says_so():
    clean = curves(measured(0, 20, QUIET, random=FLAT, uncertainty=FLAT), ceilings=np.full(20, 0.8))
    wrong = curves(measured(1, 10, QUIET, random=FLAT - 0.1, uncertainty=FLAT - 0.1), noise=0.2)
    assert PLATEAU(clean, [wrong]).other_side.startswith("This was compared over 10 seeds. ")


def test_a_plateau_that_cannot_be_told_may_be_a_point_away_or_more():
    made = curves(measured(0, 20, {"own": 0.05}, random=FLAT, uncertainty=FLAT), ceilings=np.full(20, 0.8))
    assert "may still be 1 point or more from its ceiling" in PLATEAU(made, []).text


def test_right_labels_may_lose():
    rise = np.interp(LABELLED, [20, 300], [0.6, 0.85])
    clean = curves(calm(random=rise, uncertainty=rise))
    wrong = curves(calm(1, random=rise - 0.02, uncertainty=rise - 0.02), noise=0.2)
    assert PLATEAU(clean, [wrong]).text.startswith("150 right labels lose to 300 with 20 % wrong, by ")


# Which setting


def test_the_setting_of_the_headlines_is_chosen_without_a_look_at_its_results():
    flat = {"random": [[0.5] * 29] * 2}
    main = curves(flat, model="head-start", batch=1)
    others = [
        curves(flat, model="head-start", batch=1, noise=0.2),
        curves(flat, model="scratch", batch=1),
        curves(flat, model="head-start", batch=10),
        curves({"random": [[0.5] * 28] * 2}, model="head-start", batch=1, labelled=LABELLED[1:]),
    ]
    for order in itertools.permutations([main, *others]):
        assert foremost(order) is main
    more = curves({"random": [[0.9] * 29] * 3}, model="head-start", batch=1)
    assert foremost([main, more]) is more


def test_noise_of_luck_alone_makes_no_saving_of_a_headline():
    truth = rising(LABELLED)
    texts = [
        FEWER(curves(noisy(np.random.default_rng(seed), {"uncertainty": truth, "random": truth})), []).text
        for seed in range(100)
    ]
    assert sum(text.startswith("No reliable difference") for text in texts) >= 92


def test_a_headline_on_settings_with_more_questions_a_round_says_so():
    rng = np.random.default_rng(0)
    main = with_saving(rng, 0.3)
    clean, wrong = (replace(with_saving(rng, 0.3), batch=5, noise=noise) for noise in (0.0, 0.2))
    assert "with 5 questions a round" in PLATEAU(main, [clean, wrong]).other_side
    assert "questions a round" not in PLATEAU(clean, [wrong]).other_side
    better, worse = (replace(with_saving(rng, 0.3), batch=20, model=model) for model in ("head-start", "scratch"))
    assert "with 20 questions a round" in DEPENDS(main, [better, worse]).other_side
    assert "questions a round" not in DEPENDS(better, [worse]).other_side

import numpy as np
import pandas as pd
import pytest
from made_curves import curves

from foxdog.evidence.curves import (
    CEILING_COLUMNS,
    CURVE_COLUMNS,
    SPLIT,
    differ_only_by,
    pairs_by,
    read_curves,
    sets_by,
)


def row(strategy, seed, labelled, accuracy, **setting):
    known = {"pictures": "drawn", "model": "scratch", "initial": 20, "batch": 10, "budget": 40, "noise": 0.0}
    number = (labelled - 20) // 10
    point = {"strategy": strategy, "seed": seed, "round": number, "labelled": labelled, "accuracy": accuracy}
    return known | setting | point


def run(strategy, seed, accuracies=(0.6, 0.7, 0.8), **setting):
    return [row(strategy, seed, 20 + 10 * at, accuracy, **setting) for at, accuracy in enumerate(accuracies)]


def table(rows, columns):
    return pd.DataFrame(list(rows), columns=list(columns)).to_csv(index=False).encode()


def read(rows, ceilings=()):
    """What `read_curves` makes of rows, once they have been files."""
    return read_curves(table(rows, CURVE_COLUMNS), table(ceilings, CEILING_COLUMNS))


def test_rows_become_one_paired_table_a_setting():
    rows = [*run("random", 1), *run("random", 0, (0.5, 0.6, 0.7)), *run("committee", 0), *run("committee", 1)]
    (made,) = read(rows)
    assert made.seeds == (0, 1)
    assert made.labelled.tolist() == [20, 30, 40]
    assert made.accuracy["random"].tolist() == [[0.5, 0.6, 0.7], [0.6, 0.7, 0.8]]
    assert made.strategies == ("committee",)
    setting = (made.pictures, made.model, made.initial, made.batch, made.budget, made.noise)
    assert setting == ("drawn", "scratch", 20, 10, 40, 0.0)
    assert [type(value) for value in setting] == [str, str, int, int, int, float]


def test_rows_may_be_shuffled():
    rows = [*run("random", 0), *run("uncertainty", 0, (0.6, 0.75, 0.8))]
    (made,) = read(rows[::-1])
    assert made.accuracy["uncertainty"].tolist() == [[0.6, 0.75, 0.8]]


def test_an_accuracy_is_the_number_that_the_file_names():
    """To the last bit, for all that four places can say."""
    places = [f"{number / 10000:.4f}" for number in range(10001)]
    accuracies = {seed: places[3 * seed : 3 * seed + 3] for seed in range(len(places) // 3)}
    (made,) = read([one for seed, of_seed in accuracies.items() for one in run("random", seed, of_seed)])
    assert made.accuracy["random"].tolist() == [[float(text) for text in of_seed] for of_seed in accuracies.values()]


def test_names_stay_text():
    (made,) = read([*run("random", 0, pictures="007"), *run("NA", 0, pictures="007")])
    assert made.pictures == "007"
    assert made.strategies == ("NA",)


def test_a_seed_that_is_not_complete_for_every_strategy_is_left_out():
    rows = [*run("random", 0), *run("random", 1), *run("random", 2), *run("a", 0), *run("a", 1)[:2], *run("a", 3)]
    (made,) = read(rows)
    assert made.seeds == (0,)


def test_a_round_that_only_one_strategy_has_is_due_for_all():
    assert read([*run("random", 0), *run("a", 0)[:2]]) == []
    assert read([*run("random", 0)[:2], *run("a", 0)]) == []


def test_a_setting_without_a_paired_seed_is_left_out():
    assert read([*run("random", 0), *run("a", 1)]) == []
    assert read(run("a", 0)) == []
    assert read(run("random", 0)[:1]) == []
    assert read([]) == []


def test_settings_are_kept_apart_in_their_order():
    rows = [*run("random", 0, noise=0.2), *run("random", 0)]
    assert [made.noise for made in read(rows)] == [0.2, 0.0]


def test_a_model_is_a_setting_and_has_ceilings_of_its_own():
    rows = [*run("random", 0), *run("random", 0, (0.8, 0.8, 0.9), model="head-start")]
    same = {"pictures": "drawn", "noise": 0.0, "seed": 0, "labelled": 750}
    ceilings = [same | {"model": "scratch", "accuracy": 0.85}, same | {"model": "head-start", "accuracy": 0.95}]
    scratch, head_start = read(rows, ceilings)
    assert (scratch.model, head_start.model) == ("scratch", "head-start")
    assert (scratch.ceilings.tolist(), head_start.ceilings.tolist()) == ([0.85], [0.95])
    assert differ_only_by(scratch, head_start, "model")


def test_ceilings_find_their_pictures_noise_and_seed():
    rows = [*run("random", 0), *run("random", 1), *run("random", 0, noise=0.2)]
    tops = [row("", 1, 700, 0.9), row("", 1, 700, 0.8, noise=0.2), row("", 0, 900, 0.7, pictures="photos")]
    clean, noisy = read(rows, tops)
    assert np.isnan(clean.ceilings[0])
    assert clean.ceilings[1] == 0.9
    assert np.isnan(noisy.ceilings).all()


def test_a_row_given_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        read([*run("random", 0), row("random", 0, 30, 0.7)])
    with pytest.raises(ValueError, match="twice"):
        read(run("random", 0), [row("", 1, 700, 0.9), row("", 1, 750, 0.8)])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"accuracy": "high"}, r"^accuracy must be a number, not 'high'\.$"),
        ({"accuracy": "nan"}, r"^accuracy must be a number, not 'nan'\.$"),
        ({"noise": "inf"}, r"^noise must be a number, not 'inf'\.$"),
        ({"seed": "1.5"}, r"^seed must be a whole number, not '1\.5'\.$"),
        ({"labelled": ""}, r"^labelled must be a whole number, not ''\.$"),
        ({"accuracy": "1.2"}, r"^An accuracy of random is missing or not within 0 to 1\.$"),
    ],
)
def test_what_is_not_a_number_is_refused(changed, sentence):
    with pytest.raises(ValueError, match=sentence):
        read([*run("random", 0)[:2], row("random", 0, 40, 0.8) | changed])


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"a,b\n1,2\n1,2,3\n", b'"'])
def test_what_is_not_a_table_is_refused(text):
    with pytest.raises(ValueError, match=r"^(This is not a CSV table \(.*\)|The table lacks a column 'pictures')\.$"):
        read_curves(text, table([], CEILING_COLUMNS))


def test_a_missing_column_is_refused():
    columns = [name for name in CURVE_COLUMNS if name != "seed"]
    with pytest.raises(ValueError, match=r"^The table lacks a column 'seed'\.$"):
        read_curves(table(run("random", 0), columns), table([], CEILING_COLUMNS))


@pytest.mark.parametrize(
    ("accuracy", "changed", "sentence"),
    [
        ({"random": np.ones((3, 4)), "a": np.ones((2, 4))}, {}, "not paired: a has"),
        ({"random": np.ones((3, 4)), "a": np.ones((3, 3))}, {}, "not paired: a has"),
        ({"random": np.full((3, 4), np.nan)}, {}, "missing or not within"),
        ({"random": np.full((3, 4), 80.0)}, {}, "missing or not within"),
        ({"random": np.ones((3, 4))}, {"seeds": (0, 1, 1)}, "each only once"),
        ({"random": np.ones((3, 4))}, {"labelled": [20, 40, 30, 50]}, "must rise"),
        ({"random": np.ones((3, 4))}, {"initial": 10}, "from the initial set"),
        ({"random": np.ones((3, 4))}, {"ceilings": np.ones(2)}, "2 of them for 3 seeds"),
    ],
)
def test_unpaired_or_impossible_curves_are_refused(accuracy, changed, sentence):
    with pytest.raises(ValueError, match=sentence):
        curves(accuracy, **changed)


def test_curves_without_the_baseline_are_refused():
    made = curves({"random": np.ones((3, 4))})
    with pytest.raises(ValueError, match="lack random"):
        type(made)(**(vars(made) | {"accuracy": {"a": np.ones((3, 4))}}))


def test_settings_that_differ_by_one_value_alone():
    first, second = curves({"random": np.ones((3, 4))}), curves({"random": np.ones((3, 4))}, noise=0.2)
    assert differ_only_by(first, second, "noise")
    assert not differ_only_by(first, second, "initial")
    assert not differ_only_by(first, first, "noise")
    assert not differ_only_by(first, curves({"random": np.ones((3, 4))}, noise=0.2, pictures="photos"), "noise")


def test_settings_are_paired_by_the_seeds_that_both_have():
    ceilings = np.array([0.7, 0.8, 0.9])
    first = curves({"random": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]}, seeds=(7, 3, 5), ceilings=ceilings)
    second = curves({"random": [[0.5, 0.6], [0.9, 1.0], [0.1, 0.2]]}, seeds=(3, 9, 7))
    shared, other = first.shared_with(second), second.shared_with(first)
    assert shared.seeds == other.seeds == (3, 7)
    assert shared.accuracy["random"].tolist() == [[0.3, 0.4], [0.1, 0.2]]
    assert other.accuracy["random"].tolist() == [[0.5, 0.6], [0.1, 0.2]]
    assert shared.ceilings.tolist() == [0.8, 0.7]


# Splits

WITH_SPLIT = [*CURVE_COLUMNS, SPLIT]


def test_a_table_without_splits_has_one():
    (made,) = read([*run("random", 0), *run("random", 1)])
    assert made.splits == (0, 0)


def test_a_seed_may_come_again_on_another_split_and_has_a_ceiling_there():
    rows = [one | {SPLIT: split} for split in (1, 0) for name in ("a", "random") for one in run(name, 3)]
    tops = [row("", 3, 700, 0.8 + split / 10) | {SPLIT: split} for split in (0, 1)]
    (made,) = read_curves(table(rows, WITH_SPLIT), table(tops, [*CEILING_COLUMNS, SPLIT]))
    assert (made.splits, made.seeds) == ((0, 1), (3, 3))
    assert made.ceilings.tolist() == [0.8, 0.9]
    with pytest.raises(ValueError, match="twice"):
        read_curves(table([*rows, rows[0]], WITH_SPLIT), table(tops, [*CEILING_COLUMNS, SPLIT]))


def test_settings_are_paired_by_split_and_seed():
    first = curves({"random": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]}, seeds=(1, 1, 2), splits=(0, 1, 1))
    second = curves({"random": [[0.5, 0.6], [0.9, 1.0]]}, seeds=(1, 2), splits=(1, 0))
    shared = first.shared_with(second)
    assert shared.runs == [(1, 1)]
    assert shared.accuracy["random"].tolist() == [[0.3, 0.4]]


def test_a_split_is_a_whole_number_and_each_row_has_one():
    with pytest.raises(ValueError, match=r"^split must be a whole number, not 'a'\.$"):
        read_curves(table([one | {SPLIT: "a"} for one in run("random", 0)], WITH_SPLIT), table([], CEILING_COLUMNS))
    with pytest.raises(ValueError, match="splits are not paired: 1 of them for 3 seeds"):
        curves({"random": np.ones((3, 4))}, splits=(0,))


def test_settings_are_paired_with_this_one_and_only_where_there_are_none_with_each_other():
    def setting(**values):
        start = values.get("initial", 20)
        return curves({"random": np.ones((3, 4))}, labelled=np.arange(4) * 10 + start, budget=50, **values)

    main, noisy, early = setting(), setting(noise=0.2), setting(initial=10)
    clean_five, noisy_five, early_five = setting(batch=5), setting(batch=5, noise=0.2), setting(batch=5, initial=10)
    assert pairs_by("noise", main, [noisy_five, clean_five]) == [(clean_five, noisy_five)]
    assert pairs_by("noise", noisy, [noisy_five, clean_five, main]) == [(main, noisy)]
    assert pairs_by("noise", main, [clean_five, early]) == []
    assert sets_by("initial", main, [clean_five, early_five, early]) == [main, early]
    assert sets_by("initial", main, [clean_five, noisy_five, early_five]) == [clean_five, early_five]
    assert sets_by("initial", main, [noisy]) == [main]

from dataclasses import replace

import numpy as np
import pytest

from foxdog.learning.loop import Answer, AnswerError, Loop, Round, replay
from foxdog.learning.settings import Settings, SettingsError, pool_size
from foxdog.learning.strategies import STRATEGIES

SETTINGS = Settings(strategy="uncertainty", initial=6, batch=3, budget=18, seed=1)


@pytest.fixture
def start(tiny, tiny_model):
    def make(**changes):
        loop = Loop(tiny, replace(SETTINGS, **changes), tiny_model("head-start", tiny))
        loop.teach()
        return loop

    return make


def to_the_end(loop):
    while not loop.over:
        loop.step()
    while loop.step_baseline():
        pass
    return loop


def answer_truly(loop, picture):
    loop.answer(picture, int(loop.dataset.labels[picture]))


def curve(loop):
    return [(round_.labelled, round_.accuracy) for round_ in loop.rounds]


def test_nothing_is_trained_or_asked_before_round_0(tiny, tiny_model):
    loop = Loop(tiny, SETTINGS, tiny_model("head-start", tiny))
    assert (loop.rounds, loop.query, loop.to_teach, loop.over) == ([], None, True, "")


def test_round_0_is_the_initial_set_from_the_pool(start):
    loop = start()
    assert loop.rounds[0].labelled == len(set(loop.initial)) == 6
    assert set(loop.initial) <= set(loop.dataset.pool.tolist())


def foxes_at_the_start(dataset, make_estimator, initial):
    """Of 200 seeds' initial sets, the number of foxes in each: int (200,)."""
    loops = [
        Loop(dataset, Settings(initial=initial, budget=40, seed=seed), make_estimator, paired=False)
        for seed in range(200)
    ]
    return np.array([dataset.labels[loop.initial].sum() for loop in loops])


def test_the_initial_set_is_drawn_at_random_not_balanced_by_labels_nobody_has(tiny, tiny_model):
    foxes, pool = foxes_at_the_start(tiny, tiny_model("head-start", tiny), 8), len(tiny.pool)
    share = tiny.labels[tiny.pool].mean()
    spread = np.sqrt(8 * share * (1 - share) * (pool - 8) / (pool - 1))  # of a draw without replacement
    assert foxes.mean() == pytest.approx(8 * share, abs=4 * spread / np.sqrt(200))
    assert foxes.std() == pytest.approx(spread, rel=0.2)


def test_an_initial_set_of_one_class_is_drawn_again(tiny, tiny_model):
    assert (foxes_at_the_start(tiny, tiny_model("head-start", tiny), 2) == 1).all()


def test_the_first_picture_of_the_initial_set_is_of_either_class(tiny, tiny_model):
    loops = [
        Loop(tiny, replace(SETTINGS, seed=seed), tiny_model("head-start", tiny), paired=False) for seed in range(40)
    ]
    assert 8 < sum(tiny.labels[loop.initial[0]] for loop in loops) < 32


def test_a_query_asks_a_batch_of_unlabelled_pool_pictures(start):
    loop = start()
    assert len(set(loop.query.open)) == 3
    assert set(loop.query.open) <= set(loop.dataset.pool.tolist()) - set(loop.initial)


def test_a_query_stays_the_same_until_it_is_answered(start):
    loop = start()
    query = loop.query
    answer_truly(loop, query.open[1])
    assert loop.query.open == (query.open[0], query.open[2])
    assert loop.query.answered == (query.open[1],)


def test_an_answer_is_counted_once(start):
    loop = start()
    picture = loop.query.open[0]
    answer_truly(loop, picture)
    with pytest.raises(AnswerError, match="not being asked about any more"):
        loop.answer(picture, 0)
    assert len(loop.answers) == 1
    assert len(loop.labelled) == 7


def test_an_answer_to_what_was_not_asked_is_refused(start):
    loop = start()
    with pytest.raises(AnswerError):
        loop.answer(int(loop.candidates()[0]), 1)
    with pytest.raises(AnswerError, match="0 or 1"):
        loop.answer(loop.query.open[0], 2)
    assert loop.answers == []


def test_teaching_waits_for_all_answers(start):
    loop = start()
    with pytest.raises(AnswerError, match="Answer every question"):
        loop.teach()
    for picture in loop.query.open:
        answer_truly(loop, picture)
    round_ = loop.teach()
    assert (round_.number, round_.labelled) == (1, 9)
    assert set(round_.new) == {answer.picture for answer in loop.answers}


def test_a_skipped_picture_is_replaced_and_never_asked_again(start):
    loop = start(budget=60)
    skipped = loop.query.open[0]
    loop.skip(skipped)
    assert len(loop.query.open) == 3
    assert skipped not in loop.query.open
    assert len(loop.labelled) == 6
    to_the_end(loop)
    assert skipped not in dict(loop.labelled)


def test_undo_takes_back_one_answer(start):
    loop = start()
    query = loop.query
    answer_truly(loop, query.open[0])
    assert loop.undo().picture == query.open[0]
    assert (loop.query, loop.answers) == (query, [])


def test_undo_takes_back_a_skip(start):
    loop = start()
    query = loop.query
    loop.skip(query.open[0])
    loop.undo()
    assert (loop.query, loop.answers) == (query, [])


def test_undo_takes_back_the_round_that_the_answer_completed(start):
    loop = start()
    query = loop.query
    for picture in query.open:
        answer_truly(loop, picture)
    loop.teach()
    loop.undo()
    assert len(loop.rounds) == 1
    assert loop.query.open == query.open[2:]


def test_after_undo_the_run_is_as_if_the_answer_had_never_been(start):
    straight, winding = start(), start()
    for loop in (straight, winding):
        loop.step()
    for picture in winding.query.open:
        winding.answer(picture, 0)
    winding.teach()
    for _ in range(3):
        winding.undo()
    assert curve(to_the_end(winding)) == curve(to_the_end(straight))


def test_a_skip_after_an_undo_asks_what_that_round_would_have_asked(start):
    straight, winding = start(), start()
    winding.step()
    for _ in range(3):
        winding.undo()
    for loop in (straight, winding):
        loop.skip(loop.query.open[0])
    assert winding.query == straight.query


@pytest.mark.parametrize("batch", [1, 2])
def test_a_run_can_be_seen_as_it_would_be_after_an_answer_and_stays_as_it_is(start, batch):
    loop = start(batch=batch)
    picture = loop.query.open[0]
    before = loop.query, list(loop.answers), list(loop.rounds)
    later = {label: loop.after(picture, label) for label in (0, 1)}
    assert (loop.query, loop.answers, loop.rounds) == before
    assert later[0].baseline is loop.baseline
    loop.answer(picture, 1)
    if batch == 1:
        loop.teach()
        assert (later[1].rounds[-1].proba == loop.rounds[-1].proba).all()
        assert (later[0].rounds[-1].proba != loop.rounds[-1].proba).any()
    assert later[1].query == loop.query
    assert later[1].labelled == loop.labelled
    for run in (loop, later[1]):  # and both go on alike: step, undo, skip
        run.step()
        run.undo()
        run.skip(run.query.open[0])
    assert later[1].query == loop.query
    with pytest.raises(AnswerError):
        loop.after(picture, 0)


@pytest.mark.parametrize("which", ["of the initial set", "an answer"])
def test_a_correction_changes_a_label_and_what_was_learned_from_it_but_not_what_was_asked(start, which):
    loop = start()
    for _ in range(3):
        loop.step()
    picture, label = loop.labelled[2 if which == "of the initial set" else 8]
    first = 0 if which == "of the initial set" else 1
    order, query, before = [one for one, _ in loop.labelled], loop.query, list(loop.rounds)
    loop.correct(picture, 1 - label)
    assert [one for one, _ in loop.labelled] == order
    assert dict(loop.labelled)[picture] == 1 - label
    assert loop.query is query
    assert loop.rounds[:first] == before[:first]
    assert all((old.proba != new.proba).any() for old, new in zip(before[first:], loop.rounds[first:], strict=True))
    assert [one.new for one in loop.rounds] == [one.new for one in before]


def test_after_a_correction_each_round_is_what_the_corrected_labels_teach(start):
    loop = start()
    for _ in range(2):
        loop.step()
    picture, label = loop.labelled[0]
    loop.correct(picture, 1 - label)
    other = start()
    for one in loop.rounds:
        labelled = loop.labelled[: one.labelled]
        other._learner.teach(labelled)
        assert np.array_equal(other._learner.predict(np.arange(len(loop.dataset))).astype(np.float32), one.proba)


def test_undo_takes_back_a_correction(start):
    loop = start()
    for _ in range(2):
        loop.step()
    labelled, rounds, query = loop.labelled, list(loop.rounds), loop.query
    loop.correct(labelled[7][0], 1 - labelled[7][1])
    loop.undo()
    assert (loop.labelled, loop.rounds, loop.query) == (labelled, rounds, query)


def test_a_corrected_run_is_replayed_and_goes_on_like_the_corrected_labels(start, tiny, tiny_model):
    loop = start()
    loop.step()
    picture, label = loop.labelled[1]
    loop.correct(picture, 1 - label)
    loop.step()
    loop.correct(picture, label)
    to_the_end(loop)
    again = replay(tiny, loop.settings, loop.answers, tiny_model("head-start", tiny))
    assert again.labelled == loop.labelled
    assert all(np.array_equal(one.proba, other.proba) for one, other in zip(loop.rounds, again.rounds, strict=True))


def test_only_a_label_that_is_there_is_corrected(start):
    loop = start()
    (picture, label), asked = loop.labelled[0], loop.query.open[0]
    for one, to in [(picture, label), (asked, 1), (picture, 2)]:
        with pytest.raises(AnswerError, match="can be corrected"):
            loop.correct(one, to)
    loop.answer_by_oracle()
    with pytest.raises(AnswerError, match="Teach"):
        loop.correct(picture, 1 - label)
    assert dict(loop.labelled)[picture] == label


def test_a_correction_that_fails_half_way_changes_nothing(start, monkeypatch):
    loop = start()
    loop.step()
    picture, label = loop.labelled[0]
    rounds = list(loop.rounds)

    def stop(done, total):
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError, match="1 of 2"):
        loop.correct(picture, 1 - label, progress=stop)
    assert (loop.rounds, loop.answers[3:], dict(loop.labelled)[picture]) == (rounds, [], label)


def test_other_pictures_are_judged_as_of_any_round(start, tiny):
    loop = start()
    for _ in range(2):
        loop.step()
    inputs = loop.model.see(tiny.pictures[:5])
    for number in (0, 1, 2, None):
        judged = loop.judge(inputs, number)
        assert judged == pytest.approx(loop.rounds[-1 if number is None else number].proba[:5], abs=1e-6)
    loop.undo()
    assert loop.judge(inputs) == pytest.approx(loop.rounds[-1].proba[:5], abs=1e-6)


def test_there_is_nothing_to_undo_at_the_start(start):
    with pytest.raises(AnswerError, match="no answer to undo"):
        start().undo()


def test_the_budget_ends_the_run_and_is_not_overrun(start):
    loop = to_the_end(start(budget=16))
    assert loop.over == "budget"
    assert [round_.labelled for round_ in loop.rounds] == [6, 9, 12, 15, 16]
    with pytest.raises(AnswerError, match="over"):
        loop.teach()


def test_a_budget_of_the_whole_pool_is_used_up(start, tiny):
    loop = to_the_end(start(budget=len(tiny.pool), batch=20))
    assert loop.over == "budget"
    assert set(dict(loop.labelled)) == set(tiny.pool.tolist())


def test_an_empty_pool_ends_the_run(start, tiny):
    """The pool is used up before the budget, since a skipped picture uses up a picture and no label."""
    loop = start(budget=len(tiny.pool), batch=20)
    skipped = loop.query.open[0]
    loop.skip(skipped)
    while not loop.over:
        loop.step()
    assert loop.over == "pool"
    assert not len(loop.candidates())
    assert set(dict(loop.labelled)) == set(tiny.pool.tolist()) - {skipped}
    assert len(loop.labelled) < loop.settings.budget


def test_skipping_all_that_is_left_ends_the_run(start, tiny):
    loop = start(budget=len(tiny.pool), batch=20)
    while not loop.over:
        if loop.to_teach:
            loop.teach()
        else:
            loop.skip(loop.query.open[0])
    assert loop.over == "pool"
    assert loop.query is None
    loop.undo()
    assert loop.over == ""


def test_the_test_set_and_validation_split_are_never_asked_about(start, tiny):
    loop = to_the_end(start(budget=len(tiny.pool)))
    assert not set(dict(loop.labelled)) & set(np.concatenate([tiny.test, tiny.validation]).tolist())


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_run_and_its_baseline_start_from_the_same_round_0(start, strategy):
    loop = to_the_end(start(strategy=strategy))
    assert loop.baseline.initial == loop.initial
    assert loop.baseline.rounds[0].accuracy == loop.rounds[0].accuracy
    assert (loop.baseline.rounds[0].proba == loop.rounds[0].proba).all()


def test_a_random_run_is_its_own_baseline(start):
    loop = to_the_end(start(strategy="random", noise=0.2))
    assert curve(loop.baseline) == curve(loop)


def test_the_baseline_is_never_ahead_and_catches_up(start):
    loop = start()
    assert loop.step_baseline()
    assert not loop.step_baseline()
    loop.step()
    assert loop.step_baseline()
    assert len(loop.baseline.rounds) == 2


def test_the_baseline_does_not_depend_on_the_persons_answers(start):
    careful, careless = start(), start()
    while not careful.over:
        careful.step()
        for picture in careless.query.open:
            careless.answer(picture, 1)
        careless.teach()
    assert curve(to_the_end(careful).baseline) == curve(to_the_end(careless).baseline)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_settings_give_the_same_run(start, strategy):
    assert curve(to_the_end(start(strategy=strategy))) == curve(to_the_end(start(strategy=strategy)))


def test_another_seed_gives_another_initial_set(start):
    assert start(seed=2).initial != start(seed=3).initial


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_settings_and_answers_are_the_run(start, tiny, tiny_model, strategy):
    loop = start(strategy=strategy, noise=0.1)
    loop.skip(loop.query.open[1])
    loop.answer(loop.query.open[0], 0)
    to_the_end(loop)
    again = replay(tiny, loop.settings, loop.answers, tiny_model("head-start", tiny))
    assert curve(again) == curve(loop)
    assert again.query == loop.query


def test_answers_of_another_run_are_refused(start, tiny, tiny_model):
    with pytest.raises(AnswerError):
        replay(tiny, SETTINGS, [Answer(int(tiny.test[0]), 1, "person")], tiny_model("head-start", tiny))


def test_a_noisy_oracle_is_wrong_as_often_as_asked_and_always_alike(start, tiny):
    loop = to_the_end(start(noise=0.3, budget=len(tiny.pool), batch=20))
    given = dict(loop.labelled)
    wrong = np.mean([label != tiny.labels[picture] for picture, label in given.items()])
    assert 0.15 < wrong < 0.45
    other = dict(to_the_end(start(noise=0.3, budget=len(tiny.pool), strategy="random")).labelled)
    assert other == given


def test_without_noise_the_oracle_tells_the_truth(start, tiny):
    assert all(label == tiny.labels[picture] for picture, label in to_the_end(start()).labelled)


def test_accuracy_is_the_share_of_the_test_set(start, tiny):
    round_ = start().rounds[0]
    right = sum((round_.proba[i] > 0.5) == tiny.labels[i] for i in tiny.test)
    assert round_.accuracy == pytest.approx(right / len(tiny.test))


def of_test_set(tiny, dogs, foxes):
    """A round that gets all dogs of a test set right, and no fox."""
    split = np.full(len(tiny), "pool", dtype="U10")
    for label, count in ((0, dogs), (1, foxes)):
        split[np.flatnonzero(tiny.labels == label)[:count]] = "test"
    return Round(0, 0, (), replace(tiny, split=split), lambda: np.zeros(len(tiny), dtype=np.float32))


@pytest.mark.parametrize(("dogs", "foxes", "said"), [(40, 40, False), (51, 49, False), (52, 48, True), (60, 20, True)])
def test_the_balanced_accuracy_is_said_where_the_test_sets_classes_are_more_than_2_percent_apart(
    tiny, dogs, foxes, said
):
    done = of_test_set(tiny, dogs, foxes)
    assert done.balanced_accuracy == (0.5 if said else None)
    assert done.accuracy == dogs / (dogs + foxes)
    assert said or abs(done.accuracy - 0.5) <= 0.0101


def test_a_test_set_of_one_class_has_no_balanced_accuracy(tiny):
    assert of_test_set(tiny, 20, 0).balanced_accuracy is None


def test_the_ceiling_is_the_accuracy_with_the_whole_pool(start, tiny):
    full = to_the_end(start(budget=len(tiny.pool), batch=20, strategy="random"))
    assert abs(full.measure_ceiling() - full.rounds[-1].accuracy) < 0.05


def with_foxes(dataset, count):
    """The dataset with so many foxes in the pool."""
    surplus = dataset.pool[dataset.labels[dataset.pool] == 1][count:]
    split = dataset.split.copy()
    split[surplus] = "test"
    return replace(dataset, split=split)


def test_an_initial_set_may_be_half_the_pool_and_no_more_however_rare_a_class_is(tiny, tiny_model):
    few = with_foxes(tiny, 1)
    half = len(few.pool) // 2
    loop = Loop(few, replace(SETTINGS, initial=half, budget=half), tiny_model("head-start", few))
    assert len(loop.initial) == half
    assert few.labels[loop.initial].sum() == 1
    with pytest.raises(SettingsError, match=rf"must be 2 to {half} pictures \(half the pool\)"):
        Loop(few, replace(SETTINGS, initial=half + 1, budget=half + 1), tiny_model("head-start", few))


@pytest.mark.parametrize("rare", [2, 4, 10])
def test_foxes_are_as_rare_in_the_pool_as_asked_for(start, tiny, rare):
    loop = start(rare=rare, budget=pool_size(tiny, rare), batch=10)
    labels = tiny.labels[loop.pool]
    assert len(loop.pool) == pool_size(tiny, rare)
    assert (labels == 0).sum() == (tiny.labels[tiny.pool] == 0).sum()
    assert np.mean(labels) == pytest.approx(1 / rare, abs=0.02)
    to_the_end(loop)
    assert sorted(dict(loop.labelled)) == loop.pool.tolist()
    assert loop.baseline.pool.tolist() == loop.pool.tolist()
    assert loop.measure_ceiling() == loop.rounds[-1].accuracy


def test_rare_foxes_are_others_with_another_seed(start):
    assert start(rare=4, seed=1).pool.tolist() != start(rare=4, seed=2).pool.tolist()


def test_where_no_fox_is_to_be_left_out_the_run_is_as_it_was(start, tiny):
    assert start().pool.tolist() == start(rare=2).pool.tolist() == tiny.pool.tolist()
    assert curve(to_the_end(start())) == curve(to_the_end(start(rare=2)))


def test_a_pool_of_one_class_is_refused(tiny, tiny_model):
    with pytest.raises(SettingsError, match="pictures of both classes"):
        Loop(with_foxes(tiny, 0), SETTINGS, tiny_model("head-start", tiny))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategy": "psychic"}, "strategy must be one of"),
        ({"initial": 1}, "initial set must be 2 to"),
        ({"batch": 0}, "batch size must be 1 to 20"),
        ({"batch": 21}, "batch size must be 1 to 20"),
        ({"budget": 5}, "budget must be 6"),
        ({"budget": 100_000}, "budget must be 6"),
        ({"noise": 0.6}, "label noise must be 0 to 0.5"),
        ({"noise": float("nan")}, "label noise must be 0 to 0.5"),
        ({"seed": -1}, "random seed must be 0 to"),
        ({"rare": 1}, "One fox in 2 to 20"),
        ({"rare": 21}, "One fox in 2 to 20"),
        ({"rare": 10, "budget": 60}, "to 49 \\(the pool\\) labels"),
    ],
)
def test_a_setting_out_of_range_is_refused_in_one_sentence(start, changes, message):
    with pytest.raises(SettingsError, match=message) as error:
        start(**changes)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)

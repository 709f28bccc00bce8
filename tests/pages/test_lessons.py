"""The lessons: each is set up in one click, asks for a prediction, and says what came out, whatever that is."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from tiny import brightness_pictures

from foxdog import evidence
from foxdog.learning import what_if
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pages.lesson import going_on, model_card, paper, plan, sentences, words
from foxdog.pages.lesson.lessons import LESSONS
from foxdog.pages.lesson.record import End, Pick, Progress, Prophecy
from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs
from foxdog.pictures import watermark

SCRIPT = Path(__file__).parent.parent.parent / "streamlit_app.py"
PAGE = "foxdog/pages/lessons.py"
WITH_PREDICTION = [name for name, lesson in LESSONS.items() if lesson.words.predictions]


@pytest.fixture(scope="module")
def pictures():
    """Enough of them for the largest budget of a lesson."""
    return brightness_pictures(per_class=220)


@pytest.fixture
def open_page(monkeypatch, pictures, tiny_model):
    """Open the page by a link; tiny pictures, tiny classifier."""
    marked = watermark.watermarked(pictures)
    monkeypatch.setattr(datasets, "dataset_of", lambda name: marked if name == watermark.NAME else pictures)
    monkeypatch.setattr(runs, "_load_model", tiny_model)

    def open_link(**link) -> AppTest:
        at = AppTest.from_file(SCRIPT, default_timeout=60)
        for key, value in link.items():
            at.query_params[key] = str(value)
        at.run()
        assert not at.exception
        return at

    return open_link


def click(at, label):
    (button,) = [button for button in at.button if button.label == label]
    button.click().run()
    assert not at.exception


def run_of(at):
    return at.session_state["run"]


def progress_of(at):
    return at.session_state["lesson"]


def strip(at):
    """What the strip says."""
    title = progress_of(at).lesson.words.title
    (text,) = [one.value for one in at.markdown if one.value.startswith(f"**{title}**")]
    return text


def in_link(at, key):
    """A value of the link, which Streamlit's test runner gives as a list or as it is."""
    value = at.query_params[key]
    return value[0] if isinstance(value, list) else value


def stage(at):
    """What the browser gets to draw, None where six pictures are drawn in place of the stage."""
    found = at.get("bidi_component")
    return json.loads(found[0].proto.json)[0] if found else None


def to_the_end(at):
    runs.ask_oracle(run_of(at), 0, len(run_of(at).loop.answers))
    at.run()
    for _ in range(60):
        if run_of(at).loop.over:
            break
        at.run()
    assert run_of(at).loop.over


# Set up


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_set_up_in_one_click(open_page, name):
    at = open_page()
    at.switch_page(PAGE).run()
    at.button(key=f"start-{name}").click().run()
    assert not at.exception
    lesson, run = LESSONS[name], run_of(at)
    assert (run.source, run.loop.settings) == (lesson.pictures, lesson.runs[0])
    assert strip(at).startswith(f"**{lesson.words.title}** {lesson.words.watch}")
    assert in_link(at, "lesson") == name


@pytest.mark.parametrize("name", WITH_PREDICTION)
def test_nothing_can_be_answered_before_the_class_has_predicted(open_page, name):
    at = open_page(lesson=name)
    lesson = LESSONS[name]
    assert stage(at)["busy"] == words.PREDICT_FIRST
    assert lesson.words.predict in strip(at)
    first = next(iter(lesson.words.predictions))
    click(at, lesson.words.predictions[first])
    assert progress_of(at).prediction == first
    assert stage(at)["busy"] == ""
    assert stage(at)["predicted"]
    assert lesson.words.predict not in strip(at)


def test_a_prediction_is_not_changed_after(open_page):
    at = open_page(lesson="fewer-labels")
    click(at, "chance")
    going_on.predict(progress_of(at), run_of(at), "ahead")
    assert progress_of(at).prediction == run_of(at).prediction == "behind"


def test_a_link_sets_a_lesson_up_with_its_seed_and_hides_the_settings_from_a_class(open_page):
    at = open_page(lesson="guess-the-question", seed=3, view="class")
    assert run_of(at).loop.settings == replace(LESSONS["guess-the-question"].runs[0], seed=3)
    assert "Guess the question" in strip(at)
    at.switch_page(PAGE).run()
    at.button(key="start-shortcut").click().run()
    assert in_link(at, "view") == "class"
    assert in_link(at, "lesson") == "shortcut"
    assert run_of(at).source == watermark.NAME


def test_a_link_to_no_lesson_is_named_and_ignored(open_page):
    at = open_page(lesson="nonsense")
    assert "lesson = nonsense." in at.toast[0].value
    assert "lesson" not in at.session_state


def test_a_lesson_can_be_ended_and_the_run_stays(open_page):
    at = open_page(lesson="fewer-labels")
    run = run_of(at)
    click(at, words.END_LESSON)
    assert "lesson" not in at.session_state
    assert "lesson" not in at.query_params
    assert run_of(at) is run
    assert stage(at)["busy"] == ""
    assert words.END_LESSON not in [button.label for button in at.button]


def test_another_run_is_not_taken_for_the_lesson_and_the_lesson_can_be_set_up_again(open_page):
    at = open_page(lesson="fewer-labels")
    at.number_input(key="budget").set_value(60).run()
    click(at, "Start this run")
    assert run_of(at).loop.settings.budget == 60
    assert words.NOT_ITS_RUN in strip(at)
    click(at, words.SET_UP_AGAIN)
    assert run_of(at).loop.settings == Settings()
    assert words.NOT_ITS_RUN not in strip(at)


def test_a_new_run_of_a_lesson_needs_a_new_prediction(open_page):
    at = open_page(lesson="fewer-labels")
    click(at, "asking")
    to_the_end(at)
    assert "You expected" in strip(at)
    click(at, "Next seed")
    assert run_of(at).loop.settings.seed == 1
    assert stage(at)["busy"] == words.PREDICT_FIRST


# To their sentences, on the page


@pytest.mark.parametrize("name", ["fewer-labels", "plateau", "shortcut"])
def test_a_lesson_of_one_run_says_at_the_end_what_came_out(open_page, name):
    at = open_page(lesson=name)
    lesson = LESSONS[name]
    click(at, next(iter(lesson.words.predictions.values())))
    assert words.STILL.format(left=lesson.runs[0].budget - 20) in strip(at)
    to_the_end(at)
    progress = progress_of(at)
    said = lesson.sentence(progress, run_of(at).loop)
    assert "You expected" in said
    assert strip(at) == f"**{lesson.words.title}** {said}"


def test_three_runs_are_made_one_after_another_and_compared(open_page):
    at = open_page(lesson="it-depends", seed=2)
    lesson = LESSONS["it-depends"]
    click(at, "neither")
    for step, settings in enumerate(lesson.runs):
        assert run_of(at).loop.settings == replace(settings, seed=2)
        assert f"Run {step + 1} of 3" in strip(at)
        assert progress_of(at).prediction == "neither"
        to_the_end(at)
        if step < 2:
            click(at, words.NEXT_RUN.format(name=words.RUNS[step + 1]))
    said = strip(at)
    ends = progress_of(at).ends
    for end in ends.values():
        assert f"{end.correct.mean():.1%}" in said
    assert words.ONE_RUN_EACH in said
    assert "You expected" in said


def test_the_question_is_guessed_then_shown_then_answered(open_page):
    at = open_page(lesson="guess-the-question")
    assert stage(at) is None  # it would show the question
    for number in range(sentences.ROUNDS):
        loop = run_of(at).loop
        asked = loop.query.open[0]
        assert not [one for one in at.markdown if words.ASKED in one.value]
        at.button(key=f"pick-{run_of(at).id}-{number}-{asked}").click().run()
        assert progress_of(at).picks[-1].asked == progress_of(at).picks[-1].chosen == asked
        assert sum("P(fox)" in one.value for one in at.markdown) == 6
        at.button(key=f"tell-{run_of(at).id}-{number}-{loop.dataset.labels[asked]}").click().run()
        assert len(run_of(at).loop.answers) == number + 1
    assert words.MORE_THAN_CHANCE in strip(at)
    assert "5 times in 5" in strip(at)


def test_a_guess_counts_once(open_page):
    at = open_page(lesson="guess-the-question")
    loop, progress = run_of(at).loop, progress_of(at)
    six = [loop.query.open[0], 1, 2, 3, 4, 5]
    going_on.pick(progress, loop, six, 1)
    going_on.pick(progress, loop, six, six[0])
    assert [one.chosen for one in progress.picks] == [1]
    going_on.answer(progress, run_of(at), 77, 1)  # a picture that is not asked about
    assert run_of(at).loop.answers == []


def test_what_it_says_is_predicted_before_and_after_thirty_labels(open_page):
    at = open_page(lesson="predict-it")
    for phase in range(2):
        assert stage(at) is None
        check = at.button(key=f"check-says-{run_of(at).id}-{phase}")
        assert check.disabled
        loop = run_of(at).loop
        for control in [one for one in at.button_group if one.key.startswith("says-")]:
            picture = int(control.key.rsplit("-", 1)[1])
            machine = int(loop.rounds[-1].proba[picture] > 0.5)
            control.set_value(machine if phase else 1 - machine)
        at.run()
        at.button(key=f"check-says-{run_of(at).id}-{phase}").click().run()
        assert progress_of(at).prophecies[-1].score == 6 * phase
        assert sum("it says" in one.value for one in at.markdown) == 6
        if not phase:
            click(at, words.GO_ON)
            assert words.THIRTY.format(left=30) in strip(at)
            to_the_end(at)
    assert words.UNDERSTOOD in strip(at)
    assert "0 of 6 at the start and 6 of 6 after 30 labels" in strip(at)
    click(at, words.GO_ON_AFTER)
    assert stage(at)["now"]["end"]


# The sentences, in all directions


@pytest.fixture(scope="module")
def over(pictures, tiny_model):
    """Runs of lessons to their ends, by name."""
    made = {}

    def run(name):
        if name not in made:
            lesson = LESSONS[name]
            dataset = watermark.watermarked(pictures) if lesson.pictures == watermark.NAME else pictures
            loop = Loop(dataset, replace(lesson.runs[0], batch=20), tiny_model("head-start", dataset))
            loop.teach()
            while loop.query:
                loop.step()
                while loop.step_baseline():
                    pass
            made[name] = loop
        return made[name]

    return run


def with_correct(loop, correct, number=-1):
    vars(loop.rounds[number])["correct"] = correct


@pytest.mark.parametrize(
    ("mine", "random", "said"),
    [(0.9, 0.5, "You expected it: asking."), (0.5, 0.9, "It came out: chance."), (0.7, 0.7, "no reliable difference.")],
)
def test_fewer_labels_holds_the_prediction_against_the_paired_difference(over, mine, random, said):
    loop = over("fewer-labels")
    order = np.arange(len(loop.dataset.test)) / len(loop.dataset.test)
    with_correct(loop, order < mine)
    with_correct(loop.baseline, order < random)
    progress = Progress(LESSONS["fewer-labels"], prediction="ahead")
    assert sentences.fewer_labels(progress, loop).endswith(said)
    assert "95 % interval" in sentences.fewer_labels(progress, loop)


def test_no_sentence_comes_before_the_end(pictures, tiny_model):
    for name in ("fewer-labels", "plateau", "shortcut", "it-depends", "guess-the-question", "predict-it"):
        loop = Loop(pictures, LESSONS[name].runs[0], tiny_model("head-start", pictures))
        loop.teach()
        assert LESSONS[name].sentence(Progress(LESSONS[name]), loop) == ""


@pytest.mark.parametrize(
    ("accuracies", "came", "verdicts"),
    [
        ((0.9, 0.6, 0.88), "the initial model", ("a reliable difference", "no reliable difference")),
        ((0.9, 0.88, 0.6), "the strategy", ("no reliable difference", "a reliable difference")),
        ((0.9, 0.6, 0.6), "both", ("a reliable difference", "a reliable difference")),
        ((0.9, 0.89, 0.89), "neither", ("no reliable difference", "no reliable difference")),
    ],
)
def test_it_depends_says_which_of_the_two_made_a_difference(over, accuracies, came, verdicts):
    order = np.arange(100) / 100
    ends = {step: End(0, 60, np.roll(order < share, 5 * step)) for step, share in enumerate(accuracies)}
    progress = Progress(LESSONS["it-depends"], prediction="both", ends=ends)
    said = sentences.it_depends(progress, over("fewer-labels"))
    assert tuple(re.findall(r"(?:a|no) reliable difference", said))[:2] == verdicts
    assert f": {came}. {words.ONE_RUN_EACH}" in said


@pytest.mark.parametrize(
    ("then", "now", "clean", "came"),
    [(0.6, 0.62, 0.9, "correcting"), (0.5, 0.9, 0.92, "the last 100"), (0.7, 0.72, 0.74, "level")],
)
def test_the_plateau_weighs_the_last_labels_against_correcting_the_wrong_ones(
    over, monkeypatch, then, now, clean, came
):
    loop = over("plateau")
    order = np.arange(len(loop.dataset.test)) / len(loop.dataset.test)
    at = next(number for number, one in enumerate(loop.rounds) if one.labelled == 100)
    with_correct(loop, order < then, at)
    with_correct(loop, order < now)
    monkeypatch.setattr(what_if, "right_if_corrected", lambda loop: order < clean)
    progress = Progress(LESSONS["plateau"], prediction="better")
    said = sentences.plateau(progress, loop)
    assert f"Correcting the {what_if.wrong_labels(loop)} wrong ones of all 200" in said
    expected = {"correcting": "You expected it: correcting.", "level": "It came out: no reliable difference."}
    assert expected.get(came, f"It came out: {came}.") in said
    assert ("look at all 200 again" in said) == (came == "correcting")


def test_where_no_label_is_wrong_there_is_nothing_to_correct(pictures, tiny_model):
    loop = Loop(pictures, Settings(batch=20, budget=200), tiny_model("head-start", pictures))
    loop.teach()
    while loop.query:
        loop.step()
    assert sentences.plateau(Progress(LESSONS["plateau"]), loop) == words.NOTHING_WRONG


def test_the_difference_of_two_gains_is_a_mean_over_test_pictures():
    then, now, clean = (np.array([bool(int(one)) for one in text]) for text in ("0011", "0111", "1111"))
    found = evidence.gain_difference(then, now, clean)
    assert found.value == 0  # a quarter gained, and a quarter more
    assert found.low < 0 < found.high
    assert evidence.gain_difference(now, now, clean).value == 0.25


@pytest.mark.parametrize(
    ("hits", "rounds", "verdict"),
    [
        (3, 5, words.MORE_THAN_CHANCE),
        (2, 5, words.NO_MORE_THAN_CHANCE),
        (0, 10, words.NO_MORE_THAN_CHANCE),
        (0, 30, words.LESS_THAN_CHANCE),
    ],
)
def test_finding_the_question_is_held_against_one_in_six(over, hits, rounds, verdict):
    picks = [Pick(one, (0, 1, 2, 3, 4, 5), 0, int(one >= hits)) for one in range(rounds)]
    said = sentences.guess_the_question(Progress(LESSONS["guess-the-question"], picks=picks), over("fewer-labels"))
    assert f"{hits} times in {rounds}" in said
    assert said.endswith(f": {verdict}.")


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [(1, 6, words.UNDERSTOOD), (6, 1, words.UNDERSTOOD_LESS), (3, 5, words.NOT_TOLD_APART)],
)
def test_two_scores_are_compared_beside_luck_and_the_true_classes(over, before, after, verdict):
    said = (1,) * 6
    prophecies = [
        Prophecy(labels, tuple(range(6)), (1,) * score + (0,) * (6 - score), said, (0, 0, 1, 1, 1, 1))
        for labels, score in ((20, before), (50, after))
    ]
    found = sentences.predict_it(Progress(LESSONS["predict-it"], prophecies=prophecies), over("fewer-labels"))
    assert f"{before} of 6 at the start and {after} of 6 after 30 labels more: {verdict}." in found
    assert "Luck gets 3, and whoever always says the true class gets 4 and then 4." in found


@pytest.mark.parametrize(
    ("marked", "unmarked", "said", "came"),
    [
        (1.0, 0.6, "it learned the tag, not the fox", "You expected it: worse."),
        (0.9, 0.9, "no reliable difference, so it did not rely on the tag", "It came out: as well."),
        (0.6, 1.0, "it is better without", "It came out: as well."),
    ],
)
def test_the_shortcut_shows_the_accuracy_with_and_without_the_tag(over, marked, unmarked, said, came):
    loop = over("shortcut")
    half = watermark.halves(loop.dataset)
    correct = np.zeros(len(half), dtype=bool)
    for part, share in ((half, marked), (~half, unmarked)):
        members = np.flatnonzero(part)
        correct[members[: round(share * len(members))]] = True
    with_correct(loop, correct)
    found = sentences.shortcut(Progress(LESSONS["shortcut"], prediction="worse"), loop)
    assert f"have the tag {correct[half].mean():.1%} right, where none has it {correct[~half].mean():.1%}" in found
    foxes = loop.dataset.labels[loop.dataset.test] == 1
    assert f"it knows {correct[~half & foxes].mean():.1%}." in found
    assert said in found
    assert found.endswith(came)


# To print


def test_the_lesson_plan_fills_fifteen_minutes_without_a_gap_and_names_lessons_as_the_page_does():
    minutes = [tuple(map(int, row[0].split(" to "))) for row in words.PLAN]
    assert minutes[0][0] == 0
    assert minutes[-1][1] == 15
    assert all(first[1] == second[0] for first, second in pairwise(minutes))
    text = plan.plan()
    for name in ("fewer-labels", "guess-the-question", "shortcut"):
        assert LESSONS[name].words.title in text
    assert len(words.FIVE_MINUTES) == 5
    assert "*" not in text.split("</style>")[1]


def test_a_paper_is_one_file_that_needs_no_other():
    text = plan.plan()
    assert text.startswith("<!doctype html>")
    assert not re.search(r"(src|href)=|url\(|@import|<script", text)
    assert "@page" in text


def test_the_model_card_is_computed_from_the_run_and_escapes_all_names(over):
    loop = over("fewer-labels")
    hostile = '<script>alert(1)</script> & "Ann"'
    loop.dataset = replace(loop.dataset, classes=("<b>dog</b>", "fox"), name="<i>set</i>")
    text = model_card.model_card(loop, hostile, "one\ntwo", "")
    assert "<script>alert" not in text
    assert "<b>dog" not in text
    assert "<i>set" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Ann&quot;" in text
    assert "one\ntwo" in text
    assert words.CARD_BY_NOBODY in text  # to write on
    now = loop.rounds[-1]
    assert f"{now.accuracy:.1%} of {len(now.correct)} test pictures right (95 % interval " in text
    assert f"{now.labelled} labels: 20 known from the start, 0 by a person, {now.labelled - 20} by the oracle." in text
    wrong = re.findall(r'<td class="number">(\d+)</td></tr>', text)
    assert sum(map(int, wrong)) == (~now.correct).sum()


def test_a_persons_labels_and_wrong_ones_are_counted_in_the_card(pictures, tiny_model):
    loop = Loop(pictures, Settings(budget=40), tiny_model("head-start", pictures))
    loop.teach()
    for number in range(3):
        picture = loop.query.open[0]
        loop.answer(picture, int(pictures.labels[picture]) ^ (number == 0))
        loop.teach()
    text = model_card.model_card(loop, "", "", "")
    assert "23 labels: 20 known from the start, 3 by a person, 0 by the oracle. 1 of the 23 are wrong." in text


def test_the_page_offers_the_papers_and_the_card_once_there_is_a_run(open_page):
    at = open_page()
    at.switch_page(PAGE).run()
    labels = [button.label for button in at.get("download_button")]
    assert labels == [words.PLAN_BUTTON, words.CARD_BUTTON]
    del at.session_state["run"]
    at.run()
    assert [button.label for button in at.get("download_button")] == [words.PLAN_BUTTON]
    assert words.CARD_NO_RUN in [caption.value for caption in at.caption]


def test_text_is_escaped_and_keeps_its_lines():
    assert paper.text("a<b\nc&d") == "a&lt;b\nc&amp;d"

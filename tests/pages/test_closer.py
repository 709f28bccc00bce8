"""A closer look: the views below the stage."""

from itertools import pairwise

import pytest
from label_page import act, captions, loop_of, press, run_of, stage

from foxdog.learning import findings
from foxdog.pages.closer import calibration
from foxdog.pages.closer.labelled import seconds
from foxdog.pages.parts import closer_look

LINK = {"initial": 8, "batch": 1, "budget": 30}


@pytest.fixture
def open_view(open_page):
    def opened(name, rounds=12, **settings):
        at = open_page(**LINK | settings)
        for _ in range(rounds // 10):
            press(at, "Ten rounds")
        for _ in range(rounds % 10):
            press(at, "Next round")
        at.session_state["closer"] = name
        at.run()
        assert not at.exception
        return at

    return opened


def shown(at):
    return [markdown.value for markdown in at.markdown]


@pytest.mark.parametrize("name", list(closer_look.VIEWS))
@pytest.mark.parametrize("rounds", [0, 1, 12])
def test_each_view_is_drawn_from_the_first_round_on(open_view, name, rounds):
    open_view(name, rounds)


@pytest.mark.parametrize("name", list(closer_look.VIEWS))
def test_each_view_is_of_the_round_that_is_looked_at(open_view, name):
    at = open_view(name)
    act(at, "back", round=3)
    assert len(run_of(at).viewed.rounds) == 4
    assert len(loop_of(at).rounds) == 13


def test_nothing_is_drawn_below_the_stage_before_a_view_is_chosen(open_page):
    at = open_page(**LINK)
    assert not at.dataframe
    assert not at.image


def test_newly_right_and_newly_wrong_pictures_are_those_that_changed_since(open_view):
    at = open_view("What changed")
    right, wrong = findings.changed(loop_of(at), 2)
    assert f"**{len(right)} test pictures are newly right**" in shown(at)
    assert f"**{len(wrong)} test pictures are newly wrong**" in shown(at)
    rounds = loop_of(at).rounds
    assert len(right) - len(wrong) == rounds[12].correct.sum() - rounds[2].correct.sum()
    assert findings.learned(loop_of(at), 2) == [picture for picture, _ in loop_of(at).labelled[10:]]


def test_the_labelled_set_is_counted_by_kind_against_chance(open_view):
    at = open_view("The labelled set")
    table = at.dataframe[0].value
    assert table["labelled"].sum() == 20
    assert table["by chance"].sum() == pytest.approx(20, abs=0.1 * len(table))
    assert table["of"].sum() == len(loop_of(at).dataset.pool)


def test_a_label_is_corrected_and_the_correction_taken_back(open_view):
    at = open_view("The labelled set")
    loop = loop_of(at)
    picture, label, _ = findings.disputed(loop)[0]
    asked, before = loop.query, loop.rounds[-1].proba
    at.button(f"correct-{picture}").click().run()
    assert not at.exception
    assert dict(loop_of(at).labelled)[picture] == 1 - label
    assert loop_of(at).query is asked
    assert "Corrected" in captions(at)
    assert [picture, 1 - label] in stage(at)["now"]["labels"]
    press(at, "Undo")
    assert dict(loop_of(at).labelled)[picture] == label
    assert (loop_of(at).rounds[-1].proba == before).all()


def test_no_label_is_corrected_in_the_past(open_view):
    at = open_view("The labelled set")
    act(at, "back", round=3)
    assert all(button.disabled for button in at.button if button.label.startswith("It is "))


def test_the_most_disputed_label_comes_first(open_view):
    loop = loop_of(open_view("The labelled set", noise=0.3))
    doubts = [probability for *_, probability in findings.disputed(loop)]
    assert doubts == sorted(doubts)
    assert len(doubts) == 20


def test_calibration_counts_each_test_picture_once(open_view):
    loop = loop_of(open_view("How sure, how often right"))
    bins = findings.calibration(loop)
    pictures = [picture for one in bins for picture in one.pictures]
    assert sorted(pictures) == sorted(loop.dataset.test.tolist())
    assert sum(one.right * len(one.pictures) for one in bins) == pytest.approx(loop.rounds[-1].correct.sum())
    assert all(one.low <= one.confidence <= one.high for one in bins)


def test_calibration_says_where_it_is_off_and_where_it_is_not():
    hundred = tuple(range(100))
    good = findings.Bin(0.5, 0.6, hundred, 0.55, 0.57)
    over = findings.Bin(0.9, 1.0, hundred, 0.95, 0.7)
    under = findings.Bin(0.7, 0.8, hundred, 0.75, 0.93)
    assert "more than luck" in calibration.sentence([good])
    assert "90% to 100% sure it is less often right than that: 70% of 100" in calibration.sentence([good, over])
    assert "70% to 80% sure it is more often right" in calibration.sentence([good, under])


def test_the_pictures_that_changed_sides_most_are_tracked(open_view):
    loop = loop_of(open_view("Test pictures through the rounds"))
    turns = {
        picture: sum((a.proba[picture] > 0.5) != (b.proba[picture] > 0.5) for a, b in pairwise(loop.rounds))
        for picture in loop.dataset.test.tolist()
    }
    found = findings.most_changeable(loop, 6)
    assert [turns[one] for one in found] == sorted(turns.values(), reverse=True)[:6]


def test_times_are_compared_once_there_are_enough_of_each():
    slow, quick = [3.0 + 0.1 * one for one in range(12)], [1.0 + 0.1 * one for one in range(12)]
    assert seconds({}) == seconds({"asked": slow[:9]}) == ""
    assert "Label 10 in a run by random choice" in seconds({"asked": slow, "random": quick[:9]})
    assert "its questions take longer" in seconds({"asked": slow, "random": quick})
    assert "its questions take less long" in seconds({"asked": quick, "random": slow})
    assert "no reliable difference" in seconds({"asked": quick, "random": quick})


def test_the_time_of_an_answer_is_kept_by_sort(open_page):
    at = open_page(**LINK)
    picture = stage(at)["now"]["question"]["picture"]
    act(at, "answer", picture=picture, label=1, seconds=2.5)
    assert run_of(at).seconds == {"asked": [2.5]}
    for odd in (-1, 1e9, "3", None, float("nan")):
        act(at, "answer", picture=stage(at)["now"]["question"]["picture"], label=1, seconds=odd)
    assert run_of(at).seconds == {"asked": [2.5]}

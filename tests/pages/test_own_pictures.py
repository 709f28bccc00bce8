"""Try your own pictures: what is sent, judged, kept and dropped."""

import json
from dataclasses import replace

import numpy as np
import pytest
from label_page import act, loop_of, run_of
from making import encoded
from PIL import Image
from tiny import TinyClassifier
from viewing import answer, go_to_the_end, open_view

from foxdog.learning import challenge
from foxdog.learning.learner import Model
from foxdog.learning.loop import Loop
from foxdog.pages.session import own as owns
from foxdog.pages.stage.guests import place
from foxdog.pictures.dataset import SIDE

VIEW = "Try your own pictures"
UNLIKE = "I have seen nothing like it."


@pytest.fixture
def open_own(monkeypatch, tiny, tiny_model):
    """Open the page with this view, by a link with these settings."""
    return lambda dataset=tiny, load=tiny_model, **settings: open_view(monkeypatch, dataset, load, VIEW, **settings)


def grey(brightness):
    """A picture of one grey as a PNG file."""
    return encoded(Image.new("RGB", (SIDE, SIDE), (brightness,) * 3), "PNG")


def send(at, *files):
    """Send files, each with its name."""
    at.file_uploader[-1].set_value([(name, data, "image/png") for name, data in files]).run()
    assert not at.exception


def own_of(at):
    return at.session_state[owns.KEY]


def say(at, number, label):
    """Say what the picture of this number really is."""
    at.segmented_control(key=f"own-truth-{number}-{run_of(at).id}").set_value(label).run()
    assert not at.exception


def bars(at):
    """P(fox) of each picture, in %, as its bar says it."""
    bodies = [html.proto.body for html in at.get("html") if "aria-label" in html.proto.body]
    return [int(body.split('aria-label="P(fox) ')[1].split(" %")[0]) for body in bodies]


def warnings(at):
    return [warning.value for warning in at.warning]


def texts(at):
    return " ".join(one.value for one in [*at.markdown, *at.caption])


def chart(at):
    """The points of the line of the pictures: (labels, share right)."""
    (found,) = at.get("vega_lite_chart")
    shares = owns.shares_right(own_of(at), loop_of(at))
    assert found.proto.alt == f"Your pictures: {100 * shares[-1][1]:.0f} % right with {shares[-1][0]} labels."
    return shares


@pytest.mark.parametrize("model", ["head-start", "scratch"])
def test_a_picture_is_judged_as_soon_as_it_is_sent(open_own, model):
    at = open_own(model=model)
    assert not bars(at)
    send(at, ("dark.png", grey(60)), ("bright.png", grey(200)))
    loop = loop_of(at)
    p = loop.judge(np.stack([np.full((SIDE, SIDE, 3), one, np.uint8) for one in (60, 200)]))
    assert bars(at) == [round(100 * one) for one in p]
    assert bars(at)[0] < 50 < bars(at)[1]
    assert "dark.png" in texts(at)
    assert not at.file_uploader[-1].value  # it is empty again


def test_it_is_said_that_nothing_is_stored(open_own):
    assert "never stored: a reload drops them" in texts(open_own())


def test_what_the_pictures_are_judged_by_follows_the_answers(open_own):
    at = open_own()
    send(at, ("middle.png", grey(128)))
    before = own_of(at).believed[loop_of(at).rounds[-1], own_of(at).pictures[0]]
    answer(at, 1)
    after = own_of(at).believed[loop_of(at).rounds[-1], own_of(at).pictures[0]]
    assert after != before
    assert bars(at) == [round(100 * after)]


def test_a_file_that_cannot_be_used_gets_one_sentence_and_the_others_are_taken(open_own):
    at = open_own()
    send(
        at,
        ("fox.png", grey(200)),
        ("![x](https://evil.example/x.png) <b>.png", b"Dear fox"),
        ("cut.png", grey(100)[:-30]),
        ("again.png", grey(200)),
        ("photo.heic", b"\0" * 64),
        ("empty.png", b""),
    )
    named, *others = warnings(at)
    assert named.startswith("\\!&#91;x&#93;(https:\u2060/")
    assert named.endswith("is a text, not a picture.")
    assert others == [
        "cut.png is cut off or damaged.",
        "again.png is there already.",
        "photo.heic is not a picture that can be read.",
        "empty.png is empty (0 bytes).",
    ]
    assert len(own_of(at).pictures) == 1
    send(at, ("dog.png", grey(60)))
    assert not warnings(at)
    assert len(own_of(at).pictures) == 2


def test_ten_pictures_are_the_most_and_one_can_be_removed(open_own):
    at = open_own()
    send(at, *[(f"{number}.png", grey(100 + number)) for number in range(12)])
    assert len(own_of(at).pictures) == owns.MOST == 10
    assert warnings(at) == [
        f"{name} is left out: 10 pictures are the most; remove one first." for name in ("10\\.png", "11\\.png")
    ]
    at.button(key="own-remove-4").click().run()
    assert not at.exception
    assert [picture.number for picture in own_of(at).pictures] == [1, 2, 3, 5, 6, 7, 8, 9, 10]
    assert len(bars(at)) == 9
    send(at, ("new.png", grey(30)))
    assert own_of(at).pictures[-1].number == 11


# The challenge


def test_the_surer_it_is_and_wrong_the_more_points(open_own):
    at = open_own()
    send(at, ("dark.png", grey(60)), ("bright.png", grey(200)))
    assert not at.metric
    say(at, 1, 1)
    say(at, 2, 1)
    p = own_of(at).believed[loop_of(at).rounds[-1], own_of(at).pictures[0]]
    earned = challenge.points(p, 1)
    assert earned > 0
    assert at.metric[0].value == str(earned)
    assert f"It is wrong, and {100 * (1 - p):.0f} % sure: **{earned} points**." in texts(at)
    assert "It is right: no points." in texts(at)
    assert "It is wrong about 1 of 2." in texts(at)


def test_with_a_head_start_the_line_has_every_round_also_those_before_the_picture(open_own):
    at = open_own()
    for label in (0, 1, 1):
        answer(at, label)
    pool = loop_of(at).dataset.pool[:4]
    send(at, *[(f"{picture}.png", loop_of(at).dataset.originals[picture]) for picture in pool])
    for number, picture in enumerate(pool, 1):
        say(at, number, int(loop_of(at).dataset.labels[picture]))
    expected = [
        (one.labelled, float(np.mean((one.proba[pool] > 0.5) == loop_of(at).dataset.labels[pool])))
        for one in loop_of(at).rounds
    ]
    assert len(expected) == 4
    assert chart(at) == expected
    go_to_the_end(at)
    assert [labelled for labelled, _ in chart(at)] == list(range(8, 15))


def test_from_scratch_the_line_begins_where_the_picture_was_added(open_own):
    at = open_own(model="scratch", batch=2)
    act(at, "oracle", rounds=1, answered=0)
    send(at, ("dark.png", grey(60)))
    say(at, 1, 0)
    act(at, "oracle", rounds=1, answered=len(loop_of(at).answers))
    assert [labelled for labelled, _ in chart(at)] == [10, 12]
    assert "judged from the round on in which it was added" in texts(at)


def test_a_round_is_judged_once_and_again_when_a_label_is_corrected(open_own, monkeypatch):
    at = open_own()
    answer(at, 1)
    send(at, ("middle.png", grey(128)))
    judge, judged = Loop.judge, []
    monkeypatch.setattr(Loop, "judge", lambda loop, *given: judged.append(given[1]) or judge(loop, *given))
    at.run()
    assert not judged
    answer(at, 0)
    assert judged == [None]
    first, label = loop_of(at).labelled[0]
    loop_of(at).correct(first, 1 - label)
    at.run()
    assert judged == [None, None, 0, 1]  # the last round first: the stage shows it
    assert len(own_of(at).believed) == 3  # what is gone is not kept


def test_a_new_run_keeps_the_pictures_and_what_they_are_and_judges_them_anew(open_own):
    at = open_own()
    send(at, ("dark.png", grey(120)))
    say(at, 1, 1)
    before, run = bars(at), run_of(at).id
    at.number_input(key="seed").set_value(5).run()
    at.button(key="start").click().run()
    assert not at.exception
    assert run_of(at).id != run
    assert {one for one, _ in own_of(at).believed} == set(loop_of(at).rounds)
    assert own_of(at).pictures[0].truth == 1
    assert bars(at) != before
    assert len(at.metric) == 1


def test_pictures_of_other_classes_have_to_be_named_anew(open_own, monkeypatch, tiny):
    at = open_own()
    send(at, ("dark.png", grey(60)))
    say(at, 1, 1)
    own, run = own_of(at), run_of(at)
    run.id, run.loop.dataset = "another", replace(tiny, classes=("cat", "wolf"))
    at.run()
    assert not at.exception
    assert own.pictures[0].truth is None


def test_another_view_and_back_loses_nothing(open_own):
    at = open_own()
    send(at, ("dark.png", grey(60)))
    say(at, 1, 1)
    at.session_state["closer"] = "What it gets wrong"
    at.run()
    at.session_state["closer"] = VIEW
    at.run()
    assert own_of(at).pictures[0].truth == 1
    assert len(at.metric) == 1


def test_what_is_done_when_a_click_interrupts_is_not_done_again(open_own):
    at = open_own()
    for label in (0, 1, 1):
        answer(at, label)
    own, run = own_of(at), run_of(at)
    owns.take(own, [("dark.png", grey(60))])

    def interrupt(done, total):
        assert total == 4
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        owns.judge(run, own, interrupt)
    counts = []
    owns.judge(run, own, lambda done, total: counts.append((done, total)))
    assert counts == [(1, 2), (2, 2)]


def test_a_round_that_is_taken_back_meanwhile_is_no_error(open_own):
    at = open_own()
    for label in (0, 1):
        answer(at, label)
    own, run = own_of(at), run_of(at)
    owns.take(own, [("dark.png", grey(60))])
    assert owns.judge(run, own, lambda done, total: run.loop.undo() if done == 1 else None) is None
    at.run()
    assert not at.exception
    assert len(bars(at)) == 1


# What is unlike the pool


class OnMeans(TinyClassifier):
    """Learns from the brightness of a picture's quarters."""

    def features(self, X):  # noqa: N803
        return X


def quarters(pictures):
    """The mean brightness of each quarter of a picture: float32 (n, 4)."""
    half = SIDE // 2
    means = pictures.reshape(len(pictures), 2, half, 2, half, 3).mean(axis=(2, 4, 5)) / 255
    return means.reshape(len(pictures), 4).astype(np.float32)


def load_on_means(name, dataset, progress=None):
    return Model("means", quarters(dataset.pictures), OnMeans, 3, see=quarters)


def half_and_half():
    picture = Image.new("RGB", (SIDE, SIDE), "white")
    picture.paste("black", (0, 0, SIDE // 2, SIDE))
    return encoded(picture, "PNG")


def test_what_is_unlike_the_pool_is_said_to_be_so_and_what_is_like_it_is_shown_beside_its_nearest(open_own):
    at = open_own(load=load_on_means)
    send(at, ("half.png", half_and_half()))
    assert texts(at).count(UNLIKE) == 1
    send(at, ("like.png", grey(128)))
    assert texts(at).count(UNLIKE) == 1
    assert texts(at).count("most like this one") == 1
    unlike, nearest = owns.strange(own_of(at), own_of(at).pictures, loop_of(at))
    assert unlike == [True, False]
    assert set(nearest) <= set(loop_of(at).dataset.pool.tolist())
    brightness = loop_of(at).dataset.pictures[nearest[1]].mean()
    assert abs(brightness - 128) < 5


def test_where_there_are_no_features_nothing_is_said_of_likeness(open_own):
    at = open_own(model="scratch")
    send(at, ("half.png", half_and_half()))
    assert UNLIKE not in texts(at)
    assert "most like" not in texts(at)


def test_names_of_classes_are_shown_as_they_are(open_own, tiny):
    at = open_own(dataset=replace(tiny, classes=("<b>dog", "![fox](https://evil.example/x.png)")))
    send(at, ("dark.png", grey(60)))
    (body,) = [html.proto.body for html in at.get("html") if "aria-label" in html.proto.body]
    assert "<b>dog" not in body
    assert "&lt;b&gt;dog" in body


# As guests of the crowd


def guests(at):
    """What the stage is told of them: their places, and the words about them."""
    (stage,) = [json.loads(one.proto.json)[0] for one in at.get("bidi_component")]
    return [one["place"] for one in stage["guests"]["pictures"]], stage["guests"]["words"]


def test_the_pictures_stand_in_the_crowd_where_the_machine_believes_them_whatever_is_looked_at(open_own):
    at = open_own()
    assert guests(at) == ([], "")
    send(at, ("dark.png", grey(100)), ("bright.png", grey(160)))
    at.session_state["closer"] = None
    for label in (0, 1):
        answer(at, label)
        p = loop_of(at).judge(np.stack([one.small for one in own_of(at).pictures])).astype(float)
        odds = np.clip(np.log(p / (1 - p)), -4, 4) * 31
        assert guests(at) == (
            odds.round().astype(int).tolist(),
            "2 of your pictures stand among them in a dashed frame.",
        )
        assert odds[0] < 0 < odds[1]


def test_in_an_earlier_round_they_stand_where_it_believed_them_then(open_own):
    at = open_own()
    send(at, ("dark.png", grey(120)))
    before = guests(at)
    assert before[1] == "One of your pictures stands among them in a dashed frame."
    answer(at, 1)
    assert guests(at) != before
    act(at, "back", round=0)
    assert guests(at) == before


def test_from_scratch_no_round_is_missed_while_another_view_is_open(open_own):
    at = open_own(model="scratch", batch=2)
    send(at, ("dark.png", grey(60)))
    say(at, 1, 0)
    at.session_state["closer"] = None
    act(at, "oracle", rounds=0, answered=0, prediction="")
    at.session_state["closer"] = VIEW
    at.run()
    assert [labelled for labelled, _ in chart(at)] == [8, 10, 12, 14]


@pytest.mark.parametrize(("p", "at"), [(0.0, -124), (0.5, 0), (1.0, 124), (0.75, 34)])
def test_a_guests_place_is_log_odds_up_to_the_wall(p, at):
    assert place(p) == at

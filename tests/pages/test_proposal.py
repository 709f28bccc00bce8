"""The page asks which pictures are of which class where they do not say it, and makes the set of the answer."""

import pytest
from making import encoded, noise, packed
from streamlit.testing.v1 import AppTest

from foxdog.pages.parts import add_pictures, proposal


def script():
    import streamlit as st

    from foxdog.pages.parts import add_pictures

    st.session_state["made"] = add_pictures.draw_upload(st.container()) or st.session_state.get("made", "")


def files(*patterns, count=42):
    names = [pattern.format(number) for pattern in patterns for number in range(count)]
    return {name: encoded(noise(number)) for number, name in enumerate(names)}


@pytest.fixture
def at(monkeypatch):
    monkeypatch.setattr(add_pictures, "forget_uploads", lambda: None)  # there is no browser
    return AppTest.from_function(script, default_timeout=60).run()


def prepare(at, sent):
    at.file_uploader[0].set_value(("mine.zip", packed(sent), "application/zip")).run()
    at.button[0].click().run()
    assert not at.exception
    return at


def widget(found, start):
    """The widget whose key begins so; the rest of it names the question."""
    (one,) = (one for one in found if one.key.startswith(start))
    return one


def made(at):
    return at.session_state["uploads"]["yours"]


def test_pictures_that_say_their_class_are_not_asked_about(at):
    prepare(at, files("fox/{}.jpg", "dog/{}.jpg"))
    assert at.session_state["made"] == "yours"
    assert at.session_state["ready"] == "84 pictures are ready. Their folders say which are fox (42) and dog (42)."


def test_what_is_not_sure_is_asked_with_the_proposal_filled_in(at):
    prepare(at, files("fox/{}.jpg", "beagle/{}.jpg", "train/pug/{}.jpg"))
    assert at.session_state["made"] == ""
    assert "only one of its folders says fox or dog (beagle, fox, pug)" in "".join(one.value for one in at.markdown)
    assert [one.value for one in at.text_input] == ["fox", "other"]
    at.button("accept").click().run()
    assert not at.exception
    dataset = made(at)
    assert dataset.classes == ("other", "fox")
    assert (dataset.labels == 0).sum() == 84
    assert set(dataset.kinds.tolist()) == {"", "beagle", "pug"}


def test_the_person_may_choose_otherwise(at):
    prepare(at, files("a/{}.jpg", "b/{}.jpg", "c/{}.jpg"))
    widget(at.text_input, "class-0").set_value("one").run()
    widget(at.segmented_control, "class-of-2").set_value(0).run()
    widget(at.segmented_control, "class-of-0").set_value(2).run()
    at.button("accept").click().run()
    assert not at.exception
    dataset = made(at)
    assert dataset.classes == ("b", "one")
    assert {name[0] for name in dataset.names[dataset.labels == 1].tolist()} == {"c"}
    assert {reject.reason for reject in dataset.rejects} == {"is of neither class (a)"}


@pytest.mark.parametrize(
    ("name", "label", "sentence"),
    [
        ("", 1, "Give both classes a name."),
        ("bob", 1, "The two classes need different names."),
        ("alice", 2, "Choose some pictures for bob."),
    ],
)
def test_classes_that_cannot_be_are_not_accepted(at, name, label, sentence):
    prepare(at, files("alice/{}.jpg", "bob/{}.jpg"))
    widget(at.text_input, "class-0").set_value(name).run()
    widget(at.segmented_control, "class-of-1").set_value(label).run()
    assert sentence in [one.value for one in at.caption]
    assert at.button("accept").disabled


def test_another_column_of_a_table_says_it(at):
    sent = files("{}.jpg", count=84)
    rows = [f"{name},{number % 3},{'fox' if number % 2 else 'dog'}" for number, name in enumerate(sent)]
    prepare(at, sent | {"all.csv": "\n".join(["file,label,animal", *rows]).encode()})
    assert [one.value for one in at.selectbox] == ["file", "label"]
    at.selectbox[1].set_value("animal").run()
    at.button("columns").click().run()
    assert not at.exception
    assert made(at).classes == ("dog", "fox")
    assert "labels in all.csv (columns file and animal)" in at.session_state["ready"]


def test_the_split_of_the_folders_can_be_kept(at):
    prepare(at, files("train/a/{}.jpg", "train/b/{}.jpg", "test/a/x{}.jpg", "test/b/x{}.jpg"))
    at.checkbox("keep-split").check().run()
    at.button("accept").click().run()
    assert not at.exception
    dataset = made(at)
    assert {name.split("/")[0] for name in dataset.names[dataset.test].tolist()} == {"test"}


def test_other_pictures_end_the_question(at):
    prepare(at, files("alice/{}.jpg", "bob/{}.jpg"))
    assert at.text_input
    at.file_uploader[0].set_value(("other.zip", packed(files("fox/{}.jpg", "dog/{}.jpg")), "application/zip")).run()
    assert not at.text_input
    at.button[0].click().run()
    assert made(at).classes == ("dog", "fox")


def test_many_groups_share_a_row_and_what_is_left_out_stays_out(at):
    sent = files("wolf/{}.jpg", count=60) | files(*(f"fox{i}/x{{}}.jpg" for i in range(14)), count=4)
    sent |= files(*(f"dog{i}/y{{}}.jpg" for i in range(14)), count=4)
    pictures = {name: encoded(noise(number)) for number, name in enumerate(sent)}
    prepare(at, pictures)
    assert len([one for one in at.segmented_control if one.key.startswith("class-of-")]) == proposal.MOST + 1
    at.button("accept").click().run()
    assert not at.exception
    dataset = made(at)
    assert not [name for name in dataset.names.tolist() if name.startswith("wolf")]
    for name, label in zip(dataset.names.tolist(), dataset.labels.tolist(), strict=True):
        assert name.startswith(dataset.classes[label])


def test_another_column_has_a_question_of_its_own(at):
    sent = files("{}.jpg", count=126)
    rows = [f"{name}, {number % 2}, {('a', 'b', 'c')[number % 3]}" for number, name in enumerate(sent)]
    prepare(at, sent | {"all.csv": "\n".join(["file, target, kind", *rows]).encode()})
    assert [one.value for one in at.text_input] == ["0", "1"]
    at.selectbox[1].set_value("kind").run()
    at.button("columns").click().run()
    assert not at.exception
    assert [one.value for one in at.text_input] == ["a", "b"]

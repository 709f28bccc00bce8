"""Uploaded pictures go with their session, unless they are kept with the run: then its links bring them back."""

import re
import sqlite3
from dataclasses import replace

import pytest
import tiny as tiny_module
from label_page import LINK, SCRIPT, loop_of, open_link, press, question, run_of
from streamlit.testing.v1 import AppTest

from foxdog.pages.session import keeping as keepings
from foxdog.pages.session import kept_pictures, upload_limits
from foxdog.pages.session import run as runs
from foxdog.pages.session.upload_limits import KEPT_OF_ALL, KEPT_OF_RUN
from foxdog.pictures import dataset_file
from foxdog.store.record import StoreError, UnknownError

GONE = "pictures were uploaded, and have gone with their session"


@pytest.fixture(autouse=True)
def _a_database_and_tiny_nets(monkeypatch, tmp_path, tiny_model):
    monkeypatch.setenv("FOXDOG_DATABASE", str(tmp_path / "runs.db"))
    monkeypatch.setattr(runs, "_load_model", tiny_model)


@pytest.fixture
def page(tiny):
    """The Label page, with a run of the tiny set as somebody's upload, that has one answer."""
    at = AppTest.from_file(SCRIPT, default_timeout=60)
    at.session_state["uploads"] = {"yours": tiny}
    for key, value in {**LINK, "pictures": "yours"}.items():
        at.query_params[key] = str(value)
    at.run()
    press(at, "Fox")
    return share(at)


def share(at):
    """Open the panel."""
    at.session_state["share"] = True
    return at.run()


def switch(at):
    (toggle,) = [toggle for toggle in at.toggle if toggle.label == "Keep my pictures on this server"]
    return toggle


def keep(at):
    switch(at).set_value(True).run()
    assert not at.exception
    return at


def said(at):
    return " ".join(one.value for one in (*at.markdown, *at.caption, *at.error, *at.warning))


def by_link(at):
    """The run in other sessions, by each of its links."""
    keeping = run_of(at).keeping
    return open_link(run=keeping.token), open_link(show=keeping.view)


def test_pictures_that_are_not_kept_go_with_their_session(page):
    assert not switch(page).value
    assert "They go with your session, and then the links open no run any more." in said(page)
    assert keepings.store().pictures(run_of(page).keeping.token) is None
    for other in by_link(page):
        assert GONE in said(other)
        assert loop_of(other).answers == []


def test_a_link_beside_a_smaller_set_of_ones_own_says_that_its_pictures_are_gone(page):
    """And not that it was made by another version, since its budget is too large for that set."""
    few = AppTest.from_file(SCRIPT, default_timeout=60)
    few.session_state["uploads"] = {"yours": replace(tiny_module.brightness_pictures(per_class=10), name="few")}
    for key, value in {**LINK, "run": run_of(page).keeping.token}.items():
        few.query_params[key] = str(value)
    few.run()
    assert GONE in said(few)
    assert "another version" not in said(few)


def test_kept_pictures_come_back_by_both_links(page, tiny):
    keep(page)
    assert switch(page).value
    assert "They are kept with the run" in said(page)
    for other in by_link(page):
        assert run_of(other).source == "yours"
        assert loop_of(other).answers == loop_of(page).answers
        assert question(other) == question(page)
        assert loop_of(other).dataset.fingerprint == tiny.fingerprint
        assert loop_of(other).dataset.originals[5] == tiny.originals[5]
        assert GONE not in said(other)
    mine, theirs = by_link(page)
    assert loop_of(mine).dataset is loop_of(theirs).dataset
    assert switch(share(mine)).value
    assert not [toggle for toggle in share(theirs).toggle if "Keep my pictures" in toggle.label]


def test_pictures_are_deleted_when_the_switch_is_set_back(page):
    keep(page)
    switch(page).set_value(False).run()
    assert not switch(page).value
    assert keepings.store().pictures(run_of(page).keeping.token) is None
    assert all(GONE in said(other) for other in by_link(page))


def test_a_revoked_link_brings_no_pictures_back(page):
    keep(page)
    keeping = run_of(page).keeping
    token, view = keeping.token, keeping.view
    keeping.revoke()
    for name, old in (("run", token), ("show", view)):
        other = open_link(**{name: old})
        assert "revoked" in said(other)
        assert "uploads" not in other.session_state
    for other in by_link(page):
        assert run_of(other).source == "yours"


def test_the_next_run_of_the_same_pictures_is_not_kept_with_them(page):
    keep(page)
    press(page, "Start again")
    press(page, "Fox")
    assert not switch(share(page)).value


def test_the_panel_shows_what_another_tab_has_chosen(page):
    keep(page)
    other, _ = by_link(page)
    switch(share(other)).set_value(False).run()
    assert not switch(share(page)).value


@pytest.mark.parametrize("chosen", [True, False])
def test_a_failing_database_leaves_the_pictures_as_they_were_and_says_so(page, monkeypatch, chosen):
    if not chosen:
        keep(page)

    def fail(*_):
        raise StoreError("the disk of the database is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(keepings.store()), "keep_pictures" if chosen else "drop_pictures", fail)
        switch(page).set_value(chosen).run()
    assert not page.exception
    word = "not" if chosen else "still"
    assert [error.value for error in page.error] == [f"The pictures are {word} kept: the disk of the database is full."]
    assert switch(page).value is not chosen
    assert (keepings.store().pictures(run_of(page).keeping.token) is None) is chosen
    page.run()
    assert not page.error


def test_a_database_that_does_not_answer_is_a_sentence_and_no_switch(page, monkeypatch):
    def fail(*_):
        raise StoreError("the database does not answer")

    monkeypatch.setattr(type(keepings.store()), "size_of_pictures", fail)
    page.run()
    assert [error.value for error in page.error] == [
        "Whether your pictures are kept cannot be seen now: the database does not answer."
    ]
    assert not [toggle for toggle in page.toggle if "Keep my pictures" in toggle.label]


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        (KEPT_OF_RUN, "they take about 2 MB, and this server keeps at most 1 MB of a run."),
        (KEPT_OF_ALL, "those of all runs may take 1 MB on this server, and about 2 MB more do not fit."),
    ],
)
def test_what_is_too_much_is_one_sentence(page, monkeypatch, limit, sentence):
    monkeypatch.setenv(limit, "1")
    keep(page)
    (error,) = page.error
    assert re.sub(r"(1\.9|2\.\d) MB", "about 2 MB", error.value) == f"These pictures are not kept: {sentence}"
    assert not switch(page).value
    assert keepings.store().pictures(run_of(page).keeping.token) is None


def test_the_size_that_is_named_is_about_that_of_the_file(tiny):
    assert kept_pictures.size_of(tiny) == pytest.approx(len(dataset_file.dump(tiny)), rel=0.2)


def test_a_server_can_keep_no_pictures(page, monkeypatch):
    monkeypatch.setenv(KEPT_OF_RUN, "0")
    page.run()
    assert "This server keeps no visitor's pictures." in said(page)
    assert not [toggle for toggle in page.toggle if "Keep my pictures" in toggle.label]


def test_a_limit_that_is_none_is_named_at_the_start(monkeypatch):
    monkeypatch.setenv(KEPT_OF_ALL, "-1")
    with pytest.raises(ValueError, match=f"^{KEPT_OF_ALL} must be a whole number of MB, 0 or more, not '-1'"):
        upload_limits.set_limits()


def test_damaged_pictures_are_a_sentence(page, tmp_path, tiny):
    keep(page)
    other_set = dataset_file.dump(dataset_file.loads(keepings.store().pictures(run_of(page).keeping.token)))
    connection = sqlite3.connect(tmp_path / "runs.db")
    for content in (other_set[:-100], b""):
        connection.execute("UPDATE pictures SET content = ?", (content,))
        connection.commit()
        for other in by_link(page):
            assert "its pictures, which were kept too, are damaged" in said(other)
            assert not other.exception
    connection.execute("UPDATE runs SET fingerprint = 'another'")
    connection.execute("UPDATE pictures SET content = ?", (other_set,))
    connection.commit()
    connection.close()
    assert "its pictures, which were kept too, are damaged" in said(by_link(page)[0])


def test_shared_pictures_have_no_switch(page):
    at = share(open_link())
    press(at, "Fox")
    assert not [toggle for toggle in at.toggle if "Keep my pictures" in toggle.label]
    assert "Your pictures" not in said(at)


def test_a_run_that_is_gone_takes_its_pictures_along(page):
    keep(page)
    token = run_of(page).keeping.token
    assert keepings.store().delete_unopened(-1) == 1
    with pytest.raises(UnknownError):
        keepings.store().pictures(token)
    assert "No run has this link" in said(by_link(page)[0])


def test_a_viewer_whose_link_is_revoked_has_the_pictures_no_longer(page):
    keep(page)
    _, seen = by_link(page)
    run_of(page).keeping.revoke_view()
    runs.catch_up(run_of(seen))
    seen.run()
    assert "uploads" not in seen.session_state
    (button,) = [button for button in seen.button if button.label == "Start a run of your own"]
    button.click().run()
    assert not seen.exception
    assert run_of(seen).source == "drawn"
    assert run_of(page).source == "yours"

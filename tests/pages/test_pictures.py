"""The Pictures page, driven by Streamlit's own test runner; the browser test uploads for real."""

import io
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from making import PER_CLASS, packed, tarred, two_classes
from streamlit.testing.v1 import AppTest
from tiny import brightness_pictures

from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings, largest_initial
from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs
from foxdog.pictures import intake, photos
from foxdog.pictures.dataset import DatasetError, Reject
from foxdog.pictures.dataset_file import save

APP = Path(__file__).parent.parent.parent / "streamlit_app.py"
PAGE = "foxdog/pages/pictures.py"
WITH_REJECTS = (Reject("fox/cut.jpg", "is cut off or damaged"), Reject("fox/a.jpg", "is smaller than 48 px (40 x 40)"))


@pytest.fixture
def open_page(monkeypatch, tiny, tiny_model, tmp_path):
    """Open the Pictures page; the drawn pictures are tiny ones, and no photo has been fetched."""
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", str(tmp_path / "photos"))
    monkeypatch.setattr(runs, "_load_model", tiny_model)
    save(replace(tiny, name="drawn", rejects=WITH_REJECTS), tmp_path / "drawn.arrow")
    monkeypatch.setattr("foxdog.pictures.sources.DRAWN_FILE", tmp_path / "drawn.arrow")
    datasets._shared.clear()
    datasets.fetching.clear()

    def open_it() -> AppTest:
        at = AppTest.from_file(APP, default_timeout=60).run()
        return at.switch_page(PAGE).run()

    yield open_it
    datasets._shared.clear()
    datasets.fetching.clear()


def turn(at, tab):
    at.session_state["view"] = tab
    return at.run()


def press(at, label):
    next(button for button in at.button if button.label == label).click()
    return at.run()


def text(at):
    return "\n".join(element.value for kind in (at.markdown, at.caption, at.info, at.success) for element in kind)


def test_the_contact_sheet_comes_in_pages(open_page, tiny):
    at = open_page()
    assert not at.exception
    assert f"1 to 60 of {len(tiny)}" in text(at)
    assert len(at.get("image")) + len(at.get("imgs")) == 60


def test_one_class_and_one_part_alone(open_page, tiny):
    at = open_page()
    at.selectbox(key="part").set_value("test").run()
    assert f"of {len(tiny.test)}" in text(at)


def test_counts_and_what_to_mind(open_page, tiny):
    at = turn(open_page(), "Counts")
    rows = at.dataframe[0].value
    assert rows["all"].sum() == len(tiny)
    assert "mean colour" in text(at)


def test_what_was_left_out_is_named_with_its_reason(open_page):
    at = turn(open_page(), "Left out")
    assert at.dataframe[0].value["file"].tolist() == ["fox/cut.jpg", "fox/a.jpg"]
    assert "is smaller than 48 px: **1**" in text(at)


def test_the_data_card_holds_the_fingerprint(open_page, tiny):
    at = turn(open_page(), "Data card")
    assert tiny.fingerprint in text(at)


def test_learning_from_a_set_starts_a_run_and_keeps_the_settings(open_page, monkeypatch, tiny):
    at = open_page()
    settings = Settings(batch=3, budget=len(tiny.pool) + 10)
    larger = brightness_pictures(per_class=120)
    at.session_state["run"] = runs.Run(Loop(larger, settings, runs._load_model(settings.model, larger)), "elsewhere")
    at.run()
    press(at, "Learn from these")
    assert not at.exception
    run = at.session_state["run"]
    assert (run.source, run.loop.settings.batch) == ("drawn", 3)
    assert run.loop.settings.budget == len(tiny.pool)  # no more than there are


def test_photos_that_are_not_there_are_a_sentence_and_a_way_on(open_page):
    at = open_page()
    at.selectbox(key="show").set_value("photos").run()
    assert "The photos are not here yet" in text(at)
    assert not at.exception
    at = turn(at, "Add pictures")
    assert "Download the photos" in [button.label for button in at.button]


def test_the_photos_are_fetched_once_for_all_and_what_came_of_it_is_said(open_page, monkeypatch):
    calls, seen = [], threading.Event()

    def fetch(folder, progress, stop):
        calls.append(folder)
        progress(1, 2)
        seen.wait(10)
        return photos.Outcome(2, 1, {"fox/b.jpg": "is not there (404)"}, "")

    monkeypatch.setattr(photos, "download", fetch)
    at = turn(open_page(), "Add pictures")
    datasets.fetching().start()
    datasets.fetching().start()
    at.run()
    assert [bar.proto.text for bar in at.get("progress")] == ["1 of 2 photos"]
    seen.set()
    datasets.fetching()._thread.join()
    at.run()
    assert [warning.value for warning in at.warning] == [datasets.fetching().outcome]
    assert "1 of 2 photos are here" in at.warning[0].value
    assert len(calls) == 1
    assert not at.exception


def test_a_download_that_cannot_begin_is_a_sentence(open_page, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise DatasetError("The disk cannot be written to.")

    monkeypatch.setattr(photos, "download", refuse)
    at = turn(open_page(), "Add pictures")
    datasets.fetching().start()
    datasets.fetching()._thread.join()
    at.run()
    assert at.warning[0].value.endswith("The disk cannot be written to.")


def test_an_upload_is_offered_to_its_own_session_alone(open_page):
    mine, other = open_page(), open_page()
    dataset = intake.read_archive(io.BytesIO(packed(two_classes() | {"fox/odd.jpg": b"Dear fox"})), "mine.zip")
    mine.session_state["uploads"] = {datasets.YOURS: dataset}
    mine.run()
    assert datasets.YOURS in mine.selectbox(key="show").options
    assert datasets.YOURS not in other.run().selectbox(key="show").options
    mine.selectbox(key="show").set_value(datasets.YOURS).run()
    turn(mine, "Left out")
    assert mine.dataframe[0].value["file"].tolist() == ["fox/odd.jpg"]


@pytest.mark.parametrize("packing", ["", "gz", "bz2", "xz"])
def test_a_tar_is_sent_as_a_zip_is(open_page, packing):
    at = turn(open_page(), "Add pictures")
    name = f"mine.tar.{packing}".strip(".")
    at.file_uploader[0].set_value((name, tarred(two_classes(), packing), "application/octet-stream")).run()
    press(at, "Prepare these pictures")
    assert not at.exception
    assert not at.error
    dataset = at.session_state["uploads"][datasets.YOURS]
    assert (len(dataset), dataset.name) == (2 * PER_CLASS, "mine")


def test_the_photos_the_page_was_started_with_are_fetched_at_the_first_visit(open_page, monkeypatch):
    started = []
    monkeypatch.setattr(datasets, "STARTED_WITH", "photos")
    monkeypatch.setattr(datasets.Fetching, "start", lambda self: started.append(self))
    at = open_page()
    assert len(started) == 1
    assert not at.exception


def test_what_fails_in_the_background_is_said_and_can_be_tried_again(open_page, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("out of threads")

    monkeypatch.setattr(photos, "download", fail)
    at = turn(open_page(), "Add pictures")
    datasets.fetching().start()
    datasets.fetching()._thread.join()
    at.run()
    assert "ended by an error of the program" in at.warning[0].value
    assert "Download the photos" in [button.label for button in at.button]


def test_photos_are_read_again_when_more_have_come(open_page, monkeypatch, tiny):
    there, opened = [1, 2], []
    monkeypatch.setattr(photos, "present", lambda folder: there)
    monkeypatch.setattr(datasets, "open_pictures", lambda source: opened.append(source) or tiny)
    at = open_page()
    at.selectbox(key="show").set_value("photos").run()
    at.run()
    assert opened.count("photos") == 1
    there.append(3)
    at.run()
    assert opened.count("photos") == 2


def test_a_small_set_gets_an_initial_set_that_fits(open_page, tiny):
    at = open_page()
    larger = brightness_pictures(per_class=120)
    loop = Loop(larger, Settings(initial=60), runs._load_model("head-start", larger))
    at.session_state["run"] = runs.Run(loop, "elsewhere")
    at.run()
    press(at, "Learn from these")
    assert at.session_state["run"].loop.settings.initial == largest_initial(tiny)


@pytest.mark.parametrize("tab", ["Contact sheet", "Counts", "Left out", "Data card"])
def test_no_value_is_printed_by_streamlits_magic(open_page, tab):
    at = turn(open_page(), tab)
    assert "None" not in [element.value.strip("`") for element in (*at.markdown, *at.code, *at.text)]

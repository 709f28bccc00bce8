"""Links to the Compare page, and what the pages say of damaged files."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from foxdog.pages.session import datasets, words
from foxdog.pages.session import run as runs
from foxdog.pictures.dataset import DatasetError

ROOT = Path(__file__).parent.parent.parent
SHIPPED = ROOT / "data" / "results"


@pytest.fixture
def open_compare(monkeypatch, tiny, tiny_model):
    """Open the Compare page by a link; tiny pictures, tiny classifier."""
    monkeypatch.setattr(datasets, "dataset_of", lambda name: tiny)
    monkeypatch.setattr(runs, "_load_model", tiny_model)

    def open_it(**link) -> AppTest:
        at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
        at.query_params["budget"] = "20"
        at.run()  # the Label page comes first
        at.switch_page("foxdog/pages/compare.py")
        for key, value in link.items():
            at.query_params[key] = value
        return at.run()

    return open_it


@pytest.mark.parametrize("key", ["compared", "setting", "figure"])
@pytest.mark.parametrize("value", ["nonsense", "", "![x](https://evil.example/x.png)", "9" * 5000])
def test_what_a_link_to_compare_cannot_ask_for_is_named_and_ignored(open_compare, key, value):
    at = open_compare(**{key: value})
    assert not at.exception
    assert not at.error
    assert f"{key} = {words.name(value) or 'nothing'}." in at.toast[0].value
    assert key not in at.query_params
    assert "drawn" in at.get("vega_lite_chart")[0].proto.alt
    assert not at.run().toast


def test_a_damaged_folder_of_results_is_named_without_its_folders(open_compare, monkeypatch, tmp_path):
    home = tmp_path / "the teacher's results"
    shutil.copytree(SHIPPED, home)
    (home / "photos" / "ceilings.csv").unlink()
    (home / "drawn" / "settings.json").write_text("{")
    monkeypatch.setenv("FOXDOG_RESULTS", str(home))
    at = open_compare()
    assert len(at.error) == 2
    for error, name in zip(at.error, ("drawn", "photos"), strict=True):
        assert error.value.startswith(name)
        assert "/" not in error.value.replace(f"{name}/", "")


def test_an_error_page_shows_neither_a_folder_nor_the_code(open_compare, monkeypatch):
    def fail(run):
        raise RuntimeError("no room in /srv/secret")

    monkeypatch.setattr(runs, "teach", fail)
    at = open_compare()
    at = at.switch_page("foxdog/pages/label.py").run()
    (error,) = at.exception
    assert "secret" not in error.message
    assert not error.stack_trace
    assert str(ROOT) not in str(error.proto)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/srv/a/b.npz is not a dataset file.", "b.npz is not a dataset file."),
        ("[Errno 2] No such file: '/srv/my set/b.npz'", "&#91;Errno 2&#93; No such file: 'my set/b.npz'"),
        ("/srv/my set does not exist.", "my set does not exist."),
        (
            "fox/a.jpg in /srv/my set/x is empty; give fox/ or dog/.",
            "fox/a.jpg in my set/x is empty; give fox/ or dog/.",
        ),
        (r"C:\Users\me\b.npz is empty.", "b.npz is empty."),
        ("https://a.example/b is not there.", "https:\u2060//a.example/b is not there."),
    ],
)
def test_a_sentence_names_no_folder_of_the_server(monkeypatch, said, shown):
    monkeypatch.setattr(datasets, "STARTED_WITH", "/srv/my set")
    assert words.sentence(DatasetError(said)) == shown


def test_the_set_that_the_page_was_started_with_is_offered_without_its_folder(monkeypatch):
    for started_with, name in (
        ("/srv/my set/cats", "cats"),
        ("photos", "photos"),
        ("/x/drawn", "drawn of this server"),
    ):
        monkeypatch.setattr(datasets, "STARTED_WITH", started_with)
        assert datasets.names()[0] == name


@pytest.mark.parametrize("name", ["/etc", "../", "", "yours", "cats/..", "/srv/my set/cats"])
def test_pictures_that_are_not_on_offer_are_not_opened(monkeypatch, name):
    opened = []
    monkeypatch.setattr(datasets, "STARTED_WITH", "/srv/my set/cats")
    monkeypatch.setattr(datasets, "open_pictures", lambda source: opened.append(source))
    with pytest.raises(DatasetError):
        datasets.dataset_of(name)
    assert not opened
    datasets._shared.clear()
    datasets.dataset_of("cats")
    assert opened == ["/srv/my set/cats"]
    datasets._shared.clear()

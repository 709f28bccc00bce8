"""What the pages and the files that visitors download say of the server: no folder of it, and no address of its own."""

import pytest
from making import two_classes, write

from foxdog.pages.parts import link
from foxdog.pages.session import datasets, words
from foxdog.pictures.card import data_card
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.dataset_file import manifest_csv
from foxdog.pictures.intake import read_source


def test_card_and_manifest_name_the_folder_that_was_read_and_not_those_above_it(tmp_path):
    dataset = read_source(write(tmp_path / "secret" / "mine", two_classes()))
    assert "mine" in data_card(dataset)
    for text in (data_card(dataset), manifest_csv(dataset)):
        assert "secret" not in text


def test_a_wrong_folder_for_the_photos_spoils_no_other_sentence(monkeypatch):
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", "~no-such-user/photos")
    assert words.sentence(DatasetError("The budget is too large.")) == "The budget is too large."
    datasets.fetching.clear()
    monkeypatch.setattr(datasets, "STARTED_WITH", "photos")
    fetching = datasets.fetching()
    fetching._thread.join()
    assert not fetching.complete
    assert "no user of that name" in fetching.outcome
    datasets.fetching.clear()


def test_a_mirror_of_the_servers_own_is_not_named(monkeypatch, tmp_path):
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", str(tmp_path / "photos"))
    monkeypatch.setenv("FOXDOG_MIRROR", "htps://bob:password@mirror.example/p")
    fetching = datasets.Fetching()
    fetching._fetch()
    assert "$FOXDOG_MIRROR is neither an address" in fetching.outcome
    assert "password" not in fetching.outcome


def test_an_error_of_the_program_is_logged_and_not_shown(monkeypatch, caplog):
    def fail(*_args, **_kwargs):
        raise RuntimeError("no room in /srv/secret")

    monkeypatch.setattr("foxdog.pictures.photos.download", fail)
    fetching = datasets.Fetching()
    fetching._fetch()
    assert "secret" not in fetching.outcome
    assert "secret" in caplog.text


@pytest.mark.parametrize(("texts", "ignored"), [(["1"], {}), (["7"], {"n": "7"}), (["1", "1"], {"n": "1, 1"})])
def test_a_link_asks_for_one_value_that_is_on_offer_or_for_nothing(monkeypatch, texts, ignored):
    class Parameters(dict):
        def get_all(self, key):
            return self.get(key, [])

    class RerunError(Exception):
        pass

    def rerun():
        raise RerunError

    state, parameters = {}, Parameters(n=texts)
    monkeypatch.setattr(link.st, "session_state", state)
    monkeypatch.setattr(link.st, "query_params", parameters)
    monkeypatch.setattr(link.st, "rerun", rerun)
    try:
        link.check({"n": link.between(0, 5), "m": link.between(0, 5)})
    except RerunError:
        assert not parameters
    assert state.get("ignored", {}) == ignored


@pytest.mark.parametrize(
    "text",
    [
        "[Errno 2] No such file or directory: '/srv/secret place/a b/curves.csv'",
        '"/srv/secret/x y/curves.csv" cannot be read',
        "{results}/drawn holds curves of other pictures",
        "{results}/drawn/curves.csv is damaged",
    ],
)
def test_no_folder_of_the_results_is_named(monkeypatch, tmp_path, text):
    results = tmp_path / "secret place" / "all results"
    monkeypatch.setenv("FOXDOG_RESULTS", str(results))
    said = words.sentence(text.format(results=results))
    assert "secret" not in said
    assert "srv" not in said
    assert "drawn" in said or "curves.csv" in said

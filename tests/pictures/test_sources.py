import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from foxdog.pictures.shipped import DATA
from foxdog.pictures.sources import MOST_OF_A_PHOTOGRAPHER, limit_photographers, open_pictures


def test_the_pool_keeps_few_photos_of_one_photographer(tiny):
    ann = np.isin(np.arange(len(tiny)), tiny.pool[:20])
    groups = np.where(ann, "Ann", tiny.groups)
    limited = limit_photographers(replace(tiny, groups=groups))
    assert Counter(limited.groups[limited.pool].tolist())["Ann"] == MOST_OF_A_PHOTOGRAPHER
    assert len(limited) == len(tiny) - 20 + MOST_OF_A_PHOTOGRAPHER
    assert set(limited.names[limited.test]) == set(tiny.names[tiny.test])
    assert set(limited.names[limited.validation]) == set(tiny.names[tiny.validation])
    left_out = {reject.name for reject in limited.rejects}
    assert left_out == set(tiny.names.tolist()) - set(limited.names.tolist())
    assert all(reject.thumbnail and "photographer" in reject.reason for reject in limited.rejects)
    where = {name: index for index, name in enumerate(tiny.names.tolist())}
    assert [where[name] for name in limited.names.tolist()] == sorted(where[name] for name in limited.names.tolist())
    for index, name in enumerate(limited.names.tolist()):
        assert limited.originals[index] == tiny.originals[where[name]]
        assert limited.labels[index] == tiny.labels[where[name]]
        assert limited.origins[index] == tiny.origins[where[name]]


@pytest.mark.parametrize("name", ["drawn", "photos"])
def test_the_built_in_sets_are_those_of_the_shipped_results(name, photos, monkeypatch):
    """Their pictures and their split; another split would make every shipped figure one of other pictures."""
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", str(photos))
    shipped = json.loads((DATA / "results" / name / "settings.json").read_text(encoding="utf-8"))
    assert open_pictures(name).fingerprint == shipped["pictures"]["fingerprint"]


def test_a_set_without_photographers_stays_as_it_is(tiny):
    limited = limit_photographers(tiny)
    assert limited.fingerprint == tiny.fingerprint
    assert limited.rejects == tiny.rejects


def test_the_photos_pool_has_few_by_one_photographer(photos, monkeypatch):
    monkeypatch.setenv("FOXDOG_PHOTOS_DIR", str(photos))
    dataset = open_pictures("photos")
    assert max(Counter(dataset.groups[dataset.pool].tolist()).values()) == MOST_OF_A_PHOTOGRAPHER
    assert (len(dataset), len(dataset.rejects)) == (1092, 165)
    with pytest.raises(IndexError):
        dataset.originals[1092]

import json
from dataclasses import replace
from types import SimpleNamespace

from foxdog.comparison.band import find_band
from foxdog.comparison.result import read_result
from foxdog.learning.loop import Loop
from foxdog.learning.settings import Settings
from foxdog.pictures.sources import DATA, open_pictures


def test_the_band_of_shipped_runs_is_found_by_pictures_recipe_and_settings(monkeypatch, tmp_path):
    drawn = open_pictures("drawn")
    about = json.loads((DATA / "results/drawn/settings.json").read_text())
    model = SimpleNamespace(recipe=about["recipe"])
    loop = Loop(drawn, Settings(), model)
    band = find_band(loop)
    assert band.seeds == 20
    assert [labels for labels, *_ in band.asking] == list(range(20, 121))
    curves = read_result(DATA / "results/drawn").curves
    for places, strategy in ((band.asking, "uncertainty"), (band.random, "random")):
        for number, (_, low, high) in enumerate(places):
            accuracy = curves.accuracy[strategy][:, number]
            assert ((accuracy > low) & (accuracy < high)).sum() <= 16  # of 20 seeds
            assert ((accuracy >= low - 1e-4) & (accuracy <= high + 1e-4)).sum() >= 16
    for other in ({"initial": 30}, {"noise": 0.1}, {"strategy": "density"}, {"batch": 2}, {"rare": 5}):
        assert find_band(Loop(drawn, replace(Settings(), **other), model)) is None
    model.recipe = "another"
    assert find_band(Loop(drawn, Settings(), model)) is None
    monkeypatch.setenv("FOXDOG_RESULTS", str(tmp_path))
    assert find_band(loop) is None

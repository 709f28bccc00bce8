"""The experiments in data/results: complete, of today's registry, and what they hold."""

import csv
import json
import re
from pathlib import Path

import pytest

from foxdog.comparison import contrast_table, outcomes, variance
from foxdog.comparison.experiment_folder import ABOUT, ASKED, TABLE
from foxdog.comparison.experiments import EXPERIMENTS, PICTURES
from foxdog.comparison.report import report_files
from foxdog.comparison.result import read_result
from foxdog.comparison.result_folder import CEILINGS, CURVES, INSIGHTS, SETTINGS, SUMMARY

HOME = Path(__file__).parent.parent.parent / "data" / "results"
SHIPPED = [one for one in EXPERIMENTS.values() if (HOME / one.name).is_dir()]
COMPARISONS = [one for one in SHIPPED if one.is_comparison]
LARGEST = 3_100_000  # bytes of a table


def rows(folder, name):
    with (folder / name).open() as file:
        return list(csv.DictReader(file))


def known(row, run):
    """Whether a row of a table is of this run of an experiment."""
    return (
        float(row["noise"]) == run.settings.noise
        and int(row["budget"]) == run.settings.budget
        and int(row.get("rare") or 0) == run.settings.rare
        and all(row[name] == str(value) for name, value in run.options)
    )


@pytest.mark.parametrize("experiment", SHIPPED, ids=lambda one: one.name)
def test_each_has_a_curve_for_each_run_strategy_and_seed(experiment):
    folder, table = HOME / experiment.name, CURVES if experiment.is_comparison else TABLE
    found = rows(folder, table)
    for run in experiment.runs:
        of_run = {(row["strategy"], int(row["seed"])) for row in found if known(row, run)}
        strategies = {"oracle"} if run.protocol == "greedy" else set(run.strategies)
        assert of_run == {(name, seed) for name in strategies for seed in range(experiment.seeds)}
    splits = {int(row["seed"]): int(row["split"]) for row in found}
    assert splits == {seed: experiment.split_of(seed) for seed in range(experiment.seeds)}
    assert (folder / table).stat().st_size < LARGEST


@pytest.mark.parametrize("experiment", SHIPPED, ids=lambda one: one.name)
def test_each_says_what_it_asks_and_how_it_was_made(experiment):
    text = (HOME / experiment.name / (SETTINGS if experiment.is_comparison else ABOUT)).read_text()
    about = json.loads(text)
    assert (about["experiment"], about["asks"]) == (experiment.name, experiment.asks)
    assert (about["seeds"], about["splits"]) == (experiment.seeds, experiment.splits)
    assert about["seconds"] > 0
    assert {"numpy", "scikit-learn", "modAL-python", "scikeras", "keras"} <= set(about["versions"])
    assert not re.search(r"(?<![\w.])/\w+/", text), "a path of some machine"


@pytest.mark.parametrize("experiment", COMPARISONS, ids=lambda one: one.name)
def test_strategies_start_from_the_same_initial_set_and_model(experiment):
    starts = {}
    for row in rows(HOME / experiment.name, CURVES):
        if row["round"] == "0":
            starts.setdefault(row["seed"], set()).add(row["accuracy"])
    assert {len(accuracies) for accuracies in starts.values()} == {1}
    assert len(rows(HOME / experiment.name, CEILINGS)) == experiment.seeds
    first = {}
    for row in rows(HOME / experiment.name, ASKED):
        pictures = row["asked"].split()
        assert len(set(pictures)) == len(pictures) == experiment.runs[0].settings.budget
        first.setdefault(row["seed"], set()).add(tuple(pictures[: experiment.runs[0].settings.initial]))
    assert {len(initial) for initial in first.values()} == {1}


@pytest.mark.parametrize("experiment", COMPARISONS, ids=lambda one: one.name)
def test_what_is_written_beside_the_curves_is_computed_from_them(experiment):
    made = report_files(read_result(HOME / experiment.name))
    for file in (SUMMARY, INSIGHTS):
        assert (HOME / experiment.name / file).read_bytes() == made[file], file


def test_the_texts_of_those_that_are_no_comparison_are_what_their_tables_say():
    texts = dict(outcomes.insights(HOME, PICTURES))
    assert {file.parent.name for file in texts} == {one.name for one in SHIPPED if not one.is_comparison}
    for file, text in texts.items():
        assert file.read_bytes() == text, file.parent.name


def test_all_differences_and_shares_of_variance_are_what_the_tables_say():
    assert (HOME / contrast_table.FILE).read_bytes() == contrast_table.contrasts_csv(HOME, PICTURES)
    assert (HOME / variance.FILE).read_bytes() == variance.variance_csv(HOME, PICTURES)

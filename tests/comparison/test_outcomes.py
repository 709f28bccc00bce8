"""What an experiment came to: its sentence follows from the figures, whichever way these turn out."""

import re

import numpy as np
import pytest
from making_experiments import runs, write_experiment

from foxdog.comparison import contrast_table, outcomes
from foxdog.comparison.result import ResultError
from foxdog.evidence import Contrast
from foxdog.evidence.claims.headline import MOST_WORDS


@pytest.fixture
def outcome(tmp_path):
    """What an experiment on drawn pictures came to, with such a gain."""

    def outcome(name, gain):
        write_experiment(tmp_path, name, gain)
        return outcomes.read_outcome(tmp_path, f"drawn-{name}")

    return outcome


@pytest.mark.parametrize("gain", [0.03, -0.03, None], ids=["gain", "loss", "chance"])
@pytest.mark.parametrize("name", outcomes.SAY)
def test_each_has_a_short_sentence_whatever_came_out(outcome, name, gain):
    found = outcome(name, gain)
    assert len(found.headline.split()) <= MOST_WORDS, found.headline
    assert found.headline.endswith(".")
    assert found.name == f"drawn-{name}"
    assert found.contrasts
    assert name == "kinds" or {point["name"] for point in found.points}


SENTENCES = {  # of a gain of 3 points, of a loss of 3, and of chance alone
    "rare": ("hold 35 foxes, those by random choice 5", "hold -25 foxes", "no reliable difference in the foxes"),
    "oracle": ("labels gains 3.0 points", "labels loses 3.0 points", "No reliable difference between a greedy"),
    "rivals": ("Asking gains 3.0 points", "Asking loses 3.0 points", "No reliable gain or loss"),
    "again": ("gains 3.0 points", "costs 3.0 points", "makes no reliable difference"),
    "again-late": (
        "asking again is 3.0 points ahead of asking about new pictures",
        "asking again is 3.0 points behind asking about new pictures",
        "no reliable difference between asking again and asking about new pictures",
    ),
    "pool": (
        "a quarter of the pool, uncertainty gains 3.0 points; with half, uncertainty gains 3.0",
        "uncertainty loses 3.0 points; with half, uncertainty loses 3.0",
        "no reliable difference for uncertainty; with half, no reliable difference",
    ),
    "diverse-start": (
        "uncertainty gains 3.0 points; random choice gains",
        "uncertainty loses 3.0 points; random choice loses",
        "no reliable difference for uncertainty; no reliable difference for random choice",
    ),
    "transfer": ("3.0 points better with", "3.0 points worse with", "no reliable difference"),
    "kinds": (
        "asks about husky more than its share: 53 % of questions, 50 % of the pool",
        "asks about red more than its share: 53 % of questions, 50 % of the pool",
        "Of 2 kinds none is reliably asked about more than its share",
    ),
}


@pytest.mark.parametrize("name", outcomes.SAY)
def test_the_sentence_says_what_the_figures_say(outcome, name):
    for gain, words in zip((0.03, -0.03, None), SENTENCES[name], strict=True):
        assert words in outcome(name, gain).headline


def test_a_strategy_gets_a_part_of_what_the_oracle_gains_only_where_it_gains_reliably(outcome):
    found = outcome("oracle", 0.04)
    assert found.headline.endswith("uncertainty gets 25 % of that.")
    assert "Shares of that with their 95 % intervals: uncertainty 25 % (25 to 25 %)." in found.other_side
    assert "No reliable part: badge." in found.other_side
    assert outcome("oracle", 0.005).headline.endswith("uncertainty gets 200 % of that.")


@pytest.mark.parametrize(("gain", "words"), [(0.03, "Reliably less: red, 47 %"), (-0.03, "Reliably less: husky, 47 %")])
def test_kinds_that_are_asked_about_less_are_named_too_and_what_is_surely_wrong(outcome, gain, words):
    found = outcome("kinds", gain).other_side
    assert words in found
    assert "most often husky: 30 % of 250 test pictures" in found
    assert "no reliable difference" not in found


def test_look_alikes_are_told_together_where_all_of_them_are_there(outcome, monkeypatch):
    assert "made to look like" not in outcome("kinds", 0.03).other_side
    for module in (contrast_table, outcomes):
        monkeypatch.setattr(module, "LOOK_ALIKES", ("dog husky",))
    due = "The kinds that are made to look like one of the other class, put together after the results were known: "
    assert f"{due}53 % of questions, 50 % of the pool, +3.0 points" in outcome("kinds", 0.03).other_side
    monkeypatch.setattr(contrast_table, "LOOK_ALIKES", ("dog husky", "fox arctic fox"))
    assert "made to look like" not in outcome("kinds", 0.03).other_side


def test_nothing_is_said_of_surely_wrong_kinds_with_too_few_test_pictures(outcome, monkeypatch):
    monkeypatch.setattr(outcomes, "FEWEST_TESTED", 251)
    assert "sure" not in outcome("kinds", 0.03).other_side


def test_what_rests_on_an_interval_that_is_printed_with_a_zero_is_not_reliable():
    seeds = np.arange(10)
    found = Contrast(seeds, seeds // 2, np.repeat([0.004, 0.0042, 0.0044, 0.0041, 0.0043], 2))
    assert outcomes.gain_words("asking", found) == "asking gains 0.4 points"
    almost = Contrast(seeds, seeds // 2, np.repeat([0.0005, 0.004, 0.0065, 0.003, 0.004], 2))
    assert almost.mean.excludes_zero
    assert outcomes.points_words(almost) == "+0.4 points (0.0 to +0.7, no reliable difference)"


def test_what_it_is_compared_with_must_be_finished(tmp_path):
    folder = tmp_path / "drawn-oracle"
    folder.mkdir()
    runs(0.03, strategy="oracle").to_csv(folder / "table.csv", index=False)
    assert outcomes.outcome_names(tmp_path, "drawn") == []
    write_experiment(tmp_path, "oracle", 0.03)
    assert outcomes.outcome_names(tmp_path, "drawn") == ["drawn-oracle"]
    assert outcomes.outcome_names(tmp_path, "/etc") == outcomes.outcome_names(tmp_path, "d[r]awn*") == []
    command = outcomes.read_outcome(tmp_path, "drawn-oracle").command
    assert command == "python -m foxdog evidence drawn-asking drawn-oracle --out out/results"


@pytest.mark.parametrize("damaged", [b"", b"a,b\n1,2\n", b"\xff\xfe", b"strategy,rare,labelled,found\nx,10,y,z\n"])
def test_a_damaged_table_is_named(tmp_path, damaged):
    write_experiment(tmp_path, "rare", 0.03)
    (tmp_path / "drawn-rare" / "table.csv").write_bytes(damaged)
    with pytest.raises(ResultError, match=r"^The tables of drawn-rare are not those of the experiment\.$"):
        outcomes.read_outcome(tmp_path, "drawn-rare")


def test_as_a_text_it_has_a_row_for_each_difference(outcome):
    found = outcome("rare", 0.03)
    text = outcomes.insights_markdown(found)
    assert text.startswith(f"# {found.asks}\n\n**{found.headline}** {found.other_side}")
    assert "10 seeds on 5 splits. Differences are in points of mean accuracy over the budget, or in foxes" in text
    rows = re.findall(r"^\| (.*?) \| (.*?) \| (.*?) \| (\d+ of 10) \|$", text, re.MULTILINE)
    assert [row[0] for row in rows] == list(found.contrasts)
    assert ("uncertainty - random, one fox in 10", "+3.0", "+3.0 to +3.0", "10 of 10") in rows
    foxes = "foxes found by uncertainty - random, one fox in 10, 100 labels"
    assert (foxes, "+30.0", "+30.0 to +30.0", "10 of 10") in rows

"""What an experiment came to: its sentence follows from the figures, whichever way these turn out."""

import re

import pytest
from making_experiments import runs, write_experiment

from foxdog.comparison import outcomes
from foxdog.evidence.claims.headline import MOST_WORDS


@pytest.fixture
def outcome(tmp_path):
    """What an experiment on drawn pictures came to, with such a gain."""

    def outcome(name, gain):
        write_experiment(tmp_path, name, gain)
        (found,) = outcomes.outcomes(tmp_path, "drawn")
        return found

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
    "oracle": ("Perfect asking gains 3.0 points", "No reliable difference", "No reliable difference"),
    "rivals": ("Asking gains 3.0 points", "Asking loses 3.0 points", "No reliable gain"),
    "again": ("gains 3.0 points", "costs 3.0 points", "makes no reliable difference"),
    "pool": (
        "uncertainty gains 3.0 points; in half of it gains 3.0",
        "loses 3.0 points; in half of it loses 3.0",
        "nothing",
    ),
    "diverse-start": (
        "uncertainty gains 3.0 points; random choice gains",
        "uncertainty loses 3.0 points; random choice loses",
        "uncertainty gains nothing reliably; random choice gains nothing reliably",
    ),
    "transfer": ("3.0 points better from", "3.0 points worse from", "no reliable difference"),
    "kinds": ("most about dog husky: 53 %", "most about fox red: 53 %", "50 % of its questions, 50 % of the pool"),
}


@pytest.mark.parametrize("name", outcomes.SAY)
def test_the_sentence_says_what_the_figures_say(outcome, name):
    for gain, words in zip((0.03, -0.03, None), SENTENCES[name], strict=True):
        assert words in outcome(name, gain).headline


def test_the_gain_of_a_strategy_is_given_as_a_share_of_perfect_asking(outcome):
    found = outcome("oracle", 0.04)
    assert "uncertainty gets 25 % of them" in found.headline
    assert "The others get: badge 0 %" in found.other_side


def test_what_it_stands_beside_must_be_finished(tmp_path):
    folder = tmp_path / "drawn-oracle"
    folder.mkdir()
    runs(0.03, strategy="oracle").to_csv(folder / "table.csv", index=False)
    assert outcomes.outcomes(tmp_path, "drawn") == []


def test_as_a_text_it_has_a_row_for_each_difference(outcome):
    found = outcome("rare", 0.03)
    text = outcomes.insights_markdown(found)
    assert text.startswith(f"# {found.asks}\n\n**{found.headline}** {found.other_side}")
    rows = re.findall(r"^\| (.*?) \| (.*?) \| (.*?) \| (\d+ of 10) \|$", text, re.MULTILINE)
    assert [row[0] for row in rows] == list(found.contrasts)
    assert ("uncertainty - random, one fox in 10", "+3.0", "+3.0 to +3.0", "10 of 10") in rows
    assert (
        "foxes found by uncertainty - random, one fox in 10, 100 labels",
        "+30.0",
        "+30.0 to +30.0",
        "10 of 10",
    ) in rows

"""The READMEs: their code runs, their commands parse, their links lead somewhere, their figures are the shipped."""

import argparse
import csv
import json
import re
import shlex
import tomllib
from dataclasses import fields
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from benchmarks.evidence import agreement, estimated
from sybil.document import Document
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from foxdog import __main__ as command
from foxdog import evidence
from foxdog.comparison import outcomes
from foxdog.comparison.experiments import EXPERIMENTS, LATE
from foxdog.comparison.result import finished_folders, main_result, read_result
from foxdog.learning import models
from foxdog.learning.settings import Settings
from foxdog.learning.strategy_words import STRATEGY_WORDS

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "data" / "results"
FOLDERS = ("foxdog", "data", "tests", "assets")
READMES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "page.md"]
READMES += sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("README.md"))
TEXT = READMES[0].read_text()
COMMANDS = (ROOT / "foxdog" / "commands" / "README.md").read_text()
LEARNING = (ROOT / "foxdog" / "learning" / "README.md").read_text()


def name_of(path):
    return str(path.relative_to(ROOT))


# Code


def check_shell(example):
    for line in example.parsed.splitlines():
        check_line(shlex.split(line, comments=True))


def check_line(words):
    while words and "=" in words[0]:
        assert words[0].split("=")[0] in (*variables(), "PYTHONPATH"), words
        words = words[1:]
    match [word.removeprefix(".venv/bin/") for word in words]:
        case ["python", "-m", "foxdog", *arguments]:
            command._parser().parse_args(arguments)
        case ["make", target]:
            assert f"\n{target}:" in (ROOT / "Makefile").read_text()
        case ["pip", "install", "-r", file] | ["streamlit", "run", file]:
            assert (ROOT / file).exists(), file
        case ["pip", "install", local]:
            extra = local.removeprefix(".").strip("[]")
            project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
            assert not extra or extra in project["optional-dependencies"], local
        case [] | ["python3", "-m", "venv", ".venv"] | ["dask", "scheduler" | "worker", *_]:
            pass
        case _:
            pytest.fail(f"What does this line do? {shlex.join(words)}")


PARSERS = (PythonCodeBlockParser(), CodeBlockParser("sh", check_shell))
EXAMPLES = [example for path in READMES for example in Document.parse(str(path), *PARSERS)]


@pytest.fixture
def somewhere(monkeypatch, tmp_path, tiny_model):
    """A folder with the run that `foxdog/commands/README.md` begins with, in small, by the tiny estimator."""
    monkeypatch.setattr(models, "load_model", tiny_model)
    monkeypatch.chdir(tmp_path)
    command.main(shlex.split("run --initial 4 --batch 2 --budget 6 --out out/first"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{name_of(Path(example.path))}:{example.line}")
def test_every_block_of_code_runs_and_every_command_is_understood(example, somewhere):
    example.evaluate()


def test_the_loop_of_the_readme_prints_its_learning_curve(somewhere, capsys):
    (loop,) = (example for example in EXAMPLES if example.path == str(READMES[0]) and "Loop(" in str(example.parsed))
    capsys.readouterr()
    loop.evaluate()
    assert capsys.readouterr().out.startswith("[(20, ")


# What is where


def test_the_picture_is_in_the_first_twelve_lines_and_the_commands_in_the_first_twenty():
    lines = TEXT.splitlines()
    assert any(line.startswith("![") for line in lines[:12])
    assert {"make run", "make test"} <= {line.split("#")[0].strip() for line in lines[:20]}


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_everything_it_links_to_exists(path):
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        assert target.startswith("http") or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", READMES, ids=name_of)
def test_everything_it_names_exists(path):
    for name in re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]+)`", path.read_text()):
        assert (ROOT / name).exists() or name == "foxdog/data", name  # that is where a wheel has it


def test_every_readme_can_be_reached_from_the_first():
    reached, left = set(), [READMES[0]]
    while left:
        path = left.pop()
        reached.add(path)
        links = (path.parent / target for target in re.findall(r"\]\(([^)#]+\.md)\)", path.read_text()))
        left += [link.resolve() for link in links if link.resolve() not in reached]
    assert set(READMES) <= reached


# Figures


RESULT_FOLDERS = finished_folders(RESULTS)
OF_PICTURES = {"drawn": "Drawn pictures", "photos": "Photos"}


@cache
def results():
    return [read_result(folder) for folder in RESULT_FOLDERS]


def shipped():
    """The curves of each result folder, by its name."""
    return {result.name: result.curves for result in results()}


@cache
def settings_of(pictures):
    """The setting that headlines are about, and the others on the same pictures that it can be compared with."""
    found = [result for result in results() if result.curves.pictures == pictures]
    main = main_result(found)
    return main.curves, [other.curves for other in main.comparable(found)]


def on_one_line(text):
    return " ".join(text.split())


def result(position):
    (results,) = re.findall(r"## Three results\n(.*?)\n## ", TEXT, re.DOTALL)
    return on_one_line(re.split(r"^\d\. ", results.split("\n\n[")[0], flags=re.MULTILINE)[position])


@pytest.mark.parametrize("pictures", OF_PICTURES)
@pytest.mark.parametrize("position", range(len(evidence.CLAIMS)))
def test_each_headline_and_its_other_side_are_computed_from_the_shipped_curves(position, pictures):
    claim = evidence.CLAIMS[position]
    headline = claim.headline(*settings_of(pictures))
    printed = f"{OF_PICTURES[pictures]}: **{headline.text}** {headline.other_side}".rstrip()
    assert printed in result(position + 1), printed
    assert result(position + 1).startswith(f"**{claim.question}** ")


def test_the_readme_has_nothing_but_the_headlines_of_its_results():
    for position, claim in enumerate(evidence.CLAIMS):
        headlines = [(OF_PICTURES[pictures], claim.headline(*settings_of(pictures))) for pictures in OF_PICTURES]
        parts = [f"{name}: **{one.text}** {one.other_side}".rstrip() for name, one in headlines]
        assert result(position + 1) == " ".join([f"**{claim.question}**", *parts])


def test_the_number_of_seeds_is_that_of_the_main_results():
    (seeds,) = re.findall(r"each rests on (\d+) random seeds", TEXT)
    assert {len(settings_of(pictures)[0].seeds) for pictures in OF_PICTURES} == {int(seeds)}


@pytest.mark.parametrize("folder", RESULT_FOLDERS, ids=lambda folder: folder.name)
def test_every_result_folder_is_linked(folder):
    assert f"({folder.name}/insights.md)" in (RESULTS / "README.md").read_text()


@pytest.mark.parametrize("strategy", settings_of("drawn")[0].strategies)
def test_the_table_of_differences_has_the_shipped_figures(strategy):
    cells = [strategy]
    for pictures in OF_PICTURES:
        curves, _ = settings_of(pictures)
        row = next(row for row in evidence.summary_rows(curves) if row["strategy"] == strategy)
        interval = evidence.Estimate(*(row[f"difference{end}"] for end in ("", "_low", "_high")))
        points = f"{evidence.signed_points(interval.value)} ({evidence.interval_words(interval)})"
        cells += [points, f"{row['runs_won']} of {row['seeds']}", row["verdict"]]
    printed = f"| {' | '.join(cells)} |"
    assert printed in (RESULTS / "README.md").read_text(), printed


@pytest.mark.parametrize("pictures", OF_PICTURES)
def test_the_results_begin_each_claim_with_its_headline(pictures):
    text = on_one_line(said_of_results())
    for claim in evidence.CLAIMS:
        headline = claim.headline(*settings_of(pictures))
        assert f"{OF_PICTURES[pictures]}: **{headline.text}** {headline.other_side}".rstrip() in text


def test_where_plateaus_begin_is_shipped():
    for folder in ("drawn", "photos", "drawn-asking-long", "photos-asking-long"):
        start = gain_of(folder)["plateau"]
        assert f"from {start} labels on]({folder}/insights.md)" in on_one_line(said_of_results())


def in_words(difference):
    return f"{evidence.signed_points(difference.value)} points ({evidence.interval_words(difference)})"


AGAIN_LESS_NEW, LATER_LESS_EARLIER = "120 answers again - 120 new after {}, {}", "the same after 440 - after 80, {}"


@cache
def late(pictures):
    return outcomes.read_outcome(RESULTS, f"{pictures}-again-late")


def test_what_late_answers_are_worth_is_shipped():
    usual, by_doubt, random = "uncertainty, noise 0.2", "uncertainty, noise 0.2 by doubt", "random, noise 0.2"
    found = [late(pictures).contrasts for pictures in OF_PICTURES]
    rows = {
        "about new pictures": "120 new after {} - before them, {}",
        "again about labels in doubt": "120 again after {} - before them, {}",
        "the second less the first": AGAIN_LESS_NEW,
    }
    for row, name in rows.items():
        cells = [
            in_words(one[name.format(since, usual)].mean).replace(" points", "") for one in found for since in (80, 440)
        ]
        assert f"| {row} | {' | '.join(cells)} |" in said_of_results()
    text = on_one_line(said_of_results())
    for words, name in {
        "in these runs 120 of them gain {} on the drawn pictures and {} on the photos": (
            "120 new after 440 - before them, uncertainty, noise 0.0"
        ),
        "From early to late its advantage grows by {} and {}, and with 10 %": LATER_LESS_EARLIER.format(usual),
        "beside random questions it does not reliably, {} and {}, nor": LATER_LESS_EARLIER.format(random),
        "asking again is ahead early, {} and {}, and late": AGAIN_LESS_NEW.format(80, by_doubt),
        "and late not reliably, {} and {}.": AGAIN_LESS_NEW.format(440, by_doubt),
    }.items():
        assert words.format(*(in_words(one[name].mean) for one in found)) in text
    drawn, photos = found
    thirty = photos[LATER_LESS_EARLIER.format("uncertainty, noise 0.3")].mean
    assert f"nor with 30 % wrong on the photos, {in_words(thirty)}." in text
    of_random = drawn[f"120 new after 440 - before them, {random}"].mean
    assert f"there new pictures still gain {in_words(of_random)} on the drawn pictures" in text


@pytest.mark.parametrize("pictures", OF_PICTURES)
def test_what_is_said_of_asking_again_late_holds_on_each_set(pictures):
    """What the README says without figures, and its headline."""
    found = late(pictures)
    assert f"{OF_PICTURES[pictures]}: **{found.headline}**" in on_one_line(TEXT)

    def sign(name):
        mean = found.contrasts[name].mean
        return np.sign(mean.value) if evidence.leaves_out_zero(mean) else 0

    settings = ("uncertainty, noise 0.1", "uncertainty, noise 0.2", "uncertainty, noise 0.3", "random, noise 0.2")
    assert {sign(AGAIN_LESS_NEW.format(440, one)) for one in settings} == {1}
    assert 1 not in {sign(AGAIN_LESS_NEW.format(80, one)) for one in settings}
    by_doubt = [sign(AGAIN_LESS_NEW.format(since, "uncertainty, noise 0.2 by doubt")) for since in (80, 440)]
    assert by_doubt == [1, 0]
    assert sign(LATER_LESS_EARLIER.format("uncertainty, noise 0.1")) == 1


def test_how_many_late_answers_are_wrong_or_mend_a_label_is_shipped():
    text, mended, early, end = on_one_line(said_of_results()), [], set(), []
    for pictures in OF_PICTURES:
        runs = [row for row in rows_of(RESULTS / f"{pictures}-again-late" / "table.csv") if row["noise"] == "0.2"]

        def mean(column, answers, since, doubt, runs=runs):
            due = {"strategy": "uncertainty", "answers": answers, "since": since, "doubt": doubt}
            chosen = [float(row[column]) for row in runs if all(row[key] == str(value) for key, value in due.items())]
            assert len(chosen) == 50
            return np.mean(chosen)

        def wrong(start, mean=mean):
            """Of the answers about new pictures, where the oracle errs as the model doubts."""
            more = [mean(column, start + 120, 0, 1) - mean(column, start, 0, 1) for column in ("wrong", "labelled")]
            return f"{100 * more[0] / more[1]:.0f} %"

        assert f"Of {mean('wrong', 440, 440, 0):.0f} wrong labels it mends" in text
        assert mean("repeated", 560, 440, 0) == 120
        mended.append(f"{mean('wrong', 440, 440, 0) - mean('wrong', 560, 440, 0):.0f}")
        early.add(wrong(80))
        end.append(wrong(440))
    assert f"it mends {mended[0]} on the drawn pictures and {mended[1]} on the photos" in text
    (both,) = early
    assert f"{both} are wrong early, and late {end[0]} on the drawn pictures and {end[1]} on the photos" in text


def test_late_is_where_right_labels_help_no_more():
    for pictures in OF_PICTURES:
        assert int(gain_of(f"{pictures}-asking-long")["plateau"]) <= LATE
        right = late(pictures).contrasts[f"120 new after {LATE} - before them, uncertainty, noise 0.0"].mean
        assert max(abs(right.low), abs(right.high)) < 0.01


def test_what_patience_costs_is_shipped():
    for pictures in OF_PICTURES:
        folders = [f"{pictures}-asking{batch}" for batch in ("", "-batch-5", "-batch-10", "-batch-20")]
        *most, last = [f"{100 * float(gain_of(folder)['difference']):.1f}" for folder in folders]
        assert f"{', '.join(most)} and {last}" in on_one_line(said_of_results())


@cache
def second_time():
    return json.loads((ROOT / "tests" / "benchmarks" / "evidence.json").read_text())


def test_the_minutes_are_those_that_were_measured():
    again = second_time()["minutes of a core"]
    for name in EXPERIMENTS:
        for file in ("settings.json", "experiment.json"):
            if (RESULTS / name / file).exists():
                seconds = json.loads((RESULTS / name / file).read_text())["seconds"]
                second = f"{again[name]:.1f}" if name in again else "-"
                assert f"| {name} | {seconds / 60:.1f} | {second} |" in said_of_results()


def test_what_is_said_of_the_second_time_of_late_answers_is_what_came_out():
    folders = [f"{pictures}-again-late" for pictures in OF_PICTURES]
    found = agreement(*(estimated(RESULTS / name, folders) for name in ("contrasts.csv", "contrasts-again.csv")))
    text = on_one_line(said_of_results())
    assert f"Of {found['verdicts']} differences {found['the same']} lie on the same side of zero" in text
    assert found["contrary"] == 0
    usual, again = "uncertainty, noise 0.2", {}
    for row in rows_of(RESULTS / "contrasts-again.csv"):
        ends = (float(row[name]) / 100 for name in ("mean", "low", "high"))
        again[row["experiment"], row["contrast"]] = in_words(evidence.Estimate(*ends))
    ahead = [again[one, AGAIN_LESS_NEW.format(440, usual)] for one in folders]
    assert f"by {ahead[0]} on the drawn pictures and by {ahead[1]} on the photos" in text
    grows = [again[one, LATER_LESS_EARLIER.format(usual)] for one in folders]
    assert f"its advantage grows by {grows[0]} and {grows[1]}. Not found again" in text
    by_doubt = again[folders[1], AGAIN_LESS_NEW.format(440, f"{usual} by doubt")]
    assert f"it is ahead there on the photos, {by_doubt}." in text
    differ = [one.removeprefix("drawn-again-late ") for one in found["others"]]
    assert f"{AGAIN_LESS_NEW.format(80, usual)}: below, then holds zero" in differ
    ten = AGAIN_LESS_NEW.format(440, "uncertainty, noise 0.1")
    assert f"photos-again-late {ten}: above, then holds zero" in differ


def test_what_is_said_of_the_second_time_is_what_came_out():
    text, found = on_one_line(said_of_results()), second_time()
    tested, differences = found["strategies against random choice"], found["differences"]
    assert (
        f"Of {tested['verdicts']} verdicts on a strategy against random choice {tested['the same']} are the same"
        in text
    )
    assert f"Of {differences['verdicts']} differences {differences['the same']} lie on the same side of zero" in text
    both = (estimated(RESULTS / name, found["minutes of a core"]) for name in ("contrasts.csv", "contrasts-again.csv"))
    assert differences == agreement(*both)
    assert tested["contrary"] == differences["contrary"] == 0
    assert "photos-asking uncertainty: no reliable difference, then ahead" in tested["others"]
    assert "drawn-asking committee: behind, then no reliable difference" in tested["others"]
    scratch = {name for name, one in EXPERIMENTS.items() if {run.settings.model for run in one.runs} == {"scratch"}}
    assert set(found["curves to the last digit as shipped"]) == scratch


# What can be chosen


def test_the_strategies_are_all_in_the_table():
    for name, strategy in STRATEGY_WORDS.items():
        assert f"| `{name}` | {strategy.asks.removesuffix(', at random')} | {strategy.source} |" in LEARNING


def variables():
    """The environment variables that the code names."""
    code = [ROOT / "streamlit_app.py", *(ROOT / "foxdog").rglob("*.py")]
    found = {name for path in code for name in re.findall(r"FOXDOG_[A-Z_]+", path.read_text())}
    return found | {"KERAS_BACKEND"}


def test_every_environment_variable_is_documented():
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", COMMANDS, re.MULTILINE)) == variables()


def test_every_setting_is_documented_with_its_default():
    for field in fields(Settings):
        (default,) = re.findall(rf"^\| `--{field.name}` \| `?([\w.-]+)`? \|", COMMANDS, re.MULTILINE)
        assert type(field.default)(default) == field.default, field.name


def options(parser):
    """Every option of the parser and of the commands below it: --pictures, ..."""
    for action in parser._actions:
        yield from (name for name in action.option_strings if name.startswith("--"))
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from options(below)


@pytest.mark.parametrize("option", sorted(set(options(command._parser())) - {"--help"}))
def test_every_option_is_documented(option):
    assert re.search(rf"`{option}\b[^`]*`", COMMANDS)


def rows_of(file):
    with file.open() as opened:
        return list(csv.DictReader(opened))


def said_of_results():
    return (RESULTS / "README.md").read_text()


def gain_of(folder):
    """The figures of uncertainty in a result folder."""
    return {row["strategy"]: row for row in rows_of(RESULTS / folder / "summary.csv")}["uncertainty"]


def test_the_gains_in_other_settings_and_on_one_split_are_those_of_the_shipped_curves():
    pattern = r"^\| \[[^\]]+\]\(([\w-]+)/insights\.md\) (?:\|[^|]*\|[^|]*)?\| (\S+ \(.*?\)) \| (\d+ of \d+) \| (.*) \|$"
    found = {name: rest for name, *rest in re.findall(pattern, said_of_results(), re.MULTILINE)}
    main = {f"{pictures}-asking" for pictures in OF_PICTURES}
    assert sorted(found) == sorted({folder.name for folder in RESULT_FOLDERS} - main)
    for name, said in found.items():
        row = gain_of(name)
        gain = evidence.Estimate(*(float(row[f"difference{end}"]) for end in ("", "_low", "_high")))
        interval = f"{evidence.signed_points(gain.value)} ({evidence.interval_words(gain)})"
        assert said == [interval, f"{row['runs_won']} of {row['seeds']}", row["verdict"]], name


@pytest.mark.parametrize("pictures", OF_PICTURES)
def test_what_else_was_asked_is_answered_as_the_shipped_tables_do(pictures):
    found = [outcomes.read_outcome(RESULTS, name) for name in outcomes.outcome_names(RESULTS, pictures)]
    assert {one.name for one in found} == {folder.parent.name for folder in RESULTS.glob(f"{pictures}-*/table.csv")}
    for one in found:
        assert f"| {one.asks} |" in said_of_results()
        assert f"[{one.headline}]({one.name}/insights.md)" in said_of_results()


def test_the_shares_of_variance_are_those_of_the_shipped_table():
    shares = {
        (row["pictures"], row["experiments"], row["splits"], row["factor"]): 100 * float(row["share"])
        for row in rows_of(RESULTS / "variance.csv")
    }

    def told(pictures, experiments, factors, splits="0 1 2 3 4"):
        *most, last = [f"{shares[pictures, experiments, splits, factor]:.0f}" for factor in factors]
        return f"{', '.join(most)} and {last} %"

    text, others = on_one_line(said_of_results()), "1 2 3 4"
    factors = ("split", "strategy", "seed")
    split, strategy, seed = (f"{shares['photos', 'asking', '0 1 2 3 4', factor]:.0f} %" for factor in factors)
    assert f"{split} goes with the split, {strategy} with the strategy and {seed} with the seed" in text
    assert f"On the drawn pictures it is {told('drawn', 'asking', factors)}, but there split 0" in text
    without = [told(pictures, "asking", factors, others) for pictures in OF_PICTURES]
    assert f"without that split it is {without[0]}, and on the photos {without[1]}." in text
    both, factors = "asking-batch-20 asking-scratch", ("model", "strategy", "split")
    model, strategy, split = (f"{shares['drawn', both, '0 1 2 3 4', factor]:.0f} %" for factor in factors)
    drawn = f"{model} goes with it on the drawn pictures, {strategy} with the strategy and {split} with the split"
    assert f"{drawn}, and on the photos {told('photos', both, factors)}." in text
    without = [told(pictures, both, factors, others) for pictures in OF_PICTURES]
    assert f"Without split 0 it is {without[0].removesuffix(' %')} %, and {without[1]}." in text
    assert "Of the size of the initial set it is less than 1 %" in text
    assert all(share < 1 for (*_, factor), share in shares.items() if factor == "initial")


def test_other_figures_of_the_results_are_those_of_the_shipped_folders():
    text = on_one_line(said_of_results())
    wins = [
        gain_of(f"{pictures}-asking-{name}")["runs_won"] for name in ("noise-20", "batch-5") for pictures in OF_PICTURES
    ]
    assert f"in {wins[0]} of 50 runs with 20 % of the labels wrong, where it wins in {wins[2]} with none" in text
    assert f"on the photos it is the other way round, {wins[1]} and {wins[3]}." in text
    tops = [
        f"{100 * np.mean(shipped()[f'drawn-asking-{name}'].ceilings):.1f} %" for name in ("scratch", "beside-scratch")
    ]
    assert f"scratch comes to {tops[0]} and the head start to {tops[1]}" in text
    oracle, kinds = (outcomes.read_outcome(RESULTS, f"drawn-{name}") for name in ("oracle", "kinds"))
    shares = dict(re.findall(r"([\w-]+) (\d+ % \(\d+ to \d+ %\))", oracle.other_side))
    largest = f"The largest share is that of `ranked-batch`, {shares['ranked-batch']}"
    assert f"uncertainty gets {shares['uncertainty']}. {largest}" in text
    assert max(shares, key=lambda name: int(shares[name].split()[0])) == "ranked-batch"
    assert "are 76 % of the questions and 70 % of the pool, +6.4 points (+4.2 to +8.6)" in text
    assert "76 % of questions, 70 % of the pool, +6.4 points (+4.2 to +8.6)" in kinds.other_side


def test_what_is_said_of_the_start_and_of_the_initial_set_is_computed():
    text = on_one_line(said_of_results())
    start = []
    for pictures in OF_PICTURES:
        sentences = evidence.CLAIMS[1].sentences(*settings_of(pictures), ["uncertainty"])
        assert any(
            "between initial sets of 2, 10, 20 and 40" in one and "no reliable difference" in one for one in sentences
        )
        start += [one for one in sentences if "the start matters, from 60 labels on" in one]
    drawn, photos = (re.findall(r"Kendall's W of (\d\.\d\d)", one)[0] for one in start)
    assert f"Kendall's W of {drawn} on the drawn pictures and {photos} on the photos" in text


DIFFERENCE = r"([+-]?\d+\.\d)(?: points)? \((?:95 % interval )?([+-]?\d+\.\d to [+-]?\d+\.\d)"


def test_every_difference_that_is_told_with_its_interval_is_a_computed_one():
    computed = {match for file in RESULTS.glob("*/insights.md") for match in re.findall(DIFFERENCE, file.read_text())}
    for claim, pictures in product(evidence.CLAIMS, OF_PICTURES):
        sentences = claim.sentences(*settings_of(pictures), ["uncertainty"])
        computed |= set(
            re.findall(DIFFERENCE, " ".join([claim.headline(*settings_of(pictures)).other_side, *sentences]))
        )
    for row in rows_of(RESULTS / "contrasts.csv") + rows_of(RESULTS / "contrasts-again.csv"):
        if row["unit"] == "points":
            found = evidence.Estimate(*(float(row[name]) / 100 for name in ("mean", "low", "high")))
            computed.add((evidence.signed_points(found.value), evidence.interval_words(found)))
    told = set(re.findall(DIFFERENCE, on_one_line(said_of_results())))
    assert told
    assert told <= computed, told - computed

"""The READMEs: their code runs, their commands parse, their links lead somewhere, their figures are the shipped."""

import argparse
import csv
import json
import re
import shlex
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from sybil.document import Document
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

from foxdog import __main__ as command
from foxdog.learning import models
from foxdog.learning.settings import Settings
from foxdog.learning.strategy_words import STRATEGY_WORDS

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "data" / "results"
FOLDERS = ("foxdog", "data", "tests", "assets")
READMES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
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


def summary(folder):
    with (RESULTS / folder / "summary.csv").open() as file:
        return {row["strategy"]: row for row in csv.DictReader(file)}


def number(folder, strategy, column):
    return float(summary(folder)[strategy][column])


def mean_accuracy(folder, strategy, labelled):
    with (RESULTS / folder / "curves.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if (row["strategy"], row["labelled"]) == (strategy, str(labelled))]
    assert len(rows) == 20  # seeds
    return sum(float(row["accuracy"]) for row in rows) / len(rows)


def printed_like(printed, value):
    """The value as a text with as many decimals as the printed one, and with a plus if that has one."""
    decimals = len(printed.partition(".")[2])
    return f"{value:{'+' if printed[0] in '+-' else ''}.{decimals}f}"


def assert_figures(text, *values):
    """Every number of the text, in order, is the value at the printed precision."""
    printed = re.findall(r"[-+]?\d+(?:\.\d+)?", text)
    assert printed == [printed_like(*pair) for pair in zip(printed, values, strict=True)]


def result(position):
    (results,) = re.findall(r"## Three results\n(.*?)\n## ", TEXT, re.DOTALL)
    return re.split(r"^\d\. ", results.split("\n\n[")[0], flags=re.MULTILINE)[position]


def test_the_first_result_has_the_shipped_figures():
    saving = (100 * number("drawn", "uncertainty", f"saving_at_90{end}") for end in ("", "_low", "_high"))
    takes, random = (number("drawn", strategy, "labels_to_90") for strategy in ("uncertainty", "random"))
    fewer, low, high = saving
    assert_figures(result(1), 90, takes, random, fewer, 95, low, high)


def test_the_second_result_has_the_shipped_figures():
    verdicts = dict.fromkeys((("drawn", "uncertainty"), ("drawn", "k-centre")), "ahead")
    verdicts["photos", "uncertainty"] = "ahead"
    others = {row["verdict"] for name, row in summary("photos").items() if name not in ("uncertainty", "random")}
    assert others == {"no reliable difference"}
    for (folder, strategy), verdict in verdicts.items():
        assert summary(folder)[strategy]["verdict"] == verdict
    assert_figures(result(2), *(abs(100 * number(*which, "difference")) for which in verdicts))


def test_the_third_result_has_the_shipped_figures():
    settings = json.loads((RESULTS / "drawn-noise" / "settings.json").read_text())
    half, budget = settings["budget"] // 2, settings["budget"]
    noisy, more = (mean_accuracy("drawn-noise", "uncertainty", labelled) for labelled in (half, budget))
    clean = mean_accuracy("drawn", "uncertainty", half)
    plateau, wrong = number("photos", "random", "plateau"), 100 * settings["noise"]
    assert_figures(result(3), plateau, wrong, half, budget, 100 * (more - noisy), half, 100 * (clean - noisy))


@pytest.mark.parametrize("strategy", ["uncertainty", "tcm", "bald", "badge", "k-centre"])
def test_the_table_of_differences_has_the_shipped_figures(strategy):
    (row,) = re.findall(rf"^\| {strategy} \|(.*)\|$", (RESULTS / "README.md").read_text(), re.MULTILINE)
    cells = [cell.strip() for cell in row.split("|")]
    for folder, figures, verdict in (("drawn", *cells[:2]), ("photos", *cells[2:])):
        ends = (100 * number(folder, strategy, f"difference{end}") for end in ("", "_low", "_high"))
        assert_figures(figures, *(value + 0.0 if round(value, 1) else 0.0 for value in ends))
        assert summary(folder)[strategy]["verdict"] == verdict


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

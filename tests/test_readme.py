import re
import shlex
from pathlib import Path

import pytest

from foxdog import __main__ as command
from foxdog.learning import estimator

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


COMMANDS = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]


def test_the_picture_is_in_the_first_twelve_lines_and_the_commands_in_the_first_twenty():
    lines = TEXT.splitlines()
    assert any(line.startswith("![") for line in lines[:12])
    assert {"make run", "make test"} <= {line.split("#")[0].strip() for line in lines[:20]}


@pytest.mark.parametrize("line", [line for line in COMMANDS if "-m foxdog" in line])
def test_every_command_is_understood(line):
    command._parser().parse_args(shlex.split(line)[3:])


@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("make ")])
def test_every_make_target_exists(line):
    assert f"\n{line.split()[1]}:" in (ROOT / "Makefile").read_text()


def test_every_file_it_links_to_exists():
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_every_file_it_names_exists():
    for name in re.findall(r"`((?:foxdog|tests|data|assets)/[\w./]+)`", TEXT):
        assert (ROOT / name).exists(), name


def test_the_snippet_runs(monkeypatch, tiny_estimator, capsys):
    monkeypatch.setattr(estimator, "make_estimator", tiny_estimator)
    (snippet,) = blocks("python")
    exec(compile(snippet, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("[(20, ")


def test_the_strategies_are_all_in_the_table():
    from foxdog.learning.strategies import STRATEGIES

    for name, strategy in STRATEGIES.items():
        assert f"| `{name}` | {strategy.asks.removesuffix(', at random')} |" in TEXT

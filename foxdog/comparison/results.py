"""The results of a comparison: read from its folder, and what can be concluded from them written down beside it."""

import csv
import io
import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import altair as alt

from foxdog import charts, evidence
from foxdog.evidence import Curves
from foxdog.pictures.sources import BUILT_IN, DATA

HOME = "FOXDOG_RESULTS"
SETTINGS, CURVES, CEILINGS = "settings.json", "curves.csv", "ceilings.csv"
SUMMARY, INSIGHTS, CHART = "summary.csv", "insights.md", "curves.png"
PLACES = 6  # decimals in summary.csv
BEYOND = (  # what one comparison alone cannot say of each claim
    (),
    ("Of the size of the initial set this comparison alone says nothing: that takes another with --initial.",),
    ("Of cleaner labels this comparison alone says nothing: that takes one with --noise and one without.",),
)
LIMITS = (
    "Verdicts on strategies are by the two-sided Wilcoxon signed-rank test with Holm's correction, and only where the "
    "interval agrees; intervals, those of savings and plateaus too, are for each figure alone.",
    "They hold for a number of seeds that was settled before: who adds seeds until something is found, finds it.",
)


class ResultsError(ValueError):
    """A folder does not hold the results of a comparison; the message says what is wrong."""


@dataclass(frozen=True, eq=False)
class Result:
    """One setting's comparison.

    Attributes:
        name: The folder's.
        about: What settings.json says; see `foxdog.comparison.experiment.description`.
        tables: curves.csv and ceilings.csv, by name.
        curves: The same, paired; every strategy has every seed.
    """

    name: str
    about: Mapping[str, object]
    tables: Mapping[str, bytes]
    curves: Curves

    @property
    def command(self) -> str:
        """What computes it on a command line."""
        curves = self.curves
        options = {
            "pictures": curves.pictures if curves.pictures in BUILT_IN else "PATH",
            "strategies": ",".join(curves.strategies) or evidence.BASELINE,
            "seeds": len(curves.seeds),
            **{name: getattr(curves, name) for name in ("initial", "batch", "budget", "noise")},
            "out": "out/compare",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", f"{value}")]
        return shlex.join(["python", "-m", "foxdog", "compare", *words])


def home() -> Path:
    """Where the shipped results are, a folder for each setting: $FOXDOG_RESULTS, or data/results."""
    return Path(os.environ.get(HOME) or DATA / "results")


def shipped(folder: Path) -> list[Path]:
    """The finished results in a folder, by name; none if it does not exist."""
    return sorted(file.parent for file in folder.glob(f"*/{CURVES}"))


def read(folder: Path) -> Result:
    """The results that `python -m foxdog compare` wrote into a folder.

    Raises:
        ResultsError: Files are missing, or are not what they should be.
    """
    try:
        about = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        tables = {name: (folder / name).read_bytes() for name in (CURVES, CEILINGS)}
    except (OSError, ValueError) as error:
        raise ResultsError(f"{folder} does not hold the results of a comparison: {error}") from error
    if not isinstance(about, dict):
        raise ResultsError(f"{folder / SETTINGS} does not hold the settings of a comparison.")
    return made_of(folder.name, about, tables)


def made_of(name: str, about: Mapping[str, object], tables: Mapping[str, bytes]) -> Result:
    """The result that settings and tables make up.

    Raises:
        ResultsError: They hold no curve that can be paired with a random one, or not one setting alone.
    """
    try:
        curves = evidence.curves_from_rows(_rows(tables[CURVES]), _rows(tables[CEILINGS]))
    except ValueError as error:
        raise ResultsError(f"The tables of {name} are not those of a comparison: {error}") from error
    if len(curves) != 1:
        raise ResultsError(f"{name} holds {len(curves)} settings with paired curves of two rounds or more, not one.")
    return Result(name, about, tables, curves[0])


def _rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode())))


# What is written beside them


def conclusions(result: Result) -> dict[str, bytes]:
    """summary.csv, insights.md and curves.png; the same bytes for the same curves (and fonts, for the picture)."""
    return {
        SUMMARY: summary_csv(result.curves).encode(),
        INSIGHTS: insights_markdown(result).encode(),
        CHART: charts.png(mean_curves(result.curves, seeds=True), title(result.curves)),
    }


def summary_csv(curves: Curves) -> str:
    """A row of figures a strategy; an empty cell where one does not apply or has no limit."""
    rows = evidence.summary_rows(curves)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _rounded(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue()


def _rounded(cell: evidence.Cell) -> evidence.Cell:
    return round(cell, PLACES) if isinstance(cell, float) else cell


def insights_markdown(result: Result) -> str:
    """What can be said of the three claims, and how it was computed, as Markdown."""
    lines = [f"# {title(result.curves)}", "", f"Made by `{result.command}`, {how_made(result)}."]
    for (claim, sentences_of), beyond in zip(evidence.CLAIMS.items(), BEYOND, strict=True):
        lines += ["", f"## Claim: {claim[0].lower()}{claim[1:]}", ""]
        sentences = [*sentences_of([result.curves]), *beyond] or ["Of this claim random questions alone say nothing."]
        lines += [f"- {sentence}" for sentence in sentences]
    lines += ["", "## How far this goes", ""]
    lines += [f"- {sentence}" for sentence in (about_the_test_set(result), *LIMITS) if sentence]
    return "\n".join([*lines, ""])


def how_made(result: Result) -> str:
    """The recipe and the packages that decided the curves."""
    versions = result.about.get("versions")
    named = ", ".join(f"{name} {version}" for name, version in versions.items()) if isinstance(versions, dict) else ""
    return f"recipe {result.about.get('recipe', 'not named')}" + (f", {named}" if named else "")


def about_the_test_set(result: Result) -> str:
    """What the intervals over seeds leave out: the luck of which pictures the test set has."""
    pictures = result.about.get("pictures")
    size = pictures.get("test") if isinstance(pictures, dict) else None
    if not isinstance(size, int) or size < 1:
        return ""
    accuracy = float(result.curves.accuracy[evidence.BASELINE][:, -1].mean())
    known = evidence.binomial_interval(accuracy, size)
    return (
        f"All seeds are scored on the same {size} test pictures, and intervals over seeds are about these: for other "
        f"pictures of the kind an accuracy of {accuracy * 100:.0f} % stands for {known.low * 100:.0f} to "
        f"{known.high * 100:.0f} % (Wilson's 95 % interval)."
    )


def title(curves: Curves) -> str:
    """What a picture or a text about them is headed by."""
    seeds = len(curves.seeds)
    return f"{evidence.setting_words(curves)}: {seeds} paired seed{'s' if seeds > 1 else ''}"


def mean_curves(curves: Curves, seeds: bool) -> alt.LayerChart:
    """The mean curves with their bands, and with a thin line for each seed if asked for."""
    top = evidence.ceiling(curves)
    thin = evidence.seed_rows(curves) if seeds else []
    return charts.mean_curves(evidence.mean_rows(curves), thin, top.value if top else None)

"""What can be concluded from a comparison, as the files that are written beside its curves."""

from dataclasses import replace

import pandas as pd

from foxdog import charts, evidence
from foxdog.comparison.figures import learning_curves
from foxdog.comparison.result import Result
from foxdog.comparison.result_folder import CHART, INSIGHTS, SUMMARY
from foxdog.evidence import Curves
from foxdog.text import escape_formula, escape_markdown, printable

DECIMALS = 6  # in summary.csv
CAVEATS = (
    "Verdicts on strategies are by the two-sided Wilcoxon signed-rank test with Holm's correction, and only where the "
    "interval agrees; intervals, those of savings and plateaus too, are for each figure alone.",
    "Seeds of one split share its pictures: over several splits intervals are of a mixed model with a random split, "
    "which must find a difference as well as Wilcoxon's test.",
    "They hold for a number of seeds that was chosen before: whoever adds seeds until a difference shows up will find "
    "one.",
)


def report_files(result: Result) -> dict[str, bytes]:
    """summary.csv, insights.md and curves.png; the same bytes for the same curves (and fonts, for the picture)."""
    return {
        SUMMARY: summary_csv(result.curves).encode(),
        INSIGHTS: insights_markdown(result).encode(),
        CHART: charts.png(learning_curves(result.curves, seeds=True), title(result.curves)),
    }


def summary_csv(curves: Curves) -> str:
    """A row of figures for each strategy; an empty cell where one does not apply or has no limit."""
    rows = [{name: _cell(cell) for name, cell in row.items()} for row in evidence.summary_rows(curves)]
    return pd.DataFrame(rows, dtype=object).to_csv(index=False, lineterminator="\n")  # whole numbers stay whole


def _cell(cell: object) -> object:
    if isinstance(cell, str):
        return escape_formula(printable(cell))
    return round(cell, DECIMALS) if isinstance(cell, float) else cell


def insights_markdown(result: Result) -> str:
    """What can be said of each claim, and how it was computed, as Markdown."""
    curves = replace(result.curves, pictures=escape_markdown(result.curves.pictures))
    lines = [f"# {title(curves)}", "", f"Made by `{result.command}`, {how_made(result)}."]
    for claim in evidence.CLAIMS:
        headline = claim.headline(curves, ())
        lines += ["", f"## Claim: {claim.heading[0].lower()}{claim.heading[1:]}", ""]
        lines += [f"**{headline.text}** {headline.other_side}".rstrip(), ""]
        sentences = [*claim.sentences(curves, (), None), *filter(None, [claim.beyond])]
        nothing = "Of this claim random choice alone says nothing."
        lines += [f"- {sentence}" for sentence in sentences or [nothing]]
    lines += ["", "## How far this goes", ""]
    lines += [f"- {sentence}" for sentence in (about_the_test_set(result), *CAVEATS) if sentence]
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
    if isinstance(splits := result.about.get("splits"), int) and splits > 1:
        return (
            f"The seeds are scored on {splits} test sets of about {size} pictures, one for each split of the pictures "
            "into pool, validation and test set. Seeds of one split share its pictures and its body, so they are more "
            "alike than seeds of two."
        )
    accuracy = float(result.curves.accuracy[evidence.BASELINE][:, -1].mean())
    known = evidence.binomial_interval(accuracy, size)
    whose = "All seeds" if len(set(result.curves.splits)) == 1 else "All seeds of a split"
    return (
        f"{whose} are scored on the same {size} test pictures, and intervals over seeds are about these: for other "
        f"pictures of the kind an accuracy of {accuracy * 100:.0f} % stands for {known.low * 100:.0f} to "
        f"{known.high * 100:.0f} % (Wilson's 95 % interval)."
    )


def title(curves: Curves) -> str:
    """The heading of a picture or a text about them."""
    return f"{evidence.setting_words(curves)}: {paired_seeds(curves)}"


def paired_seeds(curves: Curves) -> str:
    """How many seeds there are, and on how many splits if there are several."""
    splits = len(set(curves.splits))
    seeds = f"{len(curves.seeds)} paired seed{'s' if len(curves.seeds) > 1 else ''}"
    return seeds if splits == 1 else f"{seeds} on {splits} splits"

"""The table of a comparison's figures, in per cent and points."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from foxdog import evidence
from foxdog.evidence import BASELINE, TARGETS, Curves, Row

NUMBER, TEXT = st.column_config.NumberColumn, st.column_config.TextColumn
REACH = (
    "Where the mean curve, smoothed over a fifth of its labels on either side, first reaches it. "
    "In brackets, where the verdict is reliable: against random, in per cent, with the 95 % interval."
)
COLUMNS = {
    "Strategy": TEXT(pinned=True),
    "Mean accuracy": NUMBER(format="%.1f %%", help="Over the whole budget: the area under the learning curve."),
    "Against random": TEXT(help="Mean paired difference of that, in points."),
    "95 % interval": TEXT(help="Of the difference, over seeds and splits; its ends are rounded outwards."),
    "Verdict": TEXT(help="Where the corrected test and the interval agree."),
    "p": TEXT(help="Wilcoxon signed-rank, after Holm's correction."),
    "Runs won": TEXT(help="Seeds with which it was ahead of random choice."),
    "Rounds won, even, lost": TEXT(help="Against random, by a paired t-test at 5 % each."),
    **{f"Labels to {target * 100:.0f} %": TEXT(help=REACH) for target in TARGETS},
    "At the budget": NUMBER(format="%.1f %%", help="Mean accuracy at the last round."),
    "From the ceiling": TEXT(help="The last round against the whole pool's accuracy, in points."),
    "Plateau from": NUMBER(
        format="%.0f", help="Labels from which on it is reliably within 1 point of its ceiling; empty if it is not."
    ),
}


def summary(curves: Curves) -> dict[str, Row]:
    """The figures of each strategy, from `foxdog.evidence.summary_rows`, computed once for the curves on screen."""
    kept = st.session_state.get("made-summary")
    if kept is None or kept[0] is not curves:
        rows = {str(row["strategy"]): row for row in evidence.summary_rows(curves)}
        kept = st.session_state["made-summary"] = curves, rows
    return kept[1]


def draw_table(curves: Curves, shown: Collection[str], verdicts: bool) -> None:
    """Draw the figures of the strategies shown, with the verdicts and the tests they rest on if these are wanted."""
    columns = [name for name in COLUMNS if verdicts or name not in ("Verdict", "p")]
    cells = [_cells(summary(curves)[name]) for name in (*curves.strategies, BASELINE) if name in shown]
    st.dataframe(
        [{name: cell for name, cell in zip(COLUMNS, of_row, strict=True) if name in columns} for of_row in cells],
        hide_index=True,
        column_config=COLUMNS,
        height="content",
        placeholder="",
        alt="Figures of each strategy",
    )


def _cells(row: dict[str, Any]) -> list[str | float | None]:
    """A row of figures in per cent and points, a cell for each of COLUMNS."""
    tested, ends = row["verdict"], (row["difference_low"], row["difference_high"])
    return [
        row["strategy"],
        _hundredfold(row["aulc"]),
        _signed(row["difference"]),
        None if None in ends else evidence.interval_words(evidence.Estimate(row["difference"], *ends)),
        tested or "the baseline",
        ("< 0.001" if row["p_holm"] < 0.001 else f"{row['p_holm']:.3f}") if tested else None,
        f"{row['runs_won']} of {row['seeds']}" if tested else None,
        f"{row['wins']}, {row['ties']}, {row['losses']}" if tested else None,
        *(_labels(row, f"{target * 100:.0f}") for target in TARGETS),
        _hundredfold(row["accuracy_at_budget"]),
        _signed(row["from_ceiling"]),
        row["plateau"],
    ]


def _labels(row: dict[str, Any], target: str) -> str:
    """The labels that an accuracy in per cent took, and what that saves."""
    labels, *saved = (row[f"labels_to_{target}"], *(row[f"saving_at_{target}{end}"] for end in ("", "_low", "_high")))
    if labels is None:
        return "not reached"
    return f"{labels:.0f}" if saved[0] is None else f"{labels:.0f} ({saving_words(*saved)})"


def saving_words(saved: float, low: float | None, high: float | None) -> str:
    """A saving, a share of 1, with its interval in per cent; both are of fewer, or both of more labels."""
    word = "fewer"
    if saved < 0:
        word = "more"
        saved, low, high = -saved, None if high is None else -high, None if low is None else -low
    ends = [
        "any" if end is None else f"{evidence.outward(end * 100, side):.0f}" for end, side in ((low, -1), (high, 1))
    ]
    return f"{round(saved * 100)} % {word}; {ends[0]} to {ends[1]}"


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)


def _signed(difference: float | None) -> str | None:
    return None if difference is None else evidence.signed_points(difference)

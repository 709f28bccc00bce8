"""The table of a comparison's figures, in per cent and points."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from foxdog import evidence
from foxdog.evidence import BASELINE, Cell, Curves, Row


def summary(curves: Curves) -> dict[str, Row]:
    """The figures of each strategy, from `foxdog.evidence.summary_rows`, computed once for the curves on screen."""
    kept = st.session_state.get("made-summary")
    if kept is None or kept[0] is not curves:
        rows = {str(row["strategy"]): row for row in evidence.summary_rows(curves)}
        kept = st.session_state["made-summary"] = curves, rows
    return kept[1]


def draw_table(curves: Curves, shown: Collection[str], verdicts: bool) -> None:
    """Draw the figures of the strategies shown, with the verdicts and the tests they rest on if these are wanted."""
    rows = [_readable(summary(curves)[name]) for name in (*curves.strategies, BASELINE) if name in shown]
    if not verdicts:
        rows = [{name: cell for name, cell in row.items() if name not in ("Verdict", "p")} for row in rows]
    st.dataframe(
        rows,
        hide_index=True,
        column_config=_columns(),
        height="content",
        placeholder="",
        alt="Figures of each strategy",
    )


def _columns() -> dict[str, Any]:
    """How the columns are shown, and what they mean."""
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    reach = (
        "Where the mean curve, smoothed, first reaches it. In brackets: against random, in per cent, with the 95 % "
        "interval."
    )
    return {
        "Strategy": text(pinned=True),
        "Mean accuracy": number(format="%.1f %%", help="Over the whole budget: the area under the learning curve."),
        "Against random": number(format="%+.1f", help="Mean paired difference of that, in points."),
        "95 % interval": text(help="Of the difference, Student's t over seeds."),
        "Verdict": text(help="Where the corrected test and the interval agree."),
        "p": text(help="Wilcoxon signed-rank, after Holm's correction."),
        "Rounds won, even, lost": text(help="Against random, by a paired t-test at 5 % each."),
        **{f"Labels to {target * 100:.0f} %": text(help=reach) for target in evidence.TARGETS},
        "At the budget": number(format="%.1f %%", help="Mean accuracy at the last round."),
        "From the ceiling": number(format="%+.1f", help="The last round against the whole pool's accuracy, in points."),
        "Plateau from": number(format="%.0f", help="Labels from which on it is reliably flat; empty if it is not."),
    }


def _readable(row: dict[str, Any]) -> Row:
    """A row of figures in per cent and points, with plain names."""
    tested = row["difference"] is not None
    ends = [row["difference_low"], row["difference_high"]]
    readable: Row = {
        "Strategy": row["strategy"],
        "Mean accuracy": _hundredfold(row["aulc"]),
        "Against random": _hundredfold(row["difference"]),
        "95 % interval": None if None in ends else " to ".join(map(evidence.signed_points, ends)),
        "Verdict": row["verdict"] or "the baseline",
        "p": _chance(row["p_holm"]) if tested else None,
        "Rounds won, even, lost": f"{row['wins']}, {row['ties']}, {row['losses']}" if tested else None,
    }
    for target in (round(target * 100) for target in evidence.TARGETS):
        readable[f"Labels to {target} %"] = _labels(row, target)
    return readable | {
        "At the budget": _hundredfold(row["accuracy_at_budget"]),
        "From the ceiling": _hundredfold(row["from_ceiling"]),
        "Plateau from": row["plateau"],
    }


def _labels(row: dict[str, Any], target: int) -> Cell:
    """The labels that an accuracy in per cent took, and what that saves."""
    labels, saved = row[f"labels_to_{target}"], row[f"saving_at_{target}"]
    if labels is None:
        return "not reached"
    ends = [row[f"saving_at_{target}_{end}"] for end in ("low", "high")]
    return f"{labels:.0f}" + ("" if saved is None else f" ({saving_words(saved, *ends)})")


def saving_words(saved: float, low: float | None, high: float | None) -> str:
    """A saving, a share of 1, with its interval in per cent; both are of fewer, or both of more labels."""
    word = "fewer"
    if saved < 0:
        word = "more"
        saved, low, high = -saved, None if high is None else -high, None if low is None else -low
    ends = ["any" if end is None else f"{round(end * 100)}" for end in (low, high)]
    return f"{round(saved * 100)} % {word}; {ends[0]} to {ends[1]}"


def _chance(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)

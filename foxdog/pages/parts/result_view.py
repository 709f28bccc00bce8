"""One comparison on screen: the figure, the table, what can be said, the downloads, and how it was made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import streamlit as st

from foxdog import charts, evidence
from foxdog.comparison import results
from foxdog.comparison.results import Result
from foxdog.evidence import BASELINE, Cell, Curves
from foxdog.pages.parts import link
from foxdog.text import escape_markdown

FIGURES = ("Learning curves", "Difference to random", "Area under the curve", "Labels to reach", "Who beats whom")
TABS = ("Fewer labels?", "It depends?", "A plateau?")
CLAIMS_HEIGHT = 400  # px: as high as the figure beside them; longer texts scroll
FEW = 4  # strategies that are all shown at first
WHAT_IT_SHOWS = {
    FIGURES[
        0
    ]: "Line: mean over the seeds. Band: Student's t 95 % interval of that mean. Click a name to bring it out.",
    FIGURES[1]: "Each seed's curve minus the random curve of the same seed: their mean, and its 95 % interval by "
    "Student's t. Where the band leaves out zero, that round taken alone differs.",
    FIGURES[2]: "The area under the learning curve, as the mean accuracy over the budget, with its 95 % interval by "
    "Student's t over seeds. The seeds are paired: what counts for a verdict is the difference in the table.",
    FIGURES[3]: 'Labels with which the mean curve, smoothed, first reaches each accuracy; "not reached" is within '
    "this budget.",
    FIGURES[4]: "In which share of the rounds the strategy of the row beats that of the column, by a paired t-test at "
    "5 % (the penalty matrix of Ash et al. 2020). By chance alone two equals beat each other in 2.5 % "
    "on average, and quite often in 10 %, since neighbouring rounds are alike.",
}


@dataclass(frozen=True)
class View:
    """What of a result is looked at.

    Attributes:
        figure: One of FIGURES.
        strategies: Those shown, random among them.
        seeds: Whether each seed has a thin line.
    """

    figure: str
    strategies: tuple[str, ...]
    seeds: bool


def draw(result: Result, fellows: Sequence[Curves], key: str, in_link: bool = False, planned: int = 0) -> None:
    """Draw a result.

    Args:
        result: It.
        fellows: Other settings on the same pictures, with which it can be compared.
        key: Begins the keys of the widgets.
        in_link: Whether the figure is kept in the page's link.
        planned: How many seeds there were to be, if these are not all: then there are curves, but no verdicts.
    """
    view = choose(result, key, in_link)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        figure = make_figure(result, view)
        st.altair_chart(figure, width="stretch", alt=_in_words(result, view), key=f"{key}-chart-{view.figure}")
        st.caption(f"{WHAT_IT_SHOWS[view.figure]} {_seeds(result.curves)} {results.about_the_test_set(result)}")
    with right:
        if planned:
            draw_no_claims(len(result.curves.seeds), planned)
        else:
            draw_claims(result, fellows, view.strategies, key)
    draw_table(result, view.strategies, verdicts=not planned)
    draw_downloads(result, view, key, verdicts=not planned)
    draw_how_made(result)


def choose(result: Result, key: str, in_link: bool) -> View:
    """What to look at."""
    if in_link:
        link.check({"figure": FIGURES.__contains__})
    with st.container(horizontal=True, vertical_alignment="center"):
        figure = st.segmented_control(
            "Figure",
            FIGURES,
            default=FIGURES[0],
            required=True,
            key=f"{key}figure",
            bind="query-params" if in_link else None,
            label_visibility="collapsed",
            wrap=True,
        )
        thin = figure == FIGURES[0] and st.toggle("Each seed", key=f"{key}seeds", help="A thin line for every seed.")
    told = st.pills(
        "Strategies, beside random",
        result.curves.strategies,
        selection_mode="multi",
        default=at_first(result.curves),
        key=f"{key}strategies-{result.name}",
        label_visibility="collapsed",
        wrap=True,
    )
    return View(figure or FIGURES[0], evidence.chosen(result.curves.accuracy, told), thin)


def at_first(curves: Curves) -> list[str]:
    """The strategies shown before anyone has chosen: all, or of many the two best, the worst and uncertainty."""
    names = list(curves.strategies)
    if len(names) <= FEW:
        return names
    ranked = sorted(names, key=lambda name: -_summary(curves)[name]["aulc"])
    return [name for name in names if name in (*ranked[:2], ranked[-1], "uncertainty")]


def make_figure(result: Result, view: View) -> alt.LayerChart:
    """The figure, of the strategies looked at."""
    curves = result.curves.only(view.strategies)
    rows = [_summary(result.curves)[name] for name in (*curves.strategies, BASELINE)]
    match FIGURES.index(view.figure):
        case 0:
            return results.mean_curves(curves, view.seeds)
        case 1:
            return charts.differences(evidence.difference_rows(curves))
        case 2:
            return charts.areas(rows)
        case 3:
            return charts.labels_to_reach(rows, curves.end)
        case _:
            names, beats = evidence.penalties(curves)
            return charts.who_beats_whom(names, beats.tolist())


def _in_words(result: Result, view: View) -> str:
    rows = _summary(result.curves)
    areas = ", ".join(f"{name} {rows[name]['aulc']:.1%}" for name in view.strategies)
    return f"{view.figure}, {results.title(result.curves)}. Mean accuracy over the budget: {areas}."


def _seeds(curves: Curves) -> str:
    return f"{len(curves.seeds)} paired seed{'s' if len(curves.seeds) > 1 else ''}."


def draw_no_claims(seeds: int, planned: int) -> None:
    """Why nothing is concluded yet: who looks after every seed and may stop finds differences that are not there."""
    st.info(
        f"{seeds} of {planned} planned seeds: verdicts come with the last one. Looking after every seed, and stopping "
        "when it looks good, would find differences that are not there.",
        icon=":material/hourglass_empty:",
    )


def draw_claims(result: Result, fellows: Sequence[Curves], told: Collection[str], key: str) -> None:
    """The three claims, and what these curves say of each, in words."""
    curves = result.curves
    about = f"{evidence.setting_words(curves)}: "
    claims = zip(st.tabs(TABS, key=f"{key}claims"), evidence.CLAIMS, said(curves, fellows, told), strict=True)
    for tab, claim, sentences in claims:
        with tab.container(height=CLAIMS_HEIGHT, border=False):
            st.markdown(f"**{claim}?**")
            for sentence in sentences or ["Nothing can be said of it from this comparison alone."]:
                told_shortly = sentence.removeprefix(about)
                st.markdown(f":small[{told_shortly[0].upper()}{told_shortly[1:]}]")
    hidden = len(curves.strategies) - len(set(told) & set(curves.strategies))
    st.caption(
        f"{escape_markdown(about[0].upper() + about[1:-2])}. Verdicts on strategies: two-sided Wilcoxon signed-rank "
        "test on the seeds' paired differences, with Holm's correction for all strategies that were compared"
        f"{f', the {hidden} not shown too' if hidden else ''}, and Student's t interval; both must agree. Intervals "
        "are not corrected."
    )


def said(curves: Curves, fellows: Sequence[Curves], told: Collection[str]) -> tuple[list[str], ...]:
    """The sentences on each claim that are about these curves and these strategies."""
    with_initial = [curves, *(other for other in fellows if _alike(other, curves, "initial"))]
    with_noise = [curves, *(other for other in fellows if _alike(other, curves, "noise"))]
    return (
        evidence.needs_fewer_labels([curves], told),
        [
            *evidence.by_start([curves]),
            *evidence.by_strategy([curves], told),
            *evidence.by_initial_set(with_initial, told),
            *evidence.by_luck([curves], told),
        ],
        [
            *evidence.levels_off([curves], told),
            *(sentence for other in with_noise[1:] for sentence in evidence.cleaner_labels([curves, other], told)),
        ],
    )


def _alike(one: Curves, other: Curves, but: str) -> bool:
    names = {"pictures", "initial", "batch", "budget", "noise"} - {but}
    same = all(getattr(one, name) == getattr(other, name) for name in names)
    return same and getattr(one, but) != getattr(other, but)


# The table


def draw_table(result: Result, told: Collection[str], verdicts: bool) -> None:
    """The figures of the strategies, in plain words."""
    rows = [_plain(_summary(result.curves)[name]) for name in (*result.curves.strategies, BASELINE) if name in told]
    if not verdicts:
        rows = [{name: cell for name, cell in row.items() if name not in ("Verdict", "p")} for row in rows]
    number = st.column_config.NumberColumn
    columns: dict[str, Any] = {
        "Strategy": st.column_config.TextColumn(pinned=True),
        "Mean accuracy": number(format="%.1f %%", help="Over the whole budget: the area under the learning curve."),
        "Against random": number(format="%+.1f", help="Mean paired difference of that, in points."),
        "95 % interval": st.column_config.TextColumn(help="Of the difference, Student's t over seeds."),
        "Verdict": st.column_config.TextColumn(help="Where the corrected test and the interval agree."),
        "p": st.column_config.TextColumn(help="Wilcoxon signed-rank, after Holm's correction."),
        "Rounds won, even, lost": st.column_config.TextColumn(help="Against random, by a paired t-test at 5 % each."),
        "At the budget": number(format="%.1f %%", help="Mean accuracy at the last round."),
        "From the ceiling": number(format="%+.1f", help="The last round against the whole pool's accuracy, in points."),
        "Plateau from": number(format="%.0f", help="Labels from which on it is reliably flat; empty if it is not."),
    }
    for target in evidence.TARGETS:
        columns[f"Labels to {target:.0%}".replace("%", " %")] = st.column_config.TextColumn(
            help="Where the mean curve, smoothed, first reaches it. In brackets: against random, in per cent, with the "
            "95 % interval."
        )
    st.dataframe(
        rows, hide_index=True, column_config=columns, height="content", placeholder="", alt="Figures of each strategy"
    )


def _plain(row: dict[str, Any]) -> dict[str, Cell]:
    """A row of `foxdog.evidence.summary_rows` in per cent and points, with plain names."""
    tested = row["difference"] is not None
    ends = [row["difference_low"], row["difference_high"]]
    shown: dict[str, Cell] = {
        "Strategy": row["strategy"],
        "Mean accuracy": _hundredfold(row["aulc"]),
        "Against random": _hundredfold(row["difference"]),
        "95 % interval": None if None in ends else " to ".join(map(evidence.signed_points, ends)),
        "Verdict": row["verdict"] or "the baseline",
        "p": _chance(row["p_holm"]) if tested else None,
        "Rounds won, even, lost": f"{row['wins']}, {row['ties']}, {row['losses']}" if tested else None,
    }
    for target in (round(target * 100) for target in evidence.TARGETS):
        labels, saved = row[f"labels_to_{target}"], row[f"saving_at_{target}"]
        ends = [row[f"saving_at_{target}_{end}"] for end in ("low", "high")]
        less = "" if saved is None else f" ({_saving(saved, *ends)})"
        shown[f"Labels to {target} %"] = "not reached" if labels is None else f"{labels:.0f}{less}"
    return shown | {
        "At the budget": _hundredfold(row["accuracy_at_budget"]),
        "From the ceiling": _hundredfold(row["from_ceiling"]),
        "Plateau from": row["plateau"],
    }


def _saving(saved: float, low: float | None, high: float | None) -> str:
    """A saving with its interval in per cent, both of fewer or both of more labels."""
    if saved < 0:
        saved, low, high = -saved, None if high is None else -high, None if low is None else -low
        word = "more"
    else:
        word = "fewer"
    ends = ["any" if end is None else f"{round(end * 100)}" for end in (low, high)]
    return f"{round(saved * 100)} % {word}; {ends[0]} to {ends[1]}"


def _chance(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)


def _summary(curves: Curves) -> dict[str, dict[str, Any]]:
    """The figures of each strategy, computed once for the curves on screen."""
    kept = st.session_state.get("made-summary")
    if kept is None or kept[0] is not curves:
        rows = {str(row["strategy"]): row for row in evidence.summary_rows(curves)}
        kept = st.session_state["made-summary"] = curves, rows
    return kept[1]


# Take away


def draw_downloads(result: Result, view: View, key: str, verdicts: bool) -> None:
    """The tables, the sentences and the figure as files; each is made when it is asked for."""
    name = "-".join(view.figure.lower().split())

    def png() -> bytes:
        return charts.png(make_figure(result, view), results.title(result.curves))

    files = (
        ("Curves (CSV)", lambda: result.tables[results.CURVES], results.CURVES, "text/csv"),
        ("Summary (CSV)", lambda: results.summary_csv(result.curves), results.SUMMARY, "text/csv"),
        ("Insights (Markdown)", lambda: results.insights_markdown(result), results.INSIGHTS, "text/markdown"),
        ("Figure (PNG)", png, f"{name}.png", "image/png"),
    )
    with st.container(horizontal=True):
        for label, make, file, kind in files if verdicts else (files[0], files[-1]):
            st.download_button(
                label, make, file, kind, on_click="ignore", icon=":material/download:", key=f"{key}save-{label}"
            )


def draw_how_made(result: Result) -> None:
    """The command that computes the same, the recipe and the versions."""
    with st.expander("How this was made", icon=":material/terminal:"):
        st.code(result.command, language="sh", wrap_lines=True)
        st.caption(
            f"It computes the same curves: {results.how_made(result)}. Each seed draws an initial set and initial "
            "weights, which all strategies share; each round trains from fresh weights; the test set is never learned "
            "from. Another kind of processor may round differently."
        )

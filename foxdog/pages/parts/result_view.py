"""One comparison on screen: the figure, the table, what can be said, the downloads, and how it was made."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from foxdog import charts, evidence
from foxdog.comparison import report
from foxdog.comparison.figures import FIGURES, LEARNING_CURVES, Figure
from foxdog.comparison.result import Result
from foxdog.comparison.result_folder import CURVES, INSIGHTS, SUMMARY
from foxdog.evidence import BASELINE, Curves
from foxdog.pages.parts import link
from foxdog.pages.parts.result_table import draw_table, summary
from foxdog.pages.session import words

CHOICE = 180  # px: of the choice of the figure, which leaves room for a button beside it on a phone
FEW = 4  # strategies that are all shown before anyone has chosen


@dataclass(frozen=True)
class Places:
    """Where the figure, what chooses it, and what can be said of it are drawn: on a phone in this order."""

    figure: DeltaGenerator
    choice: DeltaGenerator  # of the figure
    options: DeltaGenerator  # a popover with all other choices
    words: DeltaGenerator


@dataclass(frozen=True)
class View:
    """The figure, the strategies shown (random among them), and whether each seed has a thin line."""

    figure: Figure
    shown: tuple[str, ...]
    seeds: bool


def places() -> Places:
    """Make the places, the figure on the left."""
    left, right = st.columns([7, 5], gap="medium")
    with right, st.container(horizontal=True, vertical_alignment="center"):
        choice = st.container(width=CHOICE)
        options = st.popover("What is shown", icon=":material/tune:")
    return Places(left, choice, options, right.container())


def draw(
    result: Result, others: Sequence[Curves], key: str, where: Places, in_link: bool = False, planned: int = 0
) -> None:
    """Draw a result.

    Args:
        result: What to draw.
        others: Other settings on the same pictures, with which it can be compared.
        key: Begins the keys of the widgets.
        where: The places, from `places`.
        in_link: Whether the figure is kept in the page's link.
        planned: How many seeds there were to be, if these are not all: then there are curves, but no verdicts.
    """
    view = choose(result, key, where, in_link)
    with where.figure:
        chart = make_chart(result, view)
        st.altair_chart(chart, width="stretch", alt=_in_words(result, view), key=f"{key}-chart-{view.figure.name}")
    with where.words:
        st.caption(f"{view.figure.shows} {report.paired_seeds(result.curves)}. {report.about_the_test_set(result)}")
        if planned:
            st.info(
                f"{len(result.curves.seeds)} of {planned} planned seeds: verdicts come with the last one. Looking "
                "after every seed, and stopping when it looks good, would find differences that are not there.",
                icon=":material/hourglass_empty:",
            )
        else:
            draw_claims(result.curves, others, view.shown, key)
    draw_table(result.curves, view.shown, verdicts=not planned)
    draw_downloads(result, view, key, verdicts=not planned)
    draw_how_made(result)


def choose(result: Result, key: str, where: Places, in_link: bool) -> View:
    """Draw the controls that choose what to look at."""
    by_name = {figure.name: figure for figure in FIGURES}
    if in_link:
        link.check({"figure": by_name.__contains__})
    with where.choice:
        name = st.selectbox(
            "Figure",
            by_name,
            key=f"{key}figure",
            bind="query-params" if in_link else None,
            label_visibility="collapsed",
        )
    figure = by_name.get(name or "", LEARNING_CURVES)  # a link may name any
    with where.options:
        strategies = st.pills(
            "Strategies, beside random",
            result.curves.strategies,
            selection_mode="multi",
            default=shown_unasked(result.curves),
            key=f"{key}strategies-{result.name}",
            wrap=True,
        )
        thin = figure is LEARNING_CURVES and st.toggle(
            "Each seed", key=f"{key}seeds", help="A thin line for every seed."
        )
    return View(figure, tuple(result.curves.only(strategies).accuracy), thin)


def shown_unasked(curves: Curves) -> list[str]:
    """The strategies shown before anyone has chosen: all, or of many the two best, the worst and uncertainty."""
    ranked = sorted(curves.strategies, key=lambda name: -float(summary(curves)[name]["aulc"] or 0))
    shown = ranked if len(ranked) <= FEW else [*ranked[:2], ranked[-1], "uncertainty"]
    return [name for name in curves.strategies if name in shown]


def make_chart(result: Result, view: View) -> alt.LayerChart:
    """The figure of the strategies shown."""
    curves = result.curves.only(view.shown)
    rows = [summary(result.curves)[name] for name in (*curves.strategies, BASELINE)]
    return view.figure.draw(curves, rows, view.seeds)


def _in_words(result: Result, view: View) -> str:
    rows = summary(result.curves)
    areas = ", ".join(f"{name} {rows[name]['aulc']:.1%}" for name in view.shown)
    return f"{view.figure.name}, {report.title(result.curves)}. Mean accuracy over the budget: {areas}."


def draw_claims(curves: Curves, others: Sequence[Curves], shown: Sequence[str], key: str) -> None:
    """Draw each claim, with what the curves say of it, in a tab of its own."""
    about = f"{evidence.setting_words(curves)}: "
    said = say(curves, others, shown)
    tabs = st.tabs([claim.question for claim in evidence.CLAIMS], key=f"{key}claims")
    for tab, claim in zip(tabs, evidence.CLAIMS, strict=True):
        with tab:
            headline, sentences = said[claim.question]
            st.markdown(f"**{words.plain(headline)}**")
            st.caption(f"{claim.heading}?")
            for sentence in sentences or ["Nothing can be said of it from this comparison alone."]:
                shorter = sentence.removeprefix(about)
                st.markdown(f":small[{words.plain(shorter[0].upper() + shorter[1:])}]")
    hidden = len(curves.strategies) - len(set(shown) & set(curves.strategies))
    st.caption(
        f"{words.plain(about[0].upper() + about[1:-2])}. Verdicts on strategies: two-sided Wilcoxon signed-rank "
        "test on the seeds' paired differences, with Holm's correction for all strategies that were compared"
        f"{f', the {hidden} not shown too' if hidden else ''}, and Student's t interval; both must agree. Seeds of one "
        "split are not independent: over several splits a mixed model must find the difference too. Intervals are not "
        "corrected."
    )


def say(curves: Curves, others: Sequence[Curves], shown: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    """Headline and sentences of each claim, by its question, computed once for what is on screen."""
    about = (curves, *others), tuple(shown)
    kept = st.session_state.get("made-sentences")
    if kept is None or kept[0] != about:
        found = {
            one.question: (one.headline(curves, others).text, one.sentences(curves, others, shown))
            for one in evidence.CLAIMS
        }
        kept = st.session_state["made-sentences"] = about, found
    return kept[1]


def draw_downloads(result: Result, view: View, key: str, verdicts: bool) -> None:
    """Offer the tables, the sentences and the figure as files; each is made when it is asked for."""
    name = "-".join(view.figure.name.lower().split())

    def png() -> bytes:
        return charts.png(make_chart(result, view), report.title(result.curves))

    files = (
        ("Curves (CSV)", lambda: result.tables[CURVES], CURVES, "text/csv"),
        ("Summary (CSV)", lambda: report.summary_csv(result.curves), SUMMARY, "text/csv"),
        ("Insights (Markdown)", lambda: report.insights_markdown(result), INSIGHTS, "text/markdown"),
        ("Figure (PNG)", png, f"{name}.png", "image/png"),
    )
    with st.container(horizontal=True):
        for label, make, file, kind in files if verdicts else (files[0], files[-1]):
            st.download_button(
                label, make, file, kind, on_click="ignore", icon=":material/download:", key=f"{key}save-{label}"
            )


def draw_how_made(result: Result) -> None:
    """Name the command that computes the same, the recipe and the versions."""
    with st.expander("How this was made", icon=":material/terminal:"):
        st.code(result.command, language="sh", wrap_lines=True)
        st.caption(
            f"It computes the same curves: {report.how_made(result)}. Each seed draws an initial set, and "
            "from scratch initial weights too, which all strategies share; each round learns all labels anew; the test "
            "set is never learned from. Another kind of processor may round differently."
        )

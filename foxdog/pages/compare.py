"""The Compare page: strategies against random over many paired seeds, shipped or computed here."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from foxdog import evidence
from foxdog.comparison.plan import Task, plan_tasks
from foxdog.comparison.result import Result, ResultError, finished_folders, home, read_result
from foxdog.learning.settings import LARGEST_BATCH, Settings, SettingsError
from foxdog.learning.strategies import STRATEGIES
from foxdog.pages.parts import result_view
from foxdog.pages.session import background, datasets
from foxdog.pages.session.background import Comparison
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.text import escape_markdown

VIEWS = ("Shipped results", "A new comparison")
POLL = 2  # s
MOST_SEEDS = 50
USUAL_SEEDS = 6  # the fewest with which one strategy can be told from random
VARIES = {"initial": "{} at first", "batch": "{} a round", "budget": "{} in all", "noise": "{:.0%} of labels wrong"}


def page() -> None:
    """Draw the shipped results, or the session's own comparison."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown("#### Compare", width="content", help="One run is an anecdote. Here each strategy has many.")
        view = st.segmented_control(
            "View",
            VIEWS,
            default=VIEWS[0],
            required=True,
            key="view-compare",
            persist_state="session",
            label_visibility="collapsed",
        )
    if view == VIEWS[0]:
        draw_shipped()
    else:
        draw_new()


# Shipped


def draw_shipped() -> None:
    """Results that are there at once."""
    folders = finished_folders(home())
    found = []
    for folder in folders:
        try:
            found.append(_read(folder, _stamp(folder)))
        except ResultError as error:
            st.error(f"{error}", icon=":material/error:")
    if not folders:
        st.info(
            "No results are shipped with this copy yet. Make a new comparison, or compute some by this command.",
            icon=":material/hourglass_empty:",
        )
        st.code("python -m foxdog compare --strategies uncertainty,badge --seeds 20 --jobs 4 --out data/results/drawn")
    if not found:
        return
    result = choose(found)
    others = [other.curves for other in found if other is not result and _comparable(other, result)]
    result_view.draw(result, others, "", in_link=True)


@st.cache_resource(show_spinner=False, max_entries=50)
def _read(folder: Path, stamp: tuple[int, ...]) -> Result:
    return read_result(folder)


def _stamp(folder: Path) -> tuple[int, ...]:
    return tuple(file.stat().st_mtime_ns for file in sorted(folder.glob("*.*")))


def _comparable(one: Result, other: Result) -> bool:
    return all(one.about.get(key) == other.about.get(key) for key in ("pictures", "recipe", "versions"))


def choose(found: Sequence[Result]) -> Result:
    """The result to look at, by its pictures and, where there are several on these, by its setting."""
    names = list(dict.fromkeys(result.curves.pictures for result in found))
    with st.container(horizontal=True, gap="medium"):
        pictures = one_of("Pictures", dict.fromkeys(names, ""), "compared")
        on_these = [result for result in found if result.curves.pictures == pictures]
        setting = one_of("Setting", variants(on_these), "setting") if len(on_these) > 1 else on_these[0].name
    return next(result for result in on_these if result.name == setting)


def one_of(label: str, options: dict[str, str], key: str) -> str:
    """One of the options, each with the words for it (its own name if ""), kept in the link."""
    return st.segmented_control(
        label,
        options,
        default=next(iter(options)),
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
        format_func=lambda option: options[option] or escape_markdown(option),
    )


def variants(found: Sequence[Result]) -> dict[str, str]:
    """What tells settings on the same pictures apart, by the result's name.

    The one with the fewest wrong labels comes first and is described in full; of the others, what is different.
    """
    ordered = sorted(found, key=lambda result: (result.curves.noise, result.name))
    first = ordered[0].curves
    differ = [name for name in VARIES if len({getattr(result.curves, name) for result in found}) > 1]
    words = {}
    for result in ordered:
        told = [name for name in differ if getattr(result.curves, name) != getattr(first, name)]
        of_it = [
            VARIES[name].format(getattr(result.curves, name)) for name in (differ if result is ordered[0] else told)
        ]
        words[result.name] = ", ".join(of_it) or result.name
    return words


# New


def draw_new() -> None:
    """Ask for a comparison on any set, watch it, and look at what is done of it."""
    comparison = current()
    with st.expander("What to compare", expanded=comparison is None, icon=":material/tune:"):
        draw_form()
    if comparison is None:
        st.info(
            "Your comparison will be shown here, from its first seed on. Nothing of it is kept on the server: download "
            "what you want to keep.",
            icon=":material/compare_arrows:",
        )
    elif comparison.running:
        st.fragment(watch, run_every=POLL)()
    else:
        finished = len(comparison.done) == len(comparison.tasks)
        (st.success if finished else st.warning)(comparison.outcome)
        draw_done(comparison)


def current() -> Comparison | None:
    """The session's comparison."""
    return st.session_state.get("comparison")


def watch() -> None:
    """How far it is, the way to stop it, and what is done; once it has ended, the whole page is drawn anew."""
    comparison = current()
    if comparison is None or not comparison.running:
        st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        text = "Stopping: the round in hand is finished first" if comparison.stopping else comparison.state
        st.progress(comparison.share, text=text)
        st.button(
            "Stop",
            on_click=stop,
            args=(comparison,),
            icon=":material/stop_circle:",
            disabled=comparison.stopping,
            help="What is done is kept.",
        )
    st.caption("It goes on while you use the other pages, and ends when this page is closed or reloaded.")
    draw_done(comparison)


def stop(comparison: Comparison) -> None:
    """End it with the round in hand."""
    comparison.stopping = True


def draw_done(comparison: Comparison) -> None:
    """What is done of the session's comparison."""
    result = _result(comparison)
    if result is None:
        st.caption("Curves are shown once every strategy has finished the first seed.")
        return
    ended = len(comparison.done) == len(comparison.tasks)
    result_view.draw(result, [], "own-", planned=0 if ended else len({task.settings.seed for task in comparison.tasks}))


def _result(comparison: Comparison) -> Result | None:
    """What is done, made anew only when there is more of it."""
    kept = st.session_state.get("made-result")
    if kept is None or kept[:2] != (comparison, len(comparison.done)):
        kept = st.session_state["made-result"] = comparison, len(comparison.done), comparison.result()
    return kept[2]


def draw_form() -> None:
    """What to compare, how long that takes, and the button that starts it."""
    source = st.selectbox("Pictures", datasets.names(), key="new-pictures", format_func=escape_markdown)
    try:
        dataset = datasets.dataset_of(source)
    except DatasetError as error:
        st.error(f"{error}", icon=":material/error:")
        st.page_link("foxdog/pages/pictures.py", label="Choose or fetch pictures", icon=":material/photo_library:")
        return
    others = [name for name in STRATEGIES if name != evidence.BASELINE]
    strategies = st.pills(
        "Strategies, beside random",
        others,
        selection_mode="multi",
        default=["uncertainty"],
        key="new-strategies",
        wrap=True,
    )
    usual = Settings()
    with st.container(horizontal=True):
        seeds = st.number_input("Seeds", 1, MOST_SEEDS, USUAL_SEEDS, key="new-seeds", help="Runs of each strategy.")
        initial = st.number_input("Initial set", 2, 200, usual.initial, key="new-initial")
        batch = st.number_input("Batch size", 1, LARGEST_BATCH, usual.batch, key="new-batch")
        budget = st.number_input("Budget", 2, 5000, usual.budget, key="new-budget", help="The initial set included.")
        noise = st.slider("Label noise", 0.0, 0.5, usual.noise, 0.05, format="percent", key="new-noise")
    settings = replace(usual, initial=int(initial), batch=int(batch), budget=int(budget), noise=float(noise))
    try:
        tasks = plan(source, dataset, settings, strategies, int(seeds))
    except SettingsError as error:
        st.error(f"{error}", icon=":material/error:")
        return
    draw_estimate(tasks, len(strategies), int(seeds))
    draw_start(dataset, tasks)


def plan(source: str, dataset: Dataset, settings: Settings, strategies: Sequence[str], seeds: int) -> list[Task]:
    """What there is to compute.

    Raises:
        SettingsError: It cannot be computed, or nothing could be seen of it.
    """
    if not strategies:
        raise SettingsError("Choose at least one strategy to compare with random.")
    return plan_tasks(source, dataset, settings, strategies, seeds)


def draw_estimate(tasks: Sequence[Task], strategies: int, seeds: int) -> None:
    """How much work it is, and whether anything can be concluded from it."""
    measured = background.comparison_slot().seconds_a_fit
    pace = measured or background.SECONDS_A_FIT
    fits = background.count_fits(tasks)
    where = "as the last comparison here took" if measured else "if this server has two cores and nothing else to do"
    st.markdown(
        f"{len(tasks)} runs, {fits:,} fits: **{background.minutes(fits * pace)}** at {pace:.1f} s a fit, {where}; "
        "longer while others train."
    )
    if seeds < (needed := evidence.seeds_needed(strategies)):
        st.caption(
            f"{seeds} seed{'s' if seeds > 1 else ''} will show curves, but allow no verdict: that takes {needed} seeds "
            f"for {strategies} {'strategies' if strategies > 1 else 'strategy'}."
        )


def draw_start(dataset: Dataset, tasks: Sequence[Task]) -> None:
    """The button, or why there is none."""
    comparison = current()
    if comparison and not comparison.running:
        st.caption("The comparison on screen will be gone: download what you want to keep.")
    if busy := background.comparison_slot().busy:
        st.warning(busy, icon=":material/hourglass_top:")
    if st.button("Start", type="primary", icon=":material/play_arrow:", key="new-start"):
        try:
            st.session_state["comparison"] = background.comparison_slot().start(dataset, tasks)
        except SettingsError as error:
            st.error(f"{error}", icon=":material/error:")
        else:
            st.rerun()


page()

"""The Compare page: query strategies against random choice over many paired seeds, shipped or computed here."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from foxdog import evidence
from foxdog.comparison.plan import Task, plan_tasks
from foxdog.comparison.result import Result, ResultError, finished_folders, home, read_result
from foxdog.learning.settings import LARGEST_BATCH, Settings, SettingsError
from foxdog.learning.strategies import STRATEGIES
from foxdog.pages.parts import link, result_view, words
from foxdog.pages.session import background, datasets
from foxdog.pages.session.background import Comparison
from foxdog.pictures.dataset import Dataset, DatasetError

VIEWS = ("Shipped results", "A new comparison")
POLL = 2  # s
MOST_SEEDS = 50
USUAL_SEEDS = 6  # the fewest with which one strategy can be told from random
VARIES = {
    "initial": "{} starting labels",
    "batch": "{} a round",
    "budget": "{} in all",
    "noise": "{:.0%} of labels wrong",
}


def page() -> None:
    """Draw the results that come with the project, or the session's own comparison."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown("#### Compare", width="content", help="One run alone proves little. Here each strategy has many.")
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
    """Draw one of the results that come with the project."""
    folders = finished_folders(home())
    found = []
    for folder in folders:
        try:
            found.append(_read(folder, _stamp(folder)))
        except ResultError as error:
            st.error(words.sentence(error, folder), icon=":material/error:")
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
    link.say_what_was_ignored()


@st.cache_resource(show_spinner=False, max_entries=50)
def _read(folder: Path, stamp: tuple[int, ...]) -> Result:
    return read_result(folder)


def _stamp(folder: Path) -> tuple[int, ...]:
    return tuple(file.stat().st_mtime_ns for file in sorted(folder.glob("*.*")))


def _comparable(one: Result, other: Result) -> bool:
    return all(one.about.get(key) == other.about.get(key) for key in ("pictures", "recipe", "versions"))


def choose(found: Sequence[Result]) -> Result:
    """Draw the choice of the pictures and, where these have several results, of the setting. Returns the result."""
    names = list(dict.fromkeys(result.curves.pictures for result in found))
    with st.container(horizontal=True, gap="medium"):
        pictures = one_of("Pictures", dict.fromkeys(names, ""), "compared")
        on_these = [result for result in found if result.curves.pictures == pictures]
        setting = one_of("Setting", variants(on_these), "setting") if len(on_these) > 1 else on_these[0].name
    return next(result for result in on_these if result.name == setting)


def one_of(label: str, options: dict[str, str], key: str) -> str:
    """Draw the choice of one of the options, each with the words for it (its own name if ""), kept in the link."""

    def shown(option: str) -> str:
        return options[option] or words.name(option)

    link.check({key: {shown(option) for option in options}.__contains__})
    usual = next(iter(options))
    chosen = st.segmented_control(
        label,
        options,
        default=usual,
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
        format_func=shown,
    )
    return usual if chosen is None else chosen


def variants(found: Sequence[Result]) -> dict[str, str]:
    """For the name of each result on the same pictures, the words that tell its setting apart from the others.

    The setting with the fewest wrong labels comes first and is described in full; the others by what differs from it.
    """
    ordered = sorted(found, key=lambda result: (result.curves.noise, result.name))
    first = ordered[0].curves
    differ = [name for name in VARIES if len({getattr(result.curves, name) for result in found}) > 1]
    described = {}
    for result in ordered:
        changed = [name for name in differ if getattr(result.curves, name) != getattr(first, name)]
        named = differ if result is ordered[0] else changed
        described[result.name] = ", ".join(VARIES[name].format(getattr(result.curves, name)) for name in named)
    return described


# New


def draw_new() -> None:
    """Draw the form of a new comparison and, once it was started, how far it is and what is done of it."""
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
        (st.success if finished else st.warning)(words.sentence(comparison.outcome))
        draw_done(comparison)


def current() -> Comparison | None:
    """The session's comparison."""
    return st.session_state.get("comparison")


def watch() -> None:
    """Draw how far the comparison is, a Stop button, and what is done; draw the whole page again at its end."""
    comparison = current()
    if comparison is None or not comparison.running:
        st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        text = "Stopping after the present round" if comparison.stopping else comparison.state
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
    """End the comparison after the present round."""
    comparison.stopping = True


def draw_done(comparison: Comparison) -> None:
    """Draw what is done of the session's comparison."""
    result = _result(comparison)
    if result is None:
        st.caption("Curves are shown once every strategy has finished the first seed.")
        return
    ended = len(comparison.done) == len(comparison.tasks)
    result_view.draw(result, [], "own-", planned=0 if ended else len({task.settings.seed for task in comparison.tasks}))


def _result(comparison: Comparison) -> Result | None:
    """The result of what is done; it is computed again only when there is more of it."""
    kept = st.session_state.get("made-result")
    if kept is None or kept[:2] != (comparison, len(comparison.done)):
        kept = st.session_state["made-result"] = comparison, len(comparison.done), comparison.result()
    return kept[2]


def draw_form() -> None:
    """Draw what to compare, how long that takes, and the button that starts it."""
    source = st.selectbox("Pictures", datasets.names(), key="new-pictures")
    try:
        dataset = datasets.dataset_of(source)
    except DatasetError as error:
        st.error(words.sentence(error), icon=":material/error:")
        st.page_link("foxdog/pages/pictures.py", label="Choose or fetch pictures", icon=":material/photo_library:")
        return
    others = [name for name in STRATEGIES if name != evidence.BASELINE]
    chosen = st.pills(
        "Strategies, beside random",
        others,
        selection_mode="multi",
        default=["uncertainty"],
        key="new-strategies",
        wrap=True,
    )
    strategies = [name for name in others if name in chosen]  # each once, whatever a forged message says
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
        st.error(words.sentence(error), icon=":material/error:")
        return
    draw_estimate(tasks, len(strategies), int(seeds))
    draw_start(dataset, tasks)


def plan(source: str, dataset: Dataset, settings: Settings, strategies: Sequence[str], seeds: int) -> list[Task]:
    """Plan what to compute.

    Raises:
        SettingsError: It cannot be computed, or there would be nothing to see.
    """
    if not strategies:
        raise SettingsError("Choose at least one strategy to compare with random.")
    return plan_tasks(source, dataset, settings, strategies, seeds)


def draw_estimate(tasks: Sequence[Task], strategies: int, seeds: int) -> None:
    """Draw how much work it is, and whether anything can be concluded from it."""
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
    """Draw the button that starts the comparison, or why there is none."""
    comparison = current()
    if comparison and not comparison.running:
        st.caption("The comparison on screen will be gone: download what you want to keep.")
    if busy := background.comparison_slot().busy:
        st.warning(words.sentence(busy), icon=":material/hourglass_top:")
    if st.button("Start", type="primary", icon=":material/play_arrow:", key="new-start"):
        try:
            st.session_state["comparison"] = background.comparison_slot().start(dataset, tasks)
        except SettingsError as error:
            st.error(words.sentence(error), icon=":material/error:")
        else:
            st.rerun()


page()

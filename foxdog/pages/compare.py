"""The Compare page: query strategies against random choice over many paired seeds, shipped or computed here."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from foxdog import evidence
from foxdog.comparison.plan import Task, plan_tasks
from foxdog.comparison.result import Result, ResultError, home, main_result, read_result, result_folders
from foxdog.comparison.result_folder import FILES
from foxdog.learning.settings import STRATEGY_NAMES, USUAL_BATCHES, Settings, SettingsError
from foxdog.pages.parts import claim_cards, link, more_questions, result_view, stop_other
from foxdog.pages.parts.settings_form import MODELS, draw_model, draw_noise, draw_number
from foxdog.pages.session import background, comparing, datasets, words
from foxdog.pages.session.comparing import Comparison
from foxdog.pictures.dataset import Dataset, DatasetError

VIEWS = ("In short", "Figures", "New comparison")
POLL = 2  # s
MOST_SEEDS = 50
USUAL_SEEDS = 6  # the fewest with which one strategy can be told from random
FEW = 6  # options that are all in view; of more, one is chosen from a list
FIELD = 160  # px: two of these, or one and a button, fit beside one another on a phone
VARIES = {
    "model": "{}",
    "initial": "{} starting labels",
    "batch": "{} a round",
    "budget": "{} in all",
    "noise": "{:.0%} of labels wrong",
    "splits": "{}",
    "seeds": "{} seeds",
}


def page() -> None:
    """Draw what the shipped results come to, each of their figures, or the session's own comparison."""
    top = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    with top:
        st.markdown("#### Compare", width="content", help="One run alone proves little. Here each strategy has many.")
        to_figure = {"figure", "setting"} & set(st.query_params)  # a link to a figure opens it
        first = st.session_state.setdefault("first-view", VIEWS[1 if to_figure else 0])
        view = one_of("View", {name: name for name in VIEWS}, "view-compare", in_link=False, first=first)
    if view == VIEWS[2]:
        draw_new()
    elif found := find_results():
        if view == VIEWS[0]:
            draw_in_short(found, top)
        else:
            draw_figures(found)
        link.say_what_was_ignored()


# Shipped


def find_results() -> list[Result]:
    """The results that come with the project; draw what is wrong with a folder, or that there is none."""
    folders, found = result_folders(home()), []
    with st.spinner("Reading the results ..."):
        for folder in folders:
            try:
                found.append(_read(folder, _changed(folder)))
            except ResultError as error:
                st.error(words.sentence(error, folder), icon=":material/error:")
    if not folders:
        st.info(
            "No results are shipped with this copy yet. Make a new comparison, or compute some by this command.",
            icon=":material/hourglass_empty:",
        )
        st.code("python -m foxdog compare --strategies uncertainty,badge --seeds 20 --jobs 4 --out data/results/drawn")
    return found


def draw_in_short(found: Sequence[Result], top: DeltaGenerator) -> None:
    """Draw a card for each claim, on the pictures chosen beside the view."""
    with top:
        on_these = choose_pictures(found)
    main = main_result(on_these)
    others = main.comparable(on_these)
    key = tuple((result.name, _changed(home() / result.name)) for result in (main, *others))
    claim_cards.draw(claim_cards.make(key, main, others), main)
    more_questions.draw(home(), main.curves.pictures)


def draw_figures(found: Sequence[Result]) -> None:
    """Draw the figures of one result; on a phone the figure stands above what chooses it."""
    places = result_view.places()
    with places.options:
        result = choose(found)
    others = [other.curves for other in result.comparable(found)]
    result_view.draw(result, others, "", places, in_link=True)


def _changed(folder: Path) -> tuple[int, ...]:
    """When each file of a result folder was changed, ns; 0 for one that is not there."""
    files = [folder / name for name in FILES]
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


@st.cache_resource(show_spinner=False, max_entries=50)
def _read(folder: Path, changed: tuple[int, ...]) -> Result:
    return read_result(folder)


def choose_pictures(found: Sequence[Result]) -> list[Result]:
    """Draw the choice of the pictures. Returns the results on these."""
    names = dict.fromkeys(result.curves.pictures for result in found)
    pictures = one_of("Pictures", {name: words.name(name) for name in names}, "compared")
    return [result for result in found if result.curves.pictures == pictures]


def choose(found: Sequence[Result]) -> Result:
    """Draw the choice of the pictures and, where these have several results, of the setting. Returns the result."""
    on_these = choose_pictures(found)
    if len(on_these) == 1:
        return on_these[0]
    setting = one_of("Setting", variants(on_these), "setting")
    return next(result for result in on_these if result.name == setting)


def one_of(label: str, options: dict[str, str], key: str, in_link: bool = True, first: str = "") -> str:
    """Draw the choice of one of the options, each with the words for it; the link keeps these words."""
    link.check({key: set(options.values()).__contains__})
    if len(options) > FEW:
        return st.selectbox(
            label,
            options,
            key=key,
            format_func=options.__getitem__,
            label_visibility="collapsed",
            bind="query-params",
        )
    chosen = st.segmented_control(
        label,
        options,
        default=first or next(iter(options)),
        required=True,
        key=key,
        label_visibility="collapsed",
        wrap=True,
        format_func=options.__getitem__,
        bind="query-params" if in_link else None,
        persist_state=None if in_link else "session",
    )
    return chosen or first or next(iter(options))


def variants(found: Sequence[Result]) -> dict[str, str]:
    """For the name of each result on the same pictures, the words that tell its setting apart from the others.

    The setting that headlines are about comes first and is described in full; the others by what differs from it.
    """
    main = main_result(found)
    ordered = sorted(found, key=lambda result: (result is not main, result.curves.noise, result.name))
    described = {}
    for result in ordered:
        values = _varied(result)
        shown = values | {"model": MODELS.get(result.curves.model, result.curves.model).lower()}
        others = ordered if result is ordered[0] else ordered[:1]
        differ = [name for name in VARIES if any(_varied(other)[name] != values[name] for other in others)]
        described[result.name] = ", ".join(VARIES[name].format(shown[name]) for name in differ)
    return {name: text or words.name(name) for name, text in described.items()}


def _varied(result: Result) -> dict[str, object]:
    """All that VARIES names, of a result."""
    curves = result.curves
    splits = len(set(curves.splits))
    of_runs = {"splits": "one split" if splits == 1 else f"{splits} splits", "seeds": len(curves.seeds)}
    return {name: getattr(curves, name) for name in VARIES} | of_runs


# New


def draw_new() -> None:
    """Draw the form of a new comparison and, once it was started, how far it is and what is done of it."""
    comparison: Comparison | None = st.session_state.get("comparison")
    with st.expander("What to compare", expanded=comparison is None, icon=":material/tune:"):
        draw_form()
    if comparison is None:
        st.info(
            "Your comparison will be shown here, from its first seed on. Nothing of it is kept on the server: download "
            "what you want to keep.",
            icon=":material/compare_arrows:",
        )
    elif comparison.running:
        st.fragment(watch, run_every=POLL)(comparison)
    else:
        finished = len(comparison.done) == len(comparison.tasks)
        (st.success if finished else st.warning)(words.sentence(comparison.outcome))
        draw_done(comparison)


def watch(comparison: Comparison) -> None:
    """Draw how far the comparison is, a Stop button, and what is done; draw the whole page again at its end."""
    if not comparison.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        text = "Stopping ..." if comparison.stopping else comparison.state
        st.progress(comparison.share, text=text)
        st.button(
            "Stop",
            on_click=stop,
            args=(comparison,),
            icon=":material/stop_circle:",
            disabled=comparison.stopping,
            help="What is done is kept.",
        )
    if not comparison.stopping:
        st.caption("It goes on while you use the other pages, and ends when this page is closed or reloaded.")
    draw_done(comparison)


def stop(comparison: Comparison) -> None:
    """End the comparison at once; the curves that are finished are kept."""
    comparison.stopping = True


def draw_done(comparison: Comparison) -> None:
    """Draw what is done of the comparison; its result is computed again only when there is more of it."""
    done = len(comparison.done)
    kept = st.session_state.get("made-result")
    if kept is None or kept[:2] != (comparison, done):
        kept = st.session_state["made-result"] = comparison, done, comparison.result()
    if result := kept[2]:
        seeds = len({task.settings.seed for task in comparison.tasks})
        places = result_view.places()
        result_view.draw(result, [], "own-", places, planned=0 if done == len(comparison.tasks) else seeds)
    elif comparison.running:
        st.caption("Curves are shown once every strategy has finished the first seed.")
    else:
        st.caption("It ended before every strategy had finished the first seed, so there is no curve to show.")


def draw_form() -> None:
    """Draw what to compare, how long that takes, and the button that starts it."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        source = st.selectbox("Pictures", datasets.names(), key="new-pictures", width=FIELD)
    try:
        dataset = datasets.dataset_of(source)
    except DatasetError as error:
        st.error(words.sentence(error), icon=":material/error:")
        st.page_link("foxdog/pages/pictures.py", label="Choose or fetch pictures", icon=":material/photo_library:")
        return
    others = [name for name in STRATEGY_NAMES if name != evidence.BASELINE]
    with row:
        with st.popover("Strategies", icon=":material/stacked_line_chart:"):
            chosen = st.pills(
                "Strategies, beside random",
                others,
                selection_mode="multi",
                default=["uncertainty"],
                key="new-strategies",
                wrap=True,
            )
        seeds = st.number_input(
            "Seeds", 1, MOST_SEEDS, USUAL_SEEDS, key="new-seeds", help="Runs of each strategy.", width=FIELD
        )
        with st.popover("Settings", icon=":material/tune:"):
            model = draw_model(source, "new-")
            initial, batch = draw_number("initial", "new-"), draw_number("batch", "new-", USUAL_BATCHES[model])
            budget, noise = draw_number("budget", "new-"), draw_noise("new-")
    settings = Settings(model=model, initial=initial, batch=batch, budget=budget, noise=noise)
    strategies = [name for name in others if name in chosen]  # each once, whatever a forged message says
    noisy = f", {noise:.0%} of the labels wrong" if noise else ""
    st.caption(
        f"{', '.join(strategies) or 'No strategy'} beside random; {MODELS[model].lower()}, from {initial} to {budget} "
        f"labels, {batch} a round{noisy}."
    )
    try:
        if not strategies:
            raise SettingsError("Choose at least one strategy to compare with random.")
        tasks = plan_tasks("", dataset, settings, strategies, seeds)
    except SettingsError as error:
        st.error(words.sentence(error), icon=":material/error:")
        return
    draw_estimate(tasks, len(strategies), seeds)
    draw_start(dataset, tasks)


def draw_estimate(tasks: Sequence[Task], strategies: int, seeds: int) -> None:
    """Draw how much work it is, and whether anything can be concluded from it."""
    model = tasks[0].settings.model
    measured = comparing.comparison_slot().seconds_a_fit.get(model)
    pace = measured or comparing.SECONDS_A_FIT[model]
    fits = comparing.count_fits(tasks)
    where = "as the last comparison here took" if measured else "if this server has two cores and nothing else to do"
    time = f"**{background.minutes(fits * pace)}** at {words.seconds(pace)} a fit"
    st.markdown(f"{len(tasks)} runs, {fits:,} fits: {time}, {where}; longer while others learn.")
    if seeds < (needed := evidence.seeds_needed(strategies)):
        st.caption(
            f"{seeds} seed{'s' if seeds > 1 else ''} will show curves, but allow no verdict: that takes {needed} seeds "
            f"for {strategies} {'strategies' if strategies > 1 else 'strategy'}."
        )


def draw_start(dataset: Dataset, tasks: Sequence[Task]) -> None:
    """Draw the button that starts the comparison, or why there is none."""
    slot, comparison = comparing.comparison_slot(), st.session_state.get("comparison")
    if comparison and not comparison.running:
        st.caption("The comparison on screen will be gone: download what you want to keep.")
    try:
        refused = slot.busy or slot.too_long(tasks)
    except SettingsError as error:  # of a wrong limit, which no visitor can change
        refused = str(error)
    if refused:
        st.warning(words.sentence(refused), icon=":material/hourglass_top:")
        stop_other.draw(slot)
    if st.button("Start", type="primary", icon=":material/play_arrow:", key="new-start"):
        try:
            st.session_state["comparison"] = slot.start(dataset, tasks)
        except SettingsError as error:
            st.error(words.sentence(error), icon=":material/error:")
        else:
            st.rerun()


page()

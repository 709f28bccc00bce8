"""The settings of a run: they are kept in the page's link, and a button starts the run that they describe."""

from dataclasses import fields

import streamlit as st

from foxdog.learning.settings import LARGEST_BATCH, Settings, SettingsError
from foxdog.learning.strategies import STRATEGIES
from foxdog.pages.parts import link, words
from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs
from foxdog.pages.streamlit_compat import Slot
from foxdog.pictures.dataset import DatasetError

MOST_NOISE = 0.5
NUMBERS = {  # of each whole number: its name, the lowest, the highest, and what it is
    "initial": ("Initial set", 2, 200, "Labels known from the start, half of each class."),
    "batch": ("Batch size", 1, LARGEST_BATCH, "Questions between two trainings."),
    "budget": ("Budget", 2, 5000, "Labels in all, the initial set included."),
    "seed": ("Random seed", 0, 2**31 - 1, "Another seed: another initial set, other initial weights."),
}


def offers() -> dict[str, link.Offered]:
    """What each setting may be in a link."""
    return {
        "pictures": datasets.names().__contains__,
        "strategy": STRATEGIES.__contains__,
        "noise": link.between(0, MOST_NOISE),
        **{key: link.between(lowest, highest, whole=True) for key, (_, lowest, highest, _) in NUMBERS.items()},
    }


def draw() -> tuple[str, Settings]:
    """Draw the form. Returns the name of the pictures and the settings."""
    left, right = st.columns(2)
    source = left.selectbox(
        "Pictures", datasets.names(), key="pictures", bind="query-params", help="Which data set to learn."
    )
    noise = right.slider(
        "Label noise",
        0.0,
        MOST_NOISE,
        Settings.noise,
        0.05,
        key="noise",
        bind="query-params",
        format="percent",
        help="The share of wrong answers that the oracle gives.",
    )
    strategy = st.selectbox(
        "Query strategy",
        list(STRATEGIES),
        key="strategy",
        bind="query-params",
        help="With two classes least confidence, margin and entropy rank pictures alike: here they are one strategy, "
        "uncertainty.",
    )
    st.caption(f"It asks about {STRATEGIES[strategy].asks} ({STRATEGIES[strategy].source}).")
    numbers = {key: number(key, column) for key, column in zip(NUMBERS, [*st.columns(2)] * 2, strict=True)}
    settings = Settings(strategy, noise=noise, **numbers)
    draw_start(source, settings)
    return source, settings


def number(key: str, column: Slot) -> int:
    """One whole number of the settings, kept in the link."""
    label, lowest, highest, about = NUMBERS[key]
    usual = getattr(Settings, key)
    return int(column.number_input(label, lowest, highest, usual, 1, key=key, help=about, bind="query-params"))


def draw_start(source: str, settings: Settings) -> None:
    """The button, what will be lost, and why a run could not be started."""
    run = runs.current()
    changed = run is not None and (source, settings) != (run.source, run.loop.settings)
    st.button(
        "Start this run" if changed else "Start again",
        key="start",
        on_click=start_again,
        type="primary" if changed else "secondary",
        width="stretch",
    )
    if refused := st.session_state.pop("refused", ""):
        st.error(refused, icon=":material/error:")
    lost = f"The answers of this run ({len(run.loop.answers)}) will be gone." if run and run.loop.answers else ""
    st.caption(f"{'These settings are not those of the run on screen. ' if changed else ''}{lost}")


def start_again() -> None:
    """Start the run that the settings describe; if it cannot be made, keep the run on screen and say why."""
    chosen = {field.name: st.session_state.get(field.name, field.default) for field in fields(Settings)}
    try:
        runs.start(st.session_state.get("pictures", ""), Settings(**chosen))
        st.session_state["settings"] = False  # closes the panel
    except (DatasetError, SettingsError) as error:
        st.session_state["refused"] = words.sentence(error)

"""The settings of a run: they are kept in the page's link, and a button starts the run that they describe."""

from dataclasses import fields
from typing import Any

import streamlit as st

from foxdog.learning.settings import (
    LARGEST_BATCH,
    MODEL_NAMES,
    MOST_NOISE,
    RAREST,
    USUAL_BATCHES,
    Settings,
    SettingsError,
)
from foxdog.learning.strategy_words import STRATEGY_WORDS
from foxdog.pages.parts import link
from foxdog.pages.session import datasets, words
from foxdog.pages.session import run as runs
from foxdog.pictures.dataset import DatasetError
from foxdog.pictures.sources import BUILT_IN

NUMBERS = {  # of each whole number: its label, the lowest and the highest
    "initial": ("Initial set", 2, 200),
    "batch": ("Batch size", 1, LARGEST_BATCH),
    "budget": ("Budget", 2, 5000),
    "seed": ("Random seed", 0, 2**31 - 1),
    "rare": ("One fox in", 0, RAREST),
}
MODELS = {"head-start": "Head start", "scratch": "From scratch"}
ABOUT = {
    "pictures": "Which data set to learn.",
    "noise": "The share of wrong answers that the oracle gives.",
    "strategy": "With two classes least confidence, margin and entropy rank pictures alike: here they are one "
    "strategy, uncertainty.",
    "initial": "Labels known from the start. Their pictures are drawn at random, until both classes are there.",
    "model": "What it knows before the first label.",
    "batch": "Questions a round: after these it learns from all labels again.",
    "budget": "Labels in all, the initial set included.",
    "seed": "Another seed: another initial set, other initial weights.",
    "rare": "So many pictures of the pool have one fox among them: foxes are left out at random. 0 leaves none out.",
}


def offers() -> dict[str, link.Offered]:
    """What each setting may be in a link."""
    return {
        "pictures": datasets.names().__contains__,
        "model": MODEL_NAMES.__contains__,
        "strategy": STRATEGY_WORDS.__contains__,
        "noise": link.between(0, MOST_NOISE),
        **{name: link.between(lowest, highest, whole=True) for name, (_, lowest, highest) in NUMBERS.items()},
    }


def draw_model(source: str, form: str = "") -> str:
    """Draw the choice of the initial model, and in one sentence what it is; the link keeps its name."""
    asked = Settings.model if form else st.query_params.get("model", Settings.model)
    model = st.segmented_control(
        "Initial model",
        MODEL_NAMES,
        default=asked if asked in MODEL_NAMES else Settings.model,
        required=True,
        key=f"{form}model",
        format_func=MODELS.__getitem__,
        on_change=adopt_usual_batch,
        args=(form,),
        help=ABOUT["model"],
        width="stretch",
    )
    if not form:  # not bound: the link would have "From scratch" instead of the name
        st.query_params.update({"model": model}) if model != Settings.model else st.query_params.pop("model", None)
    st.caption(about_model(model, source))
    return model


def about_model(model: str, source: str) -> str:
    """What an initial model is, in one sentence that is true for these pictures."""
    if model == "scratch":
        return "A net that knows nothing: each round it learns from all labels, in a second or two."
    seen = "the pool" if source == BUILT_IN[0] else "pictures"
    return f"Its body has seen {seen} without labels; its head learns the labels, in milliseconds."


def adopt_usual_batch(form: str) -> None:
    """Set the batch size to the usual one of the model that was just chosen, unless another had been chosen."""
    model, key = st.session_state[f"{form}model"], f"{form}batch"
    others = [usual for name, usual in USUAL_BATCHES.items() if name != model]
    if model in USUAL_BATCHES and st.session_state.get(key) in others:
        st.session_state[key] = USUAL_BATCHES[model]


def draw_number(name: str, form: str = "", usual: int | None = None) -> int:
    """Draw one whole number of the settings; it is kept in the link, unless it is part of another page's form."""
    label, lowest, highest = NUMBERS[name]
    return st.number_input(label, lowest, highest, usual or getattr(Settings, name), **_options(name, form))


def draw_noise(form: str = "") -> float:
    """Draw the label noise, kept as the whole numbers are."""
    return st.slider("Label noise", 0.0, MOST_NOISE, Settings.noise, 0.05, "percent", **_options("noise", form))


def _options(name: str, form: str = "") -> dict[str, Any]:
    return {"key": form + name, "help": ABOUT[name], "bind": None if form else "query-params"}


def draw() -> tuple[str, Settings]:
    """Draw the form. Returns the name of the pictures and the settings."""
    left, right = st.columns(2)
    with left:
        source = st.selectbox("Pictures", datasets.names(), **_options("pictures"))
    with right:
        noise = draw_noise()
    model = draw_model(source)
    strategy = st.selectbox("Query strategy", list(STRATEGY_WORDS), **_options("strategy"))
    st.caption(f"It asks about {STRATEGY_WORDS[strategy].asks} ({STRATEGY_WORDS[strategy].source}).")
    left, right = st.columns(2)
    with left:
        initial, budget = draw_number("initial"), draw_number("budget")
    with right:
        batch, seed = draw_number("batch", usual=USUAL_BATCHES[model]), draw_number("seed")
    settings = Settings(model, strategy, initial, batch, budget, noise, seed, draw_number("rare"))
    draw_start(source, settings)
    return source, settings


def draw_start(source: str, settings: Settings) -> None:
    """Draw the button, what will be lost, and why a run could not be started."""
    run = runs.current()
    changed = run is not None and (source, settings) != (run.source, run.loop.settings)
    label = "Start this run" if changed else "Start again"
    st.button(label, key="start", on_click=start_again, type="primary" if changed else "secondary", width="stretch")
    if refused := st.session_state.pop("refused", ""):
        st.error(refused, icon=":material/error:")
    st.caption(f"{'These settings are not those of the run on screen. ' if changed else ''}{runs.what_becomes_of(run)}")


def start_again() -> None:
    """Ask for the run that the settings describe; if it cannot be made, keep the run on screen and say why."""
    chosen = {field.name: st.session_state.get(field.name, field.default) for field in fields(Settings)}
    try:
        runs.check(st.session_state.get("pictures", ""), Settings(**chosen))
        st.session_state["to_start"] = True  # by the page, which can show how far it is
        st.session_state["settings"] = False  # closes the panel
    except (DatasetError, SettingsError) as error:
        st.session_state["refused"] = words.sentence(error)

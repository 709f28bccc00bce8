"""The Label page: one question, the answer, and what it did to the curve.

The page is drawn from the run's state, top to bottom; whatever takes time (teaching, the baseline, the ceiling) is
done after all that can be shown already is on screen, and is committed in one piece, so that a click in between
loses nothing.
"""

import sys
import time
from dataclasses import fields

import altair as alt
import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from foxdog import charts, evidence
from foxdog.learning import run_file
from foxdog.learning.loop import Loop
from foxdog.learning.settings import LARGEST_BATCH, Settings, SettingsError
from foxdog.learning.strategies import STRATEGIES
from foxdog.pages.session import datasets
from foxdog.pages.session import run as runs
from foxdog.pages.session.run import Run
from foxdog.pictures.dataset import Dataset, DatasetError
from foxdog.text import escape_markdown

CHART_HEIGHT = 420
PICTURE_SIDE = 340
MISTAKES = 8  # shown at the end
FLUSH = 0.1  # s: what was on screen is taken off before something else is put there, and does not linger greyed out
TAKEN_KEYS = "SUNCR"  # by Skip, Undo, Next and by Streamlit itself


def page() -> None:
    """Draw the page for the session's run, starting one if there is none."""
    if runs.current() is None and (named := st.query_params.get("pictures")) and named not in datasets.names():
        st.session_state["not_here"] = named
    head = st.container(horizontal=True, vertical_alignment="center")
    with head:
        st.markdown("#### Fox or Dog", width="content")
        figures = [st.empty() for _ in range(3)]
        st.space("stretch")
        with st.popover("Settings", icon=":material/tune:", key="settings", on_change="rerun"):
            source, settings = settings_form()
    try:
        if runs.current() is None:
            runs.start(source, settings)
    except (DatasetError, SettingsError) as error:
        st.error(f"{error}", icon=":material/error:")
        st.page_link("foxdog/pages/pictures.py", label="Choose or fetch pictures", icon=":material/photo_library:")
        return
    run = runs.current()
    assert run is not None  # just started
    if not_here := st.session_state.pop("not_here", ""):
        st.toast(
            f"The link names pictures that are not here ({escape_markdown(not_here)}): this run is on "
            f"{escape_markdown(run.source)}."
        )
    with head:
        draw_save(run)
    left, right = st.columns([5, 7], gap="large")
    with right:
        curve = Curve(run)
    draw_figures(run, figures)
    with left:
        learn_and_ask(run)
    draw_figures(run, figures)
    curve.draw()
    catch_up(run, curve)
    if runs.step_oracle(run):
        st.rerun()


# Settings


def settings_form() -> tuple[str, Settings]:
    """The settings, kept in the page's link; a button starts the run they describe."""
    run = runs.current()
    default = Settings()
    choices = datasets.names()
    above, beside = st.columns(2)
    source = above.selectbox("Pictures", choices, key="pictures", bind="query-params", help="Which data set to learn.")
    noise = beside.slider(
        "Label noise",
        0.0,
        0.5,
        default.noise,
        0.05,
        key="noise",
        bind="query-params",
        format="percent",
        help="The share of its answers that the oracle gets wrong.",
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
    one, two = st.columns(2)
    initial = number(one, "Initial set", "initial", 2, 200, "Labels known from the start, half of each class.")
    batch = number(two, "Batch size", "batch", 1, LARGEST_BATCH, "Questions between two trainings.")
    budget = number(one, "Budget", "budget", 2, 5000, "Labels in all, the initial set included.")
    seed = number(two, "Random seed", "seed", 0, 2**31 - 1, "Another one: another initial set, other initial weights.")
    settings = Settings(strategy, initial, batch, budget, noise, seed)
    changed = run is not None and (source, settings) != (run.source, run.loop.settings)
    lost = f"The answers of this run ({len(run.loop.answers)}) will be gone." if run and run.loop.answers else ""
    st.button(
        "Start this run" if changed else "Start again",
        key="start",
        on_click=start_again,
        type="primary" if changed else "secondary",
        width="stretch",
    )
    if refused := st.session_state.pop("refused", ""):
        st.error(refused, icon=":material/error:")
    st.caption(f"{'These settings are not those of the run on screen. ' if changed else ''}{lost}")
    return source, settings


def start_again() -> None:
    """Start the run that the settings describe; if they cannot be met, keep the run and say why."""
    chosen = {field.name: st.session_state[field.name] for field in fields(Settings)}
    try:
        runs.start(st.session_state["pictures"], Settings(**chosen))
        st.session_state["settings"] = False  # closes the panel
    except (DatasetError, SettingsError) as error:
        st.session_state["refused"] = str(error)


def number(column: DeltaGenerator, label: str, key: str, lowest: int, highest: int, help_text: str) -> int:
    """One whole number of the settings, kept in the link."""
    start = getattr(Settings(), key)
    return int(column.number_input(label, lowest, highest, start, 1, key=key, help=help_text, bind="query-params"))


# Learn and ask


def learn_and_ask(run: Run) -> None:
    """Show the question; before it, train on what is labelled, if it is time to."""
    loop = run.loop
    if not loop.to_teach:
        with st.container():  # where `st.empty` would flicker
            draw_question(run)
        return
    slot = st.empty()
    time.sleep(FLUSH)
    with slot.container():
        draw_lesson(run)
    slot.empty()
    time.sleep(FLUSH)
    with slot.container():
        draw_question(run)


def draw_lesson(run: Run) -> None:
    """What it learns from now, while it does."""
    loop = run.loop
    if run.rounds_to_go:
        draw_progress(run, "teach")
    if not loop.rounds:
        st.markdown(f"**It starts with {len(loop.initial)} labelled pictures** and learns from them now.")
    awake = "keras" in sys.modules
    waiting = f"Learning from {len(loop.labelled)} labels" if awake else "Waking the net, some ten seconds"
    with st.spinner(f"{waiting} ...", show_time=True):
        new = list(loop.query.asked) if loop.query else loop.initial
        draw_strip(loop.dataset, new, dict(loop.labelled))
        runs.teach(run)


def draw_strip(dataset: Dataset, pictures: list[int], labels: dict[int, int]) -> None:
    """Small pictures in a row that wraps, each with its label."""
    with st.container(horizontal=True, gap="small"):
        for picture in pictures:
            name = dataset.classes[labels[picture]]
            st.image(dataset.originals[picture], caption=name, width=72, alt=f"a picture labelled {name}")


def catch_up(run: Run, curve: "Curve") -> None:
    """Teach the random baseline as far as the run, and measure the ceiling once, while the person thinks."""
    while runs.step_baseline(run):
        curve.draw()
    if not run.rounds_to_go and runs.measure_ceiling(run):
        curve.draw()


# Draw


def draw_figures(run: Run, places: list[DeltaGenerator]) -> None:
    """Labels used, round and accuracy."""
    loop = run.loop
    last = loop.rounds[-1] if loop.rounds else None
    places[0].badge(f"{len(loop.labelled)} of {loop.settings.budget} labels", icon=":material/label:", color="gray")
    places[1].badge(f"round {last.number if last else 0}", icon=":material/replay:", color="gray")
    accuracy = f"test accuracy {last.accuracy:.1%}" if last else "learning"
    places[2].badge(accuracy, icon=":material/target:", color="orange")


class Curve:
    """The learning curve so far and what it says in words, drawn again in its place when there is more of it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._chart = st.altair_chart(self._now(), width="stretch", alt=self._in_words())
        self._text = st.caption(_insight(run.loop))

    def draw(self) -> None:
        """Draw it as it is now."""
        self._chart.altair_chart(self._now(), width="stretch", alt=self._in_words())
        self._text.caption(_insight(self._run.loop))

    def _now(self) -> alt.LayerChart:
        settings = self._run.loop.settings
        rows = run_file.curve_rows(self._run.loop)
        return charts.learning_curve(rows, settings.strategy, settings.budget, self._run.ceiling, CHART_HEIGHT)

    def _in_words(self) -> str:
        rounds = self._run.loop.rounds
        last = f"Last: {rounds[-1].accuracy:.1%} with {rounds[-1].labelled} labels." if rounds else "No point yet."
        return f"Test accuracy against labelled pictures. {last}"


def _insight(loop: Loop) -> str:
    test = loop.dataset.test
    baseline = {round_.labelled: round_ for round_ in (loop.baseline.rounds if loop.baseline else [])}
    paired = next((round_ for round_ in reversed(loop.rounds) if round_.labelled in baseline), None)
    if paired is None or paired.number == 0:
        said = f"Accuracy on {len(test)} test pictures that it never learns from; both curves start from the same net."
    elif loop.settings.strategy == "random" and (paired.proba == baseline[paired.labelled].proba).all():
        said = "This run asks at random: it is its own baseline."
    else:
        difference = evidence.paired_difference(paired.correct, baseline[paired.labelled].correct)
        said = evidence.one_run_sentence(difference, paired.labelled, loop.settings.strategy)
    if loop.baseline and not loop.baseline.over and len(loop.baseline.rounds) < len(loop.rounds):
        said += " The random run is still learning its last point."
    wrong, given = runs.wrong_answers(loop)
    return said + (f" Your answers that differ from the true labels: {wrong} of {given}." if given else "")


def draw_question(run: Run) -> None:
    """The question and its answer buttons; the oracle's progress; or the end."""
    if run.rounds_to_go and not run.loop.over:
        draw_progress(run, "ask")
        draw_strip_of_query(run.loop)
    elif run.loop.over:
        draw_end(run)
    else:
        ask(run)


def draw_strip_of_query(loop: Loop) -> None:
    """What the oracle is being asked."""
    if loop.query:
        st.caption("The oracle is asked about these:")
        with st.container(horizontal=True, gap="small"):
            for picture in loop.query.open:
                st.image(loop.dataset.originals[picture], width=104, alt="a picture the oracle is asked about")


def ask(run: Run) -> None:
    """One picture, large, what the net thinks of it, and the buttons."""
    loop = run.loop
    assert loop.query is not None  # the caller has looked
    picture = loop.query.open[0]
    original = loop.dataset.originals[picture]
    with st.container(height=PICTURE_SIDE, border=False):  # so that the buttons do not move while it loads
        st.image(original, width=runs.shown_width(original, PICTURE_SIDE), alt="the picture the net asks about")
    st.markdown(f"**{_question(loop)}** {_why(loop)}")
    draw_belief(loop, picture)
    draw_answers(run, picture)
    draw_oracle(run)
    if run.said:
        st.caption(run.said)


def _question(loop: Loop) -> str:
    query = loop.query
    assert query is not None
    first, second = loop.dataset.classes
    of_batch = len(query.asked) + len(query.open)
    place = f" ({len(query.asked) + 1} of {of_batch})" if of_batch > 1 else ""
    return f"Is this a {second} or a {first}?{place}"


def _why(loop: Loop) -> str:
    query = loop.query
    assert query is not None  # the caller has looked
    choice = len(loop.candidates()) + len(query.open) + len(query.asked)
    if loop.settings.strategy == "random":
        return f"Drawn at random out of {choice}."
    return f"One of {STRATEGIES[loop.settings.strategy].asks}, out of {choice}."


def draw_belief(loop: Loop, picture: int) -> None:
    """What the net thinks, as a bar that the second class fills from the left, where its button is."""
    p = runs.thinks(loop, picture)
    shares = [f"{loop.dataset.classes[label]} {share:.0%}" for label, share in ((1, p), (0, 1 - p))]
    shares[int(p <= 0.5)] = f"**{shares[int(p <= 0.5)]}**"
    who = "its first net thinks" if loop.settings.strategy == "committee" else "it thinks"
    st.progress(p, text=f"{who}: {' · '.join(shares)}")


def draw_answers(run: Run, picture: int) -> None:
    """The answer buttons, second class first, so that Fox is on the left."""
    loop = run.loop
    keys = answer_keys(loop.dataset.classes)
    with st.container(horizontal=True, gap="small"):
        for label in (1, 0):
            st.button(
                loop.dataset.classes[label].capitalize(),
                key=f"answer-{label}-{picture}",  # a click names the picture that was on screen
                on_click=runs.answer,
                args=(run, picture, label),
                shortcut=keys[label],
                type="primary",
                width="stretch",
            )
        st.button(
            "Skip",
            key=f"skip-{picture}",
            on_click=runs.skip,
            args=(run, picture),
            shortcut="S",
            help="Do not answer; ask another.",
        )
        draw_undo(run)


def draw_undo(run: Run) -> None:
    """The button that takes the last answer back."""
    st.button(
        "Undo",
        on_click=runs.undo,
        args=(run,),
        shortcut="U",
        disabled=not run.loop.answers,
        help="Take back the last answer.",
    )


def answer_keys(classes: tuple[str, str]) -> tuple[str, str]:
    """The key of each answer: its first letter, or 1 and 2 where those are taken or the same."""
    first, second = (name[0].upper() for name in classes)
    plain = first != second and not {first, second} & set(TAKEN_KEYS) and (first + second).isascii()
    return (first, second) if plain and (first + second).isalnum() else ("1", "2")


def draw_oracle(run: Run) -> None:
    """Let the true labels answer: one round, ten, or to the budget."""
    loop = run.loop
    now = loop.rounds[-1].number
    left = -(-(loop.settings.budget - loop.rounds[-1].labelled) // loop.settings.batch)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(":gray[Oracle]", width="content", help="Answers with the true labels, but for the label noise.")
        st.button("Next round", on_click=runs.ask_oracle, args=(run, 1, now), shortcut="N")
        if left > 10:
            st.button("Ten rounds", on_click=runs.ask_oracle, args=(run, 10, now))
        if left > 1:
            st.button("To the budget", on_click=runs.ask_oracle, args=(run, left, now))


def draw_progress(run: Run, phase: str) -> None:
    """How far the oracle is, and the way to stop it; one button a phase, since both may be drawn in one script."""
    done = run.rounds_asked - run.rounds_to_go
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(done / max(run.rounds_asked, 1), text=f"the oracle answers: round {done} of {run.rounds_asked}")
        st.button("Stop", on_click=runs.stop_oracle, args=(run,), icon=":material/stop_circle:", key=f"stop-{phase}")


def draw_end(run: Run) -> None:
    """The run is over: why, what came out, what to do next."""
    loop = run.loop
    why = {
        "budget": f"The budget of {loop.settings.budget} labels is used up.",
        "pool": "No picture is left to ask about.",
    }
    st.success(f"**The run is over.** {why[loop.over]}", icon=":material/flag:")
    st.markdown(
        f"It gets **{loop.rounds[-1].accuracy:.1%}** of the {len(loop.dataset.test)} test pictures right. "
        "Try another strategy or another random seed in the settings: one run is an anecdote."
    )
    draw_undo(run)
    draw_mistakes(loop)


def draw_mistakes(loop: Loop) -> None:
    """The test pictures that it is most sure of and wrong about."""
    dataset = loop.dataset
    test, proba, wrong = dataset.test, loop.rounds[-1].proba[dataset.test], ~loop.rounds[-1].correct
    surest = np.argsort(np.where(wrong, -np.abs(proba - 0.5), 1))[: min(MISTAKES, int(wrong.sum()))]
    if len(surest):
        st.caption(f"Its worst mistakes, of {wrong.sum()}: what it takes them for, and how surely")
        with st.container(horizontal=True, gap="small"):
            for place in surest:
                p = float(proba[place])
                taken = f"{dataset.classes[int(p > 0.5)]} {max(p, 1 - p):.0%}"
                st.image(
                    dataset.originals[test[place]], caption=taken, width=90, alt=f"a test picture, taken for {taken}"
                )


def draw_save(run: Run) -> None:
    """Downloads of the curve and of the whole run."""
    loop = run.loop
    with st.popover("Save", icon=":material/download:"):
        st.download_button(
            "Curve (CSV)", lambda: run_file.curve_csv(loop), "curve.csv", "text/csv", on_click="ignore", width="stretch"
        )
        st.download_button(
            "Curve (PNG)", lambda: _png(run), "curve.png", "image/png", on_click="ignore", width="stretch"
        )
        st.download_button(
            "Whole run (JSON)", lambda: _json(run), "run.json", "application/json", on_click="ignore", width="stretch"
        )


def _png(run: Run) -> bytes:
    settings = run.loop.settings
    chart = charts.learning_curve(run_file.curve_rows(run.loop), settings.strategy, settings.budget, run.ceiling)
    return charts.png(chart, charts.title(run.loop.dataset.name, settings.seed, settings.batch))


def _json(run: Run) -> str:
    from foxdog.learning import cnn  # by now it has been imported; the first paint must not wait for it

    return run_file.run_json(run.loop, cnn.RECIPE, run.ceiling)


page()

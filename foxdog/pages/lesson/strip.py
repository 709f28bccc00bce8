"""The strip of the Label page: which lesson it is, what to watch, what to predict, and at the end what came out."""

from dataclasses import dataclass

import streamlit as st

from foxdog.pages.lesson import going_on, sentences, six, words
from foxdog.pages.lesson.record import Progress
from foxdog.pages.session.run import Run


@dataclass(frozen=True)
class Guided:
    """What a lesson asks of the page below its strip."""

    busy: str = ""  # why nothing can be answered yet
    predicted: bool = False  # whether the stage need not ask for a prediction itself
    instead: bool = False  # whether something was drawn in place of the stage


def draw(run: Run) -> Guided:
    """Draw the strip, and what there is in place of the stage. Without a lesson nothing is drawn."""
    progress = going_on.current()
    if progress is None:
        return Guided(predicted=bool(run.prediction))
    if going_on.belongs(progress, run):
        going_on.follow(progress, run)
        draw_step(progress, run)
        busy = words.PREDICT_FIRST if going_on.waits_for_prediction(progress) else ""
        return Guided(busy, predicted=True, instead=six.draw(progress, run))
    with st.container(horizontal=True, vertical_alignment="center", key="lesson"):
        st.markdown(f"**{progress.lesson.words.title}** {words.NOT_ITS_RUN}")
        st.button(words.SET_UP_AGAIN, on_click=going_on.begin, args=(progress.lesson,), icon=":material/replay:")
        draw_end()
    return Guided(predicted=bool(run.prediction))


def draw_step(progress: Progress, run: Run) -> None:
    """Draw the strip of a lesson whose run is on screen."""
    waits = going_on.waits_for_prediction(progress)
    lesson = progress.lesson.words
    with st.container(horizontal=True, vertical_alignment="center", key="lesson"):
        told = lesson.watch if waits else text(progress, run)
        asks = f" **{lesson.predict}**" if waits else ""
        st.markdown(f"**{lesson.title}** {told}{asks}")
        if waits:
            for name, label in lesson.predictions.items():
                arguments = (progress, run, name)
                key = f"predict-{run.id}-{name}"
                st.button(label, key=key, type="primary", on_click=going_on.predict, args=arguments)
        elif run.loop.over and progress.step + 1 < len(progress.lesson.runs):
            st.button(
                words.NEXT_RUN.format(name=words.RUNS[progress.step + 1]),
                type="primary",
                on_click=going_on.next_run,
                args=(progress, run.loop.settings.seed),
            )
        draw_end()


def draw_end() -> None:
    """Draw the way out of the lesson."""
    st.button(words.END_LESSON, key="end-lesson", on_click=going_on.end, icon=":material/close:", type="tertiary")


def text(progress: Progress, run: Run) -> str:
    """What came out, or what to watch and how far it is until then."""
    loop, lesson = run.loop, progress.lesson
    if not loop.rounds:
        return lesson.words.watch
    if found := lesson.sentence(progress, loop):
        return found
    if lesson.name == "guess-the-question":
        return f"{lesson.words.watch} {words.AFTER_ROUNDS.format(rounds=sentences.ROUNDS)}"
    if lesson.name == "predict-it":
        left = len(loop.initial) + six.THIRTY - loop.rounds[-1].labelled
        thirty = words.THIRTY.format(left=left) if progress.prophecies and not progress.looking else ""
        return f"{lesson.words.watch} {thirty}".strip()
    if len(lesson.runs) > 1:
        step = progress.step
        number = words.RUN_OF.format(number=step + 1, runs=len(lesson.runs), name=words.RUNS[step])
        return f"{lesson.words.watch} {number}"
    return f"{lesson.words.watch} {words.STILL.format(left=loop.settings.budget - loop.rounds[-1].labelled)}"

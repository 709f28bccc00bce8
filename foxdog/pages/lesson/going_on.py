"""Begin a lesson, go on in it, and end it. The link names the lesson, so a reload sets it up again."""

from dataclasses import replace

import streamlit as st

from foxdog.learning.loop import Loop
from foxdog.pages.lesson.lessons import LESSONS
from foxdog.pages.lesson.record import End, Lesson, Pick, Progress, Prophecy
from foxdog.pages.parts import link
from foxdog.pages.parts.next_steps import ask_for
from foxdog.pages.session import run as runs
from foxdog.pages.session.run import Run

KEY = "lesson"  # in the link and in the session's state
LABEL_PAGE = "foxdog/pages/label.py"


def offers() -> dict[str, link.Offered]:
    """What the lesson may be in a link."""
    return {KEY: LESSONS.__contains__}


def current() -> Progress | None:
    """How far the session is in its lesson, None if it has none."""
    return st.session_state.get(KEY)


def turn_to(lesson: Lesson) -> None:
    """Turn to the Label page, which sets the lesson up."""
    st.session_state.pop(KEY, None)
    view = {"view": "class"} if st.session_state.get("class-view") else {}
    st.switch_page(LABEL_PAGE, query_params={KEY: lesson.name, **view})


def adopt_link() -> None:
    """Begin the lesson that the link names, unless it is going on; before the settings' widgets are made."""
    progress, named = current(), st.query_params.get(KEY)
    if progress:
        st.query_params[KEY] = progress.lesson.name
    elif named in LESSONS:
        begin(LESSONS[named], int(float(st.query_params.get("seed", "0"))))  # `link.check` has seen that it is a number


def begin(lesson: Lesson, seed: int = 0) -> None:
    """Set the lesson up from its first run."""
    st.session_state[KEY] = Progress(lesson)
    ask_for(lesson.pictures, replace(lesson.runs[0], seed=seed))


def end() -> None:
    """End the lesson; the run stays."""
    st.session_state.pop(KEY, None)
    st.query_params.pop(KEY, None)


def next_run(progress: Progress, seed: int) -> None:
    """Ask for the lesson's next run, from the same seed."""
    progress.step, progress.run = progress.step + 1, ""
    ask_for(progress.lesson.pictures, replace(progress.lesson.runs[progress.step], seed=seed))


def belongs(progress: Progress, run: Run) -> bool:
    """Whether the run on screen is the one of the lesson's step; runs that are compared share a seed."""
    settings, lesson = run.loop.settings, progress.lesson
    expected = replace(lesson.runs[progress.step], seed=settings.seed)
    seeds = {one.seed for step, one in progress.ends.items() if step != progress.step}
    same = (run.source, settings) == (lesson.pictures, expected)
    return same and (progress.step == 0 or seeds == {settings.seed})


def follow(progress: Progress, run: Run) -> None:
    """Note a new run of the lesson, or how its run ended. A new run in place of another needs a new prediction."""
    if progress.run and progress.run != run.id and progress.step == 0:
        fresh = Progress(progress.lesson)
        progress.prediction, progress.ends, progress.looking = fresh.prediction, fresh.ends, False
        progress.picks, progress.prophecies = fresh.picks, fresh.prophecies
    progress.run = run.id
    loop = run.loop
    if loop.over:
        last = loop.rounds[-1]
        progress.ends[progress.step] = End(loop.settings.seed, last.labelled, last.correct)


def waits_for_prediction(progress: Progress) -> bool:
    """Whether the class is to predict before anything is answered."""
    return bool(progress.lesson.words.predictions) and not progress.prediction


def predict(progress: Progress, run: Run, prediction: str) -> None:
    """Note what the class expects, once."""
    if waits_for_prediction(progress):
        progress.prediction = prediction
        if progress.lesson.name == "fewer-labels":
            run.prediction = prediction  # the stage, too, says at the end what came of it


def pick(progress: Progress, loop: Loop, pictures: list[int], chosen: int) -> None:
    """Note a guess which of these pictures is asked about, once a question."""
    if loop.query and loop.query.open and not picked(progress, loop):
        progress.picks.append(Pick(len(loop.answers), tuple(pictures), chosen, loop.query.open[0]))


def picked(progress: Progress, loop: Loop) -> Pick | None:
    """The guess about the open question, None if there is none yet."""
    last = progress.picks[-1] if progress.picks else None
    return last if last and loop.query and last.answered == len(loop.answers) else None


def prophesy(progress: Progress, loop: Loop, pictures: list[int], guessed: list[int]) -> None:
    """Note a guess what the machine says of these pictures."""
    now = loop.rounds[-1]
    said = tuple(int(now.proba[picture] > 0.5) for picture in pictures)
    true = tuple(int(loop.dataset.labels[picture]) for picture in pictures)
    progress.prophecies.append(Prophecy(now.labelled, tuple(pictures), tuple(guessed), said, true))
    progress.looking = True


def answer(progress: Progress, run: Run, picture: int, label: int) -> None:
    """Answer the question that the class has guessed."""
    if picked(progress, run.loop):
        runs.answer(run, picture, label)

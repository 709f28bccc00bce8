"""Six pictures to guess, in place of the stage, where the stage would give the answer away."""

from collections.abc import Callable

import streamlit as st

from foxdog.learning import findings, guessing
from foxdog.learning.loop import Loop
from foxdog.pages.lesson import going_on
from foxdog.pages.lesson import words as said
from foxdog.pages.lesson.record import Pick, Progress, Prophecy
from foxdog.pages.session import words
from foxdog.pages.session.run import Run
from foxdog.text import one_line

THIRTY = 30  # labels between the two guesses of what the machine says


def draw(progress: Progress, run: Run) -> bool:
    """Draw the six pictures if it is time for them. Returns whether they were drawn."""
    drawing = {"guess-the-question": draw_question, "predict-it": draw_prophecy}.get(progress.lesson.name)
    return bool(drawing and run.loop.rounds and drawing(progress, run))


# Which picture does it ask about?


def draw_question(progress: Progress, run: Run) -> bool:
    """Draw six pictures, one of which is asked about: the guess, or what came of it."""
    loop = run.loop
    if not (loop.query and loop.query.open):
        return False
    if guess := going_on.picked(progress, loop):
        draw_guessed(progress, run, guess)
        return True
    st.markdown(f"#### {said.WHICH}")
    pictures = guessing.with_the_question(loop)
    key = f"pick-{run.id}-{len(loop.answers)}"

    def choose(number: int, picture: int) -> None:
        arguments = (progress, loop, pictures, picture)
        label = f"{said.THIS_ONE} ({number})"
        st.button(label, key=f"{key}-{picture}", on_click=going_on.pick, args=arguments, width="stretch")

    draw_row(loop, pictures, choose)
    draw_score(progress)
    st.caption(words.plain("".join(part["text"] for part in run.verdict)))
    return True


def draw_guessed(progress: Progress, run: Run, guess: Pick) -> None:
    """Draw what the machine believes of the six, which it asks about, and the answers to that."""
    loop, classes = run.loop, run.loop.dataset.classes
    asked, chosen = guess.pictures.index(guess.asked) + 1, guess.pictures.index(guess.chosen) + 1
    came = (said.HIT if asked == chosen else said.MISS).format(asked=asked, chosen=chosen)
    st.markdown(f"#### {came}")

    def tell(number: int, picture: int) -> None:
        p = f"{findings.p_fox(loop, picture):.0%}"
        st.markdown(said.BELIEVES.format(number=number, fox=words.name(classes[1]), p=p))
        if picture == guess.asked:
            st.markdown(f":material/arrow_upward: **{said.ASKED}**")

    draw_row(loop, guess.pictures, tell)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{said.TELL_IT.format(asked=asked)}**", width="content")
        for label in (0, 1):
            st.button(
                words.name(classes[label]),
                key=f"tell-{run.id}-{guess.answered}-{label}",
                on_click=going_on.answer,
                args=(progress, run, guess.asked, label),
                type="primary",
            )
    draw_score(progress)


def draw_score(progress: Progress) -> None:
    """Draw how often the question was found so far."""
    hits = sum(one.chosen == one.asked for one in progress.picks)
    score = said.SCORE.format(hits=hits, rounds=len(progress.picks)) if progress.picks else ""
    st.caption(f"{score} {said.BY_CHANCE}".strip())


# What does it say?


def draw_prophecy(progress: Progress, run: Run) -> bool:
    """Draw six test pictures, at the start and after thirty labels: the guess, or what came of it."""
    loop = run.loop
    if progress.looking:
        draw_came(progress, run, progress.prophecies[-1])
        return True
    due = len(loop.initial) + THIRTY * len(progress.prophecies)
    if len(progress.prophecies) > 1 or loop.rounds[-1].labelled < due or run.rounds_to_go:
        return False
    seen = tuple(picture for one in progress.prophecies for picture in one.pictures)
    pictures = guessing.of_the_test_set(loop, seen)
    wrong = sum((loop.rounds[-1].proba[one] > 0.5) != loop.dataset.labels[one] for one in pictures)
    st.markdown(f"#### {said.WHAT_DOES_IT_SAY.format(wrong=wrong)}")
    names = dict(enumerate(words.name(name) for name in loop.dataset.classes))
    key = f"says-{run.id}-{len(progress.prophecies)}"
    guessed: list[int | None] = []

    def choose(number: int, picture: int) -> None:
        guessed.append(
            st.segmented_control(
                f"Picture {number}",
                names,
                format_func=names.__getitem__,
                key=f"{key}-{picture}",
                label_visibility="collapsed",
                width="stretch",
            )
        )

    draw_row(loop, pictures, choose)
    st.button(
        said.CHECK,
        key=f"check-{key}",
        type="primary",
        disabled=None in guessed,
        on_click=going_on.prophesy,
        args=(progress, loop, pictures, guessed),
    )
    return True


def draw_came(progress: Progress, run: Run, prophecy: Prophecy) -> None:
    """Draw what the machine says of the six, beside what they are."""
    names = [words.name(name) for name in run.loop.dataset.classes]
    st.markdown(f"#### {said.SCORED.format(score=prophecy.score)}")

    def tell(number: int, picture: int) -> None:
        at = number - 1
        hit = prophecy.guessed[at] == prophecy.said[at]
        mark = ":material/check:" if hit else ":material/close:"
        st.markdown(f"{mark} **{said.SAYS.format(name=names[prophecy.said[at]])}**")
        st.caption(said.IS.format(name=names[prophecy.true[at]]))

    draw_row(run.loop, prophecy.pictures, tell)
    more = said.GO_ON if len(progress.prophecies) == 1 else said.GO_ON_AFTER
    st.button(more, key=f"go-on-{run.id}-{prophecy.labelled}", on_click=_look_away, args=(progress,), type="primary")


def _look_away(progress: Progress) -> None:
    progress.looking = False


def draw_row(loop: Loop, pictures: tuple[int, ...] | list[int], below: Callable[[int, int], None]) -> None:
    """Draw pictures in a row, and below each what `below` draws of its number, from 1, and its index."""
    with st.container(horizontal=True, gap="small", key="six"):
        for number, picture in enumerate(pictures, start=1):
            with st.container(gap="xsmall"):
                st.image(loop.dataset.originals[picture], width="stretch", alt=one_line(f"picture {number}"))
                below(number, picture)

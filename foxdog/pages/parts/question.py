"""What the learner asks: one picture and the buttons that answer, what the oracle is asked, or the end of the run."""

import io
from string import ascii_uppercase, digits

import streamlit as st
from PIL import Image

from foxdog.learning import findings
from foxdog.learning.strategies import STRATEGIES
from foxdog.pages.session import run as runs
from foxdog.pages.session.run import Run

PICTURE_SIDE = 340  # px
MISTAKES = 8  # at most
WHY_OVER = {"budget": "The budget of {} labels is used up.", "pool": "No picture is left to ask about."}
FREE_KEYS = set(ascii_uppercase + digits) - set("SUNCR")  # Skip, Undo, Next and Streamlit itself take these


def draw(run: Run) -> None:
    """Draw the question and its buttons, the pictures that the oracle is asked about, or the end of the run."""
    if run.loop.over:
        draw_end(run)
    elif run.rounds_to_go:
        draw_oracle_at_work(run)
    else:
        draw_question(run)


def draw_question(run: Run) -> None:
    """Draw one picture, large, what the learner guesses, and the buttons."""
    query, dataset = run.loop.query, run.loop.dataset
    assert query is not None  # the run is not over
    picture = query.open[0]
    draw_picture(dataset.originals[picture])
    (first, second), asked = run.names, len(query.answered)
    batch = asked + len(query.open)
    number = f" ({asked + 1} of {batch})" if batch > 1 else ""
    st.markdown(f"**Is this a {second} or a {first}?{number}** {_why(run)}")
    draw_guess(run, picture)
    draw_answers(run, picture)
    draw_oracle(run)
    if run.feedback:
        st.caption(run.feedback)


def draw_picture(original: bytes) -> None:
    """Draw the picture that is asked about, large."""
    with st.container(height=PICTURE_SIDE, border=False):  # so that the buttons do not move while it loads
        st.image(original, width=shown_width(original, PICTURE_SIDE), alt="the picture it asks about")


def shown_width(original: bytes, side: int) -> int:
    """The width, in px, at which the longer side of an encoded picture is `side` px."""
    width, height = Image.open(io.BytesIO(original)).size
    return round(side * min(1.0, width / height))


def _why(run: Run) -> str:
    strategy, choice = run.loop.settings.strategy, findings.choice(run.loop)
    if strategy == "random":
        return f"A random choice out of {choice}."
    return f"One of {STRATEGIES[strategy].asks}, out of {choice}."


def draw_guess(run: Run, picture: int) -> None:
    """Draw P(fox) as a bar that fills from the left, where the Fox button is."""
    p = findings.p_fox(run.loop, picture)
    guessed, _ = findings.guess(p)
    shares = {label: f"{run.names[label]} {share:.0%}" for label, share in ((1, p), (0, 1 - p))}
    shares[guessed] = f"**{shares[guessed]}**"
    who = "the first of its committee guesses" if run.loop.settings.strategy == "committee" else "it guesses"
    st.progress(p, text=f"{who}: {' · '.join(shares.values())}")


def draw_answers(run: Run, picture: int) -> None:
    """Draw the answer buttons, the second class first, so that Fox is on the left."""
    keys = answer_keys(run.loop.dataset.classes)
    with st.container(horizontal=True, gap="small"):
        for label in (1, 0):
            st.button(
                run.names[label].capitalize(),
                key=f"answer-{label}-{picture}",  # a click names the picture that was on screen
                on_click=runs.answer,
                args=(run, picture, label),
                shortcut=keys[label],
                type="primary",
                width="stretch",
            )
        about = "Do not answer; ask another."
        st.button("Skip", key=f"skip-{picture}", on_click=runs.skip, args=(run, picture), shortcut="S", help=about)
        draw_undo(run)


def draw_undo(run: Run) -> None:
    """Draw the button that takes the last answer back."""
    about = "Take back the last answer."
    st.button("Undo", on_click=runs.undo, args=(run,), shortcut="U", disabled=not run.loop.answers, help=about)


def answer_keys(classes: tuple[str, str]) -> tuple[str, str]:
    """The key of each answer: its first letter, or 1 and 2 where those are taken or the same."""
    first, second = (name[0].upper() for name in classes)
    return (first, second) if first != second and {first, second} <= FREE_KEYS else ("1", "2")


def draw_oracle(run: Run) -> None:
    """Draw the buttons that let the oracle answer: one round, ten, or all."""
    now = run.loop.rounds[-1].number
    left = findings.rounds_left(run.loop)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        about = "The oracle answers: by the true labels, except for the label noise."
        st.markdown(":gray[Oracle]", width="content", help=about)
        st.button("Next round", on_click=runs.ask_oracle, args=(run, 1, now), shortcut="N")
        if left > 10:
            st.button("Ten rounds", on_click=runs.ask_oracle, args=(run, 10, now))
        if left > 1:
            st.button("Run to the end", on_click=runs.ask_oracle, args=(run, left, now))


def draw_progress(run: Run, phase: str) -> None:
    """Draw how far the oracle is, and a Stop button for each phase, since one script may draw both."""
    done = run.rounds_asked - run.rounds_to_go
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(done / max(run.rounds_asked, 1), text=f"the oracle answers: round {done} of {run.rounds_asked}")
        st.button("Stop", on_click=runs.stop_oracle, args=(run,), icon=":material/stop_circle:", key=f"stop-{phase}")


def draw_oracle_at_work(run: Run) -> None:
    """Draw how far the oracle is, and what it is asked about: one picture as large as a person would see it."""
    query = run.loop.query
    if query and run.loop.settings.batch == 1:
        draw_picture(run.loop.dataset.originals[query.open[0]])
    draw_progress(run, "ask")
    if query and run.loop.settings.batch > 1:
        st.caption("The oracle is asked about these:")
        with st.container(horizontal=True, gap="small"):
            for picture in query.open:
                st.image(run.loop.dataset.originals[picture], width=104, alt="a picture the oracle is asked about")


def draw_end(run: Run) -> None:
    """Draw why the run is over, what came out, and the test pictures that it is most sure of and wrong about."""
    loop = run.loop
    st.success(f"**The run is over.** {WHY_OVER[loop.over].format(loop.settings.budget)}", icon=":material/flag:")
    st.markdown(
        f"It gets **{loop.rounds[-1].accuracy:.1%}** of the {len(loop.dataset.test)} test pictures right. "
        "Try another strategy or another random seed in the settings: one run alone proves little."
    )
    draw_undo(run)
    mistakes = findings.worst_mistakes(loop)
    if not mistakes:
        return
    st.caption(f"Its worst mistakes, of {len(mistakes)}: what it guessed, and how sure it was")
    with st.container(horizontal=True, gap="small"):
        for picture, label, probability in mistakes[:MISTAKES]:
            name, guess = loop.dataset.classes[label], f"{run.names[label]} {probability:.0%}"
            st.image(loop.dataset.originals[picture], caption=guess, width=90, alt=f"a test picture; it guessed {name}")

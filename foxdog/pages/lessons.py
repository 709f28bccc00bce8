"""The Lessons page: six lessons, each set up in one click, and papers to print."""

import streamlit as st

from foxdog.pages.lesson import going_on, model_card, plan, words
from foxdog.pages.lesson.lessons import LESSONS
from foxdog.pages.lesson.record import Lesson
from foxdog.pages.session import run as runs

A_CARD = 340  # px, at least
LONGEST = 1000  # characters of a remark


def page() -> None:
    """Draw the lessons, the five-minute way, and the papers."""
    st.markdown("#### Lessons")
    st.markdown(words.LEAD)
    with st.grid(min_column_width=A_CARD, gap="small"):
        for lesson in LESSONS.values():
            draw_lesson(lesson)
    left, right = st.columns(2, gap="small")
    with left:
        draw_five_minutes()
    with right:
        draw_papers()


def draw_lesson(lesson: Lesson) -> None:
    """Draw the card of one lesson."""
    help_text = f"{words.START_HELP} {runs.what_becomes_of(runs.current())}"
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{lesson.words.title}**")
        st.markdown(lesson.words.question)
        st.caption(lesson.words.watch)
        if st.button(words.START, key=f"start-{lesson.name}", type="primary", help=help_text):
            going_on.turn_to(lesson)


def draw_five_minutes() -> None:
    """Draw the way for somebody who has never heard of active learning."""
    with st.container(border=True):
        st.markdown(f"**{words.FIVE_TITLE}**")
        st.markdown("\n".join(f"- **{minute}**: {what}" for minute, what in words.FIVE_MINUTES))


def draw_papers() -> None:
    """Draw the downloads: the lesson plan, and the model card with the fields that only people can fill in."""
    run = runs.current()
    with st.container(border=True):
        st.markdown(f"**{words.PAPERS_TITLE}**")
        st.download_button(
            words.PLAN_BUTTON, plan.plan, "lesson-plan.html", "text/html", on_click="ignore", icon=":material/print:"
        )
        st.markdown(f"**{words.CARD_TITLE}**")
        if run is None or not run.loop.rounds:
            st.caption(words.CARD_NO_RUN)
            return
        st.caption(words.CARD_LEAD)
        who = st.text_input(words.CARD_WHO, key="card-who", max_chars=LONGEST)
        not_for = st.text_input(
            words.CARD_NOT_FOR, key="card-not-for", max_chars=LONGEST, placeholder=words.CARD_NOT_FOR_EXAMPLE
        )
        remarks = st.text_area(words.CARD_REMARKS, key="card-remarks", max_chars=LONGEST, height=80)
        st.download_button(
            words.CARD_BUTTON,
            lambda: model_card.model_card(run.loop, who, remarks, not_for),
            "model-card.html",
            "text/html",
            on_click="ignore",
            icon=":material/print:",
        )


page()

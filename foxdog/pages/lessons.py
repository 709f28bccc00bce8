"""The Lessons page: six lessons, each set up in one click, and papers to print."""

import streamlit as st

from foxdog.pages.lesson import going_on, words
from foxdog.pages.lesson.lessons import LESSONS
from foxdog.pages.lesson.record import Lesson
from foxdog.pages.session import run as runs

A_CARD = 340  # px, at least


def page() -> None:
    """Draw the lessons, the five-minute way, and the papers."""
    st.markdown("#### Lessons")
    st.markdown(words.LEAD)
    with st.grid(min_column_width=A_CARD, gap="small"):
        for lesson in LESSONS.values():
            draw_lesson(lesson)
    draw_five_minutes()


def draw_lesson(lesson: Lesson) -> None:
    """Draw the card of one lesson."""
    run = runs.current()
    answers = len(run.loop.answers) if run else 0
    loses = words.START_LOSES.format(answers=answers) if answers else words.START_HELP
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{lesson.words.title}**")
        st.markdown(lesson.words.question)
        st.caption(lesson.words.watch)
        if st.button(words.START, key=f"start-{lesson.name}", type="primary", help=loses):
            going_on.turn_to(lesson)


def draw_five_minutes() -> None:
    """Draw the way for somebody who has never heard of active learning."""
    with st.container(border=True):
        st.markdown(f"**{words.FIVE_TITLE}**")
        st.markdown("\n".join(f"- **{minute}**: {what}" for minute, what in words.FIVE_MINUTES))


page()

"""With the teacher's link: stop what another visitor has started and the server does for one visitor at a time."""

from typing import Any

import streamlit as st

from foxdog.pages.session import teacher
from foxdog.pages.session.background import Slot


def draw(slot: Slot[Any]) -> None:
    """Draw the button, where the session may stop it and there is something to stop."""
    if not teacher.is_teacher() or not slot.busy:
        return
    st.button(
        f"Stop this {slot.kind}",
        on_click=slot.stop_for_teacher,
        icon=":material/stop_circle:",
        key=f"stop-{slot.kind}",
        help="You came by the teacher's link. Who started it reads that the teacher has stopped it.",
    )

"""The dashboard: page set-up and navigation, nothing else. Start it with `streamlit run streamlit_app.py`."""

from pathlib import Path

import streamlit as st

from foxdog.pages.session import leaving, teacher
from foxdog.pages.session.upload_limits import set_limits
from foxdog.pages.streamlit_compat import draw_after_restart

st.set_page_config(page_title="Fox or Dog", page_icon="assets/icon.png", layout="wide")
st.logo("assets/icon.png", size="large")
st.html(Path(__file__).parent / "foxdog" / "pages" / "style.css")
set_limits()
teacher.note_link()
leaving.watch_sessions()
draw_after_restart()
pages = [
    st.Page("foxdog/pages/label.py", title="Label", icon=":material/label:", default=True),
    st.Page("foxdog/pages/lessons.py", title="Lessons", icon=":material/school:"),
    st.Page("foxdog/pages/pictures.py", title="Pictures", icon=":material/photo_library:"),
    st.Page("foxdog/pages/compare.py", title="Compare", icon=":material/compare_arrows:"),
]
st.navigation(pages, position="top").run()

"""The dashboard: page set-up and navigation, nothing else. Start it with `streamlit run streamlit_app.py`."""

import streamlit as st

st.set_page_config(page_title="Fox or Dog", page_icon="assets/icon.png", layout="wide")
st.logo("assets/icon.png", size="large")
st.navigation([st.Page("foxdog/pages/label.py", title="Label", default=True)], position="hidden").run()

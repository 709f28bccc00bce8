"""The dashboard: page set-up and navigation, nothing else. Start it with `streamlit run streamlit_app.py`."""

import streamlit as st

st.set_page_config(page_title="Fox or Dog", page_icon=":material/pets:", layout="wide")
st.navigation([st.Page("foxdog/pages/label.py", title="Label", default=True)], position="hidden").run()

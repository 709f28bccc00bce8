"""Streamlit, and only Streamlit: the pages, and what one browser session is doing."""

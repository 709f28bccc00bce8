"""Runs in a database: a run is its settings and what happened in it, line by line.

1. ``tokens``   the secrets in a run's links, and the keys by which the database knows them
2. ``record``   what is kept of a run, and why something may not be kept
3. ``schema``   the tables, and how a database is opened, made or refused
4. ``store``    write a run, add what happened, read it back, keep its pictures, revoke a link, delete what nobody opens

Only ``schema`` and ``store`` import SQLAlchemy. Nothing here knows of Streamlit.
"""

"""Fox or Dog: watch a machine learn by asking.

Pictures go in, a learning curve comes out. The folders in the order in which the data flows:

1. ``pictures``    files become a ``Dataset``: pictures, labels, and the split into pool, validation and test set
2. ``learning``    a dataset becomes rounds: query, answer, teach, score. Read ``learning.loop`` first of all
3. ``comparison``  strategies x seeds become a result folder
4. ``store``       a run becomes lines in a database, and lines become the run again
5. ``evidence``    learning curves become figures, and sentences that say what can be concluded
6. ``charts``      rows become Altair charts
7. ``pages``       the Streamlit pages; ``commands`` and ``__main__``: the command line
8. ``drawn``       the code that drew the built-in pictures; only the command that draws needs it

``files`` writes whole files or none, ``text`` makes strings safe to show, ``progress`` says how far something is.
"""

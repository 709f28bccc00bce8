"""Fox or Dog: a class watches a machine learn by asking.

Pictures go in, a learning curve comes out. Read the modules in the order in which the data flows:

1. ``dataset``     pictures, labels, kinds, groups and the split into pool, validation and test
2. ``pictures``    where they come from: ``drawn`` by our own code, ``photos`` to fetch, or anyone's own by ``intake``;
   ``datafile`` keeps a dataset, ``card`` and ``sheet`` say and show what is in it
3. ``cnn``         a small Keras net and its scikit-learn face, by SciKeras
4. ``strategies``  what to ask next; ``choice``: the mathematics under it
5. ``learner``     modAL's ActiveLearner and Committee, made fit for pictures and current versions
6. ``loop``        query, answer, teach, score: the one place that holds state
7. ``store``       a run as rows and files; ``experiment``: strategies x seeds, and
   ``places``: on cores or on a Dask cluster; ``evidence``: what can be concluded; ``charts`` and
   ``comparison_charts``: rows as pictures; ``results``: a comparison's folder, and what it comes to
8. ``pages``       the Streamlit pages; ``__main__`` and ``commands``: the command line
"""

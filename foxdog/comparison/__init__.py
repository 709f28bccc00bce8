"""Strategies x seeds become a result folder.

1. ``plan``           what there is to compute: a task is one curve or one ceiling
2. ``workers``        where tasks are computed: in this process, on the cores of this machine, on a Dask cluster;
                      ``processes`` and ``worker``: processes that end with the one that started them
3. ``result_folder``  the files of a comparison: what is left to do, each task's table, all curves in one table
4. ``result``         what a comparison came to, read from its folder
5. ``band``           where many runs lie, to be shown behind a single one
6. ``figures``        the figures that can be drawn of it
7. ``report``         what can be concluded from it: summary.csv, insights.md and curves.png

The experiments behind the project's claims are many of these, and some that vary the loop itself:

1. ``experiments``        what each asks, and which runs it needs
2. ``protocols``          how its curves are computed: the loop as it is, or a small function over the learner beside it
3. ``experiment_folder``  how they are written: a folder for each
4. ``contrast_table``     all differences, as one table; ``variance``: where the spread comes from
5. ``outcomes``           what each came to that is no comparison: a sentence, a picture, all figures
"""

"""Curves become figures and sentences that say what can, and what cannot, be concluded from them.

1. ``one_run``     one run against its baseline on the same test pictures
2. ``curves``      many paired seeds: tidy rows as arrays
3. ``intervals``   Student's t and the jackknife over seeds, Wilson's for a test set
4. ``comparison``  area under the curve, Wilcoxon's test with Holm's correction, wins and losses by round
5. ``reaching``    labels to reach an accuracy, and how many a strategy saves
6. ``levelling``   where more labels stop helping
7. ``summary``     all of it as one row a strategy
8. ``by_round``    the curves with their intervals, to be drawn
9. ``claims``      all of it in words: claim 1 here, claim 2 in ``dependence``, claim 3 in ``cleaner``; ``wording``
"""

from foxdog.evidence.by_round import difference_rows, mean_rows, seed_rows
from foxdog.evidence.claims import CLAIMS, insights, needs_fewer_labels
from foxdog.evidence.cleaner import cleaner_labels, levels_off, plateaus
from foxdog.evidence.comparison import PairedTest, against_random, holm, paired_tests, penalties, seeds_needed
from foxdog.evidence.curves import BASELINE, Curves, chosen, curves_from_rows
from foxdog.evidence.dependence import by_initial_set, by_luck, by_start, by_strategy, depends
from foxdog.evidence.intervals import Difference, Estimate, binomial_interval, mean_estimate
from foxdog.evidence.levelling import Plateau, plateau
from foxdog.evidence.one_run import one_run_sentence, paired_difference
from foxdog.evidence.reaching import TARGETS, labels_to_reach, saving
from foxdog.evidence.summary import Cell, ceiling, from_ceiling, summary_rows
from foxdog.evidence.wording import setting_words, signed_points

__all__ = [
    "BASELINE",
    "CLAIMS",
    "TARGETS",
    "Cell",
    "Curves",
    "Difference",
    "Estimate",
    "PairedTest",
    "Plateau",
    "against_random",
    "binomial_interval",
    "by_initial_set",
    "by_luck",
    "by_start",
    "by_strategy",
    "ceiling",
    "chosen",
    "cleaner_labels",
    "curves_from_rows",
    "depends",
    "difference_rows",
    "from_ceiling",
    "holm",
    "insights",
    "labels_to_reach",
    "levels_off",
    "mean_estimate",
    "mean_rows",
    "needs_fewer_labels",
    "one_run_sentence",
    "paired_difference",
    "paired_tests",
    "penalties",
    "plateau",
    "plateaus",
    "saving",
    "seed_rows",
    "seeds_needed",
    "setting_words",
    "signed_points",
    "summary_rows",
]

"""Curves become figures and sentences that say what can, and what cannot, be concluded from them.

1. ``one_run``     one run against its baseline on the same test pictures
2. ``curves``      the paired curves of many seeds, read from the tables of a comparison
3. ``intervals``   Student's t and the jackknife over seeds and splits; Wilson's interval for a share and a test set;
                   ``rounding``, away from claims
4. ``statistics``  area under the curve, Wilcoxon's test with Holm's correction, runs won, strategies head to head
5. ``savings``     labels to reach an accuracy, and how many of them a strategy saves
6. ``plateau``     where more labels stop helping, read in two ways
7. ``tables``      all of it as one row for each strategy, and the curves by round, to be drawn
8. ``claims``      all of it in words: one claim, one record, with a headline
"""

from foxdog.evidence.claims import CLAIMS
from foxdog.evidence.claims.headline import LEAD, Headline, Picture, foremost
from foxdog.evidence.claims.wording import listed, percent, pictures_and_start, setting_words
from foxdog.evidence.contrasts import Contrast, contrast, where
from foxdog.evidence.curves import BASELINE, CEILING_COLUMNS, CURVE_COLUMNS, Curves, read_curves
from foxdog.evidence.intervals import Estimate, binomial_interval
from foxdog.evidence.one_run import gain_difference, one_run_sentence, paired_difference, wrong_answers_clause
from foxdog.evidence.rounding import interval_words, leaves_out_zero, outward, signed_points
from foxdog.evidence.savings import TARGETS
from foxdog.evidence.statistics import head_to_head, seeds_needed
from foxdog.evidence.tables import Row, ceiling, difference_rows, mean_rows, seed_rows, summary_rows
from foxdog.evidence.variance import variance_shares

__all__ = [
    "BASELINE",
    "CEILING_COLUMNS",
    "CLAIMS",
    "CURVE_COLUMNS",
    "LEAD",
    "TARGETS",
    "Contrast",
    "Curves",
    "Estimate",
    "Headline",
    "Picture",
    "Row",
    "binomial_interval",
    "ceiling",
    "contrast",
    "difference_rows",
    "foremost",
    "gain_difference",
    "head_to_head",
    "interval_words",
    "leaves_out_zero",
    "listed",
    "mean_rows",
    "one_run_sentence",
    "outward",
    "paired_difference",
    "percent",
    "pictures_and_start",
    "read_curves",
    "seed_rows",
    "seeds_needed",
    "setting_words",
    "signed_points",
    "summary_rows",
    "variance_shares",
    "where",
    "wrong_answers_clause",
]

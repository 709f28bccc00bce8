"""Curves become figures and sentences that say what can, and what cannot, be concluded from them."""

from foxdog.evidence.intervals import Difference
from foxdog.evidence.one_run import one_run_sentence, paired_difference

__all__ = ["Difference", "one_run_sentence", "paired_difference"]

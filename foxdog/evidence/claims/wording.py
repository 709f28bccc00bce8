"""Figures in words."""

from collections.abc import Sequence

import numpy as np

from foxdog.evidence.curves import BASELINE, Curves
from foxdog.evidence.intervals import Estimate
from foxdog.evidence.rounding import interval_words, outward, signed_points
from foxdog.evidence.statistics import PairedTest, Wins, seeds_needed

STARTS = {"head-start": "with a head start", "scratch": "from scratch"}
"""The words for each initial model."""


def setting_words(curves: Curves) -> str:
    """Which curves a sentence is about."""
    noise = f", {percent(curves.noise)} of the labels wrong" if curves.noise else ""
    about = pictures_and_start(curves.pictures, curves.model)
    return f"{about}, from {curves.initial} to {curves.end} labels, {curves.batch} a round{noise}"


def pictures_and_start(pictures: str, model: str) -> str:
    """What is learned, and what the initial model is: "drawn with a head start"."""
    return f"{pictures} {STARTS.get(model, model)}"


def called(strategy: str) -> str:
    """A strategy's name within a sentence."""
    return "random choice" if strategy == BASELINE else strategy


def counted(number: int, what: str) -> str:
    """How many of something: "1 question", "20 questions"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """A share of 1 in per cent, without decimals."""
    return f"{share * 100:.0f} %"


def points(difference: Estimate) -> str:
    """A difference of accuracies with its interval."""
    return f"{signed_points(difference.value)} points (95 % interval {interval_words(difference)})"


def fewer(saved: Estimate) -> str:
    """A saving with its interval."""

    def words(share: float) -> str:
        return f"{percent(abs(share))} {'fewer' if share >= 0 else 'more'}"

    low, high = np.isfinite(saved.low), np.isfinite(saved.high)
    saved = Estimate(saved.value, outward(saved.low * 100, -1) / 100, outward(saved.high * 100, 1) / 100)
    if low and high:
        ends = sorted((saved.low, saved.high), reverse=saved.high < 0)  # the smaller first, of fewer and of more
        return f"{words(saved.value)} (95 % interval {words(ends[0])} to {words(ends[1])})"
    if low:
        return f"{words(saved.value)} (95 % interval {words(saved.low)} or better)"
    if high:
        return f"{words(saved.value)} (95 % interval {words(saved.high)} or worse)"
    return f"{words(saved.value)} (no interval: without some of the seeds it is not reached)"


def how_tested(test: PairedTest) -> str:
    """The seeds, the test and its p."""
    holm = f" after Holm's correction for {test.together} tests" if test.together > 1 else ""
    if test.splits > 1:
        by = f"on {test.splits} splits, Wilcoxon and mixed model, the larger"
        return f"{test.seeds} paired seeds {by} {chance(test.p_holm)}{holm}"
    return f"{test.seeds} paired seeds, Wilcoxon {chance(test.p_holm)}{holm}"


def how_often(wins: Wins) -> str:
    """In how many runs the one was better than the other."""
    share = wins.probability
    low, high = outward(share.low * 100, -1), outward(share.high * 100, 1)
    return (
        f"won in {wins.won} of {wins.runs} runs, so that it is better in {percent(share.value)} of them "
        f"(95 % interval {low:.0f} to {high:.0f} %)"
    )


def chance(p: float) -> str:
    """A p, no more exact than is of use."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def too_few(test: PairedTest) -> str:
    """Why nothing can be concluded from so few seeds."""
    needed = seeds_needed(test.together)
    for_all = f" for {test.together} tests together" if test.together > 1 else ""
    pairs = "1 paired seed is" if test.seeds == 1 else f"{test.seeds} paired seeds are"
    return f"{pairs} too few to conclude anything: the test needs at least {needed}{for_all}"


def listed(words: Sequence[str]) -> str:
    """Words with commas and an "and"."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""

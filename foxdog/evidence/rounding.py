"""Figures rounded so that no claim gains by it."""

import math

import numpy as np

from foxdog.evidence.intervals import Estimate


def signed_points(difference: float) -> str:
    """A difference of accuracies in points, with its sign; what rounds to zero has none."""
    rounded = round(difference * 100, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"


def interval_words(interval: Estimate) -> str:
    """The ends of an interval of a difference in points, each rounded outwards: so no end that passes zero hides it."""
    low, high = outward(interval.low * 1000, -1) / 1000, outward(interval.high * 1000, 1) / 1000
    return f"{signed_points(low)} to {signed_points(high)}"


def leaves_out_zero(interval: Estimate) -> bool:
    """Whether an interval of a difference leaves out zero as `interval_words` prints it."""
    return outward(interval.low * 1000, -1) > 0 or outward(interval.high * 1000, 1) < 0


def share_leaves_out_zero(interval: Estimate) -> bool:
    """Whether an interval of a saving leaves out zero as it is printed, in whole per cent rounded outwards."""
    return outward(interval.low * 100, -1) > 0 or outward(interval.high * 100, 1) < 0


def outward(end: float, side: int) -> float:
    """The whole number at or beyond an end of an interval, below it for -1; an end without limit stays one."""
    if not np.isfinite(end):
        return end
    near = round(end, 6)  # so that 0.3 computed as 0.30000000000000004 is not rounded to 0.4
    return math.floor(near) if side < 0 else math.ceil(near)

"""Whether it is right as often as it is sure."""

from typing import TYPE_CHECKING

import streamlit as st

from foxdog import evidence
from foxdog.learning import findings
from foxdog.learning.findings import Bin
from foxdog.pages.parts import picture_row
from foxdog.pages.session import words
from foxdog.pages.session.run import Run

if TYPE_CHECKING:
    import altair as alt

COLOUR = "#357a68"  # neither class's


def draw(run: Run) -> None:
    """Draw a bar for each degree of being sure, and the pictures of the bar that is chosen."""
    loop, dataset = run.viewed, run.loop.dataset
    bins = findings.calibration(loop)
    left, right = st.columns([2, 3], gap="large")
    with left:
        event = st.altair_chart(_chart(bins), width="stretch", key="calibration", on_select="rerun")
        st.caption(f"The line on a bar: where it would end if it were right as often as it is sure. {sentence(bins)}")
    points = event.selection.get("bar", []) if event else []
    chosen = [one for one in bins if any(point.get("sure") == _name(one) for point in points)]
    with right:
        if not chosen:
            st.caption("Click a bar to see its pictures, the wrong ones first.")
            return
        (one,) = chosen[:1]
        right_now = dict(zip(dataset.test.tolist(), loop.rounds[-1].correct.tolist(), strict=True))
        pictures = sorted(one.pictures, key=lambda picture: right_now[picture])
        st.markdown(f"**{picture_row.count(pictures, f'test pictures, {_name(one)} sure')}**")
        told = [(picture, _guess(run, picture, right_now[picture])) for picture in pictures]
        picture_row.draw(dataset, told, "a {kind} of the test set")


def sentence(bins: list[Bin]) -> str:
    """Whether the bars are where they would be if it were right as often as it is sure."""
    number = sum(len(one.pictures) for one in bins)
    off = [one for one in bins if not _holds(one)]
    gap = sum(abs(one.confidence - one.right) * len(one.pictures) for one in bins) / number
    said = f"Expected calibration error {gap:.1%} on {number} test pictures."
    if not off:
        return f"{said} In no bar is the difference more than luck (95 % intervals)."
    worst = max(off, key=lambda one: abs(one.confidence - one.right))
    side = "more often right" if worst.right > worst.confidence else "less often right"
    return f"{said} Where it is {_name(worst)} sure it is {side} than that: {worst.right:.0%} of {len(worst.pictures)}."


def _holds(one: Bin) -> bool:
    """Whether the mean confidence is in the 95 % interval of the share that is right."""
    interval = evidence.binomial_interval(one.right, len(one.pictures))
    return interval.low <= one.confidence <= interval.high


def _name(one: Bin) -> str:
    return f"{one.low:.0%} to {one.high:.0%}"


def _guess(run: Run, picture: int, right: bool) -> str:
    label, probability = findings.guess(findings.p_fox(run.viewed, picture))
    guess = words.name(run.loop.dataset.classes[label])
    return f"{guess} {probability:.0%}{'' if right else ', wrong'}"


def _chart(bins: list[Bin]) -> "alt.LayerChart":
    import altair as alt

    rows = [
        {"sure": _name(one), "right": one.right, "confidence": one.confidence, "pictures": len(one.pictures)}
        for one in bins
    ]
    bar = alt.selection_point(name="bar", fields=["sure"])
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("sure:N", title="how sure it is", axis=alt.Axis(labelAngle=0))
    )
    y = alt.Y("right:Q", title="how often it is right", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    tooltip = [alt.Tooltip("right:Q", format=".1%"), alt.Tooltip("confidence:Q", format=".1%"), "pictures:Q"]
    bars = base.mark_bar(cursor="pointer", color=COLOUR).encode(
        y=y, tooltip=tooltip, opacity=alt.condition(bar, alt.value(1), alt.value(0.4))
    )
    ticks = base.mark_tick(thickness=3, size=40, color="#9a9a9a").encode(y="confidence:Q", tooltip=tooltip)
    return (bars.add_params(bar) + ticks).properties(height=260)

"""How many of some people's pictures a run gets right, round by round, as an Altair chart."""

from collections.abc import Sequence

import altair as alt

from foxdog.charts.run import ASKING, RANDOM, labelled_axis

YOURS, TEST = "your pictures", "its test pictures"
Row = dict[str, float | str]


def challenge_curve(rows: Sequence[Row], first: int, last: int, height: int = 260) -> alt.LayerChart:
    """The share that is right against labelled pictures.

    Args:
        rows: {"labelled": int, "share": float, "who": YOURS or TEST}, in any order.
        first: The left end of the x axis, in labels.
        last: Its right end.
        height: px.
    """
    colour = alt.Color(
        "who:N",
        title=None,
        scale=alt.Scale(domain=[YOURS, TEST], range=[ASKING, RANDOM]),
        legend=alt.Legend(orient="top", direction="horizontal", symbolType="stroke", symbolStrokeWidth=4, labelLimit=0),
    )
    y = alt.Y(
        "share:Q",
        title="share right",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", tickCount=5),
    )
    tooltip = [
        alt.Tooltip("who:N", title="pictures"),
        alt.Tooltip("labelled:Q"),
        alt.Tooltip("share:Q", title="share right", format=".0%"),
    ]
    x = labelled_axis(first, max(last, first + 1))
    base = alt.Chart(alt.Data(values=list(rows))).encode(x=x, y=y, color=colour)
    layers = [
        base.mark_line(strokeWidth=3, strokeJoin="round"),
        base.mark_point(filled=True, size=24, opacity=1).encode(tooltip=tooltip),
    ]
    return alt.LayerChart(layer=layers).properties(height=height)

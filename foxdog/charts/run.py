"""The rows of one run become an Altair chart, and any chart a PNG."""

import io
from collections.abc import Sequence

import altair as alt

HIGH = 0.93  # a ceiling so near the top that its words go below it
MANY = 40  # rounds, whose points would hide the line if they were large
ASKING, RANDOM, CEILING = "#e0662b", "#7688a3", "#3d9a74"  # for the colour-blind too, legible on light and on dark

Row = dict[str, int | float | None]


def learning_curve(
    rows: Sequence[Row], strategy: str, budget: int, ceiling: float | None = None, height: int = 360
) -> alt.LayerChart:
    """Test accuracy against labelled pictures: the run in front of the random baseline and the ceiling.

    Args:
        rows: As `foxdog.learning.run_file.curve_rows` makes them.
        strategy: The run's strategy, for the legend.
        budget: The right end of the x axis, in labels.
        ceiling: The accuracy with the whole pool labelled; not drawn if None.
        height: px.
    """
    run, baseline = f"asking: {strategy}", "random choice"
    points = [
        {"labelled": row["labelled"], "accuracy": row[key], "round": row["round"], "who": who}
        for key, who in (("baseline", baseline), ("accuracy", run))
        for row in rows
        if row[key] is not None
    ]
    lowest = min([0.5, *(float(point["accuracy"] or 0) for point in points)])  # chance, or the lowest point
    y = accuracy_axis("accuracy:Q", int(lowest * 20) / 20, 1.0)  # from the multiple of 0.05 below
    first = int(rows[0]["labelled"] or 0) if rows else 0
    colour = alt.Color(
        "who:N",
        title=None,
        scale=alt.Scale(domain=[run, baseline], range=[ASKING, RANDOM]),
        legend=alt.Legend(orient="top", direction="horizontal", symbolType="stroke", symbolStrokeWidth=4, labelLimit=0),
    )
    tooltip = [
        alt.Tooltip("who:N", title="questions"),
        alt.Tooltip("round:Q"),
        alt.Tooltip("labelled:Q"),
        alt.Tooltip("accuracy:Q", title="test accuracy", format=".1%"),
    ]
    base = alt.Chart(alt.Data(values=points)).encode(x=labelled_axis(first, max(budget, first + 1)), y=y, color=colour)
    layers: list[alt.Chart] = [
        base.mark_line(strokeWidth=3, strokeJoin="round"),
        base.mark_point(filled=True, size=60 if len(rows) <= MANY else 14, opacity=1).encode(tooltip=tooltip),
    ]
    return alt.LayerChart(layer=[*ceiling_line(ceiling, y), *layers]).properties(height=height)


def accuracy_axis(field: str, low: float, high: float) -> alt.Y:
    """The vertical axis of learning curves."""
    axis = alt.Axis(format=".0%", tickCount=6)
    return alt.Y(field, title="test accuracy", scale=alt.Scale(domain=[low, high]), axis=axis)


def labelled_axis(first: int, last: int) -> alt.X:
    """The horizontal axis of learning curves, from the first to the last number of labels."""
    return alt.X(
        "labelled:Q",
        title="labelled pictures",
        scale=alt.Scale(domain=[first, last]),
        axis=alt.Axis(tickMinStep=1, tickCount=6, grid=False),
    )


def ceiling_line(accuracy: float | None, y: alt.Y) -> list[alt.Chart]:
    """A dashed line, with words, at the accuracy with the whole pool labelled; nothing if that is None."""
    if accuracy is None:
        return []
    text = f"ceiling, the whole pool labelled: {accuracy:.1%}"
    behind = alt.Chart(alt.Data(values=[{"accuracy": accuracy, "text": text}])).encode(y=y)
    dy = -8 if accuracy < HIGH else 9
    return [
        behind.mark_rule(strokeDash=[6, 5], strokeWidth=1.5, color=CEILING),
        behind.mark_text(align="left", baseline="middle", dx=6, dy=dy, fontSize=12, color=CEILING).encode(
            x=alt.value(0), text="text:N"
        ),
    ]


def png(chart: alt.LayerChart, title: str) -> bytes:
    """The chart as a PNG on white, about 1450 px wide, with a title."""
    drawn = (
        chart.properties(width=640, title=title)
        .configure(background="white", padding=16, font="Helvetica, Arial, sans-serif")
        .configure_title(anchor="start", fontSize=16)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", domain=False)
        .configure_view(stroke=None)
        .configure_legend(labelFontSize=13)
    )
    buffer = io.BytesIO()
    drawn.save(buffer, format="png", scale_factor=2)
    return buffer.getvalue()


def title(what: str, seed: int, batch: int) -> str:
    """The heading of a saved picture of one run; `what` names the pictures and the initial model."""
    return f"{what}: one run, random seed {seed}, {batch} a round"

"""Rows of a comparison become Altair charts: each strategy has its own colour, and random is always grey."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import altair as alt
import numpy as np

from foxdog.charts.run import ASKING, HIGH, MANY, RANDOM, accuracy_axis, ceiling_line, labelled_axis

Row = Mapping[str, str | int | float | None]

BASELINE = "random"
COLOURS = {  # the colour-blind can tell neighbours in this list apart; all are legible on light and on dark
    "uncertainty": ASKING,
    "badge": "#2f7fd1",
    "k-centre": "#c49a12",
    "typical": "#8e5bd0",
    "tcm": "#4a57c2",
    "committee": "#1f9aa0",
    "bald": "#c4529a",
    "ranked-batch": "#8a6245",
    "density": "#7d8b2a",
    BASELINE: RANDOM,
}
SPARE = "#5b8c5a"  # the colour of a strategy that is not in the list
SIGNED = "datum.value == 0 ? '0' : format(datum.value, '+')"  # Vega's own would write +0
PALE, INK = "#f1e6dc", "#2b2a29"  # a tile that is light on dark too, and figures legible on it
FARTHEST = 0.1  # accuracy: how far from the mean a band stretches the axis; that of two seeds would flatten all curves
FRONT = alt.selection_point(name="front", fields=["strategy"], bind="legend")  # the strategy chosen in the legend
ARROW = "#2e8b6f"  # legible on light and on dark
TO_REACH = "labels_to_"  # begins the columns of labels to reach an accuracy
FEW = 3  # strategies that are named one by one
WIDE = 0.4  # of the axis: an arrow that has room for its words
RAISED = 16  # px: above the words of the ceiling
FITTING = 36  # characters of curves' names that fit beside one another on a phone
ROW = 34  # px: the height of a strategy or a target where these are stacked


def mean_curves(
    means: Sequence[Row], seeds: Sequence[Row] = (), ceiling: float | None = None, height: int = 420
) -> alt.LayerChart:
    """Mean test accuracy of each strategy with its 95 % band; a click in the legend brings one to the front.

    Args:
        means: As `foxdog.evidence.mean_rows` makes them.
        seeds: As `foxdog.evidence.seed_rows` makes them: drawn as thin, faint lines.
        ceiling: The mean accuracy with the whole pool labelled; not drawn if None.
        height: px.
    """
    shown = [*_ends(means), *(float(row["accuracy"] or 0) for row in seeds), *filter(None, [ceiling])]
    low, high = math.floor(min(shown) * 20) / 20, math.ceil(max(shown) * 20) / 20  # multiples of 0.05
    y = partial(accuracy_axis, low=max(0, low), high=min(1, high))
    base = alt.Chart().encode(x=_labels(means), color=_colour(means, "stroke"))
    faint = 0.3 / len({row["strategy"] for row in means}) ** 0.5
    thin = base.mark_line(strokeWidth=1).encode(y=y("accuracy:Q"), detail="seed:N", opacity=_opacity(faint, 0.03))
    layers = [thin.properties(data=alt.Data(values=list(seeds)))] if seeds else []
    layers += _with_bands(base, means, y, _tooltip("accuracy", ".1%", "labelled:Q"))
    return alt.LayerChart(layer=[*ceiling_line(ceiling, y("accuracy:Q")), *layers]).properties(height=height)


def differences(rows: Sequence[Row], height: int = 420) -> alt.LayerChart:
    """The mean paired difference to random choice in points, with its 95 % band, around zero.

    Args:
        rows: As `foxdog.evidence.difference_rows` makes them.
        height: px.
    """
    points = [{**row, **{key: _hundredfold(row[key]) for key in ("mean", "low", "high")}} for row in rows]
    y = partial(alt.Y, title="points of accuracy ahead of random", axis=alt.Axis(labelExpr=SIGNED, tickCount=7))
    base = alt.Chart().encode(x=_labels(points), color=_colour(points, "stroke"))
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=RANDOM, strokeWidth=2).encode(y="zero:Q")
    layers = [zero, *_with_bands(base, points, y, _tooltip("difference in points", "+.1f", "labelled:Q"))]
    return alt.LayerChart(layer=layers).properties(height=height)


def areas(rows: Sequence[Row]) -> alt.LayerChart:
    """The mean accuracy over the budget of each strategy as a dot with its 95 % interval, the best on top.

    Args:
        rows: As `foxdog.evidence.summary_rows` makes them.
    """
    columns = {"strategy": "strategy", "seeds": "seeds", "mean": "aulc", "low": "aulc_low", "high": "aulc_high"}
    values = [{name: row[column] for name, column in columns.items()} for row in rows]
    best_first = [str(row["strategy"]) for row in sorted(rows, key=lambda row: -float(row["aulc"] or 0))]
    scale, axis = alt.Scale(zero=False, nice=True, padding=12), alt.Axis(format=".0%", tickMinStep=0.01)
    x = partial(alt.X, title="mean accuracy over the budget", scale=scale, axis=axis)
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("strategy:N", title=None, sort=best_first, axis=alt.Axis(labelLimit=0, domain=False, ticks=False)),
        color=_colour(values),
        tooltip=_tooltip("accuracy", ".1%"),
    )
    layers = [
        base.mark_rule(strokeWidth=3).encode(x=x("low:Q"), x2="high:Q"),
        base.mark_point(filled=True, size=130, opacity=1).encode(x=x("mean:Q")),
    ]
    return alt.LayerChart(layer=layers).properties(height=alt.Step(ROW))


def labels_to_reach(rows: Sequence[Row], end: int) -> alt.LayerChart:
    """The labels with which each strategy's mean curve reaches each accuracy: a dot at that accuracy, or words.

    Beside a line the fewest labels are printed, and those of random choice; the tooltip has the others.

    Args:
        rows: As `foxdog.evidence.summary_rows` makes them.
        end: The labels at the last round, the right end of the axis.
    """
    reached, missed = [], []
    targets = [key.removeprefix(TO_REACH) for key in (rows[0] if rows else ()) if key.startswith(TO_REACH)]
    for target in targets:
        found = {str(row["strategy"]): row[TO_REACH + target] for row in rows}
        known = {name: float(labels) for name, labels in found.items() if labels is not None}
        for name, labels in known.items():
            fewest = labels == min(known.values())
            side = "left" if fewest else "right" if name == BASELINE else ""
            cells = {"strategy": name, "labels": labels, "words": f"{labels:.0f}", "side": side}
            reached.append(cells | {"target": int(target) / 100})
        if names := [name for name in found if name not in known]:
            who = (
                "by any" if not known else f"by {', '.join(names)}" if len(names) <= FEW else f"by {len(names)} others"
            )
            missed.append({"target": int(target) / 100, "labels": end, "words": f"not reached {who}"})
    levels = [int(target) / 100 for target in targets]
    y = alt.Y(
        "target:Q",
        title="test accuracy",
        scale=alt.Scale(domain=[min(levels, default=0) - 0.025, max(levels, default=1) + 0.025]),
        axis=alt.Axis(values=levels, format=".0%", labelFontSize=13, ticks=False),
    )
    x = alt.X(
        "labels:Q", title="labels needed", scale=alt.Scale(domain=[0, end]), axis=alt.Axis(tickCount=6, grid=False)
    )
    base = alt.Chart(alt.Data(values=reached)).encode(
        x=x,
        y=y,
        color=_colour(rows, "circle"),
        tooltip=[
            alt.Tooltip("strategy:N"),
            alt.Tooltip("target:Q", format=".0%"),
            alt.Tooltip("words:N", title="labels"),
        ],
    )
    dots = base.mark_point(filled=True, size=110, opacity=0.9)
    left = (
        base.mark_text(align="right", dx=-9, fontSize=12)
        .encode(text="words:N")
        .transform_filter("datum.side == 'left'")
    )
    right = (
        base.mark_text(align="left", dx=9, fontSize=12).encode(text="words:N").transform_filter("datum.side == 'right'")
    )
    words = alt.Chart(alt.Data(values=missed)).encode(x=x, y=y, text="words:N")
    beyond = words.mark_text(align="right", dy=-9, dx=-4, fontSize=12, color=RANDOM)
    return alt.LayerChart(layer=[dots, left, right, beyond]).properties(height=70 * len(levels) + 60)


def claim(
    rows: Sequence[Row], names: Sequence[str], arrow: Row | None, ceiling: float | None = None, height: int = 280
) -> alt.LayerChart:
    """Two curves and one horizontal arrow from the one to the other: what a headline says, and no more.

    Args:
        rows: With name, labelled and accuracy.
        names: Of the two curves, the one in front first.
        arrow: With accuracy, start, end and words; None where there is no reliable difference in labels.
        ceiling: The accuracy with the whole pool labelled; not drawn if None.
        height: px.
    """
    shown = [*(float(row["accuracy"] or 0) for row in rows), *filter(None, [ceiling])]
    y = partial(accuracy_axis, low=math.floor(min(shown) * 20) / 20, high=min(1, math.ceil(max(shown) * 20 + 0.4) / 20))
    curves = [name for name in dict.fromkeys(names) if any(row["name"] == name for row in rows)]
    colours = [COLOURS.get(names[0], ASKING), RANDOM] if len(curves) > 1 else [COLOURS.get(curves[0], ASKING)]
    base = alt.Chart(alt.Data(values=list(rows))).encode(
        x=_labels(rows),
        y=y("accuracy:Q"),
        color=alt.Color(
            "name:N", title=None, scale=alt.Scale(domain=curves, range=colours), legend=_names_above(curves)
        ),
    )
    tooltip = [alt.Tooltip("name:N"), alt.Tooltip("labelled:Q"), alt.Tooltip("accuracy:Q", format=".1%")]
    lines = [*ceiling_line(ceiling, y("accuracy:Q")), base.mark_line(strokeWidth=3, strokeJoin="round")]
    hover = base.mark_point(filled=True, size=60, opacity=0).encode(tooltip=tooltip)
    labels = [float(row["labelled"] or 0) for row in rows]
    raised = RAISED if ceiling is not None and ceiling < HIGH else 0
    drawn = _arrow(arrow, y, (min(labels), max(labels)), raised) if arrow else []
    return alt.LayerChart(layer=[*lines, *drawn, hover]).properties(height=height)


def named_curves(
    points: Sequence[Row], value: str = "accuracy", along: str = "labelled pictures", height: int = 280
) -> alt.LayerChart:
    """Some mean curves under names of their own.

    Args:
        points: With name, labelled and value, curve by curve.
        value: What the values are; shares of 1 if it is "accuracy", and counts otherwise.
        along: What the horizontal axis counts.
        height: px.
    """
    names = list(dict.fromkeys(str(point["name"]) for point in points))
    taken = [COLOURS[name] for name in names if name in COLOURS]
    spare = (one for one in (ASKING, SPARE, COLOURS["badge"], COLOURS["k-centre"]) if one not in taken)
    colours = [COLOURS[name] if name in COLOURS else next(spare) for name in names]
    is_share = value == "accuracy"
    number = ".1%" if is_share else ".1f"
    y = alt.Y(
        "value:Q",
        title="test accuracy" if is_share else value,
        scale=alt.Scale(zero=not is_share),
        axis=alt.Axis(format=".0%" if is_share else "d", tickCount=6),
    )
    base = alt.Chart(alt.Data(values=list(points))).encode(
        x=_labels(points).title(along),
        y=y,
        color=alt.Color("name:N", title=None, scale=alt.Scale(domain=names, range=colours), legend=_names_above(names)),
    )
    tooltip = [alt.Tooltip("name:N"), alt.Tooltip("labelled:Q", title=along), alt.Tooltip("value:Q", format=number)]
    lines = base.mark_line(strokeWidth=3, strokeJoin="round")
    hover = base.mark_point(filled=True, size=60, opacity=0).encode(tooltip=tooltip)
    return alt.LayerChart(layer=[lines, hover]).properties(height=height)


def _names_above(names: Sequence[str]) -> alt.Legend:
    """The names of some curves above them: beside one another if they fit so on a phone, else below one another."""
    columns = len(names) if sum(map(len, names)) <= FITTING else 1
    return alt.Legend(
        orient="top", symbolType="stroke", symbolStrokeWidth=4, labelLimit=0, labelFontSize=13, columns=columns
    )


def _arrow(arrow: Row, y: Callable[[str], alt.Y], ends: tuple[float, float], raised: int) -> list[alt.Chart]:
    """A line with a dot where it starts, a head where it ends, and its words.

    They stand above the middle of a long arrow to the right. Otherwise they stand at its right end: above it, where
    rising curves leave room, or below a short arrow that ends before the middle.

    Args:
        arrow: With accuracy, start, end and words.
        y: The axis of accuracies.
        ends: Of the horizontal axis, in labels.
        raised: px by which words above the arrow stand higher, where other words are in their way.
    """
    start, end = float(arrow["start"] or 0), float(arrow["end"] or 0)
    values = [{**arrow, "middle": (start + end) / 2, "right": max(start, end)}]
    base = alt.Chart(alt.Data(values=values)).encode(y=y("accuracy:Q"))
    head = "triangle-left" if end < start else "triangle-right"
    words = partial(base.mark_text, fontSize=13, fontWeight="bold", color=ARROW)
    if end - start > WIDE * (ends[1] - ends[0]):
        text = words(dy=-13 - raised).encode(x="middle:Q", text="words:N")
    elif max(start, end) > sum(ends) / 2:
        text = words(align="right", dy=-13 - raised).encode(x="right:Q", text="words:N")
    else:
        text = words(align="left", dx=12, dy=12).encode(x="right:Q", text="words:N")
    return [
        base.mark_rule(strokeWidth=3, color=ARROW).encode(x="start:Q", x2="end:Q"),
        base.mark_point(filled=True, size=70, opacity=1, color=ARROW).encode(x="start:Q"),
        base.mark_point(filled=True, size=190, opacity=1, color=ARROW, shape=head).encode(x="end:Q"),
        text,
    ]


def head_to_head(names: Sequence[str], beats: np.ndarray) -> alt.LayerChart:
    """The share of the rounds in which the strategy of the row beats that of the column.

    Args:
        names: The strategies.
        beats: float (strategies, strategies), as `foxdog.evidence.head_to_head` makes it.
    """
    values = [
        {"row": one, "column": other, "share": round(float(beats[i, j]), 4)}
        for i, one in enumerate(names)
        for j, other in enumerate(names)
        if one != other
    ]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X(
            "column:N",
            sort=list(names),
            title="... beats this one",
            axis=alt.Axis(orient="top", labelAngle=-35 if len(names) > 4 else 0, labelLimit=0, ticks=False),
        ),
        y=alt.Y("row:N", sort=list(names), title="this one ...", axis=alt.Axis(labelLimit=0, ticks=False)),
        tooltip=[
            alt.Tooltip("row:N", title="this one"),
            alt.Tooltip("column:N", title="beats"),
            alt.Tooltip("share:Q", title="in this share of the rounds", format=".0%"),
        ],
    )
    tiles = base.mark_rect(cornerRadius=3).encode(
        color=alt.Color("share:Q", scale=alt.Scale(domain=[0, 1], range=[PALE, ASKING]), legend=None)
    )
    shares = base.mark_text(fontSize=13, color=INK).encode(text=alt.Text("share:Q", format=".0%"))
    return alt.LayerChart(layer=[tiles, shares]).properties(height=alt.Step(ROW + 8))


# What the charts share


def _with_bands(
    base: alt.Chart, rows: Sequence[Row], y: Callable[[str], alt.Y], tooltip: list[alt.Tooltip]
) -> list[alt.Chart]:
    base, ink = base.properties(data=alt.Data(values=list(rows))), _opacity(1, 0.2)
    size = 36 if len({row["labelled"] for row in rows}) <= MANY else 8
    return [
        base.mark_area(line=False, clip=True).encode(y=y("low:Q"), y2="high:Q", fillOpacity=_opacity(0.16, 0.03)),
        base.mark_line(strokeWidth=2.5, strokeJoin="round").encode(y=y("mean:Q"), opacity=ink).add_params(FRONT),
        base.mark_point(filled=True, size=size).encode(y=y("mean:Q"), opacity=ink, tooltip=tooltip),
    ]


def _opacity(front: float, behind: float) -> Mapping[str, object]:
    return alt.when(FRONT).then(alt.value(front)).otherwise(alt.value(behind))


def _tooltip(what: str, number: str, *more: str) -> list[alt.Tooltip]:
    return [
        *(alt.Tooltip(field) for field in ("strategy:N", *more)),
        alt.Tooltip("mean:Q", title=f"mean {what}", format=number),
        alt.Tooltip("low:Q", title="95 % from", format=number),
        alt.Tooltip("high:Q", title="to", format=number),
        alt.Tooltip("seeds:Q"),
    ]


def _colour(rows: Iterable[Row], symbol: str = "") -> alt.Color:
    """The strategies' colours; with a legend of this symbol, if it is named, in columns that fit a phone."""
    names = list(dict.fromkeys(str(row["strategy"]) for row in rows))
    scale = alt.Scale(domain=names, range=[COLOURS.get(name, SPARE) for name in names])
    columns = 2 if len(names) == 4 else 3
    legend = alt.Legend(
        orient="top", symbolType=symbol, symbolStrokeWidth=4, symbolOpacity=1, labelLimit=0, columns=columns
    )
    return alt.Color("strategy:N", title=None, scale=scale, legend=legend if symbol else None)


def _labels(rows: Sequence[Row]) -> alt.X:
    labelled = [int(row["labelled"] or 0) for row in rows]
    return labelled_axis(min(labelled, default=0), max(labelled, default=1))


def _ends(rows: Iterable[Row]) -> list[float]:
    """The means, and the ends of their bands as far as these may stretch the axis."""
    ends = [(float(row["mean"] or 0), row[end]) for row in rows for end in ("mean", "low", "high")]
    return [min(max(float(end), mean - FARTHEST), mean + FARTHEST) for mean, end in ends if end is not None]


def _hundredfold(share: str | int | float | None) -> float | None:
    return None if share is None else round(float(share) * 100, 4)

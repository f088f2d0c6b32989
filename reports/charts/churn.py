"""The charts of the churn family."""

import altair as alt

from reports.charts import parts, theme
from reports.charts.parts import Plot, Row

WIDE_HEIGHT, NARROW_HEIGHT = 190, 170  # px of the retention curve
BELOW = 34  # px for the months under it
LARGEST = 46  # the area of the largest dot, in square px
LEFT, RIGHT = 36, 46  # px for the shares beside the curve


def cancellation_dots(figure: Row, width: int) -> theme.Layers:
    """A dot a plan, region and start quarter, an upright line at what holds for all."""
    fields = (("name", "Subscribers"), ("label", "Share"), ("interval", "95% interval"), ("n", "Of"))
    return parts.dots(figure, width, *fields)


def dormant_bars(figure: Row, width: int) -> theme.Layers:
    """The windows of 30, 60 and 90 days inside each other, and the groups."""
    rows = figure["data"]
    nested = [row | {"pieces": pieces(row, rows)} for row in rows]
    fields = (("name", "No session for"), ("label", "Share"), ("interval", "95% interval"), ("n", "Of"))
    return parts.bars(figure | {"data": nested}, width, *fields)


def pieces(row: Row, rows: list[Row]) -> list[float | None]:
    """The ends of a window's bar and of those of its group's longer windows, the shortest first."""
    ends = {other["window"]: other["value"] for other in rows if other["group"] == row["group"]}
    longer = {window: end for window, end in ends.items() if window > row["window"]}
    own = longer | {row["window"]: row["value"]}
    return [own.get(window) for window in ("dormant_30", "dormant_60", "dormant_90")]


def retention_curve(figure: Row, width: int) -> theme.Layers:
    """Steps over the months of tenure, a dot a month for its raw share, and the twelve months as a range."""
    months, twelve, levels = (
        [row for row in figure["data"] if row["kind"] == kind] for kind in ("month", "headline", "level")
    )
    height = WIDE_HEIGHT if width >= theme.WIDE else NARROW_HEIGHT
    ends = [row.get(field) for row in figure["data"] for field in ("value", "raw", "ci_low", "ci_high")]
    last = months[-1]
    after = last["month"] + 1
    plot = Plot(LEFT, width - RIGHT, 6, height, (0.0, max(float(after), twelve[0]["to"])), parts.around(ends))
    layers = [
        *(layer for row in levels for layer in leveled(row, plot)),
        *(layer for row in twelve for layer in marked(row, plot)),
        raw_dots(months, plot),
        # a month's share holds from its first day to its last
        parts.line([*months, last | {"month": after}], plot, "month", steps=True, strokeWidth=2),
        parts.note(plot, after, last["value"], last["label"], align="left", dx=5, color=theme.BLUE),
        parts.level(plot, plot.y[0], color=theme.GREY),
        *(parts.note(plot, row["month"], plot.y[0], row["name"], dy=12) for row in months if row["named"]),
        parts.note(plot, plot.x[1] / 2, plot.y[0], "months of tenure", dy=27, color=theme.MUTED),
    ]
    return theme.framed(alt.layer(*layers), width, height + BELOW)


def raw_dots(months: list[Row], plot: Plot) -> alt.Chart:
    """A dot in the middle of each month, its area by the number of subscribers."""
    most = max(row["subscribers"] for row in months)
    rows = [
        row | {"middle": row["month"] + 0.5, "size": LARGEST * row["subscribers"] / most}
        for row in months
        if row["raw"] is not None
    ]
    fields = (
        ("name", "Month of tenure"),
        ("raw_label", "Raw share"),
        ("label", "Curve"),
        ("n", "Subscribers"),
    )
    size = alt.Size("size:Q", scale=None, legend=None)
    return parts.points(rows, plot, "middle", *fields, y="raw", color=theme.GREY).encode(size=size)


def leveled(row: Row, plot: Plot) -> list[alt.Chart]:
    """A thin line at a round share, named at the left."""
    words = parts.note(plot, 0, row["value"], row["label"], align="right", dx=-6, color=theme.MUTED)
    return [parts.level(plot, row["value"]), words]


def marked(row: Row, plot: Plot) -> list[alt.Chart]:
    """The twelve months: the days that count as such, the share with its interval, and its words."""
    span = [row | {"low": plot.y[0], "high": plot.y[1]}]
    wash = (
        alt.Chart(theme.rows_of(span))
        .mark_rect(color=theme.RULE, opacity=0.55)
        .encode(x=plot.across("from"), x2="to:Q", y=plot.up("low"), y2="high:Q")
    )
    interval = (
        alt.Chart(theme.rows_of([row] if row["ci_low"] is not None else []))
        .mark_rule(color=theme.INK, strokeWidth=1)
        .encode(x=plot.across("month"), y=plot.up("ci_low"), y2="ci_high:Q")
    )
    fields = (("name", "Tenure"), ("label", "Share"), ("interval", "95% interval"), ("n", "Subscribers"))
    share = parts.points([row], plot, "month", *fields, color=theme.INK, size=50, shape="diamond")
    words = parts.note(
        plot, row["from"], plot.y[0], row["words"], align="right", dx=-6, dy=-9, fontWeight=600
    )
    return [wash, interval, share, words]


CHARTS = {
    "cancellation_dots": cancellation_dots,
    "retention_curve": retention_curve,
    "dormant_bars": dormant_bars,
}

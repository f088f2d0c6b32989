"""The charts of the views family."""

import altair as alt

from reports.charts import course, parts, theme
from reports.charts.parts import Plot, Row

LINE, COLUMNS = 165, 145  # px of height
LORENZ = {theme.WIDE: 300, theme.NARROW: 230}
AXIS = 34  # px for the shares at the left
TICKS = ("0%", "25%", "50%", "75%", "100%")


def views_line(figure: Row, width: int) -> theme.Layers:
    """The views of a year, the year before lighter."""
    fields = (
        ("name", "Period"),
        ("label", "Views"),
        ("interval", "95% interval"),
        ("before_label", "A year before"),
    )
    return course.lines(figure, width, LINE, *fields)


def streams_columns(figure: Row, width: int) -> theme.Layers:
    """The streams by week."""
    fields = (("name", "Week"), ("label", "Streams"), ("interval", "Bounds"), ("status", "Status"))
    return course.columns(figure, width, COLUMNS, *fields)


def members_bars(figure: Row, width: int) -> theme.Layers:
    """The views by chart, genre and region."""
    rows = [row | {"pieces": (None, None, row["value"])} for row in figure["data"]]
    return parts.bars(figure | {"data": rows}, width, ("name", "Of"), ("label", "Views"), ("n", "n"), room=84)


def lorenz(figure: Row, width: int) -> theme.Layers:
    """The curve, the line of equality, and what the last hundredth of the titles has."""
    rows = figure["data"]
    height = LORENZ[width]
    plot = Plot(AXIS, width - 16, 8, height - 34, (0.0, 1.0), (0.0, 1.0))
    ticks = [row for row in rows if row["name"] in TICKS]
    top = next((row for row in rows if row["name"] == "99%"), rows[-2])
    fields = (("name", "Smallest"), ("label", "Their share"), ("top", "The others'"))
    ends = [{"x": 0.0, "value": 0.0}, {"x": 1.0, "value": 1.0}]
    # the share of the top lies between the curve and the upper edge
    share = [{"x": 1.0, "y": top["value"], "to": 1.0}]
    middle = (1 + top["value"]) / 2
    # the words end before the line of equality, and a thin line leads from them to the share
    leads = [{"x": max(middle - 0.03, 0.4), "y": middle, "to": 1.0}]
    layers = [
        *(parts.level(plot, row["titles"]) for row in ticks),
        parts.line(ends, plot, "x", color=theme.GREY, strokeWidth=1, strokeDash=[4, 3]),
        fill(rows, plot),
        parts.line(rows, plot, "titles"),
        parts.points(rows, plot, "titles", *fields, size=14),
        alt.Chart(theme.rows_of(share))
        .mark_rule(color=theme.VERMILION, strokeWidth=4)
        .encode(x=plot.across("x"), y=plot.up("y"), y2="to:Q"),
        alt.Chart(theme.rows_of(leads))
        .mark_rule(color=theme.VERMILION, strokeWidth=1)
        .encode(x=plot.across("x"), x2="to:Q", y=plot.up("y")),
        parts.note(plot, leads[0]["x"], middle, top["mark"], align="right", dx=-5, fontWeight=600),
        parts.note(plot, 0.5, 0.5, "if all had as much", align="right", dx=-10, dy=-4, color=theme.MUTED),
        *(parts.note(plot, 0, row["titles"], row["name"], align="right", dx=-6) for row in ticks),
        *(parts.note(plot, row["titles"], 0, row["name"], dy=13) for row in ticks),
        parts.note(plot, 0.5, 0, f"{rows[0]['titles_are']}, the smallest first", dy=27, color=theme.MUTED),
    ]
    return theme.framed(alt.layer(*layers), width, height)


def fill(rows: list[Row], plot: Plot) -> alt.Chart:
    """The area between equality and the curve: twice it is the Gini coefficient."""
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_area(color=theme.PALE_BLUE, opacity=0.45)
        .encode(x=plot.across("titles"), y=plot.up("value"), y2="titles:Q")
    )


CHARTS = {
    "total_views_line": views_line,
    "total_streams_columns": streams_columns,
    "total_views_members": members_bars,
    "hit_concentration_lorenz": lorenz,
}

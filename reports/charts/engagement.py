"""The charts of the engagement family."""

import altair as alt

from reports.charts import course, parts, theme
from reports.charts.parts import LETTER, Plot, Row

LINE = 150  # px of height
SURVIVAL = {theme.WIDE: 250, theme.NARROW: 200}
LEFT, BELOW = 60, 40  # px for the words at the left, and for charts and spells under the curve
FIGURES = 62  # px for figures with their unit
APART = 38  # px from one figure under the curve to the next


def months_line(figure: Row, width: int) -> theme.Layers:
    """A month's value with its interval as a band."""
    fields = (("name", "Month"), ("label", "Value"), ("interval", "95% interval"), ("n", "n"))
    return course.lines(figure, width, LINE, *fields)


def group_dots(figure: Row, width: int) -> theme.Layers:
    """A dot a member, an upright line at what holds for all."""
    fields = (("name", "Of"), ("label", "Value"), ("interval", "95% interval"), ("n", "n"))
    return parts.dots(figure, width, *fields, figures=FIGURES)


def survival(figure: Row, width: int) -> theme.Layers:
    """Steps with their band, the median marked, and under them the charts and the spells at risk."""
    rows = figure["data"]
    height = SURVIVAL[width]
    plot = Plot(LEFT, width - 8, 8, height - BELOW, (0.0, float(rows[-1]["charts"])), (0.0, 1.0))
    fields = (("name", "Charts"), ("label", "Outlasted by"), ("interval", "95% interval"), ("n", "At risk"))
    levels = ((1.0, "all"), (0.5, "half"), (0.0, "none"))
    layers = [
        *(parts.level(plot, share) for share, _ in levels),
        parts.band(rows, plot, "charts", steps=True),
        *median(rows[0], plot),
        parts.line(rows, plot, "charts", steps=True),
        parts.points(rows, plot, "charts", *fields, size=60, opacity=0),
        *(parts.note(plot, 0, share, words, align="right", dx=-6) for share, words in levels),
        *below(rows, plot),
    ]
    return theme.framed(alt.layer(*layers), width, height)


def median(row: Row, plot: Plot) -> list[alt.Chart]:
    """From half of the spells to the curve and down, with its words."""
    x = row["median"]
    turns = [{"x": x, "value": 0.5}, {"x": x, "value": 0.0}]
    beside = plot.at(x, 0)[0] < plot.right - 110
    style = {"align": "left", "dx": 7} if beside else {"align": "right", "dx": -7}
    return [
        parts.line(turns, plot, "x", color=theme.VERMILION, strokeDash=[4, 3]),
        parts.points(turns[:1], plot, "x", color=theme.VERMILION, size=40),
        parts.note(plot, x, 0.5, f"median {row['median_label']}", dy=-9, fontWeight=600, **style),
    ]


def below(rows: list[Row], plot: Plot) -> list[alt.Chart]:
    """The charts, and the spells still at risk there, as far as they do not touch."""
    free = 0.0
    chosen = []
    for row in rows:
        x = plot.at(row["charts"], 0)[0]
        half = LETTER * max(len(row["name"]), len(row["n"])) / 2
        if x - half >= free:
            free = x + max(APART - half, half + LETTER)
            chosen.append(row | {"zero": 0.0})
    words = (("charts", "name", 13), ("at risk", "n", 27))
    return [
        layer
        for head, field, dy in words
        for layer in (
            parts.note(plot, 0, 0, head, align="right", dx=-20, dy=dy, color=theme.MUTED),
            parts.text(chosen, plot, "charts", "zero", field, dy=dy),
        )
    ]


CHARTS = {
    "watch_hours_line": months_line,
    "watch_hours_dots": group_dots,
    "completion_dots": group_dots,
    "time_on_chart_survival": survival,
    "time_on_chart_medians": group_dots,
}

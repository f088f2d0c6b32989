"""The charts of the genre family: each takes a figure of P07_data.json and the width in px to fill."""

from itertools import pairwise
from typing import Any

import altair as alt

from reports.charts import theme
from reports.charts.parts import of, tips, whiskers

Figure = dict[str, Any]
ROW, BAR_ROW = 14, 17  # px a row of changes or dots, and of ranked bars
SLOPES = {theme.WIDE: 330, theme.NARROW: 272}  # px high
LABEL = 42  # px a printed figure
RIM = 3  # px


def on_bars(data: alt.Data, y: alt.Y, x: alt.X) -> list[alt.Chart]:
    """The 95% intervals of bars, each in a white rim that sets it off from a dark one."""
    return [whiskers(data, y, x, theme.WHITE, RIM), whiskers(data, y, x, theme.INK)]


def share_ranked(figure: Figure, width: int) -> theme.Layers:
    """Ranked bars from zero, each with its interval; the shares stand in a column, clear of both."""
    rows = figure["data"]
    data, order = theme.rows_of(rows), [row["name"] for row in rows]
    y = theme.names_axis(order, width)
    widest = max(row["ci_high"] or row["value"] for row in rows) or 1.0
    edge = theme.beyond(widest, width, LABEL)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, edge], nice=False))
    colour = alt.Color(
        "kind:N",
        legend=None,
        scale=alt.Scale(
            domain=["headline", "genre", "rest"], range=[theme.BLUE, theme.PALE_BLUE, theme.RULE]
        ),
    )
    fields = (("name", "Genre"), ("label", "Share"), ("interval", "95% interval"))
    bars = (
        alt.Chart(data).mark_bar(height={"band": 0.7}).encode(y=y, x=x, color=colour, tooltip=tips(*fields))
    )
    labels = (
        alt.Chart(data)
        .transform_calculate(edge=str(edge))
        .mark_text(align="right")
        .encode(y=y, x=of(x, "edge"), text="label:N")
    )
    chart = alt.layer(bars, *on_bars(data, y, x), labels)
    return theme.framed(chart, width, round(BAR_ROW * len(rows)))


def spread(values: list[float], gap: float, floor: float) -> list[float]:
    """The values moved apart, in order, to at least `gap`: downwards, and up again from below `floor`."""
    order = sorted(range(len(values)), key=lambda place: -values[place])
    placed = list(values)
    for before, after in pairwise(order):
        placed[after] = min(placed[after], placed[before] - gap)
    for least, place in enumerate(reversed(order)):
        placed[place] = max(placed[place], floor + least * gap)
    return placed


def end_labels(rows: list[dict[str, Any]], year: int, gap: float) -> list[dict[str, Any]]:
    """The names at the last year, moved apart where lines end close together."""
    ends = [row for row in rows if row["year"] == year]
    heights = spread([row["value"] for row in ends], gap, floor=gap / 2)
    return [
        {"year": year, "height": height, "role": row["role"], "text": f"{row['label']} {row['name']}"}
        for row, height in zip(ends, heights, strict=True)
    ]


def share_slopes(figure: Figure, width: int) -> theme.Layers:
    """A line a genre over the release years: riser solid, faller dashed, others grey, all named."""
    rows = figure["data"]
    height = SLOPES[width]
    years = sorted({row["year"] for row in rows})
    top = max(row["value"] for row in rows) * 1.06
    labels = end_labels(rows, years[-1], gap=top * 1.25 * theme.FONT_SIZE / height)
    named = years if width >= theme.WIDE else [years[0], years[-1]]
    right = 112
    x = alt.X(
        "year:O",
        axis=alt.Axis(title=None, labelAngle=0, domain=False, ticks=False, labelPadding=6, values=named),
        scale=alt.Scale(type="point", padding=0.12),
    )
    y = alt.Y(
        "value:Q",
        axis=alt.Axis(format=".0%", title=None, domain=False, ticks=False, tickCount=5),
        scale=alt.Scale(domain=[0, top], nice=False),
    )
    roles = ["riser", "faller", "other"]
    colour = alt.Color(
        "role:N",
        legend=None,
        scale=alt.Scale(domain=roles, range=[theme.BLUE, theme.VERMILION, theme.GREY]),
    )
    dash = alt.StrokeDash(
        "role:N", legend=None, scale=alt.Scale(domain=roles, range=[[1, 0], [5, 3], [1, 0]])
    )
    base = alt.Chart(theme.rows_of(rows))
    lines = base.mark_line(strokeWidth=1.6).encode(x=x, y=y, color=colour, strokeDash=dash, detail="name:N")
    dots = base.mark_point(filled=True, size=22, opacity=1).encode(
        x=x, y=y, color=colour, tooltip=tips(("name", "Genre"), ("year", "Year"), ("label", "Share"))
    )
    names = (
        alt.Chart(theme.rows_of(labels))
        .mark_text(align="left", dx=8, limit=right - 10)
        .encode(
            x=x,
            y=alt.Y("height:Q"),
            text="text:N",
            color=alt.Color(
                "role:N",
                legend=None,
                scale=alt.Scale(domain=roles, range=[theme.BLUE, theme.VERMILION_TEXT, theme.MUTED]),
            ),
        )
    )
    chart = alt.layer(lines, dots, names).resolve_scale(color="independent")
    return theme.framed(chart, width, height)


def momentum_bars(figure: Figure, width: int) -> theme.Layers:
    """Bars to both sides of zero, the clear ones dark and their figures, at the right, bold."""
    rows = figure["data"]
    data, order = theme.rows_of(rows), [row["name"] for row in rows]
    y = theme.names_axis(order, width)
    ends = [end for row in rows for end in (row["value"], row["ci_low"], row["ci_high"]) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    # the column of figures takes the right fifth
    right = high + 0.26 * (high - low)
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[low, right], nice=False))
    colour = alt.Color(
        "clear:N", legend=None, scale=alt.Scale(domain=[True, False], range=[theme.BLUE, theme.PALE_BLUE])
    )
    fields = (("name", "Genre"), ("label", "Change, pp"), ("interval", "95% interval"))
    bars = (
        alt.Chart(data).mark_bar(height={"band": 0.72}).encode(y=y, x=x, color=colour, tooltip=tips(*fields))
    )
    zero = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=theme.MUTED).encode(x=of(x, "zero"))
    column = (
        alt.Chart(data)
        .transform_calculate(edge=str(right))
        .mark_text(align="right")
        .encode(y=y, x=of(x, "edge"), text="label:N")
    )
    plain = column.transform_filter("!datum.clear")
    bold = column.mark_text(align="right", fontWeight=700).transform_filter("datum.clear")
    chart = alt.layer(bars, *on_bars(data, y, x), zero, plain, bold)
    return theme.framed(chart, width, ROW * len(rows))


def rating_dots(figure: Figure, width: int) -> theme.Layers:
    """A row a genre: the plain mean hollow, the shrunken mean solid with its interval and figure."""
    rows = figure["data"]
    data, order = theme.rows_of(rows), [row["name"] for row in rows]
    y = theme.names_axis(order, width)
    ends = [
        row[field]
        for row in rows
        for field in ("value", "raw", "ci_low", "ci_high")
        if row[field] is not None
    ]
    low, high = min(ends), max(ends)
    room = max(high - low, 0.1)
    right = high + 0.2 * room
    scale = alt.Scale(domain=[low - 0.04 * room, right], nice=False, zero=False)
    marks = theme.ticks(low, high, most=5)
    x = alt.X(
        "value:Q",
        scale=scale,
        axis=alt.Axis(title=None, values=marks, format=".1f", domain=False, ticks=False),
    )
    fields = (("name", "Genre"), ("raw_label", "Plain mean"), ("label", "Shrunken mean"))
    solid = (
        alt.Chart(data)
        .mark_point(filled=True, size=34, color=theme.BLUE, opacity=1)
        .encode(y=y, x=x, tooltip=tips(*fields, ("interval", "95% interval"), ("titles", "Titles")))
    )
    hollow = (
        alt.Chart(data)
        .transform_filter("isValid(datum.raw)")
        .mark_point(size=28, color=theme.MUTED, strokeWidth=1.1, opacity=1)
        .encode(y=y, x=of(x, "raw"), tooltip=tips(*fields))
    )
    column = (
        alt.Chart(data)
        .transform_calculate(edge=str(right))
        .mark_text(align="right")
        .encode(y=y, x=of(x, "edge"), text="label:N")
    )
    chart = alt.layer(whiskers(data, y, x, theme.BLUE), hollow, solid, column)
    return theme.framed(chart, width, ROW * len(rows) + 20)


CHARTS = {
    "genre_share_ranked": share_ranked,
    "genre_share_slopes": share_slopes,
    "genre_momentum_bars": momentum_bars,
    "genre_rating_dots": rating_dots,
}

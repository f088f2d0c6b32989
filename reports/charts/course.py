"""Charts over weeks or months: lines with their band, and columns from zero."""

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt

from reports.charts import parts, theme
from reports.charts.parts import LETTER, Plot, Row

ABOVE, BELOW = 16, 22  # px over the highest mark for its figure, and under the plot for the months
APART = 62  # px from one month to the next that is written
LINE = 13  # px a line of text


def end_labels(rows: Sequence[Row]) -> list[Row]:
    """What stands at the right: the last value, and the one a year before it."""
    last = rows[-1]
    found: list[Row] = [{"text": [last["label"]], "value": last["value"], "now": True}]
    if last["before"] is not None:
        words = [last["before_label"], "a year before"]
        found.append({"text": words, "value": last["before"], "now": False})
    return [row for row in found if row["value"] is not None]


def room_for(rows: Sequence[Row]) -> float:
    """The px that the labels at the right take."""
    return 10 + LETTER * max((len(text) for row in end_labels(rows) for text in row["text"]), default=0)


def frame(rows: Sequence[Row], width: int, height: int, up: tuple[float, float]) -> Plot:
    """The plot, half a period wider than its rows on each side."""
    return Plot(0, width - room_for(rows), ABOVE, height - BELOW, (-0.5, len(rows) - 0.5), up)


def ends_of(rows: Sequence[Row]) -> list[float | None]:
    """Everything that has to find its place."""
    return [row[field] for row in rows for field in ("value", "before", "ci_low", "ci_high")]


def ends(rows: Sequence[Row], plot: Plot) -> list[alt.Chart]:
    """The labels at the right, moved apart where they would touch: the higher value stays higher."""
    labels = sorted(end_labels(rows), key=lambda row: (-row["value"], not row["now"]))
    x, layers, free = rows[-1]["at"], [], 0.0
    for row in labels:
        y = max(plot.at(x, row["value"])[1], free + LINE / 2)
        free = y + LINE * (len(row["text"]) - 0.5)
        style: Row = {"fontWeight": 600} if row["now"] else {"color": theme.MUTED}
        for place, words in enumerate(row["text"]):
            dx = plot.right - plot.at(x, 0)[0] + 8
            dy = y + place * LINE - plot.bottom
            layers.append(parts.note(plot, x, plot.y[0], words, align="left", dx=dx, dy=dy, **style))
    return layers


def months(rows: Sequence[Row], plot: Plot) -> list[alt.Chart]:
    """The line at the bottom, and the months under it as far as they do not touch."""
    layers = [parts.level(plot, plot.y[0], color=theme.GREY)]
    free = -LETTER
    for row in rows:
        x = plot.at(row["at"], 0)[0]
        half = LETTER * len(row["tick"]) / 2
        if not row["tick"] or x - half < max(free, -4) or x + half > plot.right + 30:
            continue
        free = x + APART - half
        layers.append(parts.note(plot, row["at"], plot.y[0], row["tick"], dy=13, color=theme.MUTED))
    return layers


def outermost(rows: Sequence[Row], plot: Plot, pick: Callable[..., Any], dy: int) -> list[alt.Chart]:
    """The figure of the highest or the lowest value; that of the last one stands at the right already."""
    known = [row for row in rows if row["value"] is not None]
    found = pick(known, key=lambda row: row["value"])
    if found["label"] == known[-1]["label"]:
        return []
    x, half = plot.at(found["at"], 0)[0], LETTER * len(found["label"]) / 2
    align = "left" if x < half else "right" if x + half > plot.right else "center"
    # beyond all that runs there: no line goes through the figure
    near = [row for row in rows if abs(plot.at(row["at"], 0)[0] - x) < 1.2 * half]
    y = pick(end for end in ends_of(near) if end is not None)
    return [parts.note(plot, found["at"], y, found["label"], align=align, dy=dy, color=theme.BLUE)]


def lines(figure: Row, width: int, height: int, *fields: tuple[str, str]) -> theme.Layers:
    """A line with its band, the year before lighter; hollow dots are not whole, a gap has no value."""
    rows = figure["data"]
    plot = frame(rows, width, height, parts.around(ends_of(rows), room=0.18))
    known = [row for row in rows if row["value"] is not None]
    size = 30 if len(rows) <= 24 else 12
    before = [row | {"value": row["before"]} for row in rows]
    odd = [row for row in known if not row["whole"]]
    layers = [
        parts.band(rows, plot, "at"),
        *([parts.line(before, plot, "at", color=theme.GREY)] if any(row["before"] for row in rows) else []),
        parts.line(rows, plot, "at"),
        parts.points([row for row in known if row["whole"]], plot, "at", *fields, size=size),
        parts.points(odd, plot, "at", *fields, size=30, filled=False, strokeWidth=1.2),
        parts.points(known[-1:], plot, "at", *fields, size=36),
        *months(rows, plot),
        *outermost(rows, plot, max, -9),
        *outermost(rows, plot, min, 10),
        *ends(rows, plot),
        parts.strips(known, plot, "at", *fields),
    ]
    return theme.framed(alt.layer(*layers), width, height)


def columns(figure: Row, width: int, height: int, *fields: tuple[str, str]) -> theme.Layers:
    """A column a period; the `estimated` part of it is striped, with its bounds, a partial one pale."""
    rows = figure["data"]
    plot = frame(rows, width, height, parts.from_zero(ends_of(rows)))
    thick = min(0.74 * (plot.right - plot.left) / len(rows), 40)
    known = [row for row in rows if row["value"] is not None]
    striped = [row | {"from": row["value"] - row["estimated"]} for row in known if row["estimated"]]
    zeroed = [row | {"zero": 0.0, "solid": row["value"] - row["estimated"]} for row in known]
    pale = [row for row in zeroed if row["is_partial"]]
    full = [row for row in zeroed if not row["is_partial"]]
    bounds = [row for row in known if row["ci_low"] is not None and row["ci_high"] is not None]
    layers = [
        *(
            upright(found, plot, "zero", "solid", fields, size=thick, color=colour)
            for found, colour in ((full, theme.BLUE), (pale, theme.PALE_BLUE))
        ),
        stripes(striped, plot, thick),
        upright(
            striped,
            plot,
            "from",
            "value",
            fields,
            size=thick,
            fillOpacity=0,
            color=theme.BLUE,
            stroke=theme.BLUE,
        ),
        between(bounds, plot),
        *months(rows, plot),
        *outermost(rows, plot, max, -9),
        *ends(rows, plot),
    ]
    return theme.framed(alt.layer(*layers), width, height)


def upright(
    rows: Sequence[Row], plot: Plot, start: str, end: str, fields: Sequence[tuple[str, str]], **mark: object
) -> alt.Chart:
    """Columns from one field to another."""
    style: Row = {"orient": "vertical"} | mark
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_bar(**style)
        .encode(x=plot.across("at"), y=plot.up(end), y2=f"{start}:Q", tooltip=parts.tips(*fields))
    )


def stripes(rows: Sequence[Row], plot: Plot, thick: float) -> alt.Chart:
    """What is estimated: a thick broken line makes stripes, as SVG out of Vega has no patterns."""
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_rule(color=theme.BLUE, strokeWidth=thick, strokeDash=[1.2, 2.4])
        .encode(x=plot.across("at"), y=plot.up("from"), y2="value:Q")
    )


def between(rows: Sequence[Row], plot: Plot) -> alt.Chart:
    """The bounds of an estimate or its interval, as a thin upright line."""
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_rule(color=theme.INK, strokeWidth=1)
        .encode(x=plot.across("at"), y=plot.up("ci_low"), y2="ci_high:Q")
    )

"""What the charts of several families are made from: dots with intervals, lines and steps with their band.

Every text in them is a string of the figure: positions are computed here, numbers are not formatted here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import altair as alt

from reports.charts import theme

Row = dict[str, Any]
ROW, HEADING, GAP = 15, 17, 5  # px: a row of dots, the name of its group, and the room above that
FIGURES = 46  # px for the printed figures at the right
LETTER = 5.9  # px of an average letter
SHADES = (theme.PALE_BLUE, theme.MID_BLUE, theme.BLUE)  # of bars inside each other


def of(x: alt.X, field: str) -> alt.X:
    """The same position, scale and axis for another field: layers that differ there cannot be merged."""
    other = x.copy()
    other.shorthand = f"{field}:Q"
    return other


def tips(*fields: tuple[str, str]) -> list[alt.Tooltip]:
    """What pointing at a mark shows: the printed strings."""
    return [alt.Tooltip(f"{field}:N", title=title) for field, title in fields]


def whiskers(data: alt.Data, y: alt.Y, x: alt.X, colour: str, thickness: float = 1) -> alt.Chart:
    """The 95% intervals as thin lines; `x` carries the scale and the axis of the layers."""
    return (
        alt.Chart(data)
        .transform_filter("isValid(datum.ci_low)")
        .mark_rule(color=colour, strokeWidth=thickness)
        .encode(y=y, x=of(x, "ci_low"), x2="ci_high:Q")
    )


@dataclass(frozen=True)
class Plot:
    """The rectangle of the marks in px, and the values at its edges: texts around it keep their places."""

    left: float
    right: float
    top: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, field: str) -> alt.X:
        """A field's place from left to right."""
        scale = alt.Scale(domain=list(self.x), range=[self.left, self.right], nice=False, zero=False)
        return alt.X(f"{field}:Q", axis=None, scale=scale)

    def up(self, field: str) -> alt.Y:
        """A field's place from the bottom to the top."""
        scale = alt.Scale(domain=list(self.y), range=[self.bottom, self.top], nice=False, zero=False)
        return alt.Y(f"{field}:Q", axis=None, scale=scale)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies, in px."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top)


def from_zero(values: Iterable[float | None]) -> tuple[float, float]:
    """The ends of a scale that begins at zero; never of no length."""
    return 0.0, max((value for value in values if value is not None), default=0.0) or 1.0


def around(values: Iterable[float | None], room: float = 0.06) -> tuple[float, float]:
    """The ends of a scale with some room around the values; never of no length."""
    present = [value for value in values if value is not None] or [0.0]
    low, high = min(present), max(present)
    spare = room * (high - low) or abs(high) * room or 1.0
    return low - spare, high + spare


def text(rows: Sequence[Row], plot: Plot, x: str, y: str, field: str, **mark: Any) -> alt.Chart:
    """The rows' strings at their places; `mark` as of a Vega-Lite text mark."""
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_text(**mark)
        .encode(x=plot.across(x), y=plot.up(y), text=f"{field}:N")
    )


def note(plot: Plot, x: float, y: float, words: str, **mark: Any) -> alt.Chart:
    """One text at a point of the plot."""
    return text([{"x": x, "y": y, "text": words}], plot, "x", "y", "text", **mark)


def level(plot: Plot, y: float, **mark: Any) -> alt.Chart:
    """A thin line from left to right at one height."""
    style: Row = {"color": theme.RULE, "strokeWidth": 1} | mark
    rows = [{"x": plot.x[0], "to": plot.x[1], "y": y}]
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_rule(**style)
        .encode(x=plot.across("x"), x2="to:Q", y=plot.up("y"))
    )


def upright(plot: Plot, x: float, **mark: Any) -> alt.Chart:
    """A thin line from the bottom to the top at one place."""
    style: Row = {"color": theme.MUTED, "strokeWidth": 1} | mark
    rows = [{"x": x, "y": plot.y[0], "to": plot.y[1]}]
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_rule(**style)
        .encode(x=plot.across("x"), y=plot.up("y"), y2="to:Q")
    )


def band(rows: Sequence[Row], plot: Plot, x: str, *, steps: bool = False) -> alt.Chart:
    """The area between `ci_low` and `ci_high`, where a row has both."""
    known = [row for row in rows if row["ci_low"] is not None and row["ci_high"] is not None]
    return (
        alt.Chart(theme.rows_of(known))
        .mark_area(color=theme.PALE_BLUE, opacity=1, interpolate="step-after" if steps else "linear")
        .encode(x=plot.across(x), y=plot.up("ci_low"), y2="ci_high:Q")
    )


def line(rows: Sequence[Row], plot: Plot, x: str, *, steps: bool = False, **mark: Any) -> alt.Chart:
    """A line, or steps that stay at a value until the next, through the rows' `value`."""
    style: Row = {"color": theme.BLUE, "strokeWidth": 1.6} | mark
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_line(interpolate="step-after" if steps else "linear", **style)
        .encode(x=plot.across(x), y=plot.up("value"))
    )


def points(
    rows: Sequence[Row], plot: Plot, x: str, *fields: tuple[str, str], y: str = "value", **mark: Any
) -> alt.Chart:
    """A dot a row that shows `fields` when pointed at."""
    style: Row = {"filled": True, "size": 22, "color": theme.BLUE, "opacity": 1} | mark
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_point(**style)
        .encode(x=plot.across(x), y=plot.up(y), tooltip=tips(*fields))
    )


def strips(rows: Sequence[Row], plot: Plot, x: str, *fields: tuple[str, str]) -> alt.Chart:
    """What shows `fields` wherever between its neighbours a row is pointed at; nothing of it is seen.

    `x` is a field whose values lie one apart: a strip reaches half of that to each side, from the bottom to
    the top.
    """
    ends = {"low": plot.y[0], "high": plot.y[1]}
    found = [row | ends | {"from": row[x] - 0.5, "to": row[x] + 0.5} for row in rows]
    return (
        alt.Chart(theme.rows_of(found))
        .mark_rect(color=theme.BLUE, fillOpacity=0, aria=False)
        .encode(x=plot.across("from"), x2="to:Q", y=plot.up("low"), y2="high:Q", tooltip=tips(*fields))
    )


def names_width(rows: Sequence[Row], width: int) -> int:
    """The px that the rows' names take on the left: more than the usual for long ones, but never half."""
    longest = max((len(row["name"]) for row in rows), default=0)
    return min(max(theme.gutter(width), round(LETTER * longest) + 14), round(0.42 * width))


def _placed(rows: Sequence[Row], top: float) -> tuple[list[Row], list[Row], float]:
    """The rows with their `place`, the headings of their groups with theirs, and the height; all in px."""
    placed: list[Row] = []
    headings: list[Row] = []
    for group, members in groupby(rows, key=lambda row: row["group"]):
        if group:
            top += GAP if headings else 0
            headings.append({"place": top + HEADING / 2, "text": group})
            top += HEADING
        for row in members:
            placed.append(row | {"place": top + ROW / 2})
            top += ROW
    return placed, headings, top


def dots(figure: Row, width: int, *fields: tuple[str, str], figures: int = FIGURES) -> theme.Layers:
    """A row a member under the name of its group: dot, interval, and its `label` at the right.

    The rows have group, name, value, ci_low, ci_high, label and interval; those of one group follow each
    other, and an empty group has no heading. Optional: `hollow` for another measure, `overall` and
    `overall_label` for an upright line that all rows share. A row without a value has its label alone. An
    interval without an upper end runs to the edge, broken. `fields` are the tooltip's, `figures` the px
    kept for the labels.
    """
    rows = figure["data"]
    overall = [row for row in rows[:1] if row.get("overall") is not None]
    placed, headings, height = _placed(rows, HEADING if overall else 0)
    ends = [row.get(field) for row in rows for field in ("value", "ci_low", "ci_high", "overall")]
    left = names_width(rows, width)
    # down the page in px: the places are px already
    plot = Plot(left, width - figures - 8, height, 0, around(ends), (0, height))
    edge = plot.x[1]
    whole = [row for row in placed if row["ci_low"] is not None and row["ci_high"] is not None]
    opened = [row | {"edge": edge} for row in placed if row["ci_low"] is not None and row["ci_high"] is None]
    shown = [row for row in placed if row["value"] is not None]
    names = [row | {"x": plot.x[0], "end": edge} for row in placed]
    layers: list[alt.Chart] = [
        *(layer for row in overall for layer in _overall(row, plot, headings[:1])),
        _rules(whole, plot, "ci_high"),
        _rules(opened, plot, "edge", strokeDash=[3, 2]),
        points([row for row in shown if not row.get("hollow")], plot, "value", *fields, y="place", size=34),
        points(
            [row for row in shown if row.get("hollow")],
            plot,
            "value",
            *fields,
            y="place",
            size=30,
            filled=False,
            strokeWidth=1.3,
        ),
        text(names, plot, "x", "place", "name", align="right", dx=-8, limit=left - 12),
        text(names, plot, "end", "place", "label", align="right", dx=figures + 8),
        _headings(headings, plot),
    ]
    return theme.framed(alt.layer(*layers), width, round(height))


def _headings(headings: Sequence[Row], plot: Plot) -> alt.Chart:
    """The names of the groups, from the chart's left edge."""
    rows = [row | {"x": plot.x[0]} for row in headings]
    style = {"align": "left", "dx": -plot.left, "fontWeight": 600, "color": theme.MUTED}
    return text(rows, plot, "x", "place", "text", **style)


def _rules(rows: Sequence[Row], plot: Plot, end: str, colour: str = theme.BLUE, **mark: Any) -> alt.Chart:
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_rule(color=colour, strokeWidth=1, **mark)
        .encode(x=plot.across("ci_low"), x2=f"{end}:Q", y=plot.up("place"))
    )


def _overall(row: Row, plot: Plot, headings: Sequence[Row]) -> list[alt.Chart]:
    """The upright line at what holds for all, with its words above."""
    x = row["overall"]
    top = headings[0]["place"] if headings else HEADING
    share = (x - plot.x[0]) / (plot.x[1] - plot.x[0])
    align = "left" if share < 0.3 else "right" if share > 0.7 else "center"
    rule = (
        alt.Chart(theme.rows_of([{"x": x, "y": top - 4, "to": plot.y[1]}]))
        .mark_rule(color=theme.GREY, strokeWidth=1)
        .encode(x=plot.across("x"), y=plot.up("y"), y2="to:Q")
    )
    return [rule, note(plot, x, HEADING / 2 - 2, row["overall_label"], align=align, color=theme.MUTED)]


def bars(figure: Row, width: int, *fields: tuple[str, str], room: int = FIGURES) -> theme.Layers:
    """A row a member under the name of its group: a bar from zero, its interval, and `label` behind both.

    The rows are those of `dots`. Optional: `pieces`, the ends of a pale bar, a darker one inside it and the
    darkest inside that, each None where there is no such bar. `room` are the px kept for the labels.
    """
    rows = figure["data"]
    placed, headings, height = _placed(rows, 0)
    left = names_width(rows, width)
    ends = [row[field] for row in rows for field in ("value", "ci_high")]
    plot = Plot(left, width - room, height, 0, from_zero(ends), (0, height))
    names = [row | {"zero": 0.0} for row in placed]
    behind = [row | {"end": max(row["ci_high"] or 0, row["value"] or 0)} for row in placed]
    whole = [row for row in placed if row["ci_low"] is not None and row["ci_high"] is not None]
    layers = [
        *(_bars(placed, plot, depth, shade, *fields) for depth, shade in enumerate(SHADES)),
        _rules(whole, plot, "ci_high", colour=theme.INK),
        text(names, plot, "zero", "place", "name", align="right", dx=-8, limit=left - 12),
        text(behind, plot, "end", "place", "label", align="left", dx=5),
        _headings(headings, plot),
    ]
    return theme.framed(alt.layer(*layers), width, round(height))


def _bars(rows: Sequence[Row], plot: Plot, depth: int, shade: str, *fields: tuple[str, str]) -> alt.Chart:
    ends = [(row, (row.get("pieces") or (row["value"], None, None))[depth]) for row in rows]
    drawn = [row | {"zero": 0.0, "piece": end} for row, end in ends if end is not None]
    return (
        alt.Chart(theme.rows_of(drawn))
        .mark_bar(color=shade, height=ROW - 5)
        .encode(x=plot.across("zero"), x2="piece:Q", y=plot.up("place"), tooltip=tips(*fields))
    )

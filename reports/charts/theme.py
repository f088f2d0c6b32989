"""Colours, type and frame that all charts share."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

import altair as alt

FONT = "Inter"
FONT_SIZE = 10  # px; 7.5 pt on paper, where the least is 7

# Okabe and Ito's palette. The styles give each colour a twin for dark mode: a new one belongs there too.
BLUE = "#0072b2"
VERMILION = "#d55e00"
VERMILION_TEXT = "#b34700"  # letters: 5.5:1 on white, where the palette's own has 3.9:1
PALE_BLUE = "#a9cfe6"
MID_BLUE = "#5b9fcb"
SKY = "#8ecbf0"
ORANGE = "#e69f00"
PURPLE = "#cc79a7"
GREEN = "#2fb28a"
INK = "#1b2430"
MUTED = "#5a6675"
GREY = "#9aa5b1"
RULE = "#d5dbe2"
WHITE = "#ffffff"

Layers = alt.LayerChart | alt.FacetChart

WIDE, NARROW = 660, 318  # px: the page's width, and half of it, which is also a phone's
GUTTER = 96  # px for the names on the left


def gutter(width: int) -> int:
    """The room for names: narrow charts have less to give."""
    return GUTTER if width >= WIDE else GUTTER - 12


def beyond(largest: float, width: int, room: int) -> float:
    """The end of a scale from zero that leaves `room` px behind its largest value."""
    plot = width - gutter(width)
    return largest * plot / (plot - room)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values from `low` to `high`, at most `most` of them."""
    for step in (0.1, 0.2, 0.5, 1.0, 2.0):
        found = [step * place for place in range(ceil(low / step), floor(high / step) + 1)]
        if len(found) <= most:
            return found
    return []


def rows_of(data: Sequence[dict[str, Any]]) -> alt.Data:
    """The figure's rows, inside the chart."""
    return alt.Data(values=list(data))


def names_axis(order: Sequence[str], width: int) -> alt.Y:
    """Names down the left side, in the order given, without lines."""
    axis = alt.Axis(
        title=None,
        domain=False,
        ticks=False,
        labelPadding=6,
        labelLimit=gutter(width) - 10,
        minExtent=gutter(width),
        maxExtent=gutter(width),
    )
    return alt.Y("name:N", sort=list(order), axis=axis)


def framed(chart: Layers, width: int, height: int, *, right: int = 0) -> Layers:
    """The chart at its outer size, in the report's type; `right` px stay free for labels."""
    # one copy of the chart: each `configure_…` would make another
    return chart.properties(
        width=width,
        height=height,
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        config=configuration(right),
    )


def configuration(right: int) -> alt.Config:
    """The report's type and lines."""
    return alt.Config(
        font=FONT,
        background="transparent",
        padding={"left": 0, "top": 2, "right": right, "bottom": 2},
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFont=FONT,
            labelFontSize=FONT_SIZE,
            labelColor=INK,
            titleFont=FONT,
            titleFontSize=FONT_SIZE,
            titleColor=MUTED,
            titleFontWeight="normal",
            gridColor=RULE,
            domainColor=GREY,
            tickColor=GREY,
        ),
        text=alt.MarkConfig(font=FONT, fontSize=FONT_SIZE, color=INK),
        legend=alt.LegendConfig(labelFont=FONT, labelFontSize=FONT_SIZE, labelColor=INK, title=None),
    )

"""The charts of platforms and regions."""

from itertools import groupby

import altair as alt

from reports.charts import parts, theme
from reports.charts.parts import Plot, Row

BAR, STEP = 15, 19  # px: a stacked bar, and from one to the next
SHARE = 56  # px for the share of Netflix or Hulu and its head
KEY, CHIP = 17, 9  # px: a line of the key, a square of it
FITS = 36  # px that a share needs inside its piece
FILLS = (theme.BLUE, theme.VERMILION, theme.SKY, theme.ORANGE, theme.PURPLE, theme.GREEN)


def fill_of(row: Row) -> str:
    """The colour of a piece: by its platform's place in the key, the same in every bar."""
    return theme.RULE if row["name"] == "Others" else FILLS[row["place"] % len(FILLS)]


def key_rows(rows: list[Row], left: float, right: float) -> list[Row]:
    """The platforms without a column of their own, with the places of their squares, in px."""
    named = {row["name"]: row for row in sorted(rows, key=lambda row: row["place"]) if row["place"] > 1}
    x, y = left, KEY / 2
    placed: list[Row] = []
    for name, row in named.items():
        long = CHIP + 4 + parts.LETTER * len(name)
        if x > left and x + long > right:
            x, y = left, y + KEY
        placed.append({"x": x, "y": y, "name": name, "fill": fill_of(row)})
        x += long + 12
    return placed


def platform_shares(figure: Row, width: int) -> theme.Layers:
    """A stacked bar a region; Netflix and Hulu have a column of figures, the others theirs inside the bar."""
    rows = figure["data"]
    gutter = parts.names_width([{"name": row["region"]} for row in rows], width)
    left = gutter + 2 * SHARE + 10
    key = key_rows(rows, left if width >= theme.WIDE else 0, width)
    # on a phone the key needs lines of its own, above the heads of the columns
    lines = max((row["y"] + KEY / 2 for row in key), default=KEY)
    head = lines - KEY / 2 if width >= theme.WIDE else lines + KEY / 2
    placed: list[Row] = []
    for bar, (_, members) in enumerate(groupby(rows, key=lambda row: row["region"])):
        middle = head + KEY / 2 + 3 + bar * STEP + STEP / 2
        placed.extend(piece(row, middle, left, width - left) for row in members)
    height = placed[-1]["y"] + STEP / 2
    page = Plot(0, width, height, 0, (0, width), (0, height))
    heads = [
        {
            "x": gutter + SHARE * (row["place"] + 1) - SHARE + 4,
            "y": head,
            "name": row["name"],
            "fill": fill_of(row),
        }
        for row in placed
        if row["place"] < 2 and row["y"] == placed[0]["y"]
    ]
    layers = [
        squares([*heads, *key], page),
        parts.text([*heads, *key], page, "x", "y", "name", align="left", dx=CHIP + 4),
        *columns(placed, page, gutter),
        *pieces(placed, page),
    ]
    return theme.framed(alt.layer(*layers), width, round(height))


def piece(row: Row, middle: float, left: float, long: float) -> Row:
    """A piece of a bar with its place in px: `long` is a whole bar."""
    start, end = (left + row[field] * long for field in ("from", "to"))
    return row | {"y": middle, "start": start, "end": end, "middle": (start + end) / 2, "fill": fill_of(row)}


def squares(key: list[Row], page: Plot) -> alt.Chart:
    """The colours of the key."""
    rows = [row | {"to": row["x"] + CHIP} for row in key]
    return (
        alt.Chart(theme.rows_of(rows))
        .mark_bar(height=CHIP)
        .encode(
            x=page.across("x"),
            x2="to:Q",
            y=page.up("y"),
            color=alt.Color("fill:N", scale=None, legend=None),
        )
    )


def columns(placed: list[Row], page: Plot, gutter: float) -> list[alt.Chart]:
    """The region's name, and the figures of Netflix and Hulu under their own."""
    first = [{**row, "x": gutter - 8} for row in placed if row["place"] == 0]
    shares = [{**row, "x": gutter + SHARE * (row["place"] + 1)} for row in placed if row["place"] < 2]
    return [
        parts.text(first, page, "x", "y", "region", align="right", limit=gutter - 12),
        parts.text(shares, page, "x", "y", "label", align="right"),
    ]


def pieces(placed: list[Row], page: Plot) -> list[alt.Chart]:
    """The pieces of the bars, and the shares of those that have no column of their own."""
    drawn = [row for row in placed if row["value"]]
    labelled = [row for row in drawn if row["place"] > 1 and row["end"] - row["start"] >= FITS]
    fields = (("region", "Region"), ("name", "Platform"), ("label", "Share"), ("titles", "Titles"))
    bars = (
        alt.Chart(theme.rows_of(drawn))
        .mark_bar(height=BAR, stroke=theme.WHITE, strokeWidth=1)
        .encode(
            x=page.across("start"),
            x2="end:Q",
            y=page.up("y"),
            color=alt.Color("fill:N", scale=None, legend=None),
            tooltip=parts.tips(*fields),
        )
    )
    return [bars, parts.text(labelled, page, "middle", "y", "label")]


def platform_lenses(figure: Row, width: int) -> theme.Layers:
    """Bars by way of counting, Netflix and Hulu dark."""
    rows = [
        row | {"pieces": (None, None, row["value"]) if row["strong"] else (row["value"], None, None)}
        for row in figure["data"]
    ]
    return parts.bars(figure | {"data": rows}, width, ("name", "Platform"), ("label", "Share"))


def platform_hhi(figure: Row, width: int) -> theme.Layers:
    """A dot a region, its points and its effective number of platforms written."""
    fields = (("name", "Region"), ("points", "HHI, points"), ("effective", "Platforms"), ("titles", "Titles"))
    return parts.dots(figure, width, *fields, figures=68)


def hhi_snapshots(figure: Row, width: int) -> theme.Layers:
    """A line through the snapshots, its ends written."""
    rows = [row | {"at": place} for place, row in enumerate(figure["data"])]
    height = 52
    plot = Plot(60, width - 60, 14, height, (0, len(rows) - 1), parts.around(row["value"] for row in rows))
    ends = ((rows[0], {"align": "right", "dx": -8}), (rows[-1], {"align": "left", "dx": 8}))
    fields = (("name", "Snapshot"), ("label", "HHI, points"), ("titles", "Titles"))
    layers = [
        parts.line(rows, plot, "at"),
        parts.points(rows, plot, "at", *fields),
        *(parts.note(plot, row["at"], row["value"], row["label"], **style) for row, style in ends),
        *(
            parts.note(plot, row["at"], plot.y[0], row["name"], dy=14, align=align, color=theme.MUTED)
            for row, align in ((rows[0], "left"), (rows[-1], "right"))
        ),
    ]
    return theme.framed(alt.layer(*layers), width, height + 24)


def region_streams(figure: Row, width: int) -> theme.Layers:
    """Bars from zero, the largest first."""
    fields = (("name", "Region"), ("label", "Streams"), ("n", "Tracks"))
    return parts.bars(figure, width, *fields, room=88)


CHARTS = {
    "platform_shares": platform_shares,
    "platform_lenses": platform_lenses,
    "platform_hhi": platform_hhi,
    "platform_hhi_snapshots": hhi_snapshots,
    "region_streams": region_streams,
}

"""The four formats: rows of charts as the text of a file.

Every function takes frames with the columns of `ranking.chart_places` and `tracks.describe`, and streams.
"""

from __future__ import annotations

from io import BytesIO

import polars as pl

from loaders.sample.files import Text
from loaders.sample.spotify.world import EPOCH, REGIONS

_NOTE = b',,,"Note: these figures follow a formula that keeps inflated positions off the charts.",\n'
_BOM = b"\xef\xbb\xbf"
_NAMES = pl.Series([name for _, name in REGIONS])
_CODES = pl.Series([code for code, _ in REGIONS])
_URL = pl.concat_str(pl.lit("https://open.spotify.com/track/"), "track_id")
_URI = pl.concat_str(pl.lit("spotify:track:"), "track_id")
_ALL_ARTISTS = pl.col("artists").list.join(", ")
_DAY = pl.col("day")


def legacy(frame: pl.DataFrame, *, has_streams: bool, has_note: bool = True) -> Text:
    """A file of the former site: a note line, the first artist alone; viral charts have no streams."""
    columns: dict[str, pl.Expr] = {
        "Position": pl.col("rank"),
        "Track Name": pl.col("track_name"),
        "Artist": pl.col("artists").list.first(),
        "Streams": pl.col("streams"),
        "URL": _URL,
    }
    if not has_streams:
        del columns["Streams"]
    text = _csv(frame.select(**columns)).replace(b"Position,Track Name", b'Position,"Track Name"', 1)
    return Text((_NOTE if has_note else b"") + text, frame.height)


def current(
    frame: pl.DataFrame, *, period: str, without: tuple[str, ...] = (), as_floats: bool = False
) -> Text:
    """A file of the present site, with its byte order mark. `frame` also has the columns of `history`."""
    columns = {
        "rank": pl.col("rank"),
        "uri": _URI,
        "artist_names": _ALL_ARTISTS,
        "track_name": pl.col("track_name"),
        "source": pl.col("label"),
        "peak_rank": pl.col("peak_rank"),
        "previous_rank": pl.col("previous_rank"),
        "days_on_chart" if period == "daily" else "weeks_on_chart": pl.col("charts"),
        "streams": _streams(as_floats),
    }
    kept = {name: value for name, value in columns.items() if name not in without}
    return Text(_BOM + _csv(frame.select(**kept)), frame.height)


def archive(frame: pl.DataFrame, *, header: bool) -> Text:
    """Rows of charts.csv; `frame` also has kind and previous_rank. Every other day's streams are floats."""
    rank, previous = pl.col("rank"), pl.col("previous_rank")
    trend = (
        pl.when(previous == -1).then(pl.lit("NEW_ENTRY"))
        .when(previous > rank).then(pl.lit("MOVE_UP"))
        .when(previous < rank).then(pl.lit("MOVE_DOWN"))
        .otherwise(pl.lit("SAME_POSITION"))
    )  # fmt: skip
    rows = frame.select(
        title="track_name",
        rank="rank",
        date="date",
        artist=_ALL_ARTISTS,
        url=_URL,
        region=_NAMES.gather(frame["region"]),
        chart="kind",
        trend=trend,
        streams=pl.when(_DAY % 2 == 0).then(_streams(True)).otherwise(_streams(False)),
    )
    return Text(_csv(rows, header=header), frame.height)


def songs_daily(frame: pl.DataFrame) -> Text:
    """charts_songs_daily.csv; `frame` also has artist_uris and the columns of `history`."""
    status = pl.when(pl.col("charts") == 1).then(pl.lit("NEW_ENTRY")).otherwise(pl.lit("RE_ENTRY"))
    rows = frame.select(
        date="date",
        country=_CODES.gather(frame["region"]),
        rank="rank",
        uri=_URI,
        artist_names=pl.col("artists").list.join("|"),
        track_name="track_name",
        label="label",
        peak_rank="peak_rank",
        previous_rank="previous_rank",
        days_on_chart="charts",
        streams="streams",
        consecutive_days="consecutive",
        entry_status=pl.when(pl.col("previous_rank") == -1).then(status).otherwise(pl.lit("NO_CHANGE")),
        peak_date="peak_date",
        entry_rank="entry_rank",
        entry_date="entry_date",
        release_date="released",
        artist_uris="artist_uris",
    )
    return Text(_csv(rows), frame.height)


def history(frame: pl.DataFrame, *, step: int) -> pl.DataFrame:
    """What the present site says of a track's past, as far as the frame goes back; `step` is in days.

    Adds date, previous_rank (-1: not on the chart before), peak_rank, peak_date, charts, consecutive,
    entry_rank and entry_date.
    """
    track = ["region", "track"]
    frame = with_previous(frame, step=step).sort("day", "region", "rank")
    frame = frame.with_columns(
        charts=pl.int_range(1, pl.len() + 1).over(track),
        peak_rank=pl.col("rank").cum_min().over(track),
        spell=(pl.col("previous_rank") == -1).cum_sum().over(track),
        entry_rank=pl.col("rank").first().over(track),
        entry_date=pl.col("date").first().over(track),
    )
    return frame.with_columns(
        consecutive=pl.int_range(1, pl.len() + 1).over([*track, "spell"]),
        peak_date=pl.col("date").first().over([*track, "peak_rank"]),
    )


def with_previous(frame: pl.DataFrame, *, step: int) -> pl.DataFrame:
    """With the rank on the chart `step` days before, -1 where the track was not on it, and date."""
    before = frame.select("region", "track", _DAY + step, previous_rank="rank")
    joined = frame.join(before, on=["region", "track", "day"], how="left", maintain_order="left")
    return joined.with_columns(
        pl.col("previous_rank").fill_null(-1),
        date=pl.lit(EPOCH) + pl.duration(days=_DAY),
    )


def _streams(as_floats: bool) -> pl.Expr:
    whole = pl.col("streams").cast(pl.String)
    return whole + ".0" if as_floats else whole


def _csv(frame: pl.DataFrame, *, header: bool = True) -> bytes:
    """RFC 4180 but for LF: quotes where needed, nothing for null."""
    text = BytesIO()
    frame.write_csv(text, include_header=header)
    return text.getvalue()

"""Reading the charts: Spotify's four formats and the Netflix Top 10, with figures or estimates."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

import polars as pl
from estimates_oracle import Ladder

from oracle.raw import SPOTIFY, Raw, day, number
from oracle.watching import FIRST_DAY, LAST_DAY

WORLD = "XWW"
TOP10_CHARTS = ["films_english", "films_non_english", "tv_english", "tv_non_english"]
WEEK_PLACES = {"top200_weekly": 200, "top200_daily": 7 * 200} | dict.fromkeys(TOP10_CHARTS, 40)
"""Chart → the places that it, and the other charts counted with it, have in a week."""
_SITE = {"regional": "top200", "viral": "viral50"}
_PLACE = ["chart", "region", "start", "rank"]


def spotify_places(raw: Raw) -> pl.DataFrame:
    """Every readable place: format, file, chart, region (a code), named, start, end, rank, track, figure."""
    places = pl.concat([_format(raw, table) for table in SPOTIFY])
    codes = {row.lower(): row for row in raw.region_names} | raw.aliases
    named = pl.col("named").str.strip_chars()
    other = pl.when(named.str.len_chars() == 2).then(named.str.to_uppercase()).otherwise(named)
    region = named.str.to_lowercase().replace_strict(codes, default=None).fill_null(other)
    return places.with_columns(region=region).filter(
        pl.col("chart").is_not_null(),
        pl.col("start") >= FIRST_DAY,
        pl.col("end") <= LAST_DAY,
        pl.col("rank") >= 1,
        pl.col("track").is_not_null(),
    )


def _format(raw: Raw, table: str) -> pl.DataFrame:
    rows = raw.table(table)
    rows = rows.rename({name: name.lower() for name in rows.columns})
    link = pl.col("uri").str.split(":").list.get(2, null_on_oob=True)
    if "url" in rows.columns:
        link = pl.col("url").str.split("/track/").list.get(1, null_on_oob=True).str.split("?").list.first()
    title = (
        pl.col("title" if table.endswith("archive") else "track_name").str.strip_chars().str.to_lowercase()
    )
    artist = pl.col("artist" if "artist" in rows.columns else "artist_names").str.strip_chars()
    unnamed = pl.concat_str(title, artist.str.to_lowercase().fill_null(""), separator="|")
    chart, start, end = _when(table)
    return rows.select(
        pl.lit(table).alias("format"),
        (pl.col("file_name") if "file_name" in rows.columns else pl.lit("")).alias("file"),
        chart.alias("chart"),
        pl.col("country" if table.endswith("daily") else "region").fill_null("").alias("named"),
        start.alias("start"),
        end.alias("end"),
        number("position" if "position" in rows.columns else "rank").cast(pl.Int64).alias("rank"),
        pl.when(link != "").then(link).otherwise(unnamed).alias("track"),
        number("streams").alias("figure"),
    )


def _when(table: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The chart's name, first day and last day in a format."""
    if table.endswith("archive"):
        return pl.col("chart").replace_strict(
            {"top200": "top200_daily", "viral50": "viral50_daily"}, default=None
        ), day("date"), day("date")  # fmt: skip
    if table.endswith("spotify_charts_daily"):
        return pl.lit("top200_daily"), day("date"), day("date")
    names = {
        f"{kind}-{step}": f"{chart}_{step}" for kind, chart in _SITE.items() for step in ("daily", "weekly")
    }
    chart = pl.col("chart").replace_strict(names, default=None)
    span = pl.when(chart.str.ends_with("weekly")).then(pl.duration(days=6)).otherwise(pl.duration(days=0))
    if table.endswith("legacy"):
        return chart, day("chart_date"), day("chart_date") + span
    return chart, day("chart_date") - span, day("chart_date")


def chosen(places: pl.DataFrame) -> pl.DataFrame:
    """Of a chart's offers the one with most figures, then places, then by format; ranks and tracks once."""
    offer = ["chart", "region", "end", "format", "file", "named"]
    sizes = places.group_by(offer).agg(pl.col("figure").count().alias("figures"), pl.len().alias("places"))
    order = {name: turn for turn, name in enumerate(("current", "daily", "legacy", "archive"))}
    turn = pl.col("format").str.strip_prefix("spotify_charts_").replace_strict(order)
    best = sizes.sort(
        "figures", "places", turn, "named", "file", descending=[True, True, False, False, False]
    ).unique(["chart", "region", "end"], keep="first", maintain_order=True)
    kept = places.join(best.select(offer), on=offer, how="semi")
    kept = kept.sort("figure", "track", descending=[True, False], nulls_last=True)
    kept = kept.unique(["chart", "region", "end", "rank"], keep="first", maintain_order=True)
    return kept.sort("rank").unique(["chart", "region", "end", "track"], keep="first", maintain_order=True)


def top10_places(raw: Raw) -> pl.DataFrame:
    """The world's Top 10s: chart, region, start, end, rank, name (the source's id), figure, hours."""
    table = raw.table("netflix_top10_global")
    chart = pl.col("category").str.to_lowercase().str.replace_all(r"[()]", "").str.replace_all(r"[ -]", "_")
    kind = pl.when(pl.col("chart").str.starts_with("films")).then(pl.lit("film")).otherwise(pl.lit("tv"))
    season = pl.col("season_title").str.strip_chars()
    season = pl.when(~season.is_in(["", "N/A"])).then("|" + season).otherwise(pl.lit(""))
    views, hours = number("weekly_views"), number("weekly_hours_viewed")
    return table.with_columns(chart=chart).select(
        "chart",
        pl.lit(WORLD).alias("region"),
        (day("week") - pl.duration(days=6)).alias("start"),
        day("week").alias("end"),
        number("weekly_rank").cast(pl.Int64).alias("rank"),
        pl.concat_str(kind, pl.lit("|"), pl.col("show_title").str.strip_chars(), season)
        .map_elements(small_letters, pl.String)
        .alias("name"),
        pl.when((views > 0) | (hours == 0)).then(views).alias("figure"),
        hours.alias("hours"),
    )  # fmt: skip


def small_letters(text: str) -> str:
    """A text in small letters, one by one: the last sigma of a Greek word stays a plain one."""
    return "".join(letter.lower()[0] for letter in text)


class Charts:
    """All charts with figures: chart, region, start, end, rank, title, estimate, low, high, is_estimated."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw

    @cached_property
    def rows(self) -> pl.DataFrame:
        """Every place, with a title that stands on a chart twice at its better one."""
        spotify = chosen(spotify_places(self.raw)).with_columns(hours=pl.lit(None, pl.Float64))
        spotify = self._titled(spotify.rename({"track": "name"}), "spotify")
        places = pl.concat([spotify, self._titled(top10_places(self.raw), "netflix_top10")])
        places = places.sort("rank", "figure", "hours", descending=[False, True, True], nulls_last=True)
        places = places.unique(["chart", "region", "start", "title"], keep="first", maintain_order=True)
        guessed = self._ladder.estimates().rename({"chart_start": "start"})
        places = places.join(guessed, on=_PLACE, how="left").with_columns(
            is_estimated=pl.col("figure").is_null() & pl.col("estimate").is_not_null()
        )
        return places.select(
            "chart", "region", "start", "end", "rank", "title", "is_estimated",
            *(pl.coalesce("figure", name).alias(name) for name in ("estimate", "lo", "hi")),
        )  # fmt: skip

    @cached_property
    def _ladder(self) -> Ladder:
        return Ladder(self.raw.con)

    def _titled(self, places: pl.DataFrame, source: str) -> pl.DataFrame:
        keys = {name: key for (system, name), key in self.raw.title_keys.items() if system == source}
        columns = ["chart", "region", "start", "end", "rank", "title", "figure", "hours"]
        return places.with_columns(
            title=pl.col("name").replace_strict(keys, default=None, return_dtype=pl.Int64)
        ).select(columns)

    def world(self, *charts: str) -> pl.DataFrame:
        """The places of some charts of the whole world."""
        return self.rows.filter(pl.col("region") == WORLD, pl.col("chart").is_in(charts))

    def spotify_as_of(self) -> date:
        """The last day of any of Spotify's charts."""
        found = self.rows.filter(pl.col("chart").str.contains("top200|viral50"))["end"].max()
        assert isinstance(found, date)
        return found

    def top10_as_of(self) -> date:
        """The last day of the world's Top 10s."""
        found = self.rows.filter(pl.col("chart").is_in(TOP10_CHARTS))["end"].max()
        assert isinstance(found, date)
        return found


def is_stale(end: date, as_of: date) -> bool:
    """Whether what a basis speaks of ended four weeks or more before its source does."""
    return end <= as_of - timedelta(days=28)


def chart_week(when: date) -> date:
    """The Friday with which the chart week of a day begins."""
    return when - timedelta(days=(when.weekday() - 4) % 7)

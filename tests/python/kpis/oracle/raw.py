"""Reading: the raw tables, the seeds, and which source is loaded."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from functools import cached_property

import duckdb
import polars as pl
from built_project import ROOT

SOURCE_CODES = {"tmdb": 1, "netflix_top10": 2, "netflix": 3, "vodclickstream": 4, "spotify": 5}
REQUIRED = {
    "imdb": [
        f"imdb_{name}"
        for name in (
            "name_basics",
            *(f"title_{part}" for part in ["akas", "basics", "crew", "episode", "principals", "ratings"]),
        )
    ],
    "tmdb": [
        f"tmdb_{name}"
        for name in ["discover", "find", "genres", "movies", "offers", "providers", "regions", "tv"]
    ],
    "netflix": ["netflix_users", "netflix_movies", "netflix_watch_history"],
    "netflix_top10": [f"netflix_top10_{name}" for name in ("global", "countries", "most_popular")],
}
"""What a source cannot do without; of Spotify's formats one is enough."""
SPOTIFY = [f"spotify_charts_{name}" for name in ("legacy", "current", "archive", "daily")]


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_key(source: str, text: str) -> int:
    """The star's key of an id that is text."""
    return SOURCE_CODES[source] * 10**16 + int(hashlib.md5(text.encode()).hexdigest()[:13], 16)


def day(column: str) -> pl.Expr:
    """The day at the beginning of a text."""
    return pl.col(column).str.slice(0, 10).str.to_date(strict=False)


def number(column: str) -> pl.Expr:
    """A number from text; null where it is none."""
    return pl.col(column).cast(pl.Float64, strict=False)


class Raw:
    """The raw tables of a warehouse."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def table(self, name: str) -> pl.DataFrame:
        """A raw table as loaded, all text but for TMDB's keys."""
        return self.con.sql(f"from raw.{name}").pl()

    @cached_property
    def loads(self) -> dict[str, dict[str, object]]:
        """Raw table → its latest load; of TMDB's tables that of the newest snapshot."""
        log = self.con.sql("from raw.load_log where status = 'loaded' order by finished_at, run_id").pl()
        loads: dict[str, dict[str, object]] = {}
        for row in log.iter_rows(named=True):
            held = loads.get(row["table_name"])
            if not (held and row["source"] == "tmdb" and held["snapshot_date"] > row["snapshot_date"]):
                loads[row["table_name"]] = row
        return loads

    def is_limited(self, table: str) -> bool:
        """Whether a raw table holds only the first rows of its file."""
        return self.loads[table]["reason_code"] == "ROW_LIMIT"

    def has(self, source: str) -> bool:
        """Whether a source is there for the KPIs."""
        if source == "spotify":
            return any(table in self.loads for table in SPOTIFY)
        return all(table in self.loads for table in REQUIRED[source])

    def hindrance(self, source: str) -> str:
        """Why a source is not there."""
        log = self.con.sql("from raw.load_log where reason_code = 'CREDENTIAL_MISSING'").pl()
        missing = set(REQUIRED.get(source, ())) - set(self.loads)
        return "CREDENTIAL_MISSING" if missing & set(log["table_name"]) else "SOURCE_MISSING"

    @cached_property
    def title_keys(self) -> dict[tuple[str, str], int]:
        """(source, its id of a title) → title_key."""
        rows = self.con.sql("select source_system, source_title_id, title_key from core.bridge_title_source")
        return {(source, title): key for source, title, key in rows.fetchall()}

    @cached_property
    def title_names(self) -> dict[int, str]:
        """title_key → what the title is called."""
        return dict(self.con.sql("select title_key, primary_title from core.dim_title").fetchall())

    @cached_property
    def aliases(self) -> dict[str, str]:
        """A region's name in small letters → its code."""
        return {row["alias"]: row["iso2"] for row in seed("region_aliases")}

    @cached_property
    def region_names(self) -> dict[str, str]:
        """A region's code → its name."""
        return {row["iso2"]: row["region_name"] for row in seed("regions")}

    def region_of(self, name: str | None) -> str:
        """The name of the region that a country's name stands for."""
        code = self.aliases.get((name or "").strip().lower())
        return self.region_names[code] if code else "Unknown"

    @cached_property
    def genres(self) -> dict[int, list[str]]:
        """title_key → its genres, of IMDb's titles that have some."""
        basics = self.table("imdb_title_basics").filter(pl.col("genres").is_not_null(), ~shifted())
        return {
            int(title[2:]): sorted(set(genres.split(",")) - {""})
            for title, genres in basics.select("tconst", "genres").iter_rows()
        }

    @cached_property
    def votes(self) -> dict[int, int]:
        """title_key → IMDb's votes."""
        ratings = self.table("imdb_title_ratings")
        return {
            int(title[2:]): int(votes) for title, votes in ratings.select("tconst", "numVotes").iter_rows()
        }

    @property
    def titles_day(self) -> date:
        """The day of IMDb's ratings."""
        found = self.loads["imdb_title_ratings"]["snapshot_date"]
        assert isinstance(found, date)
        return found


def shifted() -> pl.Expr:
    """A row of title.basics that a missing tab has moved to the left."""
    return ~pl.col("isAdult").is_in(["0", "1"]).fill_null(True)

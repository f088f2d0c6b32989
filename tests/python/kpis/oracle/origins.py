"""Where a KPI's figures come from: its sources, how real they are, when they end, whether all was loaded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from oracle.charts import Charts
from oracle.platform import HOME
from oracle.raw import REQUIRED, SPOTIFY, Raw, seed
from oracle.watching import Watching


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What stands behind a KPI, on one of its bases or, where it has no value, on all of them."""

    sources: str
    data_nature: str | None
    as_of_date: date | None
    rung: str | None = None
    region: str | None = None
    is_limited: bool = False


def origins(raw: Raw, charts: Charts, watching: Watching | None) -> dict[str, dict[str | None, Origin]]:
    """kpi_id → basis → its origin; under None that of a KPI without a value."""
    ends = _ends(raw, charts, watching)
    found: dict[str, dict[str | None, Origin]] = {}
    for row in seed("kpi_bases"):
        region = HOME if row["region"] == "home" else row["region"]
        found.setdefault(row["kpi_id"], {})[row["basis"]] = Origin(
            sources=row["source"],
            data_nature=_nature(raw, row["source"]),
            as_of_date=min(
                (ends[table] for table in row["tables"].split(",") if raw.has(row["source"])), default=None
            ),
            rung=row["rung"] or None,
            region=raw.region_names[region] if region else None,
            is_limited=any(
                load["source"] == row["source"] and load["reason_code"] == "ROW_LIMIT"
                for load in raw.loads.values()
            ),
        )
    for row in seed("kpi_catalogue"):
        bases = found[row["kpi_id"]].values()
        found[row["kpi_id"]][None] = Origin(
            sources=row["sources"],
            data_nature=_same({basis.data_nature for basis in bases} - {None}),
            as_of_date=min((basis.as_of_date for basis in bases if basis.as_of_date), default=None),
        )
    return found


def _ends(raw: Raw, charts: Charts, watching: Watching | None) -> dict[str, date]:
    """Raw table → the last day that it tells of; the formats of Spotify's charts stand for one another."""
    ends: dict[str, date] = {}
    if watching:
        ends |= {"netflix_users": watching.snapshot_day, "netflix_watch_history": watching.as_of}
    if raw.has("netflix_top10"):
        ends["netflix_top10_global"] = charts.top10_as_of()
    if raw.has("spotify"):
        ends |= dict.fromkeys(SPOTIFY, charts.spotify_as_of())
    for table in ("imdb_title_ratings", "tmdb_movies"):
        if table in raw.loads:
            taken = raw.loads[table]["snapshot_date"]
            assert isinstance(taken, date)
            ends[table] = taken
    return ends


def _nature(raw: Raw, source: str) -> str | None:
    """How real a source is: as what it cannot do without."""
    tables = REQUIRED.get(source, SPOTIFY)
    return _same({load["data_nature"] for table, load in raw.loads.items() if table in tables})


def _same(natures: Collection[object]) -> str | None:
    """What all are; mixed where they differ."""
    return "mixed" if len(natures) > 1 else next((str(nature) for nature in natures), None)

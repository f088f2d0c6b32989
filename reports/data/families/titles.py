"""The most voted titles of a release year, as a table."""

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from reports.data.display import number, shortened
from reports.data.document import Table
from reports.data.families.base import cells, source_line
from reports.evidence import warehouse
from reports.render.text import can_be_set

ROWS = 10
LONGEST = 120  # characters of a title in the table; the IMDb id beside it leads to the whole
NEEDED = ("fact_ratings", "dim_title", "fact_source_load", "bridge_title_genre", "dim_genre")

TOP_TITLES = """
with current_load as (
    select data_mode, cast(strftime(snapshot_date, '%Y%m%d') as int) as snapshot_date_key
    from core.fact_source_load
    where table_name = 'imdb_title_ratings' and status = 'present'
),

top_titles as (
    select
        titles.title_key,
        titles.imdb_id,
        titles.primary_title,
        titles.original_title,
        types.title_type_name,
        ratings.avg_rating,
        ratings.num_votes
    from core.fact_ratings as ratings
    inner join current_load using (data_mode, snapshot_date_key)
    inner join core.dim_title as titles using (title_key)
    inner join reference.title_types as types using (title_type)
    where types.is_counted and not coalesce(titles.is_adult, false) and titles.start_year = ?
    -- the key breaks ties between equal votes
    order by ratings.num_votes desc, titles.title_key
    limit ?
)

select
    top_titles.*,
    (
        select string_agg(genres.genre_name, ', ' order by genres.genre_name)
        from core.bridge_title_genre as bridge
        inner join core.dim_genre as genres using (genre_key)
        where bridge.title_key = top_titles.title_key and genres.genre_key != -1
    ) as genres
from top_titles
order by num_votes desc, title_key
"""


def names_of(row: Mapping[str, Any]) -> list[str]:
    """The title as the source writes it, then the original one where it differs.

    The PDF's font lacks some scripts: what it cannot set is left out where the other one can be set.
    """
    both = dict.fromkeys(title for title in (row["primary_title"], row["original_title"]) if title)
    return [title for title in both if can_be_set(title)] or list(both)[:1] or [str(row["imdb_id"])]


def unset_remark(texts: Iterable[str]) -> str:
    """What U+ and digits stand for, where the PDF will have them."""
    return "" if all(map(can_be_set, texts)) else "U+ and digits: characters that the PDF's font lacks"


def top_titles(con: duckdb.DuckDBPyConnection, share: Mapping[str, Any] | None) -> Table | None:
    """The ten most voted titles of the headline year of KPI 10: what its shares are made from."""
    if share is None or not all(warehouse.has_table(con, "core", table) for table in NEEDED):
        return None
    year = int(share["period_end"][:4])
    rows = warehouse.rows(con, TOP_TITLES, [year, ROWS])
    if not rows:
        return None
    first = names_of(rows[0])[0]
    body = [
        (
            str(place),
            " / ".join(shortened(name, LONGEST) for name in names_of(row)),
            row["title_type_name"],
            row["genres"] or "unknown",
            number(row["avg_rating"], 1),
            number(row["num_votes"]),
            row["imdb_id"],
        )
        for place, row in enumerate(rows, start=1)
    ]
    printed = cells(["#", "Title / original title", "Type", "Genres", "Rating", "Votes", "IMDb id"], 0, body)
    printed["align"] = ["right", "left", "left", "left", "right", "right", "left"]
    return Table(
        id="top_titles",
        kpi_id=share["kpi_id"],
        headline=f"{shortened(first)} has the most votes of {year}, {number(rows[0]['num_votes'])}",
        subtitle=f"Films and series of {year} by number of IMDb votes, titles as the source writes them",
        source_line=source_line(share, unset_remark(row[1] for row in body)),
        **printed,
    )

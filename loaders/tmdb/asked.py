"""Which titles TMDB is asked for: the most voted films and series of IMDb, as the warehouse has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loaders.errors import LoaderError

if TYPE_CHECKING:
    from loaders.sources.base import Context

_MOST_VOTED = """
select tconst, min(titleType) as title_type
from raw.imdb_title_ratings
inner join raw.imdb_title_basics using (tconst)
where titleType in ('movie', 'tvMovie', 'tvSeries', 'tvMiniSeries') and isAdult = '0'
group by tconst
order by max(try_cast(numVotes as bigint)) desc nulls last, tconst
limit ?
"""

_KNOWN = """
select asked_imdb_id, latest.media_type, latest.tmdb_id
from (
    select
        asked_imdb_id,
        arg_max(
            {'media_type': media_type, 'tmdb_id': tmdb_id, 'status_code': status_code}, snapshot_date
        ) as latest
    from (
        select asked_imdb_id, 'movie' as media_type, tmdb_id, status_code, snapshot_date
        from raw.tmdb_movies where data_mode = ?
        union all
        select asked_imdb_id, 'tv', tmdb_id, status_code, snapshot_date
        from raw.tmdb_tv where data_mode = ?
    )
    group by asked_imdb_id
)
where latest.status_code = 200
"""


@dataclass(frozen=True)
class Asked:
    """A title to ask for."""

    imdb_id: str
    media_type: str
    """`movie` or `tv`, as IMDb's type says."""


def most_voted(context: Context, count: int) -> list[Asked]:
    """The `count` films and series with the most votes, adult ones left out; ties go to the lower id.

    Raises LoaderError where the warehouse has no IMDb of this data mode.
    """
    loads = context.warehouse.current_loads()
    needed = [loads.get(table) for table in ("imdb_title_ratings", "imdb_title_basics")]
    if not all(load and load.data_mode == context.data_mode for load in needed):
        raise LoaderError(
            "IMDB_MISSING",
            f"IMDb says which titles to ask TMDB for, and the warehouse has no {context.data_mode} data of "
            "it: run loaders fetch --source imdb first",
        )
    rows = context.warehouse.query(_MOST_VOTED, [count])
    return [Asked(tconst, "tv" if "Series" in title_type else "movie") for tconst, title_type in rows]


def known_ids(context: Context) -> dict[str, tuple[str, int]]:
    """By IMDb id, what an earlier snapshot of this data mode found it to be at TMDB: kind and id."""
    rows = context.warehouse.query(_KNOWN, [context.data_mode, context.data_mode])
    return {imdb_id: (media_type, tmdb_id) for imdb_id, media_type, tmdb_id in rows}
